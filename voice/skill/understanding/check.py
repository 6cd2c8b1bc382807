"""Proofs over the grammar files: every phrase means what it says it means, and nothing sounds like its opposite.

1. Every phrase, asked for where it can be asked for, is read as its own meaning.
2. No two answers to one question that differ in meaning sound nearly the same, but for those that are accepted by name.
3. Every word can be heard: it stands in the recogniser's dictionary, or a pronunciation to add is proposed.
4. Every alarm has its anchors, and everyday sentences hold no alarm.
5. No cheap recombination of a question's phrases (a recogniser's bigram can leave one phrase and enter another at a word
   that they share) surely denies a symptom in words that hold no denial, or affirms it in words that do.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from itertools import combinations, islice

from voice.skill.grammar.compiled import Grammar
from voice.skill.grammar.formulas import Formula
from voice.skill.grammar.kinds import MARKERS
from voice.skill.grammar.phrases import Meaning, Phrase
from voice.skill.knowledge.model import Knowledge, Question
from voice.skill.reading import Answers, Reading
from voice.skill.understanding.anchors import check_anchors
from voice.skill.understanding.matching import GAP
from voice.skill.understanding.understand import understand

Pronunciations = Mapping[str, Sequence[str]]
"""Phonemes by word, as in the CMU dictionary, stress left out."""
Spoken = Sequence[tuple[Phrase, tuple[str, ...]]]
"""The phrases with the texts that stand for them."""

_EACH, _JOINED, _CROSSINGS = 6, 2500, 30
_LEANING = frozenset({"exerted", "of_limb", "of_medicine", "purpose", "settled", "stopping"})
"""Markers of phrases that mean nothing without another."""
_PARSED = frozenset({"symptom", "fact", "command", "faq", "decoy", "yes", "deny", "unknown"})


def check_grammar(grammar: Grammar, knowledge: Knowledge, pronunciations: Pronunciations | None = None) -> list[str]:
    """Every fault, as `file:line: what; what would be right`. Without `pronunciations` nothing is said of sounds."""
    spoken = tuple(grammar.samples.by_phrase(grammar.phrases))
    asked_for = {slot for question in knowledge.questions for slot in question.slots}
    faults = list(misread(grammar, spoken, volunteered=grammar.alarms - asked_for))
    for question in knowledge.questions:
        faults += recombined(grammar, spoken, question)
    faults += check_anchors(grammar)
    faults += alarmed(grammar)
    if pronunciations is not None:
        faults += unspeakable(grammar, spoken, pronunciations)
        for question in knowledge.questions:
            faults += alike(grammar, spoken, question, pronunciations)
    return list(dict.fromkeys(faults))


def alarmed(grammar: Grammar) -> Iterator[str]:
    """Everyday sentences that are read as a sign."""
    for text in grammar.everyday:
        reading = understand(grammar, text, ())
        signs = sorted(slot for slot, value in reading.answers.items() if value is True and slot in grammar.alarms)
        if signs or reading.command == "emergency":
            read = ", ".join(signs) or "a call for help"
            yield f"anchors.yaml: '{text}' says no sign and is read as {read}; anchor what it holds"


def misread(grammar: Grammar, spoken: Spoken, volunteered: Collection[str] = ()) -> Iterator[str]:
    """Phrases that are not read as what they stand for; those of signs that nobody asks for (`volunteered`), said unasked."""
    for phrase, texts in spoken:
        for text in texts[:_EACH] if _is_read_alone(phrase) else ():
            asked = () if _is_of(phrase.meaning, volunteered) else _asked_for(grammar, phrase.meaning)
            reading = understand(grammar, text, asked)
            if not _means(grammar, reading, phrase.meaning, asked):
                name = phrase.meaning.name or dict(phrase.meaning.facts) or phrase.meaning.kind
                yield f"{phrase.at}: '{text}' stands under {name} and is read as {_named(reading)}; move or reword it"


def _is_read_alone(phrase: Phrase) -> bool:
    """Whether a phrase is read as its own meaning without others and without a number or a time."""
    leans = not _LEANING.isdisjoint(slot for slot, _ in phrase.meaning.facts)
    return not leans and phrase.meaning.kind in _PARSED and "{" not in phrase.text.replace(GAP, "")


def _named(reading: Reading) -> object:
    """What a reading holds, to be told of."""
    beside = {kind: value for kind in ("reply", "command", "faq") if (value := getattr(reading, kind))}
    return {**reading.answers, **beside} or reading.certainty


def _is_of(meaning: Meaning, signs: Collection[str]) -> bool:
    return meaning.kind == "symptom" and meaning.form != "lacks" and meaning.name in signs and not meaning.asked


def _asked_for(grammar: Grammar, meaning: Meaning) -> tuple[str, ...]:
    if meaning.asked:
        return tuple(sorted(meaning.asked & (grammar.symptoms | grammar.slots.keys())))
    if meaning.kind == "symptom":
        return (meaning.name,)
    facts = tuple(slot for slot, _ in meaning.facts if slot in grammar.slots or slot in grammar.symptoms)
    return facts or ((grammar.about.role.age,) if meaning.kind == "fact" else (grammar.degree_of,))


def _means(grammar: Grammar, reading: Reading, meaning: Meaning, asked: tuple[str, ...]) -> bool:
    answers = reading.answers
    if meaning.kind in ("command", "faq"):
        return bool(getattr(reading, meaning.kind) == meaning.name)
    if meaning.kind == "decoy":
        return reading.certainty == "rejected"
    if meaning.kind == "symptom":
        return answers.get(meaning.name) is (meaning.form != "lacks")
    if meaning.kind == "fact":
        return _states(grammar, answers, meaning)
    if meaning.kind == "unknown":
        return answers.get(asked[0]) == "unknown" or reading.clarify
    return answers.get(asked[0]) is (meaning.kind == "yes")


def _states(grammar: Grammar, answers: Answers, meaning: Meaning) -> bool:
    """Whether the answers hold the facts of a meaning, but for those that are counted out or only mark a phrase."""
    unsaid = MARKERS | {grammar.about.age}
    plain = [(slot, value) for slot, value in meaning.facts if not isinstance(value, Formula) and slot not in unsaid]
    return all(answers.get(slot) == value or _within(answers.get(slot), value) for slot, value in plain)


def _within(got: object, value: object) -> bool:
    """Whether a list, or a value given as a list, holds what was meant."""
    wanted = set(value) if isinstance(value, tuple) else {value}
    return isinstance(got, tuple) and wanted <= set(got)


def recombined(grammar: Grammar, spoken: Spoken, question: Question) -> Iterator[str]:
    """Crossings of two phrases at a shared word that are sure and whose polarity is not that of their words."""
    symptoms = [slot for slot in question.slots if slot in grammar.symptoms]
    if not symptoms:
        return
    for words in islice(dict.fromkeys(_crossed(_short(spoken, symptoms))), _JOINED):
        text = " ".join(words)
        if _holds_denial(grammar, text):
            continue
        reading = understand(grammar, text, question.slots)
        for symptom in symptoms:
            if _surely_denies(reading, symptom) and _affirms(reading, symptom):
                yield f"{question.id}: a recogniser can join '{text}', which surely denies {symptom} without a word of denial"


def _short(spoken: Spoken, symptoms: Sequence[str]) -> dict[tuple[str, ...], str]:
    """The words of short answers to a question for these symptoms, and what they mean."""
    answers = [(phrase.meaning, texts) for phrase, texts in spoken if _is_short(phrase, symptoms)]
    return {tuple(text.split()): meaning.kind + meaning.form for meaning, texts in answers for text in texts}


def _crossed(meant_by: Mapping[tuple[str, ...], str]) -> Iterator[tuple[str, ...]]:
    """The beginning of a phrase with the end of another that means something else, joined at a word that they share."""
    ends: dict[str, list[tuple[tuple[str, ...], str]]] = {}
    for words, meant in meant_by.items():
        for at in range(1, len(words)):
            ends.setdefault(words[at - 1], []).append((words[at:], meant))
    for words, meant in meant_by.items():
        for at in range(1, len(words)):
            others = (end for end, other in ends[words[at - 1]] if other != meant)
            yield from ((*words[:at], *end) for end in islice(others, _CROSSINGS))


def _holds_denial(grammar: Grammar, text: str) -> bool:
    return not grammar.cues.denials.in_proofs.isdisjoint(grammar.language.tokens.utterance(text, grammar.same).words)


def _surely_denies(reading: Reading, symptom: str) -> bool:
    return reading.certainty == "sure" and reading.answers.get(symptom) is False


def _affirms(reading: Reading, symptom: str) -> bool:
    """Whether the words that were understood are a yes or name the symptom, and none says that it is not there."""
    meanings = [span.meaning for span in reading.spans]
    denied = any("(lacks)" in meaning or meaning == "gone" for meaning in meanings)
    return not denied and any(meaning == "yes" or meaning.startswith(f"symptom {symptom}") for meaning in meanings)


def _is_short(phrase: Phrase, symptoms: Sequence[str]) -> bool:
    of_these = phrase.meaning.kind in ("yes", "no", "deny", "unknown") or phrase.meaning.name in symptoms
    return of_these and phrase.text.count(" ") < 5 and "<" not in phrase.text


def unspeakable(grammar: Grammar, spoken: Spoken, pronunciations: Pronunciations) -> Iterator[str]:
    """Words without a pronunciation; one made of two known words, or of a known word and an ending, is proposed."""
    seen: set[str] = set()
    for phrase, texts in spoken:
        for text in texts:
            for word in text.split():
                if word in seen or word in pronunciations or word[0].isdigit():
                    continue
                seen.add(word)
                made = _made_up(word, pronunciations, grammar.endings)
                advice = f"add '{word} {' '.join(made)}'" if made else "add a pronunciation or say it otherwise"
                yield f"{phrase.at}: no pronunciation of '{word}'; {advice}"


def _made_up(word: str, known: Pronunciations, endings: Pronunciations) -> tuple[str, ...]:
    for at in range(len(word) - 2, 1, -1):
        if word[:at] in known and word[at:] in known and len(word) - at > 2:
            return (*known[word[:at]], *known[word[at:]])
    for ending, sounds in endings.items():
        stem = word.removesuffix(ending)
        if stem != word and stem in known:
            return (*known[stem], *sounds)
    return ()


def alike(grammar: Grammar, spoken: Spoken, question: Question, pronunciations: Pronunciations) -> Iterator[str]:
    """Short answers to one question that differ in meaning and in one sound only, and are not accepted as such."""
    heard: dict[tuple[str, ...], tuple[str, str]] = {}
    for phrase, texts in spoken:
        what = _answer_of(phrase.meaning, question.slots)
        for text in texts[:_EACH] if what and phrase.text.count(" ") < _SHORT else ():
            if sounds := _sounds_of(text, pronunciations):
                heard.setdefault(sounds, (text, what))
    for one, another in _one_sound_apart(heard):
        (text, what), (other, meant) = sorted((heard[one], heard[another]))
        if what != meant and f"{text} / {other}" not in grammar.accepted_alike:
            yield f"{question.id}: '{text}' ({what}) sounds like '{other}' ({meant}); say one otherwise, or accept it"


_SHORT = 2
"""Words of a short answer."""


def _sounds_of(text: str, pronunciations: Pronunciations) -> tuple[str, ...]:
    """The sounds of a short text; none where it is longer, or where one of its words has no pronunciation."""
    words = text.split()
    known = len(words) <= _SHORT and all(word in pronunciations for word in words)
    return tuple(sound for word in words for sound in pronunciations[word]) if known else ()


def _answer_of(meaning: Meaning, slots: Sequence[str]) -> str:
    if meaning.kind in ("no", "deny", "yes", "unknown"):
        return {"deny": "no"}.get(meaning.kind, meaning.kind)
    if meaning.kind == "symptom" and meaning.name in slots:
        return "no" if meaning.form == "lacks" else "yes"
    return ", ".join(f"{slot}={value}" for slot, value in meaning.facts if slot in slots)


_ANY = "?"


def _one_sound_apart(heard: Iterable[tuple[str, ...]]) -> Iterator[tuple[tuple[str, ...], tuple[str, ...]]]:
    """Pairs that are the same but for one sound, or but for one that only one of them has."""
    opened: dict[tuple[str, ...], list[tuple[str, ...]]] = {}
    known = set(heard)
    for sounds in known:
        for at in range(len(sounds)):
            opened.setdefault((*sounds[:at], _ANY, *sounds[at + 1 :]), []).append(sounds)
            without = (*sounds[:at], *sounds[at + 1 :])
            if without in known:
                yield sounds, without
    for several in opened.values():
        yield from combinations(several, 2)
