"""What users bring: taken after an audit, all of a file or nothing of it, from a file or an installed package."""

import ast
import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

import nablacheck
from nablacheck import Activation, Adapter, Cost, adapters, extend, family, register
from nablacheck.adapters import finite_differences
from nablacheck.oracle.commands.cli import main
from nablacheck.oracle.generating.problems import seeded
from nablacheck.reference import ACTIVATIONS, COSTS
from nablacheck.reference.errors import InputError

ROOT = Path(__file__).resolve().parents[3]
CUBE = 'cube = Activation("cube", value=lambda z, xp: z**3, prime=lambda z, a, xp: {factor} * z**2)\n'
QUARTIC = 'quartic = Cost("quartic", value=lambda a, y, xp: (a - y) ** 4, nabla_a=lambda a, y, xp: 4 * (a - y) ** 3)\n'
MINE = 'mine = Adapter("mine", library={library!r}, gradient=backprop)\n'
SCALED = """
@family(factor=(1.0, 0.5))
def scaled_tanh(factor):
    return {kind}
"""
TANH = 'Activation("", value=lambda z, xp: factor * xp.tanh(z), prime=lambda z, a, xp: {prime}, range=(-1, 1))'
RIGHT = "factor * (1 - xp.tanh(z) * xp.tanh(z))"


def written(folder, *parts, name="mine.py"):
    file = folder / name
    file.write_text("from nablacheck import Activation, Adapter, Cost, backprop, family\n" + "".join(parts), encoding="utf-8")
    return str(file)


def state():
    return set(ACTIVATIONS), set(COSTS), set(adapters.names())


# --- what is taken ----------------------------------------------------------------------------------------------------


def test_a_file_brings_activations_costs_families_and_adapters(tmp_path):
    before = state()
    tanh = SCALED.format(kind=TANH.format(prime=RIGHT))
    file = written(tmp_path, CUBE.format(factor=3), QUARTIC, MINE.format(library="numpy"), tanh, "again = cube\n_hidden = 1\n")
    extend(file)

    assert [new - old for new, old in zip(state(), before, strict=True)] == [{"cube", "scaled_tanh"}, {"quartic"}, {"mine"}]
    assert ACTIVATIONS["scaled_tanh(factor=0.5)"].parameters == {"factor": 0.5}
    assert ACTIVATIONS.families["cube"].origin == file
    assert nablacheck.load("mine").library == "numpy"


def test_what_is_brought_is_drawn_into_random_problems():
    register(Activation("cube", value=lambda z, xp: z**3, prime=lambda z, a, xp: 3 * z**2))
    register(Cost("quartic", value=lambda a, y, xp: (a - y) ** 4, nabla_a=lambda a, y, xp: 4 * (a - y) ** 3))
    drawn = [item.architecture for item in seeded(0, 200, "float64", 1)]

    assert any("cube" in made.activations for made in drawn)
    assert any(made.cost == "quartic" for made in drawn)


def test_a_cost_family_has_the_names_of_costs():
    @family(p=(1.0, 2.0))
    def my_cost(p):
        return Cost("", value=lambda a, y, xp: p * (a - y) ** 2, nabla_a=lambda a, y, xp: 2 * p * (a - y))

    register(my_cost)

    assert COSTS["my-cost(p=2)"].parameters == {"p": 2.0}


def test_entries_of_nablacheck_in_a_file_are_not_its_own(tmp_path):
    file = written(tmp_path, "from nablacheck.reference.activations.smooth import tanh\n", CUBE.format(factor=3))
    extend(file)

    assert "cube" in ACTIVATIONS


@pytest.mark.slow
@pytest.mark.parametrize("name", ["torch", "jax", "torch-composed", "jax-composed"])
def test_an_adapter_differentiates_what_is_brought(name, adapter_named):
    """And the judge judges it: the entry itself in composed mode."""
    from nablacheck.oracle.explaining.explained import judge_trace

    from helpers.small_problems import problem

    adapter = adapter_named(name)
    extend(str(ROOT / "examples" / "own_functions.py"))
    drawn = problem(activations=("bent_identity", "tent(width=3)", "bent_identity"), cost="cauchy")
    verdict = judge_trace(drawn, adapter.trace(drawn), adapter)

    assert adapter.composes(ACTIVATIONS["bent_identity"])
    assert adapter.composes(COSTS["cauchy"])
    assert verdict.agrees, verdict.explain()


@pytest.mark.parametrize(("name", "lines"), [("bent_identity", 8), ("cauchy", 10)])
def test_an_entry_costs_a_few_lines(name, lines):
    source = (ROOT / "examples" / "own_functions.py").read_text(encoding="utf-8")
    (made,) = (node for node in ast.parse(source).body if isinstance(node, ast.Assign) and node.targets[0].id == name)

    assert made.end_lineno - made.lineno + 1 <= lines


# --- what is refused --------------------------------------------------------------------------------------------------

WRONG = "prime gives 0.25 at z = 0.5, where the derivative of value is 0.75."
REFUSED = {
    "a wrong derivative": ([QUARTIC, CUBE.format(factor=1)], f"activation 'cube': {WRONG}"),
    "a name that is there": (
        [QUARTIC, CUBE.format(factor=3).replace('"cube"', '"relu"')],
        "activation 'relu' is there already",
    ),
    "a name that is there twice": (
        [CUBE.format(factor=3), CUBE.format(factor=3).replace("cube =", "other =")],
        "activation 'cube' is there twice: give one another name.",
    ),
    "a name that is none": ([CUBE.format(factor=3).replace('"cube"', '"z^3"')], "activation 'z^3': a name has letters"),
    "a name that is no text": ([CUBE.format(factor=3).replace('"cube"', "None")], "activation None: a name has letters"),
    "a formula that ends the process": (
        ['mine = Activation("mine", value=lambda z, xp: exit(1), prime=lambda z, a, xp: 1)\n'],
        "activation 'mine': mine.py:2, in <lambda>: value called exit(1); it must return.",
    ),
    "a formula that ends the process at once": (
        ["import os\n", 'mine = Activation("mine", value=lambda z, xp: os._exit(1), prime=lambda z, a, xp: 1)\n'],
        "activation 'mine': mine.py:3, in <lambda>: value called exit(1); it must return.",
    ),
    "a formula that raises what Ctrl-C does": (
        ["def stops(z, xp):\n    raise KeyboardInterrupt\n", 'mine = Activation("mine", stops, prime=lambda z, a, xp: 1)\n'],
        "activation 'mine': mine.py:3, in stops: value raised KeyboardInterrupt; it must return.",
    ),
    "a wrong variant of a family": (
        [QUARTIC, SCALED.format(kind=TANH.format(prime=RIGHT.removeprefix("factor * ")))],
        "activation 'scaled_tanh(factor=0.5)': prime gives 0.786448 at z = 0.5, where the derivative of value is 0.393224.",
    ),
    "a family of nothing": ([SCALED.format(kind="None")], "scaled_tanh with its defaults gives no Activation or Cost"),
    "a wrong adapter beside right entries": (
        [QUARTIC, MINE.format(library="nunpy")],
        "unknown library of adapter 'mine' 'nunpy'",
    ),
    "two adapters of one name": (
        [QUARTIC, MINE.format(library="numpy"), MINE.format(library="any").replace("mine =", "other =")],
        "adapter 'mine' is there twice: give one another name.",
    ),
    "an adapter whose name is there": (
        [QUARTIC, MINE.format(library="numpy").replace('"mine"', '"torch"')],
        "adapter 'torch' is there already: give the new one another name.",
    ),
    "nothing": (["x = 1\n"], "has no Activation, Cost, family or Adapter under a public name; write one"),
    "an error": (["x = 1 / 0\n"], "cannot be imported: ZeroDivisionError: division by zero"),
    "a family without its values": (
        ["@family(p=(1.0,))\ndef f(q): ...\n"],
        "f takes q, family(…) is given p; give the values to try of each parameter",
    ),
    "a family with one number": (
        ["@family(p=1.0)\ndef f(p): ...\n"],
        "p of f is given 1.0; give a tuple of numbers, the default first.",
    ),
}


@pytest.mark.parametrize("case", REFUSED)
def test_a_file_is_taken_as_a_whole_or_not_at_all(case, tmp_path):
    parts, says = REFUSED[case]
    before, file = state(), written(tmp_path, *parts)
    with pytest.raises(InputError, match=re.escape(says)) as error:
        extend(file)

    assert file in str(error.value)
    assert state() == before


def test_a_file_that_is_not_there():
    with pytest.raises(InputError, match=r"there is no file nowhere\.py; give a file or the name of a module\."):
        extend("nowhere.py")


def test_a_file_that_was_changed_is_taken_again(tmp_path):
    """As a notebook does: its entries and its adapters replace those that it brought before."""
    extend(written(tmp_path, CUBE.format(factor=3), MINE.format(library="numpy")))
    before = ACTIVATIONS["cube"], nablacheck.load("mine")
    extend(written(tmp_path, CUBE.format(factor=3), QUARTIC, MINE.format(library="any")))

    assert "quartic" in COSTS
    assert ACTIVATIONS["cube"] is not before[0]
    assert nablacheck.load("mine").library == "any"


def test_another_file_replaces_nothing(tmp_path):
    first = extend(written(tmp_path, CUBE.format(factor=3))), ACTIVATIONS["cube"]
    with pytest.raises(InputError, match=r"activation 'cube' is there already, of .*mine.py: give the new one another name"):
        extend(written(tmp_path, QUARTIC, CUBE.format(factor=3), name="other.py"))

    assert ACTIVATIONS["cube"] is first[1]
    extend(written(tmp_path, MINE.format(library="numpy"), name="third.py"))
    with pytest.raises(InputError, match="adapter 'mine' is there already"):
        extend(written(tmp_path, MINE.format(library="any"), name="fourth.py"))


def test_an_adapter_of_that_name_from_elsewhere_stays(tmp_path):
    """The file brought one, which was removed; now somebody else's bears its name."""
    file = written(tmp_path, MINE.format(library="numpy"))
    extend(file)
    adapters.remove("mine")
    adapters.add(theirs := Adapter("mine", "numpy", finite_differences.gradient))
    with pytest.raises(InputError, match="adapter 'mine' is there already"):
        extend(file)

    assert nablacheck.load("mine") is theirs


def test_a_file_may_register_by_itself(tmp_path):
    file = written(tmp_path, CUBE.format(factor=3), "from nablacheck import register\nregister(cube)\n")
    for _ in range(2):
        extend(file)

    assert ACTIVATIONS["cube"].family == "cube"


def test_a_module_that_was_imported_before_is_taken_again(tmp_path, monkeypatch):
    written(tmp_path, CUBE.format(factor=3), name="a_module_of_entries.py")
    monkeypatch.syspath_prepend(tmp_path)
    for _ in range(2):
        extend("a_module_of_entries")

    assert "cube" in ACTIVATIONS


def test_something_else_is_no_entry():
    with pytest.raises(InputError, match="'cube' is no Activation, Cost or family of them"):
        register("cube")


def test_an_adapter_is_added_and_removed():
    mine = Adapter("mine", "numpy", finite_differences.gradient)
    adapters.add(mine)
    with pytest.raises(InputError, match="adapter 'mine' is there already"):
        adapters.add(mine)
    adapters.remove("mine")

    assert "mine" not in adapters.names()


# --- the commands -----------------------------------------------------------------------------------------------------


def invoke(*args):
    return CliRunner().invoke(main, args, prog_name="nablacheck")


@pytest.mark.parametrize("command", [["run"], ["list"], ["check", "m:f"], ["judge", "problem.npz"]], ids=" ".join)
def test_every_command_refuses_a_wrong_file_before_anything_else(command, tmp_path):
    file = written(tmp_path, CUBE.format(factor=1))
    result = invoke(*command, "--with", file)

    assert result.exit_code == 2
    assert f"Error: {file}: activation 'cube': {WRONG}" in " ".join(result.output.split())


def test_an_adapter_of_a_file_is_known_to_the_option_that_follows(tmp_path):
    """Whichever of the two stands first."""
    file = written(tmp_path, MINE.format(library="numpy"))
    quick = ["--problems", "2", "--draws", "1", "--data", "none", "--dtype", "float64"]
    result = invoke("run", "--adapters", "mine", "--with", file, *quick)

    assert result.exit_code == 0, result.output
    assert "mine float64" in result.output


OWN = """
import numpy as np
def gradient(w, b, x, y):
    z = w[0] @ x + b[0]
    a2, a3 = z**3, None
    a3 = 1 / (1 + np.exp(-(w[1] @ a2 + b[1])))
    delta3 = (a3 - y) / x.shape[1] * a3 * (1 - a3)
    delta2 = w[1].T @ delta3 * 3 * z**2
    return [delta.sum(axis=1, keepdims=True) for delta in (delta2, delta3)], [delta2 @ x.T, delta3 @ a2.T]
"""


@pytest.mark.slow
@pytest.mark.parametrize(("lost", "code"), [("", 0), (" * 3", 1)])
def test_check_judges_a_function_against_an_entry_of_a_file(lost, code, tmp_path):
    mine = tmp_path / "own_cube.py"
    mine.write_text(OWN.replace(lost, "", 1) if lost else OWN, encoding="utf-8")
    file = written(tmp_path, CUBE.format(factor=3))
    result = invoke("check", f"{mine}:gradient", "--with", file, "-c", "activations=cube,sigmoid")

    assert result.exit_code == code, result.output
    assert ("BP2" in result.output) == bool(lost)


# --- packages ---------------------------------------------------------------------------------------------------------

POINTS = """
[nablacheck.activations]
cube = their_package:cube
wrong = their_package.wrong

[nablacheck.costs]
all = their_package.costs

[nablacheck.adapters]
theirs = their_package.adapter:theirs
lost = their_package.lost:lost
gone = their_package.no_such_module:gone
other = their_package.adapter
"""
WITHOUT = """
import sys
import nablacheck
from nablacheck import adapters
from nablacheck.reference import ACTIVATIONS, COSTS, Network

assert "their_package" not in sys.modules, "imported before anybody asked"
assert {"theirs", "lost", "gone", "other"} < set(adapters.names())
assert "their_package" not in sys.modules, "imported for a name"
loading = lambda name: lambda: adapters.load(name)
print(ACTIVATIONS["cube"].name, ACTIVATIONS.families["cube"].origin, COSTS["quartic"].name, adapters.load("theirs").library)
for call in (lambda: ACTIVATIONS["wrong"], *map(loading, ("lost", "gone", "other"))):
    try:
        call()
    except (nablacheck.InputError, nablacheck.MissingFramework) as error:
        print(type(error).__name__, error)
"""


@pytest.fixture
def package(tmp_path, monkeypatch):
    """An installed package that brings entries and adapters, of which some are wrong."""
    folder, info = tmp_path / "their_package", tmp_path / "their_package-1.0.dist-info"
    folder.mkdir()
    info.mkdir()
    written(folder, CUBE.format(factor=3), name="__init__.py")
    written(folder, CUBE.format(factor=1).replace("cube", "wrong"), name="wrong.py")
    written(folder, QUARTIC, name="costs.py")
    written(folder, MINE.format(library="numpy").replace("mine", "theirs"), name="adapter.py")
    written(folder, "import a_framework_that_is_not_there\n", name="lost.py")
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: their-package\nVersion: 1.0\n", encoding="utf-8")
    (info / "entry_points.txt").write_text(POINTS, encoding="utf-8")
    monkeypatch.setenv("PYTHONPATH", str(tmp_path), prepend=os.pathsep)


def python(*args):
    return subprocess.run([sys.executable, *args], capture_output=True, text=True, check=False)


@pytest.mark.slow
def test_a_package_brings_entries_and_adapters_when_they_are_asked_for(package):
    done = python("-c", WITHOUT)

    assert re.sub("'wrong': known are .*; refused", "'wrong'; refused", done.stdout).splitlines() == [
        "cube their-package quartic numpy",
        f"InputError unknown activation 'wrong'; refused was: their-package: activation 'wrong': {WRONG}",
        "MissingFramework adapter 'lost' of their-package needs a_framework_that_is_not_there, which is not installed; "
        "install the package that it comes in",
        "InputError adapter 'gone' of their-package cannot be imported: ModuleNotFoundError: No module named "
        "'their_package.no_such_module'",
        "InputError adapter 'other' of their-package: their_package.adapter is no Adapter of that name, nor has it one in "
        "ADAPTERS.",
    ], done.stderr


@pytest.mark.slow
def test_a_command_lists_what_a_package_brings_and_says_what_it_refused(package):
    done = python("-m", "nablacheck", "list", "--json")
    record = json.loads(done.stdout)

    assert {"cube", "quartic"} <= {line["name"] for line in record["activations"] + record["costs"]}
    assert f"refused: their-package: activation 'wrong': {WRONG}" in done.stderr
    assert [line["needs"] for line in record["adapters"] if line["name"] == "lost"] == [
        "adapter 'lost' of their-package needs a_framework_that_is_not_there, which is not installed; "
        "install the package that it comes in"
    ]


BOTH = """
@family(k=(3.0, 2.0))
def times(k):
    return Activation("", value=lambda z, xp: k * z, prime=lambda z, a, xp: k)

@family(k=(3.0, 2.0))
def scaled(k):
    return Cost("", value=lambda a, y, xp: k * (a - y) ** 2, nabla_a=lambda a, y, xp: 2 * k * (a - y))
"""
BOTH_POINTS = {
    "the object and the module": ("times = both_functions:times", "all = both_functions"),
    "the module and the object": ("all = both_functions", "scaled = both_functions:scaled"),
    "the module twice": ("all = both_functions", "all = both_functions"),
    "the objects": ("times = both_functions:times", "scaled = both_functions:scaled"),
}
ASKED = """
from nablacheck.reference import ACTIVATIONS, COSTS
print(COSTS["scaled(k=2)"].family, COSTS.families["scaled"].origin, ACTIVATIONS["times(k=2)"].family)
try:
    ACTIVATIONS["none_of_these"]
except ValueError as error:
    print(str(error).partition("refused was: ")[2])
"""


def both_functions(folder, monkeypatch, points, wrong=""):
    """A package with activations and costs in one module."""
    info = folder / "both_functions-0.1.dist-info"
    info.mkdir()
    written(folder, BOTH, wrong, name="both_functions.py")
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: both-functions\nVersion: 0.1\n", encoding="utf-8")
    activations, costs = points
    groups = f"[nablacheck.activations]\n{activations}\n[nablacheck.costs]\n{costs}\n"
    (info / "entry_points.txt").write_text(groups, encoding="utf-8")
    monkeypatch.setenv("PYTHONPATH", str(folder), prepend=os.pathsep)


@pytest.mark.slow
@pytest.mark.parametrize("points", BOTH_POINTS)
def test_a_package_with_both_in_one_module_works_through_both_groups(points, tmp_path, monkeypatch):
    both_functions(tmp_path, monkeypatch, BOTH_POINTS[points])
    done = python("-c", ASKED)

    assert done.stdout.splitlines() == ["scaled both-functions times", ""], done.stderr


def test_what_is_wrong_in_both_groups_is_said_once(tmp_path, monkeypatch):
    both_functions(tmp_path, monkeypatch, BOTH_POINTS["the module twice"], CUBE.format(factor=1))
    done = python("-c", ASKED.replace("print(COSTS", "0 and print(COSTS"))

    assert done.stdout.strip() == f"both-functions: activation 'cube': {WRONG}"


@pytest.mark.slow
def test_the_import_is_as_fast_with_a_package_as_without(package):
    """Nothing of it is imported, nor is the audit."""
    done = python("-c", "import nablacheck.oracle.commands.run, sys; print(*sys.modules)")

    assert not {"their_package", "nablacheck.reference.audit", "torch", "jax"} & set(done.stdout.split())


def test_what_is_no_name_of_a_file_is_one_sentence():
    with pytest.raises(InputError, match=r"^3 is no file of entries; give its name, or that of a module\.$"):
        extend(3)


def test_ctrl_c_while_a_file_is_read_is_ctrl_c(tmp_path):
    presses = "import signal\n\n\ndef pressed(z, xp):\n    signal.raise_signal(signal.SIGINT)\n\n\n"
    file = written(tmp_path, presses, 'mine = Activation("mine", pressed, prime=lambda z, a, xp: 1)\n')
    with pytest.raises(KeyboardInterrupt):
        extend(file)
