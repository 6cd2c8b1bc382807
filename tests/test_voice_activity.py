"""The voice-activity model runs all the time that somebody may speak, so it takes one thread and no more."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from patience import HANG_SECONDS

ASKED = """
import os
import numpy as np
from voice.recognition.endpointing import FRAME, silero
before = os.environ.get("OMP_THREAD_LIMIT")
alone = len(os.listdir("/proc/self/task"))
activity = silero()
for _ in range(3):
    activity(np.zeros(FRAME, np.int16))
print(len(os.listdir("/proc/self/task")) - alone, os.environ.get("OMP_THREAD_LIMIT") == before)
"""


@pytest.mark.skipif(not Path("/proc/self/task").exists(), reason="threads are counted where Linux shows them")
def test_it_makes_no_threads_and_leaves_the_environment_alone():
    """Its library would otherwise start one for each core, which wait for one another at full speed."""
    clean = {name: value for name, value in os.environ.items() if not name.startswith("OMP_")}
    done = subprocess.run(
        [sys.executable, "-c", ASKED], env=clean, capture_output=True, text=True, timeout=HANG_SECONDS, check=False
    )
    assert done.stdout.split() == ["0", "True"], done.stderr
