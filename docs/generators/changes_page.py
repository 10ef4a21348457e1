"""Writes docs/changes.md: what changed between the recorded releases of every package.

python docs/generators/changes_page.py
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

from nablacheck.oracle.ledger.changes import Change, between
from nablacheck.oracle.report.change_lines import TITLES, summary
from nablacheck.oracle.sweeping.recorder import packages
from nablacheck.reference.releases import Record, recorded

PAGE = Path(__file__).resolve().parent.parent / "changes.md"
SHOWN = {
    "torch": "PyTorch",
    "jax": "JAX",
    "optax": "optax",
    "numpy": "NumPy",
    "autograd": "HIPS autograd",
    "tensorflow-cpu": "TensorFlow",
    "paddlepaddle": "PaddlePaddle",
    "mlx": "MLX",
    "casadi": "CasADi",
    "keras": "Keras",
}

INTRODUCTION = """# What changed under your feet

You upgraded a framework, no line of yours is another one, and the gradient is. This page says what each release changed of what
nablacheck asks: known defects that are gone or new, what is taken for a derivative at kinks, derivative rules, and how far an
elementary function is from the truth. Nothing on it was read in release notes: every answer was measured, and stands in
`reference/records/`.

```sh
nablacheck ledger --changes torch==2.13 torch==2.14
```

prints a part of it.

## A release that is not on this page

Of a release that nobody recorded nothing is excused: what was a known defect of the release before is a finding again in
`nablacheck run` and `nablacheck sweep`, until it is known that it is still there.

```sh
nablacheck ledger --reproduce
```

asks such a release everything, sweeps each of its functions, and ends with a line as this one; where something changed, it
exits with 1:

```text
torch 2.16.0 is newer than what is recorded (2.14.1): 3 defects are gone, 1 is new,
2 kinks moved; `nablacheck ledger --record` writes them.
```

`nablacheck ledger --record` measures the installed releases and writes what they answer: to the folder that the environment
variable `NABLACHECK_RECORDS` names, where every command that has the variable finds them, or else beside those of nablacheck,
which is how they come into this page.

## Every night

To hear of a change before your users do, let a timer run this in a clone of the repository. It installs the newest JAX, NumPy
and optax, candidates included, and fails where something changed; with `-x testenv:nightly.extras=all` it has PyTorch too.

```console
$ tox -e nightly
```
"""


def section(package: str) -> Iterator[str]:
    """A package: its recorded releases, and what changed from each to the next."""
    record = recorded(package)
    yield f"\n## {SHOWN[package]}\n"
    yield "| release | measured with |\n|---|---|"
    for release in record.order():
        yield f"| {release} | {machine(record, release)} |"
    same = []
    for one, other in pairwise(record.order()):
        found = between(package, one, other)
        if not found:
            same.append(f"{one} → {other}")
            continue
        yield f"\n### {package} {one} → {other}\n"
        yield f"{summary(found)[0].upper()}{summary(found)[1:]}.\n"
        yield from map(line, sorted(found, key=lambda change: list(TITLES).index(change.kind)))
    if same:
        yield f"\nNothing changed: {', '.join(same)}."


def machine(record: Record, release: str) -> str:
    """What a release was measured with."""
    parts = record.releases[release]
    beside = ", ".join(f"{name} {number}" for name, number in parts.items() if name not in ("python", "machine"))
    return f"Python {parts['python']}" + (f", {beside}" if beside else "")


def line(change: Change) -> str:
    """A change, with its two answers."""
    return f"- {TITLES[change.kind]}: {change.says}: `{change.before}` → `{change.after}`"


def page() -> str:
    """The page, in Markdown."""
    return "\n".join([INTRODUCTION.rstrip(), *(text for package in packages() for text in section(package)), ""])


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
