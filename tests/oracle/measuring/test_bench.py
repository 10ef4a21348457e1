"""In what sense backpropagation is fast: counted, measured, and what the command shows of it."""

import json
import subprocess
import sys
from dataclasses import replace
from itertools import islice, pairwise

import numpy as np
import pytest
from click.testing import CliRunner

from nablacheck.oracle.commands import bench as command
from nablacheck.oracle.commands import cli
from nablacheck.oracle.measuring import speed
from nablacheck.oracle.measuring.speed import Effort, Exponents, Growth
from nablacheck.oracle.report.speed_plot import draw
from nablacheck.oracle.report.speed_tables import as_json
from nablacheck.reference.arithmetic.float import Float
from nablacheck.reference.backprop import BOOK, backprop, bp2, feedforward
from nablacheck.reference.errors import MissingFramework

from conftest import missing
from helpers.small_problems import problem

pytestmark = pytest.mark.slow

# --- counted: the same on any machine ---------------------------------------------------------------------------------


class Counted(np.ndarray):
    """An array that counts the multiplications in its products of matrices."""

    multiplications = 0

    def __matmul__(self, other):
        Counted.multiplications += self.shape[-2] * self.shape[-1] * other.shape[-1]
        return super().__matmul__(other)


class Counting(Float):
    """Float arithmetic on counted arrays."""

    @staticmethod
    def lift(array):
        return array.view(Counted)

    @staticmethod
    def like(value, z):
        return Float.like(value, z).view(Counted)


def multiplications(method, *args):
    Counted.multiplications = 0
    method(*args, arithmetic=Counting())
    return Counted.multiplications


WIDTHS, BATCH = (7, 6, 5, 4), 3
THROUGH = [n_prev * n * BATCH for n_prev, n in pairwise(WIDTHS)]
"""Multiplications of one product with w^l, forward or back, for l = 2, …, L; BP4 has as many."""


def is_at_most_three_forward_passes(equations):
    given = problem(WIDTHS, batch=BATCH)
    return multiplications(backprop, given, equations) <= 3 * multiplications(feedforward, given)


def test_a_gradient_is_a_forward_pass_and_two_products_a_layer():
    """Forward, BP4 and, but for layer 2, BP2: never more than three forward passes, whatever the number of weights."""
    given = problem(WIDTHS, batch=BATCH)

    assert multiplications(feedforward, given) == sum(THROUGH)
    assert multiplications(backprop, given) == 2 * sum(THROUGH) + sum(THROUGH[1:])
    assert is_at_most_three_forward_passes(BOOK)


def test_a_needless_product_is_counted():
    twice = replace(BOOK, bp4=lambda t, l: (BOOK.bp4(t, l) + BOOK.bp4(t, l)) / 2)

    assert not is_at_most_three_forward_passes(twice)


# --- (46) -------------------------------------------------------------------------------------------------------------


def one_apart(given):
    """(46) from a new problem for each entry: the same operations, so the same floats."""
    here, network = feedforward(given).cost, given.network
    for array in (*network.b.values(), *network.w.values()):
        for j in range(array.size):
            moved = array.copy()
            moved.flat[j] += speed.STEP
            apart = given.map(lambda part, array=array, moved=moved: moved if part is array else part)
            yield (feedforward(apart).cost - here) / speed.STEP


def test_the_differences_move_one_entry_at_a_time():
    given = problem((3, 4, 2), ("sigmoid",) * 2)

    assert list(speed.differences(given)) == list(one_apart(given))


def test_an_entry_that_is_not_put_back_is_seen():
    given = problem((3, 4, 2), ("sigmoid",) * 2)
    mine, wrong = given.map(np.copy), []
    for array in (*mine.network.b.values(), *mine.network.w.values()):
        for j in range(array.size):
            array.flat[j] += speed.STEP
            wrong.append((feedforward(mine).cost - feedforward(given).cost) / speed.STEP)

    assert wrong[0] == next(one_apart(given))
    assert wrong != list(one_apart(given))


def test_the_differences_leave_the_problem_alone():
    given = problem((3, 4, 2), ("sigmoid",) * 2)
    before = {name: array.copy() for name, array in given.arrays.items()}
    list(islice(speed.differences(given), 5))  # stopped with a weight moved

    assert all((before[name] == array).all() for name, array in given.arrays.items())


def test_every_so_manieth_entry_is_one_of_all():
    given = problem((3, 4, 2), ("sigmoid",) * 2)
    everything = list(speed.differences(given))
    b2, b3, w2, w3 = np.split(np.array(everything), [4, 6, 18])

    assert list(speed.differences(given, every=3)) == [*b2[::3], *b3[::3], *w2[::3], *w3[::3]]


# --- growth -----------------------------------------------------------------------------------------------------------


def counted_costs(monkeypatch):
    """The number of calls of the forward pass by the number of weights."""
    calls = {}
    real = speed.feedforward

    def feedforward(problem):
        calls[problem.network.count] = calls.get(problem.network.count, 0) + 1
        return real(problem)

    monkeypatch.setattr(speed, "feedforward", feedforward)
    return calls


@pytest.mark.parametrize("budget", [0, 60])
def test_what_is_called_measured_was_evaluated_in_full(monkeypatch, budget):
    calls = counted_costs(monkeypatch)
    rows = list(speed.growth(budget, (2, 3, 4, 20), Effort(sample=64, enough=1)))

    assert [row.measured for row in rows] == [True, True, True, bool(budget)]
    assert [row.weights for row in rows] == [2 * n * n + 2 * n for n in (2, 3, 4, 20)]
    for row in rows:
        assert (calls[row.weights] >= row.weights + 1) == row.measured


def test_the_sizes_reach_from_a_hundred_to_a_million_in_half_decades():
    weights = [2 * n * n + 2 * n for n in speed.SIZES]

    assert [round(2 * np.log10(P)) for P in weights] == list(range(4, 13))


def test_the_slope_of_a_power_is_its_exponent():
    """Logarithms to base 2 of powers of 4 are exact, and so is everything after."""
    weights = [4.0, 16.0, 64.0]

    assert speed.slope(weights, [8.0, 128.0, 2048.0]) == 2
    assert speed.slope(weights, [3.0, 3.0, 3.0]) == 0


def row(weights, backprop_s, differences_s, measured=True):
    return Growth(weights, backprop_s / 2, backprop_s, differences_s, measured)


MEASURED = [row(4, 1.0, 4.0), row(16, 2.0, 32.0), row(64, 4.0, 256.0)]


def test_the_exponents_rest_on_what_is_measured():
    assert speed.exponents([*MEASURED, row(256, 1000.0, 1.0, measured=False)]) == Exponents(0.5, 1.5, 1.0, 3)
    assert speed.exponents([*MEASURED, row(256, 1000.0, 1.0)]).points == 4


# --- measured: what is asked of this machine --------------------------------------------------------------------------


@pytest.mark.parametrize("network", speed.RATIOS[1:], ids=str)
def test_a_gradient_costs_at_most_four_forward_passes(network):
    assert speed.ratio(*network, Effort(turns=8)).ratio <= 4


def test_finite_differences_have_one_power_more():
    found = speed.exponents(speed.growth(60, speed.SIZES[:5]))

    assert found.points == 5
    assert abs(found.difference - 1) <= 1 / 10


def test_a_gradient_with_needless_products_is_seen(monkeypatch):
    """Sixteen products where BP2 has one: more than four forward passes on every machine."""
    slow = replace(BOOK, bp2=lambda t, l: sum(bp2(t.w[l + 1], t.delta[l + 1], t.prime(l)) for _ in range(16)) / 16)
    monkeypatch.setattr(speed, "backprop", lambda problem: backprop(problem, slow))

    assert speed.ratio((256, 256, 256, 256, 256), 128, Effort(turns=8)).ratio > 4


# --- the command ------------------------------------------------------------------------------------------------------


def invoke(*args):
    return CliRunner().invoke(cli.main, ("bench", "book", *args), prog_name="nablacheck")


@pytest.fixture
def quick(monkeypatch):
    """Small networks, of which the last is not measured."""
    monkeypatch.setattr(speed, "RATIOS", (((3, 4, 2), 5),))
    monkeypatch.setattr(speed, "SIZES", (2, 3, 4, 5))
    monkeypatch.setattr(command, "EFFORT", Effort(turns=2, sample=64, enough=64))


@pytest.fixture
def matplotlib(request):
    try:
        import matplotlib
    except ImportError:
        missing(request.config, "plots", "the plots need matplotlib, which is not installed: pip install 'nablacheck[plots]'")
    return matplotlib


@pytest.mark.usefixtures("quick")
def test_the_tables_and_the_json_say_what_is_extrapolated(tmp_path):
    file = tmp_path / "book.json"
    result = invoke("--budget", "0", "--json", str(file))
    record = json.loads(file.read_text(encoding="utf-8"))

    assert result.exit_code == 0, result.output
    last = [line.split()[-1] for line in result.output.splitlines() if line.strip()]
    assert (last.count("measured"), last.count("extrapolated")) == (3, 1)
    assert [line["measured"] for line in record["growth"]] == [True, True, True, False]
    assert [line["finite_differences"] for line in record["growth"]] == ["measured"] * 3 + ["extrapolated"]
    assert record["exponents"]["points"] == 3
    (line,) = record["ratios"]
    assert (line["network"], line["batch"]) == ("3-4-2", 5)
    assert 0 < line["middle"][0] <= line["ratio"] <= line["middle"][1]


@pytest.mark.usefixtures("quick", "matplotlib")
def test_the_plot_is_written(tmp_path):
    file = tmp_path / "book.svg"
    result = invoke("--plot", str(file))

    assert result.exit_code == 0, result.output
    assert file.read_text(encoding="utf-8").rstrip().endswith("</svg>")


@pytest.mark.usefixtures("matplotlib")
def test_the_plot_says_what_is_extrapolated(tmp_path):
    """matplotlib leaves the text of every label in a comment of the SVG."""
    extrapolated = row(256, 8.0, 2048.0, measured=False)
    fitted = speed.exponents(MEASURED)
    files = [tmp_path / name for name in ("some.svg", "all.svg", "again.svg")]
    for rows, file in zip(([*MEASURED, extrapolated], MEASURED, MEASURED), files, strict=True):
        draw(rows, fitted, file)
    some, everything, again = (file.read_text(encoding="utf-8") for file in files)

    assert "<!-- finite differences (46), exponent 1.50 -->" in some
    assert "<!-- finite differences (46), extrapolated -->" in some
    assert "extrapolated" not in everything
    assert everything == again


def test_the_json_is_json():
    record = as_json([], MEASURED, speed.exponents(MEASURED), numpy="0")

    assert json.loads(json.dumps(record)) == record


WRONG = {
    ("--json", "no/such/folder/book.json"): "does not exist; give a file in one that does.",
    ("--plot", "no/such/folder/book.svg"): "does not exist; give a file in one that does.",
    ("--plot", "book.txt"): "a plot's file ends with .svg, .png, .pdf.",
    ("--plot", "book"): "a plot's file ends with .svg, .png, .pdf.",
    ("--budget", "-1"): "-1.0 is not in the range x>=0.",
    ("--budget", "nan"): "--budget nan is no number of seconds",
}


@pytest.mark.parametrize("options", WRONG, ids=" ".join)
def test_wrong_use_exits_2_before_anything_is_measured(monkeypatch, options):
    monkeypatch.setattr(speed, "ratio", None)
    result = invoke(*options)

    assert result.exit_code == 2
    assert WRONG[options] in " ".join(result.output.split())
    assert "Traceback" not in result.output


def test_the_command_imports_matplotlib_only_when_it_draws():
    script = "import nablacheck.oracle.commands.cli, sys; print('matplotlib' in sys.modules)"
    result = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)

    assert result.stdout == "False\n"


def test_without_matplotlib_the_command_says_what_to_type(monkeypatch, tmp_path):
    monkeypatch.setitem(sys.modules, "matplotlib", None)
    monkeypatch.setattr(speed, "ratio", None)
    file = tmp_path / "book.svg"
    result = invoke("--plot", str(file))

    assert result.exit_code == 2
    assert "a plot needs matplotlib, which is not installed: pip install 'nablacheck[plots]'" in " ".join(result.output.split())
    assert not file.exists()
    with pytest.raises(MissingFramework, match="plots"):
        draw(MEASURED, speed.exponents(MEASURED), file)
