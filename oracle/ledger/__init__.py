"""The ledger: known defects of released frameworks, each with the formula that the framework really uses."""

from __future__ import annotations

import copyreg
from typing import Any

from nablacheck.oracle.ledger.autograd_defects import AUTOGRAD
from nablacheck.oracle.ledger.casadi_defects import CASADI
from nablacheck.oracle.ledger.defect import Defect, Shown, with_defects
from nablacheck.oracle.ledger.infinity import AT_INFINITY
from nablacheck.oracle.ledger.jax_activation_defects import JAX_ACTIVATIONS
from nablacheck.oracle.ledger.jax_twice_defects import JAX_TWICE
from nablacheck.oracle.ledger.keras_defects import KERAS
from nablacheck.oracle.ledger.mlx_defects import MLX
from nablacheck.oracle.ledger.optax_cost_defects import OPTAX_COSTS
from nablacheck.oracle.ledger.paddle_defects import PADDLE
from nablacheck.oracle.ledger.tensorflow_defects import TENSORFLOW
from nablacheck.oracle.ledger.torch_activation_defects import TORCH_ACTIVATIONS
from nablacheck.oracle.ledger.torch_compiled_defects import TORCH_COMPILED
from nablacheck.oracle.ledger.torch_cost_defects import TORCH_COSTS
from nablacheck.oracle.ledger.torch_double_backward_defects import TORCH_DOUBLE_BACKWARD
from nablacheck.oracle.ledger.torch_forward_defects import TORCH_FORWARD
from nablacheck.oracle.ledger.torch_functional_defects import TORCH_FUNCTIONAL


class _Ledger(tuple[Defect, ...]):
    """All known defects; as the default of an argument it writes itself in a word."""

    __slots__ = ()

    def __repr__(self) -> str:
        return "LEDGER"


LEDGER: tuple[Defect, ...] = _Ledger(
    (
        *TORCH_ACTIVATIONS,
        *TORCH_COSTS,
        *TORCH_COMPILED,
        *TORCH_FUNCTIONAL,
        *TORCH_DOUBLE_BACKWARD,
        *TORCH_FORWARD,
        *JAX_ACTIVATIONS,
        *JAX_TWICE,
        *OPTAX_COSTS,
        *AUTOGRAD,
        *TENSORFLOW,
        *PADDLE,
        *KERAS,
        *CASADI,
        *MLX,
        *AT_INFINITY,
    )
)


def _known_at(place: int) -> Defect:
    return LEDGER[place]


def _by_place(defect: Defect) -> str | tuple[Any, ...]:
    """How a defect is pickled and copied: one of the ledger by its place there, with formulas that stay where they are."""
    place = next((place for place, known in enumerate(LEDGER) if known is defect), None)
    return object.__reduce_ex__(defect, 4) if place is None else (_known_at, (place,))


copyreg.pickle(Defect, _by_place)

__all__ = ["LEDGER", "Defect", "Shown", "with_defects"]
