"""What only some people need, and is a package of its own: loaded by need, and missed in one line that says what brings it."""

import importlib
import re
from importlib.metadata import PackageNotFoundError, version
from types import ModuleType

from voice.errors import TwitchwiseError

_NUMBER = re.compile(r"\d+")


def needed(extra: str, package: str, module: str, *, at_least: str, below: str) -> ModuleType:
    """The module of a package that the extra brings, in a version from `at_least` on and below `below`.

    Raises TwitchwiseError where the package is missing, too old or too new.
    """
    brings = f'pip install -e ".[{extra}]" in the checkout brings it'
    try:
        found = version(package)
    except PackageNotFoundError:
        raise TwitchwiseError(f"this needs the package {package}; {brings}") from None
    if not _numbers(at_least) <= _numbers(found) < _numbers(below):
        raise TwitchwiseError(f"this needs the package {package}, {at_least} or newer and below {below}, not {found}; {brings}")
    try:
        return importlib.import_module(module)
    except ImportError as error:
        raise TwitchwiseError(f"the package {package} cannot be loaded ({error}); {brings} anew") from None


def _numbers(named: str) -> tuple[int, ...]:
    """The numbers of a version, as far as they count here."""
    return tuple(int(number) for number in _NUMBER.findall(named)[:2])
