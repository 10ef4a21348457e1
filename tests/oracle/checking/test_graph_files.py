"""Problem files of graphs: what is written is read again, claims are judged, and what is no graph is one sentence."""

import json
from dataclasses import replace
from pathlib import Path

import jsonschema
import numpy as np
import pytest

from nablacheck.oracle import random_graph
from nablacheck.oracle.checking.graph_claims import judge_graph_claim
from nablacheck.oracle.checking.graph_files import graph_claim, graph_contents
from nablacheck.oracle.checking.problem_files import claim_of, judged, read_problem, write_either
from nablacheck.reference import Edge, Graph, GraphProblem, InputError, Layer, Plan, blocks, graph_backprop, links

from helpers.small_graphs import BLOCKS, block

SCHEMA = json.loads((Path(__file__).parents[3] / "docs" / "report.schema.json").read_text(encoding="utf-8"))


def same(one, other):
    """Whether two problems are one: their layers by what is written of them, and every number."""
    assert json.loads(graph_contents(one)["spec"]) == json.loads(graph_contents(other)["spec"])
    assert one.network.lines == other.network.lines
    assert all(np.array_equal(array, other.arrays[name]) for name, array in one.arrays.items())
    assert one.dtype == other.dtype
    return True


@pytest.mark.parametrize("name", BLOCKS)
@pytest.mark.parametrize("suffix", [".npz", ".json"])
def test_a_block_is_read_as_it_was_written(tmp_path, name, suffix):
    problem = replace(block(name, "float32"), scale=3.0)
    path = write_either(tmp_path / f"graph{suffix}", problem)

    assert same(problem, read_problem(path).problem)
    assert read_problem(path).problem.scale == 3


@pytest.mark.parametrize("seed", range(40))
def test_a_random_graph_is_read_as_it_was_written(seed):
    problem = random_graph(seed, "float32" if seed % 2 else "float64")
    arrays = graph_contents(problem)
    read = claim_of(arrays, "it").problem

    assert same(problem, read)
    trace, again = graph_backprop(problem), graph_backprop(read)
    assert all(np.array_equal(slope, again.slopes[name]) for name, slope in trace.slopes.items())


def test_every_move_has_a_form():
    """Those without a name are written by their table."""
    plan = Plan((3, 4))
    shape = plan.shapes[1]
    moves = [
        links.flattened(shape),
        links.arranged(shape, (4, 3)),
        links.at_positions(shape, [1, 1]),
        links.placed(shape, 5, 1),
    ]
    moves += [links.some_neurons(shape, [2, 0]), links.enlarged(shape, (2, 2), 2), links.placed_at(shape, 6, 2)]
    for move in moves:
        graph = Graph((3, 4), {2: Layer("tanh", [Edge(1, move)])}, {}, "quadratic")
        n, p = graph.shapes[2]
        read = claim_of(graph_contents(GraphProblem(graph, np.ones((3, 4)), np.ones((n, p)))), "it").problem

        assert np.array_equal(read.network.layers[2].edges[0].link.table, move.table)


def contents(problem=None, **changes):
    problem = problem or block("residual")
    spec = {**json.loads(graph_contents(problem)["spec"]), **changes}
    return {**graph_contents(problem), "spec": json.dumps(spec)}


def claimed(problem, slopes):
    return {**graph_contents(problem), **{f"nabla_{name}": slope for name, slope in slopes.items()}}


@pytest.mark.parametrize("name", BLOCKS)
def test_right_slopes_are_right(name):
    problem = block(name)
    judgement = judged(claim_of(claimed(problem, graph_backprop(problem).slopes), "it"))

    assert judgement.outcome == "right", judgement.explain()


def test_a_skip_that_was_forgotten_is_told_with_its_layer_and_link():
    plan = Plan(2)
    blocks.residual_block(plan, plan.dense(1, 3, "tanh"), 4)
    problem = GraphProblem(plan.graph("quadratic"), np.eye(2, 5), np.eye(3, 5))
    trace = graph_backprop(problem)
    sent = trace.delta[3]
    delta2 = problem.network.parameters["w3"].T @ sent * (1 - trace.a[2] ** 2)
    slopes = {**trace.slopes, "w2": delta2 @ problem.x.T, "b2": delta2.sum(axis=1, keepdims=True)}
    judgement = judged(claim_of(claimed(problem, slopes), "it"))
    said = judgement.as_json()

    assert judgement.outcome == "wrong"
    assert "looks like: what layer 4 (skip of layer 2) sends back to layer 2 is left out" in judgement.explain()
    assert {key: said["mistake"][key] for key in ("name", "equation", "layer", "link", "weight")} == {
        "name": "part forgotten",
        "equation": "BP2",
        "layer": 4,
        "link": "skip",
        "weight": "",
    }
    jsonschema.Draft202012Validator(SCHEMA).validate(said)


def test_a_trace_in_a_file_is_judged_equation_by_equation():
    problem = block("convolution")
    trace = graph_backprop(problem)
    letters = {f"{name}{l}": array for name in ("z", "a", "delta") for l, array in getattr(trace, name).items() if l > 1}
    right = {**claimed(problem, trace.slopes), **letters}
    wrong = {**right, "delta2": right["delta2"] / 2}

    assert {c.equation for c in judged(claim_of(right, "it")).verdict.comparisons} >= {"BP1", "BP2", "BP3", "BP4"}
    assert judged(claim_of(right, "it")).outcome == "right"
    judgement = judged(claim_of(wrong, "it"))
    assert judgement.explain().startswith("the file breaks BP2 at layer 2 of")


def test_examples_may_have_an_axis_for_the_positions():
    problem = block("attention")
    arrays = claimed(problem, graph_backprop(problem).slopes)
    (n, p), m = problem.network.inputs, problem.batch
    apart = {**arrays, "x": arrays["x"].reshape(n, p, m)}

    assert same(problem, claim_of(apart, "it").problem)


def test_biases_and_gains_may_be_vectors():
    problem = block("layer norm")
    flat = {name: array.ravel() for name, array in problem.network.parameters.items() if array.shape[1] == 1}

    assert flat
    assert same(problem, claim_of({**contents(problem), **flat}, "it").problem)


def layers(**changes):
    """The layers of the residual block, one of them changed."""
    found = json.loads(graph_contents(block("residual"))["spec"])["layers"]
    return {**found, "2": {**found["2"], **changes}}


CONV = {"link": "conv", "of": 1, "weight": "w2", "size": [3], "kernel": [2]}
BAD = {
    "no layers": ({"layers": []}, "layers in spec is []; it must map the numbers of layers, 2 to 9999, to"),
    "a layer that is none": ({"layers": {"2": 1}}, 'layer 2 in spec is 1; it must have the list "adds" of its links.'),
    "a layer without links": ({"layers": layers(adds=[])}, "layer 2 reads no layer"),
    "a number that is none": (
        {"layers": {"two": {}}},
        "layers in spec is {'two': {}}; it must map the numbers of layers, 2 to 9999, to",
    ),
    "a gap": ({"layers": {"3": layers()["2"]}}, "a graph has the layers [3]; allowed are 2, …, L without gaps"),
    "an unknown key": ({"layers": layers(wide=1)}, "unknown key of layer 2 'wide'"),
    "an unknown activation": ({"layers": layers(activation="tan")}, "unknown activation 'tan'"),
    "an activation that is no text": ({"layers": layers(activation=3)}, "activation of layer 2 in spec is 3; write a name"),
    "a bias that is no text": ({"layers": layers(bias=3)}, "bias of layer 2 in spec is 3; write a name"),
    "a link that is none": ({"layers": layers(adds=["dense"])}, "layer 2 in spec adds 'dense'; it must be as in"),
    "an unknown link": ({"layers": layers(adds=[{"link": "dens", "of": 1}])}, "unknown link in layer 2 'dens'"),
    "a link of no text": ({"layers": layers(adds=[{"link": [], "of": 1}])}, "unknown link in layer 2 []"),
    "a layer to read that is no number": (
        {"layers": layers(adds=[{"link": "skip", "of": "1"}])},
        "what layer 2 reads is '1'; it must be an integer of at least 1.",
    ),
    "a layer to read that comes later": (
        {"layers": layers(adds=[{"link": "flatten", "of": 3}])},
        "read each other in a circle, which no graph may have",
    ),
    "a weight that is none": (
        {"layers": layers(adds=[{"link": "dense", "of": 1, "weight": 1.5}])},
        "weight in layer 2 is 1.5; write the name of a parameter, or the number of a layer.",
    ),
    "a weight that is missing": (
        {"layers": layers(adds=[{"link": "dense", "of": 1, "weight": "v"}])},
        "layer 2 needs the parameter 'v'",
    ),
    "a link with an unknown part": (
        {"layers": layers(adds=[{"link": "dense", "of": 1, "weight": "w2", "kernel": 3}])},
        "dense in layer 2: unknown key 'kernel'",
    ),
    "a window without a kernel": (
        {"layers": layers(adds=[{"link": "conv", "of": 1, "weight": "w2", "size": 3}])},
        "conv in layer 2: kernel is missing",
    ),
    "a kernel of text": ({"layers": layers(adds=[{**CONV, "kernel": "3"}])}, "conv in layer 2"),
    "a kernel without axes": (
        {"layers": layers(adds=[{**CONV, "kernel": None}])},
        "conv in layer 2: kernel of a window is None",
    ),
    "groups that are none": ({"layers": layers(adds=[{**CONV, "groups": 0}])}, "conv in layer 2: groups is 0"),
    "a factor that is no number": (
        {"layers": layers(adds=[{"link": "skip", "of": 1, "factor": "2"}])},
        "skip in layer 2: factor is '2'; it must be a finite number.",
    ),
    "a reshape that does not fit": (
        {"layers": layers(adds=[{"link": "reshape", "of": 1, "into": [5, 7]}])},
        "reshape in layer 2 is made of {'into': [5, 7]}, which does not fit layer 1, which is 3.",
    ),
    "positions that there are not": (
        {"layers": layers(adds=[{"link": "positions", "of": 1, "positions": [9]}])},
        "positions in layer 2 is made of {'positions': [9]}",
    ),
    "a table that is none": (
        {"layers": layers(adds=[{"link": "move", "of": 1, "source": [3, 1], "table": [[1], [2, 3]]}])},
        "move in layer 2 is made of",
    ),
    "a table beyond the layer": (
        {"layers": layers(adds=[{"link": "move", "of": 1, "source": [3, 1], "table": [[7]]}])},
        "move in layer 2: the table of a move has shape (1, 1)",
    ),
    "inputs of text": ({"inputs": "3"}, "inputs in spec is '3'; it must be an integer of at least 1."),
    "inputs of three": ({"inputs": [1, 2, 3]}, "inputs in spec is [1, 2, 3]; it must be the neurons of a layer"),
    "no neurons": ({"inputs": [0, 1]}, "inputs in spec is 0; it must be an integer of at least 1."),
    "an unknown key of spec": ({"l2": 1}, "unknown key of the spec of a graph 'l2'"),
    "an unknown cost": ({"cost": "quadrati"}, "unknown cost 'quadrati'"),
    "a cost of no text": ({"cost": 3}, "activations and cost in spec have 3 in them; write names, in quotes."),
    "an unknown dtype": ({"dtype": "float31"}, "unknown dtype 'float31'"),
    "a scale of nothing": ({"scale": 0}, "factor, scale and learning_rate in spec must not be 0."),
}


@pytest.mark.parametrize("kind", BAD)
def test_what_is_no_graph_is_one_sentence(kind):
    changes, sentence = BAD[kind]
    with pytest.raises(InputError) as error:
        claim_of(contents(**changes), "it")

    assert str(error.value).startswith("it: ")
    assert sentence in str(error.value)
    assert "\n" not in str(error.value)


ARRAYS = {
    "no x": ({"x": None}, "the key 'x' is missing; a graph has x, y, its parameters by their names, and spec."),
    "an unknown key": ({"w9": np.eye(2)}, "unknown key 'w9'"),
    "a parameter of another shape": ({"w2": np.ones((4, 7))}, "w2 has shape (4, 7) but layer 1 has 3 neurons"),
    "complex numbers": ({"w2": np.ones((4, 3), complex)}, "w2 is complex128; one dtype is allowed"),
    "infinity": ({"w2": np.full((4, 3), np.inf)}, "w2[0, 0] is inf; every number must be finite."),
    "other examples": ({"y": np.ones((2, 5))}, "y has shape (2, 5); beside this graph and 2 examples it must be (2, 2)."),
    "slopes that are missing": ({"nabla_w2": np.ones((4, 3))}, "it returned slopes without 'b2'"),
}


@pytest.mark.parametrize("kind", ARRAYS)
def test_arrays_that_do_not_fit_are_one_sentence(kind):
    changes, sentence = ARRAYS[kind]
    arrays = {name: array for name, array in {**contents(), **changes}.items() if array is not None}
    with pytest.raises(InputError) as error:
        judged(claim_of(arrays, "it"))

    assert str(error.value).startswith("it: ")
    assert sentence in str(error.value)


def test_the_cost_of_the_file_is_said_where_it_makes_everything_right():
    """And another one than both, where that does."""
    plan = Plan(3)
    plan.dense(1, 2, "sigmoid")
    problem = GraphProblem(plan.graph("cross-entropy"), np.eye(3, 5), np.eye(2, 5))
    arrays = claimed(problem, graph_backprop(problem).slopes)
    as_mse = {**arrays, "spec": arrays["spec"].replace("cross-entropy", "mse")}

    assert judged(claim_of(arrays, "it")).outcome == "right"
    for one in (graph_claim(arrays, "it", {"cost": "mse"}), claim_of(as_mse, "it")):
        judgement = judge_graph_claim(one)
        assert judgement.outcome == "wrong"
        assert "the numbers are those of the cost cross-entropy; declare cost=cross-entropy where" in judgement.explain()
    halved = {name: array / 7 if name == "nabla_w2" else array for name, array in as_mse.items()}
    assert "declare" not in judge_graph_claim(claim_of(halved, "it")).explain()


@pytest.mark.parametrize("letters", [(), ("z", "a", "delta")], ids=["slopes", "a trace"])
def test_nan_of_a_saturated_output_is_wrong_and_the_division_is_named(letters):
    """As in the file of a chain: nobody can be asked how it was computed, and what is claimed is finite there."""
    plan = Plan(3)
    plan.dense(1, 2, "sigmoid")
    plan.parameters["b2"] += 60
    problem = GraphProblem(plan.graph("cross-entropy"), np.eye(3, 5), np.full((2, 5), 0.5))
    trace = graph_backprop(problem)
    nan = {f"nabla_{name}": np.full_like(slope, np.nan) for name, slope in trace.slopes.items()}
    of_trace = {f"{letter}2": getattr(trace, letter)[2] * (np.nan if letter == "delta" else 1) for letter in letters}
    judgement = judged(claim_of({**contents(problem), **nan, **of_trace}, "it"))

    assert judgement.outcome == "wrong"
    assert "divides by a(1 − a), which is rounded to 0 there" in judgement.explain()


def test_a_file_without_slopes_says_what_to_add():
    with pytest.raises(InputError, match="it: it claims no slopes; add nabla_w2, nabla_b2, "):
        judge_graph_claim(claim_of(contents(), "it"))


def test_a_name_that_means_something_else_is_refused():
    plan = Plan(2)
    plan.layer("tanh", plan.edge(links.Dense(), 1, 2, "x"))
    problem = GraphProblem(plan.graph("quadratic"), np.ones((2, 1)), np.ones((2, 1)))

    with pytest.raises(InputError, match="a parameter has the name 'x', which means something else in a file"):
        graph_contents(problem)


def test_an_activation_of_ones_own_is_refused():
    problem = block("residual")
    other = {l: entry.variant(name="mine") for l, entry in problem.network.activations.items()}
    with pytest.raises(InputError, match="is not the one that is registered under its name"):
        graph_contents(replace(problem, network=problem.network.with_entries(other, problem.network.cost)))


def test_a_convention_of_chains_is_refused():
    with pytest.raises(InputError, match="unknown convention of a file with a graph 'weights'"):
        claim_of(contents(), "it", {"weights": "(in, out)"})
