"""The skill for OpenVoiceOS: what it makes of utterances, and whether its files agree; `script/check-ovos` runs it in OVOS."""

import ast
import json
import re
import tomllib
from datetime import datetime, timedelta
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path

import pytest
import yaml
from talking import whole

import ovos_skill_twitchwise
import voice
from ovos_skill_twitchwise.interview import LOCALE, MOST_WORDS, Interview, Wishes, facts_of, languages

ROOT = Path(__file__).parent.parent
PACKAGE = ROOT / "ovos" / "ovos_skill_twitchwise"
PROJECT = tomllib.loads((ROOT / "ovos" / "pyproject.toml").read_text(encoding="utf-8"))["project"]
NAME = "ovos-skill-twitchwise.twitchwise"
STORY = "my left calf keeps twitching since my run this morning"
SIGN = "my pee is dark like cola"


class Device:
    """An assistant with the skill, and a clock that every utterance moves on by some seconds."""

    def __init__(self, folder, **wishes):
        self.folder, self.told, self.now = folder, [], datetime(2026, 3, 2, 9, 0)
        self.interview = Interview(folder, self.told.append, lambda: self.now)
        self.interview.set(Wishes(**{"region": "us", **wishes}))

    def say(self, *transcripts, session="default"):
        """What is answered to an utterance."""
        self.now += timedelta(seconds=5)
        turn = self.interview.answer(session, transcripts)
        self.interview.passed_on(session)
        return turn

    def is_ours(self, *transcripts, session="default", language="en"):
        """Whether it is for us."""
        return self.interview.is_ours(session, transcripts, language=language)


@pytest.fixture
def device(tmp_path, monkeypatch):
    """One to which nobody has said anything."""
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    device = Device(tmp_path / "kept")
    yield device
    device.interview.close()


def test_a_conversation_is_its_session(device):
    """Two sessions are two people."""
    assert device.say(STORY, session="a").question == "urine"
    assert not device.interview.holds("b")
    assert device.say("no", session="a").question == "collapse"


def test_what_is_not_understood_is_left_to_others_but_not_where_a_sign_is_asked_for(device):
    """A question about a warning sign is put again."""
    assert not device.is_ours("what time is it")
    device.say(STORY)
    assert device.is_ours("what time is it")
    assert device.say("what time is it").question == "urine"
    device.say("twitchwise", session="b")
    assert not device.is_ours("what time is it", session="b")


def test_where_nobody_answered_our_question_is_put_again(device):
    """Words that were left to others, and were for nobody; with no conversation nothing is said."""
    device.say("twitchwise")
    turn = device.interview.nobody_answered("default")
    assert (turn.question, turn.goes_on, turn.taken) == ("opening", True, True)
    assert turn.text
    nobody = device.interview.nobody_answered("b")
    assert (nobody.taken, nobody.text) == (False, "")


def test_silence_has_the_question_put_again(device):
    """And with no conversation it is nothing."""
    question = device.say(STORY).question
    assert device.interview.nothing_heard("default").question == question
    assert not device.interview.nothing_heard("b").text


def test_a_stop_says_what_to_do_if_it_gets_worse(device):
    """Also where OVOS has taken the word; in an emergency, to get help."""
    device.say(STORY, session="a")
    device.say(SIGN, session="b")
    worse, emergency = device.interview.stopped("a"), device.interview.stopped("b")
    assert (worse.outcome, emergency.outcome) == ("stopped", "emergency")
    assert "if it gets worse" in worse.text
    assert emergency.must_say_first == emergency.sentences
    assert not device.interview.stopped("a").text


def test_a_call_opens_a_conversation_whatever_we_make_of_its_words(device):
    """What OVOS knows as a call is none that we refuse; and what is told with it counts."""
    assert device.interview.called("a", "start the thing with the muscles").question == "opening"
    assert device.interview.called("b", STORY).question == "urine"
    asked = device.interview.called("c", "why is my eyelid twitching")
    assert asked.question == "opening"
    assert len(asked.sentences) > len(device.say("twitchwise", session="d").sentences)


def test_a_call_in_the_middle_is_an_answer(device):
    """Nobody's story is begun anew by it."""
    device.say(STORY)
    device.say("no")
    assert device.interview.called("default", "my calf is twitching").question == "collapse"


def test_another_transcript_is_asked_back_where_the_first_is_not_understood(device):
    """The first is what was said; a no that only the second has denies nothing for sure."""
    device.say(STORY)
    assert device.say("fnord", "no").question == "urine"
    device.say(STORY, session="c")
    assert device.say("no", "fnord", session="c").question == "collapse"
    assert device.say("no", "yes", session="b").taken is False


def test_what_is_written_otherwise_is_read_as_it_was_said(device):
    """Contractions that OVOS has expanded come first."""
    device.say(STORY)
    assert device.say("no i do not", "no i don't").question == "collapse"


def test_only_the_first_transcript_opens_a_conversation(device):
    """A lip that a light may have been is no story."""
    assert not device.is_ours("turn on the light", "my lip twitches")
    assert device.is_ours("my lip twitches", "turn on the light")


def test_what_is_too_long_or_missing_is_not_ours(device):
    """Nothing of it is read."""
    assert not device.is_ours()
    assert not device.is_ours(f"{STORY} {'a' * MOST_WORDS}")


def test_in_another_language_no_conversation_is_opened(device):
    """Words that are the same there are not meant; one that is open goes on."""
    assert languages() == {"en"}
    assert not device.is_ours("arm", language="de")
    device.say(STORY)
    assert device.is_ours("no", language="de")


def test_an_emergency_is_given_whole_and_marked(device):
    """What a client is told of it besides can be written as JSON."""
    device.say(STORY)
    turn = device.say(SIGN)
    facts = json.loads(json.dumps(facts_of(turn)))
    assert (facts["emergency"], facts["disposition"], facts["question"]) == (True, "emergency", "result")
    assert facts["must_say_first"]
    assert all(sentence in turn.text for sentence in facts["must_say_first"])


def test_region_and_verbosity_are_heeded(device):
    """In conversations that begin from then on."""
    device.interview.set(Wishes("uk", "short"))
    assert device.say("twitchwise").text.startswith("This is Twitchwise.")
    assert "nine nine nine" in device.say(SIGN).text


@pytest.mark.parametrize("wishes", [Wishes("atlantis"), Wishes(7), Wishes("us", "loud"), Wishes("us", ["short"])])
def test_a_setting_that_cannot_be_used_is_told_and_left_out(device, wishes):
    """Its file is anybody's to edit; with no region no number is said."""
    device.interview.set(wishes)
    assert len(device.told) == 1
    assert re.search(r"is unknown.*known are", device.told[0])
    number = "your local emergency number" if wishes.region != "us" else "nine one one"
    assert number in device.say(SIGN).text


@pytest.mark.parametrize("wishes", [Wishes(), Wishes("", "")])
def test_nothing_has_to_be_set(device, wishes):
    """As OVOS has it before anybody sets anything."""
    device.interview.set(wishes)
    assert device.told == []


def test_a_restart_goes_on_where_it_was(device):
    """What is kept is the owner's alone, and gone when it is over."""
    device.say(STORY)
    device.interview.close()
    again = Device(device.folder)
    again.now = device.now
    assert again.say("no").question == "collapse"
    again.interview.stopped("default")
    assert [*device.folder.glob("*.json")] == []
    again.interview.close()


def test_a_folder_that_another_program_uses_is_told_and_done_without(device):
    """The conversation goes on in memory."""
    second = Device(device.folder)
    assert len(second.told) == 1
    assert "in use" in second.told[0]
    assert second.say(STORY).question == "urine"


def test_who_has_left_is_forgotten_though_nobody_speaks(device):
    """By OVOS's own clock."""
    device.say(STORY)
    device.now += timedelta(minutes=6)
    device.interview.tidy()
    assert [*device.folder.glob("*.json")] == []


def test_both_names_of_entry_points_name_the_skill():
    """OVOS before 2026 looks under one of them, OVOS since then under the other."""
    points = PROJECT["entry-points"]
    assert points["ovos.plugin.skill"] == points["opm.skill"] == {NAME: "ovos_skill_twitchwise.skill:TwitchwiseSkill"}
    tree = ast.parse((PACKAGE / "skill.py").read_text(encoding="utf-8"))
    assert "TwitchwiseSkill" in [node.name for node in tree.body if isinstance(node, ast.ClassDef)]


def test_the_package_goes_with_the_program():
    """The same version, and no other is taken."""
    assert ovos_skill_twitchwise.__version__ == voice.__version__
    major, minor, *_ = voice.__version__.split(".")
    assert f"twitchwise>={major}.{minor},<{major}.{int(minor) + 1}" in PROJECT["dependencies"]


def test_the_interview_needs_no_ovos():
    """Only the module that joins them does."""
    for module in PACKAGE.glob("*.py"):
        tree = ast.parse(module.read_text(encoding="utf-8"))
        froms = [node.module or "" for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)]
        named = [name.name for node in ast.walk(tree) if isinstance(node, ast.Import) for name in node.names]
        of_ovos = any(re.match(r"ovos_(?!skill_twitchwise)", name) for name in froms + named)
        assert of_ovos == (module.name == "skill.py"), module


def test_every_file_of_the_locale_is_used_and_every_used_one_is_there():
    """Intents, dialogs, and what describes the skill."""
    source = (PACKAGE / "skill.py").read_text(encoding="utf-8")
    used = {*re.findall(r'@intent_handler\("([\w.]+)"\)', source)}
    used |= {f"{name}.dialog" for name in re.findall(r'speak_dialog\("(\w+)"', source)}
    for folder in LOCALE.iterdir():
        assert {file.name for file in folder.iterdir()} == used | {"skill.json"}


def _phrases():
    lines = [line for file in LOCALE.rglob("*.intent") for line in file.read_text(encoding="utf-8").splitlines()]
    return [phrase for line in lines if line.strip() and not line.startswith("#") for phrase in _expanded(line)]


def _expanded(line):
    before, opening, rest = line.partition("(")
    if not opening:
        return [line]
    inside, _, after = rest.partition(")")
    return [before + one + end for one in inside.split("|") for end in _expanded(after)]


def test_what_ovos_knows_as_a_call_is_understood(device):
    """Each phrase opens a conversation, and there are few: some engines compare every utterance of a house with each of them."""
    phrases = _phrases()
    assert 10 < len(phrases) < 40
    for phrase in phrases:
        turn = device.interview.called(phrase, phrase)
        assert turn.goes_on, phrase
        assert device.is_ours(phrase) or len(turn.sentences) > 2, phrase


def test_the_description_is_of_this_skill(device):
    """Its names are those of the package, and its examples begin a conversation."""
    for file in LOCALE.rglob("skill.json"):
        described = json.loads(file.read_text(encoding="utf-8"))
        assert (described["skill_id"], described["package_name"]) == (NAME, PROJECT["name"])
        assert described["license"] == PROJECT["license"]
        assert all(device.is_ours(example) or example.lower() in _phrases() for example in described["examples"])


def test_what_is_said_in_a_fault_says_what_to_do_in_an_emergency():
    """In each language that there is."""
    number = whole().regions["elsewhere"].emergency_number
    for folder in LOCALE.iterdir():
        assert number in (folder / "failed.dialog").read_text(encoding="utf-8")


def test_the_settings_offer_what_can_be_set():
    """Every region by its name, none at first; and both ways of asking."""
    meta = yaml.safe_load((PACKAGE / "settingsmeta.yaml").read_text(encoding="utf-8"))
    fields = {field["name"]: field for section in meta["skillMetadata"]["sections"] for field in section["fields"]}
    offered = {name: [option.split("|") for option in field["options"].split(";")] for name, field in fields.items()}
    regions = {key: region.name for key, region in whole().regions.items()}
    assert {value: label.lower() for label, value in offered["region"][1:]} == {k: v.lower() for k, v in regions.items()}
    assert offered["region"][0][1] == fields["region"]["value"] == ""
    assert [value for _, value in offered["verbosity"]] == ["full", "short"]
    assert fields["verbosity"]["value"] == "full"


@pytest.mark.skipif(find_spec("ovos_workshop") is None, reason="ovos-workshop is not installed; script/check-ovos has it")
def test_the_skill_asks_for_no_network():
    """OVOS would wait for one before it loads the skill, and say nothing."""
    needs = import_module("ovos_skill_twitchwise.skill").TwitchwiseSkill.runtime_requirements
    assert not any([needs.internet_before_load, needs.network_before_load, needs.requires_internet, needs.requires_network])
    assert needs.no_internet_fallback
    assert needs.no_network_fallback
