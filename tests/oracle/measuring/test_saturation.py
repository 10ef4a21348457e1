"""A weight learns slowly behind a low activation or into a saturated neuron: proven entry by entry, then measured and drawn."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nablacheck.oracle.measuring.saturation import by_octaves, learning, networks, quartiles
from nablacheck.oracle.report.saturation_plot import draw
from nablacheck.reference.activations.smooth import sigmoid
from nablacheck.reference.arithmetic import balls, precision
from nablacheck.reference.arithmetic.certified import CERTIFIED
from nablacheck.reference.backprop import BOOK, Pass, backprop, backward, bp4, forward
from nablacheck.reference.network import Network

from conftest import missing
from helpers.enclosures import overlap
from helpers.small_problems import problem
from helpers.strategies import problems

pytestmark = pytest.mark.slow

NO_PRIME = replace(BOOK, bp2=lambda t, l: t.w[l + 1].mT @ t.delta[l + 1])
"""BP2 without σ′: saturation does not slow anything down."""

# --- the bounds of BP1, BP2 and BP4 -----------------------------------------------------------------------------------


def limits(given, trace):
    """What the equations allow each |∂C/∂w| and |δ| at most, from the trace's own neighbours, computed upwards.

    |∂C/∂w_jk| = |Σ_x a_k δ_j| ≤ Σ_x |a_k| |δ_j| and |δ_j| = |…_j| |σ′(z_j)| hold for real numbers; the balls add what the
    rounding of the trace can do to both sides.
    """
    t = Pass(given, balls(precision(given.dtype)))
    for name in ("z", "a", "delta"):
        getattr(t, name).update({l: t.xp.lift(part) for l, part in getattr(trace, name).items()})
    with t.xp.working():
        for l in t.delta:
            yield trace.nabla_w[l], abs(t.delta[l]) @ abs(t.a[l - 1]).mT
            if given.network.activations[l].prime is not None:  # the Jacobian of softmax is no σ′
                sent_back = abs(t.nabla_a) if l == t.L else abs(t.w[l + 1]).mT @ abs(t.delta[l + 1])
                yield trace.delta[l], sent_back * abs(t.prime(l))


def too_fast(given, trace):
    """How many entries learn faster than they may; what overflows is not asked."""
    count = 0
    for learns, limit in limits(given, trace):
        top = np.nextafter(limit.mid + limit.rad, np.inf)  # the sum was rounded to nearest
        count += int((np.isfinite(top) & ~(abs(learns) <= top)).sum())
    return count


@pytest.mark.parametrize("dtype", ["float32", "float64"])
@given(data=st.data())
def test_nothing_learns_faster_than_a_in_and_sigma_prime_allow(dtype, data):
    given = data.draw(problems(dtype))

    assert too_fast(given, backprop(given)) == 0


def test_without_sigma_prime_neurons_learn_too_fast():
    given = problem((5, 6, 6, 3), ("sigmoid",) * 3)

    assert too_fast(given, backprop(given)) == 0
    assert too_fast(given, backprop(given, NO_PRIME)) > 0


def test_one_weight_that_learns_too_fast_is_seen():
    given = problem()
    trace = backprop(given)
    nabla_w = trace.nabla_w[3].copy()
    nabla_w[1, 2] = 2 * abs(trace.delta[3][1] * trace.a[2][2]).sum()

    assert too_fast(given, replace(trace, nabla_w={**trace.nabla_w, 3: nabla_w})) == 1


# --- a_in, by powers of two -------------------------------------------------------------------------------------------


def dimmed(given, k):
    """The network with inputs 2^k times lower and weights 2^k times larger: every z and δ stays, to the last bit."""
    network = given.network
    w = {**network.w, 2: network.w[2] * 2.0**k}
    return replace(given, network=Network(w, network.b, network.activations, network.cost), x=given.x * 2.0**-k)


def slows_down(given, k, product=bp4):
    """Whether 2^k times lower activations make ∂C/∂w 2^k times smaller, exactly."""
    bright, dim = backprop(given), backprop(dimmed(given, k))
    assert all((bright.delta[l] == dim.delta[l]).all() for l in bright.delta)
    return bool((product(dim.a[1], dim.delta[2]) == product(bright.a[1], bright.delta[2]) * 2.0**-k).all())


@pytest.mark.parametrize("k", range(0, 60, 7))
def test_a_weight_behind_a_low_activation_learns_that_much_more_slowly(k):
    """Powers of two are exact, and so is everything that they multiply."""
    given = problem()

    assert slows_down(given, k)
    assert (backprop(dimmed(given, k)).nabla_w[2] == backprop(given).nabla_w[2] * 2.0**-k).all()


def test_a_gradient_without_a_in_does_not_slow_down():
    assert not slows_down(problem(), 7, product=lambda a_prev, delta: delta @ np.ones_like(a_prev).mT)


# --- σ′(z), moved into saturation -------------------------------------------------------------------------------------


def moved(given, l, s, equations=BOOK):
    """z^l and δ^l, certified, where b^l is s higher and b^{l+1} takes back what that does to z^{l+1}."""
    with CERTIFIED.working():
        here = forward(Pass(given, CERTIFIED))
        t = Pass(given, CERTIFIED)
        t.b[l] = t.b[l] + s
        t = forward(t)
        t.b[l + 1] = t.b[l + 1] + t.w[l + 1] @ (here.a[l] - t.a[l])
        t = forward(fresh(t))
        return t.z[l], backward(t, equations).delta[l]


def fresh(t):
    """A pass with the same parameters that has not begun."""
    again = Pass(t.problem, t.xp)
    again.w, again.b = t.w, t.b
    return again


def shrinks_like_prime(given, l, s, equations=BOOK):
    """Whether δ(s) σ′(z) and δ(0) σ′(z + s) can be the same real numbers."""
    z, delta = moved(given, l, 0, equations)
    z_s, delta_s = moved(given, l, s, equations)
    with CERTIFIED.working():
        prime, prime_s = (sigmoid.prime(p, sigmoid.value(p, CERTIFIED), CERTIFIED) for p in (z, z_s))
        return overlap(delta_s * prime, delta * prime_s)


@pytest.mark.parametrize("s", [1, 4, 16, 64, -1, -4, -16, -64])
def test_a_saturated_neuron_learns_more_slowly_as_sigma_prime_says(s):
    """With everything behind it held still, δ_j is proportional to σ′(z_j)."""
    given = problem((3, 4, 4, 2), ("sigmoid",) * 3, batch=1)

    assert shrinks_like_prime(given, 2, s)
    assert shrinks_like_prime(given, 3, s)


@pytest.mark.parametrize("s", [1, 64, -64])
def test_without_sigma_prime_saturation_slows_nothing_and_it_is_seen(s):
    given = problem((3, 4, 4, 2), ("sigmoid",) * 3, batch=1)

    assert not shrinks_like_prime(given, 2, s, NO_PRIME)
    assert overlap(moved(given, 3, s, NO_PRIME)[1], moved(given, 3, 0, NO_PRIME)[1])


# --- measured over random networks, and drawn -------------------------------------------------------------------------


def test_every_weight_stands_beside_its_own_activation_and_error():
    """With one example ∂C/∂w_jk is one product, a_k δ_j, rounded once."""
    given = networks(seed=3, draws=5)
    trace, learnt = backprop(given), learning(given)
    delta = np.concatenate([np.broadcast_to(trace.delta[l], trace.nabla_w[l].shape).ravel() for l in (3, 4)])

    assert (learnt.nabla_w == learnt.a_in * abs(delta)).all()
    assert learnt.a_in.size == 10 * learnt.delta.size == 10 * learnt.prime.size
    assert (learnt.delta == np.concatenate([abs(trace.delta[l]).ravel() for l in (3, 4)])).all()


def test_the_quartiles_are_those_of_each_bin():
    """Five numbers in [1, 2), one in [4, 8), none between."""
    found = quartiles(np.array([1, 1, 1.5, 1.5, 1.75, 4]), np.array([10, 20, 30, 40, 50, 60]), np.array([1, 2, 4, 8]))

    assert list(found.low) == [20, 60]
    assert list(found.median) == [30, 60]
    assert list(found.high) == [40, 60]
    assert list(found.x) == [np.sqrt(2.0), np.sqrt(32.0)]


def rises(found):
    return bool((np.diff(found.median) > 0).all())


def test_over_random_networks_the_median_falls_with_a_in_and_with_sigma_prime():
    right, wrong = learning(networks()), learning(networks(), NO_PRIME)

    assert all(map(rises, by_octaves(right)))
    assert not rises(by_octaves(wrong)[1])


def test_the_picture_is_drawn_and_is_the_same_every_time(request, tmp_path):
    try:
        import matplotlib
    except ImportError:
        missing(
            request.config, "plots", "the picture needs matplotlib, which is not installed: pip install 'nablacheck[plots]'"
        )
    before = dict(matplotlib.rcParams)
    files = [tmp_path / "one.svg", tmp_path / "two.svg"]
    for file in files:
        draw(*by_octaves(learning(networks())), file)

    assert files[0].read_bytes() == files[1].read_bytes()
    assert "<!-- A saturated neuron learns slowly (BP2) -->" in files[0].read_text(encoding="utf-8")
    assert dict(matplotlib.rcParams) == before
