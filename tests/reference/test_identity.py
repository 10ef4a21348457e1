"""An entry is known by identity: whoever bears the name of a registered one is not taken for it, and is audited once."""

import re
from dataclasses import replace

import numpy as np
import pytest

import nablacheck
from nablacheck import Activation, Cost, Network, Problem, family, judge_trace, register, unregister
from nablacheck.oracle.checking.files import read_claim, write_problem
from nablacheck.oracle.ledger import LEDGER
from nablacheck.reference import ACTIVATIONS, COSTS, InputError, extensions
from nablacheck.reference.arithmetic import FLOAT
from nablacheck.reference.backprop import backprop, derivative
from nablacheck.reference.composed import composed_activation, composed_cost

from helpers.small_problems import problem as example

SQUARE = {"value": lambda z, xp: z * z, "prime": lambda z, a, xp: 2 * z}
WRONG = {"value": lambda z, xp: xp.tanh(z), "prime": lambda z, a, xp: 1 - a}
SAYS = "prime gives 0.537883 at z = 0.5, where the derivative of value is 0.786448."


def double(factor=2):
    return Activation("double", value=lambda z, xp: factor * z, prime=lambda z, a, xp: factor)


def elsewhere(*things):
    """Registered by another module."""
    exec("register(*things)", {"__name__": "another_module", "register": register, "things": things})


# --- what only bears the name -----------------------------------------------------------------------------------------

IMPOSTORS = {
    "a function of its own": lambda: Activation("relu", **SQUARE),
    "a registered one with other formulas": lambda: replace(ACTIVATIONS["tanh"], **SQUARE, range=(0, np.inf)),
    "one of a family": lambda: replace(ACTIVATIONS["elu(alpha=0.5)"], **SQUARE, range=(0, np.inf), kinks={}),
}


@pytest.mark.slow
@pytest.mark.parametrize("name", ["torch", "jax", "torch-composed", "optax"])
@pytest.mark.parametrize("impostor", IMPOSTORS)
def test_a_framework_computes_what_only_bears_a_name_by_its_formula(impostor, name, adapter_named):
    adapter, mine = adapter_named(name), IMPOSTORS[impostor]()
    problem = example(activations=("tanh", mine, "sigmoid"))
    verdict = judge_trace(problem, adapter.trace(problem), adapter)

    assert adapter.composes(mine)
    assert adapter.calls(mine) == ()
    assert verdict.agrees, verdict.explain()


def test_one_that_passes_for_the_registered_one_is_seen(adapter_named):
    """The planted mistake: the framework's own relu, where the equations have z²."""
    torch, passing = adapter_named("torch"), ACTIVATIONS["relu"].variant(**SQUARE)
    problem = example(activations=("tanh", passing, "sigmoid"))

    assert not torch.composes(passing)
    assert judge_trace(problem, torch.trace(problem), torch).broken[0].equation == "(23) σ"


def test_a_cost_that_only_bears_a_name_is_composed(adapter_named):
    torch = adapter_named("torch")
    mine = Cost("quadratic", value=lambda a, y, xp: (a - y) ** 2, nabla_a=lambda a, y, xp: 2 * (a - y))
    problem = example()
    problem = replace(problem, network=Network(problem.network.w, problem.network.b, problem.network.activations, mine))
    verdict = judge_trace(problem, torch.trace(problem), torch)

    assert torch.composes(mine)
    assert verdict.agrees, verdict.explain()


def test_what_is_taken_at_a_kink_is_that_of_the_registered_entry_alone():
    relu, z, kinks = ACTIVATIONS["relu"], np.zeros((1, 1)), {"relu": {0.0: 0.25}}
    mine = replace(relu)

    assert [derivative(entry, z, z, FLOAT, kinks).item() for entry in (relu, relu.variant(), mine)] == [0.25, 0.25, 0]


def test_what_is_taken_at_the_kink_of_a_cost_is_that_of_the_registered_one_alone():
    one, y = {2: np.ones((1, 1))}, np.ones((1, 1))
    for cost, taken in ((COSTS["l1"], -1), (COSTS["l1"].variant(), -1), (replace(COSTS["l1"]), 0)):
        problem = Problem(Network(one, {2: 0 * y}, {2: "identity"}, cost), y, y)

        assert backprop(problem, kinks={"l1": 0.0}).delta[2].item() == taken


BEYOND = {"celu": ("celu(alpha=-0.5)", "celu(alpha=-2)")}
"""Entries by their name that are no variants of their family."""


@pytest.mark.parametrize("defect", [d for d in LEDGER if d.present], ids=lambda defect: f"{defect.library} {defect.function}")
def test_a_defect_is_of_the_registered_entry_alone(defect):
    registry = ACTIVATIONS if defect.function in ACTIVATIONS else COSTS
    met = [
        entry
        for entry in map(
            registry.__getitem__, (*registry.families[defect.function].variants(), *BEYOND.get(defect.function, ()))
        )
        if defect.is_of(entry, (defect.library,), defect.dtypes[0])
    ]

    assert met
    assert not any(defect.is_of(replace(entry), (defect.library,), defect.dtypes[0]) for entry in met)


def test_a_file_holds_no_name_under_which_another_entry_would_be_found(tmp_path):
    file, problem = tmp_path / "problem.npz", example(activations=("tanh", Activation("relu", **SQUARE), "sigmoid"))
    with pytest.raises(InputError, match="activation 'relu' is not the one that is registered under its name"):
        write_problem(file, problem)
    assert not file.exists()

    register(own := double())
    write_problem(file, example(activations=("tanh", own, "sigmoid")))

    assert read_claim(file).problem.network.activations[3] is own


def test_nobody_says_of_which_family_an_entry_is():
    for call in (lambda: Activation("mine", **SQUARE, family="relu"), lambda: Cost("mine", abs, abs, parameters={"p": 1})):
        with pytest.raises(TypeError, match="unexpected keyword argument"):
            call()
    with pytest.raises((TypeError, ValueError), match="family"):
        replace(ACTIVATIONS["tanh"], family="relu")


def test_every_name_finds_the_same_entry_and_its_family_knows_it():
    for registry in (ACTIVATIONS, COSTS):
        for name in registry.variants():
            entry = registry[name]

            assert registry[name] is entry
            assert registry.holds(entry)
            assert (entry.name, entry.family, entry.audited) == (name, name.partition("(")[0], True)
            assert not registry.holds(replace(entry))
            assert not replace(entry).family


# --- audited once -----------------------------------------------------------------------------------------------------


@pytest.fixture
def audits(monkeypatch):
    """The entries that were audited."""
    seen = []
    for registry in (ACTIVATIONS, COSTS):
        audit = registry.audit
        monkeypatch.setattr(registry, "audit", lambda entry, audit=audit: (seen.append(entry), audit(entry)))
    return seen


def test_an_unregistered_entry_is_audited_once(audits):
    mine, cost = Activation("mine", **SQUARE), Cost("mine", lambda a, y, xp: (a - y) ** 2, lambda a, y, xp: 2 * (a - y))
    for _ in range(2):
        given = example(activations=("tanh", mine, "sigmoid"))
        network = Network(given.network.w, given.network.b, given.network.activations, cost)
        replace(given, network=network).map(lambda array: array / 2)

    assert audits == [mine, cost]
    register(mine)
    assert audits == [mine, cost]


def test_ordinary_networks_and_what_the_library_makes_of_an_entry_are_not_audited(audits):
    example(activations=("tanh", ACTIVATIONS["elu(alpha=0.5)"], "sigmoid"))
    for sigma in (composed_activation(ACTIVATIONS["tanh"]), ACTIVATIONS["tanh"].variant(prime=lambda z, a, xp: 7)):
        example(activations=("tanh", sigma, "sigmoid"))
    given = example().network
    Network(given.w, given.b, given.activations, composed_cost(COSTS["quadratic"]))

    assert audits == []


def test_a_wrong_derivative_is_refused_wherever_it_comes_in():
    own = Activation("own_tanh", **WRONG)
    calls = {
        "Network": lambda: example(activations=("tanh", own, "sigmoid")),
        "check": lambda: nablacheck.check(lambda w, b, x, y: None, activations=[own, own]),
        "register": lambda: register(own),
    }
    for name, call in calls.items():
        with pytest.raises(InputError, match=re.escape(f"activation 'own_tanh': {SAYS}")):
            pytest.fail(f"{name} took it: {call()}")


def test_a_wrong_gradient_of_a_cost_is_refused():
    wrong, given = Cost("mine", lambda a, y, xp: (a - y) ** 2, lambda a, y, xp: a - y), example().network
    with pytest.raises(InputError, match=r"cost 'mine': nabla_a gives .* where the derivative of value is"):
        Network(given.w, given.b, given.activations, wrong)


def test_a_name_whose_formulas_are_changed_is_refused_like_any_other():
    with pytest.raises(InputError, match="activation 'tanh': prime gives 1 at"):
        example(activations=("tanh", replace(ACTIVATIONS["tanh"], prime=lambda z, a, xp: 1), "sigmoid"))


# --- registered again, and forgotten ----------------------------------------------------------------------------------


def test_the_registered_entry_is_the_very_one_that_was_given():
    register(mine := double())

    assert ACTIVATIONS["double"] is mine
    assert (mine.family, dict(mine.parameters), mine.audited) == ("double", {}, True)


def test_the_same_place_replaces_and_the_old_entry_is_one_that_nobody_registered():
    register(first := double())
    register(second := double(3))
    register(second)

    assert ACTIVATIONS["double"] is second
    assert (first.family, first.audited) == ("", True)
    assert example(activations=("tanh", first, "sigmoid")).network.activations[3] is first


def test_a_family_is_replaced_with_all_its_members():

    def times(factor):
        @family(k=(3.0, 2.0))
        def times(k):
            return Activation("", value=lambda z, xp: k * factor * z, prime=lambda z, a, xp: k * factor)

        return times

    for factor in (1, 2):
        register(times(factor))

        assert ACTIVATIONS["times(k=2)"].prime(0, 0, None) == 2 * factor


def test_another_place_is_refused():
    elsewhere(double())
    with pytest.raises(InputError, match="activation 'double' is there already: give the new one another name"):
        register(double())
    with pytest.raises(InputError, match="activation 'relu' is there already"):
        register(Activation("relu", **SQUARE))
    elsewhere(second := double())

    assert ACTIVATIONS["double"] is second


def test_an_activation_takes_no_name_of_a_cost_nor_a_cost_one_of_an_activation():
    """The kinks of both stand in one table: an activation hinge would meet what optax takes at the kink of its cost."""
    with pytest.raises(InputError, match="activation 'hinge': the cost of that name ships with nablacheck; give the new one"):
        register(Activation("hinge", **SQUARE))
    with pytest.raises(InputError, match="cost 'relu': the activation of that name ships with nablacheck"):
        register(Cost("relu", lambda a, y, xp: (a - y) ** 2, lambda a, y, xp: 2 * (a - y)))


def test_a_wrong_one_replaces_nothing():
    register(first := double())
    with pytest.raises(InputError, match="prime gives"):
        register(Activation("double", **WRONG))

    assert ACTIVATIONS["double"] is first


@pytest.mark.parametrize("given", [str, lambda name: ACTIVATIONS[name]], ids=["by name", "itself"])
def test_what_is_unregistered_is_gone(given):
    register(mine := double())
    unregister(given("double"), given("double"))

    assert "double" not in ACTIVATIONS
    assert not mine.family
    elsewhere(double())


def test_a_family_is_unregistered_by_what_was_given():
    @family(p=(1.0, 2.0))
    def my_cost(p):
        return Cost("", value=lambda a, y, xp: p * (a - y) ** 2, nabla_a=lambda a, y, xp: 2 * p * (a - y))

    register(my_cost)
    assert COSTS["my-cost(p=2)"].family == "my-cost"
    unregister(my_cost)

    assert "my-cost" not in COSTS


@pytest.mark.parametrize(
    ("given", "says"),
    [
        ("relu", "activation 'relu' ships with nablacheck and stays."),
        (COSTS["quadratic"], "cost 'quadratic' ships with nablacheck and stays."),
        ("nothing", "'nothing' is not registered; give what register was given, or its name."),
        (double(), "'double' is not registered"),
        (3, "3 is not registered; give what register was given, or its name."),
    ],
)
def test_nothing_is_forgotten_where_one_cannot_be(given, says):
    register(Activation("square", **SQUARE))
    with pytest.raises(InputError, match=re.escape(says)):
        unregister("square", given)

    assert "square" in ACTIVATIONS


def test_a_place_is_a_file_or_a_module():
    assert extensions.place_of({"__file__": "mine.py", "__name__": "__main__"}) == "mine.py"
    assert extensions.place_of({"__name__": "__main__"}) == "__main__"
    register(double())

    assert ACTIVATIONS.families["double"].place == __file__
