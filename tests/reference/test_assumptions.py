"""The two assumptions about the cost, for every cost, and what follows from them for the gradient."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import assume, given

from nablacheck.reference import COSTS, Network, Problem, activation, backprop, feedforward
from nablacheck.reference.arithmetic.certified import CERTIFIED
from nablacheck.reference.backprop import Pass, forward

from helpers.enclosures import nablas, overlap
from helpers.relations import OF_THE_BATCH, REFERENCE, RELATIONS, SAME_OUTPUTS, holds, problem_for, truth
from helpers.strategies import problems


def certified(problem):
    return nablas(backprop(problem, arithmetic=CERTIFIED))


def floats(problem):
    return truth(REFERENCE, problem)


# --- assumption 1: the cost is the mean over the examples ------------------------------------------------------------------


def mean_over_examples(problem, compute):
    """C, ∇b and ∇w of each example alone, added up and divided by their number."""
    with CERTIFIED.working():
        singles = [compute(example) for example in problem.examples()]
        total = {name: sum(nablas(single)[name] for single in singles) for name in nablas(singles[0])}
        return sum(single.cost for single in singles) / problem.batch, {n: a / problem.batch for n, a in total.items()}


def is_the_mean(problem, compute):
    cost, nabla = mean_over_examples(problem, compute)
    whole = compute(problem)
    return overlap(whole.cost, cost), all(overlap(array, nabla[name]) for name, array in nablas(whole).items())


@pytest.mark.equation("assumption 1")
@pytest.mark.parametrize("cost", COSTS)
def test_the_batch_is_the_mean_of_its_examples(cost):
    assert is_the_mean(problem_for(cost), lambda p: backprop(p, arithmetic=CERTIFIED)) == (True, True)


@pytest.mark.parametrize("cost", COSTS)
def test_a_cost_that_looks_at_the_whole_batch_is_seen(cost):
    """The planted mistake: the terms of every example divided by the largest output of the batch."""
    entry = COSTS[cost]

    def of_the_batch(formula):
        return lambda a, y, xp, *at_kink: formula(a, y, xp, *at_kink) / (1 + a.max() ** 2)

    whole = entry.variant(value=of_the_batch(entry.value), nabla_a=of_the_batch(entry.nabla_a))
    problem = problem_for(cost)
    network = Network(problem.network.w, problem.network.b, problem.network.activations, whole)

    assert is_the_mean(replace(problem, network=network), lambda p: backprop(p, arithmetic=CERTIFIED)) == (False, False)


# --- assumption 2: the cost is a function of the outputs ------------------------------------------------------------------


def outputs_alone(problem):
    """Another network for the same outputs: a single layer that hands them through, fed with the outputs themselves."""
    a = feedforward(problem).a[problem.network.L]
    n = len(a)
    through = activation("identity").variant(range=problem.network.cost.outputs)
    network = Network({2: np.eye(n)}, {2: np.zeros((n, 1))}, {2: through}, problem.network.cost)
    return Problem(network, a, problem.y, problem.scale)


def cost_and_nabla_a(problem, kind, outputs):
    """C and ∇_a C of a pass that has come to the given outputs."""
    t = forward(kind(problem, CERTIFIED))
    t.a[t.L] = CERTIFIED.lift(outputs)
    with CERTIFIED.working():
        return t.cost, t.nabla_a


def depends_on_outputs_alone(problem, other, kind=Pass):
    """Whether C, and whether ∇_a C, are the same for two networks with the same outputs."""
    a = feedforward(problem).a[problem.network.L]
    both = [cost_and_nabla_a(each, kind, a) for each in (problem, other)]
    return tuple(overlap(first, second) for first, second in zip(*both, strict=True))


class Decayed(Pass):
    """A pass whose cost knows the weights: C + ½ Σ w², as weight decay has it."""

    @property
    def cost(self):
        return super().cost + sum((w * w).sum() for w in self.w.values()) / 2

    @property
    def nabla_a(self):
        return super().nabla_a * self.a[2].max()


@pytest.mark.equation("assumption 2")
@pytest.mark.parametrize("cost", COSTS)
def test_the_cost_depends_on_the_outputs_alone(cost):
    problem = problem_for(cost)
    assert depends_on_outputs_alone(problem, outputs_alone(problem)) == (True, True)


@pytest.mark.parametrize("cost", COSTS)
def test_a_cost_that_looks_into_the_network_is_seen(cost):
    """The planted mistake: weight decay in C, and a hidden activation in ∇_a C."""
    problem = problem_for(cost)
    assert depends_on_outputs_alone(problem, outputs_alone(problem), Decayed) == (False, False)


LINEAR = ("nll", "kl-div", "kl-div-log-targets")
"""Costs whose gradient is the same whatever the outputs are."""


@pytest.mark.equation("assumption 2")
@pytest.mark.parametrize("change", SAME_OUTPUTS)
@pytest.mark.parametrize("cost", COSTS)
def test_another_network_with_the_same_outputs_has_the_same_cost(cost, change):
    """The whole computation, end to end: other weights, the same function. With half of the change it is another one."""
    problem = problem_for(cost)
    other = SAME_OUTPUTS[change](problem)
    w = {**other.network.w, 3: problem.network.w[3]}
    half = replace(problem, network=Network(w, other.network.b, other.network.activations, other.network.cost))
    traces = [backprop(each, arithmetic=CERTIFIED) for each in (problem, other, half)]

    for letters in ([t.a[4] for t in traces], [t.cost for t in traces], [t.delta[4] for t in traces]):
        assert overlap(letters[0], letters[1])
        assert not overlap(letters[0], letters[2]) or (cost in LINEAR and letters[0] is traces[0].delta[4])


# --- what follows: relations between gradients -----------------------------------------------------------------------------


@pytest.mark.parametrize("name", RELATIONS)
@pytest.mark.parametrize("cost", COSTS)
def test_every_relation_holds_in_floats_and_in_certified_numbers(cost, name):
    problem = problem_for(cost)

    assert holds(RELATIONS[name], problem, floats)
    with CERTIFIED.working():
        assert holds(RELATIONS[name], problem, certified)


@pytest.mark.parametrize("name", RELATIONS)
@pytest.mark.parametrize("cost", COSTS)
def test_the_mistake_of_every_relation_is_seen(cost, name):
    """The planted mistake stands beside each relation."""
    relation, problem = RELATIONS[name], problem_for(cost)
    wrong = replace(REFERENCE, gradient=lambda p: relation.mistake(backprop, p))

    assert not holds(relation, problem, lambda p: truth(wrong, p))


@pytest.mark.slow
@pytest.mark.parametrize("name", OF_THE_BATCH)
@given(problem=problems())
def test_relations_of_the_batch_hold_for_random_problems(name, problem):
    assume(problem.batch > 1)

    assert holds(RELATIONS[name], problem, floats)
