"""What README and docs name is there: files, commands, flags; and the examples of docs/extending.md are what they say."""

import re
from pathlib import Path

import click
import numpy as np
import pytest
import yaml

from grammars import shipped
from voice.cli import COMMANDS, main
from voice.skill.grammar.compiled import load_grammar
from voice.skill.grammar.kinds import MARKERS
from voice.skill.grammar.speech_grammar import SpeechGrammar
from voice.skill.knowledge.facts import Symptom
from voice.skill.knowledge.file import load_knowledge
from voice.skill.knowledge.model import Question
from voice.skill.understanding.understand import understand

ROOT = Path(__file__).parent.parent
PAGES = ["README.md", "ARCHITECTURE.md", *(f"docs/{page.name}" for page in sorted((ROOT / "docs").glob("*.md")))]
TO_BE_WRITTEN = {"tests/conversations/had_the_flu.yaml", "voice/recognition/bursts.py", "talk --no-tones"}
"""What a reader of docs/extending.md makes."""
PLACE = re.compile(r"\b((?:voice|tests|grammars|knowledge|script|docs)/[\w./]*\w)(?![\w/]*[*{<-])")
LINK = re.compile(r"\]\((?!https?:|#)([^)#]+)\)")
COMMAND = re.compile(r"(?<![\w/-])twitchwise ([a-z]+)((?: (?:[^\s`|#()]+))*)")


def page(name):
    """Its text."""
    return (ROOT / name).read_text(encoding="utf-8")


def blocks(kind):
    """The examples of docs/extending.md in one language."""
    return re.findall(rf"^```{kind}\n(.*?)^```", page("docs/extending.md"), re.MULTILINE | re.DOTALL)


@pytest.mark.parametrize("name", PAGES)
def test_the_files_that_a_page_names_are_there(name):
    """In backticks or as links; but for those that the reader is told to write."""
    named = set(PLACE.findall(" ".join(re.findall(r"`[^`\n]+`", page(name))))) - TO_BE_WRITTEN - {"voice/data"}
    linked = {str(Path(name).parent / link) for link in LINK.findall(page(name))}
    assert not [place for place in named | linked if not (ROOT / place).exists()]


@pytest.mark.parametrize("name", PAGES)
def test_the_commands_and_flags_that_a_page_shows_are_known(name):
    """Each flag to the command, or subcommand, that it stands with."""
    shown = [
        (first, rest.split())
        for code in re.findall(r"`twitchwise [^`\n]+`|^(?:    .*|[^`\n]*\| )?twitchwise .*", page(name), re.MULTILINE)
        for first, rest in COMMAND.findall(code)
    ]
    assert not {fault for first, rest in shown for fault in _unknown(first, rest)} - TO_BE_WRITTEN


def _unknown(first, rest):
    if first not in COMMANDS:
        return [first]
    command = main.get_command(click.Context(main), first)
    if isinstance(command, click.Group) and rest and not rest[0].startswith("--"):
        command = command.get_command(click.Context(command), rest[0])
        if command is None:
            return [f"{first} {rest[0]}"]
    known = {flag for one in command.params for flag in (*one.opts, *one.secondary_opts)} | {"--help"}
    return [f"{first} {word}" for word in rest if word.startswith("--") and word.strip("….,;:") not in known]


def test_the_question_of_the_example_is_one():
    """The entries that a newcomer is shown pass the knowledge file's own models."""
    symptom, question, *_ = (yaml.safe_load(block) for block in blocks("yaml"))
    assert Symptom.model_validate(symptom["recent_illness"]).sources
    assert Question.model_validate(question[0]).slots == ("recent_illness",)


EXAMPLES = re.findall(r'^\| [^|]*\| ([a-z_]*) ?\| "([^"|]+)" \| (\w+)(?:: ([^|]+))? \|$', page("docs/extending.md"), re.MULTILINE)
"""What was asked for, what is said, how certain it is, and what is understood."""


def _shown(value):
    """An answer as the page writes it."""
    return " and ".join(value) or "none" if isinstance(value, tuple) else str(value).lower()


@pytest.mark.parametrize(("asked", "text", "certainty", "answers"), EXAMPLES)
def test_the_examples_of_what_words_do_are_understood_as_the_page_says(asked, text, certainty, answers):
    """No more and no less, and as surely."""
    reading = understand(shipped(), text, asked.split())
    assert reading.certainty == certainty
    assert ", ".join(f"{slot}={_shown(value)}" for slot, value in reading.answers.items()) == answers.strip()


def test_every_marker_and_key_that_the_page_explains_has_an_example():
    """The last table has a row for each of the two before it, and the markers are markers."""
    explaining = page("docs/extending.md").split("### What words do to each other")[1].split("\n## ")[0]
    columns = _first_columns(explaining)
    keys, markers, examples = (set(re.findall(r"`(\w+)", " ".join(one))) for one in columns)
    assert examples == (keys | markers) - {"words"}
    assert markers <= MARKERS
    assert len(EXAMPLES) == len(columns[-1])


def _first_columns(text):
    """The cells of the first column of each table."""
    tables = re.split(r"\n(?!\|)", text)
    rows = [[line.split("|")[1] for line in table.splitlines() if line.startswith("| ")][2:] for table in tables]
    return [cells for cells in rows if cells]


GERMAN = re.findall(
    r'^\| ([a-z_]+) \| "([^"|]+)" \| (\w+): ([^|]+) \|$',
    page("docs/extending.md").split("\n## A language")[1].split("\n## ")[0],
    re.MULTILINE,
)
"""What was asked for, what is said in the language of the example, how certain it is, and what is understood."""


@pytest.fixture(scope="module")
def german(tmp_path_factory):
    """The grammar that a translator is shown, its files written down as they stand on the page."""
    folder = tmp_path_factory.mktemp("german")
    for block in blocks("yaml"):
        if named := re.match(r"# german/(\w+\.yaml)\n", block):
            (folder / named[1]).write_text(block, encoding="utf-8")
    return load_grammar(load_knowledge(), folder)


@pytest.mark.parametrize(("asked", "text", "certainty", "answers"), GERMAN)
def test_the_language_of_the_example_is_understood_as_the_page_says(german, asked, text, certainty, answers):
    """Four small files are enough for three questions."""
    reading = understand(german, text, [asked])
    assert reading.certainty == certainty
    assert ", ".join(f"{slot}={_shown(value)}" for slot, value in reading.answers.items()) == answers


def test_the_table_of_the_example_has_three_questions():
    """Yes and no, pain, and the side."""
    assert {asked for asked, *_ in GERMAN} == {"pain", "side"}
    assert {"ja", "nein"} <= {text for _, text, *_ in GERMAN}


def test_the_recogniser_of_the_example_hears():
    """One sound is yes, two are no, none is nothing."""
    made = {}
    exec(blocks("python")[0], made)  # noqa: S102 (our own page)
    sound, rest = np.full(8000, 5000, np.int16), np.zeros(8000, np.int16)
    heard = []
    for parts in ([rest, sound, rest], [rest, sound, rest, sound], [rest]):
        utterance = made["BurstRecogniser"]().utterance(SpeechGrammar("pain", ("yes", "no")))
        for part in parts:
            utterance.accept(part)
        heard.append(utterance.finish().text)
    assert heard == ["yes", "no", ""]
