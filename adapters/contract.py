"""The contract between the judge and the frameworks: what an adapter computes, and what it declares of itself."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, ClassVar

from nablacheck.reference.activations import Activation
from nablacheck.reference.arithmetic import PRECISIONS, Balls, Precision, balls, precision
from nablacheck.reference.arithmetic.accuracy import ACCURACY, Row, Rows
from nablacheck.reference.arithmetic.asked_names import names_used
from nablacheck.reference.arithmetic.precision import ACCUMULATORS, OWN
from nablacheck.reference.backprop import Kinks
from nablacheck.reference.costs import AnyEntry, Cost
from nablacheck.reference.errors import InputError, unknown
from nablacheck.reference.gradient import Gradient, Trace
from nablacheck.reference.graphs.graph_problem import GraphProblem
from nablacheck.reference.graphs.graph_trace import GraphTrace
from nablacheck.reference.links import Link, Shape
from nablacheck.reference.problem import Problem
from nablacheck.reference.pullbacks import SMOOTH, Pullbacks
from nablacheck.reference.quoting import shown

Array = Any


@dataclass(frozen=True)
class Functions:
    """Single functions as a framework computes them, in any of `dtypes`; numbers come and go in float64, which holds them.

    `activation(entry, z, cotangent, dtype, strided)` gives a and the cotangent pulled back, in the shape of z, (n,) or (n, m);
    `strided` says that z and the cotangent have other strides than a new array, which the framework's arrays should have too.
    `cost(entry, a, y, dtype)` gives C_x, (m,), and ∇_a C_x, (n, m). `elementary(name, x, dtype, *constants)` is a function of
    the accuracy table; pow has its exponent for a constant. Whoever has no costs, or no elementary functions to probe, leaves
    them out. `pieces` says that lengths, shapes and strides may run different code. `sweeps(entry)` tells which entries a sweep
    asks for: those of another adapter are left to it. A function that is not there raises NotImplementedError.
    """

    activation: Callable[[Activation, Array, Array, str, bool], tuple[Array, Array]]
    cost: Callable[[Cost, Array, Array, str], tuple[Array, Array]] | None = None
    elementary: Callable[..., Array] | None = None
    dtypes: tuple[str, ...] = ("float32", "float64")
    pieces: bool = True
    sweeps: Callable[[AnyEntry], bool] = lambda entry: True

    def asks(self, entry: AnyEntry) -> bool:
        """Whether a sweep asks for an entry here."""
        return self.sweeps(entry) and (self.cost is not None or isinstance(entry, Activation))


def no_gradient(problem: Problem) -> Gradient:
    """Stands where an adapter has single functions alone."""
    raise InputError("this adapter has no gradient: give it one, Adapter(…, gradient=…), or sweep its functions.")


def _names(value: Any) -> bool:
    return isinstance(value, tuple | list) and all(isinstance(name, str) for name in value)


DECLARED: Mapping[str, tuple[Callable[[Any], bool], str]] = {
    "dtypes": (lambda value: _names(value) and bool(value), "names of dtypes, as ('float32', 'float64')"),
    "kinks": (lambda value: isinstance(value, Mapping), "a mapping from families to derivatives, as {'relu': {0: 0}}"),
    "composes": (callable, "a function of an entry"),
    "lacks": (_names, "names of functions"),
    "accuracy": (lambda value: value is None or isinstance(value, Mapping), "a mapping from dtypes to rows, or None"),
    "functions": (lambda value: value is None or isinstance(value, Functions), "Functions, or None"),
    "accumulator": (lambda value: value in [*ACCUMULATORS], f"one of {', '.join(ACCUMULATORS)}"),
}
"""What some fields must be, and that in words."""


@dataclass(frozen=True)
class Adapter:
    """A way to compute the gradient of a problem, and what it declares of itself; nothing else is assumed of it.

    What it computes, of problems without leading axes, in arrays of their dtype, one of `dtypes`:

    * `gradient(problem)`, and `trace(problem)` where the framework shows its own z, a and δ;
    * `tangents(problem, directions)` is forward mode: v·∇C, (K,), along the rows v of (K, P), which are ordered like
      `Network.vector`; whoever has it is asked for nothing else;
    * `hessian_vector(problem, direction)` is H v, a `Gradient` with the rates of ∇b and ∇w along v, (P,), ordered likewise;
      whoever has it is asked for nothing else either;
    * `graph_trace(problem)` is `trace` for a graph of layers;
    * `together(problem)` takes a problem with draws along a leading axis, and gives the traces of all of them in one call;
    * `functions` are single functions, for sweeps;
    * `timed(problem)` is a forward and backward pass as a training step has it, to ∇w, ∇b of each layer;
    * `script(problem)` are lines of Python that compute z, a, delta, nabla_b and nabla_w by layer, and C, from the arrays x, y,
      w and b in the framework alone, or None where there are none for this problem;
    * `graph_script(problem)` likewise for a graph: z, a and delta by layer, slopes by name, and C, from x, y and parameters;
    * `on(adapter, device)` is it on another device.

    What it is held to:

    * `library` is a name in the accuracy table, for its elementary functions; `accuracy` has rows of its own by dtype instead;
    * `kinks` is what its derivatives are at the kinks, `kinks_ahead` what they are on the way forward inside of an H v, if
      that is something else;
    * `differences` marks difference quotients, which the mean value theorem judges;
    * `fuses` says that a compiler may go on with an a^L that it has not rounded, `recomputes` that it may compute δ^l anew for
      ∇b^l and ∇w^l;
    * `reads_anew(link, shape of its weight, columns)` tells for which links on a graph it may compute anew what they read, a^l
      and δ^l, and that it may z^l for a^l;
    * `composes(entry)` tells where it is our formula that the framework differentiates, in the way of its `pullbacks`, and
      `lacks` which functions of `xp` it does not have: a formula that uses one is left out;
    * `bias_last` says that b^l is added to the finished product w^l a^{l-1}; else it may be any term of that sum;
    * `rounds_to` is a narrower dtype that factors and products of matrices are rounded to, as under PyTorch's autocast: what is
      returned has the dtype of the problem, and its bounds are those of the narrower one;
    * `accumulator` is what sums of float16 and bfloat16 are kept in, `own` (the format itself) or `float32`;
    * `computes_in` is a wider dtype in which all of z, a and δ are computed and read; they are returned rounded to that of the
      problem.

    What it is called:

    * `name`, and `title`, what the framework is called;
    * `calls(entry)` names the framework's own functions that compute an entry, for lists;
    * `also` are names besides `library` under which the ledger has defects of it;
    * `comes_with` is the package that brings its functions, if that is not the library;
    * `on_request` asks to be left out unless it is named.
    """

    give: ClassVar[str] = "an Adapter, as in Adapter('mine', library='numpy', gradient=mine)"
    name: str
    library: str = ""
    gradient: Callable[[Problem], Gradient] = no_gradient
    trace: Callable[[Problem], Trace] | None = None
    tangents: Callable[[Problem, Array], Array] | None = None
    hessian_vector: Callable[[Problem, Array], Gradient] | None = None
    dtypes: tuple[str, ...] = ("float32", "float64")
    kinks: Kinks = field(default_factory=dict)
    kinks_ahead: Kinks | None = None
    differences: bool = False
    fuses: bool = False
    recomputes: bool = False
    reads_anew: Callable[[Link, Shape | None, int], bool] | None = None
    composes: Callable[[AnyEntry], bool] = lambda entry: False
    pullbacks: Pullbacks = SMOOTH
    lacks: tuple[str, ...] = ()
    functions: Functions | None = None
    calls: Callable[[AnyEntry], tuple[str, ...]] = lambda entry: ()
    accuracy: Mapping[str, Row] | None = None
    timed: Callable[[Problem], Callable[[], object]] | None = None
    title: str = ""
    on_request: bool = False
    bias_last: bool = False
    rounds_to: str = ""
    accumulator: str = OWN
    computes_in: str | None = None
    also: tuple[str, ...] = ()
    comes_with: str = ""
    on: Callable[[Adapter, str], Adapter] | None = None
    script: Callable[[Problem], list[str] | None] | None = None
    graph_trace: Callable[[GraphProblem], GraphTrace] | None = None
    graph_script: Callable[[GraphProblem], list[str] | None] | None = None
    together: Callable[[Problem], Trace] | None = None

    def __post_init__(self) -> None:
        for word in ("name", "library"):
            if not isinstance(given := getattr(self, word), str) or (word == "name" and not given):
                raise InputError(f"{word} of an adapter is {given!r}; it must be a text, as in Adapter('mine', 'numpy', …).")
        for word in ("gradient", "trace", "tangents", "hessian_vector", "graph_trace", "together"):
            if (given := getattr(self, word)) is not None and not callable(given):
                raise InputError(f"{word} of adapter {self.name!r} is {given!r}; it must be a function of a problem.")
        for word, (holds, says) in DECLARED.items():
            if not holds(given := getattr(self, word)):
                raise InputError(f"{word} of adapter {self.name!r} is {shown(given)}; it must be {says}.")

    def missing(self, entry: AnyEntry) -> tuple[str, ...]:
        """The functions of `xp` in the formula of an entry that the framework, which would differentiate it, does not have."""
        if not self.lacks or not self.composes(entry):
            return ()
        used = names_used(entry, 1 if isinstance(entry, Activation) else 2)
        return tuple(name for name in self.lacks if name in used)

    @property
    def graphs(self) -> bool:
        """Whether it computes graphs."""
        return self.graph_trace is not None

    @property
    def directional(self) -> bool:
        """Whether what it is asked for belongs to a direction, and no gradient is."""
        return self.tangents is not None or self.hessian_vector is not None

    @property
    def known_as(self) -> tuple[str, ...]:
        """The names under which the ledger has its defects."""
        return (self.library, *self.also)

    def precision(self, dtype: Any) -> Precision:
        """The format whose roundings it is allowed for problems in a dtype."""
        narrower = precision(self.rounds_to or dtype, self.accumulator)
        return replace(narrower, narrows=True) if self.rounds_to else narrower

    def balls(self, dtype: Any) -> Balls:
        """Ball arithmetic for what it computes in a dtype."""
        return balls(self.precision(dtype), Rows(self.accuracy) if self.accuracy else self.library, self.bias_last)


def accurate(adapter: Adapter) -> None:
    """InputError unless an adapter says how accurate its elementary functions are, in every dtype that it computes in."""
    if adapter.accuracy is None:
        if adapter.library not in (*ACCURACY, "any"):
            raise unknown(f"library of adapter {adapter.name!r}", adapter.library, (*ACCURACY, "any"))
        return
    for dtype in adapter.dtypes:
        if dtype not in adapter.accuracy:
            raise InputError(f"adapter {adapter.name!r} computes in {dtype}, of which its accuracy has no row: give it one.")
    for dtype, row in adapter.accuracy.items():
        whose = f"accuracy of adapter {adapter.name!r}"
        if dtype not in PRECISIONS:
            raise unknown(f"dtype in the {whose}", dtype, PRECISIONS)
        _row(row, f"the {whose} in {dtype}")


def _row(row: Any, where: str) -> None:
    """InputError unless a row has numbers, for functions that there are, and says where they come from."""
    if not isinstance(row, Row) or not row.source:
        raise InputError(f"{where} is {row!r}; give Row({{'exp': 2, …}}, 'where the numbers come from').")
    known = ACCURACY["numpy"]["float64"].kappa
    for function, kappa in row.kappa.items():
        if function not in known:
            raise unknown(f"function in {where}:", function, known)
        if isinstance(kappa, bool) or not isinstance(kappa, int | float) or not 0 <= kappa < math.inf:
            raise InputError(f"{where} has κ = {kappa!r} for {function}; it must be a number of unit roundoffs, 0 or more.")
