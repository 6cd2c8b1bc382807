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
from voice.selftest.libraries import libraries
before = os.environ.get("OMP_THREAD_LIMIT")
list(libraries()) if {looked_for} else None
alone = len(os.listdir("/proc/self/task"))
activity = silero()
for _ in range(3):
    activity(np.zeros(FRAME, np.int16))
print(len(os.listdir("/proc/self/task")) - alone, os.environ.get("OMP_THREAD_LIMIT") == before)
"""


@pytest.mark.skipif(not Path("/proc/self/task").exists(), reason="threads are counted where Linux shows them")
@pytest.mark.parametrize("looked_for", [False, True])
def test_it_makes_no_threads_and_leaves_the_environment_alone(looked_for):
    """Its library would otherwise start one for each core; also where the self-test looked for it first."""
    clean = {name: value for name, value in os.environ.items() if not name.startswith("OMP_")}
    done = subprocess.run(
        [sys.executable, "-c", ASKED.format(looked_for=looked_for)],
        env=clean,
        capture_output=True,
        text=True,
        timeout=HANG_SECONDS,
        check=False,
    )
    assert done.stdout.split() == ["0", "True"], done.stderr
