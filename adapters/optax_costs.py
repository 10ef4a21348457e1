"""Optax's costs, on JAX with its own activations."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import jax.numpy as jnp
from optax import losses

from nablacheck.adapters.jax_functions import ACTIVATIONS, KINKS
from nablacheck.adapters.jax_grad import Grad
from nablacheck.adapters.kinks_by_release import of_release
from nablacheck.adapters.native import Native, Table
from nablacheck.reference.costs import Cost

Array = Any


def _rows(loss: Callable[..., Array], a: Array, y: Array, **given: Any) -> Array:
    """Σ_x C_x of a loss that has the outputs along the last axis"""
    return jnp.sum(loss(a.mT, y.mT, **given))


def _labels(y: Array) -> Array:
    return jnp.argmax(y, axis=-2)


def _of_labels(a: Array, y: Array) -> Array:
    """The loss of integer labels, without the examples that have none"""
    each = losses.softmax_cross_entropy_with_integer_labels(a.mT, _labels(y))
    return jnp.sum(jnp.where(y.any(axis=-2), each, 0))


EVERY_COST: Table = {
    "quadratic": Native("losses.l2_loss", lambda a, y: jnp.sum(losses.l2_loss(a, y))),
    "mse": Native(
        "losses.squared_error", lambda a, y, mean: jnp.sum(losses.squared_error(a, y)) / (a.shape[-2] if mean else 1)
    ),
    "huber": Native(
        "losses.huber_loss",
        lambda a, y, delta, mean: jnp.sum(losses.huber_loss(a, y, delta=delta)) / (a.shape[-2] if mean else 1),
    ),
    "log-cosh": Native("losses.log_cosh", lambda a, y: jnp.sum(losses.log_cosh(a, y))),
    "cosine-distance": Native("losses.cosine_distance", lambda a, y: _rows(losses.cosine_distance, a, y)),
    "cross-entropy-with-logits": Native(
        "losses.sigmoid_binary_cross_entropy", lambda a, y: jnp.sum(losses.sigmoid_binary_cross_entropy(a, y))
    ),
    "categorical-cross-entropy-with-logits": Native(
        "losses.softmax_cross_entropy",
        lambda a, y, smoothing: jnp.sum(
            losses.softmax_cross_entropy(a.mT, losses.smooth_labels(y.mT, smoothing) if smoothing else y.mT)
        ),
        also=("losses.smooth_labels",),
    ),
    "label-cross-entropy": Native("losses.softmax_cross_entropy_with_integer_labels", _of_labels),
    "safe-softmax-cross-entropy": Native(
        "losses.safe_softmax_cross_entropy", lambda a, y: _rows(losses.safe_softmax_cross_entropy, a, y)
    ),
    "poly-cross-entropy": Native(
        "losses.poly_loss_cross_entropy", lambda a, y, epsilon: _rows(losses.poly_loss_cross_entropy, a, y, epsilon=epsilon)
    ),
    "sigmoid-focal": Native(
        "losses.sigmoid_focal_loss", lambda a, y, gamma: jnp.sum(losses.sigmoid_focal_loss(a, y, gamma=gamma))
    ),
    "kl-div": Native("losses.kl_divergence", lambda a, y: _rows(losses.kl_divergence, a, y)),
    "kl-div-log-targets": Native(
        "losses.kl_divergence_with_log_targets", lambda a, y: _rows(losses.kl_divergence_with_log_targets, a, y)
    ),
    "generalized-kl": Native("losses.generalized_kl_divergence", lambda a, y: _rows(losses.generalized_kl_divergence, a, y)),
    "hinge": Native("losses.hinge_loss", lambda a, y: jnp.sum(losses.hinge_loss(a, y))),
    "perceptron": Native("losses.perceptron_loss", lambda a, y: jnp.sum(losses.perceptron_loss(a, y))),
    "sparsemax": Native("losses.sparsemax_loss", lambda a, y: jnp.sum(losses.sparsemax_loss(a, y))),
    "binary-dice": Native(
        "losses.binary_dice_loss", lambda a, y, smooth: jnp.sum(losses.binary_dice_loss(a.mT, y.mT, smooth=smooth))
    ),
}
COSTS: Table = {
    family: mine for family, mine in EVERY_COST.items() if all(hasattr(losses, name.rpartition(".")[2]) for name in mine.names)
}
"""Those that the installed optax has: some came later than 0.2.3."""

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

OWN_KINKS = {**KINKS, **of_release("optax", {"hinge": 0.5, "perceptron": 0.5})}

_GRAD = Grad(ACTIVATIONS, COSTS)

ADAPTERS = {
    "optax": replace(
        _GRAD.adapter(
            "optax", OWN_KINKS, sweeps=lambda entry: isinstance(entry, Cost) and not _GRAD.composes(entry), on_request=True
        ),
        comes_with="optax",
    )
}
