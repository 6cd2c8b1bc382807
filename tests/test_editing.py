"""Keys by their names, and a line that is typed with them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from voice.surfaces.editing import Line, keys_in


@pytest.mark.parametrize(
    ("typed", "keys"),
    [
        (b"aB ", ("a", "B", " ")),
        (b"\r\n\x7f\x1b", ("enter", "enter", "backspace", "escape")),
        (b"\x1b[A\x1bOB\x1b[3~\x1b[5~", ("up", "down", "delete", "page_up")),
        (b"\x1b[1;5C\x1b[200~x", ("x",)),
        (b"\x04\x15", ("ctrl-d", "ctrl-u")),
        ("é√💪".encode(), ("é", "√", "💪")),
        (b"\xff\xfea", ("a",)),
    ],
)
def test_keys_have_names(typed, keys):
    """Characters are themselves, others have words; a sequence that nobody knows leaves no letters behind."""
    assert keys_in(typed) == (keys, b"")


@given(st.text(st.characters(exclude_categories=["C"])), st.integers(1, 7))
def test_characters_may_arrive_in_pieces(text, size):
    """However the terminal cuts what is typed, every character arrives once."""
    rest, found = b"", ""
    typed = text.encode()
    for start in range(0, len(typed), size):
        keys, rest = keys_in(rest + typed[start : start + size])
        found += "".join(keys)
    assert (found, rest) == (text, b"")


def pressed(*keys):
    line = Line()
    for key in keys:
        line = line.press(key)
    return line


def test_a_line_can_be_edited():
    """Cursor, deleting, words and ends."""
    assert pressed(*"helo", "left", "l").text == "hello"
    assert pressed(*"ab", "home", "delete").text == "b"
    assert pressed(*"left calf", "ctrl-w", *"foot").text == "left foot"
    assert pressed(*"abc", "left", "ctrl-u").text == "c"
    assert pressed(*"abc", "home", "right", "ctrl-k").text == "a"
    assert pressed(*"ab", "f5", "tab", "escape").text == "ab"


@given(
    st.lists(
        st.sampled_from(["a", "é", " ", "left", "right", "home", "end", "backspace", "delete", "ctrl-w", "ctrl-u", "ctrl-k"])
    )
)
def test_the_cursor_never_leaves_the_line(keys):
    """Whatever is pressed, the cursor stands in the text."""
    line = pressed(*keys)
    assert 0 <= line.at <= len(line.text)
