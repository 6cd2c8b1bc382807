"""Renders one text into one WAV file with pyttsx3, in a process of its own, and ends.

Run as a program: a JSON object on standard input (`text`, `voice`, `words_a_minute`, `wav`, `seconds` allowed), nothing on
standard output, one line on standard error and status 1 when it cannot be done. A process a rendering, because pyttsx3
keeps only the last of several texts, hangs in a second thread, and cannot be stopped in the middle (upstream #131, #219,
#35). Imports nothing of this package, so that it starts fast.
"""

import ctypes
import importlib
import json
import logging
import os
import sys
import threading
from pathlib import Path
from typing import Any


def load_library() -> ctypes.CDLL:
    """libespeak-ng, known to this process from now on: the packaged one, whose data is sure to fit, or the system's.

    Raises OSError when there is neither.
    """
    try:
        loader = importlib.import_module("espeakng_loader")
        library = ctypes.CDLL(loader.get_library_path(), mode=ctypes.RTLD_GLOBAL)
    except (ImportError, OSError):
        return ctypes.CDLL("libespeak-ng.so.1", mode=ctypes.RTLD_GLOBAL)
    # The library appends "/espeak-ng-data" itself, hence the parent; it reads this when it is initialised.
    os.environ["ESPEAK_DATA_PATH"] = str(Path(loader.get_data_path()).parent)
    return library


def render(job: dict[str, Any]) -> None:
    """Write `job["wav"]`. Raises ValueError for an unknown voice, TimeoutError when no utterance was finished."""
    library = load_library()
    engine = importlib.import_module("pyttsx3").init("espeak")
    finished = threading.Event()
    faults: list[Exception] = []
    engine.connect("finished-utterance", lambda name, completed: finished.set())
    engine.connect("error", lambda name, exception: faults.append(exception))
    # Commands wait in pyttsx3 until its loop runs, whose first act is to cancel what espeak-ng has queued, settings
    # included: one text in thirty came out at the usual rate. So the settings go through now and are waited for.
    engine.proxy.setBusy(False)
    if job["voice"]:
        engine.setProperty("voice", job["voice"])
    engine.setProperty("rate", job["words_a_minute"])
    library.espeak_Synchronize()
    engine.save_to_file(job["text"], job["wav"])
    engine.runAndWait()
    if faults:
        raise faults[0]
    if not finished.wait(job["seconds"]):
        raise TimeoutError("the utterance was never finished")


def main() -> int:
    """The program; the exit status."""
    logging.disable(logging.CRITICAL)
    # pyttsx3 prints to standard output; whoever started us may be speaking JSON there.
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
    try:
        render(json.load(sys.stdin))
    except Exception as error:  # noqa: BLE001  (whatever it was, the parent gets one line)
        sys.stderr.write(f"{type(error).__name__}: {error}\n")
        return 1
    return 0


if __name__ == "__main__":
    # espeak-ng's own threads are best left to the operating system: its clean-up asserts in some versions.
    status = main()
    sys.stderr.flush()
    os._exit(status)
