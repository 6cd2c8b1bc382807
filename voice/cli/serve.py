"""`twitchwise serve`: a Wyoming service, for Home Assistant above all."""

from pathlib import Path

import click

from voice.cli.options import flags_for, settings_in_force
from voice.skill.knowledge.file import load_knowledge
from voice.surfaces.extras import needed
from voice.surfaces.wyoming.address import USUAL, Address, address_of

_OPEN = (
    "{address} can be reached from other machines, and Wyoming has no password and no encryption: whoever is in your network "
    "could talk to it and read along. Say --open-to-network if that is right; else listen on 127.0.0.1"
)
_ANNOUNCED = "--zeroconf tells other machines of a service that they can reach; it needs a tcp:// address and --open-to-network"


@click.command()
@click.option("--uri", default=USUAL, show_default=True, help="Where to listen: tcp://HOST:PORT, or unix:///PATH.")
@click.option("--no-ear", is_flag=True, help="Do not hear: no speech to text.")
@click.option("--no-voice", is_flag=True, help="Do not speak: no text to speech.")
@click.option("--open-to-network", is_flag=True, help="Let other machines in. There is no password.")
@click.option("--zeroconf", is_flag=False, flag_value="twitchwise", metavar="[NAME]", help="Announce the service in the network.")
@click.option(
    "--state-folder",
    type=click.Path(file_okay=False, path_type=Path),
    help="Keep conversations here while they go on, so that a service that is started anew takes them up.",
)
@flags_for("region", "verbosity", "recogniser", "model", "beam_width", "endpointing", "voice", "rate", "volume")
def serve(  # noqa: PLR0913, PLR0917  (a flag each)
    uri: str,
    no_ear: bool,
    no_voice: bool,
    open_to_network: bool,
    zeroconf: str | None,
    state_folder: Path | None,
    **flags: object,
) -> None:
    """Serve Home Assistant, or whatever else speaks the Wyoming protocol: an agent, an ear and a voice."""
    needed("home-assistant", "wyoming", "wyoming", at_least="1.10", below="2")
    from voice.cli.serving import Wanted, serve_until_stopped  # noqa: PLC0415 (what the extra brings)

    knowledge = load_knowledge()
    settings = settings_in_force(knowledge, flags).settings
    address = address_of(uri)
    _check(address, open_to_network=open_to_network, announced=zeroconf is not None)
    wanted = Wanted(address, ear=not no_ear, voice=not no_voice, announced_as=zeroconf, folder=state_folder)
    serve_until_stopped(knowledge, settings, wanted, lambda line: click.echo(line, err=True))


def _check(address: Address, *, open_to_network: bool, announced: bool) -> None:
    """Raise UsageError for what would let others in unasked, or tell them of what they cannot reach."""
    if not address.is_of_this_machine and not open_to_network:
        raise click.UsageError(_OPEN.format(address=address))
    if announced and address.is_of_this_machine:
        raise click.UsageError(_ANNOUNCED)
