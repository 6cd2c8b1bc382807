"""`twitchwise models`: the speech models of Vosk and Moonshine, fetched, checked and removed."""

import json
import re
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from importlib.util import find_spec
from pathlib import Path

import click
from rich.console import Console
from rich.progress import BarColumn, DownloadColumn, TextColumn, TimeRemainingColumn, TransferSpeedColumn
from rich.progress import Progress as Bar

from voice.errors import ModelError, RecogniserError
from voice.recognition.known_models import KNOWN, PACKAGE_INDEX, Model, known_model
from voice.recognition.model_download import Patience, Progress, hash_of, megabytes
from voice.recognition.model_store import ModelStore, installed_model
from voice.recognition.moonshine import usable_model
from voice.recognition.moonshine_files import check_files, packaged_model

JSON = click.option("--json", "as_json", is_flag=True, help="One JSON line a model instead of words.")


@click.group()
def models() -> None:
    """Speech models for Vosk and Moonshine: list, fetch, verify, remove."""


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
    "--mirror", envvar="TWITCHWISE_MIRROR", metavar="URL", help="Fetch NAME.zip from this folder (also TWITCHWISE_MIRROR)."
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
        model = _wanted(store, name, str(file) if file else url, sha256, mirror, index)
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


def _wanted(  # noqa: PLR0913, PLR0917 (options)
    store: ModelStore, name: str | None, source: str | None, sha256: str | None, mirror: str | None, index: str
) -> Model:
    """The model that the options mean; `source` is an address or a file on this machine."""
    name = name or (_named_by(source) if source else KNOWN[0].name)
    if source and "://" not in source and not Path(source).exists():
        raise ModelError(f"{source}: no such file")
    known = known_model(name) or _installed_before(store, name)
    if known is None and source is None:
        raise ModelError(
            f"{name}: no such model is known; there is {', '.join(one.name for one in KNOWN)}; others by --url and --sha256"
        )
    if known is None and sha256 is None:
        found = f" (the file's is {hash_of(Path(source))})" if source and Path(source).is_file() else ""
        raise click.UsageError(f"{name} is not known here: its publisher's --sha256 is needed{found}")
    model = known or Model(name, "", str(sha256).lower())
    if sha256 is not None and sha256.lower() != model.sha256:
        model = replace(model, sha256=sha256.lower()) if model.parts else Model(name, model.url, sha256.lower())
    if source is None and model.project:
        source = f"{index.rstrip('/')}/{model.project}/"
    elif source is None and mirror:
        source = f"{mirror.rstrip('/')}/{name}.zip"
    return replace(model, url=source or model.url)


def _named_by(source: str) -> str:
    """The name of the model in a file, by the file's own."""
    file = re.split(r"[/\\]", re.split("[?#]", source)[0])[-1]
    wheels = (model.name for model in KNOWN if model.project and file.startswith(f"{model.project.replace('-', '_')}-"))
    return next(wheels, file.removesuffix(".zip"))


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
    model = known_model(name)
    present = name in store.names()
    whole = present and store.is_complete(name)
    partly = store.partly_fetched(name)
    packaged = packaged_model() if name == _packaged().name and not present else None
    folder = packaged or store.folder / name
    licence = model.licence if model else store.manifest(name).licence if whole else ""
    heard_with = ", the one that is heard with" if folder == used else ""
    if used is not None and present and name == _packaged().name and used == packaged_model():
        heard_with = f"; the one inside the package {_packaged().project} is heard with"
    if whole:
        says = f"installed in {folder}{heard_with}"
    elif packaged:
        says = f"inside the package {model.project if model else name}, in {folder}{heard_with}"
    elif present:
        says = f"in {folder}, but not whole or not installed by fetch, so not used; `twitchwise models verify {name}` says why"
    elif partly:
        says = f"{megabytes(partly)} fetched; fetch it again to go on, `twitchwise models remove {name}` deletes them"
    else:
        says = f"not installed; `twitchwise models fetch {name}` gets it"
    return {
        "name": name,
        "about": model.about if model else "",
        "bytes": model.size if model else None,
        "licence": licence,
        "url": model.url if model else store.manifest(name).url if whole else "",
        "sha256": model.sha256 if model else store.manifest(name).sha256 if whole else "",
        "installed": whole or packaged is not None,
        "used": folder == used,
        "bytes_fetched": partly,
        "folder": str(folder) if present or packaged else None,
        "says": says,
    }
