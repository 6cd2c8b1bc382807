"""What is in force, where it comes from, and what is said of settings that cannot be used."""

import json
import re
import tomllib

import pytest
from click.testing import CliRunner

from voice.cli import main
from voice.errors import SettingsError
from voice.settings import FIELDS, Settings, allowed, from_environment, from_flags
from voice.settings_file import example, read_settings, settings_for, settings_path, shipped_profiles

REGIONS = ("uk", "us", "australia")


@pytest.fixture
def user(tmp_path):
    """A user: call it with a settings file's text, and perhaps variables and flags, to get what is in force."""
    file = tmp_path / "settings.toml"

    def in_force(text="", variables=None, **flags):
        file.write_text(text, encoding="utf-8")
        return settings_for(from_flags(flags), {"TWITCHWISE_SETTINGS": str(file), **(variables or {})}, REGIONS)

    in_force.file = file
    return in_force


def faults(user, *arguments, **flags):
    """What is said of settings that cannot be used."""
    with pytest.raises(SettingsError) as caught:
        user(*arguments, **flags)
    return caught.value.faults


def faults_if_any(user, text):
    """The same, where they may be in order."""
    try:
        user(text)
    except SettingsError as error:
        return error.faults
    return []


def test_without_anything_the_defaults_hold(tmp_path):
    """No file, no variable and no flag: every value is the default, and says so."""
    found = settings_for(from_flags({}), {"TWITCHWISE_SETTINGS": str(tmp_path / "none.toml")}, REGIONS)
    assert found.settings == Settings()
    assert set(found.sources.values()) == {"default"}


def test_a_flag_is_stronger_than_a_variable_and_that_than_the_file(user):
    """Each of three settings comes from the strongest place that gives it."""
    found = user("rate = 0.7\nvolume = 0.7\npatience = 7", {"TWITCHWISE_RATE": "0.8", "TWITCHWISE_VOLUME": "0.8"}, rate="0.9")
    assert (found.settings.rate, found.settings.volume, found.settings.patience) == (0.9, 0.8, 7.0)
    assert found.sources["rate"] == "--rate"
    assert found.sources["volume"] == "TWITCHWISE_VOLUME"
    assert found.sources["patience"] == f"{user.file}:3"


def test_a_profile_gives_way_to_single_settings_of_its_own_place(user):
    """A profile that the file chooses leaves the file's own lines as they are."""
    found = user('profile = "gym"\nvolume = 0.9')
    assert found.settings.volume == 0.9
    assert found.settings.verbosity == "short"
    assert found.sources["verbosity"].startswith("profile gym (profiles.toml:")


def test_a_profile_by_flag_is_stronger_than_the_file(user):
    """Whoever asks for a profile now gets all of it, and only that one, but for what the flags say beside it."""
    found = user('profile = "accessible"\nvolume = 0.9', profile="gym", rate="1.0")
    assert (found.settings.volume, found.settings.rate) == (1.6, 1.0)
    assert found.settings.endpointing == "short"
    assert found.profile == "gym"


def test_a_profile_of_ones_own_adds_to_the_one_that_comes_along(user):
    """`[profiles.gym]` in the file changes what it names and keeps the rest; a new name is a new profile."""
    text = '[profiles.gym]\nvolume = 1.1\n[profiles.attic]\nabout = "quiet"\nvolume = 0.3'
    assert user(text, profile="gym").settings.volume == 1.1
    assert user(text, profile="gym").settings.verbosity == "short"
    assert user(text, profile="attic").settings.volume == 0.3
    assert user(text, profile="attic").sources["volume"] == f"profile attic ({user.file}:5)"


@pytest.mark.parametrize("name", ["short", "normal", "patient", "manual"])
def test_endpointing_is_a_profile_of_its_name(user, name):
    """The four ways to end an answer can be asked for by --profile."""
    assert user(profile=name).settings.endpointing == name


def test_each_shipped_profile_can_be_in_force(user):
    """What comes along is valid, and says what it is for."""
    for name, profile in shipped_profiles().items():
        assert user(profile=name).profile == name
        assert profile.about


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("volme = 1.0", "1: no setting is called 'volme'; did you mean volume?"),
        ("\n\nrate = 9", "3: rate cannot be 9; allowed: 0.5 to 2"),
        ("rate = true", "1: rate cannot be true; allowed: 0.5 to 2"),
        ("rate = nan", "1: rate cannot be nan; allowed: 0.5 to 2"),
        ("history = 1", "1: history cannot be 1; allowed: true, false"),
        ('region = "austrlia"', "1: region cannot be 'austrlia'; allowed: uk, us, australia; did you mean australia?"),
        ('endpointing = "long"', "1: endpointing cannot be 'long'; allowed: short, normal, patient, manual"),
        ('profile = "gim"', "1: no profile is called 'gim'; did you mean gym?"),
        ("[profiles.attic]\nvolum = 2", "2: no setting is called 'volum'; did you mean volume?"),
        ("profiles = 3", "1: profiles are tables; allowed: [profiles.NAME]"),
        ("rate = ", "1: not TOML: Invalid value; allowed: lines such as rate = 1.2"),
    ],
)
def test_a_fault_names_its_line_and_what_is_allowed(user, text, said):
    """One line, with the file, the line, what is wrong and what would be right."""
    assert faults(user, text) == (f"{user.file}:{said}",)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[profile.gym]\nrate = 1.2", 'the name of one, such as "gym"; did you mean [profiles.gym]?'),
        ('profile = ["gym"]', "1: profile cannot be ['gym']; allowed: the name of one, such as \"gym\""),
        ("region = uk  # mine", '1: not TOML: Invalid value; text goes in quotes: region = "uk"'),
        ("history = True", "1: not TOML: Invalid value; in small letters: history = true"),
        ("rate = 1,2", "allowed: lines such as rate = 1.2"),
    ],
)
def test_what_beginners_write_is_answered_with_what_is_right(user, text, said):
    """One line, and no traceback."""
    found = faults(user, text)
    assert len(found) == 1
    assert found[0].endswith(said)


@pytest.mark.parametrize("name", [*FIELDS, "profile", "profiles"])
def test_no_wrong_type_is_more_than_a_fault(user, name):
    """A list, a table, a date, a number or text where something else belongs: in force, or said to be wrong."""
    values = [
        "[1]",
        '["gym"]',
        "[[]]",
        "{}",
        "{gym = {rate = 1}}",
        "{gym = 1}",
        "1979-05-27",
        "07:32:00",
        "inf",
        "-1",
        "true",
        '""',
    ]
    for value in values:
        for text in (f"{name} = {value}", f"[profiles.gym]\n{name} = {value}", f"[profiles.gym.{name}]\nx = {value}"):
            assert all(fault.startswith(str(user.file)) and "\n" not in fault for fault in faults_if_any(user, text)), text


def test_all_faults_are_told_at_once(user):
    """Of a file, the variables and the flags together, a line each."""
    told = faults(user, "rate = 9\nvolume = 9", {"TWITCHWISE_PATIENCE": "long", "TWITCHWISE_RAET": "1"}, captions="huge")
    assert len(told) == 5
    assert "TWITCHWISE_PATIENCE: patience cannot be 'long'; allowed: 3 to 120" in told
    assert "TWITCHWISE_RAET: no setting is called 'raet'; did you mean rate?" in told
    assert "--captions: captions cannot be 'huge'; allowed: auto, large, plain, off" in told


@pytest.mark.parametrize(("written", "value"), [("yes", True), ("0", False), ("TRUE", True), ("off", False)])
def test_variables_are_read_as_people_write_them(written, value):
    """An environment is all text: yes and no in their usual spellings are true and false."""
    found = settings_for(from_flags({}), {"TWITCHWISE_SETTINGS": "/none", "TWITCHWISE_HISTORY": written}, REGIONS)
    assert found.settings.history is value


def test_an_empty_variable_gives_nothing():
    """As services set variables empty to mean that they are not set."""
    assert from_environment({"TWITCHWISE_RATE": " "}).settings == {}


def test_a_device_can_be_given_by_number(user):
    """A number without quotes is a device's number."""
    assert user("microphone = 3").settings.microphone == "3"


def test_a_model_is_looked_for_from_where_the_file_lies(user):
    """A path in a file does not depend on where the program is started."""
    assert user('model = "vosk-small"').settings.model == user.file.parent / "vosk-small"


def test_a_file_that_is_no_text_is_one_line(user):
    """Bytes that are no UTF-8 are told, not shown as a traceback."""
    user.file.write_bytes(b"\xff\xfe\x00")
    with pytest.raises(SettingsError, match="not text"):
        read_settings(user.file)
    with pytest.raises(SettingsError, match="cannot be read"):
        read_settings(user.file.parent)


def test_the_example_explains_every_setting_and_is_valid(user):
    """With every # taken off a value or a table, it is a settings file: each default is the default, the rest is accepted."""
    lines = [line.removeprefix("# ") for line in example().splitlines() if re.match(r"# (\w+ = |\[)", line)]
    found = user("\n".join(line for line in lines if not line.startswith("profile = "))).settings
    assert {name for name in FIELDS if getattr(found, name) != FIELDS[name].default} == {
        name for name, one in FIELDS.items() if one.default is None
    }
    assert {line.split(" = ")[0] for line in lines} >= set(FIELDS)
    assert user("\n".join(lines)).profile == "gym"


def test_a_number_that_may_be_missing_is_told_with_its_bounds():
    """As one that has a default is."""
    assert allowed("button_pin") == "0 to 27"


def test_the_file_lies_in_the_configuration_folder(monkeypatch, tmp_path):
    """Where each system keeps such files."""
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    assert settings_path({}) == tmp_path / "twitchwise" / "settings.toml"


@pytest.fixture
def command(monkeypatch, tmp_path):
    """The program, for a user whose settings file has a given text."""

    def run(arguments, text=""):
        monkeypatch.setenv("TWITCHWISE_SETTINGS", str(tmp_path / "settings.toml"))
        (tmp_path / "settings.toml").write_text(text)
        return CliRunner().invoke(main, arguments)

    return run


def test_settings_are_shown_with_where_they_come_from(command):
    """A line a setting: its value, its source and what it is."""
    done = command(["settings", "--profile", "gym"], 'region = "uk"')
    rows = {line.split()[0]: line for line in done.stdout.splitlines() if line.strip()}
    assert set(FIELDS) <= set(rows)
    assert "settings.toml:1" in rows["region"]
    assert "short" in rows["verbosity"]
    assert "profile gym" in rows["verbosity"]
    assert "default" in rows["captions"] or "profile gym" in rows["captions"]


def test_settings_as_json(command):
    """One object a line, all of them."""
    lines = [json.loads(line) for line in command(["settings", "--json"], "rate = 1.5").stdout.splitlines()]
    assert [line["setting"] for line in lines] == list(FIELDS)
    assert next(line for line in lines if line["setting"] == "rate")["value"] == 1.5


def test_the_path_and_the_profiles_are_listed(command):
    """Where the file would lie; the profiles by name, one's own among them."""
    assert command(["settings", "path"]).stdout.strip().endswith("settings.toml")
    listed = command(["settings", "profiles"], "[profiles.attic]\nvolume = 0.3").stdout
    assert "attic:" in listed
    assert "accessible:" in listed


def test_the_printed_example_is_toml(command):
    """What `settings example` prints can be saved as it is."""
    assert tomllib.loads(command(["settings", "example"]).stdout) == {}


def test_settings_that_cannot_be_used_end_a_command_in_one_line_each(command):
    """A wrong file is an error, a wrong flag wrong usage."""
    done = command(["talk", "--typed"], "rate = 9\nvolme = 1")
    assert (done.exit_code, len(done.stderr.splitlines())) == (1, 2)
    assert command(["talk", "--typed", "--profile", "gim"]).exit_code == 2
