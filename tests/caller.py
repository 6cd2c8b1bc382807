"""A caller who knows the facts of a case and answers only what is asked, in words that vary with the question.

Confirmations are answered by whether they match the facts, and commands are never used. What the facts do not hold is not
known. `Mood` makes the caller terse, chatty, hedging or contradicting; the facts stay the same.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from voice.session import NoClock, Session
from voice.skill.dialogue.effects import Assessed, Effect, Listen
from voice.skill.dialogue.events import Chosen, Event, Heard
from voice.skill.grammar.compiled import Grammar
from voice.skill.knowledge.model import Knowledge
from voice.skill.reading import Value, flat
from voice.store.memory import MemoryStore

_NO = ("no", "nope", "no not at all", "nothing like that", "no i don't think so", "none of that")
_ALL = ("yes both", "yes all of them")
_YES = ("yes", "yeah", "yes i do", "yes that's right")
_UNKNOWN = ("i don't know", "not sure", "no idea")
_SAID: Mapping[str, tuple[str, ...]] = {
    # Ways of saying that a symptom is so, as people put them.
    "pain": ("it hurts", "yes it's painful"),
    "dark_urine": ("my pee is dark like cola", "my urine is brown"),
    "bladder_bowel_change": ("i have trouble going to the toilet", "i can't feel when i need to pee"),
    "repeated_vomiting": ("i keep throwing up", "i've been sick again and again"),
    "fainting": ("i fainted", "i blacked out"),
    "chest_pain": ("my chest hurts", "i have chest pain"),
    "breathlessness_at_rest": ("i'm short of breath sitting still", "i can't catch my breath"),
    "palpitations": ("my heart is racing", "my heart keeps skipping beats"),
    "confusion": ("i've been confused", "i feel confused"),
    "seizure": ("i had a fit", "i had a seizure"),
    "sudden_face_arm_speech": ("my face drooped", "my speech was slurred"),
    "gradual_speech_change": ("my speech is slowly changing", "my speech has been getting slower"),
    "swallowing_trouble": ("it's hard to swallow", "i have trouble swallowing"),
    "severe_constant_pain": ("the pain is constant and severe", "it's severe and it never eases"),
    "muscle_weakness": ("it feels weak", "the muscle is really weak"),
    "swelling_or_hard_muscle": ("it's swollen", "it's swollen and hard"),
    "one_leg_swollen_warm": ("one leg is swollen and warm", "my calf is swollen and warm"),
    "weakness_spreading_fast": ("the weakness is spreading", "it's spreading fast"),
    "weakness_worsening_weeks": ("it's been getting weaker over weeks", "it has grown over weeks"),
    "local_numbness_tingling": ("it's numb near the twitch", "it tingles near the twitch"),
    "mouth_or_hand_tingling": ("my mouth is tingling", "tingling round my mouth"),
    "saddle_numbness": ("it's numb between my legs", "i'm numb down there"),
    "hand_spasm": ("my hands lock up", "my hands cramp up"),
    "overheated": ("i got far too hot", "i was overheated"),
    "fever": ("i have a fever", "i've got a temperature"),
    "weight_loss_or_heat_intolerance": ("i've lost weight", "i'm losing weight"),
    "dizziness": ("i feel dizzy", "i'm dizzy"),
    "cramp": ("it cramps", "it cramps up"),
    "muscle_wasting": ("the muscle is getting smaller", "the muscle is shrinking"),
    "widespread_twitching": ("it twitches in several places", "it twitches all over"),
    "affects_sleep_or_daily_life": ("it keeps me awake", "it disturbs my sleep"),
    "headache": ("i have a bad headache", "my head hurts"),
    "vision_change": ("my eyesight is blurred", "my vision is blurry"),
    "agitation": ("i'm very restless", "i feel really agitated"),
    "sweating_shivering": ("i'm sweating and shivering", "i'm shivering"),
    "tremor": ("i'm shaky", "my hands shake"),
    "diarrhoea": ("i have diarrhoea", "i've got the runs"),
    "back_pain": ("my back hurts", "i have back pain"),
    "recent_injury": ("i had an injury", "i hurt it in a fall"),
    "tongue_twitching": ("my tongue twitches", "my tongue twitches too"),
    "twitching_outside_exercise": ("it twitches on rest days too", "it twitches without exercise too"),
    "recurring_exertional_pain": ("it comes back each time i exercise", "it hurts every time i run"),
    "very_little_urine": ("i hardly pee", "i'm barely peeing"),
    "nausea": ("i feel sick", "i'm nauseous"),
}
_FLAG = {
    "drank_very_large_volume": "i drank far more water than i wanted",
    "pregnant": "i'm pregnant",
    "minor": "i'm under eighteen",
    "sickle_cell": "i carry sickle cell trait",
    "diabetes": "i have diabetes",
    "heart_disease": "i have heart disease",
    "heat_not_better_after_30_min_cooling": "still unwell after cooling",
}
_VALUE: Mapping[tuple[str, str], str] = {
    ("speaker", "self"): "me",
    ("speaker", "someone_else"): "it's about somebody else",
    ("side", "left"): "left",
    ("side", "right"): "right",
    ("side", "both"): "both sides",
    ("after_exercise", "yes"): "yes after exercise",
    ("after_exercise", "no"): "no not after exercise",
    ("pain_severity", "none"): "no pain",
    ("pain_severity", "mild"): "it's mild",
    ("pain_severity", "moderate"): "moderate",
    ("pain_severity", "severe"): "it's severe",
    ("hydration", "ok"): "i drank enough",
    ("hydration", "poor"): "i drank too little",
    ("hydration", "over"): "far too much",
    ("sleep", "ok"): "i sleep well",
    ("sleep", "poor"): "i sleep badly",
    ("stress", "high"): "a lot of stress",
    ("stress", "low"): "life is calm",
    ("caffeine", "low"): "one coffee",
    ("caffeine", "moderate"): "three coffees a day",
    ("caffeine", "high"): "five coffees a day",
    ("caffeine", "very_high"): "ten coffees a day",
    ("kidney_disease", "ckd"): "i have kidney disease",
    ("kidney_disease", "dialysis"): "i'm on dialysis",
    ("thyroid_or_parathyroid", "recent_neck_surgery"): "i had neck surgery",
    ("medication_change", "none"): "no change",
    ("medication_change", "new"): "a new one",
    ("medication_change", "increased"): "a higher dose",
    ("medication_change", "combined"): "it was combined with another",
    ("trend", "better"): "it's getting better",
    ("trend", "same"): "about the same",
    ("trend", "worse"): "it's getting worse",
    ("age_band", "under_16"): "i'm fourteen",
    ("age_band", "16_17"): "seventeen",
    ("age_band", "18_39"): "i'm thirty two",
    ("age_band", "40_64"): "fifty one",
    ("age_band", "65_plus"): "i'm seventy",
}
_PLACES = {
    "thigh_front": "front of my thigh",
    "thigh_back": "back of my thigh",
    "foot_arch": "arch of my foot",
    "whole_body": "my whole body",
}
_MEDICINES = {
    "statin": "a statin",
    "diuretic": "water tablets",
    "antidepressant": "an antidepressant",
    "beta_agonist": "a blue inhaler",
}
_NUMBERS = "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen".split()


@dataclass(frozen=True)
class Heard2:
    """What came of a conversation: the last assessment, and how often something was asked."""

    disposition: str
    questions: int
    transcript: tuple[str, ...]


_UNDER_EIGHTEEN = ("under_16", "16_17")


class Caller:
    """Answers from `facts` (flat, complete or not). `turn` chooses among the ways of saying the same."""

    def __init__(self, knowledge: Knowledge, facts: Mapping[str, Value], first: str, *, buttons: bool = False) -> None:
        self._knowledge, self._facts, self._first, self._buttons = knowledge, facts, first, buttons
        self._turn = 0

    def event(self, listen: Listen) -> Event:
        """The answer to what is asked."""
        self._turn += 1
        if self._buttons and listen.slots and listen.confirming is None:
            known = {slot: self._facts[slot] for slot in listen.slots if self._facts.get(slot) is not None}
            if known:
                return Chosen(answers={slot: list(v) if isinstance(v, tuple) else v for slot, v in known.items()})
        return Heard(words=self.words(listen))

    def words(self, listen: Listen) -> str:
        """The answer in words."""
        if listen.confirming is not None:
            return "yes" if all(self._matches(slot, value) for slot, value in flat(listen.confirming).items()) else "no"
        if listen.question == "opening":
            return self._first
        return self._answer(self._spoken_to(listen.slots)) if listen.slots else "stop"

    def _spoken_to(self, slots: tuple[str, ...]) -> tuple[str, ...]:
        """What a caller speaks to: what was asked in so many words, and an age where that is what makes the difference."""
        return slots if self._facts.get("age_band") in _UNDER_EIGHTEEN else self._knowledge.without_what_tells(slots)

    def _matches(self, slot: str, value: Value) -> bool:
        fact = self._facts.get(slot)
        return fact == value or (fact is None and value in ("unknown", False)) or (slot == "location" and bool(fact))

    def _pick(self, ways: tuple[str, ...]) -> str:
        return ways[self._turn % len(ways)]

    def _answer(self, slots: tuple[str, ...]) -> str:
        facts = {slot: self._facts.get(slot) for slot in slots}
        flags = {slot: value for slot, value in facts.items() if slot in _SAID or slot in _FLAG}
        if flags and len(flags) == len(facts):
            return self._flags(flags)
        parts = [part for slot, value in facts.items() if (part := self._value(slot, value))]
        return (
            " and ".join(parts)
            if parts
            else self._pick(_NO if any(v is False or v in ("none", ()) for v in facts.values()) else _UNKNOWN)
        )

    def _flags(self, flags: Mapping[str, Value]) -> str:
        present = [slot for slot, value in flags.items() if value is True]
        unknown = [slot for slot, value in flags.items() if value in ("unknown", None)]
        if not present:
            return self._pick(_UNKNOWN) if len(unknown) == len(flags) else self._pick(_NO)
        if len(flags) == 1:
            return self._pick((*_YES, self._said(present[0])))
        return " and ".join(self._said(slot) for slot in present) + (
            " but nothing else" if len(present) < len(flags) and self._turn % 2 else ""
        )

    def _said(self, slot: str) -> str:
        return _FLAG[slot] if slot in _FLAG else self._pick(_SAID[slot])

    def _value(self, slot: str, value: Value) -> str:
        if value is None or value == "unknown":
            return ""
        if slot in _SAID or slot in _FLAG:
            return self._said(slot) if value is True else ""
        match slot:
            case "location":
                side = self._facts.get("side")
                places = value if isinstance(value, tuple) else (str(value),)
                named = " and ".join(_PLACES.get(str(p), f"my {p}".replace("_", " ")) for p in places)
                return f"{named} on the {side}" if side in ("left", "right") else named
            case "side":
                return "" if self._facts.get("location") else _VALUE.get((slot, str(value)), "")
            case "duration_days":
                return _days(float(str(value)))
            case "medications":
                taken = value if isinstance(value, tuple) else ()
                return " and ".join(_MEDICINES.get(str(m), str(m).replace("_", " ")) for m in taken)
            case _:
                return _VALUE.get((slot, str(value)), "")


def _days(days: float) -> str:
    if days < 1:
        return f"{_NUMBERS[max(1, round(days * 24))] if days * 24 < 14 else 'twenty'} hours"
    if days % 7 == 0 and days <= 98:
        weeks = int(days // 7)
        return "one week" if weeks == 1 else f"{_NUMBERS[weeks]} weeks"
    if days < 15:
        return "one day" if days == 1 else f"{_NUMBERS[round(days)]} days"
    return f"{round(days)} days" if days < 30 else f"{_NUMBERS[min(14, max(1, round(days / 30)))]} months"


class _Phone:
    """Fills `ports.Surface` for a caller."""

    def __init__(self, caller: Caller) -> None:
        self.caller = caller
        self.assessed: list[Assessed] = []
        self.lines: list[str] = []
        self.questions = 0

    def perform(self, effect: Effect) -> None:
        """Listen to it."""
        if isinstance(effect, Assessed):
            self.assessed.append(effect)
        self.lines.append(str(getattr(effect, "text", "")))
        if isinstance(effect, Listen) and effect.question not in ("opening", "read_back", "result"):
            self.questions += 1

    def next_event(self, listen: Listen) -> Event:
        """Answer."""
        if len(self.lines) > 1500:
            raise EOFError
        event = self.caller.event(listen)
        self.lines.append(f"{listen.question}{list(listen.slots)} > {getattr(event, 'words', getattr(event, 'answers', ''))}")
        return event


def hold(knowledge: Knowledge, grammar: Grammar, facts: Mapping[str, Any], first: str, *, buttons: bool = False) -> Heard2:
    """A whole conversation with somebody whose facts these are."""
    phone = _Phone(Caller(knowledge, facts, first, buttons=buttons))
    Session(knowledge, grammar, MemoryStore(), phone, NoClock()).run()
    level = phone.assessed[-1].disposition if phone.assessed else "none"
    return Heard2(level, phone.questions, tuple(line for line in phone.lines if line))
