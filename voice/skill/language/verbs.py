"""Verbs of a language without rules for their forms: those that the grammar files list, and no others."""

from collections.abc import Mapping
from dataclasses import dataclass

from voice.skill.language.words import VerbWords


@dataclass(frozen=True, slots=True)
class ListedVerbs:
    """Fills `interface.Verbs` with the words of a language."""

    words: VerbWords

    @property
    def variants(self) -> Mapping[str, tuple[str, ...]]:
        """What a word may be instead, when it is said of somebody else."""
        return self.words.variants

    @property
    def variants_behind(self) -> Mapping[str, tuple[str, ...]]:
        """The same behind another word."""
        return self.words.variants_behind

    def forms(self, verb: str, irregular: Mapping[str, str]) -> tuple[str, ...]:
        """The verb as it is written, and the forms that are listed for it."""
        return (verb, *str(irregular.get(verb, "")).split())
