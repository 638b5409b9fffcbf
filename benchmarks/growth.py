"""How the cost of learning grows: `.venv/bin/python benchmarks/growth.py`, a minute or two.

A gradient's time against the number of weights, by backpropagation and by centred differences
(F6); the numbers that a trace keeps, against depth (F7); a step's time against width and against
the batch.  Times are CPU seconds on one core, the least of many; those of the differences are
taken for 20 of the weights and multiplied up (lesson 09 takes them all).
"""

import os
import tracemalloc
from time import process_time

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

import numpy as np
from harness import keep_to_one_core
from machine import machine
from page import FOLDER, publish, rows

import nnlib as nn
from nnlib import plots

SECONDS, SHARE = 0.004, 20
DEPTHS = (16, 24, 32, 48, 64, 96, 128)
WIDTHS = (4, 8, 16, 32, 64, 128, 256, 512, 1024)
BATCHES = (1, 4, 16, 64, 256, 1024, 4096, 16384)
LOSS = nn.losses.squared_error


def network(width, L):
    return nn.init([width] * (L + 1), [nn.activations.tanh] * L, np.random.default_rng(0))


def samples(net, m):
    rng = np.random.default_rng(1)
    return rng.normal(size=(m, net.n[0])), rng.uniform(-1, 1, size=(m, net.n[-1]))


def backpropagation(net, m):
    """A call that takes the whole gradient for m samples."""
    (X, y), grads = samples(net, m), nn.Gradients(net)
    return lambda: nn.backward(net, nn.forward(net, X), y, LOSS, out=grads)


def differences(net, m):
    """A call that takes centred differences in SHARE of the weights, one after the other."""
    X, y = samples(net, m)

    def C(share):
        net.theta[:SHARE] = share
        return LOSS(nn.predict(net, X), y)

    return lambda: nn.numeric_gradient(C, net.theta[:SHARE].copy())


def step(net, m):
    """A call that takes a training step on m samples."""
    gradients, optimizer = backpropagation(net, m), nn.SGD(1e-6)
    return lambda: optimizer.step(net, gradients())


def least(calls, rounds):
    """The least CPU seconds of each call, over rounds in which all take their turn."""
    found = [np.inf] * len(calls)
    for _ in range(rounds):
        for i, call in enumerate(calls):
            begun, count = process_time(), 0
            while count == 0 or process_time() - begun < SECONDS:
                call()
                count += 1
            found[i] = min(found[i], (process_time() - begun) / count)
    return found


def held(net, m):
    """The bytes that a trace of m samples holds."""
    X, _ = samples(net, m)
    tracemalloc.start()
    trace = nn.forward(net, X)
    size, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert trace.a[net.L].shape == (m, net.n[-1])
    return size


def exponent(sizes, cost):
    """The slope of the straight line through the points on double-logarithmic axes, and its R²."""
    x, t = np.log(sizes), np.log(cost)
    return np.polyfit(x, t, 1)[0], np.corrcoef(x, t)[0, 1] ** 2


def measure():
    deep, broad = [network(4, L) for L in DEPTHS], [network(32, L) for L in DEPTHS]
    return {
        "machine": machine(),
        "parameters": [net.theta.size for net in deep],
        "backpropagation": least([backpropagation(net, 4) for net in deep], 50),
        "centred differences": [
            each * net.theta.size / SHARE
            for each, net in zip(
                least([differences(net, 4) for net in deep], 50), deep, strict=True
            )
        ],
        "depths": list(DEPTHS),
        "bytes held": [held(net, 64) for net in broad],
        "numbers kept": [2 * 64 * 32 * L for L in DEPTHS],
        "widths": list(WIDTHS),
        "by width": least([step(network(width, 3), 64) for width in WIDTHS], 20),
        "batches": list(BATCHES),
        "by batch": least([step(network(64, 3), m) for m in BATCHES], 20),
    }


def laws(facts):
    """What grows with what, from where to where, with which exponent and R²."""
    large = slice(-3, None)  # where the matrix products take more time than the calls
    return rows(
        [["cost", "against", "from … to", "exponent", "R²"]]
        + [
            [
                cost,
                size,
                f"{sizes[0]:,} … {sizes[-1]:,}",
                *(f"{e:.3f}" for e in exponent(sizes, costs)),
            ]
            for cost, size, sizes, costs in (
                (
                    "gradient, backpropagation",
                    "parameters",
                    facts["parameters"],
                    facts["backpropagation"],
                ),
                (
                    "gradient, centred differences",
                    "parameters",
                    facts["parameters"],
                    facts["centred differences"],
                ),
                ("memory of a trace", "depth", facts["depths"], facts["bytes held"]),
                ("step", "width", facts["widths"][large], facts["by width"][large]),
                ("step", "samples", facts["batches"][large], facts["by batch"][large]),
            )
        ]
    )


def blocks(facts):
    """{page: {mark: Markdown}}."""
    return {"performance": {"growth": f"{laws(facts)}\n\n{facts['machine']}."}}


def curve(ax, sizes, costs, marker, label, power, law):
    """A measured curve, and in grey the power that theory gives, through its last point."""
    ax.loglog(sizes, costs, marker, label=label)
    guide = costs[-1] * (np.array(sizes) / sizes[-1]) ** power
    ax.loglog(sizes, guide, "-", color=plots.GREY, linewidth=1, label=f"∝ {law}")
    ax.set_xticks(sizes[::2], [f"{size:,}" for size in sizes[::2]])
    ax.minorticks_off()
    ax.legend()


def draw(facts):
    """Four panels in two pictures: what grows with the network, and what a step costs."""
    plots.use_style()
    fig, (time, memory) = plots.panels(2, width=9.5, height=3.8)
    differences, gradient = facts["centred differences"], facts["backpropagation"]
    curve(time, facts["parameters"], differences, "s--", "centred differences", 2, "parameters²")
    curve(time, facts["parameters"], gradient, "o-", "backpropagation", 1, "parameters")
    time.set(xlabel="parameters (deeper and deeper, width 4)", ylabel="seconds for a gradient")
    megabytes = [size / 1e6 for size in facts["bytes held"]]
    curve(memory, facts["depths"], megabytes, "D-", "a trace", 1, "layers")
    memory.set(xlabel="layers of width 32, 64 samples", ylabel="megabytes")
    memory.set_yticks([0.5, 1, 2, 4], ["0.5", "1", "2", "4"])
    (FOLDER / "growth_gradient.png").write_bytes(plots.figure_png(fig))
    fig, (width, batch) = plots.panels(2, width=9.5, height=3.8)
    curve(width, facts["widths"], facts["by width"], "o-", "a step", 2, "width²")
    width.set(xlabel="width of 3 layers, 64 samples", ylabel="seconds for a step")
    curve(batch, facts["batches"], facts["by batch"], "o-", "a step", 1, "samples")
    batch.set(xlabel="samples in the batch, 3 layers of width 64", ylabel="seconds for a step")
    (FOLDER / "growth_step.png").write_bytes(plots.figure_png(fig))


def main():
    keep_to_one_core()
    facts = measure()
    publish("growth", facts, blocks(facts))
    draw(facts)


if __name__ == "__main__":
    main()
