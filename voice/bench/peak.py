"""How much memory this process has had."""

import resource
from pathlib import Path


def peak_megabytes() -> float:
    """The most that it had at once, so far."""
    # getrusage counts what the parent had when it started us; the kernel's own line does not.
    status = Path("/proc/self/status")
    if status.exists():
        lines = status.read_text(encoding="ascii").splitlines()
        return next(int(line.split()[1]) for line in lines if line.startswith("VmHWM")) / 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
