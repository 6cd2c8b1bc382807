"""The ear and the voice of the Wyoming service: with the grammar of the open question, and with all of the ear's doubt."""

import asyncio
import signal
import socket
from datetime import datetime, timedelta

import numpy as np
import pytest
from patience import HANG_SECONDS
from talking import whole
from wyoming.asr import Transcribe, Transcript
from wyoming.audio import AudioChunk, AudioStart, AudioStop
from wyoming.client import AsyncClient
from wyoming.error import Error
from wyoming.handle import Handled
from wyoming.info import Describe
from wyoming.tts import Synthesize

from grammars import shipped
from tests.served import FORM, serving, sound_of
from tests.sounds import silence, spoken
from voice.errors import EventError, RecogniserError, SynthesisError
from voice.ports import RATE_HZ, Rendered
from voice.skill.dialogue.events import Heard, NoInput, NoMatch
from voice.skill.reading import Reading
from voice.surfaces.turns import Conversations
from voice.surfaces.wyoming import asr
from voice.surfaces.wyoming.asr import NO_WORDS, Listener, Sound
from voice.surfaces.wyoming.handle import Agent, key_of
from voice.surfaces.wyoming.info import info_of
from voice.surfaces.wyoming.parts import Service
from voice.surfaces.wyoming.recent import Hearing, Recent
from voice.surfaces.wyoming.service import serve
from voice.surfaces.wyoming.tts import MOST_TEXT, Speaker

STORY = "my left calf keeps twitching since my run this morning"
MORNING = datetime(2026, 3, 2, 9, 0)


@pytest.fixture(scope="module")
def service(tmp_path_factory, tiny_vosk_model):
    """A service with ear and voice."""
    options = ("--recogniser", "vosk", "--model", tiny_vosk_model, "--voice", "espeak", "--region", "us")
    with serving(tmp_path_factory.mktemp("home"), *options) as running:
        yield running


def test_the_ear_and_the_voice_are_told(service):
    """The ear ends an answer by itself, as it knows the question."""
    info = service.describe()
    assert (info.asr[0].name, info.asr[0].models[0].name) == ("twitchwise", "vosk")
    assert info.asr[0].requires_external_vad is False
    assert (info.tts[0].name, info.tts[0].voices[0].name) == ("twitchwise", "en")


def test_a_spoken_conversation_is_heard_answered_and_spoken(service):
    """Sound in, words out; words in, sentences out; sentences in, sound out."""
    heard = service.hear(spoken(STORY))
    assert "left calf" in heard
    first = service.say(heard, "spoken")
    assert Handled.is_type(first.type)
    while first.data["context"]["question"] != "urine":
        first = service.say(service.hear(spoken("yes")), "spoken")
    assert service.hear(spoken("no")) == "no"
    chunks = service.speak(first.data["text"])
    assert {(chunk.rate, chunk.width, chunk.channels) for chunk in chunks} == {(22_050, 2, 1)}
    assert sum(chunk.seconds for chunk in chunks) > 3
    assert max(np.abs(np.frombuffer(chunk.audio, np.int16)).max() for chunk in chunks) > 1_000


def test_the_ear_ends_an_answer_before_the_client_does(service):
    """Words come while the sound still runs; the rest of it is left out."""

    async def hear():
        async with AsyncClient.from_uri(service.uri, read_timeout=HANG_SECONDS) as client:
            await client.write_event(Transcribe(language="en").event())
            for event in sound_of(np.concatenate([spoken("no"), silence(3)])):
                await client.write_event(event.event())
            words = Transcript.from_event(await client.read_event()).text
            for event in sound_of(spoken("yes"))[1:]:
                await client.write_event(event.event())
            await client.write_event(AudioStop().event())
            return words

    assert asyncio.run(hear()) == "no"


def test_another_rate_and_two_channels_are_heard(service):
    """As microphones bring them."""
    mono = np.repeat(spoken("no"), 3)
    stereo = np.column_stack([mono, mono]).astype("<i2").tobytes()
    form = {"rate": 48_000, "width": 2, "channels": 2}
    chunks = [AudioChunk(audio=stereo[at : at + 4_001], **form) for at in range(0, len(stereo), 4_001)]
    (answer,) = service.exchange(AudioStart(**form), *chunks, AudioStop())
    assert Transcript.from_event(answer).text == "no"


def test_ten_megabytes_of_sound_are_one_answer(service):
    """Five minutes of it: the answer at their beginning is heard, and the service goes on."""
    long = np.concatenate([spoken("no"), np.zeros(5_000_000, np.int16)])
    (answer,) = service.exchange(Transcribe(), *sound_of(long, 65_536), AudioStop())
    assert Transcript.from_event(answer).text == "no"
    assert service.describe().asr


def test_a_client_that_leaves_while_it_speaks_holds_up_nobody(service):
    """Its sound ends where it left."""

    async def speak_and_leave():
        async with AsyncClient.from_uri(service.uri) as client:
            for event in sound_of(spoken(STORY))[:20]:
                await client.write_event(event.event())

    asyncio.run(speak_and_leave())
    assert service.hear(spoken("no")) == "no"


def test_a_service_that_is_stopped_while_somebody_speaks_ends(tmp_path, tiny_vosk_model):
    """Nobody has to finish first."""

    async def speak(running):
        async with AsyncClient.from_uri(running.uri) as client:
            for event in (Transcribe(), *sound_of(silence(0.2)), Describe()):
                await client.write_event(event.event())
            await client.read_event()
            return await asyncio.to_thread(running.end)

    with serving(tmp_path, "--recogniser", "vosk", "--model", tiny_vosk_model, "--no-voice") as running:
        assert asyncio.run(speak(running)) == 0
        assert running.complaints == []


@pytest.mark.parametrize("form", [{"rate": 16_000, "width": 1, "channels": 1}, {"rate": 10, "width": 2, "channels": 1}])
def test_sound_that_cannot_be_heard_is_refused(service, form):
    """With what would be right."""
    (answer,) = service.exchange(AudioStart(**form), AudioChunk(audio=b"\0" * 64, **form))
    assert "PCM of 16 bits at 16,000 hertz in one channel would be right" in Error.from_event(answer).text


def test_no_text_is_no_sound(service):
    """A start and a stop, and nothing between them."""
    assert service.speak("") == []
    assert service.speak("…") == []


def test_a_text_that_is_too_long_is_refused(service):
    """It would be read out for an hour."""
    (answer,) = service.exchange(Synthesize("long " * MOST_TEXT))
    assert f"at most {MOST_TEXT:,} would be right" in Error.from_event(answer).text


def test_slower_is_slower(service):
    """Whoever asks for it hears the next sentences so."""
    service.say(STORY, "slower")
    first = service.say("repeat", "slower").data["text"]
    before = sum(chunk.seconds for chunk in service.speak(first))
    for _ in range(2):
        service.say("slower", "slower")
    again = service.say("repeat", "slower")
    assert again.data["text"] == first
    assert again.data["context"]["rate"] < 1
    assert sum(chunk.seconds for chunk in service.speak(first)) > before * 1.1


class Fixed:
    """An ear that has heard something already, and says what it was asked."""

    def __init__(self, account):
        self.account, self.asked, self.sound = account, [], 0

    def hear(self, blocks, asking):
        """The same whatever comes."""
        self.asked.append(asking)
        self.sound = sum(len(block) for block in blocks)
        return self.account


class House:
    """An agent and an ear of one house, and their clock."""

    def __init__(self, account=None):
        self.now = MORNING
        self.conversations = Conversations(whole(), shipped(), at=self.now)
        self.recent = Recent()
        self.ear = Fixed(account or NoMatch())
        self.listener = Listener(self.ear, self._asking, self.conversations, self.recent, lambda: self.now)
        self.agent = Agent(self.conversations, self.recent)
        self.listens = []

    def _asking(self, listen):
        from voice.talk import asking_for  # noqa: PLC0415

        self.listens.append(listen)
        return asking_for(whole(), shipped(), lambda: self.now)(listen)

    def hear(self, account, key=None):
        """The text in which it is handed on."""
        self.ear.account = account
        sound = Sound()
        sound.end()
        return self.listener.hear(sound, key)

    def say(self, words, key="kitchen", after=1):
        """What the agent answers, in the context that Home Assistant sees."""
        self.now += timedelta(seconds=after)
        context = {"conversation_id": key} if key else {}
        said = Transcript(words, context=context)
        answer = self.agent.answer(said, "client 1", self.now)
        self.conversations.passed_on(key_of(said, "client 1"))
        return answer


def unsure(words, asked=(), **answers):
    """An account of an ear that doubts what it heard."""
    return Heard(words=words, reading=Reading(asked=asked, text=words, answers=answers, certainty="unsure"))


def test_it_is_heard_with_the_open_question():
    """Of the conversation that is named, or of the one that spoke last; the opening where nobody has spoken."""
    house = House()
    house.hear(NoMatch())
    house.say(STORY, "a")
    house.hear(NoMatch())
    house.say(f"twitchwise, {STORY}", "b")
    house.say("no", "b")
    house.hear(NoMatch(), "conversation_id a")
    house.hear(NoMatch())
    assert [listen.question for listen in house.listens] == ["opening", "urine", "urine", "collapse"]


def test_what_the_ear_doubts_is_asked_back_though_the_words_come_back_alone():
    """The same words from elsewhere, or after ten seconds, are taken as they are."""
    for after, question in ((1, "confirm"), (10, "result")):
        house = House()
        house.say(STORY)
        asked = house.conversations.listening("conversation_id kitchen", house.now).slots
        assert house.hear(unsure("my pee is dark", asked, dark_urine=True)) == "my pee is dark"
        assert house.say("my pee is dark", after=after).context["question"] == question


def test_a_doubt_counts_once():
    """Who says the same again, typed, is sure."""
    house = House()
    house.say(STORY)
    asked = house.conversations.listening("conversation_id kitchen", house.now).slots
    house.hear(unsure("no", asked))
    house.say("no")
    assert house.recent.take("no", house.listens[-1], house.now) is None


def test_what_was_heard_as_an_answer_to_another_question_is_read_anew_and_stays_doubted():
    """Two rooms at once: the ear took it for an answer of the other one."""
    house = House()
    house.say(STORY, "a")
    house.hear(unsure("my calf twitches and my pee is dark"))
    house.say(f"twitchwise, {STORY}", "b")
    house.say("no", "b")
    answer = house.say("my calf twitches and my pee is dark", "b")
    assert answer.context["question"] == "confirm"


@pytest.mark.parametrize("account", [NoMatch(), NoInput()])
def test_what_could_not_be_made_out_is_asked_again_while_a_question_is_open(account):
    """Home Assistant ends at a text that is empty, so a sign stands for it; without a conversation, it may end."""
    house = House()
    assert house.hear(account) == ""
    house.say(STORY)
    assert house.hear(account) == NO_WORDS
    again = house.say(NO_WORDS)
    assert (again.context["question"], again.context["continue_conversation"]) == ("urine", True)
    assert again.text


def test_the_sign_for_no_words_is_no_answer_by_itself():
    """Also where it comes too late to be known."""
    house = House()
    house.say(STORY)
    assert house.say(NO_WORDS).context["question"] == "urine"


def test_only_the_last_hearings_are_remembered():
    """An old one is pushed out by newer ones, and one from the future is none."""
    recent, listen = Recent(), House().conversations.listening(None, MORNING)
    for number in range(40):
        recent.keep(Hearing(str(number), NoMatch(), listen, MORNING))
    assert recent.take("1", listen, MORNING) is None
    assert recent.take("39", listen, MORNING - timedelta(seconds=1)) is None
    assert recent.take("39", listen, MORNING) is not None


def taken(sound):
    """All that the ear would be given."""
    sound.end()
    return np.concatenate([*sound.blocks(), np.zeros(0, np.int16)])


def test_chunks_of_any_length_are_the_same_sound():
    """Also such as end in the middle of a sample."""
    samples = (np.arange(5_000) % 1_000).astype("<i2")
    sound = Sound()
    for start in range(0, samples.nbytes, 333):
        sound.take(AudioChunk(audio=samples.tobytes()[start : start + 333], **FORM))
    assert (taken(sound) == samples).all()


def test_blocks_are_short():
    """The ear looks after each whether the answer has ended."""
    sound = Sound()
    sound.take(AudioChunk(audio=b"\1\0" * RATE_HZ, **FORM))
    sound.end()
    assert {len(block) for block in sound.blocks()} == {RATE_HZ // 50}


def test_sound_is_bounded():
    """What comes after two minutes is left out."""
    sound = Sound()
    for _ in range(150):
        sound.take(AudioChunk(audio=b"\0\0" * RATE_HZ, **FORM))
    assert len(taken(sound)) == 120 * RATE_HZ


def test_a_client_that_falls_silent_in_the_middle_has_finished(monkeypatch):
    """The ear waits for it no longer than so long."""
    monkeypatch.setattr(asr, "_STALLED_SECONDS", 0.01)
    sound = Sound()
    sound.take(AudioChunk(audio=b"\0\0" * 640, **FORM))
    assert len(list(sound.blocks())) == 2


def test_a_client_that_spreads_its_sound_has_finished_after_a_while(monkeypatch):
    """However little comes at a time."""
    monkeypatch.setattr(asr, "_LONGEST_SECONDS", 0.0)
    sound = Sound()
    sound.take(AudioChunk(audio=b"\0\0" * 640, **FORM))
    assert list(sound.blocks()) == []


def test_a_format_that_changes_is_refused():
    """In the middle of the sound."""
    sound = Sound()
    sound.take(AudioChunk(audio=b"", **FORM))
    with pytest.raises(EventError, match="the sound changes"):
        sound.take(AudioChunk(audio=b"", **{**FORM, "rate": 8_000}))


class Voices:
    """A voice that becomes another after its first sentence, and fails at some."""

    def render(self, text, *, rate=1.0):
        """A second of it, at a rate of its own."""
        if "fail" in text:
            raise SynthesisError("the voice could not be rendered")
        rate_hz = 24_000 if text.startswith("First") else 22_050
        return Rendered(np.full(rate_hz, 1_000, np.int16), rate_hz)


def test_a_voice_that_is_replaced_goes_on_at_the_first_rate():
    """Whoever plays it knows one rate alone."""
    events = [*Speaker(Voices()).speak(Synthesize("First. Second."))]
    chunks = [AudioChunk.from_event(event) for event in events[1:-1]]
    assert {chunk.rate for chunk in chunks} == {24_000}
    assert sum(chunk.samples for chunk in chunks) == pytest.approx(24_000 * 2.16, abs=200)


class Broken:
    """An ear that has lost its model."""

    def hear(self, sound, key):
        """Nothing any more."""
        list(sound.blocks())
        raise RecogniserError("the model has gone")


@pytest.mark.parametrize(
    ("events", "told"),
    [
        ([Synthesize("First. Then it will fail. Third.")], "the voice could not be rendered"),
        ([AudioStart(**FORM), AudioStop()], "the model has gone"),
    ],
)
def test_an_ear_or_voice_that_fails_is_told_and_nobody_waits_for_it(events, told):
    """An error, and the end of the connection: a client that waits for words or sound would wait for ever."""
    house, lines = House(), []
    answers = asyncio.run(served(house, Broken(), events, lines.append))
    assert Error.from_event(answers[-1]).text == told
    assert lines == [f"client 1: {told}"]


async def served(house, listener, events, notice):
    """What comes back for these events, to the end of their connection or the first words that were heard."""
    parts = (info_of(ear="one", voice="one"), house.conversations, house.agent, lambda: MORNING, notice)
    service = Service(*parts, listener, Speaker(Voices()))
    listening = socket.create_server(("127.0.0.1", 0))
    begun = asyncio.Event()
    task = asyncio.create_task(serve(service, listening, ready=begun.set))
    await begun.wait()
    host, port = listening.getsockname()
    answers = []
    async with AsyncClient.from_uri(f"tcp://{host}:{port}", read_timeout=HANG_SECONDS) as client:
        for event in events:
            await client.write_event(event.event())
        while (answer := await client.read_event()) is not None:
            answers.append(answer)
            if Transcript.is_type(answer.type):
                break
    signal.raise_signal(signal.SIGTERM)
    await task
    return answers


@pytest.mark.parametrize(
    ("events", "question"),
    [
        ([Transcribe(context={"conversation_id": "a"})], "collapse"),
        ([Transcribe(context={"satellite_id": "b"})], "urine"),
        ([Transcribe()], "collapse"),
        ([Transcript(STORY), Transcript("repeat", context={"conversation_id": "a"}), Transcribe()], "urine"),
    ],
)
def test_a_connection_hears_with_its_own_question(events, question):
    """That of the conversation that it names, by whatever id, or holds itself; else of whoever spoke last."""
    house = House()
    there = Transcript(STORY, context={"satellite_id": "b"})
    house.agent.answer(there, "client 0", house.now)
    house.conversations.passed_on(key_of(there, "client 0"))
    house.say(STORY, "a")
    house.say("no", "a")
    complaints = []
    answers = asyncio.run(served(house, house.listener, [*events, AudioStart(**FORM), AudioStop()], complaints.append))
    assert (answers[-1].type, complaints) == ("transcript", [])
    assert [listen.question for listen in house.listens] == [question]


def test_no_more_than_so_many_texts_are_remembered():
    """The first is spoken as usual again."""
    speaker = Speaker(Voices())
    for number in range(100):
        speaker.remember(str(number), 0.7, 1.0)
    assert "0" not in speaker._manners
    assert speaker._manners["99"] == (0.7, 1.0)
