"""The links that are operators alone, which the arrays of every framework have."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from nablacheck.reference.links import Dense, Gain, Link, Times, Transposed

Array = Any
Links = Mapping[type[Link], Callable[[Any, Array, Array], Array]]
"""By the kind of a link B(w, a) from it, w and a."""

PLAIN: Links = {
    Dense: lambda link, w, a: w @ a,
    Transposed: lambda link, w, a: w.mT @ a,
    Gain: lambda link, w, a: w * a,
    Times: lambda link, w, a: w * a * link.factor if link.factor != 1 else w * a,
}
