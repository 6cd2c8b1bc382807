"""After the result: hearing it again, hearing more, and having heard enough.

1. "More" tells what was left out of the result, a turn of some parts at a time, and never the same turn twice.
2. "Repeat" is about what was said last; asked for again, it is the result from its beginning, and "more" begins anew as well.
3. "Is that all, or shall I say more?" may be answered by yes: that is more, as long as there is more. To hear too much can be
   ended by a word; what was left out cannot be had any more once the conversation is over.
"""

from dataclasses import replace

from voice.skill.dialogue.effects import Say
from voice.skill.dialogue.ladder import failed, part
from voice.skill.dialogue.moves import Moment, Step, put_again, result_parts
from voice.skill.dialogue.prompts import ask, say, speak
from voice.skill.dialogue.state import Phase, State
from voice.skill.dialogue.telling import tell_more
from voice.skill.knowledge.model import Knowledge
from voice.skill.reading import NOT_KNOWN, Reading
from voice.skill.triage.assess import assess
from voice.skill.triage.assessment import Assessment

_NOTHING_ASKED = frozenset({Phase.RESULT, Phase.ALARM})
_NAMING = frozenset({"fact", "symptom"})
"""What a span of a reading begins with that names something."""
_NOTHING_SETTLED = failed("vague")


def understood(state: State, reading: Reading) -> Reading:
    """The reading without what would only answer a question, where none was asked: "everything", "fine", "I don't know".

    Words that mean several things at once mean none of them; only what was named is not known.
    """
    if state.phase not in _NOTHING_ASKED or not reading.spans:
        return reading
    named = [_named(span.meaning) for span in reading.spans]
    if not any(len(names) == 1 for names in named):
        return replace(reading, answers={}, clarify=True) if reading.answers else reading
    surely = set().union(*named)
    kept = {slot: value for slot, value in reading.answers.items() if value not in NOT_KNOWN or slot in surely}
    return replace(reading, answers=kept)


def _named(meaning: str) -> set[str]:
    """What a span names, of the slots and symptoms that it may speak of."""
    parts = (part.split() for part in meaning.split(" + "))
    return {words[1].partition("=")[0] for words in parts if len(words) > 1 and words[0] in _NAMING}


def repeat(moment: Moment) -> Step:
    """The part that was interrupted, or what "more" told last; when asked again, or else, the result from its beginning."""
    k, s = moment.knowledge, moment.state
    assessment = assess(k, s.answers, region=s.region)
    parts = result_parts(k, s, assessment)
    if s.interrupted and s.part < len(parts):
        return s, (parts[s.part], *ask(k, s))
    told = len(assessment.more) - s.left
    if told > 0 and s.standstill.asked[-1:] != ("repeat",):
        return s, (*_told_more(k, s, assessment, told - 1), *ask(k, s))
    anew = s.but(part=0, interrupted=False, left=len(assessment.more))
    return anew, (*parts, *ask(k, anew))


def skip(moment: Moment) -> Step:
    """In an interrupted result, the part after this one; otherwise what else can be done."""
    k, s = moment.knowledge, moment.state
    if not s.interrupted:
        return s, ask(k, s, "help")
    parts = result_parts(k, s, assess(k, s.answers, region=s.region))
    after = s.but(part=min(s.part + 1, len(parts)))
    rest = parts[after.part :]
    return after.but(interrupted=bool(rest)), (*rest, *ask(k, after))


def more(moment: Moment) -> Step:
    """More on what was asked; the rest of an interrupted result; or a turn of what was left out of it."""
    k, s = moment.knowledge, moment.state
    if s.untold:
        return tell_more(moment)
    assessment = assess(k, s.answers, region=s.region)
    rest = result_parts(k, s, assessment, s.part) if s.interrupted else ()
    if rest:
        return s.but(interrupted=False), (*rest, *ask(k, s))
    if not s.left:
        return put_again(k, s, say(k, s, "nothing_more"))
    after = s.but(left=s.left - 1)
    return after, (*_told_more(k, s, assessment, len(assessment.more) - s.left), *ask(k, after))


def _told_more(knowledge: Knowledge, state: State, assessment: Assessment, turn: int) -> tuple[Say, ...]:
    """A turn of what was left out of the result; beside an emergency, the call comes last here, too."""
    said = [(part.name, part.more) for parts in assessment.more[turn : turn + 1] for part in parts]
    again = [(part.name, part.short) for part in assessment.parts if part.name == "again"]
    return tuple(speak(knowledge, state, f"more_{name}", " ".join(texts)) for name, texts in (*said, *again))


def affirmed(moment: Moment) -> Step:
    """Yes, after the result: more, where there is more; it is never taken for "that is all"."""
    s = moment.state
    return more(moment) if s.left or s.interrupted else _NOTHING_SETTLED(moment)


def go_on(moment: Moment) -> Step:
    """On with the result, as long as there is more of it; otherwise the question again."""
    s = moment.state
    return more(moment) if s.left or s.interrupted else put_again(moment.knowledge, s)


def enough(moment: Moment) -> Step:
    """Enough of the result."""
    return part(moment.knowledge, moment.state)
