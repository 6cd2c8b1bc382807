"""What a schema cannot see in the knowledge file: entries that nothing uses, things left unsaid, and texts that are hard to hear.

Every fault says what would be right. Grades are those of `readability`, for texts of eight words or more (the formula means
nothing for less). A place to fill counts as one short word: what a region calls its emergency number is not its doing.
"""

import re
from collections.abc import Iterator
from pathlib import Path

from voice.errors import KnowledgeError
from voice.skill.knowledge.conditions import leaves
from voice.skill.knowledge.fields import ALARMING
from voice.skill.knowledge.file import load_lined
from voice.skill.knowledge.model import Knowledge, Question
from voice.skill.knowledge.naming import unnamed
from voice.skill.knowledge.prompts import NOT_SPOKEN
from voice.skill.knowledge.readability import grade, words
from voice.skill.knowledge.references import Fault, conditions, entries, nearest
from voice.skill.knowledge.wording import PLACES
from voice.skill.knowledge.yaml_lines import Place

MOST_WORDS = 17
RED_FLAG_GRADE, OTHER_GRADE = 6.0, 8.0
_FEWEST_TO_GRADE = 8
_PLACE = re.compile(r"\{([^{}]*)\}")
_Text = tuple[Place, str, float, int]
"""A text with its place, its highest grade and its most words."""


def check_knowledge(path: Path | None = None) -> tuple[str, ...]:
    """Every fault of the knowledge file at `path` (or of the one that comes with the program), as `file:line: …`."""
    try:
        lined, knowledge = load_lined(path)
    except KnowledgeError as error:
        return error.faults
    found = [*_unused(knowledge), *_unsourced(knowledge), *_texts(knowledge), *_unreachable(knowledge), *unnamed(knowledge)]
    return tuple(lined.at(place, what) for place, what in sorted(found, key=lambda fault: lined.line(fault[0])))


def _asked(knowledge: Knowledge) -> set[str]:
    return {slot for question in knowledge.questions for slot in question.slots}


def _volunteered(knowledge: Knowledge) -> set[str]:
    sections = (knowledge.slots, knowledge.symptoms)
    return {name for section in sections for name, entry in section.items() if entry.volunteered}


def _named(knowledge: Knowledge) -> set[str]:
    return {leaf.id for _, condition, _ in conditions(knowledge) for leaf in leaves(condition)}


def _sources_named(knowledge: Knowledge) -> set[str]:
    return {source for _, entry in entries(knowledge) for source in entry.sources}


def _unused(knowledge: Knowledge) -> Iterator[Fault]:
    """Entries that no conversation can come by."""
    yield from _unused_flags(knowledge)
    for name, tip in knowledge.tips.items():
        if not tip.offered and not tip.forbidden:
            yield ("tips", name), f"tip `{name}` is never said; `offered` or `forbidden` would be right"
    yield from _untold(knowledge)
    yield from _claims_not_covered(knowledge)
    yield from _unnamed_sources(knowledge)


def _unused_flags(knowledge: Knowledge) -> Iterator[Fault]:
    used = _named(knowledge) | set(knowledge.safety_net)
    for name, flag in knowledge.flags.items():
        if name not in used and flag.alarm not in ALARMING:
            yield ("flags", name), f"flag `{name}` is used by no condition; use it or take it out"


def _untold(knowledge: Knowledge) -> Iterator[Fault]:
    told = {name for question in knowledge.frequent_questions.values() for name in question.more}
    for topic, statements in knowledge.topics.items():
        for name in statements:
            if name not in told:
                yield ("topics", topic, name), f"statement `{name}` is never said; name it in `more` of a frequent question"


def _claims_not_covered(knowledge: Knowledge) -> Iterator[Fault]:
    sourced = _sources_named(knowledge)
    for name, claim in knowledge.claims.items():
        if name not in sourced and not claim.not_used:
            yield (
                ("claims", name),
                f"claim `{name}` ({claim.about}) is not covered; name it in `sources`, or say why in `not_used`",
            )
        if name in sourced and claim.not_used:
            yield ("claims", name), f"claim `{name}` is marked not used, and named in `sources`; one of the two is wrong"


def _unnamed_sources(knowledge: Knowledge) -> Iterator[Fault]:
    articles = {article for claim in knowledge.claims.values() for article in claim.articles}
    named = _sources_named(knowledge) | articles
    for name, source in knowledge.sources.items():
        if name not in named and not source.of_style:
            yield ("sources", name), f"source `{name}` is named nowhere; name it in `sources` or take it out"


def _unsourced(knowledge: Knowledge) -> Iterator[Fault]:
    """Medical entries that do not say where they come from."""
    for section in ("symptoms", "flags"):
        for name, entry in getattr(knowledge, section).items():
            if entry.alarm in ALARMING and not entry.sources:
                yield (section, name), f"`{name}` has no `sources`; the authority for its alarm would be right"
    for topic, statements in knowledge.topics.items():
        for name, statement in statements.items():
            if not statement.sources:
                yield ("topics", topic, name), f"statement `{name}` has no `sources`"
    for name, question in knowledge.frequent_questions.items():
        if question.more and not question.sources:
            yield ("frequent_questions", name), f"the answer to `{name}` has no `sources`"


def _unreachable(knowledge: Knowledge) -> Iterator[Fault]:
    """Questions whose guard waits for something that is never asked, and rules on the same."""
    known = _asked(knowledge) | {derived.set for derived in knowledge.derived} | set(knowledge.flags) | _volunteered(knowledge)
    for place, condition, _ in conditions(knowledge):
        if place[0] in ("questions", "rules"):
            for leaf in leaves(condition):
                if leaf.id not in known:
                    yield place, f"`{leaf.id}` is asked by no question{nearest(leaf.id, known)}"


def _texts(knowledge: Knowledge) -> Iterator[Fault]:
    """Texts that are too long, too hard, or hold a place that nothing fills."""
    for place, text, limit, most in _spoken(knowledge):
        unknown = [name for name in _PLACE.findall(text) if name not in PLACES]
        if unknown and place[0] != "prompts":
            yield place, f"{{{unknown[0]}}} is no place to fill{nearest(unknown[0], PLACES)}"
            continue
        plain = _PLACE.sub("you", text)
        heard = words(plain)
        if len(heard) > most:
            yield place, f"{len(heard)} words; {most} at most would be right"
        elif len(heard) >= _FEWEST_TO_GRADE and (hard := grade(plain)) > limit:
            yield place, f"reading grade {hard:.1f}; {limit:.0f} at most, with shorter words or sentences, would be right"


def _spoken(knowledge: Knowledge) -> Iterator[_Text]:
    """Each text that is spoken."""
    for n, question in enumerate(knowledge.questions):
        yield from _question_texts(n, question)
    yield from _signs(knowledge)
    yield from _advice(knowledge)
    yield from _told_when_asked(knowledge)
    for name, texts in knowledge.prompts.items():
        for text in texts if name not in NOT_SPOKEN else ():
            yield ("prompts", name), text, OTHER_GRADE, 2 * MOST_WORDS


def _signs(knowledge: Knowledge) -> Iterator[_Text]:
    for name, item in knowledge.safety_net.items():
        yield ("safety_net", name, "text"), item.text, RED_FLAG_GRADE, MOST_WORDS
    for name, symptom in knowledge.symptoms.items():
        yield ("symptoms", name, "have"), symptom.have, RED_FLAG_GRADE, MOST_WORDS
    for name, flag in knowledge.flags.items():
        yield ("flags", name, "have"), flag.have, RED_FLAG_GRADE, MOST_WORDS


def _advice(knowledge: Knowledge) -> Iterator[_Text]:
    for level, disposition in knowledge.dispositions.items():
        yield ("dispositions", level, "action"), " ".join(disposition.action), OTHER_GRADE, 3 * MOST_WORDS
    for name, tip in knowledge.tips.items():
        yield ("tips", name, "text"), tip.text, OTHER_GRADE, MOST_WORDS
        yield ("tips", name, "never"), tip.never, OTHER_GRADE, MOST_WORDS
    for name, cause in knowledge.causes.items():
        yield ("causes", name, "says"), cause.says, OTHER_GRADE, 2 * MOST_WORDS


def _told_when_asked(knowledge: Knowledge) -> Iterator[_Text]:
    for topic, statements in knowledge.topics.items():
        for name, statement in statements.items():
            yield ("topics", topic, name, "text"), " ".join(statement.text), OTHER_GRADE, 4 * MOST_WORDS
    for name, asked in knowledge.frequent_questions.items():
        yield ("frequent_questions", name, "answer"), " ".join(asked.answer), OTHER_GRADE, 4 * MOST_WORDS


def _question_texts(n: int, question: Question) -> Iterator[_Text]:
    limit = RED_FLAG_GRADE if question.risk == "red_flag" else OTHER_GRADE
    for key in ("ask", "again"):
        yield ("questions", n, key), getattr(question, key), limit, MOST_WORDS
    for key in ("why", "explain"):
        yield ("questions", n, key), getattr(question, key), OTHER_GRADE, 2 * MOST_WORDS
    for slot, text in question.items.items():
        yield ("questions", n, "items", slot), text, limit, MOST_WORDS
