"""What turns round, or takes away, what an answer seems to say: a condition, a story behind a no, a no to a confirmation.

1. What settles all that was asked for at once does not where much else was said.
2. A no with a story behind it that is not understood denies nothing: people begin with no, and then tell.
3. To "I heard a fever, is that right?" what begins with no is a no, also where the fever is named again.
4. Under a condition ("when I rest it doesn't hurt") nothing is absent.
"""

from collections.abc import Mapping

from voice.skill.reading import Value
from voice.skill.understanding.parse import Mention, Parse, Question

_STORY = 8
"""Words that mean nothing, from which on more was told than a no."""
_SWEEPING = {"unknown": 5, "all": 2, "both": 4}
"""Words that settle everything, and how many words beside them may mean nothing."""
_CHANGE = "change"


def without_sweeping(parse: Parse, question: Question) -> Parse:
    """Without what settles all that was asked for, where much else was said: "… did not know when I fell"."""
    swept = {name for name in parse.marks if parse.left > _SWEEPING.get(name, parse.left)}
    if not swept:
        return parse
    return parse.but(marks={"vague": 0, **{name: at for name, at in parse.marks.items() if name not in swept}})


def without_the_unknown(parse: Parse, question: Question) -> Parse:
    """Without what somebody says that he does not know."""
    if "unknown" not in parse.marks or "contrast" in parse.marks:
        return parse
    since = parse.marks["unknown"]
    supposed = parse.marks.get("maybe", len(parse.matches))  # "it could be numb, i don't know" is not to know

    def known(mention: Mention) -> bool:
        denied = mention.value is False and mention.at >= since
        return not denied and not (mention.value is True and mention.doubtful and mention.at > supposed)

    return parse.but(mentions=tuple(mention for mention in parse.mentions if known(mention)))


def without_the_supposed(parse: Parse, question: Question) -> Parse:
    """Without what is said to be absent under a condition, where a part of it is asked for: "when I sit it doesn't hurt"."""
    if not parse.says(question.grammar.cues.turns.supposing):
        return parse
    asked = question.asked
    part_of = question.grammar.about.part_of
    wider = {part_of[slot] for slot in asked if slot in part_of} - set(asked)
    return parse.but(answers={slot: value for slot, value in parse.answers.items() if value is not False or slot not in wider})


def with_a_story(parse: Parse, question: Question) -> Parse:
    """A no that is followed by "well" and the like, or by much that is not understood, denies nothing: it is asked back."""
    if question.confirming is not None or not parse.left or not _turns_from_no(parse, question):
        return parse
    answers = {slot: value for slot, value in parse.answers.items() if slot not in question.asked or value is not False}
    return parse.but(answers=answers, clarify=True)


def _turns_from_no(parse: Parse, question: Question) -> bool:
    flags = [parse.answers[slot] for slot in question.asked if slot in question.grammar.symptoms and slot in parse.answers]
    if not flags or any(flags) or not _opens_with_no(parse, question):
        return False
    return parse.left > _STORY or _turns(parse, question)


def _opens_with_no(parse: Parse, question: Question) -> bool:
    return not question.grammar.cues.denials.opening.isdisjoint(parse.words[:1])


def _turns(parse: Parse, question: Question) -> bool:
    """Whether a word behind the first begins a story."""
    return not question.grammar.cues.turns.turning.isdisjoint(parse.words[1:])


def refused(parse: Parse, question: Question) -> Parse:
    """A no to a confirmation, without what it names again; a sign that counts when it is past has to be asked again."""
    if question.confirming is None or not _refuses(parse, question):
        return parse
    grammar, heard = question.grammar, question.confirming
    there = _present(heard)
    same = there & grammar.symptoms & _present(parse.answers)
    return parse.but(
        answers={slot: value for slot, value in parse.answers.items() if slot not in same - grammar.counts_past},
        reply="no" if same or (heard and len(there) == len(heard)) else parse.reply,
        doubtful=parse.doubtful or bool(same & grammar.counts_past),
    )


def _present(answers: Mapping[str, Value]) -> set[str]:
    return {slot for slot, value in answers.items() if value is True}


def _refuses(parse: Parse, question: Question) -> bool:
    """Whether what begins with a no is one to what is to be confirmed: that is named again says no more than which it is."""
    begins = _opens_with_no(parse, question) and bool(parse.replies) and parse.replies[0].said == "no"
    turned = bool(parse.repairs) or "contrast" in parse.marks or _turns(parse, question)
    yes = any(parse.matches[at].kind == "yes" for at, said in parse.replies if said == "yes")
    return begins and not turned and not yes


def changing(parse: Parse, question: Question) -> Parse:
    """ "Change that" to a confirmation is a no; where nothing is confirmed a no that takes something back wishes to change it."""
    if question.confirming is not None and parse.command == _CHANGE:
        parse = parse.but(command=None, reply="no")
    if question.confirming is None or question.confirming or parse.reply != "no" or not _takes_back(parse, question):
        return parse
    return parse if parse.answers or parse.command else parse.but(command=_CHANGE, reply=None)


def _takes_back(parse: Parse, question: Question) -> bool:
    """Whether a no takes something back ("wait, no", "it doesn't") or only declines."""
    cues, words = question.grammar.cues, parse.words
    things = (at for at, word in enumerate(words) if word in cues.turns.things)
    denied = any(not cues.denials.negation.isdisjoint(words[at + 1 : at + 3]) for at in things)
    return bool(parse.repairs) or (denied and not parse.left)
