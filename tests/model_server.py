"""A model to fetch and a web server on this machine that serves it well or badly, as its address says; and zips of any kind.

`/good/x.zip` is served with resumption, `/plain/` without, `/cut/` breaks off half-way the first time, and so on: see `_WAYS`.
"""

import contextlib
import io
import re
import threading
import zipfile
from collections.abc import Mapping
from hashlib import sha256
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from random import Random

from tests.patience import HANG_SECONDS
from voice.recognition.known_models import Model
from voice.recognition.model_download import Patience

NAME = "vosk-model-tiny-test"
FILES = {
    "am/final.mdl": Random(1).randbytes(400_000),
    "conf/model.conf": b"--beam=12\n",
    "graph/HCLr.fst": Random(2).randbytes(100_000),
    "graph/Gr.fst": Random(3).randbytes(100_000),
}
"""What passes for a Vosk model as long as Vosk does not open it."""
HASTY = Patience(connect=60, answer=60, silence=60, pause=0)
"""In trying again; a busy machine answers late."""


def zipped(files: Mapping[str, bytes] = FILES, top: str = f"{NAME}/") -> bytes:
    """A ZIP file with those files in the folder `top`."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(top + name, content)
    return packed.getvalue()


def model_of(archive: bytes, url: str = "http://127.0.0.1/unused", name: str = NAME) -> Model:
    """The row of a model table for that archive."""
    return Model(name, url, sha256(archive).hexdigest(), len(archive), "CC0-1.0", "for tests")


class Server:
    """Serves `content`; `requests` are the paths and Range headers so far, `half_sent` is set when `/gate/` has sent one half.

    `page` is what its package index lists of Moonshine.
    """

    def __init__(self, content: bytes) -> None:
        self.content = content
        self.requests: list[tuple[str, str | None]] = []
        self.half_sent = threading.Event()
        self.gate = threading.Event()
        self.been_cut = False
        self.page = b""
        self._http = ThreadingHTTPServer(("127.0.0.1", 0), type("Handler", (_Handler,), {"server_of_models": self}))
        self._http.daemon_threads = True
        self.url = f"http://127.0.0.1:{self._http.server_address[1]}"
        threading.Thread(target=self._http.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()

    def at(self, way: str, name: str = NAME) -> str:
        """The address of the model, served that way."""
        return f"{self.url}/{way}/{name}.zip"

    def model(self, way: str) -> Model:
        """The model, to be fetched that way."""
        return model_of(self.content, self.at(way))

    def close(self) -> None:
        self.gate.set()
        self._http.shutdown()
        self._http.server_close()


class _Handler(BaseHTTPRequestHandler):
    server_of_models: Server

    def do_GET(self) -> None:
        self.server_of_models.requests.append((self.path, self.headers.get("Range")))
        way = "good" if self.path.startswith("http://") else self.path.split("/")[1]
        with contextlib.suppress(ConnectionError):  # who fetches may leave
            _WAYS.get(way, _missing)(self, self.server_of_models)

    def log_message(self, *_: object) -> None:
        pass

    def head(self, status: int, **headers: object) -> None:
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), str(value))
        self.end_headers()

    def body(self, content: bytes) -> None:
        """All of it, resumed where asked."""
        asked = re.fullmatch(r"bytes=(\d+)-", self.headers.get("Range", ""))
        start = int(asked[1]) if asked else 0
        if start and start >= len(content):
            self.head(416, Content_Range=f"bytes */{len(content)}", Content_Length=0)
            return
        if start:
            self.head(206, Content_Length=len(content) - start, Content_Range=f"bytes {start}-{len(content) - 1}/{len(content)}")
        else:
            self.head(200, Content_Length=len(content))
        self.wfile.write(content[start:])


def _good(handler: _Handler, server: Server) -> None:
    handler.body(server.content)


def _plain(handler: _Handler, server: Server) -> None:
    handler.head(200, Content_Length=len(server.content))
    handler.wfile.write(server.content)


def _cut(handler: _Handler, server: Server) -> None:
    if server.been_cut:
        handler.body(server.content)
    else:
        _always_cut(handler, server)


def _always_cut(handler: _Handler, server: Server) -> None:
    server.been_cut = True
    handler.head(200, Content_Length=len(server.content))
    handler.wfile.write(server.content[: len(server.content) // 2])
    handler.close_connection = True


def _cut_plain(handler: _Handler, server: Server) -> None:
    (_plain if server.been_cut else _always_cut)(handler, server)


def _overlap(handler: _Handler, server: Server) -> None:
    """Resumes at an earlier byte than asked, as caches may."""
    asked = re.fullmatch(r"bytes=(\d+)-", handler.headers.get("Range", ""))
    if not asked:
        _always_cut(handler, server)
        return
    start, whole = int(asked[1]) - 1000, len(server.content)
    handler.head(206, Content_Length=whole - start, Content_Range=f"bytes {start}-{whole - 1}/{whole}")
    handler.wfile.write(server.content[start:])


def _gate(handler: _Handler, server: Server) -> None:
    """One half, the other when the gate is opened."""
    if server.gate.is_set():
        handler.body(server.content)
        return
    half = len(server.content) // 2
    handler.head(200, Content_Length=len(server.content))
    handler.wfile.write(server.content[:half])
    server.half_sent.set()
    server.gate.wait(HANG_SECONDS)
    handler.wfile.write(server.content[half:])


def _wrong(handler: _Handler, server: Server) -> None:
    handler.body(bytes(len(server.content)))


def _login(handler: _Handler, _: Server) -> None:
    handler.head(200, Content_Type="text/html", Content_Length=12)
    handler.wfile.write(b"<h1>Hi!</h1>")


def _endless(handler: _Handler, server: Server) -> None:
    handler.head(200)
    while len(server.content) and not server.gate.is_set():
        handler.wfile.write(bytes(1 << 16))


def _unsized(handler: _Handler, server: Server) -> None:
    handler.head(200)
    handler.wfile.write(server.content)


def _loop(handler: _Handler, _: Server) -> None:
    handler.head(302, Location=handler.path, Content_Length=0)


def _moved(handler: _Handler, server: Server) -> None:
    handler.head(301, Location=server.at("good"), Content_Length=0)


def _broken(handler: _Handler, _: Server) -> None:
    handler.head(503, Content_Length=0)


def _silent(handler: _Handler, server: Server) -> None:
    server.gate.wait(HANG_SECONDS)


def _simple(handler: _Handler, server: Server) -> None:
    """The page of a package index: `/simple/moonshine-voice/`, and the wheels that it links to."""
    _, _, project, *file = handler.path.split("/")
    if project != "moonshine-voice":
        _missing(handler, server)
    elif file != [""]:
        handler.body(server.content)
    else:
        handler.head(200, Content_Type="text/html", Content_Length=len(server.page))
        handler.wfile.write(server.page)


def _missing(handler: _Handler, _: Server) -> None:
    handler.head(404, Content_Length=0)


_WAYS = {
    "good": _good,
    "plain": _plain,
    "cut": _cut,
    "always_cut": _always_cut,
    "cut_plain": _cut_plain,
    "overlap": _overlap,
    "gate": _gate,
    "wrong": _wrong,
    "login": _login,
    "endless": _endless,
    "unsized": _unsized,
    "loop": _loop,
    "moved": _moved,
    "broken": _broken,
    "silent": _silent,
    "simple": _simple,
}
