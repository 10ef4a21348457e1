"""What a process pool sends: entries, balls, networks, verdicts and reports, pickled and copied, and what they are stays."""

import copy
import pickle
import re
from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace
from multiprocessing import get_context

import numpy as np
import pytest

import nablacheck
from nablacheck import Activation, Cost, Gradient, register, unregister
from nablacheck.oracle.checking.claims import judge_claim
from nablacheck.oracle.checking.files import Claim
from nablacheck.oracle.explaining.mistakes import CATALOGUE, updated_weights
from nablacheck.oracle.ledger import LEDGER
from nablacheck.reference import ACTIVATIONS, COSTS, InputError, backprop
from nablacheck.reference.arithmetic import FLOAT32, FLOAT64, REAL, Balls, balls
from nablacheck.reference.costs.targets import BITS, CLASSES, LABELS, SIGNS

from helpers import elsewhere
from helpers.small_problems import problem as example

AGAIN = {
    "pickle": lambda thing: pickle.loads(pickle.dumps(thing)),
    "the first protocol": lambda thing: pickle.loads(pickle.dumps(thing, protocol=2)),
    "a copy": copy.copy,
    "a deep copy": copy.deepcopy,
}
again = pytest.mark.parametrize("again", AGAIN.values(), ids=AGAIN)


# --- entries ----------------------------------------------------------------------------------------------------------


@again
def test_a_registered_entry_comes_back_as_itself(again):
    for registry in (ACTIVATIONS, COSTS):
        assert all(again(registry[name]) is registry[name] for name in registry.variants())


@again
def test_so_does_one_of_ones_own_with_parameters_that_nobody_draws(again):
    register(Activation("twice", value=lambda z, xp: 2 * z, prime=lambda z, a, xp: 2))
    for entry in (ACTIVATIONS["twice"], ACTIVATIONS["elu(alpha=0.1)"], COSTS["huber(delta=0.30000000000000004, mean=1)"]):
        assert again(entry) is entry


def test_an_unregistered_entry_is_pickled_by_value():
    for entry in elsewhere.own():
        other = AGAIN["pickle"](entry)

        assert (other is entry, type(other), vars(other)) == (False, type(entry), vars(entry))


def test_a_variant_is_pickled_by_what_is_different():
    """Its other formulas need not be found: they are those of the entry, which is."""
    variant = ACTIVATIONS["elu(alpha=0.5)"].variant(prime=elsewhere.cube_prime)
    other = AGAIN["pickle"](variant)

    assert (other.prime, other.name, other.family) == (elsewhere.cube_prime, variant.name, "elu")
    assert other.value is ACTIVATIONS["elu(alpha=0.5)"].value
    assert AGAIN["pickle"](other.variant(range=(-2, 2))).range == (-2, 2)


@pytest.mark.parametrize("kind", [SIGNS, BITS, CLASSES, LABELS])
def test_the_kind_of_its_targets_comes_back(kind):
    entry = Cost("mine", elsewhere.distance, elsewhere.slope, kind=kind)

    assert AGAIN["pickle"](entry).kind is kind


@pytest.mark.parametrize(
    ("entry", "says"),
    [
        (
            Activation("mine", lambda z, xp: z, elsewhere.cube_prime),
            "activation 'mine' cannot be pickled: value is no function",
        ),
        (Cost("mine", elsewhere.distance, lambda a, y, xp: a), "cost 'mine' cannot be pickled: nabla_a is no function"),
        (replace(ACTIVATIONS["tanh"]), "activation 'tanh' cannot be pickled: value is no function"),
        (ACTIVATIONS["tanh"].variant(prime=lambda z, a, xp: 1), "activation 'tanh' cannot be pickled: prime is no function"),
    ],
)
def test_formulas_that_no_other_process_finds_are_one_clear_sentence(entry, says):
    with pytest.raises(InputError, match=re.escape(says)) as error:
        pickle.dumps(entry)

    assert str(error.value).endswith(
        "define its functions at the top of a module, or register it in every process that needs it."
    )
    assert copy.deepcopy([entry])[0] is entry


def test_a_name_that_the_other_process_does_not_have_is_one_clear_sentence():
    register(Activation("twice", value=lambda z, xp: 2 * z, prime=lambda z, a, xp: 2))
    sent = pickle.dumps(ACTIVATIONS["twice"])
    unregister("twice")
    with pytest.raises(InputError, match="unknown activation 'twice'"):
        pickle.loads(sent)


def test_an_entry_that_was_replaced_is_no_longer_sent_by_its_name():
    register(first := Activation("cube", elsewhere.cube, elsewhere.cube_prime))
    register(second := Activation("cube", elsewhere.cube, elsewhere.cube_prime))

    assert AGAIN["pickle"](second) is second
    assert AGAIN["pickle"](first) not in (first, second)


# --- balls ------------------------------------------------------------------------------------------------------------


@again
def test_an_exact_ball_stays_exact(again):
    model = balls(FLOAT32, "torch")
    exact = model.lift(np.array([[1.0, 2.0]]))
    rounded = exact * exact

    assert (again(exact).exact, again(rounded).exact, again(rounded).model is model) == (True, False, True)
    for ball in (exact, rounded, again(exact) * again(exact)):
        other = again(ball)
        assert all(np.array_equal(getattr(ball, part), getattr(other, part)) for part in ("mid", "rad", "size"))


@again
def test_a_radius_of_zero_that_is_not_exact_by_nature_stays_what_it_is(again):
    box = Balls(REAL).box(np.ones((1, 1)), 0.0)

    assert (box.exact, again(box).exact, again(box).rad.item()) == (False, False, 0)


@again
def test_the_arithmetic_of_a_library_comes_back_as_itself(again):
    for precision in (FLOAT32, FLOAT64):
        assert again(balls(precision)) is balls(precision)
        assert again(balls(precision, "jax")) is balls(precision, "jax")
    assert balls(FLOAT64, "numpy") is balls(FLOAT64)


# --- networks, verdicts, reports --------------------------------------------------------------------------------------


@again
def test_a_problem_and_its_trace_come_back(again):
    problem = example(activations=("tanh", "elu(alpha=0.5)", "softmax"), cost="mse(mean=0)")
    other, trace = again(problem), again(backprop(problem))

    assert str(other) == str(problem)
    assert other.network.activations == problem.network.activations
    assert other.network.cost is problem.network.cost
    assert all(np.array_equal(array, other.arrays[name]) for name, array in problem.arrays.items())
    assert np.array_equal(backprop(other).vector, trace.vector)
    assert np.array_equal(trace.z[3], backprop(problem).z[3])


@again
def test_a_broken_verdict_says_the_same(again):
    verdict = elsewhere.broken()
    other = again(verdict)

    assert "looks like" in verdict.explain() or "no mistake" in verdict.explain()
    assert (other.explain(), other.agrees, other.decided) == (verdict.explain(), verdict.agrees, verdict.decided)


@again
def test_a_comparison_keeps_the_defects_that_explain_it(again):
    c = elsewhere.broken().comparisons[0]
    known = again(replace(c, known=np.ones(c.ball.shape, dtype=bool), defects=LEDGER[:2]))

    assert known.known.all()
    assert all(mine is theirs for mine, theirs in zip(known.defects, LEDGER[:2], strict=True))


@again
def test_every_defect_of_the_ledger_comes_back_as_itself(again):
    assert all(again(defect) is defect for defect in LEDGER)


def test_a_defect_that_is_in_no_ledger_is_copied():
    other = copy.deepcopy(replace(LEDGER[0], cause="another cause"))

    assert (other.cause, other.uses is LEDGER[0].uses) == ("another cause", True)


@again
def test_a_mistake_comes_back_as_itself_or_as_what_it_says(again):
    assert all(again(mistake) is mistake for mistake in CATALOGUE)
    mine = updated_weights(0.5)
    other = again(mine)

    assert (other.name, other.equation, other.says) == (mine.name, mine.equation, mine.says)
    with pytest.raises(InputError, match="stays in the process that made it"):
        other.gives(None, 2)


def zeros(w, b, x, y):
    """No gradient at all."""
    return [0 * p for p in b], [0 * p for p in w]


def without_prime(w, b, x, y):
    """Two layers of sigmoid; σ′(z^2) is missing in the hidden layer."""
    sigma = lambda z: 1 / (1 + np.exp(-z))
    a2 = sigma(w[0] @ x + b[0])
    a3 = sigma(w[1] @ a2 + b[1])
    delta3 = (a3 - y) / x.shape[1] * a3 * (1 - a3)
    delta2 = w[1].T @ delta3
    return [d.sum(axis=1, keepdims=True) for d in (delta2, delta3)], [delta2 @ x.T, delta3 @ a2.T]


def guarded(w, b, x, y):
    """One layer of sigmoid under cross-entropy, with a guard in the logarithms."""
    a = 1 / (1 + np.exp(-(w[0] @ x + b[0])))
    guard = 10.0**-7
    delta = ((1 - y) / (1 - a - guard) - y / (a + guard)) / x.shape[1] * a * (1 - a)
    return [delta.sum(axis=1, keepdims=True)], [delta @ x.T]


@again
def test_a_report_on_a_guarded_cost_says_the_same(again):
    """Its networks have a cost that no registry knows."""
    report = nablacheck.check(guarded, activations=["sigmoid"], cost="cross-entropy")
    other = again(report)

    assert "the cost has a guard" in str(report)
    assert (str(other), other.as_json()) == (str(report), report.as_json())


@pytest.mark.slow
@again
@pytest.mark.parametrize("function", [zeros, without_prime])
def test_a_report_says_the_same(function, again):
    report = nablacheck.check(function, activations=["sigmoid", "sigmoid"])
    other = again(report)

    assert report.outcome == "wrong"
    assert (str(other), other.as_json()) == (str(report), report.as_json())
    assert [each.as_json() for each in other.judgements] == [each.as_json() for each in report.judgements]


@pytest.mark.slow
@again
def test_a_judgement_is_sent_with_what_explains_it(again):
    problem = example(activations=("sigmoid", "sigmoid", "sigmoid"))
    nabla = backprop(problem)
    judgement = judge_claim(Claim(problem, Gradient(nabla.nabla_b, {l: 2 * w for l, w in nabla.nabla_w.items()})))
    other = again(judgement)

    assert (other.outcome, other.explain(), other.as_json()) == ("wrong", judgement.explain(), judgement.as_json())


# --- a process of its own ---------------------------------------------------------------------------------------------


@pytest.mark.slow
def test_a_process_pool_gets_networks_and_sends_verdicts():
    """One spawned process, which shares nothing: a network of registered entries, one of one's own, and a broken verdict."""
    cube, distance = elsewhere.own()
    ours = example(activations=("tanh", "elu(alpha=0.5)", "sigmoid")).network
    own = nablacheck.Network(ours.w, ours.b, {2: cube, 3: "tanh", 4: cube}, distance)
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
        (ready, registered), (mine, unregistered) = pool.map(elsewhere.judged, (ours, own))
        wrong = pool.submit(elsewhere.broken, example()).result()

    assert (ready.agrees, registered) == (True, [True, True, True])
    assert (mine.agrees, unregistered) == (True, [False, True, False])
    assert ready.problem.network.activations[3] is ACTIVATIONS["elu(alpha=0.5)"]
    assert wrong.explain() == elsewhere.broken(example()).explain()
