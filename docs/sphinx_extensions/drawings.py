"""The pictures of the site: each function computes what it shows, and writes it to an SVG file."""

import json
from functools import reduce
from itertools import pairwise, permutations, product
from pathlib import Path
from typing import Any

import numpy as np

import nablacheck
from nablacheck.adapters import Adapter, load
from nablacheck.adapters.finite_differences import central
from nablacheck.adapters.trainers import trainer
from nablacheck.oracle.generating.problems import Architecture, Seeded, problem, template_problem
from nablacheck.oracle.judging.mean_value import CENTRAL, STEPS, judge_differences
from nablacheck.oracle.measuring.saturation import by_octaves, learning, networks
from nablacheck.oracle.measuring.speed import SIZES, exponents, growth
from nablacheck.oracle.report import contest_plot as contest
from nablacheck.oracle.report import drift_plot as drift
from nablacheck.oracle.report import graph_plot
from nablacheck.oracle.report import saturation_plot as saturation
from nablacheck.oracle.report import speed_plot as speed
from nablacheck.oracle.report.plots import BLUE, GREY, LIGHT, ORANGE, figure
from nablacheck.oracle.training.digit_trainings import Training, followed, planned
from nablacheck.oracle.training.divergence import predicted
from nablacheck.oracle.training.steps import TrainingRecord
from nablacheck.reference import ACTIVATIONS, Plan, Problem, backprop, blocks
from nablacheck.reference.arithmetic import FLOAT, FLOAT32, balls
from nablacheck.reference.arithmetic.certified import CERTIFIED

MINE = Adapter("NumPy", library="numpy", gradient=backprop)
SECONDS = 2.0
"""For the differences (46) of `fast`, which grow with the square of the network."""
SPEED = Path(__file__).resolve().parent.parent / "speed.json"
TRAINED = 200
"""Steps of `training`."""


def drawn(widths: tuple[int, ...], activation: str, dtype: str, batch: int = 5) -> Problem:
    """A problem with full mantissas, the same on any machine."""
    architecture = Architecture(widths, (activation,) * (len(widths) - 1), "quadratic", batch, 1.0, "contiguous")
    return problem(Seeded(1), architecture, dtype, 1, "drawing", ("full",)).problem.draw(0)


# --- how long it takes ------------------------------------------------------------------------------------------------


def speeds(path: Path) -> None:
    """Ratios of the recorded runs, commit after commit."""
    contest.draw_history(recorded_speed(), path)


def grows(path: Path) -> None:
    """How time and memory grew in the last of them."""
    contest.draw_growth(recorded_speed()[-1]["growth"], path)


def recorded_speed() -> list[dict[str, Any]]:
    """The history of `bench speed`."""
    history: list[dict[str, Any]] = json.loads(SPEED.read_text(encoding="utf-8"))
    return history


# --- the chapter ------------------------------------------------------------------------------------------------------


def sigma(path: Path) -> None:
    """σ and σ′ of four activations."""
    z = np.linspace(-6, 6, 601)
    with figure(path, 8, 2.6) as page:
        panels = page.subplots(1, 4, sharey=True)
        for axes, name in zip(panels, ("sigmoid", "tanh", "relu", "gelu"), strict=True):
            entry = ACTIVATIONS[name]
            a = entry.value(z, FLOAT)
            axes.plot(z, a, color=BLUE, label="σ(z)")
            axes.plot(z, FLOAT.like(entry.prime(z, a, FLOAT), z), color=ORANGE, label="σ′(z)")
            axes.set(title=name, xlabel="z", ylim=(-1.2, 2.2))
        panels[0].legend(loc="upper left")


def learns_slowly(path: Path) -> None:
    """|∂C/∂w| against a_in, and |δ| against σ′, over many random networks."""
    saturation.draw(*by_octaves(learning(networks())), path)


def training(path: Path) -> None:
    """How far JAX drifts from the reference in a training, over what random rounding does."""
    plan, _ = planned("sgd", TRAINED, 0)
    (adapter, optimizer), trainings = trainer("jax"), []
    for dtype in ("float32", "float64"):
        trainings.append(one := Training(TrainingRecord(adapter.name, dtype, optimizer.says)))
        for _ in followed(plan, adapter, optimizer, one):
            pass
    drift.draw(trainings, list(predicted(plan)), f"{plan.start.network}, handwritten digits", path)


def fast(path: Path) -> None:
    """The time of a gradient by backpropagation and by differences, against the number of weights."""
    rows = list(growth(SECONDS, SIZES))
    speed.draw(rows, exponents(rows), path)


def quotients(path: Path) -> None:
    """How far a central difference is from the derivative, and how far it may be, for each step h."""
    small = template_problem(0)
    direction = np.where(np.arange(small.network.count) % 3, 1.0, -1.0)[None]
    true = float(along(small, direction))
    errors = [abs(float(central(small, direction, np.asarray(h))[0]) - true) for h in STEPS]
    with figure(path, 8, 3.2) as page:
        axes = page.subplots()
        axes.loglog(STEPS, [allowed(small, direction, h) for h in STEPS], "o-", color=ORANGE, label="what the theorem allows")
        axes.loglog(STEPS, errors, "s-", color=BLUE, label="distance of the quotient from v·∇C")
        axes.set(xlabel="h")
        axes.legend()


def allowed(small: Problem, direction: Any, h: float) -> float:
    """How far the judge lets a central difference with step h be from the middle of its enclosure."""
    comparisons = judge_differences(small, MINE, direction, steps=np.array([h])).comparisons
    return next(float(c.ball.rad.item()) for c in comparisons if c.equation == CENTRAL)


def along(small: Problem, direction: Any) -> Any:
    """v·∇C in certified arithmetic."""
    return backprop(small, arithmetic=CERTIFIED).vector @ direction[0]


WIDTHS, PATH = (2, 3, 4, 3, 1), (1, 0, 2, 1, 0)
NAMES = ("$a^{l-1}_k$", "$a^l_j$", "$a^{l+1}_q$", "$a^L_m$", "$C$")


def one_path(path: Path) -> None:
    """A network, and one of the paths by which a change of a weight reaches the cost."""
    at = [[(l, (n - 1) / 2 - j) for j in range(n)] for l, n in enumerate(WIDTHS)]
    with figure(path, 8, 3.2) as page:
        axes = page.subplots()
        for l, (n, n_next) in enumerate(pairwise(WIDTHS)):
            for j, k in product(range(n), range(n_next)):
                taken = (j, k) == PATH[l : l + 2]
                ends = zip(at[l][j], at[l + 1][k], strict=True)
                axes.plot(*ends, color=ORANGE if taken else LIGHT, linewidth=2.5 if taken else 1, zorder=1 + taken)
        for l, (neurons, name) in enumerate(zip(at, NAMES, strict=True)):
            for j, place in enumerate(neurons):
                axes.plot(*place, "o", markersize=15, color=ORANGE if j == PATH[l] else GREY, zorder=3)
            axes.annotate(name, neurons[PATH[l]], (0, 13), textcoords="offset points", ha="center", fontsize=13)
        axes.annotate("$w^l_{jk}$", (0.42, 0.35), ha="center", fontsize=13)
        axes.set(ylim=(-1.8, 2.1))
        axes.axis("off")


def transformer(path: Path) -> None:
    """The layers and links of a transformer block."""
    plan = Plan((4, 3))
    blocks.transformer_block(plan, 1, heads=2, n=8)
    graph_plot.draw(plan.graph("quadratic"), path)


# --- the house --------------------------------------------------------------------------------------------------------

ROOM, ASIDE = (1.66, 0.94), (1.66, 0.66)
"""Width and height of a room on the way of a number, and of one beside it."""
ABOVE, BELOW = 2.0, 0.66


def architecture(path: Path) -> None:
    """The rooms, and what one entry of δ is in each of them."""
    small, jax = drawn((3, 5, 4, 3), "tanh", "float32"), load("jax")
    assert jax.trace is not None
    delta = next(c for c in nablacheck.judge_trace(small, jax.trace(small), jax).comparisons if c.equation == "BP2")
    given, ball, share = (float(part[delta.worst]) for part in (delta.given, delta.ball.mid, delta.error_over_bound))
    name = f"$\\delta^{delta.layer}_{{{delta.worst[-2] + 1}}}$"
    way = (
        ("generating", "a problem", "3-5-4-3, tanh\nfloat32, batch 5"),
        ("adapters", "a framework computes", f"{name} = {given:.9f}"),
        ("judging", "the equation, in balls", f"{name} = {ball:.9f}\n± {float(delta.ball.rad[delta.worst]):.1e}"),
        ("judging", "the comparison", f"error / bound\n= {share:.2f}"),
        ("report, commands", "the verdict", "right\nexit code 0" if share <= 1 else "wrong\nexit code 1"),
    )
    beside = (
        (2, "reference", "one text of BP1–BP4"),
        (3, "ledger", "a known defect?"),
        (4, "explaining", "above 1: what was\nprobably typed?"),
    )
    with figure(path, 9.6, 2.8) as page:
        axes = page.subplots()
        for k, (room, says, number) in enumerate(way):
            _room(axes, (2 * k, ABOVE), ROOM, room, f"{says}\n{number}", BLUE)
            if k:
                _arrow(axes, (2 * k - 2 + ROOM[0] / 2, ABOVE), (2 * k - ROOM[0] / 2, ABOVE))
        for k, room, says in beside:
            _room(axes, (2 * k, BELOW), ASIDE, room, says, GREY)
            _arrow(axes, (2 * k, BELOW + ASIDE[1] / 2), (2 * k, ABOVE - ROOM[1] / 2))
        axes.set(xlim=(-0.95, 8.95), ylim=(0, 2.75))
        axes.axis("off")


def _room(axes: Any, middle: tuple[float, float], size: tuple[float, float], room: str, says: str, colour: str) -> None:
    """A box with the name of the room on the side that no arrow comes to."""
    (x, y), (width, height) = middle, size
    corners = [(x - width / 2, y - height / 2), (x + width / 2, y + height / 2)]
    (left, low), (right, high) = corners
    axes.fill([left, right, right, left], [low, low, high, high], facecolor="none", edgecolor=colour, linewidth=1.5)
    at, aligned = (high + 0.06, "bottom") if y == ABOVE else (low - 0.06, "top")
    axes.text(x, at, room, ha="center", va=aligned, color=colour, fontsize=10, fontweight="bold")
    axes.text(x, y, says, ha="center", va="center", fontsize=9, linespacing=1.35)


def _arrow(axes: Any, start: tuple[float, float], end: tuple[float, float]) -> None:
    axes.annotate("", end, start, arrowprops={"arrowstyle": "-|>", "color": GREY, "shrinkA": 2, "shrinkB": 2})


# --- the bounds -------------------------------------------------------------------------------------------------------


def orders(path: Path) -> None:
    """What a float32 sum of eight terms comes to in each of its orders, and the ball that holds all of them."""
    terms = abs(drawn((8, 1), "identity", "float32", 1).x)
    each = terms.ravel()[list(permutations(range(8)))]
    sums = reduce(np.add, each.T).astype(np.float64)  # one addition after the other, each rounded
    ball = balls(FLOAT32).lift(terms).sum(axis=(0, 1))
    unit = float(np.spacing(np.float32(ball.mid)))
    places, counts = np.unique((sums - ball.mid) / unit, return_counts=True)
    with figure(path, 8, 2.4) as page:
        axes = page.subplots()
        axes.bar(places, counts, width=0.5, color=BLUE)
        for end in (-1, 1):
            axes.axvline(end * float(ball.rad) / unit, color=ORANGE)
        axes.set(xlabel="distance from the midpoint, in spacings of float32", ylabel="orders")


def layers(path: Path) -> None:
    """The width of the bounds by layer, for each equation alone and for the whole computation."""
    with figure(path, 8, 3) as page:
        alone, whole = page.subplots(1, 2)
        for dtype, colour in (("float32", BLUE), ("float64", ORANGE)):
            deep = drawn((7,) * 12, "tanh", dtype)
            trace = backprop(deep)
            by_layer(alone, nablacheck.judge_trace(deep, trace, MINE), "BP4", color=colour, label=dtype)
            by_layer(whole, nablacheck.judge_gradient(deep, trace, MINE), "∇w end to end", color=colour, label=dtype)
        alone.set(title="∇w against BP4 alone", ylabel="bound / size of the terms")
        whole.set(title="∇w end to end", ylabel="bound / size of the entry")
        for axes in (alone, whole):
            axes.set(xlabel="layer l", ylim=(2.0**-60, 4))
            axes.legend(loc="lower left", ncols=2)


def by_layer(axes: Any, verdict: nablacheck.Verdict, equation: str, **style: str) -> None:
    """The median of radius over yardstick in each layer."""
    widths = {c.layer: np.median(c.ball.rad / c.yardstick) for c in verdict.comparisons if c.equation == equation}
    rows = sorted(widths.items())
    axes.semilogy(*zip(*rows, strict=True), "o-", **style)
