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
from dataclasses import replace

from voice.skill.understanding.claims import SKIPPED, Claim, Claims, Findings, Negation, compatible, states
from voice.skill.understanding.grammar import Meaning
from voice.skill.understanding.islands import Island
from voice.skill.understanding.words import POSSESSIVE, UNKNOWN


class Walk(Claims):
    """One pass over the islands of one utterance."""

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
        if self.only:
            self.out.marks["only"] = len(self.islands)
        return self.out

    def _gap(self, left: Sequence[str]) -> None:
        if left and self.negation:
            self.negation.gap += 5 if UNKNOWN in left else len(left)

    def _settle(self, at: int) -> None:
        if self.negation and not self.negation.used:
            if self.negation.gap or self.negation.open:
                self.out.marks["vague"] = at
                self.out.doubtful = True
            else:
                self.out.doubtful = self.out.doubtful or self.negation.dangling or self.negation.slight or self.normal
                self.out.replies.append((at - 1, "no"))
        self.negation = None

    def _island(self, at: int, island: Island) -> None:
        for meaning in compatible(island.meanings):
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
        """ "It isn't as … as it was": a small word behind a "not" shows that something is missing."""
        if self.negation and not self.negation.used and self._dangles(at):
            self.negation.dangling = True

    def _dangles(self, at: int) -> bool:
        return any(m.kind in ("dangling", "leading") for m in self.islands[at].meanings)

    def _on_any(self, at: int, meaning: Meaning) -> None:
        pass

    _on_maybe_filler = _on_determiner = _on_dangling = _on_leading = _on_any

    def _on_complaint(self, at: int, meaning: Meaning) -> None:
        self.out.marks["complaint"] = at
        if self.negation and not self.negation.of_saying:
            self.negation.used += 1

    def _on_subject(self, at: int, meaning: Meaning) -> None:
        if self.negation and (self.negation.bare or self.negation.open) and not self.negation.used:
            self._settle(at)
        if self.negation and not self.negation.used and not self.negation.of_saying:
            self.negation.dangling = True
        self._on_owner(at, meaning)

    def _on_owner(self, at: int, meaning: Meaning) -> None:
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
        self.out.marks["and"] = at
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
                if self.negation.of_saying or self.negation.bare:
                    self.negation = None
                    return
        alone = self.islands[at].end - self.islands[at].start == 1
        lacking = meaning.kind == "lacking"
        self.negation = Negation(
            open=lacking or self._of_ability(at),
            bare=alone and not lacking,
            of_saying=bool(_SAYING & set(self._said(at))),
            slight=meaning.kind == "hardly",
        )

    def _of_ability(self, at: int) -> bool:
        """ "Can … not": nothing is said until it is known what one can not do."""
        start = self.islands[at].start
        return start > 0 and self.words[start - 1] in _ABILITY and self.words[start] == "not"

    _on_lacking = _on_hardly = _on_neg

    def _on_unknown(self, at: int, meaning: Meaning) -> None:
        """ "Didn't look" alone is not to know; in "didn't look dark" it denies."""
        following = self._next_beside(at)
        if following is not None and self._said(at)[-1] in ("look", "looked") and states(following):
            self.negation = Negation()
        elif following is not None and self._said(at)[-1] in _SAYING and following.meanings[0].kind in _DENIALS:
            self.negation = Negation(of_saying=True)
        else:
            self.out.marks["unknown"] = at

    def _on_maybe(self, at: int, meaning: Meaning) -> None:
        self.out.marks["maybe"] = at
        self.maybe = self.islands[at].end

    def _on_ordinal(self, at: int, meaning: Meaning) -> None:
        """ "The first one", "not the last one", "all but the second"."""
        excluded = self.excepted or (self.negation is not None and not self.negation.used)
        if self.negation:
            self.negation.used += 1
        self.out.marks[f"not_{meaning.kind}" if excluded else meaning.kind] = at
        if self.only and not excluded:
            self.out.marks["only"] = at

    _on_first = _on_second = _on_third = _on_last = _on_first_two = _on_last_two = _on_ordinal

    def _on_not_noticed(self, at: int, meaning: Meaning) -> None:
        following = self._next(at)
        if following is None:
            self.out.marks["unknown"] = at
        else:
            self.negation = Negation()

    def _on_no(self, at: int, meaning: Meaning) -> None:
        following = self._next_beside(at)
        if self._cancels(at, "" if following and self.is_noun(following) else "yes"):
            return
        self._settle(at)
        if at in self.paired:
            return
        kinds = {m.kind for m in following.meanings} if following else set()
        if following and (self.is_noun(following) or self._listed(following)):
            self.negation = Negation(noun_only=True)
        elif following and kinds & {"fact", "vague"} and self._corrects(following):
            self.out.repairs.append(at)
        else:
            beside = self.islands[at + 1 : at + 2]
            cut_short = bool(beside) and beside[0].start == self.islands[at].end and self._dangles(at + 1)
            hanging = not beside and at > 0 and self.islands[at - 1].meanings[0].kind == "contrast"
            self.out.doubtful = self.out.doubtful or cut_short or hanging
            self.out.replies.append((at, "no"))

    def _cancels(self, at: int, reply: str) -> bool:
        """ "I can't say there's none", "wouldn't say no": two denials make a doubtful yes."""
        if self.negation is None or self.negation.used or not self.negation.of_saying or self.negation.gap:
            return False
        self.negation = None
        self.out.doubtful = True
        if reply:
            self.out.replies.append((at, reply))
        return True

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
        told = at > 0 and any(m.kind == "symptom" for m in self.islands[at - 1].meanings)
        if self.negation and following is not None and states(following) and (told or self.negation.bare):
            self._on_subject(at, meaning)
            return
        if at in self.paired or loose or told:
            return
        if following is None or following.meanings[0].kind in _ENDS_CLAUSE:
            if self.negation and not self.negation.used:
                self._settle(at)
            else:
                self.negation = None
                self.out.replies.append((at, "yes"))
        elif self._opens_clause(at) and len(self._said(at)) == len(("it", "is")):
            self._on_owner(at, meaning)
        else:
            self._on_some(at, meaning)
            self.only = self.only or self._begins_with(at, "only")

    def _begins_with(self, at: int, kind: str) -> bool:
        """Whether the first word of an island is also one of `kind`."""
        node = self.grammar.automaton.root.step(self._said(at)[0])
        return node is not None and any(m.kind == kind for m in node.meanings)

    def _following(self, at: int) -> Island | None:
        for island in self.islands[at + 1 :]:
            if island.meanings[0].kind not in ("filler", "past"):
                return island
        return None

    def _on_nothing(self, at: int, meaning: Meaning) -> None:
        """ "Nothing hurts" denies what follows, "nothing" alone everything."""
        if self._cancels(at, "yes"):
            return
        following = self._following(at)
        if following is not None and any(m.kind == "symptom" for m in following.meanings):
            self._settle(at)
            self.negation = Negation()
        elif self._wondered():
            self.out.marks["unknown"] = at
        else:
            self._on_deny(at, meaning)

    def _wondered(self) -> bool:
        """ "What if it's nothing", "maybe it's nothing" deny nothing."""
        return self.supposed or "maybe" in self.out.marks

    def _on_none(self, at: int, meaning: Meaning) -> None:
        """ "Neither weak nor numb" denies what follows."""
        if self._cancels(at, "yes"):
            return
        following = self._next_beside(at)
        word = self.words[self.islands[at].end - 1]
        if (word in ("neither", "zero") and following and states(following)) or (word == "neither" and self._denies_later(at)):
            self.negation = Negation(joined=True)
        else:
            self._settle(at)
            self.out.marks["unknown" if self._wondered() else "none"] = at

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
        if at in self.paired or self._cancels(at, "yes"):
            return
        if self.negation and not self.negation.used:
            self.negation = None
        self._settle(at)
        following = self._following(at)
        if self._of_ability(at):
            self.negation = Negation(open=True)
            return
        reaches = self.words[self.islands[at].end - 1] in _OPEN_ENDED or any(m.kind == "neg" for m in self.islands[at].meanings)
        unheard = self._said(at)[0] != "no" and self._not_understood(self.islands[at].end)
        if reaches and ((following is not None and states(following)) or unheard):
            self.negation = Negation()
        else:
            self.out.replies.append((at, "no"))

    def _not_understood(self, position: int) -> bool:
        """Whether a word stands here that belongs to no phrase."""
        return position < len(self.words) and not any(i.start <= position < i.end for i in self.islands)

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
            self.negation = None
            return
        self.negation = None
        self.normal = True
        if self._asks_symptoms():
            told = at > 0 and self.islands[at - 1].end == self.islands[at].start and states(self.islands[at - 1])
            self.out.doubtful = self.out.doubtful or told
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

    def _on_former(self, at: int, meaning: Meaning) -> None:
        """ "Used to be on", "came off it": what was taken once."""
        self.out.doubtful = self.out.doubtful or "medications" in self.asked
        self.out.marks["vague"] = at

    def _on_gone(self, at: int, meaning: Meaning) -> None:
        end = self.islands[at].end
        if end < len(self.words) and self.words[end - 1] in ("gone", "went") and not self._pauses_after(at):
            self._on_owner(at, meaning)
            return
        following = self._next_beside(at)
        if following is not None and states(following) and self.words[end - 1] in _ENDINGS:
            self.negation = Negation(ended=True)
            return
        if self._goes_on(at):
            self.out.marks["vague"] = at
            self.out.doubtful = True
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
            if slot in self.grammar.counts_past and last is None and not any(r == "yes" for _, r in self.out.replies):
                self.out.marks["vague"] = at
                self.out.doubtful = True
            elif slot in self.grammar.counts_past:
                self.out.claims.append(Claim(slot, True, at))
            else:
                self.out.repairs.append(at)
                self.out.claims.append(Claim(slot, False, at, doubtful=slot in self.grammar.asks_past, denied=True))
        self.out.replies[:] = [] if targets else self.out.replies

    def _on_anymore(self, at: int, meaning: Meaning) -> None:
        """ "It isn't dark any more" says that it was; "can't lift it any more" says nothing more."""
        if self.out.claims and self.out.claims[-1].denied:
            self._on_gone(at, meaning)

    def _on_beyond(self, at: int, meaning: Meaning) -> None:
        """ "Never had pain like it": it is there, and how."""
        last = self.out.claims[-1] if self.out.claims else None
        if last is not None and last.denied and last.value is False:
            self.out.claims[-1] = replace(last, value=True, doubtful=True)

    def _on_than(self, at: int, meaning: Meaning) -> None:
        """ "More sore than weak" says of the second neither that it is there nor that it is not."""
        last = next((n for n in range(at - 1, -1, -1) if states(self.islands[n])), 0)
        following = self._next_beside(at)
        if last and "more" in self._said(last - 1) and following is not None and states(following):
            self.passed = self.islands.index(following)
            self.out.doubtful = True
        self._on_filler(at, meaning)

    def _on_on_condition(self, at: int, meaning: Meaning) -> None:
        """ "Only when I sneeze": a yes, with a condition that may be one for a doctor."""
        if self._asks_symptoms():
            self._settle(at)
            self.out.doubtful = True
            self.out.replies.append((at, "yes"))
        else:
            self.out.marks["vague"] = at

    def _goes_on(self, at: int) -> bool:
        """ "It's over my body", "the foot's gone": what is over or gone is no symptom, or is not all that was said."""
        after, before = self.islands[at + 1 : at + 2], self.islands[max(at - 1, 0) : at]
        follows = any(m.kind in ("dangling", "owner") for i in after if i.start == self.islands[at].end for m in i.meanings)
        place = self.words[self.islands[at].start] == POSSESSIVE and not any(states(i) for i in before)
        return follows or place

    def _pauses_after(self, at: int) -> bool:
        following = self.islands[at + 1] if at + 1 < len(self.islands) else None
        beside = following is not None and following.start == self.islands[at].end
        return beside and following is not None and following.meanings[0].kind in _AFTER_GONE


_DENIALS = frozenset({"no", "none", "deny", "nothing"})
_SAYING = frozenset("say saying claim pretend".split())
_ABILITY = frozenset("can could will would".split())
_ENDINGS = frozenset({"stopped", "longer", "finished", "quit"})
_OPEN_ENDED = frozenset("not any have is it noticed had never hardly barely of so am has".split())
_ENDS_CLAUSE = frozenset("contrast yes gone and short_yes repair no deny maybe complaint well break".split())


_AFTER_GONE = frozenset({"past", "contrast", "filler", "yes", "and", "no", "gone", "normal"})
