"""What the skill knows, as frozen data: one field for each section of `knowledge/muscle_twitching.yaml`.

1. Nothing here knows a disease, a question or a sentence; all of that is in the file.
2. The models refuse what they do not know, so a misspelt key is a fault and not a silence.
3. Spoken texts may hold the places of `voice.skill.knowledge.wording` ({your}, {doctor}, …) and nothing else in braces.
4. Whether ids refer to something is not a matter of one entry: `voice.skill.knowledge.references` looks at that.
"""

from collections.abc import Mapping, Sequence
from typing import Literal

from pydantic import Field

from voice.skill.knowledge.conditions import ALWAYS, NEVER
from voice.skill.knowledge.facts import Derived, Flag, Slot, Symptom
from voice.skill.knowledge.fields import Entry, Id, Level, Sourced, Texts, When
from voice.skill.knowledge.roles import Roles, roles_of
from voice.skill.knowledge.screen import ScreenTexts
from voice.skill.reading import Answers, Value

Risk = Literal["red_flag", "cause", "profile"]


class Source(Entry):
    """Where something is known from; `said` names it in a sentence, `status` tells whether it was read or recalled.

    `of_style` is for guidance on how to say things, which no entry names.
    """

    said: str
    title: str
    status: Literal["article", "read", "recalled"]
    of_style: bool = False


class Claim(Entry):
    """A claim of the source articles: `about` in a few words; `not_used` says why it is left out."""

    about: str
    articles: tuple[Id, ...]
    not_used: str = ""


class Region(Entry):
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


class OtherAction(Entry):
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


class Bare(Entry):
    """What a bare yes and a bare no to a question mean for one of its slots; what is None is no answer."""

    yes: Value = None
    no: Value = None


class Question(Entry):
    """One turn of the interview: `slots` are asked together; `when` is its guard.

    `once`: it is put one time, also for what is known to be unknown. `wait` is how long silence is no failure, in seconds,
    where the answer takes longer than a breath. `bare` says what a bare yes or no means where several of its slots are asked,
    and the slot's own meaning of it is another ("short of sleep, or stressed?"). `denied` says in one breath that all of its
    signs are absent, for reading them back.
    """

    id: Id
    slots: tuple[Id, ...] = Field(min_length=1, max_length=9)
    risk: Risk
    ask: str
    again: str
    denied: str = ""
    why: str
    explain: str
    choices: tuple[str, ...] = ()
    items: Mapping[Id, str] = Field(default_factory=dict)
    when: When = ALWAYS
    once: bool = False
    wait: float = Field(default=0, ge=0)
    bare: Mapping[Id, Bare] = Field(default_factory=dict)


class Rule(Sourced):
    """A row of the triage table. Where the rule decides, `says` is said before everything else.

    `because` completes "because …" then: a reason that no sign names ("the pain is severe").
    """

    level: Level
    when: When
    says: str = ""
    because: str = ""
    sources: tuple[Id, ...] = Field(min_length=1)


class Evidence(Entry):
    """Something that speaks for a cause (`weight` above 0) or against it (below). `because` completes "because …".

    `name` is what the cause is called where this speaks for it most ("diabetes").
    """

    when: When
    weight: float
    because: str = ""
    name: str = ""


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


class Choice(Entry):
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


class Scope(Entry):
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


class Knowledge(Entry):
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

    def is_named(self, name: str) -> bool:
        """Whether a symptom or flag is named in the result wherever it is so: it is alarming, or marked as `named`."""
        entries = [section[name] for section in (self.flags, self.symptoms) if name in section]
        return any(entry.named for entry in entries) or self.alarms.get(name, "self_care") != "self_care"

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

    def short_for(self, name: str) -> str:
        """What is asked for, in as few words as a list of it allows."""
        return (self.symptoms[name].short if name in self.symptoms else "") or self.words_for(name)

    def absence_of(self, name: str) -> str:
        """That a symptom or true/false slot is not there, in a few words of its own; empty where "no" and its name say it."""
        return self.symptoms[name].absent if name in self.symptoms else self.slots[name].absent
