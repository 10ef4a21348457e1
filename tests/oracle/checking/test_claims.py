"""Claimed gradients in a file: right, wrong with the mistake named, inconclusive, or unusable."""

import json

import numpy as np
import pytest
from click.testing import CliRunner

from nablacheck.oracle.checking.claims import judge_claim
from nablacheck.oracle.checking.files import Claim, read_claim
from nablacheck.oracle.commands.cli import main
from nablacheck.oracle.explaining.mistakes import CATALOGUE, catalogue
from nablacheck.oracle.explaining.zeros import ZEROS
from nablacheck.reference.backprop import BOOK, Pass, backprop, forward
from nablacheck.reference.gradient import Gradient
from nablacheck.reference.network import Network
from nablacheck.reference.problem import Problem


def invoke(*args):
    return CliRunner().invoke(main, [str(arg) for arg in args])


class File:
    """A template to which claims are added."""

    def __init__(self, folder, seed=0, **changes):
        self.path, template = folder / "claim.npz", folder / "template.npz"
        assert invoke("template", template, "--seed", seed).exit_code == 0
        with np.load(template) as archive:
            self.entries = {**archive, **changes}
        self.write()

    def write(self, **spec):
        kept = json.loads(str(self.entries["spec"]))
        self.entries["spec"] = np.array(json.dumps({**kept, **spec}))
        np.savez(self.path, **self.entries)
        return self

    @property
    def problem(self):
        return read_claim(self.path).problem

    def claim(self, equations=BOOK, change=lambda key, array: array, **spec):
        """Claims what the reference computes with some equations, changed."""
        self.write(**spec)
        trace = backprop(self.problem, equations)
        for letter, layers in (("nabla_w", trace.nabla_w), ("nabla_b", trace.nabla_b)):
            for l, array in layers.items():
                self.entries[f"{letter}{l}"] = change(f"{letter}{l}", array)
        return self.write()

    def stepped(self, rate):
        """What a learner sees who knows the parameters before and after a step alone."""
        return lambda key, nabla: (self.entries[key[6:]] - (self.entries[key[6:]] - rate * nabla)) / rate

    def judge(self):
        result = invoke("judge", self.path, "--json")
        return result.exit_code, json.loads(result.stdout)


def test_a_right_claim_is_right(tmp_path):
    code, record = File(tmp_path).claim().judge()

    assert (code, record["verdict"], record["mistakes"], record["scale"]) == (0, "right", [], None)
    assert {(e["equation"], e["layer"]) for e in record["equations"]} == {(n, l) for n in ("∇b", "∇w") for l in (2, 3, 4)}
    assert all(e["worst_error_over_bound"] <= 1 for e in record["equations"])


def where(mistake, t):
    layers = {"BP1": [t.L], "BP2": range(2, t.L)}.get(mistake.equation, range(2, t.L + 1))
    return [l for l in layers if mistake.applies(t, l)]


SQUARE = {"w2": np.eye(4, 3) + 0.25, "b2": np.ones((4, 1)) / 8, "w3": np.linspace(-1, 1, 16).reshape(4, 4), "w4": np.eye(3, 4)}
QUARTERS = {"y": np.full((3, 5), 0.25)}
NEEDS = {
    "sigma prime of another layer": (SQUARE, {}),
    "w not transposed": (SQUARE, {}),
    "activation of another layer": (SQUARE, {}),
    "gradient transposed": (SQUARE, {}),
    "diagonal of softmax at the output": ({}, {"activations": {"2": "tanh", "3": "tanh", "4": "softmax"}}),
    "diagonal of softmax": ({}, {"activations": {"2": "tanh", "3": "softmax", "4": "tanh"}}),
    "extra sigma prime": (QUARTERS, {"cost": "cross-entropy"}),
    "extra diagonal of softmax": (
        {"y": np.eye(3)[:, [0, 1, 2, 0, 1]]},
        {"cost": "categorical-cross-entropy", "activations": {"2": "tanh", "3": "tanh", "4": "softmax"}},
    ),
    "error without sigma prime": (QUARTERS, {"cost": "l1"}),
}
"""What of the template must be another for a mistake to be possible: equal widths, a softmax, another cost."""


@pytest.mark.slow
@pytest.mark.parametrize("mistake", CATALOGUE, ids=lambda mistake: mistake.name)
def test_a_mistake_is_named(mistake, tmp_path):
    entries, spec = NEEDS.get(mistake.name, ({}, {}))
    file = File(tmp_path, **entries).write(**spec)
    layers = where(mistake, forward(Pass(file.problem)))
    code, record = file.claim(mistake.table(frozenset(layers[-1:]))).judge()

    assert (code, record["verdict"]) == (1, "wrong")
    assert record["mistake"] is not None, record["diagnoses"]
    assert (record["mistake"]["name"], record["mistake"]["layer"]) == (mistake.name, layers[-1])


@pytest.mark.slow
@pytest.mark.parametrize(("factor", "name"), [(2.0, "2"), (0.5, "1/2"), (-1.0, "-1"), (5.0, "m"), (1 / 3, "1/n_L")])
def test_a_factor_is_named(factor, name, tmp_path):
    code, record = File(tmp_path).claim(change=lambda key, array: array * factor).judge()

    assert (code, record["verdict"], record["scale"]) == (1, "wrong", factor)
    assert record["diagnoses"] == [f"times {name}" if name == f"{factor:g}" else f"times {name} = {factor:g}"]


def test_the_factor_of_the_cost_is_declared(tmp_path):
    """A sum in place of the mean is right where the file says so, and five times too much where it does not."""
    file = File(tmp_path).claim(factor=1.0)
    assert file.judge()[1]["verdict"] == "right"

    code, record = file.write(factor=0.2).judge()
    assert (code, record["scale"], record["diagnoses"]) == (1, 5.0, ["times m = 5"])


@pytest.mark.slow
def test_two_mistakes_at_once_are_found(tmp_path):
    by_name = {mistake.name: mistake for mistake in CATALOGUE}
    first, second = by_name["sigma prime missing"], by_name["bias averaged"]
    both = second.table(frozenset({2, 3, 4}), first.table(frozenset({2, 3})))
    code, record = File(tmp_path).claim(both).judge()

    assert (code, record["mistake"]) == (1, None)
    assert record["diagnoses"] == [f"{second.says} (BP3, layers 2, 3 and 4); {first.says} (BP2, layers 2 and 3)"]


def test_a_mistake_times_a_factor_is_found(tmp_path):
    mistake = next(mistake for mistake in CATALOGUE if mistake.name == "sigma prime missing at the output")
    code, record = File(tmp_path).claim(mistake.table(frozenset({4})), lambda key, array: 2 * array).judge()

    assert (code, record["mistake"]["name"], record["scale"]) == (1, mistake.name, 2.0)


@pytest.mark.slow
def test_weights_already_updated_are_seen_at_a_small_learning_rate(tmp_path):
    """A relative error of 5e-5, from parameters before and after a step."""
    rate = 2.0**-10
    file = File(tmp_path)
    mistake = next(mistake for mistake in catalogue(rate) if mistake.name == "weights already updated")
    code, record = file.claim(mistake.table(frozenset({2, 3})), file.stepped(rate), learning_rate=rate).judge()

    assert (code, record["mistake"]["name"]) == (1, mistake.name)


@pytest.mark.parametrize("rate", [1.0, 2.0**-20])
def test_a_difference_of_parameters_is_right(rate, tmp_path):
    """A difference has lost digits, the more the smaller the learning rate, and the bound knows how many."""
    file = File(tmp_path)
    code, record = file.claim(change=file.stepped(rate), learning_rate=rate).judge()

    assert (code, record["verdict"]) == (0, "right")


@pytest.mark.slow
def test_the_digits_that_a_difference_has_lost_are_missed_where_it_is_not_declared(tmp_path):
    file = File(tmp_path)
    code, record = file.claim(change=file.stepped(2.0**-20)).judge()

    assert (code, record["verdict"]) == (1, "wrong")


def test_the_weight_decay_is_declared(tmp_path):
    decay = 0.125
    file = File(tmp_path)
    with_decay = lambda key, array: array + decay * file.entries[key[6:]] * ("w" in key[6:])
    code, record = file.claim(change=with_decay, l2=decay).judge()
    assert (code, record["verdict"]) == (0, "right")


@pytest.mark.slow
@pytest.mark.parametrize(
    ("on_w", "on_b", "name"),
    [
        (0, 0, "weight decay missing"),
        (1, 1, "weight decay on the biases"),
        (2, 0, "weight decay doubled"),
        (0.2, 0, "weight decay averaged"),
    ],
)
def test_a_wrong_weight_decay_is_named(on_w, on_b, name, tmp_path):
    decay = 0.125
    file = File(tmp_path)
    wrong = lambda key, array: array + decay * file.entries[key[6:]] * (on_w if "w" in key[6:] else on_b)
    code, record = file.claim(change=wrong, l2=decay).judge()

    assert (code, record["mistake"]["name"]) == (1, name)


def test_without_biases_the_weights_are_judged_alone(tmp_path):
    file = File(tmp_path)
    file.entries = {key: array for key, array in file.entries.items() if not key.startswith("b")}
    file.claim()
    file.entries = {key: array for key, array in file.entries.items() if not key.startswith("nabla_b")}
    code, record = file.write().judge()

    assert (code, record["verdict"]) == (0, "right")
    assert {e["equation"] for e in record["equations"]} == {"∇w"}


def test_that_no_bias_was_judged_is_said(tmp_path):
    file = File(tmp_path).claim()
    assert file.judge()[1]["notes"] == []
    file.entries = {key: array for key, array in file.entries.items() if not key.startswith("nabla_b")}
    note = "no ∇b was judged: the file has none; add nabla_b2, nabla_b3, nabla_b4 where there are biases to train"

    assert file.write().judge()[1]["notes"] == [note]
    assert invoke("judge", file.path).stdout.endswith(f"\nnote: {note}\n")


def test_a_single_example_is_judged_equation_by_equation(tmp_path):
    file = File(tmp_path)
    file.entries |= {"x": file.entries["x"][:, :1], "y": file.entries["y"][:, :1]}
    mistake = next(mistake for mistake in CATALOGUE if mistake.name == "sigma prime missing")
    code, record = file.claim(mistake.table(frozenset({3}))).judge()

    wrong = [(e["equation"], e["layer"]) for e in record["equations"] if e["verdict"] == "wrong"]
    assert code == 1
    assert wrong[0] == ("BP2", 3)
    assert ("BP2", 2) not in wrong


def scaled_last(tmp_path, factor, w3=2.0**33, change=lambda nabla: nabla):
    """A file in float32 with a single example, a 1-1-1 network of identities, in which a factor of the cost came last."""
    x, w, b = np.ones((1, 1), np.float32), np.full((1, 1), 2.0**-90, np.float32), np.zeros((1, 1), np.float32)
    problem = Problem(Network({2: w, 3: np.full_like(w, w3)}, {2: b, 3: b}, {2: "identity", 3: "identity"}, "quadratic"), x, b)
    right, file = backprop(problem), tmp_path / "last.npz"
    letters = {"nabla_b": right.nabla_b, "nabla_w": right.nabla_w}
    nabla = {f"{name}{l}": part * np.float32(factor) for name, layers in letters.items() for l, part in layers.items()}
    w, b = ({f"{name}{l}": part for l, part in getattr(problem.network, name).items()} for name in "wb")
    spec = json.dumps({"activations": {"2": "identity", "3": "identity"}, "cost": "quadratic", "factor": factor})
    np.savez(file, x=x, y=problem.y, spec=spec, **w, **b, **change(nabla))
    result = invoke("judge", file, "--json")
    return result.exit_code, json.loads(result.stdout), nabla


def test_a_factor_that_comes_last_may_underflow(tmp_path):
    """δ^3 is 2⁻⁵⁷, times 2⁻¹⁰⁰ it is 0 in float32; δ^2 was computed before, and is not."""
    code, record, nabla = scaled_last(tmp_path, 2.0**-100)

    assert nabla["nabla_b3"] == 0 < nabla["nabla_b2"]
    assert (code, record["verdict"]) != (1, "wrong")
    assert not any(e["verdict"] == "wrong" for e in record["equations"])


def test_a_factor_that_comes_last_excuses_no_mistake(tmp_path):
    """What underflow could have lost is η times w^3 at most."""
    large = lambda nabla: {**nabla, "nabla_b2": nabla["nabla_b2"] + np.float32(2.0**-86)}

    assert scaled_last(tmp_path, 2.0**-100, change=large)[1]["verdict"] == "wrong"


def test_what_is_exactly_zero_was_zero_before_it_was_rounded(tmp_path):
    """A silent unit sends back exactly nothing, and anything else there is wrong."""
    grown = lambda nabla: {**nabla, "nabla_b2": nabla["nabla_b2"] + np.float32(2.0**-100)}

    assert scaled_last(tmp_path, 1.0, w3=0.0)[1]["verdict"] == "right"
    assert scaled_last(tmp_path, 1.0, w3=0.0, change=grown)[1]["verdict"] == "wrong"


@pytest.mark.parametrize(
    ("declared", "wrong", "noted"),
    [({}, False, True), ({"accumulator": "own"}, False, False), ({"accumulator": "float32"}, True, False)],
)
def test_a_sum_that_is_kept_in_float16_is_wrong_where_float32_is_declared_alone(declared, wrong, noted, tmp_path):
    """1024 + 299 · ¼, one by one, is 1024 in float16."""
    x = np.full((1, 300), 2.0**-12, np.float16)
    x[0, 0] = 1
    many, zero = np.full((1, 1), 1024, np.float16), np.zeros((1, 1), np.float16)
    spec = json.dumps({"activations": {"2": "identity"}, "cost": "quadratic", "factor": 1.0, **declared})
    file = tmp_path / "narrow.npz"
    np.savez(file, x=x, y=0 * x, w2=many, b2=zero, nabla_b2=many, nabla_w2=many, spec=spec)
    result = invoke("judge", file, "--json")
    record = json.loads(result.stdout)
    note = "sums may have been kept in float16 itself; declare accumulator='float32' where they were not, for sharper bounds"

    assert (record["verdict"] == "wrong") == wrong
    assert record["notes"] == ([note] if noted else [])


def test_what_no_mistake_predicts_is_wrong_and_says_so(tmp_path):
    file = File(tmp_path).claim(change=lambda key, array: np.sin(7 * array) if key == "nabla_w3" else array)
    result = invoke("judge", file.path)

    assert result.exit_code == 1
    assert result.stdout.startswith("wrong\nthe file breaks BP4 at layer 3 of 4.\n")
    assert "no mistake of the catalogue predicts these numbers" in result.stdout


def test_the_explanation_names_the_mistake(tmp_path):
    mistake = next(mistake for mistake in CATALOGUE if mistake.name == "sigma prime missing")
    result = invoke("judge", File(tmp_path).claim(mistake.table(frozenset({2, 3}))).path)

    assert f"  looks like: {mistake.says} (BP2, layers 2 and 3) (predicts every number)\n" in result.stdout
    assert result.stdout.endswith("float64, " + str(tmp_path / "claim.npz") + "\n")


def test_nan_is_wrong_and_json_stays_json(tmp_path):
    code, record = File(tmp_path).claim(change=lambda key, array: array * np.nan).judge()

    assert (code, record["verdict"]) == (1, "wrong")
    assert record["equations"][0]["worst_error_over_bound"] is None


@pytest.mark.slow
def test_nan_of_a_saturated_output_is_wrong_and_the_division_is_named(tmp_path):
    """The formula of the book divides by a(1 − a), which is 0 as a float; what it should be is finite all the same."""
    file = File(tmp_path, y=np.full((3, 5), 0.5), b4=np.full((3, 1), 60.0)).claim(cost="cross-entropy")
    result = CliRunner().invoke(main, ["judge", str(file.path)])

    assert result.exit_code == 1
    assert "\n  ∇_a C divides by a(1 − a), which is rounded to 0 there" in result.stdout


def test_nothing_decided_is_inconclusive(tmp_path):
    """Weighted inputs that may overflow: nothing is known of what comes after them."""
    code, record = File(tmp_path, x=np.full((3, 5), 1e308)).claim().judge()

    assert (code, record["verdict"], record["proven_digits"]) == (3, "inconclusive", None)


@pytest.mark.slow
def test_float32_is_judged_as_float32(tmp_path):
    """Stored in float64, computed in float32: what `dtype` is for."""
    (tmp_path / "single").mkdir()
    file = File(tmp_path / "single", **as_dtype(File(tmp_path).entries, np.float32)).claim()
    file.entries = as_dtype(file.entries, np.float64)

    assert file.write().judge()[1]["verdict"] == "wrong"
    assert file.write(dtype="float32").judge()[1]["verdict"] == "right"


def as_dtype(entries, dtype):
    return {key: array.astype(dtype) if array.dtype.kind == "f" else array for key, array in entries.items()}


FLOATS = "allowed are real floating-point arrays of float16, float32 or float64."
UNUSABLE = {
    "an unknown accumulator": ({"accumulator": "float64"}, "unknown accumulator in spec 'float64': did you mean float32?"),
    "a layer of ∇w that does not exist": (
        lambda e: e.update(nabla_w5=np.full((2, 2), np.nan)),
        "nabla_w5 belongs to no layer: the network has the layers [2, 3, 4]; take it out.",
    ),
    "a layer of ∇b that does not exist": (lambda e: e.update(nabla_b1=np.ones((3, 1))), "nabla_b1 belongs to no layer"),
    "a layer of ∇b that is missing": (lambda e: e.pop("nabla_b3"), "the key nabla_b3 is missing; there is nabla_b"),
    "another letter": (lambda e: e.update(dw2=np.ones((5, 3))), "unknown key 'dw2'"),
    "complex numbers": (lambda e: e.update(nabla_b2=1j * e["nabla_b2"]), f"nabla_b2 has dtype complex128; {FLOATS}"),
    "words": (lambda e: e.update(nabla_b2=e["nabla_b2"].astype("U9")), f"nabla_b2 has dtype <U9; {FLOATS}"),
    "more digits than are read": (
        lambda e: e.update(nabla_b2=e["nabla_b2"].astype(np.longdouble)),
        f"nabla_b2 has dtype {np.dtype(np.longdouble)}; {FLOATS}",
    ),
    "objects": (lambda e: e.update(nabla_b2=e["nabla_b2"].astype(object)), "is not a NumPy archive of plain arrays"),
    "no gradient": (
        lambda e: [e.pop(name) for name in list(e) if name.startswith("nabla")],
        "the file claims no gradient; add nabla_w2, nabla_b2, nabla_w3, nabla_b3, nabla_w4, nabla_b4, and judge it again.",
    ),
    "no gradient of weights": (
        lambda e: [e.pop(name) for name in list(e) if name.startswith("nabla_w")],
        "the file claims ∇b and no ∇w; add nabla_w2, nabla_w3, nabla_w4, and judge it again.",
    ),
    "a missing gradient": (lambda e: e.pop("nabla_w3"), "the key nabla_w3 is missing; there is nabla_w"),
    "a wrong shape": (
        lambda e: e.update(nabla_b2=np.ones(4)),
        "nabla_b2 has shape (4,); it must have the shape of b2, (5, 1).",
    ),
    "draws": (lambda e: e.update(x=e["x"][None]), "x has shape (1, 3, 5)"),
    "a factor of nothing": ({"factor": 0}, "factor, scale and learning_rate in spec must not be 0."),
    "a factor of letters": ({"factor": "1/m"}, "factor in spec is '1/m'; it must be a finite number."),
    "an unknown dtype": ({"dtype": "float31"}, "unknown dtype 'float31': did you mean float"),
    "numbers of another dtype": ({"dtype": "float32"}, "holds numbers that are no float32"),
}


@pytest.mark.parametrize("name", UNUSABLE)
def test_an_unusable_file_exits_2(name, tmp_path):
    change, message = UNUSABLE[name]
    file = File(tmp_path).claim()
    if isinstance(change, dict):
        file.write(**change)
    else:
        change(file.entries)
        file.write()
    result = invoke("judge", file.path)

    assert result.exit_code == 2, result.output
    assert message in " ".join(result.output.split())


def test_a_template_never_overwrites(tmp_path):
    path = tmp_path / "mine.npz"
    path.write_bytes(b"my thesis")
    result = invoke("template", path)

    assert result.exit_code == 2
    assert path.read_bytes() == b"my thesis"
    assert "give a new name in a folder that exists" in " ".join(result.output.split())


def test_zeros_are_no_evidence_of_another_declaration():
    rng = np.random.default_rng(3)
    w, b = {2: rng.normal(size=(4, 3)), 3: rng.normal(size=(2, 4))}, {2: rng.normal(size=(4, 1)), 3: rng.normal(size=(2, 1))}
    network = Network(w, b, {2: "tanh", 3: "sigmoid"}, "quadratic")
    zeros = Gradient({l: np.zeros_like(part) for l, part in b.items()}, {l: np.zeros_like(part) for l, part in w.items()})
    judgement = judge_claim(Claim(Problem(network, rng.normal(size=(3, 5)), rng.random((2, 5))), zeros))

    assert list(map(str, judgement.diagnoses)) == [f"{ZEROS} (BP1, layer 3)"]
