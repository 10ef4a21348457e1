"""Who takes how long: counted where it can be, with clocks of our own, and what the command, the page and the history say."""

import importlib
import json
import math
import subprocess

import numpy as np
import pytest
from click.testing import CliRunner

from nablacheck.oracle.commands import bench
from nablacheck.oracle.commands.cli import main
from nablacheck.oracle.judging.judges import judge_gradient
from nablacheck.oracle.measuring import contest as measuring
from nablacheck.oracle.measuring import growing
from nablacheck.oracle.measuring.contest import Setting, contest, floor
from nablacheck.oracle.measuring.growing import Spent, exponents_of
from nablacheck.oracle.measuring.memory import peak
from nablacheck.oracle.trust import contenders as everybody
from nablacheck.reference.errors import MissingFramework
from nablacheck.reference.gradient import Gradient

from generators import speed_page as page
from helpers.small_problems import problem
from sphinx_extensions import drawings

SMALL = {"small": ((5, 4, 3), 2), "deeper": ((3,) * 6, 2)}


@pytest.fixture
def clock(monkeypatch):
    """Seconds that pass only where somebody says so."""
    now = [0.0]
    monkeypatch.setattr(measuring.time, "process_time", lambda: now[0])

    def takes(seconds):
        return lambda: now.__setitem__(0, now[0] + seconds)

    return takes


# --- the engine -------------------------------------------------------------------------------------------------------


def test_a_ratio_is_that_of_the_calls_of_a_turn(clock):
    times = {time.name: time for time in contest({"quick": clock(2.0**-10), "PyTorch": clock(2.0**-9), "slow": clock(1.0)})}

    assert {name: time.ratio for name, time in times.items()} == {"quick": 1 / 2, "PyTorch": 1, "slow": 2**9}
    assert [time.calls for time in times.values()] == [4, 2, 1]
    assert times["slow"].middle == (1, 1)


def test_without_the_unit_the_first_one_is_it(clock):
    assert [time.ratio for time in contest({"first": clock(1.0), "second": clock(3.0)}, turns=1)] == [1, 3]


def test_one_interruption_moves_no_median(clock):
    seconds = iter([1.0] * 6 + [50.0] + [1.0] * 20)
    (time,) = contest({"interrupted": lambda: clock(next(seconds))()}, turns=9)

    assert time.seconds == 1


class Counted(np.ndarray):
    """An array that counts the multiplications in products of matrices that are written to it."""

    done = 0

    def __array_ufunc__(self, ufunc, method, *inputs, out=(), **options):
        x, y = (np.asarray(part) for part in inputs)
        Counted.done += x.shape[-2] * x.shape[-1] * y.shape[-1]
        return ufunc(x, y, out=tuple(np.asarray(part) for part in out))


def test_the_floor_has_the_products_of_a_backpropagation(monkeypatch):
    """Forward and BP4 one for each weight and example, BP2 for all layers but the first."""
    given = problem((7, 6, 5, 4), ("sigmoid",) * 3, batch=3)
    monkeypatch.setattr(Counted, "done", 0)
    view = lambda array: np.asarray(array).view(Counted)
    monkeypatch.setattr(measuring.np, "ones", lambda *a, real=np.ones: view(real(*a)))
    floor(given)()
    through = [3 * n * m for n, m in ((7, 6), (6, 5), (5, 4))]

    assert Counted.done == 2 * sum(through) + sum(through[1:])


@pytest.mark.parametrize(("name", "of"), [("784-30-10", (784, 30, 10)), ("32 layers of 32", (32,) * 33)])
def test_a_network_is_named_shortly(name, of):
    assert str(Setting(of, 10, "float32")) == f"{name}, batch 10, float32"


def test_the_peak_is_what_a_call_needs_at_most():
    kept = []

    assert 8 * 10**5 <= peak(lambda: np.ones(10**5).sum()) < 9 * 10**5
    assert 16 * 10**5 <= peak(lambda: (np.ones(10**5) + np.ones(10**5))[0]) < 25 * 10**5
    assert peak(lambda: kept.append(0)) < 10**3


def test_the_exponents_are_those_of_the_larger_networks():
    grown = lambda work, seconds: Spent("reference", "width", work, 2, seconds, int(seconds))
    rows = [grown(10, 10**6), *(grown(2**k, 4.0**k) for k in (17, 18, 19))]

    assert exponents_of(rows) == {"reference, width": {"time": 2, "memory": 2}}


# --- everybody --------------------------------------------------------------------------------------------------------


@pytest.fixture
def small(monkeypatch):
    """Small networks, in this process, and nobody but us."""
    for module in (measuring, everybody):
        monkeypatch.setattr(module, "NETWORKS", SMALL)
    monkeypatch.setattr(everybody, "FRAMEWORKS", {})
    monkeypatch.setattr(everybody, "TOOLS", ())
    monkeypatch.setattr(growing, "WIDER", ((3, 3, 3), (4, 4, 4)))
    monkeypatch.setattr(growing, "DEEPER", ())
    monkeypatch.setattr(growing, "ABOVE", 0)
    asked = lambda network, dtype, turns: (
        everybody.growth(dtype, 1) if network == "growth" else everybody.held(network, dtype, turns)
    )
    monkeypatch.setattr(bench, "in_a_process", asked)


def test_who_is_not_installed_is_left_out(monkeypatch):
    def missing(name):
        raise MissingFramework(f"needs {name}")

    monkeypatch.setattr(everybody, "load", missing)
    monkeypatch.setattr(everybody, "rival", missing)
    left_out = {}
    there = everybody.contenders(problem((4, 3, 2), ("sigmoid",) * 2), left_out)

    assert set(there) == {
        *("reference", "bare products", "judge of a trace", "judge in balls", "judge in zonotopes", "certified, 50 digits")
    }
    assert left_out == {
        name: f"needs {everybody.FRAMEWORKS.get(name, name)}" for name in (*everybody.FRAMEWORKS, *everybody.TOOLS)
    }


def test_who_would_take_minutes_is_left_out(monkeypatch):
    monkeypatch.setattr(everybody, "FRAMEWORKS", {})
    monkeypatch.setattr(everybody, "TOOLS", ("gradcheck",))
    monkeypatch.setattr(everybody, "SLOWEST", 0)
    monkeypatch.setattr(everybody, "WORK", 0)
    pytest.importorskip("torch", reason="torch is not here: pip install 'nablacheck[torch]'")
    left_out = {}
    everybody.contenders(problem((4, 3, 2), ("sigmoid",) * 2), left_out)

    assert {name: why.split(",")[0] for name, why in left_out.items()} == {
        "judge in zonotopes": "balls have the last word in networks of this size",
        "certified, 50 digits": "it would take minutes",
        "gradcheck": "it takes a cost for each weight",
    }


def test_a_certificate_has_its_digits(small):
    given = problem((7, 6, 4), ("sigmoid",) * 2, batch=3)
    certificate = everybody.contenders(given, {})["certified, 50 digits"]()
    bits = [entry.rel_accuracy_bits() for l in (2, 3) for entry in certificate.nabla_w[l].ravel()]

    assert everybody.DIGITS < min(bits) * math.log10(2) < max(bits) * math.log10(2) < 2 * everybody.DIGITS


@pytest.mark.slow
@pytest.mark.filterwarnings("ignore:.torch.jit.script:DeprecationWarning")  # of its own calls
@pytest.mark.parametrize("name", ["torch", "jax", "torch-compile"])
def test_what_is_timed_is_a_gradient_of_the_network(name, adapter_named):
    adapter, problem = adapter_named(name), Setting((4, 3, 2), 5, "float64").problem
    w2, b2, w3, b3 = (np.asarray(part) for part in adapter.timed(problem)())
    gradient = Gradient({2: b2.reshape(-1, 1), 3: b3.reshape(-1, 1)}, {2: w2, 3: w3})

    assert judge_gradient(problem, gradient, adapter).agrees


def test_a_process_that_ends_otherwise_is_a_fault(monkeypatch):
    done = subprocess.CompletedProcess([], 1, "", "MemoryError: no room")
    monkeypatch.setattr(everybody.subprocess, "run", lambda *a, **k: done)

    with pytest.raises(RuntimeError, match=r"contenders book float64 3` ended with 1:\nMemoryError: no room"):
        everybody.in_a_process("book", "float64", 3)


# --- the command, the history and the page ----------------------------------------------------------------------------


def invoke(*options):
    return CliRunner().invoke(main, ["bench", "speed", *options], catch_exceptions=False)


@pytest.fixture
def known(monkeypatch, small):
    """The command with the names of the small networks, which its options have read before."""
    (option,) = (parameter for parameter in bench.bench.commands["speed"].params if parameter.name == "networks")
    monkeypatch.setattr(option, "callback", lambda ctx, parameter, value: tuple(value.split(",")))


def test_the_command_shows_every_setting_and_writes_it(known, tmp_path):
    file = tmp_path / "speed.json"
    done = invoke("--networks", "small,deeper", "--turns", "1", "--json", str(file))
    record = json.loads(file.read_text(encoding="utf-8"))

    assert done.exit_code == 0
    assert [(s["network"], s["dtype"]) for s in record["settings"]] == [
        (network, dtype) for network in ("5-4-3", "5 layers of 3") for dtype in ("float32", "float64")
    ]
    assert "5-4-3, batch 2, float32" in done.output
    assert all(time["name"] in done.output for setting in record["settings"] for time in setting["times"])
    assert "reference, width, float64: time grows with the work to the power" in done.output
    assert record["threads"] == 1
    assert all(setting["unit"] == "reference" and setting["memory"]["reference"] > 0 for setting in record["settings"])


@pytest.mark.parametrize(
    ("options", "says"),
    {
        ("--networks", "huge"): "network 'huge'",
        ("--turns", "0"): "0 is not in the range",
        ("--dtype", "float8"): "dtype 'float8'",
    }.items(),
)
def test_wrong_use_is_a_sentence(options, says):
    done = invoke(*options)

    assert done.exit_code == 2
    assert says in done.output


def history():
    return json.loads(page.HISTORY.read_text(encoding="utf-8"))


def test_the_page_shows_the_last_run():
    text = page.PAGE.read_text(encoding="utf-8")
    assert text == page.written(text, history()), "docs/speed.md is stale: python docs/generators/speed_page.py"


def test_a_page_of_another_run_is_seen():
    text, last = page.PAGE.read_text(encoding="utf-8"), history()[-1]
    faster = [{**s, "times": [{**time, "ratio": time["ratio"] / 2} for time in s["times"]]} for s in last["settings"]]

    assert text != page.written(text, [{**last, "settings": faster}])


def test_a_run_takes_the_place_of_that_of_the_same_commit():
    added = importlib.import_module("record_speed").with_run
    run = {"complete": True, "threads": 1, "versions": {}, "settings": ["new"], "growth": [], "command": "bench speed"}
    before = [{"commit": "a", "settings": ["old"]}, {"commit": "b", "settings": []}]

    assert [(e["commit"], e["settings"]) for e in added(before, run, "a", "day")] == [("b", []), ("a", ["new"])]
    with pytest.raises(ValueError, match="ended before it had measured everything"):
        added(before, {**run, "complete": False}, "a", "day")


@pytest.mark.slow
@pytest.mark.parametrize("draw", [drawings.speeds, drawings.grows])
def test_the_history_is_drawn(draw, tmp_path):
    pytest.importorskip("matplotlib", reason="matplotlib is not here: pip install 'nablacheck[plots]'")
    draw(tmp_path / "drawn.svg")

    assert "judge of a trace" in (tmp_path / "drawn.svg").read_text(encoding="utf-8") or draw is drawings.grows
