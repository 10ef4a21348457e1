"""What a link is: a bilinear map B(w, a) from the activations of one layer into the weighted input of another.

The book's w a is one, and the two halves of backpropagation are its transposes: wᵀδ sends the error back through it (BP2), and
δ aᵀ is the rate of change with its weight (BP4). Whatever has these three takes the place of w a, and the equations stay.

Where the neurons of a layer stand at p positions (pixels, tokens, steps), its arrays are (…, n, p·m): a column is a position of
an example, those of one position side by side. So what the book does for each example is done at each position, with the same
weights.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar, Literal, NamedTuple

from nablacheck.reference.arithmetic import Array

Shape = tuple[int, int]
"""The neurons and positions of a layer, (n, p), or the rows and columns of a parameter."""
Place = tuple[int, int]
"""An entry of either, for one example."""
NOTHING: Literal["nothing"] = "nothing"
PARAMETER: Literal["parameter"] = "parameter"
LAYER: Literal["layer"] = "layer"


class Term(NamedTuple):
    """A product of B(w, a): factor · w · a, by their places, is added to z; without a weight factor · a."""

    z: Place
    w: Place | None
    a: Place
    factor: float = 1.0


class Lengths(NamedTuple):
    """The largest numbers of terms of an entry of B(w, a) and of its two transposes, for one example."""

    apply: int
    back: int
    outer: int


class Misfit(ValueError):
    """Two shapes that do not fit a link; in the sentence {w} and {a} stand for the names of what has them."""


class Link:
    """B(w, a), linear in w and in a, with its two transposes; the axes before the last two are draws.

    `weight` says what w is: nothing, a parameter, or the activations of a layer. Each link is data, equal to another of its
    kind with the same fields.
    """

    weight: ClassVar[Literal["nothing", "parameter", "layer"]] = PARAMETER
    give: ClassVar[str] = "a link, as in Dense() or Conv(Window(28, 3))"

    def shape(self, w: Shape | None, a: Shape) -> Shape:
        """The shape of z for those of w and a; Misfit where they do not fit."""
        raise NotImplementedError

    def parameter(self, n: int, a: Shape) -> Shape:
        """The shape of the parameter that makes n neurons of a layer of shape a."""
        raise NotImplementedError

    @property
    def name(self) -> str:
        """What it is called in messages."""
        return type(self).__name__.lower()

    def lengths(self, w: Shape | None, a: Shape) -> Lengths:
        """How many terms an entry of `apply`, of `back` and of `outer` has at most, the last for one example."""
        raise NotImplementedError

    def apply(self, w: Array, a: Array) -> Array:
        """B(w, a), a part of z"""
        raise NotImplementedError

    def back(self, w: Array, delta: Array) -> Array:
        """The transpose of a ↦ B(w, a), which sends δ back to the layer that was read: a part of BP2"""
        raise NotImplementedError

    def outer(self, a: Array, delta: Array) -> Array:
        """The transpose of w ↦ B(w, a), the rate of change with w: a part of BP4"""
        raise NotImplementedError

    def terms(self, w: Shape | None, a: Shape) -> Iterator[Term]:
        """Every product that z is the sum of, one by one: an account of B that shares no line with `apply`."""
        raise NotImplementedError


@dataclass(frozen=True)
class Dense(Link):
    """The link of the book: w a, with every neuron of the one layer joined to every one of the other, at each position."""

    def shape(self, w: Shape | None, a: Shape) -> Shape:
        """(n_l, n_k) and (n_k, p) give (n_l, p)."""
        assert w is not None
        if w[1] != a[0]:
            raise Misfit(f"{{w}} has shape {w} but {{a}} has {a[0]} neurons: {{w}} must be (n, {a[0]})")
        return w[0], a[1]

    def parameter(self, n: int, a: Shape) -> Shape:
        """(n_l, n_k)"""
        return n, a[0]

    def lengths(self, w: Shape | None, a: Shape) -> Lengths:
        """n_k terms there, n_l back, and a position each for w"""
        assert w is not None
        return Lengths(w[1], w[0], a[1])

    def apply(self, w: Array, a: Array) -> Array:
        """w a, as in (25)"""
        return w @ a

    def back(self, w: Array, delta: Array) -> Array:
        """wᵀ δ, as in BP2"""
        return w.mT @ delta

    def outer(self, a: Array, delta: Array) -> Array:
        """δ aᵀ, as in BP4"""
        return delta @ a.mT

    def terms(self, w: Shape | None, a: Shape) -> Iterator[Term]:
        """w_jk a_k, at each position"""
        n, p = self.shape(w, a)
        return (Term((j, s), (j, k), (k, s)) for j in range(n) for s in range(p) for k in range(a[0]))


@dataclass(frozen=True)
class Transposed(Link):
    """wᵀ a: the way back with the weight of the way there, as in an autoencoder whose two halves are tied."""

    def shape(self, w: Shape | None, a: Shape) -> Shape:
        """(n_k, n_l) and (n_k, p) give (n_l, p)."""
        assert w is not None
        if w[0] != a[0]:
            raise Misfit(f"{{w}} has shape {w} but {{a}} has {a[0]} neurons: {{w}} must be ({a[0]}, n)")
        return w[1], a[1]

    def parameter(self, n: int, a: Shape) -> Shape:
        """(n_k, n_l)"""
        return a[0], n

    def lengths(self, w: Shape | None, a: Shape) -> Lengths:
        """n_k terms there, n_l back, and a position each for w"""
        assert w is not None
        return Lengths(w[0], w[1], a[1])

    def apply(self, w: Array, a: Array) -> Array:
        """wᵀ a"""
        return w.mT @ a

    def back(self, w: Array, delta: Array) -> Array:
        """w δ"""
        return w @ delta

    def outer(self, a: Array, delta: Array) -> Array:
        """a δᵀ"""
        return a @ delta.mT

    def terms(self, w: Shape | None, a: Shape) -> Iterator[Term]:
        """w_kj a_k, at each position"""
        n, p = self.shape(w, a)
        return (Term((j, s), (k, j), (k, s)) for j in range(n) for s in range(p) for k in range(a[0]))
