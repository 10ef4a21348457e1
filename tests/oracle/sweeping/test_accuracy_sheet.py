"""The accuracy sheet: a right back end has none, a planted one has its faults, each in its format and segment."""

import json
import math
import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner

from nablacheck import Adapter, InputError
from nablacheck.adapters import Functions, add
from nablacheck.oracle.commands.cli import main
from nablacheck.oracle.sweeping.accuracy_sheet import FAULT, LOST, WITHIN, cells
from nablacheck.oracle.sweeping.sweeper import sweep
from nablacheck.oracle.sweeping.ulps import unit
from nablacheck.reference import ACTIVATIONS, COSTS
from nablacheck.reference.arithmetic import PRECISIONS

EXAMPLES = str(Path(__file__).resolve().parents[3] / "examples")


@pytest.fixture
def back_end(monkeypatch):
    monkeypatch.setattr(sys, "path", [EXAMPLES, *sys.path])
    import back_end

    return back_end


def planted(back_end):
    """tanh with 1 − tanh² from the rounded tanh in bfloat16, and σ′ of bfloat16's grade, eight bits of it, in float32."""

    def activation(entry, z, above, dtype, strided):
        a, pulled = back_end.activation(entry, z, above, dtype, strided)
        if entry.family == "tanh":
            prime = back_end.rounded(1 - back_end.rounded(a * a, dtype), dtype)
            coarse = back_end.rounded(1 / np.cosh(z) ** 2, "bfloat16")
            pulled = back_end.rounded(above * (prime if dtype == "bfloat16" else coarse), dtype)
        return a, pulled

    return replace(back_end.ADAPTER, functions=replace(back_end.ADAPTER.functions, activation=activation))


def of(adapter, name, dtype, derivative=True):
    with np.errstate(all="ignore"):
        return [cell for cell in cells(ACTIVATIONS[name], adapter, dtype) if cell.derivative == derivative]


def at(found, z):
    """The cell whose segment holds an argument."""
    return next(cell for cell in found if cell.low < z <= cell.high)


@pytest.mark.parametrize("dtype", ["float32", "bfloat16"])
@pytest.mark.parametrize("name", ["tanh", "relu"])
def test_a_right_back_end_has_no_fault_and_half_a_unit_of_error(back_end, name, dtype):
    found = [cell for derivative in (False, True) for cell in of(back_end.ADAPTER, name, dtype, derivative)]

    assert {cell.outcome for cell in found} == {WITHIN}
    assert max(cell.ulps.error for cell in found if not math.isnan(cell.ulps.error)) < 1


def test_the_planted_back_end_is_seen_in_each_format_and_segment(back_end):
    wrong = planted(back_end)
    narrow, wide = of(wrong, "tanh", "bfloat16"), of(wrong, "tanh", "float32")

    assert at(narrow, 4.0).outcome == at(narrow, -4.0).outcome == LOST
    assert at(narrow, 4.0).ulps.error > 128  # half of the number
    assert at(narrow, 0.5).outcome == WITHIN
    assert at(wide, 0.5).outcome == at(wide, 4.0).outcome == FAULT
    assert at(wide, 0.5).ulps.error > at(wide, 0.5).fault_from > 1
    assert at(wide, 0.5).of_bound.error > 1
    assert 2.0**14 < at(wide, 4.0).ulps.error <= 2.0**16  # half a unit of bfloat16, whose units are 2^16 of float32's
    assert {cell.outcome for cell in of(wrong, "tanh", "float32", derivative=False)} == {WITHIN}


def test_the_input_that_a_cell_names_shows_its_error(back_end):
    wrong = planted(back_end)
    worst = at(of(wrong, "tanh", "float32"), 4.0).ulps
    z = np.array([worst.at])
    _, pulled = wrong.functions.activation(ACTIVATIONS["tanh"], z, np.array([worst.above]), "float32", False)
    truth = worst.above / np.cosh(z) ** 2

    assert (abs(pulled - truth) / unit(truth, PRECISIONS["float32"])).round() == round(worst.error)


def test_float64_is_held_against_certified_arithmetic():
    """Where float64 itself cannot tell: a tanh that is off by three units, and by none."""

    def tanh(k):
        def activation(entry, z, above, dtype, strided):
            a = np.tanh(z)
            return a + k * unit(a, PRECISIONS["float64"]), above / np.cosh(z) ** 2

        return Adapter("mine", "any", functions=Functions(activation, dtypes=("float64",)))

    exact, off = (at(of(tanh(k), "tanh", "float64", derivative=False), 0.5).ulps.error for k in (0, 3))
    assert exact < 2  # what NumPy's own tests allow
    assert exact + 1 < off < exact + 4


def test_what_is_taken_at_a_kink_is_a_choice_between_both_sides(back_end):
    def relu(at_kink):
        def activation(entry, z, above, dtype, strided):
            return np.maximum(z, 0), above * np.where(z == 0, at_kink, z > 0)

        return Adapter("mine", "any", functions=Functions(activation, dtypes=("bfloat16",)))

    assert at(of(relu(0.5), "relu", "bfloat16"), 0.0).outcome == WITHIN
    assert at(of(relu(2.0), "relu", "bfloat16"), 0.0).outcome == FAULT


def test_costs_and_mixed_layers_have_cells_too(adapter_named):
    torch = adapter_named("torch")

    assert {cell.function for cell in cells(COSTS["mse"], torch, "float32")} == {"mse", "mse′"}
    assert {cell.outcome for cell in cells(ACTIVATIONS["softmax"], torch, "float32")} <= {WITHIN, LOST}


def test_whoever_has_no_costs_is_asked_for_none(back_end):
    with pytest.raises(InputError, match="adapter 'back-end' has no costs to sweep"):
        sweep(COSTS["mse"], back_end.ADAPTER, "float32")


# --- the command ------------------------------------------------------------------------------------------------------


def invoked(*arguments):
    return CliRunner().invoke(main, ["sheet", *arguments])


def test_the_command_writes_a_table_json_and_a_picture(tmp_path):
    pytest.importorskip("matplotlib", reason="plots need matplotlib: pip install 'nablacheck[plots]'")
    record, picture = tmp_path / "sheet.json", tmp_path / "sheet.svg"
    done = invoked(f"{EXAMPLES}/back_end.py:ADAPTER", "--json", str(record), "--plot", str(picture))
    written = json.loads(record.read_text(encoding="utf-8"))

    assert done.exit_code == 0, done.output
    assert "0 with a fault, 0 in which no digit" in done.output
    assert {cell["function"] for cell in written["cells"]} == {"tanh", "tanh′", "relu", "relu′"}
    assert written["faults"] == 0
    assert "bfloat16" in picture.read_text(encoding="utf-8") or picture.stat().st_size > 0


def test_the_command_says_each_fault_in_words(back_end):
    add(planted(back_end))
    done = invoked("back-end", "--activations", "tanh", "--dtype", "float32")

    assert done.exit_code == 1
    assert "fault: tanh′ in float32, 0.125 to 1:" in done.output
    assert "times the bound, which is" in done.output


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["nobody"], "unknown adapter 'nobody'"),
        ([f"{EXAMPLES}/back_end.py:FORWARD"], "FORWARD is of type dict; give an Adapter"),
        ([f"{EXAMPLES}/back_end.py:NOBODY"], "unknown"),
        ([f"{EXAMPLES}/back_end.py:ADAPTER", "--activations", "gelu"], "has none of these functions in these formats"),
        ([f"{EXAMPLES}/back_end.py:ADAPTER", "--dtype", "float64"], "has none of these functions in these formats"),
        (["finite-differences"], "has none of these functions in these formats"),
    ],
)
def test_what_has_no_sheet_is_one_sentence(arguments, says):
    done = invoked(*arguments)

    assert done.exit_code == 2
    assert says in done.output


def test_functions_that_are_not_there_are_named():
    def activation(entry, z, above, dtype, strided):
        if entry.family != "identity":
            raise NotImplementedError
        return z, above

    add(Adapter("only-one", "any", functions=Functions(activation, dtypes=("float32",))))
    done = invoked("only-one", "--activations", "identity,tanh")
    none = invoked("only-one", "--activations", "tanh")

    assert done.exit_code == 0
    assert "not there: tanh in float32" in done.output
    assert none.exit_code == 2
    assert "each of them is not there" in none.output
