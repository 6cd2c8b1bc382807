"""YAML as plain objects together with the line that each part stands on, so that a fault can name its place.

Every YAML file that somebody may have written is read here, the shared files as well as answers and rehearsals.

1. Refused is what is easily written by mistake: keys that are not words (a bare yes or no is a boolean), and keys given twice.
2. Whatever stands in a file, it costs little time and memory, and a fault is a KnowledgeError of lines `file:line: what`.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from voice.errors import KnowledgeError
from voice.outside import cut, named

Place = tuple[str | int, ...]
_Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_MOST_BYTES = 4_000_000
_MOST_PARTS = 200_000
"""Values in one file, aliases written out; the knowledge file has six thousand."""
_DEEPEST = 50
_LONGEST_NUMBER = 40
"""Characters of a scalar that is no text; a number of a million digits takes minutes to read."""
_TEXT = "tag:yaml.org,2002:str"
_COLLECTIONS = frozenset({"tag:yaml.org,2002:seq", "tag:yaml.org,2002:map"})


@dataclass(frozen=True, slots=True)
class LinedDocument:
    """`document` is plain data; `lines` maps a path of keys and positions to a line number, counted from 1."""

    path: Path
    document: Any
    lines: Mapping[Place, int]
    faults: tuple[str, ...] = ()

    def line(self, place: Sequence[str | int]) -> int:
        """The line of `place`, or of the nearest part around it that the file has."""
        for end in range(len(place), -1, -1):
            if (found := self.lines.get(tuple(place[:end]))) is not None:
                return found
        return 1

    def at(self, place: Sequence[str | int], what: str) -> str:
        """A fault as it is shown: `file:line: what`."""
        return f"{self.path}:{self.line(place)}: {what}"


def read_lined(path: Path) -> LinedDocument:
    """The YAML file at `path`. Raises KnowledgeError when it cannot be read or is no YAML at all."""
    try:
        with path.open("rb") as file:
            written = file.read(_MOST_BYTES + 1)
        text = written.decode()
    except FileNotFoundError:
        raise KnowledgeError([f"{path}: no such file"]) from None
    except (OSError, UnicodeDecodeError) as error:
        raise KnowledgeError([f"{path}: cannot be read: {getattr(error, 'strerror', None) or error}"]) from None
    if len(written) > _MOST_BYTES:
        raise KnowledgeError([f"{path}:1: larger than {_MOST_BYTES // 1_000_000} million bytes"])
    return _lined(path, text)


def read_yaml(path: Path) -> Any:  # noqa: ANN401 (whatever the file holds)
    """The YAML file at `path` as plain data. Raises KnowledgeError with every fault."""
    lined = read_lined(path)
    if lined.faults:
        raise KnowledgeError(list(lined.faults))
    return lined.document


def parse_yaml(text: str, name: str) -> Any:  # noqa: ANN401 (whatever the text holds)
    """YAML that stands somewhere else, called `name` in its faults, as plain data. Raises KnowledgeError."""
    lined = _lined(Path(name), text)
    if lined.faults:
        raise KnowledgeError(list(lined.faults))
    return lined.document


def _lined(path: Path, text: str) -> LinedDocument:
    try:
        loader = _Loader(text)
        node = loader.get_single_node()
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        line = mark.line + 1 if mark else 1
        what = getattr(error, "problem", None) or str(error).splitlines()[0]
        raise KnowledgeError([f"{path}:{line}: not YAML: {cut(what)}"]) from None
    except RecursionError:
        raise KnowledgeError([f"{path}:1: not YAML: nested too deeply"]) from None
    if node is None:
        raise KnowledgeError([f"{path}:1: the file is empty"])
    reader = _Reader(path, loader)
    document = reader.plain(node, ())
    return LinedDocument(path, document, reader.lines, tuple(reader.faults))


class _Reader:
    """Turns nodes into plain objects, noting lines and faults on the way."""

    def __init__(self, path: Path, loader: Any) -> None:  # noqa: ANN401 (the C loader has no type)
        self.path, self.loader = path, loader
        self.lines: dict[Place, int] = {}
        self.faults: list[str] = []
        self._parts = 0

    def plain(self, node: yaml.Node, place: Place) -> object:
        """The node as dict, list, or what its scalar says. Raises KnowledgeError at once where there is no end to it."""
        self.lines.setdefault(place, node.start_mark.line + 1)
        self._parts += 1
        self._stop_if_endless(node, place)
        if isinstance(node, yaml.ScalarNode):
            return self._scalar(node)
        if node.tag not in _COLLECTIONS:
            self.faults.append(
                f"{self.path}:{node.start_mark.line + 1}: {named(node.tag)}: a plain list or mapping would be right"
            )
            return None
        if isinstance(node, yaml.SequenceNode):
            return [self.plain(item, (*place, n)) for n, item in enumerate(node.value)]
        return self._mapping(node, place)

    def _stop_if_endless(self, node: yaml.Node, place: Place) -> None:
        if len(place) > _DEEPEST or self._parts > _MOST_PARTS:
            what = "nested too deeply" if len(place) > _DEEPEST else "too many values; are there aliases of aliases?"
            raise KnowledgeError([f"{self.path}:{node.start_mark.line + 1}: {what}"])

    def _mapping(self, node: yaml.Node, place: Place) -> dict[str, object]:
        found: dict[str, object] = {}
        for key_node, value_node in node.value:
            line = key_node.start_mark.line + 1
            key = self._scalar(key_node) if isinstance(key_node, yaml.ScalarNode) else None
            if not isinstance(key, str):
                written = named(key_node.value) if isinstance(key_node, yaml.ScalarNode) else "that is a list or mapping"
                self.faults.append(f"{self.path}:{line}: the key {written} is not a word; quoted, it would be")
                continue
            if key in found:
                self.faults.append(f"{self.path}:{line}: {named(key)} is given twice")
            self.lines[(*place, key)] = line
            found[key] = self.plain(value_node, (*place, key))
        return found

    def _scalar(self, node: yaml.Node) -> object:
        if node.tag == _TEXT:
            return node.value
        line = node.start_mark.line + 1
        if len(node.value) > _LONGEST_NUMBER:
            self.faults.append(f"{self.path}:{line}: {named(node.value)} is too long for a number; quoted, it is text")
            return None
        try:
            return self.loader.construct_object(node)
        except Exception:  # noqa: BLE001 (dates that are none, unknown tags: the library raises a dozen kinds)
            kind = node.tag.rpartition(":")[2].lstrip("!")
            self.faults.append(f"{self.path}:{line}: {named(node.value)} is no {named(kind)}; quoted, it is text")
            return None
