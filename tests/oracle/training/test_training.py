"""Training, judged at every step: a fault is found at its step, in its equation and its layer, and drift is no verdict."""

import importlib
import json
from dataclasses import replace

import numpy as np
import pytest
from click.testing import CliRunner

from nablacheck.adapters import Adapter
from nablacheck.adapters.trainers import Trainer
from nablacheck.oracle.commands import cli
from nablacheck.oracle.generating import digits
from nablacheck.oracle.training.divergence import DRAWS, distance, perturbed, predicted, reference
from nablacheck.oracle.training.steps import TrainingPlan, TrainingRecord, network_of, train
from nablacheck.reference import BOOK, backprop, sgd
from nablacheck.reference.arithmetic import FLOAT32, FLOAT64
from nablacheck.reference.errors import MissingFramework
from nablacheck.reference.rules import RULES, rule

from helpers.small_problems import problem as example

pytestmark = pytest.mark.slow

command = importlib.import_module("nablacheck.oracle.commands.train")

FAULT = 1e-4
"""The relative fault that is planted, from step `AT` on."""
STEPS, AT = 9, 5
ETA = 0.25


def plan(name="sgd", dtype="float64", steps=STEPS, size=3):
    return TrainingPlan(example(dtype=dtype), rule(name, ETA), steps, size)


def start(chosen, parameters, others=None):
    """An optimizer in NumPy: the rule itself, or another one for some places."""
    others = others or {}
    letters = {place: {letter: w if letter == "w" else 0 * w for letter in chosen.equations} for place, w in parameters.items()}
    k = 0

    def step(nabla):
        nonlocal k, letters
        k += 1
        for place, before in letters.items():
            after = others.get(place, chosen).step({**before, "nabla": nabla[place]}, k)
            letters = {**letters, place: {letter: after[letter] for letter in chosen.equations}}
        return letters

    return step


NUMPY, OPTIMIZER = Adapter("mine", "numpy", backprop, backprop), Trainer("the rule in NumPy", start)


def from_step(at, fault, function=backprop):
    """The function, with the fault in what it returns from its call number `at` on."""
    calls = 0

    def faulty(*given):
        nonlocal calls
        calls += 1
        return fault(function(*given)) if calls >= at else function(*given)

    return faulty


def scaled(letter, l):
    """One letter at one layer too large by the fault."""
    return lambda trace: replace(trace, **{letter: {**getattr(trace, letter), l: getattr(trace, letter)[l] * (1 + FAULT)}})


def stepped(place, letter, change):
    """An optimizer in which the equation of one letter goes wrong for one parameter, from step `AT` on."""

    def begin(chosen, parameters):
        right = chosen.equations[letter]
        wrong = lambda t, k, xp: change(right(t, k, xp)) if k >= AT else right(t, k, xp)
        return start(chosen, parameters, {place: replace(chosen, equations={**chosen.equations, letter: wrong})})

    return Trainer("faulty", begin)


def trained(given, adapter=NUMPY, optimizer=OPTIMIZER):
    record = TrainingRecord(adapter.name, given.start.dtype.name, optimizer.says)
    return record, list(train(given, adapter, optimizer, record))


@pytest.mark.parametrize("dtype", ["float32", "float64"])
@pytest.mark.parametrize("name", RULES)
def test_the_reference_agrees_with_itself(name, dtype):
    record, states = trained(plan(name, dtype))

    assert record.agrees, record.first and record.first[1].explain()
    assert (record.steps, len(states), record.first) == (STEPS, STEPS, None)


def test_the_training_is_the_books():
    """Two epochs in mini-batches of 3, 3 and 1: the same numbers as SGD in the reference gives, bit for bit."""
    _, states = trained(plan(steps=6))
    wanted = sgd.SGD(example(), 2, 3, ETA)
    network = network_of(states[-1], wanted)

    assert all((network.w[l] == wanted.w[l]).all() and (network.b[l] == wanted.b[l]).all() for l in wanted.w)


def test_every_number_of_every_step_is_judged():
    record, _ = trained(plan("adam", steps=3, size=7))
    parameters = example().network.count

    assert record.rows["BP4"].entries + record.rows["BP3"].entries == 3 * parameters
    assert {record.rows[f"adam {letter}"].entries for letter in ("m", "v", "w")} == {3 * parameters}
    assert record.rows["adam end to end"].entries == 3 * parameters


GRADIENT_FAULTS = [
    ("z", 3, "(23) z"),
    ("a", 2, "(23) σ"),
    ("delta", 4, "BP1"),
    ("delta", 2, "BP2"),
    ("nabla_b", 3, "BP3"),
    ("nabla_w", 3, "BP4"),
]


@pytest.mark.parametrize("dtype", ["float32", "float64"])
@pytest.mark.parametrize(("letter", "l", "equation"), GRADIENT_FAULTS)
def test_a_fault_in_a_gradient_is_found_at_its_step(letter, l, equation, dtype):
    record, _ = trained(plan(dtype=dtype), replace(NUMPY, trace=from_step(AT, scaled(letter, l))))
    step, verdict = record.first

    assert (step, verdict.broken[0].equation, verdict.broken[0].layer) == (AT, equation, l)
    assert record.disagreeing == STEPS - AT + 1
    assert f"step {AT}" in verdict.explain()


STEP_FAULTS = [(name, letter) for name in RULES for letter in rule(name, ETA).equations]


@pytest.mark.parametrize("dtype", ["float32", "float64"])
@pytest.mark.parametrize("place", ["w3", "b2"])
@pytest.mark.parametrize(("name", "letter"), STEP_FAULTS)
def test_a_fault_in_a_step_is_found_at_its_step(name, letter, place, dtype):
    """The equation of the rule is named, and the layer; what follows from a wrong m, v or w is judged from there, and right."""
    faulty = stepped(place, letter, lambda array: array * (1 + FAULT))
    record, _ = trained(plan(name, dtype), optimizer=faulty)
    step, verdict = record.first

    assert (step, verdict.broken[0].equation, verdict.broken[0].layer) == (AT, f"{name} {letter}", int(place[1]))
    assert {c.equation for c in verdict.broken} <= {f"{name} {letter}", f"{name} end to end"}


def test_a_step_along_another_gradient_is_found():
    """∇w as it was one step before: each gradient is right, and the step is not."""

    def begin(chosen, parameters):
        step, before = start(chosen, parameters), {}

        def late(nabla):
            nonlocal before
            before, used = nabla, before or nabla
            return step(used)

        return late

    record, _ = trained(plan(), optimizer=Trainer("late", begin))
    step, verdict = record.first

    assert step == 2
    assert {c.equation for c in verdict.broken} == {"sgd w", "sgd end to end"}


def test_a_wrong_step_end_to_end_needs_nothing_of_the_frameworks_own_gradient():
    """Where ∇w and the step along it go wrong together, w still leaves the ball of w − η∇C(w)."""
    record, _ = trained(plan(), replace(NUMPY, trace=from_step(AT, scaled("nabla_w", 3))))
    broken = {(c.equation, c.letter) for c in record.first[1].broken}

    assert ("sgd end to end", "w^3") in broken
    assert not {letter for equation, letter in broken if equation == "sgd w"}


def test_weights_that_leave_the_finite_numbers_stop_the_training():
    record, states = trained(plan(), optimizer=stepped("w3", "w", lambda array: array * np.nan))

    assert record.first[0] == record.steps == AT
    assert record.stopped == f"step {AT} left the finite numbers"
    assert (len(states), record.agrees) == (AT - 1, False)


def test_an_adapter_that_returns_nothing_of_use_stops_the_training():
    record, states = trained(plan(), replace(NUMPY, trace=from_step(AT, lambda trace: None)))

    assert record.first[1].breaches == ("returned NoneType; it must be a Gradient or a Trace",)
    assert (record.first[0], record.stopped, len(states)) == (AT, f"step {AT} has no gradient to step along", AT - 1)


def test_a_promoted_step_is_a_finding():
    record, _ = trained(plan(dtype="float32"), optimizer=stepped("b3", "w", lambda array: array.astype(np.float64)))

    assert record.first[0] == AT
    assert record.first[1].breaches == ("stepped to float64 in w of b[3] for a problem in float32",)
    assert record.stopped == f"step {AT} left float32"


def test_nothing_trained_is_no_pass():
    assert not TrainingRecord("mine", "float64", "none").agrees


# --- drift ------------------------------------------------------------------------------------------------------------


def test_without_rounding_nothing_drifts():
    """u = 0: the perturbed trainings are the same reference several times, bit for bit."""
    given = plan("adam")
    several = replace(given, start=given.start.map(lambda array: np.broadcast_to(array, (DRAWS, *array.shape))))
    for state, truth in zip(perturbed(given, 0.0), reference(several), strict=True):
        assert all((state[place]["w"] == letters["w"]).all() for place, letters in truth.items())
        assert all((letters["w"] == letters["w"][0]).all() for letters in state.values())


def test_the_distance_is_relative_to_the_reference():
    *_, truth = reference(plan())
    twice = {place: {"w": 2 * letters["w"]} for place, letters in truth.items()}

    assert distance(twice, truth) == 1
    assert distance(truth, truth) == 0


def test_random_rounding_is_the_same_from_the_same_seed_and_differs_from_draw_to_draw():
    one, two = list(predicted(plan())), list(predicted(plan()))

    assert one == two
    assert all(0 < drift.least < drift.median < drift.most for drift in one)


def test_a_wrong_gradient_drifts_out_of_what_rounding_does():
    """The planted mistake: BP2 halved leaves the band of random rounding with the first step, in either precision."""
    wrong = replace(BOOK, bp2=lambda t, l: BOOK.bp2(t, l) / 2)
    for state, truth, drift in zip(reference(plan(), wrong), reference(plan()), predicted(plan()), strict=True):
        assert distance(state, truth) > drift.most * FLOAT32.u > drift.most * FLOAT64.u


# --- the command ------------------------------------------------------------------------------------------------------


@pytest.fixture
def small(monkeypatch):
    """The command on a small problem and NumPy alone, with faults from step `AT` on where they are asked for."""

    def planned(name, steps, seed):
        return replace(plan(name, steps=steps), seed=seed), example()

    def plant(fault=None):
        adapter = replace(NUMPY, trace=from_step(AT, fault) if fault else backprop)
        monkeypatch.setattr(command, "trainer", lambda name: (adapter, OPTIMIZER))

    monkeypatch.setattr(command, "planned", planned)
    plant()
    return plant


def invoke(*args):
    return CliRunner().invoke(cli.main, ["train", *args], prog_name="nablacheck", env={"COLUMNS": "80"})


QUICK = ("--steps", str(STEPS), "--adapters", "torch", "--dtype", "float64")


def test_a_training_without_a_finding_exits_0(small, tmp_path):
    file = tmp_path / "train.json"
    result = invoke(*QUICK, "--rule", "momentum", "--json", str(file))
    record = json.loads(file.read_text(encoding="utf-8"))

    assert result.exit_code == 0, result.output
    assert "momentum end to end" in result.output
    assert "Steps were taken by torch with the rule in NumPy." in result.output
    assert "…" not in result.output, "a column is too narrow for 80 characters"
    assert result.output.rstrip().endswith("Nothing unexplained.")
    assert record["rule"] == {"name": "momentum", "eta": ETA, "mu": 0.9}
    assert record["trainings"][0]["disagreeing_steps"] == 0
    assert record["trainings"][0]["distances"] == [0.0] * STEPS
    assert len(record["random_rounding_over_u"]["median"]) == STEPS


def test_a_fault_exits_1_and_says_where(small, tmp_path):
    small(scaled("nabla_w", 3))
    file = tmp_path / "train.json"
    result = invoke(*QUICK, "--json", str(file))
    first = json.loads(file.read_text(encoding="utf-8"))["trainings"][0]["first"]

    assert result.exit_code == 1, result.output
    assert f"torch float64 disagrees at {STEPS - AT + 1} of {STEPS} steps, first at step {AT}:" in result.output
    assert "mine breaks BP4 at layer 3 of 4." in result.output
    assert result.output.rstrip().endswith("1 training with a disagreement that nothing explains.")
    assert first["step"] == AT
    assert first["equations"][0] == {"equation": "BP4", "layer": 3, "letter": "∇w^3"}


def test_a_training_that_stops_at_once_exits_1(small, monkeypatch):
    monkeypatch.setattr(command, "trainer", lambda name: (replace(NUMPY, trace=lambda problem: None), OPTIMIZER))
    stopped = invoke(*QUICK)

    assert stopped.exit_code == 1
    assert "stopped: step 1 has no gradient to step along." in stopped.output


def test_the_same_seed_gives_the_same_files(small, tmp_path):
    pytest.importorskip("matplotlib", reason="plots need matplotlib: pip install 'nablacheck[plots]'")
    files = [(tmp_path / f"{i}.json", tmp_path / f"{i}.svg") for i in range(2)]
    for file, plot in files:
        assert invoke(*QUICK, "--json", str(file), "--plot", str(plot)).exit_code == 0

    assert files[0][0].read_bytes() == files[1][0].read_bytes()
    assert files[0][1].read_bytes() == files[1][1].read_bytes()
    assert b"<svg" in files[0][1].read_bytes()


@pytest.mark.parametrize("suffix", [".svg", ".png", ".pdf"])
def test_a_fault_is_drawn(small, tmp_path, suffix):
    pytest.importorskip("matplotlib", reason="plots need matplotlib: pip install 'nablacheck[plots]'")
    small(scaled("nabla_w", 3))
    file = tmp_path / f"drift{suffix}"
    result = invoke(*QUICK, "--dtype", "float32,float64", "--plot", str(file))

    assert result.exit_code == 1, result.output
    assert file.stat().st_size > 0


WRONG = {
    ("--steps", "0"): "0 is not in the range x>=1.",
    ("--steps", "1.5"): "'1.5' is not a valid integer",
    ("--seed", "-1"): "-1 is not in the range x>=0.",
    ("--dtype", "float16"): "unknown dtype 'float16': did you mean",
    ("--adapters", "trch"): "unknown adapter that can train 'trch': did you mean torch or torch-f",
    ("--rule", "adm"): "'adm' is not one of 'sgd', 'momentum', 'adam'",
    ("--json", "no/such/folder/train.json"): "does not exist; give a file in one that does.",
    ("--plot", "no/such/folder/drift.svg"): "does not exist; give a file in one that does.",
    ("--plot", "drift.gif"): "a plot's file ends with .svg, .png, .pdf.",
}


@pytest.mark.parametrize("options", WRONG, ids=" ".join)
def test_wrong_use_exits_2_with_one_sentence(options, small):
    result = invoke(*QUICK, *options)

    assert result.exit_code == 2
    assert WRONG[options] in " ".join(result.output.split())
    assert "Traceback" not in result.output


def missing(name):
    raise MissingFramework(f"adapter {name!r} needs {name}, which is not installed: pip install 'nablacheck[{name}]'")


def test_a_missing_framework_says_what_to_type(small, monkeypatch):
    """One is skipped where nobody asked for it; asked for, or where none is left, it is wrong use."""
    monkeypatch.setattr(command, "trainer", lambda name: missing(name) if name == "jax" else (NUMPY, OPTIMIZER))
    skipped, asked = invoke("--steps", "2"), invoke("--steps", "2", "--adapters", "jax")
    monkeypatch.setattr(command, "trainer", missing)
    none_left = invoke("--steps", "2")

    assert (skipped.exit_code, asked.exit_code, none_left.exit_code) == (0, 2, 2)
    for result in (skipped, asked, none_left):
        assert "pip install 'nablacheck[jax]'" in " ".join(result.output.split())


def test_missing_digits_exit_2(monkeypatch):
    monkeypatch.setattr(command, "trainer", lambda name: (NUMPY, OPTIMIZER))
    monkeypatch.setitem(importlib.import_module("sys").modules, "sklearn.datasets", None)
    result = invoke(*QUICK)

    assert result.exit_code == 2
    assert "the digits need scikit-learn, which is not installed" in result.output


def test_the_digits_are_split_and_start_alike_in_every_dtype(real_digits):
    given, test = command.planned("sgd", 10, 3)
    x, _ = digits.images()
    seen = {column.tobytes() for part in (given.start, test) for column in np.ascontiguousarray(part.x.T)}

    assert (given.start.batch, test.batch) == (1500, 297)
    assert seen == {column.tobytes() for column in np.ascontiguousarray(x.T)}
    for array in given.start.arrays.values():
        assert (array == array.astype(np.float32)).all()


def test_a_framework_trains_on_the_digits(framework, real_digits):
    result = invoke("--adapters", framework.name, "--steps", "30")

    assert result.exit_code == 0, result.output
    assert "sgd end to end" in result.output
    assert result.output.rstrip().endswith("Nothing unexplained.")
