"""Assessments without a conversation: answers from files or lines in, what would be said of them out.

A file is YAML or JSON (JSON is YAML); `-` is JSON lines on standard input. A line that cannot be used gives `{"error": …}` in
its place, so that the answers and the results stay in step.
"""

import json
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from voice.errors import FileError, TwitchwiseError
from voice.skill.knowledge.answers import parse_with_leftovers
from voice.skill.knowledge.model import Knowledge
from voice.skill.triage.assess import assess
from voice.skill.triage.result import Assessment

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
        for where, document in _lines(sys.stdin) if name == STDIN else [(name, _file(Path(name)))]:
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


def _lines(lines: Iterable[str]) -> Iterator[tuple[str, Any]]:
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        where = f"line {number}"
        try:
            yield where, json.loads(line)
        except json.JSONDecodeError as error:
            yield where, TwitchwiseError(f"not JSON: {error.msg} at column {error.colno}")
        except (ValueError, RecursionError) as error:
            # Numbers of thousands of digits, brackets in thousands of brackets.
            yield where, TwitchwiseError(f"not usable: {error}")


def _file(path: Path) -> object:
    try:
        return yaml.safe_load(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError) as error:
        raise FileError(f"{path}: cannot be read: {getattr(error, 'strerror', None) or error}") from None
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        raise FileError(f"{path}:{mark.line + 1 if mark else 1}: neither YAML nor JSON") from None
    except (ValueError, RecursionError) as error:
        # A date that is none, a number of thousands of digits, brackets in thousands of brackets.
        raise FileError(f"{path}: not usable: {error}") from None
