"""Any readings at all, in any order: every rule of the conversation is kept, whatever was said in one breath."""

from dialogue_rules import check
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, rule
from talking import healthy_answers, meaning, whole

from voice.errors import EventError
from voice.skill.dialogue.commands import COMMANDS, begin
from voice.skill.dialogue.engine import current_listen, step
from voice.skill.dialogue.events import BargeIn, Chosen, Key, NoInput, NoMatch, Spoken, Started
from voice.skill.dialogue.moves import conclude, enter
from voice.skill.dialogue.prompts import red_flags
from voice.skill.dialogue.state import Phase, Turn
from voice.skill.reading import nested
from voice.skill.triage.interview import open_questions

PLAIN = {
    "age_band": ("18_39", "16_17"),
    "side": ("left", "right"),
    "stress": ("high", "low"),
    "location": (("calf",), ("foot",)),
    "duration_days": (2, 20),
    "trend": ("better", "worse"),
}
SIGNS = tuple(slot for slot in red_flags(whole()) if slot in whole().symptoms)
COMMON = ("dark_urine", "chest_pain", "fever", "muscle_weakness", "severe_constant_pain")
FLAGS = st.dictionaries(st.sampled_from(COMMON) | st.sampled_from(SIGNS), st.sampled_from([True, False, "unknown"]), max_size=4)
OTHERS = st.fixed_dictionaries({}, optional={slot: st.sampled_from(values) for slot, values in PLAIN.items()})
ANSWERS = st.builds(lambda flags, others: {**others, **flags}, FLAGS, OTHERS | st.just({}))
REPLIES = st.sampled_from(["yes", "no", None])
QUESTIONS = st.sampled_from([None, None, *whole().frequent_questions])
SPOKEN_COMMANDS = st.sampled_from([None, None, None, *(c for c in COMMANDS if c != "delete_data")])


def _well():
    """Everything that a healthy person answers."""
    known = {}
    while following := open_questions(whole(), known, frozenset()):
        known |= healthy_answers(whole(), following[0].slots)
    return known


WELL = _well()


class Conversation(RuleBasedStateMachine):
    """A conversation with whoever says anything: begun, nearly done, or with a result."""

    @initialize(place=st.sampled_from(["opening", "read_back", "result"]), known=FLAGS)
    def begin(self, place, known):
        """Somewhere in it."""
        self.state, _ = step(whole(), begin(whole()), Started())
        if place == "opening":
            return
        answered = self.state.but(turns=(Turn(question="opening", answers={**WELL, **known}),))
        phase = Phase.READ_BACK if place == "read_back" else Phase.RESULT
        if phase is Phase.RESULT:
            read_back = Turn(question="read_back", answers={slot: v for slot, v in answered.answers.items() if v is False})
            self.state, _ = conclude(whole(), answered.but(turns=(*answered.turns, read_back)))
        else:
            self.state, _ = enter(whole(), answered, phase, question="read_back")

    @rule(answers=ANSWERS, reply=REPLIES, faq=QUESTIONS, command=SPOKEN_COMMANDS, sure=st.booleans())
    def says(self, answers, reply, faq, command, sure):
        """Several things in one breath."""
        certainty = "sure" if sure else "unsure"
        self._happens(meaning(answers=answers, reply=reply, faq=faq, command=command, certainty=certainty))

    @rule(reply=st.sampled_from(["yes", "no"]), sure=st.booleans(), turned=st.booleans(), others=FLAGS)
    def replies(self, reply, sure, turned, others):
        """To what is to be confirmed, perhaps saying it again, or the opposite of it."""
        again = {slot: value is not True if turned else value for slot, value in self.state.pending.items() if slot in SIGNS}
        self._happens(meaning(answers={**others, **again}, reply=reply, certainty="sure" if sure else "unsure"))

    @rule(certainty=st.sampled_from(["sure", "unsure"]), reply=REPLIES)
    def answers_well(self, certainty, reply):
        """Nothing is wrong with whatever is asked."""
        listening = current_listen(whole(), self.state)
        if listening is not None:
            self._happens(meaning(answers=healthy_answers(whole(), listening.slots), reply=reply, certainty=certainty))

    @rule(answers=ANSWERS, reply=REPLIES)
    def chooses(self, answers, reply):
        """By a button."""
        self._happens(Chosen(answers=nested(answers, whole().symptom_ids), reply=reply))

    @rule(event=st.sampled_from([NoInput(), NoMatch(), BargeIn(), Spoken(prompt="result_action"), Started()]))
    def nothing_is_said(self, event):
        """Silence, noise, and what the sound does."""
        self._happens(event)

    @rule(command=st.sampled_from(sorted(COMMANDS)))
    def presses(self, command):
        """A key."""
        self._happens(Key(command=command))

    def _happens(self, event):
        try:
            after, effects = step(whole(), self.state, event)
        except EventError:
            return
        check(whole(), self.state, event, after, effects)
        self.state = after


TestConversation = Conversation.TestCase
TestConversation.settings = settings(
    max_examples=150, stateful_step_count=15, deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
