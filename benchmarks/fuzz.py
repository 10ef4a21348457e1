"""Damaged and odd inputs for the command: never a traceback, the right exit code, and one sentence for people.

python benchmarks/fuzz.py judge --count 2000 --seed 0
python benchmarks/fuzz.py check --count 400
python benchmarks/fuzz.py with --count 50
python benchmarks/fuzz.py signals --count 40

Every input follows from the seed and its number, so that `--only NUMBER` makes one of them again, in a folder that stays.
Exit 1 where anything is wrong, with a line for each, by kind.
"""

from __future__ import annotations

import os
import signal
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import click
import numpy as np

from fuzzing import odd_entries, odd_files, odd_functions, stopped
from fuzzing.outcomes import Case, apart, faults, here

APART = 32
"""Every so many inputs one is given to a process of its own."""
SHOWN = 3
"""How many of a kind are shown."""
CASES = {"judge": odd_files.case, "check": odd_functions.case, "with": odd_entries.case}


def tried(what: str, number: int, seed: int, folder: Path) -> tuple[Case, list[str]]:
    """One input and what is wrong with the answer to it."""
    rng = np.random.default_rng([seed, number])
    case = CASES[what](rng, folder)
    alone = case.apart or number % APART == APART - 1
    outcome = (apart if alone and _can_be_said(case) else here)(case.arguments, folder)
    return case, faults(case, outcome)


def _can_be_said(case: Case) -> bool:
    """Whether a process can have these arguments."""
    return not any("\x00" in argument for argument in case.arguments)


def fuzzed(what: str, count: int, seed: int) -> Iterator[tuple[int, str, list[str]]]:
    """Every input by its number and kind, with what is wrong with the answer."""
    for number in range(count):
        if what == "signals":
            one = stopped.stop(np.random.default_rng([seed, number]))
            yield number, f"{one.command}, signal {one.number}", stopped.faults(one)
            continue
        with tempfile.TemporaryDirectory() as folder:
            case, wrong = tried(what, number, seed, Path(folder))
            yield number, case.kind, wrong


@click.command()
@click.argument("what", type=click.Choice([*CASES, "signals"]))
@click.option("--count", default=400, show_default=True, help="Inputs.")
@click.option("--seed", default=0, show_default=True, help="Same seed, same inputs.")
@click.option("--only", type=int, help="This input alone.")
def main(what: str, count: int, seed: int, only: int | None) -> None:
    """Fuzz a command."""
    if only is not None and what in CASES:
        folder = Path(tempfile.mkdtemp())
        case, wrong = tried(what, only, seed, folder)
        click.echo(f"{case}\n{folder}: {list(folder.iterdir())}\n{here(case.arguments, folder)}\n" + "\n".join(wrong))
        sys.exit(1 if wrong else 0)
    kinds, bad, seen = Counter[str](), Counter[str](), Counter[str]()
    for number, kind, wrong in fuzzed(what, count, seed):
        kinds[kind] += 1
        bad[kind] += bool(wrong)
        for fault in wrong:
            seen[key := f"{kind}: {fault[:60]}"] += 1
            if seen[key] <= SHOWN:
                click.echo(f"{number}: {kind}: {fault}")
    for kind, total in sorted(kinds.items()):
        click.echo(f"{kind:24} {total:6} {bad[kind]:6} wrong")
    click.echo(f"{what}: {sum(kinds.values())} inputs, seed {seed}: {sum(bad.values())} wrong")
    sys.exit(1 if sum(bad.values()) else 0)


if __name__ == "__main__":
    os.environ.setdefault("OMP_NUM_THREADS", "1")
    signal.signal(signal.SIGINT, signal.default_int_handler)  # a job in the background ignores it, and so would what it starts
    main()
