"""The rules of the house: one name per module, imports that point one way, no tolerance anywhere."""

import ast
import subprocess
import sys
import tomllib
from collections import Counter
from functools import cache
from pathlib import Path

import pytest

import nablacheck.oracle

from helpers.constants import small
from helpers.imports import FACES, deeper, imported, too_deep, used

ROOT = Path(__file__).resolve().parent.parent
PARTS = ("reference", "adapters", "oracle", "src/nablacheck")
CODE = sorted(file for part in PARTS for file in (ROOT / part).rglob("*.py"))
PYTHON = sorted({*CODE, *(ROOT / "tests").rglob("*.py"), *(ROOT / "benchmarks").rglob("*.py"), ROOT / "conftest.py"})
FRAMEWORKS = ("torch", "jax", "optax")
HOMES = {
    "torch": {
        "adapters/torch_autograd.py",
        "adapters/torch_blocks.py",
        "adapters/torch_compiled.py",
        "adapters/torch_functions.py",
        "adapters/torch_graphs.py",
        "adapters/torch_modes.py",
        "adapters/torch_modules.py",
        "adapters/torch_handed.py",
        "adapters/torch_training.py",
        "oracle/trust/rivals/torch_rules.py",
    },
    "jax": {
        "adapters/jax_blocks.py",
        "adapters/jax_functions.py",
        "adapters/jax_grad.py",
        "adapters/jax_graphs.py",
        "adapters/jax_handed.py",
        "adapters/jax_layers.py",
        "adapters/jax_modes.py",
        "adapters/jax_programs.py",
        "adapters/jax_training.py",
        "adapters/optax_costs.py",
        "oracle/trust/rivals/jax_rules.py",
    },
    "optax": {"adapters/jax_training.py", "adapters/optax_costs.py"},
    "tensorflow": {"adapters/tensorflow_tape.py", "adapters/tensorflow_compiled.py"},
    "paddle": {"adapters/paddle_tape.py"},
    "mlx": {"adapters/mlx_arrays.py"},
    "casadi": {"adapters/casadi_graphs.py"},
    "flax": {"adapters/flax_modules.py"},
    "equinox": {"adapters/equinox_modules.py"},
    "keras": {"adapters/keras_functions.py", "adapters/keras_modules.py"},
    "autograd": {"adapters/hips_autograd.py", "oracle/trust/rivals/autograd_rules.py"},
    "chex": {"oracle/trust/rivals/chex_rules.py"},
    "scipy": {"oracle/checking/formats.py", "oracle/trust/rivals/scipy_rules.py"},
    **{library: {"oracle/checking/formats.py"} for library in ("h5py", "mat73", "rdata", "safetensors")},
    "matplotlib": {"oracle/report/plots.py"},
    "distributed": {"oracle/campaign/clusters.py"},
    "upath": {"oracle/campaign/stores.py"},
    "pyarrow": {"oracle/campaign/part_files.py"},
    "duckdb": {"oracle/campaign/part_files.py", "oracle/campaign/reading.py"},
}
"""The only modules that import a framework, an optimizer, another tool or the plots, none of which has to be there."""


def name(file):
    return str(file.relative_to(ROOT))


@cache
def imports(file):
    return list(imported(ast.parse(file.read_text(encoding="utf-8"))))


# --- packages ---------------------------------------------------------------------------------------------------------


def test_every_folder_with_code_is_a_package_of_the_wheel():
    """A subfolder that is not listed is silently missing from the wheel."""
    setuptools = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["setuptools"]
    folders = {name(file.parent) for file in CODE}

    assert setuptools["packages"] == sorted(setuptools["packages"])
    assert {folder_of(package, setuptools["package-dir"]) for package in setuptools["packages"]} == folders


def folder_of(package, homes):
    """The folder of a package: its own, or one inside that of the package around it."""
    if package in homes:
        return homes[package]
    around, _, last = package.rpartition(".")
    return f"{folder_of(around, homes)}/{last}"


@pytest.mark.slow
def test_no_module_is_imported_under_two_names():
    roots = run("import nablacheck.oracle.commands.cli, sys; print(*{module.split('.')[0] for module in sys.modules})").split()
    assert "nablacheck" in roots
    assert not {"reference", "adapters", "oracle"} & set(roots)


@pytest.mark.slow
def test_code_imports_by_the_full_name():
    wrong = [
        (name(file), module)
        for file in PYTHON
        for module in imports(file)
        if module.split(".")[0] in ("reference", "adapters", "oracle")
    ]
    assert wrong == []


# --- imports ----------------------------------------------------------------------------------------------------------


def run(script):
    result = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=False)
    return result.stdout.strip() or result.stderr.strip()


@pytest.mark.slow
def test_imports_point_one_way():
    """Reports and commands may know the judge, the judge the adapters, the adapters the reference; never back."""
    above = {"reference": ("adapters", "oracle"), "adapters": ("oracle",)}
    wrong = [
        (name(file), module)
        for file in CODE
        for module in imports(file)
        if any(module.startswith(f"nablacheck.{part}") for part in above.get(name(file).split("/")[0], ()))
    ]
    assert wrong == []


def test_the_reference_imports_numpy_and_flint_alone():
    allowed = {"numpy", "nablacheck", "__future__", *sys.stdlib_module_names}
    outside = {
        (name(file), module.split(".")[0])
        for file in CODE
        if name(file).startswith("reference/")
        for module in imports(file)
        if module.split(".")[0] not in allowed
    }
    assert outside == {("reference/arithmetic/certified.py", "flint")}


def test_only_its_own_adapter_imports_a_framework():
    wrong = [
        (name(file), module)
        for file in CODE
        for module in imports(file)
        if name(file) not in HOMES.get(module.split(".")[0], {name(file)})
    ]
    assert wrong == []


def test_the_command_and_the_judge_import_no_framework():
    """Only when asked: in a fresh process, nothing has pulled one in."""
    roots = run("import nablacheck.oracle.commands.cli, sys; print(*{module.split('.')[0] for module in sys.modules})").split()
    assert not {*HOMES, "sklearn"} & set(roots)


@pytest.mark.slow
@pytest.mark.parametrize("framework", FRAMEWORKS)
def test_a_missing_framework_says_what_to_type(framework):
    script = f"""
import sys
sys.modules[{framework!r}] = None
from nablacheck.adapters import load
try:
    load({framework!r})
except ImportError as error:
    print(type(error).__name__, error)
"""
    wanted = f"adapter '{framework}' needs {framework}, which is not installed: pip install 'nablacheck[{framework}]'"
    assert run(script) == f"MissingFramework {wanted}"


# --- rooms ------------------------------------------------------------------------------------------------------------

LEVELS = (
    ("commands", "pytest_plugin"),
    ("report",),
    ("campaign", "trust", "sweeping", "training"),
    ("measuring",),
    ("checking",),
    ("explaining",),
    ("judging",),
    ("ledger",),
    ("generating",),
)
"""The rooms of the oracle: each may import from the levels below its own, and from no room beside it."""
LEVEL = {room: level for level, rooms in enumerate(LEVELS) for room in rooms}


def crossings(path, modules):
    """The pairs of rooms between which a module of the oracle imports."""
    room = Path(path).parts[1].removesuffix(".py")
    for module in modules:
        if module.startswith("nablacheck.oracle.") and (other := module.split(".")[2]) != room:
            yield room, other


def crooked(path, modules):
    """Those of them that do not lead down."""
    return {(room, other) for room, other in crossings(path, modules) if LEVEL[room] >= LEVEL.get(other, 0)}


ROOMS = [file for file in CODE if name(file).startswith("oracle/") and name(file) != "oracle/__init__.py"]


def test_every_room_has_its_level():
    assert {name(file).split("/")[1].removesuffix(".py") for file in ROOMS} == set(LEVEL)


@pytest.mark.parametrize("file", ROOMS, ids=name)
def test_imports_between_rooms_lead_down(file):
    """Those for the types included."""
    assert crooked(name(file), imports(file)) == set()


@pytest.mark.parametrize(
    ("path", "planted"),
    [
        ("oracle/judging/judges.py", "from nablacheck.oracle.checking.claims import Judgement"),
        ("oracle/judging/judges.py", "from nablacheck.oracle.checking import claims"),
        ("oracle/judging/judges.py", "from nablacheck.oracle import checking"),
        ("oracle/report/tables.py", "def late():\n    import nablacheck.oracle.pytest_plugin"),
        ("oracle/trust/kill.py", "if TYPE_CHECKING:\n    from nablacheck.oracle.sweeping.sweeper import Swept"),
        ("oracle/commands/cli.py", "from nablacheck.oracle import sweep"),
    ],
)
def test_a_planted_import_to_above_is_seen(path, planted):
    """Up, beside, late, for the types alone, and through the face, which is for pages."""
    assert crooked(path, imported(ast.parse(planted)))


def test_the_modules_import_in_no_circle():
    """Whatever follows from a module never leads back to it; the faces, which only point into their own part, aside."""
    modules = {module(file): file for file in CODE if file.name != "__init__.py"}
    assert circles({of: {target(name, modules) for name in imports(file)} - {None} for of, file in modules.items()}) == []


def module(file):
    """The name that a file is imported by."""
    return ".".join(("nablacheck", *file.relative_to(ROOT).with_suffix("").parts)).replace("nablacheck.src.", "")


def target(name, modules):
    """The module that an import leads to."""
    return next((part for part in (name, name.rpartition(".")[0]) if part in modules), None)


def circles(edges):
    """The modules that can be reached from themselves."""
    return sorted(start for start in edges if start in reached(start, edges))


def reached(start, edges):
    """All modules that follow from one."""
    found, ahead = set(), [start]
    while ahead:
        new = edges.get(ahead.pop(), set()) - found
        found |= new
        ahead += new
    return found


def test_a_planted_circle_is_seen():
    assert circles({"a": {"b"}, "b": {"c"}, "c": {"b"}, "d": {"a"}}) == ["b", "c"]


def twins(paths):
    """The names that two modules have."""
    counted = Counter(stem for path in paths if (stem := Path(path).stem) != "__init__")
    return [stem for stem, times in counted.items() if times > 1]


def test_no_two_modules_have_one_name():
    assert twins(name(file) for file in CODE) == []


def test_a_planted_twin_is_seen():
    assert twins(["adapters/optax_costs.py", "oracle/ledger/optax_costs.py", "oracle/a/__init__.py"]) == ["optax_costs"]


def test_what_tests_and_pages_import_shadows_no_module_of_ours():
    """pytest puts tests/ and docs/ on the path: a module there is not to be taken for one of the house."""
    beside = [file for folder in ("tests", "docs") for file in (ROOT / folder).iterdir()]
    packages = [file.name for file in beside if (file / "__init__.py").exists()]
    assert {"helpers", "generators"} <= set(packages)
    assert twins([*(name(file) for file in CODE), *packages, *(file.name for file in beside if file.suffix == ".py")]) == []


MEANT_TWICE = {"Network": "the class of the book's own program, in book.py, and a network of ours"}


def defined_twice(sources):
    """The names that two classes have."""
    counted = Counter(node.name for source in sources for node in ast.parse(source).body if isinstance(node, ast.ClassDef))
    return {name for name, times in counted.items() if times > 1 and not name.startswith("_")}


def test_no_two_classes_have_one_name():
    assert defined_twice(file.read_text(encoding="utf-8") for file in CODE) == set(MEANT_TWICE)


def test_a_planted_second_meaning_is_seen():
    assert defined_twice(["class Row: ...\nclass _Own: ...", "class Row: ...\nclass _Own: ..."]) == {"Row"}


# --- faces ------------------------------------------------------------------------------------------------------------

PAGES = [file for file in (*sorted(ROOT.glob("*.md")), *sorted((ROOT / "docs").rglob("*.md"))) if "_build" not in file.parts]
EXAMPLES = sorted((ROOT / "examples").glob("*.py"))


@pytest.mark.parametrize("file", PAGES, ids=name)
def test_a_page_imports_from_the_faces_alone(file):
    assert too_deep(file.read_text(encoding="utf-8")) == []


@pytest.mark.parametrize("file", EXAMPLES, ids=name)
def test_an_example_imports_from_the_faces_alone(file):
    assert [reached for reached in used(file.read_text(encoding="utf-8")) if deeper(reached)] == []


@pytest.mark.parametrize(
    "planted",
    [
        "```pycon\n>>> from nablacheck.oracle.judging.judges import judge_trace\n\n```",
        "```pycon\n>>> if True:\n...     from nablacheck.reference.paths import paths\n\n```",
        "```python\nimport nablacheck.reference.network\n```",
        "```pycon\n>>> nablacheck.reference.arithmetic.FLOAT\n\n```",
        "```python\nfrom nablacheck.reference import Layers\n```",
        "```python\nfrom nablacheck.oracle import judging\n```",
        ".. autofunction:: nablacheck.reference.paths.paths\n",
        ".. currentmodule:: nablacheck.oracle\n\n.. autofunction:: judging.judge_trace\n",
    ],
)
def test_a_page_that_imports_deeper_is_seen(planted):
    assert too_deep(planted)


@pytest.mark.slow
@pytest.mark.parametrize("face", FACES)
def test_a_face_has_what_it_promises(face):
    """In a fresh process, one name after the other."""
    script = f"import {face} as face\nprint(*[name for name in face.__all__ if not hasattr(face, name)], hasattr(face, 'none'))"
    assert run(script) == "False"


@pytest.mark.parametrize(("face", "file"), [(nablacheck, "src/nablacheck"), (nablacheck.oracle, "oracle")])
def test_a_face_tells_the_types_what_it_does(face, file):
    """Its two lists, of which one is for mypy, have the same names from the same modules."""
    tree = ast.parse((ROOT / file / "__init__.py").read_text(encoding="utf-8"))
    named = {name for name in imported(tree) if name.count(".") > 1}

    assert named == {f"{face.__name__}.{home}.{name}" for name, home in face._HOMES.items()}


def test_the_faces_import_nothing_heavy():
    """The certified arithmetic and the rooms behind the face of the oracle come when they are asked for."""
    loaded = run("import nablacheck.oracle, sys; print(*sys.modules)").split()
    rooms = {name.split(".")[2] for name in loaded if name.startswith("nablacheck.oracle.")}

    assert "flint" not in loaded
    assert not rooms & {"campaign", "commands", "report", "sweeping", "training", "trust", "measuring"}


# --- skips -------------------------------------------------------------------------------------------------------------


def skips_in_silence(source):
    """The lines in which a test is skipped, or may be, without a word of ours."""
    for node in ast.walk(ast.parse(source)):
        called = ast.unparse(node.func) if isinstance(node, ast.Call) else ""
        said = isinstance(node, ast.Call) and any(keyword.arg == "reason" for keyword in node.keywords)
        if called in ("pytest.importorskip", "pytest.mark.skipif", "pytest.mark.skip") and not said:
            yield node.lineno
        if called == "pytest.skip" and not (said or node.args):
            yield node.lineno


@pytest.mark.parametrize("file", [file for file in PYTHON if name(file).startswith("tests/")], ids=name)
def test_no_test_is_skipped_without_a_reason(file):
    assert list(skips_in_silence(file.read_text(encoding="utf-8"))) == []


@pytest.mark.parametrize(
    "planted", ['pytest.importorskip("torch")', "pytest.skip()", "@pytest.mark.skipif(True)\ndef test(): ..."]
)
def test_a_planted_skip_is_seen(planted):
    assert list(skips_in_silence(planted))


# --- tolerances -------------------------------------------------------------------------------------------------------

TOLERANCES = {
    *("rtol", "atol", "rel_tol", "abs_tol", "tol", "tolerance", "allclose", "isclose", "approx"),
    *("assert_allclose", "assert_close", "assert_almost_equal", "assert_array_almost_equal", "assert_approx_equal"),
}
RULES = {
    (
        "oracle/trust/rivals/numpy_rules.py",
        "assert_allclose",
    ): "NumPy's own rule, called with its own defaults to see what it misses",
    (
        "oracle/trust/rivals/torch_rules.py",
        "assert_close",
    ): "PyTorch's own rule, called with its own defaults to see what it misses",
}
"""The rules of other tools, which no verdict rests on."""
FACTS = {
    ("tests/oracle/explaining/test_slips.py", "0.001"): "the step of a difference quotient that is planted",
    ("tests/oracle/explaining/test_slips.py", "0.002"): "twice that step",
    ("oracle/explaining/factors.py", "10.0 ** last"): "the place of the last digit that people type",
    ("oracle/explaining/approximate_primes.py", "10 ** decimals"): "the steps of a difference quotient that people take",
    ("oracle/explaining/wrong_updates.py", "1 / 10 ** 8"): "the ε of Adam",
    ("oracle/explaining/wrong_updates.py", "1 / 10 ** 7"): "the ε of Adam in Keras",
    ("oracle/ledger/torch_double_backward_defects.py", "1e-12"): "what PyTorch adds to a and to 1 − a",
    ("benchmarks/collection/seventh/right_complex_step.py", "2.0 ** (-500)"): "the imaginary step that it differentiates with",
    ("benchmarks/collection/third/wrong_guard_and_slope.py", "1e-08"): "a guard that is planted in a denominator",
    ("tests/oracle/sweeping/test_arrangements.py", "2.0 ** (-20)"): "below which a planted backward forgets what comes in",
    ("benchmarks/fuzzing/odd_files.py", "/ 1024"): "a factor that makes a gradient wrong",
    ("tests/oracle/checking/test_pickling.py", "10.0 ** (-7)"): "a guard that is added to an output",
    ("benchmarks/finite_differences.py", "10.0 ** (-4)"): "the tolerance that the benchmark is about",
    ("benchmarks/finite_differences.py", "2.0 ** (-13)"): "a step that people take",
    ("benchmarks/finite_differences.py", "2.0 ** (-np.arange(1, 40))"): "the steps that it tries",
    ("benchmarks/training_fault.py", "10.0 ** (-4)"): "the relative fault that it plants",
    ("tests/oracle/checking/test_erratic.py", "1e-08"): "an ε that is planted in σ",
    ("tests/oracle/checking/test_erratic.py", "1e-09"): "the relative error of one number that is planted",
    ("tests/oracle/checking/test_erratic.py", "1e-10"): "a factor that is planted",
    ("oracle/explaining/guarded.py", "10.0 ** (-k)"): "what people add to a number to keep it from zero",
    ("oracle/explaining/other_data.py", "/ 255"): "what people divide pixels by",
    ("oracle/explaining/other_data.py", "/ 256"): "what people divide pixels by",
    ("oracle/explaining/prime_forms.py", "0.001"): "a threshold that people type in the place of 0",
    ("oracle/explaining/processed.py", "10.0 ** (-k)"): "below which people set numbers to 0",
    ("tests/oracle/checking/test_names.py", "/ 255"): "what a planted mistake divides x by",
    ("oracle/explaining/differences.py", "10.0 ** (-k)"): "the steps of difference quotients that people take",
    ("oracle/explaining/differences.py", "2.0 ** (-k)"): "the steps of difference quotients that people take",
    ("oracle/explaining/processed.py", "10 ** decimals"): "the place of the last decimal that somebody rounded to",
    ("oracle/campaign/significand.py", "2.0 ** (-k)"): "the place of the last bit that a factor is asked to keep",
    ("oracle/checking/subject.py", "2.0 ** (-10)"): "a learning rate",
    ("oracle/generating/arguments.py", "2.0 ** (-11)"): "the unit roundoff of float16",
    ("oracle/generating/arguments.py", "2.0 ** (-20)"): "a size of the arguments that are tried",
    ("oracle/sweeping/learnt.py", "2.0 ** (-STEP)"): "the step of a difference in certified arithmetic",
    ("oracle/generating/problems.py", "/ 2.0 ** (n_prev.bit_length() // 2)"): "weights shrink with the width of a layer",
    ("oracle/generating/problems.py", "2.0 ** (-20)"): "a scale of the cost",
    ("oracle/generating/problems.py", "2.0 ** (-30)"): "the size of tiny weights",
    ("oracle/generating/problems.py", "2.0 ** (-51)"): "the place of the last of 53 random bits",
    ("oracle/judging/mean_value.py", "2.0 ** (-200)"): "the step of certified differences, whose error is enclosed",
    ("oracle/judging/mean_value.py", "2.0 ** (-np.arange(2, 46, 3))"): "the steps of differences, whose error is enclosed",
    ("oracle/ledger/keras_defects.py", "2.0 ** (-30)"): "the point at which a defect is shown",
    ("oracle/ledger/mlx_defects.py", "2.0 ** (-20)"): "the error of MLX's erf, with its source",
    ("oracle/ledger/torch_activation_defects.py", "2.0 ** (-20)"): "the error of oneDNN's erf, with its source",
    ("oracle/ledger/torch_activation_defects.py", "2.0 ** (-30)"): "the point at which a defect is shown",
    ("oracle/ledger/torch_compiled_defects.py", "1e-12"): "the constant of binary_cross_entropy, compiled",
    (
        "oracle/ledger/torch_cost_defects.py",
        "1e-12",
    ): "PyTorch's constant, in binary_cross_entropy and cosine_embedding_loss",
    ("oracle/measuring/contest.py", "2.0 ** (-8)"): "seconds that a contender is called for in a turn",
    ("oracle/measuring/growing.py", "10 ** k"): "weights times examples",
    ("oracle/measuring/speed.py", "/ 10 ** 9"): "nanoseconds to seconds",
    ("oracle/measuring/speed.py", "10 ** k"): "numbers of weights",
    ("oracle/report/speed_tables.py", "10.0 ** (-3)"): "a millisecond",
    ("oracle/report/speed_tables.py", "10.0 ** (-6)"): "a microsecond",
    ("oracle/report/trust_tables.py", "/ 1000"): "three digits of a percentage, rounded down",
    ("oracle/trust/compare.py", "2.0 ** (-20)"): "a scale of the cost",
    ("oracle/trust/faults.py", "2.0 ** (-exponents)"): "the relative faults that are planted",
    ("oracle/trust/twentytwo.py", "10.0 ** (-k)"): "the relative faults of the first comparison",
    ("reference/activations/rows.py", "2.0 ** (-10)"): "an ε of standardize",
    ("reference/activations/rows.py", "2.0 ** (-16)"): "the ε of standardize",
    ("reference/arithmetic/precision.py", "2.0 ** (-8)"): "the unit roundoff of bfloat16",
    ("reference/audit/points.py", "2.0 ** (-10)"): "how far the points of the audit are from a kink",
    ("reference/audit/switches.py", "2.0 ** (-20)"): "how far from a switch rounding is looked at",
    ("reference/audit/switches.py", "2.0 ** (-steps)"): "the gap around a switch, halved in steps",
    ("reference/draws.py", "2.0 ** (-48)"): "the place of the last of 48 random bits",
    ("reference/activations/normalizers.py", "2.0 ** (-16)"): "the ε of a normalisation",
    ("reference/rules.py", "1e-08"): "the ε of Adam that its authors recommend",
    ("tests/helpers/planted.py", "1e-05"): "the relative error that must be caught in float32",
    ("tests/helpers/planted.py", "1e-13"): "the relative error that must be caught in float64",
    ("tests/oracle/checking/test_check.py", "10.0 ** (-7)"): "a guard that is added to an output",
    ("tests/oracle/commands/test_trust_command.py", "/ 1000"): "the share of the planted faults that must be caught",
    ("tests/oracle/judging/test_mean_value.py", "2.0 ** (-10)"): "how sharp a bound must be at least",
    ("tests/oracle/judging/test_mean_value.py", "2.0 ** (-150)"): "how sharp a certified bound must be at least",
    ("tests/oracle/training/test_training.py", "0.0001"): "the relative fault that must be found at its step",
    ("tests/oracle/trust/test_trust.py", "2.0 ** (-14)"): "how small a certain fault must be at most",
    ("tests/reference/test_audit.py", "2.0 ** (-40)"): "where a wrong formula changes its branch",
    ("tests/reference/test_audit.py", "3e-05"): "how narrow a branch is that a formula has wrong",
    ("tests/reference/test_audit.py", "2.0 ** (-51)"): "how sharp a bound must be at least: four roundings in float64",
    ("tests/reference/test_audit.py", "2.0 ** (-53)"): "how wide a bound must be at least: one rounding in float64",
    ("tests/reference/test_balls.py", "1e-200"): "a number whose square underflows",
    ("tests/reference/test_balls.py", "1e-40"): "a subnormal number of float32",
    ("tests/reference/test_balls.py", "2.0 ** (-115)"): "how sharp a bound must be at least",
    ("tests/reference/test_balls.py", "2.0 ** (-60)"): "how sharp a bound must be at least",
    ("tests/reference/test_balls.py", "2.0 ** (-70)"): "a small number",
    ("tests/reference/test_balls.py", "2.0 ** (-74)"): "how sharp a bound must be at least",
    ("tests/reference/test_entries.py", "2.0 ** (-62)"): "half of the cost of a small difference",
    ("tests/reference/test_radii.py", "2.0 ** (-40)"): "how sharp a radius must be at least",
    ("tests/reference/test_radii.py", "2.0 ** (-44)"): "the roundings of the test's own evaluation of a radius",
    ("tests/reference/test_rules.py", "1e-08"): "the ε of Adam that its authors recommend",
    ("tests/reference/test_rules.py", "2e-08"): "another ε, to be told from it",
    ("tests/reference/test_sgd.py", "1 / 400"): "a variance",
    ("tests/reference/test_sgd.py", "10.0 ** (-60)"): "a learning rate that is 0 in float32",
}
"""Small numbers that are no tolerances, as they are written. In tests a power of two needs no reason as long as nothing is
compared with it: it is an input, or the size of a fault that is planted."""


def tolerances(source, file):
    """Names of tolerance parameters and functions, and small numbers that are not known facts."""
    for node in ast.walk(ast.parse(source)):
        for attribute in ("id", "attr", "arg", "name"):
            word = getattr(node, attribute, None)
            if isinstance(word, str) and word in TOLERANCES and (file, word) not in RULES:
                yield node.lineno, word
    for found in small(source):
        planted = found.binary and not found.compared and file.startswith("tests/")
        if not planted and (file, found.text) not in FACTS:
            yield found.line, found.text


@pytest.mark.parametrize("file", PYTHON, ids=name)
def test_no_tolerance_stands_anywhere(file):
    assert list(tolerances(file.read_text(encoding="utf-8"), name(file))) == []


@pytest.mark.parametrize(
    "planted",
    [
        "np.allclose(x, y)",
        "from numpy.testing import assert_allclose",
        "assert x == pytest.approx(y)",
        "close(x, y, rtol=0.5)",
        "assert abs(x - y) < 1e-6",
        "EPSILON = 0.0005",
        "TOL = 10.0**-6",
        "close = lambda x, y, k: abs(x - y) < 10 ** (-k)",
        "TOL = 1/10**6",
        "TOL = 1 / 1e6",
        "TOLS = [10.0**-k for k in range(5)]",
        "TOLS = [10**k for k in exponents]",
        "TOL = 0.1**6",
        "TOL = pow(10, -6)",
        "TOL = math.pow(10, -k)",
        "TOL = float('1e-6')",
        "TOL = Fraction(1, 10**6)",
        "TOL = 1.0 - 0.999999",
        "assert abs(x - y) <= abs(y) / 10**6",
        "assert abs(x - y) < abs(y) / 2**k",
        "assert abs(x - y) < 2.0**-20",
        "assert abs(x - y) < 2.0**-k",
        "assert not abs(x - y) > 0.5**20 * abs(y)",
        "def close(x, y, atol): ...",
    ],
)
def test_a_planted_tolerance_is_seen(planted):
    assert list(tolerances(planted, "tests/helpers/planted.py"))


@pytest.mark.parametrize("planted", ["STEP = 2.0**-20", "STEP = 2.0**-k", "STEP = math.ldexp(1, -20)"])
def test_a_power_of_two_in_the_code_needs_a_reason(planted):
    """A test may choose one as an input; what stands in the code may be what a verdict rests on."""
    assert list(tolerances(planted, "oracle/judging/judges.py"))
    assert not list(tolerances(planted, "tests/helpers/planted.py"))


@pytest.mark.parametrize("number", ["0.25", "2**20", "10**6", "1 / 3", "x / 2", "2.0**7", "x**2", "-1", "k**-2", "10 * 0.125"])
def test_an_ordinary_number_is_none(number):
    assert not list(tolerances(f"x = {number}", "oracle/judging/judges.py"))


@pytest.mark.parametrize("planted", ["x = assert_close(a, b, rtol=0.5)", "from numpy.testing import assert_allclose"])
def test_the_rule_of_another_tool_allows_no_other_one(planted):
    assert list(tolerances(planted, "oracle/trust/rivals/torch_rules.py"))


def test_every_rule_still_stands_where_it_is_listed():
    standing = [(file, word) for file, word in RULES if word in (ROOT / file).read_text(encoding="utf-8")]
    assert standing == list(RULES)


def test_every_fact_still_stands_where_it_is_listed():
    files = {file for file, _ in FACTS}
    standing = {(file, found.text) for file in files for found in small((ROOT / file).read_text(encoding="utf-8"))}
    assert sorted(fact for fact in FACTS if fact not in standing) == []
