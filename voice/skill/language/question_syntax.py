"""Questions by their shape: what a caller asks is no fact, and what he asks about doing is no order.

A question has a head: an auxiliary before its subject, at the beginning of a clause ("am I …", "when can I …"). What stands in
its clause is asked about; a clause of its own behind it ("should I worry, my leg is numb") is stated. "Can you", "can we" and a
bare "can I" are how orders are put politely.
"""

from collections.abc import Sequence

_THIRD = frozenset({"it", "this", "that", "he", "she", "my", "his", "her", "there"})
_MANY = frozenset({"they", "these", "those", "my", "his", "her", "there", "we", "you"})
_PERSONS = frozenset({"i", "we", "you", "they", "he", "she"})
_HEADS = {
    "am": frozenset({"i"}),
    **dict.fromkeys(("is", "does", "has"), _THIRD),
    "are": _MANY,
    "was": _THIRD - {"there"},
    "were": _MANY - {"there"},
    "do": _PERSONS | {"these", "those"},
    **dict.fromkeys(("did", "have", "had"), _PERSONS),
    **dict.fromkeys("can could may might will would should shall must".split(), _PERSONS | _THIRD | _MANY),
}
"""What can be the subject behind an auxiliary; "did it", "had that", "was there" and "do my" more often state than ask."""
LEADS_IN = frozenset(
    (
        "actually ah and because but doctor er erm god hello hey hi just know listen look me no nope now oh ok or please right "
        "sorry then think uh um wait well wonder wondering yeah yep yes"
    ).split()
)
_WH = frozenset("how long much many often soon point what when where which who why".split())
_OWN_CLAUSE = frozenset("i he she they my because when while whilst if with since cos as though".split())
_COPULAS = frozenset("is was are were be am".split())
_HEAD = 2
"""Words of a head."""
_POLITE = frozenset((a, s) for a in ("can", "could", "may", "shall", "should", "will", "would", "do") for s in ("you", "we")) - {
    ("do", "we")
}
_PERMITTED = frozenset((a, "i") for a in ("can", "could", "may"))
_CONDITIONS = frozenset({"if", "whether"})
_LEAVING = frozenset({"go", "leave", "run", "dash", "shoot"})
_AWAY = frozenset(
    (
        "and because bye cheers goodbye i it mate my no now ok please really right see someone soon sorry talk thank thanks the "
        "then there"
    ).split()
)
"""How a reason to leave begins, or nothing more than a farewell: not "to the doctor"."""
_TOLD_TO = frozenset("had her him it me said says them tried trying us".split())
"""Before "to stop": what somebody was told to do, or what a muscle is wished to do."""


def heads(words: Sequence[str], told: frozenset[int] = frozenset()) -> list[int]:
    """Where the questions in an utterance begin; `told`: where something told ends, which one can follow at once."""
    return [
        at
        for at in range(len(words) - _HEAD)
        if words[at + 1] in _HEADS.get(words[at], ())
        and (at == 0 or (at in told and words[at + 1] != "there") or _opens(words, at))
    ]


def _opens(words: Sequence[str], at: int) -> bool:
    """Whether a question can begin behind the word before: not behind "and so", nor "am I" behind another "I"."""
    if words[at - 1] == "so":
        return at == 1 and words[2] != "my"
    return words[at - 1] in LEADS_IN | _WH or (words[at] == "am" and words[at - 1] != "i")


def is_polar(words: Sequence[str], head: int) -> bool:
    """Whether yes or no would answer it: "why is my leg numb" takes for granted that it is."""
    return head == 0 or words[head - 1] not in _WH


def asked_about(words: Sequence[str], head: int, start: int) -> bool:
    """Whether what begins at `start` stands in the clause of the question that begins at `head`, which is no tag ("am I not")."""
    if tuple(words[head + _HEAD :]) == ("not",):
        return False
    between = list(words[head + _HEAD : start])
    if words[head] in _COPULAS or "be" in between:  # "is it my heart", "could it be my kidneys"
        between = between[:1] * (between[:1] != ["my"]) + between[1:]
    return not _OWN_CLAUSE & set(between)


def is_no_order(words: Sequence[str], start: int, end: int, *, whole: bool) -> bool:
    """Whether an order in `words[start:end]` is none that ends or erases anything: a question, a condition, an errand.

    `whole`: nothing else is said. "Can I stop" is meant, "can I give up coffee" is not; "I have to go to the doctor" says where.
    """
    if _is_errand(words, start, end) or _is_told_of(words, start):
        return True
    if _is_conditional(words, start):
        return words[max(0, start - 1)] not in ("then", "please")
    return any(_asks(words, at, whole) for at in heads(words) if at <= start)


def _is_errand(words: Sequence[str], start: int, end: int) -> bool:
    """Whether it is said that one has to go, and where."""
    leaving = words[end - 1] in _LEAVING and len(words) > end and words[end] not in _AWAY
    return leaving and not {"have", "got", "to"}.isdisjoint(words[start:end])


def _is_told_of(words: Sequence[str], start: int) -> bool:
    """Whether it is told what somebody was to do: "I tried to stop"."""
    return start > 1 and words[start - 1] == "to" and words[start - 2] in _TOLD_TO


def _is_conditional(words: Sequence[str], start: int) -> bool:
    """Whether an "if" with its subject stands before."""
    return any(words[at] in _CONDITIONS and words[at + 1] in _PERSONS | _THIRD for at in range(start))


def _asks(words: Sequence[str], head: int, whole: bool) -> bool:
    """Whether a question is more than a polite order."""
    form = (words[head], words[head + 1])
    if head and words[head - 1] in _WH:
        return form not in _POLITE  # "why don't you stop"
    return form not in _POLITE and not (form in _PERMITTED and whole)
