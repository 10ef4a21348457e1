"""The ledger: known defects of released frameworks, each with the formula that the framework really uses."""

from nablacheck.oracle.ledger.defect import Defect, Shown, with_defects
from nablacheck.oracle.ledger.infinity import AT_INFINITY
from nablacheck.oracle.ledger.jax_activation_defects import JAX_ACTIVATIONS
from nablacheck.oracle.ledger.optax_cost_defects import OPTAX_COSTS
from nablacheck.oracle.ledger.torch_activation_defects import TORCH_ACTIVATIONS
from nablacheck.oracle.ledger.torch_cost_defects import TORCH_COSTS

LEDGER: tuple[Defect, ...] = (*TORCH_ACTIVATIONS, *TORCH_COSTS, *JAX_ACTIVATIONS, *OPTAX_COSTS, *AT_INFINITY)

__all__ = ["LEDGER", "Defect", "Shown", "with_defects"]
