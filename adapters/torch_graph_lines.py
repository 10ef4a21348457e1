"""A graph as lines of Python in PyTorch's words, for scripts that need nothing but PyTorch and NumPy."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from nablacheck.adapters.spelled import Unspelled
from nablacheck.reference.graphs.graph_problem import GraphProblem
from nablacheck.reference.graphs.layers import Edge
from nablacheck.reference.links import Conv, Dense, Gain, Link, Skip, Times, Transposed


def _times(link: Any, product: str) -> str:
    return product if link.factor == 1 else f"{product} * {link.factor!r}"


def _conv(link: Any, w: str, a: str) -> str:
    window = link.window
    seen = f"{a}.reshape({a}.shape[0], *{window.size}, -1).movedim(-1, 0)"
    kernel = f"{w}.reshape({w}.shape[0], -1, *{window.kernel})"
    settings = f"None, {window.stride}, {window.padding}, {window.dilation}, {link.groups}"
    return f"F.conv{len(window.size)}d({seen}, {kernel}, {settings}).movedim(0, -1).reshape({w}.shape[0], -1)"


WORDS: Mapping[type[Link], Callable[[Any, str, str], str]] = {
    Dense: lambda link, w, a: f"{w} @ {a}",
    Transposed: lambda link, w, a: f"{w}.mT @ {a}",
    Gain: lambda link, w, a: f"{w} * {a}",
    Times: lambda link, w, a: _times(link, f"{w} * {a}"),
    Skip: lambda link, w, a: _times(link, a) if link.factor != 1 else f"{a}.clone()",
    Conv: _conv,
}
"""The links that fit into a line, as the adapter computes them; what moves entries by a table, and what has heads, does not."""


def lines_in_torch(problem: GraphProblem, entries: list[str]) -> Iterator[str]:
    """z, a, delta by layer, slopes by name, and C, from x, y and parameters; Unspelled for a link that is not in `WORDS`."""
    graph = problem.network
    yield "import torch, torch.nn.functional as F"
    yield from entries
    yield "p = {name: torch.from_numpy(part).requires_grad_() for name, part in parameters.items()}"
    yield "z, a = {}, {1: torch.from_numpy(x).requires_grad_()}"
    for l, layer in graph.layers.items():
        parts = [_spelled(edge) for edge in layer.edges]
        if layer.bias is not None:
            one = graph.parameters[layer.bias].shape[-1] == 1
            parts.append(f"p[{layer.bias!r}]" + f".repeat_interleave({problem.batch}, dim=1)" * (not one))
        yield f"z[{l}] = {' + '.join(parts)}; z[{l}].retain_grad(); a[{l}] = sigma[{l}](z[{l}])"
    yield f"C = total(a[{graph.L}], torch.from_numpy(y)) * {problem.scale / problem.batch!r}"
    yield "C.backward()  # z.grad is δ"
    yield "delta, slopes = ({k: part.grad for k, part in parts.items()} for parts in (z, p))"


def _spelled(edge: Edge) -> str:
    words = WORDS.get(type(edge.link))
    if words is None:
        raise Unspelled
    w = f"a[{edge.weight}]" if isinstance(edge.weight, int) else f"p[{edge.weight!r}]"
    return words(edge.link, w, f"a[{edge.layer}]")
