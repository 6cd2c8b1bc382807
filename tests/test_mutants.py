"""The search for mistakes that no reading would notice makes the mistakes that it says it makes."""

import ast

import pytest
from mutants import drawn, mistakes, mutated


@pytest.mark.parametrize(
    ("source", "made"),
    [
        ("a == b", {"a != b"}),
        ("a < b", {"a <= b"}),
        ("a in b and c", {"a not in b and c", "a in b or c"}),
        ("not a", {"a"}),
        ("f(True, 3)", {"f(False, 3)", "f(True, 4)"}),
        ("[x for x in y if x if z]", {"[x for x in y if z]", "[x for x in y if x]"}),
        ("'3 == 4'", set()),
        ("@made(frozen=True)\nclass A:\n    pass", set()),
        ("zip(a, b, strict=True)", set()),
    ],
)
def test_each_mistake_is_one_small_change(source, made):
    """Every mistake that can be made in a line, and nothing else in it."""
    assert {ast.unparse(mutated(source, number)[0]) for number in range(mistakes(source))} == made


def test_there_is_no_mistake_beyond_the_last():
    """Whoever asks for more than there are is told so."""
    with pytest.raises(IndexError):
        mutated("a == b", 1)


def test_mutants_are_drawn_by_their_seed():
    """The same seed draws the same ones, of more than one module."""
    first = drawn(20, 3, ())
    assert first == drawn(20, 3, ())
    assert len({mutant.path for mutant in first}) > 1
