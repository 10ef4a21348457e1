"""How somebody's code takes parameters and examples and gives back gradients: what the user declares, each word checked.

`encoding.encode` turns a problem into the arguments of a call, `decoding.decode` what comes back into a gradient.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from numbers import Real
from typing import Any

import numpy as np

from nablacheck.oracle.checking.keys import Keys
from nablacheck.oracle.checking.unread import check_read
from nablacheck.oracle.checking.vocabulary import (
    APART,
    ARGUMENTS,
    FOLDED,
    FOLDED_FIRST,
    GIVES,
    GRADIENTS,
    MODULES,
    ONE_HOT,
    SINGLE,
    TAKES,
    check_value,
    check_words,
)
from nablacheck.reference.arithmetic.precision import ACCUMULATORS, OWN
from nablacheck.reference.errors import InputError, check_known, unknown
from nablacheck.reference.problem import Problem

Array = np.ndarray[Any, Any]


class OtherShape(InputError):
    """What came back has another shape, or another number of layers, than the network."""


@dataclass(frozen=True)
class Conventions:
    """What a function takes and gives.

    `takes` lists its arguments in order: w and b (lists with one entry a layer), or theta, or params, x, y, and eta where it
    makes a step; beside these momentum, velocity (zeros: the first step), velocity_w, velocity_b, weights_of_examples (s,
    with which C = (1/m) Σ_x s_x C_x) and mask (of dropout, one a hidden layer, whose 0 and 2 multiply a^l). `gives` lists
    what it returns: nabla_w, nabla_b, nabla_theta or nabla_params (a function with eta returns the new w, b, theta or params
    instead), cost and output if it has them, and _ for whatever else comes back. `attr` names the attributes, or keys, that
    hold them on a returned object, in the order of `gives`; `leaf` the attribute with the gradient of each number or array
    (`grad`, say).

    `arrays`: whose arrays are handed over, numpy, jax, torch, or torch with grad, where what is trained has requires_grad; left
    out, NumPy's, and beside a module tensors, or NumPy's again where the function does not take those.

    `parameters`: what params is, and w and b by themselves: lists by layer; a dict or an object, where `w_key` and `b_key`
    say what is where, W{} and b{} unless it is said ({} is 1, 2, …, {i} is 0, 1, …, and a / leads inside); a list of dicts or
    of objects with w and b in each; pairs (w, b) by layer; alone, for the arrays of a single layer; flat, w, b, w, b, …; a
    module, torch.nn.Sequential of torch.nn.Linear, or a model, the same with the activations between them. `nabla_w_key` and
    `nabla_b_key` say where their gradients are; else they have a d before their name, or the same name. Where a function
    returns nothing, what it left in its arguments is read.

    *params in `takes` are flat ones, each an argument of its own. weights (in,) and biases number are those of one output.

    `examples`: columns (n, m), rows (m, n), one at a time as a column (n, 1), a row (1, n), a vector (n,) or a list. `x` and
    `y`: in that form, or where there is one input or one output as (m,), for one example a number, (m, 1) or (1, m).
    `targets`: how y is taken: one-hot columns, the numbers of the classes, (m,), from 0 (classes) or classes from 1, 0 and 1,
    -1 and 1, probabilities (columns that add up to 1), or real; left out, what the cost is meant for. `weights`: (out, in),
    (in, out), or lists of neurons, each the list of its weights. theta is one vector, row by row, or `unrolled` in columns.
    `order`: how weights and biases follow one another in theta and in flat, of two layers: w b w b, w w b b, b w b w or b b w
    w; pairs (b, w) are b w b w, and two lists of which that of the biases comes first are b b w w. `biases`: (n, 1), (n,),
    (1, n), folded into the weights as the first or last column or row, one number shared by a layer, or none. `subtracted`: z
    = wa − b. `total`: mean or sum over the examples, or weights, Σ_x s_x C_x over Σ_x s_x. `cost_total`: the same for the
    cost that is returned, where that has another factor than its gradient. `half`: the ½ of the quadratic cost.
    `mean_over_outputs`: the cost is averaged over the outputs. `ascent`: what is differentiated is −C, as in code that goes
    uphill. `step`: down, w − η∇w, or up, w + η∇w, which with `ascent` goes up −C. `eta`: the learning rate of a step that
    takes none. `momentum`: the number that is handed over for it. `l2` = λ adds λ/2 Σw², divided by `l2_over`, a number or
    "m", and `l1` = λ adds λ Σ|w|, divided by `l1_over`; `l2_on_biases` adds the biases to both sums. `accumulator`: what sums
    of float16 are kept in, own or float32; the bound of own holds for both.
    """

    takes: str = "w b x y"
    gives: str = "nabla_b nabla_w"
    attr: str = ""
    leaf: str = ""
    arrays: str = ""
    parameters: str = "lists"
    order: str = "w b w b"
    unrolled: str = "rows"
    w_key: str = ""
    b_key: str = ""
    nabla_w_key: str = ""
    nabla_b_key: str = ""
    examples: str = "columns"
    x: str = ""
    y: str = ""
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
            check_value(name, getattr(self, name), default)
        for name, words in (("takes", TAKES), ("gives", GIVES)):
            check_words(name, getattr(self, name).split(), words)
        for name in ("attr", "leaf"):
            if not all(map(str.isidentifier, getattr(self, name).split())):
                raise InputError(f"{name} is {getattr(self, name)!r}; an attribute has a name as Python allows it.")
        if self.attr and len(self.attr.split()) != len(self.gives.split()):
            raise InputError(f"attr names {self.attr!r}, but gives has {self.gives!r}; name one attribute for each.")
        if self.weights != FOLDED.get(self.biases, self.weights):
            raise InputError(
                f"biases as the {self.biases} of the weights need weights {FOLDED[self.biases]}, not {self.weights}."
            )
        _check_given(self)
        _check_step(self)
        if self.parameters in MODULES:
            _check_module(self)
        if "*params" in self.takes.split() and self.parameters != "flat":
            raise InputError(f"takes has *params, and parameters is {self.parameters!r}; declare parameters='flat'.")
        if self.parameters != "alone" and (self.weights == "(in,)" or self.biases == "number"):
            raise InputError(
                f"weights is {self.weights!r} and biases {self.biases!r}, as a single layer with one output has them; declare "
                "parameters='alone'."
            )
        written = self.keys.written  # which refuses what is none
        if "params" in self.takes.split() and written["w"] == written["b"]:
            raise InputError(f"w_key and b_key are both {written['w']!r}; w and b need places of their own in params.")
        check_read(self, DEFAULTS)

    @property
    def updates(self) -> bool:
        """Whether the function makes a step and gives parameters in place of gradients."""
        return not set(GRADIENTS) & set(self.gives.split())

    @property
    def keys(self) -> Keys:
        """Where the weights and biases of each layer are, and their gradients."""
        return Keys.of(self.w_key, self.b_key, self.nabla_w_key, self.nabla_b_key, apart=self.parameters in APART)

    @property
    def letters(self) -> str:
        """Which of w and b comes first, where only their place tells them apart."""
        return "bw" if self.order.startswith("b") else "wb"

    @property
    def by_layer(self) -> bool:
        """Whether a layer's weights and biases stand beside each other in one sequence."""
        first, second, *_ = self.order.split()
        return first != second

    @property
    def one_at_a_time(self) -> bool:
        """Whether the function takes single examples."""
        return self.examples in SINGLE

    @property
    def folded(self) -> bool:
        """Whether the biases are part of the weight matrices."""
        return self.biases in FOLDED

    @property
    def folded_first(self) -> bool:
        """Whether they come before the weights there."""
        return self.biases in FOLDED_FIRST

    @property
    def one_output(self) -> bool:
        """Whether what is taken has a form that several outputs do not have."""
        return bool(self.y and self.targets not in ONE_HOT) or self.weights == "(in,)" or self.biases == "number"

    @property
    def without_biases(self) -> bool:
        """Whether no biases are handed over beside the weights."""
        return self.folded or self.biases == "none"

    def scale(self, problem: Problem) -> float:
        """C in units of the mean over the examples of the library's own cost."""
        scale = self._over_mean(problem, self.total)
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

    @property
    def over(self) -> dict[str, str]:
        """What λ is divided by in words, for l2 and for l1, where it is: m, 50."""
        parts = {"l2": self.l2_over, "l1": self.l1_over}
        return {name: str(part) if isinstance(part, str) else f"{part:g}" for name, part in parts.items() if part != 1}

    def _signed(self, penalty: float) -> float:
        return -penalty if self._uphill else penalty

    @property
    def _uphill(self) -> bool:
        """Whether the gradient is that of −C; a step up −C is one down C."""
        return self.ascent and not self.updates

    def of_cost(self, problem: Problem) -> float:
        """The cost that is returned, in units of the one that is differentiated."""
        sign = -1 if self.ascent and self.updates else 1
        return sign * self._over_mean(problem, self.cost_total or self.total) / self._over_mean(problem, self.total)

    def _over_mean(self, problem: Problem, total: str) -> float:
        """What a total is times the mean over the examples."""
        if total == "weights" and problem.weights_of_examples is not None:
            return problem.batch / float(problem.weights_of_examples.sum())
        return float(problem.batch) if total == "sum" else 1.0

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
        check_known("value of accumulator", options.get("accumulator", OWN), ACCUMULATORS)
        eta = options.get("eta")
        if eta is not False and isinstance(eta, Real) and eta == 0:
            raise InputError(f"eta is {options['eta']!r}, with which a step moves nothing; give its rate, or leave it out.")
        return cls(**options)


DEFAULTS: Mapping[str, Any] = {field.name: field.default for field in fields(Conventions)}
"""Every convention with its default, of which it has the type."""


def _check_given(c: Conventions) -> None:
    """InputError where w or b would be given twice, or as a gradient and as a new parameter."""
    letters = {"w": "w", "b": "b", "theta": "wb", "params": "wb"}
    words = [word for word in c.gives.split() if word.removeprefix("nabla_") in letters]
    given = "".join(letters[word.removeprefix("nabla_")] for word in words)
    if len(set(given)) < len(given):
        raise InputError(f"gives is {c.gives!r}, which has w or b twice; leave one of them out.")
    if len({word.startswith("nabla_") for word in words}) > 1:
        raise InputError(f"gives is {c.gives!r}; a function gives gradients or new parameters, not one of each.")


def _check_step(c: Conventions) -> None:
    """InputError where nobody knows the learning rate of a step, or where there are two."""
    takes = "eta" in c.takes.split()
    if takes != c.updates and not (c.updates and c.eta):
        raise InputError(
            f"takes is {c.takes!r} and gives {c.gives!r}; a step gives the new parameters, and takes eta or has one "
            f"that is declared, as in eta=1."
        )
    if c.eta and (takes or not c.updates):
        raise InputError(f"eta is {c.eta:g}, but the function {'takes it' if takes else 'makes no step'}; leave it out.")
    if c.step == "ascent" and not c.updates:
        raise InputError(f"step is 'ascent', but gives is {c.gives!r}; for gradients of −C declare ascent=True.")


def _check_module(c: Conventions) -> None:
    """InputError for what a torch.nn.Linear does not have."""
    if c.weights != "(out, in)" or c.biases not in ("(n,)", "none"):
        raise InputError(
            f"parameters is {c.parameters!r}, whose weights are (out, in) and biases (n,) or none, not {c.weights} and "
            f"{c.biases}; declare biases='(n,)'."
        )
    for word in ("w", "b", "velocity_w", "velocity_b", "velocity"):
        if word in c.takes.split():
            raise InputError(f"parameters is {c.parameters!r}, and takes has {word!r} in it; what a module holds is params.")
