"""The user's settings file, and the profiles that come with the program: both TOML, every value with its line.

    region = "uk"
    profile = "gym"

    [profiles.loud]
    about = "for the garage"
    volume = 1.8

A profile of one's own that is called as one that comes along adds to that one. No file is no fault.
"""

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import platformdirs

from voice.errors import SettingsError
from voice.outside import cut
from voice.settings import (
    FIELDS,
    FILE,
    PREFIX,
    Given,
    InForce,
    Layer,
    Profile,
    Profiles,
    allowed,
    from_environment,
    in_force,
    layer,
)

_MOST_BYTES = 100_000
_LONGEST_LINE = 1_000
_SHIPPED = Path(__file__).with_name("profiles.toml")
_TABLE = re.compile(r"\s*\[\s*([^\[\]]+?)\s*\]")
_KEY = re.compile(r"""\s*(["']?)([\w-]+)\1\s*=""")
_BARE_TEXT = re.compile(r"([\w-]+)\s*=\s*([^\W\d][^\"'\[\]{}#=]*)")
_AT_LINE = re.compile(r" \(at (?:line (\d+), column \d+|end of document)\)")


@dataclass(frozen=True, slots=True)
class SettingsFile:
    """What a file gives: its own settings and its profiles."""

    layer: Layer
    profiles: Profiles


def settings_path(variables: Mapping[str, str]) -> Path:
    """Where the user's settings lie: the file that `TWITCHWISE_SETTINGS` names, or the one in the configuration folder."""
    named = variables.get(f"{PREFIX}{FILE.upper()}", "").strip()
    return Path(named).expanduser() if named else platformdirs.user_config_path("twitchwise") / "settings.toml"


def settings_for(
    flags: Layer, variables: Mapping[str, str], regions: tuple[str, ...] = (), *, only_profiles: bool = False
) -> InForce:
    """What is in force for this user. `only_profiles`: nothing but the flags and the profile that they name, wherever it stands.

    Raises SettingsError with every fault of file, environment and flags.
    """
    own = read_settings(settings_path(variables))
    layers = (flags,) if only_profiles else (own.layer, from_environment(variables), flags)
    return in_force(layers, extended(shipped_profiles(), own.profiles), regions)


def shipped_profiles() -> Profiles:
    """Those that come with the program."""
    shipped = _Toml.read(_SHIPPED, shown=_SHIPPED.name)
    return {name: shipped.profile(name, name) for name in shipped.document}


def read_settings(path: Path) -> SettingsFile:
    """The file at `path`; nothing where there is none. Raises SettingsError for one that cannot be read."""
    own = _Toml.read(path, shown=str(path))
    tables = own.document.pop("profiles", {})
    if not isinstance(tables, dict) or not all(isinstance(table, dict) for table in tables.values()):
        raise SettingsError([f"{own.place('', 'profiles')}: profiles are tables; allowed: [profiles.NAME]"])
    given = {name: own.given("", name, value) for name, value in own.document.items()}
    own.document.update({f"profiles.{name}": table for name, table in tables.items()})
    return SettingsFile(layer(given), {name: own.profile(name, f"profiles.{name}") for name in tables})


def extended(profiles: Profiles, more: Profiles) -> Profiles:
    """`profiles` with `more`; one that both have keeps what the other does not change."""
    both = dict(profiles)
    for name, one in more.items():
        base = profiles.get(name, Profile({}))
        both[name] = Profile({**base.settings, **one.settings}, one.about or base.about)
    return both


@dataclass(frozen=True, slots=True)
class _Toml:
    """A TOML file and the line of each key, as tomllib tells none."""

    path: Path
    shown: str
    document: dict[str, Any]
    lines: Mapping[tuple[str, str], int]

    @classmethod
    def read(cls, path: Path, shown: str) -> "_Toml":
        try:
            with path.open("rb") as file:
                written = file.read(_MOST_BYTES + 1)
            text = written.decode("utf-8-sig")
        except FileNotFoundError:
            return cls(path, shown, {}, {})
        except UnicodeDecodeError:
            raise SettingsError([f"{shown}:1: not text; allowed: TOML in UTF-8"]) from None
        except OSError as error:
            raise SettingsError([f"{shown}: cannot be read ({error.strerror})"]) from None
        _refuse_endless(text, shown, len(written))
        try:
            return cls(path, shown, tomllib.loads(text), dict(_lines(text)))
        except RecursionError:
            raise SettingsError([f"{shown}:1: not TOML: nested too deeply; allowed: lines such as rate = 1.2"]) from None
        except tomllib.TOMLDecodeError as error:
            at = _AT_LINE.search(str(error))
            line = at.group(1) if at and at.group(1) else max(1, len(text.splitlines()))
            what = cut(_AT_LINE.sub("", str(error)))
            raise SettingsError([f"{shown}:{line}: not TOML: {what}; {_right(text, int(line))}"]) from None

    def place(self, table: str, key: str) -> str:
        return f"{self.shown}:{self.lines.get((table, key)) or self.lines.get((table, ''), 1)}"

    def given(self, table: str, key: str, value: object) -> Given:
        if key == "model" and isinstance(value, str) and value.strip():
            # A path in a file is meant from where the file lies.
            value = str(self.path.parent / Path(value).expanduser())
        return Given(value, self.place(table, key))

    def profile(self, name: str, table: str) -> Profile:
        keys: dict[str, Any] = self.document[table]
        given = {key: self.given(table, key, value) for key, value in keys.items() if key != "about"}
        return Profile(given, str(keys.get("about", "")))


def _refuse_endless(text: str, shown: str, size: int) -> None:
    """Raise SettingsError for what no settings need, and what would take long to read: numbers of thousands of digits."""
    if size > _MOST_BYTES:
        raise SettingsError([f"{shown}:1: larger than {_MOST_BYTES:,} bytes; allowed: a line for each setting"])
    for number, line in enumerate(text.splitlines(), 1):
        if len(line) > _LONGEST_LINE:
            raise SettingsError([f"{shown}:{number}: a line of {len(line):,} characters; allowed: {_LONGEST_LINE}"])


def _right(text: str, line: int) -> str:
    """What would be TOML in place of that line."""
    written = next(iter(text.splitlines()[line - 1 : line]), "")
    bare = _BARE_TEXT.fullmatch(written.partition("#")[0].strip())
    if not bare:
        return "allowed: lines such as rate = 1.2"
    key, value = map(cut, bare.groups())
    if value.lower() in ("true", "false"):
        return f"in small letters: {key} = {value.lower()}"
    return f'text goes in quotes: {key} = "{value}"'


def _lines(text: str) -> Iterator[tuple[tuple[str, str], int]]:
    """Each table's and key's line; of one that seems to be there twice (in a text of several lines) the last."""
    table = ""
    for number, line in enumerate(text.splitlines(), 1):
        if header := _TABLE.match(line):
            table = re.sub(r"[\s\"']", "", header.group(1))
            yield (table, ""), number
        elif key := _KEY.match(line):
            yield (table, key.group(2)), number


def example() -> str:
    """A settings file in which every setting stands with its meaning, what is allowed and its default, commented out.

    What has no default stands with an example.
    """
    return "\n".join(_example_lines()) + "\n"


def _example_lines() -> Iterator[str]:
    yield "# Settings of Twitchwise. Remove the # to use a line."
    yield '# profile = "gym"'
    for name, one in FIELDS.items():
        unset = one.default is None
        yield f"\n# {one.description} ({allowed(name)}{'; an example, as it is not set' if unset else ''})"
        yield f"# {name} = {_toml(one.examples[0] if unset and one.examples else one.default)}"
    yield "\n# A named set of them, for `--profile garage`:\n# [profiles.garage]\n# volume = 1.8"


def _toml(value: object) -> str:
    match value:
        case bool():
            return str(value).lower()
        case str():
            return f'"{value}"'
        case _:
            return str(value)
