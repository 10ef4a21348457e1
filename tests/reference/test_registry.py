"""Names with parameters find their entry, the same one each time, and a wrong name is one sentence."""

import pytest

from nablacheck.reference import ACTIVATIONS, COSTS, Activation, InputError
from nablacheck.reference.registry import Registry


def registry():
    entries = Registry("activation")
    entries.add(Activation("cube", value=lambda z, xp: z * z * z, prime=lambda z, a, xp: 3 * z * z))

    @entries.family(alpha=(1.0, 2.0), beta=(0.0, -0.5))
    def line(alpha, beta):
        return Activation("", value=lambda z, xp: alpha * z + beta, prime=lambda z, a, xp: alpha)

    return entries


def test_a_name_is_the_family_with_what_is_not_default():
    entries = registry()

    assert entries["line"].name == entries["line(alpha=1)"].name == "line"
    assert entries["line(beta=-0.5,alpha=2)"].name == "line(alpha=2, beta=-0.5)"
    assert entries["line(alpha=2, beta=-0.5)"] is entries["line(beta=-0.5, alpha=2)"]
    assert entries["line(alpha=2)"].parameters == {"alpha": 2.0, "beta": 0.0}
    assert entries["line(alpha=0.1)"].name == "line(alpha=0.1)"
    assert entries["line(alpha=0.30000000000000004)"].name == "line(alpha=0.30000000000000004)"


def test_variants_change_one_parameter_at_a_time():
    assert list(registry().families["line"].variants()) == ["line", "line(alpha=2)", "line(beta=-0.5)"]
    assert registry().variants() == ["cube", "line", "line(alpha=2)", "line(beta=-0.5)"]


def test_it_iterates_over_families():
    assert list(registry()) == ["cube", "line"]
    assert len(registry()) == 2
    assert "line(alpha=2)" in registry()
    assert "square" not in registry()


@pytest.mark.parametrize(
    ("name", "says"),
    [
        ("cub", "unknown activation 'cub': did you mean cube"),
        ("cub(alpha=1)", "unknown activation 'cub': did you mean cube"),
        ("line(gamma=1)", "unknown parameter of line 'gamma'"),
        ("line(alpha=one)", "alpha in 'line(alpha=one)' is 'one'; it must be a number"),
        ("cube(alpha=1)", "activation 'cube' has no parameters"),
        ("line(alpha=1", "unknown activation"),
    ],
)
def test_a_wrong_name_is_one_sentence(name, says):
    with pytest.raises(InputError) as error:
        registry()[name]

    assert says in str(error.value)


def test_three_of_the_nearest_names_are_offered():
    entries = registry()
    for name in ("lint", "lime", "mine"):
        entries.add(Activation(name, value=lambda z, xp: z, prime=lambda z, a, xp: 1))
    with pytest.raises(InputError, match=r"unknown activation 'lin': did you mean lint or line or mine\?$"):
        entries["lin"]


def test_packages_are_asked_only_for_a_family_that_is_not_there():
    entries = registry()
    asked = []
    entries.more = lambda: asked.append(None) or ("theirs: wrong.",)

    assert entries["line(alpha=2)"]
    assert not asked
    with pytest.raises(InputError, match=r"unknown activation 'cub': did you mean cube\?; refused was: theirs: wrong\.$"):
        entries["cub"]
    assert asked


def test_a_duplicate_and_a_name_that_cannot_be_typed_are_refused():
    entries = registry()
    with pytest.raises(InputError, match="activation 'cube' is there already: give the new one another name"):
        entries.add(Activation("cube", value=lambda z, xp: z, prime=lambda z, a, xp: 1))
    with pytest.raises(InputError, match="a name has letters, digits, - and _ alone"):
        entries.add(Activation("a cube", value=lambda z, xp: z, prime=lambda z, a, xp: 1))


def test_a_family_that_is_removed_is_gone():
    entries = registry()
    before, cube = entries["line(alpha=2)"], entries["cube"]
    entries.remove("line")

    assert before.name == "line(alpha=2)"
    assert "line" not in entries
    with pytest.raises(InputError, match="unknown activation 'line'"):
        entries["line(alpha=2)"]
    assert entries["cube"] is cube


def test_every_family_that_ships_has_a_variant_for_each_value():
    for entries in (ACTIVATIONS, COSTS):
        for name, family in entries.families.items():
            names = list(family.variants())
            assert [entry.name for entry in family.entries()] == names

            assert len(set(names)) == len(names) == 1 + sum(len(values) - 1 for values in family.draws.values())
            assert all(entries[variant].family == name for variant in names)


@pytest.mark.parametrize(
    ("registry", "name", "offered"),
    [
        (ACTIVATIONS, "ReLU", "relu"),
        (ACTIVATIONS, "LeakyReLU", "leaky_relu"),
        (ACTIVATIONS, "Linear", "identity"),
        (ACTIVATIONS, "hyperbolic tangent", "tanh"),
        (COSTS, "MSE", "mse"),
        (COSTS, "MSELoss", "mse"),
        (COSTS, "bce", "cross-entropy"),
        (COSTS, "binary_crossentropy", "cross-entropy"),
        (COSTS, "mae", "l1"),
        (COSTS, "squared error", "quadratic or mse"),
    ],
)
def test_a_name_that_people_have_for_it_is_understood(registry, name, offered):
    with pytest.raises(InputError) as error:
        registry[name]

    assert str(error.value) == f"unknown {registry.kind} {name!r}: did you mean {offered}?"


def test_no_name_that_people_have_is_the_name_of_another_entry():
    for registry in (ACTIVATIONS, COSTS):
        called = {other for name in registry for other in registry[name].also}
        assert not called & set(registry)
