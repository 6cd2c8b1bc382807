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

from collections.abc import Callable, Mapping
from typing import ClassVar

from voice.skill.grammar.compiled import Meaning
from voice.skill.language.tokens import UNKNOWN
from voice.skill.understanding.claims import Findings
from voice.skill.understanding.endings import Endings
from voice.skill.understanding.pairs import SKIPPED, compatible, states
from voice.skill.understanding.parse import Match, Mention, Parse, Question, Reply

_ENDS_CLAUSE = frozenset("contrast yes gone and short_yes repair no deny maybe complaint well break".split())


_HAVING = frozenset({"have", "had", "got", "has"})
"""In "I've had the twitch" what is had is the twitch, and nothing that was asked for."""
_ARTICLES = (("a",), ("an",), ("my",), ("some",))
_BEING = frozenset({"am", "is", "are", "was", "were"})
_WHERE = frozenset({"in", "at", "on", "from", "under", "outside", "off"})
_ASKING = frozenset({"where", "who", "what", "which", "how"})
"""Before "he is" they make no yes of it: "he knows where he is"."""
_SUPPOSING = frozenset({"when", "whenever", "while", "if", "unless", "until", "whether"})
"""Before "I am" they make no yes of it either: "when I am quiet, it stops"."""
_ORDINALS = frozenset({"first", "second", "third"})


def scoped(parse: Parse, question: Question) -> Parse:
    """With what its pieces mention together, and the replies, repairs and marks in it."""
    out = Walk(question.grammar, parse.words, parse.matches, question.asked).run()
    times = tuple(mention for mention in out.mentions if mention.slot == "duration_days")
    return parse.but(
        mentions=tuple(out.mentions),
        replies=tuple(out.replies),
        repairs=tuple(out.repairs),
        marks=out.marks,
        times=times,
        doubtful=out.doubtful,
    )


class Walk(Endings):
    """One pass over the matches of one utterance."""

    def run(self) -> Findings:
        """The findings, in the order of the words."""
        end = 0
        for at, match in enumerate(self.matches):
            if match.meanings[0].kind == "topic":
                continue
            self._gap(self.words[end : match.start])
            end = match.end
            self._island(at, match)
        self._gap(self.words[end:])
        self._settle(len(self.matches))
        self._without_the_hoped()
        if self.only:
            self.out.marks["only"] = len(self.matches)
            self._only_where()
        return self.out

    def _only_where(self) -> None:
        """ "No, only in bed": what is left after "only" is when or where it is there after all."""
        said = self.out.replies[-1:]
        if not said or said[0][1] != "no":
            return
        if self._asks_symptoms() and said[0][0] < len(self.matches) - 1 and self._ends_told():
            self._on_on_condition(len(self.matches) - 1, self.matches[-1].meanings[0])
        if "medications" in self.asked and self.matches[-1].end < len(self.words):
            self.out.replies.pop()  # "no, only my …", whatever that is
            self.out.marks["vague"] = len(self.matches) - 1

    def _ends_told(self) -> bool:
        """Whether the last words are a circumstance."""
        last = self.matches[-1]
        return last.end == len(self.words) and last.meanings[0].kind in ("filler", "circumstance", "past")

    def _island(self, at: int, match: Match) -> None:
        for meaning in compatible(match.meanings):
            step = self.steps.get(meaning.kind)
            if step is not None:
                step(self, at, meaning)
            else:
                self.out.marks[meaning.kind] = at
            if meaning.kind not in SKIPPED:
                self._after(meaning)

    def _after(self, meaning: Meaning) -> None:
        if meaning.kind not in ("only", "except", "all_except", "unsure_of", "neg", "no", "not_noticed", "circumstance"):
            self.only = self.excepted = False
            self.unsure_of = self.unsure_of and meaning.kind in ("symptom", "fact")

    def _on_any(self, at: int, meaning: Meaning) -> None:
        pass

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
        self._take_back_thought(at)
        self.out.marks["contrast"] = at

    def _on_keeps(self, at: int, meaning: Meaning) -> None:
        """ "I can't stop …", "there is no end to …": what follows is there, and goes on."""
        self.negation = None
        self.stated = True

    def _on_only(self, at: int, meaning: Meaning) -> None:
        if self.thought >= 0 and self._said(at) == ("nothing", "but"):
            self._on_contrast(at, meaning)  # "I thought it was nothing, but …"
            return
        self._settle(at)
        self.only = True

    def _on_except(self, at: int, meaning: Meaning) -> None:
        self._settle(at)
        self.excepted = "all" in self.out.marks
        self.out.marks["contrast"] = at

    def _on_repair(self, at: int, meaning: Meaning) -> None:
        self._settle(at)
        self.out.repairs.append(at)
        self.stated = False

    def _on_maybe(self, at: int, meaning: Meaning) -> None:
        self.out.marks["maybe"] = at
        self.maybe = self.matches[at].end

    def _on_ordinal(self, at: int, meaning: Meaning) -> None:
        """ "The first one", "not the last one", "all but the second"; "the second finger" chooses nothing."""
        if self._said(at)[-1] in _ORDINALS and not self._is_all_said(at):
            return
        excluded = self.excepted or (self.negation is not None and not self.negation.used)
        if self.negation:
            self.negation.used += 1
        self.out.marks[f"not_{meaning.kind}" if excluded else meaning.kind] = at
        if self.only and not excluded:
            self.out.marks["only"] = at

    def _is_all_said(self, at: int) -> bool:
        """Whether only yes, no, "just" and the like stand beside it."""
        beside = {i.meanings[0].kind for i in self.matches[:at]} | {i.meanings[0].kind for i in self.matches[at + 1 :]}
        return self._covers() and beside <= SKIPPED | _ENDS_CLAUSE | {"only", "except", "all_except", "neg", "all"}

    def _on_yes(self, at: int, meaning: Meaning) -> None:
        if at in self.paired:
            return
        if self.negation:
            self._settle(at)
        self.stated = True
        self.out.replies.append(Reply(at, "yes"))

    def _on_short_yes(self, at: int, meaning: Meaning) -> None:
        """ "It does", "a bit": a yes where nothing follows that it would belong to, else words that change nothing."""
        following = self._following(at)
        loose = at > 0 and self.matches[at - 1].end != self.matches[at].start
        told = at > 0 and any(m.kind == "symptom" for m in self.matches[at - 1].meanings)
        if self.negation and following is not None and states(following) and (told or self.negation.bare):
            self._on_subject(at, meaning)
            return
        asks = self.words[self.matches[at].start - 1 : self.matches[at].start]
        if self._has_something(at):
            return
        if asks and ((asks[0] in _ASKING and at > 0) or asks[0] in _SUPPOSING):
            return
        end = self.matches[at].end
        if self._said(at)[-1] in _BEING and self.words[end : end + 1] and self.words[end] in _WHERE:
            return  # "I'm in the bath"
        if at in self.paired or loose or told or (self.normal and at + 1 == len(self.matches)):
            return
        if self._is_something_else(at) and any(reply == "no" for _, reply in self.out.replies):
            return  # "no, I'm careful"
        has = following is not None and following.meanings[0].kind == "complaint" and _HAVING & set(self._said(at))
        describes = following is not None and self._describes(at, following)
        if following is None or (following.meanings[0].kind in _ENDS_CLAUSE and not has and not describes):
            if self.negation and not self.negation.used:
                self._settle(at)
            else:
                self.negation = None
                self.out.replies.append(Reply(at, "yes"))
        elif self._opens_clause(at) and len(self._said(at)) == len(("it", "is")):
            self._on_owner(at, meaning)
        else:
            self._on_some(at, meaning)
            self.only = self.only or self._begins_with(at, "only")

    def _has_something(self, at: int) -> bool:
        """ "I have a good nap": what is had is not understood, and is no yes."""
        end = self.matches[at].end
        article = self._said(at)[-1] in _HAVING and self.words[end : end + 1] in _ARTICLES
        return article and UNKNOWN not in self.words and self._not_understood(end + 1)

    def _is_something_else(self, at: int) -> bool:
        """Whether words that belong to no phrase say what somebody is: "I'm pretty careful"."""
        end = self.matches[at].end
        for match in self.matches[at + 1 :]:
            if match.start != end or match.meanings[0].kind not in ("filler", "determiner"):
                break
            end = match.end
        return self._not_understood(end)

    def _describes(self, at: int, following: Match) -> bool:
        """Whether it is the verb of a complaint: "it is driving me mad" is no yes."""
        return following.meanings[0].kind == "complaint" and self._said(at)[-1] == "is"

    def _begins_with(self, at: int, kind: str) -> bool:
        """Whether the first word of a match is also one of `kind`."""
        node = self.grammar.automaton.root.step(self._said(at)[0])
        return node is not None and any(m.kind == kind for m in node.meanings)

    def _on_all_except(self, at: int, meaning: Meaning) -> None:
        self._settle(at)
        self.out.marks["all"] = at
        self.excepted = True

    def _on_all_alone(self, at: int, meaning: Meaning) -> None:
        """ "All" is an answer by itself, and in "all night" no answer."""
        if all(i.meanings[0].kind in SKIPPED or i is self.matches[at] for i in self.matches) and self._covers():
            self.out.marks["all"] = at

    def _covers(self) -> bool:
        return sum(i.end - i.start for i in self.matches) == len(self.words)

    def _on_well(self, at: int, meaning: Meaning) -> None:
        """ "Well" in the middle takes back what was said."""
        if self.out.mentions or self.negation:
            self._settle(at)
            self.out.repairs.append(at)

    def _on_afraid(self, at: int, meaning: Meaning) -> None:
        """ "No, I'm afraid …": what comes may be the very opposite."""
        self.out.doubtful = self.out.doubtful or any(r == "no" for _, r in self.out.replies)

    def _on_wish(self, at: int, meaning: Meaning) -> None:
        """ "I wish" is a no, also to what stands before it; "I wish I could say no" is none that can be relied on."""
        if self._following(at) is None:
            told = [c.slot for c in self.out.mentions if c.value is True and c.slot in self.asked]
            self.out.mentions[:] = [c for c in self.out.mentions if c.slot not in told]
            self.out.mentions += [Mention(slot, False, at, doubtful=True, denied=True) for slot in told]
            self._on_deny(at, meaning)
        else:
            self.out.doubtful = True

    def _on_normal(self, at: int, meaning: Meaning) -> None:
        if self.negation and not self.negation.used:
            self.negation.used += 1
            self.out.replies.append(Reply(at, "yes" if self._asks_symptoms() else "no"))
            self.out.doubtful = self.out.doubtful or self._asks_symptoms()
            self.negation = None
            return
        self.negation = None
        self.normal = True
        if self._asks_symptoms():
            told = at > 0 and self.matches[at - 1].end == self.matches[at].start and states(self.matches[at - 1])
            self.out.doubtful = self.out.doubtful or told
            self.out.replies.append(Reply(at, "no"))
        else:
            self.out.marks["normal"] = at

    def _asks_symptoms(self) -> bool:
        return any(a in self.grammar.symptoms for a in self.asked)

    def _on_unsure_of(self, at: int, meaning: Meaning) -> None:
        self.unsure_of = True
        self.out.marks["unknown"] = at

    def _on_supposed(self, at: int, meaning: Meaning) -> None:
        self.supposed = True

    def _on_on_condition(self, at: int, meaning: Meaning) -> None:
        """ "Only when I sneeze": a yes, with a condition that may be one for a doctor."""
        if self._asks_symptoms():
            self._settle(at)
            self.out.doubtful = True
            self.out.replies.append(Reply(at, "yes"))
        else:
            self.out.marks["vague"] = at

    steps: ClassVar[Mapping[str, Callable[["Walk", int, Meaning], None]]] = {
        "afraid": _on_afraid,
        "all_alone": _on_all_alone,
        "all_except": _on_all_except,
        "and": _on_and,
        "any": _on_any,
        "anymore": Endings._on_anymore,
        "beyond": Endings._on_beyond,
        "break": _on_break,
        "complaint": _on_complaint,
        "contrast": _on_contrast,
        "dangling": _on_any,
        "deny": Endings._on_deny,
        "determiner": _on_any,
        "except": _on_except,
        "fact": Endings._on_fact,
        "filler": Endings._on_filler,
        "first": _on_ordinal,
        "first_two": _on_ordinal,
        "former": Endings._on_former,
        "gone": Endings._on_gone,
        "hardly": Endings._on_neg,
        "join": _on_join,
        "keeps": _on_keeps,
        "lacking": Endings._on_neg,
        "last": _on_ordinal,
        "last_two": _on_ordinal,
        "leading": _on_any,
        "maybe": _on_maybe,
        "neg": Endings._on_neg,
        "no": Endings._on_no,
        "none": Endings._on_none,
        "normal": _on_normal,
        "not_noticed": Endings._on_not_noticed,
        "nothing": Endings._on_nothing,
        "number": Endings._on_number,
        "on_condition": _on_on_condition,
        "only": _on_only,
        "other_person": _on_supposed,
        "owner": Endings._on_owner,
        "repair": _on_repair,
        "second": _on_ordinal,
        "short_yes": _on_short_yes,
        "some": _on_some,
        "subject": _on_subject,
        "supposed": _on_supposed,
        "symptom": Endings._on_symptom,
        "than": Endings._on_than,
        "third": _on_ordinal,
        "thought": Endings._on_thought,
        "unknown": Endings._on_unknown,
        "unsure_of": _on_unsure_of,
        "well": _on_well,
        "wish": _on_wish,
        "yes": _on_yes,
    }
    """What each kind of piece does; a kind that stands only in `kinds.MARKS` leaves a mark."""
