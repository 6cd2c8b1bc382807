"""How much other speech is taken for an answer, against how many answers have to be asked for again; and where to stand.

People are split in two halves by a hash of their name (of the words, where nobody's name is known). The confidences asked
for are chosen on one half, and what they reach is measured on the other, which had no part in choosing them. Both ways, the two
measurements together are one of everybody.
"""

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import astuple, dataclass
from itertools import combinations_with_replacement, product
from xml.sax.saxutils import escape

from voice.bench.recognition import Share, Trial, share_of
from voice.recognition.acceptance import ACCEPTANCE, SHARES, Acceptance
from voice.skill.knowledge.model import Knowledge

_STEPS = tuple(step / 20 for step in range(1, 21))
_FEW = (0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9)
_ALONE = (0.65, 0.8, 0.95)
_SHARES = (0.4, 0.5, 0.55, 0.6, 0.65, 0.7, 0.75, 0.8, 0.85, 0.9, 0.95, 0.98)
_WIDTH, _HEIGHT, _LEFT, _TOP, _RIGHT, _BOTTOM = 640, 420, 64, 32, 612, 360
_MOST_TAKEN = 0.16
"""Where the plot's horizontal axis ends."""


@dataclass(frozen=True, slots=True)
class Point:
    """What one setting reaches. `after_one_yes` is counted where the knowledge is given that says what a yes names.

    `acceptance` is None for what several settings reach, each among its own people.
    """

    acceptance: Acceptance | None
    right: Share
    wrong: Share
    taken: Share
    after_one_yes: Share


def halves(done: Sequence[Trial]) -> tuple[list[Trial], list[Trial]]:
    """Those to choose on and those to measure on; nobody is in both."""
    found: tuple[list[Trial], list[Trial]] = ([], [])
    for trial in done:
        name = trial.heard.clip.speaker or trial.heard.clip.text
        found[hashlib.sha1(name.encode(), usedforsecurity=False).digest()[0] % 2].append(trial)
    return found


def reached(done: Sequence[Trial], acceptance: Acceptance, knowledge: Knowledge | None = None) -> Point:
    """The shares of right and wrong answers, and of other speech taken for one."""
    outcomes = [(trial.inside, trial.outcome(acceptance)) for trial in done]
    inside = sum(one for one, _ in outcomes)
    count = {name: sum(outcome == name for _, outcome in outcomes) for name in ("right", "wrong", "taken")}
    confirmed = [trial.after_one_yes(knowledge, acceptance) for trial in done if trial.inside] if knowledge else []
    return Point(
        acceptance,
        Share(count["right"], inside),
        Share(count["wrong"], inside),
        Share(count["taken"], len(outcomes) - inside),
        share_of(confirmed),
    )


def together(one: Point, other: Point) -> Point:
    """What two settings reach, each among its own people."""
    pairs = ((getattr(one, name), getattr(other, name)) for name in ("right", "wrong", "taken", "after_one_yes"))
    right, wrong, taken, confirmed = (Share(a.hits + b.hits, a.trials + b.trials) for a, b in pairs)
    return Point(None, right, wrong, taken, confirmed)


def in_force(done: Sequence[Trial]) -> Acceptance:
    """The confidences that the engine of these trials is believed from."""
    return SHARES if any(trial.heard.first.strings for trial in done) else ACCEPTANCE


def curve(done: Sequence[Trial]) -> list[Point]:
    """From believing every agreement to believing none, the confidences in force raised and lowered together."""
    base = in_force(done)
    return [reached(done, _shifted(base, step)) for step in (*(-1 + one for one in _STEPS), 0.0, *_STEPS)]


def _shifted(base: Acceptance, by: float) -> Acceptance:
    def moved(confidence: float) -> float:
        return max(0.0, confidence + by)

    return Acceptance(
        moved(base.agreed), moved(base.agreed_yes_no), moved(base.agreed_command), base.alone_least, moved(base.alone_mean)
    )


def chosen(done: Sequence[Trial], most_taken: float, most_wrong: float = 1.0) -> Point:
    """The setting with the most right answers of those that take no more than that share of other speech, and err no more."""
    points = [reached(done, acceptance) for acceptance in _settings(in_force(done))]
    allowed = [
        point
        for point in points
        if point.taken.hits <= most_taken * point.taken.trials and point.wrong.hits <= most_wrong * point.wrong.trials
    ] or points
    best = max(point.right.hits for point in allowed)
    # Of equals the strictest.
    return max((point for point in allowed if point.right.hits == best), key=_strictness)


def _strictness(point: Point) -> tuple[float, ...]:
    return (-point.wrong.hits - point.taken.hits, *astuple(point.acceptance or ACCEPTANCE))


def _settings(base: Acceptance) -> Iterator[Acceptance]:
    """What is looked through: of an engine that weighs by meaning, its shares; else what both looks need.

    A share that is enough for a command is enough for a yes, and one for a yes is enough for a value, as a mistake costs less.
    """
    if base is SHARES:
        yield from (Acceptance(*shares) for shares in combinations_with_replacement(_SHARES, 3))
        return
    for agreed, yes_no, command, alone in product(_FEW, _FEW, _FEW, _ALONE):
        yield Acceptance(agreed, yes_no, command, base.alone_least, alone)


def plot(curves: Sequence[tuple[str, Sequence[Point]]], here: Point, title: str) -> str:
    """The curves as SVG: other speech taken to the right, right answers upwards; `here` is marked with its intervals."""
    lines = [
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{_WIDTH}" height="{_HEIGHT}" font-family="sans-serif" font-size="13">',
        f'<rect width="{_WIDTH}" height="{_HEIGHT}" fill="white"/>',
        f'<text x="{_LEFT}" y="20" font-weight="bold">{escape(title)}</text>',
        *_axes(),
    ]
    for (name, points), (colour, dashes, place) in zip(curves, (("#0b6e99", "", 0), ("#999999", "5 4", 1)), strict=False):
        path = " ".join(f"{_x(one.taken)},{_y(one.right)}" for one in points)
        lines.append(f'<polyline points="{path}" fill="none" stroke="{colour}" stroke-width="2" stroke-dasharray="{dashes}"/>')
        lines.append(
            f'<text x="{_RIGHT}" y="{_BOTTOM - 34 + 18 * place}" text-anchor="end" fill="{colour}">{escape(name)}</text>'
        )
    (left, right), (low, high) = here.taken.interval, here.right.interval
    x, y = _x(here.taken), _y(here.right)
    lines += [
        f'<path d="M{_across(left)} {y}H{_across(right)}M{x} {_up(low)}V{_up(high)}" stroke="#c0392b"/>',
        f'<circle cx="{x}" cy="{y}" r="5" fill="#c0392b"/>',
        "</svg>",
        "",
    ]
    return "\n".join(lines)


def _axes() -> Iterator[str]:
    for step in range(0, round(_MOST_TAKEN * 100) + 1, 2):
        x = _across(step / 100)
        yield f'<path d="M{x} {_BOTTOM}v5" stroke="black"/><text x="{x}" y="{_BOTTOM + 20}" text-anchor="middle">{step}</text>'
    for step in range(0, 101, 20):
        y = _up(step / 100)
        yield f'<path d="M{_LEFT} {y}H{_RIGHT}" stroke="#dddddd"/>'
        yield f'<text x="{_LEFT - 8}" y="{y + 4}" text-anchor="end">{step}</text>'
    limit = _across(0.02)
    yield f'<path d="M{limit} {_TOP}V{_BOTTOM}" stroke="#c0392b" stroke-dasharray="2 3"/>'
    yield f'<path d="M{_LEFT} {_TOP}V{_BOTTOM}H{_RIGHT}" fill="none" stroke="black"/>'
    middle = (_LEFT + _RIGHT) / 2
    yield f'<text x="{middle}" y="{_BOTTOM + 42}" text-anchor="middle">other speech taken for a sure answer, %</text>'
    place = f"translate(18 {(_TOP + _BOTTOM) / 2}) rotate(-90)"
    yield f'<text transform="{place}" text-anchor="middle">answers right at once, %</text>'


def _across(share: float) -> float:
    return round(_LEFT + (_RIGHT - _LEFT) * min(share / _MOST_TAKEN, 1.0), 1)


def _up(share: float) -> float:
    return round(_BOTTOM - (_BOTTOM - _TOP) * share, 1)


def _x(share: Share) -> float:
    return _across(share.hits / max(1, share.trials))


def _y(share: Share) -> float:
    return _up(share.hits / max(1, share.trials))
