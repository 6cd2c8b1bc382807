"""What there is, told to whoever asks: an agent, and an ear and a voice where they are on."""

from dataclasses import fields

from wyoming.info import AsrModel, AsrProgram, Attribution, HandleModel, HandleProgram, Info, TtsProgram, TtsVoice

from voice import __version__

NAME = "twitchwise"
"""Of the agent, the ear and the voice; Home Assistant names its entities after it."""
LANGUAGES = ("en",)
_US = Attribution(name="Twitchwise", url="")


def info_of(*, ear: str | None, voice: str | None) -> Info:
    """The description of a service; `ear` and `voice` are the names of what hears and speaks, None where that is off."""
    return Info(
        handle=[_agent()],
        asr=[_ear(ear)] if ear is not None else [],
        tts=[_voice(voice)] if voice is not None else [],
    )


def _agent() -> HandleProgram:
    about = "Asks about muscles that twitch, and says what it may be, what helps, and when to get help"
    model = HandleModel(
        name=NAME, attribution=_US, installed=True, description=about, version=__version__, languages=list(LANGUAGES)
    )
    return HandleProgram(
        name=NAME, attribution=_US, installed=True, description="Twitchwise", version=__version__, models=[model]
    )


def _ear(name: str) -> AsrProgram:
    model = AsrModel(
        name=name,
        attribution=_US,
        installed=True,
        description=f"Hears with {name}",
        version=__version__,
        languages=list(LANGUAGES),
    )
    program = AsrProgram(
        name=NAME,
        attribution=_US,
        installed=True,
        description="Hears answers to the question that is open",
        version=__version__,
        models=[model],
    )
    if any(field.name == "requires_external_vad" for field in fields(program)):
        # We know when an answer to this question is complete.
        program.requires_external_vad = False
    return program


def _voice(name: str) -> TtsProgram:
    voice = TtsVoice(name=name, attribution=_US, installed=True, description=name, version=__version__, languages=list(LANGUAGES))
    return TtsProgram(name=NAME, attribution=_US, installed=True, description="Speaks", version=__version__, voices=[voice])
