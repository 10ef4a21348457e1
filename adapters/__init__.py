"""Adapters: one module per framework, imported when it is asked for. Nothing here imports a framework."""

from nablacheck.adapters.contract import Adapter, Functions
from nablacheck.adapters.finite_differences import one_sided, units
from nablacheck.adapters.registered import add, free, load, names, remove

__all__ = ["Adapter", "Functions", "add", "free", "load", "names", "one_sided", "remove", "units"]
