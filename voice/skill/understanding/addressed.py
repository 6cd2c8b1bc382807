"""Who words are meant for: an answer of the caller's, something said to others, or banter."""

from collections.abc import Sequence

from voice.skill.understanding.claims import Findings
from voice.skill.understanding.grammar import Grammar
from voice.skill.understanding.matching import OPENING, Match
from voice.skill.understanding.words import UNKNOWN, Utterance

_WEAK = frozenset({"no", "yes", "number", "neg", "deny", "normal", "maybe", "unknown", "all", "first", "second", "other_one"})
_EMPTY = frozenset("topic filler subject owner and any some join contrast determiner short_yes complaint well".split())
_SCANT = frozenset({"side", "pain_score", "age", "onset_speed", "caffeine_mg_approx"})
_BESIDE_REPLY, _LEFT_BESIDE_AGE = 3, 2


def left_over(said: Utterance, found: Sequence[Match]) -> int:
    """How many words no match explains."""
    return len(said.words) - sum(i.end - i.start for i in found if i.meanings[0].kind != "topic")


def of_the_caller(grammar: Grammar, found: Sequence[Match], kinds: set[str], asked: tuple[str, ...], said: Utterance) -> bool:
    """Whether words that are not understood are about the caller, so that a symptom may hide in them and is asked for again."""
    if (
        any(m.kind == "decoy" for i in found for m in i.meanings)
        or len(said.words) > _LONG
        or not any(a in grammar.symptoms or a in grammar.flags for a in asked or (OPENING,))
    ):
        return False
    own = bool(_OWN & set(said.words)) or (len(said.words) <= _SHORT and not _OTHERS & set(said.words))
    return bool(kinds & {"topic", "symptom"}) or UNKNOWN in said.words or own


_LONG = 15
_SHORT = 6
_OWN = frozenset({"i", "my", "me", "it", "he", "she", "his", "her", "myself", "mine"})


def tells_of_a_twitch(said: Utterance, found: Sequence[Match], findings: Findings) -> bool:
    """Whether somebody says of a part of his body that it twitches: "sorry to bother you, my calf keeps jumping"."""
    twitches = any(m.kind == "complaint" for i in found for m in i.meanings[:1])
    return twitches and bool(_ONES_OWN & set(said.words)) and any(c.slot == "location" for c in findings.mentions)


_ONES_OWN = frozenset({"i", "my", "me", "mine"})


def to_others(grammar: Grammar, said: Utterance, found: Sequence[Match], findings: Findings) -> bool:
    """Words said to somebody else: "you" or "we" among what is not understood, or a bare length of time among unknown words."""
    if any(c.slot in grammar.symptoms for c in findings.mentions) or tells_of_a_twitch(said, found, findings):
        return False
    known = {at for i in found for at in range(i.start, i.end)}
    unknown = [word for at, word in enumerate(said.words) if at not in known and word != UNKNOWN]
    if findings.replies:
        return bool(_OTHERS & set(unknown)) and len(unknown) > 1 and UNKNOWN not in said.words and not findings.mentions
    if _OTHERS & set(unknown):
        return True
    timed = bool(findings.mentions) and all(c.slot in _LENGTHS for c in findings.mentions)
    return timed and len(unknown) > ("it" in said.words) and not _OF_A_TIME & set(said.words)


_OTHERS = frozenset("you we us our".split())
_OF_A_TIME = frozenset("since ago started start starting began begun noticed notice first".split())
_LENGTHS = frozenset({"duration_days", "frequency", "episode_length"})


def answered(found: Sequence[Match], kinds: set[str], findings: Findings, asked: tuple[str, ...]) -> bool:
    """Whether what was asked for is said in so many words that it is the answer, whatever stands beside it.

    A medicine by its name; a score in full, "ten out of ten", or before anything else: "eight, and I have had four kids".
    """
    if "decoy" in kinds:
        return False
    if "medications" in asked and any(c.slot == "medications" and c.value for c in findings.mentions):
        return True
    scores = [i for i in found if any("pain_score" in dict(m.facts) for m in i.meanings)]
    if not scores or not {"pain_score", "pain_severity"} & set(asked) or sum(i.meanings[0].kind == "number" for i in found) > 2:
        return False
    return any(i.end - i.start > _DIGITS for i in scores) or (scores[0].start == 0 and {"and", "contrast"} & kinds != set())


_DIGITS = 2
"""Words that can be a bare number, which may count anything."""


def banter(grammar: Grammar, said: Utterance, found: Sequence[Match], kinds: set[str], findings: Findings) -> bool:
    """Whether this is nobody's answer: a decoy without a symptom, or a scrap of meaning among words left over."""
    left = left_over(said, found) - said.words.count(UNKNOWN)
    symptoms = any(c.slot in grammar.symptoms and c.value is True for c in findings.mentions)
    if tells_of_a_twitch(said, found, findings):
        return False
    if "decoy" in kinds:
        return not symptoms
    numbers = sum(1 for i in found if i.meanings[0].kind == "number")
    if numbers > 2:
        return not symptoms
    if symptoms or not left:
        return False
    content = sum(i.end - i.start for i in found if i.meanings[0].kind not in _EMPTY)
    strong = any(i.meanings[0].kind not in _WEAK | _EMPTY for i in found)
    slots = {c.slot for c in findings.mentions}
    if slots and slots <= _SCANT:
        return not kinds & {"and", "contrast"} and not (left <= _LEFT_BESIDE_AGE and slots == {"age"} and "i" in said.words)
    kinds_of_replies = {found[at].meanings[0].kind for at, _ in findings.replies}
    if kinds_of_replies == {"short_yes"} and not slots:
        return True
    plain = [at for at, r in findings.replies if found[at].meanings[0].kind in ("yes", "no")]
    if plain and not slots:
        return left > (_BESIDE_REPLY if plain[0] <= 1 or plain[-1] == len(found) - 1 else 1)
    return left > (max(content, 2) if strong else max(content, 1))
