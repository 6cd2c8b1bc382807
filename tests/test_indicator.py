"""What we are doing is told to whoever shows it."""

from voice.ports import Status
from voice.surfaces.indicator import Indicator


def test_each_change_is_told_once():
    """A view hears of changes, and of nothing that stays as it is."""
    told = []
    indicator = Indicator(told.append)
    for activity in ("speaking", "speaking", "listening"):
        indicator.now(activity)
    assert told == [Status("speaking"), Status("listening")]


def test_a_muted_microphone_stays_muted_whatever_is_done():
    """Speaking and listening leave the microphone as it is."""
    indicator = Indicator()
    indicator.mute(True)
    indicator.now("speaking")
    assert indicator.status == Status("speaking", muted=True)


def test_a_view_that_comes_later_is_told_how_things_stand():
    """Whoever is added hears the status of the moment first."""
    indicator = Indicator()
    indicator.now("listening")
    told = []
    indicator.show_on(told.append)
    indicator.now("thinking")
    assert told == [Status("listening"), Status("thinking")]
