"""Reads `knowledge/muscle_twitching.yaml`: schema and cross-references, and every fault at once with its line."""

import hashlib
import json
from dataclasses import replace
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from voice.errors import KnowledgeError
from voice.outside import cut
from voice.resources import shared_folder
from voice.skill.knowledge.model import Knowledge
from voice.skill.knowledge.references import broken_references, nearest
from voice.skill.knowledge.translation import translated
from voice.skill.knowledge.yaml_lines import LinedDocument, read_lined

_MOST_FAULTS = 50
FILE_NAME = "muscle_twitching.yaml"
SCHEMA_NAME = "muscle_twitching.schema.json"


def knowledge_path() -> Path:
    """Where the shared knowledge file is."""
    return shared_folder("knowledge") / FILE_NAME


def load_knowledge(path: Path | None = None, texts: Path | None = None) -> Knowledge:
    """The knowledge file at `path`, or the one that comes with the program. Raises KnowledgeError with every fault.

    `texts`: a file with all of its texts in another language (`voice.skill.knowledge.translation`).
    """
    _, knowledge = load_lined(path, texts)
    return knowledge


def load_lined(path: Path | None = None, texts: Path | None = None) -> tuple[LinedDocument, Knowledge]:
    """As `load_knowledge`, with the lines that the file's parts stand on, for those who look for more faults."""
    lined = _read(path or knowledge_path())
    if texts is not None:
        document, faults = translated(lined.document, _read(texts))
        if faults:
            raise KnowledgeError(faults)
        lined = replace(lined, document=document)
    digest = hashlib.sha256(json.dumps(lined.document, sort_keys=True, default=str).encode()).hexdigest()[:16]
    try:
        knowledge = Knowledge.model_validate({**lined.document, "hash": digest})
    except ValidationError as error:
        # The first few: looking for what was meant takes time.
        found = error.errors(include_url=False)[:_MOST_FAULTS]
        raise KnowledgeError([_fault(lined, dict(each)) for each in found]) from None
    if faults := [lined.at(place, what) for place, what in broken_references(knowledge)]:
        raise KnowledgeError(faults)
    return lined, knowledge


def _read(path: Path) -> LinedDocument:
    """A file of sections. Raises KnowledgeError where it is none."""
    lined = read_lined(path)
    if lined.faults:
        raise KnowledgeError(list(lined.faults))
    if not isinstance(lined.document, dict):
        raise KnowledgeError([lined.at((), "the file holds no sections; `version:` and the others would be right")])
    return lined


def _fault(lined: LinedDocument, error: dict[str, Any]) -> str:
    place = tuple(error["loc"])
    where = cut(".".join(str(part) for part in place))
    what = cut(error["msg"].removeprefix("Value error, "))
    if error["type"] == "extra_forbidden":
        what = f"unknown key{nearest(str(place[-1]), _known_keys(place))}"
    elif error["type"] == "missing":
        what = "missing"
    return lined.at(place, f"{where}: {what}")


def _known_keys(place: tuple[str | int, ...]) -> list[str]:
    """The keys that the schema knows at the depth of `place`."""
    schema = Knowledge.model_json_schema()
    if len(place) == 1:
        return list(schema["properties"])
    return sorted({key for model in schema["$defs"].values() for key in model.get("properties", {})})


def json_schema() -> str:
    """The file's JSON Schema, for editors: what stands in `muscle_twitching.schema.json`."""
    schema = Knowledge.model_json_schema()
    schema["properties"].pop("hash")
    schema["$schema"] = "https://json-schema.org/draft/2020-12/schema"
    return json.dumps(schema, indent=1, sort_keys=True) + "\n"
