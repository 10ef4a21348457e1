"""What XLA's own programs say of the letters that it computes once more: which links compute a again, and which read it."""

import numpy as np
import pytest

from nablacheck.oracle import judge_graph_trace
from nablacheck.reference import Activation, GraphProblem, Plan, links

pytestmark = pytest.mark.slow

jax_graphs = pytest.importorskip("nablacheck.adapters.jax_graphs", reason="jax is not here: pip install 'nablacheck[jax]'")
jax_grad = pytest.importorskip("nablacheck.adapters.jax_grad", reason="jax is not here: pip install 'nablacheck[jax]'")

OPTIMISED = jax_grad.Grad(jax_grad.ACTIVATIONS, jax_grad.COSTS)
UNOPTIMISED = jax_grad.Grad({}, {}, options=jax_grad.UNOPTIMISED, links=jax_grad.COMPOSED)
WINDOW = links.Window(6, 3)
MAGNITUDE = Activation(
    "magnitude", value=lambda z, xp: abs(z), prime=lambda z, a, xp: xp.where(z < 0, -1, 1), kinks={0: (-1, 1)}
)
"""A step that its derivative does not compute again, and that stands in a program under a name of its own."""


def through(link, n, examples):
    """The magnitudes of a layer that is 4 wide at 6 positions, and a link that reads it for n neurons."""
    plan = Plan((3, 6))
    at = plan.dense(1, 4, MAGNITUDE)
    plan.layer("identity", plan.edge(link, at, n, at if link.weight == "layer" else None))
    graph = plan.graph("quadratic")
    columns = examples * graph.shapes[graph.L][1]
    return GraphProblem(graph, np.ones((3, 6 * examples)), np.ones((graph.shapes[graph.L][0], columns)))


def times_computed(grad, problem):
    """In how many loops of the compiled program the magnitude stands."""
    graph, m = problem.network, problem.batch
    function = grad._graph(tuple(graph.layers.items()), graph.cost)
    taps = {l: np.zeros((n, p * m)) for l, (n, p) in graph.shapes.items() if l > 1}
    with jax_grad.sixty_four_bits():
        program = function.lower(dict(graph.parameters), taps, problem.x, problem.y, 1.0).compile()
    return program.as_text().count(" abs(")


def declared(problem):
    graph = problem.network
    (edge,) = graph.layers[graph.L].edges
    w = graph.parameters[edge.weight].shape if isinstance(edge.weight, str) else graph.shapes.get(edge.weight)
    return jax_graphs.reads_anew(edge.link, w, graph.shapes[edge.layer][1] * problem.batch)


@pytest.mark.parametrize("grad", [OPTIMISED, UNOPTIMISED], ids=["optimised", "unoptimised"])
@pytest.mark.parametrize("examples", [1, 3])
@pytest.mark.parametrize("link", [links.Dense(), links.Transposed()])
def test_a_product_of_matrices_reads_the_a_that_is_returned(link, examples, grad):
    problem = through(link, 2, examples)

    assert not declared(problem)
    assert times_computed(grad, problem) == 1


@pytest.mark.parametrize("grad", [OPTIMISED, UNOPTIMISED], ids=["optimised", "unoptimised"])
@pytest.mark.parametrize("link", [links.Skip(), links.Gain(), links.Times(), links.Pool(WINDOW), links.Conv(WINDOW)])
def test_what_goes_entry_by_entry_computes_it_once_more(link, grad):
    problem = through(link, 4, 3)

    assert declared(problem)
    assert times_computed(grad, problem) > 1


@pytest.mark.parametrize("dtype", ["float32", "float64"])
@pytest.mark.parametrize("name", ["jax", "jax-composed"])
def test_an_a_of_zero_that_is_computed_twice_is_explained(name, dtype, adapter_named):
    """What is left of the mean of equal neurons is 0 where it is returned and not where silu reads it."""
    adapter = adapter_named(name)
    plan = Plan((3, 6), dtype=dtype)
    plan.layer("silu", plan.edge(links.Skip(), plan.reads(1, links.Skip(), "standardize")), bias=True)
    graph = plan.graph("quadratic")
    ones = {key: np.ones_like(w) for key, w in graph.parameters.items()}
    problem = GraphProblem(graph.with_parameters(ones), *np.ones((2, 3, 6), dtype))

    verdict = judge_graph_trace(problem, adapter.graph_trace(problem), adapter)

    assert not verdict.disagrees, verdict.explain()
