"""Whoever calls reaches, by answering only what is asked, what the triage rules say of all that is true of them."""

from functools import cache
from pathlib import Path

import pytest
import yaml
from caller import hold
from talking import whole

from voice.skill.grammar.compiled import Grammar, load_grammar
from voice.skill.knowledge.answers import parse_answers
from voice.skill.triage.assess import assess
from voice.skill.triage.interview import completed

HERE = Path(__file__).parent
CASES = yaml.safe_load((HERE / "fixtures" / "cases.yaml").read_text(encoding="utf-8"))
OTHERS = HERE.parent.parent / "shared" / "examples" / "vignettes.yaml"
VIGNETTES = yaml.safe_load(OTHERS.read_text(encoding="utf-8"))["vignettes"] if OTHERS.exists() else []


@cache
def grammar() -> Grammar:
    """The grammars as they are."""
    return load_grammar(whole())


def _facts(case):
    plain = dict.fromkeys(whole().symptoms, False)
    return completed(whole(), parse_answers(whole(), {**plain, **CASES["healthy"], **case["facts"]}))


@pytest.mark.parametrize("case", CASES["cases"], ids=lambda case: case["id"])
def test_the_interview_reaches_what_the_facts_ask_for(case):
    """Spoken answers to spoken questions end where the whole facts do."""
    facts = _facts(case)
    assert assess(whole(), facts).disposition == case["disposition"]
    held = hold(whole(), grammar(), facts, case["first"])
    assert held.disposition == case["disposition"], "\n".join(held.transcript)


@pytest.mark.parametrize("case", CASES["cases"], ids=lambda case: case["id"])
def test_buttons_reach_it_as_well(case):
    """The same with answers chosen by key, and nothing volunteered."""
    held = hold(whole(), grammar(), _facts(case), "hello", buttons=True)
    assert held.disposition == case["disposition"], "\n".join(held.transcript)


@pytest.mark.skipif(not VIGNETTES, reason="the example cases are not beside this checkout")
@pytest.mark.parametrize("opening", ["first_utterance", "hello"])
@pytest.mark.parametrize("case", VIGNETTES, ids=lambda case: case["id"])
def test_example_cases_reach_what_their_facts_ask_for(case, opening):
    """With the first sentence that the case gives, and with none that helps."""
    facts = parse_answers(whole(), case["facts"])
    held = hold(whole(), grammar(), facts, case.get(opening, opening))
    assert held.disposition == assess(whole(), facts).disposition, "\n".join(held.transcript)


@pytest.mark.parametrize("first", ["hello", "my left calf keeps twitching since my run yesterday"])
def test_a_healthy_caller_is_asked_little(first):
    """Nineteen questions at most, fifteen after a first sentence with place, time and exercise."""
    held = hold(whole(), grammar(), _facts({"facts": {}}), first)
    assert held.questions <= (19 if first == "hello" else 15)
