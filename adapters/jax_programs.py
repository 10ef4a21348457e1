"""The programs that JAX has compiled in this process: they are let go before there are more than a process can hold.

Each takes about a hundred memory maps, and Linux gives a process 65,530 (vm.max_map_count); who asks for more ends inside XLA.
"""

from __future__ import annotations

from collections.abc import Hashable

import jax

from nablacheck.reference.network import Problem

MOST = 256
"""Programs at once; another run of one that was let go compiles it again."""
_ASKED: set[Hashable] = set()


def asked(who: Hashable, problem: Problem) -> None:
    """Makes room for the program of a problem's shapes, where it is a new one."""
    network = problem.network
    key = (
        who,
        tuple(network.activations.items()),
        network.cost,
        tuple(network.widths.items()),
        problem.batch,
        problem.dtype.name,
    )
    if key not in _ASKED:
        if len(_ASKED) >= MOST:
            jax.clear_caches()
            _ASKED.clear()
        _ASKED.add(key)
