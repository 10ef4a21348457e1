"""The judge: planted mistakes are named, correct code is not, and every entry is decided at any depth."""

import re
from dataclasses import replace

import numpy as np
import pytest

from nablacheck.adapters import Adapter
from nablacheck.oracle.explaining.explained import judge_one_by_one, judge_trace
from nablacheck.oracle.judging import judges
from nablacheck.oracle.judging.judges import judge_gradient
from nablacheck.oracle.ledger import Defect, Shown, with_defects
from nablacheck.oracle.ledger.defect import LINE
from nablacheck.reference.activations.smooth import sigmoid, tanh
from nablacheck.reference.backprop import BOOK, backprop, feedforward
from nablacheck.reference.errors import InputError
from nablacheck.reference.gradient import Gradient
from nablacheck.reference.network import Network
from nablacheck.reference.problem import Problem

from helpers.planted import PLANTED, entry, halved
from helpers.small_problems import problem as example

DTYPES = ("float32", "float64")

NUMPY = Adapter("mine", "numpy", gradient=backprop, trace=backprop)
"""The reference in floats, judged like anybody's code."""


def as_returned(framework):
    """The framework with its δ read as it was returned: of these networks JAX before 0.5 computes none once more."""
    return replace(framework, recomputes=False)


@pytest.mark.parametrize("dtype", DTYPES)
@pytest.mark.parametrize("planted", PLANTED, ids=str)
def test_a_planted_mistake_is_named(framework, dtype, planted):
    """Exactly one equation at one layer breaks: the neighbours are taken as they are."""
    problem = example(dtype=dtype)
    trace = planted.plant(problem, framework.trace(problem))
    verdict = judge_trace(problem, trace, as_returned(framework))
    first = verdict.broken[0]

    assert (first.equation, first.layer) == (planted.equation, planted.layer), verdict.explain()
    assert not verdict.agrees
    assert verdict.explain().startswith(f"{framework.name} breaks {planted.equation} at layer {planted.layer} of 4.")


@pytest.mark.parametrize("l", [2, 3, 4])
@pytest.mark.parametrize("letter", ["z", "a", "delta", "nabla_b", "nabla_w"])
def test_every_letter_is_compared_at_every_layer(letter, l):
    problem = example()
    trace = entry(letter, l, lambda number: 2 * number)(problem, backprop(problem))
    equations = {"z": "(23) z", "a": "(23) σ", "delta": "BP1" if l == 4 else "BP2", "nabla_b": "BP3", "nabla_w": "BP4"}
    first = judge_trace(problem, trace, NUMPY).broken[0]

    assert (first.equation, first.layer) == (equations[letter], l)


@pytest.mark.parametrize("l", [2, 3, 4])
@pytest.mark.parametrize("letter", ["nabla_b", "nabla_w"])
def test_every_gradient_is_compared_at_every_layer_and_nothing_else_is_blamed(letter, l):
    problem = example()
    wrong = entry(letter, l, lambda number: 2 * number)(problem, backprop(problem))
    broken = judge_gradient(problem, wrong, NUMPY).broken

    assert [(c.equation, c.layer) for c in broken] == [({"nabla_b": "∇b end to end", "nabla_w": "∇w end to end"}[letter], l)]


def test_a_reported_cost_is_compared_and_one_that_is_not_reported_is_not():
    problem = example()
    trace = backprop(problem)
    wrong = Gradient(trace.nabla_b, trace.nabla_w, trace.cost * 2)

    assert [c.equation for c in judge_gradient(problem, wrong, NUMPY).broken] == ["C end to end"]
    assert "C" not in [c.letter for c in judge_gradient(problem, replace(wrong, cost=None), NUMPY).comparisons]


@pytest.mark.parametrize("judge", [judge_trace, judge_gradient])
def test_the_message_names_the_draw_and_no_entry_of_a_cost(judge):
    several = example().map(lambda array: np.stack([array, array]))
    trace = backprop(several)
    message = judge(several, replace(trace, cost=trace.cost * np.array([1, 2])), NUMPY).explain()

    assert "\n  C (draw 1): " in message


def test_the_message_names_the_draw_and_the_entry_of_a_gradient():
    several = example().map(lambda array: np.stack([array, array]))
    trace = backprop(several)
    nabla_w = trace.nabla_w[3] * np.array([1, 2])[:, None, None]
    message = judge_gradient(several, replace(trace, nabla_w={**trace.nabla_w, 3: nabla_w}), NUMPY).explain()

    assert re.search(r"\n  ∇w\^3\[\d, \d\] \(draw 1\): ", message)


def test_numbers_that_only_two_known_defects_together_explain_are_known(monkeypatch):
    """∇w^2 has both wrong derivatives in it; with one of them in the ledger it stays unexplained."""
    steep = tanh.variant(prime=lambda z, a, xp: 2 * (1 - a * a))
    steeper = sigmoid.variant(prime=lambda z, a, xp: 3 * a * (1 - a))
    shown = Shown("print(1)", "1", "2")
    defects = [
        Defect(uses.name, True, "numpy", ("float64",), LINE, "too large", shown, uses=lambda entry, uses=uses: uses)
        for uses in (steep, steeper)
    ]
    monkeypatch.setattr(Defect, "present", True)  # as if the installed release had answered so
    problem = example()
    wrong = backprop(with_defects(problem, defects, NUMPY))

    for known, disagrees in ((defects, False), (defects[:1], True), (defects[1:], True), ([], True)):
        assert judge_gradient(problem, wrong, NUMPY, ledger=known).disagrees == disagrees


@pytest.mark.parametrize("draws", [(), (2,)])
@pytest.mark.parametrize("memory", [None, 2.0**20])
@pytest.mark.parametrize("number", [np.nan, np.inf, 1e300, -7.0])
def test_the_input_of_a_trace_is_read(number, memory, draws):
    problem = example().map(lambda array: np.broadcast_to(array, (*draws, *array.shape)).copy())
    trace = backprop(problem)
    other = problem.x.copy()
    other[..., 2, 3] = number
    of = lambda a: judge_trace(problem, replace(trace, a=a), NUMPY, memory)

    wrong, without, same = of({**trace.a, 1: other}), of({l: a for l, a in trace.a.items() if l > 1}), of(trace.a)
    at = [*(0 for _ in draws), 2, 3]
    says = f"returned a[1], which is not its input x: a[1]{at} is {number}, x{at} {problem.x[tuple(at)]}"
    assert (wrong.outcome, wrong.breaches) == ("wrong", (says,))
    assert not wrong.broken
    assert f"{NUMPY.name} {says}" in wrong.explain()
    assert without.agrees
    assert same.agrees


def test_the_gradient_of_every_single_example_is_checked():
    problem, calls = example(), []

    def flat_at_last(single):
        calls.append(single)
        trace = backprop(single)
        return trace if len(calls) < 7 else Gradient({l: b[:, 0] for l, b in trace.nabla_b.items()}, trace.nabla_w)

    verdict = judge_one_by_one(problem, replace(NUMPY, gradient=flat_at_last))

    assert verdict.breaches == ("returned nabla_b[2] with shape (4,); it must be (4, 1)",)
    assert verdict.disagrees


def test_the_message_names_the_example_and_the_entry_where_examples_come_one_by_one():
    wrong = replace(NUMPY, gradient=lambda single: backprop(single, halved("bp4")))

    assert re.search(r"\n  ∇w\^2\[\d, \d, \d\]: ", judge_one_by_one(example(), wrong).explain())


@pytest.mark.parametrize("dtype", DTYPES)
@pytest.mark.parametrize("planted", [p for p in PLANTED if p.equation in ("BP3", "BP4")], ids=str)
def test_nothing_else_is_blamed_for_a_weight_or_bias(framework, dtype, planted):
    """A gradient that is wrong is read by no other equation."""
    problem = example(dtype=dtype)
    verdict = judge_trace(problem, planted.plant(problem, framework.trace(problem)), as_returned(framework))

    assert [(c.equation, c.layer) for c in verdict.broken] == [(planted.equation, planted.layer)]


@pytest.mark.parametrize("dtype", DTYPES)
def test_every_entry_is_decided_at_depth_twelve(framework, dtype):
    """The bound of an equation does not know how deep it is."""
    widths = (16,) * 12 + (10,)
    problem = example(widths, ("sigmoid", "tanh", "softplus") * 4, dtype=dtype)
    verdict = judge_trace(problem, framework.trace(problem), as_returned(framework))

    assert verdict.agrees, verdict.explain()
    assert problem.network.L == 13
    assert sum(int(c.inconclusive.sum()) for c in verdict.comparisons) == 0


def test_end_to_end_says_when_it_says_nothing():
    """The same depth in float32 is too much for balls around the whole computation, and they say so."""
    problem = example((16,) * 12 + (10,), ("sigmoid", "tanh", "softplus") * 4, dtype="float32")
    verdict = judge_gradient(problem, backprop(problem), NUMPY)

    assert not verdict.disagrees
    assert sum(int(c.inconclusive.sum()) for c in verdict.comparisons) > 0


@pytest.mark.parametrize("dtype", DTYPES)
@pytest.mark.parametrize("equation", ["bp1", "bp2", "bp3", "bp4"])
def test_a_wrong_gradient_alone_is_proven_wrong(equation, dtype):
    problem = example(dtype=dtype)
    wrong = backprop(problem, halved(equation))
    verdict = judge_gradient(problem, Gradient(wrong.nabla_b, wrong.nabla_w), NUMPY)

    assert verdict.disagrees
    assert judge_gradient(problem, backprop(problem), NUMPY).agrees


@pytest.mark.parametrize("dtype", DTYPES)
@pytest.mark.parametrize(
    ("equation", "name", "layer"), [("bp1", "BP1", 4), ("bp2", "BP2", 3), ("bp3", "BP3", 4), ("bp4", "BP4", 2)]
)
def test_one_example_at_a_time_shows_the_equation(equation, name, layer, dtype):
    """BP3 makes δ observable: gradients alone name the equation, on networks without a trace."""
    problem = example(dtype=dtype)
    verdict = judge_one_by_one(problem, replace(NUMPY, gradient=lambda single: backprop(single, halved(equation))))

    assert (verdict.broken[0].equation, verdict.broken[0].layer) == (name, layer), verdict.explain()
    assert judge_one_by_one(problem, NUMPY).agrees


def test_one_by_one_agrees_with_a_framework(framework):
    verdict = judge_one_by_one(example(), framework)

    assert verdict.agrees, verdict.explain()


def test_a_float32_leak_in_float64_is_seen():
    problem = example()
    trace = backprop(problem)
    leak = {**trace.nabla_w, 2: trace.nabla_w[2].astype(np.float32).astype(np.float64)}

    assert judge_trace(problem, replace(trace, nabla_w=leak), NUMPY).broken[0].equation == "BP4"
    assert judge_gradient(problem, replace(trace, nabla_w=leak), NUMPY).disagrees


def test_a_compiler_that_fuses_goes_on_with_an_unrounded_output():
    """a − y of the rounded a is zero; of what it was rounded from, up to half a unit in the last place."""
    one = np.ones((1, 1), dtype=np.float32)
    problem = Problem(Network({2: one}, {2: 0 * one}, {2: "identity"}, "quadratic"), one, one)
    trace = backprop(problem)
    off = {2: np.full((1, 1), 2.0**-25, dtype=np.float32)}
    unrounded = replace(trace, delta=off, nabla_b=off, nabla_w=off)

    assert trace.delta[2] == 0
    assert not judge_trace(problem, unrounded, replace(NUMPY, fuses=True)).disagrees
    assert judge_trace(problem, unrounded, NUMPY).broken[0].equation == "BP1"


def computed_in_float64(problem):
    """z, a, δ, ∇b and ∇w in float64, rounded to float32 at the end."""
    return backprop(problem.map(lambda array: array.astype(np.float64))).map(lambda array: array.astype(np.float32))


@pytest.mark.parametrize("wider", [None, "float32", "float64"])
def test_letters_that_were_rounded_to_be_handed_out_were_not_when_they_were_read(wider):
    """The targets are the outputs in float32: δ^L is what float64 has beyond it, and 0 of what was returned."""
    problem = example(activations=("tanh", "tanh", "identity"), dtype="float32")
    problem = replace(problem, y=computed_in_float64(problem).a[4])
    trace = computed_in_float64(problem)
    verdict = judge_trace(problem, trace, replace(NUMPY, computes_in=wider))

    assert trace.delta[4].any()
    assert [c.equation for c in verdict.broken] == ([] if wider == "float64" else ["(26)", "BP1"])


@pytest.mark.parametrize("planted", PLANTED, ids=str)
def test_a_mistake_is_named_in_letters_that_were_rounded_to_be_handed_out(planted):
    problem = example(dtype="float32")
    trace = planted.plant(problem, computed_in_float64(problem))
    first = judge_trace(problem, trace, replace(NUMPY, computes_in="float64")).broken[0]

    assert (first.equation, first.layer) == (planted.equation, planted.layer)


def test_a_wrong_cost_is_seen():
    problem = example()
    trace = backprop(problem)
    wrong = replace(trace, cost=trace.cost * (1 + 2.0**-40))

    assert [c.equation for c in judge_trace(problem, wrong, NUMPY).broken] == ["(26)"]


def test_of_delta_nothing_is_said_where_z_is_nan_and_only_there():
    """max(z, 0) of C gives 0 for NaN, and its derivative may be NaN; in the other example z is a number, and NaN is wrong."""
    problem = Problem(Network({2: [[1.0]]}, {2: [[0.0]]}, {2: "relu"}, "quadratic"), np.ones((1, 2)), np.zeros((1, 2)))
    right = backprop(problem)
    z, a, delta = (part[2].copy() for part in (right.z, right.a, right.delta))
    z[0, 0], a[0, 0], delta[0, 0] = np.nan, 0, np.nan
    trace = replace(right, z={2: z}, a={2: a}, delta={2: delta})
    (bp1,) = (c for c in judge_trace(problem, trace, NUMPY).comparisons if c.equation == "BP1")
    assert bp1.disagrees.tolist() == [[False, False]]

    delta[0, 1] = np.nan
    (bp1,) = (c for c in judge_trace(problem, trace, NUMPY).comparisons if c.equation == "BP1")
    assert bp1.disagrees.tolist() == [[False, True]]


def test_a_bias_without_its_column_is_refused():
    """(n,) against (n, 1) would broadcast into a comparison of everything with everything."""
    problem = example()
    flat = lambda problem: Gradient({l: b[:, 0] for l, b in backprop(problem).nabla_b.items()}, backprop(problem).nabla_w)

    with pytest.raises(InputError, match=re.escape("returned nabla_b[2] with shape (4,); it must be (4, 1)")):
        judge_gradient(problem, flat(problem), NUMPY)

    assert judge_one_by_one(problem, replace(NUMPY, gradient=flat)).breaches


def test_nothing_decided_is_no_pass():
    """log(0) in every entry: the truth is infinite, and nothing that is returned can agree with it."""
    saturated = example((1, 1), ("sigmoid",), "cross-entropy", batch=1)
    saturated = saturated.map(lambda array: np.full_like(array, 1.0 if array is saturated.y else 8.0))
    verdict = judge_gradient(saturated, backprop(saturated), NUMPY)

    assert not verdict.disagrees
    assert verdict.inconclusive
    assert not verdict.agrees
    assert "inconclusive" in verdict.explain()


LOOKS_LIKE = {
    "BP1 without σ′": "δ^L is ∇_a C, without ⊙ σ′(z^L) (BP1, layer 4)",
    "BP2 without σ′": "(w^{l+1})ᵀ δ^{l+1} was sent back without ⊙ σ′(z^l) (BP2, layer 3)",
    "BP2 with σ′(a)": "σ′(a^l) was used where BP2 says σ′(z^l) (BP2, layer 3)",
    "w not transposed": "w^{l+1} was used where BP2 says (w^{l+1})ᵀ (BP2, layer 2)",
    "BP3 mean instead of sum": "∇b is the mean over the examples where BP3 has the sum (BP3, layer 2)",
    "BP4 with a^l": "a^l was used where BP4 says a^{l-1} (BP4, layer 3)",
}


@pytest.mark.parametrize("dtype", DTYPES)
@pytest.mark.parametrize("planted", [p for p in PLANTED if p.name in LOOKS_LIKE], ids=str)
def test_a_trace_tells_what_was_typed(framework, dtype, planted):
    problem = example(dtype=dtype)
    verdict = judge_trace(problem, planted.plant(problem, framework.trace(problem)), framework)

    assert len(verdict.looks_like) == 1
    assert verdict.looks_like[0].startswith(f"{LOOKS_LIKE[planted.name]} (predicts all "), verdict.explain()


@pytest.mark.parametrize("planted", [p for p in PLANTED if p.name not in LOOKS_LIKE and p.equation.startswith("BP")], ids=str)
def test_nothing_is_named_that_does_not_predict_every_entry(framework, planted):
    problem = example()
    verdict = judge_trace(problem, planted.plant(problem, framework.trace(problem)), framework)

    assert verdict.looks_like == ()
    assert "no mistake of the catalogue predicts these numbers" in verdict.explain()


def test_a_factor_in_one_equation_is_named():
    verdict = judge_one_by_one(example(), replace(NUMPY, gradient=lambda single: backprop(single, halved("bp2"))))

    assert verdict.looks_like == ("times 1/2 = 0.5 (predicts all 28 entries of δ^3)",)


@pytest.mark.parametrize("number", [np.nan, np.inf, 7.0])
@pytest.mark.parametrize("l", [2, 3, 4])
def test_one_bias_alone_is_told_from_delta_by_the_weights(l, number):
    """∇w^l shows δ^l as well, and there it is right; where all of a^{l-1} is 0 it shows nothing, and δ is to blame."""

    def of_one_bias(single):
        gradient = backprop(single)
        gradient.nabla_b[l][0] = number
        return gradient

    problem = example()
    silent = Problem(problem.network, 0 * problem.x, problem.y)
    verdict, of_zeros = (judge_one_by_one(each, replace(NUMPY, gradient=of_one_bias)) for each in (problem, silent))

    assert [(c.equation, c.layer) for c in verdict.broken] == [("BP3", l)], verdict.explain()
    assert of_zeros.broken[0].equation == ("BP2" if l == 2 and np.isfinite(number) else "BP3")  # NaN · 0 is NaN


def test_a_factor_of_the_biases_is_named():
    verdict = judge_one_by_one(example(), replace(NUMPY, gradient=lambda single: backprop(single, halved("bp3"))))

    assert [(c.equation, c.layer) for c in verdict.broken] == [("BP3", 4), ("BP3", 3), ("BP3", 2)]
    assert verdict.looks_like == ("times 1/2 = 0.5 (predicts all 35 entries of ∇b^4)",)


def test_a_mistake_times_a_factor_in_one_equation_is_named():
    without_prime = replace(BOOK, bp2=lambda t, l: -2 * (t.w[l + 1].mT @ t.delta[l + 1]))
    verdict = judge_one_by_one(example(), replace(NUMPY, gradient=lambda single: backprop(single, without_prime)))

    assert verdict.looks_like == ()

    without_prime = replace(BOOK, bp2=lambda t, l: 2 * (t.w[l + 1].mT @ t.delta[l + 1]))
    verdict = judge_one_by_one(example(), replace(NUMPY, gradient=lambda single: backprop(single, without_prime)))

    assert verdict.looks_like == (
        "(w^{l+1})ᵀ δ^{l+1} was sent back without ⊙ σ′(z^l) (BP2, layer 3); times 2 (predicts all 28 entries of δ^3)",
    )


# --- saturated outputs ------------------------------------------------------------------------------------------------


def saturated(activation, cost, y):
    """The first output is rounded to 1, the last to 0 or next to it, and the second is ordinary."""
    w = np.array([[800.0, 0], [0.25, 0.125], [-800.0, 0]])
    network = Network({2: w}, {2: np.zeros((3, 1))}, {2: activation}, cost)
    return Problem(network, np.ones((2, 1)), np.array(y, dtype=float)[:, None])


def fused(problem):
    """The gradient with δ = a − y, from the outputs as floats."""
    a = feedforward(problem).a[2]
    delta = a * (problem.y.sum() if problem.network.cost.family != "cross-entropy" else 1) - problem.y
    return Gradient({2: delta}, {2: delta @ problem.x.T})


PAIRS = [
    ("sigmoid", "cross-entropy", [0, 1, 1]),
    ("sigmoid", "cross-entropy", [0.25, 0.5, 0.75]),
    ("softmax", "categorical-cross-entropy", [0, 1, 0]),
    ("softmax", "categorical-cross-entropy", [0.25, 0.5, 0.25]),
]


@pytest.mark.parametrize(("activation", "cost", "y"), PAIRS)
def test_a_saturated_output_is_decided_by_what_is_left_after_cancelling(activation, cost, y):
    problem = saturated(activation, cost, y)
    right = fused(problem)

    assert judge_gradient(problem, right, NUMPY).agrees, judge_gradient(problem, right, NUMPY).explain()
    for wrong in (-7.0, 1e300, -right.nabla_b[2][0, 0], 1.5 * right.nabla_b[2][0, 0]):
        nabla_b = right.nabla_b[2].copy()
        nabla_b[0] = wrong
        assert judge_gradient(problem, replace(right, nabla_b={2: nabla_b}), NUMPY).disagrees


@pytest.mark.parametrize(("activation", "cost", "y"), PAIRS)
@pytest.mark.parametrize("number", [np.nan, np.inf, -np.inf])
def test_nan_is_never_right_and_the_answer_says_which_division_gives_it(activation, cost, y, number):
    problem = saturated(activation, cost, y)
    nan = Gradient({2: np.full((3, 1), number)}, {2: np.full((3, 2), number)})
    nabla_b = fused(problem).nabla_b[2].copy()
    nabla_b[0] = number
    one = judge_gradient(problem, replace(fused(problem), nabla_b={2: nabla_b}), NUMPY)

    assert not judge_gradient(problem, nan, NUMPY).agrees
    assert one.outcome == "inconclusive"
    assert "∇_a C" in one.explain()
    assert "Write δ^L = (a^L − y)/m" in one.explain()


@pytest.mark.parametrize(("z", "outcome"), [(-709.5, "inconclusive"), (-800.0, "wrong")])
def test_an_output_that_is_flushed_in_one_of_two_places_leaves_its_gradient_open(z, outcome):
    """σ(−709.5) is subnormal: y/σ may be y(1 + e^709.5), while σ′ is flushed to 0. For e^800, there is no such number."""
    problem = Problem(Network({2: [[z]]}, {2: [[0.0]]}, {2: "sigmoid"}, "cross-entropy"), np.ones((1, 1)), np.full((1, 1), 0.5))
    flushed, other = (Gradient({2: np.array([[delta]])}, {2: np.array([[delta]])}) for delta in (0.0, -7.0))

    assert judge_gradient(problem, flushed, NUMPY).outcome == outcome
    assert judge_gradient(problem, other, NUMPY).outcome == "wrong"


@pytest.mark.parametrize("z", [-100.0, 40.0])
def test_who_is_known_to_clamp_the_cost_has_nothing_that_cancels(z, adapter_named):
    """PyTorch divides by max(a(1 − a), 1e-12): a gradient of 0 is known of it, and wrong of anybody else."""
    torch = adapter_named("torch")
    numbers = [np.array([[number]], dtype=np.float32) for number in (z, 0, 1, 0.5)]
    problem = Problem(Network({2: numbers[0]}, {2: numbers[1]}, {2: "sigmoid"}, "cross-entropy"), *numbers[2:])
    trace = torch.trace(problem)

    assert trace.delta[2].item() == 0
    assert not judge_trace(problem, trace, torch).disagrees
    assert not judge_gradient(problem, trace, torch).disagrees
    assert judges.judge_trace(problem, trace, torch, ledger=()).broken[0].equation == "BP1"
    assert judge_gradient(problem, trace, torch, ledger=()).disagrees


def test_the_formula_of_the_book_is_right_on_a_saturated_output_where_it_divides_by_no_zero():
    """1 − a is a few units of rounding: both factors have the same rounded 1 − a, and it cancels."""
    problem = saturated("sigmoid", "cross-entropy", [0, 1, 0]).map(lambda array: np.where(abs(array) == 800, array / 22, array))
    trace = backprop(problem)

    assert 0 < 1 - trace.a[2][0, 0] < 4 * np.finfo(np.float64).eps
    assert not judge_gradient(problem, trace, NUMPY).disagrees
    assert judge_gradient(problem, Gradient(trace.nabla_b, trace.nabla_w), NUMPY).agrees
