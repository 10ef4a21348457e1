"""The judge's own mutation test: each operator, number and branch of it is changed in turn, and some test must fail.

cosmic-ray makes the mutants, in a copy of the repository; a mutant that every test passes *survives*. The survivors that are
known stand in `docs/mutation.md`, each with the reason why no test can tell it from the judge. Exit 0 where every survivor
is known, 1 where one is not. `python benchmarks/mutation.py SESSION.sqlite` takes about an hour on one core; a session that was
interrupted goes on, one that is done is reported again, and `--again` tries its survivors once more, with the tests of today.
"""

from __future__ import annotations

import ast
import os
import re
import shutil
import sqlite3
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from cosmic_ray.work_db import WorkDB, use_db
from cosmic_ray.work_item import MutationSpec, TestOutcome, WorkerOutcome, WorkResult

ROOT = Path(__file__).resolve().parent.parent
PAGE = ROOT / "docs" / "mutation.md"
BALLS = ("tests/reference/test_radii.py", "tests/reference/test_precision.py", "tests/reference/test_balls.py")
JUDGE = ("tests/oracle/test_verdict.py", "tests/reference/test_backprop.py", "tests/oracle/test_judge.py")
MUTATED = {
    "reference/arithmetic/ball.py": BALLS,
    "reference/arithmetic/precision.py": BALLS,
    "reference/backprop.py": JUDGE,
    "oracle/judge.py": (*JUDGE, "tests/oracle/test_ledger.py"),
    "oracle/verdict.py": JUDGE,
}
"""What is mutated, each with its own tests, the quickest first."""
SELECTED = "not jax and not rebuilt and not relative and not reproducer and not complete and not certified and not command"
"""Neither the adapter nor the defects of JAX, which compiles; of the ledger what the judge makes of it."""
OPERATORS = re.compile(
    r"core/(NumberReplacer|AddNot|ReplaceTrueWithFalse|ReplaceFalseWithTrue|ReplaceOrWithAnd|ReplaceAndWithOr"
    r"|ZeroIterationForLoop|ReplaceUnaryOperator_(USub_UAdd|Delete_Not|Delete_Invert)"
    r"|ReplaceBinaryOperator_(Add_Sub|Sub_Add|Mul_Div|Div_Mul|BitOr_BitAnd|BitAnd_BitOr|Pow_Mul|MatMul_Mul)"
    r"|ReplaceComparisonOperator_(Lt_LtE|Lt_GtE|LtE_Lt|LtE_Gt|Gt_GtE|Gt_LtE|GtE_Gt|GtE_Lt|Eq_NotEq|NotEq_Eq|Is_IsNot|IsNot_Is))"
)
"""One sensible change each; cosmic-ray would try every operator in place of every other."""
CONFIG = """\
[cosmic-ray]
module-path = [{modules}]
timeout = 120.0
excluded-modules = []
test-command = "{python} {script} --test {original}"
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


def run(session: Path) -> None:
    """Makes the mutants that are wanted, and runs those that have not been run."""
    with tempfile.TemporaryDirectory() as folder:
        home = copied(Path(folder))
        config = home / "cosmic-ray.toml"
        modules = ", ".join(f'"{name}"' for name in MUTATED)
        script = home / "benchmarks" / "mutation.py"
        text = CONFIG.format(modules=modules, python=sys.executable, script=script, original=ROOT)
        config.write_text(text, encoding="utf-8")
        env = {**os.environ, "PYTHONPATH": str(home.parent / "installed"), "OMP_NUM_THREADS": "1", "NABLACHECK_EXAMPLES": "10"}
        ray = lambda *args: subprocess.run(["cosmic-ray", *args], cwd=home, env=env, check=True)
        if not session.exists():
            ray("init", str(config), str(session))
            skip(session)
        ray("baseline", str(config))
        ray("exec", str(config), str(session))


def test(original: Path) -> int:
    """Runs the tests of the file that is mutated here, or all of them where none is."""
    mutated = [name for name in MUTATED if (ROOT / name).read_bytes() != (original / name).read_bytes()]
    tests = dict.fromkeys(test for name in mutated or MUTATED for test in MUTATED[name])
    return subprocess.run(
        [sys.executable, "-m", "pytest", "-x", "-q", "-p", "no:cacheprovider", "-k", SELECTED, *tests], cwd=ROOT, check=False
    ).returncode


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


def results(session: Path) -> tuple[Counter[str], set[Mutant]]:
    """How many mutants were killed and how many survived, and who."""
    counts: Counter[str] = Counter()
    survivors = set()
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


def main() -> None:
    """Runs the session of the command line, and reports it."""
    if sys.argv[1] == "--test":
        sys.exit(test(Path(sys.argv[2])))
    session = Path(sys.argv[1]).resolve()
    if "--again" in sys.argv[2:]:
        again(session)
    run(session)
    counts, survivors = results(session)
    listed = known(PAGE.read_text(encoding="utf-8"))
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
