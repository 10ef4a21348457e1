"""Known defects: each still shows itself, its reproducer runs, and nothing hides behind it."""

import inspect
import io
import json
import math
from dataclasses import replace

import numpy as np
import pytest
from click.testing import CliRunner

from nablacheck.adapters import Adapter, Functions
from nablacheck.oracle.commands.cli import main
from nablacheck.oracle.explaining.explained import judge_trace
from nablacheck.oracle.judging.judges import judge_gradient
from nablacheck.oracle.judging.singles import judge_singles
from nablacheck.oracle.ledger import LEDGER, Defect
from nablacheck.oracle.ledger.defect import single_call
from nablacheck.oracle.ledger.reproduce import gone, printed, reproduced, right
from nablacheck.oracle.report.ledger_lines import defect_line
from nablacheck.oracle.sweeping.sweeper import sweep
from nablacheck.reference import ACTIVATIONS, Gradient, Network, Problem, balls, precision
from nablacheck.reference.arithmetic.accuracy import ACCURACY
from nablacheck.reference.releases import running

HERE = [defect for defect in LEDGER if defect.present]


@pytest.mark.slow
@pytest.mark.parametrize("package", sorted({defect.comes_with for defect in LEDGER}))
def test_every_reproducer_prints_what_the_ledger_says(package, adapter_named):
    if running(package) is None:
        pytest.skip(f"{package} is not installed: pip install {package}, and its reproducers are run")
    mine = [defect for defect in HERE if defect.comes_with == package]
    if not mine:
        pytest.skip(f"{package} {running(package)} is not recorded: nablacheck ledger --record")

    assert gone(reproduced(mine)) == []


@pytest.mark.parametrize("defect", LEDGER, ids=lambda defect: f"{defect.library} {defect.says}")
def test_an_entry_is_complete(defect):
    assert 2 <= len(defect.shown.lines.splitlines()) <= 8
    assert defect.shown.returns != defect.shown.right
    assert defect.cause
    assert defect.releases, "no recorded release has it"
    assert defect.dtypes


@pytest.mark.parametrize(
    "defect", [defect for defect in HERE if defect.shown.entry], ids=lambda defect: f"{defect.library} {defect.says}"
)
def test_what_is_right_is_certified(defect):
    assert defect.shown.right == right(defect)


def test_lines_run_in_processes_of_their_own():
    """The planted mistakes: an error is what it prints, and what one sets no other sees."""
    lines = ["x = 1\nprint(1 + 1)", "raise ValueError('no')", "print('x' in globals())", "import os\nos._exit(3)", "print()"]

    assert printed(lines) == ["2", "ValueError: no", "False", "ended with status 768", "ended with status 0"]


def test_lines_run_where_no_process_can_be_copied(monkeypatch):
    monkeypatch.delattr("os.fork")

    assert printed(["print(1 + 1)", "raise ValueError('no')", "import os\nos._exit(3)"]) == [
        "2",
        "ValueError: no",
        "ended with 3",
    ]


def test_reproducers_come_back_with_their_defects(monkeypatch):
    from nablacheck.oracle.ledger import reproduce

    elsewhere = replace(HERE[0], seen=(running(HERE[0].comes_with),))
    returns = {defect.shown.lines: defect.shown.returns for defect in HERE}
    monkeypatch.setattr(reproduce, "printed", lambda lines: [returns[one] for one in lines])

    asked = [defect for defect in HERE if running(defect.comes_with) not in defect.seen]
    assert [(defect, defect.shown.returns) for defect in asked] == list(reproduced([elsewhere, *HERE]))


def one_neuron(defect, dtype, x):
    """z = x, swept by the examples of a batch."""
    one, x = np.ones((1, 1), dtype), np.asarray(x, dtype)[None, :]
    return Problem(Network({2: one}, {2: 0 * one}, {2: defect.function}, "quadratic"), x, np.full_like(x, 0.25))


def hardsigmoid():
    return next(d for d in LEDGER if d.function == "hardsigmoid")


@pytest.mark.slow
def test_the_judge_of_networks_knows_the_ledger(adapter_named):
    torch, problem = adapter_named("torch"), one_neuron(hardsigmoid(), "float64", np.arange(-20, 21) / 8)
    for verdict in (
        judge_trace(problem, torch.trace(problem), torch),
        judge_gradient(problem, torch.gradient(problem), torch),
    ):
        assert not verdict.disagrees, verdict.explain()
    verdict = judge_trace(problem, torch.trace(problem), torch)

    assert {d.says for c in verdict.comparisons for d in c.defects} == {hardsigmoid().says}
    assert 0 < verdict.worst.largest <= 1, "of what is not known"
    (excused,) = (c for c in verdict.comparisons if c.defects)
    known = f"  known, in {excused.known.sum()} of {excused.known.size} entries of δ^2: {hardsigmoid().says}\n"
    assert known in verdict.explain()


def test_another_number_is_not_explained(adapter_named):
    """The planted mistake: the explained entry moved by a quarter."""
    torch, problem = adapter_named("torch"), one_neuron(hardsigmoid(), "float64", np.arange(-20, 21) / 8)
    trace = torch.trace(problem)
    trace.delta[2][0, 20] *= 1.25

    assert judge_trace(problem, trace, torch).broken[0].equation == "BP1"


def test_a_defect_of_one_library_or_of_its_own_functions_excuses_no_other(adapter_named):
    problem = one_neuron(hardsigmoid(), "float64", [1.0])

    assert hardsigmoid().concerns(problem, adapter_named("torch"))
    assert not hardsigmoid().concerns(problem, adapter_named("torch-composed"))
    assert not hardsigmoid().concerns(problem, adapter_named("jax"))
    assert not hardsigmoid().concerns(one_neuron(hardsigmoid(), "float32", [1.0]), adapter_named("torch"))


def test_the_command_lists_the_ledger_as_json():
    entries = json.load(io.StringIO(CliRunner().invoke(main, ["ledger", "--json"]).output))["entries"]
    keys = {"function", "derivative", "framework", "mode", "dtype", "versions", "from", "to", "returns", "right", "cause"}

    assert len(entries) == sum(len(defect.dtypes) for defect in LEDGER)
    assert all(keys <= entry.keys() and "reproducer" in entry for entry in entries)


def test_the_command_lists_the_ledger_in_lines():
    result = CliRunner().invoke(main, ["ledger"])

    assert "torch 2.13.0 to 2.14.1 (float64), from -3 to 3: hardsigmoid′: the slope 1/6 is a float32 constant" in result.output
    assert f"{len(LEDGER)} defects" in result.output


@pytest.mark.parametrize("prints", ["0.1666666716337204", "0.25"])
def test_the_command_says_which_reproducer_prints_something_else(prints, monkeypatch, adapter_named):
    from nablacheck.oracle.commands import ledger as command

    adapter_named("torch")
    monkeypatch.setattr(command, "reproduced", lambda defects: [(d, prints) for d in defects if d is hardsigmoid()])
    monkeypatch.setattr(command, "LEDGER", (hardsigmoid(),))
    monkeypatch.setattr(command, "unrecorded", list)
    result = CliRunner().invoke(main, ["ledger", "--reproduce"])

    assert result.exit_code == (0 if prints == hardsigmoid().shown.returns else 1)
    says = "its reproducer printed 0.25, not 0.1666666716337204; right is 0.1666666666666"
    assert (says in result.output) == result.exit_code


def overflowing():
    return next(d for d in LEDGER if d.function == "hardswish" and d.library == "torch" and d.not_finite)


def test_what_follows_a_known_infinity_is_known(adapter_named):
    torch, problem = adapter_named("torch"), one_neuron(overflowing(), "float32", [1.0, 7e37])
    trace = torch.trace(problem)
    verdict = judge_trace(problem, trace, torch)

    assert np.isinf(trace.a[2][0, 1])
    assert not verdict.disagrees, verdict.explain()
    assert overflowing() in {d for c in verdict.comparisons for d in c.defects}


def test_an_infinity_elsewhere_is_not(adapter_named):
    """The planted mistake: an infinity where no argument is in the span of the defect, and a wrong number where one is."""
    torch, small = adapter_named("torch"), one_neuron(overflowing(), "float32", [1.0, 2.0])
    trace = torch.trace(small)
    trace.a[2][0, 1] = np.inf
    assert judge_trace(small, trace, torch).broken[0].equation == "(23) σ"

    large = one_neuron(overflowing(), "float32", [1.0, 7e37])
    trace = torch.trace(large)
    trace.a[2][0, 0] = 3
    assert judge_trace(large, trace, torch).broken[0].equation == "(23) σ"


@pytest.mark.parametrize("wrong", [np.nan, np.inf])
def test_an_infinity_of_another_equation_or_example_is_not(adapter_named, wrong):
    """The planted mistake: beside a known infinity of σ, one in an example that does not meet it, and one in z."""
    torch, problem = adapter_named("torch"), one_neuron(overflowing(), "float32", [1.0, 7e37])
    for letter, equation in (("a", "(23) σ"), ("z", "(23) z"), ("delta", "BP1")):
        trace = torch.trace(problem)
        getattr(trace, letter)[2][0, 0] = wrong

        assert judge_trace(problem, trace, torch).broken[0].equation == equation


def test_another_draw_is_not_lost(adapter_named):
    """The planted mistake: NaN in a draw that does not meet the defect, beside one that does."""
    torch, (met, other) = adapter_named("torch"), (one_neuron(overflowing(), "float32", [1.0, end]) for end in (7e37, 2.0))
    arrays = [np.stack(pair) for pair in zip(met.arrays.values(), other.arrays.values(), strict=True)]
    b, w, x, y = arrays
    both = Problem(Network({2: w}, {2: b}, met.network.activations, "quadratic"), x, y)
    nan = {2: np.full((2, 1, 1), np.nan, dtype=np.float32)}

    assert judge_gradient(both, Gradient(nan, nan), torch).broken[0].unexplained.ravel().tolist() == [False, True]


def test_gradients_alone_are_lost_with_an_example(adapter_named):
    """All of a batch's; where the examples come one by one, those of the example."""
    torch, problem = adapter_named("torch"), one_neuron(overflowing(), "float32", [1.0, 7e37])
    nan = {2: np.full((1, 1), np.nan, dtype=np.float32)}
    assert not judge_gradient(problem, Gradient(nan, nan), torch).disagrees

    singles = [torch.trace(single) for single in problem.examples()]
    for x in (0, 1):
        nabla_b = np.concatenate([np.full((1, 1), np.nan) if i == x else s.nabla_b[2] for i, s in enumerate(singles)], axis=-1)
        nabla_w = np.stack([np.full((1, 1), np.nan) if i == x else s.nabla_w[2] for i, s in enumerate(singles)])
        assert judge_singles(problem, Gradient({2: nabla_b}, {2: nabla_w}), torch).disagrees == (x == 0)
        finite = np.concatenate([single.nabla_b[2] for single in singles], axis=-1)
        assert judge_singles(problem, Gradient({2: finite}, {2: nabla_w}), torch).disagrees == (x == 0)


def small_rates(z):
    """log(a + ε) of an a that is what 1 + erf(z/√2) leaves: at −8, a few roundings, and perhaps none at all."""
    one = np.ones((1, 1))
    b = {2: z * one, 3: 0 * one, 4: 0 * one}
    activations = {2: "identity", 3: "gelu", 4: "relu"}
    return Problem(Network({2: 0 * one, 3: one, 4: -one / 8}, b, activations, "poisson-nll-of-rates"), one, 2 * one)


ELEMENTWISE = {name for name, entry in ACTIVATIONS.items() if entry.prime is not None}
FORMULAS = [d for d in LEDGER if d.uses and not d.lost and d.function in ELEMENTWISE]


@pytest.mark.parametrize("defect", FORMULAS, ids=lambda d: f"{d.library} {d.function}{'′' * d.derivative} {d.cause}")
def test_a_known_formula_decides_wherever_the_book_does(defect):
    """Else whatever is wrong after such a number would be left open: e^z that overflows, and a tanh of it that is 1."""
    for dtype in defect.dtypes:
        model = precision(dtype)
        xp, far = balls(model, defect.library if defect.library in ACCURACY else "any"), math.log2(model.largest) / 4
        powers = 2.0 ** np.arange(-20, int(far))
        z = np.concatenate([[0.0], powers, -powers])[None]
        with xp.working():
            entries = (defect.formula(ACTIVATIONS[defect.function]), ACTIVATIONS[defect.function])
            theirs, ours = (np.isfinite(single_call(e, xp.lift(z), defect.derivative, xp).rad) for e in entries)

        assert z[ours & ~theirs].tolist() == []


def test_a_wrong_gradient_of_a_large_mish_is_wrong(adapter_named):
    """e^z overflows in PyTorch's formula of mish′, and tanh(log(1 + e^z)) is 1 all the same; the planted mistake: no σ′."""
    torch, one = adapter_named("torch"), np.ones((1, 1))
    network = Network({2: one, 3: one}, {2: 0 * one, 3: 0 * one}, {2: "mish", 3: "softsign"}, "mse")
    problem = Problem(network, 1024 * one, 0 * one)
    gradient = torch.gradient(problem)
    assert not judge_gradient(problem, gradient, torch).disagrees

    gradient.nabla_w[2][...] *= 1.25
    assert judge_gradient(problem, gradient, torch).disagrees


def test_where_the_known_formula_decides_nothing_nothing_is_decided(adapter_named):
    torch, problem = adapter_named("torch"), small_rates(-8.125)
    verdict = judge_gradient(problem, torch.gradient(problem), torch)

    assert not verdict.disagrees, verdict.explain()
    assert not verdict.agrees


def test_where_the_known_formula_decides_something_a_fault_is_one(adapter_named):
    """The planted mistake, away from where everything cancels."""
    torch, problem = adapter_named("torch"), small_rates(-3.0)
    gradient = torch.gradient(problem)
    assert not judge_gradient(problem, gradient, torch).disagrees

    gradient.nabla_b[4][...] *= 1.25
    assert judge_gradient(problem, gradient, torch).disagrees


def test_the_ends_of_a_span_are_in_it_and_a_mirrored_one_is_on_both_sides():
    defect = replace(hardsigmoid(), span=(1.0, 2.0))
    assert not defect.lost
    at = np.array([-2.0, -1.0, 0.5, 1.0, 2.0, 3.0])

    assert defect.within(at, "float64").astype(int).tolist() == [0, 0, 0, 1, 1, 0]
    assert replace(defect, mirrored=True).within(at, "float64").astype(int).tolist() == [1, 1, 0, 1, 1, 0]


def test_a_number_for_nan_is_known_and_no_other_number_for_it_nor_nan_elsewhere(monkeypatch):
    """relu of a framework that compares with NaN gives 0; declared, it is known, and of NaN at 1 nothing is."""
    defect = next(defect for defect in LEDGER if defect.swallows and defect.function == "relu" and defect.library == "paddle")
    monkeypatch.setattr(Defect, "present", True)
    at_nan = lambda entry, z, above, dtype, strided: (np.where(z > 0, z, 0.0), np.where(z > 0, above, 0.0))
    at_one = lambda entry, z, above, dtype, strided: (np.where(z == 1, np.nan, np.maximum(z, 0)), np.where(z > 0, above, 0.0))
    wrong = {}
    for name, activation in (("known", at_nan), ("elsewhere", at_one)):
        mine = Adapter(name, "numpy", functions=Functions(activation, dtypes=("float64",)), also=("paddle",))
        value, _ = sweep(ACTIVATIONS["relu"], mine, "float64")
        wrong[name] = list(value.findings)

    assert wrong["known"] == []
    assert "is wrong at 1" in wrong["elsewhere"][0]
    assert defect.is_shown_by("0.5")
    assert not defect.is_shown_by("nan")
    assert defect.within(np.array([np.nan, 0.0]), "float64").tolist() == [True, False]
    assert "at nan: relu: 0 for NaN" in defect_line(defect)


def test_a_defect_says_whether_it_is_of_the_derivative():
    defect = replace(hardsigmoid(), cause="why")

    assert [replace(defect, derivative=d).says for d in (True, False)] == ["hardsigmoid′: why", "hardsigmoid: why"]


def test_the_ledger_is_a_word_in_a_signature():
    assert "ledger: 'Sequence[Defect]' = LEDGER" in str(inspect.signature(judge_gradient))
    assert len(str(inspect.signature(judge_gradient))) < len(LEDGER)


@pytest.mark.parametrize("name", ["torch", pytest.param("jax", marks=pytest.mark.slow)])
def test_celu_with_a_small_negative_alpha_is_infinite_a_little_too_early(name, adapter_named):
    """The truth is half of the largest number; below −1 nothing is made small, and no such infinity is excused."""
    adapter, steep = adapter_named(name), ACTIVATIONS["celu(alpha=-0.5)"]
    (known,) = (d for d in LEDGER if d.lost and not d.derivative and d.is_of(steep, adapter.known_as, "float32"))
    value, _ = sweep(steep, adapter, "float32")
    c = value.comparison

    assert not c.unexplained.any()
    assert np.isneginf(c.given[c.known & c.disagrees]).all()
    assert known in value.shows
    assert not any(known.when(alpha=alpha) for alpha in (-1.0, -2.0, 0.5))
