"""YAML as plain objects together with the line that each part stands on, so that a fault can name its place.

Refuses what is easily written by mistake: keys that are not words (a bare yes or no is a boolean), and keys given twice.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from voice.errors import KnowledgeError

Place = tuple[str | int, ...]
_Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


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
        text = path.read_text(encoding="utf-8")
    except FileNotFoundError:
        raise KnowledgeError([f"{path}: no such file"]) from None
    except (OSError, UnicodeDecodeError) as error:
        raise KnowledgeError([f"{path}: cannot be read: {error}"]) from None
    loader = _Loader(text)
    try:
        node = loader.get_single_node()
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        line = mark.line + 1 if mark else 1
        what = getattr(error, "problem", None) or str(error).splitlines()[0]
        raise KnowledgeError([f"{path}:{line}: not YAML: {what}"]) from None
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

    def plain(self, node: yaml.Node, place: Place) -> object:
        """The node as dict, list, or what its scalar says."""
        self.lines.setdefault(place, node.start_mark.line + 1)
        if isinstance(node, yaml.SequenceNode):
            return [self.plain(item, (*place, n)) for n, item in enumerate(node.value)]
        if not isinstance(node, yaml.MappingNode):
            return self.loader.construct_object(node)
        found: dict[str, object] = {}
        for key_node, value_node in node.value:
            line = key_node.start_mark.line + 1
            key = self.loader.construct_object(key_node) if isinstance(key_node, yaml.ScalarNode) else None
            if not isinstance(key, str):
                written = key_node.value if isinstance(key_node, yaml.ScalarNode) else "that is a list or mapping"
                self.faults.append(f"{self.path}:{line}: the key {written} is not a word; quoted, it would be")
                continue
            if key in found:
                self.faults.append(f"{self.path}:{line}: {key} is given twice")
            self.lines[(*place, key)] = line
            found[key] = self.plain(value_node, (*place, key))
        return found
