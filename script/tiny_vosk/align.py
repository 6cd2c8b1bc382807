"""Where each phone of the dictionary lies in synthesised speech.

A synthesiser tells what it spoke and when, in its own alphabet and accent. The words' dictionary pronunciations are laid over
that by dynamic programming, so that a British "calf" and an American one both train the phones that the decoder will look for.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

Segment = tuple[str, float, float]  # phone, start and end in seconds
_VOWELS = frozenset(["AA", "AE", "AH", "AO", "AW", "AY", "EH", "ER", "EY", "IH", "IY", "OW", "OY", "UH", "UW"])
_NEAR: Mapping[frozenset[str], float] = {
    frozenset(pair.split()): cost
    for cost, pairs in {
        0.2: ("AH IH", "AH ER", "AA AO", "AH UH", "IH IY", "AH EH", "AA AE", "AH AE", "AH AA"),
        0.4: (
            "S Z",
            "T D",
            "UW UH",
            "AO OW",
            "SH ZH",
            "R ER",
            "EH EY",
            "TH DH",
            "AH OW",
            "AH IY",
            "R AH",
            "AY AA",
            "AW AA",
            "IH EH",
        ),
        0.7: ("P B", "K G", "F V", "CH SH", "JH ZH", "JH CH", "N NG", "D DH", "T TH", "UW Y", "UW W"),
    }.items()
    for pair in pairs
}
_MISSING, _EXTRA = 1.0, 1.0
_WORST = 0.33  # mean cost a phone above which the synthesiser has evidently said something else

# eSpeak NG's phoneme names without stress marks. Those that span two dictionary phones give both.
_ESPEAK: Mapping[str, str] = {
    name: phones
    for phones, names in {
        "AA": "A: A 0 A~ Q",
        "AE": "a aa {",
        "AH": "@ V a# @- 3- VR2 @2 @5",
        "AO": "O: O O2 O~",
        "AW": "aU aU2",
        "AY": "aI aI2 aI3",
        "B": "b",
        "CH": "tS",
        "D": "d d#",
        "DH": "D",
        "EH": "E E2 e",
        "ER": "3: 3 VR IR",
        "EY": "eI eI2",
        "F": "f",
        "G": "g",
        "HH": "h H x",
        "IH": "I I2 I# I4",
        "IY": "i: i i2",
        "JH": "dZ",
        "K": "k",
        "L": "l l# L",
        "M": "m m-",
        "N": "n n-",
        "NG": "N N-",
        "OW": "oU o: o",
        "OY": "OI OI2",
        "P": "p",
        "R": "r r- R r2",
        "S": "s",
        "SH": "S",
        "T": "t t# t2 t[ ?",
        "TH": "T",
        "UH": "U U2",
        "UW": "u: u u2",
        "V": "v",
        "W": "w w#",
        "Y": "j",
        "Z": "z z#",
        "ZH": "Z",
        "AA R": "A@",
        "AO R": "O@ o@",
        "EH R": "e@",
        "IH R": "i@3 i@",
        "UH R": "U@",
        "AY ER": "aI@ aI@3",
        "AW ER": "aU@",
        "AH L": "@L",
    }.items()
    for name in names.split()
}
_FLITE: Mapping[str, str] = {"ax": "AH", "pau": ""}


@dataclass(frozen=True, slots=True)
class Aligned:
    """Phones in order, without gaps inside a word; what lies between and around is silence."""

    segments: tuple[Segment, ...]
    cost: float

    @property
    def believable(self) -> bool:
        """Whether the synthesiser said the dictionary's words, accent apart."""
        return bool(self.segments) and self.cost <= _WORST * len(self.segments)


def espeak_segments(phones: Sequence[tuple[str, float]], seconds: float) -> list[Segment]:
    """eSpeak NG's events as dictionary phones with their times."""
    ends = [start for _, start in phones[1:]] + [seconds]
    segments: list[Segment] = []
    for (name, start), end in zip(phones, ends, strict=True):
        bare = name.lstrip("',%=|").rstrip("|")
        spelt = _ESPEAK.get(bare, "").split()
        step = (end - start) / max(1, len(spelt))
        segments += [(phone, start + i * step, start + (i + 1) * step) for i, phone in enumerate(spelt)]
    return segments


def flite_segments(listing: str) -> list[Segment]:
    """What `flite -psdur` prints, "name:end" separated by spaces, as dictionary phones with their times."""
    segments, start = [], 0.0
    for item in listing.split():
        name, _, end = item.partition(":")
        if phone := _FLITE.get(name, name.upper()):
            segments.append((phone, start, float(end)))
        start = float(end)
    return segments


def align(pronunciations: Sequence[Sequence[tuple[str, ...]]], spoken: Sequence[Segment]) -> Aligned:
    """The best fit of one pronunciation of each word, one word after the other, to what was spoken."""
    chosen = [choices[0] for choices in pronunciations]
    best = _fit([phone for word in chosen for phone in word], spoken)
    for i, choices in enumerate(pronunciations):
        for choice in choices[1:]:
            trial = [*chosen[:i], choice, *chosen[i + 1 :]]
            fit = _fit([phone for word in trial for phone in word], spoken)
            if fit.cost < best.cost:
                best, chosen = fit, trial
    return best


def _difference(wanted: str, heard: str) -> float:
    if wanted == heard:
        return 0.0
    near = _NEAR.get(frozenset((wanted, heard)))
    if near is not None:
        return near
    if wanted in _VOWELS and heard in _VOWELS:
        return 0.8
    return 2.5 if (wanted in _VOWELS) != (heard in _VOWELS) else 1.4


def _fit(wanted: Sequence[str], spoken: Sequence[Segment]) -> Aligned:
    rows, columns = len(wanted) + 1, len(spoken) + 1
    cost = [[0.0] * columns for _ in range(rows)]
    step = [["extra"] * columns for _ in range(rows)]
    for j in range(1, columns):
        cost[0][j] = j * _EXTRA
    for i in range(1, rows):
        cost[i][0], step[i][0] = i * _MISSING, "missing"
        for j in range(1, columns):
            cost[i][j], step[i][j] = min(
                (cost[i - 1][j - 1] + _difference(wanted[i - 1], spoken[j - 1][0]), "match"),
                (cost[i - 1][j] + _MISSING, "missing"),
                (cost[i][j - 1] + _EXTRA, "extra"),
            )
    spans: list[tuple[float, float] | None] = [None] * len(wanted)
    i, j = rows - 1, columns - 1
    while i or j:
        if step[i][j] == "match":
            i, j = i - 1, j - 1
            spans[i] = spoken[j][1:]
        elif step[i][j] == "missing":
            i -= 1
        else:
            j -= 1  # an extra sound leaves a gap, which is closed below
    return Aligned(_filled(wanted, spans), cost[-1][-1])


def _filled(wanted: Sequence[str], spans: list[tuple[float, float] | None]) -> tuple[Segment, ...]:
    """A phone not spoken apart (the r of a British "arm") takes the last third of the one before it, or the first of the next."""
    segments: list[Segment] = []
    owed: list[str] = []
    for phone, span in zip(wanted, spans, strict=True):
        if span is None:
            if segments:
                name, start, end = segments.pop()
                cut = start + (end - start) * 2 / 3
                segments += [(name, start, cut), (phone, cut, end)]
            else:
                owed.append(phone)
            continue
        start, end = span
        for missing in owed:
            third = start + (end - start) / 3
            segments.append((missing, start, third))
            start = third
        owed.clear()
        segments.append((phone, start, end))
    return tuple(_closed(segments))


def _closed(segments: Sequence[Segment]) -> list[Segment]:
    """Small gaps, where an extra sound was, belong to the phone before."""
    closed: list[Segment] = []
    for i, (phone, start, end) in enumerate(segments):
        gap = segments[i + 1][1] - end if i + 1 < len(segments) else 0.0
        closed.append((phone, start, end + gap if 0 < gap < 0.09 else end))
    return closed
