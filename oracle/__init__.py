"""What is done with reference and adapters: the names that pages and notebooks use, each imported when it is asked for."""

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from nablacheck.oracle.campaign.crosscheck import Tally as Tally
    from nablacheck.oracle.campaign.crosscheck import crosscheck as crosscheck
    from nablacheck.oracle.checking.claims import Judgement as Judgement
    from nablacheck.oracle.checking.conventions import Conventions as Conventions
    from nablacheck.oracle.explaining.diagnosis import Diagnosis as Diagnosis
    from nablacheck.oracle.explaining.explained import judge_graph_gradient as judge_graph_gradient
    from nablacheck.oracle.explaining.explained import judge_graph_trace as judge_graph_trace
    from nablacheck.oracle.explaining.mistakes import Mistake as Mistake
    from nablacheck.oracle.explaining.mistakes import catalogue as catalogue
    from nablacheck.oracle.generating.digits import images as images
    from nablacheck.oracle.generating.problems import template_problem as template_problem
    from nablacheck.oracle.generating.random_graphs import random_graph as random_graph
    from nablacheck.oracle.judging.mean_value import judge_differences as judge_differences
    from nablacheck.oracle.ledger import LEDGER as LEDGER
    from nablacheck.oracle.ledger.defect import Defect as Defect
    from nablacheck.oracle.ledger.defect import Shown as Shown
    from nablacheck.oracle.sweeping.sweeper import sweep as sweep
    from nablacheck.oracle.sweeping.swept import Swept as Swept

_HOMES = {
    "LEDGER": "ledger",
    "Conventions": "checking.conventions",
    "Defect": "ledger.defect",
    "Diagnosis": "explaining.diagnosis",
    "Judgement": "checking.claims",
    "Mistake": "explaining.mistakes",
    "Shown": "ledger.defect",
    "Swept": "sweeping.swept",
    "Tally": "campaign.crosscheck",
    "catalogue": "explaining.mistakes",
    "crosscheck": "campaign.crosscheck",
    "images": "generating.digits",
    "judge_differences": "judging.mean_value",
    "judge_graph_gradient": "explaining.explained",
    "judge_graph_trace": "explaining.explained",
    "random_graph": "generating.random_graphs",
    "sweep": "sweeping.sweeper",
    "template_problem": "generating.problems",
}
"""The module of each name."""

__all__ = list(_HOMES)

if not TYPE_CHECKING:

    def __getattr__(name: str) -> object:
        """A name of the face, from its room."""
        if name not in _HOMES:
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
        return getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)
