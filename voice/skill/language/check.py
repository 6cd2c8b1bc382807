"""Do the words of a language fit together? What is wrong with them, where it stands in the section, and what would be right."""

from collections.abc import Iterator

from voice.skill.language.durations import TimeWords
from voice.skill.language.languages import RULES
from voice.skill.language.words import DateWords, LanguageWords

Place = tuple[str | int, ...]
_IN_YEAR, _IN_WEEK = 12, 7


def misworded(words: LanguageWords, time: TimeWords) -> Iterator[tuple[Place, str]]:
    """Every fault, with its place in the section."""
    if words.rules not in RULES:
        yield ("rules",), f"no language has the rules '{words.rules}'; {', '.join(sorted(RULES))} would be right"
    for word in sorted(words.durations.alone - set(time.units)):
        yield ("durations", "alone"), f"'{word}' is no unit of time; one of `time.units` would be right"
    yield from _dates(words.dates, time)


def _dates(words: DateWords, time: TimeWords) -> Iterator[tuple[Place, str]]:
    for name, row, length in (("weekdays", words.weekdays, _IN_WEEK), ("months", words.months, _IN_YEAR)):
        if row and len(row) != length:
            yield ("dates", name), f"there are {len(row)} {name}; all {length} in their order, or none, would be right"
    parts = [("meals", word) for word in sorted(words.meals - words.midnight)]
    parts += [("named_parts", part) for _, part in words.named_parts.values()]
    parts += [("earlier_parts", word) for word in sorted(words.earlier_parts)]
    for name, part in parts:
        if part not in time.parts:
            yield ("dates", name), f"'{part}' is no part of the day; one of `time.parts` would be right"
