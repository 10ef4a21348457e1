"""Who is to blame: what is kept between calls, the declaration, a guard, or equations, each by its own name."""

import re

import numpy as np
import pytest

from nablacheck import check
from nablacheck.oracle.explaining.observed_prime import SHOWN


def sigmoid(z):
    return 1 / (1 + np.exp(-z))


SIGMAS = {
    "sigmoid": (sigmoid, lambda a: a * (1 - a)),
    "tanh": (np.tanh, lambda a: 1 - a * a),
    "identity": (lambda z: z, np.ones_like),
    "relu": (lambda z: np.maximum(z, 0), lambda a: (a > 0) * 1.0),
}


def submission(*sigmas, change=lambda part: part, of_b=lambda part: part, residual=lambda a, y: a - y, prime=None):
    """Right code for the quadratic cost, but for what is changed: δ, ∇b, the residual, σ′ of hidden layers."""

    def gradients(w, b, x, y):
        a = [x]
        for name, weight, bias in zip(sigmas, w, b, strict=True):
            a.append(SIGMAS[name][0](weight @ a[-1] + bias))
        delta = residual(a[-1], y) / x.shape[1] * SIGMAS[sigmas[-1]][1](a[-1])
        nabla_b, nabla_w = [], []
        for l in reversed(range(len(w))):
            delta = change(delta)
            nabla_b.insert(0, of_b(delta.sum(axis=1, keepdims=True)))
            nabla_w.insert(0, delta @ a[l].T)
            if l:
                delta = w[l].T @ delta * (prime or SIGMAS[sigmas[l - 1]][1])(a[l])
        return nabla_b, nabla_w

    return gradients


def named(report):
    return [[mistake.name for mistake, _ in diagnosis.mistakes] for diagnosis in report.diagnoses]


def test_right_code_for_another_activation_is_told_which():
    report = check(submission("tanh", "sigmoid"), activations=["sigmoid", "sigmoid"])

    assert (report.outcome, report.declare, report.diagnoses) == ("wrong", "activations=tanh,sigmoid", ())
    assert report.explanation.startswith(
        "the function is right, and not for what is declared: the numbers are those of tanh at layer 2.\n"
        "  declare activations=tanh,sigmoid: then every number on every network is right\n"
    )
    assert report.as_json()["declare"] == report.declare


@pytest.mark.slow
def test_another_cost_may_be_meant_where_one_mistake_explains_as_much():
    """σ′(z^L) is missing, or the cost is the cross-entropy, which cancels it."""
    report = check(submission("sigmoid", "sigmoid", residual=lambda a, y: (a - y) / (a * (1 - a))), activations=["sigmoid"] * 2)

    assert named(report) == [["sigma prime missing at the output"]]
    assert report.explanation.startswith("the function breaks BP1 at layer 3 of 3.\n")
    assert "declare cost=cross-entropy where that is meant\n  looks like: δ^L is ∇_a C, without" in report.explanation


def test_the_cost_that_is_returned_says_which_is_meant():
    def returns(w, b, x, y):
        output = np.tanh(w[1] @ sigmoid(w[0] @ x + b[0]) + b[1])
        return *submission("sigmoid", "tanh")(w, b, x, y), ((output - y) ** 2).sum() / (2 * x.shape[1])

    report = check(returns, activations=["sigmoid", "tanh"], cost="log-cosh", gives="nabla_b nabla_w cost")

    assert (report.outcome, report.declare) == ("wrong", "cost=quadratic")


@pytest.mark.slow
def test_a_decay_that_nobody_declared_is_solved_for():
    def decays(w, b, x, y):
        nabla_b, nabla_w = submission("sigmoid", "sigmoid")(w, b, x, y)
        return nabla_b, [nabla + 0.375 * weight for nabla, weight in zip(nabla_w, w, strict=True)]

    report = check(decays, activations=["sigmoid"] * 2)

    assert report.explanation.startswith("the function breaks BP4 at layer 3 of 3.\n")
    assert "∇w is off by exactly 0.375 w: declare l2=0.375 or take it out (BP4, layers 2 and 3)" in report.explanation


def test_gradients_that_add_up_are_the_function_s():
    kept = {}

    def adds_up(w, b, x, y):
        parts = [*submission("tanh", "identity")(w, b, x, y)[0], *submission("tanh", "identity")(w, b, x, y)[1]]
        key = tuple(part.shape for part in parts)
        kept[key] = [old + new for old, new in zip(kept.get(key, [0.0] * 4), parts, strict=True)]
        return kept[key][:2], kept[key][2:]

    report = check(adds_up, activations=["tanh", "identity"])

    assert named(report) == [["kept between calls"]]
    assert report.explanation.startswith("the function is wrong: the gradients add up from call to call")


def test_an_answer_that_is_one_call_late_is_the_one_before():
    right = submission("tanh", "identity")
    ones = [np.ones((5, 2)), np.ones((3, 5))], [np.ones((5, 1)), np.ones((3, 1))], np.ones((2, 1)), np.ones((3, 1))
    kept = [right(*ones)]

    def late(w, b, x, y):
        kept.append(right(w, b, x, y))
        return kept[-2]

    report = check(late, activations=["tanh", "identity"], widths=(2, 5, 3))

    assert report.explanation.startswith("the function is wrong: the answer is one call late"), str(report)


def test_a_step_after_each_example_is_told_from_one_for_the_batch():
    def online(w, b, x, y, eta):
        for i in range(x.shape[1]):
            nabla_b, nabla_w = submission("sigmoid", "sigmoid")(w, b, x[:, [i]], y[:, [i]])
            w = [p - eta * g for p, g in zip(w, nabla_w, strict=True)]
            b = [p - eta * g for p, g in zip(b, nabla_b, strict=True)]
        return w, b

    report = check(online, activations=["sigmoid"] * 2, takes="w b x y eta", gives="w b", total="sum")

    assert named(report) == [["a step after each example"]]
    assert report.explanation.startswith("the function is wrong: w and b move after each example")


@pytest.mark.parametrize("h", [1 / 1024, 1 / 2**20])
def test_difference_quotients_are_as_good_as_they_can_be(h):
    def quotients(w, b, x, y):
        def cost():
            return ((sigmoid(w[1] @ np.tanh(w[0] @ x + b[0]) + b[1]) - y) ** 2).sum() / (2 * x.shape[1])

        def slope(array, index):
            kept = array[index]
            array[index] = kept + h
            above = cost()
            array[index] = kept - h
            below = cost()
            array[index] = kept
            return (above - below) / (2 * h)

        slopes = [np.array([[slope(p, (i, j)) for j in range(p.shape[1])] for i in range(p.shape[0])]) for p in (*b, *w)]
        return slopes[:2], slopes[2:]

    report = check(quotients, activations=["tanh", "sigmoid"])

    assert named(report) == [["difference quotients"]]
    assert f"differences with h about {h:.2g}: as such they are as good as they can be, error" in report.explanation


@pytest.mark.slow
def test_a_narrow_number_inside_is_found_where_it_stands():
    report = check(
        submission("tanh", "identity", residual=lambda a, y: (a - y).astype(np.float32)), activations=["tanh", "identity"]
    )

    assert report.explanation.startswith("the function breaks BP1 at layer 3 of 3.\n"), str(report)
    assert "passes through float32" in report.explanation


def test_everything_in_a_narrow_format_is_right_as_far_as_that_goes():
    def narrow(w, b, x, y):
        return submission("tanh", "identity")(
            *[[p.astype(np.float32) for p in part] for part in (w, b)], np.float32(x), np.float32(y)
        )

    report = check(narrow, activations=["tanh", "identity"])

    assert (report.outcome, report.declare) == ("wrong", "dtype=float32")


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize("sigmas", [("tanh", "relu", "identity"), ("relu", "relu", "relu")], ids=" ".join)
def test_a_layer_that_is_dead_says_nothing_of_what_comes_after_it(sigmas, seed):
    """Where all a^{l−1} are 0, ∇w^l is 0 for every δ^l; where δ is 0, it is so times 3."""
    report = check(submission(*sigmas, residual=lambda a, y: 3 * (a - y)), activations=sigmas, seed=seed)

    assert "looks like: times 3 (predicts every number)" in report.explanation


@pytest.mark.slow
def test_mistakes_compose_and_each_has_its_own_name():
    """Three at once: the residual, σ′ of another activation, ∇b summed."""
    wrong = submission(
        "sigmoid",
        "sigmoid",
        residual=lambda a, y: (a - y) / (a * (1 - a)),
        prime=lambda a: 1 - a * a,
        of_b=lambda part: 3 * part,
    )
    report = check(wrong, activations=["sigmoid"] * 2)

    assert named(report) == [["sigma prime missing at the output", "∇b times 3", "sigma prime of tanh in a"]], str(report)


def test_the_sigma_prime_that_was_used_is_shown():
    report = check(submission("tanh", "identity", prime=lambda a: 1 - a), activations=["tanh", "identity"])
    observed = report.primes[0]

    assert (observed.layer, observed.activation) == (2, "tanh")
    for z, used, book in observed.rows:
        assert f"{used:.8g}" == f"{1 - np.tanh(z):.8g}", "what was used is 1 − a"
        assert f"{book:.8g}" == f"{1 - np.tanh(z) ** 2:.8g}"
    lines = report.explanation.splitlines()
    heading = next(i for i, line in enumerate(lines) if "σ′ as it was used at layer 2" in line)
    assert len(lines) - heading - 3 == SHOWN
    assert report.as_json()["sigma_prime"][0]["layer"] == 2
    assert "<svg" in report._repr_html_()


def test_what_nothing_explains_has_no_name():
    report = check(submission("tanh", "identity", prime=lambda a: 1 - a**2 / 3 + a**5), activations=["tanh", "identity"])

    assert (report.outcome, report.diagnoses) == ("wrong", ())
    assert report.explanation.startswith("the function breaks BP2 at layer 2 of 3.\n")
    assert "no mistake of the catalogue predicts" in report.explanation
    assert report.primes, "the σ′ that was used is shown all the same"


def test_what_has_a_name_is_said_where_the_rest_has_none():
    def wrong(w, b, x, y):
        nabla_b, nabla_w = submission("tanh", "identity", prime=lambda a: 1 - a**2 / 3 + a**5)(w, b, x, y)
        return [nabla_b[0], 4 * nabla_b[1]], nabla_w

    report = check(wrong, activations=["tanh", "identity"])

    assert report.diagnoses == ()
    assert "looks like: ∇b^3 is 4 times what BP3 says (BP3, layer 3) (predicts what it names)" in report.explanation
    assert "looks like: no mistake of the catalogue predicts δ^2 (BP2, layer 2)" in report.explanation


def test_what_is_drawn_anew_at_each_call_is_no_mistake_in_an_equation():
    """Dropout whose mask nobody seeds."""
    rng = np.random.default_rng(0)
    drawn = submission("sigmoid", "sigmoid", change=lambda delta: delta * rng.random(delta.shape))
    report = check(drawn, activations=["sigmoid", "sigmoid"])

    assert report.outcome == "wrong"
    assert report.explanation.startswith("the function is wrong: it gives another answer at each call")


@pytest.mark.slow
@pytest.mark.filterwarnings("error")
def test_infinities_are_shown_and_have_no_empty_name():
    report = check(lambda w, b, x, y: tuple([np.full_like(part, np.inf) for part in parts] for parts in (b, w)))

    assert report.outcome == "wrong"
    assert "the function returned inf" in report.explanation
    assert not re.search(r"looks like: *\(", report.explanation)


@pytest.mark.slow
def test_float32_numbers_in_float32_are_not_taken_for_narrow_ones():
    """σ with constants of six digits: each number is a float32, as it should be, and none is a float16."""
    sigma = lambda z: (1.0507 * np.where(z > 0, z, 1.67326 * (np.exp(z) - 1))).astype(z.dtype)
    SIGMAS["rounded selu"] = sigma, lambda a: np.where(a > 0, 1.0507, a + 1.0507 * 1.67326).astype(a.dtype)
    report = check(submission(*["rounded selu"] * 3), activations="selu", dtype="float32")

    assert (report.outcome, report.declare) == ("wrong", "")


@pytest.mark.parametrize(
    ("number", "says"), [(np.nan, "NaN in place of a number"), (np.inf, "an infinity in place of a number")]
)
def test_what_is_no_number_has_no_mistake_of_the_catalogue(number, says):
    def without_numbers(w, b, x, y):
        return [np.full_like(part, number) for part in b], [np.full_like(part, number) for part in w]

    report = check(without_numbers)

    assert report.outcome == "wrong"
    assert f"looks like: {says}: look for a division by 0" in report.explanation, report.explanation


@pytest.mark.slow
def test_no_declaration_is_offered_that_leaves_as_much_to_explain():
    """Each ∇b^l is the mean over its neurons: three places under any declaration, of which the declared one needs no other."""
    averaged = check(submission("sigmoid", "sigmoid", "sigmoid", of_b=lambda part: np.full_like(part, part.mean())))

    assert averaged.outcome == "wrong"
    assert "δ was summed over the neurons too (BP3, layers 2, 3 and 4); times 1/n_l" in averaged.explanation
    assert "declare" not in averaged.explanation


@pytest.mark.parametrize("everywhere", [False, True])
@pytest.mark.parametrize("number", [np.nan, np.inf])
@pytest.mark.parametrize(("k", "equation"), [(0, "BP3"), (1, "BP4")])
@pytest.mark.parametrize("l", [2, 3, 4])
def test_no_number_in_one_letter_is_of_its_equation(l, k, equation, number, everywhere):
    """Of δ the other letter tells, and it is right."""

    def gradients(*args):
        given = submission("sigmoid", "sigmoid", "sigmoid")(*args)
        given[k][l - 2][... if everywhere else (0, 0)] = number
        return given

    explanation = check(gradients).explanation

    assert explanation.startswith(f"the function breaks {equation} at layer {l} of 4.\n"), explanation
    assert "in place of a number: look for a division by 0" in explanation
    assert "; so do" not in explanation


@pytest.mark.parametrize("batches_alone", [False, True])
@pytest.mark.parametrize("step", [False, True])
@pytest.mark.parametrize(("l", "equation"), [(2, "BP2"), (3, "BP2"), (4, "BP1")])
def test_no_number_in_delta_is_of_the_equation_of_delta(l, equation, step, batches_alone):
    """∇b and a whole row of ∇w are infinite then, and below it everything is NaN."""

    def without_numbers(delta):
        if len(delta) == {2: 5, 3: 4, 4: 3}[l] and (delta.shape[1] > 1 or not batches_alone):
            delta[0, -1] = np.inf
        return delta

    def stepped(w, b, x, y, eta):
        nabla_b, nabla_w = gradients(w, b, x, y)
        return [[p - eta * g for p, g in zip(*pair, strict=True)] for pair in ((w, nabla_w), (b, nabla_b))]

    gradients = submission("sigmoid", "sigmoid", "sigmoid", change=without_numbers)
    report = check(stepped, takes="w b x y eta", gives="w b") if step else check(gradients)

    assert report.explanation.startswith(f"the function breaks {equation} at layer {l} of 4.\n"), report.explanation
    assert "looks like: an infinity in place of a number" in report.explanation


def test_no_number_beside_a_mistake_is_explained_by_itself():
    def gradients(*args):
        nabla_b, nabla_w = submission("sigmoid", "sigmoid", "sigmoid", change=no_number_in_layer_3)(*args)
        return nabla_b, [*nabla_w[:2], 2 * nabla_w[2]]

    def no_number_in_layer_3(delta):
        return np.where(np.arange(len(delta))[:, None] == 0, np.nan, delta) if len(delta) == 4 else delta

    explanation = check(gradients).explanation

    assert explanation.startswith("the function breaks BP4 at layer 4 of 4.\n")
    assert "looks like: ∇w^4 is 2 times what BP4 says (BP4, layer 4)" in explanation
    assert "so do entries of BP2 at layer 3\n" in explanation
