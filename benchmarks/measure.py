"""One process of the comparison: `python measure.py float64 1 a,b,c 15 out.json`.

The arguments are the kind of numbers, the threads (the variables for them are set by the caller),
the workloads, the rounds, and the file to write.
"""

import json
import sys
from importlib import metadata
from pathlib import Path

import numpy as np
from engines import Nnlib, NnlibFit
from floor import Floor
from harness import Peak, block, check, interleave, keep_to_one_core
from peers import Autograd, Jax, JaxLoop, Micrograd, ScikitLearn, Torch, TorchCompiled
from textbook import Textbook
from workloads import WORKLOADS

ENGINES = (
    Nnlib, NnlibFit, Floor, Textbook, Torch, TorchCompiled, ScikitLearn, Autograd, Jax, JaxLoop,
    Micrograd,
)  # fmt: skip
BY_EPOCHS = {NnlibFit.title, ScikitLearn.title}
SCALAR = {Micrograd.title: "abc"}
PACKAGES = ("numpy", "torch", "scikit-learn", "jax", "autograd", "micrograd")
SECONDS = 0.02


def made(workload, dtype):
    """The engines that can be had here, each on a network and batches of its own."""
    engines = {}
    for engine in ENGINES:
        if workload.name not in SCALAR.get(engine.title, workload.name):
            continue
        try:
            one = engine(workload, workload.network(dtype), workload.batches(dtype))
            one.run(len(workload.batches(dtype)))
        except (ImportError, RuntimeError) as error:
            print(f"  left out: {engine.title}: {str(error).splitlines()[0]}", flush=True)
        else:
            engines[engine.title] = engine(
                workload, workload.network(dtype), workload.batches(dtype)
            )
    return engines


def measure(workload, dtype, rounds):
    """{title: (CPU seconds, wall seconds)} of a step, and of the matrix product."""
    engines, count = made(workload, dtype), len(workload.batches(dtype))
    start = workload.network(dtype).theta
    check(engines, start, count * max(1, 16 // count), exact=dtype == np.float64)
    steps = {
        title: block(engine, SECONDS, count if title in BY_EPOCHS else 1)
        for title, engine in engines.items()
    }
    if workload.flops() > 10**7:
        engines[Peak.title], steps[Peak.title] = Peak(dtype), 1
    for title, engine in engines.items():
        engine.run(steps[title])
    return interleave(engines, steps, rounds)


def main():
    kind, threads, names, rounds, out = sys.argv[1:]
    if threads == "1":
        keep_to_one_core()
    found, flops = {}, {Peak.title: Peak.flops}
    for name in names.split(","):
        print(f"{kind}, threads {threads}, workload {name}", flush=True)
        found[name] = measure(WORKLOADS[name], np.dtype(kind).type, int(rounds))
        flops[name] = WORKLOADS[name].flops()
    versions = {}
    for package in PACKAGES:
        try:
            versions[package] = metadata.version(package)
        except metadata.PackageNotFoundError:
            continue
    facts = {"versions": versions, "flops": flops, "seconds": found}
    Path(out).write_text(json.dumps(facts), "utf-8")


if __name__ == "__main__":
    main()
