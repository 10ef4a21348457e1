"""The fixture: a right function passes, every other fails with the explanation and nothing of ours in the traceback."""

import subprocess
import sys

import pytest

from helpers.submitted import RIGHT

pytest_plugins = ["pytester"]

MINE = f"""{RIGHT}
def wrong(w, b, x, y):
    return backprop(w, b, x, y, prime=lambda a: 1)

def hangs(w, b, x, y):
    while True:
        pass
"""


@pytest.fixture
def run(pytester):
    """`run(test, *options)` runs a file with MINE in it and one test."""

    def run(test, *options):
        pytester.makepyfile(MINE + test)
        return pytester.runpytest_inprocess("-p", "no:cacheprovider", *options)

    return run


def test_a_right_function_passes_and_its_report_comes_back(run):
    result = run("def test(nablacheck): assert nablacheck.check(backprop).outcome == 'right'")

    result.assert_outcomes(passed=1)


@pytest.mark.slow
def test_a_wrong_function_fails_with_the_mistake_named(run):
    result = run("def test(nablacheck):\n    nablacheck.check(wrong)")

    result.assert_outcomes(failed=1)
    result.stdout.fnmatch_lines(["E*wrong: the function breaks BP2 at layer*", "E*looks like:*without ⊙ σ′(z^l)*"])


def test_the_summary_has_the_first_sentence_of_the_verdict(run, monkeypatch):
    monkeypatch.setenv("COLUMNS", "160")
    result = run("def test(nablacheck):\n    nablacheck.check(wrong)")

    result.stdout.fnmatch_lines(["FAILED *::test - AssertionError: wrong: the function breaks BP2 at layer *"])


@pytest.mark.slow
def test_what_a_function_raised_stands_above_with_its_own_lines_alone(run):
    result = run("def raises(w, b, x, y):\n    return b[3]\n\ndef test(nablacheck):\n    nablacheck.check(raises)")

    result.assert_outcomes(failed=1)
    result.stdout.fnmatch_lines(
        [
            ">*return b[[]3]",
            "E*IndexError: list index out of range",
            "*direct cause*",
            "E*unusable: *.py:*, in raises: IndexError: *",
        ]
    )
    result.stdout.no_fnmatch_line("*foreign.py*")


@pytest.mark.slow
def test_a_single_function_is_checked_too(run):
    result = run("""
def test_right(nablacheck):
    assert nablacheck.check_function((np.tanh, lambda z, above: above * (1 - np.tanh(z) ** 2)), like="tanh")

def test_wrong(nablacheck):
    nablacheck.check_function((np.tanh, lambda z, above: above), like="tanh", dtypes=["float64"])
""")

    result.assert_outcomes(passed=1, failed=1)
    result.stdout.fnmatch_lines(["E*wrong: tanh: tanh′ in float64 is wrong at *", "E*looks like: σ′(z) is missing*"])


@pytest.mark.slow
def test_the_traceback_shows_the_test_alone(run):
    result = run("def test(nablacheck):\n    nablacheck.check(wrong)")

    result.stdout.no_fnmatch_line("*__tracebackhide__*")
    result.stdout.no_fnmatch_line("*pytest_plugin.py*")


def test_a_convention_that_does_not_exist_is_an_error_of_the_test(run):
    result = run("def test(nablacheck):\n    nablacheck.check(backprop, exmples='rows')")

    result.assert_outcomes(failed=1)
    result.stdout.fnmatch_lines(["E*InputError: unknown convention 'exmples': did you mean examples?"])
    result.stdout.no_fnmatch_line("*conventions.py*")


def test_conventions_reach_the_check(run):
    result = run("def test(nablacheck):\n    nablacheck.check(lambda *a: backprop(*a)[::-1], gives='nabla_w nabla_b')")

    result.assert_outcomes(passed=1)


def test_the_options_stand_in_the_header(run):
    quiet, told = run("def test(): pass"), run("", "--nablacheck-dtype=float32", "--nablacheck-time-limit=2.5")

    quiet.stdout.fnmatch_lines(["nablacheck: float64, 10 seconds a call"])
    told.stdout.fnmatch_lines(["nablacheck: float32, 2.5 seconds a call"])


DTYPE = """
def test(nablacheck):
    seen = set()
    def spy(w, b, x, y):
        seen.add(x.dtype.name)
        return backprop(w, b, x, y)
    nablacheck.check(spy{argument})
    assert seen == {{{expected!r}}}
"""


@pytest.mark.parametrize(("argument", "expected"), [("", "float32"), (", dtype='float64'", "float64")])
def test_the_dtype_is_a_default_that_a_test_may_overrule(run, argument, expected):
    result = run(DTYPE.format(argument=argument, expected=expected), "--nablacheck-dtype=float32")

    result.assert_outcomes(passed=1)


def test_the_time_limit_ends_a_function_that_hangs(run):
    result = run("def test(nablacheck):\n    nablacheck.check(hangs)", "--nablacheck-time-limit=0.25")

    result.assert_outcomes(failed=1)
    result.stdout.fnmatch_lines(["E*unusable: the function did not return within 0.25 seconds*"])


@pytest.mark.parametrize("given", ["0", "-1", "nan", "inf", "soon"])
def test_a_time_limit_that_is_none_is_wrong_use(run, given):
    result = run("", f"--nablacheck-time-limit={given}")

    assert result.ret == pytest.ExitCode.USAGE_ERROR
    result.stderr.fnmatch_lines([f"*--nablacheck-time-limit is '{given}'; give a number of seconds above 0."])


@pytest.mark.slow
def test_the_outcome_is_recorded(run, pytester):
    run("def test(nablacheck): nablacheck.check(wrong)", "--junitxml=record.xml", "-Werror")
    record = (pytester.path / "record.xml").read_text(encoding="utf-8")

    assert '<property name="nablacheck" value="wrong"' in record


def test_the_plugin_itself_imports_only_pytest():
    """The check is imported by the fixture: a run that does not use it pays for the package alone."""
    script = """
import sys, types
package = types.ModuleType("nablacheck")
import importlib.util
spec = importlib.util.find_spec("nablacheck.oracle")
before = set(sys.modules)
for name in [name for name in before if name.split(".")[0] in ("nablacheck", "numpy", "flint")]:
    del sys.modules[name]
package.__path__, sys.modules["nablacheck"] = [], package
oracle = sys.modules["nablacheck.oracle"] = types.ModuleType("nablacheck.oracle")
oracle.__path__ = list(spec.submodule_search_locations)
import nablacheck.oracle.pytest_plugin
print(sorted(name for name in sys.modules if name.split(".")[0] in ("nablacheck", "numpy", "flint")))
"""
    result = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=False)

    assert result.stdout.strip() == "['nablacheck', 'nablacheck.oracle', 'nablacheck.oracle.pytest_plugin']", result.stderr
