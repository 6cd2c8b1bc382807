"""The language of guards and rules: what it says, and what it refuses to be told."""

import itertools

import pytest

from voice.skill.knowledge.conditions import Facts, because, evaluate, leaves, parse_condition

TRUTHS = (True, False, None)


def _facts(**values):
    return Facts(values)


def _truth(raw, **values):
    return evaluate(parse_condition(raw), _facts(**values))


@pytest.mark.parametrize(("a", "b"), list(itertools.product(TRUTHS, TRUTHS)))
def test_all_and_any_are_kleenes(a, b):
    """`all` is the lesser and `any` the greater of two truths, with unknown between false and true."""
    rank = {False: 0, None: 1, True: 2}
    assert _truth({"all": ["a", "b"]}, a=a, b=b) is min(a, b, key=rank.get)
    assert _truth({"any": ["a", "b"]}, a=a, b=b) is max(a, b, key=rank.get)


@pytest.mark.parametrize(("a", "opposite"), [(True, False), (False, True), (None, None)])
def test_not_leaves_unknown_unknown(a, opposite):
    """`not` turns true and false round, and nothing else."""
    assert _truth({"not": "a"}, a=a) is opposite


@pytest.mark.parametrize(
    ("held", "unknown", "truth"),
    [(2, 0, True), (3, 0, True), (1, 0, False), (1, 1, None), (0, 2, None), (0, 1, False), (2, 1, True)],
)
def test_count_knows_what_could_still_hold(held, unknown, truth):
    """Two of three are true, false, or open as long as the unknown ones could make it two."""
    values = dict.fromkeys("abc"[:held], True) | dict.fromkeys("abc"[held : held + unknown], "unknown")
    values |= {name: False for name in "abc" if name not in values}
    assert _truth({"count": {"at_least": 2, "of": ["a", "b", "c"]}}, **values) is truth


@pytest.mark.parametrize(
    ("raw", "value", "truth"),
    [
        ({"x": "poor"}, "poor", True),
        ({"x": ["poor", "over"]}, "over", True),
        ({"x": "poor"}, "ok", False),
        ({"x": "poor"}, "unknown", None),
        ({"x": "poor"}, None, None),
        ({"x": ["unknown", "no"]}, "unknown", True),
        ({"x": "statin"}, ("statin", "other"), True),
        ({"x": "statin"}, ("other",), False),
        ({"x": "statin"}, (), False),
        ({"x": {"at_least": 14}}, 14, True),
        ({"x": {"at_least": 14}}, 13.9, False),
        ({"x": {"at_most": 7}}, 7, True),
        ({"x": {"at_least": 7, "below": 14}}, 14, False),
        ({"x": {"above": 0}}, 0, False),
        ({"x": {"above": 0}}, "unknown", None),
        ({"x": {"above": 0}}, None, None),
    ],
)
def test_a_slot_is_compared_with_its_value(raw, value, truth):
    """Values, lists and bounds compare as they read; what is not known gives unknown."""
    assert _truth(raw, x=value) is truth


def test_asked_and_unknown_tell_silence_from_not_knowing():
    """A slot that was not asked is neither asked nor unknown; one that is not known is both."""
    assert _truth({"asked": "x"}) is False
    assert _truth({"unknown": "x"}) is False
    assert _truth({"asked": "x"}, x="unknown") is True
    assert _truth({"unknown": "x"}, x="unknown") is True
    assert _truth({"unknown": "x"}, x=False) is False


def test_a_flag_goes_before_a_slot_of_its_name():
    """A bare id means the derived flag where there is one."""
    assert Facts({"kidney_disease": "ckd"}, {"kidney_disease": True}).truth("kidney_disease") is True


def test_because_names_what_holds_in_order():
    """Only the true parts are reasons, each once."""
    condition = parse_condition({"all": ["a", {"any": ["b", "c", {"n": {"at_least": 1}}]}]})
    assert because(condition, _facts(a=True, b=False, c=True, n=3)) == ("a", "c", "n")


def test_leaves_are_found_inside_everything():
    """Every id of a condition is found, whatever stands around it."""
    condition = parse_condition({"any": [{"not": "a"}, {"count": {"at_least": 1, "of": [{"all": ["b"]}, {"unknown": "c"}]}}]})
    assert [leaf.id for leaf in leaves(condition)] == ["a", "b", "c"]


@pytest.mark.parametrize(
    ("raw", "says"),
    [
        (7, "not a condition"),
        ({}, "not a condition"),
        ({"a": "x", "b": "y"}, "not a condition"),
        ({"all": "a"}, "takes a list"),
        ({"any": []}, "takes a list"),
        ({"count": {"at_least": 2}}, "`count` takes"),
        ({"count": {"at_least": "two", "of": ["a"]}}, "`count` takes"),
        ({"unknown": ["a"]}, "takes one id"),
        ({"x": {"more_than": 3}}, "one of at_least"),
        ({"x": {"at_least": "3"}}, "a number would be right"),
        ({"x": {"at_least": True}}, "a number would be right"),
        ({"x": True}, "quote yes, no"),
        ({"x": ["a", 5]}, "quote yes, no"),
        ({True: "a"}, "not a word"),
        ({"not": {"x": []}}, "quote yes, no"),
    ],
)
def test_what_is_no_condition_is_refused(raw, says):
    """A condition that cannot be meant is refused, saying what would be right."""
    with pytest.raises(ValueError, match=says):
        parse_condition(raw)
