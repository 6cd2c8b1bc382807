"""What a recogniser is told to expect for one question: data, which each engine builds its own network or model from.

It derives from the same grammar files as understanding does, each phrase as it is spoken (`spoken.py`).
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice

from voice.skill.grammar.compiled import Form, Grammar, Meaning, Phrase
from voice.skill.grammar.samples import CAPTURED, texts_by_phrase, texts_of


@dataclass(frozen=True, slots=True)
class SpeechGrammar:
    """What an engine is told to expect: `phrases` are answers and commands, `decoys` are there to be refused.

    `sentences` are whole answers from which an engine may build a language model for its second look. `likely` are short
    answers to the question that name a value; those that fit every question ("yes") are the engine's own to favour.
    """

    name: str
    phrases: tuple[str, ...]
    decoys: tuple[str, ...] = ()
    sentences: tuple[str, ...] = ()
    likely: tuple[str, ...] = ()


_SEVERAL = ("all", "both", "none", "first", "second", "last", "other_one")
_SHORTEST = {"yes": 70, "short_yes": 40, "no": 3, "deny": 110, "unknown": 60, "maybe": 12}
_COMMAND_WORDS, _COMMANDS = 5, 16
"""Of each command its shortest wordings: many long ones would be heard in place of a plain "no, none of those"."""
_USUAL = 10
_EACH = 48
_ANSWERS = 2000
"""The shortest: longer ones are for the second look, and each costs memory and time before the question can be heard."""
_DECOYS, _SENTENCES = 400, 3000
# What is said of these settles the slots before them.
_FOLLOWS_FROM = {"age_band": "age", "pain_severity": "pain_score", "caffeine": "caffeine_mg_approx"}
_TENS = ("twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")
_DIGITS = ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine")
_TEENS = ("ten", "eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen")
_AGES = (*_TEENS, *(f"{ten} {digit}".strip() for ten in _TENS for digit in ("", *_DIGITS)))
_OPENING = ("location", "side", "duration_days", "after_exercise")
_BEFORE = ("", "um", "well", "i think", "yeah", "it's", "i've got", "there's", "i have", "like", "no")
_AFTER = ("", "i think", "really", "actually", "to be honest", "at the moment", "a bit")
_NEGATED = (
    "no {0}",
    "no {0} at all",
    "i don't have any {0}",
    "i haven't had any {0}",
    "not that i've noticed no {0}",
    "there's no {0}",
)
_NOUNS = (
    "{0}",
    "some {0}",
    "a bit of {0}",
    "yes {0}",
    "yeah i've got {0}",
    "i have {0}",
    "yes a lot of {0}",
    "i've had some {0}",
)
_PAIRS = ("{0} and {1}", "no {0} but {1}", "no {0} or {1}", "{0} but no {1}", "no {0} and no {1}", "just {0} no {1}")
_STATED = (
    "it's {0}",
    "it feels {0}",
    "yeah it's {0}",
    "it's really {0}",
    "i feel {0}",
    "a bit {0}",
    "it isn't {0}",
    "not {0}",
    "it's not {0} at all",
)


def speech_grammar(grammar: Grammar, asked: Sequence[str], *, confirming: bool = False) -> SpeechGrammar:
    """What to expect of an answer to a question for `asked`; nothing asked: anything may be said."""
    every = _for_every_question(grammar)
    answers = _answers(grammar, asked)
    several = len(asked) > 1
    phrases = dict.fromkeys(
        (
            *every.replies,
            *every.always,
            *(every.several if several else ()),
            *(() if confirming else answers.expected()),
            *every.commands,
        )
    )
    favoured = dict.fromkeys((*(every.usual if several else ()), *(() if confirming else answers.favoured())))
    whole = () if asked else _openings(grammar, every.places)
    listed = (*every.always, *whole, *phrases, *_sentences(answers, every), *every.said_otherwise)
    return SpeechGrammar(
        name=("+".join(asked) or "opening") + ("?" if confirming else ""),
        phrases=tuple(phrases),
        decoys=tuple(decoy for decoy in dict.fromkeys(every.decoys) if decoy not in phrases),
        sentences=tuple(islice(dict.fromkeys(listed), _SENTENCES * 2)),
        likely=tuple(favoured),
    )


@dataclass(frozen=True, slots=True)
class _Answers:
    """The phrases that answer a question for `slots`, each with texts that stand for it."""

    slots: tuple[str, ...]
    spoken: tuple[tuple[Phrase, tuple[str, ...]], ...]

    def texts(self) -> list[str]:
        """All texts."""
        return [text for _, texts in self.spoken for text in texts]

    def expected(self) -> list[str]:
        """The shortest texts, and ages where one is asked for."""
        return [*sorted(self.texts(), key=_words)[:_ANSWERS], *(_AGES if "age" in self.slots else ())]

    def favoured(self) -> list[str]:
        """Short texts that name a value. No symptom: "bed" and "dog" were heard as "red" and "dark", signs of an emergency."""
        values = (texts for phrase, texts in self.spoken if phrase.meaning.kind != "symptom")
        return [text for texts in values for text in texts if _words(text) < _FAVOURED_WORDS]

    def symptoms(self, form: Form) -> list[str]:
        """The symptoms that are said in a form."""
        said = [p for p, _ in self.spoken if p.meaning.kind == "symptom" and p.meaning.form == form]
        return list(dict.fromkeys(texts_of(said)))


_FAVOURED_WORDS = 2
"""The words of a text that the engine may favour, at most, beside its first one."""


def _answers(grammar: Grammar, asked: Sequence[str]) -> _Answers:
    """What answers a question; the opening one where nothing is asked."""
    slots = tuple(asked) or _OPENING
    slots += tuple(source for slot, source in _FOLLOWS_FROM.items() if slot in slots)
    return _Answers(slots, tuple(texts_by_phrase([p for p in grammar.phrases if _speaks_of(p.meaning, slots)], _EACH)))


@dataclass(frozen=True, slots=True)
class _Expected:
    """What may be said whatever is asked; `several` and `usual` only where several things are asked for.

    `said_otherwise`: all wordings of commands and of questions about the subject.
    """

    replies: tuple[str, ...]
    always: tuple[str, ...]
    several: tuple[str, ...]
    usual: tuple[str, ...]
    commands: tuple[str, ...]
    said_otherwise: tuple[str, ...]
    decoys: tuple[str, ...]
    nouns: tuple[str, ...]
    places: tuple[str, ...]


@lru_cache(maxsize=1)
def _for_every_question(grammar: Grammar) -> _Expected:
    by_kind: defaultdict[str, list[Phrase]] = defaultdict(list)
    for phrase in grammar.phrases:
        by_kind[phrase.meaning.kind].append(phrase)
    return _Expected(
        replies=tuple(t for kind, few in _SHORTEST.items() for t in _shortest(by_kind[kind])[:few]),
        always=_unique(grammar.always),
        several=tuple(texts_of(_of_kinds(grammar, _SEVERAL))),
        usual=tuple(t for kind in _SEVERAL for t in _shortest(by_kind[kind])[:_USUAL]),
        commands=tuple(_short_commands(by_kind["command"])),
        said_otherwise=tuple(islice(texts_of(_of_kinds(grammar, ("command", "faq"))), _SENTENCES * 2)),
        decoys=tuple(islice(texts_of(by_kind["decoy"]), _DECOYS)),
        nouns=_unique(p for p in by_kind["symptom"] if p.meaning.form == "noun"),
        places=_unique(p for p in grammar.phrases if "location" in dict(p.meaning.facts)),
    )


def _of_kinds(grammar: Grammar, kinds: Sequence[str]) -> list[Phrase]:
    """The phrases of several kinds, as they stand in the files."""
    return [phrase for phrase in grammar.phrases if phrase.meaning.kind in kinds]


def _unique(phrases: Iterable[Phrase]) -> tuple[str, ...]:
    """What stands for these phrases, each text once."""
    return tuple(dict.fromkeys(texts_of(phrases)))


def _speaks_of(meaning: Meaning, slots: Sequence[str]) -> bool:
    named = {meaning.name, *(slot for slot, _ in meaning.facts)} & set(slots)
    return bool(named) and (not meaning.asked or bool(meaning.asked & set(slots)))


def _short_commands(phrases: Iterable[Phrase]) -> Iterator[str]:
    by_name: dict[str, list[Phrase]] = {}
    for phrase in phrases:
        by_name.setdefault(phrase.meaning.name, []).append(phrase)
    for several in by_name.values():
        yield from (text for text in _shortest(several)[:_COMMANDS] if _words(text) < _COMMAND_WORDS)


def _shortest(phrases: Iterable[Phrase]) -> list[str]:
    """The phrases, those of few words first: a rare one added to the grammars must never push "yes" and "no" out."""
    return sorted(texts_of(phrases), key=_words)


def _words(text: str) -> int:
    return text.count(" ")


def _sentences(answers: _Answers, every: _Expected) -> Iterator[str]:
    """Whole answers: fillers, pieces and what joins them, each piece in turn with each way to say it."""
    for at, piece in enumerate(dict.fromkeys(answers.texts())):
        yield f"{_BEFORE[at % len(_BEFORE)]} {piece} {_AFTER[at % len(_AFTER)]}".strip()
    for at, noun in enumerate(answers.symptoms("noun")):
        yield from (pattern.format(noun) for pattern in (*_NEGATED, *_NOUNS))
        yield from (p.format(noun, every.nouns[(at * 7 + n) % len(every.nouns)]) for n, p in enumerate(_PAIRS))
    for at, state in enumerate(answers.symptoms("say")):
        yield from (_STATED[(at + n) % len(_STATED)].format(state) for n in range(4))
    if not {"location", "side"}.isdisjoint(answers.slots):
        yield from _placed(every.places)


def _placed(places: Sequence[str]) -> Iterator[str]:
    """Places with their sides."""
    for at, place in enumerate(places):
        yield from (f"{_SIDES[(at + n) % len(_SIDES)]} {place}" for n in range(4))
        yield f"{_PLACED[at % len(_PLACED)]} {_SIDES[at % len(_SIDES)]} {place}"


def _openings(grammar: Grammar, named: Sequence[str]) -> Iterator[str]:
    """First sentences: a place and what it does, then since when, after what, or what comes with it; each in its turn."""
    places = [place for place in named if _words(place) < 2]
    signs = list(
        dict.fromkeys(
            text
            for phrase in grammar.phrases
            if phrase.meaning.kind == "symptom" and phrase.meaning.form in ("noun", "say")
            for text in texts_of([phrase], 3)
            if _words(text) < 4
        )
    )
    times = [f"since {point}" for point in CAPTURED["{point}"].split("|")]
    times += [f"for {stretch}" for stretch in CAPTURED["{stretch}"].split("|")]
    for at in range(_SENTENCES // 2):
        place, side = places[at % len(places)], _SIDES[at % len(_SIDES)]
        twitching, after = _TWITCHING[at * 3 % len(_TWITCHING)], _AFTERWARDS[at * 7 % len(_AFTERWARDS)]
        yield " ".join(f"{side} {place} {twitching} {times[at * 5 % len(times)]} {after}".split())
        beside = f"and {_COMES_WITH[at % len(_COMES_WITH)]} {signs[at * 11 % len(signs)]}"
        yield " ".join(f"{side} {place} {twitching} {after} {beside}".split())


_TWITCHING = (
    "has been twitching",
    "is twitching",
    "keeps twitching",
    "won't stop twitching",
    "have been twitching",
    "are twitching",
    "twitches",
    "keep twitching",
    "keeps jumping",
    "started twitching",
)
_AFTERWARDS = (
    "",
    "after training",
    "after leg day",
    "after a run",
    "after the gym",
    "after my workout",
    "after lifting weights",
    "since my run",
)
_COMES_WITH = ("my", "i've got", "i have", "there's", "it feels", "no", "i feel", "i had")
_SIDES = ("my left", "my right", "the left", "right", "left", "both", "my", "the right")
_PLACED = ("it's in", "it's", "um it's", "kind of in", "mostly", "the twitch is in", "the muscle in")
