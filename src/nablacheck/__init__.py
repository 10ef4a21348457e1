"""nablacheck: is this backpropagation right, to the last rounding error?"""

from typing import TYPE_CHECKING

from nablacheck.adapters import Adapter, load
from nablacheck.adapters.modules_of import network_of
from nablacheck.oracle.checking.answer import Report
from nablacheck.oracle.checking.checker import check
from nablacheck.oracle.checking.graph_check import check_graph
from nablacheck.oracle.checking.own import extend
from nablacheck.oracle.explaining.explained import judge_one_by_one, judge_trace
from nablacheck.oracle.judging.bound import Bound, bound
from nablacheck.oracle.judging.judges import judge_gradient
from nablacheck.oracle.judging.verdict import Comparison, Verdict
from nablacheck.reference import (
    SGD,
    Activation,
    Cost,
    Gradient,
    InputError,
    MissingFramework,
    Network,
    Problem,
    Trace,
    backprop,
    feedforward,
    register,
    unregister,
    update_mini_batch,
)
from nablacheck.reference.registry import family

if TYPE_CHECKING:
    from nablacheck.oracle.sweeping.function_checker import check_function as check_function
    from nablacheck.oracle.sweeping.function_report import FunctionReport as FunctionReport
else:

    def __getattr__(name: str) -> object:
        """The check of a single function, which needs the certified arithmetic, comes when it is asked for."""
        if name == "check_function":
            from nablacheck.oracle.sweeping.function_checker import check_function

            return check_function
        if name == "FunctionReport":
            from nablacheck.oracle.sweeping.function_report import FunctionReport

            return FunctionReport
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


__version__ = "0.1.0"

__all__ = [
    "SGD",
    "Activation",
    "Adapter",
    "Bound",
    "Comparison",
    "Cost",
    "FunctionReport",
    "Gradient",
    "InputError",
    "MissingFramework",
    "Network",
    "Problem",
    "Report",
    "Trace",
    "Verdict",
    "__version__",
    "backprop",
    "bound",
    "check",
    "check_function",
    "check_graph",
    "extend",
    "family",
    "feedforward",
    "judge_gradient",
    "judge_one_by_one",
    "judge_trace",
    "load",
    "network_of",
    "register",
    "unregister",
    "update_mini_batch",
]
