"""Somebody at a private sound card's microphone, who talks with the whole program; what tests of real devices stand on."""

import json
import sys
import time

import pytest
from patience import HANG_SECONDS

from voice.bench.soundcard import missing
from voice.synthesis.espeak import load_synthesiser

lacking = missing()
needs_card = pytest.mark.skipif(lacking is not None, reason=f"no private sound card: {lacking}")
TWITCHWISE = [sys.executable, "-m", "voice"]
_LOOKS_SECONDS = 0.05
_THINKS_SECONDS = 0.3
_FIRST = ("opening", "speaker", "place_and_time", "location", "duration")
"""What is asked of somebody whose first sentence was not understood."""


def at_first(text):
    """The replies of somebody who says this until it is understood."""
    return dict.fromkeys(_FIRST, text)


def events(log):
    """The lines of a log so far."""
    return [json.loads(line) for line in log.read_text().splitlines()] if log.exists() else []


class Caller:
    """Answers each question once it is open, and again when it is put again; leaves when there are no more answers.

    `replies` are by question: one text, or several of which the last is repeated. `speaker` is the recording of what the
    program plays, if there is one: `answered_at` is how many samples of it came before the end of each answer.
    """

    def __init__(self, card, log, replies, otherwise, speaker=None):
        self.card = card
        self.log = log
        self.replies = {question: [listed] if isinstance(listed, str) else list(listed) for question, listed in replies.items()}
        self.otherwise = otherwise
        self.speaker = speaker
        self.voice = load_synthesiser("en-us")
        self.said = []
        self.answered_at = []
        self._answered = 0

    def talk(self, program):
        """Answer until the program ends."""
        self.until(program, lambda _: False)

    def until(self, program, wanted, times=1):
        """Answer what is asked until so many lines of the log are `wanted`; whether they are."""
        deadline = time.monotonic() + HANG_SECONDS
        while program.poll() is None and time.monotonic() < deadline:
            lines = events(self.log)
            if sum(map(wanted, lines)) >= times:
                return True
            opened = [line["question"] for line in lines if line.get("microphone") == "open"]
            if len(opened) > self._answered:
                self._answered = len(opened)
                self.answer(opened[-1])
            time.sleep(_LOOKS_SECONDS)
        return sum(map(wanted, events(self.log))) >= times

    def answer(self, question):
        """Say the reply to `question`, after a moment's thought."""
        listed = self.replies.get(question, [self.otherwise])
        text = listed.pop(0) if len(listed) > 1 else listed[0]
        self.said.append((question, text))
        sound = self.voice.render(text)
        time.sleep(_THINKS_SECONDS)
        self.card.say(sound.samples // 3, sound.rate_hz).wait(HANG_SECONDS)
        if self.speaker is not None:
            self.answered_at.append(self.speaker.stat().st_size // 2)
