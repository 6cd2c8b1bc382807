"""What a recogniser is told to expect for one question: data, which each engine builds its own network or model from.

It derives from the same grammar files as understanding does, each phrase as it is spoken (`samples.py`). What is said around
an answer is the language's (`voice.skill.language.words.SpeechWords`).
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice

from voice.skill.grammar.compiled import Grammar
from voice.skill.grammar.phrases import Form, Meaning, Phrase
from voice.skill.grammar.samples import Samples
from voice.skill.language.words import SpeechWords


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
_WAYS = 4
"""Ways to say a place or a state that each of them is put in."""
_AGES = range(10, 100)


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
    listed = (*every.always, *whole, *phrases, *_sentences(answers, every, grammar), *every.said_otherwise)
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
    samples: Samples
    ages: tuple[str, ...] = ()

    def texts(self) -> list[str]:
        """All texts."""
        return [text for _, texts in self.spoken for text in texts]

    def expected(self) -> list[str]:
        """The shortest texts, and ages where one is asked for."""
        return [*sorted(self.texts(), key=_words)[:_ANSWERS], *self.ages]

    def favoured(self) -> list[str]:
        """Short texts that name a value. No symptom: "bed" and "dog" were heard as "red" and "dark", signs of an emergency."""
        values = (texts for phrase, texts in self.spoken if phrase.meaning.kind != "symptom")
        return [text for texts in values for text in texts if _words(text) < _FAVOURED_WORDS]

    def symptoms(self, form: Form) -> list[str]:
        """The symptoms that are said in a form."""
        said = [p for p, _ in self.spoken if p.meaning.kind == "symptom" and p.meaning.form == form]
        return list(dict.fromkeys(self.samples.texts_of(said)))


_FAVOURED_WORDS = 2
"""The words of a text that the engine may favour, at most, beside its first one."""


def _answers(grammar: Grammar, asked: Sequence[str]) -> _Answers:
    """What answers a question; the opening one where nothing is asked."""
    slots = tuple(asked) or grammar.about.opening
    slots += tuple(source for slot, source in grammar.follows_from.items() if slot in slots)
    told = [phrase for phrase in grammar.phrases if _speaks_of(phrase.meaning, slots)]
    ages = tuple(filter(None, map(grammar.language.numbers.in_words, _AGES if grammar.about.age in slots else ())))
    return _Answers(slots, tuple(grammar.samples.by_phrase(told, _EACH)), grammar.samples, ages)


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
    samples = grammar.samples
    return _Expected(
        replies=tuple(t for kind, few in _SHORTEST.items() for t in _shortest(samples, by_kind[kind])[:few]),
        always=_unique(samples, grammar.always),
        several=tuple(samples.texts_of(_of_kinds(grammar, _SEVERAL))),
        usual=tuple(t for kind in _SEVERAL for t in _shortest(samples, by_kind[kind])[:_USUAL]),
        commands=tuple(_short_commands(samples, by_kind["command"])),
        said_otherwise=tuple(islice(samples.texts_of(_of_kinds(grammar, ("command", "faq"))), _SENTENCES * 2)),
        decoys=tuple(islice(samples.texts_of(by_kind["decoy"]), _DECOYS)),
        nouns=_unique(samples, (p for p in by_kind["symptom"] if p.meaning.form == "noun")),
        places=_unique(samples, (p for p in grammar.phrases if grammar.about.role.place in dict(p.meaning.facts))),
    )


def _of_kinds(grammar: Grammar, kinds: Sequence[str]) -> list[Phrase]:
    """The phrases of several kinds, as they stand in the files."""
    return [phrase for phrase in grammar.phrases if phrase.meaning.kind in kinds]


def _unique(samples: Samples, phrases: Iterable[Phrase]) -> tuple[str, ...]:
    """What stands for these phrases, each text once."""
    return tuple(dict.fromkeys(samples.texts_of(phrases)))


def _speaks_of(meaning: Meaning, slots: Sequence[str]) -> bool:
    named = {meaning.name, *(slot for slot, _ in meaning.facts)} & set(slots)
    return bool(named) and (not meaning.asked or bool(meaning.asked & set(slots)))


def _short_commands(samples: Samples, phrases: Iterable[Phrase]) -> Iterator[str]:
    by_name: dict[str, list[Phrase]] = {}
    for phrase in phrases:
        by_name.setdefault(phrase.meaning.name, []).append(phrase)
    for several in by_name.values():
        yield from (text for text in _shortest(samples, several)[:_COMMANDS] if _words(text) < _COMMAND_WORDS)


def _shortest(samples: Samples, phrases: Iterable[Phrase]) -> list[str]:
    """The phrases, those of few words first: a rare one added to the grammars must never push "yes" and "no" out."""
    return sorted(samples.texts_of(phrases), key=_words)


def _words(text: str) -> int:
    return text.count(" ")


def _sentences(answers: _Answers, every: _Expected, grammar: Grammar) -> Iterator[str]:
    """Whole answers: fillers, pieces and what joins them, each piece in turn with each way to say it."""
    speech, role = grammar.language.speech, grammar.about.role
    for at, piece in enumerate(dict.fromkeys(answers.texts())):
        yield f"{_turn(speech.before, at)} {piece} {_turn(speech.after, at)}".strip()
    for at, noun in enumerate(answers.symptoms("noun")):
        yield from (pattern.format(noun) for pattern in (*speech.negated, *speech.nouns))
        yield from (p.format(noun, every.nouns[(at * 7 + n) % len(every.nouns)]) for n, p in enumerate(speech.pairs))
    for at, state in enumerate(answers.symptoms("say")):
        yield from (_turn(speech.stated, at + n).format(state) for n in range(_WAYS))
    if not {role.place, role.side}.isdisjoint(answers.slots):
        yield from _placed(every.places, speech)


def _placed(places: Sequence[str], speech: SpeechWords) -> Iterator[str]:
    """Places with their sides."""
    for at, place in enumerate(places):
        yield from (f"{_turn(speech.sides, at + n)} {place}" for n in range(_WAYS))
        yield f"{_turn(speech.placed, at)} {_turn(speech.sides, at)} {place}"


def _turn(texts: Sequence[str], at: int) -> str:
    """Each of these texts in its turn; nothing where there are none."""
    return texts[at % len(texts)] if texts else ""


def _openings(grammar: Grammar, named: Sequence[str]) -> Iterator[str]:
    """First sentences: a place and what it does, then since when, after what, or what comes with it; each in its turn."""
    speech = grammar.language.speech
    places = [place for place in named if _words(place) < 2]
    signs = list(
        dict.fromkeys(
            text
            for phrase in grammar.phrases
            if phrase.meaning.kind == "symptom" and phrase.meaning.form in ("noun", "say")
            for text in grammar.samples.texts_of([phrase], 3)
            if _words(text) < 4
        )
    )
    times = [*map(speech.since.format, speech.point), *map(speech.lasting.format, speech.length)]
    for at in range(_SENTENCES // 2):
        place, side = _turn(places, at), _turn(speech.sides, at)
        twitching, after = _turn(speech.twitching, at * 3), _turn(speech.afterwards, at * 7)
        yield " ".join(f"{side} {place} {twitching} {_turn(times, at * 5)} {after}".split())
        beside = speech.beside.format(_turn(speech.comes_with, at), _turn(signs, at * 11))
        yield " ".join(f"{side} {place} {twitching} {after} {beside}".split())
