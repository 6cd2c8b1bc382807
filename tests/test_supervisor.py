"""What the service manager is told, over a real datagram socket."""

import os

import pytest
from servicemanager import Manager

from voice.ports import Status
from voice.surfaces.supervisor import Supervisor


def test_readiness_state_and_stopping_are_told(manager, tmp_path):
    """In systemd's words."""
    supervisor = Supervisor({"NOTIFY_SOCKET": str(tmp_path / "notify")})
    supervisor.ready()
    supervisor(Status("listening", muted=True))
    supervisor.stopping()
    assert manager.told() == ["READY=1", "STATUS=listening, muted", "STOPPING=1"]


def test_signs_of_life_come_three_times_a_period(manager, tmp_path):
    """However often the loop goes round."""
    now = 100.0
    environment = {"NOTIFY_SOCKET": str(tmp_path / "notify"), "WATCHDOG_USEC": "60000000"}
    supervisor = Supervisor(environment, clock=lambda: now)
    for _ in range(600):
        supervisor.alive()
        now += 0.1
    assert manager.told() == ["WATCHDOG=1"] * 3


def test_no_watchdog_no_signs_of_life(manager, tmp_path):
    """A manager that did not ask is not told."""
    Supervisor({"NOTIFY_SOCKET": str(tmp_path / "notify")}).alive()
    assert manager.told() == []


def test_an_abstract_address_is_understood():
    """As systemd writes it, with an @ first."""
    listening = Manager(f"\0twitchwise-{os.getpid()}")
    try:
        Supervisor({"NOTIFY_SOCKET": f"@twitchwise-{os.getpid()}"}).ready()
        assert listening.told() == ["READY=1"]
    finally:
        listening.socket.close()


@pytest.mark.parametrize("environment", [{}, {"NOTIFY_SOCKET": ""}, {"NOTIFY_SOCKET": "/nowhere/at/all", "WATCHDOG_USEC": "x"}])
def test_without_a_manager_nothing_happens(environment):
    """No error, and nobody told."""
    supervisor = Supervisor(environment)
    supervisor.ready()
    supervisor.alive()
