"""Points of time against a given now: "since tuesday", "half seven this morning", "the start of June", "Easter".

They are counted in days before now. Without a now, a weekday is no point.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from voice.skill.language.durations import TimeWords
from voice.skill.language.interface import Found, Numbers
from voice.skill.language.tokens import phrase_at, word_at
from voice.skill.language.words import DateWords, words_of

_HOUR = 60
_MINUTES_SAID = frozenset({5, 10, 20, 25})
"""Minutes that are said in words past or to an hour; others are more likely two numbers."""
_EARLY = 6
"""An hour before this one, with a day and no half of it, is one of the afternoon."""
_HALF_DAY = 12
_ABOUT_NOON = 10
_NOON = 12
_LATEST = 28
"""Later days of a month count as this one, which every month has."""
_START, _MIDDLE, _END = 3, 15, 27
"""The edges of something, as days of a month."""
_SATURDAY, _SUNDAY = 5, 6
_IN_WEEK = {_START: 0, _MIDDLE: 2, _END: 4}
_IN_YEAR = {_START: 1, _MIDDLE: 7, _END: 12}


@dataclass(frozen=True, slots=True)
class _PartOfHour:
    """Words before an hour, up to `end`, that add to it; a part that is taken from it is negative."""

    end: int
    hours: float = 0


@dataclass(frozen=True, slots=True)
class WordDates:
    """Fills `interface.Dates` with the words of a language."""

    words: DateWords
    time: TimeWords
    numbers: Numbers
    known: frozenset[str]
    """Every word of the lists: no point of time begins with another, or with a number."""

    def at(self, words: Sequence[str], at: int, now: datetime | None) -> Found | None:
        """The longest point of time that begins at a position, as (end, days before now)."""
        if words[at] not in self.known and not self.numbers.begins(words[at]):
            return None
        near = self._named_day_at(words, at, now) or self._part_of_day_at(words, at, now) or self._named_part_at(words, at, now)
        if near or now is None:
            return near
        dated = self._clock(words, at, now) or self._edge_at(words, at, now)
        dated = dated or self._week_at(words, at, now) or self._date_at(words, at, now)
        return dated or self._calendar(words, at, now)

    def _named_day_at(self, words: Sequence[str], at: int, now: datetime | None) -> Found | None:
        """ "Yesterday", "the day before yesterday", with the part of the day that follows."""
        for name, days in self.words.days.items():
            if words[at] == name[0] and tuple(words[at : at + len(name)]) == name:
                return self._at_part(words, at + len(name), days, now)
        return None

    def _part_of_day_at(self, words: Sequence[str], at: int, now: datetime | None) -> Found | None:
        """ "This morning", "earlier this afternoon", "morning today", "evening yesterday"."""
        parts, following = self.time.parts, word_at(words, at + 1)
        if words[at] in self.words.this and following in parts:
            return at + 2, _back(0, parts[following], now)
        part = phrase_at(self.words.earlier, words, at)
        if part > at and word_at(words, part) in self.words.earlier_parts:
            return part + 1, _back(0, parts[words[part]], now)
        if words[at] in parts and following in self.words.behind:
            return at + 2, _back(self.words.behind[following], parts[words[at]], now)
        return None

    def _named_part_at(self, words: Sequence[str], at: int, now: datetime | None) -> Found | None:
        """ "Last night", "tonight", "today"."""
        for name, (days, part) in self.words.named_parts.items():
            if words[at] == name[0] and tuple(words[at : at + len(name)]) == name:
                return at + len(name), _back(days, self.time.parts[part], now)
        end = phrase_at(self.words.today, words, at)
        return (end, _back(0, _ABOUT_NOON, now)) if end > at else None

    def _clock(self, words: Sequence[str], at: int, now: datetime) -> Found | None:
        """ "Three o'clock", "half seven", "six this morning", "lunchtime": the last time that it was so late."""
        if words[at] in self.words.meals:
            hour = 0.0 if words[at] in self.words.midnight else self.time.parts[words[at]]
            return at + 1, _back(int(hour > now.hour), hour, now)
        past = self._part_of_hour_at(words, at)
        number = self.numbers.one_at(words, past.end)
        if number is None or not 1 <= number[1] <= _HALF_DAY:
            return None
        hour = (number[1] + past.hours) % _HALF_DAY
        of_clock = word_at(words, number[0]) in self.words.oclock
        end = number[0] + of_clock
        in_half = self._in_half_of_day(words, end, hour, now)
        if in_half or not (past.hours or of_clock) or word_at(words, end) in self.time.units:
            return in_half
        behind, days = self._days_behind(words, end)
        return (behind, self._then(words[end:behind], days, hour, now)) if days else (end, _since_hour(hour, now))

    def _part_of_hour_at(self, words: Sequence[str], at: int) -> "_PartOfHour":
        """What is to be added to the hour behind it: "half" seven, "half past" seven, "quarter to" seven, "ten past" seven."""
        end, minutes = self._minutes_at(words, at)
        joint = word_at(words, end)
        if minutes and joint in self.words.past:
            return _PartOfHour(end + 1, minutes / _HOUR)
        if minutes and joint in self.words.to and not self._is_a_range(words, at, end):
            return _PartOfHour(end + 1, -minutes / _HOUR)
        return _PartOfHour(at + 1, 0.5) if words[at] in self.words.half else _PartOfHour(at)

    def _minutes_at(self, words: Sequence[str], at: int) -> Found:
        """Minutes as they are said past or to an hour, and where they end; none of other numbers."""
        if words[at] in self.words.parts_of_hour:
            return at + 1, self.words.parts_of_hour[words[at]]
        number = self.numbers.one_at(words, at)
        return number if number and number[1] in _MINUTES_SAID else (at, 0)

    def _is_a_range(self, words: Sequence[str], at: int, end: int) -> bool:
        """Whether "to" stands between two numbers of which the later is larger: "five to ten"."""
        low, high = self.numbers.one_at(words, at), self.numbers.one_at(words, end + 1)
        return low is not None and (high is None or low[1] < high[1])

    def _then(self, day: Sequence[str], days: float, hour: float, now: datetime) -> float:
        """Days since an hour of a day that is said behind it; at night a small one is of the next day: "two last night"."""
        _, part = self.words.named_parts.get(tuple(day), (days, ""))
        at_night = part in self.time.parts and self.time.parts[part] > _HALF_DAY
        if at_night and hour < _EARLY:
            return _back(int(days) - 1, hour, now)
        return _back(int(days), hour + _HALF_DAY * (at_night or hour < _EARLY), now)

    def _days_behind(self, words: Sequence[str], end: int) -> Found:
        """The day that is said behind an hour, as its end and how many days ago it was: "five yesterday", "nine last night"."""
        named = {name: days for name, (days, _) in self.words.named_parts.items()}
        for name, days in {**self.words.days, **named}.items():
            if tuple(words[end : end + len(name)]) == name:
                return end + len(name), days
        return end, 0

    def _in_half_of_day(self, words: Sequence[str], end: int, hour: float, now: datetime) -> Found | None:
        """An hour and the half of the day that is said behind it: "three in the afternoon", "six yesterday evening"."""
        after = end + (word_at(words, end) in self.words.before_half)
        after += word_at(words, after) in self.words.the
        if word_at(words, after) not in self.words.halves:
            return None
        late = hour + self.words.halves[words[after]]
        behind, days = self._days_behind(words, after + 1)
        days = days or int(not self.words.yesterday.isdisjoint(words[end:after])) or int(late > now.hour + now.minute / _HOUR)
        return behind, _back(int(days), late, now)

    def _ordinal(self, words: Sequence[str], at: int) -> tuple[int, int] | None:
        """A day of the month; the last days count as the 28th."""
        day, following = word_at(words, at), word_at(words, at + 1)
        if day in self.words.tens and following in self.words.ordinals:
            return at + 2, min(_LATEST, self.words.tens[day] + self.words.ordinals[following])
        return (at + 1, self.words.ordinals[day]) if day in self.words.ordinals else None

    def _month(self, name: str) -> int:
        """The number of a month; 0 of what is none."""
        return self.words.months.index(name) + 1 if name in self.words.months else 0

    def _date_at(self, words: Sequence[str], at: int, now: datetime) -> Found | None:
        """ "The first of June", "June the first"."""
        start = at + (words[at] in self.words.before_date)
        if month := self._month(word_at(words, start)):
            day = self._ordinal(words, start + 1 + (word_at(words, start + 1) in self.words.the))
            return (day[0], _date(now, month, day[1])) if day else None
        day = self._ordinal(words, start)
        month = self._month(word_at(words, day[0] + 1)) if day else 0
        if day is None or not month or words[day[0]] not in self.words.of:
            return None
        return day[0] + 2, _date(now, month, day[1])

    def _week_at(self, words: Sequence[str], at: int, now: datetime) -> Found | None:
        """ "The last week of May"."""
        start = at + (words[at] in self.words.the)
        which, week, of, name = (word_at(words, start + n) for n in range(4))
        known = self.words.spans.week
        if which not in self.words.weeks or known is None or week not in known.words or of not in self.words.within:
            return None
        month = self._month(name)
        return (start + 4, _date(now, month, self.words.weeks[which])) if month else None

    def _edge_at(self, words: Sequence[str], at: int, now: datetime) -> Found | None:
        """ "The start of June", "the end of last month", "the beginning of the year"."""
        start = at + (words[at] in self.words.the)
        edge, of, which, span = (word_at(words, start + n) for n in range(4))
        if edge not in self.words.edges or of not in self.words.of:
            return None
        day = self.words.edges[edge]
        if month := self._month(which):
            return start + 3, _date(now, month, day)
        spans = self.words.spans
        for known, days in (
            (spans.weekend, _weekend_edge),
            (spans.week, _week_edge),
            (spans.month, _month_edge),
            (spans.year, _year_edge),
        ):
            if known is not None and span in known.words and which in known.which:
                return start + 4, days(day, which in self.words.last, now)
        return None

    def _calendar(self, words: Sequence[str], at: int, now: datetime) -> Found | None:
        """ "Last Tuesday", "the weekend before last", "in late May", "Easter"."""
        day = at + (words[at] in self.words.before_day)
        last = words[at] in self.words.last
        named = self._weekday_at(words, day, now, last=last) or self._weekend_at(words, day, now, last=last)
        return named or self._month_at(words, at, day, now) or self._feast(words, day, now)

    def _weekday_at(self, words: Sequence[str], at: int, now: datetime, *, last: bool) -> Found | None:
        """A day of the week; "last Monday" is not the one of a day or two ago."""
        if word_at(words, at) not in self.words.weekdays:
            return None
        end = at + 1
        weekday = self.words.weekdays.index(words[at])
        if word_at(words, end) in self.words.last_behind:
            if self._is_a_week(word_at(words, end + 1)):  # "Monday last week"
                return self._at_part(words, end + 2, now.weekday() - weekday + 7, now)
            end, last = end + 1, True
        back = (now.weekday() - weekday) % 7
        if back == 0 or (last and back <= 2):
            back += 7
        before = phrase_at(self.words.before_last, words, end)
        return (before, _back(back + 7, _NOON, now)) if before > end else self._at_part(words, end, back, now)

    def _is_a_week(self, word: str) -> bool:
        week = self.words.spans.week
        return week is not None and word in week.words

    def _weekend_at(self, words: Sequence[str], at: int, now: datetime, *, last: bool) -> Found | None:
        """A weekend; on a Sunday the last one, and the one "before", is not the one that is ending."""
        day = at + (word_at(words, at) in self.words.the)
        end = phrase_at(self.words.weekend, words, day)
        if end == day:
            return None
        last = last or word_at(words, end) in self.words.last_behind
        end += word_at(words, end) in self.words.last_behind
        before = phrase_at(self.words.before_last, words, end)
        is_before = end + 1 == len(words) and words[end] in self.words.before
        back = (now.weekday() - _SATURDAY) % 7 or 7
        is_ending = back == 1 and (last or is_before or before > end)
        return before + is_before, _back(back + 7 * (before > end) + 7 * is_ending, 18, now)

    def _month_at(self, words: Sequence[str], at: int, day: int, now: datetime) -> Found | None:
        """A month, of which "may" is one only behind another word of time."""
        part = word_at(words, day)
        place = day + (part in self.words.parts_of_month)
        name = word_at(words, place)
        month = self._month(name)
        unclear = name in self.words.unclear_months and place == at
        if not month or (unclear and self.words.before_unclear.isdisjoint(words[max(0, at - 1) : at])):
            return None
        return place + 1, _date(now, month, self.words.parts_of_month.get(part, _MIDDLE))

    def _feast(self, words: Sequence[str], at: int, now: datetime) -> Found | None:
        """The longest name of a feast that stands here."""
        names = (*self.time.feasts, *self.time.movable, *self.time.weekdays)
        said = max((name for name in names if words[at : at + len(split := name.split())] == tuple(split)), key=len, default="")
        if not said:
            return None
        end = at + len(said.split())
        if said in self.time.feasts:
            return end, _date(now, *self.time.feasts[said])
        days = ((now.date() - _moving(said, self.time, year)).days for year in (now.year, now.year - 1))
        return end, next(float(back) for back in days if back >= 0)

    def _at_part(self, words: Sequence[str], end: int, days: int, now: datetime | None) -> Found:
        """`days` ago, at the part of the day that follows, if one does."""
        after = end + (word_at(words, end) in self.words.before_part)
        after += word_at(words, after) in self.words.the
        part = word_at(words, after)
        return (after + 1, _back(days, self.time.parts[part], now)) if part in self.time.parts else (end, _back(days, _NOON, now))


def word_dates(words: DateWords, time: TimeWords, numbers: Numbers) -> WordDates:
    """Points of time in the words of a language."""
    feasts = (word for names in (time.feasts, time.movable, time.weekdays) for name in names for word in name.split())
    return WordDates(words, time, numbers, words_of(words) | frozenset(time.parts) | frozenset(feasts))


_Edge = Callable[[int, bool, datetime], float]
"""Days since an edge of a span, by its day in a month, and whether it is last week's or month's."""


def _weekend_edge(day: int, _last: bool, now: datetime) -> float:
    return _back((now.weekday() - (_SUNDAY if day == _END else _SATURDAY)) % 7 or 7, _NOON, now)


def _week_edge(day: int, last: bool, now: datetime) -> float:
    return _back(now.weekday() - _IN_WEEK[day] + 7 * last, _NOON, now)


def _month_edge(day: int, last: bool, now: datetime) -> float:
    return _date(now, now.month - last or 12, day)


def _year_edge(day: int, _last: bool, now: datetime) -> float:
    return _date(now, _IN_YEAR[day], day)


def _since_hour(hour: float, now: datetime) -> float:
    """Days since the clock last showed an hour, be it of the morning or of the afternoon."""
    clock = now.hour + now.minute / 60
    return _back(0, max((h for h in (hour, hour + _HALF_DAY) if h <= clock), default=hour - _HALF_DAY), now)


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


def _back(days: int, hour: float, now: datetime | None) -> float:
    """Days from that hour, `days` calendar days ago, until now; never less than half an hour."""
    if now is None:
        return float(days) if days else 0.3
    return max(days + (now.hour + now.minute / 60 - hour) / 24, 1 / 48)
