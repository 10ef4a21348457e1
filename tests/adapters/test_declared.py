"""What an adapter declares of itself: its accuracy, its functions, when it is asked; and nothing else is assumed of it."""

import sys
from importlib import import_module
from types import SimpleNamespace

import numpy as np
import pytest

import nablacheck
from nablacheck import adapters
from nablacheck.adapters import Adapter, Functions, registered
from nablacheck.oracle.commands.sweep import jobs
from nablacheck.oracle.judging.judges import judge_gradient
from nablacheck.oracle.sweeping.coverage import listed_adapters
from nablacheck.reference import ACTIVATIONS, COSTS, Gradient, Network, Problem, backprop
from nablacheck.reference.arithmetic import FLOAT64, balls, precision
from nablacheck.reference.arithmetic.accuracy import ACCURACY, Row, Rows, accuracy
from nablacheck.reference.errors import InputError, MissingFramework, optional


def rows(source="measured", **kappa):
    return {dtype: Row(kappa, source) for dtype in ("float32", "float64")}


def tanh_problem():
    w, b = {2: np.array([[0.5]])}, {2: np.array([[0.25]])}
    return Problem(Network(w, b, {2: "tanh"}, "quadratic"), np.array([[0.5]]), np.array([[0.0]]))


# --- accuracy ---------------------------------------------------------------------------------------------------------


def test_rows_of_ones_own_decide_how_wide_a_ball_is():
    """The planted error: tanh that is 100 u off, which is right for who declares 2,000 and wrong for who declares 2."""
    problem = tanh_problem()
    right = backprop(problem)
    off = Gradient({2: right.nabla_b[2] * (1 + 100 * FLOAT64.u)}, {2: right.nabla_w[2] * (1 + 100 * FLOAT64.u)})
    coarse, fine = (Adapter("mine", gradient=backprop, accuracy=rows(tanh=kappa)) for kappa in (2000, 2))

    assert judge_gradient(problem, off, fine).disagrees
    assert not judge_gradient(problem, off, coarse).disagrees


def test_a_function_that_a_row_leaves_out_is_as_bad_as_the_worst_that_is_known():
    mine = accuracy(Rows(rows(tanh=1)), "float64")

    assert mine["tanh"] == 1
    assert mine["exp"] == max(table["float64"].kappa["exp"] for table in ACCURACY.values())


def test_equal_rows_share_one_arithmetic():
    mine = Adapter("mine", gradient=backprop, accuracy=rows(tanh=7))

    assert mine.balls("float64") is replaced(mine, rows(tanh=7)).balls("float64")
    assert mine.balls("float64") is not replaced(mine, rows(tanh=8)).balls("float64")
    assert mine.balls("float64") is balls(FLOAT64, Rows(rows(tanh=7)))
    assert Adapter("mine", "torch", gradient=backprop).balls("float32") is balls(precision("float32"), "torch")


def replaced(adapter, accuracy):
    return Adapter(adapter.name, gradient=adapter.gradient, accuracy=accuracy)


@pytest.mark.parametrize(
    ("given", "says"),
    [
        ({"library": ""}, "unknown library of adapter 'mine' ''"),
        ({"library": "nmpy"}, "unknown library of adapter 'mine' 'nmpy': did you mean numpy"),
        ({"accuracy": {}}, "adapter 'mine' computes in float32, of which its accuracy has no row: give it one."),
        ({"accuracy": {"float32": Row({}, "x")}}, "computes in float64, of which its accuracy has no row"),
        ({"accuracy": {**rows(), "float8": Row({}, "x")}}, "unknown dtype in the accuracy of adapter 'mine' 'float8'"),
        (
            {"accuracy": rows(tanhh=1)},
            "unknown function in the accuracy of adapter 'mine' in float32: 'tanhh': did you mean tanh",
        ),
        ({"accuracy": rows(tanh=-1)}, "has κ = -1 for tanh; it must be a number of unit roundoffs, 0 or more."),
        ({"accuracy": rows(tanh=float("nan"))}, "has κ = nan for tanh"),
        ({"accuracy": rows(tanh="2")}, "has κ = '2' for tanh"),
        ({"accuracy": rows(source="")}, "the accuracy of adapter 'mine' in float32 is Row"),
        ({"accuracy": {"float32": {"exp": 2}, "float64": {"exp": 2}}}, "is {'exp': 2}; give Row({'exp': 2, …}, 'where the"),
    ],
)
def test_what_is_no_accuracy_is_one_sentence(given, says):
    with pytest.raises(InputError) as error:
        adapters.add(Adapter("mine", gradient=backprop, **given))

    assert says in str(error.value)
    assert "mine" not in adapters.names()


OWN = """
from nablacheck import Adapter, backprop
from nablacheck.reference.arithmetic.accuracy import Row

mine = Adapter("mine", gradient=backprop, accuracy={{d: Row({{"tanh": {kappa}}}, "measured") for d in ("float32", "float64")}})
"""


def test_a_file_brings_rows_of_its_own(tmp_path):
    file = tmp_path / "mine.py"
    file.write_text(OWN.format(kappa=3), encoding="utf-8")
    nablacheck.extend(str(file))

    assert nablacheck.load("mine").balls("float64").accuracy["tanh"] == 3


@pytest.mark.slow
def test_a_list_says_that_the_rows_are_its_own():
    adapters.add(Adapter("mine", gradient=backprop, accuracy=rows(tanh=3)))

    assert next(line.library for line in listed_adapters()[1] if line.name == "mine") == "its own"


def test_wrong_rows_of_a_file_name_the_file(tmp_path):
    file = tmp_path / "mine.py"
    file.write_text(OWN.format(kappa="-3"), encoding="utf-8")

    with pytest.raises(InputError, match=r"mine\.py: the accuracy of adapter 'mine' in float32 has κ = -3 for tanh"):
        nablacheck.extend(str(file))


# --- what is asked of whom --------------------------------------------------------------------------------------------


def test_a_sweep_asks_an_adapter_for_what_it_declares():
    functions = Functions(None, None, None, ("float64",), sweeps=lambda entry: entry.family == "tanh")
    mine, other = Adapter("mine", functions=functions), Adapter("other", "numpy", gradient=backprop)

    asked = jobs([ACTIVATIONS["tanh"], ACTIVATIONS["relu"], COSTS["quadratic"]], [mine, other], ["float32", "float64"])
    assert asked == [(ACTIVATIONS["tanh"], mine, "float64")]


def test_each_of_ours_is_swept_for_what_no_other_one_has(adapter_named):
    jax, eager, optax, composed = map(adapter_named, ("jax", "jax-eager", "optax", "jax-composed"))
    entries = (*ACTIVATIONS.values(), *COSTS.values())
    by = {each.name: [entry for entry, *_ in jobs(entries, [each], ["float64"])] for each in (jax, eager, optax, composed)}

    assert by["jax"] == by["jax-eager"] == [entry for entry in entries if not jax.composes(entry)]
    assert by["optax"] == [entry for entry in COSTS.values() if not optax.composes(entry)]
    assert by["jax-composed"] == list(entries)


def is_there(name):
    try:
        return bool(adapters.load(name))
    except MissingFramework:
        return False


def test_adapters_that_wait_to_be_named_say_so(adapter_named):
    [adapter_named(name) for name in ("torch", "jax", "optax")]
    there = {name for name in adapters.names() if is_there(name)}
    waiting = {name for name in there if adapters.load(name).on_request}

    assert there - waiting == {"torch", "torch-composed", "jax", "jax-composed", "finite-differences"}


def test_a_pass_to_time_is_declared(adapter_named):
    problem = tanh_problem()

    for name, title in (("torch", "PyTorch"), ("jax", "JAX")):
        assert adapter_named(name).title == title
        adapter_named(name).timed(problem)()
    assert adapter_named("jax-eager").timed is None


def test_without_a_gradient_there_is_nothing_to_check():
    with pytest.raises(InputError, match=r"has no gradient: give it one, Adapter\(…, gradient=…\), or sweep its functions"):
        Adapter("mine", "numpy").gradient(tanh_problem())


def test_ours_are_found_as_those_of_packages_are():
    """The planted home: a module that is not there, and one without the adapter."""
    assert set(registered.HOMES) <= set(adapters.names())
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(registered, "HOMES", {"lost": "no_such_module", "other": "native"})
        assert {"lost", "other"} <= set(adapters.names())
        with pytest.raises(ModuleNotFoundError, match="no_such_module"):
            adapters.load("lost")
        with pytest.raises(InputError, match=r"adapter 'other': nablacheck.adapters.native is no Adapter of that name"):
            adapters.load("other")


# --- what may be missing ----------------------------------------------------------------------------------------------


def test_a_library_that_is_not_there_is_one_sentence(monkeypatch):
    monkeypatch.setitem(sys.modules, "a_library.inside", None)
    with (
        pytest.raises(MissingFramework, match=r"^mine needs a_library, which is not installed: pip install a_library$"),
        optional("a_library", who="mine needs {}"),
    ):
        import a_library.inside  # noqa: F401
    with (
        pytest.raises(MissingFramework, match=r"^a plot needs it, which is not installed: pip install 'nablacheck.plots.'$"),
        optional(who="a plot needs it", install="'nablacheck[plots]'"),
    ):
        raise ModuleNotFoundError(name="anything.at.all")
    with (
        pytest.raises(MissingFramework, match=r"^it needs cv3, which is not installed; install the package that it comes in$"),
        optional(who="it needs {}"),
    ):
        raise ModuleNotFoundError(name="cv3")


def test_a_module_that_a_package_lacks_is_not_to_be_installed():
    """Under the name of a module there may be somebody else's package."""
    with pytest.raises(ModuleNotFoundError, match="no_such_part"), optional(who="mine needs {}"):
        import_module("json.no_such_part")


@pytest.mark.parametrize(
    ("modules", "error"),
    [
        (("a_library",), ModuleNotFoundError(name="another")),
        ((), ModuleNotFoundError(name="nablacheck.oracle.no_such_room")),
        (("a_library",), ImportError("no DLL")),
    ],
)
def test_another_error_is_not_taken_for_it(modules, error):
    with pytest.raises(type(error)) as raised, optional(*modules, who="mine needs {}"):
        raise error
    assert raised.value is error


def test_frameworks_that_do_not_fit_each_other_are_missing():
    """An error inside a framework, as it is imported, is no fault of ours; one of our own lines is."""

    def breaks():
        raise AttributeError("Unrecognized config option: jax_pmap_shmap_merge")

    point = SimpleNamespace(name="optax", extras=["optax"], load=breaks)
    with pytest.raises(MissingFramework, match=r"Unrecognized config option.*do not fit each other: pip install -U"):
        registered._loaded(point, registered.OURS)

    point.load = lambda: import_module("json.of_another_release")
    with pytest.raises(MissingFramework, match=r"'json.of_another_release'.*do not fit each other: pip install -U"):
        registered._loaded(point, registered.OURS)

    point.load = lambda: adapters.free("torch")
    with pytest.raises(InputError, match="is there already"):
        registered._loaded(point, registered.OURS)


@pytest.mark.parametrize(
    ("declared", "says"),
    [
        ({"name": []}, r"name of an adapter is \[\]; it must be a text"),
        ({"name": ""}, "name of an adapter is ''; it must be a text"),
        ({"library": None}, "library of an adapter is None; it must be a text"),
        ({"gradient": 3}, "gradient of adapter 'mine' is 3; it must be a function of a problem"),
        ({"trace": "mine"}, "trace of adapter 'mine' is 'mine'; it must be a function of a problem"),
    ],
)
def test_what_is_no_adapter_is_one_sentence(declared, says):
    with pytest.raises(InputError, match=says):
        Adapter(**{"name": "mine", "library": "numpy", **declared})
