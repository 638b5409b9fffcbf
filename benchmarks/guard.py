"""The speeds that the test suite guards, as JSON: ratios within this run, in two seconds.

b, c, d   the time of the textbook's step over that of nnlib's
es        nnlib's multiplications and additions a second over those of the matrix product, where
          that is OpenBLAS's; how another BLAS fares on small matrices has not been measured
"""

import json
from statistics import median

import numpy as np
from engines import Nnlib
from harness import Peak, block, in_turn, keep_to_one_core
from textbook import Textbook
from workloads import WORKLOADS

SECONDS, ROUNDS = 0.003, 40


def engine(kind, workload):
    return kind(workload, workload.network(np.float64), workload.batches(np.float64))


def paired(engines, steps, rounds):
    """The median over the rounds of the second engine's CPU time over the first's."""
    first, second = in_turn(engines, steps, rounds).values()
    return median(b[0] / a[0] for a, b in zip(first, second, strict=True))


def against_textbook(workload):
    engines = {kind.title: engine(kind, workload) for kind in (Nnlib, Textbook)}
    steps = {title: block(one, SECONDS, 1) for title, one in engines.items()}
    return paired(engines, steps, ROUNDS)


def of_the_peak(workload):
    engines = {Nnlib.title: engine(Nnlib, workload), Peak.title: Peak(np.float64)}
    ratio = paired(engines, {Nnlib.title: 4, Peak.title: 1}, ROUNDS // 4)
    return ratio * workload.flops() / Peak.flops


def main():
    keep_to_one_core()
    ratios = {name: against_textbook(WORKLOADS[name]) for name in "bcd"}
    if "openblas" in np.show_config(mode="dicts")["Build Dependencies"]["blas"]["name"]:
        ratios["es"] = of_the_peak(WORKLOADS["es"])
    print(json.dumps(ratios))


if __name__ == "__main__":
    main()
