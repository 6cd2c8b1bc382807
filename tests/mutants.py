"""Mutants: programs with one small mistake each, and whether any reading would notice.

A mistake is drawn in a module of the understanding (a comparison turned round, an "and" for an "or", a "not" left out, a
number one too large, a condition of a comprehension dropped); the golden readings are then read anew, by a process of its own,
until the first that differs. A mutant that changes none of them survives: either nothing needs what it changed, or utterances
that do are missing. Survivors are printed with their lines, to be looked at.
"""

import ast
import importlib.util
import random
import subprocess
import sys
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from importlib.abc import Loader, MetaPathFinder
from importlib.machinery import ModuleSpec
from itertools import zip_longest
from pathlib import Path
from types import ModuleType

import click

ROOT = Path(__file__).parents[1]
PACKAGES = ("voice/skill/understanding", "voice/skill/language")
NOT_RUN = frozenset({"check.py", "always.py", "examples.py", "explain.py", "rewriting.py", "spans.py", "__init__.py"})
"""What makes no reading: proofs over grammar files, and what shows how a reading came about."""
_SURVIVED, _CAUGHT = 0, 3
_HANGS_SECONDS = 300
_TURNED: dict[type[ast.cmpop], type[ast.cmpop]] = {
    ast.Eq: ast.NotEq,
    ast.NotEq: ast.Eq,
    ast.Lt: ast.LtE,
    ast.LtE: ast.Lt,
    ast.Gt: ast.GtE,
    ast.GtE: ast.Gt,
    ast.In: ast.NotIn,
    ast.NotIn: ast.In,
    ast.Is: ast.IsNot,
    ast.IsNot: ast.Is,
}


class Mutation(ast.NodeTransformer):
    """Makes the `wanted`-th mistake that can be made in a tree, counting in the order of visiting; counts them all."""

    def __init__(self, wanted: int = -1) -> None:
        self.wanted = wanted
        self.seen = 0
        self.line = 0
        self.made = ""

    def _is_it(self, node: ast.expr | ast.comprehension, what: str) -> bool:
        here = self.seen == self.wanted
        self.seen += 1
        if here:
            self.line = node.target.lineno if isinstance(node, ast.comprehension) else node.lineno
            self.made = what
        return here

    def visit_Compare(self, node: ast.Compare) -> ast.AST:
        """A comparison, turned round or moved by one."""
        self.generic_visit(node)
        for at, operator in enumerate(node.ops):
            other = _TURNED[type(operator)]
            if self._is_it(node, f"{type(operator).__name__} to {other.__name__}"):
                node.ops[at] = other()
        return node

    def visit_BoolOp(self, node: ast.BoolOp) -> ast.AST:
        """ "and" for "or", and the other way."""
        self.generic_visit(node)
        if self._is_it(node, "and to or" if isinstance(node.op, ast.And) else "or to and"):
            node.op = ast.Or() if isinstance(node.op, ast.And) else ast.And()
        return node

    def visit_UnaryOp(self, node: ast.UnaryOp) -> ast.AST:
        """Without its "not"."""
        self.generic_visit(node)
        return node.operand if isinstance(node.op, ast.Not) and self._is_it(node, "not left out") else node

    def visit_ClassDef(self, node: ast.ClassDef) -> ast.AST:
        """How a class is made ("frozen", "slots") is left as it is: no reading depends on it."""
        node.body = [self.visit(one) for one in node.body]
        return node

    def visit_keyword(self, node: ast.keyword) -> ast.AST:
        """ "strict" only says whether a mistake elsewhere would be noticed."""
        return node if node.arg == "strict" else self.generic_visit(node)

    def visit_Constant(self, node: ast.Constant) -> ast.AST:
        """A truth value turned round, a number one more."""
        if isinstance(node.value, bool) and self._is_it(node, f"{node.value} turned round"):
            return ast.copy_location(ast.Constant(not node.value), node)
        if type(node.value) is int and self._is_it(node, f"{node.value} one more"):
            return ast.copy_location(ast.Constant(node.value + 1), node)
        return node

    def visit_comprehension(self, node: ast.comprehension) -> ast.AST:
        """A condition of a comprehension dropped."""
        self.generic_visit(node)
        dropped = [at for at in range(len(node.ifs)) if self._is_it(node, "condition dropped")]
        node.ifs = [test for at, test in enumerate(node.ifs) if at not in dropped]
        return node


@dataclass(frozen=True, slots=True)
class Mutant:
    """The `number`-th mistake in the module at `path`."""

    path: str
    number: int

    @property
    def module(self) -> str:
        """Its name, as it is imported."""
        return self.path.removesuffix(".py").replace("/", ".")


def mutated(source: str, number: int) -> tuple[ast.Module, Mutation]:
    """A tree with one mistake, and which; IndexError where there are not so many."""
    mutation = Mutation(number)
    tree = ast.fix_missing_locations(mutation.visit(ast.parse(source)))
    if not mutation.made:
        raise IndexError(number)
    return tree, mutation


def mistakes(source: str) -> int:
    """How many mistakes can be made in it."""
    counter = Mutation()
    counter.visit(ast.parse(source))
    return counter.seen


class _Mutating(MetaPathFinder, Loader):
    """Imports one module with its mistake."""

    def __init__(self, mutant: Mutant) -> None:
        self.mutant = mutant

    def find_spec(self, fullname: str, path: object = None, target: object = None) -> ModuleSpec | None:
        """Only that module is found here."""
        return importlib.util.spec_from_loader(fullname, self) if fullname == self.mutant.module else None

    def exec_module(self, module: ModuleType) -> None:
        """Run it with its mistake."""
        source = (ROOT / self.mutant.path).read_text(encoding="utf-8")
        tree, _ = mutated(source, self.mutant.number)
        module.__file__ = str(ROOT / self.mutant.path)
        exec(compile(tree, self.mutant.path, "exec"), module.__dict__)  # noqa: S102  (our own module, with its mistake)


def is_noticed(mutant: Mutant) -> bool:
    """Whether a golden reading differs with this mistake in this process; an exception differs too."""
    sys.meta_path.insert(0, _Mutating(mutant))
    from golden import lines, recorded  # noqa: PLC0415  (after the mistake is made)

    from voice.skill.grammar.compiled import load_grammar  # noqa: PLC0415  (as above)
    from voice.skill.knowledge.file import load_knowledge  # noqa: PLC0415  (as above)

    now = lines(load_grammar(load_knowledge()))
    return any(one != other for one, other in zip_longest(recorded(), now))


def _judged(mutant: Mutant) -> tuple[Mutant, bool]:
    """A mutant, and whether it is caught: by a reading, by an exception, or because it never ends."""
    command = [sys.executable, __file__, "--one", mutant.path, str(mutant.number)]
    try:
        done = subprocess.run(command, cwd=ROOT, capture_output=True, timeout=_HANGS_SECONDS, check=False)
    except subprocess.TimeoutExpired:
        return mutant, True
    return mutant, done.returncode != _SURVIVED


def drawn(count: int, seed: int, paths: Sequence[str]) -> list[Mutant]:
    """So many mutants by chance, of these modules or of all."""
    chosen = paths or [str(p.relative_to(ROOT)) for package in PACKAGES for p in sorted((ROOT / package).rglob("*.py"))]
    every = [
        Mutant(path, number)
        for path in chosen
        if Path(path).name not in NOT_RUN or path in paths
        for number in range(mistakes((ROOT / path).read_text(encoding="utf-8")))
    ]
    return random.Random(seed).sample(every, min(count, len(every)))


def judged(mutants: Sequence[Mutant], jobs: int) -> Iterator[tuple[Mutant, bool]]:
    """Each mutant with whether it is caught, so many at a time."""
    with ThreadPoolExecutor(jobs) as pool:
        yield from pool.map(_judged, mutants)


@click.command(help=__doc__)
@click.argument("paths", nargs=-1)
@click.option("--count", default=100, show_default=True, help="How many mutants.")
@click.option("--seed", default=7, show_default=True, help="Which.")
@click.option("--jobs", default=2, show_default=True, help="So many at a time.")
@click.option("--one", type=(str, int), help="Judge one mutant, by module and number, in this process.")
def main(paths: tuple[str, ...], count: int, seed: int, jobs: int, one: tuple[str, int] | None) -> None:
    """Draw mutants, judge them, print the survivors and the share that was caught."""
    if one:
        sys.exit(_CAUGHT if is_noticed(Mutant(*one)) else _SURVIVED)
    mutants = drawn(count, seed, paths)
    caught = 0
    for mutant, noticed in judged(mutants, jobs):
        caught += noticed
        if not noticed:
            source = (ROOT / mutant.path).read_text(encoding="utf-8")
            _, mutation = mutated(source, mutant.number)
            click.echo(f"{mutant.path}:{mutation.line} {mutation.made}: {source.splitlines()[mutation.line - 1].strip()}")
    click.echo(f"{caught} of {len(mutants)} caught, {100 * caught / max(1, len(mutants)):.0f} %")


if __name__ == "__main__":
    main()
