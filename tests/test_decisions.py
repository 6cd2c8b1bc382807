"""The count of decisions in functions that lint holds: more than ten are a fault."""

import runpy
from pathlib import Path

import pytest

COUNT = runpy.run_path(str(Path(__file__).parent.parent / "script" / "decisions.py"), run_name="decisions")


def _faults(tmp_path, code):
    path = tmp_path / "code.py"
    path.write_text(code, encoding="utf-8")
    return [fault.removeprefix(f"{path}:") for fault in COUNT["faults"](path)]


@pytest.mark.parametrize(
    ("decisions", "told"),
    [(0, []), (10, []), (11, ["1: f: 11 decisions, 10 are allowed; name some of them"])],
)
def test_a_function_may_have_ten(tmp_path, decisions, told):
    """One more is a fault that names the file, the line, the function and how many there are."""
    assert _faults(tmp_path, "def f(a):\n" + "    if a:\n        a()\n" * decisions + "    return a\n") == told


def test_and_or_and_conditions_in_comprehensions_count(tmp_path):
    """What a linter's McCabe leaves out is counted: an "or" and a condition in a comprehension are decisions."""
    condition = "x" + " or x" * 9
    assert _faults(tmp_path, f"def f(a):\n    return [x for x in a if {condition}]\n") == [
        "1: f: 11 decisions, 10 are allowed; name some of them"
    ]


def test_a_method_is_named_with_its_class(tmp_path):
    """The class itself, which adds up its methods, is none."""
    code = "class A:\n    def f(self, a):\n" + "        if a:\n            a()\n" * 11
    assert [fault.split(": ")[1] for fault in _faults(tmp_path, code)] == ["A.f"]
