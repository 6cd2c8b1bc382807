"""The grammar files, read once and compiled: which words mean what, and which words join them.

`load_grammar` reads every `grammars/*.yaml`. One file holds the `language` (`voice.skill.language.words`). Each may hold `same`
(spellings), `time` (units and parts of the day), `forms` (of irregular verbs), `classes` (named alternatives), and phrases by
meaning: `symptoms`, `slots`, `facts`, `commands`, `questions`, `words` (structure: no, but, I mean …) and `decoys`. All phrases
make one `automaton`; a meaning stands where one ends. `together` names symptoms that several things said make, and `compose`
those that are said in `parts`.
"""

import gc
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from voice.errors import KnowledgeError
from voice.resources import shared_folder
from voice.skill.grammar.about import About, about_of
from voice.skill.grammar.automaton import Automaton
from voice.skill.grammar.cues import Cues, cues_of
from voice.skill.grammar.file import GrammarFile, read_grammar_file
from voice.skill.grammar.formulas import Formulas
from voice.skill.grammar.inflection import Widening
from voice.skill.grammar.measures import Measured, measures_of
from voice.skill.grammar.modifiers import SECTIONS, Modifier, Wording, modifiers_of, wording_of
from voice.skill.grammar.names import misnamed
from voice.skill.grammar.notation import Later, Spell, Terms, Tree, Word
from voice.skill.grammar.phrases import (
    Compiling,
    Example,
    Phrase,
    Spelling,
    compile_classes,
    examples_of,
    phrases_of,
)
from voice.skill.grammar.samples import Samples
from voice.skill.grammar.sections import (
    Anchors,
    Composition,
    Instead,
    Loss,
    MedicineChange,
    Regions,
    Subjects,
    Together,
    anchors_of,
    composed_of,
    endings_of,
    instead_of,
    listed,
    loss_of,
    medicine_changes_of,
    merged,
    regions_of,
    rows,
    spelt,
    spelt_lines,
    subjects_of,
    together_of,
)
from voice.skill.grammar.sign_model import FILE_NAME, SignModel, load_sign_model
from voice.skill.knowledge.facts import Slot
from voice.skill.knowledge.model import Knowledge, Question
from voice.skill.language.check import misworded
from voice.skill.language.durations import TimeWords
from voice.skill.language.interface import Language, Tokens, Verbs
from voice.skill.language.languages import language_of
from voice.skill.language.tokens import POSSESSIVE, split
from voice.skill.language.words import LanguageWords, language_words


@dataclass(frozen=True, slots=True, eq=False)
class Grammar:
    """The compiled grammars. `language` is the one that they are in, and `samples` are their phrases as it speaks them.

    `counts_past`: symptoms whose recent past counts as present; `asks_past`: those to ask about again when they are said to be
    gone. `alarms`: symptoms that can need a doctor or more.

    `accepted_alike`: pairs of answers that sound alike and are accepted, since neither can be said otherwise. `endings`: how
    the endings of words sound, for proposing a pronunciation. `at_rest`: symptoms that count only at rest. `modifiers`: what each
    kind of words does to the words around it; `wording`: words that are looked for one by one (`voice.skill.grammar.modifiers`).
    `regions`: places by where they lie. `together`: what is meant by several things said in one
    utterance. `anchors` and `everyday`: see `voice.skill.understanding.anchors`; `sudden`: see
    `voice.skill.understanding.sudden`. `always`: what is expected whatever is asked; it means what the other phrases make of it
    (`voice.skill.understanding.always`). `examples`: what entries are there for; `terms`: what the marks of phrases stand for,
    said of anybody. `sign_model`: a second opinion on signs, where the folder has one (`voice.skill.grammar.sign_model`).
    """

    automaton: Automaton
    same: Mapping[str, tuple[str, ...]]
    language: Language
    samples: Samples
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
    regions: Regions = field(default_factory=Regions)
    accepted_alike: frozenset[str] = frozenset()
    endings: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    at_rest: frozenset[str] = frozenset()
    together: tuple[Together, ...] = ()
    composed: tuple[Composition, ...] = ()
    modifiers: Mapping[str, Modifier] = field(default_factory=dict)
    wording: Wording = field(default_factory=Wording)
    subjects: Subjects = field(default_factory=Subjects)
    cues: Cues = field(default_factory=Cues)
    medicine_changes: tuple[MedicineChange, ...] = ()
    anchors: Mapping[str, Anchors] = field(default_factory=dict)
    everyday: tuple[str, ...] = ()
    sudden: Mapping[str, tuple[tuple[str, ...], ...]] = field(default_factory=dict)
    always: tuple[Phrase, ...] = ()
    examples: tuple[Example, ...] = ()
    terms: Terms = field(default_factory=lambda: Terms({}, lambda _: ()))
    sign_model: SignModel | None = None
    about: About = field(default_factory=About)
    measures: tuple[Measured, ...] = ()
    hurting: Mapping[str, Instead] = field(default_factory=dict)
    lasting: Mapping[str, Instead] = field(default_factory=dict)
    loss: Loss | None = None

    @property
    def follows_from(self) -> Mapping[str, str]:
        """By a slot the number from which it follows."""
        return {slot: measure.name for measure in self.measures for _, slot, _ in measure.gives}

    @property
    def felt_for(self) -> Mapping[str, float]:
        """By a change of medicine the days in which it can be felt."""
        slot = self.slots.get(self.about.role.medicine_change)
        return slot.felt_for if slot is not None else {}

    @property
    def degree_of(self) -> str:
        """The symptom whose severity can be told."""
        slot = self.slots.get(self.about.role.severity)
        return (slot.degree_of or "") if slot is not None else ""

    def asking(self, asked: tuple[str, ...]) -> "Grammar":
        """The same, with what a bare yes and no mean to a question for `asked`, where its question declares that."""
        several = set(asked) if len(asked) > 1 else set()
        question = next((q for q in self.questions if several and several <= set(q.slots)), None)
        if question is None:
            return self
        declared = {slot: self.slots[slot].but_bare(bare.yes, bare.no) for slot, bare in question.bare.items()}
        return replace(self, slots={**self.slots, **declared})


_ALARMS = frozenset({"emergency", "urgent", "doctor"})
_WIDENED = frozenset({"symptom", "faq"})


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
    files = _files(folder, faults)
    same = {k: tuple(v.split()) for k, v in merged(files, "same").items()}
    time = _time_words(merged(files, "time"))
    language = _language(files, time, faults)
    spelling = Spelling(_speller(same, language.tokens), merged(files, "forms"), language.verbs)
    said = _said(files, knowledge, spelling, faults)
    symptoms, slots = rows(files, "symptoms"), rows(files, "slots")
    return Grammar(
        automaton=Automaton((said_by_anybody(p, said.terms), p.meaning) for p in said.phrases),
        same=same,
        language=language,
        samples=Samples(language.speech),
        time=time,
        phrases=said.phrases,
        slots=knowledge.slots,
        questions=tuple(question for question in knowledge.questions if question.bare),
        symptoms=frozenset(knowledge.symptoms),
        flags=_of_kind(knowledge, "flag"),
        alarms=frozenset(k for k, symptom in knowledge.symptoms.items() if symptom.alarm in _ALARMS),
        counts_past=_declared(symptoms, "past", "counts"),
        asks_past=_declared(symptoms, "past", "ask"),
        opposites={k: v["opposite"] for k, v in slots if "opposite" in v},
        endings=endings_of(files),
        accepted_alike=frozenset(listed(files, "alike")),
        at_rest=_declared(symptoms, "at_rest", "only"),
        together=tuple(together_of(files)),
        composed=tuple(composed_of(files, spelling.speller)),
        modifiers=modifiers_of(merged(files, "modifiers"), merged(files, "groups")),
        wording=wording_of(merged(files, "wording"), spelling.speller),
        subjects=subjects_of(merged(files, "subjects"), spelling.speller),
        cues=_cues(files, spelling.speller),
        medicine_changes=tuple(medicine_changes_of(files, spelling.speller)),
        anchors=anchors_of(files, spelling.speller),
        sudden={k: spelt_lines(v, spelling.speller) for k, v in merged(files, "sudden").items()},
        everyday=tuple(listed(files, "everyday")),
        always=said.always,
        parents={k: frozenset(v.split()) for k, v in merged(files, "parents").items()},
        regions=regions_of(merged(files, "regions")),
        examples=said.examples,
        terms=said.terms,
        sign_model=_sign_model(folder / FILE_NAME),
        about=about_of(knowledge),
        measures=measures_of(knowledge),
        hurting=dict(instead_of(files, "hurting", spelling.speller)),
        lasting=dict(instead_of(files, "lasting", spelling.speller)),
        loss=loss_of(merged(files, "loss")),
    )


@dataclass(frozen=True, slots=True)
class _Said:
    """What the files hold to be said, under the terms by which it is said of anybody."""

    terms: Terms
    phrases: tuple[Phrase, ...]
    always: tuple[Phrase, ...]
    examples: tuple[Example, ...]


def _said(files: Sequence[GrammarFile], knowledge: Knowledge, spelling: Spelling, faults: list[str]) -> _Said:
    """The phrases and examples of all files. Raises KnowledgeError with these `faults` and what is wrong with them."""
    classes: dict[str, Tree] = {}
    formulas = Formulas(merged(files, "formulas"))
    by = Compiling(Terms(classes, spelling.speller), spelling, _of_kind(knowledge, "list"), formulas, faults)
    compile_classes(files, by, classes)
    phrases = tuple(phrase for file in files for phrase in phrases_of(file, (), by))
    always = tuple(phrase for file in files for phrase in phrases_of(file, ("always",), by))
    kinds = _kinds_of_words(files, unread=bool(faults))
    faults += [fault for file in files for fault in misnamed(file, knowledge, formulas, kinds)]
    examples = tuple(example for file in files for example in examples_of(file, by))
    if faults:
        raise KnowledgeError(list(dict.fromkeys(faults)))
    return _Said(_personal(by.terms, spelling.verbs), phrases, always, examples)


def _kinds_of_words(files: Sequence[GrammarFile], *, unread: bool) -> frozenset[str]:
    """The kinds that have a row; where there is none, and a file is `unread`, those that are named: its rows may stand there."""
    named = rows(files, "modifiers") or (rows(files, "words") if unread else [])
    return frozenset(SECTIONS) | {kind for kind, _ in named}


def _of_kind(knowledge: Knowledge, kind: str) -> frozenset[str]:
    """The slots of a kind."""
    return frozenset(name for name, slot in knowledge.slots.items() if slot.kind == kind)


def _declared(symptoms: Iterable[tuple[str, Any]], key: str, value: str) -> frozenset[str]:
    """The symptoms whose entries declare a value under a key."""
    return frozenset(name for name, entry in symptoms if entry.get(key) == value)


def _files(folder: Path, faults: list[str]) -> list[GrammarFile]:
    files: list[GrammarFile] = []
    for path in sorted(folder.glob("*.yaml")):
        try:
            files.append(read_grammar_file(path))
        except KnowledgeError as error:
            faults += error.faults
    return files


def _cues(files: Iterable[GrammarFile], speller: Spell) -> Cues:
    return cues_of((file.part(("cues",)) for file in files), lambda text: spelt(text, speller))


def _sign_model(path: Path) -> SignModel | None:
    return load_sign_model(path) if path.exists() else None


def _language(files: Sequence[GrammarFile], time: TimeWords, faults: list[str]) -> Language:
    """The language of the files; one without words where none of them has any. What is wrong with it is added to the faults."""
    written = [file for file in files if "language" in file.sections]
    for file in written[1:]:
        faults.append(file.at(("language",), f"{written[0].name} has a language too; one place would be right"))
    words = language_words(written[0].part(("language",))) if written else LanguageWords()
    found = [written[0].at(("language", *place), what) for place, what in misworded(words, time)] if written else []
    faults += found
    return language_of(LanguageWords() if found else words, time)


def _time_words(written: Mapping[str, Any]) -> TimeWords:
    return TimeWords(
        units={w: float(d) for d, ws in written.get("units", []) for w in ws.split()},
        parts={w: float(h) for h, ws in written.get("parts", []) for w in ws.split()},
        adjectives=frozenset(written.get("adjectives", "").split()),
        feasts={k: (v[0], v[1]) for k, v in written.get("feasts", {}).items()},
        movable=written.get("movable", {}),
        weekdays={k: (v[0], v[1], v[2]) for k, v in written.get("weekdays", {}).items()},
    )


def _personal(terms: Terms, verbs: Verbs) -> Terms:
    """The terms under which what is said of oneself is said of anybody."""
    return Terms(terms.classes, terms.spell, Widening(verbs).widened)


def said_by_anybody(phrase: Phrase, personal: Terms) -> Tree:
    """The tree of a phrase; said of a symptom or asked about it, said of anybody."""
    if phrase.meaning.kind not in _WIDENED or personal.vary is None:
        return phrase.tree
    return phrase.tree.under(personal) if isinstance(phrase.tree, Later) else personal.vary(phrase.tree, False)


def _speller(same: Mapping[str, tuple[str, ...]], tokens: Tokens) -> Spell:
    spelt: dict[str, tuple[Word, ...]] = {}
    known: dict[str, Word] = {}

    def words(written: str) -> tuple[Word, ...]:
        if written not in spelt:
            spelt[written] = tuple(known.setdefault(part, Word(part)) for part in parts(written))
        return spelt[written]

    def parts(written: str) -> tuple[str, ...]:
        if written == POSSESSIVE:
            return (written,)
        plain = written.isalpha() and written.isascii() and written.islower()  # as nearly all are
        return tokens.spell(written, same) if plain else tuple(p for w in split(written) for p in tokens.spell(w, same))

    return words
