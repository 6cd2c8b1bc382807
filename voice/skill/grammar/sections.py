"""What sections of the grammar files hold, as values: signs said together or in pieces, whose a clause is, anchors, places.

Each is read from all files (`…_of`) with its words as the grammar spells them; `voice.skill.grammar.compiled` puts them together.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from voice.skill.grammar.cues import Words
from voice.skill.grammar.file import GrammarFile
from voice.skill.grammar.notation import Spell
from voice.skill.grammar.phrases import Pairs

Phrases = tuple[tuple[str, ...], ...]
"""Phrases as the grammar spells their words."""
Part = Mapping[str, Phrases]
"""The phrases of a part by their first words."""


@dataclass(frozen=True, slots=True)
class Together:
    """`means` is true where all of `of` (slot and value pairs) is said in one utterance; `doubtful`: it is asked about."""

    of: Pairs
    means: str
    doubtful: bool = False


@dataclass(frozen=True, slots=True)
class Composition:
    """`means` may be there where a phrase of each part of `of` stands in one clause, and none of `unless` anywhere.

    `within`: signs that say it better; where one of these is mentioned, nothing is made. `across`: a "but" may stand between.
    See `voice.skill.understanding.composition`.
    """

    means: str
    of: tuple[Part, ...]
    unless: tuple[Part, ...] = ()
    within: tuple[str, ...] = ()
    across: bool = False


@dataclass(frozen=True, slots=True)
class MedicineChange:
    """A medicine changed `to` this where one of `verbs` is said; with `particle`, one of these within so many words behind it."""

    to: str
    verbs: Words
    particle: Words
    within: int


@dataclass(frozen=True, slots=True)
class Subjects:
    """Words that begin a clause, by whose it is, and what else tells whose it is. See `grammars/context.yaml`."""

    caller: frozenset[str] = frozenset()
    others: frozenset[str] = frozenset()
    persons: frozenset[str] = frozenset()
    before: frozenset[str] = frozenset()
    joins: frozenset[str] = frozenset()
    conjunctions: frozenset[str] = frozenset()
    groups: frozenset[str] = frozenset()
    openers: frozenset[str] = frozenset()
    spoken_of: frozenset[str] = frozenset()
    company: frozenset[str] = frozenset()
    reports: Part = field(default_factory=dict)
    tells: Part = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Anchors:
    """What a sign is said of: words, and names of several words. See `grammars/anchors.yaml`."""

    words: frozenset[str]
    names: tuple[tuple[str, ...], ...]
    of_organ: bool
    of_person: bool


@dataclass(frozen=True, slots=True)
class Regions:
    """Places by where they lie: of a limb or the face, and those so near the seat that a word may mean either."""

    limbs: frozenset[str] = frozenset()
    near_the_seat: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Instead:
    """What a place that hurts, or a sign that lasts for more than `days`, `means`: where `say` is said and `unless` is not."""

    means: str
    say: Words
    unless: Words
    days: float = 0


@dataclass(frozen=True, slots=True)
class Loss:
    """Signs of `strength` or of `feeling` that are lost at once are another one, which says all that `implies` say.

    It is sudden when it was `brief` (in days), or `lately` and a change. See `voice.skill.understanding.sudden`.
    """

    means: str
    strength: frozenset[str]
    feeling: frozenset[str]
    implies: frozenset[str]
    brief: float
    lately: float


def rows(files: Iterable[GrammarFile], section: str) -> list[tuple[str, Any]]:
    """What all files have in a section, key by key."""
    return [row for file in files for row in file.part((section,)).items()]


def merged(files: Iterable[GrammarFile], section: str) -> dict[str, Any]:
    """What all files have in a section, as one mapping."""
    return dict(rows(files, section))


def listed(files: Iterable[GrammarFile], section: str) -> Iterator[str]:
    """The lines of a section that is a block of them."""
    for file in files:
        yield from (line.strip() for line in file.sections.get(section, "").split("\n") if line.strip())


def together_of(files: Iterable[GrammarFile]) -> Iterator[Together]:
    """The rows of `together`."""
    for file in files:
        for row in file.sections.get("together", ()):
            yield Together(tuple(row["of"].items()), row["means"], row.get("doubtful", False))


def medicine_changes_of(files: Iterable[GrammarFile], speller: Spell) -> Iterator[MedicineChange]:
    """The rows of `medicine_changes`."""
    for file in files:
        for row in file.sections.get("medicine_changes", ()):
            verbs, particle = (frozenset(spelt(row.get(key, ""), speller)) for key in ("verbs", "particle"))
            yield MedicineChange(row["to"], verbs, particle, row.get("within", 0))


def instead_of(files: Iterable[GrammarFile], section: str, speller: Spell) -> Iterator[tuple[str, Instead]]:
    """The rows of `hurting` by their place, or of `lasting` by their sign."""
    for name, row in rows(files, section):
        say, unless = (frozenset(spelt(row.get(key, ""), speller)) for key in ("say", "unless"))
        yield name, Instead(row["means"], say, unless, row.get("days", 0))


def loss_of(written: Mapping[str, Any]) -> Loss | None:
    """The section `loss`; None where there is none."""
    if not written:
        return None
    signs = {key: frozenset(written.get(key, ())) for key in ("strength", "feeling", "implies")}
    return Loss(written["means"], **signs, brief=written["brief"], lately=written["lately"])


def subjects_of(written: Mapping[str, str], speller: Spell) -> Subjects:
    """The words of each list, as the grammar spells them."""
    lists = {name: spelt_lines(text.replace(",", "\n"), speller) for name, text in written.items()}
    reports, tells = (_by_first_word(lists.pop(name, ())) for name in ("reports", "tells"))
    single = {name: frozenset(words[-1] for words in phrases) for name, phrases in lists.items()}
    return Subjects(**single, reports=reports, tells=tells)


def regions_of(written: Mapping[str, str]) -> Regions:
    """The section `regions`."""
    return Regions(**{name: frozenset(places.split()) for name, places in written.items()})


def composed_of(files: Iterable[GrammarFile], speller: Spell) -> Iterator[Composition]:
    """The rows of `compose`, with the phrases of the parts that they name."""
    for file in files:
        parts = {
            name: _by_first_word(spelt_lines(text.replace(",", "\n"), speller)) for name, text in file.part(("parts",)).items()
        }
        for row in file.sections.get("compose", ()):
            of, unless = (tuple(parts[name] for name in row.get(key, ())) for key in ("of", "unless"))
            yield Composition(row["means"], of, unless, tuple(row.get("within", ())), row.get("across", False))


def _by_first_word(phrases: Phrases) -> Part:
    firsts = {phrase[0] for phrase in phrases}
    return {first: tuple(phrase for phrase in phrases if phrase[0] == first) for first in firsts}


def anchors_of(files: Iterable[GrammarFile], speller: Spell) -> dict[str, Anchors]:
    """The anchors of each sign; `@name` stands for a list of words that several signs share."""
    shared = {f"@{name}": words.split() for name, words in rows(files, "anchor_words")}

    def names(text: str) -> Iterator[tuple[str, ...]]:
        for line in text.split("\n"):
            head, _, rest = line.strip().partition(" ")
            yield from (spelt(f"{first} {rest}", speller) for first in shared.get(head, [head]) if head)

    return {
        sign: Anchors(
            frozenset(w for part in entry["words"].split() for word in shared.get(part, [part]) for w in spelt(word, speller)),
            tuple(names(entry.get("names", ""))),
            bool(entry.get("of_organ")),
            bool(entry.get("of_person")),
        )
        for sign, entry in rows(files, "anchors")
    }


def endings_of(files: Iterable[GrammarFile]) -> dict[str, tuple[str, ...]]:
    """The sounds of each ending."""
    return {ending: tuple(sounds.split()) for ending, sounds in rows(files, "endings")}


def spelt_lines(text: str, speller: Spell) -> Phrases:
    """Lines as the grammar spells their words."""
    return tuple(spelt(line, speller) for line in text.split("\n") if line.strip())


def spelt(text: str, speller: Spell) -> tuple[str, ...]:
    """Words as the grammar spells them."""
    return tuple(word.text for part in text.split() for word in speller(part))
