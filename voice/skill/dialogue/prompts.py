"""What is said and what is listened for, as a function of the state alone.

1. No words here: all of them come from the knowledge file, its questions and its `prompts`.
2. `listen` depends on nothing but the state, so that a conversation taken up again listens exactly as before.
3. Prompts taper: `ask` the first time, `again` shorter, then `choices`; the same names serve every phase. To whoever wants it
   brief, questions are put in their shorter form from the first, and a prompt `brief_NAME` stands in for NAME.
4. Acknowledgements vary with the state, never by chance.
"""

from collections.abc import Callable

from voice.skill.dialogue.denials import denied, denied_by_question
from voice.skill.dialogue.effects import Earcon, Effect, Listen, Say
from voice.skill.dialogue.phrases import own, phrases
from voice.skill.dialogue.state import Phase, State
from voice.skill.dialogue.timing import elapsed
from voice.skill.knowledge.fields import LEVELS
from voice.skill.knowledge.model import Knowledge, Question
from voice.skill.knowledge.wording import fill, insert, joined, one, places_of
from voice.skill.reading import UNKNOWN, Answers, Value, nested
from voice.skill.triage.interview import completed, open_slots

THREE = 3
"""As many things as a listener keeps apart in one sentence."""
_AFTER_WHAT_WAS_SAID = frozenset({Phase.OPENING, Phase.ASKING, Phase.READ_BACK})
"""Phases whose question can wait for one about what was said."""


def say(knowledge: Knowledge, state: State, prompt: str, *, as_prompt: str | None = None, **fills: str) -> Say:
    """The prompt of that name, in the variant that the state chooses; `fills` go into its {places}."""
    brief = f"brief_{prompt}"
    variants = knowledge.prompts[brief if state.manner.brief and brief in knowledge.prompts else prompt]
    return speak(knowledge, state, as_prompt or prompt, variants[len(state.turns) % len(variants)], **fills)


def speak(knowledge: Knowledge, state: State, prompt: str, text: str, **fills: str) -> Say:
    """`text`, said about whoever has the symptoms, in the words of the region."""
    other = knowledge.is_of_another(state.answers)
    return Say(prompt=prompt, text=fill(insert(text, **fills), places_of(knowledge, state.region, other=other)))


def red_flags(knowledge: Knowledge) -> tuple[str, ...]:
    """Every slot that a red-flag question asks for, the most dangerous first."""
    return tuple(slot for question in knowledge.questions if question.risk == "red_flag" for slot in question.slots)


def question_of(knowledge: Knowledge, state: State) -> Question:
    """The interview's question that is being asked."""
    return knowledge.questions_by_id[state.question or ""]


def asks_besides(state: State) -> bool:
    """Whether the question of the moment waits, and a sign is asked about that may have been said besides."""
    return state.besides is not None and state.besides not in state.answers and state.phase in _AFTER_WHAT_WAS_SAID


def asked_slots(knowledge: Knowledge, state: State) -> tuple[str, ...]:
    """What the question of the moment still asks for."""
    if state.phase is not Phase.ASKING:
        return ()
    left = open_slots(question_of(knowledge, state), completed(knowledge, state.answers))
    return tuple(slot for slot in left if slot == state.item) if state.item else left


def open_to(knowledge: Knowledge, state: State) -> tuple[tuple[str, ...], Answers | None]:
    """What words are to be read as: the slots that they may be about, and what a bare yes or no replies to.

    Where anything may be said, that is whatever was answered and might be corrected; but to mention somebody is no correction.
    """
    if state.phase is Phase.PAUSED:
        return (), None
    listening = listen(knowledge, state)
    if state.phase not in (Phase.RESULT, Phase.ALARM, Phase.AMENDING) or listening.slots:
        return listening.slots, listening.confirming
    mentioned = frozenset({knowledge.roles.speaker}) if state.phase is not Phase.AMENDING else frozenset()
    said = (slot for slot, value in state.answers.items() if value is not False and slot not in mentioned)
    return tuple(said), {}


def listen(knowledge: Knowledge, state: State) -> Listen:
    """The microphone's part of the question."""
    question, slots, confirming = (_listen_besides if asks_besides(state) else _LISTENS[state.phase])(knowledge, state)
    return Listen(
        question=question,
        slots=slots,
        confirming=None if confirming is None else nested(confirming, knowledge.symptom_ids),
        grammar=question,
        no_input_after=_silence(knowledge, state),
    )


def _silence(knowledge: Knowledge, state: State) -> float:
    """Seconds of silence after which something is done; while waiting, what is left of the time after which it is over."""
    # People asked by a slower voice get longer, and so does an answer that takes a walk.
    patience = max(_wait(knowledge, state), round(state.manner.patience / min(state.rate, 1.0), 1))
    gone = elapsed(state.heard_at, state.at)
    left = state.manner.left - max(0.0, gone.total_seconds() if gone else 0.0)
    return max(patience, round(left, 1)) if state.waiting else patience


def _wait(knowledge: Knowledge, state: State) -> float:
    return question_of(knowledge, state).wait if state.phase is Phase.ASKING else 0


def ask(knowledge: Knowledge, state: State, form: str = "ask") -> tuple[Effect, ...]:
    """The question of the moment in one of its forms, then the listening for it. `full`: never brief."""
    return (*put_in_words(knowledge, state, form), *opened(knowledge, state))


def put_in_words(knowledge: Knowledge, state: State, form: str) -> tuple[Say, ...]:
    """What is said to ask the question of the moment, in one of its forms."""
    if form == "full":
        form, state = "ask", state.but(manner=state.manner.model_copy(update={"brief": False}))
    spoken = _spoken_besides if asks_besides(state) else _SPOKEN.get(state.phase, _spoken_prompt)
    return spoken(knowledge, state, form)


def opened(knowledge: Knowledge, state: State) -> tuple[Effect, ...]:
    """The sound that it is the caller's turn, and the listening."""
    return Earcon(name="listening"), listen(knowledge, state)


def topic(state: State) -> str:
    """What the prompts of the moment are named after."""
    if state.phase is Phase.AMENDING:
        return "which" if state.origin is Phase.READ_BACK else "change"
    return _TOPICS.get(state.phase, state.question or "")


_TOPICS = {
    Phase.OPENING: "opening",
    Phase.CONFIRMING: "confirm",
    Phase.READ_BACK: "read_back",
    Phase.CHECKING: "check",
    Phase.OFFERED: "check",
    Phase.RESULT: "result",
    Phase.ALARM: "emergency",
}

_Asked = tuple[str, tuple[str, ...], Answers | None]


def _listen_question(knowledge: Knowledge, state: State) -> _Asked:
    return state.question or "", knowledge.with_what_tells(asked_slots(knowledge, state)), None


def _listen_amending(knowledge: Knowledge, state: State) -> _Asked:
    return ("read_back", tuple(denied(knowledge, state)), None) if state.origin is Phase.READ_BACK else ("change", (), None)


def _listen_confirm(knowledge: Knowledge, state: State) -> _Asked:
    question = named(knowledge, state)
    return "confirm", tuple(question), question


def _listen_besides(_knowledge: Knowledge, state: State) -> _Asked:
    sign = state.besides or ""
    return "confirm", (sign,), {sign: True}


def _listen_read_back(knowledge: Knowledge, state: State) -> _Asked:
    flags = denied(knowledge, state)
    return "read_back", tuple(flags), flags


_LISTENS: dict[Phase, Callable[[Knowledge, State], _Asked]] = {
    Phase.OPENING: lambda _knowledge, _state: ("opening", (), None),
    Phase.ASKING: _listen_question,
    Phase.CONFIRMING: _listen_confirm,
    Phase.READ_BACK: _listen_read_back,
    Phase.AMENDING: _listen_amending,
    Phase.RESULT: lambda _knowledge, _state: ("result", (), None),
    Phase.ALARM: lambda _knowledge, _state: ("emergency", (), None),
    # Nothing is confirmed by a yes, but a yes is what is listened for.
    Phase.CHECKING: lambda _knowledge, _state: ("check", (), {}),
    Phase.OFFERED: lambda _knowledge, _state: ("check", (), {}),
}


def _spoken_prompt(knowledge: Knowledge, state: State, form: str) -> tuple[Say, ...]:
    return (say(knowledge, state, _prompt_name(knowledge, state, form)),)


def _prompt_name(knowledge: Knowledge, state: State, form: str) -> str:
    names = (f"{form}_{topic(state)}", f"{form}_any", f"ask_{topic(state)}")
    return next(name for name in names if name in knowledge.prompts)


def _spoken_besides(knowledge: Knowledge, state: State, form: str) -> tuple[Say, ...]:
    name = f"{form}_besides" if f"{form}_besides" in knowledge.prompts else "ask_besides"
    return (say(knowledge, state, name, things=joined(knowledge, phrases(knowledge, {state.besides or "": True}))),)


def _spoken_question(knowledge: Knowledge, state: State, form: str) -> tuple[Say, ...]:
    question = question_of(knowledge, state)
    if form == "ask" and state.manner.brief:
        form = "again"
    text, name = _wording(knowledge, state, question, form)
    return (speak(knowledge, state, f"{form}_{name}", text),)


def _wording(knowledge: Knowledge, state: State, question: Question, form: str) -> tuple[str, str]:
    """The question in one of its forms, and what the prompt is named after."""
    slots = asked_slots(knowledge, state)
    if form in ("why", "explain"):
        return getattr(question, form), question.id
    if form in ("help", "choices"):
        return insert(one(knowledge, f"{form}_question"), choices=_choices(knowledge, state, question)), question.id
    if form == "which":
        return _which(knowledge, state, question, slots)
    if len(slots) == len(question.slots) and not state.item:
        return (question.again if form == "again" else question.ask), question.id
    if len(slots) == 1 and slots[0] in question.items:
        return question.items[slots[0]], slots[0]
    return _about(knowledge, "what_about", slots)


def _choices(knowledge: Knowledge, state: State, question: Question) -> str:
    whole = question.choices and not state.item
    return joined(knowledge, question.choices, "list_or") if whole else one(knowledge, "choices_yes_no")


def _which(knowledge: Knowledge, state: State, question: Question, slots: tuple[str, ...]) -> tuple[str, str]:
    if len(slots) > 1 and all(slot in knowledge.symptoms for slot in slots):
        return _about(knowledge, "which_of", slots)
    return _wording(knowledge, state, question, "choices" if question.choices else "again")


def _about(knowledge: Knowledge, prompt: str, slots: tuple[str, ...]) -> tuple[str, str]:
    """A prompt that names what is asked for."""
    names = (knowledge.short_for(slot) or one(knowledge, "the_rest") for slot in slots)
    return insert(one(knowledge, prompt), things=joined(knowledge, names, "list_or")), "_".join(slots)


def _spoken_confirm(knowledge: Knowledge, state: State, form: str) -> tuple[Say, ...]:
    asked = named(knowledge, state)
    prompt = _prompt_name(knowledge, state, form)
    if state.supposed and asked.keys() <= _by_sound(knowledge) and form in ("ask", "again"):
        return (say(knowledge, state, f"{form}_supposed", as_prompt=prompt, name=state.supposed),)
    return (say(knowledge, state, prompt, things=joined(knowledge, phrases(knowledge, asked))),)


def named(knowledge: Knowledge, state: State) -> dict[str, Value]:
    """What of the pending a yes or no is asked for now: one sign at most, and as many other things as can be named at once.

    A sign of an emergency, and one that is taken back, is asked about by itself. What there are no words for, and what follows
    from what is named, goes with it.
    """
    apart = {slot: value for slot, value in state.pending.items() if slot in state.apart}
    most = 1 if apart else THREE
    chosen: dict[str, Value] = {}
    for slot, value in sorted((apart or state.pending).items(), key=lambda pair: _weight(knowledge, state, *pair)):
        both = {**chosen, slot: value}
        if _can_be_named_at_once(knowledge, both, most):
            chosen = both
    return chosen


def _can_be_named_at_once(knowledge: Knowledge, answers: Answers, most: int) -> bool:
    """Whether there is one sign at most among them, and no more than `most` things to name; a grave sign is named alone."""
    signs = {name: present for name, present in own(knowledge, answers).items() if is_sign(knowledge, name, present)}
    alone = any(_is_grave(knowledge, *sign) for sign in signs.items())
    return len(signs) <= 1 and len(phrases(knowledge, answers)) <= (1 if alone else most)


def _is_grave(knowledge: Knowledge, slot: str, value: Value) -> bool:
    """Whether a sign is put by itself: it means an emergency, or that there is none."""
    return value is not True or (slot in knowledge.symptoms and knowledge.symptoms[slot].alarm == "emergency")


def is_sign(knowledge: Knowledge, slot: str, value: Value) -> bool:
    """Whether this says that something a red-flag question asks for is there, or that it is not."""
    return isinstance(value, bool) and slot in red_flags(knowledge)


def _weight(knowledge: Knowledge, state: State, slot: str, value: Value) -> int:
    """What takes back a red flag is asked about first, then what is most serious, and signs before anything else."""
    if value is not True and slot in red_flags(knowledge) and state.answers.get(slot) is True:
        return -len(LEVELS) - 1
    if not is_sign(knowledge, slot, value):
        return 0
    return -1 - (LEVELS.index(knowledge.symptoms[slot].alarm) if value is True and slot in knowledge.symptoms else 0)


def _spoken_read_back(knowledge: Knowledge, state: State, form: str) -> tuple[Say, ...]:
    """What was denied, a sentence for each question: in the question's own words where all of it was."""
    if form != "ask":
        return _spoken_prompt(knowledge, state, form)
    things = denied_by_question(knowledge, denied(knowledge, state))
    told = [say(knowledge, state, "read_back_things", as_prompt=f"read_back_{n}", things=text) for n, text in enumerate(things)]
    return (say(knowledge, state, "ask_read_back"), *told, say(knowledge, state, "read_back_right"))


def _spoken_result(knowledge: Knowledge, state: State, form: str) -> tuple[Say, ...]:
    """Whether that is all; beside an emergency, whoever calls for help is not kept by the longer question."""
    if form != "ask" or not state.left:
        return _spoken_prompt(knowledge, state, form)
    emergency = state.told is not None and state.told.level == "emergency"
    return (say(knowledge, state, "ask_result_more_emergency" if emergency else "ask_result_more"),)


def _spoken_check(knowledge: Knowledge, state: State, form: str) -> tuple[Say, ...]:
    if form not in ("ask", "again"):
        return (say(knowledge, state, "help_check"),)
    if state.phase is not Phase.OFFERED:
        return (say(knowledge, state, f"ask_check_{state.command}"),)
    places = {slot: value for slot, value in state.answers.items() if slot in (knowledge.roles.place, knowledge.roles.side)}
    about = [insert(one(knowledge, "the"), thing=phrase) for phrase in phrases(knowledge, places)]
    if not about:
        return (say(knowledge, state, "ask_check_resume_anything"),)
    return (say(knowledge, state, "ask_check_resume", things=joined(knowledge, about)),)


_SPOKEN: dict[Phase, Callable[[Knowledge, State, str], tuple[Say, ...]]] = {
    Phase.ASKING: _spoken_question,
    Phase.CONFIRMING: _spoken_confirm,
    Phase.READ_BACK: _spoken_read_back,
    Phase.RESULT: _spoken_result,
    Phase.CHECKING: _spoken_check,
    Phase.OFFERED: _spoken_check,
}


def _by_sound(knowledge: Knowledge) -> frozenset[str]:
    """What is asked back by the name that words sounded like, and not by what it stands for."""
    role = knowledge.roles
    return frozenset({role.medicines, role.stopped_medicines, role.place, role.side})


def _tells_nothing(knowledge: Knowledge, slot: str, value: Value) -> bool:
    """Whether an answer is a mere yes or no, or that something is not known, or that there is nothing of it."""
    return isinstance(value, bool) or value == UNKNOWN or (slot in knowledge.slots and knowledge.slots[slot].is_nothing(value))


def acknowledged(knowledge: Knowledge, state: State, answers: Answers) -> tuple[Effect, ...]:
    """The shortest sign that `answers` were taken: themselves where they could be wrong; else a sound, or now and then a word."""
    serious = [slot for slot in answers if slot in knowledge.symptoms and answers[slot] is True]
    order = [slot for slot in knowledge.slots if slot in answers and not knowledge.slots[slot].measured]
    plain = {slot: answers[slot] for slot in order if not _tells_nothing(knowledge, slot, answers[slot])}
    told = phrases(knowledge, {**dict.fromkeys(serious, True), **plain})[:THREE]
    if told:
        return (
            say(
                knowledge,
                state,
                "acknowledge_things",
                as_prompt="acknowledge_" + "_".join(answers),
                things=joined(knowledge, told, "list_plain"),
            ),
        )
    turn, variants = len(state.turns), len(knowledge.prompts["acknowledge"])
    if turn % THREE:
        return (Earcon(name="heard"),)
    return (say(knowledge, state, "acknowledge", as_prompt=f"acknowledge_{turn % variants}"),)
