"""The picture of captions: a conversation with the real dialogue, its screen drawn as SVG. `script/pictures` writes it."""

import io
import sys
from pathlib import Path

from rich.console import Console
from rich.terminal_theme import MONOKAI

from voice.ports import Status
from voice.session import NoClock, Session
from voice.skill.dialogue.events import Heard
from voice.skill.grammar.compiled import load_grammar
from voice.skill.knowledge.file import load_knowledge
from voice.store.memory import MemoryStore
from voice.surfaces.captions import CaptionScreen
from voice.surfaces.captions_layout import frame
from voice.surfaces.desk import Desk

WIDTH, HEIGHT = 80, 24
ANSWERS = ("my left calf keeps twitching since my run yesterday", "no, none of those")


class Recorded:
    """Fills `ports.Surface`: the captions, and a caller who gives these answers and then is waited for."""

    def __init__(self, captions):
        self.captions, self.answers = captions, list(ANSWERS)

    def perform(self, effect):
        self.captions.perform(effect)

    def next_event(self, listen):
        if not self.answers:
            raise EOFError
        event = Heard(words=self.answers.pop(0))
        self.captions.happened(event)
        return event


def picture() -> str:
    """The screen as SVG, after the answers above, while the next one is listened for."""
    knowledge = load_knowledge()
    console = Console(file=io.StringIO(), width=WIDTH, height=HEIGHT, record=True, force_terminal=True, _environ={})
    captions = CaptionScreen(knowledge, console, Desk(), keys=knowledge.screen.spoken_keys)
    Session(knowledge, load_grammar(knowledge), MemoryStore(), Recorded(captions), NoClock()).run()
    captions.status(Status("listening"))
    console.file = utf8 = io.TextIOWrapper(io.BytesIO(), encoding="utf-8")
    for row in frame(captions.view, console, WIDTH, HEIGHT):
        console.print(row)
    utf8.close()
    return console.export_svg(title="twitchwise talk", theme=MONOKAI, unique_id="captions")


if __name__ == "__main__":
    Path(sys.argv[1]).write_text(picture(), encoding="utf-8")
