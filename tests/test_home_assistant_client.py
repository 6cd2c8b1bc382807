"""How the Home Assistant integration talks to the service: the real one, none, and things that are no Twitchwise."""

import asyncio
import contextlib
import signal
import socket
import threading

import pytest
from wyoming.error import Error
from wyoming.event import Event, async_write_event
from wyoming.handle import Handled, NotHandled
from wyoming.info import Attribution, HandleProgram, Info

from tests.home_assistant import part
from tests.served import DEAF_AND_DUMB, serving

client, told = part("client"), part("told")
STORY = "my left calf keeps twitching since my run this morning"
INFO = Info(
    handle=[
        HandleProgram(name="another", attribution=Attribution("", ""), installed=True, description="", version="1", models=[])
    ]
)


@pytest.fixture(scope="module")
def service(tmp_path_factory):
    """A service without ear and voice."""
    with serving(tmp_path_factory.mktemp("home"), *DEAF_AND_DUMB, "--region", "us") as running:
        yield running


def at(uri):
    """The integration's client for an address."""
    host, _, port = uri.removeprefix("tcp://").rpartition(":")
    return client.TwitchwiseClient(host, int(port))


def ask(running, words, **context):
    """What the integration is told in answer to words."""
    return asyncio.run(at(running.uri).ask(words, context))


def test_what_the_service_offers_is_read(service):
    """Its agent, by the name that the integration looks for."""
    info = asyncio.run(at(service.uri).describe())
    assert [program.name for program in info.handle] == ["twitchwise"]


def test_a_conversation_keeps_the_microphone_open_until_it_is_over(service):
    """Each answer says so; an emergency is marked, and its sentences are spoken first of all."""
    first = ask(service, STORY, conversation_id="open")
    assert (first.is_ours, first.goes_on, first.emergency, first.is_over) == (True, True, False, False)
    second = ask(service, "my pee is dark like cola", conversation_id="open")
    assert (second.goes_on, second.emergency) == (True, True)
    assert "Call nine one one now" in second.speech
    last = ask(service, "ok thanks", conversation_id="open")
    assert (last.goes_on, last.emergency, last.is_over) == (False, True, True)


def test_words_for_others_are_not_ours(service):
    """And nothing is listened for."""
    answer = ask(service, "what time is it", conversation_id="others")
    assert (answer.is_ours, answer.goes_on) == (False, False)


def test_a_yes_to_the_question_of_a_house_opens_a_conversation(service):
    """The context that the integration sends is the one that the service knows."""
    answer = ask(service, "yes", conversation_id="invited", invited=True)
    assert (answer.is_ours, answer.goes_on) == (True, True)


def test_a_service_that_has_ended_cannot_be_connected_to(tmp_path):
    """Whoever asks is told so, and nothing of what was said is in the error."""
    with serving(tmp_path, *DEAF_AND_DUMB) as running:
        ask(running, STORY, conversation_id="lost")
        running.end(signal.SIGKILL)
        with pytest.raises(client.CannotConnectError, match="nothing answers there") as lost:
            ask(running, "my pee is dark", conversation_id="lost")
    assert "pee" not in str(lost.value)


@pytest.mark.parametrize("host", ["no.such.host.invalid", "a..b", "-" * 300])
def test_a_host_that_is_none_cannot_be_connected_to(host):
    """Whatever somebody types into the form."""
    with pytest.raises(client.CannotConnectError, match="nothing answers there"):
        asyncio.run(client.TwitchwiseClient(host, 10_710).describe())


def test_an_exchange_that_the_service_refuses_is_an_error(service):
    """Far too many words, in this case."""
    with pytest.raises(client.NotTwitchwiseError, match="ended or refused"):
        ask(service, "no " * 5_000, conversation_id="long")


def written(event):
    """An event as bytes on the wire."""
    return b"".join(_pieces(event))


def _pieces(event):
    class Writer(list):
        def writelines(self, lines):
            self.extend(lines)

        def write(self, piece):
            self.append(piece)

        async def drain(self):
            """All is written."""

    pieces = Writer()
    asyncio.run(async_write_event(event, pieces))
    return pieces


@contextlib.contextmanager
def answering(*pieces):
    """Something at a port that answers whatever comes with these bytes, then leaves; its address."""
    with socket.create_server(("127.0.0.1", 0)) as listening:

        def answer():
            connection, _ = listening.accept()
            with connection, contextlib.suppress(OSError):
                connection.recv(65_536)
                for piece in pieces:
                    connection.sendall(piece)

        thread = threading.Thread(target=answer, daemon=True)
        thread.start()
        yield f"tcp://127.0.0.1:{listening.getsockname()[1]}"
        thread.join()


OTHERS = {
    "leaves at once": [],
    "a web server": [b"HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n"],
    "a list": [b"[]\n"],
    "no type": [b"{}\n"],
    "half an event": [b'{"type": "info", "data_length": 100}\n{'],
    "an endless line": [b"x" * 300_000],
    "an info that is none": [b'{"type": "info", "data": {"handle": [5]}}\n'],
    "another Wyoming service": [written(INFO.event())],
    "an error": [written(Error("no").event())],
    "only other events": [written(Event("pong"))] * 30,
}


@pytest.mark.parametrize("pieces", OTHERS.values(), ids=OTHERS)
def test_something_else_at_the_address_is_told_from_nothing(pieces):
    """So that the form for setting it up can say which of the two it is."""
    with answering(*pieces) as uri, pytest.raises(client.NotTwitchwiseError):
        asyncio.run(at(uri).describe())


def test_something_that_never_answers_is_given_up(monkeypatch):
    """Nobody waits at a microphone for ever."""
    monkeypatch.setattr(client, "_ANSWER_SECONDS", 0.1)
    with socket.create_server(("127.0.0.1", 0)) as silent:
        uri = f"tcp://127.0.0.1:{silent.getsockname()[1]}"
        with pytest.raises(client.NotTwitchwiseError, match="no proper answer came"):
            asyncio.run(at(uri).ask("no", {}))


def test_events_before_the_answer_are_passed_over():
    """As the protocol wants."""
    with answering(written(Event("pong")), written(Handled("Hello.", {"continue_conversation": True}).event())) as uri:
        answer = asyncio.run(at(uri).ask("hello", {}))
    assert (answer.speech, answer.goes_on) == ("Hello.", True)


@pytest.mark.parametrize(
    "context",
    [
        None,
        [],
        {"continue_conversation": "yes", "emergency": 1, "must_say_first": "Call.", "outcome": None},
        {"must_say_first": [5]},
    ],
)
def test_fields_of_another_type_count_as_missing(context):
    """Its sentences are still spoken, and nothing is made of what does not fit."""
    event = Event("handled", {"text": "Hello.", "context": context})
    assert told.told_by(event) == told.Told(speech="Hello.")


def test_an_answer_without_text_is_silence():
    """A stray word after the end."""
    assert told.told_by(Handled().event()).speech == ""
    assert told.told_by(NotHandled().event()) == told.Told(speech="", is_ours=False)


def test_what_must_be_said_is_said_first_where_the_text_lacks_it():
    """A text that has it is spoken as it is."""
    context = {"must_say_first": ["Call nine one one now.", "I cannot make that call."], "emergency": True}
    lacking = Handled("Do no exercise.", context).event()
    whole = Handled("Dark pee. Call nine one one now. I cannot make that call. Do no exercise.", context).event()
    assert told.told_by(lacking).speech == "Call nine one one now. I cannot make that call. Do no exercise."
    assert told.told_by(whole).speech == whole.data["text"]


@pytest.mark.parametrize(("outcome", "is_over"), [("completed", True), ("emergency", True), ("paused", False), (None, False)])
def test_a_pause_does_not_end_a_conversation(outcome, is_over):
    """All other outcomes do."""
    assert told.told_by(Handled("Fine.", {"outcome": outcome}).event()).is_over is is_over
