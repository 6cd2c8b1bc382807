"""The one place that knows which languages there are: from the words of a grammar folder to a `Language`.

A language needs no code of its own while lists of words are enough; what they cannot hold, such as the forms of English verbs,
stands in a package beside this module and is a row of `_VERBS`.
"""

from collections.abc import Callable, Mapping

from voice.skill.language.dates import word_dates
from voice.skill.language.durations import TimeWords, word_durations
from voice.skill.language.en.verbs import EnglishVerbs
from voice.skill.language.interface import Language, Verbs
from voice.skill.language.numbers import word_numbers
from voice.skill.language.questions import WordQuestions
from voice.skill.language.tokens import WordTokens
from voice.skill.language.verbs import ListedVerbs
from voice.skill.language.words import LanguageWords, VerbWords

PLAIN = "plain"
_VERBS: Mapping[str, Callable[[VerbWords], Verbs]] = {PLAIN: ListedVerbs, "en": EnglishVerbs}
RULES = frozenset(_VERBS)
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
        verbs=_VERBS[words.rules](words.verbs),
        speech=words.speech,
    )
