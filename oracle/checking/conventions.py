"""How somebody's code takes parameters and examples and gives back gradients: what the user declares, each word checked.

`encoding.encode` turns a problem into the arguments of a call, `decoding.decode` what comes back into a gradient.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from math import isfinite
from numbers import Real
from typing import Any

import numpy as np

from nablacheck.oracle.checking.keys import Keys
from nablacheck.reference.arithmetic.precision import ACCUMULATORS, OWN
from nablacheck.reference.costs.targets import BITS, CLASSES, PROBABILITIES, SIGNS, Kind
from nablacheck.reference.errors import InputError, unknown
from nablacheck.reference.network import Problem

Array = np.ndarray[Any, Any]

EXAMPLES = ("columns", "rows", "column", "row", "vector", "list")
SINGLE = ("column", "row", "vector", "list")
"""Examples that come one at a time."""
WEIGHTS = ("(out, in)", "(in, out)", "neurons")
FOLDED = {"first column": "(out, in)", "last column": "(out, in)", "first row": "(in, out)", "last row": "(in, out)"}
BIASES = ("(n, 1)", "(n,)", "(1, n)", *FOLDED, "shared", "none")
BESIDE = ("eta", "momentum", "velocity_w", "velocity_b", "velocity", "weights_of_examples", "mask")
TAKES = ("w", "b", "theta", "params", "x", "y", *BESIDE)
GRADIENTS = ("nabla_w", "nabla_b", "nabla_theta", "nabla_params")
GIVES = (*GRADIENTS, "w", "b", "theta", "params", "cost", "output")
PARAMETERS = ("lists", "dict", "object", "list of dicts", "list of objects", "pairs", "flat", "module")
APART = ("list of dicts", "list of objects")
"""Where each layer is held apart, under the same names."""
STEPS = ("descent", "ascent")
TOTALS = ("mean", "sum")
TARGETS: Mapping[str, Kind | None] = {
    "": None,
    "one-hot": CLASSES,
    "classes": CLASSES,
    "classes from 1": CLASSES,
    "0 and 1": BITS,
    "-1 and 1": SIGNS,
    "probabilities": PROBABILITIES,
    "real": None,
}
"""How y is taken, and the kind of targets that then is drawn; of none, what the cost is meant for or allows."""
ONE_HOT = {"classes": 0, "classes from 1": 1}
"""Where y is the number of a class, and the number of the first."""
ALLOWED: Mapping[str, tuple[str, ...]] = {
    "examples": EXAMPLES,
    "weights": WEIGHTS,
    "biases": BIASES,
    "parameters": PARAMETERS,
    "step": STEPS,
    "total": TOTALS,
    "cost_total": ("", *TOTALS),
    "targets": tuple(TARGETS),
}
ARGUMENTS = ("activations", "cost", "widths", "dtype", "seed", "time_limit")
"""What nablacheck.check takes beside the conventions."""
LONGEST = 10.0**8
"""The longest time limit in seconds, three years; the timers of some systems end a little above."""


class OtherShape(InputError):
    """What came back has another shape, or another number of layers, than the network."""


@dataclass(frozen=True)
class Conventions:
    """What a function takes and gives.

    `takes` lists its arguments in order: w and b (lists with one entry a layer), or theta, or params, x, y, and eta where it
    makes a step; beside these momentum, velocity (zeros: the first step), velocity_w, velocity_b, weights_of_examples (s, with
    which C = (1/m) Σ_x s_x C_x) and mask (of dropout, one a hidden layer, whose 0 and 2 multiply a^l). `gives` lists what it
    returns: nabla_w, nabla_b, nabla_theta or nabla_params (a function with eta returns the new w, b, theta or params
    instead), and cost and output if it has them. `attr` names the attributes that hold them on a returned object, in the
    order of `gives`; `leaf` the attribute that holds the gradient of each number or array (`grad`, say).

    `parameters`: what params is, and w and b by themselves: lists by layer; a dict or an object, where `w_key` and `b_key` say
    what is where, W{} and b{} unless it is said ({} is 1, 2, …, {i} is 0, 1, …, and a / leads inside); a list of dicts or of
    objects with w and b in each; pairs (w, b) by layer; flat, w, b, w, b, …; or a module, torch.nn.Sequential of
    torch.nn.Linear. `nabla_w_key` and `nabla_b_key` say where their gradients are; else they have a d before their name, or
    the same name. Where a function returns nothing, what it left in its arguments is read.

    `examples`: columns (n, m), rows (m, n), one at a time as a column (n, 1), a row (1, n), a vector (n,) or a list.
    `targets`: how y is taken: one-hot columns, the numbers of the classes, (m,), from 0 (classes) or classes from 1, 0 and 1,
    -1 and 1, probabilities (columns that add up to 1), or real; left out, what the cost is meant for. `weights`: (out, in),
    (in, out), or lists of neurons, each the list of its weights. theta is one vector, layer by layer the weights and then the
    biases, row by row. `biases`: (n, 1), (n,), (1, n), folded into the weights as the first or last column or row, one number
    shared by a layer, or none. `subtracted`: z = wa − b. `total`: mean or sum over the examples. `cost_total`: the same for
    the cost that is returned, where that has another factor than its gradient. `half`: the ½ of the quadratic cost.
    `mean_over_outputs`: the cost is averaged over the outputs. `ascent`: what is differentiated is −C, as in code that goes
    uphill. `step`: down, w − η∇w, or up, w + η∇w. `eta`: the learning rate of a step that takes none. `momentum`: the number
    that is handed over for it. `l2` = λ adds λ/2 Σw², divided by `l2_over`, a number or "m",
    and `l1` = λ adds λ Σ|w|, divided by `l1_over`; `l2_on_biases` adds the biases to both sums. `accumulator`: what sums of
    float16 are kept in, own or float32; the bound of own holds for both.
    """

    takes: str = "w b x y"
    gives: str = "nabla_b nabla_w"
    attr: str = ""
    leaf: str = ""
    parameters: str = "lists"
    w_key: str = ""
    b_key: str = ""
    nabla_w_key: str = ""
    nabla_b_key: str = ""
    examples: str = "columns"
    weights: str = "(out, in)"
    biases: str = "(n, 1)"
    subtracted: bool = False
    targets: str = ""
    total: str = "mean"
    cost_total: str = ""
    ascent: bool = False
    step: str = "descent"
    eta: float = 0.0
    momentum: float = 0.9
    half: bool = True
    mean_over_outputs: bool = False
    l2: float = 0.0
    l2_over: float | str = 1.0
    l1: float = 0.0
    l1_over: float | str = 1.0
    l2_on_biases: bool = False
    accumulator: str = ""

    def __post_init__(self) -> None:
        for name, default in DEFAULTS.items():
            _check(name, getattr(self, name), default)
        for name, words in (("takes", TAKES), ("gives", GIVES)):
            _check_words(name, getattr(self, name).split(), words)
        for name in ("attr", "leaf"):
            if not all(map(str.isidentifier, getattr(self, name).split())):
                raise InputError(f"{name} is {getattr(self, name)!r}; an attribute has a name as Python allows it.")
        if self.attr and len(self.attr.split()) != len(self.gives.split()):
            raise InputError(f"attr names {self.attr!r}, but gives has {self.gives!r}; name one attribute for each.")
        if self.weights != FOLDED.get(self.biases, self.weights):
            raise InputError(
                f"biases as the {self.biases} of the weights need weights {FOLDED[self.biases]}, not {self.weights}."
            )
        taken = "eta" in self.takes.split()
        if taken != self.updates and not (self.updates and self.eta):
            raise InputError(
                f"takes is {self.takes!r} and gives {self.gives!r}; a step gives the new parameters, and takes eta or has one "
                f"that is declared, as in eta=1."
            )
        if self.eta and (taken or not self.updates):
            raise InputError(f"eta is {self.eta:g}, but the function {'takes it' if taken else 'makes no step'}; leave it out.")
        if self.step == "ascent" and not self.updates:
            raise InputError(f"step is 'ascent', but gives is {self.gives!r}; for gradients of −C declare ascent=True.")
        if self.parameters == "module":
            _check_module(self)
        _ = self.keys  # which refuses what is none

    @property
    def updates(self) -> bool:
        """Whether the function makes a step and gives parameters in place of gradients."""
        return not set(GRADIENTS) & set(self.gives.split())

    @property
    def keys(self) -> Keys:
        """Where the weights and biases of each layer are, and their gradients."""
        return Keys.of(self.w_key, self.b_key, self.nabla_w_key, self.nabla_b_key, apart=self.parameters in APART)

    @property
    def one_at_a_time(self) -> bool:
        """Whether the function takes single examples."""
        return self.examples in SINGLE

    @property
    def folded(self) -> bool:
        """Whether the biases are part of the weight matrices."""
        return self.biases in FOLDED

    @property
    def without_biases(self) -> bool:
        """Whether no biases are handed over beside the weights."""
        return self.folded or self.biases == "none"

    def scale(self, problem: Problem) -> float:
        """C in units of the mean over the examples of the library's own cost."""
        scale = float(problem.batch) if self.total == "sum" else 1.0
        if self._uphill:
            scale = -scale
        if not self.half:
            scale *= 2
        return scale / problem.network.widths[problem.network.L] if self.mean_over_outputs else scale

    def decay(self, problem: Problem) -> float:
        """What multiplies w in the gradient."""
        return self._signed(self.l2 / (problem.batch if self.l2_over == "m" else float(self.l2_over)))

    def pull(self, problem: Problem) -> float:
        """What multiplies the signs of w in the gradient."""
        return self._signed(self.l1 / (problem.batch if self.l1_over == "m" else float(self.l1_over)))

    def _signed(self, penalty: float) -> float:
        return -penalty if self._uphill else penalty

    @property
    def _uphill(self) -> bool:
        """Whether the gradient is that of −C; a step up −C is one down C."""
        return self.ascent and not self.updates

    def of_cost(self, problem: Problem) -> float:
        """The cost that is returned, in units of the one that is differentiated."""
        factors = {"mean": 1.0, "sum": float(problem.batch)}
        return factors[self.cost_total or self.total] / factors[self.total] * (-1 if self.ascent and self.updates else 1)

    def taken(self, y: Array) -> Array:
        """Targets −1 and 1 where the cost has 0 and 1, or the other way round."""
        if self.targets == "0 and 1" and (y < 0).any():
            return (y + 1) / 2
        return 2 * y - 1 if self.targets == "-1 and 1" and (y >= 0).all() and np.isin(y, (0, 1)).all() else y

    @classmethod
    def of(cls, options: Mapping[str, Any]) -> Conventions:
        """From keyword arguments; InputError, with the nearest names, for one that does not exist."""
        for name in options:
            if name not in DEFAULTS:
                raise unknown("convention", name, (*ARGUMENTS, *DEFAULTS))
        if options.get("accumulator", OWN) not in ACCUMULATORS:
            raise unknown("value of accumulator", options["accumulator"], ACCUMULATORS)
        return cls(**options)


DEFAULTS: Mapping[str, Any] = {field.name: field.default for field in fields(Conventions)}
"""Every convention with its default, of which it has the type."""


def _check(name: str, value: Any, default: Any) -> None:
    """InputError for a value of another type than the default, or of none of those that are allowed."""
    if isinstance(default, bool):
        if not isinstance(value, bool):
            raise InputError(f"{name} is {value!r}; it must be True or False.")
    elif isinstance(default, float):
        if (name, value) not in (("l2_over", "m"), ("l1_over", "m")):
            _check_number(name, value)
    elif not isinstance(value, str):
        raise InputError(f"{name} is {value!r}; it must be a text, words separated by blanks.")
    elif name in ALLOWED and value not in ALLOWED[name]:
        raise unknown(f"value of {name}", value, ALLOWED[name])


def _check_number(name: str, value: Any) -> None:
    divides = name in ("l2_over", "l1_over")
    what = "a finite number other than 0, or m" if divides else "a finite number"
    if isinstance(value, bool) or not isinstance(value, Real) or not isfinite(value) or (divides and not value):
        raise InputError(f"{name} is {value!r}; it must be {what}.")


def _check_words(name: str, given: Sequence[str], words: Sequence[str]) -> None:
    """InputError for no word, an unknown word, or one that is there twice."""
    for word in given:
        if word not in words:
            raise unknown(f"word in {name}", word, words)
    if not given or len(set(given)) < len(given):
        raise InputError(f"{name} is {' '.join(given)!r}; it must be some of {' '.join(words)}, each once.")


def _check_module(c: Conventions) -> None:
    """InputError for what a torch.nn.Linear does not have."""
    if c.weights != "(out, in)" or c.biases not in ("(n,)", "none"):
        raise InputError(
            f"parameters is 'module', whose weights are (out, in) and biases (n,) or none, not {c.weights} and {c.biases}; "
            "declare biases='(n,)'."
        )
    for word in ("w", "b", "velocity_w", "velocity_b", "velocity"):
        if word in c.takes.split():
            raise InputError(f"parameters is 'module', and takes has {word!r} in it; what a module holds is params.")


def seconds(time_limit: Any) -> float:
    """The time limit; InputError unless it is a number of seconds that a clock can wait."""
    if isinstance(time_limit, bool) or not isinstance(time_limit, Real) or not 0 < float(time_limit) <= LONGEST:
        raise InputError(f"time_limit is {time_limit!r}; it must be a number of seconds, above 0 and at most {LONGEST:g}.")
    return float(time_limit)
