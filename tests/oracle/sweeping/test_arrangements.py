"""The sweep sees what a kernel does with what comes from above, with shapes, with strides and with what was called before."""

import numpy as np
import pytest
from click.testing import CliRunner

from nablacheck.adapters import Adapter, Functions
from nablacheck.oracle.commands.cli import main
from nablacheck.oracle.generating import shapes
from nablacheck.oracle.generating.arguments import NOT_FINITE, cotangents, held, line
from nablacheck.oracle.report.sweep_tables import Findings
from nablacheck.oracle.sweeping.sweeper import sweep
from nablacheck.reference import ACTIVATIONS
from nablacheck.reference.arithmetic import FLOAT, precision
from nablacheck.reference.backprop import derivative
from nablacheck.reference.errors import InputError


def right(entry, z, cotangent, dtype, strided=False):
    with FLOAT.working():
        at = np.ascontiguousarray(z).astype(dtype)
        a = FLOAT.like(entry.value(at, FLOAT), at)
        return a.astype(float), (cotangent.astype(dtype) * derivative(entry, at, a, FLOAT, {})).astype(float)


def adapter(activation, **given):
    functions = Functions(activation, None, None, ("float32", "float64"), **given)
    return Adapter("mine", "numpy", functions=functions)


def wrong(activation, name="tanh", dtype="float64", **given):
    findings = Findings()
    for swept in sweep(ACTIVATIONS[name], adapter(activation, **given), dtype):
        findings.add(swept)
    return findings.wrong


@pytest.mark.parametrize("name", ["tanh", "relu", "softmax"])
@pytest.mark.parametrize("many", [True, False])
def test_what_is_right_is_right_in_every_arrangement(name, many):
    assert wrong(right, name, pieces=many) == []


# --- what comes from above --------------------------------------------------------------------------------------------


@pytest.mark.parametrize("many", [True, False])
@pytest.mark.parametrize("dtype", ["float32", "float64"])
@pytest.mark.parametrize(
    ("misuse", "says"),
    [
        (np.ones_like, "what comes from above is left out"),
        (np.sign, "of what comes from above the sign is taken"),
        (np.abs, "of what comes from above the absolute value is taken"),
        (np.square, "what comes from above is squared"),
        (lambda above: np.clip(above, -1, 1), "what comes from above is clipped to [−1, 1]"),
        (np.negative, "what comes from above has the other sign"),
    ],
)
def test_a_backward_that_does_something_else_with_what_comes_from_above_is_named(misuse, says, dtype, many):
    given = lambda entry, z, cotangent, dtype, strided: right(entry, z, misuse(cotangent), dtype)
    texts = wrong(given, "sigmoid", dtype, pieces=many)

    assert any("sigmoid′" in text and text.endswith(f"\n  looks like: {says}") for text in texts), texts


@pytest.mark.parametrize(
    "misuse",
    [
        lambda above: above * (1 + 2.0**-12),
        lambda above: np.where(abs(above) < 2.0**-20, 0, above),
        lambda above: np.where(abs(above) > 2.0**20, 2.0**20, above),
        lambda above: np.where(above == 0, np.nan, above),
        lambda above: np.where(above < 0, 0, above),
        lambda above: np.roll(above, 1, axis=-1),
        lambda above: np.full_like(above, above.mean()),
        lambda above: above / max(1, np.linalg.norm(above)),
    ],
)
def test_other_uses_of_it_are_seen_without_a_name(misuse):
    (text, *_) = wrong(lambda entry, z, cotangent, dtype, strided: right(entry, z, misuse(cotangent), dtype))

    assert "mine: tanh′ in float64 is wrong at" in text
    assert "comes from above" in text
    assert "looks like" not in text


@pytest.mark.parametrize("dtype", ["float16", "bfloat16", "float32", "float64"])
def test_cotangents_have_both_signs_zero_and_every_magnitude_and_leave_room(dtype):
    p = precision(dtype)
    z = np.concatenate([line(ACTIVATIONS["tanh"], dtype), NOT_FINITE])
    assert (cotangents(z, p, 0) == 1).all()

    for turn in (1, 2, 3):
        above = cotangents(z, p, turn)
        near = abs(above[abs(z) < 1])
        assert np.array_equal(above, held(above, p))
        assert (above == 0).any()
        assert (above < 0).any()
        assert near[near > 0].min() < np.sqrt(p.eta)
        assert near.max() > np.sqrt(p.largest)
        with np.errstate(all="ignore"):
            assert ((abs(above) <= 1) | (abs(above) * z * z <= p.largest) | np.isnan(z)).all()
    assert not np.array_equal(cotangents(z, p, 1), cotangents(z, p, 2))


def test_nothing_is_asked_of_a_product_whose_derivative_leaves_the_format():
    """e^−z is beyond float32 for z < −89, a cotangent times that need not be."""
    entry = ACTIVATIONS["celu(alpha=-1)"]
    infinite = lambda entry, z, cotangent, dtype, strided: (
        right(entry, z, cotangent, dtype)[0],
        np.where(z < -89, cotangent * np.inf, right(entry, z, cotangent, dtype)[1]),
    )

    assert wrong(infinite, entry.name, "float32") == []
    assert any("returned" in text for text in wrong(infinite, "tanh", "float32"))


# --- shapes and strides -----------------------------------------------------------------------------------------------


def spoilt(where):
    """The planted mistake: numbers that are wrong in a part of the arrays alone."""

    def activation(entry, z, cotangent, dtype, strided):
        a, pulled = right(entry, z, cotangent, dtype)
        where(z, pulled, strided)
        return a, pulled

    return activation


def _set(part):
    part[...] = 0


SPOILT = {
    "other rows than the first": lambda z, pulled, strided: z.ndim == 2 and _set(pulled[1:]),
    "the last row": lambda z, pulled, strided: z.ndim == 2 and z.shape[0] > 1 and _set(pulled[-1]),
    "two dimensions": lambda z, pulled, strided: z.ndim == 2 and _set(pulled),
    "one dimension": lambda z, pulled, strided: z.ndim == 1 and _set(pulled),
    "other columns than the first": lambda z, pulled, strided: z.ndim == 2 and _set(pulled[:, 1:]),
    "more rows than columns": lambda z, pulled, strided: z.ndim == 2 and z.shape[0] > z.shape[1] and _set(pulled),
    "the tail of a vector": lambda z, pulled, strided: _set(pulled[..., pulled.shape[-1] // 8 * 8 :]),
    "a single number": lambda z, pulled, strided: z.size == 1 and _set(pulled),
    "odd strides": lambda z, pulled, strided: strided and _set(pulled),
    "columns side by side": lambda z, pulled, strided: z.ndim == 2 and z.strides[0] < z.strides[1] and _set(pulled),
    "a stride of 0": lambda z, pulled, strided: 0 in z.strides and _set(pulled),
    "a gap": lambda z, pulled, strided: z.strides[-1] > z.itemsize and _set(pulled),
}


@pytest.mark.parametrize("where", SPOILT.values(), ids=SPOILT)
def test_what_is_wrong_in_some_arrays_alone_is_seen(where):
    assert any("tanh′ in float64 is wrong at" in text for text in wrong(spoilt(where)))


def test_two_dimensions_are_tried_where_every_shape_is_the_same_program():
    texts = wrong(spoilt(SPOILT["other rows than the first"]), pieces=False)

    assert any("tanh′ in float64 is wrong at" in text for text in texts)


def test_a_layer_with_neurons_side_by_side_is_tried():
    def activation(entry, z, cotangent, dtype, strided):
        a, pulled = right(entry, z, cotangent, dtype)
        return (a * 1.5 if strided else a), pulled

    assert any("softmax in float64 is wrong at" in text for text in wrong(activation, "softmax"))


def test_arrays_come_as_users_have_them_first_and_with_strides_of_0_last():
    seen = []

    def activation(entry, z, cotangent, dtype, strided):
        natural = z.strides == np.empty(z.shape).strides
        assert natural != strided
        assert z.strides == cotangent.strides
        seen.append((z.shape, natural, 0 in z.strides))
        return right(entry, z, cotangent, dtype)

    assert wrong(activation) == []
    odd = [i for i, (_, natural, _) in enumerate(seen) if not natural]
    zero = [i for i, (*_, zero) in enumerate(seen) if zero]
    assert {len(shape) for shape, natural, _ in seen if natural} == {1, 2}
    assert all(natural for _, natural, _ in seen[: odd[0]])
    assert max(i for i in odd if i not in zero) < min(zero)
    assert seen[zero[-1] + 1][:2] == (seen[zero[-1]][0], True)
    assert (1, shapes.ONE_ROW) not in [shape for shape, *_ in seen[: zero[-1]]]
    usual = seen[: odd[0]]
    assert seen[-len(usual) :] == usual


def test_a_tensor_has_the_strides_of_the_array_and_a_usual_one_those_of_a_new_tensor(adapter_named):
    adapter_named("torch")
    import torch

    from nablacheck.adapters.native import Native
    from nablacheck.adapters.torch_autograd import Autograd

    seen = []

    def relu(z):
        seen.append((tuple(z.shape), z.stride()))
        return torch.relu(z)

    functions = Autograd({"relu": Native("mine.relu", relu)}, {}).adapter("mine").functions
    row = np.arange(6.0)
    for array, strided in ((row[None, :], False), (row, False), (row[None, :], True), (row[::2], True)):
        functions.activation(ACTIVATIONS["relu"], array, array, "float32", strided)
    for layout in (shapes.transposed, shapes.every_second_row, shapes.one_column):
        functions.activation(ACTIVATIONS["relu"], *(layout(row.reshape(2, 3)),) * 2, "float32", True)

    assert seen == [
        ((1, 6), (6, 1)),
        ((6,), (1,)),
        ((1, 6), (row[None, :].strides[0] // 8, 1)),
        ((3,), (2,)),
        ((2, 3), (1, 2)),
        ((2, 3), (6, 1)),
        ((2, 3), (1, 0)),
    ]


# --- what was called before -------------------------------------------------------------------------------------------


def remembering(key):
    """The planted mistake: after a stride of 0, a slower kernel for every array with the same key, an ulp apart."""
    slow = set()

    def activation(entry, z, cotangent, dtype, strided):
        a, pulled = right(entry, z, cotangent, dtype)
        if 0 in z.strides:
            slow.add(key(z))
        return (np.nextafter(a, 2) if key(z) in slow else a), pulled

    return activation


def test_an_answer_that_depends_on_what_was_called_before_is_a_finding():
    texts = wrong(remembering(lambda z: z.ndim))

    assert any(
        text.startswith(
            "mine: tanh in float64 depends on what was called before: after calls with other shapes and strides the same call "
            "gives other numbers, at "
        )
        for text in texts
    )


def test_a_kernel_that_is_remembered_by_shape_alone_is_a_finding():
    """As oneDNN does it: only where a shape comes with a stride of 0 first is another kernel kept for it."""
    seen = {}

    def activation(entry, z, cotangent, dtype, strided):
        a, pulled = right(entry, z, cotangent, dtype)
        slow = seen.setdefault(z.shape, 0 in z.strides)
        return (np.nextafter(a, 2) if slow else a), pulled

    assert any("depends on the length of the array or on its stride" in text for text in wrong(activation))


def test_an_answer_for_other_numbers_of_the_same_shape_is_wrong():
    kept = {}
    stale = lambda entry, z, cotangent, dtype, strided: kept.setdefault(z.shape, right(entry, z, cotangent, dtype))

    assert any("tanh in float64 is wrong at" in text for text in wrong(stale))


def test_a_layer_that_remembers_is_a_finding():
    calls = []

    def activation(entry, z, cotangent, dtype, strided):
        a, pulled = right(entry, z, cotangent, dtype)
        calls.append(z.shape)
        return np.nextafter(a, 2) if calls.count(z.shape) > 2 else a, pulled

    assert any("softmax in float64 depends on what was called before" in text for text in wrong(activation, "softmax"))


# --- NaN --------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("length", shapes.LENGTHS)
def test_a_nan_that_one_length_swallows_is_wrong(length):
    def activation(entry, z, cotangent, dtype, strided):
        a, pulled = right(entry, z, cotangent, dtype)
        return (np.nan_to_num(a, nan=0.0) if z.shape == (length,) else a), pulled

    assert any("tanh in float64 is wrong at nan" in text for text in wrong(activation))


def test_a_nan_that_changes_its_neighbours_is_wrong():
    def activation(entry, z, cotangent, dtype, strided):
        a, pulled = right(entry, z, cotangent, dtype)
        if z.ndim == 1 and z.size == 9 and np.isnan(z).any():
            a[:] = np.nan
        return a, pulled

    assert any("tanh in float64 is wrong at" in text and "returned nan" in text for text in wrong(activation))


def test_a_nan_that_a_layer_swallows_or_hands_to_other_examples_is_a_finding():
    def swallows(entry, z, cotangent, dtype, strided):
        return right(entry, np.nan_to_num(z), cotangent, dtype)

    def spills(entry, z, cotangent, dtype, strided):
        a, pulled = right(entry, z, cotangent, dtype)
        return (a + np.nan if np.isnan(z).any() else a), pulled

    assert any("is a number where another neuron of the layer is NaN, at" in text for text in wrong(swallows, "softmax"))
    assert any("softmax in float64 is wrong at" in text for text in wrong(spills, "softmax"))


# --- what is no answer ------------------------------------------------------------------------------------------------


def raises(entry, z, cotangent, dtype, strided):
    raise ZeroDivisionError("planted")


@pytest.mark.parametrize(
    ("activation", "says"),
    [
        (raises, r"adapter 'mine': tanh of an array \(\d+,\) in float64: ZeroDivisionError: planted"),
        (lambda *given: None, "adapter 'mine': tanh of an array .* TypeError"),
        (lambda entry, z, *given: (z, z[:1]), r"adapter 'mine' returned arrays \(\d+,\) and \(1,\) for tanh of an array"),
        (lambda entry, z, *given: (z + 1j, z), "adapter 'mine': tanh of an array .* complex"),
        (lambda entry, z, *given: (z, "words"), "adapter 'mine': tanh of an array .* ValueError"),
    ],
)
def test_what_is_no_answer_is_one_sentence(activation, says):
    with pytest.raises(InputError, match=says):
        wrong(activation)


FORGETS = """
import numpy as np
from nablacheck import Adapter
from nablacheck.adapters import Functions


def activation(entry, z, cotangent, dtype, strided):
    a = np.tanh(z.astype(dtype))
    return a.astype(float), {pulled}


mine = Adapter("mine", "numpy", functions=Functions(activation, None, None, ("float64",)))
"""


@pytest.mark.parametrize(
    ("pulled", "exits", "says"),
    [
        ("(cotangent * (1 - a * a)).astype(float)", 0, "Nothing unexplained."),
        ("(1 - a * a).astype(float)", 1, "looks like: what comes from above is left out"),
        ("cotangent[:1]", 2, "adapter 'mine' returned"),
    ],
)
def test_an_adapter_from_a_file_is_swept(tmp_path, pulled, exits, says):
    file = tmp_path / "mine.py"
    file.write_text(FORGETS.format(pulled=pulled), encoding="utf-8")
    command = ["sweep", "--with", str(file), "--activations", "tanh", "--costs", "none", "--adapters", "mine"]
    done = CliRunner().invoke(main, [*command, "--dtype", "float64"])

    assert done.exit_code == exits, done.output
    assert says in " ".join(done.output.split())
