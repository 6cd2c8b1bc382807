"""The services of the smart speaker and for Home Assistant: their units as systemd sees them, and what the installer does."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest

from voice.store.file import FileStore

ROOT = Path(__file__).parent.parent
SCRIPT = ROOT / "script" / "install-speaker"
MOST_EXPOSED = 15
"""In tenths, as `systemd-analyze security` counts: 0 is sealed off, 100 is open to all."""


class Home:
    """A user's home with a service manager that only takes notes."""

    def __init__(self, folder):
        self.folder = folder
        self.unit = folder / ".config" / "systemd" / "user" / "twitchwise.service"
        self.notes = folder / "notes"
        commands = folder / "bin"
        commands.mkdir()
        for name in ("systemctl", "loginctl"):
            (commands / name).write_text(f'#!/bin/sh\necho "{name} $*" >> "{self.notes}"\n')
            (commands / name).chmod(0o755)
        plain = {name: value for name, value in os.environ.items() if not name.startswith(("XDG_", "TWITCHWISE_"))}
        self.environment = {
            **plain,
            "TWITCHWISE_NO_MODEL": "1",
            "HOME": str(folder),
            "PATH": f"{commands}:{os.environ['PATH']}",
            "TWITCHWISE_AS_ROOT": "1",
        }

    def run(self, *arguments):
        """The installer, with these arguments."""
        return subprocess.run([SCRIPT, *arguments], env=self.environment, capture_output=True, text=True, check=False)

    def told(self):
        """What the service manager was told since the last time."""
        lines = self.notes.read_text().splitlines() if self.notes.exists() else []
        self.notes.unlink(missing_ok=True)
        return lines


@pytest.fixture
def home(tmp_path):
    """A home in which nothing is installed yet."""
    return Home(tmp_path)


@pytest.fixture(params=["speaker", "server"])
def unit(request, home, tmp_path):
    """The unit as it would be installed, of either service."""
    file = tmp_path / f"{request.param}.service"
    file.write_text(home.run("--print", *(["--server"] if request.param == "server" else [])).stdout)
    return file


TARGETS = ("basic.target", "default.target", "shutdown.target")
"""What every service of a user stands on."""


def _analyze(*arguments, folder):
    """What systemd finds on a machine that has no unit but this one: what is wrong with others is no concern of ours."""
    analyze = shutil.which("systemd-analyze")
    if analyze is None:
        pytest.skip("systemd-analyze is not on this machine")
    units = folder / "units"
    units.mkdir(exist_ok=True)
    for target in TARGETS:
        (units / target).write_text("[Unit]\n")
    plain = {name: value for name, value in os.environ.items() if not name.startswith(("XDG_", "SYSTEMD_"))}
    environment = {**plain, "HOME": str(folder), "XDG_RUNTIME_DIR": str(folder), "SYSTEMD_UNIT_PATH": str(units)}
    return subprocess.run([analyze, *arguments], env=environment, capture_output=True, text=True, check=False)


def _faults(unit, folder):
    """What systemd says against it, but for the two lines that versions before 254 do not know yet."""
    done = _analyze("verify", "--user", "--man=no", str(unit), folder=folder)
    lines = [line for line in done.stderr.splitlines() if "RestartSteps" not in line and "RestartMaxDelaySec" not in line]
    return done.returncode, lines


def test_systemd_finds_no_fault_in_the_unit(unit, tmp_path):
    """Whatever else is installed on this machine."""
    assert _faults(unit, tmp_path) == (0, [])


def test_systemd_would_find_a_fault_in_the_unit(unit, tmp_path):
    """Alone, too, it is read line by line."""
    unit.write_text(unit.read_text().replace("Type=notify", "Type=notifies"))
    _, lines = _faults(unit, tmp_path)
    assert ["notifies" in line for line in lines] == [True]


def test_other_units_of_the_machine_do_not_matter(unit, tmp_path):
    """One that is broken, in the user's own folder, is not looked at."""
    other = tmp_path / ".config" / "systemd" / "user" / "pipewire.service"
    other.parent.mkdir(parents=True, exist_ok=True)
    other.write_text("[Service]\nType=bogus\nExecStart=nowhere\n")
    assert _faults(unit, tmp_path) == (0, [])


def test_the_unit_is_sealed_off(unit, tmp_path):
    """The exposure that systemd counts stays low."""
    done = _analyze("security", "--offline=true", f"--threshold={MOST_EXPOSED}", "--no-pager", str(unit), folder=tmp_path)
    assert done.returncode == 0, done.stdout.splitlines()[-1]


REACHES = {
    "speaker": {"PrivateNetwork=yes", "RestrictAddressFamilies=AF_UNIX"},
    "server": {"IPAddressDeny=any", "IPAddressAllow=localhost"},
}


def test_the_unit_reaches_no_other_machine_and_logs_nothing_that_is_said(unit):
    """Its standard output, where a conversation is shown, goes nowhere."""
    assert {*REACHES[unit.stem], "StandardOutput=null"} <= set(unit.read_text().splitlines())


def test_the_service_for_home_assistant_is_installed_beside_the_speaker(home):
    """A unit of its own, that keeps conversations through a restart; uninstalling one leaves the other."""
    for arguments in ((), ("--server",)):
        assert home.run(*arguments).returncode == 0
    assert home.told()[-1] == "systemctl --user restart twitchwise-server.service"
    server = home.unit.with_name("twitchwise-server.service")
    kept = home.folder / ".local/state/twitchwise/conversations"
    assert f"ExecStart={ROOT}/.venv/bin/twitchwise serve --state-folder {kept}\n" in server.read_text()
    assert home.run("--server", "--uninstall").returncode == 0
    assert (home.unit.exists(), server.exists()) == (True, False)


def test_installing_starts_the_service_and_lets_it_start_at_boot(home):
    """With folders that only its user can read."""
    done = home.run()
    assert done.returncode == 0, done.stderr
    assert home.told() == [
        "loginctl enable-linger",
        "systemctl --user daemon-reload",
        "systemctl --user enable --quiet twitchwise.service",
        "systemctl --user restart twitchwise.service",
    ]
    assert f"ExecStart={ROOT}/.venv/bin/twitchwise talk --profile speaker" in home.unit.read_text()
    for folder in (".local/state/twitchwise", ".cache/twitchwise"):
        assert (home.folder / folder).stat().st_mode & 0o077 == 0


def test_installing_again_changes_nothing(home):
    """The unit stays as it is, and what runs goes on running."""
    home.run()
    before = home.unit.stat()
    home.told()
    home.run()
    assert home.unit.stat().st_mtime_ns == before.st_mtime_ns
    assert home.told()[-1] == "systemctl --user start twitchwise.service"


def test_uninstalling_leaves_what_was_told(home):
    """The service goes; answers go only when that is asked for."""
    home.run()
    kept = home.folder / ".local/state/twitchwise/conversation.json"
    kept.write_text("{}")
    home.told()
    done = home.run("--uninstall")
    assert done.returncode == 0, done.stderr
    assert home.told()[0] == "systemctl --user disable --now --quiet twitchwise.service"
    assert not home.unit.exists()
    assert kept.exists()


def test_purging_leaves_nothing(home):
    """No state, no rendered prompt, no settings, no model."""
    home.run()
    for folder in (".local/state/twitchwise", ".cache/twitchwise", ".config/twitchwise", ".local/share/twitchwise"):
        (home.folder / folder).mkdir(parents=True, exist_ok=True)
        (home.folder / folder / "something").write_text("private")
    done = home.run("--uninstall", "--purge")
    assert done.returncode == 0, done.stderr
    assert [path for path in home.folder.rglob("*") if "twitchwise" in path.name] == []


def _talked(home, log):
    """A conversation was held and left, with a log elsewhere."""
    environment = {name: value for name, value in home.environment.items() if not name.startswith("TWITCHWISE_")}
    done = subprocess.run(
        [ROOT / ".venv" / "bin" / "twitchwise", "talk", "--typed", "--log", log],
        input="my left calf twitches\n",
        env=environment,
        capture_output=True,
        text=True,
        check=True,
    )
    assert "calf" in log.read_text(), done.stderr


def test_purging_removes_logs_wherever_they_lie(home):
    """Whatever is promised to go is looked for before the list of it goes."""
    log = home.folder / "elsewhere.log"
    _talked(home, log)
    done = home.run("--uninstall", "--purge")
    assert done.returncode == 0, done.stderr
    assert not log.exists()
    assert f"deleted {log}" in done.stderr


def test_what_cannot_be_purged_is_said_and_can_be_purged_later(home):
    """Nothing is said to be gone while a conversation goes on, and the list of logs stays."""
    log = home.folder / "elsewhere.log"
    _talked(home, log)
    state = home.folder / ".local/state/twitchwise"
    with FileStore(state / "conversation.json"):
        done = home.run("--uninstall", "--purge")
    assert (done.returncode, "nothing is left" in done.stderr) == (1, False)
    assert "in use by another conversation" in done.stderr
    assert (state / "logs.txt").exists()
    assert home.run("--uninstall", "--purge").returncode == 0
    assert not log.exists()


ODD = (" ", "\t", "%", '"', "'", "\\", "&", "|", "$", ";", "\n", "@STATE@")


@pytest.mark.parametrize("odd", ODD)
def test_a_folder_that_cannot_stand_in_a_service_is_refused(home, odd):
    """In one line, before anything is set up, and no half a unit is left."""
    home.environment["XDG_CACHE_HOME"] = f"{home.folder}/a{odd}b"
    for arguments in (["--print"], []):
        done = home.run(*arguments)
        assert (done.returncode, done.stdout) == (1, "")
        assert "cannot stand in a service" in done.stderr
    assert home.told() == []
    assert not home.unit.parent.exists()


@pytest.mark.parametrize("fine", ["a@b", "a-b", "a+b", "a,b", "a~b", "\u00e4", "a:b", "a(b)", "a#b", "a*b"])
def test_a_folder_stands_in_the_unit_as_it_is(home, fine):
    """With all that names may have."""
    home.environment["XDG_CACHE_HOME"] = f"{home.folder}/{fine}"
    done = home.run("--print")
    assert done.returncode == 0, done.stderr
    assert f" {home.folder}/{fine}/twitchwise\n" in done.stdout


def test_uninstalling_what_is_not_installed_says_so(home):
    """And is no fault."""
    done = home.run("--uninstall")
    assert (done.returncode, "no service" in done.stderr) == (0, True)


@pytest.mark.parametrize("arguments", [["--remove"], ["--purge"]])
def test_a_wrong_option_changes_nothing(home, arguments):
    """Exit status 2, and one line that says what is known."""
    done = home.run(*arguments)
    assert (done.returncode, len(done.stderr.splitlines()), home.told()) == (2, 1, [])
