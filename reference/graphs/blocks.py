"""Networks that people know, as layers and links: each function adds one to a plan, and gives the number of its last layer."""

from __future__ import annotations

import math
from collections.abc import Iterator

import numpy as np

from nablacheck.reference.activations import Activation
from nablacheck.reference.activations.normalizers import EPSILON as EPSILON
from nablacheck.reference.draws import whole
from nablacheck.reference.errors import InputError, check_handed_in
from nablacheck.reference.graphs.layers import Edge
from nablacheck.reference.graphs.plan import Plan
from nablacheck.reference.links import (
    Conv,
    Dense,
    Gain,
    Mix,
    Move,
    Scores,
    Skip,
    Times,
    Transposed,
    Window,
    at_positions,
    placed_at,
)
from nablacheck.reference.links.moves import NONE
from nablacheck.reference.links.window import seen
from nablacheck.reference.room import DRAWN, check_room


def embedding(plan: Plan, of: int, n: int) -> int:
    """A vector for each symbol: the dense link on columns that are 1 at the symbol and 0 elsewhere."""
    return plan.dense(of, n, bias=False)


def with_positions(plan: Plan, of: int) -> int:
    """a + b with a b of its own for each position: the learnt embedding of positions."""
    return plan.layer("identity", Edge(of, Skip()), bias=True, by_position=True)


def residual_block(plan: Plan, of: int, n: int, activation: Activation | str = "tanh") -> int:
    """σ(w σ(w a + b) + b + a) (He et al. 2016)"""
    inside = plan.dense(of, n, activation)
    again = plan.edge(Dense(), inside, plan.shapes[of][0])
    return plan.layer(activation, again, Edge(of, Skip()), bias=True)


def layer_norm(plan: Plan, of: int, epsilon: float = EPSILON) -> int:
    """γ ⊙ (a − mean)/√(variance + ε) + β over the neurons of each position (Ba et al. 2016)"""
    return _with_gain(plan, plan.reads(of, Skip(), f"standardize(epsilon={epsilon!r})"), bias=True)


def rms_norm(plan: Plan, of: int, epsilon: float = EPSILON) -> int:
    """γ ⊙ a/√(mean of a² + ε) over the neurons of each position (Zhang and Sennrich 2019)"""
    return _with_gain(plan, plan.reads(of, Skip(), f"rms_normalize(epsilon={epsilon!r})"), bias=False)


def _with_gain(plan: Plan, of: int, bias: bool) -> int:
    return plan.layer("identity", plan.edge(Gain(), of), bias=bias)


def convolution(plan: Plan, of: int, n: int, window: Window, activation: Activation | str = "relu", groups: int = 1) -> int:
    """σ(w ∗ a + b), a bias for each of n channels"""
    return plan.layer(activation, plan.edge(Conv(window, groups), of, n), bias=True)


def max_pool(plan: Plan, of: int, window: Window) -> int:
    """The largest that a window sees, for each neuron by itself: one entry after the other, max(x, y) = y + relu(x − y).

    Of two that are equal the later one is sent what relu′(0) is. InputError for a window with padding.
    """
    check_handed_in(window=(window, Window))
    if any(window.padding):
        raise InputError(f"a window of {window} has padding, and 0 is not what it sees there: leave the padding out.")
    largest, *others = (plan.reads(of, at_positions(plan.shapes[of], list(places))) for places in seen(window))
    for other in others:
        above = plan.layer("relu", Edge(other, Skip()), Edge(largest, Skip(-1)))
        largest = plan.adds(largest, above)
    return largest


def gated_unit(plan: Plan, of: int, n: int, activation: Activation | str = "identity") -> int:
    """σ(w a + b) ⊙ sigmoid(w′ a + b′): what a sigmoid of its own lets through (Dauphin et al. 2017)"""
    inside, opened = plan.dense(of, n, activation), plan.dense(of, n, "sigmoid")
    return plan.layer("identity", Edge(inside, Times(), opened))


def bottleneck(plan: Plan, of: int, n: int, window: Window, activation: Activation | str = "relu") -> int:
    """σ(a + three convolutions, of which the outer two are of single positions), with n channels inside (He et al. 2016)"""
    narrow = plan.dense(of, n, activation)
    seen = convolution(plan, narrow, n, window, activation)
    wide = plan.edge(Dense(), seen, plan.shapes[of][0])
    return plan.layer(activation, wide, Edge(of, Skip()), bias=True)


def tied_autoencoder(plan: Plan, of: int, n: int, activation: Activation | str = "tanh") -> int:
    """wᵀ σ(w a + b) + b′: the way back has the weight of the way there"""
    inside = plan.edge(Dense(), of, n)
    code = plan.layer(activation, inside, bias=True)
    return plan.layer("identity", Edge(code, Transposed(), inside.weight), bias=True)


def attention(plan: Plan, of: int, heads: int = 1, memory: int | None = None) -> int:
    """w_o (v softmax(kᵀq/√d)) + b_o with queries of one layer, keys and values of another or the same (Vaswani et al. 2017).

    Keys have no bias: it would move all scores of a query alike, which softmax does not see, so that its slope is 0.
    """
    seen = of if memory is None else memory
    n, queries, keys = plan.shapes[of][0], plan.shapes[of][1], plan.shapes[seen][1]
    q, k, v = plan.dense(of, n), plan.dense(seen, n, bias=False), plan.dense(seen, n)
    scores = Scores(heads, keys, queries, _size(n, heads))
    shares = plan.layer("softmax", Edge(q, scores, k))
    return plan.dense(plan.layer("identity", Edge(shares, Mix(heads, keys, queries), v)), n)


def _size(n: int, heads: int) -> float:
    """1/√d of the d neurons of a head; InputError where the heads do not divide n."""
    if whole(heads, "heads", least=1) > n or n % heads:
        raise InputError(f"heads is {heads}, of a layer of {n} neurons: they must divide them.")
    return 1 / math.sqrt(n // heads)


def causal_attention(plan: Plan, of: int, heads: int = 1) -> int:
    """Attention in which each position sees those up to its own, as in a model of language, with a softmax over these alone.

    No score is minus infinity: what a mask hides is never computed. InputError for a single position.
    """
    (n, p), size = plan.shapes[of], _size(plan.shapes[of][0], heads)
    if p == 1:
        raise InputError("causal attention is of one position, which sees itself alone: take attention, or more positions.")
    q, k, v = plan.dense(of, n), plan.dense(of, n, bias=False), plan.dense(of, n)
    seen = [plan.reads(v, at_positions((n, p), [0]))]  # the first position sees one value, its own
    for t in range(1, p):
        query = plan.reads(q, at_positions((n, p), [t]))
        keys, values = (plan.reads(l, at_positions((n, p), range(t + 1))) for l in (k, v))
        shares = plan.layer("softmax", Edge(query, Scores(heads, t + 1, 1, size), keys))
        seen.append(plan.layer("identity", Edge(shares, Mix(heads, t + 1, 1), values)))
    return plan.dense(plan.layer("identity", *(Edge(l, placed_at((n, 1), p, t)) for t, l in enumerate(seen))), n)


def transformer_block(
    plan: Plan, of: int, heads: int, n: int, activation: Activation | str = "gelu", causal: bool = False
) -> int:
    """a + attention(norm(a)), and to that w σ(w norm(…) + b) + b is added, with n neurons inside"""
    attend = causal_attention if causal else attention
    attended = plan.adds(of, attend(plan, layer_norm(plan, of), heads))
    inside = plan.dense(layer_norm(plan, attended), n, activation)
    return plan.layer("identity", plan.edge(Dense(), inside, plan.shapes[of][0]), Edge(attended, Skip()), bias=True)


def lstm(plan: Plan, of: int, n: int) -> int:
    """h after a step for each position, in n cells that start at 0 (Hochreiter and Schmidhuber 1997)."""
    h = c = nothing_yet(plan, of, n)
    for x in _steps(plan, of):
        i, f, o = (_gate(plan, x, h, n, letter) for letter in "ifo")
        g = _gate(plan, x, h, n, "g", "tanh")
        c = plan.layer("identity", Edge(c, Times(), f), Edge(g, Times(), i))
        h = plan.layer("identity", Edge(plan.reads(c, Skip(), "tanh"), Times(), o))
    return h


def gru(plan: Plan, of: int, n: int) -> int:
    """h after a step for each position, in n cells that start at 0 (Cho et al. 2014); the reset comes after u h."""
    h = nothing_yet(plan, of, n)
    for x in _steps(plan, of):
        r, z = (_gate(plan, x, h, n, letter) for letter in "rz")
        before = plan.layer("identity", plan.edge(Dense(), h, n, "u_n"), bias="c_n")
        new = plan.layer("tanh", plan.edge(Dense(), x, n, "w_n"), Edge(before, Times(), r), bias="b_n")
        h = plan.layer("identity", Edge(new, Skip()), Edge(new, Times(-1), z), Edge(h, Times(), z))  # (1 − z) ⊙ new + z ⊙ h
    return h


def nothing_yet(plan: Plan, of: int, n: int) -> int:
    """n zeros, the state before the first step."""
    check_room("the state before the first step", whole(n, "n", least=1), "draw", DRAWN)
    return plan.reads(of, Move(plan.shapes[of], np.full((n, 1), NONE), "zeros"))


def _steps(plan: Plan, of: int) -> Iterator[int]:
    """A layer for each position of another, as the steps of a recurrent network."""
    shape = plan.shapes[of]
    return (plan.reads(of, at_positions(shape, [step])) for step in range(shape[1]))


def _gate(plan: Plan, x: int, h: int, n: int, letter: str, activation: str = "sigmoid") -> int:
    """σ(w x + u h + b), with the parameters of the gate's letter at every step"""
    now, before = plan.edge(Dense(), x, n, f"w_{letter}"), plan.edge(Dense(), h, n, f"u_{letter}")
    return plan.layer(activation, now, before, bias=f"b_{letter}")
