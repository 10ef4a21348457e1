"""A single function of somebody's with its backward: right ones in many ways, wrong ones, and those that cannot be called."""

import re

import numpy as np
import pytest
from click.testing import CliRunner

from nablacheck import Activation, InputError, check_function
from nablacheck.adapters.pulling_back import own_function
from nablacheck.oracle.commands.cli import main
from nablacheck.oracle.sweeping.function_calls import FunctionCall
from nablacheck.oracle.sweeping.function_names import _pulled, _Seen
from nablacheck.reference.activations import ACTIVATIONS
from nablacheck.reference.arithmetic import FLOAT

pytestmark = pytest.mark.slow


def sigma(z):
    return 1 / (1 + np.exp(-z))


def softmax(z):
    e = np.exp(z - z.max(axis=0))
    return e / e.sum(axis=0)


def prelu(z, slope):
    return np.where(z > 0, z, slope * z)


def swish(z, beta):
    return z * sigma(beta * z)


def of_swish(z, above, beta, power=2):
    s = sigma(beta * z)
    return above * (s + beta * z * s * (1 - s)), (above * z**power * s * (1 - s)).sum()


RIGHT = {
    "of z": ((np.tanh, lambda z, above: above * (1 - np.tanh(z) ** 2)), {"like": "tanh"}),
    "of a": ((np.tanh, lambda a, above: above * (1 - a * a)), {"like": "tanh", "takes": "a above"}),
    "σ′ alone": ((sigma, lambda a: a * (1 - a)), {"like": "sigmoid", "takes": "a"}),
    "a kink": ((lambda z: np.maximum(z, 0), lambda z, above: above * (z > 0)), {"like": "relu"}),
    "a kink on its other side": ((lambda z: np.maximum(z, 0), lambda z, above: above * (z >= 0)), {"like": "relu"}),
    "less accurate": (
        (lambda z: np.where(z > 0, z, np.exp(z) - 1), lambda z: np.where(z > 0, 1, np.exp(z))),
        {"like": "elu", "takes": "z"},
    ),
    "a mixed layer": (
        (softmax, lambda a, above: a * (above - (above * a).sum(axis=0))),
        {"like": "softmax", "takes": "a above"},
    ),
    "examples in rows": (
        (lambda z: softmax(z.T).T, lambda a, above: a * (above - (above * a).sum(axis=1, keepdims=True))),
        {"like": "softmax", "takes": "a above", "examples": "rows"},
    ),
    "a slope": (
        (prelu, lambda z, above, slope: (above * np.where(z > 0, 1, slope), (above * np.minimum(z, 0)).sum())),
        {"like": "prelu(slope=0.5)", "learns": "slope"},
    ),
    "a slope, in σ′ alone": (
        (prelu, lambda z, slope: (np.where(z > 0, 1, slope), np.minimum(z, 0))),
        {"like": "prelu", "learns": "slope", "takes": "z"},
    ),
    "β": ((swish, of_swish), {"like": "swish(beta=0.5)", "learns": "beta"}),
    "an entry of one's own": (
        (lambda z: z * z, lambda z: 2 * z),
        {"like": Activation("square", value=lambda z, xp: z * z, prime=lambda z, a, xp: 2 * z), "takes": "z"},
    ),
}
WRONG = {
    "no σ′": ((np.tanh, lambda z, above: above), {"like": "tanh"}, "σ′(z) is missing"),
    "z for a": (
        (np.tanh, lambda z, above: above * (1 - z * z)),
        {"like": "tanh"},
        "the form of σ′ that is written with a was applied to z",
    ),
    "a for z": (
        (sigma, lambda z: sigma(sigma(z)) * (1 - sigma(sigma(z)))),
        {"like": "sigmoid", "takes": "z"},
        "σ′(a) was used where the book says σ′(z)",
    ),
    "σ for σ′": ((sigma, sigma), {"like": "sigmoid", "takes": "z"}, "σ(z) was used for σ′(z)"),
    "twice": ((sigma, lambda a: 2 * a * (1 - a)), {"like": "sigmoid", "takes": "a"}, "looks like: 2 times σ′"),
    "half": ((lambda z: z * abs(z), lambda z: abs(z)), {"like": "own", "takes": "z"}, "looks like: 1/2 times σ′"),
    "the other sign": (
        (sigma, lambda a: a * (a - 1)),
        {"like": "sigmoid", "takes": "a"},
        "what comes from above has the other sign",
    ),
    "nothing from above": (
        (np.tanh, lambda z, above: 1 - np.tanh(z) ** 2),
        {"like": "tanh"},
        "what comes from above is left out",
    ),
    "a clipped cotangent": (
        (np.tanh, lambda z, above: np.clip(above, -1, 1) * (1 - np.tanh(z) ** 2)),
        {"like": "tanh"},
        "what comes from above is clipped to [−1, 1]",
    ),
    "the gate of what comes from above": (
        (lambda z: np.maximum(z, 0), lambda z, above: above * (above > 0)),
        {"like": "relu"},
        "what comes from above was set to 0 where it is negative itself, not where z is",
    ),
    "another function": (
        (sigma, lambda a: a * (1 - a)),
        {"like": "tanh", "takes": "a"},
        "another activation: the numbers are those of sigmoid; say like='sigmoid' (--like) where that is meant",
    ),
    "another function, and no σ′": (
        (sigma, lambda z, above: above),
        {"like": "tanh"},
        "another activation: its σ is that of sigmoid; say like='sigmoid' (--like) where that is meant, and this is left: "
        "σ′(z) is missing",
    ),
    "a function beyond a threshold": (
        (
            lambda z: np.where(z > 20, z, np.log1p(np.exp(np.minimum(z, 20)))),
            lambda z: np.where(z > 20, 1, 1 / (1 + np.exp(-z))),
        ),
        {"like": "softplus", "takes": "z"},
        "another activation: the numbers are those of softplus(threshold=20)",
    ),
    "another slope": (
        (lambda z: np.where(z > 0, z, 0.3 * z), lambda z: np.where(z > 0, 1, 0.3)),
        {"like": "leaky_relu", "takes": "z"},
        "another activation: the numbers are those of leaky_relu(slope=0.3); say like='leaky_relu(slope=0.3)'",
    ),
    "another β": (
        (lambda z: swish(z, 1.7), lambda z, above: of_swish(z, above, 1.7)[0]),
        {"like": "swish"},
        "another activation: the numbers are those of swish(beta=1.7)",
    ),
    "another β, and no σ′": (
        (lambda z: swish(z, 1.7), lambda z, above: above),
        {"like": "swish"},
        "another activation: its σ is that of swish(beta=1.7); say like='swish(beta=1.7)' (--like) where that is meant, and "
        "this is left: σ′(z) is missing",
    ),
    "along the other axis": (
        (lambda z: softmax(z.T).T, lambda a, above: a * (above - (above * a).sum(axis=1, keepdims=True))),
        {"like": "softmax", "takes": "a above"},
        "it has the examples in rows; say examples='rows' (--examples rows)",
    ),
    "σ′ of another": (
        (np.tanh, lambda z: sigma(z) * (1 - sigma(z))),
        {"like": "tanh", "takes": "z"},
        "σ′ is that of sigmoid, the activation is tanh",
    ),
    "σ squared": (
        (lambda z: np.tanh(z) ** 2, lambda z: 1 - np.tanh(z) ** 2),
        {"like": "tanh", "takes": "z"},
        "a is σ(z)² where it is σ(z)",
    ),
    "a lost square": (
        (np.tanh, lambda z, above: above / np.cosh(z)),
        {"like": "tanh"},
        "a square is forgotten in it",
    ),
    "a lost bracket": (
        (np.tanh, lambda a, above: above * 1 - a * a),
        {"like": "tanh", "takes": "a above"},
        "what is sent back comes out as g · 1 − a² in place of g(1 − a²) (brackets are missing), with g for what comes from "
        "above",
    ),
    "three times": ((sigma, lambda a: 3 * a * (1 - a)), {"like": "sigmoid", "takes": "a"}, "looks like: 3 times σ′"),
    "nothing that has a name": ((sigma, lambda a: a * (1 - a) * 1.37 + a**5 / 7), {"like": "sigmoid", "takes": "a"}, ""),
    "a step that overflows": (
        (lambda z: np.log(1 + np.exp(z)), lambda z: sigma(z)),
        {"like": "softplus", "takes": "z"},
        "a step of it overflows, where the result does not",
    ),
    "the diagonal of a Jacobian": (
        (softmax, lambda a, above: above * a * (1 - a)),
        {"like": "softmax", "takes": "a above"},
        "only the diagonal a(1 − a) of softmax's Jacobian was used",
    ),
    "the diagonal, in rows": (
        (lambda z: softmax(z.T).T, lambda a, above: above * a * (1 - a)),
        {"like": "softmax", "takes": "a above", "examples": "rows"},
        "only the diagonal a(1 − a) of softmax's Jacobian was used",
    ),
    "another power": (
        (swish, lambda z, above, beta: of_swish(z, above, beta, power=1)),
        {"like": "swish(beta=0.5)", "learns": "beta"},
        "",
    ),
    "a mean for a sum": (
        (prelu, lambda z, above, slope: (above * np.where(z > 0, 1, slope), (above * np.minimum(z, 0)).mean())),
        {"like": "prelu", "learns": "slope"},
        "",
    ),
}
OWN = Activation("own", value=lambda z, xp: z * abs(z), prime=lambda z, a, xp: 2 * abs(z))


@pytest.mark.parametrize("name", RIGHT)
def test_a_right_one_is_right_in_every_dtype(name):
    function, options = RIGHT[name]
    report = check_function(function, **options)

    assert report.outcome == "right", str(report)
    assert report
    assert {one.dtype for one in report.swept} == {"float16", "float32", "float64"}


@pytest.mark.parametrize("name", WRONG)
def test_a_wrong_one_is_wrong_and_told_what_was_typed(name):
    function, options, looks_like = WRONG[name]
    like = OWN if options["like"] == "own" else options["like"]
    report = check_function(function, **options | {"like": like, "dtypes": ["float32", "float64"]})

    assert report.outcome == "wrong"
    assert ("looks like:" in report.explanation) == bool(looks_like), str(report)
    assert looks_like in report.explanation
    assert " returned " in report.explanation


def test_an_ordinary_number_is_shown():
    """Not the one that is farthest off, out where nobody computes."""
    report = check_function(WRONG["z for a"][0], like="tanh")

    assert report.explanation.startswith("tanh: tanh′ in float64 is wrong at ")
    at = float(report.explanation.partition(" wrong at ")[2].split()[0])
    assert 1 / 8 <= abs(at) <= 8


def test_the_names_are_those_of_a_layer_in_words_of_a_function():
    """No part speaks of a layer, an equation or a neighbour that is not there."""
    for name in ("sigmoid", "gelu_tanh", "softmax"):
        t = _Seen.of(ACTIVATIONS[name], of_numpy((sigma, lambda z, above: above)), "float64").layer(ACTIVATIONS[name])
        with np.errstate(all="ignore"):
            said = [says for says, _ in _pulled(t)]
        for says in said:
            assert not re.search(r"\^\{?l|\{|layer|BP\d|\(2\d\)|δ", says), says


def of_numpy(pair):
    return FunctionCall(own_function(pair), {}, "columns", 10.0)


CHANGING = {
    "z, by the value": ((lambda z: np.maximum(z, 0, out=z), lambda z, above: above * (z > 0)), "z is another one"),
    "above, by the backward": (
        (lambda z: np.maximum(z, 0), lambda z, above: np.multiply(above, z > 0, out=above)),
        "above is another one",
    ),
    "both": (
        (lambda z: np.maximum(z, 0, out=z), lambda z, above: np.multiply(above, z > 0, out=above)),
        "z and above is another one",
    ),
}


@pytest.mark.parametrize("name", CHANGING)
def test_what_it_changes_in_place_is_a_note(name):
    function, says = CHANGING[name]
    report = check_function(function, like="relu", dtypes=["float64"])

    assert report.outcome == "right"
    assert any(note.startswith(f"the function changes its arguments: {says} after the call") for note in report.notes)
    assert not any("changes" in note for note in check_function(RIGHT["a kink"][0], like="relu").notes)


def test_what_it_chooses_at_a_kink_is_a_note():
    def half(z, above):
        return above * np.where(z == 0, 0.5, z > 0)

    assert "relu′(0) is taken to be 0.5" in check_function((lambda z: np.maximum(z, 0), half), like="relu").notes
    out_of_bounds = check_function(
        (lambda z: np.maximum(z, 0), lambda z, above: above * np.where(z == 0, 2, z > 0)), like="relu"
    )
    assert out_of_bounds.outcome == "wrong"


def test_less_accurate_is_a_note_and_no_mistake():
    report = check_function(RIGHT["less accurate"][0], like="elu", takes="z", dtypes=["float32"])

    assert report.outcome == "right"
    assert any("elu is right, and less accurate than the textbook's formula, in float32 at " in note for note in report.notes)
    wrong = lambda z: np.where(z > 0, z, np.exp(z) - 1 + z * 2.0**-18)
    assert check_function((wrong, RIGHT["less accurate"][0][1]), like="elu", takes="z").outcome == "wrong"


FAR = np.float64(2) ** 60


@pytest.mark.parametrize(
    ("like", "value", "dtype"),
    [
        ("tanh", lambda z: np.where(abs(z) > 1000, -np.tanh(z), np.tanh(z)), "float16"),
        ("tanh", lambda z: np.where(abs(z) > FAR, -np.tanh(z), np.tanh(z)), "float64"),
        ("sigmoid", lambda z: np.where(abs(z) > FAR, 5.0, sigma(z)), "float64"),
        ("relu", lambda z: np.where(z > 0, z, z / 128), "float16"),
        ("softplus", lambda z: np.where(z < -FAR, z / 2**58, np.logaddexp(0, z)), "float64"),
    ],
)
def test_roundings_of_z_are_no_excuse_where_no_formula_adds_them_to_the_result(like, value, dtype):
    """The planted fault: a bound as large as z, which is more than the whole range of the function."""
    entry = ACTIVATIONS[like]
    backward = lambda z, above: above * entry.prime(z, value(z), FLOAT)

    assert check_function((value, backward), like=like, dtypes=[dtype]).outcome == "wrong"


def test_what_is_wrong_in_one_format_is_not_said_to_be_right_in_another():
    leaky = (lambda z: np.where(z > 0, z, z / 128), lambda z, above: above * np.where(z > 0, 1, 1 / 128))
    report = check_function(leaky, like="relu", dtypes=["float16", "float64"])

    assert report.outcome == "wrong"
    assert not any("is right" in note for note in report.notes)


def test_a_dtype_that_it_does_not_take_is_a_note():
    def halves():
        raise TypeError("no halves")

    def single(z):
        return halves() if z.dtype == np.float16 else np.tanh(z)

    report = check_function((single, lambda a, above: above * (1 - a * a)), like="tanh", takes="a above")

    assert report.outcome == "right"
    place = f"test_function_checker.py:{halves.__code__.co_firstlineno + 1}, in halves"
    assert report.notes == (f"it does not take float16: {place}: TypeError: no halves.",)
    assert {one.dtype for one in report.swept} == {"float32", "float64"}


def of_softplus(z, above):
    return above / (1 + np.exp(-z))


def raises(z):
    raise KeyError("z")


UNUSABLE = {
    "raises": ((raises, lambda z, above: z), "in raises: KeyError: 'z'."),
    "no number for each": (
        (np.tanh, lambda z, above: z.sum()),
        "what is sent back of tanh has shape () for z of shape (63491,); expected is one number for each.",
    ),
    "None": ((lambda z: None, lambda z, above: z), "σ(z) of the function is None; expected is an array of floats."),
    "None sent back": ((np.tanh, lambda z, above: None), "what is sent back of tanh is None; expected is an array of floats."),
    "complex": ((lambda z: np.tanh(z) + 0j, lambda z, above: z), "of complex64; expected is an array of floats."),
    "complex sent back": ((np.tanh, lambda z, above: 1j * above), "of complex64; expected is an array of floats."),
    "texts": ((lambda z: np.full(z.shape, "a"), lambda z, above: z), "of <U1; expected is an array of floats."),
    "dates": ((lambda z: np.zeros(z.shape, "M8[s]"), lambda z, above: z), "expected is an array of floats."),
    "masked": ((lambda z: np.ma.masked_less(z, 0), lambda z, above: z), "has masked entries; expected is a number in each."),
    "another number of arguments": ((np.tanh, lambda z: z), "the function raised TypeError: "),
}


@pytest.mark.parametrize(
    ("value", "backward"),
    [
        (lambda z: np.maximum(z, 0), lambda z, above: np.where(z > 0, above, 0)),
        (lambda z: (np.maximum(part, 0) for part in z), lambda z, above: map(np.asarray, above * (z > 0))),
    ],
)
def test_what_numbers_come_in_is_read(value, backward):
    assert check_function((value, backward), like="relu", dtypes=["float64"]).outcome == "right"


def test_whole_numbers_are_read_as_what_they_are():
    report = check_function((lambda z: np.sign(z).astype(int), lambda z, above: above), like="tanh", dtypes=["float64"])

    assert report.outcome == "wrong"
    assert "the function returned 1" in str(report) or "the function returned -1" in str(report)


@pytest.mark.parametrize("name", UNUSABLE)
def test_one_that_cannot_be_called_is_told_how_it_was(name):
    function, says = UNUSABLE[name]
    report = check_function(function, like="tanh")

    assert report.outcome == "unusable"
    assert says in report.explanation.splitlines()[0]
    assert report.explanation.splitlines()[1].startswith("  It was called with z (")


@pytest.mark.parametrize(
    ("function", "options", "says"),
    [
        (3, {}, "a function is wanted, or a pair (value, backward), and this is of type int."),
        ((np.tanh,), {}, "a pair has two functions, (value, backward); here is something else."),
        ((np.tanh, 3), {}, "a pair has two functions"),
        (
            np.tanh,
            {},
            "nothing says how this function is differentiated: give a pair (value, backward), which is --backward",
        ),
        (np.tanh, {"framework": "tourch"}, "unknown framework 'tourch': did you mean torch?"),
        ((np.tanh, np.tanh), {"takes": "z b"}, "takes is 'z b'; it must be some of z a above, each once."),
        ((np.tanh, np.tanh), {"takes": ""}, "takes is ''; it must be some of z a above, each once."),
        ((np.tanh, np.tanh), {"like": "tanhh"}, "unknown activation 'tanhh': did you mean tanh"),
        ((np.tanh, np.tanh), {"like": "quadratic"}, "'quadratic' is a cost, and this is about activations; check a cost"),
        ((np.tanh, np.tanh), {"learns": "slope"}, "learns is 'slope', and tanh has no parameters: leave it out."),
        ((np.tanh, np.tanh), {"like": "prelu", "learns": "slpe"}, "unknown parameter of prelu 'slpe': did you mean slope?"),
        ((np.tanh, np.tanh), {"dtypes": ["float31"]}, "unknown dtype 'float31': did you mean float32"),
        ((np.tanh, np.tanh), {"examples": "row"}, "unknown value of examples 'row': did you mean rows?"),
    ],
)
def test_wrong_use_is_one_sentence(function, options, says):
    with pytest.raises(InputError) as error:
        check_function(function, **{"like": "tanh", **options})

    assert str(error.value).startswith(says)


def forever(z):
    while True:
        pass


def test_one_that_does_not_return_is_not_waited_for_in_every_dtype():
    report = check_function((forever, np.tanh), like="tanh", time_limit=0.1)

    assert report.explanation.startswith("the function did not return within 0.1 seconds.")
    assert len(report.notes) == 0


@pytest.mark.parametrize("limit", [0, -1, float("nan"), float("inf"), "1"])
def test_a_time_limit_is_a_number_of_seconds(limit):
    with pytest.raises(InputError, match=r"time_limit is .*; it must be a number of seconds"):
        check_function((np.tanh, np.tanh), like="tanh", time_limit=limit)


def test_what_is_nan_everywhere_is_no_step_that_overflows():
    nothing = check_function((lambda z: z * np.nan, lambda z, above: z * np.nan), like="tanh", dtypes=["float64"])
    at_zero = check_function((lambda z: np.tanh(z) * (z / z), lambda z, above: above), like="tanh", dtypes=["float64"])
    beyond = check_function((lambda z: np.log(1 + np.exp(z)), of_softplus), like="softplus", dtypes=["float64"])

    assert "overflows" not in str(nothing)
    assert "overflows" not in str(at_zero)
    assert "looks like: a step of it overflows, where the result does not" in str(beyond)


def test_numbers_of_a_narrower_format_are_named():
    single = (lambda z: np.tanh(z.astype(np.float32)).astype(z.dtype), lambda z, above: above * (1 - np.tanh(z) ** 2))
    report = check_function(single, like="tanh", dtypes=["float64"])

    assert "looks like: every number of tanh is a float32: something in the computation is not float64" in str(report)


def test_what_is_another_number_at_each_call_is_named_so():
    noisy = lambda z, above: above * (1 - np.tanh(z) ** 2) + np.random.default_rng().random()
    report = check_function((np.tanh, noisy), like="tanh", dtypes=["float64"])

    assert "looks like: a second call with the same arguments gives another answer" in str(report)


def test_two_numbers_that_are_nearly_the_same_are_told_apart():
    off = lambda z, above: above * (1 - np.tanh(z) ** 2) * (1 + 2.0**-40)
    line = check_function((np.tanh, off), like="tanh", dtypes=["float64"]).explanation.splitlines()[1]
    formula, given = line.removeprefix("  the formula gives ").split(", tanh returned ")

    assert formula != given


# --- frameworks -------------------------------------------------------------------------------------------------------


def test_a_function_of_torch(adapter_named):
    adapter_named("torch")
    import torch

    class Tanh(torch.autograd.Function):
        @staticmethod
        def forward(ctx, z):
            a = torch.tanh(z)
            ctx.save_for_backward(a)
            return a

        @staticmethod
        def backward(ctx, above):
            (a,) = ctx.saved_tensors
            return above * (1 - a * a)

    class Wrong(Tanh):
        @staticmethod
        def backward(ctx, above):
            (a,) = ctx.saved_tensors
            return above * (1 - a)

    assert {one.dtype for one in check_function(Tanh, like="tanh").swept} == {"float16", "bfloat16", "float32", "float64"}
    assert check_function(Tanh, like="tanh").outcome == "right"
    assert "looks like: 1 − a was used for σ′(z)" in check_function(Wrong, like="tanh").explanation
    assert check_function(torch.nn.Softplus(), like="softplus(threshold=20)", dtypes=["float32"]).outcome == "right"
    assert check_function(torch.nn.PReLU(), like="prelu", learns="slope", dtypes=["float32", "float64"]).outcome == "right"
    assert check_function(lambda z: z.clamp(min=0), like="relu", framework="torch", dtypes=["float64"]).outcome == "right"


def test_a_slope_that_a_function_of_torch_learns(adapter_named):
    adapter_named("torch")
    import torch

    class Prelu(torch.autograd.Function):
        mean = False

        @staticmethod
        def forward(ctx, z, slope):
            ctx.save_for_backward(z, slope)
            return torch.where(z > 0, z, slope * z)

        @classmethod
        def backward(cls, ctx, above):
            z, slope = ctx.saved_tensors
            each = above * z.clamp(max=0)
            return above * torch.where(z > 0, 1, slope), each.mean() if cls.mean else each.sum()

    assert check_function(Prelu, like="prelu", learns="slope", dtypes=["float32", "float64"]).outcome == "right"


def test_a_function_of_jax(adapter_named):
    adapter_named("jax")
    import jax
    import jax.numpy as jnp

    def custom(slope):
        @jax.custom_vjp
        def elu(z):
            return jnp.where(z > 0, z, jnp.expm1(z))

        elu.defvjp(lambda z: (elu(z), z), lambda z, above: (above * jnp.where(z > 0, slope, jnp.exp(z)),))
        return elu

    @jax.custom_jvp
    def tanh(z):
        return jnp.tanh(z)

    tanh.defjvps(lambda t, a, z: (1 - a * a) * t)

    assert check_function(custom(1), like="elu", dtypes=["float32", "float64"]).outcome == "right"
    assert check_function(custom(2), like="elu", dtypes=["float32"]).outcome == "wrong"
    assert check_function(tanh, like="tanh", dtypes=["float32", "float64"]).outcome == "right"


# --- the command ------------------------------------------------------------------------------------------------------

MINE = """
import numpy as np

def tanh(z):
    return np.tanh(z)

def backward(z, above):
    return above * (1 - np.tanh(z) ** 2)

def of_a(a):
    return 1 - a ** 2

def forever(z):
    while True:
        pass

pair = tanh, backward
wrong = tanh, lambda z, above: above
"""


@pytest.mark.parametrize(
    ("arguments", "code", "says"),
    [
        (["mine.py:pair"], 0, "right\ntanh agrees with tanh and its derivative at "),
        (["mine.py:tanh", "--backward", "mine.py:backward", "--dtype", "float32,float64"], 0, " numbers in float64, float32;"),
        (["mine.py:tanh", "--backward", "mine.py:of_a", "--takes", "a"], 0, "right"),
        (["mine.py:wrong"], 1, "looks like: σ′(z) is missing"),
        (["mine.py:pair", "--json"], 0, '"verdict": "right"'),
        (["mine.py:tanh"], 2, "nothing says how this function is differentiated"),
        (["mine.py:tanh", "--backward", "mine.py:of_a"], 2, "unusable\nthe function raised TypeError: "),
        (["mine.py:pear"], 2, "unknown function of mine.py 'pear'"),
        (["mine.py:forever", "--backward", "mine.py:of_a", "--time-limit", "0.1"], 2, "did not return within 0.1 seconds."),
        (["mine.py:pair", "--time-limit", "nan"], 2, "time_limit is nan; it must be a number of seconds"),
    ],
    ids=lambda part: " ".join(part) if isinstance(part, list) else "",
)
def test_the_command(arguments, code, says, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "mine.py").write_text(MINE, encoding="utf-8")
    result = CliRunner().invoke(main, ["check-function", *arguments, "--like", "tanh"])

    assert result.exit_code == code, result.output
    assert says in result.output
