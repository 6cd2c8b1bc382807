"""The grammar files, read once and compiled: which words mean what, and which words join them.

`load_grammar` reads every `grammars/*.yaml`. Each file may hold `same` (spellings), `time` (units and parts of the day),
`forms` (of irregular verbs), `classes` (named alternatives), and phrases by meaning: `symptoms`, `slots`, `facts`, `commands`,
`questions`, `words` (structure: no, but, I mean …) and `decoys`. All phrases make one
`automaton`; a meaning stands where one ends. `together` names symptoms that several things said make.
"""

import gc
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Literal

from voice.errors import KnowledgeError
from voice.outside import nearest
from voice.resources import shared_folder
from voice.skill.knowledge.model import Knowledge, Question, Slot
from voice.skill.understanding.automaton import Automaton
from voice.skill.understanding.frames import inflected, widened
from voice.skill.understanding.grammar_file import read_grammar_file
from voice.skill.understanding.kinds import KINDS
from voice.skill.understanding.notation import Choice, Later, NotationError, Spell, Terms, Tree, Word, lazily, parse
from voice.skill.understanding.sign_model import FILE_NAME, SignModel, load_sign_model
from voice.skill.understanding.stretches import TimeWords
from voice.skill.understanding.words import POSSESSIVE, spell, split

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
    """One phrase of a grammar file as it is written, its tree and its meaning."""

    text: str
    tree: Tree
    meaning: Meaning
    file: str


@dataclass(frozen=True, slots=True)
class Together:
    """`means` is true where all of `of` (slot and value pairs) is said in one utterance; `doubtful`: it is asked about."""

    of: Pairs
    means: str
    doubtful: bool = False


Phrases = tuple[tuple[str, ...], ...]
"""Phrases as the grammar spells their words."""


@dataclass(frozen=True, slots=True)
class Composition:
    """`means` may be there where a phrase of each part of `of` stands in one clause, and none of `unless` anywhere.

    `within`: what it is a part of, or is part of it; where one of these is mentioned, nothing is made. See
    `voice.skill.understanding.composition`.
    """

    means: str
    of: tuple[Phrases, ...]
    unless: tuple[Phrases, ...] = ()
    within: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Anchors:
    """What a sign is said of: words, and names of several words. See `grammars/anchors.yaml`."""

    words: frozenset[str]
    names: tuple[tuple[str, ...], ...]
    of_organ: bool
    of_person: bool


@dataclass(frozen=True, slots=True, eq=False)
class Grammar:
    """The compiled grammars. `counts_past`: symptoms whose recent past counts as present; `asks_past`: those to
    ask about again when they are said to be gone. `alarms`: symptoms that can need a doctor or more.

    `accepted_alike`: pairs of answers that sound alike and are accepted, since neither can be said otherwise. `at_rest`:
    symptoms that count only at rest. `together`: what is meant by several things said in one utterance. `anchors` and
    `everyday`: see `voice.skill.understanding.anchors`; `sudden`: see `voice.skill.understanding.sudden`. `always`: what is
    expected whatever is asked; it means what the other phrases make of it (`voice.skill.understanding.always`). `sign_model`: a
    second opinion on signs, where the folder has one (`voice.skill.understanding.sign_model`).
    """

    automaton: Automaton
    same: Mapping[str, tuple[str, ...]]
    time: TimeWords
    phrases: tuple[Phrase, ...]
    slots: Mapping[str, Slot]
    symptoms: frozenset[str]
    flags: frozenset[str]
    questions: tuple[Question, ...] = ()
    alarms: frozenset[str] = frozenset()
    counts_past: frozenset[str] = frozenset()
    asks_past: frozenset[str] = frozenset()
    opposites: Mapping[str, Mapping[Any, Any]] = field(default_factory=dict)
    parents: Mapping[str, frozenset[str]] = field(default_factory=dict)
    accepted_alike: frozenset[str] = frozenset()
    at_rest: frozenset[str] = frozenset()
    together: tuple[Together, ...] = ()
    composed: tuple[Composition, ...] = ()
    anchors: Mapping[str, Anchors] = field(default_factory=dict)
    everyday: tuple[str, ...] = ()
    sudden: Mapping[str, tuple[tuple[str, ...], ...]] = field(default_factory=dict)
    always: tuple[Phrase, ...] = ()
    sign_model: SignModel | None = None

    def asking(self, asked: tuple[str, ...]) -> "Grammar":
        """The same, with what a bare yes and no mean to a question for `asked`, where its question declares that."""
        several = set(asked) if len(asked) > 1 else set()
        question = next((q for q in self.questions if several and several <= set(q.slots)), None)
        if question is None:
            return self
        declared = {slot: self.slots[slot].but_bare(bare.yes, bare.no) for slot, bare in question.bare.items()}
        return replace(self, slots={**self.slots, **declared})


@dataclass(frozen=True, slots=True)
class _Spelling:
    """How words of a grammar file become words of the grammar: their spelling, and the forms of irregular verbs."""

    speller: Spell
    forms: Mapping[str, str]


NOTHING = "nothing"
"""In a slot that holds a list: the key for the empty list."""
_ALARMS = frozenset({"emergency", "urgent", "doctor"})
_WIDENED = frozenset({"symptom", "faq"})
_LISTS = {"commands": "command", "questions": "faq"}
_FORMS: dict[str, tuple[Form, bool]] = {
    "noun": ("noun", False),
    "say": ("say", False),
    "lacks": ("lacks", False),
    "asked_noun": ("noun", True),
    "asked": ("say", True),
    "asked_lacks": ("lacks", True),
}


def load_grammar(knowledge: Knowledge, folder: Path | None = None) -> Grammar:
    """Every grammar file, compiled for this knowledge. Raises KnowledgeError with all faults, FileError without files."""
    with _uncollected():
        return _loaded(knowledge, folder or shared_folder("grammars"))


@contextmanager
def _uncollected() -> Iterator[None]:
    """No search for garbage, now or later, in what is made meanwhile: all of it stays, and searching it takes half the time."""
    collecting = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        gc.freeze()
        if collecting:
            gc.enable()


def _loaded(knowledge: Knowledge, folder: Path) -> Grammar:
    faults: list[str] = []
    files = [(path.name, _read(path, faults)) for path in sorted(folder.glob("*.yaml"))]
    same = {k: tuple(str(v).split()) for _, f in files for k, v in f.get("same", {}).items()}
    spelling = _Spelling(_speller(same), {k: v for _, f in files for k, v in f.get("forms", {}).items()})
    classes = _classes(files, spelling, faults)
    lists = frozenset(k for k, slot in knowledge.slots.items() if slot.kind == "list")
    terms = Terms(classes, spelling.speller)
    phrases = tuple(_phrases(files, terms, lists, spelling.forms, faults))
    expected = [(name, f["always"]) for name, f in files if "always" in f]
    always = tuple(_phrases(expected, terms, lists, spelling.forms, faults))
    stray = [p for p in (*phrases, *always) if _stray(p.meaning, knowledge)]
    faults += [f"{p.file}: no such symptom '{p.meaning.name}'" for p in stray]
    faults += _faults_of_rows(files, knowledge)
    if faults:
        raise KnowledgeError(faults)
    known: dict[tuple[int, bool], tuple[Tree, Tree]] = {}
    personal = Terms(classes, spelling.speller, lambda part, within: widened(part, known, within))
    merged = {k: v for _, f in files for k, v in f.get("time", {}).items()}
    symptoms = [(k, v) for _, f in files for k, v in f.get("symptoms", {}).items()]
    slots = [(k, v) for _, f in files for k, v in f.get("slots", {}).items()]
    return Grammar(
        automaton=Automaton((_varied(p, personal), p.meaning) for p in phrases),
        same=same,
        time=TimeWords(
            units={w: float(d) for d, ws in merged.get("units", []) for w in ws.split()},
            parts={w: float(h) for h, ws in merged.get("parts", []) for w in ws.split()},
            adjectives=frozenset(merged.get("adjectives", "").split()),
            feasts={k: (v[0], v[1]) for k, v in merged.get("feasts", {}).items()},
            movable=merged.get("movable", {}),
            weekdays={k: (v[0], v[1], v[2]) for k, v in merged.get("weekdays", {}).items()},
        ),
        phrases=phrases,
        slots=knowledge.slots,
        questions=tuple(question for question in knowledge.questions if question.bare),
        symptoms=frozenset(knowledge.symptoms),
        flags=frozenset(k for k, slot in knowledge.slots.items() if slot.kind == "flag"),
        alarms=frozenset(k for k, symptom in knowledge.symptoms.items() if symptom.alarm in _ALARMS),
        counts_past=frozenset(k for k, v in symptoms if v.get("past") == "counts"),
        asks_past=frozenset(k for k, v in symptoms if v.get("past") == "ask"),
        opposites={k: v["opposite"] for k, v in slots if "opposite" in v},
        accepted_alike=frozenset(pair.strip() for _, f in files for pair in f.get("alike", "").split("\n")),
        at_rest=frozenset(k for k, v in symptoms if v.get("at_rest") == "only"),
        together=tuple(
            Together(tuple(row["of"].items()), row["means"], row.get("doubtful", False))
            for _, f in files
            for row in f.get("together", ())
        ),
        composed=_composed(files, spelling.speller),
        anchors=_anchors(files, spelling.speller),
        sudden={k: _spelt_lines(v, spelling.speller) for _, f in files for k, v in f.get("sudden", {}).items()},
        everyday=tuple(line.strip() for _, f in files for line in f.get("everyday", "").split("\n") if line.strip()),
        always=always,
        sign_model=_sign_model(folder / FILE_NAME),
        parents={k: frozenset(v.split()) for _, f in files for k, v in f.get("parents", {}).items()},
    )


def _sign_model(path: Path) -> SignModel | None:
    return load_sign_model(path) if path.exists() else None


def _faults_of_rows(files: Iterable[tuple[str, dict[str, Any]]], knowledge: Knowledge) -> Iterator[str]:
    """What rows of `together` and `compose` name that does not exist, and parts that no row names."""
    parts: dict[str, str] = {}
    named: dict[str, str] = {}
    for name, f in files:
        parts |= dict.fromkeys(f.get("parts", {}), name)
        for row in (*f.get("together", ()), *f.get("compose", ())):
            if row["means"] not in knowledge.symptoms:
                yield f"{name}: no such symptom '{row['means']}'"
        for row in f.get("compose", ()):
            named |= dict.fromkeys((*row["of"], *row.get("unless", ())), name)
    yield from (f"{named[part]}: no part is called '{part}'{_nearest_of(part, parts)}" for part in named.keys() - parts.keys())
    yield from (f"{parts[part]}: no row is made of the part '{part}'" for part in parts.keys() - named.keys())


def _composed(files: Iterable[tuple[str, dict[str, Any]]], speller: Spell) -> tuple[Composition, ...]:
    """The rows of `compose`, with the phrases of the parts that they name."""
    files = list(files)
    parts = {name: _spelt_lines(text.replace(",", "\n"), speller) for _, f in files for name, text in f.get("parts", {}).items()}
    return tuple(
        Composition(
            row["means"],
            tuple(parts[name] for name in row["of"]),
            tuple(parts[name] for name in row.get("unless", ())),
            tuple(row.get("within", ())),
        )
        for _, f in files
        for row in f.get("compose", ())
    )


def _spelt_lines(text: str, speller: Spell) -> Phrases:
    """Lines as the grammar spells their words."""
    lines = (line.split() for line in text.split("\n") if line.strip())
    return tuple(tuple(word.text for part in line for word in speller(part)) for line in lines)


def _anchors(files: Iterable[tuple[str, dict[str, Any]]], speller: Spell) -> dict[str, Anchors]:
    """The anchors of each sign; `@name` stands for a list of words that several signs share."""
    shared = {f"@{name}": str(words).split() for _, f in files for name, words in f.get("anchor_words", {}).items()}

    def spelt(text: str) -> tuple[str, ...]:
        return tuple(word.text for part in text.split() for word in speller(part))

    return {
        sign: Anchors(
            frozenset(w for part in str(entry["words"]).split() for word in shared.get(part, [part]) for w in spelt(word)),
            tuple(
                spelt(f"{first} {rest}")
                for line in str(entry.get("names", "")).split("\n")
                if line.strip()
                for head, _, rest in [line.strip().partition(" ")]
                for first in shared.get(head, [head])
            ),
            bool(entry.get("of_organ")),
            bool(entry.get("of_person")),
        )
        for _, f in files
        for sign, entry in f.get("anchors", {}).items()
    }


def _read(path: Path, faults: list[str]) -> dict[str, Any]:
    try:
        return read_grammar_file(path)
    except KnowledgeError as error:
        faults += error.faults
        return {}


def _classes(files: Iterable[tuple[str, dict[str, Any]]], spelling: _Spelling, faults: list[str]) -> dict[str, Tree]:
    classes: dict[str, Tree] = {}
    owners: dict[str, str] = {}
    for file, content in files:
        for name in content.get("classes", {}):
            if owners.setdefault(name, file) != file:
                faults.append(f"{file}: the class <{name}> is defined in {owners[name]} too; one place would be right")
    waiting = {n: (file, str(text)) for file, f in files for n, text in f.get("classes", {}).items()}
    while waiting:
        ready = {n: t for n, (_, t) in waiting.items() if not any(f"<{other}>" in t for other in waiting)}
        if not ready:
            faults.append(f"{next(iter(waiting.values()))[0]}: classes refer to each other in a circle: {', '.join(waiting)}")
            break
        for name, text in ready.items():
            file, _ = waiting.pop(name)
            classes[name] = _tree(text, classes, spelling, file, faults)
    return classes


def _tree(text: str, classes: Mapping[str, Tree], spelling: _Spelling, file: str, faults: list[str]) -> Tree:
    try:
        return parse(inflected(text, spelling.forms), classes, spelling.speller)
    except NotationError as error:
        faults.append(f"{file}: {error}")
        return Choice(())


def _phrases(
    files: Iterable[tuple[str, dict[str, Any]]],
    terms: Terms,
    lists: frozenset[str],
    forms: Mapping[str, str],
    faults: list[str],
) -> Iterator[Phrase]:
    for file, content in files:
        faults += [
            f"{file}: words of no known kind '{kind}'{_nearest(kind)}" for kind in content.get("words", {}) if kind not in KINDS
        ]
        for meaning, texts in _meanings(content, lists):
            if not isinstance(texts, str):
                faults.append(f"{file}: '{meaning.name or meaning.kind}' needs phrases between commas (quote yes, no, on, off)")
                continue
            for text in filter(None, (t.strip() for t in texts.replace("\n", ",").split(","))):
                try:
                    yield Phrase(text, lazily(inflected(text, forms), terms), meaning, file)
                except NotationError as error:
                    faults.append(f"{file}: {error}")


def _nearest(kind: str) -> str:
    return _nearest_of(kind, KINDS)


def _nearest_of(kind: str, known: Iterable[str]) -> str:
    close = nearest(kind, known)
    return f"; did you mean '{close}'?" if close else ""


def _varied(phrase: Phrase, personal: Terms) -> Tree:
    """The tree of a phrase; said of a symptom or asked about it, said of anybody."""
    if phrase.meaning.kind not in _WIDENED or personal.vary is None:
        return phrase.tree
    return phrase.tree.under(personal) if isinstance(phrase.tree, Later) else personal.vary(phrase.tree, False)


def _meanings(content: Mapping[str, Any], lists: frozenset[str]) -> Iterator[tuple[Meaning, Any]]:
    for symptom, forms in content.get("symptoms", {}).items():
        for key, (form, only) in _FORMS.items():
            yield Meaning("symptom", symptom, form=form, asked=frozenset({symptom} if only else ())), forms.get(key, "")
    for slot, rest in content.get("slots", {}).items():
        for key, asked in (("anywhere", frozenset[str]()), ("asked", frozenset({slot}))):
            for value, texts in rest.get(key, {}).items():
                held = (() if value == NOTHING else (value,)) if slot in lists else value
                yield Meaning("fact", slot, facts=((slot, held),), asked=asked), texts
    for fact in content.get("facts", []):
        facts = tuple((slot, tuple(value) if isinstance(value, list) else value) for slot, value in fact["means"].items())
        yield Meaning("fact", facts=facts, asked=frozenset(fact.get("asked", ()))), fact["say"]
    for section, kind in _LISTS.items():
        for name, texts in content.get(section, {}).items():
            yield Meaning(kind, name), texts
    for kind, texts in content.get("words", {}).items():
        yield Meaning(kind), texts
    yield Meaning("decoy"), content.get("decoys", "")


def _stray(meaning: Meaning, knowledge: Knowledge) -> bool:
    known = meaning.name in knowledge.symptoms or meaning.name in knowledge.slots
    return meaning.kind == "symptom" and not known


def _speller(same: Mapping[str, tuple[str, ...]]) -> Spell:
    spelt: dict[str, tuple[Word, ...]] = {}
    known: dict[str, Word] = {}

    def words(written: str) -> tuple[Word, ...]:
        if written not in spelt:
            parts = (written,) if written == POSSESSIVE else tuple(p for w in split(written) for p in spell(w, same))
            spelt[written] = tuple(known.setdefault(part, Word(part)) for part in parts)
        return spelt[written]

    return words
