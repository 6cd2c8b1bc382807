"""What a recogniser is told to expect for one question: data, which each engine builds its own network or model from.

It derives from the same grammar files as understanding does. Not every way to combine alternatives is listed: each
alternative of a phrase appears at least once, so that a list grows with the words of the grammar and not with their product.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

from voice.skill.understanding.grammar import Grammar, Meaning, Phrase
from voice.skill.understanding.notation import Choice, Later, Row, Tree, Word
from voice.skill.understanding.words import POSSESSIVE, split

Texts = tuple[tuple[str, ...], ...]


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


_REPLIES = ("yes", "short_yes", "no", "deny", "unknown", "maybe")
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
_CAPTURED = {
    "{word}": "spin",
    "{gap}": "",
    "{n}": "one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|fifteen|sixteen|twenty|twenty five|thirty|thirty two|"
    "thirty four|forty|forty five|fifty|fifty six|sixty|seventy|zero|a couple of|two or three|a few|seventeen|eighteen|nineteen",
    "{stretch}": "a day|two days|three days|four days|five days|a few days|a couple of days|a week|two weeks|three weeks|a month|"
    "six weeks|two months|three months|six months|a year|an hour|two hours|half an hour|ten minutes|twenty minutes|a few hours|"
    "a few weeks|a couple of weeks|a day or two|two or three days|a week and a half|a fortnight|about a week|years|ten years|"
    "forty eight hours|four or five days|an hour or two|a few months|a couple of months|two years|five minutes|thirty minutes",
    "{point}": "yesterday|yesterday morning|yesterday evening|last night|this morning|this afternoon|monday|tuesday|wednesday|"
    "thursday|friday|saturday|sunday|last monday|the weekend|monday morning|friday evening|today|the day before yesterday",
}
_CONTRACTED = (
    ("can not", "can't"),
    ("do not", "don't"),
    ("does not", "doesn't"),
    ("did not", "didn't"),
    ("have not", "haven't"),
    ("has not", "hasn't"),
    ("had not", "hadn't"),
    ("is not", "isn't"),
    ("was not", "wasn't"),
    ("are not", "aren't"),
    ("could not", "couldn't"),
    ("would not", "wouldn't"),
    ("will not", "won't"),
    ("should not", "shouldn't"),
    ("i am", "i'm"),
    ("it is", "it's"),
    ("that is", "that's"),
    ("there is", "there's"),
    ("what is", "what's"),
    ("i have been", "i've been"),
    ("i have had", "i've had"),
    ("i have got", "i've got"),
    ("it has been", "it's been"),
    ("i would", "i'd"),
)
_LONG = re.compile("|".join(long for long, _ in _CONTRACTED))
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
    slots = tuple(asked) or _OPENING
    slots += tuple(source for slot, source in _FOLLOWS_FROM.items() if slot in slots)
    replies = [p for p in grammar.phrases if p.meaning.kind in _REPLIES or (p.meaning.kind in _SEVERAL and len(asked) > 1)]
    answers = [p for p in grammar.phrases if _speaks_of(p.meaning, slots)]
    commands = [p for p in grammar.phrases if p.meaning.kind in ("command", "faq")]
    phrases = (
        *(t for kind, few in _SHORTEST.items() for t in _shortest(p for p in replies if p.meaning.kind == kind)[:few]),
        *texts_of(p for p in replies if p.meaning.kind in _SEVERAL),
        *(() if confirming else sorted(texts_of(answers, _EACH), key=_words)[:_ANSWERS]),
        *(_AGES if "age" in slots and not confirming else ()),
        *_short_commands(p for p in commands if p.meaning.kind == "command"),
    )
    decoys = islice(texts_of(p for p in grammar.phrases if p.meaning.kind == "decoy"), _DECOYS)
    name = "+".join(asked) or "opening"
    unique = tuple(dict.fromkeys(phrases))
    whole = () if asked else _openings(grammar)
    listed = (*whole, *unique, *_sentences(grammar, slots, answers), *texts_of(commands))
    sentences = tuple(islice(dict.fromkeys(listed), _SENTENCES * 2))
    kept = frozenset(unique)
    refused = tuple(d for d in dict.fromkeys(decoys) if d not in kept)
    # No symptom is favoured: "bed" and "dog" were heard as "red" and "dark", signs of an emergency.
    values = () if confirming else texts_of((p for p in answers if p.meaning.kind != "symptom"), _EACH)
    several = [t for kind in _SEVERAL for t in _shortest(p for p in replies if p.meaning.kind == kind)[:_USUAL]]
    likely = tuple(dict.fromkeys((*several, *(t for t in values if t.count(" ") < 2))))
    return SpeechGrammar(name + ("?" if confirming else ""), unique, refused, sentences, likely)


def _speaks_of(meaning: Meaning, slots: Sequence[str]) -> bool:
    named = {meaning.name, *(slot for slot, _ in meaning.facts)} & set(slots)
    return bool(named) and (not meaning.asked or bool(meaning.asked & set(slots)))


def texts_of(phrases: Iterable[Phrase], each: int | None = None) -> Iterator[str]:
    """The phrases as they are spoken, every alternative at least once, or the first `each` of them."""
    for _, texts in texts_by_phrase(phrases, each):
        yield from texts


def texts_by_phrase(phrases: Iterable[Phrase], each: int | None = None) -> Iterator[tuple[Phrase, tuple[str, ...]]]:
    """Each phrase with its texts, as `texts_of` gives them."""
    done: dict[int, Texts] = {}
    for phrase in phrases:
        yield phrase, tuple(_spoken(words) for words in _cover(phrase.tree, each, done))


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


def _spoken(words: Sequence[str]) -> str:
    text = " ".join(split(" ".join(words).replace(f" {POSSESSIVE}", POSSESSIVE)))
    if not _LONG.search(text):
        return text
    for long, short in _CONTRACTED:
        text = f" {text} ".replace(f" {long} ", f" {short} ").strip()
    return text


def _cover(tree: Tree, most: int | None, done: dict[int, Texts]) -> Texts:
    """Word sequences of a tree in which each of its words stands at least once; the shortest first, `most` of them if given.

    `done` holds parts that were met before: word classes stand in many phrases.
    """
    if isinstance(tree, Word):
        return tuple(tuple(t.split()) for t in _CAPTURED.get(tree.text, tree.text).split("|"))[:most] if tree.text else ()
    if id(tree) not in done:
        done[id(tree)] = _combined(tree, most, done)
    return done[id(tree)]


def _combined(tree: Row | Choice | Later, most: int | None, done: dict[int, Texts]) -> Texts:
    if isinstance(tree, Later):
        return _cover(tree.tree(), most, done)
    if isinstance(tree, Row):
        parts = [_cover(part, most, done) for part in tree.parts]
        size = max((len(p) for p in parts), default=1)
        return tuple(tuple(w for p in parts for w in p[at % len(p)]) for at in range(size))
    found = dict.fromkeys(words for part in tree.parts for words in _cover(part, most, done))
    return tuple(sorted(found, key=len))[:most]


def _sentences(grammar: Grammar, slots: Sequence[str], answers: Sequence[Phrase]) -> Iterator[str]:
    """Whole answers: fillers, pieces and what joins them, each piece in turn with each way to say it."""
    pieces = list(dict.fromkeys(texts_of(answers, _EACH)))
    nouns = list(dict.fromkeys(texts_of(p for p in grammar.phrases if p.meaning.kind == "symptom" and p.meaning.form == "noun")))
    own = list(dict.fromkeys(texts_of(p for p in answers if p.meaning.kind == "symptom" and p.meaning.form == "noun")))
    said = list(dict.fromkeys(texts_of(p for p in answers if p.meaning.kind == "symptom" and p.meaning.form == "say")))
    for at, piece in enumerate(pieces):
        yield f"{_BEFORE[at % len(_BEFORE)]} {piece} {_AFTER[at % len(_AFTER)]}".strip()
    for at, noun in enumerate(own):
        yield from (pattern.format(noun) for pattern in (*_NEGATED, *_NOUNS))
        yield from (p.format(noun, nouns[(at * 7 + n) % len(nouns)]) for n, p in enumerate(_PAIRS))
    for at, state in enumerate(said):
        yield from (_STATED[(at + n) % len(_STATED)].format(state) for n in range(4))
    if "location" in slots or "side" in slots:
        places = list(dict.fromkeys(texts_of(p for p in grammar.phrases if "location" in dict(p.meaning.facts))))
        for at, place in enumerate(places):
            yield from (f"{_SIDES[(at + n) % len(_SIDES)]} {place}" for n in range(4))
            yield f"{_PLACED[at % len(_PLACED)]} {_SIDES[at % len(_SIDES)]} {place}"


def _openings(grammar: Grammar) -> Iterator[str]:
    """First sentences: a place and what it does, then since when, after what, or what comes with it; each in its turn."""
    places = list(
        dict.fromkeys(t for t in texts_of(p for p in grammar.phrases if "location" in dict(p.meaning.facts)) if _words(t) < 2)
    )
    signs = list(
        dict.fromkeys(
            text
            for phrase in grammar.phrases
            if phrase.meaning.kind == "symptom" and phrase.meaning.form in ("noun", "say")
            for text in texts_of([phrase], 3)
            if _words(text) < 4
        )
    )
    times = [f"since {point}" for point in _CAPTURED["{point}"].split("|")]
    times += [f"for {stretch}" for stretch in _CAPTURED["{stretch}"].split("|")]
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
