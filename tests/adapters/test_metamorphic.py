"""The metamorphic relations for the frameworks: their own numbers for a problem and for related ones, to rounding."""

from dataclasses import replace

import pytest

from helpers.relations import RELATIONS, holds, problem_for, truth

DTYPES = ("float32", "float64")


@pytest.mark.parametrize("dtype", DTYPES)
@pytest.mark.parametrize("name", RELATIONS)
def test_every_relation_holds(framework, name, dtype):
    assert holds(RELATIONS[name], problem_for("quadratic", dtype), lambda p: truth(framework, p))


@pytest.mark.parametrize("dtype", DTYPES)
@pytest.mark.parametrize("name", RELATIONS)
def test_the_mistake_of_every_relation_is_seen(framework, name, dtype):
    """The planted mistake stands beside each relation."""
    relation = RELATIONS[name]
    wrong = replace(framework, gradient=lambda p: relation.mistake(framework.gradient, p))

    assert not holds(relation, problem_for("quadratic", dtype), lambda p: truth(wrong, p))
