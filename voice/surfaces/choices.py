"""The possible answers to what is being asked, to choose from by key, on a screen, or by scanning.

1. They follow from the knowledge file and the `Listen` effect alone, so every question has some, also one written tomorrow.
2. A choice is an event for the session: what was chosen is sure, and goes the same way as what was said.
3. What is partly answered is asked again by the dialogue: one sign of a group is one choice, "none of these" another.
4. Many values are chosen in steps: the region, the muscle, the side.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

from voice.skill.dialogue.effects import Listen
from voice.skill.dialogue.events import Chosen, Event, Key
from voice.skill.knowledge.facts import Slot
from voice.skill.knowledge.model import Knowledge
from voice.skill.knowledge.wording import insert, one
from voice.skill.reading import NOT_KNOWN, UNKNOWN, Value, nested


@dataclass(frozen=True, slots=True)
class Option:
    """One possible answer, in the words it is shown and read out in: an `event`, or further options that it `opens`."""

    label: str
    event: Event | None = None
    opens: Callable[[], "Menu"] | None = None


Menu = tuple[Option, ...]


def possible_answers(knowledge: Knowledge, listen: Listen) -> Menu:
    """What can be answered to `listen`, the commands apart; empty where only commands fit."""
    offer = _Offer(knowledge)
    if listen.confirming is not None:
        return offer.confirming(listen.question)
    if listen.slots:
        return offer.slots(knowledge.without_what_tells(listen.slots))
    return tuple(offer.command(*pair) for pair in _WITHOUT_SLOTS.get(listen.question, ()))


def commands(knowledge: Knowledge, listen: Listen) -> Menu:
    """What else can be asked for with one switch: to hear it again, to go back, to stop, to get help."""
    offer = _Offer(knowledge)
    taken = {command for _, command in _WITHOUT_SLOTS.get(listen.question, ())}
    return tuple(offer.command(*pair) for pair in _ANYWHERE if pair[1] not in taken)


def numeric(knowledge: Knowledge, listen: Listen) -> bool:
    """Whether a number alone is an answer to it, so that no number can stand for a choice; where it may be two, it is none."""
    by_number = {
        *(name for name, slot in knowledge.slots.items() if slot.numeric),
        *(name for name, symptom in knowledge.symptoms.items() if symptom.numeric),
    }
    return listen.confirming is None and len(by_number.intersection(knowledge.without_what_tells(listen.slots))) == 1


_WITHOUT_SLOTS: Mapping[str, tuple[tuple[str, str], ...]] = {
    "opening": (("option_ask_me", "skip"), ("option_emergency", "emergency")),
    "change": (("option_change_nothing", "skip"),),
    "result": (("option_repeat", "repeat"), ("option_more", "more"), ("option_finish", "stop")),
    "emergency": (("option_repeat", "repeat"), ("option_no_emergency", "resume"), ("option_finish", "stop")),
}
"""Where anything may be said, what can be chosen: the words' name among the prompts, and the command."""
_YES_OR_NO = frozenset({"read_back", "check"})
"""Questions to which not knowing is no answer."""
_ANYWHERE = (
    ("option_repeat", "repeat"),
    ("option_back", "back"),
    ("option_stop", "stop"),
    ("option_emergency", "emergency"),
)


@dataclass(frozen=True, slots=True)
class _Offer:
    knowledge: Knowledge

    def confirming(self, question: str) -> Menu:
        yes = Option(self.words("option_yes"), Chosen(answers={}, reply="yes"))
        no = Option(self.words("option_no"), Chosen(answers={}, reply="no"))
        return (yes, no) if question in _YES_OR_NO else (yes, no, self.command("option_unknown", "skip"))

    def slots(self, slots: tuple[str, ...]) -> Menu:
        apart = [slot for slot in slots if not self._denied(slot)]
        if not apart and len(slots) > 1:
            return self._group(slots)
        slot = apart[0] if apart else slots[0]
        return (*self._single(slot, slots), self._unknown(slots))

    def command(self, prompt: str, command: str) -> Option:
        return Option(self.words(prompt), Key(command=command))

    def words(self, prompt: str, **fills: str) -> str:
        return insert(one(self.knowledge, prompt), **fills)

    def _chosen(self, label: str, answers: Mapping[str, Value]) -> Option:
        return Option(label, Chosen(answers=self._json(answers)))

    def _json(self, answers: Mapping[str, Value]) -> dict[str, Any]:
        return nested(answers, self.knowledge.symptom_ids)

    def _slot(self, name: str) -> Slot:
        return (
            Slot(kind="flag", name=self.knowledge.words_for(name))
            if name in self.knowledge.symptoms
            else self.knowledge.slots[name]
        )

    def _denied(self, name: str) -> tuple[Value, ...]:
        """The value that a "none of these" gives the slot, if there is one."""
        slot = self._slot(name)
        if slot.kind == "flag":
            return (False,)
        return (slot.bare_no,) if slot.bare_no in ((), False) or slot.is_nothing(slot.bare_no) else ()

    def _group(self, slots: tuple[str, ...]) -> Menu:
        """Several things of which none, one or all may be so."""
        nothing = {slot: self._denied(slot)[0] for slot in slots}
        flags = [slot for slot in slots if self._slot(slot).kind == "flag"]
        two = len(slots) == 2
        everything = dict.fromkeys(slots, True)
        return (
            *(option for slot in slots for option in self._present(slot)),
            self._chosen(self.words("option_neither" if two else "option_none"), nothing),
            *([self._chosen(self.words("option_both" if two else "option_all"), everything)] if len(flags) == len(slots) else []),
            self._unknown(slots),
        )

    def _present(self, name: str) -> Iterator[Option]:
        slot = self._slot(name)
        if slot.kind == "flag":
            yield self._chosen(slot.name, {name: True})
        elif slot.kind == "list":
            yield Option(slot.name, opens=partial(self._several, name, ()))
        else:
            yield from (option for value, option in self._values(name, slot) if value != slot.bare_no)

    def _single(self, name: str, slots: tuple[str, ...]) -> Menu:
        slot = self._slot(name)
        if slot.kind == "flag":
            return (
                self._chosen(self.words("option_yes_thing", thing=slot.name), {name: True}),
                self._chosen(self.words("option_no"), {name: False}),
            )
        if slot.groups:
            return tuple(
                self._place_group(name, heading, places, self.knowledge.roles.side in slots)
                for heading, places in slot.groups.items()
            )
        if slot.kind == "list":
            nothing = self.knowledge.prompts.get(f"empty_{name}", (self.words("option_nothing"),))[0]
            return (self._chosen(nothing, {name: ()}), *self._several(name, ()))
        return tuple(option for _, option in self._values(name, slot))

    def _values(self, name: str, slot: Slot) -> Iterator[tuple[Value, Option]]:
        offered: Iterable[tuple[str, Value]] = slot.offers.items() or ((label, value) for value, label in slot.values.items())
        for label, value in offered:
            if value not in NOT_KNOWN:
                yield value, self._chosen(label, {name: value})

    def _several(self, name: str, taken: tuple[str, ...]) -> Menu:
        """One more value of a list, or, once there is one, "that is all"."""
        slot = self._slot(name)
        left = [value for value in slot.values if value not in taken]
        more = tuple(Option(slot.values[value], opens=partial(self._several, name, (*taken, value))) for value in left)
        return (self._chosen(self.words("option_done"), {name: taken}), *more) if taken else more

    def _place_group(self, name: str, heading: str, places: tuple[str, ...], sided: bool) -> Option:
        """A heading with its places; one that holds a single place (the whole body) is that place, and has no sides."""
        if len(places) == 1:
            return self._chosen(heading, {name: places})
        options = tuple(self._place(name, place, sided) for place in places)
        return Option(heading, opens=lambda: options)

    def _place(self, name: str, place: str, sided: bool) -> Option:
        label = self._slot(name).values[place]
        if not sided:
            return self._chosen(label, {name: (place,)})
        side = self.knowledge.roles.side
        sides = {value: words for value, words in self._slot(side).values.items() if value not in NOT_KNOWN}
        return Option(
            label,
            opens=lambda: tuple(self._chosen(words, {name: (place,), side: value}) for value, words in sides.items()),
        )

    def _unknown(self, slots: tuple[str, ...]) -> Option:
        unknown = {slot: value for slot in slots if (value := self._unknown_value(slot)) is not None}
        if len(unknown) < len(slots):
            return self.command("option_unknown", "skip")
        return self._chosen(self.words("option_unknown"), unknown)

    def _unknown_value(self, name: str) -> Value:
        slot = self._slot(name)
        return UNKNOWN if slot.kind == "flag" else next((value for value in NOT_KNOWN if value in slot.values), None)
