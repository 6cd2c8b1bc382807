"""The markers that grammar files may name, so that a misspelt one is a fault and not a silence."""

MARKERS = frozenset(
    (
        "alone beside climbed doubted exerted hives jolt long_ago of_limb of_medicine others purpose resting settled "
        "stopping terse unrelieved"
    ).split()
)
"""Slots that grammar files set to say how a phrase is to be taken; none is an answer."""
