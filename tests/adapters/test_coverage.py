"""Every function of the frameworks has an entry or a written reason, so that what a release adds is noticed."""

import inspect
from functools import partial

import pytest

from nablacheck.adapters.native import calls
from nablacheck.reference import ACTIVATIONS, COSTS

pytestmark = pytest.mark.slow


def of_torch():
    from nablacheck.adapters import torch_functions as table

    return table.F, table.ROOTS, [table], [table.LEFT_OUT, table.COSTS_LEFT_OUT]


def of_jax():
    from nablacheck.adapters import jax_functions as table

    return table.jax.nn, table.ROOTS, [table], [table.LEFT_OUT, table.COSTS_LEFT_OUT]


def of_optax():
    from nablacheck.adapters import optax_costs as table

    return table.losses, {"losses": table.losses}, [table], [table.COSTS_LEFT_OUT]


LIBRARIES = {"torch": of_torch, "jax": of_jax, "optax": of_optax}


@pytest.fixture(params=LIBRARIES)
def library(request, adapter_named):
    adapter_named(request.param)
    return LIBRARIES[request.param]()


def public(module):
    """The functions of a module by name; its classes and what it imports for annotations are none."""
    found = {name: value for name, value in vars(module).items() if not name.startswith("_") and callable(value)}
    return {
        name: value
        for name, value in found.items()
        if not inspect.isclass(value) and getattr(value, "__module__", None) not in ("typing", "torch._jit_internal")
    }


def covered(module, roots, tables):
    """The functions of the module that a row of the tables of entries calls, by identity: some have two names."""
    rows = [row for table in tables for row in (*getattr(table, "ACTIVATIONS", {}).values(), *table.COSTS.values())]
    names = {name for row in rows for name in calls(row, roots)}
    first = next(iter(roots))
    return {id(getattr(module, name.removeprefix(f"{first}."))) for name in names if name.startswith(f"{first}.")}


def unexplained(module, roots, tables, reasons):
    """The functions that have neither an entry nor a reason."""
    mine = covered(module, roots, tables)
    left_out = {name for table in reasons for name in table}
    return sorted(name for name, value in public(module).items() if id(value) not in mine and name not in left_out)


def test_every_function_has_an_entry_or_a_reason(library):
    assert unexplained(*library) == []


def test_a_function_that_a_framework_gains_is_missed(library, monkeypatch):
    """The planted function: what a new release would add."""
    module = library[0]
    monkeypatch.setattr(module, "softplusplus", lambda z: z, raising=False)

    assert unexplained(*library) == ["softplusplus"]


def test_an_entry_that_is_taken_away_is_missed(library, monkeypatch):
    (table,) = library[2]
    lost, rows = ("huber", table.COSTS) if hasattr(table, "losses") else ("mish", table.ACTIVATIONS)
    monkeypatch.delitem(rows, lost)

    assert unexplained(*library) == [{"huber": "huber_loss"}.get(lost, lost)]


def test_a_reason_is_a_sentence_about_what_has_no_entry(library):
    module, roots, tables, reasons = library
    mine, there = covered(module, roots, tables), public(module)
    for name, reason in ((name, reason) for table in reasons for name, reason in table.items()):
        assert len(reason) > 10, name
        assert name not in there or id(there[name]) not in mine, f"{name} has an entry and a reason to have none"


def test_every_row_of_a_table_is_of_an_entry(library):
    _, _, tables, _ = library
    known = {*ACTIVATIONS, *COSTS}
    for table in tables:
        assert set(table.COSTS) <= known
        assert set(getattr(table, "ACTIVATIONS", {})) <= known


# --- how it is known what a row calls ---------------------------------------------------------------------------------


def _helper(z):
    return inspect.cleandoc(z)


def _nested(z):
    return [inspect.unwrap(part) for part in z]


@pytest.mark.parametrize(
    ("row", "names"),
    [
        (inspect.isclass, ("inspect.isclass",)),
        (partial(inspect.isclass, 1), ("inspect.isclass",)),
        (lambda z: inspect.isclass(z), ("inspect.isclass",)),
        (lambda z: _helper(z), ("inspect.cleandoc",)),
        (_nested, ("inspect.unwrap",)),
        (lambda z: pytest.skip(z), ("pytest.skip",)),
        (lambda z: inspect.isclass(pytest.skip(z)), ("inspect.isclass",)),
        (lambda z: z, ()),
        (None, ()),
    ],
)
def test_what_a_row_calls_is_read_from_its_code(row, names):
    """Of helpers too; and of two roots the first that has any."""
    assert calls(row, {"inspect": inspect, "pytest": pytest}) == names


def test_what_a_row_calls_is_what_runs(adapter_named, monkeypatch):
    """A function that raises in place of the one that is named: the row raises."""
    adapter_named("torch")
    from nablacheck.adapters import torch_functions as table

    def planted(*args, **kwargs):
        raise RuntimeError("planted")

    for family, row in table.ACTIVATIONS.items():
        (name,) = calls(row, table.ROOTS) or ("",)
        if name.startswith("F.") and getattr(table.F, name[2:]) is not row:
            with monkeypatch.context() as patch:
                patch.setattr(table.F, name[2:], planted)
                with pytest.raises(RuntimeError, match="planted"):
                    row(table.torch.zeros(2, 2), **ACTIVATIONS[family].parameters)
