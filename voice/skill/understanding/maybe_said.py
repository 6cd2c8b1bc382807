"""Signs that may have been said besides what was read: named to be asked about, never taken and never taken away.

Only where words were left over or nothing was read at all, and only signs that no phrase in the text speaks of, whatever came of
it: one that is doubtfully denied is left to its own question. A command, a question about the subject and a reply to a
confirmation are left as they are.
"""

from dataclasses import replace

from voice.skill.grammar.sign_model import SignModel
from voice.skill.reading import Reading


def with_maybe_said(model: SignModel | None, reading: Reading, *, confirming: bool) -> Reading:
    """The reading, with the signs that its text sounds like and that it has nothing of, the likeliest first."""
    spoken_for = reading.certainty == "sure" or reading.command or reading.faq or confirming
    if model is None or spoken_for:
        return reading
    spoken_of = {*reading.answers, *(word for span in reading.spans for word in span.meaning.split())}
    signs = tuple(sign for sign in model.heard(reading.text) if sign not in spoken_of)
    return replace(reading, maybe_said=signs) if signs else reading
