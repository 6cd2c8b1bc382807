"""What stands where on the screen: a function from what there is to show to as many rows of text as the terminal has.

1. Nothing is cut off: texts wrap, and what has no room is a page up or down away, and says so.
2. Colour and weight only repeat what words and signs say.
3. The question is set in large letters where there is room for them and for everything else.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from rich.cells import cell_len
from rich.console import Console
from rich.text import Text

from voice.ports import Activity, Status
from voice.skill.knowledge.screen import ScreenTexts
from voice.skill.knowledge.wording import insert

SIGNS: Mapping[Activity, str] = {"asleep": "z", "listening": "●", "thinking": "…", "speaking": "»", "trouble": "!"}
_MUTED, _TYPING = "■", ">"
_PLAIN_SIGNS = {"●": "*", "…": "~", "»": ">", "■": "#", "▲": "^", "▼": "v", "─": "-", "▌": "|", "·": "-", "→": ">"}
_LETTERS = "ansi_regular"
_FEWEST_SPOKEN_ROWS = 3
_FEWEST_BESIDE_LETTERS = 8


@dataclass(frozen=True, slots=True)
class View:
    """All that there is to show. `texts` are the words of the screen itself; `spoken` is the conversation so far as (who, text),
    its last `fresh` entries of this turn; `key` the question; `options` the answers to it; `typed` the line being typed and where
    its cursor is.
    """

    texts: ScreenTexts
    spoken: tuple[tuple[str, str], ...] = ()
    fresh: int = 0
    key: str = ""
    options: tuple[str, ...] = ()
    numbered: bool = True
    marked: int | None = None
    status: Status | None = None
    heard: str = ""
    note: str = ""
    typed: tuple[str, int] | None = None
    hint: str = ""
    help: tuple[str, ...] = ()
    page: int = 0
    style: str = "bold"
    large: bool = False


def sign_of(status: Status | None, texts: ScreenTexts) -> tuple[str, str]:
    """The status as a sign and in words; None where there is no microphone."""
    if status is None:
        return _TYPING, texts.status_typing
    if status.muted and status.activity in ("listening", "asleep"):
        return _MUTED, texts.status_muted
    return SIGNS[status.activity], getattr(texts.status, status.activity)


def numbered(options: Iterable[str], *, numbered: bool) -> tuple[str, ...]:
    """The answers with their numbers, or with dashes where no number chooses."""
    return tuple(f"{n} {option}" if numbered else f"- {option}" for n, option in enumerate(options, 1))


def frame(view: View, console: Console, width: int, height: int) -> tuple[Text, ...]:
    """Exactly `height` rows of at most `width` cells."""
    unicode = console.encoding.lower().startswith("utf")
    rows = _help(view, console, width, height) if view.help else _conversation(view, console, width, height, unicode=unicode)
    rows = [*rows[:height], *(Text() for _ in range(height - len(rows)))]
    return tuple(rows) if unicode else tuple(_plain(row) for row in rows)


def _conversation(view: View, console: Console, width: int, height: int, *, unicode: bool) -> list[Text]:
    head = [_header(view, width), Text("─" * width)]
    foot = [Text("─" * width), *_wrapped(console, _heard(view), width), *_foot(view, console, width)]
    room = height - len(head) - len(foot)
    options = _options(view, console, width, room)
    question = _question(view, console, width, room - len(options), unicode=unicode)
    spoken = _spoken(view, console, width, max(0, room - len(options) - len(question)))
    return [*head, *spoken, *question, *options, *foot]


def _header(view: View, width: int) -> Text:
    sign, words = sign_of(view.status, view.texts)
    told, ours = f"{sign} {words}", view.texts.ours
    row = Text(f" {ours}" if width > cell_len(told) + len(ours) + 4 else "", style="reverse bold")
    row.append(" " * max(1, width - cell_len(row.plain) - cell_len(told) - 1) + told + " ")
    row.truncate(width)
    return row


def _heard(view: View) -> Text:
    text = Text(insert(view.texts.heard, words=view.heard) if view.heard else view.texts.heard_nothing if view.status else "")
    if view.note:
        text.append(f"  ! {view.note}" if text.plain else f"! {view.note}", style="bold")
    return text


def _foot(view: View, console: Console, width: int) -> list[Text]:
    if view.typed is None:
        return _wrapped(console, Text(view.hint), width)
    text, at = view.typed
    line = Text("> " + text + " ", style="bold")
    line.stylize("reverse", 2 + at, 3 + at)
    return [*_wrapped(console, line, width), *_wrapped(console, Text(view.hint), width)]


def _options(view: View, console: Console, width: int, room: int) -> list[Text]:
    """A row each; in columns, or one after the other, where there is no room for that."""
    told = numbered(view.options, numbered=view.numbered)
    rows = [
        Text(f"{'→' if n == view.marked else ' '} {option}", style="reverse" if n == view.marked else "")
        for n, option in enumerate(told)
    ]
    wrapped = [part for row in rows for part in _wrapped(console, row, width)]
    if len(wrapped) <= room // 2 or not rows:
        return wrapped
    widest = max(cell_len(row.plain) for row in rows) + 2
    columns = width // widest
    if columns < 2:
        return wrapped if len(wrapped) <= room - 2 else _wrapped(console, Text(" · ").join(rows), width)
    return _in_columns(rows, columns, widest)


def _in_columns(rows: Sequence[Text], columns: int, width: int) -> list[Text]:
    """The rows side by side in columns of that width, each column to be read downwards."""
    deep = -(-len(rows) // columns)
    table = []
    for n in range(deep):
        line = Text()
        for row in rows[n::deep]:
            line.append_text(row)
            line.append(" " * (width - cell_len(row.plain)))
        line.rstrip()
        table.append(line)
    return table


def _question(view: View, console: Console, width: int, room: int, *, unicode: bool) -> list[Text]:
    if not view.key:
        return []
    text = _wrapped(console, Text(f"▌ {view.key}", style=view.style), width)
    told = sum(
        len(_wrapped(console, Text(f"{who}: {words}"), width)) for who, words in view.spoken[len(view.spoken) - view.fresh :]
    )
    fewest = max(told, _FEWEST_SPOKEN_ROWS if view.large else _FEWEST_BESIDE_LETTERS)
    if unicode and view.key.isascii():
        letters = _lettered(view.key, width - 1)
        if letters and len(letters) + fewest <= room:
            return [Text(), *(Text(row, style=view.style) for row in letters)]
    return [Text(), *text, Text()] if view.large and len(text) + 2 + fewest <= room else text


@lru_cache(maxsize=64)
def _lettered(text: str, width: int) -> tuple[str, ...]:
    """The text in letters five rows high, or nothing where a word is too long for the width."""
    from pyfiglet import Figlet  # noqa: PLC0415  # only large captions need it

    figlet = Figlet(font=_LETTERS, width=10_000)
    widths = {word: max(map(len, figlet.renderText(word).splitlines()), default=0) for word in text.split()}
    gap = 4
    lines: list[list[str]] = [[]]
    used = 0
    for word in text.split():
        if widths[word] > width:
            return ()
        if lines[-1] and used + gap + widths[word] > width:
            lines.append([])
            used = 0
        used += widths[word] + (gap if lines[-1] else 0)
        lines[-1].append(word)
    rows = [row.rstrip() for words in lines for row in [*_trimmed(figlet.renderText(" ".join(words))), ""]]
    return tuple(rows) if all(len(row) <= width for row in rows) else ()


def _trimmed(drawn: str) -> list[str]:
    rows = drawn.splitlines()
    while rows and not rows[-1].strip():
        rows.pop()
    return rows


def _spoken(view: View, console: Console, width: int, room: int) -> list[Text]:
    """The conversation: the newest at the bottom, or this turn from its beginning where it is too long to be shown whole."""
    rows: list[Text] = []
    begins = 0
    for n, (who, text) in enumerate(view.spoken):
        fresh = n >= len(view.spoken) - view.fresh
        if fresh and not begins:
            begins = len(rows)
        line = Text(f"{who}: {text}", style=view.style if fresh and who == view.texts.ours else "")
        rows += _wrapped(console, line, width)
    return paged(rows, room, begins if view.fresh else len(rows), view)


def paged(rows: list[Text], room: int, begins: int, view: View) -> list[Text]:
    """`room` of the rows, the view's pages down (or up, below 0) from where reading starts; and how many are left out."""
    if room <= 0:
        return []
    if len(rows) <= room:
        return [*(Text() for _ in range(room - len(rows))), *rows]
    step = max(1, room - 2)
    last = len(rows) - room
    start = max(0, min(last, min(begins - 1, last) + view.page * step))
    shown = rows[start : start + room]
    if start > 0:
        shown[0] = Text(f"▲ {insert(view.texts.lines_above, n=str(start + 1))}")
    if start < last:
        shown[-1] = Text(f"▼ {insert(view.texts.lines_below, n=str(last - start + 1))}")
    return shown


def _help(view: View, console: Console, width: int, height: int) -> list[Text]:
    rows = [part for line in view.help for part in _wrapped(console, Text(line), width)]
    return paged(rows, height, 0, view)[-height:] if len(rows) > height else rows


def _wrapped(console: Console, text: Text, width: int) -> list[Text]:
    return list(text.wrap(console, max(width, 1))) if text.plain else []


def _plain(row: Text) -> Text:
    plain = row.copy()
    plain.plain = "".join(_PLAIN_SIGNS.get(character, character) for character in row.plain)
    return plain
