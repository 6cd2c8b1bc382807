"""Questions by their shape: what a caller asks is no fact, and what he asks about doing is no order.

A question has a head: an auxiliary before its subject, at the beginning of a clause ("am I …", "when can I …"). What stands in
its clause is asked about; a clause of its own behind it ("should I worry, my leg is numb") is stated. "Can you", "can we" and a
bare "can I" are how orders are put politely.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from voice.skill.language.tokens import word_at
from voice.skill.language.words import QuestionWords

_HEAD = 2
"""Words of a head."""


@dataclass(frozen=True, slots=True)
class WordQuestions:
    """Fills `interface.Questions` for a language that puts auxiliaries before subjects."""

    words: QuestionWords

    @property
    def leads_in(self) -> frozenset[str]:
        """Words that may stand before a question."""
        return self.words.leads_in

    def heads(self, words: Sequence[str], told: frozenset[int] = frozenset()) -> list[int]:
        """Where the questions in an utterance begin; `told`: where something told ends, which one can follow at once."""
        known = self.words.heads
        return [
            at
            for at in range(len(words) - _HEAD)
            if words[at] in known and words[at + 1] in known[words[at]] and self._begins(words, at, told)
        ]

    def _begins(self, words: Sequence[str], at: int, told: frozenset[int]) -> bool:
        """Whether a question can begin at an auxiliary: first of all, behind something told, or behind a word that leads in."""
        return at == 0 or (at in told and words[at + 1] not in self.words.never_told) or self._opens(words, at)

    def _opens(self, words: Sequence[str], at: int) -> bool:
        """Whether a question can begin behind the word before: not behind "and so", nor "am I" behind another "I"."""
        before = words[at - 1]
        if before in self.words.opens_first:
            return at == 1 and words[_HEAD] not in self.words.owned
        return (
            before in self.words.leads_in or before in self.words.asking or self.words.by_itself.get(words[at], before) != before
        )

    def is_polar(self, words: Sequence[str], head: int) -> bool:
        """Whether yes or no would answer it: "why is my leg numb" takes for granted that it is."""
        return head == 0 or words[head - 1] not in self.words.asking

    def asked_about(self, words: Sequence[str], head: int, start: int) -> bool:
        """Whether what begins at `start` stands in the clause of a question's head, which is no tag ("am I not")."""
        if tuple(words[head + _HEAD :]) in self.words.tags:
            return False
        between = list(words[head + _HEAD : start])
        if words[head] in self.words.copulas or not self.words.be.isdisjoint(between):  # "is it my heart"
            between = between[:1] * (word_at(between, 0) not in self.words.owned) + between[1:]
        return self.words.own_clause.isdisjoint(between)

    def is_no_order(self, words: Sequence[str], start: int, end: int, *, whole: bool) -> bool:
        """Whether an order in `words[start:end]` is none that ends or erases anything: a question, a condition, an errand.

        `whole`: nothing else is said. "Can I stop" is meant, "can I give up coffee" is not.
        """
        if self._is_errand(words, start, end) or self._is_told_of(words, start):
            return True
        if self._is_conditional(words, start):
            return words[max(0, start - 1)] not in self.words.consequence
        return any(self._asks(words, at, whole) for at in self.heads(words) if at <= start)

    def _is_errand(self, words: Sequence[str], start: int, end: int) -> bool:
        """Whether it is said that one has to go, and where."""
        leaving = words[end - 1] in self.words.leaving and len(words) > end and words[end] not in self.words.away
        return leaving and not self.words.need.isdisjoint(words[start:end])

    def _is_told_of(self, words: Sequence[str], start: int) -> bool:
        """Whether it is told what somebody was to do: "I tried to stop"."""
        return start > 1 and words[start - 1] in self.words.to and words[start - 2] in self.words.told

    def _is_conditional(self, words: Sequence[str], start: int) -> bool:
        """Whether an "if" with its subject stands before."""
        return any(words[at] in self.words.conditions and words[at + 1] in self.words.persons for at in range(start))

    def _asks(self, words: Sequence[str], head: int, whole: bool) -> bool:
        """Whether a question is more than a polite order."""
        auxiliary, subject = words[head : head + _HEAD]
        polite = subject in self.words.polite.get(auxiliary, ())
        if head and words[head - 1] in self.words.asking:
            return not polite  # "why don't you stop"
        return not polite and not (whole and subject in self.words.permitted.get(auxiliary, ()))
