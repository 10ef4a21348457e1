"""`-c NAME=VALUE`: every slip is understood, or is one sentence with exit 2; a value is read by its name, not by its looks."""

import re

import numpy as np
import pytest
from click.testing import CliRunner

import nablacheck
from nablacheck.oracle.checking.conventions import DEFAULTS, Conventions
from nablacheck.oracle.commands.cli import main
from nablacheck.oracle.commands.declarations import declared
from nablacheck.reference.errors import InputError

RIGHT = """
import numpy as np

sigma = lambda z: 1 / (1 + np.exp(-z))

def check_me(w, b, x, y):
    z1 = w[0] @ x + b[0]; a1 = sigma(z1); z2 = w[1] @ a1 + b[1]; a2 = sigma(z2)
    d2 = (a2 - y) * a2 * (1 - a2)
    d1 = (w[1].T @ d2) * a1 * (1 - a1)
    return [d1, d2], [d1 @ x.T, d2 @ a1.T]

def softmax_regression(w, b, x, y):
    z = w[0] @ x + b[0]
    a = np.exp(z) / np.exp(z).sum()
    return [a - y], [(a - y) @ x.T]

class Gradients:
    def __init__(self, db, dw):
        self.db, self.dw = db, dw

def stored(w, b, x, y):
    return Gradients(*check_me(w, b, x, y))
"""


@pytest.fixture(autouse=True)
def _here(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "mine.py").write_text(RIGHT, encoding="utf-8")


def invoke(*conventions, function="check_me"):
    declarations = [part for convention in conventions for part in ("-c", convention)]
    return CliRunner().invoke(main, ["check", f"mine.py:{function}", *declarations, "-c", "examples=column"])


TWO = "activations=sigmoid,sigmoid"


@pytest.mark.parametrize(
    ("option", "value"),
    [
        ("half=false", {"half": False}),
        ("half=True", {"half": True}),
        ("half = true", {"half": True}),
        ("activations=tanh", {"activations": "tanh"}),
        ("activations=tanh,relu", {"activations": ["tanh", "relu"]}),
        ("activations=tanh relu", {"activations": ["tanh", "relu"]}),
        ("activations=['tanh', 'relu']", {"activations": ["tanh", "relu"]}),
        ("activations=softmax,", {"activations": ["softmax"]}),
        ("activations=[softmax]", {"activations": ["softmax"]}),
        ("activations=('softmax',)", {"activations": ["softmax"]}),
        ("activations=elu(alpha=2),sigmoid", {"activations": ["elu(alpha=2)", "sigmoid"]}),
        (
            "activations=celu (alpha=2), threshold(theta=1, value=2)",
            {"activations": ["celu(alpha=2)", "threshold(theta=1, value=2)"]},
        ),
        ("cost=huber(delta=2,mean=1)", {"cost": "huber(delta=2,mean=1)"}),
        ("cost='quadratic'", {"cost": "quadratic"}),
        ("widths=2,3,4", {"widths": [2, 3, 4]}),
        ("widths=(2, 3, 4)", {"widths": [2, 3, 4]}),
        ("widths=2 3 4", {"widths": [2, 3, 4]}),
        ("widths=2-3-4", {"widths": [2, 3, 4]}),
        ("widths=3", {"widths": [3]}),
        ("widths=2,3,-1", {"widths": [2, 3, -1]}),
        ("weights=(in, out)", {"weights": "(in, out)"}),
        ("weights=(in,out)", {"weights": "(in, out)"}),
        ("biases=(n,1)", {"biases": "(n, 1)"}),
        ("biases=first  column", {"biases": "first column"}),
        ("takes=w,b,x,y", {"takes": "w b x y"}),
        ("takes=w b, x y", {"takes": "w b x y"}),
        ("gives=nabla_b, nabla_w", {"gives": "nabla_b nabla_w"}),
        ("attr=dw,db", {"attr": "dw db"}),
        ("leaf=5", {"leaf": "5"}),
        ("l2=0.5", {"l2": 0.5}),
        ("l2_over=m", {"l2_over": "m"}),
        ("time_limit=2", {"time_limit": 2.0}),
        ("time_limit=abc", {"time_limit": "abc"}),
        ("dtype=float32", {"dtype": "float32"}),
    ],
)
def test_a_value_is_read_by_its_name(option, value):
    assert declared([option]) == value


@pytest.mark.parametrize("option", ["gives=nabla_b,nabla_w", "takes=w,b,x,y", "biases=(n,1)", "widths=2-3-2", "dtype=f4"])
def test_what_is_understood_is_right(option):
    result = invoke(TWO, option)

    assert result.exit_code == 0, result.output


def test_attributes_by_comma_are_taken():
    result = invoke(TWO, "attr=db,dw", function="stored")

    assert result.exit_code == 0, result.output


@pytest.mark.slow
def test_a_cost_with_two_parameters_is_taken():
    result = invoke("activations=sigmoid,identity", "cost=huber(delta=2,mean=1)")

    assert result.exit_code == 1
    assert "sigmoid → identity, huber(delta=2, mean=1) cost" in result.output


@pytest.mark.parametrize("one", ["activations=softmax,", "activations=[softmax]"])
def test_one_layer_of_weights_can_be_said(one):
    result = invoke(one, "cost=categorical-cross-entropy", function="softmax_regression")

    assert result.exit_code == 0, result.output
    assert re.search(r"\nnetwork: \d-\d, softmax, categorical-cross-entropy cost", result.output)


@pytest.mark.parametrize(
    ("options", "says"),
    [
        (["examples"], "'examples' is no convention; write NAME=VALUE, as in examples=rows."),
        (["=rows"], "unknown convention ''"),
        (["activation=tanh"], "unknown convention 'activation': did you mean activations?"),
        (["l2=1", "l2=2"], "l2 is declared twice; take one of them out."),
        (["widths=3"], "widths has 1 number; for 2 activations, it must have 3, input first."),
        (["widths="], "widths has 0 numbers; for 2 activations, it must have 3, input first."),
        (["widths=2,3,-1"], "widths has -1 in it; each must be a whole number of neurons, 1 or more."),
        (["widths=2,3,0"], "widths has 0 in it"),
        (["widths=2,3.5,1"], "widths is '2,3.5,1'; it must be whole numbers by comma, input first, as in widths=2,5,4,3."),
        (["widths=2,,3"], "widths is '2,,3', which has nothing before a comma; take one comma out."),
        (
            ["dtype=bfloat16"],
            "dtype is bfloat16, of which NumPy has no arrays to hand over; give float16 or float32 or float64.",
        ),
        (["dtype=abc"], "unknown dtype 'abc': known are float16, float32, float64."),
        (["dtype="], "unknown dtype ''"),
        (["dtype=longdouble"], "unknown dtype 'longdouble'"),
        (["dtype=int32"], "unknown dtype 'int32'"),
        (["dtype=(n,)None"], "unknown dtype '(n,)None'"),
        (["l2_over=0", "l2=0.5"], "l2_over is 0.0; it must be a finite number other than 0, or m."),
        (["l2_over=n"], "l2_over is 'n'; it must be a finite number other than 0, or m."),
        (["l2=nan"], "l2 is nan; it must be a finite number."),
        (["l2=1e999"], "l2 is inf; it must be a finite number."),
        (["leaf=5"], "leaf is '5'; an attribute has a name as Python allows it."),
        (["attr=dw,2b"], "attr is 'dw 2b'; an attribute has a name as Python allows it."),
        (["attr=dw"], "attr names 'dw', but gives has 'nabla_b nabla_w'; name one attribute for each."),
        (["time_limit=abc"], "time_limit is 'abc'; it must be a number of seconds, above 0"),
        (["time_limit=0"], "time_limit is 0.0; it must be a number of seconds, above 0"),
        (["time_limit=inf"], "time_limit is inf; it must be a number of seconds, above 0 and at most 1e+08."),
        (["half=yes"], "half is 'yes'; it must be True or False."),
        (["takes="], "takes is ''; it must be some of w b theta params *params x y eta"),
        (["gives=nabla_w nabla_w"], "gives is 'nabla_w nabla_w'; it must be some of nabla_w"),
        (["gives=nabla_w,nabla_bias"], "unknown word in gives 'nabla_bias': did you mean nabla_b"),
        (["cost="], "unknown cost ''"),
        (["cost=huber(delta=2"], "unknown cost 'huber(delta=2'"),
        (["weights=(in)"], "unknown value of weights '(in)'"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else "",
)
def test_a_slip_is_one_sentence(options, says):
    result = invoke(TWO, *options)

    assert result.exit_code == 2, result.output
    assert says in result.output
    assert len(result.output.strip().splitlines()) == 1


@pytest.mark.parametrize("activations", ["", ",", ",sigmoid", "sigmoid,,sigmoid", "5", "[]"])
def test_activations_that_are_none_are_one_sentence(activations):
    result = invoke(f"activations={activations}")

    assert result.exit_code == 2, result.output
    assert "activation" in result.output
    assert len(result.output.strip().splitlines()) == 1


PYTHON = {
    "activations": (5, None, [], [5], ["sigmoid", None], b"tanh"),
    "cost": (5, None, ["quadratic"]),
    "widths": (3, "2,x", [2, 3, -1, 2], [2, 3.0, 4, 5], [True, 2, 3, 4], [2], []),
    "dtype": ("abc", None, 5, np.int32, [], object()),
    "time_limit": (0, -1, "soon", None, float("nan"), float("inf"), True),
    "takes": (5, ["w", "b", "x", "y"], None),
    "gives": (5, ("nabla_b", "nabla_w")),
    "attr": (5, ["dw"]),
    "leaf": (5, None),
    "examples": (["rows"], None, np.zeros(3)),
    "l2": ("a", 1j, None, float("nan"), True, [1]),
    "l2_over": (0, "n", None, float("inf")),
    "half": (1, "yes", None),
}


@pytest.mark.parametrize(
    ("name", "value"),
    [(name, value) for name, values in PYTHON.items() for value in values],
    ids=lambda part: str(part).partition(" at ")[0],
)
def test_in_python_wrong_values_are_input_errors(name, value):
    """With the name, so that one finds the argument."""
    with pytest.raises(InputError, match=name.removesuffix("s")):
        nablacheck.check(lambda w, b, x, y: None, **{name: value})


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ({"activations": "tanh,tanh,identity"}, {"activations": ["tanh", "tanh", "identity"]}),
        ({"activations": "[tanh, 'sigmoid']"}, {"activations": ["tanh", "sigmoid"]}),
        ({"activations": "leaky_relu(slope=0.1), softmax"}, {"activations": ["leaky_relu(slope=0.1)", "softmax"]}),
        ({"activations": "tanh,"}, {"activations": ["tanh"]}),
        ({"widths": "3,6,4,2"}, {"widths": [3, 6, 4, 2]}),
        ({"widths": "2-5-3"}, {"widths": [2, 5, 3]}),
        ({"seed": "1"}, {"seed": 1}),
        ({"weights": "(in,out)", "biases": "(n,)"}, {"weights": "(in, out)", "biases": "(n,)"}),
        ({"takes": "w, b, x, y", "half": "false", "l2": "0.25"}, {"takes": "w b x y", "half": False, "l2": 0.25}),
    ],
    ids=str,
)
def test_python_reads_what_the_command_line_reads(text, value):
    """The same networks are drawn, and handed over in the same way, of which the answer tells."""

    def says(**said):
        return nablacheck.check(_nothing, **said).explanation

    assert says(**text) == says(**value)
    assert declared([f"{name}={said}" for name, said in text.items()]) == value
    assert says(**text) != says() or not text.keys() & {"activations", "widths", "seed", "weights"}


def _nothing(*_):
    """Gives nothing, so that the answer says how it was called."""


def test_numbers_of_numpy_are_numbers():
    assert Conventions(l2=np.float32(0.5), l2_over=np.int64(2)).l2 == 0.5
    assert set(DEFAULTS) == set(vars(Conventions()))
