"""The pytest fixture `nablacheck`: a test of backpropagation that fails with the explanation."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from nablacheck.oracle.checking.answer import Report
    from nablacheck.oracle.sweeping.function_report import FunctionReport

DTYPES = ("float64", "float32")


class Checker:
    """The value of the fixture: `check`, with the defaults of the command line."""

    def __init__(self, defaults: dict[str, Any], properties: list[tuple[str, object]]) -> None:
        self._defaults, self._properties = defaults, properties

    def check(self, fn: Callable[..., Any], **options: Any) -> Report:
        """The report of `nablacheck.check(fn, **options)` where it says right; else AssertionError with the explanation."""
        __tracebackhide__ = True
        from nablacheck.oracle.checking.checker import check
        from nablacheck.reference.errors import InputError

        try:
            report = check(fn, **(self._defaults | options))
        except InputError as error:
            raise error.with_traceback(None) from None
        self._properties.append(("nablacheck", report.outcome))
        if not report:
            raise AssertionError(report.in_one) from report.error
        return report

    def check_function(self, function: Any, **options: Any) -> FunctionReport:
        """The report of `nablacheck.check_function(function, **options)` where it says right; else AssertionError."""
        __tracebackhide__ = True
        from nablacheck.oracle.sweeping.function_checker import check_function
        from nablacheck.reference.errors import InputError

        try:
            report = check_function(function, **({"time_limit": self._defaults["time_limit"]} | options))
        except InputError as error:
            raise error.with_traceback(None) from None
        self._properties.append(("nablacheck", report.outcome))
        if not report:
            raise AssertionError(report.in_one)
        return report


@pytest.fixture(name="nablacheck")
def nablacheck_fixture(request: pytest.FixtureRequest) -> Checker:
    """`nablacheck.check(fn)` and `.check_function(f)` take the arguments of those, and fail unless the outcome is right."""
    # what record_property does, without its warning about --junitxml
    return Checker(_defaults(request.config), request.node.user_properties)


def pytest_addoption(parser: pytest.Parser) -> None:
    """The defaults of every check in a run."""
    group = parser.getgroup("nablacheck", "backpropagation, checked to the last rounding error")
    group.addoption("--nablacheck-dtype", default=DTYPES[0], choices=DTYPES, help="of the networks (default: %(default)s)")
    group.addoption(
        "--nablacheck-time-limit", default=10.0, type=_seconds, metavar="S", help="seconds for one call (default: %(default)g)"
    )


def pytest_report_header(config: pytest.Config) -> str:
    """What a check does where it is not told otherwise."""
    defaults = _defaults(config)
    return f"nablacheck: {defaults['dtype']}, {defaults['time_limit']:g} seconds a call"


def _defaults(config: pytest.Config) -> dict[str, Any]:
    return {"dtype": config.getoption("nablacheck_dtype"), "time_limit": config.getoption("nablacheck_time_limit")}


def _seconds(given: str) -> float:
    try:
        seconds = float(given)
    except ValueError:
        seconds = 0.0
    if not 0 < seconds < float("inf"):
        raise pytest.UsageError(f"--nablacheck-time-limit is {given!r}; give a number of seconds above 0.")
    return seconds
