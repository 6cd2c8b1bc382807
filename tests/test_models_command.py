"""`twitchwise models` as a person meets it, and what it changes for those who talk."""

import json
import os
import signal
import subprocess
import sys
from functools import partial
from hashlib import sha256
from pathlib import Path

import pytest
from click.testing import CliRunner
from patience import HANG_SECONDS

from tests.model_server import NAME, Server, zipped
from tests.sounds import spoken
from tests.test_models import damage
from voice.audio.wav import write_wav
from voice.cli import main
from voice.errors import RecogniserError
from voice.recognition import load_recogniser, model_folder
from voice.recognition.known_models import KNOWN
from voice.recognition.model_download import Patience
from voice.talk import which_ear

ARCHIVE = zipped()
HASH = sha256(ARCHIVE).hexdigest()
ROOT = Path(__file__).parents[1]


@pytest.fixture(autouse=True)
def _own_home(tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    for module in ("recognition.moonshine", "cli.models"):
        monkeypatch.setattr(f"voice.{module}.packaged_model", lambda: None)
    for name in ("http_proxy", "https_proxy", "all_proxy"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.upper(), raising=False)


@pytest.fixture
def server():
    serving = Server(ARCHIVE)
    yield serving
    serving.close()


def run(*arguments):
    return CliRunner().invoke(main, ["models", *map(str, arguments)])


def one_line(done, status, says):
    """Nothing on standard output, and one line with these words."""
    assert done.exit_code == status, done.output
    assert done.stdout == ""
    assert len(done.stderr.splitlines()) == 1
    assert says in done.stderr


def test_a_fresh_home_lists_what_can_be_fetched():
    """Name, size, licence, folder and the command that gets it."""
    done = run("list")
    assert done.exit_code == 0
    for fact in (str(model_folder()), KNOWN[0].name, "41 MB", "Apache-2.0", "twitchwise models fetch"):
        assert fact in done.stdout


def test_a_model_is_fetched_listed_verified_and_removed(server):
    """The whole of its life, by address and hash; each step says what it did."""
    assert run("fetch", "--url", server.at("good"), "--sha256", HASH.upper()).stdout == (
        f"{NAME} is installed in {model_folder() / NAME}\n"
    )
    assert f"{NAME}: installed in {model_folder() / NAME}, the one that is heard with" in run("list").stdout
    assert run("verify").stdout == f"{NAME}: whole\n"
    assert run("remove", NAME).stdout == f"{NAME} is removed\n"
    assert NAME not in run("list").stdout


def test_programs_read_lines_of_json(server):
    """`--json` gives one object a model, before and after."""
    before = [json.loads(line) for line in run("list", "--json").stdout.splitlines()]
    assert [(row["name"], row["installed"], row["bytes"]) for row in before] == [
        (model.name, False, model.size) for model in KNOWN
    ]
    fetched = json.loads(run("fetch", "--url", server.at("good"), "--sha256", HASH, "--json").stdout)
    assert fetched["name"] == NAME
    assert fetched["installed"] is fetched["used"] is True
    assert fetched["sha256"] == HASH
    assert json.loads(run("verify", "--json").stdout) == {"name": NAME, "whole": True, "faults": []}


def test_progress_is_lines_where_there_is_no_terminal(server):
    """The start, each quarter, and how much there is."""
    shown = run("fetch", "--url", server.at("good"), "--sha256", HASH).stderr.splitlines()
    assert shown[0] == f"{NAME}: 0.0 MB of 0.6 MB"
    assert shown[-1] == f"{NAME}: 0.6 MB of 0.6 MB"
    assert 2 <= len(shown) <= 5


def test_a_damaged_model_is_told_and_mended(server):
    """The file, the command that mends it, and status 1; after it all is well."""
    run("fetch", "--url", server.at("good"), "--sha256", HASH)
    damage(model_folder() / NAME / "graph/Gr.fst")
    done = run("verify", NAME)
    assert done.exit_code == 1
    assert "Gr.fst: damaged" in done.stdout
    assert "models fetch" in done.stdout
    assert run("fetch", NAME).exit_code == 0
    assert run("verify", NAME).exit_code == 0


@pytest.mark.parametrize("by", ["option", "variable"])
def test_a_mirror_is_asked_for_the_known_file(server, monkeypatch, by):
    """Its address takes the place of the publisher's folder; the hash stays the publisher's."""
    if by == "variable":
        monkeypatch.setenv("TWITCHWISE_MIRROR", f"{server.url}/good/")
    done = run("fetch", *(("--mirror", f"{server.url}/good") if by == "option" else ()))
    assert done.exit_code == 1
    assert "wrong mirror" in done.stderr
    assert server.requests == [(f"/good/{KNOWN[0].name}.zip", None)]


def test_a_file_serves_a_machine_without_network(tmp_path):
    """From a stick: nothing is asked for, and the file stays."""
    file = tmp_path / f"{NAME}.zip"
    file.write_bytes(ARCHIVE)
    assert run("fetch", "--file", file, "--sha256", HASH).exit_code == 0
    assert run("verify", NAME).exit_code == 0
    assert file.exists()


def test_a_file_that_is_not_the_published_one_is_refused(tmp_path):
    """The known name calls for the known hash."""
    file = tmp_path / f"{KNOWN[0].name}.zip"
    file.write_bytes(ARCHIVE)
    one_line(run("fetch", "--file", file), 1, "not vosk-model-small-en-us-0.15 as published")


def test_a_file_that_is_not_there_is_one_line(tmp_path):
    """Its name and what would be right."""
    one_line(run("fetch", KNOWN[0].name, "--file", tmp_path / "x.zip"), 1, "no such file")
    one_line(run("fetch", "--file", tmp_path / "x.zip"), 1, "no such file")


def test_an_unknown_model_needs_its_hash(server, tmp_path):
    """Wrong usage; for a file on this machine its hash is told, to be compared with the publisher's."""
    done = run("fetch", "--url", server.at("good"))
    assert done.exit_code == 2
    assert "--sha256 is needed" in done.stderr
    file = tmp_path / "mine.zip"
    file.write_bytes(ARCHIVE)
    assert HASH in run("fetch", "--file", file).stderr
    assert server.requests == []


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["fetch", "vosk-model-of-my-dreams"], "there is vosk-model-small-en-us-0.15, moonshine, emma,"),
        (["fetch", "--url", "http://127.0.0.1:1/x.zip", "--sha256", "123"], "not a SHA-256"),
        (["fetch", "--url", "http://[::1/x.zip", "--sha256", HASH], "not an address"),
        (["fetch", "--url", "http://127.0.0.1:1/a b.zip?c=d", "--sha256", HASH], "not a model's name"),
        (["fetch", "../x", "--url", "http://127.0.0.1:1/x.zip", "--sha256", HASH], "not a model's name"),
        (["verify"], "`twitchwise models fetch` gets one"),
        (["verify", "x"], "no such model"),
        (["remove", "x"], "no such model"),
    ],
)
def test_a_slip_is_one_line(arguments, says):
    """Status 1, what is wrong and what would be right."""
    one_line(run(*arguments), 1, says)


def test_set_up_goes_on_without_a_connection():
    """`--optional`: one line with what hears instead, and status 0."""
    done = run("fetch", "--optional", "--url", "http://127.0.0.1:1/x.zip", "--sha256", HASH)
    one_line(done, 0, "PocketSphinx hears until")


def test_set_up_says_nothing_when_all_is_there(server):
    """`--optional` a second time: no word and no request."""
    get = ("fetch", "--optional", "--url", server.at("good"), "--sha256", HASH)
    run(*get)
    server.requests.clear()
    assert run(*get).output == ""
    assert server.requests == []


def test_ctrl_c_leaves_what_can_be_resumed(server):
    """One line and status 1; the next fetch goes on from there."""
    command = [sys.executable, "-m", "voice", "models", "fetch", "--url", server.at("gate"), "--sha256", HASH]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as program:
        for line in program.stderr:
            if "0.3 MB" in line or "0.2 MB" in line:
                program.send_signal(signal.SIGINT)
                break
        said = program.stderr.read().splitlines()
    assert program.returncode == 1
    assert "are kept, and the next fetch goes on" in said[-1]
    server.gate.set()
    assert run("fetch", "--url", server.at("gate"), "--sha256", HASH).exit_code == 0
    _, asked = server.requests[-1]
    assert asked is not None
    assert asked > "bytes=0-"


def test_what_was_fetched_is_heard_with(tmp_path, tiny_vosk_model):
    """A real Vosk model, fetched over HTTP, hears a recording without being named, where there is no better ear."""
    files = {str(path.relative_to(tiny_vosk_model)): path.read_bytes() for path in tiny_vosk_model.rglob("*") if path.is_file()}
    archive = zipped(files, top="vosk-model-tiny/")
    write_wav(tmp_path / "left.wav", spoken("the left one"))
    hear = ["hear", str(tmp_path / "left.wav"), "--asked", "side"]
    assert json.loads(CliRunner().invoke(main, hear).stdout)["recogniser"] == "sphinx"
    serving = Server(archive)
    try:
        get = ("fetch", "--url", serving.at("cut", "vosk-model-tiny"), "--sha256", sha256(archive).hexdigest())
        assert run(*get).exit_code == 0
    finally:
        serving.close()
    line = json.loads(CliRunner().invoke(main, hear).stdout)
    assert line["recogniser"] == "vosk"
    assert line["answers"] == {"side": "left"}


def test_an_installed_model_that_cannot_be_loaded_leaves_pocketsphinx(server):
    """It was not asked for by name, so the conversation goes on with the other ear."""
    run("fetch", "--url", server.at("good"), "--sha256", HASH)
    assert load_recogniser("auto").name == "sphinx"


@pytest.mark.parametrize(
    ("ear", "asked", "line"),
    [
        ("vosk", "auto", "Hearing with Vosk."),
        ("sphinx", "sphinx", "Hearing with PocketSphinx."),
        ("moonshine", "auto", "Hearing with Moonshine."),
        (
            "sphinx",
            "auto",
            "Hearing with PocketSphinx, as Moonshine cannot be used here: it is not there; fetch it.",
        ),
    ],
)
def test_the_start_says_who_hears(ear, asked, line):
    """And how to hear better, unless this ear was asked for."""
    assert which_ear(ear, asked, lambda: RecogniserError("it is not there", "fetch it")) == line


def test_an_unfinished_fetch_is_listed_and_removed(server, monkeypatch):
    """Half a model takes room, so it is shown."""
    monkeypatch.setattr("voice.cli.models.Patience", partial(Patience, pause=0))
    run("fetch", "--url", server.at("always_cut"), "--sha256", HASH)
    assert f"{NAME}: 0.3 MB fetched" in run("list").stdout
    assert run("remove", NAME).exit_code == 0
    assert NAME not in run("list").stdout


def test_a_variable_names_the_model_of_recordings(tmp_path, monkeypatch):
    """`TWITCHWISE_MODEL` is as good as --model: nothing else is taken in its place."""
    monkeypatch.setenv("TWITCHWISE_MODEL", str(tmp_path / "gone"))
    done = CliRunner().invoke(main, ["hear", str(tmp_path / "left.wav"), "--asked", "side"])
    one_line(done, 1, "gone: there is no such model folder")


_TELLS = """
import sys

def told(event, given):
    if event in ("socket.getaddrinfo", "socket.gethostbyname") or (event == "socket.__new__" and int(given[1]) in (2, 10)):
        with open({path!r}, "a") as file:
            print(sys.argv, event, given[1:], file=file)

sys.addaudithook(told)
"""


def test_nothing_but_fetch_opens_a_network_socket(server, tmp_path):
    """Neither a conversation, nor hearing, nor listing; fetching is noticed, so the others would be."""
    told = tmp_path / "told"
    (tmp_path / "site").mkdir()
    (tmp_path / "site" / "sitecustomize.py").write_text(_TELLS.format(path=str(told)))
    environment = {**os.environ, "PYTHONPATH": str(tmp_path / "site"), "XDG_STATE_HOME": str(tmp_path)}
    write_wav(tmp_path / "left.wav", spoken("the left one"))

    def program(*arguments, typed=""):
        command = [sys.executable, "-m", "voice", *map(str, arguments)]
        return subprocess.run(
            command, cwd=ROOT, env=environment, input=typed, capture_output=True, text=True, timeout=HANG_SECONDS, check=False
        )

    assert "left" in program("hear", tmp_path / "left.wav", "--asked", "side").stdout
    assert "What's going on" in program("talk", "--typed", typed="my left calf twitches\nstop\n").stdout
    assert program("models", "list").returncode == 0
    assert not told.exists(), told.read_text()
    assert program("models", "fetch", "--url", server.at("good"), "--sha256", HASH).returncode == 0
    assert told.exists()
