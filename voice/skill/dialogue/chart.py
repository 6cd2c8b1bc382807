"""The dialogue's table as a picture: Mermaid, DOT, SVG and SCXML, all from the same nodes and edges.

1. Nothing is drawn that is not in `engine.TABLE`: the words and the places on paper are here, the arrows are not.
2. What works in the same way in every phase of a conversation is said once, beside the picture; so is going back, which leads
   to whatever was asked before, a command that is checked first, and silence, which ends it after five minutes.
3. `next` stands for what `confirming.take` and `moves.proceed` decide: rules that lead to whatever comes next lead there.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from html import escape
from itertools import groupby

from voice.skill.dialogue.engine import NEXT, TABLE, TALKING
from voice.skill.dialogue.kinds import Kind
from voice.skill.dialogue.state import Phase

NEXT_NODE = "next"
_NODES: dict[str, tuple[str, str, int, float]] = {
    # node: its name, what happens in it, and its column and row on paper
    Phase.NEW: ("start", "", 1, 0),
    Phase.OPENING: ("opening", "What's going on?", 1, 1),
    NEXT_NODE: ("what comes next?", "", 1, 2),
    Phase.ASKING: ("asking", "the most dangerous first", 0, 2.5),
    Phase.CONFIRMING: ("confirming", "I heard … Is that right?", 0, 0.8),
    Phase.READ_BACK: ("reading back", "No dark pee … Is that right?", 2, 2),
    Phase.AMENDING: ("correcting", "What should I change?", 2, 1),
    Phase.RESULT: ("result", "how urgent, why, what helps", 1, 3),
    Phase.ALARM: ("emergency call", "at any time: call now, twice", 0, 3.6),
    Phase.CHECKING: ("checking", "at any time: Shall I stop?", 0, 4.3),
    Phase.PAUSED: ("paused", "at any time, when asked to", 2, 3),
    Phase.OFFERED: ("offered", "shared device: yes goes on, all else begins anew", 2, 4),
    Phase.OVER: ("over", "nothing kept", 1, 4),
}
_NEXT_LABELS = {
    Phase.CONFIRMING: "something is unsure",
    Phase.ASKING: "a question is open",
    Phase.READ_BACK: "denied signs unchecked",
    Phase.RESULT: "an emergency, or all is known",
}
_KIND_WORDS: dict[str, str] = {
    Kind.ANSWER: "an answer",
    Kind.YES: "yes",
    Kind.NO: "no",
    Kind.VAGUE: "vague",
    Kind.NO_MATCH: "not understood",
    Kind.NO_INPUT: "silence",
    Kind.CHECK: "an unsure command",
    Kind.STARTED: "started",
    Kind.RESUMED: "resumed",
}
_UNSEEN = frozenset({Kind.SPOKEN, Kind.BARGE_IN, Kind.CHECK})
_FAILURES = frozenset({Kind.NO_MATCH, Kind.NO_INPUT, Kind.VAGUE})
_ANYWHERE = "An unsure command is checked. Five minutes of silence end it."


@dataclass(frozen=True, slots=True)
class Edge:
    """An arrow, and the kinds of happening that go along it."""

    source: str
    target: str
    kinds: tuple[str, ...]

    @property
    def label(self) -> str:
        """The kinds in words."""
        return _words(self.kinds)


def everywhere() -> tuple[str, ...]:
    """The kinds that lead to the same place, or nowhere, from every phase of a conversation."""
    shared = set.intersection(*(set(TABLE[phase]) for phase in TALKING))
    happenings = {*Kind} - {Kind.QUESTION, Kind.RESUMED}
    return tuple(kind for kind in TABLE[Phase.ASKING] if kind in shared - happenings and (kind == "back" or _is_common(kind)))


def _is_common(kind: str) -> bool:
    anywhere = {target for phase in TALKING for target in _targets(phase, kind)}
    return all({*_targets(phase, kind)} == anywhere - {str(phase)} for phase in TALKING)


def edges() -> tuple[Edge, ...]:
    """The arrows of the table without those of `everywhere` and without staying in place."""
    common = set(everywhere())
    found = [
        (str(source), target, kind)
        for source, rules in TABLE.items()
        for kind in rules
        if kind not in common and kind not in _UNSEEN
        for target in _targets(source, kind)
    ]
    order = {node: n for n, node in enumerate((*_NODES, *_KIND_WORDS))}
    found.sort(key=lambda arrow: (order[arrow[0]], order[arrow[1]], order.get(arrow[2], len(order))))
    drawn = [Edge(s, t, tuple(str(a[2]) for a in arrows)) for (s, t), arrows in groupby(found, key=lambda arrow: arrow[:2])]
    return (*drawn, *(Edge(NEXT_NODE, phase, ()) for phase in _NEXT_LABELS))


def _targets(source: Phase, kind: str) -> Iterator[str]:
    to = TABLE[source][kind].to
    if to >= set(TALKING):
        # To wherever it was, and perhaps out of the conversation.
        yield from (str(target) for target in (Phase.OFFERED, Phase.OVER) if target in to and source not in to)
        return
    if to >= set(NEXT):
        yield NEXT_NODE
    ends_anywhere = kind in _FAILURES and source not in (Phase.RESULT, Phase.ALARM)
    hidden = {source, *(_NEXT_LABELS if to >= set(NEXT) else ()), *((Phase.OVER,) if ends_anywhere else ())}
    yield from (str(target) for target in Phase if target in to - hidden)


def mermaid() -> str:
    """For Markdown pages."""
    lines = ["stateDiagram-v2"]
    for node, (name, does, _, _) in _NODES.items():
        if node == NEXT_NODE:
            lines.append(f"    state {node} <<choice>>")
        elif node not in (Phase.NEW, Phase.OVER):
            lines.append(f'    state "{name}{": " + does if does else ""}" as {node}')
    for edge in edges():
        source = "[*]" if edge.source == Phase.NEW else edge.source
        target = "[*]" if edge.target == Phase.OVER else edge.target
        if edge.source != Phase.OVER:
            lines.append(f"    {source} --> {target}: {_label(edge)}")
    lines += ["    note right of asking", f"        Everywhere: {_everywhere_words()}", f"        {_ANYWHERE}", "    end note"]
    return "\n".join(lines) + "\n"


def dot() -> str:
    """For Graphviz."""
    lines = [
        "digraph twitchwise {",
        '    node [shape=box, style="rounded", fontname="sans-serif"];',
        '    edge [fontname="sans-serif", fontsize=10];',
    ]
    lines += [
        f'    {node} [label="{name}{chr(92) + "n" + does if does else ""}"];' for node, (name, does, _, _) in _NODES.items()
    ]
    lines += [f'    {edge.source} -> {edge.target} [label="{_label(edge)}"];' for edge in edges()]
    lines += [f'    label="Everywhere: {_everywhere_words()}";', "}"]
    return "\n".join(lines) + "\n"


def scxml() -> str:
    """The whole table as SCXML, each happening an event; where several phases can follow, `next` in the data says which."""
    lines = ['<scxml xmlns="http://www.w3.org/2005/07/scxml" version="1.0" name="twitchwise" initial="new">']
    for phase, rules in TABLE.items():
        lines.append(f'  <state id="{phase}">')
        for kind, rule in rules.items():
            for target in (p for p in Phase if p in rule.to):
                guard = f" cond=\"_event.data.next == '{target}'\"" if len(rule.to) > 1 else ""
                lines.append(f'    <transition event="{kind}"{guard} target="{target}"/>')
        lines.append("  </state>")
    return "\n".join([*lines, "</scxml>"]) + "\n"


def _label(edge: Edge) -> str:
    return edge.label or _NEXT_LABELS[Phase(edge.target)]


def _everywhere_words() -> str:
    return _words(everywhere())


def _words(kinds: Iterable[str]) -> str:
    return ", ".join(_KIND_WORDS.get(kind, kind.replace("_", " ")) for kind in kinds)


_FILLS: dict[str, str] = {Phase.RESULT: "#e4f3e6", Phase.ALARM: "#fbe3e0", NEXT_NODE: "#fff6da"}
_COLUMN, _ROW, _WIDTH, _HEIGHT, _MARGIN = 440, 150, 240, 56, 40


def svg() -> str:
    """A picture that needs no program to be made or seen."""
    width, height = 2 * _COLUMN + _WIDTH + 2 * _MARGIN, 5 * _ROW + 60
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}" height="{height}" '
        'font-family="sans-serif">',
        '<defs><marker id="tip" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="8" markerHeight="8" orient="auto">'
        '<path d="M0 0 8 4 0 8z" fill="#345"/></marker></defs>',
        f'<rect width="{width}" height="{height}" fill="#fff"/>',
    ]
    parts += [_drawn_edge(edge) for edge in edges() if edge.source != Phase.OVER]
    parts += [_drawn_node(node) for node in _NODES]
    words = _everywhere_words().split(", ")
    half = (len(words) + 1) // 2
    for n, line in enumerate(("Everywhere: " + ", ".join(words[:half]) + ",", ", ".join(words[half:]))):
        parts.append(f'<text x="{_MARGIN}" y="{height - 44 + 20 * n}" font-size="14" fill="#345">{escape(line)}</text>')
    return "\n".join([*parts, "</svg>"]) + "\n"


def _centre(node: str) -> tuple[float, float]:
    _, _, column, row = _NODES[node]
    return _MARGIN + _COLUMN * column + _WIDTH / 2, _MARGIN + _ROW * row + _HEIGHT / 2


def _drawn_node(node: str) -> str:
    name, does, _, _ = _NODES[node]
    x, y = _centre(node)
    rows = [(name, 15, "bold"), (does, 12, "normal")] if does else [(name, 15, "bold")]
    texts = "".join(
        _text(escape(text), x, y + 5 + 18 * (n - (len(rows) - 1) / 2), f'font-size="{size}" font-weight="{weight}" fill="#123"')
        for n, (text, size, weight) in enumerate(rows)
    )
    place = f'x="{x - _WIDTH / 2}" y="{y - _HEIGHT / 2}" width="{_WIDTH}" height="{_HEIGHT}"'
    return f'<rect {place} rx="14" fill="{_FILLS.get(node, "#eaf0f7")}" stroke="#345"/>{texts}'


def _drawn_edge(edge: Edge) -> str:
    (x1, y1), (x2, y2) = _centre(edge.source), _centre(edge.target)
    dx, dy = x2 - x1, y2 - y1
    length = max((dx * dx + dy * dy) ** 0.5, 1.0)
    # Arrows bend to their right, so that there and back are two lines.
    bend = 0.16 * length
    cx, cy = (x1 + x2) / 2 - dy / length * bend, (y1 + y2) / 2 + dx / length * bend
    sx, sy = _on_border(x1, y1, cx, cy)
    ex, ey = _on_border(x2, y2, cx, cy)
    # A little nearer to where it begins than to its tip, so that neighbours do not write over each other.
    mx, my = 0.4 * sx + 0.46 * cx + 0.14 * ex, 0.4 * sy + 0.46 * cy + 0.14 * ey
    # Beside an arrow that goes straight up or down, on its outer side; else upon it.
    anchor, aside = ("middle", 0) if abs(dx) > 5 else ("end", -6) if cx < x1 else ("start", 6)
    lines = _wrapped(_label(edge))
    style = 'font-size="11" fill="#234" stroke="#fff" stroke-width="3" paint-order="stroke"'
    texts = "".join(
        _text(escape(line), mx + aside, my + 13 * (n - (len(lines) - 1) / 2) + 4, style, anchor) for n, line in enumerate(lines)
    )
    path = f"M{sx:.0f} {sy:.0f}Q{cx:.0f} {cy:.0f} {ex:.0f} {ey:.0f}"
    return f'<path d="{path}" fill="none" stroke="#678" marker-end="url(#tip)"/>{texts}'


def _text(text: str, x: float, y: float, style: str, anchor: str = "middle") -> str:
    return f'<text x="{x:.0f}" y="{y:.0f}" text-anchor="{anchor}" {style}>{text}</text>'


def _on_border(x: float, y: float, towards_x: float, towards_y: float) -> tuple[float, float]:
    dx, dy = towards_x - x, towards_y - y
    scale = min(
        (_WIDTH / 2 + 4) / abs(dx) if dx else float("inf"),
        (_HEIGHT / 2 + 4) / abs(dy) if dy else float("inf"),
    )
    return x + dx * scale, y + dy * scale


def _wrapped(label: str, width: int = 22) -> list[str]:
    lines = [""]
    for word in label.split():
        if lines[-1] and len(lines[-1]) + len(word) >= width:
            lines.append("")
        lines[-1] = f"{lines[-1]} {word}".strip()
    return lines


FORMATS: dict[str, Callable[[], str]] = {"mermaid": mermaid, "dot": dot, "svg": svg, "scxml": scxml}
