"""Understanding, dialogue and triage know no disease and no English: ids and words stand in the shared files alone.

Every text in their code is looked at. One that is an id or a value of the knowledge file, or is made of words that the grammar
files use, has to be a name of the pipeline itself (`names`, `TERMS`); anything else is a fault, and so is any text that is
compared with the words of an utterance.
"""

import ast
import re
from collections.abc import Iterator, Mapping
from dataclasses import fields
from functools import cache
from pathlib import Path
from typing import Any, get_args

import pytest
import yaml

import voice.skill
from voice.resources import shared_folder
from voice.skill.dialogue.state import Phase
from voice.skill.grammar.kinds import MARKERS
from voice.skill.grammar.modifiers import SECTIONS, Alone, Direction, Reach, RowCategory, SectionCategory
from voice.skill.knowledge.facts import Tells
from voice.skill.knowledge.fields import Level
from voice.skill.knowledge.file import knowledge_path
from voice.skill.knowledge.model import Risk
from voice.skill.reading import NOT_KNOWN, Reading
from voice.skill.understanding.parse import About, EdgeCategory, Parse, Time

SKILL = Path(voice.skill.__file__).parent
ROOMS = ("understanding", "dialogue", "triage", "language")
NO_DATA = {"chart.py": "draws the dialogue for its developers; nothing of it is heard or said"}
TERMS: Mapping[str, str] = {
    "how sure a reading is": "sure unsure",
    "kinds of slots, and whom they are about": "flag choice list number person",
    "what a condition asks of an answer": "missing",
    "forms of what is said of a sign": "noun say lacks",
    "what is written in the key `twice` of a slot": "first strongest both doubted",
    "groups of words in the section `sudden`": "limbs changed lately effort pressed",
    "values of the marker `stopping`": "lowered",
    "what may be said where nothing is asked for": "opening",
    "steps and fields of a parse": "words wanted",
    "lists and rules of a language": "weekdays months meals dates durations alone rules en plain",
    "what is left of a possessive": "'s",
    "causes by kind": "everyday danger medical",
    "forms of a prompt": "ask again full brief help choices which why explain",
    "events and effects": "started heard key spoken event say listen listening erase end left",
    "rows and moves of the dialogue's table": "begin step answer question check done failed wait turns answers closed total",
    "outcomes of a conversation": "completed stopped",
    "parts of an assessment": "action causes tips never because rules speech",
    "keys of the knowledge file that tell what becomes of something": "take leave",
    "units of time, as prompts are called by them": "minutes hours days weeks months years",
}
"""Names of the pipeline that are words of English as well, by what they name."""
MESSAGES = {
    "an open question": "always.py, told to whoever edits the grammar files",
    "a call for help": "check.py, told to whoever edits the grammar files",
    "add a pronunciation or say it otherwise": "check.py, told to whoever edits the grammar files",
}
VALUES = (RowCategory, SectionCategory, Direction, Reach, Alone, EdgeCategory, Time, About, Risk)
"""What rows of modifiers, mentions, edges and questions can hold."""
_LIKE_DATA = re.compile(r"[a-z0-9_']+(?: [a-z0-9_']+)*")
_SPOKEN = frozenset({"words", "word"})
"""What variables that hold words of an utterance are called."""


@cache
def known() -> frozenset[str]:
    """Every id and value of the knowledge file, and every word of the grammar files."""
    knowledge = yaml.safe_load(knowledge_path().read_text(encoding="utf-8"))
    sections = ("slots", "symptoms", "flags", "medicines", "causes", "tips", "safety_net", "frequent_questions", "topics")
    ids = {str(name) for section in sections for name in knowledge[section]}
    values = {str(value) for slot in knowledge["slots"].values() for value in slot.get("values", ())}
    questions = {question["id"] for question in knowledge["questions"]}
    return frozenset(ids | values | questions | _words())


def _words() -> set[str]:
    files = (path.read_text(encoding="utf-8") for path in shared_folder("grammars").glob("*.yaml"))
    return {word for text in files for word in re.findall(r"[a-z']+", re.sub(r"#.*", "", text))}


@cache
def names() -> frozenset[str]:
    """What the pipeline calls its own: kinds of words, markers, commands, prompts, phases, levels, and fields of its values."""
    knowledge = yaml.safe_load(knowledge_path().read_text(encoding="utf-8"))
    files = [yaml.safe_load(path.read_text(encoding="utf-8")) for path in shared_folder("grammars").glob("*.yaml")]
    commands = {name for file in files for name in file.get("commands", {})}
    kinds = {kind for file in files for kind in file.get("modifiers", {})}
    own = {field.name for value in (Reading, Parse) for field in fields(value)}
    listed = {word for terms in TERMS.values() for word in terms.split()}
    return frozenset(
        {
            *SECTIONS,
            *kinds,
            *(word for kind in VALUES for word in get_args(kind)),
            *MARKERS,
            *commands,
            *knowledge["prompts"],
            *Phase,
            *get_args(Level),
            *get_args(Tells),
            *NOT_KNOWN,
            *own,
            *listed,
        }
    )


def _texts(tree: ast.Module) -> Iterator[ast.Constant]:
    """The texts of a module that are data: no docstrings, no types, no pieces of messages."""
    skipped = {id(inner) for node in ast.walk(tree) for inner in _no_data(node)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in skipped:
            yield node


def _no_data(node: ast.AST) -> Iterator[ast.AST]:
    if isinstance(node, ast.Expr):
        yield node.value
    elif isinstance(node, ast.JoinedStr):
        yield from node.values
    elif isinstance(node, ast.FormattedValue) and node.format_spec is not None:
        yield from ast.walk(node.format_spec)
    elif isinstance(node, ast.Subscript) and isinstance(node.value, ast.Name) and node.value.id == "Literal":
        yield from ast.walk(node.slice)


def faults(source: str) -> list[str]:
    """The texts of a module's source that are ids, or words of a language, each with its line."""
    tree = ast.parse(source)
    found = []
    for node in _texts(tree):
        text = str(node.value).strip()
        if _LIKE_DATA.fullmatch(text) and text not in MESSAGES:
            found += [f"{word} (line {node.lineno})" for word in text.split() if word in known() - names()]
    return found + [f"{word!r} beside the words of an utterance (line {line})" for word, line in _compared(tree)]


def _compared(tree: ast.Module) -> Iterator[tuple[str, int]]:
    """Texts that are compared with what was said, whatever they are."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Compare):
            sides = [inner for side in (node.left, *node.comparators) for inner in ast.walk(side)]
            texts = [inner for inner in sides if isinstance(inner, ast.Constant) and isinstance(inner.value, str) and inner.value]
            if texts and any(_called(inner) in _SPOKEN for inner in sides):
                yield from ((str(text.value), node.lineno) for text in texts)


def _called(node: ast.AST) -> Any:
    return node.id if isinstance(node, ast.Name) else node.attr if isinstance(node, ast.Attribute) else None


def _modules() -> list[Path]:
    return sorted(path for room in ROOMS for path in (SKILL / room).glob("*.py") if path.name not in NO_DATA)


@pytest.mark.parametrize("path", _modules(), ids=lambda path: f"{path.parent.name}/{path.name}")
def test_a_module_holds_no_id_and_no_word_of_a_language(path: Path) -> None:
    """What is an id, a value or a word is asked for by its role, or listed in a grammar file."""
    assert faults(path.read_text(encoding="utf-8")) == []


def test_every_term_is_needed() -> None:
    """A name that no code uses, or that no shared file uses as a word, leaves the list of terms."""
    used = {
        word for path in _modules() for text in _texts(ast.parse(path.read_text("utf-8"))) for word in str(text.value).split()
    }
    assert [word for terms in TERMS.values() for word in terms.split() if word not in used & known()] == []


@pytest.mark.parametrize(
    "source",
    [
        'mention.slot == "pain_severity"',
        'LATER = frozenset("when after once".split())',
        'OTHERS = {"he", "she"}',
        'ANSWERS = {"side": "left"}',
        'words[:1] == ("no",)',
        '"no" in parse.words',
        'CAME = ("came", "off")',
    ],
)
def test_an_id_and_a_word_are_found(source: str) -> None:
    """The look finds a slot, a value, a list of words, and even the name of a kind where it stands for a word that is said."""
    assert faults(source)


@pytest.mark.parametrize(
    "source",
    [
        'match.kind == "no"',
        '"""It hurts when the leg is weak."""',
        'f"{slot} is no pain"',
        'Certainty = Literal["left"]',
        "mention.slot == grammar.about.role.place",
        '"no sign of the pain; say it otherwise"',
    ],
)
def test_what_the_pipeline_calls_its_own_is_left_alone(source: str) -> None:
    """Kinds of words, types, docstrings and messages to developers are no data of a language."""
    assert faults(source) == []
