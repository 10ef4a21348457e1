"""An adapter for graphs that forgets a skip, wherever what it adds to has another link too."""

from dataclasses import replace

import numpy as np

from nablacheck import Adapter
from nablacheck.reference import Graph, GraphTrace, graph_backprop, links


class Forgotten(links.Skip):
    def back(self, w, delta):
        return 0 * delta


def typed(edge):
    return replace(edge, link=Forgotten(edge.link.factor)) if isinstance(edge.link, links.Skip) else edge


def graph_trace(problem):
    graph = problem.network
    layers = {
        l: replace(layer, edges=[typed(edge) for edge in layer.edges] if len(layer.edges) > 1 else layer.edges)
        for l, layer in graph.layers.items()
    }
    found = graph_backprop(replace(problem, network=Graph(graph.inputs, layers, graph.parameters, graph.cost)))
    rounded = lambda parts: {key: np.asarray(part, problem.dtype) for key, part in parts.items()}
    letters = {name: rounded(getattr(found, name)) for name in ("z", "a", "delta")}
    return GraphTrace(rounded(found.slopes), np.asarray(found.cost, problem.dtype), **letters)


forgets = Adapter("forgets", "numpy", graph_trace=graph_trace)
