"""Everything that can go wrong in a way that a person can mend.

    TwitchwiseError            one line: what happened, where, what to do
     ├─ FileError              a shared, settings or sound file cannot be used (says path:line)
     │   ├─ KnowledgeError     the knowledge file or a grammar file is wrong; lists every fault
     │   ├─ SettingsError      the settings cannot be used; lists every fault
     │   ├─ AudioFileError     not a sound file, empty, cut off
     │   └─ StateError         a saved conversation that cannot be used
     ├─ DeviceError            no microphone or speaker, unknown name, busy, gone
     ├─ RecogniserError        no such model, not a model, unusable grammar
     │   └─ ModelError         a model could not be fetched, unpacked, verified or removed
     ├─ SynthesisError         the voice could not be rendered
     ├─ AnswersError           answers that are none, or do not fit the slots
     └─ EventError             an event that is none, or does not fit the state

A person's mistake is never a traceback: the command line prints `str(error)` and exits with status 1.
"""

_MOST_SHOWN = 50


class TwitchwiseError(Exception):
    """The root: `str()` gives the line to show."""


class FileError(TwitchwiseError):
    """A file cannot be used; the message starts with its path, and the line where there is one."""


class KnowledgeError(FileError):
    """The knowledge file or a grammar is wrong. `faults` holds each as `file:line: what; what would be right`.

    Shown are so many as somebody can mend before looking again.
    """

    def __init__(self, faults: list[str]) -> None:
        self.faults = tuple(faults)
        more = len(faults) - _MOST_SHOWN
        super().__init__("\n".join([*faults[:_MOST_SHOWN], *([f"and {more} more"] if more > 0 else [])]))


class SettingsError(FileError):
    """Settings that cannot be used. `faults` holds each as `where: what; allowed: …` (a file:line, variable or flag)."""

    def __init__(self, faults: list[str]) -> None:
        self.faults = tuple(faults)
        super().__init__("\n".join(faults))


class AudioFileError(FileError):
    """Not a sound file, an empty one, or one that breaks off."""


class StateError(FileError):
    """A saved conversation that cannot be used: cut off, another version, another knowledge file."""


class DeviceError(TwitchwiseError):
    """No microphone or speaker, an unknown or ambiguous name, a device that is busy or gone."""


class RecogniserError(TwitchwiseError):
    """A model that is missing or is none, or a grammar that an engine cannot use.

    `said` is what is wrong, and `do` what mends it where that is known; the line to show has both.
    """

    def __init__(self, said: str, do: str = "") -> None:
        self.said, self.do = said, do
        super().__init__(f"{said}; {do}" if do else said)


class ModelError(RecogniserError):
    """A speech model could not be fetched, unpacked, verified or removed."""


class SynthesisError(TwitchwiseError):
    """The voice could not be loaded or a text not be rendered."""


class EventError(TwitchwiseError):
    """An event that is none, or that does not fit the state; the state is unchanged."""


class AnswersError(TwitchwiseError):
    """Answers that cannot be used; the message names each and what would be right."""
