"""Prompts rendered once: in memory, and on disk where they hold nothing of a caller's.

Rules:
1. Only texts that were given to `prepare` are written to disk: the product's own sentences, known before anybody spoke.
   A sentence into which an answer was filled is rendered when it is played and lives in memory alone.
2. Files are readable by their owner only (folder 0700, files 0600), written aside and renamed into place, and bounded; the
   longest unused go first. A file that cannot be read is rendered again. A disk that cannot be written is done without.
3. One text is never rendered twice at once: whoever comes second waits for the first.
"""

import contextlib
import hashlib
import os
import queue
import tempfile
import threading
from collections import OrderedDict
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

import platformdirs
import soundfile

from voice.errors import SynthesisError
from voice.ports import Rendered
from voice.synthesis.named import NamedSynthesiser

_FORMAT = 1
_MEMORY_BYTES = 12_000_000
_DISK_BYTES = 80_000_000


def cache_folder() -> Path:
    """Where prompts are kept between runs, in the user's cache folder."""
    return Path(platformdirs.user_cache_dir("twitchwise")) / "prompts"


@dataclass
class _Entry:
    """A rendering of `text` that is done, or under way."""

    text: str
    ready: threading.Event = field(default_factory=threading.Event)
    rendered: Rendered | None = None
    fault: SynthesisError | None = None


class PromptCache:
    """Fills `ports.Synthesiser`, with a worker thread for what is prepared ahead. Use as a context, or `close()`."""

    def __init__(self, synthesiser: NamedSynthesiser, folder: Path | None = None) -> None:
        self._synthesiser = synthesiser
        self._folder = folder
        self._entries: OrderedDict[str, _Entry] = OrderedDict()
        self._own: set[str] = set()
        self._lock = threading.Lock()
        self._ahead: queue.SimpleQueue[tuple[str, float]] = queue.SimpleQueue()
        self._closing = threading.Event()
        self._worker: threading.Thread | None = None
        if folder is not None:
            self._folder = _usable(folder)

    def __enter__(self) -> "PromptCache":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def render(self, text: str, *, rate: float = 1.0) -> Rendered:
        """The sound of `text`, from memory, disk or the synthesiser. Raises SynthesisError."""
        key = self._key(text, rate)
        with self._lock:
            entry = self._entries.get(key)
            mine = entry is None
            if entry is None:
                entry = self._entries[key] = _Entry(text)
            self._entries.move_to_end(key)
        if not mine:
            entry.ready.wait()
        else:
            self._fill(entry, key, text, rate)
        if entry.rendered is None:
            raise entry.fault or SynthesisError("the voice could not be rendered")
        return entry.rendered

    def prepare(self, texts: Iterable[str], *, rate: float = 1.0) -> None:
        """Render these in the background, in their order; they are the product's own texts, so they may go to disk.

        Then the voice is made ready for what cannot be rendered ahead.
        """
        with self._lock:
            for text in texts:
                self._own.add(text)
                self._ahead.put((text, rate))
            if self._worker is None and not self._closing.is_set():
                self._worker = threading.Thread(target=self._work, name="prompts", daemon=True)
                self._worker.start()

    def ready(self, text: str, *, rate: float = 1.0) -> bool:
        """Whether `text` can be played without waiting for the synthesiser."""
        key = self._key(text, rate)
        with self._lock:
            entry = self._entries.get(key)
        return (entry is not None and entry.rendered is not None) or (self._folder is not None and self._path(key).is_file())

    def forget(self) -> None:
        """Drop everything that may hold a caller's answers."""
        with self._lock:
            for key in [key for key, entry in self._entries.items() if entry.ready.is_set() and entry.text not in self._own]:
                del self._entries[key]

    def close(self) -> None:
        """Stop preparing; what is being rendered is finished first."""
        self._closing.set()
        if self._worker is not None:
            self._ahead.put(("", 1.0))
            self._worker.join()
            self._worker = None

    def _key(self, text: str, rate: float) -> str:
        return hashlib.sha256(f"{_FORMAT}\n{self._synthesiser.name}\n{rate:.3f}\n{text}".encode()).hexdigest()[:40]

    def _path(self, key: str) -> Path:
        return (self._folder or Path()) / f"{key}.flac"

    def _fill(self, entry: _Entry, key: str, text: str, rate: float) -> None:
        try:
            entry.rendered = self._read(key)
            if entry.rendered is None:
                entry.rendered = self._synthesiser.render(text, rate=rate)
                # A voice that was replaced meanwhile has another name, under which this would never be looked for.
                if text in self._own and key == self._key(text, rate):
                    self._write(key, entry.rendered)
        except SynthesisError as error:
            entry.fault = error
        finally:
            entry.ready.set()
            with self._lock:
                if entry.rendered is None:
                    self._entries.pop(key, None)
                self._shrink()

    def _shrink(self) -> None:
        held = [(key, entry.rendered.samples.nbytes) for key, entry in self._entries.items() if entry.rendered is not None]
        total = sum(size for _, size in held)
        for key, size in held[:-1]:
            if total <= _MEMORY_BYTES:
                return
            del self._entries[key]
            total -= size

    def _work(self) -> None:
        while not self._closing.is_set():
            text, rate = self._ahead.get()
            if self._closing.is_set():
                return
            if not self.ready(text, rate=rate):
                # What fails here fails again, and is reported, when the prompt is to be played.
                with contextlib.suppress(SynthesisError):
                    self.render(text, rate=rate)
            if self._ahead.empty():
                with contextlib.suppress(SynthesisError):
                    self._synthesiser.get_ready()

    def _read(self, key: str) -> Rendered | None:
        path = self._path(key)
        if self._folder is None or not path.is_file():
            return None
        try:
            samples, rate_hz = soundfile.read(path, dtype="int16")
            os.utime(path)
        except (OSError, soundfile.SoundFileError):
            with contextlib.suppress(OSError):
                path.unlink()
            return None
        return Rendered(samples, rate_hz) if samples.ndim == 1 and len(samples) else None

    def _write(self, key: str, rendered: Rendered) -> None:
        if self._folder is None or not len(rendered.samples):
            return
        aside: str | None = None
        try:
            # mkstemp makes files of mode 0600.
            handle, aside = tempfile.mkstemp(dir=self._folder, suffix=".part")
            with os.fdopen(handle, "wb") as file:
                soundfile.write(file, rendered.samples, rendered.rate_hz, format="FLAC", subtype="PCM_16")
            Path(aside).replace(self._path(key))
            _bound(self._folder)
        except (OSError, soundfile.SoundFileError):
            if aside is not None:
                with contextlib.suppress(OSError):
                    Path(aside).unlink(missing_ok=True)


def _usable(folder: Path) -> Path | None:
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        folder.chmod(0o700)
    except OSError:
        return None
    return folder if os.access(folder, os.W_OK) else None


def _bound(folder: Path) -> None:
    files = sorted(((entry.stat().st_mtime, entry.stat().st_size, entry) for entry in folder.glob("*.flac")), reverse=True)
    total = 0
    for _, size, path in files:
        total += size
        if total > _DISK_BYTES:
            path.unlink(missing_ok=True)
