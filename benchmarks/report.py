"""Tables and plot of the measured speeds.

`python report.py facts.json` prints the tables, with --publish they go into `docs/performance.md`;
`docs/performance/speed.json` holds the facts of the last run.
"""

import json
import sys
from pathlib import Path

from page import FOLDER, publish, rows, short

from nnlib import plots

LIBRARIES = (
    "PyTorch", "PyTorch compiled", "scikit-learn", "autograd", "JAX", "JAX, whole loop",
    "micrograd", "nnlib fit", "textbook NumPy", "straight-line NumPy",
)  # fmt: skip
CPU, WALL = 0, 1
FLOOR, PEAK = "straight-line NumPy", "matrix product"
ABOUT = {
    "a": "1-1, 100 points", "b": "XOR 2-2-1, 4", "c": "2-16-16-1, 32", "d": "64-64-10, 64",
    "e": "784-128-64-10, 128", "es": "the same, SGD", "f": "784-1024-1024-10, 512",
    "fs": "the same, SGD",
}  # fmt: skip
MARKERS = {
    "PyTorch": ("o", plots.VERMILLION), "PyTorch compiled": ("v", plots.ORANGE),
    "scikit-learn": ("s", plots.BLUE), "autograd": ("D", plots.PURPLE), "JAX": ("^", plots.GREEN),
    "JAX, whole loop": ("<", plots.SKY), "textbook NumPy": ("P", plots.YELLOW),
    "straight-line NumPy": ("X", plots.GREY),
}  # fmt: skip
# What was asked of one thread: so many times faster at least, or slower at most.
BARS = {
    "PyTorch": {"a": 8, "b": 5, "c": 5, "d": 4, "e": 1.15, "f": 0.95},
    "scikit-learn": {"b": 2.5, "c": 2.5, "d": 1.8, "e": 1.2, "f": 1.1},
    "straight-line NumPy": {"b": 4.2, "c": 3.5, "d": 2.1, "e": 1.3, "f": 1.12},
    "matrix product": {"e": 0.42, "f": 0.8, "fs": 0.82},
}


def time(seconds):
    return f"{1e6 * seconds:.0f} µs" if seconds < 0.001 else f"{1e3 * seconds:.3g} ms"


def table(run, clock):
    """Times of a library's step over those of nnlib's, one row a library, one column a workload."""
    cells = [["", *run], ["nnlib, one step", *(time(run[w]["nnlib"][clock]) for w in run)]]
    for title in LIBRARIES:
        if any(title in times for times in run.values()):
            ratios = (
                short(times[title][clock] / times["nnlib"][clock]) if title in times else ""
                for times in run.values()
            )
            cells.append([title, *ratios])
    return rows(cells)


def measured(run, title, workload, flops):
    """The ratio that a bar speaks of, in CPU seconds."""
    times = {name: cpu for name, (cpu, _) in run[workload].items()}
    if title == PEAK:
        return (flops[workload] / times["nnlib"]) / (flops[PEAK] / times[PEAK])
    return times["nnlib"] / times[title] if title == FLOOR else times[title] / times["nnlib"]


def bars(facts):
    """Each bar, what was measured in float64 and in float32, and whether it was met."""
    cells = [["against", "workload", "bar", "float64", "float32"]]
    for title, wanted in BARS.items():
        for workload, bar in wanted.items():
            row = [title, workload, f"{'at most' if title == FLOOR else 'at least'} {bar:g}"]
            for kind in ("float64", "float32"):
                ratio = measured(facts["seconds"][f"{kind}, 1"], title, workload, facts["flops"])
                met = ratio <= bar if title == FLOOR else ratio >= bar
                row.append(short(ratio) if met else f"{short(ratio)}, missed")
            cells.append(row)
    return rows(cells)


def plot(facts, path):
    """Ratios to nnlib's step on logarithmic axes, one line a workload, one marker a library."""
    plots.use_style()
    run = facts["seconds"]["float64, 1"]
    fig, parts = plots.panels(2, width=11, height=4)
    small = [name for name, times in run.items() if PEAK not in times]
    large = [name for name in run if name not in small]
    for ax, names, ticks in (
        (parts[0], small, (0.01, 0.1, 1, 10)), (parts[1], large, (0.8, 1, 1.25, 1.5, 2)),
    ):  # fmt: skip
        for title, (marker, colour) in MARKERS.items():
            at = [(run[w][title][CPU] / run[w]["nnlib"][CPU], y) for y, w in enumerate(names)]
            ax.plot(*zip(*at, strict=True), marker, color=colour, label=title, mec="black", ms=8)
        ax.axvline(1, color=plots.INK)
        ax.set(xscale="log", xlabel="time of a step over nnlib's")
        ax.set_xticks(ticks, [f"{tick:g}" for tick in ticks])
        ax.minorticks_off()
        ax.set_yticks(range(len(names)), [f"{name}: {ABOUT[name]}" for name in names])
        ax.invert_yaxis()
    parts[1].legend(loc="center left", bbox_to_anchor=(1, 0.5))
    path.write_bytes(plots.figure_png(fig))


def digits(facts):
    """Seconds of training and the accuracy on the last quarter, one row a way."""
    fastest = min(each["seconds"] for each in facts.values())
    return rows(
        [["", "CPU seconds", "times the fastest", "accuracy, mean", "least of five"]]
        + [
            [way, f"{each['seconds']:.3f}", short(each["seconds"] / fastest),
             f"{each['mean']:.2%}", f"{each['least']:.2%}"]
            for way, each in facts.items()
        ]
    )  # fmt: skip


def excerpt(run):
    """The few rows and columns that docs/verification.md shows."""
    wanted = set(LIBRARIES) - {"autograd", "micrograd", "textbook NumPy"}
    return table(
        {
            name: {title: times[title] for title in times if title in {"nnlib", *wanted}}
            for name, times in run.items()
            if len(name) == 1
        },
        CPU,
    )


def blocks(facts):
    """{page: {mark: Markdown}}."""
    seconds = facts["seconds"]
    versions = ", ".join(f"{name} {number}" for name, number in facts["versions"].items())
    tables = {
        "machine": f"{facts['machine']}; {versions}.",
        "bars": bars(facts),
        "float64": table(seconds["float64, 1"], CPU),
        "float32": table(seconds["float32, 1"], CPU),
        "float64 on two threads": table(seconds["float64, 2"], WALL),
        "float32 on two threads": table(seconds["float32, 2"], WALL),
        "digits": digits(facts["digits"]),
    }
    return {"performance": tables, "verification": {"speed": excerpt(seconds["float64, 1"])}}


def main(path, *words):
    facts = json.loads(Path(path).read_text("utf-8"))
    if words:
        publish("speed", facts, blocks(facts))
        plot(facts, FOLDER / "speed.png")
        return
    for name, run in facts["seconds"].items():
        print(f"{name} thread(s)\n{table(run, WALL if name.endswith('2') else CPU)}\n")


if __name__ == "__main__":
    main(*sys.argv[1:])
