"""Is this machine ready? On a sound card whose speaker is heard by its microphone, on one where it is not, and on none."""

import json
import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner
from patience import HANG_SECONDS

from voice.audio import devices
from voice.bench.soundcard import SoundCard, missing
from voice.cli import main
from voice.recognition.level import dbfs
from voice.recognition.moonshine_files import packaged_model
from voice.selftest.findings import Verdict
from voice.selftest.libraries import LIBRARIES, libraries
from voice.selftest.machine import CHECKS, EXTRAS, WAKE, disk, ear, extras, permissions, settings_found, voice, wake_phrase
from voice.selftest.sound import sound, sweep, where
from voice.settings import Settings, from_flags

lacking = missing()
needs_card = pytest.mark.skipif(lacking is not None, reason=f"no private sound card: {lacking}")


@pytest.fixture
def home(tmp_path, monkeypatch):
    """A user without files; the folder that all of theirs lie in."""
    for name in ("HOME", "XDG_CACHE_HOME", "XDG_STATE_HOME", "XDG_CONFIG_HOME", "XDG_DATA_HOME"):
        folder = tmp_path / name.lower()
        folder.mkdir(mode=0o700)
        monkeypatch.setenv(name, str(folder))
    return tmp_path


def verdicts(findings):
    """Each check's verdict; the worst where one has several."""
    order = list(Verdict)
    found = {}
    for finding in findings:
        found[finding.check] = max(found.get(finding.check, Verdict.OK), finding.verdict, key=order.index)
    return found


@pytest.fixture(scope="module")
def card(tmp_path_factory):
    """A private sound card."""
    with SoundCard(tmp_path_factory.mktemp("card")) as card:
        yield card


def on_card(card, home, *arguments):
    """What the program finds there, by check; and its exit status."""
    environment = {**os.environ, **card.environment, "XDG_CONFIG_HOME": str(home / "xdg_config_home")}
    done = subprocess.run(
        [sys.executable, "-m", "voice", "selftest", "--json", *arguments],
        env=environment,
        capture_output=True,
        text=True,
        timeout=HANG_SECONDS,
        check=False,
    )
    lines = [json.loads(line) for line in done.stdout.splitlines()]
    return {line["check"]: line for line in lines}, done


@needs_card
def test_a_machine_that_hears_itself_is_measured(card, home):
    """With the speaker heard by the microphone: devices, rates, noise floor, echo and the time from us to us."""
    loop = card.control("load-module", "module-loopback", "source=spk.monitor", "sink=micsink", "latency_msec=100").strip()
    noise = card.say(np.random.default_rng(0).normal(0, 60, 48_000 * 30).astype(np.int16), 48_000)
    try:
        found, done = on_card(card, home)
    finally:
        card.control("unload-module", loop)
        noise.kill()
    assert done.returncode == 0, done.stdout + done.stderr
    assert done.stderr == ""
    assert found["speaker"]["measured"]["rate_hz"] > 0
    assert found["microphone"]["measured"]["rate_hz"] > 0
    assert found["noise floor"]["verdict"] == "ok"
    assert -75 < found["noise floor"]["measured"]["noise_dbfs"] < -40
    assert abs(found["echo"]["measured"]["echo_db"]) < 3
    assert "headset" in found["echo"]["do"]
    assert 0.1 < found["latency"]["measured"]["latency_seconds"] < 2.0


@needs_card
def test_headphones_and_a_muted_microphone_are_told(card, home):
    """Nothing comes back, and nothing at all is heard: each is said with what to do, and talking is still possible."""
    found, done = on_card(card, home)
    assert done.returncode == 0, done.stdout
    assert found["noise floor"]["verdict"] == found["echo"]["verdict"] == "warning"
    assert "muted" in found["noise floor"]["said"]
    assert "headphones" in found["echo"]["do"]
    assert "latency" not in found


@needs_card
def test_a_device_of_another_name_is_a_fault(card, home):
    """Asked for by name and not there: no talking, and the names that there are."""
    found, done = on_card(card, home, "--microphone", "no such thing")
    assert done.returncode == 1
    assert found["microphone"]["verdict"] == "fault"
    assert "no such thing" in found["microphone"]["said"]
    assert found["sound"]["verdict"] == "skipped"


def test_without_devices_it_says_so_and_what_to_do(home, monkeypatch):
    """No microphone and no speaker: two faults, the typed way named, exit status 1, and all else is looked at."""
    monkeypatch.setattr(devices, "devices", lambda kind: ())
    done = CliRunner().invoke(main, ["selftest"])
    assert done.exit_code == 1
    assert "FAULT  microphone: no microphone" in done.stdout
    assert "FAULT  speaker: no speaker" in done.stdout
    assert "do: plug one in, or use `twitchwise talk --typed`" in done.stdout
    assert "no speaker was found on this machine, and no microphone either" in done.stdout
    assert "ok     voice" in done.stdout


def test_every_finding_that_is_not_ok_says_what_to_do(home, monkeypatch):
    """As JSON, a line each."""
    monkeypatch.setattr(devices, "devices", lambda kind: ())
    lines = [json.loads(line) for line in CliRunner().invoke(main, ["selftest", "--json"]).stdout.splitlines()]
    assert {"libraries", "shared files", "settings", "recogniser", "hearing", "voice", "disk"} <= {
        line["check"] for line in lines
    }
    assert all(line["do"] for line in lines if line["verdict"] in ("warning", "fault"))


def test_without_portaudio_it_says_what_to_install(home, monkeypatch):
    """In a line, with the package's name."""
    monkeypatch.setitem(sys.modules, "sounddevice", None)
    found = list(sound(Settings()))
    assert verdicts(found)["microphone"] is Verdict.FAULT
    assert "libportaudio2" in found[0].do


@pytest.mark.parametrize("package", LIBRARIES)
def test_a_library_that_cannot_be_loaded_is_named(package, monkeypatch):
    """A fault where nothing goes without it, otherwise a warning."""
    module, needed = LIBRARIES[package]
    monkeypatch.setitem(sys.modules, module, None)
    found = [finding for finding in libraries() if finding.verdict is not Verdict.OK]
    assert [finding.verdict for finding in found] == [Verdict.FAULT if needed else Verdict.WARNING]
    assert package in found[0].said


@pytest.mark.parametrize(
    ("setting", "value"), [("wake_phrase", "alexa"), ("barge_in", True), ("lamp_pin", 17), ("button_pin", 27)]
)
def test_what_a_setting_needs_and_is_not_installed_is_a_fault(setting, value, monkeypatch):
    """With what to install; nothing is said of what nobody wants."""
    module, extra = {**EXTRAS, "wake_phrase": WAKE}[setting]
    monkeypatch.setitem(sys.modules, module, None)
    found = list(extras(Settings.model_validate({setting: value})))
    assert [finding.verdict for finding in found] == [Verdict.FAULT]
    assert setting in found[0].said
    assert f'-e ".[{extra}]"' in found[0].do
    assert not list(extras(Settings()))


def test_a_wake_phrase_of_our_own_needs_moonshine():
    """Told with what to do where another engine hears, and nothing is said where none is set."""
    ours = {"wake_phrase": "okay muscle check"}
    (found,) = wake_phrase(Settings.model_validate({**ours, "recogniser": "sphinx"}))
    assert found.verdict is Verdict.WARNING
    assert "so that Moonshine hears" in found.do
    assert "a key begins a conversation" in found.do
    assert not list(wake_phrase(Settings()))
    assert not list(wake_phrase(Settings(wake_phrase="alexa")))


@pytest.mark.skipif(packaged_model() is None, reason="the package with the model has no build for this machine")
def test_a_wake_phrase_that_can_be_heard_is_named():
    """With who listens for it."""
    (found,) = wake_phrase(Settings(wake_phrase="okay muscle check"))
    assert found.verdict is Verdict.OK
    assert "Okay muscle check" in found.said


def test_missing_libraries_end_the_test_early(monkeypatch):
    """What needs them is not tried, and no traceback is shown."""
    script = "import sys; sys.modules['soxr'] = None; import voice.cli; voice.cli.main(['selftest'])"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, timeout=HANG_SECONDS, check=False)
    assert done.returncode == 1
    assert "soxr" in done.stdout
    assert done.stderr == ""


def test_settings_that_cannot_be_used_are_a_fault(home):
    """With what is allowed; the other checks go on with the defaults."""
    file = home / "settings.toml"
    file.write_text("rate = 9\n")
    settings, finding = settings_found({"TWITCHWISE_SETTINGS": str(file)}, from_flags({}))
    assert settings == Settings()
    assert finding.verdict is Verdict.FAULT
    assert "allowed: 0.5 to 2" in finding.said


def test_a_folder_that_is_no_model_is_a_fault(home):
    """Named in the settings, and not there."""
    found = list(ear(Settings(model=Path("/nonexistent"))))
    assert verdicts(found) == {"recogniser": Verdict.FAULT}
    assert "/nonexistent" in found[0].said


def test_a_lesser_ear_says_why_no_better_one_hears(home, monkeypatch):
    """The neural one is missing, say, or its files are damaged."""
    monkeypatch.setattr("voice.recognition.moonshine.packaged_model", lambda: None)
    found = {finding.check: finding for finding in ear(Settings())}
    assert found["recogniser"].verdict is Verdict.WARNING
    assert "the Moonshine model is not installed" in found["recogniser"].said


def test_the_ear_is_tried_on_a_rendered_word(home):
    """It is heard as what it is, and how long that takes is told."""
    found = {finding.check: finding for finding in ear(Settings(recogniser="sphinx"))}
    assert found["hearing"].verdict is Verdict.OK
    assert found["hearing"].measured["heard"] == "left calf"
    assert float(found["hearing"].measured["share_of_real_time"]) > 0


def test_a_voice_that_is_none_is_a_fault(home):
    """In a line that names it."""
    found = list(voice(Settings(voice="klingonese")))
    assert verdicts(found) == {"voice": Verdict.FAULT}
    assert "klingonese" in found[0].said


def test_a_folder_that_cannot_be_written_is_told(home, monkeypatch):
    """Answers could not be kept through a power cut."""
    monkeypatch.setattr("voice.selftest.machine.os.access", lambda path, mode: False)
    assert verdicts(disk(Settings())) == {"disk": Verdict.WARNING}


def test_answers_that_others_may_read_are_told(home):
    """With the command that changes it."""
    folder = home / "xdg_state_home" / "twitchwise"
    folder.mkdir(mode=0o700)
    assert verdicts(permissions(Settings())) == {"permissions": Verdict.OK}
    folder.chmod(0o755)
    found = [finding for finding in permissions(Settings()) if finding.verdict is Verdict.WARNING]
    assert str(folder) in found[0].do


def test_all_that_needs_no_sound_is_well_here(home):
    """On the machine that runs these tests; PocketSphinx alone is worth a hint."""
    found = verdicts(finding for check in CHECKS for finding in check(Settings()))
    assert Verdict.FAULT not in found.values()


@pytest.mark.parametrize("gain", [1.0, 0.1, 0.02])
def test_the_sweep_is_found_under_noise(gain):
    """Where it begins, to the sample, at a fiftieth of its loudness too."""
    rng = np.random.default_rng(1)
    heard = rng.normal(0, 100, 48_000)
    heard[9_000 : 9_000 + len(sweep())] += gain * sweep()
    at, prominence = where(heard.astype(np.int16), sweep())
    assert at == 9_000
    assert prominence > 40


@pytest.mark.parametrize("level", [0, 1, 300, 8_000])
def test_noise_alone_is_no_sweep(level):
    """However loud; nor is digital silence."""
    noise = np.random.default_rng(2).normal(0, level, 48_000).clip(-32768, 32767)
    assert where(noise.astype(np.int16), sweep())[1] < 8


def test_levels_are_below_full_scale():
    """A full square wave is 0 dB, nothing is -120, and an offset is no sound."""
    square = np.tile(np.array([32767, -32767], np.int16), 8_000)
    assert dbfs(square) == pytest.approx(0.0, abs=0.01)
    assert dbfs(np.zeros(100, np.int16)) == dbfs(np.full(100, 500, np.int16)) == pytest.approx(-120, abs=0.5)
