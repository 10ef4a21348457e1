"""Functions of our formulas that a framework does not have: what uses them is left out, and said."""

from dataclasses import replace

import numpy as np
import pytest

from nablacheck.adapters import load
from nablacheck.adapters.wrapped_arrays import Formulas, Operations
from nablacheck.oracle.campaign.crosscheck import Tally, crosscheck
from nablacheck.reference import ACTIVATIONS, COSTS
from nablacheck.reference.arithmetic.asked_names import names_used
from nablacheck.reference.errors import InputError

from helpers.small_problems import problem

LACKING = replace(load("finite-differences"), lacks=("erfc", "atan"), composes=lambda entry: True, title="Theirs")


def test_the_functions_of_a_formula_are_noted():
    assert names_used(ACTIVATIONS["gelu"], 1) == {"erfc", "sqrt"}
    assert names_used(COSTS["quadratic"], 2) == set()
    assert LACKING.missing(ACTIVATIONS["gelu"]) == ("erfc",)
    assert replace(LACKING, composes=lambda entry: False).missing(ACTIVATIONS["gelu"]) == ()


def test_what_a_framework_lacks_is_left_out_and_said():
    tally, whole = Tally(), Tally()
    crosscheck([problem(activations=("tanh", name, "sigmoid")) for name in ("gelu", "gelu", "tanh")], LACKING, tally)
    whole.merge(tally)

    assert whole.without == [
        "left out, in 2 problems: gelu on finite-differences: Theirs does not have erfc, which the formula uses."
    ]
    assert sum(whole.problems.values()) == 1
    assert whole.decided
    assert whole.findings == []


def test_a_formula_with_what_a_framework_lacks_is_refused_with_a_sentence():
    nothing = dict.fromkeys(("where", "maximum", "minimum", "absolute", "total", "largest", "filled", "constant"), np.add)
    xp = Formulas(Operations(elementary={"exp": np.exp}, **nothing), "Theirs")

    assert xp.exp(0.0) == 1
    with pytest.raises(InputError, match=r"^cannot compute a formula with xp\.erfc, which Theirs does not have: leave"):
        _ = xp.erfc
