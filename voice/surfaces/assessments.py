"""Assessments without a conversation: answers from files or lines in, what would be said of them out.

A file is YAML or JSON (JSON is YAML); `-` is JSON lines on standard input. A line that cannot be used gives `{"error": …}` in
its place, so that the answers and the results stay in step.
"""

import json
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from typing import IO, Any

from voice.errors import TwitchwiseError
from voice.outside import cut, read_line
from voice.skill.knowledge.answers import parse_with_leftovers
from voice.skill.knowledge.model import Knowledge
from voice.skill.knowledge.yaml_lines import read_yaml
from voice.skill.triage.assess import assess
from voice.skill.triage.assessment import Assessment

STDIN = "-"


@dataclass(frozen=True, slots=True)
class Outcome:
    """One answers document's assessment or its `error`; `warning` names what was left out."""

    assessment: Assessment | None = None
    error: str = ""
    warning: str = ""

    def as_json(self) -> str:
        """One line."""
        return json.dumps(self.assessment.to_json() if self.assessment else {"error": self.error})

    def as_text(self) -> str:
        """What would be spoken."""
        return "\n".join(self.assessment.speech) if self.assessment else self.error


def outcomes(knowledge: Knowledge, names: Iterable[str], *, region: str | None) -> Iterator[Outcome]:
    """The outcome of each answers document in `names`, in order. Raises FileError for a file that cannot be read."""
    for name in names:
        for where, document in _lines(sys.stdin.buffer) if name == STDIN else [(name, read_yaml(Path(name)))]:
            yield _outcome(knowledge, where, document, region)


def _outcome(knowledge: Knowledge, where: str, document: object, region: str | None) -> Outcome:
    try:
        if isinstance(document, TwitchwiseError):
            raise document
        answers, leftovers = parse_with_leftovers(knowledge, document)
    except TwitchwiseError as error:
        return Outcome(error=f"{where}: {error}")
    warning = f"{where}: left out, as no answer: {', '.join(leftovers)}" if leftovers else ""
    return Outcome(assess(knowledge, answers, region=region), warning=warning)


def _lines(lines: IO[bytes]) -> Iterator[tuple[str, Any]]:
    for number in count(1):
        where = f"line {number}"
        try:
            line = read_line(lines)
        except TwitchwiseError as error:
            yield where, error
            continue
        if not line:
            return
        if line.strip():
            yield where, _parsed(line)


def _parsed(line: bytes) -> object:
    """What a line of JSON holds, or the error that says why that cannot be told."""
    try:
        return json.loads(line)
    except json.JSONDecodeError as error:
        return TwitchwiseError(f"not JSON: {error.msg} at column {error.colno}")
    except (ValueError, RecursionError) as error:
        # Numbers of thousands of digits, brackets in thousands of brackets, no text.
        return TwitchwiseError(f"not usable: {cut(str(error))}")
