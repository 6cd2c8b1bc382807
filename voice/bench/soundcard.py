"""A sound card of one's own: a private PulseAudio with a speaker and a microphone that lead nowhere but here.

`spk` is what the program plays into; `mic` is what it hears, fed through the sink `micsink`. Nothing of the machine's own sound
is touched: the server has its own folders and is ended by its process id.
"""

import os
import shutil
import subprocess
import time
from pathlib import Path
from typing import IO

from voice.ports import Samples

_STARTS_SECONDS = 120
"""A busy machine may take long, and a server that will never answer mostly ends by itself."""
_SETUP = """\
.nofail
load-module module-native-protocol-unix auth-anonymous=1 socket={socket}
load-module module-null-sink sink_name=spk rate=48000 channels=2 sink_properties=device.description=spk
load-module module-null-sink sink_name=micsink rate=48000 channels=1 sink_properties=device.description=micsink
load-module module-remap-source master=micsink.monitor source_name=mic source_properties=device.description=mic
set-default-sink spk
set-default-source mic
"""
_ALSA = """\
</usr/share/alsa/alsa.conf>
pcm.!default {{ type pulse server "{server}" }}
ctl.!default {{ type pulse server "{server}" }}
"""


def missing() -> str | None:
    """What this machine lacks for a private sound card, or None."""
    programs = [name for name in ("pulseaudio", "pacat", "parec", "pactl") if shutil.which(name) is None]
    if programs:
        return f"no {', '.join(programs)}; script/setup --tests installs them where apt is"
    try:
        import sounddevice  # noqa: F401, PLC0415  (whether PortAudio is there shows only here)
    except OSError as error:
        return str(error)
    plugin = any(Path("/usr/lib").glob("*/alsa-lib/libasound_module_pcm_pulse.so"))
    return None if plugin else "no ALSA plugin for PulseAudio; script/setup --tests installs it where apt is"


class SoundCard:
    """Started on entering, gone on leaving. `environment` makes a program, or this process, use it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.server = f"unix:{folder}/native"
        for name in ("runtime", "config", "home"):
            (folder / name).mkdir(mode=0o700)
        (folder / "default.pa").write_text(_SETUP.format(socket=folder / "native"))
        (folder / "alsa.conf").write_text(_ALSA.format(server=self.server))
        self.environment = {
            "PULSE_RUNTIME_PATH": str(folder / "runtime"),
            "XDG_RUNTIME_DIR": str(folder / "runtime"),
            "XDG_CONFIG_HOME": str(folder / "config"),
            "PULSE_SERVER": self.server,
            "ALSA_CONFIG_PATH": str(folder / "alsa.conf"),
        }
        self._running: list[subprocess.Popen[bytes]] = []

    def __enter__(self) -> "SoundCard":
        self.start_server()
        return self

    def __exit__(self, *_: object) -> None:
        for process in reversed(self._running):
            end(process)

    def start_server(self) -> None:
        """Start the server (again), with silence flowing into its sinks: an idle one wakes up slowly."""
        command = ["pulseaudio", "-n", "-F", str(self.folder / "default.pa"), "--exit-idle-time=-1", "--daemonize=no"]
        command += ["--use-pid-file=no", "--disable-shm=yes", "--realtime=no", "--high-priority=no", "--log-target=stderr"]
        self.process = self._start(command)
        deadline = time.monotonic() + _STARTS_SECONDS
        while self._run("pactl", "info").returncode != 0:
            if time.monotonic() > deadline or self.process.poll() is not None:
                raise RuntimeError("the private sound server did not start")
            time.sleep(0.05)
        for sink in ("spk", "micsink"):
            self._start(["pacat", f"--device={sink}", "--raw", "--latency-msec=50", "/dev/zero"])
        # A null sink's first chunk is two seconds long, and nothing is recorded from it before that has passed.
        time.sleep(2.1)

    def stop_server(self) -> None:
        """Take the server away, as a crash would."""
        end(self.process)

    def say(self, samples: Samples, rate_hz: int, *, sink: str = "micsink") -> subprocess.Popen[bytes]:
        """Play mono int16 into the microphone; the process ends when it has been played.

        The server is given up to ten seconds of it at once, so that a busy machine tears no holes into what is said.
        """
        file = self.folder / f"said-{len(self._running)}.raw"
        file.write_bytes(samples.astype("<i2").tobytes())
        form = ["--raw", "--format=s16le", "--channels=1", f"--rate={rate_hz}", "--latency-msec=10000"]
        return self._start(["pacat", f"--device={sink}", *form, str(file)])

    def record(self, name: str) -> tuple[Path, subprocess.Popen[bytes]]:
        """Record what the speaker plays, mono int16 at 48 kHz without a header, until the process is ended.

        Returns when the recording has begun.
        """
        file = self.folder / f"{name}.raw"
        form = ["--raw", "--format=s16le", "--channels=1", "--rate=48000", "--latency-msec=20"]
        with file.open("wb") as out:
            process = self._start(["parec", "--device=spk.monitor", *form], out=out)
        while file.stat().st_size == 0 and process.poll() is None:
            time.sleep(0.02)
        return file, process

    def listen(self, source: str) -> subprocess.Popen[bytes]:
        """Record a source, mono int16 at 16 kHz, into the process's standard output, with as little delay as it has."""
        form = ["--raw", "--format=s16le", "--channels=1", "--rate=16000", "--latency-msec=20"]
        return self._start(["parec", f"--device={source}", *form], out=subprocess.PIPE)

    def control(self, *arguments: str) -> str:
        """`pactl` on this server; what it printed."""
        return self._run("pactl", *arguments).stdout.decode()

    def _run(self, *command: str) -> subprocess.CompletedProcess[bytes]:
        environment = {**os.environ, **self.environment}
        return subprocess.run(command, env=environment, capture_output=True, check=False)  # noqa: S603  (PulseAudio's own programs)

    def _start(self, command: list[str], out: int | IO[bytes] = subprocess.DEVNULL) -> subprocess.Popen[bytes]:
        process = subprocess.Popen(  # noqa: S603  (PulseAudio's own programs)
            command,
            env={**os.environ, **self.environment},
            stdin=subprocess.DEVNULL,
            stdout=out,
            stderr=subprocess.DEVNULL,
        )
        self._running.append(process)
        return process


def end(process: subprocess.Popen[bytes]) -> None:
    """End a process that was started here, kindly, then not."""
    if process.poll() is None:
        process.terminate()
        try:
            process.wait(3)
        except subprocess.TimeoutExpired:
            process.kill()
    process.wait()
