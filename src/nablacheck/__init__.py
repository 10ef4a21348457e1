"""nablacheck: is this backpropagation right, to the last rounding error?"""

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from nablacheck import adapters as adapters
    from nablacheck import oracle as oracle
    from nablacheck import reference as reference
    from nablacheck.adapters import Adapter as Adapter
    from nablacheck.adapters import load as load
    from nablacheck.adapters.modules_of import network_of as network_of
    from nablacheck.oracle.checking.answer import Report as Report
    from nablacheck.oracle.checking.checker import check as check
    from nablacheck.oracle.checking.graph_check import GraphReport as GraphReport
    from nablacheck.oracle.checking.graph_check import check_graph as check_graph
    from nablacheck.oracle.checking.own import extend as extend
    from nablacheck.oracle.explaining.explained import judge_hessian_vector as judge_hessian_vector
    from nablacheck.oracle.explaining.explained import judge_one_by_one as judge_one_by_one
    from nablacheck.oracle.explaining.explained import judge_trace as judge_trace
    from nablacheck.oracle.judging.bound import Bound as Bound
    from nablacheck.oracle.judging.bound import bound as bound
    from nablacheck.oracle.judging.compared import Comparison as Comparison
    from nablacheck.oracle.judging.judges import judge_gradient as judge_gradient
    from nablacheck.oracle.judging.verdict import Verdict as Verdict
    from nablacheck.oracle.sweeping.function_checker import check_function as check_function
    from nablacheck.oracle.sweeping.function_report import FunctionReport as FunctionReport
    from nablacheck.reference import SGD as SGD
    from nablacheck.reference import Activation as Activation
    from nablacheck.reference import Cost as Cost
    from nablacheck.reference import Gradient as Gradient
    from nablacheck.reference import InputError as InputError
    from nablacheck.reference import MissingFramework as MissingFramework
    from nablacheck.reference import Network as Network
    from nablacheck.reference import Problem as Problem
    from nablacheck.reference import Trace as Trace
    from nablacheck.reference import backprop as backprop
    from nablacheck.reference import feedforward as feedforward
    from nablacheck.reference import register as register
    from nablacheck.reference import unregister as unregister
    from nablacheck.reference import update_mini_batch as update_mini_batch
    from nablacheck.reference.registry import family as family

__version__ = "0.1.0"

_HOMES = {
    "SGD": "reference",
    "Activation": "reference",
    "Adapter": "adapters",
    "Bound": "oracle.judging.bound",
    "Comparison": "oracle.judging.compared",
    "Cost": "reference",
    "FunctionReport": "oracle.sweeping.function_report",
    "Gradient": "reference",
    "GraphReport": "oracle.checking.graph_check",
    "InputError": "reference",
    "MissingFramework": "reference",
    "Network": "reference",
    "Problem": "reference",
    "Report": "oracle.checking.answer",
    "Trace": "reference",
    "Verdict": "oracle.judging.verdict",
    "backprop": "reference",
    "bound": "oracle.judging.bound",
    "check": "oracle.checking.checker",
    "check_function": "oracle.sweeping.function_checker",
    "check_graph": "oracle.checking.graph_check",
    "extend": "oracle.checking.own",
    "family": "reference.registry",
    "feedforward": "reference",
    "judge_gradient": "oracle.judging.judges",
    "judge_hessian_vector": "oracle.explaining.explained",
    "judge_one_by_one": "oracle.explaining.explained",
    "judge_trace": "oracle.explaining.explained",
    "load": "adapters",
    "network_of": "adapters.modules_of",
    "register": "reference",
    "unregister": "reference",
    "update_mini_batch": "reference",
}
"""The module of each name."""
_PARTS = ("adapters", "oracle", "reference")

__all__ = ["__version__", *_HOMES]

if not TYPE_CHECKING:

    def __getattr__(name: str) -> object:
        """A name of the face, from its part: `python -m nablacheck` comes by here before it can catch Ctrl-C."""
        if name in _PARTS:
            return import_module(f"{__name__}.{name}")
        if name not in _HOMES:
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
        return getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)

    def __dir__() -> list[str]:
        """What a notebook offers."""
        return sorted({*globals(), *__all__, *_PARTS})
