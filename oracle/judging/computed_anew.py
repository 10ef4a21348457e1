"""A pass through a graph of code whose compiler computes letters once more where they are read."""

from __future__ import annotations

from nablacheck.adapters import Adapter
from nablacheck.oracle.judging.before_rounding import once_more
from nablacheck.oracle.judging.compared import Comparison
from nablacheck.reference.arithmetic import Arithmetic, Array
from nablacheck.reference.graphs.graph_equations import GraphPass
from nablacheck.reference.graphs.graph_problem import GraphProblem
from nablacheck.reference.graphs.layers import Edge


class ComputedAnew(GraphPass):
    """A pass in which a letter that was judged is any number that rounding may give when it is computed once more.

    σ, σ′, the cost and the sums of BP3 go entry by entry, so the loop that computes them may compute what it reads. A link
    whose factors lie in memory, as the adapter says, reads the numbers that were returned: there the ball is a point again.
    """

    def __init__(self, problem: GraphProblem, xp: Arithmetic, adapter: Adapter, literally: bool = False) -> None:
        super().__init__(problem, xp, adapter.kinks, literally)
        self._anew = adapter.reads_anew
        self._returned: dict[tuple[str, int], Array] = {}

    def judged(self, letter: str, l: int, c: Comparison) -> Comparison:
        """The comparison of z^l, a^l or δ^l with its equation, whose ball the next equations read from here on."""
        letters = getattr(self, letter)
        self._returned[letter, l], letters[l] = letters[l], once_more(c.given, c.ball)
        return c

    def activations(self, edge: Edge) -> Array:
        """a of the layer that a link reads."""
        return self._read("a", edge.layer, edge)

    def weight(self, edge: Edge) -> Array:
        """w of a link: a parameter, the activations of a layer, or nothing."""
        return self._read("a", edge.weight, edge) if isinstance(edge.weight, int) else super().weight(edge)

    def error(self, m: int, edge: Edge) -> Array:
        """δ^m, as a link of layer m sends it back."""
        return self._read("delta", m, edge)

    def _read(self, letter: str, l: int, edge: Edge) -> Array:
        columns = self.graph.shapes[edge.layer][1] * self.problem.batch
        anew = self._anew is not None and self._anew(edge.link, self.shape(edge), columns)
        now = getattr(self, letter)[l]
        return now if anew else self._returned.get((letter, l), now)
