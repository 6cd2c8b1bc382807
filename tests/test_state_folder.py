"""Conversations of others, a file each in one folder: whose they are cannot be told from its names, and `forget` finds them."""

import stat

import pytest
from click.testing import CliRunner

from voice.cli import main
from voice.errors import StateError
from voice.store.folder import StateFolder, name_of, remembered_folders
from voice.store.places import folders_list

KEPT = {"schema_version": 1, "knowledge": "k"}


@pytest.fixture
def state_home(tmp_path, monkeypatch):
    """The state folder of a user without files."""
    for name in ("HOME", "XDG_CACHE_HOME", "XDG_STATE_HOME", "XDG_CONFIG_HOME"):
        monkeypatch.setenv(name, str(tmp_path / "home"))
    return tmp_path / "home"


def test_a_conversation_is_kept_under_a_hash_of_its_key(tmp_path):
    """A key may be a name or a number: neither stands in the folder."""
    with StateFolder(tmp_path / "kept") as folder:
        folder.store(name_of("Jane, +44 20 7946 0000")).save(KEPT)
        (file,) = folder.files()
        assert "Jane" not in file.name
        assert folder.store(name_of("Jane, +44 20 7946 0000")).load() == KEPT
        assert folder.store(name_of("somebody else")).load() is None


def test_folder_and_files_are_their_owners_alone(tmp_path):
    """0700 and 0600."""
    with StateFolder(tmp_path / "kept") as folder:
        folder.store(name_of("a")).save(KEPT)
        modes = [stat.S_IMODE(path.stat().st_mode) for path in ((tmp_path / "kept"), *folder.files())]
    assert modes == [0o700, 0o600]


def test_one_program_uses_a_folder_at_a_time(tmp_path):
    """The second is told in one line; once the first has ended, the folder is free."""
    with StateFolder(tmp_path), pytest.raises(StateError, match="in use by another program; stop that one first"):
        StateFolder(tmp_path)
    StateFolder(tmp_path).close()


def test_a_folder_that_cannot_be_made_is_told_in_one_line(tmp_path):
    """Below a file there is no folder."""
    (tmp_path / "file").write_text("")
    with pytest.raises(StateError, match="conversations cannot be kept there"):
        StateFolder(tmp_path / "file" / "kept")


def test_other_files_are_no_conversations(tmp_path):
    """They are neither listed nor erased."""
    (tmp_path / "notes.json").write_text("{}")
    with StateFolder(tmp_path) as folder:
        assert folder.names() == ()
        assert folder.files() == ()


def test_forget_erases_conversations_wherever_they_are_kept(state_home, tmp_path):
    """What a power cut left half written as well; files of others stay, and so does the folder that holds them."""
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "notes.json").write_text("{}")
    for place in ("mine", "ours"):
        with StateFolder(tmp_path / place, folders_list()) as folder:
            folder.store(name_of("a")).save(KEPT)
            (tmp_path / place / f"{name_of('b')}.json.tmp").write_text("half")
    assert remembered_folders(folders_list()) == (tmp_path / "mine", tmp_path / "ours")
    done = CliRunner().invoke(main, ["forget"])
    assert done.exit_code == 0, done.stderr
    assert {path.name for path in (tmp_path / "mine").iterdir()} == {"notes.json"}
    assert not (tmp_path / "ours").exists()
    assert not state_home.exists() or not list(state_home.rglob("*"))


def test_forget_waits_for_no_program_that_still_writes(state_home, tmp_path):
    """Nothing is erased while one is running that would write it again; one line says what to stop."""
    with StateFolder(tmp_path / "ours", folders_list()) as folder:
        folder.store(name_of("a")).save(KEPT)
        done = CliRunner().invoke(main, ["forget"])
        assert done.exit_code == 1
        assert "in use by another program; stop that one first" in done.stderr
        assert folder.files()
