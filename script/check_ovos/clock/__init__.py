"""Another skill, which has an answer where ours has none."""

from ovos_bus_client.message import Message
from ovos_workshop.decorators import intent_handler
from ovos_workshop.skills.ovos import OVOSSkill


class Clock(OVOSSkill):
    """Tells the time; it is always the same."""

    @intent_handler("time.intent")
    def handle_time(self, _message: Message) -> None:
        """Tell it."""
        self.speak("It is noon.")
