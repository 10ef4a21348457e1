"""Writes docs/entries.md, every activation and cost with what it declares: `python docs/generators/entries_page.py`."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from nablacheck.reference import ACTIVATIONS, COSTS, Activation, Cost
from nablacheck.reference.registry import Family, Registry

PAGE = Path(__file__).resolve().parent.parent / "entries.md"

INTRODUCTION = """# Every activation and every cost

A name takes parameters, as in `elu(alpha=0.5)`; those that are not given have the first of their values below, and random
problems draw from them all. At a kink the derivative jumps: those on both sides are given, and what a framework takes there
is its own. `nablacheck list` shows what each framework computes by itself and what it composes; entries of your own are
[a few lines](extending.md). This page is written by `python docs/generators/entries_page.py`.
"""


def number(value: float) -> str:
    """A number with six digits, in the signs of mathematics."""
    return f"{value:.6g}".replace("-", "−").replace("inf", "∞")


def interval(low: float, high: float) -> str:
    """An interval, or ℝ for the whole line."""
    return "ℝ" if (low, high) == (-math.inf, math.inf) else f"{number(low)} … {number(high)}"


def parameters(family: Family[Any]) -> str:
    """Each parameter with its values."""
    return "; ".join(f"{name} {', '.join(map(number, values))}" for name, values in family.draws.items())


def kinks(entry: Activation) -> str:
    """Each kink with the derivatives on both sides, and where the activation itself jumps."""
    sides = (f"{number(at)}: {number(left)} to {number(right)}" for at, (left, right) in entry.kinks.items())
    jumps = f"jumps at {', '.join(map(number, entry.jumps))}" if entry.jumps else ""
    return "; ".join(filter(None, [*sides, jumps]))


def of_activation(entry: Activation) -> tuple[str, ...]:
    """What an activation declares."""
    return interval(*entry.range), kinks(entry)


def of_cost(entry: Cost) -> tuple[str, ...]:
    """What a cost declares."""
    targets = entry.kind.says.removeprefix("targets ") if entry.kind else interval(*entry.targets)
    return interval(*entry.outputs), targets, "yes" if entry.kinked else ""


def lines(registry: Registry[Any], says: Callable[[Any], tuple[str, ...]]) -> Iterator[tuple[str, ...]]:
    """A line for each family, then one for each of its variants that declares something else."""
    for family in registry.families.values():
        default, *variants = family.entries()
        yield f"`{default.name}`", parameters(family), *says(default)
        yield from ((f"`{entry.name}`", "", *says(entry)) for entry in variants if says(entry) != says(default))


def table(*rows: tuple[str, ...]) -> list[str]:
    """A table in Markdown, whose first row is its head."""
    head, *others = rows
    return ["", *(f"| {' | '.join(row)} |" for row in (head, ("---",) * len(head), *others))]


def page() -> str:
    """The page, in Markdown."""
    activations = table(("activation", "parameters", "range", "kinks"), *lines(ACTIVATIONS, of_activation))
    costs = table(("cost", "parameters", "outputs", "targets", "kinks"), *lines(COSTS, of_cost))
    return INTRODUCTION + "\n".join([*activations, *costs, ""])


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
