"""The command `list`: what is covered, how, and what a framework takes at a kink, which is what it does take."""

import json
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner
from rich.console import Console

from nablacheck import adapters
from nablacheck.adapters import Adapter
from nablacheck.oracle.commands.cli import main
from nablacheck.oracle.report.list_tables import adapters_table, entries_table
from nablacheck.oracle.sweeping import coverage
from nablacheck.oracle.sweeping.coverage import How, Kink, Listed, ListedAdapter, how, listed
from nablacheck.reference import ACTIVATIONS, COSTS
from nablacheck.reference.arithmetic import FLOAT
from nablacheck.reference.errors import MissingFramework
from nablacheck.reference.pullbacks import Pullbacks

FRAMEWORKS = ("torch", "torch-composed", "jax", "jax-eager", "jax-composed", "optax")


def invoke(*args):
    return CliRunner().invoke(main, args, prog_name="nablacheck")


def printed(table):
    console = Console(width=200, color_system=None)
    with console.capture() as capture:
        console.print(table)
    return [" ".join(line.split()) for line in capture.get().splitlines()]


# --- what the tables say ----------------------------------------------------------------------------------------------


def test_adapters_that_compute_alike_share_a_letter():
    native, composed = How("native", ("F.relu",), (0.0,)), How("composed", (), (0.5,))
    line = Listed("relu", "", {}, (Kink(0.0, 0.0, 1.0),), True, {"torch": native, "eager": native, "composed": composed})
    names = [ListedAdapter(name, "") for name in ("torch", "eager", "composed")]

    rows = printed(entries_table("Activations", [line], names))

    assert rows[:2] == ["Activations", "A: torch, eager"]
    assert rows[-3:] == ["relu A relu: 0", "kinks 0: 0 | 1", ""]


def test_letters_that_compute_an_entry_alike_share_a_line():
    ways = [How("native", ("F.relu",), (0.0,)), How("native", ("F.relu",), (0.0,)), How("native", ("maximum",), (0.5,))]
    relu = Listed("relu", "", {}, (), True, dict(zip("abc", ways, strict=True)))
    elu = Listed("elu", "", {}, (), False, dict(zip("abc", (ways[0], ways[2], ways[2]), strict=True)))
    rows = printed(entries_table("Activations", [relu, elu], [ListedAdapter(name, "") for name in "abc"]))

    assert rows[:4] == ["Activations", "A: a", "B: b", "C: c"]
    assert rows[-5:] == ["relu A B relu: 0", "has kinks C maximum: 0.5", "elu A relu: 0", "B C maximum: 0.5", ""]


def test_a_missing_adapter_has_no_letter():
    line = Listed("elu", "mine.py", {"alpha": (1.0, 0.5)}, (), False, {})
    rows = printed(entries_table("Activations", [line], [ListedAdapter("jax", "pip install jax")]))

    assert rows[0] == "Activations"
    assert rows[-3:] == ["elu (mine.py)", "alpha 1, 0.5", ""]


def test_the_names_of_entries_are_whole_at_80_columns():
    for registry in (ACTIVATIONS, COSTS):
        console = Console(width=80, color_system=None)
        with console.capture() as capture:
            console.print(entries_table("Entries", list(listed(registry, [])), []))
        assert set(registry) <= set(capture.get().split())


def test_the_table_of_adapters_has_what_each_can():
    there = ListedAdapter("torch", "", "torch", True, ("float32", "float64"), ("float16",))
    rows = printed(adapters_table([there, ListedAdapter("jax", "pip install jax"), ListedAdapter("mine", "", "numpy")]))

    assert "torch torch yes float32, float64 float16" in rows
    assert "jax missing" in rows
    assert "mine numpy no no" in rows


# --- what an adapter takes at a kink ----------------------------------------------------------------------------------

KINKED = [name for name, entry in ACTIVATIONS.items() if entry.kinks]


@pytest.mark.slow
@pytest.mark.parametrize("name", FRAMEWORKS)
def test_what_is_listed_at_a_kink_is_what_the_framework_takes(name, adapter_named):
    adapter = adapter_named(name)
    for family in KINKED:
        entry = ACTIVATIONS[family]
        z = np.array([list(entry.kinks)], dtype=float)
        _, taken = adapter.functions.activation(entry, z, np.ones_like(z), "float64", False)

        # next to 1, say: the entry and the table round a constant once each
        assert (abs(taken[0] - how(entry, adapter).kinks) <= np.spacing(abs(taken[0]))).all(), family


def test_a_formula_says_what_is_taken_at_a_kink_in_composed_mode():
    adapter = Adapter("mine", "numpy", gradient=None, composes=lambda entry: True, pullbacks=Pullbacks(abs=1.0, maximum=0.25))

    assert how(ACTIVATIONS["relu"], adapter) == How("composed", (), (0.25,))
    assert how(COSTS["quadratic"], adapter) == How("composed", (), ())


def test_without_a_table_the_formula_of_the_derivative_does():
    adapter = Adapter("mine", "numpy", gradient=None)
    z = np.zeros((1, 1))

    assert how(ACTIVATIONS["relu"], adapter).kinks == tuple(ACTIVATIONS["relu"].prime(z, z, FLOAT).ravel())


def test_a_cost_has_how_far_it_is_from_left_to_right():
    kinked = next(entry for entry in COSTS.values() if entry.kinked)
    mine = Adapter("mine", "numpy", gradient=None, kinks={kinked.family: 0.25})

    assert how(kinked, mine).kinks == (0.25,)


def test_difference_quotients_take_no_derivative():
    assert how(ACTIVATIONS["relu"], adapters.load("finite-differences")) == How("differences", (), ())


def test_every_family_is_listed_with_the_values_that_are_drawn():
    lines = list(listed(ACTIVATIONS, []))

    assert [line.name for line in lines] == list(ACTIVATIONS)
    assert {line.name: line.parameters for line in lines}["elu"] == {"alpha": ACTIVATIONS.families["elu"].draws["alpha"]}


# --- the command ------------------------------------------------------------------------------------------------------


def test_the_json_has_everything(adapter_named):
    adapter_named("torch")
    result = invoke("list", "--json")
    record = json.loads(result.output)
    relu = next(line for line in record["activations"] if line["name"] == "relu")
    softplus = next(line for line in record["activations"] if line["name"] == "softplus")

    assert result.exit_code == 0
    assert relu["kinks"] == [{"at": 0.0, "left": 0.0, "right": 1.0}]
    assert relu["adapters"]["torch"] == {"mode": "native", "functions": ["F.relu"], "kinks": [0.0]}
    assert relu["adapters"]["torch-composed"] == {"mode": "composed", "functions": [], "kinks": [0.5]}
    assert softplus["parameters"]["threshold"][0] == "inf"
    assert [line["name"] for line in record["costs"]] == list(COSTS)
    assert [line["name"] for line in record["adapters"]] == list(adapters.names())


def test_a_missing_framework_says_what_to_type(monkeypatch):
    def load(name):
        if name.startswith("jax"):
            raise MissingFramework(f"adapter {name!r} needs jax, which is not installed: pip install 'nablacheck[jax]'")
        return adapters.load("finite-differences")

    monkeypatch.setattr(coverage, "load", load)
    result = invoke("list")

    assert result.exit_code == 0
    assert "missing: adapter 'jax' needs jax, which is not installed: pip install 'nablacheck[jax]'" in " ".join(
        result.output.split()
    )


def test_what_a_file_brings_is_listed_with_its_origin(monkeypatch):
    monkeypatch.chdir(Path(__file__).resolve().parents[3])
    result = invoke("list", "--json", "--with", "examples/own_functions.py")
    mine = [line for line in json.loads(result.output)["activations"] if line["origin"]]

    assert [(line["name"], line["origin"]) for line in mine] == [
        ("bent_identity", "examples/own_functions.py"),
        ("tent", "examples/own_functions.py"),
    ]
    assert mine[1]["parameters"] == {"width": [1.0, 0.5, 3.0]}
    assert [kink["at"] for kink in mine[1]["kinks"]] == [-1.0, 0.0, 1.0]
