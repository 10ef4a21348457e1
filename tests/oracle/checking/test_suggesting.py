"""A function that cannot be called or read as declared: the declarations under which it is right, and no others."""

import time

import numpy as np
import pytest

from nablacheck import check


def sigma(z):
    return 1 / (1 + np.exp(-z))


def columns(w, b, x, y, prime=lambda a: a * (1 - a), gives=lambda nabla_b, nabla_w: (nabla_b, nabla_w)):
    """Any number of layers, a batch with an example in each column."""
    a = [x]
    for w_l, b_l in zip(w, b, strict=True):
        a.append(sigma(w_l @ a[-1] + b_l))
    delta, nabla_b, nabla_w = (a[-1] - y) / x.shape[1] * prime(a[-1]), [], []
    for l in reversed(range(len(w))):
        nabla_b.insert(0, delta.sum(axis=1, keepdims=True))
        nabla_w.insert(0, delta @ a[l].T)
        delta = w[l].T @ delta * a[l] * (1 - a[l])
    return gives(nabla_b, nabla_w)


def two_layers(w, b, x, y):
    first, second = w
    return columns([first, second], b, x, y)


def one_layer(w, b, x, y):
    (only,) = w
    return columns([only], b, x, y)


def one_vector(w, b, x, y):
    assert x.ndim == 1
    nabla_b, nabla_w = columns(w, [b_l[:, None] for b_l in b], x[:, None], y[:, None])
    return [b_l[:, 0] for b_l in nabla_b], nabla_w


def rows_summed(w, b, x, y):
    nabla_b, nabla_w = columns([w_l.T for w_l in w], [b_l[:, None] for b_l in b], x.T, y.T)
    return [len(x) * b_l[:, 0] for b_l in nabla_b], [len(x) * w_l.T for w_l in nabla_w]


def inputs_first(x, y, w, b):
    return columns(w, b, x, y)


@pytest.mark.parametrize(
    ("fn", "meant"),
    [
        (one_vector, "examples='vector', biases='(n,)'"),
        (rows_summed, "examples='rows', weights='(in, out)', biases='(n,)', total='sum'"),
        (lambda *given: columns(*given)[::-1], "gives='nabla_w nabla_b'"),
        (inputs_first, "takes='x y w b'"),
    ],
    ids=lambda part: getattr(part, "__name__", ""),
)
def test_what_is_meant_is_found(fn, meant):
    report = check(fn)

    assert f"  It is right as soon as {meant} is declared." in report.explanation.splitlines()
    assert report.outcome == "unusable"


@pytest.mark.parametrize(
    ("fn", "says"),
    [
        (two_layers, "2 layers of weights, not for 3; if that is your network, declare activations=['sigmoid', 'sigmoid']."),
        (one_layer, "1 layer of weights, not for 3; if that is your network, declare activations=['sigmoid']."),
    ],
)
def test_another_number_of_layers_is_no_more_than_that(fn, says):
    report = check(fn)

    assert f"  It is right for {says}" in report.explanation.splitlines()
    assert "as soon as" not in report.explanation


@pytest.mark.slow
def test_nothing_is_suggested_under_which_it_is_wrong():
    report = check(lambda w, b, x, y: columns([w[0], w[1]], b, x, y, prime=lambda a: 1))

    assert report.outcome == "unusable"
    assert "It is right" not in report.explanation
    assert "one activation for each layer sets the number of layers." in report.explanation


def test_who_has_said_how_many_layers_there_are_is_not_told():
    report = check(lambda *given: columns(*given)[::-1], activations=["sigmoid"] * 3)

    assert "one activation for each layer" not in report.explanation


def exits(w, b, x, y):
    raise SystemExit


def adds(w, b, x, y):
    return 1 + "1"


@pytest.mark.parametrize("fn", [exits, adds, lambda w, b, x, y: object()], ids=["exits", "adds", "object"])
def test_of_layers_is_spoken_where_their_number_may_be_the_cause(fn):
    report = check(fn)

    assert report.outcome == "unusable"
    assert "one activation for each layer" not in report.explanation


def test_code_that_does_not_return_is_not_tried_again():
    calls = []

    def hangs(*given):
        calls.append(given)
        time.sleep(60)

    report = check(hangs, time_limit=0.25)

    assert "It is right" not in report.explanation
    assert len(calls) == 2, "one, and one on equal widths"


def shouts(w, b, x, y):
    print(w[0][0])  # noqa: T201 - what is checked
    return columns(w, b, x, y)


def test_whatever_it_prints_is_one_note():
    assert [note.partition(",")[0] for note in check(shouts).notes] == ["the function prints"]


@pytest.mark.slow
def test_that_no_bias_moves_is_said_where_some_should():
    still = lambda *given: ([0 * b for b in given[1]], columns(*given)[1])
    note = "no bias gets a gradient; declare biases='none' where there are none to train"

    assert note in check(still).notes
    assert note not in check(lambda *given: columns(*given, prime=lambda a: 1)).notes
    assert check(lambda w, b, x, y: ([0 * b[0]], [0 * w[0]]), activations=["softmax"], widths=[2, 1]).notes == ()


@pytest.mark.slow
@pytest.mark.parametrize(("dtype", "narrow"), [("float64", "float16"), ("float64", "float32"), ("float32", "float16")])
def test_narrow_numbers_are_called_by_their_format(dtype, narrow):
    report = check(lambda *given: [[part.astype(narrow) for part in parts] for parts in columns(*given)], dtype=dtype)

    says = f"every number is a {narrow}: something in the computation is not {dtype}; with dtype='{narrow}' it is judged as"
    assert report.declare == f"dtype={narrow}" or f"{says} {narrow}" in report.notes


@pytest.mark.slow
@pytest.mark.parametrize(
    ("factor", "declared"),
    [(lambda m: m, "total='sum'"), (lambda m: 2, "half=False"), (lambda m: 1 / 3, "mean_over_outputs=True")],
)
def test_a_factor_may_be_a_convention(factor, declared):
    report = check(
        lambda *given: [[factor(given[2].shape[1]) * part for part in parts] for parts in columns(*given)], widths=[2, 5, 4, 3]
    )

    assert f"where the factor is meant, declare {declared}" in report.notes


def test_but_not_the_half_of_a_cost_that_has_none():
    def twice(w, b, x, y):
        a = sigma(w[0] @ x + b[0])
        delta = 2 * (a - y) / x.shape[1]
        return [delta.sum(axis=1, keepdims=True)], [delta @ x.T]

    report = check(twice, activations=["sigmoid"], cost="cross-entropy")

    assert (report.outcome, report.as_json()["scale"]) == ("wrong", 2)
    assert not any("half" in note for note in report.notes)


def test_class_numbers_that_are_not_declared_are_suggested():
    def of_labels(w, b, x, y):
        m = x.shape[1]
        e = np.exp(w[0] @ x + b[0])
        delta = e / e.sum(axis=0)
        delta[y, np.arange(m)] -= 1
        return [delta.sum(axis=1, keepdims=True) / m], [delta @ x.T / m]

    report = check(of_labels, activations=["softmax"], cost="categorical-cross-entropy")

    assert report.outcome == "unusable"
    assert "It is right as soon as targets='classes' is declared." in report.explanation, report.explanation


def step_of(eta, order):
    """New weights and biases in an order, at a rate of the code's own."""

    def step(w, b, x, y):
        nabla_b, nabla_w = columns(w, b, x, y)
        moved = lambda before, nabla: [p - eta * g for p, g in zip(before, nabla, strict=True)]
        new = {"w": moved(w, nabla_w), "b": moved(b, nabla_b)}
        return [new[letter] for letter in order]

    return step


@pytest.mark.slow
@pytest.mark.parametrize("eta", [0.3, 1])
def test_a_step_at_a_rate_of_its_own_is_seen_where_gradients_are_declared(eta):
    rate = f"{float(eta)!r}"
    first_w, first_b = check(step_of(eta, "wb")), check(step_of(eta, "bw"))

    assert first_w.outcome == "unusable"
    assert first_w.explanation.splitlines()[-1] == f"  It is right as soon as gives='w b', eta={rate} is declared."
    assert (first_b.outcome, first_b.declare) == ("wrong", f"gives='b w', eta={rate}")


@pytest.mark.slow
def test_a_step_in_the_wrong_direction_is_no_step():
    wrong = check(lambda *given: [[2 * part for part in parts] for parts in step_of(0.3, "bw")(*given)])

    assert wrong.outcome == "wrong"
    assert "eta" not in wrong.declare


def by_name(nabla_b, nabla_w, w="dW{}", b="db{}"):
    parts = [(w.format(i), part) for i, part in enumerate(nabla_w, start=1)]
    return dict([*parts, *((b.format(i), part) for i, part in enumerate(nabla_b, start=1))])


BY_NAME = {
    "d before the name": (lambda *given: by_name(*columns(*given)), {}),
    "the same name": (lambda *given: by_name(*columns(*given), "W{}", "b{}"), {}),
    "beside another": (lambda *given: ("cache", by_name(*columns(*given))), {"gives": "_ nabla_w nabla_b"}),
    "in front of another": (lambda *given: (by_name(*columns(*given)), "cache"), {"gives": "nabla_w nabla_b _"}),
}


@pytest.mark.parametrize("kind", BY_NAME)
def test_gradients_may_come_in_a_dictionary_where_lists_go_in(kind):
    function, declared = BY_NAME[kind]

    assert check(function, **declared).outcome == "right"


def test_a_dictionary_with_other_names_says_where_it_was_looked():
    report = check(lambda *given: by_name(*columns(*given), "first{}", "second{}"))

    assert report.outcome == "unusable"
    assert "there is nothing at dW1 or W1, where w of a layer is expected." in report.explanation


def by_keyword(*, w, b, x, y):
    return columns(w, b, x, y)


def some_by_keyword(w, b, *, x, y, verbose=False):
    return columns(w, b, x, y)


def by_keyword_in_another_order(*, x, y, w, b):
    return columns(w, b, x, y)


def test_arguments_may_be_by_keyword_alone():
    assert check(by_keyword).outcome == "right"
    assert check(some_by_keyword).outcome == "right"
    assert check(by_keyword_in_another_order, takes="x y w b").outcome == "right"
    assert "as soon as takes='x y w b' is declared." in check(by_keyword_in_another_order).explanation
