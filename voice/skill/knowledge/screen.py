"""What stands on the screen beside what is said: the section `screen` of the knowledge file, one field for each text.

1. A text that is missing or misspelt is a fault of the file.
2. What the program puts into a text has its place there (`PLACES`), and no text has a place that nothing fills.
"""

import re
from collections.abc import Iterator, Mapping

from voice.skill.knowledge.fields import Entry
from voice.skill.knowledge.yaml_lines import Place

_PLACE = re.compile(r"\{([^{}]*)\}")
PLACES: Mapping[str, str] = {
    "heard": "words",
    "lines_above": "n",
    "lines_below": "n",
    "answers": "answers",
    "asleep_phrase": "phrase",
    "wake_phrase": "phrase",
    "title": "activity",
    "title_muted": "activity",
}
"""The place that each text has; the others have none."""


class Activities(Entry):
    """What the microphone does, in a word or two."""

    asleep: str
    listening: str
    thinking: str
    speaking: str
    trouble: str


class ScreenTexts(Entry):
    """The texts of the screen. What each is for is told beside it in the file."""

    ours: str
    caller: str
    status: Activities
    status_muted: str
    status_typing: str
    activities: Activities
    title: str
    title_muted: str
    heard: str
    heard_nothing: str
    answers: str
    chosen: str
    no_words: str
    nothing: str
    hint: str
    lines_above: str
    lines_below: str
    legend: str
    spoken_keys: str
    typed_keys: str
    muted: str
    unmuted: str
    sound_back: str
    machine_slept: str
    asleep: str
    asleep_muted: str
    asleep_phrase: str
    wake_phrase: str
    asleep_key: str
    asleep_button: str
    left_none: str
    left_saved: str
    left_unsaved: str
    start_again: str
    not_saved: str
    back: str


def misplaced_on_screen(texts: ScreenTexts) -> Iterator[tuple[Place, str]]:
    """Texts that lack their place, or hold one that nothing fills."""
    for name, text in texts:
        if not isinstance(text, str):
            continue
        found, wanted = set(_PLACE.findall(text)), {PLACES[name]} if name in PLACES else set()
        for place in sorted(wanted - found):
            yield ("screen", name), f"{{{place}}} is missing; what is put there would not be shown"
        for place in sorted(found - wanted):
            yield ("screen", name), f"{{{place}}} is no place of this text; it has {', '.join(sorted(wanted)) or 'none'}"
