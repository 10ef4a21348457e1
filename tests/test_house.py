"""The rules of the house: one name per module, imports that point one way, no tolerance anywhere."""

import ast
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
PARTS = ("reference", "adapters", "oracle", "src/nablacheck")
CODE = sorted(file for part in PARTS for file in (ROOT / part).rglob("*.py"))
PYTHON = sorted({*CODE, *(ROOT / "tests").rglob("*.py"), *(ROOT / "benchmarks").rglob("*.py"), ROOT / "conftest.py"})
FRAMEWORKS = ("torch", "jax", "optax")
HOMES = {
    "torch": {
        "adapters/torch_autograd.py",
        "adapters/torch_functions.py",
        "adapters/torch_training.py",
        "oracle/trust/rivals/torch_rules.py",
    },
    "jax": {
        "adapters/jax_functions.py",
        "adapters/jax_grad.py",
        "adapters/jax_training.py",
        "adapters/optax_costs.py",
        "oracle/trust/rivals/jax_rules.py",
    },
    "optax": {"adapters/jax_training.py", "adapters/optax_costs.py"},
    "autograd": {"oracle/trust/rivals/autograd_rules.py"},
    "chex": {"oracle/trust/rivals/chex_rules.py"},
    "scipy": {"oracle/trust/rivals/scipy_rules.py"},
    "matplotlib": {"oracle/report/plots.py"},
}
"""The only modules that import a framework, an optimizer, another tool or the plots, none of which has to be there."""


def name(file):
    return str(file.relative_to(ROOT))


def imported(tree):
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield node.module or ""


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


def test_no_module_is_imported_under_two_names():
    roots = run("import nablacheck.oracle.commands.cli, sys; print(*{module.split('.')[0] for module in sys.modules})").split()
    assert "nablacheck" in roots
    assert not {"reference", "adapters", "oracle"} & set(roots)


def test_code_imports_by_the_full_name():
    wrong = [
        (name(file), module)
        for file in PYTHON
        for module in imported(ast.parse(file.read_text(encoding="utf-8")))
        if module.split(".")[0] in ("reference", "adapters", "oracle")
    ]
    assert wrong == []


# --- imports ----------------------------------------------------------------------------------------------------------


def run(script):
    result = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=False)
    return result.stdout.strip() or result.stderr.strip()


def test_imports_point_one_way():
    """Reports and commands may know the judge, the judge the adapters, the adapters the reference; never back."""
    above = {"reference": ("adapters", "oracle"), "adapters": ("oracle",)}
    wrong = [
        (name(file), module)
        for file in CODE
        for module in imported(ast.parse(file.read_text(encoding="utf-8")))
        if any(module.startswith(f"nablacheck.{part}") for part in above.get(name(file).split("/")[0], ()))
    ]
    assert wrong == []


def test_the_reference_imports_numpy_and_flint_alone():
    allowed = {"numpy", "nablacheck", "__future__", *sys.stdlib_module_names}
    outside = {
        (name(file), module.split(".")[0])
        for file in CODE
        if name(file).startswith("reference/")
        for module in imported(ast.parse(file.read_text(encoding="utf-8")))
        if module.split(".")[0] not in allowed
    }
    assert outside == {("reference/arithmetic/certified.py", "flint")}


def test_only_its_own_adapter_imports_a_framework():
    wrong = [
        (name(file), module)
        for file in CODE
        for module in imported(ast.parse(file.read_text(encoding="utf-8")))
        if name(file) not in HOMES.get(module.split(".")[0], {name(file)})
    ]
    assert wrong == []


def test_the_command_and_the_judge_import_no_framework():
    """Only when asked: in a fresh process, nothing has pulled one in."""
    roots = run("import nablacheck.oracle.commands.cli, sys; print(*{module.split('.')[0] for module in sys.modules})").split()
    assert not {*HOMES, "sklearn"} & set(roots)


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
SMALL = 2.0**-7
"""A literal below this is a tolerance until it is shown to be something else."""
FACTS = {
    ("oracle/ledger/torch_costs.py", "1e-12"): "PyTorch's own constant, in binary_cross_entropy and cosine_embedding_loss",
    ("reference/rules.py", "1e-08"): "the ε of Adam that its authors recommend",
    ("tests/oracle/training/test_training.py", "0.0001"): "the relative fault that must be found at its step",
    ("tests/reference/test_rules.py", "1e-08"): "the ε of Adam that its authors recommend",
    ("tests/reference/test_rules.py", "2e-08"): "another ε, to be told from it",
    ("tests/helpers/planted.py", "1e-05"): "the relative error that must be caught in float32",
    ("tests/helpers/planted.py", "1e-13"): "the relative error that must be caught in float64",
    ("tests/reference/test_balls.py", "1e-200"): "a number whose square underflows",
    ("tests/reference/test_balls.py", "1e-40"): "a subnormal number of float32",
    ("tests/oracle/judging/test_verdict.py", "5e-324"): "the smallest float64, to be told from zero",
}


def tolerances(source, file):
    """Names of tolerance parameters and functions, and small literals that are not known facts."""
    for node in ast.walk(ast.parse(source)):
        for attribute in ("id", "attr", "arg", "name"):
            word = getattr(node, attribute, None)
            if isinstance(word, str) and word in TOLERANCES and (file, word) not in RULES:
                yield node.lineno, word
        if isinstance(node, ast.Constant) and isinstance(node.value, float):
            small = 0 < abs(node.value) < SMALL
            if small and (file, repr(node.value)) not in FACTS:
                yield node.lineno, node.value


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
        "def close(x, y, atol): ...",
    ],
)
def test_a_planted_tolerance_is_seen(planted):
    assert list(tolerances(planted, "tests/helpers/planted.py"))


@pytest.mark.parametrize("planted", ["x = assert_close(a, b, rtol=0.5)", "from numpy.testing import assert_allclose"])
def test_the_rule_of_another_tool_allows_no_other_one(planted):
    assert list(tolerances(planted, "oracle/trust/rivals/torch_rules.py"))


def test_every_rule_still_stands_where_it_is_listed():
    standing = [(file, word) for file, word in RULES if word in (ROOT / file).read_text(encoding="utf-8")]
    assert standing == list(RULES)


def test_every_fact_still_stands_where_it_is_listed():
    standing = {
        (name(file), repr(node.value))
        for file in PYTHON
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8")))
        if isinstance(node, ast.Constant) and isinstance(node.value, float)
    }
    assert [fact for fact in FACTS if fact not in standing] == []
