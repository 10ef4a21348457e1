"""The suite can fail: every fault beyond its bound is caught and named, nothing correct is called wrong, and both can break."""

from dataclasses import replace
from itertools import islice

import numpy as np
import pytest

from nablacheck.adapters import Adapter
from nablacheck.oracle.explaining.explained import judge_trace
from nablacheck.oracle.explaining.mistakes import catalogue
from nablacheck.oracle.generating.problems import Architecture, Seeded, architecture, problem
from nablacheck.oracle.judging.judges import judge_gradient
from nablacheck.oracle.judging.observe import observe
from nablacheck.oracle.trust import kill, modes
from nablacheck.oracle.trust.compare import SMALL
from nablacheck.oracle.trust.faults import CATALOGUE, FAMILIES, LETTERS, RELATIVE, collection, mistakes, relative_errors
from nablacheck.oracle.trust.kill import TOGETHER, Count, Kills, Outcome, certain, exceeds, try_correct, try_faults
from nablacheck.oracle.trust.modes import GRADIENT, MODES, SINGLE, TRACE
from nablacheck.oracle.trust.sensitivity import DEPTH, FAN_IN, measure
from nablacheck.reference.arithmetic import Ball, precision
from nablacheck.reference.backprop import backprop
from nablacheck.reference.network import Network
from nablacheck.reference.problem import Problem

pytestmark = pytest.mark.slow

DTYPES = ("float32", "float64")
NUMPY = Adapter("numpy", "numpy", gradient=backprop, trace=backprop)
PLAIN = SMALL[0]


def numbers(adapter, drawn, dtype, draws=4, regimes=("full",)):
    """A problem with draws, and what an adapter returns for it."""
    given = problem(Seeded(3), drawn, dtype, draws, "seed 3", regimes).problem
    return given, observe(adapter.trace, given)[0]


def tried(adapter, drawn, dtype, plant=collection, together=TOGETHER, **how):
    kills = Kills()
    try_faults(*numbers(adapter, drawn, dtype, **how), adapter, kills, plant, together)
    return kills


def some(*args):
    """One fault in three."""
    return islice(collection(*args), 0, None, 3)


def large(*args):
    """The mistakes whose size does not depend on a learning rate: where the gradient vanishes, so does a step."""
    return (fault for fault in mistakes(*args) if not fault.says.startswith("weights already updated"))


# --- the gate ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("dtype", DTYPES)
@pytest.mark.parametrize("drawn", SMALL, ids=str)
def test_every_mistake_of_the_catalogue_is_caught_and_named(framework, drawn, dtype):
    """On networks where mistakes show, each exceeds the bound of its equation, at any depth and scale of the cost."""
    kills = tried(framework, drawn, dtype, plant=large)
    count = kills.total(TRACE.name, dtype)

    assert count.faults == count.exceeding == count.caught == count.named > 0
    assert kills.missed == kills.misnamed == kills.alarms == []


@pytest.mark.parametrize("dtype", DTYPES)
def test_every_fault_beyond_its_bound_is_caught_and_named(dtype):
    kills = tried(NUMPY, PLAIN, dtype, regimes=("full", "saturated", "tiny weights", "exact zeros"))
    trace, alone = kills.total(TRACE.name, dtype), kills.total(GRADIENT.name, dtype)

    assert {family for mode, _, family in kills.counts if mode == TRACE.name} >= set(FAMILIES) - {"float32 in float64"}
    assert trace.caught == trace.named == trace.exceeding > 0
    assert alone.caught == alone.exceeding > 0
    assert kills.missed == kills.misnamed == kills.alarms == []


@pytest.mark.parametrize("dtype", DTYPES)
def test_the_gradient_of_one_example_shows_the_equation(dtype):
    """More of what a trace shows than end to end is seen, and it is named as there."""
    one = replace(PLAIN, batch=1)
    kills = tried(NUMPY, one, dtype)
    trace, single, alone = (kills.total(mode.name, dtype) for mode in MODES)

    assert kills.missed == kills.misnamed == kills.alarms == []
    assert single.caught == single.named == single.exceeding > 0
    assert alone.of_trace_caught / alone.of_trace < single.of_trace_caught / single.of_trace < trace.caught / trace.exceeding


def test_a_batch_is_not_judged_as_one_example():
    kills = tried(NUMPY, PLAIN, "float64", plant=some)

    assert {mode for mode, _, _ in kills.counts} == {TRACE.name, GRADIENT.name}
    assert not SINGLE.shown(numbers(NUMPY, PLAIN, "float64")[0])


def test_nothing_correct_is_called_wrong(framework):
    kills = Kills()
    for i in range(2):
        for dtype in DTYPES:
            given = problem(Seeded(9, i), architecture(Seeded(9, i)), dtype, 16, f"seed 9, {i}").problem
            try_correct(given, observe(framework.trace, given)[0], framework, kills)

    assert sum(kills.correct.values()) == 2 * 2 * 16
    assert kills.alarms == []


# --- the gate can fail ------------------------------------------------------------------------------------------------


def changed(judge, change):
    """The judge with a change to every comparison."""

    def wrong(*args, **kwargs):
        verdict = judge(*args, **kwargs)
        return replace(verdict, comparisons=tuple(change(c) for c in verdict.comparisons))

    return wrong


def widened(factor):
    """Every radius too large by a factor."""
    return lambda c: replace(c, ball=Ball(c.ball.mid, c.ball.rad * factor, c.ball.size, c.ball.model))


def swapped(c):
    """BP3 and BP4 taken for each other."""
    return replace(c, equation={"BP3": "BP4", "BP4": "BP3"}.get(c.equation, c.equation))


def test_a_judge_that_accepts_too_much_is_seen(monkeypatch):
    """Only the faults are judged loosely: what must be caught is known from before."""
    given, trace = numbers(NUMPY, PLAIN, "float64")
    clean, kills = try_correct(given, trace, NUMPY, Kills()), Kills()
    monkeypatch.setattr(kill, "try_correct", lambda *args: clean)
    monkeypatch.setattr(modes, "judge_trace", changed(judge_trace, widened(2.0**20)))
    monkeypatch.setattr(modes, "judge_gradient", changed(judge_gradient, widened(2.0**20)))
    try_faults(given, trace, NUMPY, kills, some)
    count = kills.total(TRACE.name, "float64")

    assert any(case.startswith("trace, numpy: the middle entry off by a power of two at layer ") for case in kills.missed)
    assert count.caught + len([case for case in kills.missed if case.startswith("trace")]) == count.exceeding


def test_a_judge_that_names_another_equation_is_seen(monkeypatch):
    given, trace = numbers(NUMPY, PLAIN, "float64")
    clean, kills = try_correct(given, trace, NUMPY, Kills()), Kills()
    monkeypatch.setattr(kill, "try_correct", lambda *args: clean)
    monkeypatch.setattr(modes, "judge_trace", changed(judge_trace, swapped))
    try_faults(given, trace, NUMPY, kills, mistakes)

    assert kills.missed == []
    assert any("bias averaged at layer 2, nabla_b" in case for case in kills.misnamed)


def test_a_judge_that_accepts_too_little_is_seen(monkeypatch):
    given, trace = numbers(NUMPY, PLAIN, "float32")
    rounded, kills = {l: z * (1 + np.float32(2.0**-23)) for l, z in trace.z.items()}, Kills()
    monkeypatch.setattr(modes, "judge_trace", changed(judge_trace, widened(2.0**-20)))
    try_correct(given, replace(trace, z=rounded), NUMPY, kills)

    assert len(kills.alarms) == 1
    assert kills.alarms[0].startswith("numpy breaks (23) z at layer 2 of 4.")


# --- what counts ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("dtype", DTYPES)
def test_beyond_the_bound_is_outside_of_the_ball_in_either_direction(dtype):
    """Twice r + |g − m|, which survives the rounding of the sum, is certain in both directions; half of r is not."""
    given, trace = numbers(NUMPY, PLAIN, dtype)
    for c in judge_trace(given, trace, NUMPY).comparisons:
        if c.layer:
            for sign in (-1, 1):
                beyond = c.given.astype(np.float64) + sign * 2 * certain(c)
                within = c.ball.mid + sign * c.ball.rad / 2
                assert replace(c, given=beyond).disagrees[c.ball.rad > 0].all()
                assert not replace(c, given=within).disagrees.any()


def test_nan_and_infinity_exceed_every_finite_bound():
    given, trace = numbers(NUMPY, PLAIN, "float64")
    c = judge_trace(given, trace, NUMPY).comparisons[0]

    assert exceeds(np.full(c.given.shape, np.nan), c).all()
    assert exceeds(np.full(c.given.shape, np.inf), c).all()
    assert not exceeds(np.zeros(c.given.shape), c).any()
    assert not exceeds(np.full(c.given.shape, np.nan), widened(np.inf)(c)).any()


def test_counts_add_up_and_keep_smaller_faults_apart():
    count = tried(NUMPY, PLAIN, "float64").counts[TRACE.name, "float64", RELATIVE]

    assert count.faults == count.exceeding + count.smaller
    assert 0 <= count.smaller_caught < count.smaller
    assert (count + Count(faults=1)).faults == count.faults + 1


def test_faults_judged_side_by_side_are_what_each_is_alone():
    together = tried(NUMPY, PLAIN, "float32", plant=some)
    alone = tried(NUMPY, PLAIN, "float32", plant=some, together=1)

    assert together == alone
    assert together.total(TRACE.name, "float32").caught > together.total(TRACE.name, "float32").smaller_caught > 0


def test_faults_in_the_place_of_each_other_are_seen(monkeypatch):
    """The planted mistake: side by side in another order than they are counted."""
    alone, right = tried(NUMPY, PLAIN, "float32", plant=some), kill._side_by_side
    monkeypatch.setattr(kill, "_side_by_side", lambda problem, traces: right(problem, traces[::-1]))

    assert tried(NUMPY, PLAIN, "float32", plant=some) != alone


def test_a_mistake_that_changes_no_number_is_no_fault():
    """One example: its mean is its sum. The catalogue does not even offer it, and 1/m is no factor."""
    one = replace(PLAIN, batch=1)
    planted = list(collection(*numbers(NUMPY, one, "float64"), NUMPY))

    assert not [fault for fault in planted if "averaged" in fault.says or "times n" in fault.says]


def test_a_fault_hides_behind_a_known_defect_and_is_counted_as_hidden(adapter_named):
    """JAX's sigmoid in the gradient of cross-entropy with logits may be off by |a|u: so may a fault."""
    jax = adapter_named("jax")
    drawn = Architecture((3, 5, 4), ("sigmoid", "identity"), "cross-entropy-with-logits", 1, 1.0, "contiguous")
    kills = tried(jax, drawn, "float64", draws=16, regimes=("huge weights",))
    count = kills.total(GRADIENT.name, "float64")

    assert kills.missed == []
    assert count.hidden == count.exceeding - count.caught


def test_what_a_known_formula_decides_nothing_of_hides_a_fault_too(adapter_named):
    """log(a + ε) of an a that is what 1 + erf(z/√2) leaves: at −8, perhaps nothing; so ∇b after it may be any number."""
    one = np.ones((1, 1, 1))
    network = Network(
        {2: 0 * one, 3: one, 4: -one / 8},
        {2: -8.125 * one, 3: 0 * one, 4: 0 * one},
        {2: "identity", 3: "gelu", 4: "relu"},
        "poisson-nll-of-rates",
    )
    gradient = backprop(problem := Problem(network, one, 2 * one)).gradient
    gradient.nabla_b[4][...] *= 1.25
    verdict = judge_gradient(problem, gradient, adapter_named("torch"))
    (outcome,) = Outcome.each(verdict, [None])

    assert (outcome.caught.any(), outcome.known.any(), outcome.hidden.all()) == (False, False, True)


# --- the faults -------------------------------------------------------------------------------------------------------


def test_every_letter_has_every_kind_of_fault_at_every_layer():
    given, trace = numbers(NUMPY, PLAIN, "float64")
    planted = list(collection(given, trace, NUMPY))
    where = {(fault.letter, fault.layer) for fault in planted if fault.family == RELATIVE}

    assert where == {(letter, l) for letter in LETTERS for l in given.network.w}
    assert {fault.family for fault in planted} == set(FAMILIES)


def test_every_mistake_of_the_catalogue_is_planted_where_it_can_be_made():
    """With equal widths and a softmax in between, each name occurs; softmax's own ones need it at the output too."""
    nets = [
        Architecture((4, 4, 4, 4), ("sigmoid", "softmax", "softmax"), "cross-entropy", 5, 1.0, "contiguous"),
        Architecture((4, 4, 4, 4), ("sigmoid", "tanh", "sigmoid"), "quadratic", 5, 1.0, "contiguous"),
    ]
    planted = {fault.says.split(" at layer ")[0] for net in nets for fault in mistakes(*numbers(NUMPY, net, "float64"), NUMPY)}

    assert planted == {mistake.name.split(" at layer ")[0] for mistake in catalogue(1.0)}


def test_a_wrong_delta_is_carried_on():
    """Code goes on with it: δ below, ∇b and ∇w are those of the wrong δ, and only BP2 at layer 3 breaks."""
    given, trace = numbers(NUMPY, PLAIN, "float64")
    (fault,) = [f for f in mistakes(given, trace, NUMPY) if f.says == "sigma prime missing at layer 3"]
    verdict = judge_trace(given, fault.trace, NUMPY)

    assert [(c.equation, c.layer) for c in verdict.broken] == [("BP2", 3)]
    assert (fault.trace.nabla_w[2] != trace.nabla_w[2]).any()
    assert (fault.trace.nabla_w[4] == trace.nabla_w[4]).all()


@pytest.mark.parametrize("rank", ["largest", "middle"])
def test_a_relative_error_is_in_one_entry_of_each_draw(rank):
    array = np.arange(1.0, 13.0).reshape(2, 2, 3)
    wrong = relative_errors(array, np.array([1, 3]), rank)
    index = {"largest": (1, 2), "middle": (1, 0)}[rank]

    assert np.count_nonzero(wrong != array) == 2
    assert wrong[(0, *index)] == array[(0, *index)] * 3 / 2
    assert wrong[(1, *index)] == array[(1, *index)] * 7 / 8


# --- sensitivity ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("dtype", DTYPES)
@pytest.mark.parametrize("depth", [2, 16])
def test_a_trace_is_within_ten_times_the_rounding_committed_at_any_depth(depth, dtype, framework):
    """And the whole computation is not: that bound grows with the depth."""
    rows = {row.equation: row for row in measure((DEPTH, depth, dtype), (NUMPY, framework))}

    assert rows["BP2"].ratio <= 10
    assert rows["BP4"].ratio <= 12  # two adapters commit less than three; the run has them all
    assert rows["∇w end to end"].ratio is None
    assert rows["∇w end to end"].certain > 10 * rows["BP2"].certain


def test_what_is_certain_grows_with_the_number_of_terms_alone():
    few, many = (next(measure((FAN_IN, n, "float64"), (NUMPY,))) for n in (1, 64))

    assert (few.equation, few.varied, few.value) == ("(23) z", "fan-in", 1)
    assert 64 < many.certain < 4 * 64
    assert few.committed <= few.certain


def test_a_number_off_by_less_than_is_certain_and_more_than_is_committed_may_pass():
    """The two figures are what they say: u is that of the dtype."""
    row = next(measure((FAN_IN, 4, "float32"), (NUMPY,)))

    assert 1 < row.certain < 2.0**10
    assert precision("float32").u * row.certain < 2.0**-14
    assert CATALOGUE in FAMILIES
