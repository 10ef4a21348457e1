"""Every function of the frameworks has an entry or a written reason, so that what a release adds is noticed."""

import inspect

import numpy as np
import pytest

from nablacheck.adapters.native import Native, calls, native
from nablacheck.reference import ACTIVATIONS, COSTS

pytestmark = pytest.mark.slow


def of_torch():
    from nablacheck.adapters import torch_functions as table

    return table.F, "F", [table], [table.LEFT_OUT, table.COSTS_LEFT_OUT]


def of_jax():
    from nablacheck.adapters import jax_functions as table

    return table.jax.nn, "jax.nn", [table], [table.LEFT_OUT, table.COSTS_LEFT_OUT]


def of_optax():
    from nablacheck.adapters import optax_costs as table

    return table.losses, "losses", [table], [table.COSTS_LEFT_OUT]


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


def covered(module, root, tables):
    """The functions of the module that a row of the tables of entries names, by identity: some have two names."""
    rows = [row for table in tables for row in (*getattr(table, "ACTIVATIONS", {}).values(), *table.COSTS.values())]
    names = {name for row in rows for name in row.names}
    return {id(getattr(module, name.removeprefix(f"{root}."))) for name in names if name.startswith(f"{root}.")}


def unexplained(module, root, tables, reasons):
    """The functions that have neither an entry nor a reason."""
    mine = covered(module, root, tables)
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
    module, root, tables, reasons = library
    mine, there = covered(module, root, tables), public(module)
    for name, reason in ((name, reason) for table in reasons for name, reason in table.items()):
        assert len(reason) > 10, name
        assert name not in there or id(there[name]) not in mine, f"{name} has an entry and a reason to have none"


def test_every_row_of_a_table_is_of_an_entry(library):
    _, _, tables, _ = library
    known = {*ACTIVATIONS, *COSTS}
    for table in tables:
        assert set(table.COSTS) <= known
        assert set(getattr(table, "ACTIVATIONS", {})) <= known


# --- what a row says that it calls ------------------------------------------------------------------------------------


def test_what_a_list_prints_is_the_name_of_the_row_and_of_what_else_it_calls():
    rows = {"elu": Native("their.elu", lambda z, alpha: z, also=("their.helper",)), "relu": Native("", lambda z: z)}

    assert calls(ACTIVATIONS["elu(alpha=0.5)"], rows) == ("their.elu", "their.helper")
    assert calls(ACTIVATIONS["relu"], rows) == calls(ACTIVATIONS["tanh"], rows) == ()


def test_a_row_without_a_parameter_is_of_its_default_alone():
    rows = {"elu": Native("their.elu", lambda z: z)}

    assert calls(ACTIVATIONS["elu"], rows) == ("their.elu",)
    assert calls(ACTIVATIONS["elu(alpha=0.5)"], rows) == ()
    assert native(ACTIVATIONS["elu(alpha=0.5)"], rows) is None


def test_what_a_row_names_is_what_runs(library, monkeypatch):
    """A function that raises in place of each one that a row names: the row raises, unless it is that function itself."""
    module, root, (table,), _ = library
    xp = getattr(table, "torch", np)
    numbers = xp.ones((2, 2))

    def planted(*args, **kwargs):
        raise RuntimeError("planted")

    seen = 0
    for entries, rows in ((ACTIVATIONS, getattr(table, "ACTIVATIONS", {})), (COSTS, table.COSTS)):
        for family, row in rows.items():
            made = [function for name in entries.families[family].variants() if (function := native(entries[name], rows))]
            for name in (name.removeprefix(f"{root}.") for name in row.names if name.startswith(f"{root}.")):
                seen += 1
                if getattr(module, name) is row.call:
                    continue
                with monkeypatch.context() as patch:
                    patch.setattr(module, name, planted)
                    with pytest.raises(RuntimeError, match="planted"):
                        made[-1](*(numbers,) * (1 if entries is ACTIVATIONS else 2))
    assert seen > 1
