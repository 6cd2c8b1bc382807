"""`twitchwise selftest`: is this machine ready?"""

import json
import os
import sys
from collections.abc import Iterator

import click

from voice.cli.options import setting_flags
from voice.selftest.findings import Finding, Verdict, skipped
from voice.selftest.libraries import libraries
from voice.settings import from_flags

_MARKS = {Verdict.OK: "ok     ", Verdict.WARNING: "better ", Verdict.FAULT: "FAULT  ", Verdict.SKIPPED: "-      "}


@click.command()
@click.option("--json", "as_json", is_flag=True, help="One JSON line a finding.")
@click.option("--silent", is_flag=True, help="Play and listen to nothing.")
@setting_flags
def selftest(as_json: bool, silent: bool, **flags: object) -> None:
    """Check that this machine is ready, with the settings in force; say what to do about each thing that is not.

    Plays a short rising tone and listens to it. Exit status 1 when something makes talking impossible.
    """
    impossible = False
    for finding in _findings(flags, silent=silent):
        impossible = impossible or finding.verdict is Verdict.FAULT
        click.echo(json.dumps(finding.to_json()) if as_json else _line(finding))
    if impossible:
        sys.exit(1)


def _findings(flags: dict[str, object], *, silent: bool) -> Iterator[Finding]:
    loaded = list(libraries())
    yield from loaded
    if any(finding.verdict is Verdict.FAULT for finding in loaded):
        yield skipped("the rest", "not looked at before the libraries are there")
        return
    from voice.selftest import machine, sound  # noqa: PLC0415 -- they need the libraries that were just looked for

    settings, in_force = machine.settings_found(os.environ, from_flags(flags))
    yield in_force
    for check in (*machine.CHECKS, *(() if silent else (sound.sound,))):
        yield from check(settings)


def _line(finding: Finding) -> str:
    do = f"\n           do: {finding.do}" if finding.do else ""
    return f"{_MARKS[finding.verdict]}{finding.check}: {finding.said}{do}"
