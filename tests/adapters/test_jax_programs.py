"""What JAX has compiled is let go before a process has more memory maps than it may have."""

from pathlib import Path

import pytest

from nablacheck.oracle.generating.problems import seeded

pytestmark = pytest.mark.slow
MAPS = Path("/proc/self/maps")


@pytest.mark.skipif(not MAPS.exists(), reason="this system does not say how many maps a process has")
def test_programs_are_let_go_where_there_are_as_many_as_there_may_be(adapter_named, monkeypatch):
    jax = adapter_named("jax")
    from nablacheck.adapters import jax_programs

    maps, counts = lambda: len(MAPS.read_text(encoding="utf-8").splitlines()), []
    monkeypatch.setattr(jax_programs, "_ASKED", set())
    for most in (10**6, 4):
        monkeypatch.setattr(jax_programs, "MOST", most)
        for item in seeded(most, 12, "float32", 1):
            jax.trace(item.problem.draw(0))
        counts.append(maps())

    assert counts[1] < counts[0]
