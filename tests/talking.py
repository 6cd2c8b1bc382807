"""A conversation with the engine alone, in meanings instead of words; what the dialogue's tests speak with."""

from functools import cache

from voice.skill.dialogue.effects import Assessed, Effect, End, Listen, Say
from voice.skill.dialogue.engine import begin, current_listen, step
from voice.skill.dialogue.events import Chosen, Event, Heard, Key, NoInput, NoMatch, Started
from voice.skill.dialogue.ladder import KNOWN
from voice.skill.dialogue.state import State
from voice.skill.knowledge.file import load_knowledge
from voice.skill.knowledge.model import Knowledge, Question
from voice.skill.reading import Reading, Span

FIRST_SENTENCE = {"location": ("calf",), "side": "left", "duration_days": 1, "after_exercise": "yes", "speaker": "self"}


@cache
def whole() -> Knowledge:
    """The knowledge file as it is."""
    return load_knowledge()


def _question(ident: str, slots: tuple[str, ...], risk: str, **more: object) -> Question:
    items = {slot: f"{slot}?" for slot in slots} if len(slots) > 1 else {}
    texts = {"ask": f"{ident}?", "again": f"{ident} again?", "why": "because.", "explain": "so."}
    return Question.model_validate({"id": ident, "slots": slots, "risk": risk, "items": items, **texts, **more})


@cache
def small() -> Knowledge:
    """An interview of five questions, small enough to walk through all of it, with the real triage rules behind it."""
    questions = (
        _question("urine", ("dark_urine", "repeated_vomiting"), "red_flag"),
        _question("weak", ("muscle_weakness",), "red_flag"),
        _question("spreading", ("weakness_spreading_fast",), "red_flag", when="muscle_weakness"),
        _question("place", ("location", "side"), "profile"),
        _question("duration", ("duration_days",), "profile"),
    )
    copy = whole().model_copy(update={"questions": questions, "hash": "small"})
    # A copy takes what the original has already looked up along with it.
    for looked_up in ("questions_by_id", "statements"):
        copy.__dict__.pop(looked_up, None)
    return copy


def heard(reading: Reading) -> Heard:
    """Words that mean `reading`."""
    return Heard(words=reading.text, reading=reading)


def meaning(**parts: object) -> Heard:
    """Words with that reading."""
    return heard(Reading(asked=(), text="…", **parts))  # type: ignore[arg-type]


REJECTED = meaning(certainty="rejected")
VAGUE = meaning(clarify=True, spans=(Span(0, 1, "yes"),))
YES, NO = meaning(reply="yes"), meaning(reply="no")


class Talk:
    """A conversation that has been started; each method is one event."""

    def __init__(self, knowledge: Knowledge | None = None, *, opening: bool = False, state: State | None = None) -> None:
        self.knowledge = knowledge or whole()
        self.state = state or begin(self.knowledge)
        self.effects: tuple[Effect, ...] = ()
        if state is None:
            self.event(Started())
            if not opening:
                self.answer(**FIRST_SENTENCE)

    def event(self, event: Event) -> "Talk":
        """Step."""
        self.state, self.effects = step(self.knowledge, self.state, event)
        return self

    def known(self) -> "Talk":
        """Take it that the caller has given sure answers before."""
        self.state = self.state.but(answered=KNOWN)
        return self

    def answer(self, **answers: object) -> "Talk":
        """A sure answer in words."""
        return self.event(meaning(answers=answers))

    def unsure(self, **answers: object) -> "Talk":
        """An answer that was not wholly understood."""
        return self.event(meaning(answers=answers, certainty="unsure"))

    def choose(self, **answers: object) -> "Talk":
        """An answer by button."""
        return self.event(Chosen(answers=answers))

    def key(self, command: str) -> "Talk":
        """A command."""
        return self.event(Key(command=command))

    def yes(self) -> "Talk":
        """A bare yes."""
        return self.event(YES)

    def no(self) -> "Talk":
        """A bare no."""
        return self.event(NO)

    def silence(self, times: int = 1) -> "Talk":
        """Nothing said."""
        for _ in range(times):
            self.event(NoInput())
        return self

    def noise(self, times: int = 1) -> "Talk":
        """Nothing understood."""
        for _ in range(times):
            self.event(NoMatch())
        return self

    def until(self, question: str) -> "Talk":
        """Answer healthily until `question` is asked."""
        while self.listening.question != question:
            self.healthy()
        return self

    def healthy(self) -> "Talk":
        """The healthy answer to whatever is asked."""
        return self.yes() if self.listening.confirming is not None else self.answer(**healthy_answers(self.knowledge, self.slots))

    @property
    def listening(self) -> Listen:
        """What is listened for."""
        found = current_listen(self.knowledge, self.state)
        assert found is not None, "nothing is listened for"
        return found

    @property
    def slots(self) -> tuple[str, ...]:
        """What is asked."""
        return self.listening.slots

    @property
    def said(self) -> str:
        """All that was said in the last step."""
        return " ".join(effect.text for effect in self.effects if isinstance(effect, Say))

    @property
    def prompts(self) -> list[str]:
        """The names of the prompts of the last step."""
        return [effect.prompt for effect in self.effects if isinstance(effect, Say)]

    @property
    def outcome(self) -> str | None:
        """How it ended, if the last step ended it."""
        return next((effect.outcome for effect in self.effects if isinstance(effect, End)), None)

    @property
    def disposition(self) -> str | None:
        """That of the last step's assessment."""
        return next((e.disposition for e in self.effects if isinstance(e, Assessed)), None)


def healthy_answers(knowledge: Knowledge, slots: tuple[str, ...]) -> dict[str, object]:
    """What somebody with nothing but a twitch since yesterday answers."""
    return {
        slot: _HEALTHY.get(slot, () if slot in knowledge.slots and knowledge.slots[slot].kind == "list" else False)
        for slot in slots
    }


_HEALTHY: dict[str, object] = {
    **FIRST_SENTENCE,
    "pain_severity": "none",
    "kidney_disease": "none",
    "thyroid_or_parathyroid": "none",
    "medication_change": "none",
    "age_band": "18_39",
    "hydration": "ok",
    "sleep": "ok",
    "diet": "ok",
    "stress": "low",
    "caffeine": "low",
    "warm_up": "yes",
    "trend": "better",
    "episode_length": "seconds",
    "frequency": "daily",
}


def at(question: str) -> Talk:
    """A conversation that has come to `question`; "confirm": a fever that was not surely said is confirmed."""
    if question == "opening":
        return Talk(opening=True)
    return Talk().unsure(fever=True) if question == "confirm" else Talk().until(question)
