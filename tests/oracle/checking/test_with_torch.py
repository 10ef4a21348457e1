"""Code that is written for PyTorch: tensors beside a module, gradients by the module's own names, tensors that are trained."""

import json
import sys

import numpy as np
import pytest
from click.testing import CliRunner

import nablacheck
from nablacheck import MissingFramework
from nablacheck.oracle.checking.conventions import Conventions
from nablacheck.oracle.checking.encoding import encode
from nablacheck.oracle.checking.recipes import ModuleOf, TensorsOf
from nablacheck.oracle.commands.cli import main

from helpers.small_problems import problem as small

MODEL = {
    "activations": ["tanh", "sigmoid"],
    "takes": "params x y",
    "gives": "nabla_params",
    "parameters": "model",
    "biases": "(n,)",
    "examples": "rows",
}
LISTS = {"activations": ["tanh", "sigmoid"]}


@pytest.fixture
def torch():
    return pytest.importorskip("torch", reason="torch is not here: pip install 'nablacheck[torch]'")


def backward(model, x, y):
    (((model(x) - y) ** 2).sum() / 2 / len(x)).backward()


def in_numpy(model, x, y):
    import torch  # in the function, as people do who import it for one

    backward(model, torch.from_numpy(x), torch.from_numpy(y))


def of_any(model, x, y):
    import torch

    backward(model, torch.as_tensor(x), torch.as_tensor(y))
    return model


def by_name(model, x, y):
    backward(model, x, y)
    return {name: part.grad for name, part in model.named_parameters()}


def parameters_by_name(model, x, y):
    backward(model, x, y)
    return dict(model.named_parameters())


def in_a_row(model, x, y):
    backward(model, x, y)
    return [part.grad for part in model.parameters()]


def layer_by_layer(model, x, y):
    backward(model, x, y)
    return [(layer.weight.grad, layer.bias.grad) for layer in model if hasattr(layer, "weight")]


def by_names_of_another(model, x, y):
    backward(model, x, y)
    names = ["hidden.weight", "hidden.bias", "out.weight", "out.bias"]
    return {name: part.grad for name, part in zip(names, model.parameters(), strict=True)}


GIVEN = [backward, in_numpy, of_any, by_name, parameters_by_name, in_a_row, layer_by_layer, by_names_of_another]


@pytest.mark.slow
@pytest.mark.parametrize("function", GIVEN)
def test_right_code_that_calls_a_model_is_right(function, torch):
    report = nablacheck.check(function, **MODEL)

    assert (report.outcome, report.notes) == ("right", ()), str(report)
    assert nablacheck.check(function, **MODEL, half=False).outcome == "wrong"


@pytest.mark.slow
def test_a_wrong_gradient_by_name_is_wrong_and_one_that_is_missing_is_said(torch):
    def doubled(model, x, y):
        nabla = by_name(model, x, y)
        return nabla | {"2.bias": 2 * nabla["2.bias"]}

    report = nablacheck.check(doubled, **MODEL)
    assert (report.outcome, "∇b^3 is 2 times what BP3 says" in report.explanation) == ("wrong", True), str(report)
    lost = nablacheck.check(lambda *given: {k: v for k, v in by_name(*given).items() if k != "2.bias"}, **MODEL)
    assert lost.outcome == "unusable"
    assert lost.sentence.endswith("there is nothing at 2.bias, as the module has it."), lost.sentence


@pytest.mark.slow
def test_a_step_may_give_what_the_module_says_of_its_state(torch):
    def step(model, x, y, eta):
        backward(model, x, y)
        torch.optim.SGD(model.parameters(), lr=eta).step()
        return model.state_dict()

    stepped = {**MODEL, "takes": "params x y eta", "gives": "params"}
    assert (report := nablacheck.check(step, **stepped)).outcome == "right", str(report)
    assert nablacheck.check(lambda *given: step(*given[:3], 2 * given[3]), **stepped).outcome == "wrong"


def of_tensors(w, b, x, y):
    """By hand, with PyTorch's own functions, which take no arrays of NumPy's."""
    import torch

    a2 = torch.tanh(w[0] @ x + b[0])
    a3 = torch.sigmoid(w[1] @ a2 + b[1])
    delta3 = (a3 - y) * a3 * (1 - a3) / x.shape[1]
    delta2 = w[1].T @ delta3 * (1 - a2**2)
    return [delta.sum(dim=1, keepdim=True) for delta in (delta2, delta3)], [delta2 @ x.T, delta3 @ a2.T]


def on_a_tape(w, b, x, y):
    import torch

    a = torch.sigmoid(w[1] @ torch.tanh(w[0] @ x + b[0]) + b[1])
    (((a - y) ** 2).sum() / 2 / x.shape[1]).backward()


def of_a_tape(w, b, x, y):
    on_a_tape(w, b, x, y)
    return [part.grad for part in b], [part.grad for part in w]


HANDED = {
    "tensors": (of_tensors, {"arrays": "torch"}),
    "trained": (of_a_tape, {"arrays": "torch with grad"}),
    "left there": (on_a_tape, {"arrays": "torch with grad", "leaf": "grad"}),
}


@pytest.mark.slow
@pytest.mark.parametrize("name", HANDED)
def test_tensors_are_handed_over_and_suspected(name, torch):
    function, declared = HANDED[name]
    assert (report := nablacheck.check(function, **LISTS, **declared)).outcome == "right", str(report)
    assert report.notes == ()

    report = nablacheck.check(function, **LISTS)
    words = ", ".join(f"{one}={value!r}" for one, value in declared.items())
    assert report.outcome == "unusable"
    assert report.explanation.splitlines()[-1] == f"  It is right as soon as {words} is declared.", str(report)


@pytest.mark.slow
def test_a_step_in_place_on_trained_tensors_is_read(torch):
    def step(w, b, x, y, eta):
        on_a_tape(w, b, x, y)
        with torch.no_grad():
            for part in (*w, *b):
                part -= eta * part.grad

    declared = {**LISTS, "takes": "w b x y eta", "gives": "w b", "arrays": "torch with grad"}
    assert (report := nablacheck.check(step, **declared)).outcome == "right", str(report)
    assert nablacheck.check(step, **declared, step="ascent").outcome == "wrong"


@pytest.mark.slow
def test_tensors_are_held_as_parameters_are(torch):
    problem = small((3, 4, 2), ("tanh", "sigmoid"))
    for form, keys in (("dict", {}), ("object", {}), ("pairs", {}), ("dict", {"w_key": "layer{}/w", "b_key": "layer{}/b"})):
        c = Conventions(takes="params x y", gives="nabla_params", parameters=form, arrays="torch with grad", **keys)
        params, x, _ = (part.made() for part in encode(problem, c, 1.0))
        plain, *_ = encode(problem, Conventions(takes="params x y", gives="nabla_params", parameters=form, **keys), 1.0)
        tensors, arrays = flat(params), flat(plain)

        assert all(part.requires_grad for part in tensors)
        assert not x.requires_grad
        assert all(np.array_equal(part.detach(), array) for part, array in zip(tensors, arrays, strict=True))
        tensors[0].data[...] = 0  # which nobody else has
        assert arrays[0].any()


def flat(held):
    """The arrays in what holds them, in their order."""
    if isinstance(held, list | tuple):
        return [array for part in held for array in flat(part)]
    parts = held.values() if isinstance(held, dict) else vars(held).values() if hasattr(held, "__dataclass_fields__") else None
    return [held] if parts is None else [array for part in parts for array in flat(part)]


@pytest.mark.slow
def test_what_takes_neither_is_said_of_tensors(torch):
    def neither(model, x, y):
        raise ValueError(type(x).__name__)

    report = nablacheck.check(neither, **MODEL)
    assert report.outcome == "unusable"
    assert "ValueError: Tensor." in report.sentence
    assert "x: a tensor (5, 2)" in report.explanation


def test_what_is_handed_over_is_said_in_short():
    problem = small((3, 4, 2), ("tanh", "sigmoid"))
    model, x, _ = encode(problem, Conventions.of({k: v for k, v in MODEL.items() if k != "activations"}), 1.0)
    w, *_ = encode(problem, Conventions(arrays="torch"), 1.0)

    assert (isinstance(model, ModuleOf), isinstance(x, TensorsOf), isinstance(w, TensorsOf)) == (True, True, True)
    assert repr(model) == "torch.nn.Sequential with weights (4, 3) (2, 4)"
    assert repr(x).startswith("a tensor (")
    assert repr(w) == "tensors a list of 2, (4, 3) (2, 4)"


def test_where_pytorch_is_not_there_that_is_one_sentence(monkeypatch):
    monkeypatch.delitem(sys.modules, "nablacheck.adapters.torch_handed", raising=False)
    monkeypatch.setitem(sys.modules, "torch", None)
    with pytest.raises(MissingFramework, match=r"tensors of PyTorch needs torch, which is not installed: pip install 'nabla"):
        TensorsOf(np.ones(2), trained=False).made()


SUBMITTED = {
    "by_name": (
        MODEL,
        "def submission(model, x, y):\n"
        "    (((model(x) - y) ** 2).sum() / 2 / len(x)).backward()\n"
        "    return {name: part.grad for name, part in model.named_parameters()}\n",
    ),
    "in_numpy": (
        MODEL,
        "def submission(model, x, y):\n"
        "    import torch\n"
        "    (((model(torch.from_numpy(x)) - torch.from_numpy(y)) ** 2).sum() / 2 / len(x)).backward()\n"
        "    return model\n",
    ),
    "left": (
        {**LISTS, "arrays": "torch with grad", "leaf": "grad"},
        "import torch\n"
        "def submission(w, b, x, y):\n"
        "    a = torch.sigmoid(w[1] @ torch.tanh(w[0] @ x + b[0]) + b[1])\n"
        "    (((a - y) ** 2).sum() / 2 / x.shape[1]).backward()\n",
    ),
    "undeclared": (
        LISTS,
        "import torch\n"
        "def submission(b, w, x, y):\n"
        "    a = torch.sigmoid(w[1] @ torch.tanh(w[0] @ x + b[0]) + b[1])\n"
        "    (((a - y) ** 2).sum() / 2 / x.shape[1]).backward()\n"
        "    return [part.grad for part in b], [part.grad for part in w]\n",
    ),
}


@pytest.mark.slow
def test_submissions_get_the_same_in_their_own_process(torch, tmp_path):
    folder = tmp_path / "submissions"
    folder.mkdir()
    for name, (conventions, text) in SUBMITTED.items():
        (folder / f"{name}.py").write_text(f"CONVENTIONS = {conventions!r}\n{text}", encoding="utf-8")
    CliRunner().invoke(main, ["grade", str(folder), "--json", str(tmp_path / "grades.json")])
    grades = {one["name"]: one for one in json.loads((tmp_path / "grades.json").read_text(encoding="utf-8"))["submissions"]}

    assert {name: one["verdict"] for name, one in grades.items()} == {
        **dict.fromkeys(("by_name", "in_numpy", "left"), "right"),
        "undeclared": "unusable",
    }
    says = "It is right as soon as takes='b w x y', arrays='torch with grad' is declared."
    assert says in grades["undeclared"]["explanation"]
