"""Zonotopes are asked where balls leave something open, about that alone, and what they say stands in its place."""

from dataclasses import replace

import numpy as np
import pytest

from nablacheck.adapters import Adapter
from nablacheck.oracle.judging import judges, sharpening
from nablacheck.oracle.judging.batches import without_cancellation
from nablacheck.oracle.judging.judges import judge_gradient
from nablacheck.oracle.judging.sharpening import enclosed, work
from nablacheck.oracle.judging.singles import judge_one_by_one, judge_singles
from nablacheck.reference import Balls, Zonotopes, backprop
from nablacheck.reference.arithmetic import FLOAT32, FLOAT64, precision
from nablacheck.reference.gradient import Gradient, Trace
from nablacheck.reference.network import Network

from helpers.enclosures import letters
from helpers.small_problems import problem as example

MINE = Adapter("mine", "numpy", gradient=backprop)
SHALLOW = example((6, 5, 4), ("tanh", "tanh"), dtype="float32", batch=3)
DEEP = example((24,) * 12, ("tanh",) * 11, dtype="float32", batch=5)


def stacked(*problems):
    """Problems of one shape as draws of one problem, and their gradients."""
    arrays = iter(zip(*(problem.arrays.values() for problem in problems), strict=True))
    together = problems[0].map(lambda array: np.stack(next(arrays)))
    right = [backprop(problem) for problem in problems]
    both = (
        {l: np.stack([getattr(r, part)[l] for r in right]) for l in problems[0].network.w} for part in ("nabla_b", "nabla_w")
    )
    return together, Gradient(*both)


def scaled(problem, gain):
    """The problem with weights times a number."""
    network = problem.network
    w = {l: w * w.dtype.type(gain) for l, w in network.w.items()}
    return replace(problem, network=Network(w, network.b, network.activations, network.cost))


def test_where_balls_decide_zonotopes_are_not_asked(monkeypatch):
    monkeypatch.setattr(judges, "enclosed", None)
    verdict = judge_gradient(SHALLOW, backprop(SHALLOW), MINE)

    assert verdict.agrees
    assert all(c.of_balls is None for c in verdict.comparisons)
    with pytest.raises(TypeError, match="not callable"):
        judge_gradient(SHALLOW, backprop(SHALLOW), MINE, sharp=True)


def test_where_balls_do_not_decide_zonotopes_do():
    verdict = judge_gradient(DEEP, backprop(DEEP), MINE)

    assert verdict.agrees
    assert all(c.of_balls is not None and (c.ball.rad <= c.of_balls.rad).all() for c in verdict.comparisons)
    assert all(type(c.ball.model) is Balls for c in verdict.comparisons)
    assert (verdict.comparisons[-1].of_balls.rad > abs(verdict.comparisons[-1].ball.mid)).all()


@pytest.mark.parametrize("dtype", ["float32", "float64"])
def test_a_fault_within_the_ball_is_seen_where_sharpness_is_asked_for(dtype):
    """The largest entry of ∇w^2, off by a tenth of what its ball allows."""
    problem = example((8,) * 7, ("tanh",) * 6, dtype=dtype, batch=2)
    right = backprop(problem)
    ball = backprop(problem, arithmetic=Balls(precision(dtype))).nabla_w[2]
    at = np.unravel_index(np.argmax(np.where(ball.rad < abs(ball.mid), ball.rad, 0)), ball.shape)
    wrong = {**right.nabla_w, 2: right.nabla_w[2].copy()}
    wrong[2][at] += ball.rad[at] / 10
    claimed = Gradient(right.nabla_b, wrong)

    assert not judges.in_one_enclosure(problem, claimed, MINE, (), sharp=False).disagrees
    assert [(c.letter, int(c.disagrees.sum())) for c in judge_gradient(problem, claimed, MINE, sharp=True).broken] == [
        ("∇w^2", 1)
    ]


def test_only_the_draws_that_are_open_are_asked_about(monkeypatch):
    small = without_cancellation(DEEP)
    together, gradient = stacked(small, DEEP, small, scaled(DEEP, 1.5))
    asked, finer = [], judges.enclosed
    monkeypatch.setattr(judges, "enclosed", lambda problem, *rest: asked.append(problem.x.shape) or finer(problem, *rest))
    verdict = judge_gradient(together, gradient, MINE)

    assert asked == [(2, *DEEP.x.shape)]
    right = backprop(DEEP)
    alone = judge_gradient(DEEP, Gradient(right.nabla_b, right.nabla_w), MINE)
    for c, one in zip(verdict.comparisons, alone.comparisons, strict=True):
        assert (c.ball.rad[[0, 2]] == np.broadcast_to(c.of_balls.rad, c.ball.shape)[[0, 2]]).all()
        assert (abs(c.ball.rad[1] - one.ball.rad) <= one.ball.rad * FLOAT32.gamma(1000)).all()


def test_a_fault_in_one_of_the_open_draws_is_found_there():
    small = without_cancellation(DEEP)
    together, gradient = stacked(small, DEEP, small, DEEP)
    gradient.nabla_w[3][3] *= np.float32(2)
    verdict = judge_gradient(together, gradient, MINE)
    (broken,) = verdict.broken

    assert broken.letter == "∇w^3"
    assert broken.disagrees.any(axis=(-1, -2)).tolist() == [False, False, False, True]


@pytest.mark.parametrize("memory", [1, 2**16])
def test_blocks_of_examples_are_as_sharp_as_all_at_once(memory, monkeypatch):
    right = enclosed(DEEP, Balls(FLOAT32), {})
    monkeypatch.setattr(sharpening, "MEMORY", memory)
    asked, onward = [], sharpening.forward
    monkeypatch.setattr(sharpening, "forward", lambda t: asked.append(t.problem.batch) or onward(t))
    blocks = enclosed(DEEP, Balls(FLOAT32), {})

    assert sum(asked) == DEEP.batch
    assert len(asked) > 1
    for name in ("z", "a", "delta"):
        for l, ball in getattr(right, name).items():
            other = getattr(blocks, name)[l]
            assert (abs(ball.rad - other.rad) <= ball.rad * FLOAT32.gamma(1000)).all(), (name, l)


def test_blocks_take_the_weights_and_masks_of_their_examples_along(monkeypatch):
    rng = np.random.default_rng(0)
    masks = {l: rng.integers(0, 2, (24, DEEP.batch)).astype(np.float32) * 2 for l in (3, 7)}
    problem = replace(DEEP, weights_of_examples=np.arange(1, 6, dtype=np.float32)[None], masks=masks)
    floats = backprop(problem)
    monkeypatch.setattr(sharpening, "MEMORY", 1)
    t = enclosed(problem, Balls(FLOAT32), {})

    for name in ("z", "a", "delta"):
        for l, ball in getattr(t, name).items():
            assert ball.contains(getattr(floats, name)[l]).all(), (name, l)
    assert judge_gradient(problem, floats, MINE).agrees


def test_a_batch_is_as_sharp_as_its_examples():
    """δ of a batch is 1/m of that of an example by itself, and so is its bound, but for the rounding of m."""
    batch = enclosed(DEEP, Balls(FLOAT32), {}).delta[2]
    for column, single in enumerate(DEEP.examples()):
        alone = enclosed(single, Balls(FLOAT32), {}).delta[2]
        assert (DEEP.batch * batch.rad[:, column] < (1 + 1 / 8) * alone.rad[:, 0]).all()


def test_what_is_too_much_work_is_left_to_balls(monkeypatch):
    monkeypatch.setattr(sharpening, "WORK", work(DEEP) - 1)
    assert judge_gradient(DEEP, backprop(DEEP), MINE).inconclusive
    monkeypatch.setattr(sharpening, "WORK", work(DEEP))
    assert judge_gradient(DEEP, backprop(DEEP), MINE).agrees


@pytest.mark.parametrize("activation", ["tanh", "sigmoid", "gelu", "relu"])
def test_code_that_is_asked_one_by_one_is_decided_at_any_depth(activation):
    problem = example((32,) * 13, (activation,) * 12, dtype="float32", batch=3)
    verdict = judge_one_by_one(problem, MINE)

    assert verdict.agrees, verdict.explain()
    assert sum(c.decided for c in verdict.comparisons) > 0.99 * sum(np.size(c.given) for c in verdict.comparisons)


def test_draws_of_single_examples_are_judged_where_they_are_open():
    single = DEEP.columns(slice(0, 1))
    together, gradient = stacked(single, without_cancellation(single))
    singles = Gradient(gradient.nabla_b, {l: w[..., None, :, :] for l, w in gradient.nabla_w.items()})
    verdict = judge_singles(together, singles, MINE)

    assert not verdict.disagrees
    assert any(c.of_balls is not None for c in verdict.comparisons)
    singles.nabla_w[2][0] *= -1
    assert {c.letter for c in judge_singles(together, singles, MINE).broken} == {"∇w^2"}


def test_the_cost_is_judged_as_well():
    right = backprop(DEEP)
    claimed = Gradient(right.nabla_b, right.nabla_w, right.cost)

    assert judge_gradient(DEEP, claimed, MINE).agrees
    assert judge_gradient(DEEP, replace(claimed, cost=right.cost * 2), MINE).broken[0].letter == "C"


def test_a_nan_where_a_division_is_cancelled_is_no_more_than_undecided():
    """A saturated output under the cross-entropy, at the end of a network that balls do not decide."""
    problem = example((16,) * 9, ("tanh",) * 7 + ("sigmoid",), cost="cross-entropy", dtype="float32", batch=2)
    network = problem.network
    b = {**network.b, 9: network.b[9] + np.float32(100)}
    problem = replace(problem, network=Network(network.w, b, network.activations, network.cost))
    floats = backprop(problem)

    assert np.isnan(floats.delta[9]).any()
    assert judge_gradient(problem, floats, MINE).inconclusive


@pytest.mark.parametrize("dtype", ["float32", "float64"])
@pytest.mark.parametrize("activation", ["tanh", "relu", "gelu", "softmax", "softplus", "hardswish", "elu", "sigmoid"])
def test_right_numbers_are_never_called_wrong(activation, dtype):
    for seed, gain in enumerate((1 / 4, 1, 2, 16)):
        problem = scaled(example((9, 17, 5) * 4, (activation,) * 11, dtype=dtype, batch=3, seed=seed), gain)
        assert not judge_gradient(problem, backprop(problem), MINE, sharp=True).disagrees
        assert not judge_one_by_one(problem, MINE).disagrees


def test_enclosures_without_rounding_would_call_right_numbers_wrong(monkeypatch):
    """The planted mistake: zonotopes of the real numbers."""
    monkeypatch.setattr(sharpening, "zonotopes", lambda precision, *of: Zonotopes(replace(precision, u=0.0, eta=0.0), *of))

    assert judge_gradient(DEEP, backprop(DEEP), MINE, sharp=True).disagrees


def test_letters_are_in_balls_again():
    t = enclosed(DEEP, Balls(FLOAT64), {})
    trace = Trace({}, {}, None, z=t.z, a=t.a, delta=t.delta)

    assert {type(ball.model) for name, ball in letters(trace) if name != "C"} == {Balls}
