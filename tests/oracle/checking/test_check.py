"""Other people's code: verdicts in order, notes that are no part of them, and every misbehaviour in one sentence."""

import os
import random
import re
import time
from dataclasses import replace

import numpy as np
import pytest

from nablacheck import check
from nablacheck.oracle.checking import trials
from nablacheck.oracle.checking.guards import GUARDS
from nablacheck.reference import ACTIVATIONS
from nablacheck.reference.errors import InputError


def sigmoid(z):
    return 1 / (1 + np.exp(-z))


def mine(w, b, x, y, output_error=lambda a, y: a - y):
    """A right backpropagation in columns; returns ∇b, ∇w, the cost and the output."""
    a = [x]
    for weight, bias in zip(w, b, strict=True):
        a.append(sigmoid(weight @ a[-1] + bias))
    m = x.shape[1]
    delta = output_error(a[-1], y) / m * a[-1] * (1 - a[-1])
    nabla_w, nabla_b = [], []
    for l in reversed(range(len(w))):
        nabla_w.insert(0, delta @ a[l].T)
        nabla_b.insert(0, delta.sum(axis=1, keepdims=True))
        delta = w[l].T @ delta * a[l] * (1 - a[l])
    return nabla_b, nabla_w, ((a[-1] - y) ** 2).sum() / (2 * m), a[-1]


def gradients(w, b, x, y):
    return mine(w, b, x, y)[:2]


EVERYTHING = "nabla_b nabla_w cost output"


def test_right_code_is_right_with_nothing_to_note():
    report = check(mine, gives=EVERYTHING)

    assert (report.outcome, report.notes, report.diagnoses) == ("right", (), ()), str(report)
    assert report
    assert re.match(r"right to 1\d\.\d digits or more\nthe function agrees with every equation, every array to ", str(report))
    assert report.as_json()["proven_digits"] == report.proven_digits > 10


def test_the_forward_pass_comes_first():
    def wrong(w, b, x, y):
        nabla_b, nabla_w, cost, output = mine(w, b, x, y)
        return nabla_w, nabla_b, 2 * cost, output * 1.01

    report = check(wrong, gives="nabla_w nabla_b cost output")

    assert report.outcome == "wrong"
    assert "the function breaks (23) at layer 4 of 4." in report.explanation


@pytest.mark.parametrize(("factor", "name"), [(2.0, "2"), (5.0, "m = 5")])
def test_the_reported_cost_comes_second(factor, name):
    def wrong(w, b, x, y):
        nabla_b, nabla_w, cost, output = mine(w, b, x, y)
        return nabla_b, nabla_w, cost * (factor if factor == 2 else x.shape[1]), output

    report = check(wrong, gives=EVERYTHING)

    assert report.outcome == "wrong"
    assert "the function breaks (26)." in report.explanation
    assert f"looks like: {name} times the declared cost" in report.explanation


@pytest.mark.slow
def test_a_gradient_of_another_cost_than_the_reported_one_is_a_factor():
    def wrong(w, b, x, y):
        nabla_b, nabla_w, cost, output = mine(w, b, x, y)
        return [2 * b for b in nabla_b], [2 * w for w in nabla_w], cost, output

    report = check(wrong, gives=EVERYTHING)

    assert (report.outcome, report.as_json()["scale"]) == ("wrong", 2.0)
    assert report.notes == ("the gradient is 2 times that of the cost that is returned",)


@pytest.mark.slow
def test_a_factor_is_the_one_of_the_network_that_is_shown():
    report = check(lambda *args: [[args[2].shape[1] * part for part in parts] for parts in gradients(*args)])

    assert "looks like: times m = 5 (predicts every number)" in report.explanation
    assert "batch 5" in report.explanation
    assert report.notes == ("where the factor is meant, declare total='sum'",)


@pytest.mark.slow
def test_code_for_one_example_is_told_how_to_say_so():
    report = check(lambda w, b, x, y: ([np.tile(bias, x.shape[1]) for bias in b], w))

    assert report.outcome == "unusable"
    assert report.explanation.endswith("\n  If it takes one example at a time, declare examples='column', 'vector' or 'list'.")


@pytest.mark.slow
def test_a_bias_that_never_gets_a_gradient_is_noted_and_named():
    def frozen(w, b, x, y):
        return [0 * bias for bias in b], gradients(w, b, x, y)[1]

    report = check(frozen)

    assert report.as_json()["mistake"] == "bias never trained"
    assert report.notes == ("no bias gets a gradient; declare biases='none' where there are none to train",)


@pytest.mark.slow
def test_further_networks_tell_mistakes_apart_that_agree_on_the_first(monkeypatch):
    """n_L = m on every first network: only others tell whether the gradient is off by the outputs or by the batch."""
    monkeypatch.setattr(trials, "BATCHES", (3, 3, 4))
    times_m = lambda *args: [[args[2].shape[1] * part for part in parts] for parts in gradients(*args)]
    times_n = lambda *args: [[args[3].shape[0] * part for part in parts] for parts in gradients(*args)]

    assert [d.scale[0] for d in check(times_m).diagnoses] == ["m"]
    assert [d.scale[0] for d in check(times_n).diagnoses] == ["n_L"]


@pytest.mark.slow
def test_nan_is_not_single_precision():
    report = check(lambda *args: [[part * np.nan for part in parts] for parts in gradients(*args)])

    assert report.outcome == "wrong"
    assert not any("float32" in note for note in report.notes)


def test_where_no_mistake_matches_the_smallest_network_is_shown():
    def wrong(w, b, x, y):
        nabla_b, nabla_w = gradients(w, b, x, y)
        nabla_w[0][0, 0] += 0.5
        return nabla_b, nabla_w

    report = check(wrong)

    assert report.outcome == "wrong"
    assert "no mistake of the catalogue predicts these numbers" in report.explanation
    assert any(note.startswith("the smallest network that breaks it: 1-1-1-1, sigmoid") for note in report.notes)


@pytest.mark.slow
def test_a_mistake_that_only_runs_on_equal_widths_is_found_there():
    def wrong(w, b, x, y):
        a = [x]
        for weight, bias in zip(w, b, strict=True):
            a.append(sigmoid(weight @ a[-1] + bias))
        delta = (a[-1] - y) / x.shape[1] * a[-1] * (1 - a[-1])
        nabla_w, nabla_b = [], []
        for l in reversed(range(len(w))):
            nabla_w.insert(0, delta @ a[l].T)
            nabla_b.insert(0, delta.sum(axis=1, keepdims=True))
            delta = w[l] @ delta * a[l] * (1 - a[l]) if l else delta
        return nabla_b, nabla_w

    report = check(wrong)

    assert report.as_json()["mistake"] == "w not transposed"
    assert any(re.match(r"on distinct widths test_check\.py:\d+, in wrong: ValueError: ", note) for note in report.notes)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("wrong_rate", "name"), [(lambda eta: 1.0, "1/eta"), (lambda eta: eta * eta, "eta"), (lambda eta: -eta, "-1")]
)
def test_a_wrong_learning_rate_is_named_though_at_one_it_does_not_show(wrong_rate, name):
    def step(w, b, x, y, eta):
        nabla_b, nabla_w = gradients(w, b, x, y)
        rate = wrong_rate(eta)
        return [p - rate * g for p, g in zip(w, nabla_w, strict=True)], [p - rate * g for p, g in zip(b, nabla_b, strict=True)]

    report = check(step, takes="w b x y eta", gives="w b")

    assert report.outcome == "wrong"
    assert [diagnosis.scale[0] for diagnosis in report.diagnoses] == [name]


def test_a_right_step_is_right():
    def step(w, b, x, y, eta):
        nabla_b, nabla_w = gradients(w, b, x, y)
        return [p - eta * g for p, g in zip(w, nabla_w, strict=True)], [p - eta * g for p, g in zip(b, nabla_b, strict=True)]

    assert noting(step, takes="w b x y eta", gives="w b") == ()


def noting(fn, **options):
    report = check(fn, **options)

    assert report.outcome == "right", str(report)
    return report.notes


def test_changed_arguments_are_noted_and_change_nothing_of_the_user_s():
    def changes(w, b, x, y):
        result = gradients(w, b, x, y)
        w[0][...] = 0
        return result

    assert noting(changes) == ("the function changes its arguments",)


def test_another_answer_to_the_same_call_is_noted():
    calls = []

    def forgets(w, b, x, y):
        calls.append(1)
        nabla_b, nabla_w = gradients(w, b, x, y)
        return nabla_b, [np.nextafter(array, 1) if len(calls) % 2 == 0 else array for array in nabla_w]

    assert noting(forgets) == ("a second call with the same arguments gives another answer",)


def test_single_precision_is_noted_beside_a_wrong_verdict():
    report = check(lambda *args: [[part.astype(np.float32) for part in parts] for parts in gradients(*args)])

    assert report.outcome == "wrong"
    assert "something in the computation is float32" in report.explanation
    assert report.declare == "dtype=float32"


def test_prints_and_random_numbers_are_noted_and_undone(capsys):
    def talks(w, b, x, y):
        print("epoch 1")  # noqa: T201 - what is checked
        np.random.seed(0)
        random.seed(0)
        return gradients(w, b, x, y)

    before = random.getstate()
    notes = noting(talks)

    assert notes == ("the function changes the global random state", "the function prints, 'epoch 1' first")
    assert random.getstate() == before
    assert capsys.readouterr().out == ""


def test_nan_under_saturation_is_noted():
    def naive(w, b, x, y):
        a, zs = [x], []
        for weight, bias in zip(w, b, strict=True):
            zs.append(weight @ a[-1] + bias)
            a.append(np.exp(zs[-1]) / (1 + np.exp(zs[-1])))
        delta = (a[-1] - y) / x.shape[1] * a[-1] * (1 - a[-1])
        nabla_w, nabla_b = [], []
        for l in reversed(range(len(w))):
            nabla_w.insert(0, delta @ a[l].T)
            nabla_b.insert(0, delta.sum(axis=1, keepdims=True))
            delta = w[l].T @ delta * a[l] * (1 - a[l])
        return nabla_b, nabla_w

    assert noting(naive) == ("saturated neurons give NaN or infinity",)


AT_KINKS = [
    ("relu", lambda z: z > 0, "0"),
    ("relu", lambda z: z >= 0, "1"),
    (replace(ACTIVATIONS["relu"], name="mine"), lambda z: z >= 0, "1"),
    ("leaky_relu(slope=0.25)", lambda z: np.where(z > 0, 1, 0.25), "0.25"),
    ("leaky_relu(slope=0.25)", lambda z: np.where(z >= 0, 1, 0.25), "1"),
]


@pytest.mark.parametrize(("sigma", "prime", "value"), AT_KINKS)
def test_the_derivative_at_a_kink_is_noted(sigma, prime, value):
    """Also that of an entry with parameters, and of one that nobody registered."""

    def relu(w, b, x, y):
        a, z = [x], [x]
        for weight, bias in zip(w, b, strict=True):
            z.append(weight @ a[-1] + bias)
            a.append(np.maximum(z[-1], prime(-np.ones(1)) * z[-1]) if len(a) < 3 else z[-1])
        delta = (a[-1] - y) / x.shape[1]
        nabla_w, nabla_b = [], []
        for l in reversed(range(len(w))):
            nabla_w.insert(0, delta @ a[l].T)
            nabla_b.insert(0, delta.sum(axis=1, keepdims=True))
            delta = w[l].T @ delta * prime(z[l])
        return nabla_b, nabla_w

    name = sigma if isinstance(sigma, str) else sigma.name
    assert noting(relu, activations=[sigma, sigma, "identity"]) == (f"{name}′(0) is taken to be {value}",)


@pytest.mark.slow
def test_a_guard_in_the_cost_is_noted():
    guard = 2.0**-20
    with_guard = lambda a, y: (1 - y) / (1 - a - guard) - y / (a + guard)
    report = check(lambda *args: mine(*args, output_error=with_guard)[:2], cost="cross-entropy")
    assert report.outcome == "wrong"

    guard = 10.0**-7
    assert noting(lambda *args: mine(*args, output_error=with_guard)[:2], cost="cross-entropy") == (
        "the cost has a guard: 1e-07 is added to the output",
    )


@pytest.mark.slow
@pytest.mark.parametrize(
    ("place", "guarded"),
    [
        ("in log a alone", lambda a, y, e: y * np.log(a + e) + (1 - y) * np.log(1 - a)),
        ("in log(1 − a) alone", lambda a, y, e: y * np.log(a) + (1 - y) * np.log(1 - a + e)),
    ],
)
def test_a_guard_in_one_logarithm_is_noted(place, guarded):
    def with_guard(w, b, x, y, e):
        nabla_b, nabla_w, _, a = mine(w, b, x, y, lambda a, y: (a - y) / (a * (1 - a)))
        return -guarded(a, y, e).sum() / x.shape[1], nabla_b, nabla_w

    declared = {"cost": "cross-entropy", "gives": "cost nabla_b nabla_w"}
    epsilon = float(np.finfo("float32").eps)
    noted = f"the cost has a guard: {epsilon:g} is added {place}, and not in the gradient"
    assert noted in noting(lambda *args: with_guard(*args, epsilon), **declared)
    assert check(lambda *args: with_guard(*args, 3 * epsilon), **declared).outcome == "wrong"


@pytest.mark.slow
@pytest.mark.parametrize("gives", ["nabla_b nabla_w", "cost nabla_b nabla_w"])
def test_a_guard_in_softmax_is_named(gives):
    guard = GUARDS[5]

    def guarded(w, b, x, y):
        z = w[0] @ x + b[0]
        e = np.exp(z - z.max(axis=0))
        a, m = e / (e.sum(axis=0) + guard), x.shape[1]
        gradient = [(a - y).sum(axis=1, keepdims=True) / m], [(a - y) @ x.T / m]
        return (-(y * np.log(a)).sum() / m, *gradient) if gives.split()[0] == "cost" else gradient

    report = check(guarded, activations=["softmax"], cost="categorical-cross-entropy", gives=gives)
    assert "softmax has a guard: 1e-08 is added to Σ e^z (equation (23), layer 2)" in str(report), str(report)


def hangs(w, b, x, y):
    time.sleep(60)


def hangs_stubbornly(w, b, x, y):
    while True:
        try:
            time.sleep(60)
        except Exception:  # what stubborn code does
            continue


def exits(w, b, x, y):
    raise SystemExit(3)


def ends_the_process(w, b, x, y):
    os._exit(0)


def raises(w, b, x, y):
    raise KeyError("W1")


UNUSABLE = {
    "raises": (raises, "in raises: KeyError: 'W1'."),
    "exits": (exits, "in exits: called exit(3); expected is that it returns."),
    "ends the process": (ends_the_process, "in ends_the_process: called exit(0); expected is that it returns."),
    "hangs": (hangs, "the function did not return within 0.25 seconds."),
    "hangs stubbornly": (hangs_stubbornly, "the function did not return within 0.25 seconds."),
    "None": (lambda *args: None, "the function returned None; expected were 2 things: nabla_b, nabla_w."),
    "one thing": (lambda *args: gradients(*args)[:1], "the function returned a tuple of 1; expected were 2 things"),
    "a layer missing": (
        lambda *args: [parts[1:] for parts in gradients(*args)],
        "nabla_w is a list of 2; expected is one entry for each of 3 layers.",
    ),
    "swapped": (
        lambda *args: gradients(*args)[::-1],
        "nabla_w[0] has shape (5, 1); expected is (5, 2) for weights (out, in), biases (n, 1).",
    ),
    "objects": (
        lambda *args: [[np.array([object()])] * 3] * 2,
        "nabla_w[0] is an array of shape (1,) of object; expected is an array of floats.",
    ),
    "complex": (
        lambda *args: [[part * 1j for part in parts] for parts in gradients(*args)],
        "nabla_w[0] is an array of shape (5, 2) of complex128; expected is an array of floats.",
    ),
    "masked": (
        lambda *args: [[np.ma.masked_less(part, 0) for part in parts] for parts in gradients(*args)],
        "nabla_w[0] has masked entries; expected is a number in each.",
    ),
    "masked rows": (
        lambda *args: ([[np.ma.masked_all(1) for _ in part] for part in gradients(*args)[0]], gradients(*args)[1]),
        "nabla_b[0] has masked entries; expected is a number in each.",
    ),
    "no ∇b": (lambda *args: (None, gradients(*args)[1]), "nabla_b is None; expected is one entry for each layer, or biases="),
    "a list of None for ∇b": (
        lambda *args: ([None] * 3, gradients(*args)[1]),
        "nabla_b[0] is None; expected is an array of floats.",
    ),
    "one None for a bias": (
        lambda *args: ([*gradients(*args)[0][:2], None], gradients(*args)[1]),
        "nabla_b[2] is None; expected is an array of floats.",
    ),
    "None for a weight": (
        lambda *args: (gradients(*args)[0], [None, *gradients(*args)[1][1:]]),
        "nabla_w[0] is None; expected is an array of floats.",
    ),
    "None among numbers": (
        lambda *args: ([part.tolist() for part in gradients(*args)[0][:2]] + [[[None]] * 3], gradients(*args)[1]),
        "nabla_b[2] is a list of 3 of object; expected is an array of floats.",
    ),
    "ragged": (
        lambda *args: [[[[1.0], [1.0, 2.0]]] * 3] * 2,
        "nabla_w[0] is a list of 2, of unequal lengths; expected is an array of floats.",
    ),
    "the wrong arguments": (lambda w, b: None, "the function raised TypeError: "),
}


@pytest.mark.slow
@pytest.mark.parametrize("name", UNUSABLE)
def test_code_that_cannot_be_used_is_one_sentence_and_how_it_was_called(name):
    function, message = UNUSABLE[name]
    report = check(function, time_limit=0.25)

    assert report.outcome == "unusable"
    first, *call = report.explanation.splitlines()
    assert re.sub(r"^test_check\.py:\d+, ", "", first).startswith(message)
    assert call[:6] == [
        f"  It was called as {function.__name__}(w, b, x, y) with",
        "    w: a list of 3, (5, 2) (4, 5) (3, 4)",
        "    b: a list of 3, (5, 1) (4, 1) (3, 1)",
        "    x: (2, 5)",
        "    y: (3, 5)",
        "  network: 2-5-4-3, sigmoid → sigmoid → sigmoid, quadratic cost, batch 5, float64, network 1",
    ]


@pytest.mark.slow
@pytest.mark.parametrize("error", [NotImplementedError, IndexError])
def test_what_cannot_be_read_says_nothing_of_layers(error):
    """An array without numbers, say: what it raises is about itself, whatever the kind."""

    class Empty:
        dtype = np.dtype(float)

        def __array__(self, *args, **kwargs):
            raise error("there is no data")

    report = check(lambda w, b, x, y: ([Empty()] * 3, w), activations="sigmoid")

    assert report.outcome == "unusable"
    assert "stands for 3 layers" not in report.explanation
    assert "one example at a time" not in report.explanation


@pytest.mark.parametrize("method", ["to_dense", "toarray", "todense"])
def test_an_array_that_keeps_no_zeros_is_read_with_them(method):
    """PyTorch, SciPy and JAX have sparse arrays, each with a method of its own."""

    def sparse(array):
        return type("Sparse", (), {method: lambda self: array})()

    report = check(lambda *args: [[sparse(part) for part in parts] for parts in gradients(*args)])

    assert report.outcome == "right", str(report)


@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")  # JAX, where it is loaded, warns of any fork
def test_a_fork_of_the_code_s_own_may_end_itself():
    def forks(w, b, x, y):
        child = os.fork()
        if not child:
            os._exit(3)
        assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 3
        return gradients(w, b, x, y)

    assert check(forks).outcome == "right"
    assert os._exit.__name__ == "_exit"


@pytest.mark.parametrize("declared", [{}, {"accumulator": "own"}, {"accumulator": "float32"}])
def test_the_wider_bound_of_float16_is_noted_where_nothing_is_declared(declared):
    """The function itself computes in float64."""
    report = check(mine, gives=EVERYTHING, dtype="float16", **declared)

    assert report.outcome != "wrong", str(report)
    assert any(note.startswith("sums may have been kept in float16 itself; declare acc") for note in report.notes) != bool(
        declared
    )
    assert not check(mine, gives=EVERYTHING, dtype="float32").notes


def test_that_no_bias_was_judged_is_noted():
    alone = lambda *args: gradients(*args)[1]
    note = "no ∇b was judged; add nabla_b to gives, or declare biases='none' where there are none to train"

    assert check(alone, gives="nabla_w").notes == (note,)
    assert check(lambda w, x, y: alone(w, np.zeros(3), x, y), takes="w x y", gives="nabla_w", biases="none").notes == ()


@pytest.mark.parametrize("nothing", [None, [None] * 3, [0.0] * 3])
def test_a_bias_that_is_declared_away_may_be_nothing(nothing):
    assert check(lambda w, b, x, y: (nothing, gradients(w, np.zeros(3), x, y)[1]), biases="none").outcome == "right"


@pytest.mark.slow
def test_a_bias_that_is_declared_away_may_be_no_number_else():
    report = check(lambda w, b, x, y: ([0.0, 1.0, 0.0], gradients(w, np.zeros(3), x, y)[1]), biases="none")

    assert report.sentence == (
        "unusable: nabla_b[1] is not zero, but biases are declared as 'none': give None, or declare what it is."
    )


def test_an_attribute_that_is_missing_is_named():
    report = check(lambda *args: object(), attr="dw db", gives="nabla_w nabla_b")

    assert report.sentence == "unusable: the function returned an object, which has no attribute 'dw'."


@pytest.mark.slow
@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda cost, output: (np.ones(3), output), "cost is an array of shape (3,); expected is one number for the batch."),
        (lambda cost, output: (object(), output), "cost is an object; expected is an array of floats."),
        (lambda cost, output: ("0.5", output), "cost is a str; expected is an array of floats."),
        (lambda cost, output: (cost, None), "output is None; expected is an array of floats."),
        (lambda cost, output: (cost, output[:1]), "output has shape (1, 5); expected is the shape of y."),
    ],
)
def test_a_cost_or_output_that_cannot_be_used_is_one_sentence(change, message):
    report = check(lambda *args: (*gradients(*args), *change(*mine(*args)[2:])), gives=EVERYTHING)

    assert report.sentence == f"unusable: {message}"


def test_widths_must_fit_the_activations():
    with pytest.raises(InputError, match=r"widths has 2 numbers; for 3 activations, it must have 4, input first\."):
        check(gradients, activations=["sigmoid"] * 3, widths=(2, 3))


def test_one_activation_stands_for_as_many_layers_as_widths_say():
    assert "network: 2-4-3, sigmoid → sigmoid, " in check(gradients, widths=(2, 4, 3)).explanation


@pytest.mark.parametrize("fn", [3, None, "mine.py:f", [gradients]])
def test_what_is_no_function_is_one_sentence(fn):
    with pytest.raises(InputError, match=r"^fn is .*; give a function\.$"):
        check(fn)


def test_networks_that_no_memory_holds_are_refused():
    with pytest.raises(InputError, match=r"^widths has 3,000,000,000,000 weights; to judge them takes about .* GB, more than"):
        check(gradients, activations=["sigmoid"] * 3, widths=[10**6] * 4)


@pytest.mark.filterwarnings("error")
def test_an_async_function_is_one_sentence_and_no_warning():
    async def later(w, b, x, y):
        return gradients(w, b, x, y)

    says = "unusable: the function is async: it gave a coroutine, of which nothing has run; give a plain function."
    assert check(later).sentence == says


def test_what_is_given_by_name_is_read_by_name():
    named = lambda *args: dict(zip(("nabla_w", "nabla_b"), gradients(*args)[::-1], strict=True))

    assert check(named).outcome == "right"
    assert check(lambda *args: {**named(*args), "more": 1}).outcome == "unusable"
