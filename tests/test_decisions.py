"""The count of decisions in functions that lint holds: more than ten are a fault, and the list of what has more only shrinks."""

import runpy
from pathlib import Path

import pytest

COUNT = runpy.run_path(str(Path(__file__).parent.parent / "script" / "decisions.py"), run_name="decisions")


@pytest.mark.parametrize(
    ("found", "known", "told"),
    [
        ({"a f": 11}, {}, ["11 decisions, 10 are allowed"]),
        ({"a f": 13}, {"a f": 12}, ["13 decisions, 12 are allowed"]),
        ({"a f": 12}, {"a f": 12}, []),
        ({"a f": 11}, {"a f": 12}, ["has fewer than 12 now"]),
        ({}, {"a f": 12}, ["has fewer than 12 now"]),
        ({}, {}, []),
    ],
)
def test_more_is_a_fault_and_fewer_has_to_be_written_down(found, known, told):
    """A function may have ten, or what the list allows it; what the list allows without need is a fault too."""
    faults = COUNT["faults"](found, known)
    assert [part in fault for part, fault in zip(told, faults, strict=True)] == [True] * len(told)


def test_and_or_and_conditions_in_comprehensions_count():
    """What a linter's McCabe leaves out is counted: an "or" and a condition in a comprehension are decisions."""
    from radon.complexity import cc_visit  # noqa: PLC0415 -- only this test looks inside

    (function,) = cc_visit("def f(a, b):\n    return [x for x in a if x or b]\n")
    assert function.complexity - 1 == 3
