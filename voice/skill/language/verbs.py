"""How words change by their role, by the words of a language and one rule for the forms of its verbs."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from voice.skill.language.words import VerbWords

Rule = Callable[[str, Mapping[str, str]], tuple[str, ...]]
"""From a verb, and the forms of those that follow no rule, to its forms, itself first."""


@dataclass(frozen=True, slots=True)
class WordVerbs:
    """Fills `interface.Verbs` with the words of a language and its `rule`."""

    words: VerbWords
    rule: Rule

    @property
    def variants(self) -> Mapping[str, tuple[str, ...]]:
        """What a word may be instead, when it is said of somebody else."""
        return self.words.variants

    @property
    def variants_behind(self) -> Mapping[str, tuple[str, ...]]:
        """The same behind another word."""
        return self.words.variants_behind

    def forms(self, verb: str, irregular: Mapping[str, str]) -> tuple[str, ...]:
        """The forms of a verb by the rule."""
        return self.rule(verb, irregular)


def listed_forms(verb: str, irregular: Mapping[str, str]) -> tuple[str, ...]:
    """The rule of a language without one: the verb as it is written, and the forms that are listed for it."""
    return (verb, *str(irregular.get(verb, "")).split())
