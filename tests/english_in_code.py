"""English that still stands in code: words of the grammar files among the literals of the modules that read words.

    python tests/english_in_code.py --write    shortens tests/english_in_code.yaml by what is gone

A literal counts where words are compared or listed: in a comparison, a collection, or before `.split()`. What is the id of
something (a kind of words, a symptom, a value) does not count, even where it is an English word as well.
"""

import ast
import re
import sys
from collections.abc import Iterator
from dataclasses import fields
from pathlib import Path

import yaml

import voice
from voice.resources import shared_folder
from voice.skill.grammar.kinds import KINDS, MARKERS
from voice.skill.grammar.phrases import FORMS
from voice.skill.knowledge.file import load_knowledge
from voice.skill.knowledge.model import Knowledge
from voice.skill.language.languages import RULES
from voice.skill.reading import Reading

LIST = Path(__file__).with_name("english_in_code.yaml")
_SKILL = Path(voice.__file__).parent / "skill"
_READING = ("language/**/*.py", "understanding/*.py", "grammar/inflection.py", "grammar/samples.py", "grammar/speech_grammar.py")
"""The modules that read words, or say them."""
_OWN = (_SKILL / "language" / "en", _SKILL / "language" / "check.py")
"""Where English may stand, and what names the lists of a language."""
_CERTAINTIES = frozenset({"sure", "unsure", "rejected"})
_NAMES = frozenset("opening age caller doubtful flag words an open question".split())
"""Names of fields and of what can be asked for beside slots and symptoms."""


def english_in_code() -> dict[str, frozenset[str]]:
    """The words by module, as its path under `voice/skill`."""
    known, ids = _vocabulary(), _ids(load_knowledge())
    modules = (path for pattern in _READING for path in sorted(_SKILL.glob(pattern)) if not {path, path.parent} & set(_OWN))
    found = {path.relative_to(_SKILL).as_posix(): frozenset(_literals(path)) & known - ids for path in modules}
    return {name: words for name, words in found.items() if words}


def _vocabulary() -> frozenset[str]:
    """The words of the grammar files that are heard, not pronounced."""
    texts = (path.read_text() for path in shared_folder("grammars").glob("*.yaml") if path.name != "hearing.yaml")
    return frozenset(word for text in texts for line in text.split("\n") for word in re.findall(r"[a-z']+", line.split(" #")[0]))


def _ids(knowledge: Knowledge) -> frozenset[str]:
    """Whatever else a word in code can be."""
    values = (value for slot in knowledge.slots.values() for value in slot.values)
    names = (*knowledge.slots, *knowledge.symptoms, *knowledge.frequent_questions, *values, *_commands())
    readings = (field.name for field in fields(Reading))
    return frozenset({*names, *readings, *KINDS, *MARKERS, *FORMS, *RULES, *_CERTAINTIES, *_NAMES})


def _commands() -> Iterator[str]:
    for path in shared_folder("grammars").glob("*.yaml"):
        yield from yaml.load(path.read_text(), yaml.CSafeLoader).get("commands", {})


def _literals(path: Path) -> Iterator[str]:
    """The words of each literal that is compared, listed or split."""
    for node in ast.walk(ast.parse(path.read_text())):
        for text in _texts(node):
            yield from text.split()


def _texts(node: ast.AST) -> Iterator[str]:
    match node:
        case ast.Compare(left=left, comparators=others):
            parts = [left, *others]
        case ast.Set(elts=parts) | ast.Tuple(elts=parts) | ast.List(elts=parts):
            pass
        case ast.Dict(keys=keys):
            parts = [key for key in keys if key is not None]
        case ast.Call(func=ast.Attribute(value=value, attr="split")):
            parts = [value]
        case _:
            parts = []
    yield from (part.value for part in parts if isinstance(part, ast.Constant) and isinstance(part.value, str))


def listed() -> dict[str, dict[str, str]]:
    """The list: by module, why it is there still, and its words."""
    return yaml.safe_load(LIST.read_text())


def _shortened() -> dict[str, dict[str, str]]:
    """The list without what is gone."""
    found = english_in_code()
    words = {name: [word for word in row["words"].split() if word in found.get(name, ())] for name, row in listed().items()}
    return {name: {"why": listed()[name]["why"], "words": " ".join(left)} for name, left in words.items() if left}


if __name__ == "__main__":
    if "--write" in sys.argv:
        head = "".join(line for line in LIST.read_text().splitlines(keepends=True) if line.startswith("#"))
        LIST.write_text(head + yaml.dump(_shortened(), width=120, sort_keys=False, allow_unicode=True))
    for name, words in english_in_code().items():
        print(name, " ".join(sorted(words)))
