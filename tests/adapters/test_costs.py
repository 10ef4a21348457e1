"""The costs of the frameworks: each has an entry or a reason, is right in both reductions, and takes what it says at a kink."""

import inspect
import re
from importlib import import_module

import numpy as np
import pytest

from nablacheck.oracle.generating.outputs import ROWS, held, outputs_and_targets, positive_numbers
from nablacheck.oracle.ledger import LEDGER
from nablacheck.reference import COSTS
from nablacheck.reference.arithmetic import FLOAT, PRECISIONS, balls
from nablacheck.reference.releases import recorded, running

pytestmark = pytest.mark.slow

TABLES = {"torch": "torch_functions", "optax": "optax_costs"}
VARIANTS = COSTS.variants()


def shipped(name):
    """The costs that a framework has, by name."""
    if name == "optax":
        from optax import losses

        return {loss for loss in losses.__dict__ if not loss.startswith("_") and callable(getattr(losses, loss))}
    from torch.nn import functional

    return {f for f in functional.__dict__ if re.search("_loss$|cross_entropy|^kl_div|^cosine_similarity", f) and f[0] != "_"}


def used(name):
    """Every name after a dot in the module of the framework's costs."""
    return set(re.findall(r"\.(\w+)", inspect.getsource(import_module(f"nablacheck.adapters.{TABLES[name]}"))))


def without_entry(name, extra=()):
    left_out = import_module(f"nablacheck.adapters.{TABLES[name]}").COSTS_LEFT_OUT
    return sorted((shipped(name) | set(extra)) - used(name) - set(left_out))


@pytest.mark.parametrize("name", TABLES)
def test_every_cost_has_an_entry_or_a_reason(name, adapter_named):
    adapter_named(name)

    assert without_entry(name) == []


@pytest.mark.parametrize("name", TABLES)
def test_a_new_cost_without_either_is_seen(name, adapter_named):
    """The planted mistake: a framework gains a function."""
    adapter_named(name)

    assert without_entry(name, ["brand_new_loss"]) == ["brand_new_loss"]


LATER = {"optax": {"dice_loss", "multiclass_generalized_dice_loss", "triplet_margin_loss"}}
"""Costs that the oldest releases lack."""


def newest(name):
    """Whether the installed release of a framework is the newest that is recorded."""
    return running(name) == recorded(name).order()[-1]


@pytest.mark.parametrize("name", TABLES)
def test_a_reason_is_of_a_cost_that_the_framework_has(name, adapter_named):
    adapter_named(name)
    left_out = import_module(f"nablacheck.adapters.{TABLES[name]}").COSTS_LEFT_OUT

    known = {reason.partition("(")[0] for reason in left_out}
    assert known - shipped(name) <= (set() if newest(name) else LATER.get(name, set()))


# --- single functions -----------------------------------------------------------------------------------------------------


def ordinary(entry, n):
    """Outputs and targets for n outputs, a column an example, away from kinks."""
    part = (np.arange(n * 5).reshape(n, 5) * 7 % 31 + 1) / 32
    return (part if entry.outputs[0] >= 0 else 4 * part - 2), entry.made(part[::-1])


def outside(adapter, entry, a, y, dtype):
    """Where C_x and ∇_a C_x of an adapter's own function are neither in the book's ball nor in that of a known defect."""
    given, model = adapter.functions.cost(entry, a, y, dtype), balls(PRECISIONS[dtype], adapter.library)
    known = [d for d in LEDGER if d.uses and d.is_of(entry, adapter.known_as, dtype)]
    missed = [np.ones(part.shape, bool) for part in given]
    for made in (entry, *(defect.uses(entry) for defect in known)):
        with model.working():
            at, targets = model.lift(a), model.lift(y)
            enclosed = made.value(at, targets, model).sum(axis=-2), made.gradient(at, targets, model, kink(adapter, entry))
        missed = [m & ~ball.contains(part) for m, ball, part in zip(missed, enclosed, given, strict=True)]
    return missed


def kink(adapter, entry):
    return adapter.kinks.get(entry.family, 0.5)


@pytest.mark.parametrize("variant", VARIANTS)
@pytest.mark.parametrize("name", TABLES)
def test_every_native_cost_is_right(name, variant, adapter_named):
    adapter, entry = adapter_named(name), COSTS[variant]
    if adapter.composes(entry):
        return
    for n in (1, 4):
        a, y = ordinary(entry, n)
        for dtype in ("float32", "float64"):
            a, y = held(a, PRECISIONS[dtype]), held(y, PRECISIONS[dtype])

            assert not any(part.any() for part in outside(adapter, entry, a, y, dtype))


def test_a_wrong_cost_is_seen(adapter_named):
    """The planted mistake: Huber's cost with another δ."""
    adapter, entry = adapter_named("torch"), COSTS["huber(delta=0.5)"]
    wrong = COSTS["huber(delta=0.625)"].variant(value=entry.value, nabla_a=entry.nabla_a)
    a, y = ordinary(entry, 4)
    value, slope = outside(adapter, wrong, a, y, "float64")

    assert value.any()
    assert slope.any()


AT_KINKS = {
    "torch": {
        "l1": ([0.5], [0.5], [0.0]),
        "smooth-l1(beta=0)": ([0.5], [0.5], [0.0]),
        "hinge-embedding": ([1.0], [-1.0], [-1.0]),
        "multi-margin": ([1.0, 0.0], [1.0, 0.0], [0.0, 0.0]),
        "cosine-embedding": ([1.0, 0.0], [0.0, 1.0], [0.0, 1.0]),
    },
    "optax": {
        "hinge": ([1.0], [1.0], [-0.5]),
        "perceptron": ([0.0], [-1.0], [0.5]),
    },
}
"""By cost a and y at a kink, and the gradient that the framework returns there."""


@pytest.mark.parametrize(("name", "variant"), [(name, variant) for name, table in AT_KINKS.items() for variant in table])
def test_the_kink_table_says_what_a_framework_takes(name, variant, adapter_named):
    adapter, entry = adapter_named(name), COSTS[variant]
    a, y, taken = (np.array(column)[:, None] for column in AT_KINKS[name][variant])

    assert (adapter.functions.cost(entry, a, y, "float32")[1] == taken).all()
    assert entry.kinked
    assert entry.family in adapter.kinks
    gradients = [np.broadcast_to(entry.gradient(a, y, FLOAT, at), a.shape) for at in (kink(adapter, entry), 0.25)]
    assert (gradients[0] == taken).all()
    assert (gradients[1] != taken).any(), "the planted mistake: another number in the table"


# --- points ---------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("dtype", PRECISIONS)
def test_points_are_numbers_of_the_dtype_that_the_cost_allows(dtype):
    p = PRECISIONS[dtype]
    for variant in VARIANTS:
        entry = COSTS[variant]
        for a, y in outputs_and_targets(entry, dtype):
            for part, (low, high) in ((a, entry.outputs), (y, entry.targets)):
                assert (held(part, p) == part).all()
                assert ((part >= low) & (part <= high)).all()
            assert entry.kind is None or entry.kind.allows(y).all()
            assert a.shape == y.shape
            assert len(a) in (1, *ROWS)


def test_the_line_reaches_both_ends():
    p = PRECISIONS["float32"]

    assert positive_numbers(p)[0] == np.finfo(np.float32).smallest_subnormal
    assert positive_numbers(p)[-1] == p.largest
    assert np.isin([1 - p.u, 1, 1 + 2 * p.u], positive_numbers(p)).all()
