"""Starts Home Assistant and the service, plays the scenes, and prints what came of them; exit 1 where anything was wrong."""

import argparse
import asyncio
import shutil
import sys
from pathlib import Path

from house import at_home, free_port
from report import Report
from scenes import SCENES, Stage
from service import Service
from tried import try_integration

REPOSITORY = Path(__file__).resolve().parents[2]
ALWAYS = ("setup", "afterwards")


async def play(root: Path, folder: Path, wanted: list[str]) -> bool:
    """Play the scenes that are wanted; whether all was well."""
    home = folder / "home"
    shutil.rmtree(home, ignore_errors=True)
    home.mkdir()
    service, report = Service(REPOSITORY, home, free_port()), Report()
    try:
        await service.start()
        async with at_home(root, REPOSITORY) as house:
            stage = Stage(house, service, report, REPOSITORY)
            for name in (name for name in SCENES if name in wanted or name in ALWAYS):
                report.scene(name)
                await SCENES[name](stage)
    finally:
        service.kill()
    if "code" in wanted:
        report.scene("code")
        try_integration(root, REPOSITORY, report)
    return report.close()


def main() -> int:
    """The exit status."""
    names = [*SCENES, "code"]
    parser = argparse.ArgumentParser(prog="script/check-home-assistant")
    parser.add_argument("--root", type=Path, required=True, help=argparse.SUPPRESS)
    parser.add_argument("--folder", type=Path, required=True, help=argparse.SUPPRESS)
    parser.add_argument("--only", choices=names, action="append", help="this scene; may be given again")
    parser.add_argument("--list", action="store_true", help="name the scenes")
    given = parser.parse_args()
    if given.list:
        print("\n".join(names))
        return 0
    return 0 if asyncio.run(play(given.root, given.folder, given.only or names)) else 1


if __name__ == "__main__":
    sys.exit(main())
