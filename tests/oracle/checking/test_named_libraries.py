"""Arrays of a library are offered first to code that names it, and last to code beside which somebody imported it."""

import statistics
from functools import partial
from types import ModuleType

import numpy as np

from nablacheck.oracle.checking.alternatives import changes
from nablacheck.oracle.checking.conventions import Conventions
from nablacheck.oracle.checking.foreign import CalledHere
from nablacheck.oracle.checking.named_libraries import names_library
from nablacheck.oracle.checking.trials import Trials

helpers = ModuleType("helpers")
helpers.statistics = statistics


def plain(w, b, x, y):
    return np.exp(x), helper(y)


def helper(y):
    return [y for _ in range(2)]


def by_its_name(x):
    return statistics.mean(x)


def inside_of_it(x):
    import statistics as s

    return s.mean(x)


def inside_a_package(x):
    import statistics.parts as parts

    return parts.mean(x)


def in_a_helper(x):
    return [by_its_name(part) for part in x]


def in_another_module(x):
    return helpers.anything(x)


def of_another_module(x, mean=None):
    return from_there(x)


from_there = statistics.mean


class Network:
    def backprop(self, x):
        return statistics.mean(x)


def in_a_method(x):
    return Network().backprop(x)


def closed_over(part):
    def function(x):
        return part(x)

    return function


def test_what_a_function_names():
    named = [
        by_its_name,
        inside_of_it,
        inside_a_package,
        in_a_helper,
        in_another_module,
        of_another_module,
        in_a_method,
        Network().backprop,
    ]
    assert all(names_library(fn, "statistics") for fn in (*named, closed_over(statistics.mean)))
    assert not any(names_library(fn, "statistics") for fn in (plain, helper, closed_over(helper)))


def test_of_what_has_no_code_of_its_own_nobody_knows():
    assert names_library(partial(plain, 1), "statistics")
    assert names_library(len, "statistics")


class Beside(CalledHere):
    """A function in a process that has imported everything."""

    def imports(self, library):
        return True


def test_arrays_of_a_library_that_is_not_named_come_last():
    trials = Trials(["sigmoid"] * 3, "quadratic", "float64", None, Conventions())
    arrays = ["arrays" in one for one in changes(trials, Beside(plain), "sigmoid")]
    assert arrays == sorted(arrays)
    assert any(arrays)
    assert not all(arrays)
