"""Every link against its terms, counted out one by one: it is bilinear, and its two transposes are those of the same terms."""

from collections import Counter

import numpy as np
import pytest

from nablacheck.reference import CERTIFIED, Dense, InputError, balls, precision
from nablacheck.reference.links import (
    LAYER,
    NOTHING,
    PARAMETER,
    Conv,
    Gain,
    Misfit,
    Mix,
    Move,
    Pool,
    Scores,
    Skip,
    Times,
    Transposed,
    Window,
    arranged,
    at_positions,
    enlarged,
    flattened,
    placed,
    placed_at,
    some_neurons,
)
from nablacheck.reference.links.convolution import CACHED
from nablacheck.reference.links.window import seen, shifted

from helpers.enclosures import encloses

M = 3
LINKS = {
    "dense": (Dense(), (2, 4), (4, 1)),
    "dense at positions": (Dense(), (2, 4), (4, 3)),
    "transposed": (Transposed(), (4, 2), (4, 3)),
    "skip": (Skip(), None, (2, 3)),
    "skip with a factor": (Skip(-0.5), None, (2, 3)),
    "gain": (Gain(), (3, 1), (3, 2)),
    "gate": (Times(), (3, 2), (3, 2)),
    "gate with a factor": (Times(-1), (3, 2), (3, 2)),
    "conv": (Conv(Window(5, 3)), (2, 6), (2, 5)),
    "conv of a kernel of one": (Conv(Window(4, 1)), (2, 3), (3, 4)),
    "conv as wide as what it sees": (Conv(Window(4, 4)), (2, 4), (1, 4)),
    "conv with padding, stride and dilation": (Conv(Window(7, 3, stride=2, padding=1, dilation=2)), (2, 6), (2, 7)),
    "conv with a stride that leaves something over": (Conv(Window(6, 3, stride=2)), (1, 3), (1, 6)),
    "conv in groups": (Conv(Window(4, 2), groups=2), (4, 4), (4, 4)),
    "conv of each channel": (Conv(Window(4, 3, padding=1), groups=3), (3, 3), (3, 4)),
    "conv of a map": (Conv(Window((4, 3), (2, 3), padding=(1, 1))), (2, 12), (2, 12)),
    "conv of a map with all": (Conv(Window((5, 4), (2, 2), (2, 1), (1, 0), (1, 2)), groups=2), (2, 4), (2, 20)),
    "conv of a volume": (Conv(Window((2, 3, 2), 2)), (1, 8), (1, 12)),
    "mean": (Pool(Window(6, 2, stride=2)), None, (2, 6)),
    "mean of windows that overlap": (Pool(Window((3, 4), 2, padding=1)), None, (2, 12)),
    "flatten": (flattened((2, 3)), None, (2, 3)),
    "reshape": (arranged((2, 3), (3, 2)), None, (2, 3)),
    "a step": (at_positions((2, 4), [2]), None, (2, 4)),
    "a step read twice": (at_positions((2, 4), [2, 0, 2]), None, (2, 4)),
    "some neurons": (some_neurons((4, 2), [3, 1]), None, (4, 2)),
    "beside others": (placed((2, 2), 5, 2), None, (2, 2)),
    "at a position": (placed_at((2, 1), 3, 1), None, (2, 1)),
    "enlarge": (enlarged((2, 6), (2, 3), 2), None, (2, 6)),
    "scores": (Scores(1, 3, 2), (2, 3), (2, 2)),
    "scores of heads": (Scores(2, 3, 2, 0.5), (4, 3), (4, 2)),
    "mix": (Mix(1, 3, 2), (2, 3), (3, 2)),
    "mix of heads": (Mix(2, 3, 2), (4, 3), (3, 4)),
}
KINDS = [link for link, _, _ in LINKS.values()]


def eighths(rng, shape):
    """Exact in binary, and so are sums of their products."""
    return rng.integers(-16, 16, shape) / 8


def operands(name, m=M, seed=0):
    """The link, w, a and δ, for m examples."""
    link, w_shape, a_shape = LINKS[name]
    rng, (n, p) = np.random.default_rng(seed), link.shape(w_shape, a_shape)
    columns = 1 if link.weight != LAYER else m
    w = None if w_shape is None else eighths(rng, (w_shape[0], w_shape[1] * columns))
    return link, w, eighths(rng, (a_shape[0], a_shape[1] * m)), eighths(rng, (n, p * m))


def counted(name, w, a, delta, m=M):
    """B(w, a), its transpose by a at δ, and that by w, from the terms, one after the other."""
    link, w_shape, a_shape = LINKS[name]
    z, back, outer = np.zeros_like(delta), np.zeros_like(a), None if w is None else np.zeros_like(w)
    for term in link.terms(w_shape, a_shape):
        for x in range(m):
            (j, s), (k, r) = term.z, term.a
            out, into, number = (j, s * m + x), (k, r * m + x), 1.0
            if term.w is not None:
                at = (term.w[0], term.w[1] * m + x) if link.weight == LAYER else term.w
                number = w[at]
                outer[at] += term.factor * a[into] * delta[out]
            z[out] += term.factor * number * a[into]
            back[into] += term.factor * number * delta[out]
    return z, back, outer


def results(link, w, a, delta):
    outer = None if link.weight == NOTHING else link.outer(a, delta)
    return link.apply(w, a), link.back(w, delta), outer


@pytest.mark.parametrize("name", LINKS)
def test_a_link_is_the_sum_of_its_terms(name):
    """In eighths, whose sums have no rounding, but for a mean of other than a power of two."""
    link, w, a, delta = operands(name)

    for found, counted_out in zip(results(link, w, a, delta), counted(name, w, a, delta), strict=True):
        np.testing.assert_array_equal(found, counted_out)


@pytest.mark.parametrize("name", LINKS)
def test_balls_and_certified_numbers_are_moved_alike(name):
    link, w, a, delta = operands(name)
    xp = balls(precision("float32"))
    lifted = [[None if part is None else of.lift(part) for part in (w, a, delta)] for of in (xp, CERTIFIED)]
    with CERTIFIED.working():
        ball, truth = (results(link, *parts) for parts in lifted)

    for b, t, f in zip(ball, truth, results(link, w, a, delta), strict=True):
        if f is not None:
            assert b.shape == t.shape == f.shape
            assert b.contains(f).all()
            assert encloses(b, t)
            assert np.isfinite(b.rad).all()


@pytest.mark.parametrize("name", LINKS)
def test_draws_are_leading_axes(name):
    link, *parts = operands(name)
    _, *others = operands(name, seed=1)
    both = [None if part is None else np.stack([part, other]) for part, other in zip(parts, others, strict=True)]

    for together, one, other in zip(results(link, *both), results(link, *parts), results(link, *others), strict=True):
        if one is not None:
            np.testing.assert_array_equal(together, np.stack([one, other]))


def test_a_single_draw_stays_an_axis():
    """Also where its length and the entries could be taken for neurons and positions."""
    link, a = flattened((1, 4)), np.arange(8.0).reshape(1, 1, 8)

    assert link.apply(None, a).shape == (1, 4, 2)
    assert link.back(None, link.apply(None, a)).shape == (1, 1, 8)


@pytest.mark.parametrize("name", LINKS)
def test_examples_do_not_meet(name):
    """One example alone gives the columns that it gives among others; what a parameter gets is added up over them."""
    link, w, a, delta = operands(name)
    together, alone = results(link, w, a, delta), []
    for x in range(M):
        own = w[:, x::M] if link.weight == LAYER else w
        alone.append(results(link, own, a[:, x::M], delta[:, x::M]))

    for x in range(M):
        np.testing.assert_array_equal(together[0][:, x::M], alone[x][0])
        np.testing.assert_array_equal(together[1][:, x::M], alone[x][1])
    if link.weight == PARAMETER:
        np.testing.assert_array_equal(together[2], alone[0][2] + alone[1][2] + alone[2][2])


@pytest.mark.parametrize("name", LINKS)
def test_no_dtype_is_promoted(name):
    link, *parts = operands(name)
    narrow = [None if part is None else part.astype(np.float32) for part in parts]

    assert {part.dtype for part in results(link, *narrow) if part is not None} == {np.dtype(np.float32)}


@pytest.mark.parametrize("name", [name for name, (link, w, _) in LINKS.items() if link.weight == PARAMETER])
def test_a_link_says_which_parameter_it_needs(name):
    link, w, a = LINKS[name]

    assert link.parameter(link.shape(w, a)[0], a) == w


@pytest.mark.parametrize("name", LINKS)
def test_a_link_knows_how_many_terms_its_entries_have(name):
    link, w, a = LINKS[name]
    terms = list(link.terms(w, a))
    most = [max(Counter(getattr(term, operand) for term in terms).values()) for operand in ("z", "a", "w")]

    if link.weight == NOTHING:
        most[2] = 0
    assert all(counted <= length for counted, length in zip(most, link.lengths(w, a), strict=True))


@pytest.mark.parametrize("name", [name for name, (link, w, _) in LINKS.items() if isinstance(link, Conv)])
def test_a_kernel_that_is_not_turned_in_bp2_is_seen(name):
    """The planted mistake: δ is convolved as a was."""
    link, w, _, delta = operands(name)
    turned = w.reshape(w.shape[0], -1, link.window.entries)[..., ::-1].reshape(w.shape)

    right, wrong = link.back(w, delta), link.back(turned, delta)
    assert (right == wrong).all() == (link.window.entries == 1)


BAD = {
    "gain": (Gain(), (2, 1), (3, 2), "w has shape (2, 1) but a has 3 neurons: w must be (3, 1)"),
    "transposed": (Transposed(), (2, 4), (3, 1), "w has shape (2, 4) but a has 3 neurons: w must be (3, n)"),
    "gate": (Times(), (2, 1), (3, 1), "w is (2, 1) and a is (3, 1), (neurons, positions): both must have one shape"),
    "a map of another size": (Conv(Window(5, 3)), (2, 6), (2, 4), "a has 4 positions but the window goes over 5"),
    "a kernel of another size": (
        Conv(Window(5, 3)),
        (2, 7),
        (2, 5),
        "w has shape (2, 7) but a has 2 neurons: w must be (n, 6)",
    ),
    "groups": (Conv(Window(5, 3), groups=2), (2, 6), (3, 5), "w has 2 rows and a 3 neurons: 2 groups must divide both"),
    "mean": (Pool(Window(5, 3)), None, (2, 4), "a has 4 positions but the window goes over 5"),
    "move": (flattened((2, 3)), None, (3, 2), "a is (3, 2), (neurons, positions), but the move is of a layer of shape (2, 3)"),
    "heads": (Scores(3, 2, 2), (4, 2), (4, 2), "w has 4 neurons: 3 heads must divide them"),
    "keys": (Mix(1, 2, 2), (4, 3), (2, 2), "w has 3 positions but the link is made for 2"),
    "queries": (Scores(1, 2, 2), (4, 2), (4, 3), "a has 3 positions but the link is made for 2"),
    "keys and queries": (Scores(1, 2, 2), (4, 2), (3, 2), "w has 4 neurons and a 3: keys and queries must have as many"),
    "shares": (Mix(1, 2, 2), (4, 2), (3, 2), "a is (3, 2), (neurons, positions); shares must be (2, 2)"),
}


@pytest.mark.parametrize("kind", BAD)
def test_what_does_not_fit_is_said(kind):
    link, w, a, sentence = BAD[kind]
    with pytest.raises(Misfit) as error:
        link.shape(w, a)
    assert str(error.value).format(w="w", a="a") == sentence


WRONG = {
    "a kernel that is too large": (lambda: Window(3, 5), "a kernel of (5,) with dilation (1,) does not fit into (3,) with"),
    "a stride of 0": (lambda: Window(3, 2, stride=0), "stride of a window is 0; it must be an integer of at least 1."),
    "axes": (lambda: Window((3, 3), (2, 2, 2)), "kernel of a window is (2, 2, 2); for the size (3, 3) it must be 2 integers."),
    "a table": (lambda: Move((2, 1), np.array([[2]])), "the table of a move has shape (1, 1) and dtype int64; it must be"),
    "a table of floats": (lambda: Move((2, 1), np.ones((1, 1))), "the table of a move has shape (1, 1) and dtype float64;"),
    "a window of no integer": (lambda: Window(3.5, 2), "size of a window is 3.5; it must be an integer of at least 1."),
    "a window of a word": (lambda: Window("3", 2), "size of a window is '3'; it must be an integer of at least 1."),
    "a window of nothing": (lambda: Window(3, None), "kernel of a window is None; it must be an integer of at least 1."),
}


@pytest.mark.parametrize("kind", WRONG)
def test_what_is_no_link_is_said(kind):
    make, sentence = WRONG[kind]
    with pytest.raises(InputError) as error:
        make()
    assert str(error.value).startswith(sentence)


@pytest.mark.parametrize("draws", [(), (2,)])
@pytest.mark.parametrize("groups", [1, 2])
def test_a_large_convolution_is_computed_block_by_block_of_places(groups, draws):
    """In eighths, whose sums have no rounding: balls, whose patches are kept, are computed at once."""
    link, eighths = Conv(Window((30, 31), 3, padding=1), groups), np.random.default_rng(0)
    w, a, delta = (eighths.integers(-16, 17, (*draws, *shape)) / 8 for shape in ((4, 36 // groups), (4, 930 * 9), (4, 930 * 9)))
    xp = balls(precision("float64"))

    assert 9 * a.size > CACHED
    for found, whole in zip(results(link, w, a, delta), results(link, *map(xp.lift, (w, a, delta))), strict=True):
        np.testing.assert_array_equal(found, whole.mid)


def test_patches_that_a_ball_keeps_are_not_taken_for_those_of_another_window():
    """The planted mistake of a padding that is off by one reads the same activations by another table."""
    window = Window(6, 3, padding=1)
    link, rng = Conv(window), np.random.default_rng(0)
    a, delta = rng.standard_normal((2, 6)), rng.standard_normal((3, 6))
    xp = balls(precision("float64"))
    lifted, back = xp.lift(a), xp.lift(delta)
    for table in (seen(window), shifted(window, padding=1), seen(window)):
        kept, right = link.outer_with(table, lifted, back), link.outer_with(table, a, delta)
        assert kept.contains(right).all()
    assert not (link.outer(a, delta) == link.outer_with(shifted(window, padding=1), a, delta)).all()
