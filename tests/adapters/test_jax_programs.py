"""What JAX has compiled is let go before a process has more memory maps than it may have."""

from pathlib import Path

import pytest

from nablacheck.oracle import random_graph
from nablacheck.oracle.generating.problems import seeded

pytestmark = pytest.mark.slow
MAPS = Path("/proc/self/maps")


def chains(adapter, most):
    for item in seeded(most, 12, "float32", 1):
        adapter.trace(item.problem.draw(0))


def graphs(adapter, most):
    for seed in range(5):
        adapter.graph_trace(random_graph(most + seed, "float32"))


@pytest.mark.parametrize(("name", "compile_them"), [("jax", chains), ("jax-composed", graphs)])
@pytest.mark.skipif(not MAPS.exists(), reason="this system does not say how many maps a process has")
def test_programs_are_let_go_where_there_are_as_many_as_there_may_be(name, compile_them, adapter_named, monkeypatch):
    jax = adapter_named(name)
    from nablacheck.adapters import jax_programs

    maps, counts = lambda: len(MAPS.read_text(encoding="utf-8").splitlines()), []
    monkeypatch.setattr(jax_programs, "_ASKED", set())
    for most in (10**6, 4):
        monkeypatch.setattr(jax_programs, "MOST", most)
        compile_them(jax, most)
        counts.append(maps())

    assert counts[1] < counts[0]
