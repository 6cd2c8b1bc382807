"""What numbers come to: the formulas of the grammar files, and the measures of the knowledge file."""

import pytest
from talking import whole

from voice.skill.grammar.formulas import Formula, Formulas, formula
from voice.skill.grammar.measures import derived, measures_of

TABLES = {
    "level": [{"below": 3, "to": "low"}, {"most": 5, "to": "middle"}, {"to": "high"}],
    "pace": {
        "per": 7,
        "few": 2,
        "seldom": "rarely",
        "rows": [{"most": 1, "to": "weekly"}, {"below": 7, "to": "often"}, {"to": "daily"}],
    },
}


@pytest.mark.parametrize(
    ("written", "numbers", "value"),
    [
        ("@n", (4.0, 6.0), 4.0),
        ("@m", (4.0, 6.0), 6.0),
        ("@n*95", (2.0,), 190.0),
        ("@n-1", (2.0,), 1.0),
        ("@m+0.5", (2.0, 3.0), 3.5),
        ("@sum", (2.0, 3.0), 5.0),
        ("@level", (2.9,), "low"),
        ("@level", (3.0,), "middle"),
        ("@level", (5.0,), "middle"),
        ("@level", (5.1,), "high"),
        ("@pace", (3.0, 21.0), "weekly"),
        ("@pace", (3.0, 20.0), "often"),
        ("@pace", (3.0, 3.0), "daily"),
        ("@pace", (2.0, 30.0), "rarely"),
        ("@pace", (1.0, 0.0), "rarely"),
        ("@pace", (3.0, 0.0), "daily"),
    ],
)
def test_a_formula_comes_to_what_it_says(written, numbers, value):
    """Arithmetic reckons with the first or the last number; a table takes the first row that holds."""
    assert formula(Formulas(TABLES).meant(written), numbers) == value


@pytest.mark.parametrize("written", ["@levels", "@n/2", "level", 4, True, None])
def test_what_is_no_formula_stays_as_it_is(written):
    """Only a name that there is means a formula."""
    formulas = Formulas(TABLES)
    assert written not in formulas
    assert formula(formulas.meant(written), (1.0,)) == written


def test_formulas_are_the_same_by_what_is_written():
    """Two meanings with the same formula are one, and it is shown as it is written."""
    one, other = Formulas(TABLES).meant("@level"), Formulas(TABLES).meant("@level")
    assert isinstance(one, Formula)
    assert one == other
    assert len({one, other}) == 1
    assert str(one) == "@level"


@pytest.mark.parametrize(
    ("said", "gives"),
    [
        ({"pain_score": 0}, {"pain_score": 0, "pain_severity": "none"}),
        ({"pain_score": 6.5}, {"pain_score": 7, "pain_severity": "severe"}),
        ({"pain_score": 11}, {"pain_severity": "severe"}),
        ({"pain_score": 101}, {}),
        ({"age": 17}, {"age_band": "16_17"}),
        ({"age": 0}, {}),
        ({"age": 120}, {}),
        ({"caffeine_mg_approx": 399.4}, {"caffeine_mg_approx": 399, "caffeine": "moderate"}),
        ({"caffeine_mg_approx": 20_001}, {}),
        ({"duration_days": 1 / 24}, {"duration_days": 0.0417}),
        ({"duration_days": "unknown"}, {}),
        ({"pain": True}, {"pain": True}),
    ],
)
def test_what_follows_from_a_number_stands_in_the_knowledge_file(said, gives):
    """A number is kept rounded where it lies in its range, with the value that its table gives; else it is dropped."""
    assert derived(said, measures_of(whole())) == gives
