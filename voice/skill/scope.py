"""What the pieces of an utterance say together: the reach of "no", what "but" and "I mean" do, what is past, whose it is.

Rules, in the order in which they were learnt from people's answers:

1. "no" before a noun denies it ("no pain"); before a clause it is the answer ("no, it feels fine"); before a value of a slot
   that has one it corrects ("three days, no, weeks").
2. "not" reaches on over "or", "nor" and bare lists ("no numbness, weakness or anything") and ends at a contrast ("but",
   "just"), at a new subject once it has denied something, at a positive quantity ("some", "a bit of").
3. "not" that found nothing to deny is an answer by itself ("it isn't", "not today").
4. After a repair ("no wait", "I mean", "sorry") the later value of a slot wins; without one, two values make it doubtful.
5. "gone now" turns what was said into a no, unless the symptom's recent past counts; then it stays.
6. What is said of others or supposed is never sure.
7. A doubtful polarity is given as present.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field

from voice.skill.derive import SUMMED, formula
from voice.skill.grammar import Grammar, Meaning
from voice.skill.islands import Island
from voice.skill.reading import Value
from voice.skill.words import UNKNOWN

SKIPPED = frozenset({"filler", "any", "subject", "some", "maybe", "past", "join", "and", "complaint", "short_yes", "determiner"})
_ADDED = frozenset({"location", "medications", "prior_interventions"})


@dataclass(frozen=True, slots=True)
class Claim:
    """`slot` has `value`, said by island `at`; `doubtful` when its polarity or owner is not clear.

    `bare`: nothing stood before it that makes it a statement, so that it may be the question's word said back.
    """

    slot: str
    value: Value
    at: int
    doubtful: bool = False
    denied: bool = False
    bare: bool = False


@dataclass(slots=True)
class Findings:
    """What the walk over the islands found."""

    claims: list[Claim] = field(default_factory=list)
    replies: list[tuple[int, str]] = field(default_factory=list)
    repairs: list[int] = field(default_factory=list)
    marks: dict[str, int] = field(default_factory=dict)
    doubtful: bool = False


@dataclass(slots=True)
class _Negation:
    used: int = 0
    joined: bool = False
    added: bool = False
    gap: int = 0
    noun_only: bool = False
    unable: bool = False


class Walk:
    """One pass over the islands of one utterance."""

    def __init__(self, grammar: Grammar, words: tuple[str, ...], found: Sequence[Island], asked: Sequence[str]) -> None:
        self.grammar = grammar
        self.words = words
        self.islands = found
        self.asked = asked
        self.out = Findings()
        self.negation: _Negation | None = None
        self.supposed = False
        self.unsure_of = False
        self.excepted = False
        self.only = False
        self.stated = False
        self.pairs = pairs(found)
        self.paired = frozenset(p for p, _ in self.pairs.values())

    def run(self) -> Findings:
        """The findings, in the order of the words."""
        end = 0
        for at, island in enumerate(self.islands):
            if island.meanings[0].kind == "topic":
                continue
            self._gap(self.words[end : island.start])
            end = island.end
            self._island(at, island)
        self._gap(self.words[end:])
        self._settle(len(self.islands))
        return self.out

    def _gap(self, left: Sequence[str]) -> None:
        if left and self.negation:
            self.negation.gap += 5 if UNKNOWN in left else len(left)

    def _settle(self, at: int) -> None:
        if self.negation and not self.negation.used:
            if self.negation.gap or self.negation.unable:
                self.out.marks["vague"] = at
                self.out.doubtful = True
            else:
                self.out.replies.append((at - 1, "no"))
        self.negation = None

    def _island(self, at: int, island: Island) -> None:
        for meaning in _compatible(island.meanings):
            step = getattr(self, f"_on_{meaning.kind}", None)
            if step is not None:
                step(at, meaning)
            else:
                self.out.marks[meaning.kind] = at
            if meaning.kind not in SKIPPED:
                self._after(meaning)

    def _after(self, meaning: Meaning) -> None:
        if meaning.kind not in ("only", "except", "all_except", "unsure_of", "neg", "no", "not_noticed"):
            self.only = self.excepted = False
            self.unsure_of = self.unsure_of and meaning.kind in ("symptom", "fact")

    # structure

    def _on_filler(self, at: int, meaning: Meaning) -> None:
        pass

    _on_any = _on_maybe_filler = _on_filler

    def _on_subject(self, at: int, meaning: Meaning) -> None:
        self.stated = True
        if self.negation and self.negation.used:
            self.negation = None

    def _on_break(self, at: int, meaning: Meaning) -> None:
        """ "Oh, my leg …": what was denied ends here."""
        self._settle(at)

    def _on_some(self, at: int, meaning: Meaning) -> None:
        self.stated = True
        if self.negation and (self.negation.used or self.negation.joined):
            self.negation = None
        self.out.marks["some"] = at

    def _on_join(self, at: int, meaning: Meaning) -> None:
        if self.negation:
            self.negation.joined = True

    def _on_and(self, at: int, meaning: Meaning) -> None:
        if self.negation and self.negation.used:
            self.negation.added = True

    def _on_contrast(self, at: int, meaning: Meaning) -> None:
        self._settle(at)
        self.out.marks["contrast"] = at

    def _on_only(self, at: int, meaning: Meaning) -> None:
        self._settle(at)
        self.only = True

    def _on_except(self, at: int, meaning: Meaning) -> None:
        self._settle(at)
        self.excepted = "all" in self.out.marks
        self.out.marks["contrast"] = at

    def _on_repair(self, at: int, meaning: Meaning) -> None:
        self._settle(at)
        self.out.repairs.append(at)

    def _on_neg(self, at: int, meaning: Meaning) -> None:
        if at in self.paired:
            return
        if self.negation and not self.negation.used and self.negation.gap == 0:
            if self.negation.noun_only:
                self._settle(at)
            else:
                self.out.doubtful = True
        before = self.words[self.islands[at].start - 1] if self.islands[at].start else ""
        self.negation = _Negation(unable=before in _ABILITY and self.islands[at].end - self.islands[at].start == 1)

    def _on_not_noticed(self, at: int, meaning: Meaning) -> None:
        following = self._next(at)
        if following is None:
            self.out.marks["unknown"] = at
        else:
            self.negation = _Negation()

    def _on_no(self, at: int, meaning: Meaning) -> None:
        self._settle(at)
        if at in self.paired:
            return
        following = self._next_beside(at)
        kinds = {m.kind for m in following.meanings} if following else set()
        if following and (self._is_noun(following) or self._listed(following)):
            self.negation = _Negation(noun_only=True)
        elif following and kinds & {"fact", "vague"} and self._corrects(following):
            self.out.repairs.append(at)
        else:
            self.out.replies.append((at, "no"))

    def _is_noun(self, island: Island) -> bool:
        """Whether it can follow "no": a noun, or the doing of something ("no racing")."""
        doing = self.words[island.start].endswith("ing") and not self.words[island.start].endswith("thing")
        return any(m.kind == "symptom" and (m.form == "noun" or (m.form == "say" and doing)) for m in island.meanings)

    def _listed(self, island: Island) -> bool:
        return any(m.kind == "fact" and m.name == "medications" and dict(m.facts)["medications"] for m in island.meanings)

    def _corrects(self, following: Island) -> bool:
        said = {c.slot for c in self.out.claims}
        return any(slot in said and slot not in self.grammar.symptoms for m in following.meanings for slot, _ in m.facts) or (
            bool(said & {"duration_days"}) and any(m.kind == "vague" for m in following.meanings)
        )

    def _next(self, at: int) -> Island | None:
        """The next island that is more than a filler."""
        for island in self.islands[at + 1 :]:
            if island.meanings[0].kind not in ("filler", "maybe"):
                return island
        return None

    def _next_beside(self, at: int) -> Island | None:
        """The next island, fillers that may stand between a determiner and its noun left out; none across unknown words."""
        end = self.islands[at].end
        for island in self.islands[at + 1 :]:
            if island.start != end:
                return None
            if island.meanings[0].kind not in ("determiner", "any"):
                return island
            end = island.end
        return None

    _on_determiner = _on_filler

    def _on_yes(self, at: int, meaning: Meaning) -> None:
        if at in self.paired:
            return
        if self.negation:
            self._settle(at)
        self.stated = True
        self.out.replies.append((at, "yes"))

    def _on_short_yes(self, at: int, meaning: Meaning) -> None:
        """ "It does", "a bit": a yes where nothing follows that it would belong to, else words that change nothing."""
        following = self._following(at)
        loose = at > 0 and self.islands[at - 1].end != self.islands[at].start
        if at in self.paired or loose:
            return
        if following is None or following.meanings[0].kind in _ENDS_CLAUSE:
            if self.negation and not self.negation.used:
                self._settle(at)
            else:
                self.negation = None
                self.out.replies.append((at, "yes"))
        else:
            self._on_some(at, meaning)

    def _following(self, at: int) -> Island | None:
        for island in self.islands[at + 1 :]:
            if island.meanings[0].kind not in ("filler", "past"):
                return island
        return None

    def _on_nothing(self, at: int, meaning: Meaning) -> None:
        """ "Nothing hurts" denies what follows, "nothing" alone everything."""
        following = self._following(at)
        if following is not None and any(m.kind == "symptom" for m in following.meanings):
            self._settle(at)
            self.negation = _Negation()
        else:
            self._on_deny(at, meaning)

    def _on_none(self, at: int, meaning: Meaning) -> None:
        """ "Neither weak nor numb" denies what follows."""
        following = self._next_beside(at)
        word = self.words[self.islands[at].end - 1]
        if (word in ("neither", "zero") and following and _states(following)) or (word == "neither" and self._denies_later(at)):
            self.negation = _Negation(joined=True)
        else:
            self._settle(at)
            self.out.marks["none"] = at

    def _denies_later(self, at: int) -> bool:
        """ "Neither hot nor feverish", "neither leg is swollen"."""
        beside = self.islands[at + 1 : at + 2]
        return "nor" in self.words or any(m.kind == "fact" and "location" in dict(m.facts) for i in beside for m in i.meanings)

    def _on_all_except(self, at: int, meaning: Meaning) -> None:
        self._settle(at)
        self.out.marks["all"] = at
        self.excepted = True

    def _on_all_alone(self, at: int, meaning: Meaning) -> None:
        """ "All" is an answer by itself, and in "all night" no answer."""
        if all(i.meanings[0].kind in SKIPPED or i is self.islands[at] for i in self.islands) and self._covers():
            self.out.marks["all"] = at

    def _covers(self) -> bool:
        return sum(i.end - i.start for i in self.islands) == len(self.words)

    def _on_well(self, at: int, meaning: Meaning) -> None:
        """ "Well" in the middle takes back what was said."""
        if self.out.claims or self.negation:
            self._settle(at)
            self.out.repairs.append(at)

    def _on_deny(self, at: int, meaning: Meaning) -> None:
        if at in self.paired:
            return
        if self.negation and not self.negation.used:
            self.negation = None
        self._settle(at)
        following = self._following(at)
        reaches = self.words[self.islands[at].end - 1] in _OPEN_ENDED or any(m.kind == "neg" for m in self.islands[at].meanings)
        if reaches and following is not None and _states(following):
            self.negation = _Negation()
        else:
            self.out.replies.append((at, "no"))

    def _on_afraid(self, at: int, meaning: Meaning) -> None:
        """ "No, I'm afraid …": what comes may be the very opposite."""
        self.out.doubtful = self.out.doubtful or any(r == "no" for _, r in self.out.replies)

    def _on_wish(self, at: int, meaning: Meaning) -> None:
        """ "I wish" is a no; "I wish I could say no" is none that can be relied on."""
        if self._following(at) is None:
            self._on_deny(at, meaning)
        else:
            self.out.doubtful = True

    def _on_normal(self, at: int, meaning: Meaning) -> None:
        if self.negation and not self.negation.used:
            self.negation.used += 1
            self.out.replies.append((at, "yes" if self._asks_symptoms() else "no"))
            self.out.doubtful = self.out.doubtful or self._asks_symptoms()
            return
        self.negation = None
        if self._asks_symptoms():
            self.out.replies.append((at, "no"))
        else:
            self.out.marks["normal"] = at

    def _asks_symptoms(self) -> bool:
        return any(a in self.grammar.symptoms for a in self.asked)

    def _on_unsure_of(self, at: int, meaning: Meaning) -> None:
        self.unsure_of = True
        self.out.marks["unknown"] = at

    def _on_supposed(self, at: int, meaning: Meaning) -> None:
        self.supposed = True

    _on_other_person = _on_supposed

    def _on_gone(self, at: int, meaning: Meaning) -> None:
        end = self.islands[at].end
        if end < len(self.words) and self.words[end - 1] in ("gone", "went") and not self._pauses_after(at):
            self._on_subject(at, meaning)
            return
        negated = self.negation is not None and not self.negation.used
        if negated:
            self.negation = None
            self.out.doubtful = True
            self.out.replies.append((at, "yes"))
            return
        last = next((c for c in reversed(self.out.claims) if c.slot in self.grammar.symptoms), None)
        targets = [last.slot] if last else [a for a in self.asked if a in self.grammar.symptoms]
        for slot in targets:
            if slot in self.grammar.counts_past and last is None:
                self.out.marks["vague"] = at
                self.out.doubtful = True
            elif slot in self.grammar.counts_past:
                self.out.claims.append(Claim(slot, True, at))
            else:
                self.out.repairs.append(at)
                self.out.claims.append(Claim(slot, False, at, doubtful=slot in _STAYS_DOUBTFUL, denied=True))
        self.out.replies[:] = [] if targets else self.out.replies

    def _pauses_after(self, at: int) -> bool:
        following = self.islands[at + 1] if at + 1 < len(self.islands) else None
        beside = following is not None and following.start == self.islands[at].end
        return beside and following is not None and following.meanings[0].kind in _AFTER_GONE

    # content

    def _on_symptom(self, at: int, meaning: Meaning) -> None:
        present: Value = meaning.form != "lacks"
        if at in self.pairs:
            self._claim(meaning.name, present is self.pairs[at][1], at)
            return
        negation, doubt = self.negation, self.supposed
        denied = False
        if self.unsure_of:
            if meaning.form != "lacks":
                self._claim(meaning.name, "unknown", at, doubt)
            return
        if negation and negation.used and meaning.form == "lacks" and not negation.joined:
            negation = self.negation = None
        if negation and negation.noun_only and not self._is_noun(self.islands[at]) and not negation.joined:
            negation = self.negation = None
        if negation:
            denied = True
            present = not present
            listed = negation.joined or self._is_noun(self.islands[at]) or not negation.used
            unclear = negation.gap >= 2 or (present is False and (negation.added or not listed))
            if unclear:
                present, doubt = True, True
            elif negation.gap or (meaning.form == "lacks" and meaning.name in self.grammar.symptoms):
                doubt = True
            negation.used += 1
        elif self.excepted:
            present = not present
        if self.only and present is True:
            self.out.marks["only"] = at
        self._claim(meaning.name, present, at, doubt, denied)

    def _claim(self, slot: str, value: Value, at: int, doubtful: bool = False, denied: bool = False) -> None:
        self.out.claims.append(Claim(slot, value, at, doubtful, denied, bare=not self.stated and not denied))

    def _on_fact(self, at: int, meaning: Meaning) -> None:
        negation = self.negation
        if self.unsure_of:
            return
        if negation and negation.used and not negation.joined:
            negation = self.negation = None
        if "location" in dict(meaning.facts) and not negation:
            self._side_within(at)
        for slot, spec in meaning.facts:
            value = formula(spec, self.islands[at].captures)
            if slot in self.grammar.symptoms and self.supposed:
                self._claim(slot, value, at, True)
            elif not negation:
                self._claim(slot, value, at)
            else:
                self._denied_fact(slot, value, at, negation)
        if negation:
            negation.used += 1

    def _side_within(self, at: int) -> None:
        """ "The arch of my left foot" names a side too; "right above" does not."""
        island = self.islands[at]
        for here in range(island.start + 1, island.end):
            if self.words[here] in ("left", "right"):
                self._claim("side", self.words[here], at)

    def _denied_fact(self, slot: str, value: Value, at: int, negation: _Negation) -> None:
        opposite = self.grammar.opposites.get(slot, {})
        if slot in self.grammar.symptoms or isinstance(value, bool):
            self._claim(slot, not value, at, negation.gap > 0, True)
        elif value in opposite:
            self._claim(slot, opposite[value], at, negation.gap > 0, True)
        elif slot == "medications":
            self.out.marks.setdefault("no_medicine", at)
        else:
            self.out.marks["excluded"] = at
            self.out.claims = [c for c in self.out.claims if c.slot != slot or c.value != value]

    def _on_number(self, at: int, meaning: Meaning) -> None:
        if self.negation and not self.negation.used:
            self.negation.used += 1
            return
        self.out.marks["number"] = at
        self._number_of_units(at)

    def _number_of_units(self, at: int) -> None:
        """ "A month, make that two": the number counts in the unit that was said."""
        last = next((c for c in reversed(self.out.claims) if c.slot == "duration_days"), None)
        if last is None or "duration_days" not in self.asked or not any(r > last.at for r in self.out.repairs):
            return
        units = self.grammar.time.units
        said = [units[w] for w in self.words[self.islands[last.at].start : self.islands[last.at].end] if w in units]
        if said:
            self._claim("duration_days", self.islands[at].captures[0] * said[-1], at)


_ABILITY = frozenset("can could will would".split())
_OPEN_ENDED = frozenset("not any have is it noticed had never hardly barely of so am has".split())
_ENDS_CLAUSE = frozenset("contrast yes gone and short_yes repair no deny maybe complaint well break".split())
_STAYS_DOUBTFUL = frozenset({"muscle_weakness", "breathlessness_at_rest"})


def _states(island: Island) -> bool:
    return any(m.kind == "symptom" for m in island.meanings)


_AFTER_GONE = frozenset({"past", "contrast", "filler", "yes", "and", "no", "gone", "normal"})
_POLARITY = {"yes": True, "short_yes": True, "no": False, "deny": False, "neg": False}


def pairs(found: Sequence[Island]) -> dict[int, tuple[int, bool]]:
    """ "Sore yes, weak no, numb no": for each symptom the island that says yes or no to it, where all of it is such a list."""
    row = [(at, i) for at, i in enumerate(found) if _states(i) or i.meanings[0].kind in _POLARITY]
    kinds = ["S" if _states(i) else "P" for _, i in row]
    if len(row) >= 4 and len(row) % 2 == 0 and kinds == ["S", "P"] * (len(row) // 2):
        first = 0
    elif kinds[-3:] == ["S", "S", "P"]:
        first = len(row) - 2
    else:
        return {}
    return {row[n][0]: (row[n + 1][0], _POLARITY[row[n + 1][1].meanings[0].kind]) for n in range(first, len(row), 2)}


def _compatible(meanings: tuple[Meaning, ...]) -> tuple[Meaning, ...]:
    """The first meaning, and with a first that states something all others that do, of other slots."""
    first = meanings[0]
    if first.kind not in ("symptom", "fact") or len(meanings) == 1:
        return (first,)
    taken = _stated(first)
    kept = [first]
    for other in meanings[1:]:
        more = _stated(other)
        alike = first.kind == "symptom" == other.kind and bool(first.asked) != bool(other.asked)
        if other.kind in ("symptom", "fact") and not alike and more.keys() - taken and _agree(taken, more):
            kept.append(other)
            taken |= more
    return tuple(kept)


def _agree(one: dict[str, Value], other: dict[str, Value]) -> bool:
    return all(one.get(k, v) == v for k, v in other.items())


def _stated(meaning: Meaning) -> dict[str, Value]:
    return {meaning.name: meaning.form} if meaning.kind == "symptom" else dict(meaning.facts)


ADDED = _ADDED | SUMMED
