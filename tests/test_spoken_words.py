"""Every word that is spoken comes from the knowledge file: none is written in the program."""

import ast
import io
import random
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from rich.console import Console
from talking import whole
from test_callers import grammar

from voice.ports import Status
from voice.rehearsal.scripted import rehearse
from voice.rehearsal.scripts import load_script
from voice.skill.dialogue.effects import Listen, Say
from voice.skill.dialogue.events import Chosen, Heard, NoInput, NoMatch
from voice.skill.dialogue.phrases import phrases
from voice.skill.knowledge.file import knowledge_path
from voice.skill.knowledge.model import Knowledge
from voice.skill.knowledge.prompts import NOT_SPOKEN
from voice.skill.triage.assess import assess
from voice.surfaces.captions import CaptionScreen
from voice.surfaces.captions_layout import SIGNS, frame
from voice.surfaces.captions_lines import PlainCaptions
from voice.surfaces.choices import commands, possible_answers
from voice.surfaces.desk import Desk

SKILL = Path(__file__).parent.parent / "voice" / "skill"
CONVERSATIONS = sorted((Path(__file__).parent / "conversations").glob("*.yaml"))
SPOKEN_KEYS = {
    *("action", "left_open", "reassurance", "again", "says", "because", "text", "never", "answer", "said"),
    *("name", "short", "have", "absent", "denied", "values", "ask", "why", "explain", "choices", "items"),
}
SPOKEN_HEADINGS = {"groups", "offers"}
NO_TEXT = {"chart.py": "draws the dialogue for its developers; nothing of it is spoken"}


def _loud(node: Any) -> Any:
    """Every text in capitals, but for its {places}."""
    if isinstance(node, str):
        return "".join(part if part.startswith("{") else part.upper() for part in re.split(r"(\{\w+\})", node))
    if isinstance(node, dict):
        return {key: _loud(value) for key, value in node.items()}
    return [_loud(value) for value in node] if isinstance(node, list) else node


def _translated(node: Any) -> Any:
    """A section of the knowledge file, all that is spoken of it in capitals."""
    if isinstance(node, dict):
        return {key: _section(key, value) for key, value in node.items()}
    return [_translated(value) for value in node] if isinstance(node, list) else node


def _section(key: str, value: Any) -> Any:
    if key in SPOKEN_HEADINGS:
        return {_loud(heading): under for heading, under in value.items()}
    return _loud(value) if key in SPOKEN_KEYS else _translated(value)


@pytest.fixture(scope="module")
def loud() -> Knowledge:
    """The knowledge file in a language of capitals: a small letter in what is spoken was not written there."""
    document = yaml.safe_load(knowledge_path().read_text(encoding="utf-8"))
    prompts = {name: texts if name in NOT_SPOKEN else _loud(texts) for name, texts in document["prompts"].items()}
    capitals = {**_translated(document), "prompts": prompts}
    capitals |= {section: _loud(document[section]) for section in ("regions", "screen")}
    return Knowledge.model_validate({**capitals, "hash": whole().hash})


def _answers(knowledge: Knowledge, seed: int) -> dict[str, Any]:
    """Answers of somebody with a few signs, some of them not known."""
    chance = random.Random(seed)
    signs = {name: chance.choices([True, "unknown", False], [4, 2, 30])[0] for name in sorted(knowledge.symptom_ids)}
    return {"speaker": chance.choice(["self", "someone_else"]), "duration_days": chance.choice([1, 30]), **signs}


def test_a_result_has_no_words_of_its_own(loud: Knowledge) -> None:
    """Whatever was found, all that is said of it, and all that is told to whoever wants more, is the file's."""
    for seed in range(300):
        region = [None, *loud.regions][seed % (len(loud.regions) + 1)]
        told = assess(loud, _answers(loud, seed), region=region)
        spoken = [*told.speech, *(sentence for turn in told.more for part in turn for sentence in part.more)]
        assert [sentence for sentence in spoken if re.search(r"[a-z]", sentence)] == []


@pytest.mark.parametrize("path", CONVERSATIONS[::3], ids=lambda path: path.stem)
def test_a_conversation_has_no_words_of_its_own(loud: Knowledge, path: Path) -> None:
    """From the welcome to the goodbye, nothing is spoken that the file does not hold."""
    played = rehearse(loud, grammar(), load_script(path, loud.regions))
    assert played.said
    assert [text for text in played.said if re.search(r"[a-z]", text)] == []


def test_answers_are_told_in_the_words_of_the_file(loud: Knowledge) -> None:
    """Each value of each slot, and each length of time, is named in the file's words."""
    for name, slot in loud.slots.items():
        values = [*slot.values, True, False, "unknown", 0.01, 0.2, 1, 5, 40, 90, 800]
        for value in (*values, tuple(list(slot.values)[:3])):
            assert not re.search(r"[a-z]", " ".join(phrases(loud, {name: value})))


def test_what_can_be_chosen_is_in_the_words_of_the_file(loud: Knowledge) -> None:
    """Each answer that is shown or read out at each question, and each command beside them."""
    for path in CONVERSATIONS[::6]:
        for effect in rehearse(loud, grammar(), load_script(path, loud.regions)).effects:
            if effect.effect == "listen":
                labels = [option.label for option in (*possible_answers(loud, effect), *commands(loud, effect))]
                assert [label for label in labels if re.search(r"[a-z]", label)] == []


def _texts(tree: ast.Module) -> Iterator[ast.Constant]:
    """The literal texts of a module that could be spoken: no documentation, and nothing that is raised."""
    silent = {id(inner) for node in ast.walk(tree) if isinstance(node, ast.Raise) for inner in ast.walk(node)}
    silent |= {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in silent:
            yield node


@pytest.mark.parametrize("status", [None, *(Status(activity) for activity in SIGNS), Status("listening", muted=True)])
def test_the_screen_has_no_words_of_its_own(loud: Knowledge, status: Status | None) -> None:
    """Whatever the microphone does and the caller did, all that is shown is the file's."""
    console = Console(file=io.StringIO(), width=90, height=12, force_terminal=True, legacy_windows=False, _environ={})
    screen = CaptionScreen(loud, console, Desk(), keys=loud.screen.spoken_keys)
    lines = PlainCaptions(loud, Console(file=io.StringIO(), width=90, _environ={}), Desk(), loud.screen.typed_keys)
    for captions in (screen, lines):
        for event in (NoMatch(), NoInput(), Heard(words="MY CALF"), Chosen(answers={"pain": True})):
            captions.perform(Say(prompt="x", text="WHERE DOES IT TWITCH, AND SINCE WHEN?"))
            captions.perform(Listen(question="location", slots=("location", "side"), grammar="location"))
            captions.happened(event)
        if status is not None:
            captions.status(status)
    shown = [row.plain for row in frame(screen.view, console, 90, 12)]
    captions_told = [*shown, *lines.console.file.getvalue().splitlines()]  # type: ignore[attr-defined]  # a text in memory
    assert any("LINES ABOVE" in row for row in shown)
    assert [row for row in captions_told if re.search(r"[a-z]", row.replace("z ASLEEP", ""))] == []


@pytest.mark.parametrize("room", ["triage", "dialogue"])
def test_no_sentence_is_written_in_the_program(room: str) -> None:
    """No literal of the rooms that speak holds two words, or a word and a space beside which another would stand."""
    found = [
        f"{path.name}:{text.lineno}: {text.value}"
        for path in sorted((SKILL / room).glob("*.py"))
        if path.name not in NO_TEXT
        for text in _texts(ast.parse(path.read_text(encoding="utf-8")))
        if re.search(r"[A-Za-z]\S* |\s\S*[A-Za-z]", text.value)
    ]
    assert found == []


def test_every_prompt_that_is_named_is_there() -> None:
    """A prompt that the program asks for by its name stands in the file."""
    named = {
        argument.value
        for path in SKILL.rglob("*.py")
        for call in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(call, ast.Call) and isinstance(call.func, ast.Name) and call.func.id in ("say", "one", "joined")
        for argument in call.args
        if isinstance(argument, ast.Constant) and isinstance(argument.value, str)
    }
    assert len(named) > 40
    assert named - set(whole().prompts) == set()
