"""What can be known of somebody: slots and what they hold, symptoms, flags, and what follows from other answers."""

from collections.abc import Mapping
from typing import Literal

from pydantic import Field

from voice.skill.knowledge.fields import Entry, Id, Level, Sourced, When
from voice.skill.reading import Value

Role = Literal[
    "place",
    "side",
    "duration",
    "speaker",
    "concern",
    "severity",
    "score",
    "age",
    "medicines",
    "medicine_change",
    "stopped_medicines",
]
"""What the one slot of its kind is for, so that code can ask for it and knows no id."""
Tells = Literal["both", "nothing", "least", "vaguest", "everything", "exercise", "passing", "another", "ended"]
"""What a value of a slot says, where understanding has to know it."""


class Band(Entry):
    """What numbers `below` a bound are called; the last row of a table has no bound and takes the rest."""

    below: float | None = None
    to: Id


class Measure(Entry):
    """What is measured to give a slot its value, such as an age: numbers between `above` and `below`, by `bands`.

    `name` stands for the number in the facts of grammar files; it is no answer by itself.
    """

    name: Id
    above: float
    below: float
    bands: tuple[Band, ...] = Field(min_length=1)


class Slot(Entry):
    """What an answer can hold. `values` are ids and how each is said; a flag has a `name`, a number a `unit`.

    `within` names the larger value that a value is part of: the calf is part of the leg. For choosing by key or by scanning:
    `groups` sort many values under headings; `offers` are answers by what they are called, in the place of `values`; and a
    slot that is `numeric` may be answered by a number alone, so that no number can stand for a choice there. What is
    `volunteered` is asked by no question: it counts where somebody says it. `unsure` says what becomes of a value that was not
    wholly understood: it is confirmed; or taken and said back, where no rule hangs on it; or left to its own question. `absent`
    says that a flag does not hold, where "no" before its name is no English. What it is `about`: the twitch, and then it may be
    its `timing`; or what the caller is like or does by habit, which counts whenever it is said. Where it is asked for, what it is
    `told_by` is listened for as well: an age tells whether somebody is under eighteen.

    In the dialogue: what people tell of themselves at the `opening` is what a recogniser expects there. What is `silent` is
    never read back, as other slots say it. A list that `grows` is added to by what is told later. `when_long`: in a long
    interview it is still asked for though it makes nothing more urgent, or spared though it belongs to the profile.

    For understanding: the one slot of its kind has a `role`; `tells` is what a value says there, `pair` which two values are
    each other's opposite. `twice`: of two values without a correction the first stands, the strongest, both of them, their sum,
    or the first with doubt; else the later. `length`: a bare length of time answers it, and may be of anything. `manner`: how or
    where a sign is, so that a yes may stand behind it. `scant`: so little that beside unknown words it is no answer by itself.
    `asked_only`: beside what was asked for it counts only if it was asked for, too. Asked together with what it is
    `alternative_to`, a bare yes or no chooses neither ("too little, or far too much?"). `degree_of` names the symptom whose
    degree it is. A change that is older than its days in `felt_for` is none any more. What is `measured` follows from a number.
    A number lies in its `range` and has so many `decimals`; above that, up to `exaggerated`, it means what the largest means.
    """

    kind: Literal["flag", "choice", "list", "number"]
    values: Mapping[Id, str] = Field(default_factory=dict)
    name: str = ""
    absent: str = ""
    unit: str = ""
    bare_yes: Value = None
    bare_no: Value = None
    within: Mapping[Id, Id] = Field(default_factory=dict)
    groups: Mapping[str, tuple[Id, ...]] = Field(default_factory=dict)
    offers: Mapping[str, Value] = Field(default_factory=dict)
    numeric: bool = False
    volunteered: bool = False
    unsure: Literal["confirm", "take", "leave"] = "confirm"
    about: Literal["twitch", "person", "habit"] | None = None
    timing: bool = False
    told_by: Id | None = None
    role: Role | None = None
    tells: Mapping[Id, Tells] = Field(default_factory=dict)
    pair: tuple[Id, Id] | None = None
    twice: Literal["first", "strongest", "both", "summed", "doubted"] | None = None
    length: bool = False
    manner: bool = False
    scant: bool = False
    asked_only: bool = False
    alternative_to: Id | None = None
    degree_of: Id | None = None
    felt_for: Mapping[Id, float] = Field(default_factory=dict)
    opening: bool = False
    silent: bool = False
    grows: bool = False
    when_long: Literal["ask", "spare"] | None = None
    measured: Measure | None = None
    range: tuple[float, float] | None = None
    decimals: int = 0
    exaggerated: float | None = None

    def is_nothing(self, value: Value) -> bool:
        """Whether a value says that there is nothing of it."""
        return isinstance(value, str) and self.tells.get(value) == "nothing"

    def but_bare(self, yes: Value, no: Value) -> "Slot":
        """The same, but for what a bare yes and no mean."""
        return self.model_copy(update={"bare_yes": yes, "bare_no": no})


class Over(Entry):
    """What a symptom is called when it is over, and was there more than so many `days` ago."""

    to: Id
    days: float


class Symptom(Sourced):
    """True, false or unknown. `name` is a noun for lists, `have` a clause ("{your} pee is dark"), `short` the words for a list of
    what is left to ask.

    `absent` says that it is not there, for reading back; without it, "no" stands before the name. Each of its words stands in the
    questions that ask for the symptom: only what was named can be read back.
    `alarm` is how serious it is by itself: what is unknown and serious is named as something to check. What is alarming is
    named in the result, and so is what is `named`. What is `volunteered` is asked by no question: it counts where somebody
    says it. What is `numeric` may be answered by a number alone. Beside what `outweighs` them, everyday causes are not named:
    they would comfort wrongly. What is `part_of` something wider is there with it; asked beside it, what is `told_by_place` is
    told apart by the place alone; `places` are where it is, if it is of one place, and the words of one that `names_limb` may
    name the limb ("I can't bend my arm"). What is of the twitch itself is `about` it, and what is `felt_as_twitch` may be its
    name. While one that is `of_muscle` is asked for, "I can't lift it" is said of the muscle; else it tells nothing of a symptom
    that is `of_named_limb`, unless a place is named. `when_over` tells what a symptom is called that is over.
    """

    name: str
    short: str = ""
    absent: str = ""
    have: str = ""
    part_of: Id | None = None
    told_by_place: bool = False
    places: tuple[Id, ...] = ()
    names_limb: bool = False
    about: Literal["twitch"] | None = None
    felt_as_twitch: bool = False
    of_muscle: bool = False
    of_named_limb: bool = False
    when_over: Over | None = None
    alarm: Level = "self_care"
    named: bool = False
    volunteered: bool = False
    numeric: bool = False
    outweighs: bool = False


class Flag(Sourced):
    """A fact about the caller that follows from the answers and that the result names like a symptom."""

    name: str
    have: str
    when: When
    alarm: Level = "self_care"
    named: bool = False


class Derived(Entry):
    """What follows from other answers: `set` becomes `to` where it was not known; with `correct`, also where it was denied."""

    set: Id
    to: Value
    when: When
    correct: bool = False
