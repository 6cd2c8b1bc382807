"""How one person wants it: a settings file, then the environment, then flags; the later is the stronger.

1. A profile is a named set of settings. It counts where it was chosen (file, `TWITCHWISE_PROFILE`, `--profile`), just below the
   single settings that were given there; the strongest choice is the only one.
2. Every value knows where it comes from.
3. What cannot be used is told all at once, a line each, with what is allowed; nothing of it is guessed.

A new setting is one field of `Settings`; its flag, its variable, its line in the table and its checks follow from it.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, time
from itertools import islice
from pathlib import Path
from typing import Annotated, Any, Literal, get_args

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError
from pydantic.fields import FieldInfo

from voice.errors import SettingsError
from voice.outside import cut, echoed, named, nearest

PREFIX = "TWITCHWISE_"
"""Of the environment variables: `TWITCHWISE_RATE` for `rate`, and so on."""
PROFILE, FILE = "profile", "settings"
"""What is no setting itself, and can be given where settings are: the profile, and (as a variable) the settings file."""
Engine = Literal["auto", "moonshine", "vosk", "sphinx"]
ENGINES: tuple[str, ...] = get_args(Engine)
"""The recognisers by name; `voice.recognition.engines` makes them."""
Wake = Literal["off", "okay muscle check", "hey twitchwise", "alexa"]
"""The wake phrases, or none; `voice.recognition.wake` says what was measured of each."""
_MOST_FAULTS, _MOST_ALLOWED, _SHOWN_LEVELS = 20, 1_000, 4
ELSEWHERE = (FILE, "mirror", "no_model")
"""Variables with our prefix that are no settings: the settings file's, and those for fetching models and for `script/setup`."""


class Settings(BaseModel):
    """What is in force. Paths are absolute or from the current folder; a profile is already worked into it."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    region: str | None = Field(None, examples=["uk"], description="whose emergency number and words are said")
    voice: str = Field(
        "auto",
        min_length=1,
        max_length=100,
        examples=["natural"],
        description="the voice that speaks; auto: natural where it can be had here, else eSpeak NG; natural; espeak; "
        "or one of eSpeak NG's by its name, such as en-us or en-us+f3",
    )
    rate: float = Field(1.0, ge=0.5, le=2.0, description="how fast it speaks; 1.0 is the usual pace, some 215 words a minute")
    volume: float = Field(
        1.0, ge=0.1, le=3.0, description="how loud it speaks; 1.0 as rendered; above it, peaks are limited and never clipped"
    )
    verbosity: Literal["short", "full"] = Field(
        "full", description="short: questions in their shorter form, no sources unless asked"
    )
    sentence_pause: float = Field(0.16, ge=0.0, le=5.0, description="seconds of rest between two sentences")
    endpointing: Literal["short", "normal", "patient", "manual"] = Field(
        "normal", description="how long a pause ends an answer; manual: the space key does"
    )
    patience: float = Field(8.0, ge=3.0, le=120.0, description="seconds of silence before the question is put again")
    wait_paused: bool = Field(
        False, description='stay in a pause until "I\'m back" is said or a key is pressed, instead of ending'
    )
    stay: bool = Field(False, description="stay on: sleep until a key is pressed, and again after each conversation")
    shared: bool = Field(
        False,
        description="several people use this device: what was said before a pause is offered, and not told to anybody",
    )
    wake_phrase: Wake = Field(
        "off",
        description="stay on, and wake at these words; all but alexa are heard by Moonshine. "
        "alexa: missed 2% in quiet and 10% in loud noise, "
        "0.5 false alarms an hour of other people's talk (6 in 11 hours); "
        "okay muscle check: missed 0% in quiet and 8% in loud noise by natural synthetic voices, "
        "0.0 false alarms an hour of other people's talk (0 in 8 hours); "
        "hey twitchwise: missed 0% in quiet and 17% in loud noise by natural synthetic voices, "
        "0.0 false alarms an hour of other people's talk (0 in 4 hours); "
        "see docs/wake.md",
    )
    barge_in: bool = Field(False, description="an answer may begin while a question is still being spoken")
    headset_keys: bool = Field(False, description="the play key of a headset answers: it ends a prompt, or an answer")
    microphone: str | None = Field(None, examples=["USB"], description="its name, a part of it, or its number")
    speaker: str | None = Field(None, examples=["USB"], description="its name, a part of it, or its number")
    recogniser: Engine = Field("auto", description="what hears you; auto: the best one here, in this order")
    model: Path | None = Field(None, examples=["vosk-model-small-en-us-0.15"], description="the folder of a Vosk model")
    beam_width: Literal["auto", "1", "2", "3", "4", "5", "6", "7", "8"] = Field(
        "auto", description="how many strings of words Moonshine follows side by side; auto: as many as this machine can in time"
    )
    history: bool = Field(False, description="keep results, so that the last one can be asked for later")
    wait_for_sound: bool = Field(False, description="without microphone or speaker: wait for them")
    lamp_pin: int | None = Field(
        None, ge=0, le=27, examples=[17], description="the pin of a Raspberry Pi with a lamp that shows what goes on"
    )
    button_pin: int | None = Field(
        None, ge=0, le=27, examples=[27], description="the pin of a Raspberry Pi with a button: go on; held: stop"
    )
    captions: Literal["auto", "large", "plain", "off"] = Field("auto", description="what is said and heard, on the screen")
    scanning: bool = Field(False, description="answers are read out one by one; any key or sound takes one")
    scanning_after: int = Field(
        0, ge=0, le=10, description="answers in a row that were not understood, after which scanning begins by itself; 0: never"
    )
    scanning_confirm: Literal["red_flags", "all", "nothing"] = Field(
        "red_flags", description="which answers are confirmed when they were taken by scanning"
    )
    scanning_pace: float = Field(2.0, ge=0.5, le=20.0, description="seconds for each answer that is read out")

    @property
    def width(self) -> int | None:
        """The beam's width as a number; None leaves it to the machine."""
        return None if self.beam_width == "auto" else int(self.beam_width)


def _adapter(one: FieldInfo) -> TypeAdapter[Any]:
    annotation: Any = one.annotation
    return TypeAdapter(Annotated[annotation, one])


FIELDS: Mapping[str, FieldInfo] = Settings.model_fields
_ADAPTERS: Mapping[str, TypeAdapter[Any]] = {name: _adapter(one) for name, one in FIELDS.items()}


@dataclass(frozen=True, slots=True)
class Given:
    """A value as it was given, and where: `file:line`, a variable's or a flag's name."""

    value: object
    where: str


@dataclass(frozen=True, slots=True)
class Layer:
    """What one place gives: single settings, and perhaps the name of a profile."""

    settings: Mapping[str, Given] = field(default_factory=dict)
    profile: Given | None = None


@dataclass(frozen=True, slots=True)
class Profile:
    """A named set of settings, and what it is for."""

    settings: Mapping[str, Given]
    about: str = ""


Profiles = Mapping[str, Profile]


@dataclass(frozen=True, slots=True)
class InForce:
    """The settings, and for each where it comes from: `default`, `profile gym (…)`, `file:line`, a variable or a flag."""

    settings: Settings
    sources: Mapping[str, str]
    profile: str | None = None


def in_force(layers: Sequence[Layer], profiles: Profiles, regions: Collection[str] = ()) -> InForce:
    """The settings of `layers`, the weakest first. Raises SettingsError with every fault, also those of profiles not chosen."""
    faults = list(islice(_faults_of(profiles, regions), _MOST_FAULTS))
    values: dict[str, object] = {}
    sources = dict.fromkeys(FIELDS, "default")
    choice = next((layer.profile for layer in reversed(layers) if layer.profile is not None), None)
    if choice is not None:
        faults += _no_profile(choice, profiles)
    for layer in layers:
        for name, one in _given(layer, choice, profiles).items():
            if len(faults) >= _MOST_FAULTS:
                raise SettingsError([*dict.fromkeys(faults), "and perhaps more; the others are told when these are mended"])
            fault, value = checked(name, one, regions)
            faults += fault
            if not fault:
                values[name], sources[name] = value, one.where
    if faults:
        raise SettingsError(list(dict.fromkeys(faults)))
    return InForce(Settings.model_validate(values), sources, str(choice.value) if choice else None)


def _faults_of(profiles: Profiles, regions: Collection[str]) -> Iterator[str]:
    """What is wrong with the settings of profiles."""
    for profile in profiles.values():
        for name, given in profile.settings.items():
            yield from checked(name, given, regions)[0]


def _given(layer: Layer, choice: Given | None, profiles: Profiles) -> Mapping[str, Given]:
    """What a layer gives: its own settings, and below them those of the profile, where the one in force was chosen in it."""
    if choice is None or layer.profile is not choice or str(choice.value) not in profiles:
        return layer.settings
    return {**_of_profile(str(choice.value), profiles[str(choice.value)]), **layer.settings}


def _no_profile(choice: Given, profiles: Profiles) -> list[str]:
    if isinstance(choice.value, str):
        return _unknown(choice.value, profiles, f"{choice.where}: no profile is called")
    table = next(iter(choice.value), "") if isinstance(choice.value, dict) else ""
    meant = f"; did you mean [profiles.{named(table)}]?" if table else ""
    return [f'{choice.where}: profile cannot be {shown(choice.value)}; allowed: the name of one, such as "gym"{meant}']


def _of_profile(name: str, profile: Profile) -> dict[str, Given]:
    return {setting: Given(one.value, f"profile {name} ({one.where})") for setting, one in profile.settings.items()}


def checked(name: str, given: Given, regions: Collection[str] = ()) -> tuple[list[str], object]:
    """The value as its setting's type, or why it is none. Text is read as numbers, paths and true or false."""
    unknown = _unknown(name, FIELDS, f"{given.where}: no setting is called")
    if unknown:
        return unknown, None
    wrong = f"{given.where}: {name} cannot be {shown(given.value)}; allowed: {allowed(name, regions)}"
    value = _as_text(name, given.value)
    if name == "region" and value is not None and regions and value not in regions:
        return [wrong + _near(value, regions)], None
    try:
        # Strictly, but for text: 1 is no true, and the words of an environment are all text.
        read = _ADAPTERS[name].validate_python(value, strict=not isinstance(value, str))
    except ValidationError:
        return [wrong + _near(value, _choices(name))], None
    return [], read.expanduser() if isinstance(read, Path) else read


def _as_text(name: str, value: object) -> object:
    """A number of what may have a name as text, and text that is one of several choices as these are written."""
    if name in ("microphone", "speaker", "beam_width") and type(value) is int:
        return str(value)
    return value.strip().lower() if isinstance(value, str) and name in ("region", *_CHOSEN) else value


def shown(value: object) -> str:
    """A value as a settings file has it, cut where it is long; text in quotes, also where it was given without."""
    return cut(_shown(value, _SHOWN_LEVELS))


def _shown(value: object, levels: int) -> str:
    match value:
        case bool():
            return str(value).lower()
        case list() | dict() if not levels:
            return "…"
        case list():
            return f"[{', '.join(_shown(one, levels - 1) for one in value)}]"
        case dict():
            return f"{{{', '.join(f'{named(name)} = {_shown(one, levels - 1)}' for name, one in value.items())}}}"
        case date() | time():
            return value.isoformat()
        case _:
            return echoed(value)


def allowed(name: str, regions: Collection[str] = ()) -> str:
    """What a setting may be, in words."""
    if name == "region" and regions:
        return ", ".join(regions)
    if _choices(name):
        return ", ".join(_choices(name))
    schema = _schema(name)
    if "minimum" in schema:
        return f"{schema['minimum']:g} to {schema['maximum']:g}"
    return "a folder" if name == "model" else "text"


def _choices(name: str) -> tuple[str, ...]:
    schema = _schema(name)
    return ("true", "false") if schema.get("type") == "boolean" else tuple(schema.get("enum", ()))


def _schema(name: str) -> Mapping[str, Any]:
    """What a value has to be where there is one; that some settings may have none goes without saying."""
    schema = _ADAPTERS[name].json_schema()
    return next((one for one in schema.get("anyOf", ()) if one.get("type") != "null"), schema)


_CHOSEN = frozenset(name for name in FIELDS if _choices(name))


def _unknown(name: str, known: Collection[str], said: str) -> list[str]:
    return (
        []
        if name in known
        else [f"{said} {echoed(name)}{_near(name, known) or cut('; allowed: ' + ', '.join(known), _MOST_ALLOWED)}"]
    )


def _near(value: object, known: Collection[str]) -> str:
    near = nearest(value.lower(), known) if isinstance(value, str) else None
    return f"; did you mean {near}?" if near else ""


def from_environment(variables: Mapping[str, str]) -> Layer:
    """What variables that begin with `TWITCHWISE_` give; an empty one gives nothing."""
    given = {name.removeprefix(PREFIX).lower(): name for name in variables if name.startswith(PREFIX) and variables[name].strip()}
    return layer({name: Given(variables[variable], named(variable)) for name, variable in given.items() if name not in ELSEWHERE})


def from_flags(flags: Mapping[str, object]) -> Layer:
    """What was given on the command line; None stands for what was not."""
    return layer({name: Given(value, "--" + name.replace("_", "-")) for name, value in flags.items() if value is not None})


def layer(given: Mapping[str, Given]) -> Layer:
    """What was given in one place, the profile apart from the settings."""
    return Layer({name: one for name, one in given.items() if name != PROFILE}, given.get(PROFILE))
