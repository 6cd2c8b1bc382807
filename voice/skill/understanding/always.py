"""What is expected whatever is asked (`grammars/always.yaml`): proofs that it is understood there, and that nothing is missing.

1. Each line is surely read as what it stands under, where nothing is asked and at every question.
2. Every sign that means an emergency stands there, and every command.

What is said of the moment ("yes", "that's all") has no meaning of its own to be proved.
"""

from collections.abc import Iterator

from voice.skill.grammar.compiled import Grammar
from voice.skill.grammar.phrases import Meaning
from voice.skill.knowledge.model import Knowledge
from voice.skill.reading import Reading
from voice.skill.understanding.understand import understand

OF_THE_MOMENT = frozenset({"yes", "no", "nothing_else"})
"""Kinds that mean what the moment makes of them."""


def check_always(grammar: Grammar, knowledge: Knowledge) -> Iterator[str]:
    """Every fault, as `file:line: what; what would be right`."""
    yield from _missing(grammar, knowledge)
    questions = {"an open question": (), **{question.id: question.slots for question in knowledge.questions}}
    for phrase in grammar.always:
        for text in grammar.samples.texts_of([phrase]) if phrase.meaning.kind not in OF_THE_MOMENT else ():
            readings = {name: understand(grammar, text, asked) for name, asked in questions.items()}
            wrong = next((name for name, reading in readings.items() if not _is_meant(reading, phrase.meaning)), None)
            if wrong is not None:
                meaning = phrase.meaning.name or dict(phrase.meaning.facts)
                yield f"{phrase.at}: '{text}' stands under {meaning} and is not surely read so at `{wrong}`; say it otherwise"


def _missing(grammar: Grammar, knowledge: Knowledge) -> Iterator[str]:
    expected = {(phrase.meaning.kind, phrase.meaning.name) for phrase in grammar.always}
    signs = [("symptom", name) for name, symptom in knowledge.symptoms.items() if symptom.alarm == "emergency"]
    commands = sorted({("command", p.meaning.name) for p in grammar.phrases if p.meaning.kind == "command"})
    for kind, name in (*signs, *commands):
        if (kind, name) not in expected:
            yield f"always.yaml: the {kind} {name} is expected nowhere but at its own question; a few sentences would be right"


def _is_meant(reading: Reading, meaning: Meaning) -> bool:
    if reading.certainty != "sure":
        return False
    if meaning.kind in ("command", "faq"):
        return bool(getattr(reading, meaning.kind) == meaning.name)
    if meaning.kind == "symptom":
        return reading.answers.get(meaning.name) is True
    return all(reading.answers.get(slot) == value for slot, value in meaning.facts)
