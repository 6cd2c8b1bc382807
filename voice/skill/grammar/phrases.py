"""The phrases of the grammar files: which there are, what each means, on which line it stands, and for what it is there.

1. A phrase is one line of a block (`|`), or stands between commas; an alternative of a class likewise is a line.
2. What is wrong with a phrase is told on its own line, once.
3. An entry may say `for` which utterances it is there (`voice.skill.understanding.examples`).
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any, Literal

from voice.skill.grammar.file import GrammarFile
from voice.skill.grammar.formulas import Formulas, is_written
from voice.skill.grammar.inflection import inflected
from voice.skill.grammar.kinds import MARKERS
from voice.skill.grammar.notation import Choice, NotationError, Spell, Terms, Tree, lazily, parse
from voice.skill.knowledge.yaml_lines import Place
from voice.skill.language.interface import Verbs
from voice.skill.reading import Value

Form = Literal["noun", "say", "lacks"]
Pairs = tuple[tuple[str, Any], ...]


@dataclass(frozen=True, slots=True)
class Meaning:
    """What a phrase means: a `kind`, and by kind a name (symptom, command …) or facts (slot and value pairs).

    `asked`: it means so only while one of these is asked for. `form`: a noun can follow "no"; "say" is a statement that can
    only follow "not"; "lacks" says that the symptom is not there.
    """

    kind: str
    name: str = ""
    facts: Pairs = ()
    form: Form = "say"
    asked: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Phrase:
    """One phrase of a grammar file as it is written, its tree and its meaning, and where it stands.

    `entry` is the place of the entry that it belongs to: all phrases of a symptom, a fact, a command … in one file.
    """

    text: str
    tree: Tree
    meaning: Meaning
    file: str
    line: int = 0
    entry: Place = ()

    @property
    def at(self) -> str:
        """The file and line, as faults begin."""
        return f"{self.file}:{self.line}"


@dataclass(frozen=True, slots=True)
class Example:
    """An utterance that an entry is there for: asked for `asked`, it `means` what the entry gives it, and nothing without it.

    `means` holds slots and values (None: it must not be read), `command`, `faq` or `reply`; None stands for no meaning at all.
    """

    text: str
    asked: tuple[str, ...]
    means: Mapping[str, Value] | None
    file: str
    line: int
    entry: Place

    @property
    def at(self) -> str:
        """The file and line, as faults begin."""
        return f"{self.file}:{self.line}"


@dataclass(frozen=True, slots=True)
class Spelling:
    """How words of a grammar file become words of the grammar: spelling, forms of verbs, irregular forms."""

    speller: Spell
    forms: Mapping[str, str]
    verbs: Verbs

    def inflected(self, text: str) -> str:
        """A phrase with its verbs in all their forms."""
        return inflected(text, self.verbs, self.forms) if "~" in text else text


@dataclass(frozen=True, slots=True)
class Compiling:
    """What phrases are compiled with: what their marks stand for, their spelling, lists, formulas; and all faults."""

    terms: Terms
    spelling: Spelling
    lists: frozenset[str]
    formulas: Formulas
    faults: list[str]

    def meaning(self, written: "Meaning") -> "Meaning":
        """A meaning with the formulas that its facts name."""
        facts = tuple((slot, self.formulas.meant(value)) for slot, value in written.facts)
        return written if facts == written.facts else replace(written, facts=facts)


@dataclass(frozen=True, slots=True)
class Saying:
    """What stands at `place`, a part of `entry`: the phrases of one meaning, as they are written."""

    meaning: Meaning
    entry: Place
    place: Place
    written: Any


NOTHING = "nothing"
"""In a slot that holds a list: the key for the empty list."""
_LISTS = {"commands": "command", "questions": "faq"}
FORMS: dict[str, tuple[Form, bool]] = {
    "noun": ("noun", False),
    "say": ("say", False),
    "lacks": ("lacks", False),
    "asked_noun": ("noun", True),
    "asked": ("say", True),
    "asked_lacks": ("lacks", True),
}


_CLASS = re.compile(r"<([^<>]+)>")


def compile_classes(files: Iterable[GrammarFile], by: Compiling, classes: dict[str, Tree]) -> None:
    """Add the classes of all files to `classes`, by which the terms know them; what is wrong is added to the faults."""
    waiting = _written_classes(files, by.faults)
    needed = {name: frozenset(_CLASS.findall(text)) for name, (_, text) in waiting.items()}
    while waiting:
        ready = [name for name in waiting if needed[name].isdisjoint(waiting)]
        if not ready:
            file, name = next((file, name) for name, (file, _) in waiting.items())
            by.faults.append(file.at(("classes", name), f"classes refer to each other in a circle: {', '.join(waiting)}"))
            break
        for name in ready:
            file, text = waiting.pop(name)
            classes[name] = _alternatives(file, ("classes", name), text, by)


def _written_classes(files: Iterable[GrammarFile], faults: list[str]) -> dict[str, tuple[GrammarFile, str]]:
    """The text of each class and the file that defines it."""
    found: dict[str, tuple[GrammarFile, str]] = {}
    for file in files:
        for name, text in file.part(("classes",)).items():
            if name in found:
                owner = found[name][0].name
                faults.append(
                    file.at(("classes", name), f"the class <{name}> is defined in {owner} too; one place would be right")
                )
            found.setdefault(name, (file, text))
    return found


def _alternatives(file: GrammarFile, place: Place, text: str, by: Compiling) -> Tree:
    """A class as one tree: each line of its text is an alternative."""
    found: list[Tree] = []
    for line, written in file.lines(place, text):
        if written.strip():
            try:
                found.append(parse(by.spelling.inflected(written), by.terms.classes, by.terms.spell))
            except NotationError as error:
                by.faults.append(file.at_line(line, str(error)))
    return found[0] if len(found) == 1 else Choice(tuple(found))


def phrases_of(file: GrammarFile, within: Place, by: Compiling) -> Iterator[Phrase]:
    """The phrases of a file's sections, or of those within one of them; what is wrong is added to the faults."""
    name = file.name
    for said in sayings(file.part(within), by.lists):
        place = (*within, *said.place)
        if not isinstance(said.written, str):
            what = f"'{said.meaning.name or said.meaning.kind}' needs phrases, one a line (quote yes, no, on, off)"
            by.faults.append(file.at(place, what))
            continue
        entry, meaning = (*within, *said.entry), by.meaning(said.meaning)
        for line, text in _each(file.lines(place, said.written)):
            try:
                yield Phrase(text, lazily(by.spelling.inflected(text), by.terms), meaning, name, line, entry)
            except NotationError as error:
                by.faults.append(file.at_line(line, str(error)))


def _each(lines: Iterable[tuple[int, str]]) -> Iterator[tuple[int, str]]:
    for line, written in lines:
        for text in written.split(",") if "," in written else (written,):
            if stripped := text.strip():
                yield line, stripped


def sayings(content: Mapping[str, Any], lists: frozenset[str]) -> Iterator[Saying]:
    """Whatever holds phrases among a file's sections, with what it means; `lists` are the slots that hold a list."""
    for symptom, forms in content.get("symptoms", {}).items():
        for key, (form, only) in FORMS.items():
            if key in forms:
                meaning = Meaning("symptom", symptom, form=form, asked=frozenset({symptom} if only else ()))
                yield Saying(meaning, ("symptoms", symptom), ("symptoms", symptom, key), forms[key])
    for slot, rest in content.get("slots", {}).items():
        yield from _values(slot, rest, slot in lists)
    for n, fact in enumerate(content.get("facts", ())):
        meaning = Meaning("fact", facts=_facts(fact["means"]), asked=frozenset(fact.get("asked", ())))
        yield Saying(meaning, ("facts", n), ("facts", n, "say"), fact["say"])
    for section, kind in _LISTS.items():
        for name, written in content.get(section, {}).items():
            yield _entry(Meaning(kind, name), (section, name), written)
    for kind, written in content.get("words", {}).items():
        yield _entry(Meaning(kind), ("words", kind), written)
    if "decoys" in content:
        yield _entry(Meaning("decoy"), ("decoys",), content["decoys"])


def _values(slot: str, rest: Mapping[str, Any], listed: bool) -> Iterator[Saying]:
    for key, asked in (("anywhere", frozenset[str]()), ("asked", frozenset({slot}))):
        for value, written in rest.get(key, {}).items():
            held = (() if value == NOTHING else (value,)) if listed else value
            yield _entry(Meaning("fact", slot, facts=((slot, held),), asked=asked), ("slots", slot, key, value), written)


def _facts(means: Mapping[str, Any]) -> Pairs:
    return tuple((slot, tuple(value) if isinstance(value, list) else value) for slot, value in means.items())


def _entry(meaning: Meaning, place: Place, written: object) -> Saying:
    """An entry that is its phrases, or `say` and `for` of them."""
    if isinstance(written, Mapping) and "say" in written:
        return Saying(meaning, place, (*place, "say"), written["say"])
    return Saying(meaning, place, place, written)


def examples_of(file: GrammarFile, by: Compiling) -> Iterator[Example]:
    """The utterances that entries of a file are there for; what is wrong is added to the faults."""
    entries: dict[Place, list[Saying]] = {}
    for saying in sayings(file.sections, by.lists):
        entries.setdefault(saying.entry, []).append(saying)
    for entry, said in entries.items():
        written = file.part(entry).get(_FOR, ()) if isinstance(file.part(entry), Mapping) else ()
        for n, one in enumerate(written):
            place = (*entry, _FOR, n)
            example = {"text": one} if isinstance(one, str) else one
            asked = tuple(example.get("asked", _asked_by(said)))
            means = example.get("means", _meant_by(said))
            if means == {}:
                by.faults.append(file.at(place, "what it means does not follow from the entry; `means` would be right"))
            meant = None if isinstance(means, str) else dict(_facts(means))
            yield Example(example["text"], asked, meant, file.name, file.line(place), entry)


_FOR = "for"
_NO_MEANING = "nothing"
_NAMED = {"command": "command", "faq": "faq"}


def _asked_by(said: list[Saying]) -> tuple[str, ...]:
    """What is asked for where an entry counts: nothing, or the first of what it needs."""
    asked = said[0].meaning.asked if all(one.meaning.asked for one in said) else ()
    return tuple(sorted(asked)[:1])


def _meant_by(said: list[Saying]) -> Mapping[str, Value] | str:
    """What an entry gives to a reading, as far as it can be told."""
    meaning = said[0].meaning
    if meaning.kind == "decoy":
        return _NO_MEANING
    if meaning.kind == "symptom":
        return {meaning.name: any(one.meaning.form != "lacks" for one in said)}
    if meaning.kind in _NAMED:
        return {_NAMED[meaning.kind]: meaning.name}
    return {slot: value for slot, value in meaning.facts if slot not in MARKERS and not is_written(value)}
