"""nablacheck: is this backpropagation right, to the last rounding error?"""

from nablacheck.adapters import Adapter, load
from nablacheck.oracle.checking.answer import Report
from nablacheck.oracle.checking.checker import check
from nablacheck.oracle.checking.own import extend
from nablacheck.oracle.explaining.explained import judge_one_by_one, judge_trace
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

__version__ = "0.1.0"

__all__ = [
    "SGD",
    "Activation",
    "Adapter",
    "Comparison",
    "Cost",
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
    "check",
    "extend",
    "family",
    "feedforward",
    "judge_gradient",
    "judge_one_by_one",
    "judge_trace",
    "load",
    "register",
    "unregister",
    "update_mini_batch",
]
