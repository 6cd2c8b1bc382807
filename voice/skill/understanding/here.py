"""What stands around one match of an utterance: its own words, its neighbours, and what begins or leads on there."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple

from voice.skill.grammar.compiled import Grammar
from voice.skill.grammar.modifiers import Category, Modifier, Wording
from voice.skill.grammar.phrases import Meaning
from voice.skill.language.tokens import UNKNOWN
from voice.skill.understanding.pairs import Paired, states
from voice.skill.understanding.parse import Match

_BEFORE_A_NOUN = frozenset({"determiner", "any"})
_IN_PASSING = frozenset({"filler", "past"})
LEADING = frozenset({"dangling", "leading"})
_BEGINNING = frozenset({"subject", "owner"})


@dataclass(frozen=True, slots=True)
class Pieces:
    """The matches of one utterance, its words and what was asked; `pairs`: the signs that a yes or a no stands right beside."""

    grammar: Grammar
    words: tuple[str, ...]
    matches: tuple[Match, ...]
    asked: tuple[str, ...]
    pairs: Mapping[int, Paired]

    @property
    def asked_signs(self) -> list[str]:
        """The signs that are asked for."""
        return [slot for slot in self.asked if slot in self.grammar.symptoms]

    @property
    def is_unheard(self) -> bool:
        """Whether a word was spoken that the recogniser could not make out."""
        return UNKNOWN in self.words

    @property
    def is_explained(self) -> bool:
        """Whether every word belongs to a match."""
        return sum(match.end - match.start for match in self.matches) == len(self.words)

    def of(self, at: int) -> tuple[str, ...]:
        """The words of a match."""
        return self.words[self.matches[at].start : self.matches[at].end]

    @property
    def rows(self) -> Mapping[str, Modifier]:
        """The row of each kind of words."""
        return self.grammar.modifiers

    def is_of(self, match: Match, category: Category) -> bool:
        """Whether any meaning of a match is of a category."""
        return any(self.rows[meaning.kind].category == category for meaning in match.meanings)

    def begins(self, at: int, kinds: frozenset[str]) -> bool:
        """Whether the first word of a match is also a word of one of these kinds."""
        node = self.grammar.automaton.root.step(self.words[self.matches[at].start])
        return node is not None and any(meaning.kind in kinds for meaning in node.meanings)

    def opens_clause(self, at: int) -> bool:
        """Whether a match has a subject of its own, to which no "no" reaches: "no numbness, it hurts"."""
        return self.begins(at, _BEGINNING)

    def leads_on(self, at: int) -> bool:
        """Whether a match leads to a thing that did not come: "a", "of", "in"."""
        return self.matches[at].means(*LEADING)

    def is_bridged(self, first: int, last: int, over: frozenset[str]) -> bool:
        """Whether only words of these kinds stand between two matches."""
        start, end = self.matches[first].end, self.matches[last].start
        between = (match for match in self.matches[first + 1 : last] if match.kind in over)
        return sum(match.end - match.start for match in between) == end - start

    def is_left_over(self, position: int) -> bool:
        """Whether a word stands here that belongs to no match."""
        return position < len(self.words) and not any(match.start <= position < match.end for match in self.matches)

    def is_noun(self, match: Match) -> bool:
        """Whether it can follow "no": a noun, or the doing of something ("no racing", "no more sweating")."""
        wording = self.grammar.wording
        head = self.words[match.end - 1 if self.words[match.start] in wording.more else match.start]
        doing = head.endswith(tuple(wording.endings_of_doing)) and not head.endswith(tuple(wording.endings_of_things))
        return any(m.kind == "symptom" and (m.form == "noun" or (m.form == "say" and doing)) for m in match.meanings)


class Here(NamedTuple):
    """The match that the walk is at, in one of its meanings, with the `row` of its kind."""

    pieces: Pieces
    at: int
    meaning: Meaning
    row: Modifier

    @property
    def grammar(self) -> Grammar:
        """The grammar that the matches are of."""
        return self.pieces.grammar

    @property
    def wording(self) -> Wording:
        """The words that are looked for one by one."""
        return self.pieces.grammar.wording

    @property
    def match(self) -> Match:
        """The match itself."""
        return self.pieces.matches[self.at]

    @property
    def said(self) -> tuple[str, ...]:
        """The words of the match."""
        return self.pieces.of(self.at)

    @property
    def last_word(self) -> str:
        """The last word of the match."""
        return self.pieces.words[self.match.end - 1]

    @property
    def before(self) -> Match | None:
        """The match before this one; None at the beginning."""
        return self.pieces.matches[self.at - 1] if self.at else None

    @property
    def after(self) -> Match | None:
        """The match after this one; None at the end."""
        return self.pieces.matches[self.at + 1] if self.at + 1 < len(self.pieces.matches) else None

    @property
    def adjoining(self) -> Match | None:
        """The match after this one, if no word stands between them."""
        after = self.after
        return after if after is not None and after.start == self.match.end else None

    @property
    def next_beside(self) -> Match | None:
        """The next match behind words that may stand between a determiner and its noun; None across words left over."""
        end = self.match.end
        for match in self.pieces.matches[self.at + 1 :]:
            if match.start != end:
                return None
            if match.kind not in _BEFORE_A_NOUN:
                return match
            end = match.end
        return None

    @property
    def following(self) -> Match | None:
        """The next match that says more than "um" or "last night"."""
        return next((match for match in self.pieces.matches[self.at + 1 :] if match.kind not in _IN_PASSING), None)

    @property
    def sign_beside(self) -> bool:
        """Whether `next_beside` names a sign."""
        beside = self.next_beside
        return beside is not None and states(beside)

    @property
    def is_unable(self) -> bool:
        """Whether it is the "not" of "can not": nothing is said until it is known what one can not do."""
        start = self.match.start
        return self.pieces.words[max(0, start - 1) : start + 1] in self.wording.unable

    def is_doubted_from(self, at: int) -> bool:
        """Whether a modifier at an earlier match, if there is one, makes doubtful what it reaches, or says that it is unknown."""
        row = self.pieces.rows[self.pieces.matches[at].kind] if at >= 0 else None
        return row is not None and (row.doubtful or row.category == "unknown")

    def is_reached_from(self, at: int) -> bool:
        """Whether only words over which the modifier at an earlier match goes on stand between it and this match."""
        return self.pieces.is_bridged(at, self.at, self.pieces.rows[self.pieces.matches[at].kind].over)
