"""Optax's costs, on JAX with its own activations."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from importlib.metadata import version
from typing import Any

import jax.numpy as jnp
from optax import losses

from nablacheck.adapters.jax_functions import ACTIVATIONS, KINKS, ROOTS
from nablacheck.adapters.jax_grad import Grad
from nablacheck.adapters.native import Table
from nablacheck.reference.errors import MissingFramework

Array = Any

if not hasattr(losses, "binary_dice_loss"):
    raise MissingFramework(
        f"adapter 'optax' needs optax 0.2.8 or newer, and {version('optax')} is installed: pip install 'optax>=0.2.8'"
    )


def _rows(loss: Callable[..., Array], a: Array, y: Array, **given: Any) -> Array:
    """Σ_x C_x of a loss that has the outputs along the last axis"""
    return jnp.sum(loss(a.mT, y.mT, **given))


def _labels(y: Array) -> Array:
    return jnp.argmax(y, axis=-2)


def _of_labels(a: Array, y: Array) -> Array:
    """The loss of integer labels, without the examples that have none"""
    each = losses.softmax_cross_entropy_with_integer_labels(a, _labels(y), axis=-2)
    return jnp.sum(jnp.where(y.any(axis=-2), each, 0))


COSTS: Table = {
    "quadratic": lambda a, y: jnp.sum(losses.l2_loss(a, y)),
    "mse": lambda a, y, mean: jnp.sum(losses.squared_error(a, y)) / (a.shape[-2] if mean else 1),
    "huber": lambda a, y, delta, mean: jnp.sum(losses.huber_loss(a, y, delta=delta)) / (a.shape[-2] if mean else 1),
    "log-cosh": lambda a, y: jnp.sum(losses.log_cosh(a, y)),
    "cosine-distance": lambda a, y: jnp.sum(losses.cosine_distance(a, y, axis=-2)),
    "cross-entropy-with-logits": lambda a, y: jnp.sum(losses.sigmoid_binary_cross_entropy(a, y)),
    "categorical-cross-entropy-with-logits": lambda a, y, smoothing: _rows(
        losses.softmax_cross_entropy, a, losses.smooth_labels(y, smoothing, axis=-2) if smoothing else y
    ),
    "label-cross-entropy": _of_labels,
    "safe-softmax-cross-entropy": lambda a, y: _rows(losses.safe_softmax_cross_entropy, a, y),
    "poly-cross-entropy": lambda a, y, epsilon: _rows(losses.poly_loss_cross_entropy, a, y, epsilon=epsilon),
    "sigmoid-focal": lambda a, y, gamma: jnp.sum(losses.sigmoid_focal_loss(a, y, gamma=gamma)),
    "kl-div": lambda a, y: _rows(losses.kl_divergence, a, y),
    "kl-div-log-targets": lambda a, y: _rows(losses.kl_divergence_with_log_targets, a, y),
    "generalized-kl": lambda a, y: _rows(losses.generalized_kl_divergence, a, y),
    "hinge": lambda a, y: jnp.sum(losses.hinge_loss(a, y)),
    "perceptron": lambda a, y: jnp.sum(losses.perceptron_loss(a, y)),
    "sparsemax": lambda a, y: jnp.sum(losses.sparsemax_loss(a, y)),
    "binary-dice": lambda a, y, smooth: jnp.sum(losses.binary_dice_loss(a.mT, y.mT, smooth=smooth)),
}

COSTS_LEFT_OUT: dict[str, str] = {
    "convex_kl_divergence": "another name of generalized_kl_divergence, deprecated",
    "cosine_similarity": "1 minus cosine_distance",
    "ctc_loss": "a sum over alignments of two sequences, not a function of one column of outputs",
    "ctc_loss_with_forward_probs": "as ctc_loss",
    "dice_loss": "of pixels and classes, two axes; binary_dice_loss has the pixels alone",
    "make_fenchel_young_loss": "makes a loss of a function that the user gives",
    "multiclass_generalized_dice_loss": "of pixels and classes, two axes, with weights made of the whole batch",
    "multiclass_hinge_loss": "the largest of a column: a ball cannot tell which of its outputs that is, nor its derivative",
    "multiclass_perceptron_loss": "as multiclass_hinge_loss",
    "multiclass_sparsemax_loss": "a projection onto the simplex, which needs the outputs sorted",
    "ntxent": "compares the outputs of all examples with each other: no mean of C_x (assumption 1)",
    "ranking_softmax_loss": "the sum that softmax_cross_entropy is",
    "triplet_margin_loss": "compares three outputs that are computed from three inputs",
}
"""Why there is no entry for a cost of optax.losses."""

OWN_KINKS: dict[str, Any] = KINKS | {"hinge": 0.5, "perceptron": 0.5}

_OPTAX = Grad(ACTIVATIONS, COSTS).adapter("optax", OWN_KINKS, {"losses": losses, **ROOTS})
assert _OPTAX.functions

ADAPTERS = {"optax": replace(_OPTAX, functions=replace(_OPTAX.functions, costs_alone=True))}
