"""What a "no" reaches: from the word that denies to where its clause, its list or its object ends.

The rules stand in `scope`.
"""

from collections.abc import Sequence

from voice.skill.grammar.compiled import Meaning
from voice.skill.language.tokens import UNKNOWN
from voice.skill.understanding.claims import Claims, Negation
from voice.skill.understanding.pairs import states
from voice.skill.understanding.parse import Match, Polarity, Reply

_DENIALS = frozenset({"no", "none", "deny", "nothing"})
_NOTS = frozenset({"not", "never"})
_TURNS = frozenset({"but", "and", "or"})
_CLAUSE = 8
"""Words that a "not" reaches forward to a "without"."""
_NOTICING = frozenset({"notice", "noticed"})
_SAYING = frozenset("say saying claim pretend".split())
_ABILITY = frozenset("can could will would".split())
_BEING = frozenset("have has had am is are was were been".split())
_OPEN_ENDED = frozenset("not any have is it noticed had never hardly barely of so am has".split())


class Denials(Claims):
    """Takes the matches that deny."""

    def _gap(self, left: Sequence[str]) -> None:
        if left and self.negation:
            self.negation.gap += 5 if UNKNOWN in left else len(left)

    def _settle(self, at: int) -> None:
        if self.negation and not self.negation.used:
            if self.negation.gap or self.negation.open or self.negation.slight:
                self.out.marks["vague"] = at
                self.out.doubtful = True
            else:
                self.out.doubtful = self.out.doubtful or self.negation.dangling or self.normal
                self.out.replies.append(Reply(at - 1, "no"))
        self.negation = None

    def _on_filler(self, at: int, meaning: Meaning) -> None:
        """ "It isn't as … as it was": a small word behind a "not" shows that something is missing."""
        if self.negation is None or self.negation.used:
            return
        if self._dangles(at):
            self.negation.dangling = True
        if self.negation.bare and self._opens_clause(at) and self.matches[at - 1].meanings[0].kind == "filler":
            self.negation = None  # "I'm not feeling good, I feel dizzy"
            self.out.doubtful = True

    def _dangles(self, at: int) -> bool:
        return any(m.kind in ("dangling", "leading") for m in self.matches[at].meanings)

    def _on_owner(self, at: int, meaning: Meaning) -> None:
        self.stated = True
        if self.negation and self.negation.used:
            self.negation = None

    def _on_neg(self, at: int, meaning: Meaning) -> None:
        if at in self.paired:
            return
        if meaning.kind == "lacking" and self._turned_round(at):
            self.negation = None
            return
        if self.negation and not self.negation.used and self.negation.gap == 0:
            if self.negation.noun_only:
                self._settle(at)
            else:
                self.out.doubtful = True
                if self.negation.of_saying or self.negation.bare:
                    self.negation = None
                    return
        alone = self.matches[at].end - self.matches[at].start == 1
        lacking = meaning.kind == "lacking"
        self.negation = Negation(
            open=lacking or self._of_ability(at) or self._is_no_more(at),
            bare=alone and not lacking,
            of_saying=bool(_SAYING & set(self._said(at))),
            slight=meaning.kind == "hardly",
        )

    def _is_no_more(self, at: int) -> bool:
        """ "No more", which may be of the questions."""
        return self._said(at) == ("no", "more")

    def _turned_round(self, at: int) -> bool:
        """ "I can't turn my neck without pain": the "without" behind a "not" says that it is there."""
        start = self.matches[at].start
        before = self.words[max(0, start - _CLAUSE) : start]
        return self.words[start] == "without" and bool(_NOTS & set(before)) and not _TURNS & set(before)

    def _of_ability(self, at: int) -> bool:
        """ "Can … not": nothing is said until it is known what one can not do."""
        start = self.matches[at].start
        return start > 0 and self.words[start - 1] in _ABILITY and self.words[start] == "not"

    def _on_unknown(self, at: int, meaning: Meaning) -> None:
        """ "Didn't look" alone is not to know; in "didn't look dark", "didn't notice anything" it denies."""
        following = self._next_beside(at)
        beside = self.matches[at + 1].meanings if at + 1 < len(self.matches) else ()
        if self._said(at)[-1] in _NOTICING and any(m.kind == "any" for m in beside):
            self.negation = Negation()
            return
        if following is not None and self._said(at)[-1] in ("look", "looked") and states(following):
            self.negation = Negation()
        elif following is not None and self._said(at)[-1] in _SAYING and following.meanings[0].kind in _DENIALS:
            self.negation = Negation(of_saying=True)
        else:
            self.out.marks["unknown"] = at

    def _on_not_noticed(self, at: int, meaning: Meaning) -> None:
        following = self._next(at)
        if following is None:
            self.out.marks["unknown"] = at
        else:
            self.negation = Negation()

    def _on_no(self, at: int, meaning: Meaning) -> None:
        following = self._next_beside(at)
        noun = following is not None and (self.is_noun(following) or self._listed(following))
        if self._cancels(at, None if following and self.is_noun(following) else "yes"):
            return
        self._settle(at)
        if at in self.paired:
            return
        if noun:
            self.negation = Negation(noun_only=True)
        elif following and states(following) and self._is_not(at):
            self.negation = Negation()
        elif following and following.means("fact", "vague", "number") and self._corrects(following):
            self.out.repairs.append(at)
        else:
            self.out.doubtful = self.out.doubtful or self._is_unclear_no(at, following)
            self.out.replies.append(Reply(at, "no"))

    def _is_unclear_no(self, at: int, following: Match | None) -> bool:
        """Whether a no is cut short, hangs behind a "but", or may be meant of the sign that follows at once."""
        beside = self.matches[at + 1 : at + 2]
        cut_short = bool(beside) and beside[0].start == self.matches[at].end and self._dangles(at + 1)
        hanging = not beside and at > 0 and self.matches[at - 1].kind == "contrast"
        bare = following is not None and states(following) and (self._is_last_word(following) or self._is_bare(at))
        return cut_short or hanging or bare

    def _is_bare(self, at: int) -> bool:
        """ "No elephant on my chest": whether a sign follows at once that has no subject, so that the "no" may be meant of it."""
        following = self.matches[at + 1]
        there = any(m.kind == "symptom" and m.form != "lacks" for m in following.meanings)
        return following.start == self.matches[at].end and there and not self._opens_clause(at + 1)

    def _is_last_word(self, match: Match) -> bool:
        """ "No numb": whether one word for what is felt is all that follows, so that the "no" may be meant of it."""
        return match.end - match.start == 1 and not any(i.start >= match.end and states(i) for i in self.matches)

    def _follows_being(self, at: int) -> bool:
        """ "I've no fainted", "it's no sore": a "no" that stands for "not"."""
        start = self.matches[at].start
        return start > 1 and self.words[start - 1] in _BEING

    def _is_not(self, at: int) -> bool:
        """Whether a "no" stands for "not": behind "it's", or where it is one word for both and no clause of its own follows.

        Such a word stands under both kinds, as Spanish "no" does.
        """
        return self._follows_being(at) or (self.matches[at].means("neg") and not self._opens_clause(at + 1))

    def _cancels(self, at: int, reply: Polarity | None = None) -> bool:
        """ "I can't say there's none", "wouldn't say no": two denials make a doubtful yes."""
        if self.negation is None or self.negation.used or not self.negation.of_saying or self.negation.gap:
            return False
        self.negation = None
        self.out.doubtful = True
        if reply:
            self.out.replies.append(Reply(at, reply))
        return True

    def _listed(self, match: Match) -> bool:
        return any(m.kind == "fact" and m.name == "medications" and dict(m.facts)["medications"] for m in match.meanings)

    def _corrects(self, following: Match) -> bool:
        said = {c.slot for c in self.out.mentions}
        return any(slot in said and slot not in self.grammar.symptoms for m in following.meanings for slot, _ in m.facts) or (
            bool(said & {"duration_days"}) and any(m.kind in ("vague", "number") for m in following.meanings)
        )

    def _next(self, at: int) -> Match | None:
        """The next match that is more than a filler."""
        for match in self.matches[at + 1 :]:
            if match.meanings[0].kind not in ("filler", "maybe"):
                return match
        return None

    def _next_beside(self, at: int) -> Match | None:
        """The next match, fillers that may stand between a determiner and its noun left out; none across unknown words."""
        end = self.matches[at].end
        for match in self.matches[at + 1 :]:
            if match.start != end:
                return None
            if match.meanings[0].kind not in ("determiner", "any"):
                return match
            end = match.end
        return None

    def _following(self, at: int) -> Match | None:
        for match in self.matches[at + 1 :]:
            if match.meanings[0].kind not in ("filler", "past"):
                return match
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
        elif self.thought >= 0:
            self.out.marks["vague"] = at  # "I thought it was nothing"
        else:
            self._on_deny(at, meaning)

    def _wondered(self) -> bool:
        """ "What if it's nothing", "maybe it's nothing" deny nothing; "it hurts if I press it, but else nothing" does."""
        return (self.supposed and "contrast" not in self.out.marks) or "maybe" in self.out.marks

    def _on_none(self, at: int, meaning: Meaning) -> None:
        """ "Neither weak nor numb" denies what follows."""
        if self._cancels(at, "yes"):
            return
        following = self._next_beside(at)
        word = self.words[self.matches[at].end - 1]
        if (word in ("neither", "zero") and following and states(following)) or (word == "neither" and self._denies_later(at)):
            self.negation = Negation(joined=True)
        else:
            self._settle(at)
            self.out.marks["unknown" if self._wondered() else "none"] = at

    def _denies_later(self, at: int) -> bool:
        """ "Neither hot nor feverish", "neither leg is swollen"."""
        beside = self.matches[at + 1 : at + 2]
        return "nor" in self.words or any(m.kind == "fact" and "location" in dict(m.facts) for i in beside for m in i.meanings)

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
        reaches = self.words[self.matches[at].end - 1] in _OPEN_ENDED or any(m.kind == "neg" for m in self.matches[at].meanings)
        unheard = self._said(at)[0] != "no" and self._not_understood(self.matches[at].end)
        if reaches and ((following is not None and states(following)) or unheard):
            self.negation = Negation()
        else:
            self.out.replies.append(Reply(at, "no"))

    def _not_understood(self, position: int) -> bool:
        """Whether a word stands here that belongs to no phrase."""
        return position < len(self.words) and not any(i.start <= position < i.end for i in self.matches)
