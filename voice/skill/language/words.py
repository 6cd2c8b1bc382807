"""The words of a language, as `grammars/language.yaml` lists them: data, which the modules beside this one put to use.

1. Every list may be left out; what a language does not have is then never found.
2. Words are written as the grammar spells them, contractions taken apart ("new year 's").
3. A `Words` field is a row of words, a `Row` one whose order counts, `Phrases` a list of phrases.
"""

from collections.abc import Iterator, Mapping
from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field


def _apart(written: object) -> object:
    """A row of words, apart."""
    return written.split() if isinstance(written, str) else written


def _by_each_word(written: object) -> object:
    """Lists that stand under several words, under every one of them."""
    if not isinstance(written, Mapping):
        return written
    return {word: listed for words, listed in written.items() for word in str(words).split()}


Words = Annotated[frozenset[str], BeforeValidator(_apart)]
Row = Annotated[tuple[str, ...], BeforeValidator(_apart)]
Phrases = tuple[Row, ...]
ByWord = Annotated[Mapping[str, Words], BeforeValidator(_by_each_word)]
"""Words by another word; a key may be several words, for each of which it stands."""
NONE: frozenset[str] = frozenset()


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Completion(_Part):
    """A contraction that stands for two verbs, told apart by what follows: "I'd" is "I would", and "I had" in "I'd trained"."""

    instead_of: str
    means: str
    before: Words
    """It `means` so where one of these follows."""
    between: Words = NONE
    """Words before one of `before` that do not count."""
    beside: Words = NONE
    """It means so where one of these follows at once."""
    ending: str = ""
    """Only of contractions that are written so."""


class NegatedVerb(_Part):
    """The `ending` that denies a verb ("n't"), and the `word` that it is."""

    ending: str
    word: str
    stems: Mapping[str, str] = {}
    """Verbs that change before the ending: "wo" is "will"."""


class TokenWords(_Part):
    """Sounds that mean nothing, and what stands behind an apostrophe."""

    hesitations: Words = NONE
    no_hesitation_before: Words = NONE
    """Before these a hesitation is a word: "uh huh"."""
    negated: NegatedVerb | None = None
    contractions: Mapping[str, str] = {}
    """A word by what is left of it behind the apostrophe."""
    possessive: str = ""
    """What is left of "whose it is" ("heart's"); behind a word of `verb_behind` it is the word `verb` ("it's")."""
    verb: str = ""
    verb_behind: Words = NONE
    completions: tuple[Completion, ...] = ()


class NumberWords(_Part):
    """Numbers below one hundred by word, the usual word of each first; what is one word in itself is one of the teens."""

    ones: Mapping[str, int] = {}
    teens: Mapping[str, int] = {}
    tens: Mapping[str, int] = {}
    in_tens: Words = NONE
    """What stands between tens and ones: Spanish "y"."""
    factors: Mapping[str, int] = {}
    """Hundreds and thousands, before which an article is one ("a hundred")."""
    articles: Words = NONE
    vague: Mapping[Row, float] = {}
    """Phrases that are taken for a number: "a couple of"."""
    halves: Phrases = ()
    """Behind a number, half more: "and a half"."""
    range: Words = NONE
    """Between the two numbers of a range."""
    both: Words = NONE
    """Before a range whose numbers are joined by `and`: "between two and three"."""
    joining: Words = Field(NONE, alias="and")
    hedges: Words = NONE
    """Before the upper number of a range: "two or maybe three"."""
    roughly: Words = NONE
    """Behind a large number, where they change nothing: "twenty odd"."""
    fifty: Words = NONE
    """Behind ones, so many hundreds and fifty: "one fifty"."""
    following: Mapping[str, int] = {}
    """What counts as a number in "couple three" and stands in no other list."""


class DurationWords(_Part):
    """What stands before, between and behind units of time. The units are those of `time:`."""

    ones: Words = NONE
    """Words for one unit: "a week"."""
    articles: Words = NONE
    """What may stand behind one of the `fractions`: "half an hour"."""
    fractions: Mapping[Row, float] = {}
    last: Words = NONE
    """Before a number of units, and behind a word of `the`: "the last two weeks"."""
    the: Words = NONE
    half_more: Phrases = ()
    """Behind a unit, half of it more: "and a half"."""
    or_two: Phrases = ()
    """Behind one unit, a second one: "a day or two"."""
    or_so: Phrases = ()
    """Behind a unit, where they change nothing; without a number only behind one that does not end in `plural`."""
    plural: str = "."
    alone: Words = NONE
    """Units that need no number: "fortnight"."""
    joining: Words = Field(NONE, alias="and")
    """Between a larger and a smaller length."""
    open: Words = NONE
    """Before the upper end of a range: "a week, maybe ten days"."""
    to: Words = NONE
    """Before the upper end of a range that begins with one unit, and is one of `several`: "a day to two days"."""
    several: Mapping[str, int] = {}


class Span(_Part):
    """What has a start and an end, and `which` of them can be meant: "the start of last week"."""

    words: Words
    which: Words


class Spans(_Part):
    """Weekends, weeks, months and years."""

    weekend: Span | None = None
    week: Span | None = None
    month: Span | None = None
    year: Span | None = None


class DateWords(_Part):
    """Names of days and parts of days. The parts are those of `time:`."""

    weekdays: Row = ()
    """From Monday on."""
    months: Row = ()
    """From January on."""
    days: Mapping[Row, int] = {}
    """Days that have a name, by how many days ago they were."""
    before_part: Words = NONE
    """Between a day and its part, with `the` behind it: "yesterday in the morning"."""
    the: Words = NONE
    this: Words = NONE
    """Before a part of the day that is today's."""
    earlier: Phrases = ()
    """Before one of `earlier_parts` that is today's."""
    earlier_parts: Words = NONE
    behind: Mapping[str, int] = {}
    """Days behind their part ("morning today"), by how many days ago they were."""
    named_parts: Mapping[Row, tuple[int, str]] = {}
    """Parts of days that have a name ("last night"): how many days ago, and which part."""
    today: Phrases = ()
    meals: Words = NONE
    """Parts of the day that are an hour; of these, `midnight` is hour 0."""
    midnight: Words = NONE
    half: Words = NONE
    """Before an hour, half past it."""
    parts_of_hour: Mapping[str, int] = {}
    """Before `past` or `to` and an hour, in minutes: "quarter to ten"."""
    past: Words = NONE
    to: Words = NONE
    oclock: Words = NONE
    """Behind an hour."""
    halves: Mapping[str, int] = {}
    """Behind an hour, which half of the day it is of, as the hours to add; `before_half` and `the` may stand between."""
    before_half: Words = NONE
    yesterday: Words = NONE
    """Words of `before_half` that make it one of yesterday."""
    ordinals: Mapping[str, int] = {}
    """Days of the month, also behind `tens`: "the twenty first"."""
    tens: Mapping[str, int] = {}
    before_date: Words = NONE
    """In "the first of June"."""
    of: Words = NONE
    """Between a day and its month."""
    within: Words = NONE
    """Between a week and its month."""
    edges: Mapping[str, int] = {}
    """The start (3), the middle (15) and the end (27) of something."""
    weeks: Mapping[str, int] = {}
    """Weeks of a month, by a day in their middle."""
    spans: Spans = Spans()
    before_day: Words = NONE
    """In "on Monday", "last Monday"."""
    last: Words = NONE
    """Words of `before_day` and of `which` that mean the one before this one; `last_behind` stand behind the day."""
    last_behind: Words = NONE
    before_last: Phrases = ()
    """Behind a day, one week earlier."""
    before: Words = NONE
    """The last word behind a weekend, which is then not the one that is ending."""
    weekend: Phrases = ()
    parts_of_month: Mapping[str, int] = {}
    """Before a month, by a day in their middle."""
    unclear_months: Words = NONE
    """Months that are other words as well, and months only behind a word of `before_unclear`."""
    before_unclear: Words = NONE


class QuestionWords(_Part):
    """How questions and orders begin, in a language that puts an auxiliary before its subject."""

    heads: ByWord = {}
    """What can be the subject behind an auxiliary that begins a question."""
    leads_in: Words = NONE
    """What may stand before a question."""
    asking: Words = NONE
    """What may stand before a question that yes and no do not answer: "why is my leg numb"."""
    opens_first: Words = NONE
    """What leads in as the very first word, but not where the subject begins with a word of `owned`."""
    owned: Words = NONE
    never_told: Words = NONE
    """Subjects of no question right behind what is told: "it hurts, is there"."""
    by_itself: Mapping[str, str] = {}
    """Auxiliaries that begin a question behind any word but their subject."""
    tags: Phrases = ()
    """Behind a head, no question: "am I not"."""
    copulas: Words = NONE
    """Auxiliaries, and `be` between, that link a noun, which is asked about: "is it my heart"."""
    be: Words = NONE
    own_clause: Words = NONE
    """What begins a clause of its own, which is stated."""
    polite: ByWord = {}
    """Subjects behind an auxiliary with which it orders: "can you"."""
    permitted: ByWord = {}
    """The same where nothing else is said: "can I stop"."""
    conditions: Words = NONE
    """ "If", before one of `persons`: an order behind it is none, but behind a word of `consequence`."""
    persons: Words = NONE
    consequence: Words = NONE
    leaving: Words = NONE
    """Verbs of going. With a word of `need` before they tell of an errand, unless a word of `away` follows."""
    need: Words = NONE
    away: Words = NONE
    told: Words = NONE
    """Before a word of `to`, what somebody was to do: "I tried to stop"."""
    to: Words = NONE


class VerbWords(_Part):
    """What a word of a phrase may be instead when it is said of somebody else, anywhere or only behind another word."""

    variants: Mapping[str, Row] = {}
    variants_behind: Mapping[str, Row] = {}


class SpeechWords(_Part):
    """What recognisers are told to expect around the phrases of the grammar; `{0}` is a phrase, `{1}` another one."""

    number: tuple[str, ...] = ()
    """What stands for a number, a length of time, a point of time and any word where a phrase takes one."""
    length: tuple[str, ...] = ()
    point: tuple[str, ...] = ()
    any_word: str = ""
    contracted: Mapping[str, str] = {}
    """How words are spoken as one; those of `not_at_the_end` only before another word."""
    not_at_the_end: Phrases = ()
    before: tuple[str, ...] = ()
    """Before an answer, and `after` it."""
    after: tuple[str, ...] = ()
    negated: tuple[str, ...] = ()
    """Answers with a noun: denied, stated, and with a second one."""
    nouns: tuple[str, ...] = ()
    pairs: tuple[str, ...] = ()
    stated: tuple[str, ...] = ()
    """Answers with what is no noun: "it's {0}"."""
    sides: tuple[str, ...] = ()
    """Before a place, and `placed` before both."""
    placed: tuple[str, ...] = ()
    twitching: tuple[str, ...] = ()
    """First sentences: a place and what it does, `since` or `lasting` a time, `afterwards`; or one of `comes_with` and a sign."""
    since: str = "{0}"
    lasting: str = "{0}"
    afterwards: tuple[str, ...] = ()
    comes_with: tuple[str, ...] = ()
    beside: str = "{0} {1}"


class LanguageWords(_Part):
    """All words of a language, and whose `rules` it follows where lists are not enough: see `voice.skill.language.languages`."""

    rules: str = "plain"
    tokens: TokenWords = TokenWords()
    numbers: NumberWords = NumberWords()
    durations: DurationWords = DurationWords()
    dates: DateWords = DateWords()
    questions: QuestionWords = QuestionWords()
    verbs: VerbWords = VerbWords()
    speech: SpeechWords = SpeechWords()


def words_of(part: BaseModel) -> frozenset[str]:
    """Every word in the lists of a part: what is found with them begins with one of these."""
    return frozenset(_listed(part.model_dump()))


def _listed(part: object) -> Iterator[str]:
    if isinstance(part, str):
        yield from part.split()
    elif isinstance(part, Mapping):
        for words, listed in part.items():
            yield from _listed(words)
            yield from _listed(listed)
    elif isinstance(part, tuple | frozenset):
        for one in part:
            yield from _listed(one)


PARTS: tuple[type[BaseModel], ...] = (
    LanguageWords,
    TokenWords,
    NegatedVerb,
    Completion,
    NumberWords,
    DurationWords,
    DateWords,
    Spans,
    Span,
    QuestionWords,
    VerbWords,
    SpeechWords,
)
"""What a language is made of, each with keys of its own."""


def language_words(written: Mapping[str, Any]) -> LanguageWords:
    """The words of a section that `voice.skill.grammar.file` has looked over."""
    return LanguageWords.model_validate(written)
