"""Since when a symptom has been there, where that is not the twitch's own time, and dark pee of long ago.

A time belongs to the symptom of its clause: "weak for three weeks, but it only twitches since Monday". Where the clause names
the twitch too, or the time is what was asked for and no other time is said, it is the twitch's. Pee that was dark more than a
week ago is `past_dark_urine`.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from voice.skill.reading import days_key
from voice.skill.understanding.claims import Claim
from voice.skill.understanding.islands import Island

_TIME, _LONG_AGO = "duration_days", "long_ago"
_TURNS = frozenset({"contrast", "break"})
_SUBJECTS = frozenset({"owner", "subject", "complaint", "determiner", "short_yes"})
_OF_THE_TWITCH = frozenset({"widespread_twitching", "tongue_twitching", "twitching_outside_exercise"})
_FELT_AS_TWITCH = frozenset({"pain", "cramp", "local_numbness_tingling", "tremor"})
"""What a caller who names no twitch may call it by."""
_PAST: Mapping[str, str] = {"dark_urine": "past_dark_urine"}
"""Symptoms that are another one when they are over for more than a week."""
_WEEK = 7
_SPELL = 1
"""Up to so many days "for" says how long something went on."""
_OVER = frozenset("was were went had did looked turned came once time".split())
_LASTING = frozenset({"still", "been", "keeps"})
_SINCE = frozenset({"since", "for"})


@dataclass(frozen=True, slots=True)
class _Said:
    """An utterance: its words, pieces and claims, and for each piece the clause that it stands in."""

    words: Sequence[str]
    found: Sequence[Island]
    claims: Sequence[Claim]
    clauses: Sequence[int]

    def of(self, at: int) -> Sequence[str]:
        """The words of a piece."""
        return self.words[self.found[at].start : self.found[at].end]

    def beside(self, claim: Claim, claims: Sequence[Claim]) -> list[Claim]:
        """Those of `claims` that stand in the clause of `claim`."""
        return [c for c in claims if self.clauses[c.at] == self.clauses[claim.at]]


def of_symptoms(
    symptoms: frozenset[str], words: Sequence[str], found: Sequence[Island], claims: Sequence[Claim], asked: Sequence[str]
) -> list[Claim]:
    """The claims with each time under the symptom that it belongs to, and dark pee of long ago under its own name."""
    times = [c for c in claims if c.slot in (_TIME, _LONG_AGO)]
    if not times:
        return list(claims)
    said = _Said(words, found, claims, _clauses(words, found))
    present = [c for c in claims if c.slot in symptoms - _OF_THE_TWITCH and c.value is True]
    placed: list[Claim] = []
    gone: list[Claim] = []
    for time in times:
        here = said.beside(time, present)
        length = _is_a_length(said, time)
        over = [c for c in here if c.slot in _PAST] if not length and _is_over(said, time) else []
        if over:
            placed += [Claim(_PAST[c.slot], True, c.at, c.doubtful) for c in over]
            gone += [time, *over]
        elif time.slot == _TIME and _is_theirs(said, time, here, asked):
            placed += [Claim(days_key(c.slot), _days(time), time.at) for c in here if not length]
            gone.append(time)
    return [*(c for c in claims if c not in gone), *placed]


def _clauses(words: Sequence[str], found: Sequence[Island]) -> list[int]:
    """For each island the clause that it stands in: a "but" begins one, and an "and" with a subject or a "now" behind it."""
    clause, clauses = 0, []
    for at, island in enumerate(found):
        kind = island.meanings[0].kind
        after = found[at + 1].meanings[0].kind if at + 1 < len(found) else ""
        clause += kind in _TURNS or (kind == "and" and (after in _SUBJECTS or words[island.end : island.end + 1] == ("now",)))
        clauses.append(clause)
    return clauses


def _is_theirs(said: _Said, time: Claim, here: Sequence[Claim], asked: Sequence[str]) -> bool:
    """Whether a time is that of the symptoms in its clause, and not the twitch's."""
    twitch = {said.clauses[at] for at, island in enumerate(said.found) if island.meanings[0].kind == "complaint"}
    twitch |= {said.clauses[c.at] for c in said.claims if c.slot in _OF_THE_TWITCH}
    if not here or said.clauses[time.at] in twitch:
        return False
    elsewhere = [c for c in said.claims if c.slot == _TIME and said.clauses[c.at] != said.clauses[time.at]]
    if asked:
        return bool(elsewhere) or _TIME not in asked
    return bool(elsewhere or twitch) or any(c.slot not in _FELT_AS_TWITCH for c in here)


def _is_a_length(said: _Said, time: Claim) -> bool:
    """Whether a time says how long it went on ("for ten minutes", "for a day"), and not since when."""
    return isinstance(time.value, float | int) and time.value <= _SPELL and said.of(time.at)[0] == "for"


def _is_over(said: _Said, time: Claim) -> bool:
    """Whether what was then is over, and for more than a week."""
    if time.slot == _LONG_AGO:
        return True
    within = [at for at, clause in enumerate(said.clauses) if clause == said.clauses[time.at]]
    clause = {word for at in within for word in said.of(at)}
    lasting = _LASTING & clause or _SINCE & set(said.of(time.at))
    return isinstance(time.value, float | int) and time.value > _WEEK and bool(_OVER & clause) and not lasting


def _days(time: Claim) -> float:
    return round(float(time.value), 4) if isinstance(time.value, float | int) else 0.0
