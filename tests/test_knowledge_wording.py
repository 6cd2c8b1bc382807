"""What is said of twitching is our own, kind and safe: the wording of the knowledge file, and the claims that it covers.

The articles that are re-told are not part of this project; where a copy stands beside the checkout, it is compared with.
"""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from voice.resources import shared_folder
from voice.skill.knowledge.file import load_knowledge
from voice.skill.knowledge.model import Knowledge

BESIDE = Path(__file__).resolve().parents[2] / "shared"
NOT_SPOKEN = {
    *("sources", "articles", "about", "not_used", "title", "status", "when", "needs", "more", "kind", "level", "tip", "id"),
    *(
        "slots",
        "risk",
        "alarm",
        "bare_yes",
        "bare_no",
        "set",
        "to",
        "withheld",
        "screen",
        "unrelated",
        "within",
        "part_of",
        "places",
        "groups",
        "offers",
        "bare",
        "unsure",
        "worrying",
        "alternative_to",
        "role",
        "told_by",
        "tells",
        "pair",
        "twice",
    ),
}
RUN = 7  # words in a row that count as copied

# What a synthesiser mangles or a listener cannot hear: brackets, symbols, doses, short forms.
UNSPEAKABLE = {
    "bracket": r"[()\[\]<>]",
    "symbol": r"[/%&+=*_~|°]",
    "digit": r"\d",
    "latin short form": r"\b(e\.g|i\.e|etc|vs|approx|min|hrs?|temp)\b\.?",
    "unit in short": r"\b(mg|ml|kg|km|kcal|bpm)\b",
    "letters read as a word": r"\b(CT|MRI|EMG|CK|A and E)\b",
}
UNSAFE = {
    "a diagnosis": r"(?<!do )\byou (have|have got|are suffering from|suffer from) (?!to\b|not\b|none\b)\w+",
    "the word of heart and muscle tests": r"fibrillation",
    "a dose": r"\b(one|two|three|four|five|ten|hundred|thousand) (milligrams?|grams?|litres?|tablets?|pills?|cups?|doses?)\b",
    "a promise": r"\b(cannot|can not|never) be (anything )?(serious|dangerous|harmful)\b|\bnothing to worry\b|\bguarantee",
}
STOPPING = r"\bstop (taking|using)\b|\bstop\b[^.]*\b(medicines?|tablets?|statins?|inhalers?)\b|\bcome off\b"


@pytest.fixture(scope="module")
def knowledge() -> Knowledge:
    """The knowledge file as it is shipped."""
    return load_knowledge()


def _texts(node: Any, path: str = "") -> Iterator[tuple[str, str]]:
    """Every text of the file that is meant to be heard, with where it stands."""
    if isinstance(node, str):
        yield path, re.sub(r"\{\w+\}", "you", node)
    elif isinstance(node, dict):
        for key, value in node.items():
            if key not in NOT_SPOKEN:
                yield from _texts(value, f"{path}.{key}" if path else str(key))
    elif isinstance(node, list):
        for place, value in enumerate(node):
            yield from _texts(value, f"{path}[{place}]")


def _document() -> dict[str, Any]:
    document = yaml.safe_load((shared_folder("knowledge") / "muscle_twitching.yaml").read_text(encoding="utf-8"))
    assert isinstance(document, dict)
    return document


def _spoken() -> list[tuple[str, str]]:
    silent = {"version", "reviewed", "sources", "claims", "medicines", "rules", "derived", "screen"}
    return [found for name, section in _document().items() if name not in silent for found in _texts(section, name)]


def _words(text: str) -> list[str]:
    return re.findall(r"[a-z0-9']+", text.lower().replace("\N{RIGHT SINGLE QUOTATION MARK}", "'"))


def _runs(words: list[str]) -> Iterator[tuple[str, ...]]:
    for start in range(len(words) - RUN + 1):
        yield tuple(words[start : start + RUN])


@pytest.mark.parametrize("name", UNSPEAKABLE)
def test_everything_said_can_be_spoken(name: str) -> None:
    """No text to be heard holds a bracket, a symbol, a figure, a unit or a short form that is read wrongly."""
    assert [found for found in _spoken() if re.search(UNSPEAKABLE[name], found[1])] == []


@pytest.mark.parametrize("name", UNSAFE)
def test_nothing_unsafe_is_said(name: str) -> None:
    """No text names a diagnosis as certain, gives a dose, promises health or uses the word that means two things."""
    assert [found for found in _spoken() if re.search(UNSAFE[name], found[1], re.IGNORECASE)] == []


def test_nobody_is_told_to_stop_a_medicine() -> None:
    """Stopping a medicine is spoken of only where it is advised against."""
    told = [(place, text) for place, text in _spoken() if re.search(STOPPING, text, re.IGNORECASE)]
    assert [found for found in told if not re.search(r"\b(do not|never|without)\b", found[1], re.IGNORECASE)] == []
    assert told, "the advice against it is missing"


def test_no_sentence_is_copied_from_an_article() -> None:
    """No seven words in a row of an article stand anywhere in the file."""
    folder = BESIDE / "sources"
    if not folder.is_dir():
        pytest.skip("the articles are not beside this checkout")
    articles = {run for path in folder.glob("*.txt") for run in _runs(_words(path.read_text(encoding="utf-8")))}
    whole = [found for name, section in _document().items() for found in _every(section, name)]
    assert [(place, " ".join(run)) for place, text in whole for run in _runs(_words(text)) if run in articles] == []


def _every(node: Any, path: str) -> Iterator[tuple[str, str]]:
    if isinstance(node, str):
        yield path, node
    elif isinstance(node, dict):
        for key, value in node.items():
            yield from _every(value, f"{path}.{key}")
    elif isinstance(node, list):
        for value in node:
            yield from _every(value, path)


def _named_sources(knowledge: Knowledge) -> set[str]:
    entries = [
        *knowledge.causes.values(),
        *knowledge.tips.values(),
        *knowledge.safety_net.values(),
        *knowledge.symptoms.values(),
        *knowledge.flags.values(),
        *knowledge.rules.values(),
        *knowledge.statements.values(),
        *knowledge.frequent_questions.values(),
    ]
    return {source for entry in entries for source in entry.sources}


def test_every_claim_is_told_or_left_out_for_a_reason(knowledge: Knowledge) -> None:
    """Each claim of the articles is named by an entry that re-tells it, or says why it is not told; never both."""
    named = _named_sources(knowledge)
    assert {name for name, claim in knowledge.claims.items() if (name in named) == bool(claim.not_used)} == set()


def test_the_claims_are_those_of_the_articles(knowledge: Knowledge) -> None:
    """The list of claims is complete against the list that was drawn up when the articles were read."""
    listed = BESIDE / "content" / "CONTENT.md"
    if not listed.is_file():
        pytest.skip("the list of claims is not beside this checkout")
    section = listed.read_text(encoding="utf-8").split("## 2.")[0]
    assert set(re.findall(r"\b(?:QA|QD|TS|[BCRTPF])\d+\b", section)) == set(knowledge.claims)


def test_every_statement_can_be_asked_for(knowledge: Knowledge) -> None:
    """Each statement of the topics is reached by at least one frequent question."""
    reached = {name for question in knowledge.frequent_questions.values() for name in question.more}
    assert set(knowledge.statements) - reached == set()


def test_spoken_sentences_are_short() -> None:
    """No sentence to be heard is longer than twenty words."""
    long = [(place, one) for place, text in _spoken() for one in re.split(r"(?<=[.?!])\s+", text) if len(_words(one)) > 20]
    assert long == []
