"""A command that is interrupted at its k-th piece of work has the pieces before it in its record; nothing finished is lost."""

import importlib
import json
import signal
import subprocess
import sys
from itertools import count

import pytest
from click.testing import CliRunner

from nablacheck.adapters import Adapter
from nablacheck.adapters.trainers import Trainer
from nablacheck.oracle.checking import checker
from nablacheck.oracle.commands.cli import main
from nablacheck.oracle.commands.interrupts import Terminated
from nablacheck.oracle.measuring import speed
from nablacheck.oracle.training.steps import TrainingPlan
from nablacheck.reference import backprop
from nablacheck.reference.rules import rule

from helpers.small_problems import problem
from helpers.waiting import wait_until

SIGNALS = [(KeyboardInterrupt, 130), (lambda: Terminated(signal.SIGTERM), 143)]
BEFORE = 2
"""How many pieces of work are finished."""


def after(work, error):
    """The work, ended by a signal in its piece number BEFORE + 1."""
    calls = count()

    def ended(*args, **options):
        if next(calls) == BEFORE:
            raise error()
        return work(*args, **options)

    return ended


@pytest.fixture(params=SIGNALS, ids=["SIGINT", "SIGTERM"])
def interrupted(request, tmp_path):
    """Runs a command that a signal ends, and gives what it left."""
    error, code = request.param

    def run(*args):
        file = tmp_path / "record.json"
        result = CliRunner().invoke(main, [*args, "--json", str(file)])
        assert result.exit_code == code, result.output
        assert f"What was finished is in {file}." in result.stderr
        record = json.loads(file.read_text(encoding="utf-8"))
        assert (record["command"], record["complete"]) == (" ".join(args[: 1 + (args[0] == "bench")]), False)
        return record

    run.error = error
    return run


def module(name):
    return importlib.import_module(f"nablacheck.oracle.commands.{name}")


def test_sweep_has_the_functions_before(interrupted, monkeypatch, adapter_named):
    adapter_named("torch")
    sweep = module("sweep")
    monkeypatch.setattr(sweep, "sweep_function", after(sweep.sweep_function, interrupted.error))
    record = interrupted(
        "sweep", "--activations", "tanh,relu,elu", "--costs", "none", "--adapters", "torch", "--dtype", "float64"
    )

    (row,) = [row for row in record["rows"] if row["function"] == "σ"]
    assert row["entries"] > 0
    assert record["findings"] == []


@pytest.mark.slow
def test_probe_has_the_libraries_before(interrupted, monkeypatch):
    probe = module("probe")
    monkeypatch.setattr(probe, "probe_library", after(probe.probe_library, interrupted.error))
    record = interrupted("probe", "--libraries", "numpy", "--dtype", "float16,float32,float64")

    assert {row["dtype"] for row in record["rows"]} == {"float16", "float32"}


WRONG = """
def wrong(w, b, x, y):
    return [0 * part + 1 for part in b], [0 * part + 2 for part in w]
"""


def test_check_has_the_verdict_while_a_name_is_looked_for(interrupted, monkeypatch, tmp_path):
    (tmp_path / "mine.py").write_text(WRONG, encoding="utf-8")

    def search(*given):
        raise interrupted.error()

    monkeypatch.setattr(checker, "blamed", search)
    record = interrupted("check", f"{tmp_path / 'mine.py'}:wrong")

    assert record["verdict"] == "wrong"
    assert "breaks BP" in record["explanation"]
    assert checker.UNNAMED in record["notes"]


def test_bench_has_the_ratios_before(interrupted, monkeypatch):
    monkeypatch.setattr(speed, "RATIOS", (((3, 4, 2), 5),) * 3)
    monkeypatch.setattr(module("bench"), "EFFORT", speed.Effort(turns=2))
    monkeypatch.setattr(speed, "ratio", after(speed.ratio, interrupted.error))
    record = interrupted("bench", "book", "--budget", "0")

    assert (len(record["ratios"]), record["growth"], record["exponents"]) == (BEFORE, [], None)


def test_train_has_the_steps_before(interrupted, monkeypatch):
    train, start = module("train"), problem()
    sent = signal.SIGINT if interrupted.error is KeyboardInterrupt else signal.SIGTERM
    # an adapter that raises KeyboardInterrupt by itself is wrong; one that a signal ends is not
    mine = Adapter("mine", "numpy", backprop, after(backprop, lambda: signal.raise_signal(sent)))
    stands_still = Trainer(
        "nothing", lambda chosen, parameters: lambda nabla: {place: {"w": w} for place, w in parameters.items()}
    )
    monkeypatch.setattr(train, "trainer", lambda name: (mine, stands_still))
    monkeypatch.setattr(train, "planned", lambda name, steps, seed: (TrainingPlan(start, rule("sgd", 0.25), steps, 3), start))
    (training,) = interrupted("train", "--adapters", "torch", "--dtype", "float64", "--steps", "5")["trainings"]

    assert training["steps"] == len(training["distances"]) == BEFORE
    assert training["first"]["step"] == 1


def test_trust_has_the_steps_before(interrupted, monkeypatch):
    trust = module("trust")
    step = after(lambda run: run.kills.alarms.append("an alarm"), interrupted.error)
    monkeypatch.setattr(trust, "steps", lambda run: [("step", lambda: step(run))] * 3)
    record = interrupted("trust")

    assert record["alarms"] == ["an alarm"] * BEFORE
    assert record["speed"]["ratio"] is None


def test_ledger_has_the_reproducers_before(interrupted, monkeypatch):
    ledger = module("ledger")

    def reproduced(defects):
        step = after(lambda defect: (defect, "1.0"), interrupted.error)
        yield from map(step, ledger.LEDGER)

    monkeypatch.setattr(ledger, "reproduced", reproduced)
    record = interrupted("ledger", "--reproduce")

    assert [line["printed"] for line in record["reproduced"]] == ["1.0"] * BEFORE
    assert record["entries"]


SWALLOWS = """
import time
def check_me(w, b, x, y):
    print("called")
    try:
        open("called", "w").close()
        time.sleep(60)
    except Exception:
        pass
"""


@pytest.mark.slow
@pytest.mark.parametrize(("number", "says"), [(signal.SIGINT, "Interrupted."), (signal.SIGTERM, "Terminated.")])
def test_code_under_check_cannot_swallow_a_signal(tmp_path, number, says):
    (tmp_path / "mine.py").write_text(SWALLOWS, encoding="utf-8")
    command = [sys.executable, "-m", "nablacheck", "check", "mine.py:check_me", "-c", "time_limit=60"]
    with subprocess.Popen(command, cwd=tmp_path, stderr=subprocess.PIPE, text=True) as process:
        wait_until((tmp_path / "called").exists, process)
        process.send_signal(number)
        _, said = process.communicate(timeout=60)

    assert (process.returncode, said) == (128 + number, f"{says}\n")
