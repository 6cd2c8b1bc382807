"""Holds the number of decisions in each function of `voice/` to ten: branches, loops, `and`, `or`, and what is in comprehensions.

Functions that have more stand in `decisions.txt` beside this, with their number, and may only get fewer: one that has become
simpler, or has gone, is taken out of the list or gets its new number. `script/decisions --write` does that.
"""

import sys
from pathlib import Path

from radon.complexity import cc_visit

MOST = 10
ROOT = Path(__file__).parent.parent
LISTED = Path(__file__).parent / "decisions.txt"


def decisions() -> dict[str, int]:
    """Each function with too many, `path name`, and how many it has."""
    found = {}
    for path in sorted((ROOT / "voice").rglob("*.py")):
        blocks = [block for block in cc_visit(path.read_text(encoding="utf-8")) if block.letter != "C"]
        named = {f"{path.relative_to(ROOT)} {block.fullname}": block.complexity - 1 for block in blocks}
        found |= {name: number for name, number in named.items() if number > MOST}
    return found


def listed() -> dict[str, int]:
    """What the list says."""
    rows = (line.rsplit(maxsplit=1) for line in LISTED.read_text(encoding="utf-8").splitlines() if not line.startswith("#"))
    return {name: int(number) for name, number in rows}


def faults(found: dict[str, int], known: dict[str, int]) -> list[str]:
    """What is too much, and what the list says without need."""
    more = [
        f"{name}: {number} decisions, {known.get(name, MOST)} are allowed; name some of them"
        for name, number in found.items()
        if number > known.get(name, MOST)
    ]
    fewer = [
        f"{name}: has fewer than {known[name]} now; run script/decisions --write"
        for name in known
        if found.get(name, 0) < known[name]
    ]
    return more + fewer


def main() -> int:
    """One line a fault; with `--write` the list, where it only shrinks."""
    found, known = decisions(), listed()
    wrong = faults(found, known)
    growing = [fault for fault in wrong if fault.endswith("name some of them")]
    if "--write" in sys.argv[1:] and not growing:
        rows = [f"{name} {number}" for name, number in sorted(found.items())]
        LISTED.write_text(
            "\n".join([f"# Functions with more than {MOST} decisions. This list only gets shorter.", *rows]) + "\n",
            encoding="utf-8",
        )
        return 0
    print("\n".join(f"decisions: {fault}" for fault in growing or wrong), end="\n" if wrong else "", file=sys.stderr)
    return bool(wrong)


if __name__ == "__main__":
    sys.exit(main())
