"""The kinds of words and the markers that grammar files may name, so that a misspelt one is a fault and not a silence."""

MARKS = frozenset("all both circumstance command decoy faq figure mainly nothing_else other_one past rest topic vague".split())
"""Kinds of which is only known where they stood last."""

STEPS = frozenset(
    (
        "afraid all_alone all_except and any anymore beyond break complaint contrast dangling deny determiner except "
        "fact filler first first_two former gone hardly join keeps lacking last last_two leading maybe neg no none normal "
        "not_noticed nothing number on_condition only other_person owner repair second short_yes some subject supposed "
        "symptom than third thought unknown unsure_of well wish yes"
    ).split()
)
"""Kinds on which the walk over an utterance does something (`scope.Walk`)."""

KINDS = MARKS | STEPS

MARKERS = frozenset(
    (
        "alone beside climbed doubted exerted hives jolt long_ago of_limb of_medicine others purpose resting settled "
        "stopping terse unrelieved"
    ).split()
)
"""Slots that grammar files set to say how a phrase is to be taken; none is an answer."""
