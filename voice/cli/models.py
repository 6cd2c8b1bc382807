"""`twitchwise models`: the speech models of Vosk and Moonshine, and further voices, fetched, checked and removed."""

import json
import re
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from importlib.util import find_spec
from pathlib import Path

import click
from rich.console import Console
from rich.progress import BarColumn, DownloadColumn, TextColumn, TimeRemainingColumn, TransferSpeedColumn
from rich.progress import Progress as Bar

from voice.checked_files import hash_of
from voice.errors import ModelError, RecogniserError
from voice.recognition.known_models import KNOWN, PACKAGE_INDEX, Model, known_model
from voice.recognition.model_download import Patience, Progress, megabytes
from voice.recognition.model_store import ModelStore, installed_model
from voice.recognition.moonshine import usable_model
from voice.recognition.moonshine_files import check_files, packaged_model

JSON = click.option("--json", "as_json", is_flag=True, help="One JSON line a model instead of words.")


@click.group()
def models() -> None:
    """Speech models for Vosk and Moonshine, and further voices: list, fetch, verify, remove."""


@models.command("list")
@JSON
def list_models(as_json: bool) -> None:
    """Show the models that are known and those that are installed."""
    store = ModelStore()
    used = _heard_with(store)
    lines = [
        _row(store, name, used) for name in dict.fromkeys((*(model.name for model in KNOWN), *store.names(), *store.begun()))
    ]
    if as_json:
        for line in lines:
            click.echo(json.dumps(line))
        return
    click.echo(f"Models are kept in {store.folder}")
    for line in lines:
        facts = [str(line["about"]), megabytes(int(str(line["bytes"]))) if line["bytes"] else "", str(line["licence"])]
        described = ", ".join(fact for fact in facts if fact)
        click.echo(f"  {line['name']}{f' ({described})' if described else ''}: {line['says']}")


@models.command()
@click.argument("name", required=False)
@click.option(
    "--mirror",
    envvar="TWITCHWISE_MIRROR",
    metavar="URL",
    help="Fetch NAME.zip, or a voice's file, from this folder (also TWITCHWISE_MIRROR).",
)
@click.option(
    "--index",
    envvar="PIP_INDEX_URL",
    metavar="URL",
    default=PACKAGE_INDEX,
    help="The package index to fetch moonshine's wheel from (also PIP_INDEX_URL).",
)
@click.option("--url", help="Fetch this file: any Vosk model's ZIP; with --sha256 unless NAME is known.")
@click.option("--sha256", metavar="HASH", help="What the file's SHA-256 has to be.")
@click.option(
    "--file", type=click.Path(path_type=Path), metavar="FILE", help="Install from this ZIP file or wheel instead of the network."
)
@click.option(
    "--time-limit", type=click.FloatRange(min=1), metavar="SECONDS", help="Stop after that long; what has arrived is kept."
)
@click.option(
    "--optional", is_flag=True, help="For set-up: quiet when it is there, and one line but no error when it cannot be had."
)
@JSON
def fetch(  # noqa: PLR0913, PLR0917 (options)
    name: str | None,
    mirror: str | None,
    index: str,
    url: str | None,
    sha256: str | None,
    file: Path | None,
    time_limit: float | None,
    optional: bool,
    as_json: bool,
) -> None:
    """Fetch a model and install it; what an earlier fetch left unfinished goes on where it ended."""
    if url and file:
        raise click.UsageError("--url and --file do not go together")
    store = ModelStore()
    try:
        model = _wanted(store, _Options(name, str(file) if file else url, sha256, mirror, index))
        if optional and store.is_complete(model.name):
            return
        folder = _fetched(store, model, file, time_limit)
    except ModelError as error:
        if not optional:
            raise
        click.echo(f"{error}. PocketSphinx hears until `twitchwise models fetch` succeeds.", err=True)
        return
    if as_json:
        click.echo(json.dumps(_row(store, model.name, _heard_with(store))))
    else:
        click.echo(f"{model.name} is installed in {folder}")


@models.command()
@click.argument("name", required=False)
@JSON
def verify(name: str | None, as_json: bool) -> None:
    """Compare every file of a model, or of all that are installed, with its hash."""
    store = ModelStore()
    packaged = (_packaged().name,) if packaged_model() else ()
    names = (name,) if name else tuple(dict.fromkeys((*store.names(), *packaged)))
    if not names:
        raise ModelError(f"no model in {store.folder}; `twitchwise models fetch` gets one")
    faults = {one: _faults(store, one) for one in names}
    for one, found in faults.items():
        if as_json:
            click.echo(json.dumps({"name": one, "whole": not found, "faults": found}))
        elif found:
            click.echo("\n".join((*found, f"{one}: not as it was installed; `twitchwise models fetch {one}` mends it")))
        else:
            click.echo(f"{one}: whole")
    if any(faults.values()):
        sys.exit(1)


@models.command()
@click.argument("name")
def remove(name: str) -> None:
    """Delete a model, and what was fetched of it."""
    ModelStore().remove(name)
    click.echo(f"{name} is removed")


def _packaged() -> Model:
    """The row of the model that also comes inside an installed package."""
    return next(model for model in KNOWN if model.engine == "moonshine")


def _heard_with(store: ModelStore) -> Path | None:
    """The folder of the model that hears where nothing is asked for by name, as the engines are chosen; PocketSphinx has none."""
    if find_spec("onnxruntime") is not None:
        with suppress(RecogniserError):
            return usable_model()
    return installed_model(store.folder)


def _faults(store: ModelStore, name: str) -> tuple[str, ...]:
    """What is wrong with a model that was fetched, or else with the one inside the package."""
    packaged = packaged_model()
    if name != _packaged().name or packaged is None or name in store.names():
        return store.faults(name)
    try:
        check_files(packaged, read_again=True)
    except RecogniserError as error:
        return (str(error),)
    return ()


@dataclass(frozen=True, slots=True)
class _Options:
    """What of the options says which model is meant; `source` is an address or a file on this machine."""

    name: str | None
    source: str | None
    sha256: str | None
    mirror: str | None
    index: str


def _wanted(store: ModelStore, options: _Options) -> Model:
    """The model that the options mean."""
    source = options.source
    name = options.name or (_named_by(source) if source else KNOWN[0].name)
    if source and "://" not in source and not Path(source).exists():
        raise ModelError(f"{source}: no such file")
    model = known_model(name) or _installed_before(store, name) or _unknown_model(name, options)
    model = _with_hash(model, options.sha256)
    address = _address(model, options) if source is None else source
    return replace(model, url=address or model.url)


def _unknown_model(name: str, options: _Options) -> Model:
    """A model of which nothing is known but what the options say; they have to say where it is, and its hash."""
    if options.source is None:
        raise ModelError(
            f"{name}: no such model is known; there is {', '.join(one.name for one in KNOWN)}; others by --url and --sha256"
        )
    if options.sha256 is None:
        found = f" (the file's is {hash_of(Path(options.source))})" if Path(options.source).is_file() else ""
        raise click.UsageError(f"{name} is not known here: its publisher's --sha256 is needed{found}")
    return Model(name, "", options.sha256.lower())


def _with_hash(model: Model, sha256: str | None) -> Model:
    """The model with the hash that was asked for. With another one than is known, it may be of any size and licence."""
    if sha256 is None or sha256.lower() == model.sha256:
        return model
    return replace(model, sha256=sha256.lower()) if model.parts or model.file else Model(model.name, model.url, sha256.lower())


def _address(model: Model, options: _Options) -> str | None:
    """Where a model is fetched from that was asked for by its name alone, if not from its own address."""
    if model.project:
        return f"{options.index.rstrip('/')}/{model.project}/"
    return f"{options.mirror.rstrip('/')}/{model.file or f'{model.name}.zip'}" if options.mirror else None


def _named_by(source: str) -> str:
    """The name of the model in a file, by the file's own."""
    file = re.split(r"[/\\]", re.split("[?#]", source)[0])[-1]
    wheels = (model.name for model in KNOWN if model.project and file.startswith(f"{model.project.replace('-', '_')}-"))
    files = (model.name for model in KNOWN if model.file == file)
    return next(wheels, None) or next(files, file.removesuffix(".zip"))


def _installed_before(store: ModelStore, name: str) -> Model | None:
    """A model that was fetched by its address once can be mended by its name."""
    try:
        manifest = store.manifest(name)
        return Model(name, manifest.url, manifest.sha256, licence=manifest.licence)
    except ModelError:
        return None


def _fetched(store: ModelStore, model: Model, file: Path | None, time_limit: float | None) -> Path:
    if file is not None:
        return store.install(model, file)
    try:
        with _shown(model.name) as progress:
            return store.fetch(model, progress, Patience(in_all=time_limit))
    except KeyboardInterrupt:
        kept = megabytes(store.partly_fetched(model.name))
        raise ModelError(f"{model.name}: stopped; {kept} are kept, and the next fetch goes on from there") from None


@contextmanager
def _shown(name: str) -> Iterator[Progress]:
    """Progress for whoever watches: a bar on a terminal, else a line at the start and at each quarter."""
    console = Console(stderr=True)
    if not console.is_terminal or console.is_dumb_terminal:
        yield _lines(name)
        return
    columns = (TextColumn("{task.description}"), BarColumn(), DownloadColumn(), TransferSpeedColumn(), TimeRemainingColumn())
    with Bar(*columns, console=console, transient=True) as bar:
        task = bar.add_task(name, total=None)
        yield lambda done, total: bar.update(task, completed=done, total=total)


def _lines(name: str) -> Callable[[int, int | None], None]:
    told: list[int] = []

    def tell(done: int, total: int | None) -> None:
        quarter = 4 * done // total if total else 0
        if not told or quarter > told[-1]:
            told.append(quarter)
            click.echo(f"{name}: {megabytes(done)}{f' of {megabytes(total)}' if total else ''}", err=True)

    return tell


def _row(store: ModelStore, name: str, used: Path | None) -> dict[str, object]:
    """What is to be said of a model, for programs; `says` is the line for people."""
    known = known_model(name)
    state = _state_of(store, name)
    described = known or (store.manifest(name) if state.whole else None)
    return {
        "name": name,
        "about": known.about if known else "",
        "bytes": known.size if known else None,
        "licence": described.licence if described else "",
        "url": described.url if described else "",
        "sha256": described.sha256 if described else "",
        "installed": state.whole or state.packaged,
        "used": state.folder == used,
        "bytes_fetched": state.bytes_fetched,
        "folder": str(state.folder) if state.present or state.packaged else None,
        "says": _says(state, used),
    }


@dataclass(frozen=True, slots=True)
class _State:
    """What is there of a model: in the store's folder (`present`, or `whole`), or inside its package (`packaged`)."""

    name: str
    folder: Path
    present: bool
    whole: bool
    packaged: bool
    bytes_fetched: int


def _state_of(store: ModelStore, name: str) -> _State:
    """What is there of a model; the one that was fetched goes before the one inside its package."""
    present = name in store.names()
    packaged = packaged_model() if name == _packaged().name and not present else None
    return _State(
        name=name,
        folder=packaged or store.folder / name,
        present=present,
        whole=present and store.is_complete(name),
        packaged=packaged is not None,
        bytes_fetched=store.partly_fetched(name),
    )


def _says(state: _State, used: Path | None) -> str:
    """A model's state, as the list tells it; `used` is the folder of the model that is heard with."""
    if state.whole:
        return f"installed in {state.folder}{_heard_with_it(state, used)}"
    if state.packaged:
        return f"inside the package {_packaged().project}, in {state.folder}{_heard_with_it(state, used)}"
    if state.present:
        return (
            f"in {state.folder}, but not whole or not installed by fetch, so not used; "
            f"`twitchwise models verify {state.name}` says why"
        )
    if state.bytes_fetched:
        fetched = megabytes(state.bytes_fetched)
        return f"{fetched} fetched; fetch it again to go on, `twitchwise models remove {state.name}` deletes them"
    return f"not installed; `twitchwise models fetch {state.name}` gets it"


def _heard_with_it(state: _State, used: Path | None) -> str:
    """Whether this model is heard with, or in its place the same one inside its package."""
    if used is not None and state.present and state.name == _packaged().name and used == packaged_model():
        return f"; the one inside the package {_packaged().project} is heard with"
    return ", the one that is heard with" if state.folder == used else ""
