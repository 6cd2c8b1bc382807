"""How far two sounds are apart, phone by phone.

A vowel for a vowel costs little, as ears and dialects differ in them most; so does a phone for one that is made in the same
place ("s" and "z"). Phones are those of the pronouncing dictionary; a word that is not in it, as ears make up words, is spelt
out by rule. No phonetic library does this: their keys (Soundex, Metaphone) leave the vowels out, and two keys are either the
same or not.
"""

import re
from functools import cache
from math import inf

from voice.recognition.pronunciation import Pronunciations

Phones = tuple[str, ...]

_VOWELS = frozenset("AA AE AH AO AW AY EH ER EY IH IY OW OY UH UW".split())
_WEAK = frozenset(["HH", "R", "Y", "W"])
_SAME_PLACE = ("P B", "T D", "K G", "F V", "TH DH", "S Z", "SH ZH", "CH JH", "M N NG")
_ALIKE = (
    "T TH",
    "D DH",
    "S SH",
    "F TH",
    "S TH",
    "L R",
    "W R",
    "CH SH",
    "JH ZH",
    "V B",
    "CH T",
    "Z DH",
    "L W",
    "K T",
    "P K",
    "P T",
)
_EXCHANGED = {frozenset(pair.split("-")): 0.6 for pair in _ALIKE} | {
    frozenset((one, other)): 0.3 for place in _SAME_PLACE for one in place.split() for other in place.split() if one != other
}
_VOWEL_EXCHANGED, _VOWEL_FOR_CONSONANT = 0.3, 1.2
_VOWEL_MORE, _WEAK_MORE = 0.4, 0.6
_LETTERS = (
    "sch:SH tch:CH igh:AY ph:F ch:CH sh:SH th:TH ck:K qu:K_W ce:S_EH ci:S_IH cy:S_IH ge:JH_EH gi:JH_IH kn:N wh:W ee:IY ea:IY "
    "oo:UW ou:AW ow:OW ai:EY ay:EY oi:OY au:AO er:AH_R ir:AH_R ur:AH_R x:K_S a:AE b:B c:K d:D e:EH f:F g:G h:HH i:IH j:JH k:K "
    "l:L m:M n:N o:OW p:P q:K r:R s:S t:T u:AH v:V w:W y:IY z:Z"
)
_RULES = {letters: tuple(sounds.split("_")) for letters, sounds in (rule.split(":") for rule in _LETTERS.split())}
_SPELT = re.compile("|".join(_RULES))
_TWICE = re.compile(r"(.)\1")
_SILENT_E = 3
_ENDINGS = {"ce": "s", "ge": "j", "e": ""}


def phones_of(text: str, pronunciations: Pronunciations) -> tuple[Phones, ...]:
    """The sounds of words in a row: the usual one first, then that of the last variant of each word."""
    variants = [pronunciations.of(word) or (" ".join(_spelt(word)),) for word in text.split()]
    usual, other = (tuple(_plain(" ".join(one[at] for one in variants))) for at in (0, -1))
    return (usual,) if usual == other else (usual, other)


def _plain(sounds: str) -> list[str]:
    """`ER` is a vowel and an "r", which many people leave out."""
    return sounds.replace("ER", "AH R").split()


def _spelt(word: str) -> list[str]:
    letters = _TWICE.sub(r"\1", word)
    for ending, sounds in _ENDINGS.items() if len(word) > _SILENT_E else ():
        if letters.endswith(ending):
            letters = letters.removesuffix(ending) + sounds
            break
    return [sound for found in _SPELT.findall(letters) for sound in _RULES[found]]


def length(sounds: Phones) -> float:
    """What it would cost to leave all of them out."""
    return sum(map(_more, sounds))


def apart(one: Phones, other: Phones, most: float = inf) -> float:
    """The least cost of phones to insert, delete or exchange to make one of the other; infinity where it is more than `most`."""
    row = [0.0]
    for sound in other:
        row.append(row[-1] + _more(sound))
    for heard in one:
        diagonal, row[0] = row[0], row[0] + _more(heard)
        for at, sound in enumerate(other, 1):
            exchanged = diagonal + _exchanged(heard, sound)
            diagonal, row[at] = row[at], min(row[at] + _more(heard), row[at - 1] + _more(sound), exchanged)
        if min(row) > most:
            return inf
    return row[-1] if row[-1] <= most else inf


@cache
def _more(sound: str) -> float:
    return _VOWEL_MORE if sound in _VOWELS else _WEAK_MORE if sound in _WEAK else 1.0


@cache
def _exchanged(one: str, other: str) -> float:
    if one == other:
        return 0.0
    vowels = (one in _VOWELS) + (other in _VOWELS)
    if vowels:
        return _VOWEL_EXCHANGED if vowels == len((one, other)) else _VOWEL_FOR_CONSONANT
    return _EXCHANGED.get(frozenset((one, other)), 1.0)
