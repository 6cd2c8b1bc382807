"""What we are doing, told to whoever shows it: a line on the screen, a light, a service manager."""

from collections.abc import Callable
from dataclasses import replace

from rich.console import Console

from voice.ports import Activity, Status, StatusView
from voice.skill.knowledge.screen import ScreenTexts
from voice.skill.knowledge.wording import insert


class Indicator:
    """Holds the status and tells its views of each change, and of nothing that stays as it is."""

    def __init__(self, *views: StatusView) -> None:
        self._views = list(views)
        self.status = Status()
        self.alive: Callable[[], None] = lambda: None
        """Called each time round the loop that waits, several times a second: a sign of life for a watchdog."""

    def show_on(self, view: StatusView) -> None:
        """Tell this view as well, from now on; it is told at once how things stand."""
        self._views.append(view)
        view(self.status)

    def now(self, activity: Activity) -> None:
        """What we are doing from now on."""
        self._change(replace(self.status, activity=activity))

    def mute(self, muted: bool) -> None:
        """Whether the microphone is off from now on."""
        self._change(replace(self.status, muted=muted))

    def _change(self, status: Status) -> None:
        if status != self.status:
            self.status = status
            for view in self._views:
                view(status)


class WindowTitle:
    """A terminal's title, which stays in sight whatever scrolls by. Without a terminal nothing is written."""

    def __init__(self, console: Console, texts: ScreenTexts) -> None:
        self._console, self._texts = console, texts

    def __call__(self, status: Status) -> None:
        """Write it, the microphone first where it is off."""
        title = self._texts.title_muted if status.muted else self._texts.title
        self._console.set_window_title(insert(title, activity=getattr(self._texts.activities, status.activity)))
