"""What was rounded, clipped or divided somewhere in the middle, and other data that one pass alone has, is named as that."""

import numpy as np
import pytest

from nablacheck import check

from helpers.miscomputed import sigmoid, softmax

pytestmark = pytest.mark.slow

CONVENTIONS = {"activations": ["sigmoid", "sigmoid"]}


def same(letter):
    return letter


def backprop(
    error=lambda a, y: a - y,
    slope=lambda a, z, x: a * (1 - a),
    slope_at_the_output=lambda a, z: a * (1 - a),
    output=sigmoid,
    delta=lambda d, l: d,
    sent=lambda w, b: w,
    forward=same,
    decay=lambda w, m: 0 * w,
):
    """sigmoid → sigmoid, quadratic cost, mean over the examples; one letter of it is another one."""

    def gradients(w, b, x, y):
        m = x.shape[1]
        z2 = w[0] @ forward(x) + b[0]
        h = sigmoid(z2)
        z3 = w[1] @ h + b[1]
        a = output(z3)
        d3 = delta(error(a, y) * slope_at_the_output(a, z3), 3)
        d2 = delta((sent(w[1], b[1]).T @ d3) * slope(h, z2, x), 2)
        return [d.sum(axis=1, keepdims=True) / m for d in (d2, d3)], [
            d2 @ x.T / m + decay(w[0], m),
            d3 @ h.T / m + decay(w[1], m),
        ]

    return gradients


def named(function, **conventions):
    report = check(function, **CONVENTIONS, **conventions)
    assert report.outcome == "wrong"
    assert len(report.diagnoses) == 1, str(report)
    return str(report.diagnoses[0])


@pytest.mark.parametrize("decimals", [2, 3, 4, 6])
def test_a_sigma_prime_that_is_rounded_is_no_narrow_dtype(decimals):
    rounded = backprop(slope=lambda a, z, x: np.round(a * (1 - a), decimals))

    assert named(rounded) == f"σ′(z^l) is rounded to {decimals} decimals (BP2, layer 2)"


def to_bfloat16(part):
    """Rounded to the 8 binary digits of the format that NumPy does not have."""
    significand, exponent = np.frexp(part)
    return np.ldexp(np.rint(significand * 2**8) / 2**8, exponent).astype(part.dtype)


def to_float16(part):
    return part.astype(np.float16).astype(part.dtype)


FORMATS = [
    (to_bfloat16, "bfloat16: cast nothing"),
    (to_float16, "float16: cast nothing, or declare dtype=float16"),
]


@pytest.mark.parametrize(("cast", "to"), FORMATS)
@pytest.mark.parametrize(("k", "letter", "equation"), [(0, "∇b", "BP3"), (1, "∇w", "BP4")])
@pytest.mark.parametrize("widths", [None, (2, 3, 1)])
def test_the_format_of_one_letter_is_told_from_a_finer_one(cast, to, k, letter, equation, widths):
    """Each float of bfloat16 is one of float16 where that is not out of its range, but not the other way."""

    def gradients(*args):
        given = [*backprop()(*args)]
        given[k] = [cast(part) for part in given[k]]
        return given

    says = f"{letter}^l passes through {to} ({equation}, layers 2 and 3)"
    assert named(gradients, **({"widths": widths} if widths else {})) == says


@pytest.mark.parametrize("dtype", ["float32", "float64"])
@pytest.mark.parametrize(("cast", "to"), FORMATS)
def test_a_format_that_delta_passes_through_is_no_formula(cast, to, dtype):
    """In float32 a difference quotient is as coarse as float16; its numbers are no floats of that."""
    coarse = backprop(delta=lambda d, l: cast(d) if l == 2 else d)

    assert named(coarse, dtype=dtype) == f"δ^l passes through {to} (BP2, layer 2)"


def test_delta_of_bfloat16_in_every_layer_is_not_said_to_be_float16():
    report = check(backprop(delta=lambda d, l: to_bfloat16(d)), **CONVENTIONS)

    assert "bfloat16" in str(report)
    assert "float16" not in str(report).replace("bfloat16", "")


def test_a_delta_that_is_rounded_to_zeros_in_some_networks():
    rounded = backprop(delta=lambda d, l: np.round(d, 1) if l == 3 else d)

    assert named(rounded) == "the numbers are rounded to 1 decimal (BP1, layer 3)"


def clipped(at, bound):
    return backprop(delta=lambda d, l: np.clip(d, -bound, bound) if l == at else d)


@pytest.mark.parametrize(("equation", "l", "bound"), [("BP1", 3, 0.1), ("BP2", 2, 0.01)])
def test_a_clipped_delta_is_named_though_no_example_may_reach_the_bound(equation, l, bound):
    assert named(clipped(l, bound)) == f"the numbers are clipped between {-bound} and {bound} ({equation}, layer {l})"


@pytest.mark.parametrize(
    "of_z", [lambda a, z: z * (1 - z), lambda a, z: sigmoid(z) * (1 - sigmoid(z))], ids=["z(1 − z)", "σ′(z)"]
)
def test_a_missing_sigma_at_the_output_is_one_mistake(of_z):
    diagnosis = named(backprop(output=same, slope_at_the_output=of_z))

    assert "output layer" in diagnosis
    assert "no σ" in diagnosis
    assert diagnosis.endswith("(BP1, layer 3)")
    assert ";" not in diagnosis


@pytest.mark.parametrize("sigmas", [["relu", "relu"], ["tanh", "identity"], ["sigmoid"] * 3], ids="-".join)
def test_zeros_are_no_other_activation(sigmas):
    def zeros(w, b, x, y):
        return [0 * array for array in b], [0 * array for array in w]

    report = check(zeros, activations=sigmas)

    assert report.explanation.startswith(f"the function breaks BP1 at layer {len(sigmas) + 1}")
    assert str(report.diagnoses[0]).startswith("every number is 0: δ^L is 0")


def over_its_root_mean_square(axis):
    return lambda a, y: (a - y) / np.sqrt(np.square(a - y).mean(axis=axis, keepdims=True))


def over_its_norm(axis):
    return lambda a, y: (a - y) / np.sqrt(np.square(a - y).sum(axis=axis, keepdims=True))


ERRORS = {
    "root of its mean square over all outputs and examples": over_its_root_mean_square(None),
    "root of its mean square in each example": over_its_root_mean_square(0),
    "its norm over all examples": over_its_norm(None),
    "its norm in each example": over_its_norm(0),
}


@pytest.mark.parametrize("divisor", ERRORS)
def test_what_examples_by_themselves_do_not_tell_apart_the_batch_does(divisor):
    assert f"was divided by {'the ' if 'root' in divisor else ''}{divisor}" in named(backprop(error=ERRORS[divisor]))


SENT = {
    "w^{l+1} + b^{l+1} was sent back with": lambda w, b: w + b,
    "only the sign of w^{l+1} was used on the way back": lambda w, b: np.sign(w),
    "w^{l+1} was squared on the way back": lambda w, b: w * w,
    "w^{l+1} was divided by its norm on the way back": lambda w, b: w / np.linalg.norm(w),
}


@pytest.mark.parametrize("says", SENT)
def test_other_weights_on_the_way_back(says):
    diagnosis = named(backprop(sent=SENT[says]))

    assert diagnosis.startswith(says)
    assert diagnosis.endswith("(BP2, layer 2)")


def test_the_layer_below_in_the_form_that_is_written_with_a():
    diagnosis = named(backprop(slope=lambda a, z, x: x * (1 - x)), widths=[3, 3, 2])

    assert diagnosis == "a^{l-1} stands for a^l in σ′ (BP2, layer 2)"


ERRORS_TOO = {
    "y was subtracted twice: a^L − 2y was taken for a^L − y": lambda a, y: a - 2 * y,
    "2a^L − y was taken for a^L − y": lambda a, y: 2 * a - y,
    "a^L − y was rounded to 2 decimals": lambda a, y: np.round(a - y, 2),
}


@pytest.mark.parametrize("says", ERRORS_TOO)
def test_other_errors_at_the_output(says):
    assert named(backprop(error=ERRORS_TOO[says])) == f"{says} (BP1, layer 3)"


def test_a_floor_under_sigma_prime_is_no_narrow_dtype():
    report = check(backprop(slope=lambda a, z, x: np.maximum(a * (1 - a), 0.125)), **CONVENTIONS)

    assert report.outcome == "wrong"
    assert "float16" not in str(report)


def test_what_single_examples_alone_look_like_is_not_named():
    """The first example counts twice, and an example by itself is the first."""

    def twice(a, y):
        return (a - y) * np.where(np.arange(a.shape[1]) == 0, 2, 1)

    report = check(backprop(error=twice), **CONVENTIONS)

    assert report.outcome == "wrong"
    assert "times 2" not in str(report)


def test_the_slope_of_another_hard_sigmoid_whose_corners_few_z_reach():
    slope = backprop(slope=lambda a, z, x: np.where(abs(z) < 2.5, 0.2, 0))

    assert named(slope) == ("σ′(z^l) is 0.2 where |z| < 2.5 and 0 elsewhere, as of the hard sigmoid of Keras 2 (BP2, layer 2)")


def test_nabla_b_made_of_nabla_w():
    def summed(*given):
        nabla_w = backprop()(*given)[1]
        return [array.sum(axis=1, keepdims=True) for array in nabla_w], nabla_w

    assert named(summed) == "∇b is the sum of ∇w over the neurons of layer l−1 (BP3, layers 2 and 3)"


def test_inputs_over_a_root():
    def gradients(w, b, x, y):
        h = sigmoid(w[0] @ x / np.sqrt(len(x)) + b[0])
        a = sigmoid(w[1] @ h / np.sqrt(len(h)) + b[1])
        d3 = (a - y) * a * (1 - a)
        d2 = (w[1].T @ d3) * h * (1 - h)
        m = x.shape[1]
        return [d.sum(axis=1, keepdims=True) / m for d in (d2, d3)], [d2 @ x.T / m, d3 @ h.T / m]

    assert named(gradients).endswith(
        "the square root of the number of neurons of layer l−1 in z^l (equation (23), layers 2 and 3)"
    )


RIVAL = "(or, with the same numbers: a^L − y was multiplied with {}, and taken for δ^L) (BP1, layer 3)"
OF_SOFTMAX = {
    f"only the diagonal a(1 − a) of softmax's Jacobian was used {RIVAL.format('y')}": lambda a, y: (a - y) * y,
    f"of softmax's Jacobian the diagonal a(1 − a) is missing {RIVAL.format('1 − y')}": lambda a, y: (a - y) * (1 - y),
    "e^(a^L) − y was taken for a^L − y, as if a^L were a logarithm, and taken for δ^L (BP1, layer 3)": (
        lambda a, y: np.exp(a) - y
    ),
    "a^L − y was taken for ∇_a C, as under the quadratic cost (BP1, layer 3); (1 − |a|)² was used for σ′(z^L), as of softsign,"
    " with the a^L of softmax (BP1, layer 3)": lambda a, y: (a - y) * np.square(1 - a),
}


@pytest.mark.parametrize("says", OF_SOFTMAX)
def test_errors_of_softmax_are_told_with_what_gives_the_same_numbers(says):
    def gradients(w, b, x, y):
        h = np.tanh(w[0] @ x + b[0])
        d3 = OF_SOFTMAX[says](softmax(w[1] @ h + b[1]), y)
        d2 = (w[1].T @ d3) * (1 - h * h)
        m = x.shape[1]
        return [d.sum(axis=1, keepdims=True) / m for d in (d2, d3)], [d2 @ x.T / m, d3 @ h.T / m]

    report = check(gradients, activations=["tanh", "softmax"], cost="categorical-cross-entropy")

    assert [str(diagnosis) for diagnosis in report.diagnoses] == [says]


CHANGES = {
    "x/2 was taken for x": lambda x: x / 2,
    "tanh x was taken for x": np.tanh,
    "x was normalised with the mean and the deviation of everything": lambda x: (x - x.mean()) / x.std(),
}


@pytest.mark.parametrize("says", CHANGES)
def test_x_that_only_the_forward_pass_changed(says):
    diagnosis = named(backprop(forward=CHANGES[says]))

    assert diagnosis.startswith(says)
    assert diagnosis.endswith("in the forward pass alone: BP4 has x as it was given (equation (23), layer 2)")


@pytest.mark.parametrize(("divisor", "says"), [(lambda m: max(m - 1, 1), "m − 1"), (lambda m: m + 1, "m + 1")])
def test_a_decay_that_is_divided_by_another_number(divisor, says):
    diagnosis = named(backprop(decay=lambda w, m: 0.125 / divisor(m) * w), l2=0.125, l2_over="m")

    assert f"divided by {says}, in place of m" in diagnosis


def masked(slope):
    def gradients(w, b, x, y, mask):
        (mask,), m = mask if isinstance(mask, (list, tuple)) else [mask], x.shape[1]
        a = sigmoid(w[0] @ x + b[0])
        h = a * mask
        out = sigmoid(w[1] @ h + b[1])
        d3 = (out - y) * out * (1 - out)
        d2 = (w[1].T @ d3) * slope(h, mask)
        return [d.sum(axis=1, keepdims=True) / m for d in (d2, d3)], [d2 @ x.T / m, d3 @ h.T / m]

    return gradients


@pytest.mark.parametrize(
    ("slope", "says"),
    [
        (lambda h, mask: mask * h * (1 - h), "σ′ takes a^l before the mask"),
        (lambda h, mask: h * (1 - h), "the mask is missing on the way back"),
    ],
    ids=["with its mask", "without"],
)
def test_sigma_prime_of_what_dropout_left(slope, says):
    diagnosis = named(masked(slope), takes="w b x y mask")

    assert diagnosis.startswith("a^l with its mask stands for a^l in σ′")
    assert says in diagnosis


@pytest.mark.parametrize("inner", [2.0, 0.5])
def test_a_slope_that_sigma_does_not_have(inner):
    def gradients(w, b, x, y):
        h = sigmoid(inner * (w[0] @ x + b[0]))
        a = sigmoid(w[1] @ h + b[1])
        d3 = (a - y) * a * (1 - a)
        d2 = (w[1].T @ d3) * inner * h * (1 - h)
        m = x.shape[1]
        return [d.sum(axis=1, keepdims=True) / m for d in (d2, d3)], [d2 @ x.T / m, d3 @ h.T / m]

    at = {2.0: "2 z^l", 0.5: "z^l/2"}[inner]
    says = f"σ was computed at {at}, and σ′ with it: a slope (or temperature) that σ(z^l) does not have"
    assert named(gradients) == f"{says} (equation (23), layer 2)"


def test_margins_show_no_other_output():
    """Under the hinge many a^L have the same δ^L: that of the perceptron is no σ(10 z)."""

    def perceptron(w, b, x, y):
        h = np.tanh(w[0] @ x + b[0])
        a = w[1] @ h + b[1]
        d3 = np.where(y * a < 0, -y, 0.0)
        d2 = (w[1].T @ d3) * (1 - h * h)
        m = x.shape[1]
        return [d.sum(axis=1, keepdims=True) / m for d in (d2, d3)], [d2 @ x.T / m, d3 @ h.T / m]

    report = check(perceptron, activations=["tanh", "identity"], cost="hinge")

    assert report.declare == "cost=perceptron"
    assert "(23)" not in str(report)


def test_targets_that_are_missing_are_not_cut_to_whole_numbers():
    def gradients(w, b, x, y):
        h = np.tanh(w[0] @ x + b[0])
        d3 = np.tanh(w[1] @ h + b[1])
        d2 = (w[1].T @ d3) * (1 - h * h)
        m = x.shape[1]
        return [d.sum(axis=1, keepdims=True) / m for d in (d2, d3)], [d2 @ x.T / m, d3 @ h.T / m]

    report = check(gradients, activations=["tanh", "identity"], cost="log-cosh")

    assert [str(diagnosis) for diagnosis in report.diagnoses] == ["y is missing in ∇_a C: 0 stands for it (BP1, layer 3)"]


def test_a_step_by_signs_alone():
    def step(w, b, x, y):
        nabla_b, nabla_w = backprop()(w, b, x, y)
        return [p - np.sign(g) / 8 for p, g in zip(b, nabla_b, strict=True)], [
            p - np.sign(g) / 8 for p, g in zip(w, nabla_w, strict=True)
        ]

    report = check(step, **CONVENTIONS, gives="b w", eta=0.125)

    assert [str(diagnosis) for diagnosis in report.diagnoses] == ["only the sign of each number is left"]
