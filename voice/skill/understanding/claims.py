"""What an utterance mentions: slots with values, each with its polarity and its doubts.

The walk over the pieces (see `scope`) knows how far "no" reaches; here it is applied to what is stated. In doubt a symptom
is present and doubtful, never absent and sure.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from voice.skill.grammar.compiled import Grammar, Meaning
from voice.skill.grammar.formulas import SUMMED, formula
from voice.skill.language.tokens import POSSESSIVE
from voice.skill.reading import Value
from voice.skill.understanding.pairs import SKIPPED, pairs
from voice.skill.understanding.parse import Match, Mention, Reply

ADDED = frozenset({"location", "medications", "prior_interventions", "stopped_medicines", "supplements"}) | SUMMED
"""Slots in which what is said later adds to what was said before."""
_LIMBS = frozenset("calf shin ankle foot foot_arch toe knee hand forearm arm upper_arm biceps triceps shoulder face".split())
_BESIDE_RIGHT = frozenset(
    "above at before behind below beneath between by down in near next on over past under underneath up".split()
)
_WHERE: Mapping[str, frozenset[str]] = {
    "mouth_or_hand_tingling": frozenset({"hand", "face"}),
    "one_arm_swollen": frozenset("arm upper_arm forearm hand biceps triceps shoulder".split()),
}
"""Symptoms of a place, which are doubtful where another place was named."""
_OF_A_LIMB = frozenset({"muscle_weakness", "cannot_stand_or_use_limb"})
_WHOSE = frozenset({"my", "the", "left", "right", "both"})
_NEAR_THE_SEAT = frozenset("leg thigh thigh_front thigh_back".split())
_ALONE = "alone"
"""A fact marked so is one only where nothing else is asked for: "last year", "swollen"."""
_CANNOT = (("can", "not"), ("could", "not"))
_IS = frozenset({"is", "are", "was", POSSESSIVE})
LIST_ENDS = frozenset({"join", "any"})
LIST_PARTS = LIST_ENDS | {"determiner", "filler"}
"""What may stand between the items of a denied list, and what shows that it is one."""


@dataclass(slots=True)
class Findings:
    """What the walk over the matches found."""

    mentions: list[Mention] = field(default_factory=list)
    replies: list[Reply] = field(default_factory=list)
    repairs: list[int] = field(default_factory=list)
    marks: dict[str, int] = field(default_factory=dict)
    doubtful: bool = False


@dataclass(slots=True)
class Negation:
    """A "no" or "not" and how far it has reached. `gap`: unknown words since.

    `open`: it needs something to deny ("can not", "without"). `dangling`: what follows is no thing that it could deny.
    `of_saying`: "can not say". `bare`: a "not" by itself, behind which a new sentence can only begin.
    `slight`: "hardly". `ended`: "no longer", "stopped". `denied_at`: the piece that it denied last.
    """

    used: int = 0
    joined: bool = False
    added: bool = False
    gap: int = 0
    noun_only: bool = False
    open: bool = False
    dangling: bool = False
    of_saying: bool = False
    bare: bool = False
    slight: bool = False
    ended: bool = False
    denied_at: int = -1


class Claims:
    """What the pieces of one utterance state, as far as they state it by themselves."""

    def __init__(self, grammar: Grammar, words: tuple[str, ...], found: Sequence[Match], asked: Sequence[str]) -> None:
        self.grammar = grammar
        self.words = words
        self.matches = found
        self.asked = asked
        self.out = Findings()
        self.negation: Negation | None = None
        self.supposed = False
        self.unsure_of = False
        self.excepted = False
        self.only = False
        self.stated = False
        self.maybe = -1
        self.thought = -1
        self.hoped = -1
        self.normal = False
        self.passed = -1
        self.pairs = pairs(found)
        self.paired = frozenset(p for p, _ in self.pairs.values())

    def is_noun(self, match: Match) -> bool:
        """Whether it can follow "no": a noun, or the doing of something ("no racing")."""
        head = self.words[match.end - 1 if self.words[match.start] == "more" else match.start]  # "no more sweating"
        doing = head.endswith("ing") and not head.endswith("thing")
        return any(m.kind == "symptom" and (m.form == "noun" or (m.form == "say" and doing)) for m in match.meanings)

    def _settle(self, at: int) -> None:
        raise NotImplementedError

    def _said(self, at: int) -> tuple[str, ...]:
        """The words of a match."""
        return self.words[self.matches[at].start : self.matches[at].end]

    def _on_symptom(self, at: int, meaning: Meaning) -> None:
        if at in self.pairs:
            self.mention(meaning.name, (meaning.form != "lacks") is self.pairs[at][1], at)
            return
        if at == self.passed:
            return
        if self.unsure_of:
            if meaning.form != "lacks":
                self.mention(meaning.name, "unknown", at, self.supposed)
            return
        self._end_at_symptom(at, meaning)
        present, doubt, denied = meaning.form != "lacks", False, self.negation is not None
        if self.negation:
            present, doubt = self._denied(at, meaning, self.negation)
        elif self.excepted:
            present = not present
        if self.only and present and not any(c.denied for c in self.out.mentions):
            self.out.marks["only"] = at
        if self.maybe >= 0 and self._bridged(self.maybe, self.matches[at].start):
            if not present and not denied:
                return
            doubt = True
        name, unclear = self._placed(at, meaning.name)
        if present and name in _OF_A_LIMB and not self.asked:
            self._limbs_within(at)
        self.mention(name, present, at, doubt or unclear or self.supposed, denied)

    def _placed(self, at: int, name: str) -> tuple[str, bool]:
        """ "My calf is numb down there" is not the seat that "down there" else means; whether that is doubtful."""
        said = self._places()
        if name in _WHERE:
            return name, self._elsewhere(name)
        if name != "saddle_numbness" or not said or not said <= _LIMBS | _NEAR_THE_SEAT or "down" not in self._said(at):
            return name, False
        return "local_numbness_tingling", not said <= _LIMBS

    def _places(self) -> set[str]:
        """The places that were named so far."""
        return {p for c in self.out.mentions if c.slot == "location" and isinstance(c.value, tuple) for p in c.value}

    def _elsewhere(self, name: str) -> bool:
        """Whether another place was named than the one that a symptom is of."""
        said = self._places()
        return name in _WHERE and bool(said) and said.isdisjoint(_WHERE[name]) and said <= _LIMBS | _NEAR_THE_SEAT

    def _end_at_symptom(self, at: int, meaning: Meaning) -> None:
        """End a negation that does not reach this symptom."""
        negation = self.negation
        if negation is None or negation.denied_at == at:
            return
        opens = self._opens_clause(at)
        if negation.used and (opens or (meaning.form == "lacks" and not negation.joined)):
            self.negation = None
        elif opens and negation.bare:
            self._settle(at)
        elif negation.noun_only and not self.is_noun(self.matches[at]) and not negation.joined:
            self.negation = None

    def _denied(self, at: int, meaning: Meaning, negation: Negation) -> tuple[bool, bool]:
        """Whether a symptom behind a "no" is present, and whether that is doubtful."""
        present = meaning.form == "lacks"
        listed = not negation.used or negation.joined or self._said_again(at) or self._list_goes_on(at)
        listed = listed or negation.denied_at == at
        within = self.matches[at - 1].meanings[0].kind == "neg"  # "wouldn't describe it as sore"
        less = not within and self.words[self.matches[at].start - 1] in ("as", "this")  # "not as sore": and still sore
        start = self.matches[at].start
        unstopped = self.words[max(0, start - 2) : start] in _CANNOT  # "I can't … retching": a word is missing
        unclear = negation.gap >= 2 or unstopped or (not present and (negation.added or not listed or less))
        lasting = negation.ended and meaning.name in self.grammar.counts_past
        doubt = negation.gap > 0 or negation.slight or (present and meaning.name in self.grammar.symptoms)
        doubt = doubt or (negation.ended and meaning.name in self.grammar.asks_past)
        negation.used += 1
        negation.joined = False
        negation.denied_at = at
        return present or unclear or lasting, doubt or unclear

    def _opens_clause(self, at: int) -> bool:
        """ "No numbness, it hurts": a phrase with a subject of its own, to which no "no" reaches."""
        node = self.grammar.automaton.root.step(self.words[self.matches[at].start])
        return node is not None and any(m.kind in ("subject", "owner") for m in node.meanings)

    def _said_again(self, at: int) -> bool:
        """ "No pain, pain is not there", "not short of breath, at rest": what was denied, once more."""
        before, here = self.matches[at - 1], self.matches[at]
        same = before.meanings[0].kind == "symptom" and before.meanings[0].name == here.meanings[0].name
        node = self.grammar.automaton.root.step(self.words[here.start])
        added = node is not None and any(m.kind == "leading" for m in node.meanings)
        return (same and added and before.end == here.start) or self.words[before.start : before.end] == self.words[
            here.start : here.end
        ]

    def _list_goes_on(self, at: int) -> bool:
        """ "No pain, weakness or swelling": whether an "or" or an "anything" is still to come in the list that this is in."""
        end = self.matches[at].end
        for match in self.matches[at + 1 :]:
            kind = match.meanings[0].kind
            if match.start != end or not (self.is_noun(match) or kind in LIST_PARTS):
                return False
            if kind in LIST_ENDS:
                return True
            end = match.end
        return False

    def _bridged(self, start: int, end: int) -> bool:
        """Whether only small words stand between."""
        small = sum(i.end - i.start for i in self.matches if start <= i.start and i.end <= end and i.meanings[0].kind in SKIPPED)
        return small == end - start

    def mention(self, slot: str, value: Value, at: int, doubtful: bool = False, denied: bool = False) -> None:
        self.out.mentions.append(
            Mention(slot, value, at, doubtful, denied, bare=not self.stated and not denied and self._is_word(at))
        )

    def _is_word(self, at: int) -> bool:
        """Whether it is short enough to be the question's word said back."""
        return self.matches[at].end - self.matches[at].start <= len(("chest", "pain"))

    def _on_fact(self, at: int, meaning: Meaning) -> None:
        negation = self.negation
        if self.unsure_of or (len(self.asked) > 1 and any(slot == _ALONE for slot, _ in meaning.facts)):
            return
        self.stated = self.stated or self._opens_clause(at)
        if negation and negation.used and not negation.joined:
            negation = self.negation = None
        symptom = any(slot in self.grammar.symptoms for slot, _ in meaning.facts)
        if negation and symptom and negation.bare and not negation.used and self._opens_clause(at):
            self._settle(at)  # "it doesn't, it just won't lift"
            negation = None
        if negation and negation.of_saying and _IS & set(self._said(at)[1:3]):
            self._settle(at)  # "can't say I have, life's good": a sentence of its own
            negation = None
        if "location" in dict(meaning.facts) and not negation:
            self._side_within(at)
        if any(slot == "speaker" for slot, _ in meaning.facts):
            self._place_within(at)
        for slot, spec in meaning.facts:
            value = formula(spec, self.matches[at].captures)
            if slot in self.grammar.symptoms and self.supposed:
                self.mention(slot, value, at, True)
            elif not negation:
                self.mention(slot, value, at, self._elsewhere(slot))
            else:
                self._denied_fact(slot, value, at, negation)
        if negation:
            negation.used += 1

    def _side_within(self, at: int) -> None:
        """ "The arch of my left foot" names a side too; "right above" does not."""
        match = self.matches[at]
        for here in range(match.start, match.end):
            beside = self.words[here + 1] if here + 1 < match.end else ""
            if self.words[here] in ("left", "right") and beside not in _BESIDE_RIGHT:
                self.mention("side", self.words[here], at)

    def _place_within(self, at: int) -> None:
        """ "My daughter's calf" names a place beside its owner."""
        match = self.matches[at]
        for word in self.words[match.start : match.end]:
            node = self.grammar.automaton.root.step(word)
            named = (m for m in node.meanings if m.name == "location" and not m.asked) if node else ()
            for meaning in named:
                self.mention("location", dict(meaning.facts)["location"], at)

    def _limbs_within(self, at: int) -> None:
        """ "I can hardly bend my arms" names a limb too."""
        match = self.matches[at]
        for before, word in zip(self.words[match.start :], self.words[match.start + 1 : match.end], strict=False):
            node = self.grammar.automaton.root.step(word) if before in _WHOSE else None
            for meaning in node.meanings if node else ():
                places = dict(meaning.facts).get("location", ())
                if (
                    not meaning.asked
                    and isinstance(places, tuple)
                    and places
                    and set(places) <= _LIMBS | _NEAR_THE_SEAT | {"leg"}
                ):
                    self.mention("location", places, at)

    def _denied_fact(self, slot: str, value: Value, at: int, negation: Negation) -> None:
        opposite = self.grammar.opposites.get(slot, {})
        if slot in self.grammar.symptoms or isinstance(value, bool):
            self.mention(slot, not value, at, negation.gap > 0, True)
        elif value in opposite:
            self.mention(slot, opposite[value], at, negation.gap > 0, True)
        elif slot == "medications":
            self.out.marks.setdefault("no_medicine", at)
        else:
            self.out.marks["excluded"] = at
            self.out.mentions = [c for c in self.out.mentions if c.slot != slot or c.value != value]

    def _on_number(self, at: int, meaning: Meaning) -> None:
        if self.negation and not self.negation.used:
            self.negation.used += 1
            return
        self.out.marks["number"] = at
        self._number_of_units(at)

    def _number_of_units(self, at: int) -> None:
        """ "A month, make that two": the number counts in the unit that was said."""
        last = next((c for c in reversed(self.out.mentions) if c.slot == "duration_days"), None)
        if last is None or "duration_days" not in self.asked or not any(r > last.at for r in self.out.repairs):
            return
        units = self.grammar.time.units
        said = [units[w] for w in self.words[self.matches[last.at].start : self.matches[last.at].end] if w in units]
        if said:
            self.mention("duration_days", self.matches[at].captures[0] * said[-1], at)
