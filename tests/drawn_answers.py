"""Hypothesis strategies for answers: whatever the slots of the knowledge file allow, and answers that fit together."""

from hypothesis import strategies as st

TRUTHS = (True, False, "unknown")


def _slot(slot):
    if slot.kind == "flag":
        return st.sampled_from(TRUTHS)
    if slot.kind == "number":
        return st.one_of(st.integers(0, 60), st.floats(0, 1000, allow_nan=False))
    if slot.kind == "list":
        return st.lists(st.sampled_from(sorted(slot.values)), max_size=3, unique=True).map(tuple)
    return st.sampled_from(sorted(slot.values))


def any_answers(knowledge, symptoms=8, slots=8):
    """Some symptoms and some slots, each with any value that it can have."""
    told = st.dictionaries(st.sampled_from(sorted(knowledge.symptoms)), st.sampled_from(TRUTHS), max_size=symptoms)
    names = st.lists(st.sampled_from(sorted(knowledge.slots)), max_size=slots, unique=True)
    rest = names.flatmap(lambda chosen: st.fixed_dictionaries({name: _slot(knowledge.slots[name]) for name in chosen}))
    return st.tuples(told, rest).map(lambda both: {**both[0], **both[1]})
