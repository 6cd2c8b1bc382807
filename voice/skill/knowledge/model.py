"""What the skill knows, as frozen data: one field for each section of `knowledge/muscle_twitching.yaml`.

1. Nothing here knows a disease, a question or a sentence; all of that is in the file.
2. The models refuse what they do not know, so a misspelt key is a fault and not a silence.
3. Spoken texts may hold the places of `voice.skill.knowledge.wording` ({your}, {doctor}, …) and nothing else in braces.
4. Whether ids refer to something is not a matter of one entry: `voice.skill.knowledge.references` looks at that.
"""

from collections.abc import Mapping, Sequence
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, PlainValidator, StringConstraints, WithJsonSchema

from voice.skill.knowledge.conditions import ALWAYS, NEVER, parse_condition
from voice.skill.knowledge.roles import Roles, roles_of
from voice.skill.knowledge.screen import ScreenTexts
from voice.skill.reading import Answers, Value

Id = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9_]+$")]
Level = Literal["emergency", "urgent", "doctor", "self_care"]
LEVELS: tuple[Level, ...] = ("self_care", "doctor", "urgent", "emergency")
ALARMING: tuple[Level, ...] = ("doctor", "urgent", "emergency")
Risk = Literal["red_flag", "cause", "profile"]
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
_CONDITION_SCHEMA = {
    "description": "an id, or a mapping with one key: all, any, not, count, unknown, asked, missing, some, since, or a slot",
    "anyOf": [{"type": "string"}, {"type": "object", "minProperties": 1, "maxProperties": 1}],
}
When = Annotated[Any, PlainValidator(parse_condition), WithJsonSchema(_CONDITION_SCHEMA)]
_ONE_OR_MORE = {"anyOf": [{"type": "string"}, {"type": "array", "items": {"type": "string"}}]}


def _as_list(value: object) -> object:
    return [value] if isinstance(value, str) else value


Texts = Annotated[tuple[str, ...], BeforeValidator(_as_list), WithJsonSchema(_ONE_OR_MORE)]


class _Entry(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Sourced(_Entry):
    """An entry that says where it is known from: ids of `sources` or `claims`."""

    sources: tuple[Id, ...] = ()


class Source(_Entry):
    """Where something is known from; `said` names it in a sentence, `status` tells whether it was read or recalled.

    `of_style` is for guidance on how to say things, which no entry names.
    """

    said: str
    title: str
    status: Literal["article", "read", "recalled"]
    of_style: bool = False


class Claim(_Entry):
    """A claim of the source articles: `about` in a few words; `not_used` says why it is left out."""

    about: str
    articles: tuple[Id, ...]
    not_used: str = ""


class Region(_Entry):
    """What people of a region dial and call things, in words for the ear.

    `relay` tells how to reach the emergency number without speaking, `crisis_line` whom to ring with thoughts of dying.
    """

    name: str
    emergency_number: str
    same_day_line: str
    doctor: str
    emergency_department: str
    relay: str
    crisis_line: str


class OtherAction(_Entry):
    """What to do instead of the usual, where `when` holds."""

    when: When
    action: Texts


class Disposition(Sourced):
    """How urgent. `action` is said first, and for an emergency said again at the end as `again`.

    The first of `instead` that holds takes the action's place, and so does `left_open` where something is left to check.
    `reassurance` follows the action where nothing is and `worrying` does not hold.
    """

    action: Texts
    instead: tuple[OtherAction, ...] = ()
    left_open: Texts = ()
    reassurance: Texts = ()
    worrying: When = NEVER
    again: str = ""
    tip: Id | None = None
    sources: tuple[Id, ...] = Field(min_length=1)


class Band(_Entry):
    """What numbers `below` a bound are called; the last row of a table has no bound and takes the rest."""

    below: float | None = None
    to: Id


class Measure(_Entry):
    """What is measured to give a slot its value, such as an age: numbers between `above` and `below`, by `bands`.

    `name` stands for the number in the facts of grammar files; it is no answer by itself.
    """

    name: Id
    above: float
    below: float
    bands: tuple[Band, ...] = Field(min_length=1)


class Slot(_Entry):
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


class Over(_Entry):
    """What a symptom is called when it is over, and was there more than so many `days` ago."""

    to: Id
    days: float


class Symptom(Sourced):
    """True, false or unknown. `name` is a noun for lists, `have` a clause ("{your} pee is dark").

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


class Derived(_Entry):
    """What follows from other answers: `set` becomes `to` where it was not known; with `correct`, also where it was denied."""

    set: Id
    to: Value
    when: When
    correct: bool = False


class Bare(_Entry):
    """What a bare yes and a bare no to a question mean for one of its slots; what is None is no answer."""

    yes: Value = None
    no: Value = None


class Question(_Entry):
    """One turn of the interview: `slots` are asked together; `when` is its guard.

    `once`: it is put one time, also for what is known to be unknown. `wait` is how long silence is no failure, in seconds,
    where the answer takes longer than a breath. `bare` says what a bare yes or no means where several of its slots are asked,
    and the slot's own meaning of it is another ("short of sleep, or stressed?").
    """

    id: Id
    slots: tuple[Id, ...] = Field(min_length=1, max_length=6)
    risk: Risk
    ask: str
    again: str
    why: str
    explain: str
    choices: tuple[str, ...] = ()
    items: Mapping[Id, str] = Field(default_factory=dict)
    when: When = ALWAYS
    once: bool = False
    wait: float = Field(default=0, ge=0)
    bare: Mapping[Id, Bare] = Field(default_factory=dict)


class Rule(Sourced):
    """A row of the triage table. `says` is said before everything else where the rule decides."""

    level: Level
    when: When
    says: str = ""
    sources: tuple[Id, ...] = Field(min_length=1)


class Evidence(_Entry):
    """Something that speaks for a cause (`weight` above 0) or against it (below). `because` completes "because …"."""

    when: When
    weight: float
    because: str = ""


class Cause(Sourced):
    """What it may be. Named when the evidence weighs `least` or more and `needs` holds.

    `kind`: a danger comes before the rest; everyday causes are not named beside an emergency.
    """

    name: str
    says: str
    kind: Literal["danger", "medical", "everyday"]
    evidence: tuple[Evidence, ...] = Field(min_length=1)
    needs: When = ALWAYS
    least: float = 1
    sources: tuple[Id, ...] = Field(min_length=1)


class Choice(_Entry):
    """A reason to say something, and how much it matters beside the others when there is no room for all."""

    when: When
    weight: float


class Tip(Sourced):
    """What helps. Offered where one of `offered` holds and `withheld` does not; `never` is said where `forbidden` holds.

    `first_aid` is said straight after what to do now, before any reason.
    """

    text: str = ""
    offered: tuple[Choice, ...] = ()
    withheld: When = NEVER
    first_aid: bool = False
    never: str = ""
    forbidden: tuple[Choice, ...] = ()
    sources: tuple[Id, ...] = Field(min_length=1)


class SafetyNet(Sourced):
    """One thing that should bring the caller to somebody, worded to follow "if"."""

    text: str
    level: Level
    offered: tuple[Choice, ...] = Field(min_length=1)
    sources: tuple[Id, ...] = Field(min_length=1)


class Scope(_Entry):
    """A call that is not about twitching.

    With `screen`, only signs that need help today are asked for; with `unrelated`, `says` is said in the place of causes and
    tips, which are about twitching.
    """

    screen: When
    unrelated: When
    says: Texts


class Statement(Sourced):
    """Something to say when asked, in sentences."""

    text: Texts


class FrequentQuestion(Sourced):
    """A question about the subject: `answer` is spoken at once, the statements of `more` when more is wanted.

    An answer that is `for_harmless` twitches only gives way to what to do about a serious sign, once one was told. By
    `asks_about`, one question is what somebody means who asks about any `sign` ("is dark pee bad"), and one who asks whether he
    has a `condition`.
    """

    answer: Texts
    more: tuple[Id, ...] = ()
    for_harmless: bool = False
    asks_about: Literal["sign", "condition"] | None = None


class Knowledge(_Entry):
    """The whole knowledge file. `hash` names the version that a saved conversation belongs to."""

    version: str
    reviewed: str
    sources: Mapping[Id, Source]
    claims: Mapping[Id, Claim]
    regions: Mapping[Id, Region]
    dispositions: Mapping[Level, Disposition]
    slots: Mapping[Id, Slot]
    medicines: Mapping[Id, tuple[str, ...]]
    symptoms: Mapping[Id, Symptom]
    flags: Mapping[Id, Flag]
    derived: tuple[Derived, ...]
    scope: Scope
    questions: tuple[Question, ...]
    rules: Mapping[Id, Rule]
    causes: Mapping[Id, Cause]
    tips: Mapping[Id, Tip]
    safety_net: Mapping[Id, SafetyNet]
    topics: Mapping[Id, Mapping[Id, Statement]]
    frequent_questions: Mapping[Id, FrequentQuestion]
    prompts: Mapping[Id, Texts]
    screen: ScreenTexts
    hash: str = ""

    @property
    def roles(self) -> Roles:
        """Which slot is for what."""
        return roles_of(self.slots)

    def is_of_another(self, answers: Answers) -> bool:
        """Whether the call is about somebody else."""
        speaker = self.roles.speaker
        said = answers.get(speaker)
        return isinstance(said, str) and self.slots[speaker].tells.get(said) == "another"

    @property
    def silent(self) -> frozenset[str]:
        """Slots that are never read back."""
        return frozenset(name for name, slot in self.slots.items() if slot.silent)

    @property
    def symptom_ids(self) -> frozenset[str]:
        """The answers that JSON nests under `symptoms`."""
        return frozenset(self.symptoms)

    def with_what_tells(self, slots: Sequence[str]) -> tuple[str, ...]:
        """What is asked for, and behind it what else is listened for: slots by which some of those are told."""
        return tuple(dict.fromkeys((*slots, *self._telling(slots))))

    def without_what_tells(self, slots: Sequence[str]) -> tuple[str, ...]:
        """What is asked for itself, of what is listened for; the opposite of `with_what_tells`."""
        telling = self._telling(slots)
        return tuple(slot for slot in slots if slot not in telling)

    def _telling(self, slots: Sequence[str]) -> list[str]:
        known = (self.slots.get(name) for name in slots)
        return [slot.told_by for slot in known if slot and slot.told_by]

    @property
    def alarms(self) -> Mapping[str, Level]:
        """How serious each symptom and flag is by itself; a flag before a symptom of that name."""
        return {name: symptom.alarm for name, symptom in self.symptoms.items()} | {
            name: flag.alarm for name, flag in self.flags.items()
        }

    @property
    def questions_by_id(self) -> Mapping[str, Question]:
        """The questions, to be looked up."""
        return {question.id: question for question in self.questions}

    @property
    def statements(self) -> Mapping[str, Statement]:
        """Every statement of every topic, to be looked up."""
        return {name: statement for topic in self.topics.values() for name, statement in topic.items()}

    def clause_for(self, name: str) -> str:
        """A symptom or flag as a clause, for "because …"; a flag before a symptom of that name."""
        for section in (self.flags, self.symptoms):
            if name in section:
                return section[name].have or section[name].name
        raise KeyError(name)

    def words_for(self, name: str) -> str:
        """A symptom, flag or true/false slot as a noun, for lists."""
        for section in (self.symptoms, self.flags, self.slots):
            if name in section:
                return section[name].name
        raise KeyError(name)

    def absence_of(self, name: str) -> str:
        """That a symptom or true/false slot is not there, in a few words of its own; empty where "no" and its name say it."""
        return self.symptoms[name].absent if name in self.symptoms else self.slots[name].absent
