"""Reproducers: a finding as a script of at most 25 lines, which exits with 1 while the number is wrong, and else with 0.

It needs the framework and NumPy alone where the adapter can say what it does in lines of Python; where it cannot, a file of a
user's for one, the script loads the adapter through nablacheck, and takes the name of another one as its argument.
"""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from nablacheck import __version__
from nablacheck.adapters import Adapter
from nablacheck.oracle.campaign.graph_scripts import has_words, lines_of_graph, place_on_graph
from nablacheck.oracle.campaign.signs import layout_of
from nablacheck.oracle.judging.compared import Comparison
from nablacheck.oracle.judging.judges import ACTIVATION, BP1, BP2, BP3, BP4, COST, NABLA_B, NABLA_W, WEIGHTED_INPUT
from nablacheck.oracle.judging.verdict import Verdict
from nablacheck.reference.graphs.graph_problem import AnyProblem, GraphProblem
from nablacheck.reference.problem import Problem
from nablacheck.reference.releases import installed

Array = np.ndarray[Any, Any]
MOST = 25
"""Lines of a script."""
SECONDS = 120.0
"""How long one may run before it is given up."""
LETTERS = {
    WEIGHTED_INPUT: "z",
    ACTIVATION: "a",
    **dict.fromkeys((BP1, BP2), "delta"),
    **dict.fromkeys((BP3, NABLA_B), "nabla_b"),
    **dict.fromkeys((BP4, NABLA_W), "nabla_w"),
    COST: "C",
}
"""The variable of the script that holds what an equation gives."""
LAID_OUT = {
    "contiguous": "array",
    "columns first": "np.ascontiguousarray(array.T).T",
    "every second": "np.repeat(array, 2, axis=-1)[..., ::2]",
}
"""The layouts of generated problems in words of NumPy."""


def script(verdict: Verdict, equation: str, adapter: Adapter, files: Sequence[str] = (), alone: bool = True) -> str | None:
    """The text of a script for the worst entry of an equation that broke; None where there is none of so few lines.

    With `alone` it needs the framework and NumPy only; else nablacheck, with the files of `--with`.
    """
    c = next((c for c in verdict.broken if c.equation == equation), None)
    asked: AnyProblem = verdict.problem
    if c is not None and isinstance(asked, GraphProblem):
        return _of_graph(verdict, c, asked, adapter, files, alone)
    if c is None or equation not in LETTERS or adapter.differences or adapter.directional:
        return None
    problem, place = _where(verdict.problem, c, traced=adapter.trace is not None)
    lines = _alone(problem, adapter) if alone else list(_through_nablacheck(problem, adapter, files))
    if lines is None:
        return None
    whole = [*_head(verdict, c, problem, adapter), *lines, *_tail(c, place, alone)]
    return "\n".join(whole) + "\n" if len(whole) <= MOST else None


def _of_graph(
    verdict: Verdict, c: Comparison, problem: GraphProblem, adapter: Adapter, files: Sequence[str], alone: bool
) -> str | None:
    place = place_on_graph(c)
    lines = _graph_alone(problem, adapter) if alone else list(_graph_through_nablacheck(problem, adapter, files))
    if place is None or not lines:
        return None
    parameters = ", ".join(f"{name!r}: {_read(array)}" for name, array in problem.network.parameters.items())
    whole = [*_head(verdict, c, problem, adapter), f"parameters = {{{parameters}}}", *lines, *_tail(c, place, alone)]
    return "\n".join(whole) + "\n" if len(whole) <= MOST else None


def _graph_alone(problem: GraphProblem, adapter: Adapter) -> list[str] | None:
    return adapter.graph_script(problem) if adapter.graph_script else None


def _graph_through_nablacheck(problem: GraphProblem, adapter: Adapter, files: Sequence[str]) -> Iterator[str]:
    if has_words(problem):
        yield from _brought(files)
        yield from lines_of_graph(problem)
        yield from _loaded(adapter)
        yield "found = adapter.graph_trace(problem)"


def verified(path: Path) -> bool:
    """Whether a script exits with 1 in a process of its own, as it does where it shows the finding."""
    try:
        done = subprocess.run([sys.executable, path], capture_output=True, check=False, timeout=SECONDS, text=True)
    except subprocess.TimeoutExpired:
        return False
    return done.returncode == 1 and "the equation allows" in done.stdout


def _where(problem: Problem, c: Comparison, traced: bool) -> tuple[Problem, str]:
    """The problem, or the one example of it, in which a number stands, and the place as Python has it."""
    index = list(c.worst)
    layer = "" if c.layer is None else f"[{c.layer}]"
    letter = LETTERS[c.equation]
    if not traced and c.equation in (BP1, BP2, BP4):  # the gradients of single examples
        column, index = (index[0], index[1:]) if c.axes == 3 else (index[1], [index[0], 0])
        problem = problem.columns(slice(column, column + 1))
        letter = "nabla_w" if c.axes == 3 else "nabla_b"
    return problem, f"{letter}{layer}{index or ''}"


def _head(verdict: Verdict, c: Comparison, problem: AnyProblem, adapter: Adapter) -> Iterator[str]:
    library = adapter.comes_with or adapter.library
    number = installed(library)
    yield f"# {verdict.origin} breaks {c.equation}{c.place}: {verdict.problem}"
    yield f"# found by nablacheck {__version__}" + (f" with {library} {number}" if number else "")
    yield "import numpy as np"
    laid_out = f"(lambda array: {LAID_OUT[layout_of(problem)]})" if layout_of(problem) != "contiguous" else ""
    flat = f'np.array([float.fromhex(t) for t in text.split()], "{problem.dtype}").reshape(shape)'
    yield f"read = lambda shape, text: {f'{laid_out}({flat})' if laid_out else flat}"
    yield f"x, y = {_read(problem.x)}, {_read(problem.y)}"
    if isinstance(problem, GraphProblem):
        return
    for letter, layers in (("w", problem.network.w), ("b", problem.network.b)):
        yield f"{letter} = {{{', '.join(f'{l}: {_read(array)}' for l, array in layers.items())}}}"


def _read(array: Array) -> str:
    """Hex floats, every digit of which is there; one number stands for an array of equal ones."""
    numbers = [_hex(number) for number in array.ravel()]
    if len(numbers) > 1 and len(set(numbers)) == 1:
        return f'read({array.shape}, "{numbers[0]} " * {len(numbers)})'
    return f'read({array.shape}, "{" ".join(numbers)}")'


def _hex(number: Any) -> str:
    """Without the zeros at its end."""
    return re.sub(r"\.?0*p", "p", float(number).hex())


def _alone(problem: Problem, adapter: Adapter) -> list[str] | None:
    return adapter.script(problem) if adapter.script else None


def _through_nablacheck(problem: Problem, adapter: Adapter, files: Sequence[str]) -> Iterator[str]:
    network = problem.network
    yield from _brought(files)
    sigmas = {l: entry.name for l, entry in network.activations.items()}
    yield f"problem = nablacheck.Problem(nablacheck.Network(w, b, {sigmas}, {network.cost.name!r}), x, y, {problem.scale!r})"
    yield from _loaded(adapter)
    yield "found = (adapter.trace or adapter.gradient)(problem)"


def _brought(files: Sequence[str]) -> Iterator[str]:
    yield "import sys, nablacheck"
    yield from (f"nablacheck.extend({str(Path(file).resolve())!r})" for file in files)


def _loaded(adapter: Adapter) -> Iterator[str]:
    yield f"adapter = nablacheck.load((*sys.argv[1:], {adapter.name!r})[0])  # its argument may name another adapter"


def _tail(c: Comparison, place: str, alone: bool) -> Iterator[str]:
    index = c.worst
    mid, rad = float(c.ball.mid[index]), float(np.broadcast_to(c.ball.rad, c.ball.shape)[index])
    low, high = (float(np.nextafter(end, np.copysign(np.inf, end - mid))) if rad else mid for end in (mid - rad, mid + rad))
    yield f"got = float({place if alone else _of_found(place)})"
    yield f'low, high = float.fromhex("{_hex(low)}"), float.fromhex("{_hex(high)}")'
    yield f'print(f"{place} is {{got!r}}; the equation allows {{low!r}} to {{high!r}}")'
    yield "raise SystemExit(int(not low <= got <= high))"


def _of_found(place: str) -> str:
    return "found.cost" if place == LETTERS[COST] else f"found.{place}"
