"""Every step of the forward pass that may have been typed wrongly."""

from __future__ import annotations

from collections.abc import Iterator

from nablacheck.oracle.explaining.forward_steps import Step
from nablacheck.oracle.explaining.known_elsewhere import ENTRIES
from nablacheck.oracle.explaining.other_activations import entries
from nablacheck.oracle.explaining.other_data import IN_X, OTHERS
from nablacheck.oracle.explaining.parts import DECIMALS
from nablacheck.oracle.explaining.wrong_activations import (
    COMMON_ACTIVATIONS,
    RARE_ACTIVATIONS,
    another,
    from_elsewhere,
    rounded_to,
    with_slips,
)
from nablacheck.oracle.explaining.wrong_normalisations import WRONG_NORMALISATIONS
from nablacheck.oracle.explaining.wrong_softmaxes import WRONG_SOFTMAXES
from nablacheck.oracle.explaining.wrong_weighted_inputs import COMMON_WEIGHTED_INPUTS, RARE_WEIGHTED_INPUTS, of_another_x
from nablacheck.reference.problem import Problem

STEPS: tuple[Step, ...] = (
    *COMMON_WEIGHTED_INPUTS,
    *COMMON_ACTIVATIONS,
    *RARE_WEIGHTED_INPUTS,
    *RARE_ACTIVATIONS,
    *WRONG_NORMALISATIONS,
    *WRONG_SOFTMAXES,
)


def steps(problem: Problem) -> Iterator[Step]:
    """Every step that may have been typed in a network, the likeliest first."""
    yield from STEPS
    yield from (of_another_x(other) for other in OTHERS if other.equation == IN_X)
    yield from (from_elsewhere(*known) for known in ENTRIES)
    yield from (another(entry) for _, entry in entries())
    yield from map(rounded_to, DECIMALS)
    for entry in dict.fromkeys(problem.network.activations.values()):
        yield from with_slips(entry)
