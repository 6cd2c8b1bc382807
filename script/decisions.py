"""Holds the number of decisions in each function to ten: branches, loops, `and`, `or`, and what is in comprehensions.

A function that needs more holds several ideas, or a table that nobody has written down yet.
"""

import sys
from collections.abc import Iterator
from pathlib import Path

from radon.complexity import cc_visit

MOST = 10
ROOT = Path(__file__).parent.parent
PLACES = ("voice", "home-assistant", "ovos")


def faults(path: Path) -> Iterator[str]:
    """Each function of a file with too many, as `file:line: function: how many`."""
    for block in cc_visit(path.read_text(encoding="utf-8")):
        number = block.complexity - 1
        if block.letter != "C" and number > MOST:
            yield f"{path}:{block.lineno}: {block.fullname}: {number} decisions, {MOST} are allowed; name some of them"


def main() -> int:
    """One line a fault."""
    found = (fault for place in PLACES for path in sorted((ROOT / place).rglob("*.py")) for fault in faults(path))
    wrong = [fault.removeprefix(f"{ROOT}/") for fault in found]
    print("\n".join(wrong), end="\n" if wrong else "", file=sys.stderr)
    return bool(wrong)


if __name__ == "__main__":
    sys.exit(main())
