"""How much memory it takes to judge the trace of a large network in blocks: by default 10⁸ weights in float32 on 4 GB.

    python benchmarks/judge_in_memory.py [--width 10000] [--layers 1] [--batch 16] [--dtype float32] [--memory 1e9] [--wrong]

A network of so many layers of weights of one width is drawn, its trace taken from the reference, and judged in so many bytes.
Printed are the arrays, and the most that the process ever had, with Python and its libraries; `--wrong` doubles one weight's
slope, which has to be found. It exits with 1 where the verdict is another one than expected.
"""

from __future__ import annotations

import argparse
import resource
import sys
import time

import numpy as np

from nablacheck import Adapter, Network, Problem, backprop, judge_trace

GIGABYTE = 10**9


def drawn(width: int, layers: int, batch: int, dtype: str) -> Problem:
    """Sigmoid layers and the quadratic cost, weights scaled by 1/√n, made in their own dtype."""
    rng = np.random.default_rng(0)
    L = layers + 1
    w = {l: rng.standard_normal((width, width), dtype=dtype) for l in range(2, L + 1)}
    for array in w.values():
        array /= np.sqrt(width).astype(dtype)
    b = {l: rng.standard_normal((width, 1), dtype=dtype) for l in w}
    x, y = (rng.random((width, batch), dtype=dtype) for _ in "xy")
    return Problem(Network(w, b, dict.fromkeys(w, "sigmoid"), "quadratic"), x, y)


def main() -> int:
    """Draws, judges and prints."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    for name, default in (("width", 10_000), ("layers", 1), ("batch", 16)):
        parser.add_argument(f"--{name}", type=int, default=default)
    parser.add_argument("--dtype", default="float32", choices=("float32", "float64"))
    parser.add_argument("--memory", type=float, default=GIGABYTE)
    parser.add_argument("--wrong", action="store_true")
    asked = parser.parse_args()
    problem = drawn(asked.width, asked.layers, asked.batch, asked.dtype)
    adapter = Adapter("the reference", library="numpy", gradient=backprop)
    trace = backprop(problem)
    if asked.wrong:
        trace.nabla_w[2][asked.width // 2, asked.width // 3] *= 2
    arrays = [*problem.arrays.values(), *(array for letter in trace.letters.values() for array in letter.values())]
    start = time.process_time()
    verdict = judge_trace(problem, trace, adapter, memory=asked.memory)
    seconds = time.process_time() - start
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
    size = sum(array.nbytes for array in arrays) / GIGABYTE
    sys.stdout.write(
        f"{verdict.explain()}\n{problem.network.count:,} weights and biases, {size:.2f} GB of problem and trace\n"
        f"judged in {seconds:.1f} s of the processor; at most {most / GIGABYTE:.2f} GB in all\n"
    )
    return int(verdict.disagrees != asked.wrong)


if __name__ == "__main__":
    sys.exit(main())
