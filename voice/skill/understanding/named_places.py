"""What the words of a phrase tell of places besides what it means: a side, a limb, a part; and signs that are of one place."""

from collections.abc import Iterator, Sequence
from itertools import pairwise

from voice.skill.reading import Value
from voice.skill.understanding.here import Here
from voice.skill.understanding.parse import Mention

Named = tuple[str, Value]
"""A slot and its value."""


def side_within(here: Here) -> Iterator[Named]:
    """ "The arch of my left foot" names a side too; "right above" does not."""
    said, wording = here.said, here.wording
    for word, beside in zip(said, (*said[1:], ""), strict=True):
        if word in wording.sides and beside not in wording.behind_direction:
            yield here.grammar.about.role.side, word


def place_within(here: Here) -> Iterator[Named]:
    """ "My daughter's calf" names a place beside its owner."""
    for word in here.said:
        yield from ((here.grammar.about.role.place, places) for places in _places_of(here, word))


def limbs_within(here: Here) -> Iterator[Named]:
    """ "I can hardly bend my arms" names a limb too."""
    regions, said = here.grammar.regions, here.said
    for before, word in pairwise(said):
        if before in here.wording.whose:
            found = (
                places for places in _places_of(here, word) if places and set(places) <= regions.limbs | regions.near_the_seat
            )
            yield from ((here.grammar.about.role.place, places) for places in found)


def _places_of(here: Here, word: str) -> Iterator[tuple[str, ...]]:
    """The places that a word names, whatever is asked."""
    node = here.grammar.automaton.root.step(word)
    for meaning in node.meanings if node is not None else ():
        places = dict(meaning.facts).get(here.grammar.about.role.place)
        if isinstance(places, tuple) and not meaning.asked:
            yield places


def placed(mentions: Sequence[Mention], here: Here) -> str:
    """The sign that is meant where limbs were named: "my calf is numb down there" is not of the seat that is else meant."""
    name, about = here.meaning.name, here.grammar.about
    if name in about.places or name not in about.told_by_place or here.wording.down.isdisjoint(here.said):
        return name
    return about.part_of[name] if _is_apart(_said(mentions, here), here) else name


def is_placed_unclearly(mentions: Sequence[Mention], here: Here, name: str) -> bool:
    """Whether the places that were named leave it open if a sign, of which `placed` gave the `name`, is meant."""
    if name != here.meaning.name:
        return not _said(mentions, here) <= here.grammar.regions.limbs
    return is_elsewhere(mentions, here, name)


def is_elsewhere(mentions: Sequence[Mention], here: Here, name: str) -> bool:
    """Whether another place was named than those that a sign is of."""
    own = here.grammar.about.places.get(name)
    said = _said(mentions, here) if own else frozenset[str]()
    return own is not None and said.isdisjoint(own) and _is_apart(said, here)


def _is_apart(said: frozenset[str], here: Here) -> bool:
    """Whether places were named, and all of them are limbs."""
    regions = here.grammar.regions
    return bool(said) and said <= regions.limbs | regions.near_the_seat


def _said(mentions: Sequence[Mention], here: Here) -> frozenset[str]:
    """The places that were named so far."""
    named = (m.value for m in mentions if m.slot == here.grammar.about.role.place and isinstance(m.value, tuple))
    return frozenset(place for places in named for place in places)
