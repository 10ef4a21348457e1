"""Links with one of their transposes wrong: what people get wrong in each kind, as data."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

from nablacheck.reference.arithmetic import Array
from nablacheck.reference.links import Conv, Gain, Link, Scores, Times
from nablacheck.reference.links.moves import moved
from nablacheck.reference.links.window import seen, shifted


@dataclass(frozen=True)
class WrongLink(Link):
    """A link with `back` or `outer` of another one."""

    right: Link
    wrong_back: Callable[[Array, Array], Array] | None = None
    wrong_outer: Callable[[Array, Array], Array] | None = None

    def back(self, w: Array, delta: Array) -> Array:
        """The wrong one, where there is one."""
        return (self.wrong_back or self.right.back)(w, delta)

    def outer(self, a: Array, delta: Array) -> Array:
        """The wrong one, where there is one."""
        return (self.wrong_outer or self.right.outer)(a, delta)

    def lengths(self, w: Any, a: Any) -> Any:
        """Those of the right one."""
        return self.right.lengths(w, a)


def _turned(w: Any, entries: int) -> Any:
    """w with the entries of each kernel in the other order."""
    return w.reshape(*w.shape[:-1], -1, entries)[..., ::-1].reshape(w.shape)


def _not_turned(link: Conv) -> WrongLink:
    """The kernel is applied to δ as it was to a."""
    turned = partial(_turned, entries=link.window.entries)
    return WrongLink(link, wrong_back=lambda w, delta: link.back(moved(w, turned), delta))


def _turned_slopes(link: Conv) -> WrongLink | None:
    """∇w with the entries of each kernel in the other order."""
    turned = partial(_turned, entries=link.window.entries)
    wrong = WrongLink(link, wrong_outer=lambda a, delta: moved(link.outer(a, delta), turned))
    return wrong if link.window.entries > 1 else None


def _off_by_one(link: Conv, **changes: int) -> WrongLink | None:
    """∇w with the patches of another window."""
    other = shifted(link.window, **changes)
    if (other == seen(link.window)).all():
        return None
    return WrongLink(link, wrong_outer=lambda a, delta: link.outer_with(other, a, delta))


def _times(link: Scores, power: float) -> WrongLink | None:
    """The factor of attention taken another number of times: not at all, or twice."""
    if link.factor == 1:
        return None
    other = replace(link, factor=link.factor**power)
    return WrongLink(link, wrong_back=other.back, wrong_outer=other.outer)


WRONG_LINKS: Mapping[type[Link], tuple[tuple[str, str, Callable[[Any], WrongLink | None]], ...]] = {
    Gain: (
        ("gain dropped", "the gain is not multiplied back", lambda link: WrongLink(link, wrong_back=lambda w, delta: delta)),
        (
            "gain of one position",
            "∇w has the last column alone, where it is a sum over positions and examples",
            lambda link: WrongLink(link, wrong_outer=lambda a, delta: (delta * a)[..., -1:]),
        ),
    ),
    Times: (
        (
            "factor dropped",
            "the other factor of the product is not multiplied back",
            lambda link: WrongLink(link, wrong_back=lambda w, delta: delta, wrong_outer=lambda a, delta: delta),
        ),
    ),
    Conv: (
        ("kernel not turned", "the kernel is not turned round for the way back", _not_turned),
        ("kernel turned", "∇w has its kernels turned round", _turned_slopes),
        ("padding off by one", "∇w reads a with the padding off by one", lambda link: _off_by_one(link, padding=1)),
        ("stride off by one", "∇w reads a with the stride off by one", lambda link: _off_by_one(link, stride=1)),
    ),
    Scores: (
        ("factor missing", "1/√d is missing on the way back", lambda link: _times(link, 0)),
        ("factor twice", "1/√d is applied twice on the way back", lambda link: _times(link, 2)),
    ),
}
"""By kind of link, what people get wrong in its transposes: a short name, what is said, and the wrong link."""

WITH_A_MASK: Mapping[type[Link], tuple[tuple[str, str, Callable[[Any], WrongLink | None]], ...]] = {
    **WRONG_LINKS,
    Gain: (
        ("mask lost", "the mask is lost on the way back", lambda link: WrongLink(link, wrong_back=lambda w, delta: delta)),
        *WRONG_LINKS[Gain][1:],
    ),
}
"""The same where the weight is a mask, of zeros and ones."""
