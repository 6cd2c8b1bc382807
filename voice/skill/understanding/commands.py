"""Commands and questions about the subject: which words give one, and which only look like it.

"Back" is a command by itself, and none in "my back on the right"; "can I stop" is one, "do I have to stop" is not. Words of a
command that is none are read as what else they may mean.
"""

from collections.abc import Sequence
from dataclasses import replace

from voice.skill.grammar.phrases import Meaning
from voice.skill.understanding.matching import Heard, aptness, cover, heard
from voice.skill.understanding.parse import Match, Parse, Question

_EMERGENCY = "emergency"
_KEEPS = "keeps"
_BEFORE_NOUNS = frozenset("determiner filler owner some any".split())
_GOES_ON = frozenset({"symptom", "complaint"})
_ANSWERED = frozenset("yes short_yes no deny fact normal gone nothing none".split())
_FINAL = frozenset({"stop", "start_over", "delete_data"})
"""Commands that end or erase, which nobody may give by accident."""
_SHORT_WAIT = 2
_ORDERS = frozenset({"command", "faq"})
_BESIDE_SHORT = 3
_YIELDS_TO_COMMANDS = frozenset({"repair", "number", "filler", "complaint", "some", "vague", "normal", "determiner"})
_LONG_COMMAND = 3
_WEIGHTY = frozenset({"decoy", "unknown", "neg", "nothing", "none"})
_BESIDE_COMMANDS = frozenset(
    (
        "command faq filler subject owner no yes deny repair and contrast complaint some short_yes any determiner maybe only neg "
        "normal past well break"
    ).split()
)


def matched(parse: Parse, question: Question) -> Parse:
    """With the phrases that explain its words, and without the commands that stand in them by accident."""
    words = parse.words
    said = heard(words, question)
    found, kept = _covered(said)
    for hidden in (_idle, _hidden_orders):
        if names := hidden(kept, said):
            said = said.lacking(names)
            found, kept = _covered(said)
    starts = {i.start for i in kept}
    dropped = {word for i in found if i.start not in starts for word in words[i.start : i.end]}
    return parse.but(
        matches=cover(said.lacking(_ORDERS)) if dropped & question.grammar.cues.denials.lost_with_a_command else kept
    )


def ordered(parse: Parse, question: Question) -> Parse:
    """With the last command that is given, and the last question; a call for help is before any other."""
    commands = [i.meanings[0].name for i in reversed(parse.matches) if i.kind == "command"]
    questions = (i.meanings[0].name for i in reversed(parse.matches) if i.kind == "faq")
    command = _EMERGENCY if _EMERGENCY in commands else next(iter(commands), None)
    return parse.but(command=command, faq=next(questions, None))


def _covered(said: Heard) -> tuple[tuple[Match, ...], tuple[Match, ...]]:
    """The best cover, with and without the commands that stand in it by accident."""
    found = _with_well_taken_back(cover(said), said)
    return found, _without_stray_commands(found, len(said.words), said.asked)


def _idle(found: Sequence[Match], said: Heard) -> frozenset[str]:
    """ "I can't stop" where nothing is behind it that goes on, so that it means something else."""
    for at, match in enumerate(found):
        if match.kind == _KEEPS and not _goes_on(_noun_behind(found, at)):
            return frozenset({_KEEPS})
    return frozenset()


def _noun_behind(found: Sequence[Match], at: int) -> Match | None:
    """What follows a match, small words before a noun left out."""
    end = found[at].end
    for following in found[at + 1 :]:
        if following.start != end or following.kind not in _BEFORE_NOUNS:
            break
        end = following.end
    return next((i for i in found[at + 1 :] if i.start == end), None)


def _goes_on(noun: Match | None) -> bool:
    """Whether it is something that can go on: a sign, or several in one phrase ("shaking and sweating")."""
    return noun is not None and (noun.kind in _GOES_ON or any(value is True for _, value in noun.meanings[0].facts))


def _without_stray_commands(found: tuple[Match, ...], size: int, asked: frozenset[str]) -> tuple[Match, ...]:
    """A command of a word or two counts only where nothing else is said: "back", and not "my back on the right"."""
    left = size - sum(i.end - i.start for i in found)
    alone = _meant_orders(found, left, size, asked)
    taken = (_as_meant(i, is_whole=left == 0 and size - (i.end - i.start) <= 1, is_order=i in alone) for i in found)
    kept = tuple(match for match in taken if match is not None)
    if any(i.kind == "command" for i in kept):  # "a bit" is how much slower, and no answer
        return tuple(_beside(i) for i in kept)
    return kept


def _meant_orders(found: tuple[Match, ...], left: int, size: int, asked: frozenset[str]) -> list[Match]:
    """The commands and questions that are meant as such."""
    rest = [i for i in found if not i.means(*_BESIDE_COMMANDS)]
    lengths = [i.end - i.start for i in found if i.kind == "filler"]
    meant = size - sum(length for length in lengths if length > _BESIDE_SHORT)
    return [i for i in found if i.kind in _ORDERS and _stands_alone(i, rest, left, meant, asked)]


def _as_meant(match: Match, *, is_whole: bool, is_order: bool) -> Match | None:
    """A match as the command that it is, or as what else it means; None where it means nothing else.

    `is_whole`: next to nothing is said besides.
    """
    orders: tuple[Meaning, ...] = tuple(m for m in match.meanings if m.kind in _ORDERS)
    if orders and is_whole and match.kind in _YIELDS_TO_COMMANDS:
        return replace(match, meanings=orders)
    if match.kind not in _ORDERS or is_order:
        return match
    others = tuple(m for m in match.meanings if m not in orders)
    return replace(match, meanings=others) if others else None


def _hidden_orders(kept: Sequence[Match], said: Heard) -> frozenset[str]:
    """Commands that are no orders here: "do I have to stop", and the "wait" of "wait, no"."""
    words = said.words
    whole = sum(i.end - i.start for i in kept) == len(words)
    commands = [i for i in kept if i.kind == "command"]
    return frozenset(i.meanings[0].name for i in commands if _is_undone(i, said) or _is_no_order(i, said, whole=whole))


def _is_undone(order: Match, said: Heard) -> bool:
    """Whether a denial stands beside it: "wait, no", "not stop", "no need for an ambulance"."""
    words, cues = said.words, said.cues
    name = order.meanings[0].name
    if (
        name == "pause"
        and order.end - order.start <= _SHORT_WAIT
        and not cues.orders.refusals.isdisjoint(words[order.end : order.end + 1])
    ):
        return True
    before = words[max(0, order.start - 1) : order.start]
    needless = (*before, words[order.start]) in cues.orders.needless
    return name in (*_FINAL, _EMERGENCY) and (not cues.denials.before_an_order.isdisjoint(before) or needless)


def _is_no_order(order: Match, said: Heard, *, whole: bool) -> bool:
    """Whether a command that ends or erases is only asked about or supposed."""
    final = order.meanings[0].name in _FINAL
    return final and said.questions.is_no_order(said.words, order.start, order.end, whole=whole)


def _beside(match: Match) -> Match:
    """The match as it is meant beside a command."""
    meant = tuple(m for m in match.meanings if m.kind in _BESIDE_COMMANDS)
    return replace(match, meanings=meant) if meant else match


def _with_well_taken_back(found: tuple[Match, ...], said: Heard) -> tuple[Match, ...]:
    """ "Well" between two answers takes the first back, and at the head of one is none itself: "yes, well, no", "well, no"."""
    kept = list(found)
    for at, match in enumerate(found[:-1]):
        taken = tuple(m for m in match.meanings if m.kind == "well")
        behind = at == 0 or found[at - 1].kind in _ANSWERED
        if (
            taken
            and said.words[match.start : match.end] in said.cues.orders.taking_back
            and behind
            and _answers_on(found[at + 1 :])
        ):
            kept[at] = replace(match, meanings=taken)
    return tuple(kept)


def _answers_on(rest: Sequence[Match]) -> bool:
    following = next((i for i in rest if i.kind not in ("filler", "subject", "topic", "owner")), None)
    return following is not None and following.kind in _ANSWERED | {"neg", "repair", "only"}


def _stands_alone(order: Match, rest: Sequence[Match], left: int, size: int, asked: frozenset[str]) -> bool:
    """Whether it is meant: alone, or long and most of what is said; a question may have facts beside it.

    `size` leaves out the words that say why it is asked: "louder, I've got my hearing aids out".
    """
    length = order.end - order.start
    if length < _LONG_COMMAND:
        return not rest and left == 0 and size - length <= _BESIDE_SHORT
    if left > length or any(i.kind in _WEIGHTY for i in rest):
        return False
    return order.kind == "faq" or not rest or (length * 2 > size and not any(aptness(i.meanings[0], asked) == 0 for i in rest))
