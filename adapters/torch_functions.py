"""PyTorch's own functions by family, what they take for a derivative at a kink, and the namespace of our formulas."""

from __future__ import annotations

import inspect
import math
import operator
from collections.abc import Callable
from typing import Any

import torch
from torch import Tensor
from torch.nn import functional as F
from torch.utils import checkpoint

from nablacheck.adapters.kinks_by_release import Ways, of_release
from nablacheck.adapters.native import Native, Table
from nablacheck.reference.arithmetic.float import of_either
from nablacheck.reference.arithmetic.types import Scalar
from nablacheck.reference.costs import AnyEntry
from nablacheck.reference.own_formulas import STOPS


def _softplus(z: Tensor, beta: float, threshold: float) -> Tensor:
    """PyTorch's default threshold where the entry has none"""
    return F.softplus(z, beta) if threshold == math.inf else F.softplus(z, beta, threshold)


ACTIVATIONS: Table = {
    "identity": Native("", lambda z: z.clone()),
    "sigmoid": Native("torch.sigmoid", torch.sigmoid),
    "tanh": Native("torch.tanh", torch.tanh),
    "relu": Native("F.relu", F.relu),
    "relu6": Native("F.relu6", F.relu6),
    "leaky_relu": Native("F.leaky_relu", lambda z, slope: F.leaky_relu(z, slope)),
    "prelu": Native("F.prelu", lambda z, slope: F.prelu(z, torch.tensor([slope], dtype=z.dtype))),
    "rrelu": Native("F.rrelu", lambda z, lower, upper: F.rrelu(z, lower, upper, training=False)),
    "elu": Native("F.elu", lambda z, alpha: F.elu(z, alpha)),
    "selu": Native("F.selu", F.selu),
    "celu": Native("F.celu", lambda z, alpha: F.celu(z, alpha)),
    "gelu": Native("F.gelu", F.gelu),
    "gelu_tanh": Native("F.gelu", lambda z: F.gelu(z, approximate="tanh")),
    "silu": Native("F.silu", F.silu),
    "mish": Native("F.mish", F.mish),
    "softplus": Native("F.softplus", _softplus),
    "softsign": Native("F.softsign", F.softsign),
    "tanhshrink": Native("F.tanhshrink", F.tanhshrink),
    "softshrink": Native("F.softshrink", lambda z, lambd: F.softshrink(z, lambd)),
    "hardshrink": Native("F.hardshrink", lambda z, lambd: F.hardshrink(z, lambd)),
    "hardtanh": Native("F.hardtanh", lambda z, min_val, max_val: F.hardtanh(z, min_val, max_val)),
    "hardsigmoid": Native("F.hardsigmoid", F.hardsigmoid),
    "hardswish": Native("F.hardswish", F.hardswish),
    "logsigmoid": Native("F.logsigmoid", F.logsigmoid),
    "threshold": Native("F.threshold", lambda z, threshold, value: F.threshold(z, threshold, value)),
    "softmax": Native("F.softmax", lambda z: F.softmax(z, dim=-2)),
    "softmin": Native("F.softmin", lambda z: F.softmin(z, dim=-2)),
    "log_softmax": Native("F.log_softmax", lambda z: F.log_softmax(z, dim=-2)),
}


def _over(loss: Callable[..., Tensor], a: Tensor, y: Tensor, mean: float, **given: Any) -> Tensor:
    """Σ_x C_x of a loss with PyTorch's reduction, whose mean is over the examples as well as over the outputs"""
    return loss(a, y, reduction="mean", **given) * a.shape[-1] if mean else loss(a, y, reduction="sum", **given)


def _labels(y: Tensor) -> Tensor:
    """The place of the 1 in each column, or PyTorch's mark of an example that is ignored"""
    return torch.where((y != 0).any(dim=-2), y.argmax(dim=-2), torch.tensor(-100))


def _weights(ratio: float, a: Tensor) -> Tensor:
    return torch.tensor([ratio**k for k in range(a.shape[-2])], dtype=a.dtype)


def _with_logits(a: Tensor, y: Tensor, pos_weight: float, mean: float) -> Tensor:
    weight = None if pos_weight == 1 else torch.full((a.shape[-2], 1), pos_weight, dtype=a.dtype)
    return _over(F.binary_cross_entropy_with_logits, a, y, mean, pos_weight=weight)


def _of_probabilities(a: Tensor, y: Tensor, mean: float) -> Tensor:
    """The loss raises an error for NaN, where every other one gives NaN: it gets 1/2, and NaN is added to what comes back"""
    nan = torch.isnan(a)
    return _over(F.binary_cross_entropy, torch.where(nan, 0.5, a), y, mean) + torch.where(nan, a, 0).sum()


def _of_classes(a: Tensor, targets: Tensor, ratio: float, smoothing: float) -> Tensor:
    weight = None if ratio == 1 else _weights(ratio, a)
    return F.cross_entropy(a.mT, targets, weight, reduction="sum", label_smoothing=smoothing)


def _kl_div(a: Tensor, y: Tensor, mean: float, log_target: bool) -> Tensor:
    """The mean over the outputs is the sum over n: `reduction="mean"` warns that it will change"""
    return F.kl_div(a, y, reduction="sum", log_target=log_target) / (a.shape[-2] if mean else 1)


COSTS: Table = {
    "quadratic": Native("F.mse_loss", lambda a, y: F.mse_loss(a, y, reduction="sum") / 2),
    "mse": Native("F.mse_loss", lambda a, y, mean: _over(F.mse_loss, a, y, mean)),
    "l1": Native("F.l1_loss", lambda a, y, mean: _over(F.l1_loss, a, y, mean)),
    "smooth-l1": Native("F.smooth_l1_loss", lambda a, y, beta, mean: _over(F.smooth_l1_loss, a, y, mean, beta=beta)),
    "huber": Native("F.huber_loss", lambda a, y, delta, mean: _over(F.huber_loss, a, y, mean, delta=delta)),
    "cross-entropy": Native("F.binary_cross_entropy", _of_probabilities),
    "cross-entropy-with-logits": Native("F.binary_cross_entropy_with_logits", _with_logits),
    "multilabel-soft-margin": Native(
        "F.multilabel_soft_margin_loss", lambda a, y: F.multilabel_soft_margin_loss(a.mT, y.mT, reduction="sum")
    ),
    "categorical-cross-entropy-with-logits": Native(
        "F.cross_entropy", lambda a, y, ratio, smoothing: _of_classes(a, y.mT, ratio, smoothing)
    ),
    "label-cross-entropy": Native(
        "F.cross_entropy", lambda a, y, ratio, smoothing: _of_classes(a, _labels(y), ratio, smoothing)
    ),
    "nll": Native("F.nll_loss", lambda a, y, ratio: F.nll_loss(a.mT, _labels(y), _weights(ratio, a), reduction="sum")),
    "kl-div": Native("F.kl_div", lambda a, y, mean: _kl_div(a, y, mean, log_target=False)),
    "kl-div-log-targets": Native("F.kl_div", lambda a, y, mean: _kl_div(a, y, mean, log_target=True)),
    "poisson-nll": Native(
        "F.poisson_nll_loss", lambda a, y, full, mean: _over(F.poisson_nll_loss, a, y, mean, full=bool(full))
    ),
    "poisson-nll-of-rates": Native(
        "F.poisson_nll_loss",
        lambda a, y, eps, full, mean: _over(F.poisson_nll_loss, a, y, mean, log_input=False, full=bool(full), eps=eps),
    ),
    "gaussian-nll": Native(
        "F.gaussian_nll_loss",
        lambda a, y, var, full, mean: _over(F.gaussian_nll_loss, a, y, mean, var=var, full=bool(full), eps=0.0),
    ),
    "soft-margin": Native("F.soft_margin_loss", lambda a, y, mean: _over(F.soft_margin_loss, a, y, mean)),
    "hinge-embedding": Native(
        "F.hinge_embedding_loss", lambda a, y, margin, mean: _over(F.hinge_embedding_loss, a, y, mean, margin=margin)
    ),
    "multi-margin": Native(
        "F.multi_margin_loss",
        lambda a, y, p, margin, ratio: F.multi_margin_loss(
            a.mT, y.argmax(dim=-2), int(p), margin, _weights(ratio, a), reduction="sum"
        ),
    ),
    "cosine-distance": Native("F.cosine_similarity", lambda a, y: (1 - F.cosine_similarity(a, y, dim=-2, eps=0.0)).sum()),
    "cosine-embedding": Native(
        "F.cosine_embedding_loss",
        lambda a, y, target, margin: F.cosine_embedding_loss(
            a.mT, y.mT, torch.full(a.shape[-1:], target, dtype=a.dtype), margin, reduction="sum"
        ),
    ),
}

OF_POSITIONS = "of positions in an image or a sequence, which a layer of neurons does not have"
A_LAYER = "a layer with weights, and no activation or cost"
RANDOM = "random: the numbers that it draws are not handed over"
IN_PLACE = "the same function, written over its input"
NORMALIZES = "a layer that normalises: of its statistics, groups or weights an activation knows nothing"
OF_INTEGERS = "of integers, and has no derivative"
MACHINERY = "machinery of the module, and no function of numbers"

LEFT_OUT: dict[str, str] = {
    "glu": "halves the number of neurons; an activation keeps it",
    "normalize": "a column divided by its norm: a layer that normalises, and no activation by name or use",
    "gumbel_softmax": RANDOM,
    "pairwise_distance": "a distance of two inputs, of which a cost would be a function of one's own",
    "pdist": "all distances between the examples: no function of one of them",
    "scaled_dot_product_attention": "attention: of three inputs",
    "multi_head_attention_forward": "attention: of three inputs and many weights",
    "embedding": OF_INTEGERS,
    "embedding_bag": OF_INTEGERS,
    "one_hot": OF_INTEGERS,
    **dict.fromkeys(("linear", "bilinear", "conv_tbc", "grouped_mm", "scaled_grouped_mm", "scaled_mm"), A_LAYER),
    **{f"{conv}{k}d": A_LAYER for conv in ("conv", "conv_transpose") for k in (1, 2, 3)},
    **{f"{word}_norm": NORMALIZES for word in ("batch", "group", "instance", "layer", "rms")},
    "local_response_norm": NORMALIZES,
    **dict.fromkeys(("dropout", "dropout1d", "dropout2d", "dropout3d", "alpha_dropout", "feature_alpha_dropout"), RANDOM),
    **{f"fractional_max_pool{k}d{rest}": RANDOM for k in (2, 3) for rest in ("", "_with_indices")},
    **{f"{pool}_pool{k}d": OF_POSITIONS for pool in ("avg", "max", "lp", "adaptive_avg", "adaptive_max") for k in (1, 2, 3)},
    **{f"{pool}_pool{k}d_with_indices": OF_POSITIONS for pool in ("max", "adaptive_max") for k in (1, 2, 3)},
    **{f"max_unpool{k}d": OF_POSITIONS for k in (1, 2, 3)},
    **dict.fromkeys(("affine_grid", "grid_sample", "fold", "unfold", "pad", "interpolate", "upsample"), OF_POSITIONS),
    **dict.fromkeys(("upsample_bilinear", "upsample_nearest", "pixel_shuffle", "pixel_unshuffle"), OF_POSITIONS),
    **dict.fromkeys(("channel_shuffle", "native_channel_shuffle"), OF_POSITIONS),
    **{f"{name}_": IN_PLACE for name in ("celu", "elu", "hardtanh", "leaky_relu", "relu", "rrelu", "selu", "threshold")},
    "sigmoid": "torch.sigmoid, which has the entry, by its former name",
    "tanh": "torch.tanh, which has the entry, by its former name",
    **dict.fromkeys(("assert_int_or_pair", "boolean_dispatch", "handle_torch_function", "has_torch_function"), MACHINERY),
    **dict.fromkeys(("has_torch_function_unary", "has_torch_function_variadic"), MACHINERY),
}
"""Why there is no entry for a function of torch.nn.functional that is no cost."""

COSTS_LEFT_OUT: dict[str, str] = {
    "ctc_loss": "a sum over alignments of two sequences, not a function of one column of outputs",
    "linear_cross_entropy": "a layer and its cost in one: it takes the weights",
    "margin_ranking_loss": "compares two outputs that are computed from two inputs",
    "multilabel_margin_loss": "a sum over pairs of outputs, for which the namespace of the formulas has no axis",
    "triplet_margin_loss": "compares three outputs that are computed from three inputs",
    "triplet_margin_with_distance_loss": "compares three outputs, by a function that the user gives",
    "cross_entropy(reduction='mean')": "with class weights the weighted mean over the batch: no mean of C_x (assumption 1)",
    "nll_loss(reduction='mean')": "with class weights the weighted mean over the batch: no mean of C_x (assumption 1)",
}
"""Why there is no entry for a cost of torch.nn.functional."""

KINKS = of_release(
    "torch",
    {
        "relu": {0.0: 0.0},
        "relu6": {0.0: 0.0, 6.0: 0.0},
        "leaky_relu": lambda slope: {0.0: slope},
        "prelu": lambda slope: {0.0: slope},
        "rrelu": lambda lower, upper: {0.0: (lower + upper) / 2},
        "elu": lambda alpha: {0.0: alpha},
        "softshrink": lambda lambd: {lambd: 0.0, -lambd: 0.0},
        "hardshrink": lambda lambd: {lambd: 0.0, -lambd: 0.0},
        "hardtanh": lambda min_val, max_val: {min_val: 0.0, max_val: 0.0},
        "hardsigmoid": {-3.0: 0.0, 3.0: 0.0},
        "hardswish": {-3.0: 0.0, 3.0: 1.0},
        "threshold": lambda threshold, value: {threshold: 0.0},
        "l1": 0.5,
        "smooth-l1": 0.5,
        "hinge-embedding": Ways((1.0, 0.0)),
        "multi-margin": 0.0,
        "cosine-embedding": Ways((1.0, 0.0)),
    },
)
"""A clamp passes all of a cotangent on at its bound, or, since 2.14, none of it: the subgradient of least norm."""


class TorchNamespace:
    """The namespace in which our formulas run on tensors."""

    name = "torch"
    pi = math.pi
    exp, expm1 = of_either("exp", torch.exp), of_either("expm1", torch.expm1)
    log, log1p = of_either("log", torch.log), of_either("log1p", torch.log1p)
    erf, erfc = of_either("erf", torch.special.erf), of_either("erfc", torch.special.erfc)
    sin, cos, atan = of_either("sin", torch.sin), of_either("cos", torch.cos), of_either("atan", torch.atan)
    tanh, sigmoid, sqrt = of_either("tanh", torch.tanh), of_either("sigmoid", torch.sigmoid), of_either("sqrt", torch.sqrt)
    pow = staticmethod(operator.pow)

    @staticmethod
    def where(condition: Tensor, x: Any, y: Any) -> Tensor:
        """x where the condition holds, else y; two constants are kept to all their digits, until they meet a tensor."""
        if isinstance(x, Scalar) and isinstance(y, Scalar) and (isinstance(x, float) or isinstance(y, float)):
            x, y = (torch.tensor(number, dtype=torch.float64, device=condition.device) for number in (x, y))
        return torch.where(condition, x, y)

    @staticmethod
    def maximum(x: Any, y: Any) -> Tensor:
        """The larger of two, of which one may be a number."""
        return torch.maximum(*_tensors(x, y))

    @staticmethod
    def minimum(x: Any, y: Any) -> Tensor:
        """The smaller of two, of which one may be a number."""
        return torch.minimum(*_tensors(x, y))

    @staticmethod
    def max(z: Tensor, axis: int) -> Tensor:
        """The largest entry along an axis: a shift, through which no derivative is taken."""
        return z.detach().amax(dim=axis, keepdim=True)

    @staticmethod
    def like(value: Any, z: Tensor) -> Tensor:
        """`value`, a number or a tensor, in the shape of `z`."""
        return torch.as_tensor(value, dtype=z.dtype, device=z.device).expand(z.shape)


if stop := getattr(checkpoint, "_StopRecomputationError", None):  # raised once what is computed again has what it needs
    STOPS.append(stop)


def formula(entry: AnyEntry) -> Callable[..., Tensor]:
    """The formula of an entry on tensors.

    While PyTorch compiles, which reads the code of a function, one that others brought is called without its guard.
    """
    guarded: Callable[..., Tensor] = entry.value
    bare = inspect.unwrap(guarded)
    return lambda *given: (bare if torch.compiler.is_compiling() else guarded)(*given, TorchNamespace)


def _tensors(x: Any, y: Any) -> tuple[Tensor, Tensor]:
    like = x if isinstance(x, Tensor) else y
    return tuple(torch.as_tensor(part, dtype=like.dtype, device=like.device) for part in (x, y))
