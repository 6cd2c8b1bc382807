"""Whole conversations on a private sound card, heard by Vosk: an emergency, an interview, a power cut in the middle."""

import contextlib
import subprocess

import numpy as np
import pytest
from card_caller import TWITCHWISE, Caller, events, needs_card
from patience import HANG_SECONDS

from voice.bench.soundcard import SoundCard, end

pytestmark = needs_card
OPENING = "my left calf has been twitching since yesterday after my run"
NONE = ["no none of those", "no nothing like that", "no"]
RATE_HZ = 48_000
LOUD = 300


@pytest.fixture
def card(tmp_path):
    """A sound card of the test's own."""
    (tmp_path / "card").mkdir()
    with SoundCard(tmp_path / "card") as card:
        yield card


@pytest.fixture
def talk(home, card, tiny_vosk_model, tmp_path):
    """Starts the program, which says little, for as long as a `with` lasts; its log is the file that is named."""

    @contextlib.contextmanager
    def started(log):
        brief = ["--verbosity", "short", "--rate", "2", "--region", "elsewhere"]
        hearing = ["--recogniser", "vosk", "--model", str(tiny_vosk_model)]
        with screen(log).open("w") as out:
            program = subprocess.Popen(
                [*TWITCHWISE, "talk", *brief, *hearing, "--captions", "plain", "--log", str(log)],
                env={**home, **card.environment},
                stdin=subprocess.DEVNULL,
                stdout=out,
                stderr=subprocess.STDOUT,
            )
            try:
                yield program
            finally:
                end(program)

    return started


def screen(log):
    """Where what is shown goes."""
    return log.with_suffix(".screen")


def every(log, kind, key):
    """What all effects of a kind have for `key`, in order."""
    return [line[key] for line in events(log) if line.get("effect") == kind]


def opened(question):
    """Whether a line of a log says that the microphone is open for this question."""
    return lambda line: line.get("microphone") == "open" and line["question"] == question


def test_an_emergency(talk, card, tmp_path):
    """The sign that is said first is an emergency at once: the call is said twice, aloud, and "stop" ends it."""
    log = tmp_path / "talk.log"
    speaker, recorder = card.record("speaker")
    replies = {"opening": ["my pee is dark", "my pee is dark brown"], "confirm": "yes", "result": "stop"}
    # Whoever is asked again, because a busy machine lost some of it, says it again.
    caller = Caller(card, log, replies, otherwise="my pee is dark brown", speaker=speaker)
    try:
        with talk(log) as program:
            caller.talk(program)
    finally:
        end(recorder)
    assert program.returncode == 0, screen(log).read_text()
    assert every(log, "assessment", "disposition") == ["emergency"], caller.said
    said = " ".join(every(log, "say", "text")).lower()
    assert said.count("call your local emergency number") >= 2
    assert every(log, "end", "outcome") == ["emergency"], caller.said
    after = np.fromfile(speaker, "<i2")[caller.answered_at[0] : caller.answered_at[-1]].astype(np.int32)
    assert np.count_nonzero(np.abs(after) > LOUD) > 3 * RATE_HZ


def test_an_interview_to_its_end(request, talk, card, tmp_path):
    """Somebody without a warning sign is asked all there is to ask, is told to look after it at home, and says goodbye."""
    if not request.config.getoption("--all"):
        pytest.skip("a whole interview takes two minutes of real time; pytest --all runs it")
    log = tmp_path / "talk.log"
    replies = {
        "opening": OPENING,
        "pain": ["no pain at all", "none"],
        "medicines": ["no i don't take anything", *NONE],
        "caffeine": ["two coffees", "none"],
        "drinking": ["i drank enough", "enough"],
        "read_back": ["yes that's right", "yes"],
        "confirm": ["yes that's right", "yes"],
        "result": ["no thank you", "stop"],
    }
    replies |= dict.fromkeys(("urine", "collapse", "mind", "sudden", "health"), NONE)
    caller = Caller(card, log, replies, otherwise="no none of those")
    with talk(log) as program:
        caller.talk(program)
    assert program.returncode == 0, screen(log).read_text()
    assert every(log, "assessment", "disposition") == ["self_care"], caller.said
    assert {"urine", "collapse", "read_back", "result"} <= set(every(log, "listen", "question"))
    assert every(log, "say", "prompt")[-1] == "goodbye", caller.said
    assert every(log, "end", "outcome") in (["completed"], ["stopped"]), caller.said


def test_a_power_cut_in_the_middle(talk, card, tmp_path):
    """Killed while a question is open and started again, it tells what it knows and asks that question, not those before."""
    before, after = tmp_path / "before.log", tmp_path / "after.log"
    replies = {"opening": OPENING, "urine": NONE, "confirm": "yes"}
    caller = Caller(card, before, replies, otherwise=OPENING)
    with talk(before) as program:
        assert caller.until(program, opened("collapse")), (caller.said, screen(before).read_text())
        program.kill()
        program.wait(HANG_SECONDS)
    assert "end" not in [line.get("effect") for line in events(before)]
    caller = Caller(card, after, {"collapse": NONE, "confirm": "yes"}, otherwise="stop")
    with talk(after) as program:
        caller.talk(program)
    assert program.returncode == 0, screen(after).read_text()
    assert every(after, "say", "prompt")[0] == "welcome_back"
    first = next(number for number, line in enumerate(events(after)) if line.get("effect") == "listen")
    recap = [line["text"].lower() for line in events(after)[:first] if line.get("effect") == "say"]
    assert any("left calf" in text for text in recap), recap
    asked = every(after, "listen", "question")
    assert asked[0] == "collapse"
    assert "mind" in asked, caller.said
    assert not {"opening", "urine"} & set(asked), caller.said
    assert every(after, "end", "outcome") == ["stopped"], caller.said
