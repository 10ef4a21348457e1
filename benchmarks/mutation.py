"""The mutation test: each operator, number and branch of the judge and the reference is changed in turn, and a test must fail.

cosmic-ray makes the mutants, in a copy of the repository; a mutant that every test passes *survives*. The survivors that are
known stand in `docs/mutation.md`, each with the reason why no test can tell it from what is written. Exit 0 where every
survivor is known, 1 where one is not. `python benchmarks/mutation.py FOLDER` keeps a session for each file in the folder, and
takes about three hours on two cores; a session that was interrupted goes on, one that is done is reported again. Files of the
repository behind the folder are run alone; `--again` tries the survivors once more, with the tests of today.
"""

from __future__ import annotations

import argparse
import ast
import os
import re
import shutil
import sqlite3
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from cosmic_ray.work_db import WorkDB, use_db
from cosmic_ray.work_item import MutationSpec, TestOutcome, WorkerOutcome, WorkResult

ROOT = Path(__file__).resolve().parent.parent
PAGE = ROOT / "docs" / "mutation.md"
BALLS = ("tests/reference/test_radii.py", "tests/reference/test_precision.py", "tests/reference/test_balls.py")
JUDGE = ("tests/oracle/judging/test_verdict.py", "tests/reference/test_backprop.py", "tests/oracle/judging/test_judge.py")
AUDIT = ("tests/reference/test_points.py", "tests/reference/test_audit.py")
ENTRIES = tuple(f"tests/reference/test_{name}.py" for name in ("targets", "formulas", "entries", "audit"))
REGISTRY = ("tests/reference/test_registry.py", "tests/oracle/checking/test_own.py")
ACCURACY = ("tests/reference/test_accuracy.py::test_the_page_has_the_table", "tests/reference/test_accuracy.py")
GRAPHS = ("tests/reference/test_graph.py", "tests/reference/test_blocks.py")
LINKS = ("tests/reference/test_links.py", "tests/reference/test_graph.py")
MUTATED = {
    "reference/arithmetic/asked_names.py": ("tests/reference/test_arithmetics.py", "tests/reference/test_audit.py"),
    "reference/arithmetic/ball.py": BALLS,
    "reference/arithmetic/ball_arithmetic.py": BALLS,
    "oracle/judging/judges.py": (*JUDGE, "tests/oracle/ledger/test_ledger.py"),
    "reference/activations/piecewise.py": ENTRIES,
    "reference/audit/switches.py": AUDIT,
    "reference/activations/smooth.py": ENTRIES,
    "reference/activations/normalizers.py": ENTRIES,
    "reference/network.py": ("tests/reference/test_network.py", *JUDGE),
    "reference/problem.py": ("tests/reference/test_problem.py", "tests/reference/test_network.py", *JUDGE),
    "reference/gradient.py": JUDGE,
    "reference/costs/entropies.py": ENTRIES,
    "reference/reverse.py": ("tests/reference/test_reverse.py", "tests/reference/test_audit.py"),
    "reference/pullbacks.py": ("tests/reference/test_reverse.py", "tests/reference/test_audit.py"),
    "reference/composed.py": ("tests/reference/test_reverse.py", "tests/reference/test_identity.py"),
    "oracle/judging/compared.py": JUDGE,
    "oracle/judging/verdict.py": JUDGE,
    "reference/arithmetic/precision.py": BALLS,
    "reference/arithmetic/radii.py": BALLS,
    "reference/arithmetic/slopes.py": BALLS,
    "reference/arithmetic/accuracy.py": ACCURACY,
    "reference/costs/margins.py": ENTRIES,
    "reference/costs/likelihoods.py": ENTRIES,
    "reference/backprop.py": JUDGE,
    "reference/checked_arrays.py": ("tests/reference/test_network.py", *JUDGE),
    "reference/graphs/blocks.py": ("tests/reference/test_blocks.py",),
    "reference/graphs/either.py": GRAPHS,
    "reference/graphs/graph.py": GRAPHS,
    "reference/graphs/graph_checks.py": GRAPHS,
    "reference/graphs/graph_equations.py": GRAPHS,
    "reference/graphs/graph_paths.py": GRAPHS,
    "reference/graphs/graph_problem.py": GRAPHS,
    "reference/graphs/graph_proof.py": GRAPHS,
    "reference/graphs/graph_trace.py": GRAPHS,
    "reference/graphs/layers.py": GRAPHS,
    "reference/graphs/plan.py": GRAPHS,
    "reference/graphs/worded.py": ("tests/reference/test_worded.py",),
    "reference/links/convolution.py": LINKS,
    "reference/links/elementwise.py": LINKS,
    "reference/links/link.py": LINKS,
    "reference/links/moves.py": LINKS,
    "reference/links/products.py": LINKS,
    "reference/links/window.py": LINKS,
    "reference/sgd.py": ("tests/reference/test_sgd.py",),
    "reference/releases.py": ("tests/reference/test_releases.py",),
    "reference/own_formulas.py": ("tests/reference/test_own_formulas.py",),
    "reference/foreign_code.py": ("tests/reference/test_own_formulas.py", "tests/oracle/checking/test_foreign.py"),
    "reference/room.py": ("tests/reference/test_room.py",),
    "reference/processes.py": ("tests/oracle/commands/test_grade_forged.py",),
    "reference/interruption.py": ("tests/oracle/checking/test_foreign.py", "tests/oracle/commands/test_interrupted.py"),
    "reference/quoting.py": ("tests/oracle/checking/test_foreign.py", "tests/oracle/checking/test_check.py"),
    "reference/hessian_vector.py": ("tests/reference/test_hessian_vector.py",),
    "reference/duals.py": ("tests/reference/test_hessian_vector.py",),
    "reference/forward_mode.py": ("tests/reference/test_forward_mode.py",),
    "reference/arithmetic/zonotope.py": ("tests/reference/test_zonotopes.py",),
    "reference/arithmetic/curvature.py": ("tests/reference/test_zonotopes.py",),
    "reference/arithmetic/linear_parts.py": ("tests/reference/test_zonotopes.py",),
    "reference/audit/of_activations.py": AUDIT,
    "reference/audit/of_costs.py": AUDIT,
    "reference/audit/of_fields.py": ("tests/test_nonsense.py",),
    "oracle/ledger/defect.py": ("tests/oracle/ledger/test_ledger.py", "tests/oracle/judging/test_judge.py"),
    "reference/activations/rows.py": ENTRIES,
    "reference/costs/squares.py": ENTRIES,
    "reference/componentwise.py": ("tests/reference/test_chapter.py", "tests/reference/test_backprop.py"),
    "reference/audit/points.py": AUDIT,
    "reference/arithmetic/certified.py": ("tests/reference/test_certified.py", "tests/reference/test_radii.py"),
    "reference/arithmetic/float.py": BALLS,
    "reference/arithmetic/erfc_table.py": ("tests/reference/test_floats.py",),
    "reference/costs/angles.py": ENTRIES,
    "reference/audit/derivatives.py": AUDIT,
    "reference/costs/cost.py": ENTRIES,
    "reference/book.py": ("tests/reference/test_book.py",),
    "reference/registry.py": REGISTRY,
    "reference/parameters.py": ("tests/reference/test_parameters.py",),
    "reference/paths.py": ("tests/reference/test_paths.py",),
    "reference/rules.py": ("tests/reference/test_rules.py",),
    "reference/costs/targets.py": ENTRIES,
    "reference/costs/overlaps.py": ENTRIES,
    "reference/draws.py": ("tests/reference/test_draws.py",),
    "reference/extensions.py": ("tests/oracle/checking/test_own.py",),
    "reference/arithmetic/trilean.py": ("tests/reference/test_certified.py",),
    "reference/arithmetic/language.py": AUDIT,
    "reference/arithmetic/types.py": ("tests/reference/test_arithmetics.py",),
    "reference/activations/activation.py": ENTRIES,
    "reference/errors.py": REGISTRY,
}
"""What is mutated, each with its own tests, the quickest first; about the longest files first."""
SELECTED = "not jax and not rebuilt and not relative and not reproducer and not complete and not certified and not command"
"""Of the tests of the judge, neither the adapter nor the defects of JAX, which compiles; of the ledger what the judge does."""
OPERATORS = re.compile(
    r"core/(NumberReplacer|AddNot|ReplaceTrueWithFalse|ReplaceFalseWithTrue|ReplaceOrWithAnd|ReplaceAndWithOr"
    r"|ZeroIterationForLoop|ReplaceUnaryOperator_(USub_UAdd|Delete_Not|Delete_Invert)"
    r"|ReplaceBinaryOperator_(Add_Sub|Sub_Add|Mul_Div|Div_Mul|BitOr_BitAnd|BitAnd_BitOr|Pow_Mul|MatMul_Mul)"
    r"|ReplaceComparisonOperator_(Lt_LtE|Lt_GtE|LtE_Lt|LtE_Gt|Gt_GtE|Gt_LtE|GtE_Gt|GtE_Lt|Eq_NotEq|NotEq_Eq|Is_IsNot|IsNot_Is))"
)
"""One sensible change each; cosmic-ray would try every operator in place of every other."""
CONFIG = """\
[cosmic-ray]
module-path = "{module}"
timeout = 120.0
excluded-modules = []
test-command = "{test}"
[cosmic-ray.distributor]
name = "local"
"""
Mutant = tuple[str, str, str]
"""The file, the line as it is, and what it becomes."""


def copied(folder: Path) -> Path:
    """A copy of the repository whose package is found through PYTHONPATH, as links to the copied folders."""
    home = folder / "repository"
    shutil.copytree(ROOT, home, ignore=shutil.ignore_patterns(".git", ".tox", "build", "_build", ".hypothesis", "__pycache__"))
    package = folder / "installed" / "nablacheck"
    package.mkdir(parents=True)
    for source in (home / "src" / "nablacheck").iterdir():
        (package / source.name).symlink_to(source)
    for part in ("reference", "adapters", "oracle"):
        (package / part).symlink_to(home / part)
    return home


def annotations(source: str) -> Iterator[tuple[tuple[int, int], tuple[int, int]]]:
    """Where the types stand, which nothing evaluates."""
    for node in ast.walk(ast.parse(source)):
        for name in ("annotation", "returns"):
            part = getattr(node, name, None)
            if part is not None:
                yield (part.lineno, part.col_offset), (part.end_lineno, part.end_col_offset)


def wanted(mutation: MutationSpec) -> bool:
    """Whether a mutant is worth a run: one of the operators above, in code that runs."""
    source = (ROOT / mutation.module_path).read_text(encoding="utf-8")
    typed = any(start <= mutation.start_pos < end for start, end in annotations(source))
    return bool(OPERATORS.fullmatch(mutation.operator_name)) and not typed


def run(name: str, session: Path) -> None:
    """Makes the mutants of a file that are wanted, and runs those that have not been run."""
    with tempfile.TemporaryDirectory() as folder:
        home = copied(Path(folder))
        config = home / "cosmic-ray.toml"
        test = f"{sys.executable} {home / 'benchmarks' / 'mutation.py'} --test {name}"
        config.write_text(CONFIG.format(module=name, test=test), encoding="utf-8")
        env = {**os.environ, "PYTHONPATH": str(home.parent / "installed"), "OMP_NUM_THREADS": "1", "NABLACHECK_EXAMPLES": "10"}
        ray = lambda *args: subprocess.run(["cosmic-ray", *args], cwd=home, env=env, check=True)
        if not session.exists():
            ray("init", str(config), str(session))
            skip(session)
        ray("baseline", str(config))
        ray("exec", str(config), str(session))


def test(name: str) -> int:
    """Runs the tests of a file, in the copy of the repository."""
    options = ["-x", "-q", "-p", "no:cacheprovider"]
    if JUDGE[-1] in MUTATED[name]:
        options += ["-k", SELECTED]
    return subprocess.run([sys.executable, "-m", "pytest", *options, *MUTATED[name]], cwd=ROOT, check=False).returncode


def skip(session: Path) -> None:
    """Marks the mutants that are not wanted."""
    with use_db(session, WorkDB.Mode.open) as db:
        for item in tuple(db.pending_work_items):
            if not wanted(item.mutations[0]):
                db.set_result(item.job_id, WorkResult(WorkerOutcome.SKIPPED))


def again(session: Path) -> None:
    """Forgets the results of the survivors."""
    with sqlite3.connect(session) as db:
        db.execute("DELETE FROM work_results WHERE test_outcome = ?", (TestOutcome.SURVIVED.name,))


def results(sessions: Sequence[Path]) -> tuple[Counter[str], set[Mutant]]:
    """How many mutants were killed and how many survived, and who."""
    counts: Counter[str] = Counter()
    survivors = set()
    for session in sessions:
        with use_db(session, WorkDB.Mode.open) as db:
            for _, result in db.results:
                if result.worker_outcome != WorkerOutcome.SKIPPED:
                    counts[result.test_outcome.value] += 1
                    if result.test_outcome == TestOutcome.SURVIVED:
                        survivors.add(mutant(result.diff))
    return counts, survivors


def mutant(diff: str) -> Mutant:
    """What a unified diff of one line changes."""
    lines = diff.splitlines()
    (file,) = (line.removeprefix("--- a/") for line in lines if line.startswith("--- a/"))
    before, after = (
        " ".join(line[1:].strip() for line in lines if line.startswith(sign) and not line.startswith(3 * sign)) for sign in "-+"
    )
    return file, before, after


def known(page: str) -> set[Mutant]:
    """The survivors of the page."""
    return set(re.findall(r"^- `([^`]+)`: `(.+?)` → `(.+?)`$", page, flags=re.MULTILINE))


def arguments() -> argparse.Namespace:
    """The command line."""
    parser = argparse.ArgumentParser(description="The mutation test of the judge and the reference.")
    parser.add_argument("folder", nargs="?", type=Path, help="where the sessions are kept")
    parser.add_argument("files", nargs="*", metavar="file", help="what to mutate, of the repository; all of it by default")
    parser.add_argument("--again", action="store_true", help="try the survivors once more")
    parser.add_argument("--test", metavar="FILE", choices=MUTATED, help="only run the tests of a file")
    given = parser.parse_args()
    if given.folder is None and given.test is None:
        parser.error("give a folder for the sessions.")
    for name in given.files:
        if name not in MUTATED:
            parser.error(f"{name} is not mutated; allowed are {', '.join(MUTATED)}.")
    return given


def main() -> None:
    """Runs the sessions of the command line, as many at a time as there are cores, and reports them."""
    given = arguments()
    if given.test:
        sys.exit(test(given.test))
    given.folder.mkdir(parents=True, exist_ok=True)
    names = given.files or list(MUTATED)
    sessions = [given.folder.resolve() / f"{name.replace('/', '.')}.sqlite" for name in names]
    if given.again:
        for session in filter(Path.exists, sessions):
            again(session)
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        list(pool.map(run, names, sessions))
    report(names, *results(sessions))


def report(names: Sequence[str], counts: Counter[str], survivors: set[Mutant]) -> None:
    """Prints the survivors that the page does not know, and what it lists in vain; exit 1 where there is one of the former."""
    listed = {each for each in known(PAGE.read_text(encoding="utf-8")) if each[0] in names}
    print(", ".join(f"{outcome}: {n}" for outcome, n in counts.items()))  # noqa: T201
    for title, mutants in (
        ("survived and is not listed", survivors - listed),
        ("listed and did not survive", listed - survivors),
    ):
        for file, before, after in sorted(mutants):
            print(f"{title}:\n- `{file}`: `{before}` → `{after}`")  # noqa: T201
    sys.exit(1 if survivors - listed else 0)


if __name__ == "__main__":
    main()
