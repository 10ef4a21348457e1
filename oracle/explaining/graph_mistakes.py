"""Mistakes that people make in backpropagation through graphs, each an equation with a part of it replaced.

A place is a layer for BP2, a parameter for BP3 and BP4. At a place, `mistakes` lists what can go wrong there; the same list is
planted by the tests and tried by the diagnosis.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from functools import partial
from typing import Any, NamedTuple

import numpy as np

from nablacheck.oracle.explaining.wrong_links import WITH_A_MASK, WRONG_LINKS
from nablacheck.oracle.judging.compared import Comparison
from nablacheck.oracle.judging.judges import BP2, BP3, BP4
from nablacheck.oracle.judging.verdict import Named
from nablacheck.reference.arithmetic import Array, Ball
from nablacheck.reference.backprop import bp1
from nablacheck.reference.graphs.graph_equations import (
    GraphPass,
    Part,
    nabla_b,
    nabla_w,
    part_of_nabla_b,
    part_of_nabla_w,
    parts_back,
    sent_back,
)
from nablacheck.reference.graphs.layers import Edge

Place = int | str
Of = tuple[int, Edge | None]
"""A layer, and one of its edges."""
Parts = Mapping[Of, Callable[[], Iterable[Part]]]
"""What is added up, by where it comes from."""


UNBOUNDED = (-math.inf, math.inf)


class GraphMistake(NamedTuple):
    """What was probably typed, what the equation of the place gives then, and the layer and edge of which it is a mistake."""

    kind: str
    says: str
    gives: Callable[[], Array]
    of: Of | None = None

    def named(self, equation: str, place: Place | None) -> Named:
        """The mistake with its layer, link and weight; without an edge, those of the place."""
        layer, edge = self.of or (place if isinstance(place, int) else None, None)
        weight = edge.weight if edge else place if isinstance(place, str) else None
        link = edge.link.name if edge else ""
        weight = f"layer {weight}" if isinstance(weight, int) else weight or ""
        return Named(self.kind, equation, layer, link, weight, self.says)


# --- what can go wrong at a place -------------------------------------------------------------------------------------


def mistakes(t: GraphPass, equation: str, place: Place) -> Iterator[GraphMistake]:
    """Every mistake of the catalogue that can be made in an equation at a place."""
    if equation == BP2 and isinstance(place, int):
        yield from _of_bp2(t, place)
    elif equation == BP3:
        yield from _of_sum(t, f"the part of layer {{}} in ∇{place}", _parts_of_b(t, str(place)))
        layers = t.graph.biases[str(place)]
        yield from _of_shares(t, str(place), {t.graph.shapes[l][1] for l in layers}, lambda: nabla_b(t, str(place)))
    elif equation == BP4:
        yield from _of_bp4(t, str(place))


def _of_bp2(t: GraphPass, l: int) -> Iterator[GraphMistake]:
    def errors(sent: Callable[[], Array]) -> Callable[[], Array]:
        return lambda: bp1(sent(), t.prime(l))

    edges = t.graph.readers[l]
    parts: Parts = {(m, edge): partial(parts_back, t, l, m, edge) for m, edge in edges}
    for mistake in _of_sum(t, f"what layer {{}} sends back to layer {l}", parts):
        yield mistake._replace(gives=errors(mistake.gives))
    for k, (m, edge) in enumerate(edges):
        for kind, says, wrong in _wrong_edges(t, edge):
            gives = errors(partial(_with, t, l, k, wrong))
            yield GraphMistake(kind, f"{says}, in layer {m} ({edge})", gives, (m, edge))
    yield from _of_prime(t, l)


def _with(t: GraphPass, l: int, k: int, wrong: Edge) -> Array:
    """What is sent back to layer l with another edge in the place of number k of those that read it."""
    edges = [(m, wrong if i == k else edge) for i, (m, edge) in enumerate(t.graph.readers[l])]
    return t.added(part for m, edge in edges for part in parts_back(t, l, m, edge))


def _of_prime(t: GraphPass, l: int) -> Iterator[GraphMistake]:
    """σ′ left out, and of an activation that mixes neurons what people take in place of its Jacobian."""
    entry = t.graph.activations[l]
    yield GraphMistake("prime dropped", f"σ′(z^{l}) is left out", lambda: sent_back(t, l))
    if entry.vjp is None:
        return
    of = f"{entry.name} of layer {l}"
    yield GraphMistake("wrong axis", f"the derivative of {of} is taken over the wrong axis", lambda: _over_columns(t, l))
    if entry.range == UNBOUNDED:
        says = f"in the derivative of {of} mean and deviation are taken for constants"
        yield GraphMistake("constants", says, lambda: sent_back(t, l) * (t.sigma(l) / _centred(t.z[l])))
        yield GraphMistake("constants", says, lambda: sent_back(t, l) * (t.sigma(l) / t.z[l]))
    else:
        says = f"the derivative of {of} is a (1 − a), the diagonal of its Jacobian"
        yield GraphMistake("diagonal", says, lambda: sent_back(t, l) * (t.sigma(l) * (1 - t.sigma(l))))


def _centred(z: Array) -> Array:
    return z - z.sum(axis=-2, keepdims=True) / z.shape[-2]


def _over_columns(t: GraphPass, l: int) -> Array:
    """The vector-Jacobian product with neurons and columns exchanged."""
    vjp = t.graph.activations[l].vjp
    assert vjp is not None
    return vjp(t.z[l].mT, t.sigma(l).mT, sent_back(t, l).mT, t.xp).mT


def _of_bp4(t: GraphPass, name: str) -> Iterator[GraphMistake]:
    users = t.graph.users[name]
    parts: Parts = {(l, edge): partial(_part, part_of_nabla_w, t, l, edge) for l, edge in users}
    yield from _of_sum(t, f"the part of layer {{}} in ∇{name}", parts)
    for k, (l, edge) in enumerate(users):
        for kind, says, wrong in _wrong_edges(t, edge):
            gives = partial(_outer_with, t, name, k, wrong)
            yield GraphMistake(kind, f"{says}, in layer {l} ({edge})", gives, (l, edge))
    yield from _of_shares(t, name, {t.graph.shapes[l][1] for l, _ in users}, lambda: nabla_w(t, name))


def _of_shares(t: GraphPass, name: str, positions: set[int], right: Callable[[], Array]) -> Iterator[GraphMistake]:
    """A mean in place of a sum over positions, and the sum over the examples in place of their mean, or their mean twice."""
    if len(positions) == 1 and (p := positions.pop()) > 1:
        yield GraphMistake("mean of positions", f"∇{name} is a mean over its {p} positions, not their sum", lambda: right() / p)
    if t.m > 1:
        yield GraphMistake("times m", f"∇{name} is {t.m} times too large, the number of examples", lambda: right() * t.m)
        yield GraphMistake("over m", f"∇{name} is divided by the number of examples, {t.m}, twice", lambda: right() / t.m)


def _outer_with(t: GraphPass, name: str, k: int, wrong: Edge) -> Array:
    edges = [(l, wrong if i == k else edge) for i, (l, edge) in enumerate(t.graph.users[name])]
    return t.added(part_of_nabla_w(t, l, edge) for l, edge in edges)


def _part(part: Callable[..., Part], *of: Any) -> list[Part]:
    return [part(*of)]


def _parts_of_b(t: GraphPass, name: str) -> Parts:
    return {(l, None): partial(_part, part_of_nabla_b, t, name, l) for l in t.graph.biases[name]}


def _wrong_edges(t: GraphPass, edge: Edge) -> Iterator[tuple[str, str, Edge]]:
    table = WITH_A_MASK if _is_mask(t.graph.parameters.get(str(edge.weight))) else WRONG_LINKS
    for kind, says, make in table.get(type(edge.link), ()):
        wrong = make(edge.link)
        if wrong is not None:
            yield kind, says, replace(edge, link=wrong)


def _is_mask(w: Any) -> bool:
    """Whether a parameter is of zeros and ones, some of each."""
    return w is not None and bool(((w == 0) | (w == 1)).all()) and float(w.min()) < float(w.max())


def _of_sum(t: GraphPass, what: str, parts: Parts) -> Iterator[GraphMistake]:
    """Parts of a sum left out, counted twice, or counted alone."""

    def total(counts: Mapping[Of, int]) -> Array:
        return t.added(part for of, count in counts.items() for part in [*parts[of]()] * count)

    once = dict.fromkeys(parts, 1)
    for of in parts:
        l, edge = of
        part = what.format(f"{l} ({edge})" if edge else l)
        others = {other: 1 for other in parts if other != of}
        if others:
            yield GraphMistake("part forgotten", f"{part} is left out", partial(total, others), of)
        yield GraphMistake("part twice", f"{part} is counted twice", partial(total, {**once, of: 2}), of)
        if len(parts) > 2:
            yield GraphMistake("part alone", f"{part} alone is counted", partial(total, {of: 1}), of)


# --- naming them ------------------------------------------------------------------------------------------------------


def of_graph(t: GraphPass, c: Comparison) -> tuple[Named, ...]:
    """What predicts every number of a comparison: of mistakes that give the same numbers the first."""
    place = c.layer if c.layer is not None else c.parameter
    for mistake in mistakes(t, c.equation, place):
        ball = mistake.gives()
        if isinstance(ball, Ball) and _predicts(ball, c):
            return (mistake.named(c.equation, place),)
    return ()


def _predicts(ball: Ball, c: Comparison) -> bool:
    """Whether all numbers lie in the balls, which are narrower than what is different."""
    inside = ball.contains(c.given)
    return bool(np.all(inside & np.isfinite(np.broadcast_to(ball.rad, ball.shape))))
