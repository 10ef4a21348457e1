"""The ledger: known defects of released frameworks, each with the formula that the framework really uses."""

from nablacheck.oracle.ledger.defect import Defect, Shown, installed, with_defects
from nablacheck.oracle.ledger.jax_activations import JAX_ACTIVATIONS
from nablacheck.oracle.ledger.torch_activations import TORCH_ACTIVATIONS

LEDGER: tuple[Defect, ...] = (*TORCH_ACTIVATIONS, *JAX_ACTIVATIONS)

__all__ = ["LEDGER", "Defect", "Shown", "installed", "with_defects"]
