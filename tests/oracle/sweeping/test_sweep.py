"""The sweep sees what is wrong with a single function, and excuses what the ledger predicts alone."""

import json
import math
from dataclasses import replace

import numpy as np
import pytest
from click.testing import CliRunner

from nablacheck.adapters import Adapter, Functions
from nablacheck.oracle.commands.cli import main
from nablacheck.oracle.generating.arguments import columns, every, held, line
from nablacheck.oracle.ledger import LEDGER
from nablacheck.oracle.report.sweep_tables import lines
from nablacheck.oracle.sweeping.findings import Findings
from nablacheck.oracle.sweeping.sweeper import sweep
from nablacheck.reference import ACTIVATIONS, COSTS
from nablacheck.reference.arithmetic import FLOAT, precision
from nablacheck.reference.backprop import derivative

pytestmark = pytest.mark.slow


def activation(entry, z, cotangent, dtype, strided):
    """NumPy, of whose functions nobody has a ledger."""
    with FLOAT.working():
        at = z.astype(dtype)
        a = FLOAT.like(entry.value(at, FLOAT), at)
        pulled = cotangent.astype(dtype) * derivative(entry, at, a, FLOAT, {})
        return a.astype(np.float64), pulled.astype(np.float64)


def cost(entry, a, y, dtype):
    with FLOAT.working():
        at, targets = a.astype(dtype), y.astype(dtype)
        return entry.value(at, targets, FLOAT).sum(axis=-2), entry.gradient(at, targets, FLOAT)


def numpy_adapter(activation=activation, cost=cost, pieces=False):
    functions = Functions(activation, cost, lambda name, x, dtype: getattr(FLOAT, name)(x), ("float32", "float64"), pieces)
    return Adapter("mine", "numpy", gradient=lambda problem: None, functions=functions)


def changed(change, derived):
    """The planted mistake: the value or the derivative, changed."""

    def call(entry, z, cotangent, dtype, strided):
        pair = list(activation(entry, z, cotangent, dtype, strided))
        pair[derived] = change(z, pair[derived])
        return tuple(pair)

    return numpy_adapter(call)


def found(adapter, name="sigmoid", dtype="float64"):
    findings = Findings()
    for swept in sweep((COSTS if name in COSTS else ACTIVATIONS)[name], adapter, dtype):
        findings.add(swept)
    return findings


# --- what is right ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("dtype", ["float32", "float64"])
@pytest.mark.parametrize("name", ["tanh", "sigmoid", "relu", "hardtanh", "softmax", "logsigmoid", "quadratic", "l1"])
def test_correct_functions_agree(name, dtype):
    findings = found(numpy_adapter(), name, dtype)

    assert findings.wrong == []
    assert findings.decided > 1000


# --- what is wrong ----------------------------------------------------------------------------------------------------


def test_a_wrong_value_is_shown_with_its_point():
    adapter = changed(lambda z, a: np.where(z == 0.125, a * (1 + 2.0**-40), a), derived=False)
    (text,) = found(adapter).wrong

    assert text.startswith("mine: sigmoid in float64 is wrong at 0.125.\n  the formula gives 0.531209373")
    assert " numbers disagree, from 0.125 to 0.125" in text


def test_a_wrong_derivative_is_shown_with_a_prime():
    adapter = changed(lambda z, prime: np.where(abs(z) > 1, 1.5 * prime, prime), derived=True)
    (text,) = found(adapter, "elu(alpha=2)").wrong

    assert "mine: elu′(alpha=2) in float64 is wrong at" in text


@pytest.mark.parametrize(("derived", "of"), [(False, "sigmoid"), (True, "sigmoid′")])
def test_a_nan_where_the_truth_is_finite_is_wrong(derived, of):
    adapter = changed(lambda z, number: np.where(z > 700, math.nan, number), derived)

    assert any(f"mine: {of} in float64 is wrong at" in text and "returned nan" in text for text in found(adapter).wrong)


def test_infinity_where_a_step_of_the_formula_overflows_but_not_the_truth_is_wrong():
    """z²: the ball of squareplus is of no help there, certified arithmetic is."""

    def naive(entry, z, cotangent, dtype, strided):
        with np.errstate(all="ignore"):
            return (z + np.sqrt(z * z + 4)) / 2, activation(entry, z, cotangent, dtype, strided)[1]

    assert any("returned inf" in text for text in found(numpy_adapter(naive), "squareplus").wrong)


def test_a_limit_at_infinity_is_asked_for():
    adapter = changed(lambda z, a: np.where(np.isinf(z), math.nan, a), derived=False)

    assert any("is wrong at -inf" in text or "is wrong at inf" in text for text in found(adapter).wrong)


def test_a_nan_that_is_swallowed_is_wrong():
    adapter = changed(lambda z, a: np.where(np.isnan(z), 0.0, a), derived=False)
    (text,) = found(adapter).wrong

    assert "is wrong at nan" in text


def test_a_wrong_kink_is_wrong():
    adapter = changed(lambda z, prime: np.where(z == 1, 0.25, prime), derived=True)
    (text,) = found(replace(adapter, kinks={"hardtanh": {-1.0: 0.0, 1.0: 0.0}}), "hardtanh").wrong

    assert "hardtanh′ in float64 is wrong at 1 where " in text


def test_a_number_that_depends_on_the_length_is_seen():
    def by_length(entry, z, cotangent, dtype, strided):
        a, pulled = activation(entry, z, cotangent, dtype, strided)
        return (np.nextafter(a, 2) if z.size == 9 else a), pulled

    (text,) = found(numpy_adapter(by_length, pieces=True)).wrong
    assert text.startswith("mine: sigmoid in float64 depends on the length of the array or on its stride, at")


def test_a_wrong_row_and_a_wrong_cost_are_seen():
    def scaled(entry, z, cotangent, dtype, strided):
        a, pulled = activation(entry, z, cotangent, dtype, strided)
        return a, pulled * (1 + 2.0**-30)

    wrong_cost = lambda entry, a, y, dtype: tuple(part * (1 + 2.0**-30) for part in cost(entry, a, y, dtype))

    assert any("softmax′" in text for text in found(numpy_adapter(scaled), "softmax").wrong)
    assert len(found(numpy_adapter(cost=wrong_cost), "quadratic").wrong) == 2


# --- the ledger -------------------------------------------------------------------------------------------------------


def test_a_defect_is_excused_only_in_the_ball_of_its_formula(adapter_named):
    """The planted mistake: hardsigmoid′ with the 1/6 of PyTorch, and with another one."""
    torch = adapter_named("torch")
    assert found(torch, "hardsigmoid").wrong == []

    def call(entry, z, cotangent, dtype, strided):
        a, pulled = torch.functions.activation(entry, z, cotangent, dtype, strided)
        return a, pulled * (1 + 2.0**-40)

    wrong = found(replace(torch, functions=replace(torch.functions, activation=call)), "hardsigmoid").wrong
    assert any("hardsigmoid′" in text for text in wrong)


def test_a_defect_that_is_gone_is_missed(adapter_named):
    """The planted repair: a hardsigmoid whose derivative is right."""
    torch = adapter_named("torch")

    def call(entry, z, cotangent, dtype, strided):
        a, pulled = torch.functions.activation(entry, z, cotangent, dtype, strided)
        return a, np.where((abs(z) < 3), (cotangent / 6).astype(dtype), np.where(abs(z) == 3, pulled, 0 * pulled))

    repaired = found(replace(torch, functions=replace(torch.functions, activation=call)), "hardsigmoid")
    (gone,) = repaired.gone(LEDGER)

    assert gone == "torch float64: hardsigmoid′: the slope 1/6 is a float32 constant in float64 too"
    assert any(text.startswith("gone: torch float64: hardsigmoid′") for text in lines(repaired, [gone]))


def test_a_defect_that_a_sweep_meets_by_chance_is_not_missed():
    """celu with α < 1 loses what underflows on the way, and no other one does."""
    underflows = next(d for d in LEDGER if d.function == "celu" and d.by_chance and d.when(alpha=0.5))
    sure = replace(underflows, by_chance=False)
    looked_for = Findings(looked_for={(underflows, "float64"), (sure, "float32")})

    assert [text.partition(":")[0] for text in looked_for.gone([underflows, sure])] == ["jax float32"]
    assert underflows.when(alpha=0.5)
    assert not underflows.when(alpha=1.0)


@pytest.mark.parametrize(("name", "dtype"), [("torch", "float32"), ("torch", "float64"), ("jax", "float32")])
def test_every_function_of_a_framework_is_right_or_known(name, dtype, adapter_named):
    """Every family at its defaults; `nablacheck sweep` has every variant, every adapter and every dtype."""
    adapter, findings = adapter_named(name), Findings()
    for entry in (*ACTIVATIONS.values(), *COSTS.values()):
        if not adapter.composes(entry):
            for swept in sweep(entry, adapter, dtype):
                findings.add(swept)

    assert findings.wrong == []
    assert findings.gone(LEDGER) == []
    assert len(findings.met) > 10


# --- points -----------------------------------------------------------------------------------------------------------


def test_formats_of_sixteen_bits_are_swept_whole():
    assert every("float16").size == 2 * 31 * 2**10
    assert every("bfloat16").size == 2 * 255 * 2**7


@pytest.mark.parametrize("dtype", ["float16", "float32"])
def test_rounding_is_that_of_numpy(dtype):
    numbers = np.linspace(-60000, 60000, 999) / 7

    assert np.array_equal(held(numbers, precision(dtype)), numbers.astype(dtype).astype(np.float64))


def test_rounding_to_bfloat16_is_to_the_nearest():
    numbers, format_ = np.linspace(-3, 3, 997), every("bfloat16")
    nearest = np.array([format_[np.argmin(abs(format_ - number))] for number in numbers])

    assert np.array_equal(abs(held(numbers, precision("bfloat16")) - numbers), abs(nearest - numbers))


@pytest.mark.parametrize("dtype", ["float32", "float64"])
def test_the_line_reaches_from_the_smallest_to_the_largest_and_every_kink(dtype):
    p, z = precision(dtype), line(ACTIVATIONS["hardtanh"], dtype)

    assert {p.largest, -p.largest, p.eta, 0.0, 1.0, -1.0} <= set(z.tolist())
    assert abs(z[z != 0]).min() < p.eta
    assert {1 + 2 * p.u, 1 - 2 * p.u} <= set(z.tolist())
    assert all(np.array_equal(part, held(part, p)) for pair in columns(dtype) for part in pair)


# --- the command ------------------------------------------------------------------------------------------------------


def invoke(*arguments):
    return CliRunner().invoke(main, ["sweep", *arguments])


def test_the_command_lists_what_it_met_of_the_ledger(adapter_named, tmp_path):
    adapter_named("torch")
    where = str(tmp_path / "s.json")
    result = invoke("--activations", "hardsigmoid,relu", "--costs", "none", "--adapters", "torch", "--json", where)
    record = json.loads((tmp_path / "s.json").read_text(encoding="utf-8"))

    assert result.exit_code == 0, result.output
    assert "known: torch (float64): hardsigmoid′: the slope 1/6 is a float32 constant in float64 too" in result.output
    assert "Nothing unexplained." in result.output
    assert record["findings"] == record["gone"] == []
    assert {row["function"] for row in record["rows"]} == {"σ", "σ′"}


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("--activations", "gelo"), "unknown activation in --activations 'gelo': did you mean gelu"),
        (("--activations", "elu(alfa=2)"), "unknown parameter of elu 'alfa': did you mean alpha"),
        (("--activations", "celu(alpha=0)"), "alpha of celu is 0; it must be another number."),
        (("--costs", "l3"), "unknown cost in --costs 'l3'"),
        (("--activations", "none", "--costs", "none"), "leaves nothing to sweep"),
        (("--dtype", "float8"), "unknown dtype 'float8'"),
    ],
)
def test_wrong_use_is_one_sentence_and_exit_2(arguments, says):
    result = invoke("--adapters", "torch", *arguments)

    assert result.exit_code == 2
    assert says in " ".join(result.output.split())
