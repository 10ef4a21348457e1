"""The points of an audit: where they lie, and that they are the same on every machine."""

import zlib

import numpy as np

from nablacheck.reference.audit.points import EIGHTHS, ORDINARY, POWERS, columns, line, reals, within


def fingerprint(points):
    return zlib.crc32(points.astype("<f8").tobytes())


def test_the_points_are_the_same_on_every_machine():
    """Written down once: an entry that is refused on one machine is refused on every other, at the same point."""
    assert (line().size, fingerprint(line()), fingerprint(line(-0.5, 3.0))) == (217, 2270582125, 3730246479)
    assert fingerprint(columns(4, 12)) == 508702881
    assert (fingerprint(reals((4, 12))), fingerprint(within((-1.0, 3.0), EIGHTHS))) == (3367581887, 4124579234)


def test_a_line_increases_and_has_points_close_to_both_sides_of_those_that_it_is_given():
    plain, more = line(), line(-0.3, 24.0)
    assert (np.diff(more) > 0).all()
    assert set(more) - set(plain) == {
        point for k, step in ((-0.3, 2.0**-10), (24.0, 24 * 2.0**-10)) for point in (k - step, k, k + step)
    }
    assert {0.0, *EIGHTHS, *POWERS, *-POWERS} < set(plain)
    assert ORDINARY in POWERS
    assert 2 * ORDINARY not in POWERS


def test_within_a_domain_are_none_of_its_ends():
    assert within((0.0, np.inf), EIGHTHS).tolist() == [k / 8 for k in range(1, 65)]
    assert within((-np.inf, 0.0), EIGHTHS).tolist() == [k / 8 for k in range(-64, 0)]
    bounded = within((2.0, 6.0), EIGHTHS)
    assert set(2 + 4 * np.arange(1, 64) / 64) < set(bounded)
    assert bounded.size == 63 + 48
    assert 2 < bounded.min() < bounded.max() < 6
