"""The Wyoming service as Home Assistant meets it: typed conversations by the protocol's own client, and all that goes wrong."""

import asyncio
import json
import signal
import socket
import stat

import pytest
from patience import HANG_SECONDS, wait_until
from wyoming.asr import Transcribe, Transcript
from wyoming.client import AsyncClient
from wyoming.error import Error
from wyoming.handle import Handled, NotHandled
from wyoming.info import Describe, Info
from wyoming.ping import Ping, Pong
from wyoming.tts import Synthesize

from tests.served import DEAF_AND_DUMB, FORM, refused, serving
from voice.surfaces.wyoming.wire import MOST_HEADER, MOST_PAYLOAD

STORY = "my left calf keeps twitching since my run this morning"


@pytest.fixture(scope="module")
def service(tmp_path_factory):
    """A service without ear and voice, which several tests talk to under keys of their own."""
    with serving(tmp_path_factory.mktemp("home"), *DEAF_AND_DUMB, "--region", "us") as running:
        yield running


def context(answer):
    """What an answer says of the conversation."""
    return answer.data["context"]


def test_a_typed_conversation_goes_on_until_its_end(service):
    """Each answer carries the question that is open, what can be chosen, and that the microphone is to stay open."""
    first = service.say(STORY, "typed")
    assert Handled.is_type(first.type)
    assert first.data["text"].startswith("Hello, this is Twitchwise.")
    assert context(first) | {"choices": None} == {
        "conversation_id": "typed",
        "continue_conversation": True,
        "question": "urine",
        "choices": None,
        "disposition": None,
        "emergency": False,
        "must_say_first": [],
        "outcome": None,
        "assessment": None,
        "rate": 1.0,
        "volume": 1.0,
    }
    assert "none of these" in context(first)["choices"]
    second = service.say("my pee is dark like cola", "typed")
    assert context(second)["disposition"] == context(second)["assessment"]["disposition"] == "emergency"
    assert context(second)["emergency"] is True
    assert context(second)["must_say_first"][0].startswith("Call nine one one now")
    last = service.say("ok thanks", "typed")
    assert (context(last)["continue_conversation"], context(last)["outcome"]) == (False, "emergency")


def test_words_for_others_are_handed_back(service):
    """As not handled, so that somebody else may."""
    answer = service.say("what time is it", "others")
    assert NotHandled.is_type(answer.type)
    assert context(answer)["continue_conversation"] is False


def test_a_stray_word_after_the_end_is_handled_and_answered_with_nothing(service):
    """No new triage, and no error."""
    service.say(STORY, "stray")
    service.say("stop", "stray")
    answer = service.say("no", "stray")
    assert (answer.type, answer.data["text"]) == ("handled", "")


def test_without_a_conversation_id_the_satellite_or_the_connection_counts(service):
    """Two clients that say nothing of themselves are two people."""
    (told,) = service.exchange(Transcript(STORY, context={"satellite_id": "bathroom"}))
    (other,) = service.exchange(Transcript("no", context={"satellite_id": "garage"}))
    (again,) = service.exchange(Transcript("no", context={"satellite_id": "bathroom"}))
    assert [one.type for one in (told, other, again)] == ["handled", "not-handled", "handled"]
    first, second = service.exchange(Transcript(STORY), Transcript("no"), answers=2)
    assert (context(first)["question"], context(second)["question"]) == ("urine", "collapse")
    (stranger,) = service.exchange(Transcript("no"))
    assert NotHandled.is_type(stranger.type)


def invited(service, words, key, **more):
    """What is answered to words that came back when somebody was asked whether we may begin."""
    (answer,) = service.exchange(Transcript(words, context={"conversation_id": key, "invited": True, **more}))
    return answer


def test_a_yes_opens_a_conversation_where_we_were_invited(service):
    """With the greeting and the first question; what it tells already is the first answer."""
    yes = invited(service, "yes please", "invited")
    assert yes.data["text"].startswith("Hello, this is Twitchwise.")
    assert context(yes)["question"] == "opening"
    assert context(service.say(STORY, "invited"))["question"] == "urine"
    assert context(invited(service, STORY, "invited and told"))["question"] == "urine"


@pytest.mark.parametrize("words", ["no thanks", "no", "stop"])
def test_a_no_to_an_invitation_opens_nothing_and_is_not_answered(service, words):
    """Nobody has to refuse twice."""
    answer = invited(service, words, "refused")
    assert (answer.type, answer.data["text"]) == ("handled", "")
    assert NotHandled.is_type(service.say("yes", "refused").type)


@pytest.mark.parametrize("more", [{"confidence": 0.1}, {"invited": False}])
def test_a_yes_that_was_hardly_heard_or_not_asked_for_opens_nothing(service, more):
    """Nothing is presumed."""
    assert NotHandled.is_type(invited(service, "yes", "unsure", **more).type)


def test_words_for_others_are_handed_back_to_whoever_invited_us(service):
    """A television that answers opens nothing."""
    assert NotHandled.is_type(invited(service, "and now the weather", "television").type)


def test_the_confidence_of_another_recogniser_counts(service):
    """A "no" that was hardly heard denies nothing."""
    service.say(STORY, "confidence")
    (answer,) = service.exchange(Transcript("no", context={"conversation_id": "confidence", "confidence": 0.1}))
    assert context(answer)["question"] == "urine"


def test_ten_conversations_at_once_are_ten_people(service):
    """Each is answered as if it were alone."""
    said = [STORY, "no", "no", "nope"]
    alone = [service.say(words, "alone").data["text"] for words in said]

    async def talk(number):
        texts = []
        for words in said:
            async with AsyncClient.from_uri(service.uri, read_timeout=HANG_SECONDS) as client:
                await client.write_event(Transcript(words, context={"conversation_id": f"one of ten {number}"}).event())
                texts.append((await client.read_event()).data["text"])
        return texts

    async def all_of_them():
        return await asyncio.gather(*(talk(number) for number in range(10)))

    assert asyncio.run(all_of_them()) == [alone] * 10


def test_what_there_is_is_told(service):
    """An agent under our name; no ear and no voice, as those are off."""
    info = service.describe()
    (agent,) = info.handle
    assert (agent.name, agent.installed, agent.models[0].languages) == ("twitchwise", True, ["en"])
    assert (info.asr, info.tts) == ([], [])


def test_a_ping_is_answered(service):
    """With what it brought."""
    (answer,) = service.exchange(Ping(text="there?"))
    assert Pong.from_event(answer).text == "there?"


@pytest.mark.parametrize("event", [Transcribe(language="en"), Synthesize("hello")])
def test_an_ear_or_voice_that_is_off_is_told(service, event):
    """With the flag that put it off."""
    (answer,) = service.exchange(event)
    assert "is off; start it without --no-" in Error.from_event(answer).text


def raw(service, *pieces):
    """The types of events that come back for these bytes and a question behind them, to the end of the connection."""

    async def exchange():
        async with AsyncClient.from_uri(service.uri, read_timeout=HANG_SECONDS) as client:
            for piece in pieces:
                client._writer.write(piece)
            await client.write_event(Describe().event())
            answers = []
            while (event := await client.read_event()) is not None:
                answers.append(event)
                if Info.is_type(event.type):
                    break
            return answers

    return asyncio.run(exchange())


def line(**event):
    """An event's first line."""
    return json.dumps(event).encode() + b"\n"


def behind(*, type, data):
    """An event whose first line is followed by what it says, as most clients write it."""
    said = json.dumps(data).encode()
    return line(type=type, data_length=len(said)) + said


HALF_A_CHARACTER = "\ud800"
ENDS_THE_CONNECTION = (
    b"garbage\n",
    b"\xff\xfe\n",
    b"[]\n",
    b'"describe"\n',
    b"{}\n",
    b'{"type": 5}\n',
    b'{"type": "transcript", "data": []}\n',
    b'{"type": "transcript", "data_length": -1}\n',
    b'{"type": "transcript", "data_length": "long"}\n',
    b"[" * 100_000 + b"\n",
    line(type="transcript", data={"text": HALF_A_CHARACTER}),
)


@pytest.mark.parametrize("garbage", ENDS_THE_CONNECTION, ids=lambda piece: repr(piece[:24]))
def test_garbage_ends_its_own_connection_with_a_line(service, garbage):
    """Its sender is told what would be right, as far as that can be told; everybody else is served as before."""
    told = len(service.complaints)
    try:
        answers = raw(service, garbage)
    except ConnectionError:
        answers = []
    assert [answer.type for answer in answers] in (["error"], [])
    (complaint,) = wait_until(lambda: service.complaints[told:])
    assert complaint.startswith("client ")
    assert len(complaint) < 500
    assert service.describe().handle


NOT_FITTING = (
    line(type="transcript"),
    line(type="transcript", data={"text": 5}),
    line(type="transcript", data={"text": "no", "context": []}),
    line(type="transcript", data={"text": "no", "context": {"confidence": "high"}}),
    line(type="transcript", data={"text": "no", "context": {"confidence": 7}}),
    line(type="transcript", data={"text": "no", "context": {"invited": "yes"}}),
    line(type="transcript", data={"text": "no " * 5_000}),
    line(type="transcript", data_length=4) + b"null",
    line(type="transcript", data_length=4) + b"nul{",
    behind(type="transcript", data={"text": HALF_A_CHARACTER}),
    behind(type="transcript", data={"text": "no", "context": {"conversation_id": HALF_A_CHARACTER}}),
    behind(type="transcript", data={"text": "no", "context": {"more": float("nan")}}),
    behind(type="ping", data={"text": HALF_A_CHARACTER}),
    line(type="transcript", data_length=MOST_HEADER + 1) + b" " * (MOST_HEADER + 1),
    line(type="audio-chunk", data=FORM, payload_length=MOST_PAYLOAD + 1) + b"\0" * (MOST_PAYLOAD + 1),
    line(type="synthesize", data={}),
)


@pytest.mark.parametrize("piece", NOT_FITTING, ids=lambda piece: repr(piece[:60]))
def test_an_event_that_does_not_fit_is_refused_and_the_next_is_read(service, piece):
    """On the same connection, with one line on either side."""
    told = len(service.complaints)
    answers = raw(service, piece)
    assert [answer.type for answer in answers] == ["error", "info"]
    (complaint,) = wait_until(lambda: service.complaints[told:])
    assert complaint.endswith(Error.from_event(answers[0]).text)


@pytest.mark.parametrize(
    "piece",
    [
        line(type="dance", data={"how": "wildly"}, payload_length=3) + b"\0\0\0",
        line(type="audio-start", data=FORM),
        line(type="audio-chunk", data=FORM, payload_length=4) + b"\0\0\0\0",
        line(type="audio-stop"),
        line(type="describe", version="99.0.0")[:-1] + b"\n",
    ],
    ids=lambda piece: repr(piece[:40]),
)
def test_an_event_that_is_not_for_us_is_passed_over(service, piece):
    """Unknown ones, those for a part that is off; and another version's are taken as they are."""
    told = len(service.complaints)
    assert [answer.type for answer in raw(service, piece)][-1] == "info"
    assert service.complaints[told:] == []


def test_a_line_without_an_end_is_not_held(service):
    """Two megabytes of it end the connection."""
    try:
        answers = raw(service, b"x" * 2 * MOST_HEADER)
    except ConnectionError:
        answers = []
    assert [answer.type for answer in answers] in (["error"], [])
    assert service.describe().handle


def test_a_client_that_leaves_before_the_answer_loses_nothing(service):
    """What it said counts, and whoever comes back goes on from there."""

    async def say_and_leave():
        async with AsyncClient.from_uri(service.uri) as client:
            await client.write_event(Transcript(STORY, context={"conversation_id": "leaves"}).event())

    told = len(service.complaints)
    asyncio.run(say_and_leave())
    back = wait_until(lambda: (answer := service.say("repeat", "leaves")).type == "handled" and answer)
    assert context(back)["question"] == "urine"
    assert service.complaints[told:] == []


def test_an_answer_to_a_question_that_nobody_was_there_to_hear_is_none(tmp_path):
    """The client left before it was told what is asked; the "no" with which it comes back is answered by the question."""
    with serving(tmp_path, *DEAF_AND_DUMB) as running:
        running.say(STORY)
        no = Transcript("no", context={"conversation_id": "kitchen"}).event()
        host, port = running.uri.removeprefix("tcp://").split(":")
        # It has left before the service sees that it has come.
        running.process.send_signal(signal.SIGSTOP)
        with socket.create_connection((host, int(port))) as client:
            client.sendall(behind(type=no.type, data=no.data))
        running.process.send_signal(signal.SIGCONT)
        assert [context(running.say("no"))["question"] for _ in range(2)] == ["collapse", "mind"]


def test_a_client_that_leaves_in_the_middle_of_an_event_is_no_fault(service):
    """Half a line, half of what it announced."""
    told = len(service.complaints)
    for half in (b'{"type": "trans', line(type="transcript", data_length=100) + b"{"):
        with socket.create_connection(service.uri.removeprefix("tcp://").split(":")) as client:
            client.sendall(half)
    assert service.describe().handle
    assert service.complaints[told:] == []


@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGTERM])
def test_a_service_that_is_started_anew_goes_on_in_the_middle(tmp_path, how):
    """However it ended: the open question is the same, and what was answered is not asked again."""
    options = (*DEAF_AND_DUMB, "--state-folder", tmp_path / "kept")
    with serving(tmp_path, *options) as first:
        first.say(STORY)
        asked = context(first.say("no"))["question"]
        assert first.end(how) == (0 if how is signal.SIGTERM else -signal.SIGKILL)
    with serving(tmp_path, *options) as second:
        assert context(second.say("repeat"))["question"] == asked
        again = second.say("no")
        assert Handled.is_type(again.type)
        assert "Hello" not in again.data["text"]
        second.say("stop")
        assert [path.name for path in (tmp_path / "kept").iterdir()] == [".lock"]


def test_without_a_folder_nothing_is_written(tmp_path):
    """A service that is started anew knows nothing."""
    with serving(tmp_path, *DEAF_AND_DUMB) as first:
        first.say(STORY)
        assert not [path for path in tmp_path.rglob("*") if path.is_file()]
        first.end()
    with serving(tmp_path, *DEAF_AND_DUMB) as second:
        assert NotHandled.is_type(second.say("no").type)


def test_a_socket_in_a_folder_is_its_owners_alone(tmp_path):
    """It goes with the service, and what a killed one has left is taken away; a living one keeps its own."""
    uri = f"unix://{tmp_path}/twitchwise.sock"
    with serving(tmp_path, *DEAF_AND_DUMB, uri=uri) as first:
        assert stat.S_IMODE((tmp_path / "twitchwise.sock").stat().st_mode) == 0o600
        assert Handled.is_type(first.say(STORY).type)
        told, status = refused(tmp_path, *DEAF_AND_DUMB, "--uri", uri)
        assert (told, status) == (f"{uri}: cannot be listened on (Address already in use); give another --uri\n", 1)
        first.end(signal.SIGKILL)
    assert (tmp_path / "twitchwise.sock").is_socket()
    with serving(tmp_path, *DEAF_AND_DUMB, uri=uri) as second:
        assert second.describe().handle
        second.end()
    assert not (tmp_path / "twitchwise.sock").exists()


def test_a_port_and_a_folder_in_use_are_told_in_a_line(tmp_path):
    """With what to do."""
    with serving(tmp_path, *DEAF_AND_DUMB, "--state-folder", tmp_path / "kept") as running:
        told, status = refused(tmp_path, *DEAF_AND_DUMB, "--uri", running.uri)
        assert (told, status) == (f"{running.uri}: cannot be listened on (Address already in use); give another --uri\n", 1)
        told, status = refused(tmp_path, *DEAF_AND_DUMB, "--uri", "tcp://127.0.0.1:0", "--state-folder", tmp_path / "kept")
        assert (told.count("\n"), status) == (1, 1)
        assert "in use by another program; stop that one first" in told


@pytest.mark.parametrize(
    "uri", ["", "tcp://127.0.0.1", "tcp://:10710", "tcp://127.0.0.1:port", "unix://here", "http://a:1", "tcp://a:99999"]
)
def test_what_is_no_address_is_told(tmp_path, uri):
    """With two that would be right."""
    told, status = refused(tmp_path, "--uri", uri)
    assert status == 1
    assert "no address; tcp://127.0.0.1:10710 or unix:///run/user/1000/twitchwise.sock would be right" in told


@pytest.mark.parametrize("host", ["a..b", "x" * 300])
def test_a_host_that_no_machine_can_have_is_told_in_a_line(tmp_path, host):
    """However long it is."""
    told, status = refused(tmp_path, *DEAF_AND_DUMB, "--open-to-network", "--uri", f"tcp://{host}:10710")
    assert (told.count("\n"), status) == (1, 1)
    assert "no name of a machine; tcp://127.0.0.1:10710 would be right" in told


@pytest.mark.parametrize("host", ["[::]", "192.0.2.1", "example.invalid", "0.0.0.0"])  # noqa: S104 (it is refused)
def test_other_machines_are_let_in_only_where_that_is_asked_for(tmp_path, host):
    """It is said what that means."""
    told, status = refused(tmp_path, "--uri", f"tcp://{host}:10710")
    assert status == 2
    assert "can be reached from other machines, and Wyoming has no password" in told
    assert "--open-to-network" in told


@pytest.mark.parametrize("options", [(), ("--open-to-network",)])
def test_nothing_is_announced_that_others_cannot_reach(tmp_path, options):
    """A service on this machine alone is no news to others."""
    told, status = refused(tmp_path, "--uri", "tcp://127.0.0.1:0", "--zeroconf", *options)
    assert status == 2
    assert "it needs a tcp:// address and --open-to-network" in told


def test_a_service_manager_is_told(tmp_path, manager):
    """Ready once clients can come, alive, and on its way out."""
    watched = {"NOTIFY_SOCKET": str(tmp_path / "notify"), "WATCHDOG_USEC": "3000000"}
    with serving(tmp_path, *DEAF_AND_DUMB, **watched) as running:
        assert manager.wait_for("READY=1")
        assert manager.wait_for("WATCHDOG=1")
        running.end()
    assert manager.wait_for("STOPPING=1")
