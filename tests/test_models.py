"""Models are fetched whole or not at all, whatever network, disk and other programs do."""

import shutil
import socket
import subprocess
import sys
import threading
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import pytest
from patience import HANG_SECONDS

from tests.model_server import FILES, HASTY, NAME, Server, model_of, zipped
from voice.errors import ModelError
from voice.recognition import model_download
from voice.recognition.known_models import KNOWN, Model
from voice.recognition.model_store import MANIFEST, ModelStore, installed_model

ARCHIVE = zipped()


@pytest.fixture
def server(monkeypatch):
    for name in ("http_proxy", "https_proxy", "all_proxy", "no_proxy"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.upper(), raising=False)
    serving = Server(ARCHIVE)
    yield serving
    serving.close()


@pytest.fixture
def store(tmp_path):
    return ModelStore(tmp_path / "models")


def fetch(store, model, patience=HASTY):
    """Fetched, and the progress that was shown."""
    shown = []
    store.fetch(model, lambda done, total: shown.append((done, total)), patience)
    return shown


def refused(store, model, says, patience=HASTY):
    """One line with those words, and nothing that could be taken for a model."""
    with pytest.raises(ModelError, match=says) as caught:
        fetch(store, model, patience)
    assert "\n" not in str(caught.value)
    assert store.names() == ()
    assert installed_model(store.folder) is None


def visible(store):
    """The names without a dot in front."""
    return [one.name for one in store.folder.iterdir() if not one.name.startswith(".")]


def kept(store):
    """The length of what is partly fetched."""
    return store.partly_fetched(NAME)


@pytest.mark.parametrize("way", ["good", "plain", "moved", "cut", "cut_plain", "overlap"])
def test_a_model_is_installed_whole(store, server, way):
    """However the server answers, every byte is in place, and nothing else is left there."""
    shown = fetch(store, server.model(way))
    folder = store.folder / NAME
    assert {name: (folder / name).read_bytes() for name in FILES} == FILES
    assert store.faults(NAME) == ()
    assert installed_model(store.folder) == folder
    assert sorted(one.name for one in store.folder.iterdir()) == [".lock", NAME]
    assert shown[-1] == (len(ARCHIVE), len(ARCHIVE))


def test_a_download_that_is_cut_off_goes_on_where_it_ended(store, server):
    """Half of it is there and is not fetched again."""
    fetch(store, server.model("cut"))
    assert [asked for _, asked in server.requests] == [None, f"bytes={len(ARCHIVE) // 2}-"]


def test_a_later_fetch_goes_on_where_an_earlier_one_ended(store, server):
    """The partial file outlives the program; the rest may come from another server."""
    refused(store, server.model("always_cut"), "broke off.* are kept")
    assert kept(store) == len(ARCHIVE) // 2
    server.requests.clear()
    fetch(store, server.model("good"))
    assert server.requests == [(f"/good/{NAME}.zip", f"bytes={len(ARCHIVE) // 2}-")]


def test_a_damaged_part_is_fetched_anew(store, server):
    """When what was resumed turns out wrong, it is fetched once more from its beginning."""
    refused(store, server.model("always_cut"), "kept")
    (part,) = store.folder.glob(".*.part")
    part.write_bytes(bytes(len(ARCHIVE) // 2))
    fetch(store, server.model("good"))
    assert store.faults(NAME) == ()


def test_a_part_that_is_too_long_is_fetched_anew(store, server):
    """It cannot be the beginning of this model."""
    refused(store, server.model("always_cut"), "kept")
    (part,) = store.folder.glob(".*.part")
    part.write_bytes(ARCHIVE + b"more")
    fetch(store, server.model("good"))
    assert store.faults(NAME) == ()


def test_a_whole_download_is_not_fetched_again(store, server):
    """After a kill between download and unpacking, no request is made."""
    refused(store, server.model("always_cut"), "kept")
    (part,) = store.folder.glob(".*.part")
    part.write_bytes(ARCHIVE)
    server.requests.clear()
    fetch(store, server.model("good"))
    assert server.requests == []


@pytest.mark.parametrize("way", ["good", "cut", "plain", "unsized"])
def test_a_model_of_unknown_size_is_fetched_by_its_hash(store, server, way):
    """An address and a hash are enough."""
    fetch(store, replace(server.model(way), size=None))
    assert store.faults(NAME) == ()


def test_a_whole_download_of_unknown_size_is_recognised(store, server):
    """The server says that there is no more."""
    model = replace(server.model("good"), size=None)
    refused(store, replace(server.model("always_cut"), size=None), "kept")
    (part,) = store.folder.glob(".*.part")
    part.write_bytes(ARCHIVE)
    fetch(store, model)
    assert store.faults(NAME) == ()


@pytest.mark.parametrize(
    ("way", "says"),
    [
        ("wrong", "not the file it should be"),
        ("nowhere", "has no such file .404."),
        ("broken", "answers 503"),
        ("loop", "from one address to the next"),
        ("login", "a login page"),
        ("endless", "sent more than"),
    ],
)
def test_what_is_not_the_model_is_refused(store, server, way, says):
    """One line names the server and another way; nothing of it is kept, and nothing is tried again and again."""
    refused(store, server.model(way), says)
    assert kept(store) == 0
    assert len(server.requests) <= 6


def test_a_server_that_does_not_answer_is_left(store, server):
    """It has accepted the connection and says nothing."""
    refused(store, server.model("silent"), "cannot be reached", replace(HASTY, answer=0.2))


def test_no_connection_is_one_line(store):
    """Nobody listens at that address."""
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{closed.getsockname()[1]}/x.zip"
    refused(store, model_of(ARCHIVE, url), "cannot be reached; is there a connection")


def test_a_login_page_does_not_undo_what_was_fetched(store, server):
    """Of a model whose size nobody knows, too."""
    model = replace(server.model("always_cut"), size=None)
    refused(store, model, "kept")
    refused(store, replace(model, url=server.at("login")), "a login page")
    assert kept(store) == len(ARCHIVE) // 2


def test_a_password_is_neither_shown_nor_kept(store, server):
    """An address may hold one."""
    with pytest.raises(ModelError, match="404") as caught:
        fetch(store, replace(server.model("nowhere"), url=server.at("nowhere").replace("//", "//me:secret@")))
    assert "secret" not in str(caught.value)
    fetch(store, replace(server.model("good"), url=server.at("good").replace("//", "//me:secret@")))
    assert "secret" not in (store.folder / NAME / MANIFEST).read_text()


@pytest.mark.parametrize("url", ["model.zip", "ftp://127.0.0.1/x.zip", "http://", "http://[::1/x.zip", "http://.../x.zip"])
def test_what_is_no_address_is_one_line(store, url):
    """A slip in --url or --mirror is no traceback."""
    refused(store, model_of(ARCHIVE, url), "not an address|cannot be reached")


def test_a_slow_server_is_left_when_the_time_is_over(store, server, monkeypatch):
    """What has arrived is kept, and the next fetch goes on from there."""
    clock = SimpleNamespace(monotonic=lambda: 100.0 * kept(store), sleep=lambda _: None)
    with monkeypatch.context() as patch:
        patch.setattr(model_download, "time", clock)
        refused(store, server.model("good"), "not done in the time.* kept", replace(HASTY, in_all=50.0))
    there = kept(store)
    assert 0 < there < len(ARCHIVE)
    fetch(store, server.model("good"))
    assert server.requests[-1][1] == f"bytes={there}-"


def test_the_environment_names_the_proxy(store, server, monkeypatch):
    """The request goes to the proxy, with the whole address."""
    monkeypatch.setenv("http_proxy", server.url)
    fetch(store, model_of(ARCHIVE, "http://models.invalid/x.zip"))
    assert server.requests == [("http://models.invalid/x.zip", None)]


def test_a_proxy_that_is_not_there_is_named(store, server, monkeypatch):
    """The line says that it is the proxy."""
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:1")
    refused(store, server.model("good"), "proxy")


def test_two_fetches_at_once_do_not_meet(store, server):
    """The second says that another is under way; the first ends as if alone."""
    first = threading.Thread(target=fetch, args=(store, server.model("gate")))
    first.start()
    assert server.half_sent.wait(HANG_SECONDS)
    refused(ModelStore(store.folder), server.model("good"), "another fetch")
    server.gate.set()
    first.join(HANG_SECONDS)
    assert store.faults(NAME) == ()
    assert len(server.requests) == 1


def test_a_model_that_is_there_is_not_fetched_again(store, server):
    """No request."""
    fetch(store, server.model("good"))
    server.requests.clear()
    assert fetch(store, server.model("good")) == []
    assert server.requests == []


def test_another_model_of_the_same_name_takes_its_place(store, server):
    """The hash decides which one is wanted."""
    fetch(store, server.model("good"))
    server.content = zipped({**FILES, "README": b"a newer one"})
    fetch(store, server.model("good"))
    assert (store.folder / NAME / "README").read_bytes() == b"a newer one"
    assert visible(store) == [NAME]


def test_too_small_a_disk_is_seen_before_the_download(store, server, monkeypatch):
    """Nothing is asked for; the line says how much is needed and free."""
    monkeypatch.setattr(shutil, "disk_usage", lambda _: shutil._ntuple_diskusage(10**9, 10**9, 10**6))
    refused(store, server.model("good"), r"MB are needed, 1\.0 MB are free")
    assert server.requests == []


@pytest.fixture
def small_disk(tmp_path):
    """A disk of a few hundred kilobytes."""
    place = tmp_path / "small"
    place.mkdir()
    mount = shutil.which("mount")
    command = [str(mount), "-t", "tmpfs", "-o", "size=700k", "tmpfs", str(place)]
    if mount is None or subprocess.run(command, capture_output=True, check=False).returncode:
        pytest.skip("a small disk can be mounted by root only")
    yield place
    subprocess.run(["umount", str(place)], check=True)  # noqa: S607 -- where mount was, umount is


@pytest.mark.parametrize("files", [FILES, {**FILES, "ivector/final.ie": FILES["am/final.mdl"]}], ids=["unpacking", "downloading"])
def test_a_disk_that_fills_up_leaves_no_model(small_disk, server, monkeypatch, files):
    """Whether download or unpacking fills it: one line, no half a model, nothing that was being unpacked."""
    monkeypatch.setattr(model_download, "_SPARE_BYTES", -(10**9))
    server.content = zipped(files)
    store = ModelStore(small_disk / "models")
    refused(store, server.model("good"), "full|No space left")
    assert not list(store.folder.glob(".unpacking-*"))


_KILLED_ANYWHERE = """
import os, signal, sys
from pathlib import Path
from tests.model_server import NAME, model_of, zipped
from voice.recognition.model_store import ModelStore, installed_model

archive, store = Path(sys.argv[1]), ModelStore(Path(sys.argv[2]))
model = model_of(archive.read_bytes())

def dying(call, left):
    def until_then(*given, **named):
        if not left:
            os.kill(os.getpid(), signal.SIGKILL)
        left.pop()
        return call(*given, **named)
    return until_then

for step in range(1000):
    child = os.fork()
    if not child:
        left = [None] * step
        os.fsync, Path.rename, Path.mkdir = (dying(call, left) for call in (os.fsync, Path.rename, Path.mkdir))
        store.install(model, archive)
        os._exit(0)
    ended = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    there = installed_model(store.folder)
    assert there is None or not store.faults(NAME), step
    assert [n for n in store.names() if not store.is_complete(n)] == [], step
    if ended == 0:
        break
    assert ended == -signal.SIGKILL
    if there is not None:
        store.remove(NAME)
print(step, sorted(os.listdir(store.folder)))
"""


def test_a_kill_at_any_step_leaves_no_half_a_model(tmp_path):
    """Killed before each write to the disk, rename and new folder in turn: no model or a whole one, and the next try succeeds."""
    (tmp_path / "x.zip").write_bytes(ARCHIVE)
    command = [sys.executable, "-c", _KILLED_ANYWHERE, str(tmp_path / "x.zip"), str(tmp_path / "models")]
    done = subprocess.run(
        command, cwd=Path(__file__).parents[1], capture_output=True, text=True, timeout=HANG_SECONDS, check=False
    )
    assert done.returncode == 0, done.stderr
    steps, _, left = done.stdout.strip().partition(" ")
    assert int(steps) >= 10
    assert left == str([".lock", NAME])


def test_what_a_kill_left_is_swept_away(store, server):
    """The next fetch deletes folders that were being unpacked or deleted."""
    for name in (".unpacking-abc", ".discarded-abc"):
        (store.folder / name / "am").mkdir(parents=True)
    fetch(store, server.model("good"))
    assert sorted(one.name for one in store.folder.iterdir()) == [".lock", NAME]


@pytest.mark.parametrize("place", ["models", f"models/{NAME}"])
def test_a_file_where_a_folder_should_be_is_named(tmp_path, server, place):
    """It is left alone."""
    (tmp_path / place).parent.mkdir(exist_ok=True)
    (tmp_path / place).write_text("mine")
    with pytest.raises(ModelError, match="move it away"):
        fetch(ModelStore(tmp_path / "models"), server.model("good"))
    assert (tmp_path / place).read_text() == "mine"
    assert installed_model(tmp_path / "models") is None


def test_a_folder_that_cannot_be_written_is_one_line(server):
    """Where even root cannot make a folder."""
    with pytest.raises(ModelError, match=r"/proc/.*: cannot be (written|made)"):
        fetch(ModelStore(Path("/proc/twitchwise/models")), server.model("good"))


def damage(path):
    """One bit in the middle turned over; the length stays."""
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(content)


@pytest.mark.parametrize(
    ("harm", "says"),
    [
        (lambda folder: damage(folder / "graph/Gr.fst"), "Gr.fst: damaged"),
        (lambda folder: (folder / "graph/Gr.fst").unlink(), "Gr.fst: missing"),
        (lambda folder: (folder / "am/final.mdl").write_bytes(b"x"), "final.mdl: 1 bytes instead of 400000"),
        (lambda folder: (folder / "graph/HCLG.fst").write_bytes(b"x"), "HCLG.fst: does not belong"),
        (lambda folder: (folder / MANIFEST).unlink(), "was not installed by"),
        (lambda folder: (folder / MANIFEST).write_text("{}"), "damaged"),
        (lambda folder: (folder / MANIFEST).write_text("["), "damaged"),
    ],
)
def test_what_is_wrong_with_a_model_is_said_and_mended(store, server, harm, says):
    """`faults` names the file; the next fetch puts a whole model in its place."""
    fetch(store, server.model("good"))
    harm(store.folder / NAME)
    (fault,) = store.faults(NAME)
    assert says in fault
    fetch(store, server.model("good"))
    assert store.faults(NAME) == ()
    assert visible(store) == [NAME]


@pytest.mark.parametrize("without", ["am/final.mdl", "graph/Gr.fst", MANIFEST])
def test_an_incomplete_model_is_not_used(store, server, without):
    """A missing file, or no manifest: the model is passed over."""
    fetch(store, server.model("good"))
    (store.folder / NAME / without).unlink()
    assert installed_model(store.folder) is None


def test_folders_that_are_no_models_are_passed_over(store, server):
    """What somebody put there by hand is neither used nor in the way."""
    (store.folder / "a-half-unpacked-one").mkdir(parents=True)
    fetch(store, server.model("good"))
    assert installed_model(store.folder) == store.folder / NAME
    assert installed_model(store.folder / "nowhere") is None


def test_a_model_that_was_cut_short_is_not_used(store, server):
    """A file shorter than it was: the model is passed over."""
    fetch(store, server.model("good"))
    (store.folder / NAME / "graph/HCLr.fst").write_bytes(b"short")
    assert installed_model(store.folder) is None


def test_the_known_model_comes_before_others(tmp_path):
    """Whoever fetches one for another language as well still hears English."""
    store = ModelStore(tmp_path / "models")
    archive = tmp_path / "x.zip"
    archive.write_bytes(ARCHIVE)
    for name in ("a-model-of-another-language", KNOWN[0].name):
        store.install(replace(model_of(ARCHIVE), name=name), archive)
    assert installed_model(store.folder) == store.folder / KNOWN[0].name


def test_removing_leaves_nothing(store, server):
    """Neither the model nor what was fetched of it."""
    fetch(store, server.model("good"))
    (store.folder / f".{NAME}-0123456789abcdef.part").write_bytes(b"begun")
    store.remove(NAME)
    assert [one.name for one in store.folder.iterdir()] == [".lock"]


@pytest.mark.parametrize("name", ["nothing-of-the-kind", "..", ".", "*", "../outside", ".lock", ""])
def test_only_models_are_removed(store, server, name):
    """No name reaches anything else."""
    fetch(store, server.model("good"))
    (store.folder.parent / "outside").mkdir()
    with pytest.raises(ModelError, match=f"there is {NAME}"):
        store.remove(name)
    assert store.faults(NAME) == ()
    assert (store.folder.parent / "outside").is_dir()


def test_removing_a_link_leaves_what_it_points_to(store, server, tmp_path):
    """A model that was linked in from elsewhere is only unlinked."""
    fetch(store, server.model("good"))
    (store.folder / NAME).rename(tmp_path / "elsewhere")
    (store.folder / NAME).symlink_to(tmp_path / "elsewhere")
    store.remove(NAME)
    assert visible(store) == []
    assert (tmp_path / "elsewhere/am/final.mdl").is_file()


@pytest.mark.parametrize("name", ["../x", "/x", ".x", "", "a/b", "a b"])
def test_a_name_is_a_plain_folder_name(name):
    """No name leads out of the models' folder."""
    with pytest.raises(ModelError, match="not a model's name"):
        Model(name, "https://example.org/x.zip", "0" * 64)


def test_the_known_models_are_stated_in_full():
    """Each has an address with its name, a hash, a size and a licence."""
    for model in (model for model in KNOWN if model.engine == "vosk"):
        assert model.url.startswith("https://")
        assert model.url.endswith(f"/{model.name}.zip")
        assert model.size
        assert model.licence
