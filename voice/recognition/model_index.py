"""Finds the wheel that holds a model on a package index: the page that lists a project's files (PEP 503).

Any wheel for Linux will do, whatever machine it is built for: the model's files are the same in each, and only they are used.
"""

from dataclasses import replace
from html.parser import HTMLParser
from typing import Any
from urllib.parse import unquote, urldefrag, urljoin

from voice.errors import ModelError
from voice.recognition.known_models import Model
from voice.recognition.model_download import Patience, answered, without_password

_LARGEST_PAGE_BYTES = 8 << 20
_BLOCK_BYTES = 1 << 16
_HASH = "sha256="
_BUILT_FOR = "manylinux"


def located(model: Model, patience: Patience | None = None) -> Model:
    """The model at the address of its wheel, with the wheel's hash where the index gives one.

    `model.url` is the project's page, ending in a slash; any other is the file's own address, and left as it is. Raises
    ModelError.
    """
    if not model.project or not model.url.endswith("/"):
        return model
    address, page = _page(model.url, patience or Patience())
    beginning = f"{model.project.replace('-', '_')}-{model.version}-"
    wheels: dict[str, str] = {}
    for link in _Links.of(page):
        name = unquote(urldefrag(link)[0].rpartition("/")[2])
        if name.startswith(beginning) and name.endswith(".whl") and _BUILT_FOR in name:
            wheels[name] = urljoin(address, link)
    if not wheels:
        wanted = f"{model.project} {model.version} for Linux"
        raise ModelError(f"{without_password(model.url)}: lists no wheel of {wanted}; try another --index, or --file")
    url, fragment = urldefrag(wheels[min(wheels)])
    known = fragment.removeprefix(_HASH) if fragment.startswith(_HASH) else ""
    return replace(model, url=url, sha256=model.sha256 or known)


class _Links(HTMLParser):
    """The addresses that a page links to, in its order."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    @classmethod
    def of(cls, page: str) -> list[str]:
        """Those of a whole page."""
        links = cls()
        links.feed(page)
        return links.found

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found += [value for name, value in attrs if tag == "a" and name == "href" and value]


def _page(url: str, patience: Patience) -> tuple[str, str]:
    """The address that the page came from in the end, and its text."""
    import requests  # noqa: PLC0415 -- no conversation needs it

    shown = without_password(url)
    host = shown.partition("//")[2].partition("/")[0] or shown
    times = (patience.connect, patience.silence)
    try:
        with answered(lambda: requests.get(url, stream=True, timeout=times), patience.answer) as response:
            if response.status_code != 200:
                raise ModelError(f"{shown}: {host} has no such package ({response.status_code}); try --index or --file")
            return str(response.url), _text(response, shown)
    except (requests.exceptions.InvalidURL, requests.exceptions.MissingSchema, requests.exceptions.InvalidSchema, UnicodeError):
        raise ModelError(f"{shown}: not an address to fetch from; https://… would be right") from None
    except (requests.RequestException, OSError, TimeoutError):
        raise ModelError(f"{host} cannot be reached; is there a connection? --index and --file are other ways") from None


def _text(response: Any, shown: str) -> str:  # noqa: ANN401 -- requests has no types
    page = b""
    for block in response.iter_content(_BLOCK_BYTES):
        page += block
        if len(page) > _LARGEST_PAGE_BYTES:
            raise ModelError(f"{shown}: not the page of a package index, far too long; try --index or --file")
    return page.decode("utf-8", "replace")
