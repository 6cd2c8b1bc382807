"""Fetches one file over HTTP, and takes it for whole only when its hash says so.

1. What arrives is written at once to a partial file, which outlives failures, Ctrl-C and kill; the next call goes on.
2. Where it goes on is what the server says (Content-Range), not what we asked for; a server that cannot resume sends all again.
3. A resumed file with the wrong hash is fetched once more from its beginning; then it is an error, and nothing of it is kept.
4. Nothing waits without end: name look-up and the first answer, each silence, and all of it together have a limit.
5. Proxies are the environment's (`HTTPS_PROXY`, `NO_PROXY`).
"""

import errno
import os
import re
import shutil
import threading
import time
from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from voice.checked_files import hash_of
from voice.errors import ModelError
from voice.recognition.known_models import Model

Progress = Callable[[int, int | None], None]
"""Told how many bytes there are, and of how many where that is known."""

_BLOCK_BYTES = 1 << 16
_LARGEST_BYTES = 4 << 30
_REDIRECTS = 5
_SPARE_BYTES = 20 << 20
_ALL, _PARTIAL, _NOT_SATISFIABLE = 200, 206, 416
"""HTTP's answers to a request for a part of a file: all of it, that part, or none because there is no such part."""


@dataclass(frozen=True, slots=True)
class Patience:
    """How long to wait, in seconds: to connect, for the first answer, in a silence, before trying again, and in all."""

    connect: float = 5.0
    answer: float = 10.0
    silence: float = 20.0
    pause: float = 1.0
    in_all: float | None = None
    tries: int = 4
    """How often in a row a connection may break off without bringing anything worth mentioning."""


class _BrokenOff(Exception):
    """The connection ended early; `str()` says how."""


def download(model: Model, part: Path, progress: Progress, patience: Patience | None = None) -> None:
    """Bring the model's ZIP file to `part`, whole and with its SHA-256, where that is known.

    Raises ModelError; what can be resumed stays.
    """
    patience = patience or Patience()
    ends = None if patience.in_all is None else time.monotonic() + patience.in_all
    resumed = _length(part) > 0
    _Fetching(model, part, progress, patience, ends).run()
    if not model.sha256:
        return
    found = hash_of(part)
    if found != model.sha256 and resumed:
        part.unlink()
        _Fetching(model, part, progress, patience, ends).run()
        found = hash_of(part)
    if found != model.sha256:
        part.unlink()
        address = without_password(model.url)
        raise ModelError(f"{address}: not the file it should be (SHA-256 {found}); nothing of it is kept; try --mirror or --file")


def answered(ask: Callable[[], Any], seconds: float) -> Any:  # noqa: ANN401 -- requests has no types
    """The answer to a request that `ask` makes. Raises TimeoutError, and what `ask` raises; one that comes late is closed."""
    asked: Future[Any] = Future()

    def asking() -> None:
        try:
            asked.set_result(ask())
        except BaseException as error:  # noqa: BLE001 -- raised where it is awaited
            asked.set_exception(error)

    threading.Thread(target=asking, daemon=True).start()
    try:
        return asked.result(timeout=seconds)
    except TimeoutError:
        asked.add_done_callback(lambda late: None if late.exception() else late.result().close())
        raise


def check_room(folder: Path, needed: int) -> None:
    """Raise ModelError unless `needed` bytes and some to spare are free where `folder` is."""
    free = shutil.disk_usage(folder).free
    needed += _SPARE_BYTES
    if free < needed:
        raise ModelError(f"{folder}: {megabytes(needed)} are needed, {megabytes(free)} are free; make room, or set XDG_DATA_HOME")


def megabytes(count: int) -> str:
    """For people: `41 MB`."""
    return f"{count / 1e6:.0f} MB" if count >= 10e6 else f"{count / 1e6:.1f} MB"


def _length(part: Path) -> int:
    return part.stat().st_size if part.exists() else 0


class _Fetching:
    """One file on its way: connects as often as it takes."""

    def __init__(self, model: Model, part: Path, progress: Progress, patience: Patience, ends: float | None) -> None:
        self._url = model.url
        self._shown = without_password(model.url)
        self._host = self._shown.partition("//")[2].partition("/")[0] or self._shown
        self._brought = False
        self._size = model.size
        self._part = part
        self._progress = progress
        self._patience = patience
        self._ends = ends

    def run(self) -> None:
        """Go on until all is there. Raises ModelError."""
        import requests  # noqa: PLC0415 -- no conversation needs it
        import urllib3  # noqa: PLC0415

        failures = 0
        farthest = 0
        with requests.Session() as session:
            session.max_redirects = _REDIRECTS
            while self._size is None or _length(self._part) != self._size:
                start = _length(self._part)
                if start > (self._size or _LARGEST_BYTES):
                    self._part.unlink()
                    continue
                try:
                    with self._answer(session, start) as response:
                        if self._take(response, start):
                            return
                except (_BrokenOff, requests.RequestException, urllib3.exceptions.HTTPError) as error:
                    # Only new ground counts: a server that cannot resume may break off at the same place for ever.
                    farthest, before = max(farthest, start, _length(self._part)), max(farthest, start)
                    failures = 1 if farthest - before >= _BLOCK_BYTES else failures + 1
                    if self._gives_up(error, failures):
                        raise ModelError(self._reason(error)) from None
                except (ValueError, OSError) as error:
                    raise ModelError(self._reason(error)) from None
                if failures:
                    time.sleep(self._patience.pause * failures)

    def _gives_up(self, error: Exception, failures: int) -> bool:
        """Whether trying again after so many failures would bring no more."""
        import requests  # noqa: PLC0415 -- as above

        hopeless = isinstance(error, (requests.TooManyRedirects, requests.exceptions.SSLError, ValueError))
        return hopeless or not self._brought or failures >= self._patience.tries

    def _answer(self, session: Any, start: int) -> Any:  # noqa: ANN401 -- requests has no types
        """The head of an answer. Name look-up has no time limit of its own, so all this is left behind when it takes too long."""
        headers = {"Accept-Encoding": "identity", **({"Range": f"bytes={start}-"} if start else {})}
        times = (self._patience.connect, self._patience.silence)
        try:
            return answered(
                lambda: session.get(self._url, headers=headers, stream=True, timeout=times), self._left(self._patience.answer)
            )
        except TimeoutError:
            self._check_time()
            raise _BrokenOff(f"no answer within {self._patience.answer:.0f} seconds") from None

    def _take(self, response: Any, start: int) -> bool:  # noqa: ANN401
        """Write what the answer brings; True when that is known to be all."""
        whole = _stated_length(response)
        if start and response.status_code == _NOT_SATISFIABLE and start == whole and self._size is None:
            return True
        if start and _cannot_go_on(response, start):
            # The next request asks for all of it.
            self._part.unlink()
            return False
        begins = self._begins(response, start)
        self._check_kind(response, whole)
        limit = self._size or whole or _LARGEST_BYTES
        if self._size is None:
            check_room(self._part.parent, limit - begins if whole else 0)
        self._write(response, begins, limit, whole)
        return self._size is None

    def _begins(self, response: Any, start: int) -> int:  # noqa: ANN401
        """Where in the file begins what an answer to a request from `start` on brings. Raises ModelError for a refusal."""
        if start and response.status_code == _PARTIAL:
            return _stated_start(response) or 0
        if response.status_code == _ALL:
            return 0
        raise ModelError(self._refused(response.status_code))

    def _check_kind(self, response: Any, whole: int | None) -> None:  # noqa: ANN401
        """Raise ModelError for what is not the file.

        Nothing is written before: what was fetched already outlives a hotel's login page.
        """
        other_size = self._size is not None and whole not in (None, self._size)
        if other_size or "html" in response.headers.get("Content-Type", ""):
            raise ModelError(
                f"{self._host} sent something else ({whole} bytes, {self._size or 'an archive'} expected): "
                "a login page of this network, or a wrong mirror? Try --mirror or --file"
            )

    def _write(self, response: Any, start: int, limit: int, whole: int | None) -> None:  # noqa: ANN401
        handle = os.open(self._part, os.O_WRONLY | os.O_CREAT | os.O_CLOEXEC, 0o644)
        with os.fdopen(handle, "wb", buffering=0) as file:
            file.truncate(start)
            file.seek(start)
            self._progress(start, self._size or whole)
            # What has arrived, however little: a trickle must not hold up the time limit.
            while block := response.raw.read1(_BLOCK_BYTES, decode_content=True):
                if start + len(block) > limit:
                    file.truncate(0)
                    raise ModelError(f"{self._host} sent more than {limit} bytes; nothing of it is kept; try --mirror or --file")
                file.write(block)
                start += len(block)
                self._brought = True
                if limit == _LARGEST_BYTES:
                    check_room(self._part.parent, 0)
                self._progress(start, self._size or whole)
                self._check_time()
            os.fsync(file.fileno())
        if start < (self._size or whole or 0):
            raise _BrokenOff("the connection broke off")

    def _left(self, seconds: float) -> float:
        return seconds if self._ends is None else max(0.0, min(seconds, self._ends - time.monotonic()))

    def _check_time(self) -> None:
        if self._ends is not None and time.monotonic() >= self._ends:
            raise ModelError(f"{self._host}: not done in the time that was given{self._kept()}")

    def _kept(self) -> str:
        kept = _length(self._part)
        return f"; {megabytes(kept)} are kept, and the next fetch goes on from there" if kept else ""

    def _refused(self, status: int) -> str:
        if status in (404, 410):
            return f"{self._shown}: {self._host} has no such file ({status}); try --mirror or --file"
        return f"{self._shown}: {self._host} answers {status}; try again later, or --mirror or --file"

    def _reason(self, error: Exception) -> str:
        import requests  # noqa: PLC0415

        if isinstance(error, requests.TooManyRedirects):
            return f"{self._shown}: {self._host} sends from one address to the next without end; try --mirror or --file"
        if isinstance(error, (requests.exceptions.ProxyError, requests.exceptions.InvalidProxyURL)) or "SOCKS" in str(error):
            return f"{self._host} cannot be reached by the proxy in HTTPS_PROXY, HTTP_PROXY or ALL_PROXY; check it{self._kept()}"
        if isinstance(error, requests.exceptions.SSLError):
            return f"{self._host} is not surely who it says it is (certificate refused); is this machine's clock right?"
        if isinstance(error, ValueError):
            return f"{self._shown}: not an address to fetch from; https://… would be right"
        if isinstance(error, OSError) and not isinstance(error, requests.RequestException):
            if error.errno in (errno.ENOSPC, errno.EDQUOT):
                self._part.unlink(missing_ok=True)
            return f"{self._part.parent}: cannot be written ({error.strerror or error})"
        if self._brought:
            return f"{self._host}: the connection broke off{self._kept()}"
        return f"{self._host} cannot be reached; is there a connection? --mirror and --file are other ways{self._kept()}"


def without_password(url: str) -> str:
    """An address as it may be shown and kept."""
    return re.sub(r"//[^/@]*@", "//", url)


def _stated_length(response: Any) -> int | None:  # noqa: ANN401
    """The whole file's length in bytes, as far as the answer's head says it."""
    in_range = response.status_code in (_PARTIAL, _NOT_SATISFIABLE)
    stated = response.headers.get("Content-Range" if in_range else "Content-Length", "")
    if response.headers.get("Content-Encoding", "identity") != "identity":
        return None
    found = re.search(r"(\d+)$", stated)
    return int(found[1]) if found else None


def _cannot_go_on(response: Any, start: int) -> bool:  # noqa: ANN401
    """Whether what an answer brings leaves a gap behind the bytes that are there."""
    if response.status_code != _PARTIAL:
        return bool(response.status_code == _NOT_SATISFIABLE)
    first = _stated_start(response)
    return first is None or first > start


def _stated_start(response: Any) -> int | None:  # noqa: ANN401
    found = re.match(r"bytes (\d+)-", response.headers.get("Content-Range", ""))
    return int(found[1]) if found else None
