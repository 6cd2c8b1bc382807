"""The texts of the knowledge file apart from its rules and ids, and those of another language in their place.

A file of texts has the shape of the knowledge file and holds nothing but what is said, shown or chosen; entries of a list that
have an `id` stand by it. It is whole or a fault: half a language is not safe.
"""

from collections.abc import Iterator, Mapping
from typing import Any, get_args, get_origin

from pydantic import BaseModel, StringConstraints

from voice.skill.knowledge.model import Claim, Knowledge, Source
from voice.skill.knowledge.references import nearest
from voice.skill.knowledge.yaml_lines import LinedDocument, Place

_NO_TEXTS = {
    Knowledge: frozenset({"version", "reviewed", "hash"}),
    Source: frozenset({"title"}),
    Claim: frozenset(Claim.model_fields),
}
"""Fields of plain text that nobody hears: versions, and what an entry is called where it comes from."""
_SHOWN = 5
"""So many texts are named, of those that are missing."""


def texts_of(document: Mapping[str, Any]) -> dict[Place, Any]:
    """The texts of a knowledge file by their place: a text, a list of texts, or a mapping of headings to what they are called."""
    return dict(_of_model(Knowledge, document, ()))


def nested_texts(texts: Mapping[Place, Any]) -> dict[str, Any]:
    """Texts by their place in the shape of a file, for a translator to begin with."""
    document: dict[str, Any] = {}
    for place, text in texts.items():
        part = document
        for step in place[:-1]:
            part = part.setdefault(str(step), {})
        part[str(place[-1])] = text
    return document


def translated(document: Mapping[str, Any], texts: LinedDocument) -> tuple[dict[str, Any], list[str]]:
    """The knowledge file with the texts of another language, and what is wrong with them: no text there, or not all."""
    here = texts_of(document)
    given = dict(_given(texts.document, here, ()))
    faults = [texts.at(place, f"no text stands here{_meant(place, here)}") for place in given if place not in here]
    faults += [
        texts.at(place, "all the same headings, and what each is called, would be right") for place in _unlike(given, here)
    ]
    if missing := [place for place in here if place not in given]:
        names = ", ".join(".".join(map(str, place)) for place in missing[:_SHOWN])
        faults.append(texts.at((), f"{len(missing)} texts are not translated, such as {names}"))
    return _put(document, {place: text for place, text in given.items() if place in here}, ()), faults


def _of_model(model: type[BaseModel], part: Mapping[str, Any], place: Place) -> Iterator[tuple[Place, Any]]:
    for name, field in model.model_fields.items():
        key = field.alias or name
        if key not in part or name in _NO_TEXTS.get(model, ()) or _is_id(field.metadata):
            continue
        yield from _of_value(field.annotation, part[key], (*place, key))


def _of_value(annotation: Any, value: Any, place: Place) -> Iterator[tuple[Place, Any]]:  # noqa: ANN401  # types, and values of a file
    if _is_model(annotation):
        yield from _of_model(annotation, value, place)
    elif get_origin(annotation) is tuple:
        yield from _of_list(get_args(annotation)[0], value, place)
    elif isinstance(value, Mapping):
        yield from _of_mapping(annotation, value, place)
    elif annotation is str:
        yield place, value


def _of_list(item: Any, value: Any, place: Place) -> Iterator[tuple[Place, Any]]:  # noqa: ANN401  # as above
    if item is str:
        yield place, value
    elif _is_model(item):
        for at, one in enumerate(value):
            yield from _of_model(item, one, (*place, one.get("id", at)))


def _of_mapping(annotation: Any, value: Mapping[str, Any], place: Place) -> Iterator[tuple[Place, Any]]:  # noqa: ANN401  # as above
    key, item = get_args(annotation) or (None, None)
    if key is str:
        yield place, {heading: heading for heading in value}
        return
    if not _is_id(getattr(item, "__metadata__", ())):
        for name, one in value.items():
            yield from _of_value(_plain(item), one, (*place, name))


def _plain(annotation: Any) -> Any:  # noqa: ANN401  # as above
    """A type without what is annotated to it."""
    return get_args(annotation)[0] if hasattr(annotation, "__metadata__") else annotation


def _is_id(metadata: Any) -> bool:  # noqa: ANN401  # as above
    return any(isinstance(one, StringConstraints) for one in metadata)


def _is_model(annotation: Any) -> bool:  # noqa: ANN401  # as above
    return isinstance(annotation, type) and issubclass(annotation, BaseModel)


def _given(part: Any, here: Mapping[Place, Any], place: Place) -> Iterator[tuple[Place, Any]]:  # noqa: ANN401  # as above
    """What a file of texts has, by its place."""
    if isinstance(part, Mapping) and place not in here:
        for key, value in part.items():
            yield from _given(value, here, (*place, _step(key, place, here)))
    else:
        yield place, part


def _step(key: str, place: Place, here: Mapping[Place, Any]) -> str | int:
    """A key as a place has it: entries of a list without an id are counted."""
    at = int(key) if str(key).isdigit() else key
    return at if any(one[: len(place) + 1] == (*place, at) for one in here) else key


def _unlike(given: Mapping[Place, Any], here: Mapping[Place, Any]) -> Iterator[Place]:
    for place, text in given.items():
        known = here.get(place)
        if isinstance(known, Mapping) and (not isinstance(text, Mapping) or text.keys() != known.keys()):
            yield place


def _meant(place: Place, here: Mapping[Place, Any]) -> str:
    beside = [str(known[-1]) for known in here if known[:-1] == place[:-1]]
    return nearest(str(place[-1]), beside) if place else ""


def _put(part: Any, texts: Mapping[Place, Any], place: Place) -> Any:  # noqa: ANN401  # as above
    """A part of the file with these texts in it."""
    if place in texts:
        return _renamed(part, texts[place]) if isinstance(part, Mapping) else texts[place]
    if isinstance(part, Mapping):
        return {key: _put(value, texts, (*place, key)) for key, value in part.items()}
    if isinstance(part, list):
        return [_put(one, texts, (*place, one.get("id", at) if isinstance(one, Mapping) else at)) for at, one in enumerate(part)]
    return part


def _renamed(part: Mapping[str, Any], names: Any) -> Mapping[str, Any]:  # noqa: ANN401  # as above
    return {names.get(heading, heading): value for heading, value in part.items()} if isinstance(names, Mapping) else part
