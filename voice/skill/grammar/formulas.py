"""What follows from what was said by definition, and nothing else: severity from a score, caffeine from milligrams, an age
band from an age, a frequency from a count, low sugar from a meter. Grammar files name these as `@…` values over the
captured numbers.
"""

import re
from collections.abc import Callable, Mapping

from voice.skill.language.interval import less_than, more_than
from voice.skill.reading import Value

_FORMULA = re.compile(r"@([nm])(?:([-+*])([\d.]+))?")
SUMMED = frozenset({"caffeine_mg_approx"})
"""Slots in which what is said twice adds up: two coffees and a cola."""


def formula(value: Value, captures: tuple[float, ...]) -> Value:
    """The value of a grammar file's fact: `@n`, `@m`, `@sum`, `@n*95`, `@n-1`, or what a count means, else as it stands.

    `@rate`: so many times in so many days. `@over` and `@under`: more and less than the captured number.
    """
    if not isinstance(value, str) or not value.startswith("@"):
        return value
    if value == "@sum":
        return sum(captures)
    if value == "@rate":
        return _rate(captures[0], captures[-1])
    if value in _FREQUENCIES:
        return _FREQUENCIES[value](captures[0])
    match = _FORMULA.fullmatch(value)
    if match is None:
        raise ValueError(f"no such formula: {value}")
    name, sign, operand = match.groups()
    number = captures[0] if name == "n" else captures[-1]
    if sign == "*":
        return number * float(operand)
    return number + float(operand or 0) * (-1 if sign == "-" else 1)


def is_formula(value: object) -> bool:
    """Whether a grammar file's value is one that `formula` knows."""
    return isinstance(value, str) and (value in _FREQUENCIES or value in _OF_SEVERAL or bool(_FORMULA.fullmatch(value)))


_OF_SEVERAL = frozenset({"@sum", "@rate"})


def _a_day(times: float) -> str:
    return "daily" if times <= 1 else "many_times_a_day"


def _a_week(times: float) -> str:
    return "weekly" if times <= 1 else "few_per_week" if times < 7 else "daily"


def _a_month(times: float) -> str:
    return "rarely" if times < 4 else "weekly" if times < 8 else "few_per_week"


def _every(days: float) -> str:
    if days < 1:
        return "many_times_a_day"
    return "daily" if days < 2 else "few_per_week" if days < 5 else "weekly" if days < 10 else "rarely"


def _rate(times: float, days: float) -> str:
    """How often, from so many times in so many days."""
    if days < 1:
        return "many_times_a_day" if times > _SELDOM else "rarely"
    return _a_day(times / days) if times >= days else _a_week(7 * times / days) if times > _SELDOM else "rarely"


def _after(days: float) -> str:
    if days < 0.04:
        return "immediately"
    return "hours_after" if days < 0.75 else "next_day" if days < 1.5 else "days_after"


def _litres(litres: float) -> str:
    return "poor" if litres < 1 else "over" if litres > 5.5 else "ok"


def _slept(hours: float) -> str:
    return "poor" if hours <= 6 else "ok"


def _since_the_last_drink(days: float) -> str:
    return "stopped" if days <= _LATELY_STOPPED else "none"


def _drinks_a_day(drinks: float) -> str:
    return "heavy" if drinks >= _HEAVY_A_DAY else "some"


def _drinks_a_week(drinks: float) -> str:
    return "heavy" if drinks >= 7 * _HEAVY_A_DAY else "some"


def _since_surgery(days: float) -> str:
    return "recent_neck_surgery" if days <= _RECENT_SURGERY else "earlier_neck_surgery"


def _long_past(days: float) -> bool:
    return days > _PAST_WEEK


def _low_sugar(reading: float) -> bool:
    """Below 4 mmol/l or 70 mg/dl; nobody lives with less than 34 mg/dl, and no meter shows more than 33 mmol/l."""
    return reading < _LOW_MMOL or _HIGHEST_MMOL < reading < _LOW_MG


_LATELY_STOPPED = 14
"""Days in which leaving off what was taken every day can still be felt."""
_HEAVY_A_DAY = 4
_RECENT_SURGERY = 183
"""Half a year: calcium that is still low then stays low (hypoparathyroidism after surgery is called permanent from there on)."""
_LOW_MMOL, _HIGHEST_MMOL, _LOW_MG = 4, 33, 70
_PAST_WEEK = 7
_SELDOM = 2
_FREQUENCIES: Mapping[str, Callable[[float], Value]] = {
    "@over": more_than,
    "@under": less_than,
    "@stopped": _since_the_last_drink,
    "@drinks_a_day": _drinks_a_day,
    "@drinks_a_week": _drinks_a_week,
    "@surgery": _since_surgery,
    "@low_sugar": _low_sugar,
    "@long_past": _long_past,
    "@sleep": _slept,
    "@litres": _litres,
    "@after": _after,
    "@times_a_day": _a_day,
    "@times_a_week": _a_week,
    "@times_a_month": _a_month,
    "@every": _every,
}


def severity(score: float) -> str:
    """A pain score's word: 0 none, 1-3 mild, 4-6 moderate, 7-10 severe."""
    return "none" if score < 1 else "mild" if score < 4 else "moderate" if score < 7 else "severe"


def caffeine(milligrams: float) -> str:
    """Milligrams a day as a level: low below 200, moderate below 400, high below 600, then very high."""
    return "low" if milligrams < 200 else "moderate" if milligrams < 400 else "high" if milligrams < 600 else "very_high"


def age_band(years: float) -> str:
    """The band of an age in years."""
    if years < 16:
        return "under_16"
    return "16_17" if years < 18 else "18_39" if years < 40 else "40_64" if years < 65 else "65_plus"


_BEYOND = 100
"""Scores above ten and up to this are a way to say that it could not be worse."""


def derived(said: dict[str, Value]) -> dict[str, Value]:
    """The answers with what follows from them; numbers out of range are dropped."""
    answers = dict(said)
    age = answers.pop("age", None)
    if isinstance(age, float | int) and 0 < age < 120:
        answers["age_band"] = age_band(age)
    score = answers.pop("pain_score", None)
    if isinstance(score, float | int) and 0 <= score <= 10:
        answers["pain_score"] = int(score + 0.5)
        answers["pain_severity"] = severity(int(score + 0.5))
    elif isinstance(score, float | int) and score <= _BEYOND:
        answers["pain_severity"] = "severe"
    milligrams = answers.pop("caffeine_mg_approx", None)
    if isinstance(milligrams, float | int) and 0 <= milligrams <= 20_000:
        answers["caffeine_mg_approx"] = round(milligrams)
        answers["caffeine"] = caffeine(milligrams)
    days = answers.pop("duration_days", None)
    if isinstance(days, float | int) and 0 <= days <= 45_000:
        answers["duration_days"] = round(days, 4)
    return answers
