"""Writes docs/what-people-get-wrong.md, the catalogue of mistakes: `python docs/generators/mistakes_page.py`."""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

import numpy as np

from nablacheck.oracle.explaining import backward_products, cost_gradients, output_errors, prime_forms, sent_back, sums
from nablacheck.oracle.explaining.parts import WrongPart
from nablacheck.oracle.explaining.primes import ONE
from nablacheck.oracle.explaining.wrong_jacobians import WRONG_JACOBIANS
from nablacheck.oracle.explaining.wrong_primes import WRONG_PRIMES
from nablacheck.reference import Network, Problem
from nablacheck.reference.backprop import BOOK, Pass, forward, output_error

ROOT = Path(__file__).resolve().parents[2]
PAGE = ROOT / "docs" / "what-people-get-wrong.md"
sys.path.insert(0, str(ROOT / "benchmarks"))
from collected import Answer, Entry, answers, entries  # noqa: E402  # the benchmarks are beside the package, not in it

INTRODUCTION = """# What people get wrong

This page shows what goes wrong in backpropagation that is written by hand: first lines of code, with what `nablacheck check`
says about each, then the whole catalogue. Every answer and every number was computed when the page was written, by
`python docs/generators/mistakes_page.py`. A mistake is named only where it predicts every number on every network that was
tried, so that a name is never a guess; several at once have several names.
[The student page](is-my-backpropagation-right.md) tells how to ask about code of your own.

## Lines of code

Each line is from a file of the collection in `benchmarks/collection/`, implementations in the styles of public code, half of
them right. `python benchmarks/collection.py` asks about all of them again.
"""
CATALOGUE = """
## The catalogue

Each mistake with an example: an entry as the book has it, and as it comes out with the mistake, on a small network. A factor
may come with any of them: the batch size m, the number of outputs, a sign, the learning rate η, or a simple fraction.
Mistakes of several equations, layers and kinds are found together.
"""
MARKED = re.compile(r"^\s*(.*?)\s*# (?:the|a|two) mistakes?\b.*$", flags=re.MULTILINE)
NETWORKS: tuple[tuple[tuple[str, ...], str, tuple[int, ...]], ...] = (
    (("tanh", "sigmoid", "sigmoid"), "quadratic", (2, 5, 4, 3)),
    (("tanh", "sigmoid", "sigmoid"), "cross-entropy", (2, 5, 4, 3)),
    (("tanh", "sigmoid", "sigmoid"), "quadratic", (3, 3, 3, 3)),
    (("softplus", "softmax", "softmax"), "categorical-cross-entropy", (2, 5, 4, 3)),
    (("softmax", "tanh", "log_softmax"), "nll", (2, 5, 4, 3)),
    (("gelu", "selu", "identity"), "mse", (2, 5, 4, 3)),
    (("log_softmax", "relu", "softmax"), "quadratic", (2, 5, 4, 3)),
    (("softmin", "tanh", "sigmoid"), "quadratic", (2, 5, 4, 3)),
)
"""What examples are looked for in: the first on which a mistake can be made, and changes anything, shows it."""
Shown = tuple[str, float, float]


def passes(batch: int = 3) -> Iterator[Pass]:
    """The networks with numbers in them, come forward and back; the second time with masks and weights of the examples."""
    for dropped in (False, True):
        for sigmas, cost, n in NETWORKS:
            numbers = np.random.default_rng(1)
            w = {l: numbers.normal(size=(n[l - 1], n[l - 2])).round(3) for l in range(2, len(n) + 1)}
            b = {l: numbers.normal(size=(n[l - 1], 1)).round(3) for l in w}
            network = Network(w, b, dict(enumerate(sigmas, 2)), cost)
            x, y = numbers.normal(size=(n[0], batch)).round(3), network.cost.made(numbers.random((n[-1], batch)))
            masks = {l: 2.0 * (np.indices((n[l - 1], batch)).sum(axis=0) % 2) for l in (2, 3)} if dropped else {}
            weights = np.array([[0.5, 1.25, 2.0]]) if dropped else None
            t = forward(Pass(Problem(network, x, y, weights_of_examples=weights, masks=masks)))
            for l in reversed(range(2, t.L + 1)):
                t.delta[l] = output_error(t) if l == t.L else BOOK.bp2(t, l)
            yield t


PASSES = tuple(passes())
SHOWN_FAMILIES = {entry.family for t in PASSES for entry in t.problem.network.activations.values()}


def example(equations: Iterable[str], applies: Callable[[Pass, int], bool], gives: Callable[[Pass, int], Any]) -> Shown | None:
    """An entry of the first equation and network that a mistake changes: its letter, the right number and the wrong one."""
    for equation in equations:
        for t in PASSES:
            layers = [t.L] if equation == "BP1" else range(t.L - (equation == "BP2"), 1, -1)
            for l in layers:
                with np.errstate(all="ignore"):
                    if applies(t, l) and (found := _differs(t, equation, l, gives)):
                        return found
    return None


def _differs(t: Pass, equation: str, l: int, gives: Callable[[Pass, int], Any]) -> Shown | None:
    right = {"BP3": BOOK.bp3, "BP4": BOOK.bp4}[equation](t, l) if equation in ("BP3", "BP4") else t.delta[l]
    wrong = np.asarray(gives(t, l))
    wrong = np.broadcast_to(wrong, right.shape) if wrong.shape in ((), right.shape) or wrong.shape[-1] == 1 else wrong
    if wrong.shape != right.shape:
        return None
    apart = [float(f"{part:.3g}") for part in abs(wrong - right).ravel()]  # as they are shown: what is equal there is a tie
    i = tuple(int(k) for k in np.unravel_index(int(np.argmax(apart)), right.shape))
    letter = {"BP3": "∇b", "BP4": "∇w"}.get(equation, "δ")
    places = f"[{i[0]}]" if equation == "BP3" else f"[{i[0]}, {i[1]}]"
    return (f"{letter}^{l}{places}", float(right[i]), float(wrong[i])) if f"{right[i]:.3g}" != f"{wrong[i]:.3g}" else None


def first_parts(parts: Iterable[WrongPart], equation: str) -> Iterator[tuple[str, Shown | None]]:
    """What is sent back in place of what should be."""
    for part in parts:
        yield part.told(equation), example([equation], part.applies, lambda t, l, p=part: p.gives(t, l) * t.prime(l))  # type: ignore[misc]


def second_parts(parts: Iterable[WrongPart]) -> Iterator[tuple[str, Shown | None]]:
    """What stands in the place of σ′."""
    for part in parts:
        gives = lambda t, l, p=part: sent_back.RIGHT.gives(t, l) * p.gives(t, l)
        yield part.told("BP2"), example(["BP2", "BP1"], part.applies, gives)


def of_families() -> Iterator[tuple[str, Shown | None]]:
    """The same for the formulas of some activations."""
    for family, parts in prime_forms.OF_FAMILIES.items():
        for part in parts if family in SHOWN_FAMILIES else ():
            here = lambda t, l, family=family: t.problem.network.activations[l].family == family
            gives = lambda t, l, p=part: sent_back.RIGHT.gives(t, l) * p.gives(t, l)
            yield part.told("BP2"), example(["BP2"], here, gives)


def of_forms() -> Iterator[tuple[str, Shown | None]]:
    """What is typed for σ′ from its own pieces, as far as one of the networks has such a σ."""
    parts = (*prime_forms.PRODUCTS, *prime_forms.MOVED, *prime_forms.ROOTS)
    yield from ((says, shown) for says, shown in second_parts(parts) if shown)


def of_errors() -> Iterator[tuple[str, Shown | None]]:
    """What stands for a^L − y."""
    for part in output_errors.ERRORS:
        gives = lambda t, l, p=part: t.per_example(p.gives(t, l)) * t.prime(l)
        shown = example(["BP1"], part.applies, gives)
        if shown:
            yield part.says, shown


def in_sums() -> Iterator[tuple[str, Shown | None]]:
    """What goes wrong in ∇b and ∇w."""
    for part in sums.DELTAS[1:]:
        yield part.says, example(["BP3"], part.applies, lambda t, l, p=part: p.gives(t, l).sum(axis=-1, keepdims=True))  # type: ignore[misc]
    for part in sums.ACTIVATIONS_BEFORE[1:]:
        yield part.says, example(["BP4"], part.applies, lambda t, l, p=part: t.delta[l] @ p.gives(t, l).mT)  # type: ignore[misc]
    for part in list(sums.examples(PASSES[0]))[1:]:
        gives = lambda t, l, p=part: t.delta[l][:, p.gives(t, l)].sum(axis=-1, keepdims=True)
        yield part.says, example(["BP3"], part.applies, gives)
    for _, says, add in sums.SUMS[1:]:
        yield says, example(["BP3"], lambda t, l: True, lambda t, l, add=add: add(t.delta[l]))  # type: ignore[misc]
    for equation, wholes in (("BP3", sums.wholes_of_b), ("BP4", sums.wholes_of_w)):
        for name, says in dict.fromkeys((n, s) for t in PASSES for l in t.w for n, s, _ in wholes(t, l)):
            of = lambda t, l, name=name, wholes=wholes: next((value for n, _, value in wholes(t, l) if n == name), None)
            there = lambda t, l, of=of: of(t, l) is not None
            yield says, example([equation], there, of)
    for name, says, _ in sums.only_part_of(PASSES[0].w[2]):
        mask = lambda w, name=name: next(mask for n, _, mask in sums.only_part_of(w) if n == name)
        yield says, example(["BP4"], lambda t, l: True, lambda t, l, m=mask: BOOK.bp4(t, l) * m(t.w[l]))  # type: ignore[misc]


BESIDE = """
### Beside the equations

- A factor: a simple fraction of the number of examples m and of outputs, or one number in place of another, as m − 1,
  the number of inputs, or the width of a layer in place of m; also √m, π, √2, ln 2.
- A number in σ′: the slope or the α of its negative side, where its branches change, a number that was added to it.
  It is solved for.
- The data: y one example behind x, x shuffled without y, classes counted from another number, x scaled or normalised,
  half of the batch.
- The forward pass: the bias missing, twice, of another neuron, σ twice or another one, softmax along the wrong axis
  or with two axes.
- Weight decay: missing, in one layer alone, doubled, halved, of the wrong sign, divided by m or not, of the gradient,
  on biases; of w², |w| or the norm in place of w.
- A step: η missing or twice, up for down, a parameter that it does not start from, weights that move before they send
  back.
- A whole gradient: clipped, scaled down to a norm, divided by its norm, cut to its signs, rounded, in float32 in
  between.
- Calls: gradients that add up, an answer that is one call late, a step after each example.
- No gradient at all: difference quotients, which are as right as they can be.
"""


def catalogue() -> Iterator[str]:
    """The tables of the catalogue."""
    yield from _table("At the output, BP1: what stands for ∇_a C", first_parts(cost_gradients.AT_THE_OUTPUT, "BP1"))
    yield from _table("Below it, BP2: what is sent back", first_parts(backward_products.BELOW, "BP2"))
    yield from _table("What stands for σ′", second_parts((ONE, *WRONG_PRIMES, *WRONG_JACOBIANS)))
    yield from _table("At the output, BP1: what stands for a^L − y", of_errors())
    yield from _table("What stands for σ′, from its own pieces", of_forms())
    yield from _table("What stands for σ′ of one activation", of_families())
    yield from _table("In the sums, BP3 and BP4", in_sums())
    yield BESIDE


def _table(title: str, rows: Iterable[tuple[str, Shown | None]]) -> Iterator[str]:
    yield f"\n### {title}\n\n| mistake | letter | the book | with the mistake |\n| --- | --- | --- | --- |"
    for says, shown in rows:
        letter, right, wrong = (f"`{shown[0]}`", *(_number(value) for value in shown[1:])) if shown else ("", "", "")
        yield f"| {_cell(says)} | {letter} | {right} | {wrong} |"


def _number(value: float) -> str:
    return f"{value:.3g}".replace("-", "−")


def _cell(text: str) -> str:
    return text.replace("|", "\\|").replace("*", "\\*")


def typed(entry: Entry) -> str:
    """The lines of a file that are marked."""
    found = MARKED.findall(entry.file.read_text(encoding="utf-8"))
    return "<br>".join(f"`{line.replace('|', chr(92) + '|')}`" for line in found if line)


def lines(answer: Answer) -> str:
    """A row for one file: what is marked in it, and what is said of it."""
    entry, says = answer.entry, _cell("; ".join(map(str, answer.names)))
    return f"| [{entry.name}](../{entry.file.relative_to(ROOT)}) | {typed(entry)} | {says} |"


def wrong_ones() -> list[Entry]:
    """The files with mistakes in them."""
    folder = ROOT / "benchmarks" / "collection"
    return [entry for half in ("first", "second") for entry in entries(folder / half) if entry.wrong]


def collected() -> Iterator[str]:
    """A table with the lines of the wrong ones."""
    yield "| file | typed | answered |\n| --- | --- | --- |"
    yield from map(lines, answers(wrong_ones()))


def page() -> str:
    """The page as it should stand."""
    return "\n".join([INTRODUCTION, *collected(), CATALOGUE.rstrip("\n"), *catalogue()]).rstrip("\n") + "\n"


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
