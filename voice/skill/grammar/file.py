"""One grammar file as it is written down: which sections there are, and the shape of each. Phrases are looked at by `grammar`."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Discriminator, Field, Tag, ValidationError, model_validator

from voice.errors import KnowledgeError
from voice.outside import cut
from voice.skill.grammar.modifiers import Alone, Direction, Reach, RowCategory
from voice.skill.knowledge.references import nearest
from voice.skill.knowledge.yaml_lines import LinedDocument, Place, read_lined
from voice.skill.language.words import PARTS, LanguageWords

_MOST_FAULTS = 50


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid")


class _Example(_Part):
    """What somebody says for whom an entry stands there: see `examples`."""

    text: str
    asked: list[str] = []
    means: Mapping[str, str | bool | int | float | list[str] | None] | Literal["nothing"] = {}

    @model_validator(mode="before")
    @classmethod
    def _from_text(cls, written: object) -> object:
        return {"text": written} if isinstance(written, str) else written


class _Said(_Part):
    """Phrases, and the utterances that they are there for."""

    say: Any
    examples: list[_Example] = Field([], alias="for")


_PLAIN, _SAID = _TAGS = "plain", "said"
_Phrases = Annotated[
    Annotated[Any, Tag(_PLAIN)] | Annotated[_Said, Tag(_SAID)],
    Discriminator(lambda written: _SAID if isinstance(written, dict) else _PLAIN),
]
"""Phrases, one a line, or a mapping with `say` and `for`; what is no text is told where they are compiled."""


class _Times(_Part):
    """Units and parts of the day by their length in days or hour of the day, and days of the year."""

    units: list[tuple[float, str]] = []
    parts: list[tuple[float, str]] = []
    adjectives: str = ""
    feasts: Mapping[str, tuple[int, int]] = {}
    movable: Mapping[str, int] = {}
    weekdays: Mapping[str, tuple[int, int, int]] = {}


class _Symptom(_Part):
    """The forms in which a symptom is said, each with its phrases."""

    noun: _Phrases = ""
    say: _Phrases = ""
    lacks: _Phrases = ""
    asked_noun: _Phrases = ""
    asked: _Phrases = ""
    asked_lacks: _Phrases = ""
    past: Literal["counts", "ask"] | None = None
    at_rest: Literal["only"] | None = None
    examples: list[_Example] = Field([], alias="for")


class _Slot(_Part):
    anywhere: Mapping[str, _Phrases] = {}
    asked: Mapping[str, _Phrases] = {}
    opposite: Mapping[str, str] = {}


class _Fact(_Part):
    means: Mapping[str, str | bool | int | float | list[str]]
    say: _Phrases
    asked: list[str] = []
    examples: list[_Example] = Field([], alias="for")


class _Together(_Part):
    """Several mentions that make a symptom."""

    of: Mapping[str, str | bool]
    means: str
    doubtful: bool = False


class _Composition(_Part):
    """Parts that make a sign: see `grammars/composition.yaml`."""

    means: str
    of: list[str]
    unless: list[str] = []
    within: list[str] = []
    across: bool = False


class _MedicineChange(_Part):
    """A verb that says that a medicine changed: see `grammars/cues.yaml`."""

    to: str
    verbs: str
    particle: str = ""
    within: int = 0


class _Row(_Part):
    """A row of a table over a number: see `grammars/formulas.yaml`."""

    to: str | bool
    below: float | None = None
    most: float | None = None

    @property
    def bounded(self) -> bool:
        """Whether it takes some numbers only."""
        return self.below is not None or self.most is not None


def _complete(rows: list[_Row]) -> list[_Row]:
    """The rows of a table, of which the last takes whatever is left and no other does."""
    if not rows or rows[-1].bounded or not all(row.bounded for row in rows[:-1]):
        raise ValueError("each row but the last needs `below` or `most`, and the last takes the rest")
    return rows


_Rows = Annotated[list[_Row], AfterValidator(_complete)]


class _Rate(_Part):
    """A table over times in a number of days."""

    per: float
    few: float
    seldom: str
    rows: _Rows


_Table = Annotated[
    Annotated[_Rows, Tag(_PLAIN)] | Annotated[_Rate, Tag(_SAID)],
    Discriminator(lambda written: _SAID if isinstance(written, dict) else _PLAIN),
]


class _Instead(_Part):
    """What something that is said means, where one of `say` is said and none of `unless`: see `grammars/sudden.yaml`."""

    means: str
    say: str
    unless: str = ""
    days: float = 0


class _Loss(_Part):
    """What a sudden loss is: see `grammars/sudden.yaml`."""

    means: str
    strength: list[str]
    feeling: list[str]
    implies: list[str] = []
    brief: float
    lately: float


class _Subjects(_Part):
    """Words that begin a clause: see `grammars/context.yaml`."""

    caller: str
    others: str
    persons: str
    before: str
    joins: str
    conjunctions: str
    groups: str
    openers: str
    spoken_of: str
    company: str
    reports: str
    tells: str


class _Modifier(_Part):
    """What the words of a kind do to the words around them: see `grammars/context.yaml`."""

    category: RowCategory
    direction: Direction = "forward"
    reaches: list[Reach] = []
    over: list[str] = []
    ended_by: list[str] = []
    alone: Alone | None = None
    leaves: str = ""
    doubtful: bool = False


class _Regions(_Part):
    """Places by where they lie: see `grammars/places.yaml`."""

    limbs: str
    near_the_seat: str


class _Anchors(_Part):
    """What a sign is said of."""

    words: str
    names: str = ""
    of_organ: bool = False
    of_person: bool = False


class _Always(_Part):
    """What is expected whatever is asked: see `grammars/always.yaml`."""

    symptoms: Mapping[str, _Symptom] = {}
    facts: list[_Fact] = []
    commands: Mapping[str, _Phrases] = {}
    questions: Mapping[str, _Phrases] = {}
    words: Mapping[str, _Phrases] = {}


class _File(_Part):
    language: LanguageWords | None = None
    same: Mapping[str, str] = {}
    forms: Mapping[str, str] = {}
    classes: Mapping[str, str] = {}
    time: _Times = Field(default_factory=_Times)
    symptoms: Mapping[str, _Symptom] = {}
    slots: Mapping[str, _Slot] = {}
    facts: list[_Fact] = []
    together: list[_Together] = []
    groups: Mapping[str, list[str]] = {}
    modifiers: Mapping[str, _Modifier] = {}
    wording: Mapping[str, str] = {}
    subjects: _Subjects | None = None
    cues: Mapping[str, Mapping[str, str]] = {}
    medicine_changes: list[_MedicineChange] = []
    formulas: Mapping[str, _Table] = {}
    hurting: Mapping[str, _Instead] = {}
    lasting: Mapping[str, _Instead] = {}
    loss: _Loss | None = None
    parts: Mapping[str, str] = {}
    compose: list[_Composition] = []
    anchor_words: Mapping[str, str] = {}
    anchors: Mapping[str, _Anchors] = {}
    everyday: str = ""
    sudden: Mapping[str, str] = {}
    commands: Mapping[str, _Phrases] = {}
    questions: Mapping[str, _Phrases] = {}
    words: Mapping[str, _Phrases] = {}
    decoys: _Phrases = ""
    always: _Always = Field(default_factory=_Always)
    alike: str = ""
    endings: Mapping[str, str] = {}
    parents: Mapping[str, str] = {}
    regions: _Regions | None = None
    # Of hearing.yaml, which `voice.recognition` reads.
    pronunciations: Any = None
    competitors: Any = None
    openers: Any = None
    usual: Any = None
    places: Any = None
    unfinished: Any = None


@dataclass(frozen=True, slots=True)
class GrammarFile:
    """One grammar file: its `sections` as plain data, and the line of each part."""

    lined: LinedDocument

    @property
    def name(self) -> str:
        """The file's name without its folder."""
        return self.lined.path.name

    @property
    def sections(self) -> Mapping[str, Any]:
        """The sections that the file has."""
        return self.lined.document  # type: ignore[no-any-return]  # `read_grammar_file` looked at it

    def part(self, place: Place) -> Mapping[str, Any]:
        """The mapping at a place; empty where the file has none."""
        found: Any = self.sections
        for key in place:
            found = found[key] if key in found or isinstance(key, int) else {}
        return found  # type: ignore[no-any-return]  # as above

    def line(self, place: Place) -> int:
        """The line of the part at a place."""
        return self.lined.line(place)

    def at(self, place: Sequence[str | int], what: str) -> str:
        """A fault of the part at `place`, as `file:line: what`."""
        return self.lined.at(place, what)

    def lines(self, place: Place, text: str) -> list[tuple[int, str]]:
        """The text at `place`, line by line, each with the number of its line in the file.

        In a block (`|`) the text begins on the line after the key; text that was folded into one line counts as the key's.
        """
        line = self.lined.line(place)
        return list(enumerate(text.split("\n"), line + 1)) if "\n" in text else [(line, text)]

    def at_line(self, line: int, what: str) -> str:
        """A fault on a line, as `file:line: what`."""
        return f"{self.lined.path}:{line}: {what}"


def read_grammar_file(path: Path) -> GrammarFile:
    """The file, its shape looked at. Raises KnowledgeError with every fault as `file:line: what`."""
    lined = read_lined(path)
    if lined.faults:
        raise KnowledgeError(list(lined.faults))
    if not isinstance(lined.document, dict):
        raise KnowledgeError([f"{path}:1: holds no sections; it should begin with one of {', '.join(_File.model_fields)}"])
    try:
        _File.model_validate(lined.document, strict=False)
    except ValidationError as error:
        found = error.errors(include_url=False)[:_MOST_FAULTS]
        faults = [(tuple(p for p in one["loc"] if p not in _TAGS), one["type"], one["msg"]) for one in found]
        raise KnowledgeError(
            [lined.at(place, f"{_place(place)}: {_what(place, kind, said)}") for place, kind, said in faults]
        ) from None
    return GrammarFile(lined)


def _place(place: tuple[str | int, ...]) -> str:
    return cut(".".join(str(part) for part in place))


def _what(place: tuple[str | int, ...], kind: str, said: str) -> str:
    if kind == "extra_forbidden":
        return f"unknown key{nearest(str(place[-1]), _KEYS)}"
    return cut(said)


_PARTS: tuple[type[BaseModel], ...] = (
    *(_File, _Symptom, _Slot, _Fact, _Said, _Example, _Together, _Modifier, _Anchors, _Times),
    *PARTS,
    *(_MedicineChange, _Row, _Rate, _Instead, _Loss),
)
_KEYS = {field.alias or name for part in _PARTS for name, field in part.model_fields.items()}
"""Every key that has a meaning somewhere in a grammar file."""
