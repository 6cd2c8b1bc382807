"""A ZIP file that is not what a model's should be is refused in one line, and nothing of it reaches the disk."""

import io
import stat
import struct
import zipfile

import pytest

from tests.model_server import FILES, NAME, model_of, zipped
from voice.errors import ModelError
from voice.recognition.model_store import ModelStore


def member(name, content=b"x", *, mode=stat.S_IFREG | 0o644):
    """A file to be added to an archive; `mode` as Unix says it."""
    one = zipfile.ZipInfo(name)
    one.external_attr = mode << 16
    one.compress_type = zipfile.ZIP_DEFLATED
    return one, content


def with_also(*members):
    """A whole model, and these members besides."""
    packed = io.BytesIO(zipped())
    with zipfile.ZipFile(packed, "a", zipfile.ZIP_DEFLATED) as archive:
        for one, content in members:
            archive.writestr(one, content)
    return packed.getvalue()


def installed(tmp_path, archive):
    """The store, after installing that archive from a file."""
    file, store = tmp_path / "x.zip", ModelStore(tmp_path / "home" / "models")
    file.write_bytes(archive)
    store.install(model_of(archive), file)
    return store


def refused(tmp_path, archive, says):
    """One line with these words, and nothing on the disk but the lock."""
    with pytest.raises(ModelError, match=says) as caught:
        installed(tmp_path, archive)
    assert "\n" not in str(caught.value)
    assert sorted(path.name for path in tmp_path.rglob("*")) == [".lock", "home", "models", "x.zip"]


@pytest.mark.parametrize(
    "name",
    [
        "../escaped",
        f"{NAME}/../../escaped",
        f"{NAME}/graph/../../../escaped",
        "/tmp/escaped",  # noqa: S108 -- must never be written
        "//escaped",
        "C:/escaped",
        "..\\escaped",
        f"{NAME}/..\\escaped",
        "../escaped/",
    ],
)
def test_a_name_that_leads_outside_is_refused(tmp_path, name):
    """Before anything is written."""
    refused(tmp_path, with_also(member(name)), "outside the model's folder")


@pytest.mark.parametrize("kind", [stat.S_IFLNK, stat.S_IFIFO, stat.S_IFCHR, stat.S_IFSOCK])
def test_a_link_or_device_is_refused(tmp_path, kind):
    """A model consists of files."""
    refused(tmp_path, with_also(member(f"{NAME}/graph/extra", b"/etc/passwd", mode=kind | 0o777)), "a link or a device")


def test_a_link_in_place_of_a_folder_is_refused(tmp_path):
    """Files below it would be written where it points to."""
    link = member(f"{NAME}/rescore", b"/etc", mode=stat.S_IFLNK | 0o777)
    refused(tmp_path, with_also(link, member(f"{NAME}/rescore/G.fst")), "a link or a device")


def test_a_zip_bomb_is_refused(tmp_path):
    """Two hundred megabytes of zeros in a fraction of one."""
    refused(tmp_path, with_also(member(f"{NAME}/rescore/G.fst", bytes(200 << 20))), "far more than a model of its size")


def test_a_swarm_of_files_is_refused(tmp_path):
    """A model has a dozen."""
    refused(tmp_path, with_also(*(member(f"{NAME}/{number}", b"") for number in range(1001))), "files, a model has 1000 at most")


def test_a_file_that_holds_more_than_it_declares_is_refused(tmp_path):
    """The declared length is what the limits are reckoned with, so it has to be true."""
    archive = with_also(member(f"{NAME}/rescore/G.fst", bytes(500_000)))
    declared = struct.pack("<I", 500_000)
    assert archive.count(declared) == 2
    refused(tmp_path, archive.replace(declared, struct.pack("<I", 5)), "not a usable ZIP file")


def test_a_file_that_is_there_twice_is_refused(tmp_path):
    """It is not clear which one is meant."""
    with pytest.warns(UserWarning, match="Duplicate name"):
        archive = with_also(member(f"{NAME}/graph/Gr.fst"))
    refused(tmp_path, archive, "twice")


def test_a_file_in_place_of_a_folder_is_refused(tmp_path):
    """No disk could hold both."""
    refused(tmp_path, with_also(member(f"{NAME}/graph/Gr.fst/more")), "a file and a folder of one name")


def test_an_encrypted_file_is_refused(tmp_path):
    """There is nobody to ask for a password."""
    archive = bytearray(zipped())
    archive[archive.index(b"PK\x01\x02") + 8] |= 1
    refused(tmp_path, bytes(archive), "encrypted")


@pytest.mark.parametrize("cut", [0, 10, 1000, -1, -200])
def test_half_an_archive_is_refused(tmp_path, cut):
    """Cut off anywhere."""
    refused(tmp_path, zipped()[:cut], "not a usable ZIP file")


def test_a_damaged_archive_is_refused(tmp_path):
    """One byte in the middle of a file."""
    archive = bytearray(zipped())
    archive[100_000] ^= 1
    refused(tmp_path, bytes(archive), "not a usable ZIP file")


@pytest.mark.parametrize(
    ("files", "says"),
    [
        ({"README": b"nothing else"}, "not a Vosk model, it has no am/final.mdl"),
        ({"am/final.mdl": b"x", "conf/model.conf": b""}, "it has no graph"),
        ({**FILES, "am/final.mdl": b""}, "am/final.mdl is empty"),
        ({**FILES, "graph/HCLG.fst": b"x"}, "takes no grammar"),
    ],
)
def test_what_is_no_usable_model_is_refused(tmp_path, files, says):
    """The line says what is missing or why it cannot be used, and names the file that was given."""
    refused(tmp_path, zipped(files), says)


@pytest.mark.parametrize("top", ["", f"{NAME}/", "deeper/down/"])
def test_the_model_is_found_wherever_it_lies_in_the_archive(tmp_path, top):
    """With a folder of its own, as published, or without; what lies beside it is left out."""
    packed = io.BytesIO(zipped(top=top))
    with zipfile.ZipFile(packed, "a") as archive:
        archive.writestr("__MACOSX/._thing", b"not part of it")
    store = installed(tmp_path, packed.getvalue())
    folder = store.folder / NAME
    found = {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    assert {name: found[name] for name in FILES} == FILES
    assert store.faults(NAME) == ()
    assert ("__MACOSX/._thing" in found) is (top == "")
