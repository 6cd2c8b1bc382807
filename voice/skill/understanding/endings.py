"""What has ended, or goes beyond something else: "gone now", "not any more", "never pain like it", "more sore than weak"."""

from dataclasses import replace

from voice.skill.grammar.compiled import Meaning
from voice.skill.language.tokens import POSSESSIVE
from voice.skill.understanding.claims import Negation
from voice.skill.understanding.denials import Denials
from voice.skill.understanding.pairs import states
from voice.skill.understanding.parse import Mention, Reply

_ENDINGS = frozenset({"stopped", "longer", "finished", "quit"})
_AFTER_GONE = frozenset({"past", "contrast", "filler", "yes", "and", "no", "gone", "normal"})


class Endings(Denials):
    """Takes the matches that say what was, and what goes beyond."""

    def _on_former(self, at: int, meaning: Meaning) -> None:
        """ "Used to be on", "came off it": what was taken once."""
        self.out.doubtful = self.out.doubtful or "medications" in self.asked
        self.out.marks["vague"] = at

    def _on_gone(self, at: int, meaning: Meaning) -> None:
        end = self.matches[at].end
        if self._said(at) == ("stopped",) and not self._stops(at):
            return
        if end < len(self.words) and self.words[end - 1] in ("gone", "went") and not self._pauses_after(at):
            self._on_owner(at, meaning)
            return
        following = self._next_beside(at)
        if following is not None and states(following) and self._is_no_longer(at):
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
            self.out.replies.append(Reply(at, "yes"))
            return
        last = next((c for c in reversed(self.out.mentions) if c.slot in self.grammar.symptoms), None)
        targets = [last.slot] if last else [a for a in self.asked if a in self.grammar.symptoms]
        if not targets and any(m.kind == "deny" for m in self.matches[at].meanings):  # "plenty … well, not today"
            self._on_deny(at, meaning)
            return
        for slot in targets:
            if last is not None and last.value is False:
                continue  # "only in class, and it is normal now"
            if slot in self.grammar.counts_past and last is None and not any(r == "yes" for _, r in self.out.replies):
                self.out.marks["vague"] = at
                self.out.doubtful = True
            elif slot in self.grammar.counts_past:
                self.out.mentions.append(Mention(slot, True, at))
            else:
                self.out.repairs.append(at)
                self.out.mentions.append(Mention(slot, False, at, doubtful=slot in self.grammar.asks_past, denied=True))
        self.out.replies[:] = [] if targets else self.out.replies

    def _is_no_longer(self, at: int) -> bool:
        """Whether it denies what follows: "no longer", and what stands under words that deny as well, as Spanish "ya no" does."""
        return self.words[self.matches[at].end - 1] in _ENDINGS or self.matches[at].means("neg")

    def _stops(self, at: int) -> bool:
        """Whether it is a sign that stopped: "I stopped throwing up", and not "I stopped training"."""
        following = self._next_beside(at)
        return following is not None and states(following)

    def _on_anymore(self, at: int, meaning: Meaning) -> None:
        """ "It isn't dark any more" says that it was; "can't lift it any more" says nothing more."""
        if self.out.mentions and self.out.mentions[-1].denied:
            self._on_gone(at, meaning)

    def _on_beyond(self, at: int, meaning: Meaning) -> None:
        """ "Never had pain like it": it is there, and how."""
        last = self.out.mentions[-1] if self.out.mentions else None
        if last is not None and last.denied and last.value is False:
            self.out.mentions[-1] = replace(last, value=True, doubtful=True)

    def _on_thought(self, at: int, meaning: Meaning) -> None:
        """ "I thought I had one": was it so? What comes behind a "but" says so."""
        self.thought = at
        self._on_owner(at, meaning)

    def _take_back_thought(self, at: int) -> None:
        """ "I thought I had one, but no": all that was stated was thought, and a no behind the "but" takes it back.

        "I thought it was better, but no": no sign was thought of that the no could deny.
        """
        if self.thought < 0:
            return
        signs = [c.at for c in self.out.mentions if c.slot in self.grammar.symptoms and c.value is True]
        if signs and min(signs) > self.thought:
            self.out.repairs.append(at)
        elif not signs or max(signs) < self.thought:
            self.hoped = at
            self.out.mentions[:] = [c for c in self.out.mentions if c.at < self.thought or not self._is_hope(c)]

    def _is_hope(self, mention: Mention) -> bool:
        """Whether it says that a sign is not there, or is better."""
        return mention.slot == "trend" or (mention.slot in self.grammar.symptoms and mention.value is False)

    def _without_the_hoped(self) -> None:
        """A no to what was hoped or feared in words that are no sign denies none: it is left open."""
        if self.hoped >= 0 and any(at > self.hoped and said == "no" for at, said in self.out.replies):
            self.out.replies[:] = [reply for reply in self.out.replies if reply.at < self.hoped]
            self.out.marks["vague"] = self.hoped

    def _on_than(self, at: int, meaning: Meaning) -> None:
        """ "More sore than weak" says of the second neither that it is there nor that it is not."""
        last = next((n for n in range(at - 1, -1, -1) if states(self.matches[n])), 0)
        following = self._next_beside(at)
        if last and "more" in self._said(last - 1) and following is not None and states(following):
            self.passed = self.matches.index(following)
            self.out.doubtful = True
        self._on_filler(at, meaning)

    def _goes_on(self, at: int) -> bool:
        """ "It's over my body", "the foot's gone": what is over or gone is no symptom, or is not all that was said."""
        after, before = self.matches[at + 1 : at + 2], self.matches[max(at - 1, 0) : at]
        follows = any(m.kind in ("dangling", "owner") for i in after if i.start == self.matches[at].end for m in i.meanings)
        place = self.words[self.matches[at].start] == POSSESSIVE and not any(states(i) for i in before)
        return follows or place

    def _pauses_after(self, at: int) -> bool:
        following = self.matches[at + 1] if at + 1 < len(self.matches) else None
        beside = following is not None and following.start == self.matches[at].end
        return beside and following is not None and following.meanings[0].kind in _AFTER_GONE
