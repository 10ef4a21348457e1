"""How long the check takes to say what is wrong: networks, wrong declarations and mistakes are drawn, some without a name.

python benchmarks/diagnosis_times.py [--seed 1] [--count 60]

prints the seconds of processor time of each, the slowest first, and the median. Exit 1 where one takes more than five, which is
asked of a machine that does nothing else.
"""

from __future__ import annotations

import os
import random
import statistics
import sys
import time
from collections.abc import Callable, Mapping, Sequence

import click

from nablacheck import check
from nablacheck.reference import ACTIVATIONS, COSTS
from nablacheck.reference.backprop import BOOK

from miswritten import Equation, submission


def squared_too(equation: Equation) -> Equation:
    """An equation with its own square added, which nobody types."""
    return lambda t, l: equation(t, l) + equation(t, l) ** 2


ASKED = 5
SIGMAS = ("sigmoid", "tanh", "relu", "identity", "softplus")
KINDS: Mapping[str, Sequence[str]] = {"quadratic": SIGMAS, "l1": SIGMAS, "huber": SIGMAS, "cross-entropy": ("sigmoid",)}
"""Costs, each with the output layers that it has here."""
MISTAKES: Mapping[str, tuple[str, Equation]] = {
    "nothing": ("BP4", BOOK.bp4),
    "no σ′": ("BP2", lambda t, l: t.w[l + 1].mT @ t.delta[l + 1]),
    "σ′ of a": ("BP2", lambda t, l: t.w[l + 1].mT @ t.delta[l + 1] * t.prime_at(l, t.a[l])),
    "∇w twice": ("BP4", lambda t, l: 2 * BOOK.bp4(t, l)),
    "λw": ("BP4", lambda t, l: BOOK.bp4(t, l) + 0.3 * t.w[l]),
    "one ∇b for all": ("BP3", lambda t, l: BOOK.bp3(t, l).mean(axis=-2, keepdims=True)),
    "∇b + (∇b)²": ("BP3", squared_too(BOOK.bp3)),
    "∇w + (∇w)²": ("BP4", squared_too(BOOK.bp4)),
    "δ + δ²": ("BP2", squared_too(BOOK.bp2)),
}
"""What is planted; the last three have no name."""


class Drawn:
    """A network, what is wrong in its code and what is declared of it, by chance."""

    def __init__(self, rng: random.Random) -> None:
        layers = rng.choice((2, 3, 3, 3, 4))
        self.cost, declared_cost = rng.choice(list(KINDS)), ""
        hidden = [rng.choice(SIGMAS) for _ in range(layers - 1)]
        self.sigmas = [*hidden, rng.choice(KINDS[self.cost])]
        others, wrong = list(self.sigmas), rng.choice(("cost", "activation", ""))
        if wrong == "cost":
            declared_cost = rng.choice([cost for cost, outputs in KINDS.items() if self.sigmas[-1] in outputs])
        elif wrong == "activation":
            others[rng.randrange(layers - 1)] = rng.choice(SIGMAS)
        self.mistake = rng.choice(list(MISTAKES))
        equation, gives = MISTAKES[self.mistake]
        layer = rng.randrange(2, layers + 1 if equation == "BP2" else layers + 2)
        entries = [ACTIVATIONS[name] for name in self.sigmas]
        self.function: Callable[..., object] = submission(entries, COSTS[self.cost], equation, layer, gives)
        widths = [rng.choice((2, 3, 4)), *(rng.choice((2, 3, 5)) for _ in hidden), rng.choice((1, 2, 3))]
        self.declared = {"activations": others, "cost": declared_cost or self.cost, "widths": widths}

    def __str__(self) -> str:
        return f"{self.mistake} in {' → '.join(self.sigmas)}, {self.cost}, declared {self.declared}"


def seconds(one: Drawn) -> float:
    """The processor time of a check."""
    start = time.process_time()
    check(one.function, **one.declared)  # type: ignore[arg-type]
    return time.process_time() - start


@click.command()
@click.option("--seed", default=1, show_default=True)
@click.option("--count", default=60, show_default=True)
def main(seed: int, count: int) -> None:
    """Time diagnoses."""
    rng = random.Random(seed)
    seconds(Drawn(random.Random(0)))  # what is imported and made once is made
    spent = sorted(((seconds(one), str(one)) for one in (Drawn(rng) for _ in range(count))), reverse=True)
    for of_one, says in spent[:10]:
        click.echo(f"{of_one:5.1f} s  {says}")
    click.echo(
        f"{count} diagnoses: median {statistics.median(of_one for of_one, _ in spent):.1f} s, at most {spent[0][0]:.1f} s"
    )
    sys.exit(0 if spent[0][0] <= ASKED else 1)


if __name__ == "__main__":
    os.environ.setdefault("OMP_NUM_THREADS", "1")
    main()
