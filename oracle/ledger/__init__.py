"""The ledger: known defects of released frameworks, each with the formula that the framework really uses."""

from nablacheck.oracle.ledger.defect import Defect, Shown, with_defects

LEDGER: tuple[Defect, ...] = ()

__all__ = ["LEDGER", "Defect", "Shown", "with_defects"]
