"""What an utterance means, given what was asked: text to words, words to matches, mentions and answers, and those to a reading.

`PASSES` is the way, in order: each takes what is known of the utterance and gives back what is known then, and the first that
makes it certain what it is ends it. `understand --explain` prints what each of them changed.

A reading is sure when every word is explained, unsure when words are left over, `[unk]` stands in it or polarities meet, and
rejected when nothing in it is an answer, a command or a question. In doubt a symptom is present and unsure, never absent and
sure. Any text gives a reading; nothing raises.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from voice.skill.grammar.compiled import Grammar
from voice.skill.reading import Reading
from voice.skill.understanding.addressed import addressed, nothing_said
from voice.skill.understanding.anchors import anchored
from voice.skill.understanding.attachment import attached
from voice.skill.understanding.commands import matched, ordered
from voice.skill.understanding.composition import composed
from voice.skill.understanding.ellipsis import by_order, only_those, quantified, the_other, the_rest
from voice.skill.understanding.experiencer import whose
from voice.skill.understanding.helpings import counted_once
from voice.skill.understanding.maybe_said import with_maybe_said
from voice.skill.understanding.parse import Parse, Question
from voice.skill.understanding.questioned import questioned, wondering
from voice.skill.understanding.relevance import affirmed, beside_a_command, in_itself, of_the_twitch, to_the_point
from voice.skill.understanding.replies import agreeing, asking_back, confirmed, decided, earlier, in_turn, placed
from voice.skill.understanding.scope import scoped
from voice.skill.understanding.since import of_symptoms
from voice.skill.understanding.slot_filling import filled
from voice.skill.understanding.spans import spans_of
from voice.skill.understanding.stopping import without_stopped
from voice.skill.understanding.stray import without_stray_replies
from voice.skill.understanding.sudden import with_sudden_loss
from voice.skill.understanding.taking import of_medicines
from voice.skill.understanding.together import weighed
from voice.skill.understanding.turns import (
    changing,
    refused,
    with_a_story,
    without_sweeping,
    without_the_supposed,
    without_the_unknown,
)

Pass = Callable[[Parse, Question], Parse]
MOST_FILLERS = 8
"""So many fillers are doubted one by one; more are no answer to a question."""
_DONE = frozenset({"nothing_else", "no", "deny", "filler"})
"""Beside words that say that it is all."""


def understand(
    grammar: Grammar,
    text: str,
    asked: Sequence[str],
    *,
    confirming: Mapping[str, Any] | None = None,
    now: datetime | None = None,
) -> Reading:
    """The reading of `text` as an answer to a question for `asked` (slots or symptom ids).

    `confirming` set: a bare yes or no is a reply and fills nothing. `now` is what "yesterday" is counted from.
    """
    question = Question(grammar.asking(tuple(asked)), tuple(asked), confirming, now)
    return with_maybe_said(grammar.sign_model, _understood(text, question), confirming=confirming is not None)


def _understood(text: str, question: Question) -> Reading:
    """The reading by grammar alone."""
    parse = parsed(text, question)
    reading = _reading(text, parse, question)
    denied = {slot for slot, value in reading.answers.items() if value is False}
    if reading.certainty != "sure" or not denied:
        return reading
    # "Not as weak, mate, as it was": what stands in the way of a phrase must not turn its meaning round.
    others = [parsed(words, question).answers for words in _without_fillers(parse)]
    present = {slot: True for answers in others for slot in denied if answers.get(slot) is True}
    return replace(reading, answers={**reading.answers, **present}, certainty="unsure") if present else reading


def parsed(text: str, question: Question) -> Parse:
    """An utterance with all that the passes make of it."""
    *_, (_, parse) = passing(text, question)
    return parse


def passing(text: str, question: Question) -> Iterator[tuple[str, Parse]]:
    """What is known of an utterance after each pass, with the name of the pass; the words by themselves come first."""
    parse = Parse(question.grammar.language.tokens.utterance(text, question.grammar.same))
    yield "words", parse
    for step in PASSES:
        parse = step(parse, question)
        yield step.__name__, parse
        if parse.certainty is not None:
            return


def _reading(text: str, parse: Parse, question: Question) -> Reading:
    return Reading(
        question.asked,
        text,
        dict(parse.answers),
        parse.reply,
        parse.command,
        parse.faq,
        parse.certainty or "rejected",
        parse.clarify,
        spans_of(parse.matches, parse.said),
    )


def _without_fillers(parse: Parse) -> list[str]:
    """The words without each of their fillers."""
    fillers = [match for match in parse.matches if match.kind == "filler"]
    return [" ".join((*parse.words[: f.start], *parse.words[f.end :])) for f in fillers[:MOST_FILLERS]]


def _back_to_what_was_asked(parse: Parse, question: Question) -> Parse:
    """Who only wonders whether he has what was asked for is asked again."""
    wondered = bool(parse.wondered.gone or parse.wondered.general)
    return parse.but(clarify=parse.clarify or (wondered and not parse.answers and not parse.reply))


def _weighed_up(parse: Parse, question: Question) -> Parse:
    """Ended: sure where every word is explained, unsure where any is left over or doubtful, rejected where nothing is said."""
    if not any((parse.answers, parse.clarify, parse.reply, parse.command, parse.faq)):
        return parse.but(command="stop", certainty="unsure") if _is_done(parse) else nothing_said(parse, question)
    if not any((parse.left, parse.doubtful, parse.said.cut, parse.unheard)):
        return parse.but(certainty="sure", clarify=parse.clarify and not (parse.command or parse.faq))
    known = affirmed(parse.answers, question)
    lost = bool(parse.answers) and not known and not parse.reply
    clarify = (parse.clarify or lost) and not (parse.command or parse.faq)
    return parse.but(answers=known, clarify=clarify, certainty="unsure")


def _is_done(parse: Parse) -> bool:
    """Whether somebody answers nothing and may be done: "that's all"."""
    return not parse.left and "nothing_else" in parse.kinds and parse.kinds <= _DONE


PASSES: tuple[Pass, ...] = (
    # Words to matches: which phrases of the grammar stand in them.
    matched,
    ordered,
    # Matches to mentions: slots with values, how far each "no" reaches, what belongs to what.
    scoped,
    counted_once,
    weighed,
    without_stopped,
    of_symptoms,
    of_medicines,
    attached,
    anchored,
    with_sudden_loss,
    composed,
    whose,
    # What is asked and not told, and what settles nothing.
    questioned,
    without_stray_replies,
    wondering,
    without_sweeping,
    without_the_unknown,
    addressed,
    # Mentions to answers, then the short answers that lean on what was asked.
    agreeing,
    filled,
    quantified,
    by_order,
    the_rest,
    the_other,
    only_those,
    in_turn,
    decided,
    earlier,
    confirmed,
    placed,
    asking_back,
    # What turns the answers round, and what of them belongs here.
    in_itself,
    without_the_supposed,
    with_a_story,
    refused,
    changing,
    _back_to_what_was_asked,
    beside_a_command,
    of_the_twitch,
    to_the_point,
    _weighed_up,
)
