"""Whatever a file holds that was damaged or made with bad intent: a short line for each fault, and no other exception."""

import re
from pathlib import Path

import pytest
from talking import whole

from voice.errors import FileError, SettingsError
from voice.recognition.hearing_file import load_hearing_words
from voice.rehearsal.room import leak_of, noise_of
from voice.rehearsal.scripts import load_script
from voice.settings import Layer
from voice.settings_file import settings_for
from voice.skill.grammar.compiled import load_grammar
from voice.skill.knowledge.file import load_knowledge
from voice.skill.knowledge.yaml_lines import read_yaml

LONGEST, MOST = 1_200, 51
"""Characters of a fault, some of which list all that is allowed; and lines."""


def bomb(levels):
    """A list of lists of lists, nine to each level, written with aliases."""
    lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x]"]
    lines += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]" for n in range(1, levels)]
    return "\n".join(lines)


HOSTILE = {
    "bomb": bomb(9),
    "circle": "a: &a [*a]",
    "deep list": "a: " + "[" * 400 + "]" * 400,
    "deep map": "a: " + "{a: " * 300 + "1" + "}" * 300,
    "deeper than the parser goes": "a: " + "[" * 20_000,
    "deep block": "- " * 20_000 + "a",
    "no timestamp": 'a: !!timestamp "x"',
    "no int": 'a: !!int "x"',
    "empty int": 'a: !!int ""',
    "no float": 'a: !!float "x"',
    "no bool": 'a: !!bool "x"',
    "no binary": 'a: !!binary "\u00e9"',
    "no date": "a: 2001-99-99",
    "unknown tag": "a: !stranger x",
    "python tag": "a: !!python/object/apply:os.system [echo]",
    "merge": "a: &a {b: 1}\nc: {<<: *a}",
    "digits": "a: " + "9" * 10_000,
    "sixties": "a: 1" + ":59" * 200_000,
    "key that is a list": "? [a]\n: b",
    "key that is true": "yes: 1",
    "long key": f"{'k' * 1000}: 1\nyes: 1",
    "long number as key": f"{'9' * 1000}: 1",
    "key twice": "a: 1\na: 2",
    "control character": "a: \x01",
    "half a character": b"a: \xc3",
    "no text": b"\xff\xfe\x00\x01",
    "two documents": "a: 1\n--- \nb: 2",
    "unknown alias": "a: *b",
    "only a number": "7",
    "only a list": "- a",
    "empty": "",
    "long key of no section": f"{'k' * 900}: 1",
    "many keys": "".join(f"key_{n}: 1\n" for n in range(20_000)),
    "many keys that are no words": "".join(f"{n}: 1\n" for n in range(20_000)),
    "too large": "#" * 5_000_000,
}


def short_lines(error):
    """What is said, each fault in a line of its own that can be read."""
    lines = str(error).split("\n")
    assert all(0 < len(line) <= LONGEST and line.isprintable() for line in lines), lines
    return lines


FINE = {
    *(("yaml", name) for name in ("only a number", "only a list", "long key of no section", "many keys")),
    ("hearing", "many keys"),
    ("hearing", "long key of no section"),
}
"""What is well-formed, and of no concern to its reader."""


def _grammar(path):
    load_grammar(whole(), path.parent)


def _rehearsal(path):
    script = load_script(path, ())
    noise_of(script, path.parent)
    leak_of(script)


READERS = {
    "yaml": read_yaml,
    "knowledge": load_knowledge,
    "grammar": _grammar,
    "hearing": load_hearing_words,
    "rehearsal": _rehearsal,
}


@pytest.mark.parametrize("name", HOSTILE)
@pytest.mark.parametrize("reader", READERS)
def test_a_hostile_yaml_file_is_short_lines_with_its_place(tmp_path, reader, name):
    """Every reader of YAML refuses it, as `file:line: what` wherever a line can be told."""
    path = tmp_path / "hostile.yaml"
    content = HOSTILE[name]
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    if (reader, name) in FINE:
        READERS[reader](path)
        return
    with pytest.raises(FileError) as caught:
        READERS[reader](path)
    lines = short_lines(caught.value)
    assert len(lines) <= MOST
    for line in lines:
        assert re.match(rf"{re.escape(str(path))}(:\d+)?: |and \d+ more$", line), line


WRONG = (
    "text",
    "5",
    "true",
    "[1]",
    "[text]",
    "{a: 1}",
    "{a: text}",
    "{a: [text]}",
    "{a: {b: 1}}",
    "{a: {b: text}}",
    "2020-01-01",
    "",
)
SECTIONS = "same forms classes time symptoms slots facts commands questions words decoys alike parents stranger".split()


@pytest.mark.parametrize("section", SECTIONS)
def test_a_section_of_any_shape_is_read_or_refused(tmp_path, section):
    """A grammar's section that holds something else is a fault of that file, and nothing breaks."""
    path = tmp_path / "hostile.yaml"
    refusals = []
    for shape in WRONG:
        path.write_text(f"{section}: {shape}\n", encoding="utf-8")
        try:
            load_grammar(whole(), tmp_path)
        except FileError as error:
            refusals.append(short_lines(error))
    assert all("hostile.yaml" in line for lines in refusals for line in lines)
    assert len(refusals) >= len(WRONG) / 2


@pytest.mark.parametrize(
    "phrase", ["(" * 3000 + "a" + ")" * 3000, "[" * 40 + "a" + "]" * 40, "(a|" * 5000, "<" * 5000, ")" * 5000]
)
def test_a_phrase_of_brackets_is_refused(tmp_path, phrase):
    """However deep they go."""
    (tmp_path / "hostile.yaml").write_text(f"words:\n  filler: '{phrase}'\n", encoding="utf-8")
    try:
        load_grammar(whole(), tmp_path)
    except FileError as error:
        short_lines(error)
    else:
        assert set(phrase) == {"<"}


NUMBERS = (".inf", "-.inf", ".nan", "1e400", "1e9", "9" * 30, "text", "[1]")


@pytest.mark.parametrize("number", NUMBERS)
@pytest.mark.parametrize("script", ["leak_db: {}", "noise: {{made: fan, snr_db: {}}}"])
def test_a_rehearsals_sound_is_within_what_can_be_heard(tmp_path, script, number):
    """Infinities, what is no number, and millions of decibels are refused before anything is played."""
    path = tmp_path / "script.yaml"
    path.write_text(script.format(number), encoding="utf-8")
    with pytest.raises(FileError) as caught:
        _rehearsal(path)
    short_lines(caught.value)


@pytest.mark.parametrize(
    "reply", ["(wait 99999999999999999999 minutes)", "(power cut for 9999999999 minutes)", "(" + "x" * 100_000 + ")"]
)
def test_a_reply_that_waits_for_ages_is_refused(tmp_path, reply):
    """No clock goes so far."""
    path = tmp_path / "script.yaml"
    path.write_text(f"replies: {{opening: {reply}}}", encoding="utf-8")
    with pytest.raises(FileError, match="nothing a caller can do") as caught:
        load_script(path, ())
    short_lines(caught.value)


SETTINGS = {
    "brackets": "rate = " + "[" * 5000,
    "brackets in lines": "rate = " + "[\n" * 5000,
    "digits": "rate = " + "9" * 6000,
    "digits within a line": "rate = " + "9" * 900,
    "digits of a setting that takes numbers": "microphone = [" + "9" * 900 + "]",
    "spaces": "rate = b" + " " * 20_000 + '"',
    "spaces within a line": "rate = b" + " " * 900 + '"',
    "words": "rate = " + "b c " * 200 + '"',
    "dots": "rate" + ".a" * 480 + " = 1",
    "dots of a profile": "profiles" + ".a" * 480 + " = 1",
    "lists in lists": "rate = " + "[" * 100 + "]" * 100,
    "long text": f'rate = "{"x" * 900}"',
    "long region": f'region = "{"x" * 900}"',
    "long text over lines": 'rate = """\n' + "x\n" * 40_000 + '"""',
    "long profile": f'profile = "{"x" * 900}"',
    "long key": f"{'k' * 900} = 1",
    "key of several lines": '"a\\nb" = 1',
    "no date": "rate = 2001-99-99",
    "many keys": "".join(f"key_{n} = 1\n" for n in range(8_000)),
    "many keys in a profile": "[profiles.a]\n" + "".join(f"key_{n} = 1\n" for n in range(8_000)),
    "many profiles": 'profile = "x"\n' + "".join(f"[profiles.key_{n}]\n" for n in range(4_000)),
    "too large": "#" * 200_000,
    "no text": b"\xff\xfe",
    "nothing": b"\x00",
}


@pytest.mark.parametrize("name", SETTINGS)
def test_hostile_settings_are_a_few_short_lines_with_their_place(tmp_path, name):
    """Whatever stands in the file, it is refused in lines that fit on a screen."""
    path = tmp_path / "settings.toml"
    content = SETTINGS[name]
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    with pytest.raises(SettingsError) as caught:
        settings_for(no_flags(), {"TWITCHWISE_SETTINGS": str(path)}, ("uk", "us"))
    lines = short_lines(caught.value)
    assert len(lines) <= 25
    assert re.match(rf"{re.escape(str(path))}:\d+: ", lines[0]), lines[0]


def no_flags():
    """Nothing given on the command line."""
    return Layer()


def test_a_hostile_variable_is_a_short_line():
    """The environment is no better than a file."""
    variables = {
        "TWITCHWISE_RATE": "9" * 100_000,
        "TWITCHWISE_" + "X" * 10_000: "1",
        "TWITCHWISE_SETTINGS": str(Path("/nonexistent")),
    }
    with pytest.raises(SettingsError) as caught:
        settings_for(no_flags(), variables, ())
    assert len(short_lines(caught.value)) == 2
