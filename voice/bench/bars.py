"""The promises as bars: each as long as the share of its budget that is used; beyond the line the promise is broken."""

from collections.abc import Sequence
from xml.sax.saxutils import escape

from voice.bench.budgets import Row

_LABEL, _SCALE, _BAR, _GAP, _TOP = 430, 260, 18, 10, 46
_MOST = 1.6
"""Longer bars are cut here, and say so by their number."""


def svg(rows: Sequence[Row], machine: str) -> str:
    """An SVG picture, 860 pixels wide; broken promises are hatched, so that no colour needs to be told apart."""
    height = _TOP + len(rows) * (_BAR + _GAP) + 16
    line = _LABEL + _SCALE
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" width="980" height="{height}" font-family="sans-serif" font-size="13">',
        '<defs><pattern id="broken" width="6" height="6" patternUnits="userSpaceOnUse"><path d="M0 6L6 0" stroke="#b00020"/>'
        "</pattern></defs>",
        f'<rect width="980" height="{height}" fill="white"/><text x="10" y="20">{escape(machine)}</text>',
    ]
    for number, row in enumerate(rows):
        top = _TOP + number * (_BAR + _GAP)
        length = min(row.value / row.budget, _MOST) * _SCALE
        fill = "#2a6f97" if row.kept else "url(#broken)"
        parts += [
            f'<text x="{_LABEL - 8}" y="{top + 13}" text-anchor="end">{escape(row.what)}</text>',
            f'<rect x="{_LABEL}" y="{top}" width="{length:.1f}" height="{_BAR}" fill="{fill}"/>',
            f'<text x="{_LABEL + length + 6:.1f}" y="{top + 13}">{figure(row.value)} of {figure(row.budget)} {row.unit}</text>',
        ]
    parts += [f'<line x1="{line}" x2="{line}" y1="{_TOP - 12}" y2="{height - 12}" stroke="black"/>', "</svg>", ""]
    return "\n".join(parts)


def figure(value: float) -> str:
    """A number with as many digits as it is worth."""
    return f"{value:.0f}" if value >= 20 or value == int(value) else f"{value:.2g}"
