"""Moonshine's model comes out of a wheel by the hashes of its files, from a package index or a file, and is heard with."""

import io
import json
import shutil
import zipfile
from dataclasses import replace
from hashlib import sha256
from pathlib import Path
from random import Random

import pytest
from click.testing import CliRunner

from tests.model_server import HASTY, Server
from tests.test_models import damage
from voice.cli import main
from voice.errors import ModelError, RecogniserError
from voice.recognition import load_recogniser, model_folder
from voice.recognition.known_models import KNOWN, MOONSHINE_FILES, Model
from voice.recognition.model_index import located
from voice.recognition.model_store import MANIFEST, ModelStore, installed_model
from voice.recognition.moonshine import usable_model
from voice.recognition.moonshine_files import packaged_model

TOP = "moonshine_voice/assets/tiny-en/"
LICENCE = "moonshine_voice-0.0.73.dist-info/licenses/LICENSE"
WHEEL = "moonshine_voice-0.0.73-py3-none-manylinux_2_34_aarch64.whl"
PARTS = {name: Random(name).randbytes(60_000) for name in MOONSHINE_FILES}
INSIDE = {
    **{TOP + name: content for name, content in PARTS.items()},
    LICENCE: b"MIT License",
    "moonshine_voice/x.py": b"import os",
}
MODEL = Model(
    "moonshine",
    "",
    licence="MIT",
    engine="moonshine",
    parts={name: sha256(content).hexdigest() for name, content in PARTS.items()},
    project="moonshine-voice",
    version="0.0.73",
)
"""As the real one, with other content."""

real = pytest.mark.skipif(packaged_model() is None, reason="the package with the model has no build for this machine")


def wheel(inside=INSIDE):
    """A wheel with those files."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for name, content in inside.items():
            archive.writestr(name, content)
    return packed.getvalue()


def listing(*names, content=b"", base=""):
    """The page of an index with a link to each file, with its hash where there is content."""
    fragment = f"#sha256={sha256(content).hexdigest()}" if content else ""
    return "".join(f'<a href="{base}{name}{fragment}" data-requires-python="&gt;=3.8">{name}</a><br/>' for name in names).encode()


@pytest.fixture
def server(monkeypatch):
    for name in ("http_proxy", "https_proxy", "all_proxy", "no_proxy"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.upper(), raising=False)
    serving = Server(wheel())
    serving.page = listing(WHEEL, content=serving.content)
    yield serving
    serving.close()


@pytest.fixture
def store(tmp_path):
    return ModelStore(tmp_path / "models")


def at(server, path="simple/moonshine-voice/"):
    """The model, on the server's index."""
    return replace(MODEL, url=f"{server.url}/{path}")


def fetch(store, model):
    return store.fetch(model, lambda done, total: None, HASTY)


@pytest.mark.parametrize("hashed", [True, False])
def test_the_files_are_taken_out_of_the_wheel_that_the_index_lists(store, server, hashed):
    """With or without the wheel's own hash: the three, the licence text, and nothing else of it."""
    server.page = listing(WHEEL, content=server.content if hashed else b"")
    folder = fetch(store, at(server))
    assert {path.name: path.read_bytes() for path in folder.iterdir() if path.name != MANIFEST} == {
        **PARTS,
        "LICENSE": b"MIT License",
    }
    assert store.faults("moonshine") == ()
    assert [path for path, _ in server.requests] == ["/simple/moonshine-voice/", f"/simple/moonshine-voice/{WHEEL}"]
    assert not list(store.folder.glob(".*.part"))


def test_it_is_fetched_once(store, server):
    """And no engine takes it for a model of its own that it is not."""
    fetch(store, at(server))
    server.requests.clear()
    fetch(store, at(server))
    assert server.requests == []
    assert installed_model(store.folder) is None
    assert installed_model(store.folder, engine="moonshine") == store.folder / "moonshine"


@pytest.mark.parametrize(
    ("names", "taken"),
    [
        ((WHEEL, "moonshine_voice-0.1.5-py3-none-manylinux_2_34_aarch64.whl"), WHEEL),
        (("moonshine_voice-0.0.73-py3-none-macosx_15_0_arm64.whl", WHEEL), WHEEL),
        (("moonshine_voice-0.0.73.tar.gz", WHEEL), WHEEL),
        ((WHEEL.replace("aarch64", "x86_64"), WHEEL), WHEEL),
        ((WHEEL.replace("manylinux", "many%6Cinux"),), WHEEL.replace("manylinux", "many%6Cinux")),
    ],
)
def test_the_right_wheel_is_chosen(server, names, taken):
    """Of that version and for Linux, always the same one; addresses may be relative, absolute, or written another way."""
    for base in ("", f"{server.url}/files/"):
        server.page = listing(*names, content=b"x", base=base)
        found = located(at(server), HASTY)
        assert found.url == f"{base or f'{server.url}/simple/moonshine-voice/'}{taken}"
        assert found.sha256 == sha256(b"x").hexdigest()


@pytest.mark.parametrize(
    ("path", "page", "says"),
    [
        ("simple/moonshine-voice/", b"", "lists no wheel of moonshine-voice 0.0.73"),
        ("simple/moonshine-voice/", b"<html><a>no address</a><a href=''>x</a>", "lists no wheel"),
        ("simple/moonshine-voice/", b"<" * (9 << 20), "far too long"),
        ("nowhere/moonshine-voice/", b"", "no such package .404."),
        ("broken/moonshine-voice/", b"", "no such package .503."),
        ("loop/moonshine-voice/", b"", "cannot be reached"),
    ],
)
def test_an_index_without_it_is_one_line(store, server, path, page, says):
    """What it lacks, and another way."""
    server.page = page
    refused(store, at(server, path), says)


@pytest.mark.parametrize(
    "url", ["http://127.0.0.1:1/simple/x/", "file:///opt/simple/x/", "simple/", "http://[::1/simple/", "http:///"]
)
def test_what_is_no_index_is_one_line(store, url):
    """Nobody listens there, or it is no address."""
    refused(store, replace(MODEL, url=url), "not an address|cannot be reached")


def refused(store, model, says):
    """One line, and nothing is installed or left."""
    with pytest.raises(ModelError, match=says) as caught:
        fetch(store, model)
    assert "\n" not in str(caught.value)
    assert store.names() == ()
    assert not list(store.folder.glob(".*.part"))


def without(name):
    return {path: content for path, content in INSIDE.items() if not path.endswith(name)}


BAD = {
    "other bytes": (wheel({**INSIDE, TOP + "tokenizer.bin": b"x"}), "no tokenizer.bin with the right content"),
    "one file missing": (wheel(without("encoder_model.ort")), "no encoder_model.ort"),
    "one file cut off": (
        wheel({**INSIDE, TOP + "decoder_model_merged.ort": PARTS["decoder_model_merged.ort"][:1000]}),
        "no decoder_model_merged.ort",
    ),
    "no licence": (wheel(without("LICENSE")), "no licence text"),
    "cut off": (wheel()[:100_000], "not a usable ZIP file"),
    "no wheel": (b"<html>", "not a usable ZIP file"),
    "nothing": (b"", "not a usable ZIP file"),
    "one bit turned": (wheel().replace(PARTS["tokenizer.bin"][:9], b"123456789"), "not a usable ZIP file"),
}


# A server sends no empty file.
@pytest.mark.parametrize(
    ("bad", "way"), [(bad, way) for bad in BAD for way in ("index", "file") if (bad, way) != ("nothing", "index")]
)
def test_a_bad_wheel_is_one_line_and_leaves_nothing(store, server, tmp_path, bad, way):
    """From an index or from a file; the file stays."""
    content, says = BAD[bad]
    if way == "index":
        server.content = content
        server.page = listing(WHEEL)
        refused(store, at(server), says)
        return
    (tmp_path / WHEEL).write_bytes(content)
    with pytest.raises(ModelError, match=says):
        store.install(MODEL, tmp_path / WHEEL)
    assert store.names() == ()
    assert (tmp_path / WHEEL).exists()


def test_the_right_file_is_found_beside_another_of_its_name(store, tmp_path):
    """A wheel may hold other models; only hashes count."""
    (tmp_path / WHEEL).write_bytes(wheel({"moonshine_voice/assets/other/tokenizer.bin": b"another", **INSIDE}))
    store.install(MODEL, tmp_path / WHEEL)
    assert store.faults("moonshine") == ()


def test_a_wheel_with_the_wrong_hash_is_not_opened(store, server, tmp_path):
    """Where the index or the caller says what it should be."""
    server.page = listing(WHEEL, content=b"another")
    refused(store, at(server), "not the file it should be")
    (tmp_path / WHEEL).write_bytes(server.content)
    with pytest.raises(ModelError, match="not moonshine as published"):
        store.install(replace(MODEL, sha256="0" * 64), tmp_path / WHEEL)


def run(*arguments):
    return CliRunner().invoke(main, ["models", *map(str, arguments)])


@pytest.fixture
def home(tmp_path, monkeypatch):
    """A home without models, on a machine where no package holds one."""
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    for name in ("moonshine", "moonshine_files"):
        monkeypatch.setattr(f"voice.recognition.{name}.packaged_model", lambda: None)
    monkeypatch.setattr("voice.cli.models.packaged_model", lambda: None)
    return tmp_path


@pytest.fixture(scope="module")
def real_wheel(tmp_path_factory):
    """The installed package's files in a wheel."""
    path = tmp_path_factory.mktemp("wheel") / WHEEL
    with zipfile.ZipFile(path, "w") as archive:
        for name in MOONSHINE_FILES:
            archive.write(packaged_model() / name, TOP + name)
        archive.writestr(LICENCE, "MIT License")
    return path


@real
def test_what_was_fetched_is_heard_with(home, real_wheel):
    """Listed, verified, heard with and removed, where the package is not installed."""
    assert "moonshine" in run("list").stdout
    with pytest.raises(RecogniserError, match="models fetch moonshine"):
        usable_model()
    assert run("fetch", "--file", real_wheel).stdout == f"moonshine is installed in {model_folder() / 'moonshine'}\n"
    assert "moonshine, the one that is heard with" in run("list").stdout
    rows = {row["name"]: row for row in map(json.loads, run("list", "--json").stdout.splitlines())}
    assert (rows["moonshine"]["installed"], rows["moonshine"]["used"], rows["moonshine"]["licence"]) == (True, True, "MIT")
    assert run("verify").stdout == "moonshine: whole\n"
    assert load_recogniser("auto").name == load_recogniser("moonshine").name == "moonshine"
    run("remove", "moonshine")
    assert load_recogniser("auto").name == "sphinx"


@real
def test_the_command_takes_the_index_from_pip(home, real_wheel, server, monkeypatch):
    """Whoever has set one for pip need not say it again."""
    server.content = real_wheel.read_bytes()
    server.page = listing(WHEEL, content=server.content)
    monkeypatch.setenv("PIP_INDEX_URL", f"{server.url}/simple/")
    assert run("fetch", "moonshine").exit_code == 0
    assert run("verify", "moonshine").exit_code == 0
    assert str(server.requests[0][0]) == "/simple/moonshine-voice/"


@real
@pytest.mark.parametrize("name", MOONSHINE_FILES)
@pytest.mark.parametrize("harm", ["damaged", "missing", "cut off"])
def test_with_a_damaged_model_the_next_engine_hears(home, real_wheel, name, harm):
    """`verify` names the file, and the next fetch mends it."""
    run("fetch", "--file", real_wheel)
    file = model_folder() / "moonshine" / name
    if harm == "damaged":
        damage(file)
    elif harm == "missing":
        file.unlink()
    else:
        file.write_bytes(file.read_bytes()[:1000])
    assert load_recogniser("auto").name == "sphinx"
    done = run("verify")
    assert done.exit_code == 1
    assert name in done.stdout
    assert run("fetch", "--file", real_wheel).exit_code == 0
    assert run("verify").exit_code == 0


@real
def test_an_onnxruntime_that_cannot_open_it_leaves_the_next_engine(home, real_wheel, monkeypatch):
    """And who asked for it by name is told in a line."""
    run("fetch", "--file", real_wheel)
    monkeypatch.setattr("voice.recognition.moonshine.check_files", lambda folder: None)
    for name in MOONSHINE_FILES:
        (model_folder() / "moonshine" / name).write_bytes(b"x" * (model_folder() / "moonshine" / name).stat().st_size)
    assert load_recogniser("auto").name == "sphinx"
    with pytest.raises(RecogniserError, match=r"onnxruntime \S+ cannot open") as caught:
        load_recogniser("moonshine")
    assert "\n" not in str(caught.value)


@real
def test_a_damaged_package_is_told_and_the_fetched_model_heard_with(home, real_wheel, monkeypatch):
    """The package's own comes first while it is as it should be."""
    package = shutil.copytree(packaged_model(), home / "package")
    for place in ("voice.recognition.moonshine", "voice.cli.models"):
        monkeypatch.setattr(f"{place}.packaged_model", lambda: package)
    assert run("verify").stdout == "moonshine: whole\n"
    assert "inside the package moonshine-voice" in run("list").stdout
    damage(package / "tokenizer.bin")
    done = run("verify")
    assert done.exit_code == 1
    assert "tokenizer.bin: not the model's file" in done.stdout
    assert load_recogniser("auto").name == "sphinx"
    assert run("fetch", "--file", real_wheel).exit_code == 0
    assert usable_model() == model_folder() / "moonshine"
    assert load_recogniser("auto").name == "moonshine"


def test_the_row_of_the_known_models_is_stated_in_full():
    """Licence, hashes, and the version that holds them, which is the one that is installed with the program."""
    (row,) = (model for model in KNOWN if model.engine == "moonshine")
    assert row.licence == "MIT"
    assert row.parts == MOONSHINE_FILES
    pinned = (Path(__file__).parents[1] / "pyproject.toml").read_text(encoding="utf-8")
    assert f"{row.project}=={row.version};" in pinned
