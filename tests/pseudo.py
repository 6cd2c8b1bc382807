"""English in another alphabet: what is read out of words that no line of code can know.

`letters` writes every Latin letter as a Cyrillic one, so that whatever ends in "ing" still ends alike, and no English word that
stands in code is ever met. `grammar_in` writes the grammar files anew with it, all texts and no ids; `knowledge_in` the texts of
the knowledge file.
"""

import re
from collections.abc import Mapping
from itertools import pairwise
from pathlib import Path
from typing import Any, get_args

import yaml
from pydantic import BaseModel

from grammars import shipped
from voice.resources import shared_folder
from voice.skill.grammar.inflection import inflected
from voice.skill.language.words import LanguageWords

_CYRILLIC = str.maketrans("abcdefghijklmnopqrstuvwxyz", "абвгдежзиклмнопрстуфхцчшщъ"[:26])
_KEPT = re.compile(r"\[unk\]|<[^<>]+>|\{[^{}]*\}|@\w+|(?<![^\s(\[|>)\],])'s(?=[\s|)\],<]|$)")
"""Marks of the notation: classes, captures, shared lists, and what is left of a possessive."""
_IDS = frozenset(
    "at_rest means opposite parents of_organ of_person across to loss formulas endings groups modifiers regions".split()
)
"""Keys whose values are ids, or sounds, and not words."""
_LISTS = frozenset("asked of unless within".split())
"""Keys that list ids; where they hold no list, there are words in them."""
_WORDS_BY_WORD = frozenset({"same", "feasts", "movable"})
"""Sections in which the keys are words as well."""
_TEXTS = frozenset("ask again why explain help name have absent because say text title prompts items".split())
_LEFT_OUT = frozenset({"hearing.yaml"})
"""Pronunciations, which no reading needs."""


def letters(text: str) -> str:
    """A text in the other alphabet; marks of the notation stay as they are."""
    lower = text.lower()
    ends = [0, *(end for kept in _KEPT.finditer(lower) for end in kept.span()), len(lower)]
    parts = [lower[start:end] for start, end in pairwise(ends)]
    return "".join(part if at % 2 else part.translate(_CYRILLIC) for at, part in enumerate(parts))


def grammar_in(folder: Path) -> Path:
    """The grammar files in the other alphabet, written to a folder. Verb forms are written out, as it has no rules for them."""
    files = {path.name: yaml.load(path.read_text(), yaml.CSafeLoader) for path in shared_folder("grammars").glob("*.yaml")}
    forms = {verb: found for content in files.values() for verb, found in content.get("forms", {}).items()}
    for name in files.keys() - _LEFT_OUT:
        content = {key: _section(key, part, forms) for key, part in files[name].items() if key != "forms"}
        (folder / name).write_text(yaml.dump(content, Dumper=yaml.CSafeDumper, allow_unicode=True, sort_keys=False))
    return folder


def knowledge_in(path: Path, written: Path) -> Path:
    """The knowledge file with its texts in the other alphabet."""
    content = yaml.load(written.read_text(), yaml.CSafeLoader)
    path.write_text(yaml.dump(_knowledge(content, within=False), Dumper=yaml.CSafeDumper, allow_unicode=True, sort_keys=False))
    return path


def _knowledge(part: Any, *, within: bool) -> Any:
    if isinstance(part, dict):
        kept = {"measured": part["measured"]} if "measured" in part else {}  # whose name is an id
        return {key: _knowledge(value, within=within or key in _TEXTS) for key, value in part.items()} | kept
    if isinstance(part, list):
        return [_knowledge(value, within=within) for value in part]
    return letters(part) if within and isinstance(part, str) else part


def _section(key: str, part: Any, forms: Mapping[str, str]) -> Any:
    if key in _IDS:
        return part
    if key == "language":
        return _of_model(LanguageWords, part) | {"rules": "plain"}
    if key == "time":
        return {name: _words(listed) for name, listed in part.items()}
    return _words(part) if key in _WORDS_BY_WORD else _phrases(part, forms)


def _of_model(model: type[BaseModel], part: Mapping[str, Any]) -> dict[str, Any]:
    """The words of a part of the language, by the shape of its model."""
    fields = {field.alias or name: field.annotation for name, field in model.model_fields.items()}
    return {name: _of_field(fields[name], value) for name, value in part.items()}


def _of_field(annotation: Any, part: Any) -> Any:
    inner = [one for one in (annotation, *get_args(annotation)) if isinstance(one, type) and issubclass(one, BaseModel)]
    if not inner:
        return _words(part)
    return [_of_model(inner[0], one) for one in part] if isinstance(part, list) else _of_model(inner[0], part)


def _words(part: Any) -> Any:
    """Words wherever they stand, keys among them."""
    if isinstance(part, dict):
        return {letters(key): _words(value) for key, value in part.items()}
    if isinstance(part, list):
        return [_words(one) for one in part]
    return letters(part) if isinstance(part, str) else part


def _phrases(part: Any, forms: Mapping[str, str]) -> Any:
    """Phrases, below keys that are ids."""
    if isinstance(part, dict):
        return {key: value if _is_id(key, value) else _phrases(value, forms) for key, value in part.items()}
    if isinstance(part, list):
        return [_phrases(one, forms) for one in part]
    return letters(inflected(part, shipped().language.verbs, forms)) if isinstance(part, str) else part


def _is_id(key: str, value: Any) -> bool:
    listed = key in _LISTS and isinstance(value, list)
    return key in _IDS or listed or (key == "of" and isinstance(value, dict)) or (key == "past" and value in ("counts", "ask"))
