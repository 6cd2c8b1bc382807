"""`script/check-ovos` runs this: the rehearsals and the edges in this process, or conversations with OVOS as processes."""

import argparse
import logging
import sys

from script.check_ovos.edges import look
from script.check_ovos.replay import compare
from script.check_ovos.talk import converse


def main() -> int:
    """One of the parts."""
    parser = argparse.ArgumentParser(prog="script/check-ovos", description=__doc__)
    parts = parser.add_mutually_exclusive_group(required=True)
    parts.add_argument("--replay", metavar="NAME", nargs="?", const="", help="the rehearsals, or those with NAME in their names")
    parts.add_argument("--edges", action="store_true", help="what no rehearsal shows")
    parts.add_argument("--talk", action="store_true", help="conversations")
    options = parser.parse_args()
    logging.disable(logging.ERROR)
    if options.talk:
        return not converse()
    return not (look() if options.edges else compare(options.replay))


if __name__ == "__main__":
    sys.exit(main())
