"""A second language, as a proof that a language is data: Spanish answers to a few questions, read by the same code as English.

The pack in `tests/spanish` is offered to nobody: no clinician and no translator has seen it.
"""

import ast
from pathlib import Path

import pytest
import yaml
from spanish_table import FOLDER, NOW, UTTERANCES, read, spanish, told

import voice
from voice.skill.grammar.speech_grammar import speech_grammar
from voice.skill.knowledge.file import knowledge_path, load_knowledge
from voice.skill.language.languages import RULES
from voice.skill.language.tokens import UNKNOWN
from voice.skill.understanding.understand import understand

TEXTS = yaml.safe_load((FOLDER / "texts.yaml").read_text())["questions"]


@pytest.mark.parametrize("said", UTTERANCES, ids=lambda said: f"{'+'.join(said.asked) or 'opening'}: {said.text}")
def test_a_spanish_answer_is_understood(said):
    """It gives the answers of the table, as surely as the table says."""
    reading = read(said)
    assert (told(reading), reading.certainty) == (said.means, said.certainty)


def test_the_table_is_large_enough_to_prove_something():
    """There are many utterances, and as many deny as state."""
    values = [value for said in UTTERANCES for value in said.means.values()]
    assert len(UTTERANCES) >= 150
    assert min(values.count(True), values.count(False)) > 50


SIGNS = [said for said in UTTERANCES if True in said.means.values()]


@pytest.mark.parametrize("said", SIGNS, ids=lambda said: said.text)
def test_a_word_that_was_not_heard_never_denies_a_sign(said):
    """Whichever word is lost, no sign that was told is surely absent."""
    words = said.text.replace(",", "").split()
    for at in range(len(words)):
        reading = understand(spanish(), " ".join((*words[:at], UNKNOWN, *words[at + 1 :])), said.asked, now=NOW)
        denied = {sign for sign, there in said.means.items() if there is True and reading.answers.get(sign) is False}
        assert reading.certainty != "sure" or not denied, words[at]


def test_one_word_is_no_and_not():
    """ "No" alone answers, before a verb it denies, and between two values it corrects."""
    assert understand(spanish(), "no", ["pain"]).answers == {"pain": False}
    assert understand(spanish(), "no me duele", []).answers == {"pain": False}
    assert understand(spanish(), "la izquierda no la derecha", ["side"]).answers == {"side": "right"}


def test_a_yes_and_a_no_confirm():
    """What was read back is confirmed and denied by the Spanish words."""
    replies = [
        understand(spanish(), text, ["side"], confirming={"side": "left"}).reply for text in ("sí", "no", "así es", "qué va")
    ]
    assert replies == ["yes", "no", "yes", "no"]


@pytest.fixture(scope="module")
def knowledge(tmp_path_factory):
    """The knowledge file with the Spanish texts."""
    document = yaml.load(knowledge_path().read_text(encoding="utf-8"), yaml.CSafeLoader)
    for question in document["questions"]:
        question.update(TEXTS.get(question["id"], {}))
    path: Path = tmp_path_factory.mktemp("spanish") / "knowledge.yaml"
    path.write_text(yaml.safe_dump(document, allow_unicode=True, sort_keys=False), encoding="utf-8")
    return load_knowledge(path)


@pytest.mark.parametrize("question", sorted(TEXTS))
def test_a_question_understands_what_it_offers(knowledge, question):
    """The Spanish texts are loaded like any others, and each choice is a sure answer to its own question."""
    asked = next(one for one in knowledge.questions if one.id == question)
    assert asked.ask == TEXTS[question]["ask"]
    for choice in asked.choices:
        reading = understand(spanish(), choice, asked.slots, now=NOW)
        assert reading.certainty == "sure", choice
        assert set(reading.answers) & set(asked.slots), choice


def test_a_recogniser_expects_spanish():
    """What it is told to expect are Spanish answers, numbers among them, and nothing around them is English."""
    expected = speech_grammar(spanish(), ("pain", "duration_days"))
    assert {"no", "dolor", "me ha dolido", "desde ayer"} <= set(expected.phrases)
    assert "no me ha dolido" in expected.sentences
    words = {word for text in (*expected.phrases, *expected.sentences) for word in text.split()}
    assert words.isdisjoint("the my not it i've got have some really".split())


def test_spanish_needs_no_code_of_its_own():
    """Its words are lists, it has no rules among the languages, and only one module knows which languages there are."""
    assert "rules" not in yaml.safe_load((FOLDER / "grammars" / "language.yaml").read_text())["language"]
    assert {"en", "plain"} == RULES
    code = {path: ast.parse(path.read_text()) for path in Path(voice.__file__).parent.rglob("*.py")}
    importing = {
        path.name
        for path, tree in code.items()
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and str(node.module).startswith("voice.skill.language.en")
    }
    assert importing == {"languages.py"}
