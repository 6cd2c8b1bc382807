"""Points of time against a given now: "since tuesday", "half seven this morning", "the start of June", "Easter".

They are counted in days before now. Without a now, a weekday is no point.
"""

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from voice.skill.understanding.numbers import one_number_at
from voice.skill.understanding.stretches import Found, TimeWords

_DAYS = "monday tuesday wednesday thursday friday saturday sunday".split()
_MONTHS = "january february march april may june july august september october november december".split()
_BEFORE_LAST = ("before", "last")


def point_at(words: Sequence[str], at: int, time: TimeWords, now: datetime | None) -> Found | None:
    """The longest point of time that begins at a position, as (end, days before now)."""
    word = words[at]
    rest = tuple(words[at : at + 4])
    if rest == ("day", "before", "yesterday") or rest[:3] == ("day", "before", "yesterday"):
        return _at_part(words, at + 3, 2, time, now)
    if rest == ("the", "day", "before", "yesterday"):
        return _at_part(words, at + 4, 2, time, now)
    if word == "yesterday":
        return _at_part(words, at + 1, 1, time, now)
    if rest[:2] in (("last", "night"), ("yesterday", "night")):
        return at + 2, _back(1, time.parts["night"], now)
    if word in ("this", "earlier") and len(rest) > 1 and rest[1] in time.parts:
        return at + 2, _back(0, time.parts[rest[1]], now)
    if word == "earlier" and rest[1:3] in (("this", "morning"), ("this", "afternoon")):
        return at + 3, _back(0, time.parts[rest[2]], now)
    if word == "tonight":
        return at + 1, _back(0, time.parts["evening"], now)
    if rest[:2] == ("earlier", "today"):
        return at + 2, _back(0, 10, now)
    if word == "today":
        return at + 1, _back(0, 10, now)
    if word in time.parts and rest[1:2] in (("today",), ("yesterday",)):
        return at + 2, _back(int(rest[1] == "yesterday"), time.parts[word], now)
    if now is None:
        return None
    dated = _clock(words, at, time, now) or _edge_at(words, at, now) or _week_at(words, at, now) or _date_at(words, at, now)
    return dated or _calendar(words, at, time, now)


_MEALS = frozenset("breakfast lunch lunchtime midday noon teatime dinner midnight dawn bedtime".split())
_HALVES = {"am": 0, "morning": 0, "pm": 12, "afternoon": 12, "evening": 12, "night": 12, "tonight": 12}


def _clock(words: Sequence[str], at: int, time: TimeWords, now: datetime) -> Found | None:
    """ "Three o'clock", "half seven", "six this morning", "lunchtime": the last time that it was so late."""
    if words[at] in _MEALS:
        hour = 0.0 if words[at] == "midnight" else time.parts[words[at]]
        return at + 1, _back(int(hour > now.hour), hour, now)
    half = words[at] == "half"
    start = at + 1 if half else at
    number = one_number_at(words, start) if start < len(words) else None
    if number is None or not 1 <= number[1] <= 12:
        return None
    end, hour = number[0], number[1] % 12 + (0.5 if half else 0)
    marked = half
    if end < len(words) and words[end] in ("o'clock", "oclock"):
        end, marked = end + 1, True
    after = end + 1 if end < len(words) and words[end] in ("this", "in", "yesterday") else end
    after = after + 1 if after < len(words) and words[after] == "the" else after
    if after < len(words) and words[after] in _HALVES:
        days = int("yesterday" in words[end:after])
        return after + 1, _back(days, hour + _HALVES[words[after]], now)
    if not marked or (half and end < len(words) and words[end] in time.units):
        return None
    clock = now.hour + now.minute / 60
    return end, _back(0, max((h for h in (hour, hour + 12) if h <= clock), default=hour - 12), now)


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
    start = at + 1 if words[at] == "the" else at
    if words[start : start + 1] == () or words[start] not in _EDGES or words[start + 1 : start + 2] != ("of",):
        return None
    day, name = _EDGES[words[start]], words[start + 2 : start + 4]
    if name == ("the", "weekend"):
        return start + 4, _back((now.weekday() - (_SUNDAY if words[start] == "end" else _SUNDAY - 1)) % 7 or 7, 12, now)
    if name[:1] and name[0] in _MONTHS:
        return start + 3, _date(now, _MONTHS.index(name[0]) + 1, day)
    if name in (("the", "year"), ("this", "year")):
        return start + 4, _date(now, {3: 1, 15: 7, 27: 12}[day], day)
    if name in (("last", "week"), ("this", "week"), ("the", "week")):
        back = now.weekday() - _IN_WEEK[words[start]] + 7 * (name[0] == "last")
        return start + 4, _back(back, 12, now)
    if name in (("last", "month"), ("this", "month"), ("the", "month")):
        month = now.month - 1 + (name[0] != "last")
        return start + 4, _date(now, month or 12, day)
    return None


def _calendar(words: Sequence[str], at: int, time: TimeWords, now: datetime) -> Found | None:
    last = words[at] in ("last", "this", "on")
    day = at + 1 if last else at
    if day >= len(words):
        return None
    word = words[day]
    if word in _DAYS:
        back = (now.weekday() - _DAYS.index(word)) % 7
        if back == 0 or (words[at] == "last" and back <= 2):
            back += 7
        if tuple(words[day + 1 : day + 3]) == _BEFORE_LAST:
            return day + 3, _back(back + 7, 12, now)
        return _at_part(words, day + 1, back, time, now)
    if word in ("weekend", "the") and (word == "weekend" or tuple(words[day : day + 2]) == ("the", "weekend")):
        back = (now.weekday() - 5) % 7 or 7
        end = day + (1 if word == "weekend" else 2)
        before = tuple(words[end : end + 2]) == _BEFORE_LAST
        return end + 2 * before, _back(back + 7 * before, 18, now)
    month = day + 1 if word in ("early", "late", "mid") else day
    if (
        month < len(words)
        and words[month] in _MONTHS
        and (words[month] != "may" or month > at or words[at - 1 : at] in (("since",), ("in",), ("from",)))
    ):
        day_of_month = {"early": 5, "late": 25}.get(word, 15)
        return month + 1, _date(now, _MONTHS.index(words[month]) + 1, day_of_month)
    return _feast(words, day, time, now)


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
