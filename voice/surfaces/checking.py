"""Every shared file looked over at once: the knowledge, the grammars, and whether the two and the recogniser fit together.

What a caller is told to say must be understood, surely, as an answer to its question; and what a grammar expects must have words
that the recogniser can hear.
"""

import re
from collections.abc import Iterator, Sequence

from voice.errors import KnowledgeError
from voice.ports import Recogniser
from voice.recognition.hearing_file import load_hearing_words
from voice.recognition.pronunciation import shipped_pronunciations
from voice.resources import shared_folder
from voice.skill.dialogue.kinds import is_farewell
from voice.skill.grammar.compiled import Grammar, load_grammar
from voice.skill.knowledge.check import check_knowledge
from voice.skill.knowledge.file import load_lined
from voice.skill.knowledge.model import Knowledge
from voice.skill.knowledge.yaml_lines import LinedDocument
from voice.skill.understanding.always import check_always
from voice.skill.understanding.check import check_grammar
from voice.skill.understanding.examples import check_examples
from voice.skill.understanding.understand import understand
from voice.synthesis.pronunciations import load_pronunciations


def check_shared_files(recogniser: Recogniser) -> tuple[str, ...]:
    """Every fault, as `file:line: what is wrong; what would be right`. Nothing else is looked at while a file cannot be read."""
    faults = check_knowledge()
    try:
        lined, knowledge = load_lined()
        grammar = load_grammar(knowledge)
    except KnowledgeError as error:
        return tuple(dict.fromkeys([*faults, *error.faults]))
    words = sorted({word for text in grammar.samples.texts_of((*grammar.phrases, *grammar.always)) for word in text.split()})
    proofs = (
        *check_grammar(grammar, knowledge, _sounds(words)),
        *check_always(grammar, knowledge),
        *check_examples(grammar),
        *_lingering(knowledge, grammar),
    )
    return (*faults, *proofs, *_choices(lined, knowledge, grammar), *_unheard(words, recogniser), *_unspoken())


def _lingering(knowledge: Knowledge, grammar: Grammar) -> Iterator[str]:
    """Words by which somebody is done, expected everywhere, that would not end a result."""
    done = [phrase for phrase in grammar.always if phrase.meaning.kind in ("no", "nothing_else")]
    for phrase in done:
        for text in grammar.samples.texts_of([phrase]):
            if not is_farewell(knowledge, text):
                yield f"{phrase.at}: '{text}' would not end a result; it should stand in the prompts under `farewells`"


def _choices(lined: LinedDocument, knowledge: Knowledge, grammar: Grammar) -> Iterator[str]:
    """Spoken choices that their own question does not understand, or not surely."""
    for n, question in enumerate(knowledge.questions):
        for m, choice in enumerate(question.choices):
            reading = understand(grammar, choice, question.slots)
            if reading.certainty != "sure" or not set(reading.answers) & set(question.slots):
                what = f"`{choice}` is no sure answer to `{question.id}`; words that its grammar knows would be right"
                yield lined.at(("questions", n, "choices", m), what)


def _sounds(words: Sequence[str]) -> dict[str, tuple[str, ...]]:
    """How each word of the grammars sounds, usually; a word that nobody can pronounce is missing."""
    known = shipped_pronunciations(load_hearing_words().pronunciations)
    return {word: tuple(known.of(word)[0].split()) for word in words if known.of(word)}


def _unheard(words: Sequence[str], recogniser: Recogniser) -> Iterator[str]:
    """Words of the grammars that the recogniser has no pronunciation for; digits are typed, never said."""
    for word in recogniser.unknown_words([word for word in words if not word[0].isdigit()]):
        yield f"{_place(word)}: `{word}` has no pronunciation; one in grammars/hearing.yaml would be right"


def _unspoken() -> tuple[str, ...]:
    """What is wrong with the pronunciations that the natural voice is given."""
    try:
        load_pronunciations()
    except KnowledgeError as error:
        return error.faults
    return ()


def _place(word: str) -> str:
    """The grammar file and line that first has `word`."""
    folder, whole = shared_folder("grammars"), re.compile(rf"\b{re.escape(word)}\b")
    for path in sorted(folder.glob("*.yaml")):
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
            if whole.search(line):
                return f"{path}:{number}"
    return str(folder)
