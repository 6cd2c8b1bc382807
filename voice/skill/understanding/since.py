"""Since when a symptom has been there, where that is not the twitch's own time, and dark pee of long ago.

A time belongs to the symptom of its clause: "weak for three weeks, but it only twitches since Monday". Where the clause names
the twitch too, or the time is what was asked for and no other time is said, it is the twitch's. Pee that was dark more than a
week ago is `past_dark_urine`.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from voice.skill.grammar.compiled import Grammar
from voice.skill.grammar.cues import Times, Words
from voice.skill.knowledge.facts import Over
from voice.skill.reading import days_key
from voice.skill.understanding.parse import Match, Mention, Parse, Question

_LONG_AGO = "long_ago"
_TURNS = frozenset({"contrast", "break"})
_SUBJECTS = frozenset({"owner", "subject", "complaint", "determiner", "short_yes"})
_SPELL = 1
"""Up to so many days "for" says how long something went on."""


@dataclass(frozen=True, slots=True)
class _Said:
    """An utterance: its words, pieces and mentions, for each piece the clause that it stands in, and words for a twitch."""

    words: Sequence[str]
    found: Sequence[Match]
    mentions: Sequence[Mention]
    clauses: Sequence[int]
    twitches: frozenset[str]
    grammar: Grammar

    @property
    def cues(self) -> Times:
        """The words for times."""
        return self.grammar.cues.times

    @property
    def duration(self) -> str:
        """The slot that says how long it has twitched."""
        return self.grammar.about.role.duration

    @property
    def when_over(self) -> Mapping[str, Over]:
        """What signs are called that are over."""
        return self.grammar.about.when_over

    def was_long_ago(self, time: Mention, sign: Mention) -> bool:
        """Whether a time is so long ago that a sign that is over has another name."""
        return isinstance(time.value, float | int) and time.value > self.when_over[sign.slot].days

    def of(self, at: int) -> Sequence[str]:
        """The words of a piece."""
        return self.words[self.found[at].start : self.found[at].end]

    def names_twitch(self, at: int) -> bool:
        """Whether a piece is a complaint, or a time that one is said with ("twitching for two weeks")."""
        return self.found[at].meanings[0].kind == "complaint" or not self.twitches.isdisjoint(self.of(at))

    def beside(self, mention: Mention, mentions: Sequence[Mention]) -> list[Mention]:
        """Those of `mentions` that stand in the clause of `mention`."""
        return [c for c in mentions if self.clauses[c.at] == self.clauses[mention.at]]


def of_symptoms(parse: Parse, question: Question) -> Parse:
    """With each time under the symptom that it belongs to, and dark pee of long ago under its own name."""
    times = [c for c in parse.mentions if c.slot in (question.grammar.about.role.duration, _LONG_AGO)]
    if not times:
        return parse
    said = _said(parse, question.grammar, times)
    present = _present(parse, question.grammar)
    placed = [_placed(said, time, said.beside(time, present), question.asked) for time in times]
    placed += _of_habits(said, times, question.asked)
    gone = [mention for one in placed for mention in one.gone]
    added = [mention for one in placed for mention in one.added]
    kept = [c for c in parse.mentions if c not in gone]
    return parse.but(mentions=_slowed(said, (*kept, *added)))


def _said(parse: Parse, grammar: Grammar, times: Sequence[Mention]) -> _Said:
    """An utterance in which these times are told, by its clauses."""
    clauses = _clauses(parse.words, parse.matches, [time.at for time in times], grammar.cues.times.now)
    return _Said(parse.words, parse.matches, parse.mentions, clauses, _words_for_twitch(grammar, parse.words), grammar)


def _present(parse: Parse, grammar: Grammar) -> list[Mention]:
    """The symptoms that are there, but for those that are the twitch itself."""
    return [c for c in parse.mentions if c.slot in grammar.symptoms - grammar.about.twitch and c.value is True]


@dataclass(frozen=True, slots=True)
class _Placed:
    """What a time that is given to what it belongs to adds to the mentions, and which of them it stands for."""

    added: tuple[Mention, ...] = ()
    gone: tuple[Mention, ...] = ()


def _placed(said: _Said, time: Mention, here: Sequence[Mention], asked: Sequence[str]) -> _Placed:
    """A time under the symptoms beside it, where it is theirs; these under the names that they have when they are over."""
    if over := _over_then(said, time, here):
        ended = [c for c in said.mentions if c.slot in said.when_over and said.found[c.at].kind == "gone"]
        past = (Mention(said.when_over[c.slot].to, True, c.at, c.doubtful) for c in over)
        return _Placed((*past, *(Mention(c.slot, False, c.at, denied=True) for c in ended)), (time, *over, *ended))
    if time.slot != said.duration or not _is_theirs(said, time, here, asked):
        return _Placed()
    since = () if _is_a_length(said, time) else tuple(Mention(days_key(c.slot), _days(time), time.at) for c in here)
    return _Placed(since, (time,))


def _of_habits(said: _Said, times: Sequence[Mention], asked: Sequence[str]) -> list[_Placed]:
    """The times that are of what is drunk, in an answer to an open question."""
    return [] if asked else [_Placed(gone=(time,)) for time in times if _is_of_a_habit(said, time)]


def _is_of_a_habit(said: _Said, time: Mention) -> bool:
    """ "I drank a lot of beer last night": whether a time stands behind what is drunk, in a clause that names no twitch."""
    habits = [c for c in said.mentions if c.slot in said.grammar.about.habit and c.at < time.at]
    return bool(said.beside(time, habits)) and said.clauses[time.at] not in _clauses_of_twitch(said)


def _slowed(said: _Said, mentions: tuple[Mention, ...]) -> tuple[Mention, ...]:
    """With signs of a moment that have lasted for long as what they are then."""
    slowly = tuple(_slowly(said, mention, mentions) for mention in mentions)
    days = {days_key(was.slot): days_key(now.slot) for was, now in zip(mentions, slowly, strict=True) if was.slot != now.slot}
    return tuple(replace(mention, slot=days[mention.slot]) if mention.slot in days else mention for mention in slowly)


def _slowly(said: _Said, sign: Mention, placed: Sequence[Mention]) -> Mention:
    """A sign of a moment as the one that it is where it is of speech alone and has lasted for long."""
    days = next((c.value for c in placed if c.slot == days_key(sign.slot)), None)
    row = said.grammar.lasting.get(sign.slot)
    if row is None or not isinstance(days, float | int) or days <= row.days:
        return sign
    if row.say.isdisjoint(said.words) or not row.unless.isdisjoint(said.words):
        return sign
    return replace(sign, slot=row.means, doubtful=True)


def _over_then(said: _Said, time: Mention, here: Sequence[Mention]) -> list[Mention]:
    """Those of the symptoms beside a time that were there then, and are over."""
    if _is_a_length(said, time):
        return []
    over = [c for c in here if c.slot in said.when_over and not _is_so_now(said, time, c)]
    return [c for c in over if _is_over(said, time, c) or _is_clear_now(said, time, c)]


def _is_so_now(said: _Said, time: Mention, sign: Mention) -> bool:
    """Whether a sign is said once more behind a time, and to be so now: "brown a month ago, and it is brown again"."""
    behind = said.found[sign.at].end
    before = any(c.slot == sign.slot and c.at < time.at for c in said.mentions)
    return sign.at > time.at and before and not said.cues.present.isdisjoint(said.words[behind - 1 : behind + 1])


def _is_clear_now(said: _Said, time: Mention, sign: Mention) -> bool:
    """Whether it was so long ago, and is said not to be so now: "a month ago, and clear ever since"."""
    denied = any(c.slot in said.when_over and c.value is False for c in said.mentions)
    return denied and said.was_long_ago(time, sign) and not _is_back(said, time)


def _words_for_twitch(grammar: Grammar, words: Sequence[str]) -> frozenset[str]:
    """Those of the words that are a complaint by themselves."""
    nodes = {word: grammar.automaton.root.step(word) for word in words}
    return frozenset(w for w, node in nodes.items() if node is not None and any(m.kind == "complaint" for m in node.meanings))


def _clauses(words: Sequence[str], found: Sequence[Match], times: Sequence[int], now: Words) -> list[int]:
    """For each match the clause that it stands in: a "but" begins one, and an "and" behind which something new is said."""
    clause, start = 0, 0
    clauses = []
    for at, match in enumerate(found):
        kind = match.meanings[0].kind
        if kind in _TURNS or (kind == "and" and (_says_more(words, found, at, now) or _parts_times(times, start, at))):
            clause, start = clause + 1, at
        clauses.append(clause)
    return clauses


def _says_more(words: Sequence[str], found: Sequence[Match], at: int, now: Words) -> bool:
    """Whether a subject or a "now" stands behind an "and"."""
    after = found[at + 1].meanings[0].kind if at + 1 < len(found) else ""
    return after in _SUBJECTS or not now.isdisjoint(words[found[at].end : found[at].end + 1])


def _parts_times(times: Sequence[int], start: int, at: int) -> bool:
    """Whether times stand on both sides of an "and"."""
    return any(start <= time < at for time in times) and any(time > at for time in times)


def _is_theirs(said: _Said, time: Mention, here: Sequence[Mention], asked: Sequence[str]) -> bool:
    """Whether a time is that of the symptoms in its clause, and not the twitch's."""
    clause = said.clauses[time.at]
    twitch = _clauses_of_twitch(said)
    if not here or clause in twitch:
        return False
    elsewhere = any(c.slot == said.duration and said.clauses[c.at] != clause for c in said.mentions)
    if asked:
        return elsewhere or said.duration not in asked
    return elsewhere or bool(twitch) or any(c.slot not in said.grammar.about.felt_as_twitch for c in here)


def _clauses_of_twitch(said: _Said) -> set[int]:
    """The clauses that name the twitch."""
    named = {clause for at, clause in enumerate(said.clauses) if said.names_twitch(at)}
    return named | {said.clauses[c.at] for c in said.mentions if c.slot in said.grammar.symptoms & said.grammar.about.twitch}


def _is_a_length(said: _Said, time: Mention) -> bool:
    """Whether a time says how long it went on ("for ten minutes", "for a day"), and not since when."""
    return isinstance(time.value, float | int) and time.value <= _SPELL and said.of(time.at)[0] in said.cues.length


def _is_over(said: _Said, time: Mention, sign: Mention) -> bool:
    """Whether a sign that was there then is over, and for long."""
    if _is_back(said, time):
        return False
    if time.slot == _LONG_AGO:
        return True
    return said.was_long_ago(time, sign) and _tells_of_the_past(said, time)


def _tells_of_the_past(said: _Said, time: Mention) -> bool:
    """Whether the clause of a time speaks of what was, and not of what lasts since then."""
    within = [at for at, clause in enumerate(said.clauses) if clause == said.clauses[time.at]]
    clause = {word for at in within for word in said.of(at)}
    cues = said.cues
    lasts = not cues.lasting.isdisjoint(clause) and not _is_said_to_be_gone(said, within)
    return not (cues.over.isdisjoint(clause) or lasts) and cues.since.isdisjoint(said.of(time.at))


def _is_said_to_be_gone(said: _Said, within: Sequence[int]) -> bool:
    """Whether one of these pieces says "it cleared up", and no other sign stands nearer before it."""
    for at in within:
        before = [c for c in said.mentions if c.at < at and c.value is True and c.slot != said.duration]
        if said.found[at].meanings[0].kind == "gone" and before and max(before, key=lambda c: c.at).slot in said.when_over:
            return True
    return False


def _is_back(said: _Said, time: Mention) -> bool:
    """Whether what was then came back: "it cleared up, but now it's back"; not "it has not come back", nor "my back hurts"."""
    behind = said.words[said.found[time.at].end :]
    denied = not said.grammar.cues.denials.of_a_return.isdisjoint(behind)
    return not denied and any(pair in said.cues.returning for pair in pairwise(behind))


def _days(time: Mention) -> float:
    return round(float(time.value), 4) if isinstance(time.value, float | int) else 0.0
