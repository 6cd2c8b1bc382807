"""What the entries of the knowledge file are made of: ids, levels of urgency, conditions, texts, and the entry itself."""

from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, PlainValidator, StringConstraints, WithJsonSchema

from voice.skill.knowledge.conditions import parse_condition

Id = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9_]+$")]
Level = Literal["emergency", "urgent", "doctor", "self_care"]
LEVELS: tuple[Level, ...] = ("self_care", "doctor", "urgent", "emergency")
ALARMING: tuple[Level, ...] = ("doctor", "urgent", "emergency")
_CONDITION_SCHEMA = {
    "description": "an id, or a mapping with one key: all, any, not, count, unknown, asked, missing, some, since, or a slot",
    "anyOf": [{"type": "string"}, {"type": "object", "minProperties": 1, "maxProperties": 1}],
}
When = Annotated[Any, PlainValidator(parse_condition), WithJsonSchema(_CONDITION_SCHEMA)]
_ONE_OR_MORE = {"anyOf": [{"type": "string"}, {"type": "array", "items": {"type": "string"}}]}


def _as_list(value: object) -> object:
    return [value] if isinstance(value, str) else value


Texts = Annotated[tuple[str, ...], BeforeValidator(_as_list), WithJsonSchema(_ONE_OR_MORE)]


class Entry(BaseModel):
    """An entry of the file: frozen, and a key that it does not know is a fault."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Sourced(Entry):
    """An entry that says where it is known from: ids of `sources` or `claims`."""

    sources: tuple[Id, ...] = ()
