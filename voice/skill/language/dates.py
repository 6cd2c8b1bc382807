"""Points of time against a given now: "since tuesday", "half seven this morning", "the start of June", "Easter".

They are counted in days before now. Without a now, a weekday is no point.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime, timedelta

from voice.skill.language.durations import Found, TimeWords
from voice.skill.language.numbers import one_number_at, word_at

_DAYS = "monday tuesday wednesday thursday friday saturday sunday".split()
_MONTHS = "january february march april may june july august september october november december".split()
_BEFORE_LAST = ("before", "last")
_DAYS_AGO = ((("yesterday",), 1), (("day", "before", "yesterday"), 2), (("the", "day", "before", "yesterday"), 2))
"""Days that have a name, and how many days ago they were."""
_ABOUT_NOON = 10
_NAMED_PARTS: Mapping[tuple[str, ...], tuple[int, str]] = {
    ("last", "night"): (1, "night"),
    ("tonight",): (0, "evening"),
}
_TODAY = (("today",), ("earlier", "today"))


def point_at(words: Sequence[str], at: int, time: TimeWords, now: datetime | None) -> Found | None:
    """The longest point of time that begins at a position, as (end, days before now)."""
    near = _named_day_at(words, at, time, now) or _part_of_day_at(words, at, time, now) or _named_part_at(words, at, time, now)
    if near or now is None:
        return near
    dated = _clock(words, at, time, now) or _edge_at(words, at, now) or _week_at(words, at, now) or _date_at(words, at, now)
    return dated or _calendar(words, at, time, now)


def _named_day_at(words: Sequence[str], at: int, time: TimeWords, now: datetime | None) -> Found | None:
    """ "Yesterday", "the day before yesterday", with the part of the day that follows."""
    for name, days in _DAYS_AGO:
        if tuple(words[at : at + len(name)]) == name:
            return _at_part(words, at + len(name), days, time, now)
    return None


def _part_of_day_at(words: Sequence[str], at: int, time: TimeWords, now: datetime | None) -> Found | None:
    """ "This morning", "earlier this afternoon", "morning today", "evening yesterday"."""
    first, second, third = (word_at(words, at + n) for n in range(3))
    if first in ("this", "earlier") and second in time.parts:
        return at + 2, _back(0, time.parts[second], now)
    if (first, second) == ("earlier", "this") and third in ("morning", "afternoon"):
        return at + 3, _back(0, time.parts[third], now)
    if first in time.parts and second in ("today", "yesterday"):
        return at + 2, _back(int(second == "yesterday"), time.parts[first], now)
    return None


def _named_part_at(words: Sequence[str], at: int, time: TimeWords, now: datetime | None) -> Found | None:
    """ "Last night", "tonight", "today"."""
    for name, (days, part) in _NAMED_PARTS.items():
        if tuple(words[at : at + len(name)]) == name:
            return at + len(name), _back(days, time.parts[part], now)
    name = next((name for name in _TODAY if tuple(words[at : at + len(name)]) == name), ())
    return (at + len(name), _back(0, _ABOUT_NOON, now)) if name else None


_MEALS = frozenset("breakfast lunch lunchtime midday noon teatime dinner midnight dawn bedtime".split())
_HALVES = {"am": 0, "morning": 0, "pm": 12, "afternoon": 12, "evening": 12, "night": 12, "tonight": 12}


_HALF_DAY = 12


def _clock(words: Sequence[str], at: int, time: TimeWords, now: datetime) -> Found | None:
    """ "Three o'clock", "half seven", "six this morning", "lunchtime": the last time that it was so late."""
    if words[at] in _MEALS:
        hour = 0.0 if words[at] == "midnight" else time.parts[words[at]]
        return at + 1, _back(int(hour > now.hour), hour, now)
    half = words[at] == "half"
    number = one_number_at(words, at + half)
    if number is None or not 1 <= number[1] <= _HALF_DAY:
        return None
    hour = number[1] % _HALF_DAY + (0.5 if half else 0)
    of_clock = word_at(words, number[0]) in ("o'clock", "oclock")
    end = number[0] + of_clock
    in_half = _in_half_of_day(words, end, hour, now)
    if in_half or not (half or of_clock):
        return in_half
    return None if half and word_at(words, end) in time.units else (end, _since_hour(hour, now))


def _in_half_of_day(words: Sequence[str], end: int, hour: float, now: datetime) -> Found | None:
    """An hour with the half of the day that is said behind it: "three in the afternoon", "six yesterday evening", "ten pm"."""
    after = end + (word_at(words, end) in ("this", "in", "yesterday"))
    after += word_at(words, after) == "the"
    if word_at(words, after) not in _HALVES:
        return None
    return after + 1, _back(int("yesterday" in words[end:after]), hour + _HALVES[words[after]], now)


def _since_hour(hour: float, now: datetime) -> float:
    """Days since the clock last showed an hour, be it of the morning or of the afternoon."""
    clock = now.hour + now.minute / 60
    return _back(0, max((h for h in (hour, hour + _HALF_DAY) if h <= clock), default=hour - _HALF_DAY), now)


_ORDINALS = (
    "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth fourteenth fifteenth "
    "sixteenth seventeenth eighteenth nineteenth twentieth"
).split()
_LATE = {"first": 21, "second": 22, "third": 23, "fourth": 24, "fifth": 25, "sixth": 26, "seventh": 27, "eighth": 28}


def _ordinal(words: Sequence[str], at: int) -> tuple[int, int] | None:
    """A day of the month; the last days count as the 28th."""
    if at >= len(words):
        return None
    if words[at] in ("twenty", "thirty") and at + 1 < len(words) and words[at + 1] in _ORDINALS:
        return at + 2, _LATE.get(words[at + 1], 28) if words[at] == "twenty" else 28
    return (at + 1, _ORDINALS.index(words[at]) + 1) if words[at] in _ORDINALS else None


def _date_at(words: Sequence[str], at: int, now: datetime) -> Found | None:
    """ "The first of June", "June the first"."""
    start = at + 1 if words[at] in ("the", "on") else at
    if start < len(words) and words[start] in _MONTHS:
        day = _ordinal(words, start + 2 if words[start + 1 : start + 2] == ("the",) else start + 1)
        return (day[0], _date(now, _MONTHS.index(words[start]) + 1, day[1])) if day else None
    day = _ordinal(words, start)
    if day and day[0] + 1 < len(words) and words[day[0]] == "of" and words[day[0] + 1] in _MONTHS:
        return day[0] + 2, _date(now, _MONTHS.index(words[day[0] + 1]) + 1, day[1])
    return None


_EDGES = {"start": 3, "beginning": 3, "middle": 15, "end": 27}
_SUNDAY = 6
_WEEKS = {"first": 4, "second": 11, "third": 18, "fourth": 25, "last": 27}
"""The middle of each week of a month, as a day."""
_IN_WEEK = {"start": 0, "beginning": 0, "middle": 2, "end": 4}


def _week_at(words: Sequence[str], at: int, now: datetime) -> Found | None:
    """ "The last week of May"."""
    start = at + 1 if words[at] == "the" else at
    which, week, of, month = (*words[start : start + 4], "", "", "", "")[:4]
    if which not in _WEEKS or week != "week" or of not in ("of", "in") or month not in _MONTHS:
        return None
    return start + 4, _date(now, _MONTHS.index(month) + 1, _WEEKS[which])


def _edge_at(words: Sequence[str], at: int, now: datetime) -> Found | None:
    """ "The start of June", "the end of last month", "the beginning of the year"."""
    start = at + (words[at] == "the")
    edge, of, which, span = (word_at(words, start + n) for n in range(4))
    if edge not in _EDGES or of != "of":
        return None
    if which in _MONTHS:
        return start + 3, _date(now, _MONTHS.index(which) + 1, _EDGES[edge])
    known, days = _SPANS.get(span, ((), None))
    return (start + 4, days(edge, which, now)) if days and which in known else None


def _edge_of_weekend(edge: str, _which: str, now: datetime) -> float:
    return _back((now.weekday() - (_SUNDAY if edge == "end" else _SUNDAY - 1)) % 7 or 7, 12, now)


def _edge_of_week(edge: str, which: str, now: datetime) -> float:
    return _back(now.weekday() - _IN_WEEK[edge] + 7 * (which == "last"), 12, now)


def _edge_of_month(edge: str, which: str, now: datetime) -> float:
    return _date(now, now.month - (which == "last") or 12, _EDGES[edge])


def _edge_of_year(edge: str, _which: str, now: datetime) -> float:
    day = _EDGES[edge]
    return _date(now, {3: 1, 15: 7, 27: 12}[day], day)


_SPANS: Mapping[str, tuple[tuple[str, ...], Callable[[str, str, datetime], float]]] = {
    "weekend": (("the",), _edge_of_weekend),
    "week": (("last", "this", "the"), _edge_of_week),
    "month": (("last", "this", "the"), _edge_of_month),
    "year": (("this", "the"), _edge_of_year),
}
"""What has a start and an end, which of them can be meant, and how many days ago an edge of it was."""


def _calendar(words: Sequence[str], at: int, time: TimeWords, now: datetime) -> Found | None:
    """ "Last Tuesday", "the weekend before last", "in late May", "Easter"."""
    day = at + (words[at] in ("last", "this", "on"))
    named = _weekday_at(words, day, time, now, last=words[at] == "last") or _weekend_at(words, day, now)
    return named or _month_at(words, at, day, now) or _feast(words, day, time, now)


def _weekday_at(words: Sequence[str], at: int, time: TimeWords, now: datetime, *, last: bool) -> Found | None:
    """A day of the week; "last Monday" is not the one of a day or two ago."""
    if word_at(words, at) not in _DAYS:
        return None
    back = (now.weekday() - _DAYS.index(words[at])) % 7
    if back == 0 or (last and back <= 2):
        back += 7
    if tuple(words[at + 1 : at + 3]) == _BEFORE_LAST:
        return at + 3, _back(back + 7, 12, now)
    return _at_part(words, at + 1, back, time, now)


def _weekend_at(words: Sequence[str], at: int, now: datetime) -> Found | None:
    day = at + (word_at(words, at) == "the")
    if word_at(words, day) != "weekend":
        return None
    back = (now.weekday() - 5) % 7 or 7
    before = tuple(words[day + 1 : day + 3]) == _BEFORE_LAST
    return day + 1 + 2 * before, _back(back + 7 * before, 18, now)


_PARTS_OF_MONTH = {"early": 5, "late": 25, "mid": 15}


def _month_at(words: Sequence[str], at: int, day: int, now: datetime) -> Found | None:
    """A month, of which "may" is one only behind another word of time."""
    part = word_at(words, day)
    month = day + (part in _PARTS_OF_MONTH)
    name = word_at(words, month)
    if name not in _MONTHS or (name == "may" and month == at and words[at - 1 : at] not in (("since",), ("in",), ("from",))):
        return None
    return month + 1, _date(now, _MONTHS.index(name) + 1, _PARTS_OF_MONTH.get(part, 15))


def _feast(words: Sequence[str], at: int, time: TimeWords, now: datetime) -> Found | None:
    """The longest name of a feast that stands here."""
    names = (*time.feasts, *time.movable, *time.weekdays)
    said = max((name for name in names if words[at : at + len(split := name.split())] == tuple(split)), key=len, default="")
    if not said:
        return None
    end = at + len(said.split())
    if said in time.feasts:
        return end, _date(now, *time.feasts[said])
    days = ((now.date() - _moving(said, time, year)).days for year in (now.year, now.year - 1))
    return end, next(float(back) for back in days if back >= 0)


def _moving(feast: str, time: TimeWords, year: int) -> date:
    """The day of a feast that is on another day every year."""
    if feast in time.movable:
        return _easter(year) + timedelta(days=time.movable[feast])
    month, nth, weekday = time.weekdays[feast]
    first = date(year, month, 1)
    weeks = (first + timedelta(days=(weekday - first.weekday()) % 7, weeks=week) for week in range(5))
    return [day for day in weeks if day.month == month][nth - (nth > 0)]


def _easter(year: int) -> date:
    """Easter Sunday by the anonymous Gregorian computus (Nature, 20 April 1876)."""
    century, rest = divmod(year, 100)
    moons = (19 * (year % 19) + century - century // 4 - (century - (century + 8) // 25 + 1) // 3 + 15) % 30
    weekday = (32 + 2 * (century % 4) + 2 * (rest // 4) - moons - rest % 4) % 7
    shift = (year % 19 + 11 * moons + 22 * weekday) // 451
    month, day = divmod(moons + weekday - 7 * shift + 114, 31)
    return date(year, month, day + 1)


def _date(now: datetime, month: int, day: int) -> float:
    then = now.replace(month=month, day=day, hour=12, minute=0)
    if then > now:
        return 365 - (then - now) / timedelta(days=1)
    return (now - then) / timedelta(days=1)


def _at_part(words: Sequence[str], end: int, days: int, time: TimeWords, now: datetime | None) -> Found:
    """`days` ago, at the part of the day that follows, if one does."""
    after = end + 1 if end < len(words) and words[end] in ("in", "at", "'s") else end
    if after < len(words) and words[after] == "the":
        after += 1
    if after < len(words) and words[after] in time.parts:
        return after + 1, _back(days, time.parts[words[after]], now)
    return end, _back(days, 12, now)


def _back(days: int, hour: float, now: datetime | None) -> float:
    """Days from that hour, `days` calendar days ago, until now; never less than half an hour."""
    if now is None:
        return float(days) if days else 0.3
    return max(days + (now.hour + now.minute / 60 - hour) / 24, 1 / 48)
