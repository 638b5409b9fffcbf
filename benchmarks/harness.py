"""Times of several engines in one run: in turn, block by block, so that a slow moment hits all.

A machine's speed changes from second to second, and by a factor of two where others share it.
Only ratios of medians from one run are worth anything, so no time is ever kept to compare with.
"""

import gc
import os
from random import Random
from statistics import median
from time import perf_counter, process_time

import numpy as np

PEAK = 1024
# On Windows the CPU's clock moves in steps of 16 ms, longer than a block.
cpu_clock = perf_counter if os.name == "nt" else process_time


class Peak:
    """The matrix product of two 1024 × 1024 matrices: what this BLAS can do at its best."""

    title, flops = "matrix product", 2 * PEAK**3

    def __init__(self, dtype):
        rng = np.random.default_rng(0)
        self.A = rng.normal(size=(PEAK, PEAK)).astype(dtype)
        self.out = np.empty_like(self.A)

    def run(self, steps):
        for _ in range(steps):
            np.matmul(self.A, self.A, out=self.out)


def keep_to_one_core():
    """Hold this process to one of its cores where the system lets it; True where it did."""
    if not hasattr(os, "sched_setaffinity"):
        return False
    os.sched_setaffinity(0, {max(os.sched_getaffinity(0))})
    return True


def check(engines, start, steps, exact):
    """Let each engine take the same steps from `start`, and refuse one that goes another way.

    The error is measured by the length of the way.  In float32 (`exact` False) rounding errors
    grow along it, so the bound is 1e-2.
    """
    for engine in engines.values():
        engine.run(steps)
    wanted = engines["nnlib"].parameters()
    for title, engine in engines.items():
        if engine.tolerance < np.inf:
            error = np.linalg.norm(engine.parameters() - wanted) / np.linalg.norm(wanted - start)
            bound = engine.tolerance if exact else max(engine.tolerance, 1e-2)
            if not error < bound:
                raise AssertionError(
                    f"After {steps} steps the parameters of {title} differ from those of nnlib by "
                    f"{error:.1e}, relatively; only engines that compute the same are compared."
                )


def block(engine, seconds, whole):
    """How many steps last about `seconds`, `whole` or 2, 4, 8, … times as many."""
    count = whole
    while True:
        engine.run(count)  # an engine that compiles does so here
        start = perf_counter()
        engine.run(count)
        if perf_counter() - start > seconds / 2:
            return count
        count *= 2


def in_turn(engines, steps, rounds):
    """{title: [(CPU seconds, wall seconds), …]} of a step, a pair for each round."""
    times, order, shuffle = {title: [] for title in engines}, list(engines), Random(0).shuffle
    gc.collect()
    gc.freeze()  # or each of the collections below would look at all that the libraries loaded
    for _ in range(rounds):
        shuffle(order)  # so that no engine always finds what another one left behind
        for title in order:
            run, count = engines[title].run, steps[title]
            gc.collect()
            wall, cpu = perf_counter(), cpu_clock()
            run(count)
            cpu, wall = cpu_clock() - cpu, perf_counter() - wall
            times[title].append((cpu / count, wall / count))
    gc.unfreeze()
    return times


def interleave(engines, steps, rounds):
    """{title: (median CPU seconds, median wall seconds)} of a step, the engines taken in turn."""
    times = in_turn(engines, steps, rounds)
    return {title: tuple(map(median, zip(*each, strict=True))) for title, each in times.items()}
