"""Parameters wherever people keep them: handed over, and gradients read there or beside it; each slip is a sentence."""

from dataclasses import replace
from types import SimpleNamespace

import numpy as np
import pytest

import nablacheck
from nablacheck.oracle.checking.containers import made, plain
from nablacheck.oracle.checking.conventions import Conventions
from nablacheck.oracle.checking.decoding import decode
from nablacheck.oracle.checking.encoding import encode
from nablacheck.oracle.checking.foreign_arrays import as_numpy
from nablacheck.oracle.checking.vocabulary import MODULES, PARAMETERS
from nablacheck.reference.errors import InputError

from helpers.small_problems import problem as small

ACTIVATIONS = {"activations": ["tanh", "sigmoid"]}
WHOLE = {**ACTIVATIONS, "takes": "params x y", "gives": "nabla_params"}


def gradients(w, b, x, y):
    """∇w and ∇b, right, layer by layer."""
    a2 = np.tanh(w[0] @ x + b[0])
    a3 = 1 / (1 + np.exp(-(w[1] @ a2 + b[1])))
    delta3 = (a3 - y) * a3 * (1 - a3) / x.shape[1]
    delta2 = (w[1].T @ delta3) * (1 - a2**2)
    return [delta2 @ x.T, delta3 @ a2.T], [delta2.sum(axis=1, keepdims=True), delta3.sum(axis=1, keepdims=True)]


def of_dictionary(p, x, y):
    (w2, w3), (b2, b3) = gradients([p["W1"], p["W2"]], [p["b1"], p["b2"]], x, y)
    return {"dW1": w2, "dW2": w3, "db1": b2, "db2": b3}


def of_dictionary_in_one(p, x, y):
    (w2, w3), (b2, b3) = gradients(
        [p["layer0"]["kernel"], p["layer1"]["kernel"]], [p["layer0"]["bias"], p["layer1"]["bias"]], x, y
    )
    return {"layer0": {"kernel": w2, "bias": b2}, "layer1": {"kernel": w3, "bias": b3}}


def of_object(p, x, y):
    (w2, w3), (b2, b3) = gradients([p.W1, p.W2], [p.b1, p.b2], x, y)
    return SimpleNamespace(W1=w2, W2=w3, b1=b2, b2=b3)


def of_network(net, x, y):
    """Keeps its gradients in the object, and returns nothing."""
    net.nabla_w, net.nabla_b = gradients(net.weights, net.biases, x, y)


def of_layers(layers, x, y):
    w, b = gradients([layer["w"] for layer in layers], [layer["b"] for layer in layers], x, y)
    return [{"w": one, "b": other} for one, other in zip(w, b, strict=True)]


def of_layer_objects(layers, x, y):
    for layer, w, b in zip(layers, *gradients([p.W for p in layers], [p.b for p in layers], x, y), strict=True):
        layer.dW, layer.db = w, b


def of_pairs(pairs, x, y):
    return list(zip(*gradients(*zip(*pairs, strict=True), x, y), strict=True))


def of_flat(flat, x, y):
    w, b = gradients(flat[::2], flat[1::2], x, y)
    return [w[0], b[0], w[1], b[1]]


def of_two_lists(p, x, y):
    return gradients(*p, x, y)


HELD = {
    "dictionary": (of_dictionary, {"parameters": "dict"}),
    "in one another": (of_dictionary_in_one, {"parameters": "dict", "w_key": "layer{i}/kernel", "b_key": "layer{i}/bias"}),
    "object": (of_object, {"parameters": "object"}),
    "network": (
        of_network,
        {
            "parameters": "object",
            "w_key": "weights",
            "b_key": "biases",
            "nabla_w_key": "nabla_w",
            "nabla_b_key": "nabla_b",
        },
    ),
    "layers": (of_layers, {"parameters": "list of dicts"}),
    "layer objects": (of_layer_objects, {"parameters": "list of objects", "w_key": "W"}),
    "pairs": (of_pairs, {"parameters": "pairs"}),
    "flat": (of_flat, {"parameters": "flat"}),
    "two lists": (of_two_lists, {}),
}


@pytest.mark.parametrize("name", HELD)
def test_right_code_is_right_wherever_its_parameters_are(name):
    function, declared = HELD[name]
    report = nablacheck.check(function, **WHOLE, **declared)

    assert (report.outcome, report.notes) == ("right", ()), str(report)


@pytest.mark.slow
@pytest.mark.parametrize("name", HELD)
def test_wrong_code_is_wrong_wherever_its_parameters_are(name, monkeypatch):
    right = gradients

    def twice(*given):
        w, b = right(*given)
        return [w[0], 2 * w[1]], b

    monkeypatch.setitem(globals(), "gradients", twice)
    function, declared = HELD[name]
    report = nablacheck.check(function, **WHOLE, **declared)

    assert report.outcome == "wrong"
    assert "breaks BP4 at layer 3" in report.explanation


@pytest.mark.parametrize("form", [form for form in PARAMETERS if form not in MODULES])
@pytest.mark.parametrize("biases", ["(n, 1)", "(n,)", "none", "first column"])
def test_parameters_come_back_as_they_went(form, biases):
    problem = small((3, 2), ("sigmoid",)) if form == "alone" else small((3, 4, 2), ("tanh", "sigmoid"))
    c = Conventions(takes="params x y eta", gives="params", parameters=form, biases=biases)
    back = decode(encode(problem, c, 1.0)[0], problem, c)

    for l, w in problem.network.w.items():
        assert np.array_equal(back["w"][l], w)
        assert biases == "none" or np.array_equal(back["b"][l], problem.network.b[l])


def test_w_and_b_may_be_held_each_by_itself():
    def function(w, b, x, y):
        nabla = gradients([w[1], w[2]], [b[1], b[2]], x, y)
        return [dict(enumerate(layers, start=1)) for layers in nabla]

    keys = {"w_key": "{}", "b_key": "{}"}
    report = nablacheck.check(function, **ACTIVATIONS, parameters="dict", **keys, gives="nabla_w nabla_b")
    assert report.outcome == "right", str(report)


def test_a_step_in_place_is_read_where_it_was_made():
    def step(w, b, x, y, eta):
        for layers, nabla in zip((w, b), gradients(w, b, x, y), strict=True):
            for part, slope in zip(layers, nabla, strict=True):
                part -= eta * slope

    def upwards(w, b, x, y, eta):
        step(w, b, x, y, -eta)

    declared = {**ACTIVATIONS, "takes": "w b x y eta", "gives": "w b"}
    assert (report := nablacheck.check(step, **declared)).outcome == "right", str(report)
    assert report.notes == ()
    assert nablacheck.check(upwards, **declared).outcome == "wrong"
    assert nablacheck.check(upwards, **declared, step="ascent").outcome == "right"


def test_what_writes_into_its_parameters_and_returns_gradients_is_noted():
    def function(p, x, y):
        given = of_dictionary(p, x, y)
        p["W1"] *= 2
        return given

    assert "the function changes its arguments" in nablacheck.check(function, **WHOLE, parameters="dict").notes


def test_the_first_step_of_a_momentum_starts_from_zero():
    def step(w, b, velocity_w, velocity_b, x, y, eta, momentum):
        nabla, old = gradients(w, b, x, y), (velocity_w, velocity_b)
        new = [[momentum * v - eta * g for v, g in zip(*both, strict=True)] for both in zip(old, nabla, strict=True)]
        return [[p + v for p, v in zip(*both, strict=True)] for both in zip((w, b), new, strict=True)]

    takes = "w b velocity_w velocity_b x y eta momentum"
    assert nablacheck.check(step, **ACTIVATIONS, takes=takes, gives="w b").outcome == "right"
    rate_in_both = lambda *given: step(*given[:6], given[6] * 2, given[7])
    assert nablacheck.check(rate_in_both, **ACTIVATIONS, takes=takes, gives="w b").outcome == "wrong"


@pytest.mark.parametrize("form", ["dict", "list of dicts", "pairs", "flat", "lists"])
def test_a_velocity_is_held_like_the_parameters(form):
    problem, c = small((3, 4, 2), ("tanh", "sigmoid")), Conventions(takes="params velocity x y", gives="nabla_params")
    params, velocity, _, _ = map(plain, encode(problem, replace(c, parameters=form), 1.0))

    def shapes(held):
        if isinstance(held, dict):
            return {key: shapes(part) for key, part in held.items()}
        return [shapes(part) for part in held] if isinstance(held, list) else held.shape

    assert shapes(params) == shapes(velocity)
    assert not any(np.any(array) for array in np.atleast_1d(as_flat(velocity)))


def as_flat(held):
    parts = held.values() if isinstance(held, dict) else held if isinstance(held, list) else None
    return held.ravel() if parts is None else np.concatenate([as_flat(part) for part in parts])


# --- PyTorch, JAX -----------------------------------------------------------------------------------------------------


@pytest.mark.slow
def test_a_module_of_pytorch_is_trained():
    torch = pytest.importorskip("torch", reason="torch is not here: pip install 'nablacheck[torch]'")

    def backward(model, x, y):
        x, y = torch.from_numpy(x), torch.from_numpy(y)
        a = torch.sigmoid(model[1](torch.tanh(model[0](x))))
        (((a - y) ** 2).sum() / 2 / len(x)).backward()

    def step(model, x, y, eta):
        backward(model, x, y)
        torch.optim.SGD(model.parameters(), lr=eta).step()

    shapes = {**ACTIVATIONS, "parameters": "module", "examples": "rows", "biases": "(n,)"}
    assert (report := nablacheck.check(backward, **shapes, takes="params x y", gives="nabla_params")).outcome == "right", report
    assert nablacheck.check(step, **shapes, takes="params x y eta", gives="params").outcome == "right"

    def twice(*given):
        backward(*given)
        backward(*given)

    assert nablacheck.check(twice, **shapes, takes="params x y", gives="nabla_params").outcome == "wrong"


@pytest.mark.slow
@pytest.mark.parametrize(
    "activations", [["tanh", "sigmoid"], ["softplus", "softmax"], ["leaky_relu(slope=0.25)", "squareplus"]]
)
def test_a_model_of_pytorch_has_its_activations_in_it(activations):
    """PyTorch's own, one that mixes the neurons of an example, and one that PyTorch does not have."""
    torch = pytest.importorskip("torch", reason="torch is not here: pip install 'nablacheck[torch]'")

    def backward(model, x, y):
        (((model(torch.from_numpy(x)) - torch.from_numpy(y)) ** 2).sum() / 2 / len(x)).backward()

    shapes = {"activations": activations, "examples": "rows", "biases": "(n,)", "takes": "params x y", "gives": "nabla_params"}
    assert (report := nablacheck.check(backward, **shapes, parameters="model")).outcome == "right", report
    halved = nablacheck.check(backward, **shapes, parameters="model", half=False)
    assert halved.outcome == "wrong"
    meant = nablacheck.check(backward, **shapes, parameters="module")
    assert (meant.outcome, meant.declare) == ("wrong", "parameters='model'")


@pytest.mark.slow
def test_a_module_is_asked_for_where_the_activations_are_the_codes_own():
    torch = pytest.importorskip("torch", reason="torch is not here: pip install 'nablacheck[torch]'")

    def backward(model, x, y):
        a = torch.from_numpy(x)
        for layer in model:
            a = torch.sigmoid(layer(a))
        (((a - torch.from_numpy(y)) ** 2).sum() / 2 / len(x)).backward()

    shapes = {"examples": "rows", "biases": "(n,)", "takes": "params x y", "gives": "nabla_params"}
    report = nablacheck.check(backward, **shapes, parameters="model")

    assert (report.outcome, report.declare) == ("wrong", "parameters='module'")
    assert "is right, and not for what is declared" in report.explanation


def test_tensors_on_a_tape_are_read_wherever_they_come():
    torch = pytest.importorskip("torch", reason="torch is not here: pip install 'nablacheck[torch]'")

    def function(w, b, x, y):
        w, b = ([torch.tensor(part, requires_grad=True) for part in layers] for layers in (w, b))
        a = torch.sigmoid(w[1] @ torch.tanh(w[0] @ torch.from_numpy(x) + b[0]) + b[1])
        cost = ((a - torch.from_numpy(y)) ** 2).sum() / 2 / x.shape[1]
        cost.backward()
        return cost, a, b, w

    declared = {**ACTIVATIONS, "gives": "cost output nabla_b nabla_w", "leaf": "grad"}
    assert (report := nablacheck.check(function, **declared)).outcome == "right", str(report)


def test_what_numpy_has_no_format_for_is_widened():
    torch = pytest.importorskip("torch", reason="torch is not here: pip install 'nablacheck[torch]'")
    third = torch.tensor([1.0, 2.0], dtype=torch.bfloat16, requires_grad=True) / 3

    assert as_numpy(third).dtype == np.float32
    assert as_numpy([third[0], 0.5]).tolist() == [third[0].detach().item(), 0.5]


# --- bad input --------------------------------------------------------------------------------------------------------


def test_a_gradient_that_is_not_where_it_should_be_is_one_sentence():
    def lost(p, x, y):
        return {key.replace("W2", "V2"): value for key, value in of_dictionary(p, x, y).items()}

    report = nablacheck.check(lost, **WHOLE, parameters="dict")
    assert report.outcome == "unusable"
    assert report.explanation.startswith(
        "nabla_params is a dict, dW1: (5, 2) dV2: (3, 5) db1: (5, 1) db2: (3, 1); there is nothing"
    )
    assert "at dW2 or W2" in report.explanation.splitlines()[0]


@pytest.mark.parametrize("value", [None, 3, "abc", [1.0], {}, [[1.0], [2.0]], [None, None], object(), {"W1": 1, "W2": {}}])
@pytest.mark.parametrize("form", PARAMETERS)
def test_anything_else_is_one_sentence(form, value):
    c = Conventions(takes="params x y", gives="nabla_params", parameters=form, biases="(n,)")
    with pytest.raises(InputError, match=r"^(nabla|the function gave no nabla).*\.$"):
        decode(value, small((3, 4, 2), ("tanh", "sigmoid")), c)


def test_what_returns_nothing_and_changes_nothing_is_unusable():
    report = nablacheck.check(lambda p, x, y: None, **WHOLE, parameters="dict")

    assert report.outcome == "unusable"
    assert report.explanation.startswith("the function gave no nabla_w")


WRONG = {
    "a form": ({"parameters": "dictionary"}, "unknown value of parameters 'dictionary': did you mean"),
    "a key": ({"w_key": "W{}{}{}"}, "w_key is 'W{}{}{}'; it must be names with / between them"),
    "an unknown place": ({"b_key": "b{layer}"}, "b_key is 'b{layer}'; it must be names with / between them"),
    "half a brace": ({"w_key": "W{"}, "w_key is 'W{'; it must be names with / between them"),
    "nothing between": ({"w_key": "a//b"}, "w_key is 'a//b'; there must be a name on both sides of each /."),
    "a module": ({"parameters": "module", "takes": "params x y"}, "parameters is 'module', whose weights are (out, in) and"),
    "w of a module": ({"parameters": "module", "biases": "(n,)"}, "parameters is 'module', and takes has 'w' in it"),
    "w twice": ({"gives": "nabla_params nabla_w"}, "gives is 'nabla_params nabla_w', which has w or b twice;"),
    "one of each": ({"gives": "nabla_w b"}, "gives is 'nabla_w b'; a function gives gradients or new parameters, not one"),
    "a gradient upwards": ({"step": "ascent"}, "step is 'ascent', but gives is 'nabla_b nabla_w'; for gradients of −C"),
}


@pytest.mark.parametrize("name", WRONG)
def test_a_declaration_that_cannot_be_is_one_sentence(name):
    declared, says = WRONG[name]
    with pytest.raises(InputError) as error:
        Conventions.of(declared)

    assert str(error.value).startswith(says)


def test_lists_are_the_same_lists():
    assert made(Conventions(), {"w": [1, 2]}, {}) == [1, 2]


@pytest.mark.parametrize("gives", ["nabla_w nabla_b", "nabla_b nabla_w"])
def test_gradients_may_come_in_lists_of_their_own_from_whatever_holds_the_parameters(gives):
    def mine(params, x, y):
        z = params.weights[0] @ x + params.biases[0]
        hidden = np.tanh(z)
        delta = (params.weights[1] @ hidden + params.biases[1] - y) / x.shape[1]
        sent = params.weights[1].T @ delta * (1 - hidden**2)
        by_letter = {
            "nabla_w": [sent @ x.T, delta @ hidden.T],
            "nabla_b": [part.sum(1, keepdims=True) for part in (sent, delta)],
        }
        return [by_letter[word] for word in gives.split()]

    held = {"parameters": "object", "w_key": "weights", "b_key": "biases", "takes": "params x y", "gives": gives}
    assert nablacheck.check(mine, activations=["tanh", "identity"], **held).outcome == "right"


@pytest.mark.parametrize(
    ("keys", "says"),
    [
        ({"w_key": "W", "b_key": "W"}, "w_key and b_key are both 'W'; w and b need places of their own in params."),
        ({"w_key": "{0.__class__}"}, r"w_key is '\{0.__class__\}'; it must be names with / between them"),
        ({"b_key": "{i.real}"}, r"b_key is '\{i.real\}'; it must be names with / between them"),
    ],
)
def test_keys_that_lose_a_layer_are_refused(keys, says):
    with pytest.raises(InputError, match=says):
        nablacheck.check(lambda params, x, y: params, takes="params x y", gives="nabla_params", parameters="dict", **keys)
