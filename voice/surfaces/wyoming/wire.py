"""Events of a Wyoming client, within bounds: the protocol's own reader takes any length, and ends at whatever it cannot read.

1. An event that does not fit is told in one line. Where its end is known, the next is read; else the connection is over.
2. What is too long is passed over, never held in memory.
3. What an event says can be written as well as read, as a part of it goes back with the answer: halves of characters, and numbers
   that JSON does not have, are refused.
"""

import asyncio
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from wyoming.event import Event

from voice.errors import EventError
from voice.outside import cut, echoed

MOST_HEADER = 1_000_000
"""Bytes of the line that begins an event, and of what it says in more than a line."""
MOST_PAYLOAD = 4_000_000
"""Bytes of sound in one event: two minutes of it."""
_PIECE = 65_536


class LostError(EventError):
    """The end of an event cannot be found, so that nothing behind it can be read."""


@dataclass(frozen=True, slots=True)
class _Header:
    """The line that begins an event."""

    type: str
    data: Mapping[str, Any]
    data_length: int
    payload_length: int


async def read_event(reader: asyncio.StreamReader) -> Event | None:
    """The next event, or None where the client has left. Raises EventError for one that does not fit; LostError ends it all."""
    try:
        line = await reader.readline()
    except ValueError:
        raise LostError(f"an event that begins with more than {MOST_HEADER:,} bytes; a shorter line would be right") from None
    if not line.endswith(b"\n"):
        return None
    header = _header(line)
    try:
        data = await _read(reader, header.data_length, MOST_HEADER)
        payload = await _read(reader, header.payload_length, MOST_PAYLOAD)
    except asyncio.IncompleteReadError:
        return None
    if data is None or payload is None:
        raise EventError(
            f"{cut(header.type)}: too long; at most {MOST_HEADER:,} bytes, and {MOST_PAYLOAD:,} of sound, would be right"
        )
    return Event(type=header.type, data={**header.data, **_object(data or b"{}", header.type)}, payload=payload or None)


def _header(line: bytes) -> _Header:
    try:
        document = _object(line, "an event")
        lengths = [_length(document, name) for name in ("data_length", "payload_length")]
    except EventError as error:
        raise LostError(str(error)) from None
    kind, data = document.get("type"), document.get("data")
    data = {} if data is None else data
    if not isinstance(kind, str) or not isinstance(data, dict):
        raise LostError(f"not an event: {echoed(document)}; an object with a type, such as describe, would be right")
    return _Header(kind, data, *lengths)


def _object(text: bytes, what: str) -> dict[str, Any]:
    try:
        document = json.loads(text)
        json.dumps(document, ensure_ascii=False, allow_nan=False).encode()
    except (ValueError, RecursionError) as error:
        raise EventError(f"{cut(what)}: not JSON ({cut(str(error))})") from None
    if not isinstance(document, dict):
        raise EventError(f"{cut(what)}: {echoed(document)} is no JSON object")
    return document


def _length(document: Mapping[str, Any], name: str) -> int:
    length = document.get(name) or 0
    if not isinstance(length, int) or length < 0:
        raise EventError(f"not an event: {name} {echoed(length)}; a number of bytes would be right")
    return length


async def _read(reader: asyncio.StreamReader, length: int, most: int) -> bytes | None:
    """So many bytes; None where they are too many, and were passed over."""
    if length <= most:
        return await reader.readexactly(length)
    while length:
        length -= len(await reader.readexactly(min(length, _PIECE)))
    return None
