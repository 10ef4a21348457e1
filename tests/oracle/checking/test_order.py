"""Weights and biases one after the other, in every order: declared, suspected where nothing tells, and refused where unread."""

from functools import partial

import numpy as np
import pytest

from nablacheck import check
from nablacheck.oracle.checking.vocabulary import ORDERS
from nablacheck.reference.errors import InputError

WIDTHS = [3, 5, 4, 2]


def gradients(w, b, x, y):
    """∇w and ∇b of sigmoids under the quadratic cost, any number of layers."""
    a = [x]
    for w_l, b_l in zip(w, b, strict=True):
        a.append(1 / (1 + np.exp(-(w_l @ a[-1] + b_l))))
    delta, nabla_w, nabla_b = (a[-1] - y) * a[-1] * (1 - a[-1]) / x.shape[1], [], []
    for l in reversed(range(len(w))):
        nabla_b.insert(0, delta.sum(axis=1, keepdims=True))
        nabla_w.insert(0, delta @ a[l].T)
        delta = w[l].T @ delta * a[l] * (1 - a[l])
    return nabla_w, nabla_b


def in_order(order, w, b):
    """As a list in the order of the words, written out one by one."""
    return {
        "w b w b": lambda: [part for layer in zip(w, b, strict=True) for part in layer],
        "w w b b": lambda: [*w, *b],
        "b w b w": lambda: [part for layer in zip(b, w, strict=True) for part in layer],
        "b b w w": lambda: [*b, *w],
    }[order]()


def apart(order, parts):
    n = len(parts) // 2
    return {
        "w b w b": lambda: (parts[::2], parts[1::2]),
        "w w b b": lambda: (parts[:n], parts[n:]),
        "b w b w": lambda: (parts[1::2], parts[::2]),
        "b b w w": lambda: (parts[n:], parts[:n]),
    }[order]()


def of_vector(order, theta, x, y, times=1.0):
    """One vector for the widths above."""
    shapes = in_order(order, list(zip(WIDTHS[1:], WIDTHS, strict=False)), [(n, 1) for n in WIDTHS[1:]])
    ends = np.cumsum([rows * columns for rows, columns in shapes])
    w, b = apart(order, [part.reshape(shape) for part, shape in zip(np.split(theta, ends[:-1]), shapes, strict=True)])
    nabla_w, nabla_b = gradients(w, b, x, y)
    nabla_w[1] = nabla_w[1] * times
    return np.concatenate([part.ravel() for part in in_order(order, nabla_w, nabla_b)])


def of_list(order, params, x, y):
    return in_order(order, *gradients(*apart(order, params), x, y))


def a_step(order, theta, x, y, eta):
    return theta - eta * of_vector(order, theta, x, y)


def of_pairs(pairs, x, y):
    b, w = zip(*pairs, strict=True)
    nabla_w, nabla_b = gradients(w, b, x, y)
    return list(zip(nabla_b, nabla_w, strict=True))


def biases_first(params, x, y):
    b, w = params
    return gradients(w, b, x, y)[::-1]


VECTOR = {"takes": "theta x y", "gives": "nabla_theta", "widths": WIDTHS}
LIST = {"takes": "params x y", "gives": "nabla_params", "parameters": "flat"}
PAIRS, LISTS = {**LIST, "parameters": "pairs"}, {**LIST, "parameters": "lists"}
STEP = {**VECTOR, "takes": "theta x y eta", "gives": "theta"}


@pytest.mark.parametrize("order", ORDERS)
@pytest.mark.parametrize(
    ("fn", "declared"), [(of_vector, VECTOR), (of_list, LIST), (a_step, STEP)], ids=["theta", "flat", "step"]
)
def test_every_order_can_be_declared(fn, declared, order):
    report = check(partial(fn, order), **declared, order=order)

    assert report.outcome == "right", str(report)


@pytest.mark.parametrize(("fn", "declared", "order"), [(of_pairs, PAIRS, "b w b w"), (biases_first, LISTS, "b b w w")])
def test_biases_come_first_in_pairs_and_in_two_lists(fn, declared, order):
    assert check(fn, **declared, order=order).outcome == "right"
    assert check(fn, **declared).outcome != "right"


@pytest.mark.parametrize("order", ORDERS[1:])
def test_an_order_that_nobody_declared_is_suspected(order):
    """A vector can be cut in every order, so the numbers are wrong; of a list the shapes do not fit."""
    wrong, unusable = check(partial(of_vector, order), **VECTOR), check(partial(of_list, order), **LIST)

    assert (wrong.outcome, wrong.declare, wrong.diagnoses) == ("wrong", f"order={order!r}", ())
    assert f"declare order={order!r}: then every number on every network is right" in wrong.explanation
    assert f"  It is right as soon as order={order!r} is declared." in unusable.explanation.splitlines()
    assert "activations=" not in unusable.explanation


def test_another_mistake_is_none_of_the_order():
    report = check(partial(of_vector, "w b w b", times=2.0), **VECTOR)

    assert report.outcome == "wrong"
    assert "order" not in report.explanation
    assert "∇w^3 is 2 times what BP4 says" in report.explanation or "BP4 at layer 3" in report.explanation


@pytest.mark.parametrize(
    ("declared", "says"),
    [
        ({}, "order is 'w w b b', but nothing has weights and biases one after the other so; leave it out"),
        (PAIRS, "order is 'w w b b', but nothing has weights and biases one after the other so; leave it out"),
        ({**LIST, "biases": "none"}, "order is 'w w b b', but no biases are handed over; leave it out"),
        ({**VECTOR, "order": "w b b w"}, "unknown value of order 'w b b w'"),
    ],
)
def test_an_order_of_nothing_is_refused(declared, says):
    with pytest.raises(InputError) as error:
        check(lambda *given: None, **{"order": "w w b b", **declared})

    assert str(error.value).startswith(says)
