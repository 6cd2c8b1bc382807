"""`script/check-ovos` runs this: the rehearsals in this process, or conversations with OVOS as processes."""

import argparse
import logging
import sys

from script.check_ovos.replay import compare
from script.check_ovos.talk import converse


def main() -> int:
    """One of both parts."""
    parser = argparse.ArgumentParser(prog="script/check-ovos", description=__doc__)
    parts = parser.add_mutually_exclusive_group(required=True)
    parts.add_argument("--replay", metavar="NAME", nargs="?", const="", help="the rehearsals, or those with NAME in their names")
    parts.add_argument("--talk", action="store_true", help="conversations")
    options = parser.parse_args()
    logging.disable(logging.ERROR)
    return not (converse() if options.talk else compare(options.replay))


if __name__ == "__main__":
    sys.exit(main())
