"""What no rehearsal shows: our own fault, a stop in the middle of a sentence, a setting that is changed, other languages."""

from collections.abc import Callable
from datetime import datetime

from ovos_bus_client.session import Session

from script.check_ovos.assistant import SKILL, Assistant, Client, scratch_folder

STORY = "my left calf keeps twitching since my run this morning"


def look() -> bool:
    """Print a line for each, and tell whether all are right."""
    assistant = Assistant()
    looks: tuple[Callable[[Assistant], bool], ...] = (_called, _failed, _stopped_while_speaking, _changed, _in_another_language)
    right = []
    for one in looks:
        assistant.start(scratch_folder(), datetime.now, "us")
        right.append(one(assistant))
        print(f"{'right' if right[-1] else 'WRONG'}: {one.__doc__}", flush=True)
    assistant.stop()
    return all(right)


def _called(assistant: Assistant) -> bool:
    """OVOS's own match of a question about a twitch opens a conversation, with the answer to it."""
    client = Client(assistant, "called", carries=True)
    client.say("why is my eyelid twitching")
    return client.told["question"] == "opening" and "Most often" in client.lines[-1]


def _failed(assistant: Assistant) -> bool:
    """A fault of ours is said, with what to do in an emergency; by converse and by the fallback."""

    def broken(*_: object) -> None:
        raise RuntimeError("made for this look")

    said = []
    for carries in (True, False):
        client = Client(assistant, f"failed {carries}", carries=carries)
        client.say(STORY)
        assistant.skill.interview.answer = broken
        client.say("no")
        del assistant.skill.interview.answer
        said.append("call your local emergency number now" in client.lines[-1])
    return all(said)


def _stopped_while_speaking(assistant: Assistant) -> bool:
    """A stop in the middle of a sentence ends that sentence, and nothing that is sent after it silences the last one of ours."""
    session = Session("speaking", is_speaking=True)
    session.activate_skill(SKILL)
    assistant.say_as(session, STORY)
    kinds = [message.msg_type for message in assistant.say_as(session, "stop")]
    silenced = [at for at, kind in enumerate(kinds) if kind == "mycroft.audio.speech.stop"]
    return "speak" in kinds and len(silenced) == 1 and silenced[0] < kinds.index("speak")


def _changed(assistant: Assistant) -> bool:
    """A setting that is changed counts for the next conversation."""
    assistant.skill.settings["region"] = "uk"
    assistant.skill.settings_change_callback()
    client = Client(assistant, "changed", carries=True)
    client.say("my pee is dark like cola")
    return "nine nine nine" in client.lines[-1]


def _in_another_language(assistant: Assistant) -> bool:
    """Words of another language open nothing."""
    return not any(message.msg_type == "speak" for message in assistant.say_as(Session("german"), "arm", language="de-DE"))
