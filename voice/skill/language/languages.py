"""The one place that knows which languages there are: from the words of a grammar folder to a `Language`.

A language needs no code of its own while lists of words are enough; what they cannot hold, such as the forms of English verbs,
stands in a package beside this module and is a row of `_FORMS`.
"""

from collections.abc import Mapping

from voice.skill.language.dates import word_dates
from voice.skill.language.durations import TimeWords, word_durations
from voice.skill.language.en.verbs import english_forms
from voice.skill.language.interface import Language
from voice.skill.language.numbers import word_numbers
from voice.skill.language.questions import WordQuestions
from voice.skill.language.tokens import WordTokens
from voice.skill.language.verbs import Rule, WordVerbs, listed_forms
from voice.skill.language.words import LanguageWords

PLAIN = "plain"
_FORMS: Mapping[str, Rule] = {PLAIN: listed_forms, "en": english_forms}
RULES = frozenset(_FORMS)
"""What `rules:` of a language can name."""


def language_of(words: LanguageWords, time: TimeWords) -> Language:
    """The language of these words."""
    numbers = word_numbers(words.numbers)
    return Language(
        tokens=WordTokens(words.tokens),
        numbers=numbers,
        durations=word_durations(words.durations, time, numbers),
        dates=word_dates(words.dates, time, numbers),
        questions=WordQuestions(words.questions),
        verbs=WordVerbs(words.verbs, _FORMS[words.rules]),
        speech=words.speech,
    )
