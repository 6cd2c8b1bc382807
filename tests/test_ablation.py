"""What each kind of words is good for, as `script/ablation` counts it."""

from pathlib import Path

import pytest
from ablation import graded, kinds_of_words, without

from grammars import shipped
from voice.skill.understanding.rewriting import Rewriting
from voice.skill.understanding.understand import understand

LITTLE_WORDS = Path(__file__).parent / "corpus" / "little_words.yaml"


@pytest.mark.parametrize(
    "kind",
    (
        "afraid all_alone any anymore break dangling except hardly keeps last_two leading not_noticed other_person supposed "
        "than third wish"
    ).split(),
)
def test_little_words_are_needed(kind):
    """As mere fillers, words of these kinds would leave at least three answers worse or less sure."""
    said, changed = without(Rewriting(shipped()), graded(shipped(), [LITTLE_WORDS]), kind)
    assert said >= 3
    assert len(changed["worse"]) + len(changed["doubted"]) >= 3


def test_a_grammar_rewritten_to_itself_reads_alike():
    """Giving every phrase the meaning that it has changes nothing."""
    same = Rewriting(shipped()).rewritten(lambda phrase: phrase.meaning)
    for one in graded(shipped(), [LITTLE_WORDS]):
        again = understand(same, one.entry.text, one.entry.asked, confirming=one.entry.confirming, now=one.now)
        assert again == one.reading


def test_every_kind_of_words_is_in_the_table():
    """The documents say of each kind that has words what it is for, and of no other."""
    table = Path(__file__).parent.parent / "docs" / "kinds_of_words.md"
    rows = [line.split("`")[1] for line in table.read_text(encoding="utf-8").splitlines() if line.startswith("| `")]
    assert rows == sorted(rows)
    assert set(rows) == {*kinds_of_words(shipped().phrases), "filler"}
