"""What is held against a real Home Assistant: a function for each scene. `setup` makes what the others need."""

import asyncio
import json
import sys
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from house import House, Sound, Turn, free_port
from report import Report
from service import Service

STORY = "my left calf keeps twitching since my run this morning"
DANGER = "my pee is dark like cola"
_MOST_TURNS = 40
_SOME_SOUND = 20_000
"""Bytes: a sentence has more, however it is packed."""
_OURS = "conversation.twitchwise"


@dataclass
class Stage:
    """The house, the service, and what the scenes before have made."""

    house: House
    service: Service
    report: Report
    repository: Path
    pipelines: dict[str, str] = field(default_factory=dict)

    async def say(self, said: str, turn: Turn | None, pipeline: str = "typed") -> Turn:
        """One turn, typed, after another; its transcript."""
        answer = await self.house.talk(self.pipelines[pipeline], said, turn.conversation if turn else None)
        self.report.turn(said, answer)
        return answer

    async def speak(self, said: str, turn: Turn | None) -> Turn:
        """One turn, spoken."""
        sound = await self.service.spoken(said)
        answer = await self.house.talk(self.pipelines["spoken"], sound, turn.conversation if turn else None)
        self.report.turn(said, answer)
        return answer

    async def entry(self) -> str:
        """The id of our entry."""
        entries = await self.house.rest("GET", "/api/config/config_entries/entry?domain=twitchwise")
        found: str = entries[0]["entry_id"]
        return found


async def set_up(stage: Stage) -> None:
    """The config flow: its errors first, then an entry, an agent, and the assistants that use it."""
    house, check = stage.house, stage.report.check
    form = await house.flow("twitchwise")
    proposed = {one["name"]: (one.get("description") or {}).get("suggested_value") for one in form["data_schema"]}
    check("the form proposes this machine, our port and the country's region", proposed == _proposed(), proposed)
    here = {"host": "127.0.0.1", "region": "uk"}
    nothing = await house.flow("twitchwise", {**here, "port": free_port()})
    check("a port at which nothing answers is told", nothing.get("errors") == {"base": "cannot_connect"}, nothing)
    other = await house.flow("twitchwise", {**here, "port": house.port})
    check("a port at which something else answers is told", other.get("errors") == {"base": "not_twitchwise"}, other)
    made = await house.flow("twitchwise", {**here, "port": stage.service.port})
    check("the service is set up", made.get("type") == "create_entry", made)
    again = await house.flow("twitchwise", {**here, "port": stage.service.port})
    check("the same service is not set up twice", again.get("reason") == "already_configured", again)
    stock = await house.flow("wyoming", {"host": "127.0.0.1", "port": stage.service.port})
    check("Wyoming's own integration takes its ear and voice", stock.get("type") == "create_entry", stock)
    room = await house.flow("check_room")
    check("a satellite is there", room.get("type") == "create_entry", room)
    agents = await house.ask("conversation/agent/list", language="en")
    check("the agent is offered", _OURS in [one["id"] for one in agents["result"]["agents"]], agents)
    await _make_assistants(stage)


def _proposed() -> dict[str, object]:
    return {"host": "127.0.0.1", "port": 10710, "region": "uk"}


async def _make_assistants(stage: Stage) -> None:
    engines = await stage.house.entities("stt", "tts")
    ear = next((one for one in engines if one.startswith("stt.")), None)
    voice = next((one for one in engines if one.startswith("tts.")), None)
    for name in ("typed", "spoken"):
        sound = {"stt_engine": ear, "stt_language": "en", "tts_engine": voice, "tts_language": "en"}
        silent = dict.fromkeys(sound)
        made = await stage.house.ask(
            "assist_pipeline/pipeline/create",
            name=name,
            language="en",
            conversation_engine=_OURS,
            conversation_language="en",
            tts_voice=None,
            wake_word_entity=None,
            wake_word_id=None,
            prefer_local_intents=True,
            **(sound if name == "spoken" else silent),
        )
        stage.report.check(f"an assistant for {name} conversations is made", made["success"], made)
        stage.pipelines[name] = made["result"]["id"]
    await stage.house.ask("assist_pipeline/pipeline/set_preferred", pipeline_id=stage.pipelines["spoken"])


async def typed(stage: Stage) -> None:
    """A whole conversation; the house keeps its own commands before it, and gets none of the answers in it."""
    check = stage.report.check
    clock = await stage.say("what time is it", None)
    check("before a conversation, the house's commands are the house's", clock.locally and not clock.goes_on, clock)
    sentence = await stage.say("no", None)
    check("and so are the sentences of its automations", sentence.locally, sentence)
    turn = await stage.say(STORY, None)
    check("the first sentence is the first answer", not turn.locally and turn.goes_on and "Hello" in turn.said, turn)
    turns = [turn]
    for answer in ("what time is it", *["no"] * _MOST_TURNS):
        said = "that is all thanks" if "look after" in turn.said or "at home" in turn.said else answer
        turn = await stage.say(said, turn)
        turns.append(turn)
        if not turn.goes_on:
            break
    check("every open question keeps the microphone open, and the last sentence does not", _open_to_the_last(turns), turns[-1])
    check("no answer is taken by the house, neither its clock nor its sentence 'no'", not any(one.locally for one in turns))
    check("the conversation came to a result", any("at home" in one.said or "doctor" in one.said for one in turns))
    stray = await stage.say("thanks", turn)
    check("a stray word after the end is answered by silence", not (stray.said or stray.fault or stray.goes_on), stray)
    check("no emergency was announced", stage.house.emergencies == [], stage.house.emergencies)


def _open_to_the_last(turns: list[Turn]) -> bool:
    return all(one.goes_on for one in turns[:-1]) and not turns[-1].goes_on


async def never_mind(stage: Stage) -> None:
    """The house's own "never mind" would end its part of it without a word of safety."""
    turn = await stage.say(STORY, None)
    turn = await stage.say("no", turn)
    turn = await stage.say("nevermind", turn)
    stage.report.check("'nevermind' reaches us", not turn.locally and bool(turn.said), turn)
    if turn.goes_on:
        turn = await stage.say("yes", turn)
    stage.report.check("and ends the conversation", not turn.goes_on, turn)


async def emergency(stage: Stage) -> None:
    """A red flag in the middle."""
    check, house = stage.report.check, stage.house
    before = len(house.emergencies)
    turn = await stage.say(STORY, None)
    turn = await stage.say("no", turn)
    await asyncio.sleep(1)
    check("no event before there is an emergency", len(house.emergencies) == before)
    turn = await stage.say(DANGER, turn)
    check("the emergency is told at once", "Call nine nine nine now" in turn.said.replace("call nine", "Call nine"), turn)
    check("and the microphone stays open", turn.goes_on, turn)
    check("an event is fired", await house.until(lambda: len(house.emergencies) > before, 10), house.events)
    event = house.emergencies[-1]
    check(
        "it says which conversation and agent", (event["conversation_id"], event["agent_id"]) == (turn.conversation, _OURS), event
    )
    check("and nothing of what was said", not _holds_answers(json.dumps(event)), event)
    turn = await stage.say("what time is it", turn)
    check("after it, too, the house takes nothing", not turn.locally, turn)
    for _ in range(5):
        if not turn.goes_on:
            break
        turn = await stage.say("ok thanks bye", turn)
    check("the conversation ends", not turn.goes_on, turn)
    await asyncio.sleep(1)
    check("the event was fired once", len(house.emergencies) == before + 1, house.emergencies)


def _holds_answers(text: str) -> bool:
    return any(word in text.lower() for word in ("calf", "pee", "cola", "twitching since"))


async def lost(stage: Stage) -> None:
    """The service is killed while a question is open, and started anew with what it has kept."""
    check = stage.report.check
    turn = await stage.say(STORY, None)
    asked = await stage.say("no", turn)
    stage.service.kill()
    print("     (the service is killed)")
    turn = await stage.say("no", asked)
    check(
        "the house says whom to call",
        turn.said.startswith("I cannot reach Twitchwise. If somebody is in danger, call nine nine nine"),
        turn,
    )
    check("and does not listen on", not turn.goes_on, turn)
    found = await stage.house.rest("GET", f"/api/diagnostics/config_entry/{await stage.entry()}")
    told = found.get("data", {})
    check("the diagnostics say that it does not answer", told.get("service", {}).get("answers") is False, told)
    check("and nothing of what was said", not _holds_answers(json.dumps(told)), told)
    await stage.service.start()
    print("     (the service is started anew)")
    turn = await stage.say("repeat", turn)
    question = asked.said.split(". ")[-1]
    check("the same question is open", question in turn.said and turn.goes_on and "Hello" not in turn.said, (asked, turn))
    turn = await stage.say(DANGER, turn)
    check("and the interview goes on", "nine nine nine" in turn.said and turn.goes_on, turn)
    await stage.say("stop", turn)


async def changed(stage: Stage) -> None:
    """The entry's address and region can be changed."""
    entry = await stage.entry()
    form = {"host": "127.0.0.1", "port": stage.service.port, "region": "us"}
    wrong = await stage.house.flow("twitchwise", {**form, "port": free_port()}, entry=entry)
    stage.report.check("a wrong address is refused", wrong.get("errors") == {"base": "cannot_connect"}, wrong)
    right = await stage.house.flow("twitchwise", form, entry=entry)
    stage.report.check("a right one is taken", right.get("reason") == "reconfigure_successful", right)
    stage.service.kill()
    turn = await stage.say(STORY, None)
    stage.report.check("the number is now that of the other region", "call nine one one" in turn.said, turn)
    await stage.service.start()
    back = await stage.house.flow("twitchwise", {**form, "region": "uk"}, entry=entry)
    stage.report.check("and back", back.get("reason") == "reconfigure_successful", back)


async def spoken(stage: Stage) -> None:
    """A conversation in sound: our ear, our agent, our voice, in the house's own pipeline."""
    check = stage.report.check
    turn = await stage.speak(STORY, None)
    check("the first sentence is heard and answered in sound", turn.sound_bytes > _SOME_SOUND and "calf" in turn.said, turn)
    turn = await stage.speak("no", turn)
    check("'no' is heard, and the interview goes on", turn.heard == "no" and turn.goes_on and not turn.locally, turn)
    before = len(stage.house.emergencies)
    turn = await stage.speak("my pee is dark", turn)
    for _ in range(2):
        if "nine nine nine" in turn.said:
            break
        turn = await stage.speak("yes", turn)
    check("a red flag is told with whom to call", "nine nine nine" in turn.said, turn)
    check("and announced", await stage.house.until(lambda: len(stage.house.emergencies) == before + 1, 10), stage.house.events)
    await stage.say("stop", turn, "spoken")
    kept = stage.house.config / "tts"
    check("the house keeps the sound on disk", any(kept.iterdir()))
    await stage.house.ask("call_service", domain="tts", service="clear_cache")
    check("until its cache is cleared", await stage.house.until(lambda: not any(kept.iterdir()), 10), list(kept.iterdir()))


async def check_in(stage: Stage) -> None:
    """The house begins, by the blueprint: its question, a spoken yes, and then the interview at a satellite."""
    check, house = stage.report.check, stage.house
    room = house.config / "room"
    room.mkdir(exist_ok=True)
    for number, words in enumerate(("yes", STORY, "stop")):
        sound = await stage.service.spoken(words)
        (room / f"{number}.pcm").write_bytes(_at_16_khz(sound))
    begins = len(house.events)
    await house.ask("call_service", domain="automation", service="trigger", service_data={"entity_id": "automation.check_in"})
    await house.until(lambda: any("over" in event["data"] for event in house.events[begins:]))
    happened = [event["data"] for event in house.events[begins:]]
    for one in happened:
        print(f"   {json.dumps(one)[:200]}")
    announced, heard, said = ([one[name] for one in happened if name in one] for name in ("announced", "heard", "said"))
    check(
        "the blueprint asks whether it may begin",
        announced == ["Your three-day check is due. May I ask? Please say yes or no."],
        announced,
    )
    check("a yes is heard", heard[:1] == ["yes"], heard)
    check("and opens the interview", said[:1] != [] and said[0].startswith("Hello, this is Twitchwise."), said)
    check("in sound", any(one.get("played") for one in happened), happened)
    check("which goes on at the satellite", len(said) > 1 and "calf" in said[1], said)


def _at_16_khz(sound: Sound) -> bytes:
    """What a satellite sends; nearest samples, which is well enough for a voice that was filtered already."""
    count = len(sound.pcm) // 2 * 16_000 // sound.rate
    places = (2 * (index * sound.rate // 16_000) for index in range(count))
    return b"".join(sound.pcm[place : place + 2] for place in places)


async def found(stage: Stage) -> None:
    """What announces itself in the network is offered, and looked at before."""
    port = free_port()
    other = Service(stage.repository, stage.service.home, port)
    announce = (
        "import asyncio, sys\nfrom voice.surfaces.wyoming.discovery import Announcement\n"
        "async def main():\n    async with Announcement('twitchwise-check', '127.0.0.1', int(sys.argv[1])):\n"
        "        await asyncio.sleep(600)\nasyncio.run(main())"
    )
    python = stage.repository / ".venv" / "bin" / "python"
    stage.service.kill()
    await other.start("--no-ear", "--no-voice")
    process = await asyncio.create_subprocess_exec(python, "-c", announce, str(port), cwd=stage.repository, stderr=sys.stderr)
    try:
        flow = await _discovered(stage)
        stage.report.check("a service that announces itself is offered", flow is not None, "no flow came")
        if flow is not None:
            made = await stage.house.rest("POST", f"/api/config/config_entries/flow/{flow}", json={"region": "uk"})
            stage.report.check("and set up when that is wanted", made.get("type") == "create_entry", made)
    finally:
        process.terminate()
        await process.wait()
        other.kill()
        await stage.service.start()


async def _discovered(stage: Stage) -> str | None:
    for _ in range(60):
        flows = (await stage.house.ask("config_entries/flow/progress"))["result"]
        for flow in flows:
            if flow["handler"] == "twitchwise" and flow["context"]["source"] == "zeroconf":
                identity: str = flow["flow_id"]
                return identity
        await asyncio.sleep(1)
    return None


async def afterwards(stage: Stage) -> None:
    """What is left: no faults of ours in the log, and nothing that was said."""
    ours = [line for line in stage.house.log.splitlines() if "twitchwise" in line]
    faults = [line for line in ours if "ERROR" in line or "Traceback" in line]
    stage.report.check("the house's log has no fault of ours", not faults, faults)
    stage.report.check("and nothing of what was said", not _holds_answers("\n".join(ours)), ours)
    blocking = [line for line in stage.house.log.splitlines() if "Detected blocking call" in line and "twitchwise" in line]
    stage.report.check("nothing of ours holds the house up", not blocking, blocking)


SCENES: Mapping[str, Callable[[Stage], Awaitable[None]]] = {
    "setup": set_up,
    "typed": typed,
    "never-mind": never_mind,
    "emergency": emergency,
    "lost": lost,
    "changed": changed,
    "spoken": spoken,
    "check-in": check_in,
    "found": found,
    "afterwards": afterwards,
}
