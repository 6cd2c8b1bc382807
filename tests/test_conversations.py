"""Whole conversations, played through the real session in virtual time."""

from pathlib import Path

import pytest
from talking import whole
from test_callers import grammar

from voice.errors import FileError
from voice.rehearsal.scripted import failures, played_text, rehearse, spoken_seconds
from voice.rehearsal.scripts import load_script
from voice.skill.dialogue.effects import Say

FOLDER = Path(__file__).parent / "conversations"
CONVERSATIONS = sorted(FOLDER.glob("*.yaml"))


@pytest.mark.parametrize("path", CONVERSATIONS, ids=lambda path: path.stem)
def test_a_conversation_goes_as_it_should(path):
    """Every expectation of the rehearsal holds."""
    script = load_script(path, whole().regions)
    played = rehearse(whole(), grammar(), script)
    assert not list(failures(script, played)), played_text(played)


def test_there_are_enough_of_them():
    """Each kind of caller, each disposition, each command: forty at least."""
    assert len(CONVERSATIONS) >= 40


def test_a_healthy_caller_with_a_full_first_sentence_waits_less_than_two_minutes():
    """Of our own speaking, from the opening to the first sentence of the result."""
    played = rehearse(whole(), grammar(), load_script(FOLDER / "self_care_after_a_run.yaml", whole().regions))
    assert played.seconds <= 105
    assert played.questions <= 15


@pytest.mark.parametrize("path", CONVERSATIONS[::5], ids=lambda path: path.stem)
def test_a_conversation_is_the_same_every_time(path):
    """No chance anywhere: the same script gives the same words."""
    script = load_script(path, whole().regions)
    assert rehearse(whole(), grammar(), script).lines == rehearse(whole(), grammar(), script).lines


@pytest.mark.parametrize("path", CONVERSATIONS[::3], ids=lambda path: path.stem)
def test_nothing_of_ours_is_left_in_braces(path):
    """Every place in every text is filled before it is said."""
    effects = rehearse(whole(), grammar(), load_script(path, whole().regions)).effects
    assert not [effect.text for effect in effects if isinstance(effect, Say) and set("{}") & set(effect.text)]


@pytest.mark.parametrize(
    ("changes", "found"),
    [
        ({"disposition": "doctor"}, "disposition"),
        ({"causes": ["blood_clot"]}, "causes"),
        ({"questions_at_most": 3}, "questions_at_most"),
        ({"spoken_seconds_at_most": 10}, "spoken_seconds_at_most"),
        ({"outcome": "stopped"}, "outcome"),
        ({"said": ["elephant"]}, "said"),
        ({"not_said": ["left calf"]}, "not_said"),
        ({"asked": ["change"]}, "asked"),
        ({"not_asked": ["opening"]}, "not_asked"),
        ({"answers": {"side": "right"}}, "answers"),
        ({"effects": ["erase"]}, "effects"),
    ],
)
def test_an_expectation_that_does_not_hold_is_reported(changes, found):
    """A rehearsal can fail in each of its expectations, and only in that one."""
    script = {**load_script(FOLDER / "self_care_after_a_run.yaml", whole().regions), "expect": changes}
    assert [line.partition(":")[0] for line in failures(script, rehearse(whole(), grammar(), script))] == [found]


@pytest.mark.parametrize(
    "text",
    [
        "- no mapping",
        "replies: {urine: no}",
        "tittle: x",
        "expect: {disposal: self_care}",
        "a: [",
        "\x00",
        "replies: [a]",
        "expect: [said]",
        "expect: {questions_at_most: many}",
        "expect: {said: 5}",
        "expect: {answers: x}",
        "title: 2026-13-45",
        "region: atlantis",
        "replies: {opening: (dance)}",
        "[" * 9000,
        f"title: {'9' * 5000}",
    ],
)
def test_a_script_that_is_none_is_refused_in_one_line(tmp_path, text):
    """With its path, and what is wrong with it."""
    path = tmp_path / "odd.yaml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(FileError, match=r"odd\.yaml"):
        load_script(path, whole().regions)


@pytest.mark.parametrize("reply", ["(chosen side middle)", "(key dance)"])
def test_a_reply_that_never_fits_comes_to_an_end(reply):
    """Put again and again, it uses up the turns like any other."""
    played = rehearse(whole(), grammar(), {"replies": {"opening": reply}})
    assert not played.outcome


@pytest.mark.parametrize("reply", ["()", "(chosen side [)", "(dance)"])
def test_an_odd_reply_in_brackets_is_refused(reply):
    """As an error with one line, not as a failure of the program."""
    with pytest.raises(FileError):
        rehearse(whole(), grammar(), {"replies": {"opening": reply}})


def test_silence_takes_no_time_to_speak():
    """Only what has letters is spoken."""
    assert spoken_seconds("…") == 0
