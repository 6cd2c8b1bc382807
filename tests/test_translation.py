"""The texts of another language in place of the English ones: all of them, and nothing else."""

import re
from collections.abc import Mapping

import pytest
import yaml
from talking import healthy_answers, meaning

from voice.errors import KnowledgeError
from voice.skill.dialogue.commands import begin
from voice.skill.dialogue.effects import Say
from voice.skill.dialogue.engine import current_listen, step
from voice.skill.dialogue.events import Started
from voice.skill.dialogue.state import Phase
from voice.skill.knowledge.file import knowledge_path, load_knowledge
from voice.skill.knowledge.translation import nested_texts, texts_of
from voice.skill.knowledge.yaml_lines import read_lined

HALF = knowledge_path().parents[1] / "tests" / "spanish" / "texts.yaml"
MOST = 60


def shouted(text):
    """A text in capitals; what is put into it keeps its place."""
    if isinstance(text, Mapping):
        return {heading: shouted(name) for heading, name in text.items()}
    if isinstance(text, list):
        return [shouted(one) for one in text]
    return re.sub(r"[^{}]+(?![^{}]*\})", lambda found: found.group().upper(), text) if isinstance(text, str) else text


def texts():
    """Every text of the shipped file by its place."""
    return texts_of(read_lined(knowledge_path()).document)


def written(folder, given):
    """A file of texts."""
    path = folder / "texts.yaml"
    path.write_text(yaml.safe_dump(nested_texts(given), allow_unicode=True), encoding="utf-8")
    return path


def test_a_conversation_is_held_in_the_other_texts(tmp_path):
    """With every text in capitals nothing that is said has a small letter, from the greeting to the farewell."""
    knowledge = load_knowledge(texts=written(tmp_path, {place: shouted(text) for place, text in texts().items()}))
    state, effects = step(knowledge, begin(knowledge), Started())
    said = [effect.text for effect in effects if isinstance(effect, Say)]
    for _ in range(MOST):
        listening = current_listen(knowledge, state)
        if listening is None or state.phase is Phase.RESULT:
            break
        answers = healthy_answers(knowledge, listening.slots)
        state, effects = step(knowledge, state, meaning(answers=answers, reply="yes" if listening.confirming else None))
        said += [effect.text for effect in effects if isinstance(effect, Say)]
    assert state.phase is Phase.RESULT
    assert [text for text in said if re.search("[a-z]", text)] == []


def test_the_same_texts_change_nothing(tmp_path):
    """Rules, ids and guards are the file's own: with its own texts laid over it, it is the same."""
    assert load_knowledge(texts=written(tmp_path, texts())).model_dump() == load_knowledge().model_dump()


def test_half_a_language_is_refused():
    """Where texts are missing nobody is spoken to: it is said how many, and which come first."""
    with pytest.raises(KnowledgeError, match=r"\d+ texts are not translated, such as sources.S0.said"):
        load_knowledge(texts=HALF)


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ("questions: {pain: {agian: x}}", "no text stands here; did you mean `again`?"),
        ("rules: {E1: {level: doctor}}", "no text stands here"),
        ("slots: {location: {groups: {Leg: Pierna}}}", "all the same headings"),
        ("- a list", "no sections"),
    ],
)
def test_what_is_no_text_is_a_fault_on_its_line(tmp_path, line, says):
    """A misspelt key, a rule, a heading too few, or a file that is none."""
    path = tmp_path / "texts.yaml"
    path.write_text(line + "\n", encoding="utf-8")
    with pytest.raises(KnowledgeError, match=r"texts\.yaml:1: ") as raised:
        load_knowledge(texts=path)
    assert says in str(raised.value)
