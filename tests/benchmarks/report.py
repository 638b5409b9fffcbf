"""Tables and plot of the measured speeds, from `docs/performance/speed.json`.

`python tests/benchmarks/report.py` writes them into `docs/performance.md`, between the marks that
name them; with the path of another result it prints its tables.
"""

import json
import sys
from pathlib import Path

DOCS = Path(__file__).resolve().parents[2] / "docs"
PAGE, FOLDER = DOCS / "performance.md", DOCS / "performance"
LIBRARIES = (
    "PyTorch", "PyTorch compiled", "scikit-learn", "autograd", "JAX", "JAX, whole loop",
    "micrograd", "nnlib fit", "textbook NumPy", "straight-line NumPy",
)  # fmt: skip
FLOOR, PEAK = "straight-line NumPy", "matrix product"
ABOUT = {
    "a": "1-1, 100 points", "b": "XOR 2-2-1, 4", "c": "2-16-16-1, 32", "d": "64-64-10, 64",
    "e": "784-128-64-10, 128", "es": "the same, SGD", "f": "784-1024-1024-10, 512",
    "fs": "the same, SGD",
}  # fmt: skip
MARKERS = {
    "PyTorch": "o", "PyTorch compiled": "v", "scikit-learn": "s", "autograd": "D", "JAX": "^",
    "JAX, whole loop": "<", "textbook NumPy": "P", "straight-line NumPy": "|",
}  # fmt: skip
COLOURS = ("#D55E00", "#E69F00", "#0072B2", "#CC79A7", "#009E73", "#56B4E9", "#F0E442", "black")
# What issue 6 asks of one thread: at least so many times faster, or at most so many times slower.
BARS = {
    "PyTorch": {"a": 10, "b": 8, "c": 8, "d": 4, "e": 1.15, "f": 0.95},
    "scikit-learn": {"b": 8, "c": 4, "d": 2.5, "e": 1.2, "f": 1.1},
    "straight-line NumPy": {"b": 2.2, "c": 2.2, "d": 1.4, "e": 1.12, "f": 1.12},
    "matrix product": {"e": 0.58, "f": 0.83, "fs": 0.90},
}


def short(ratio):
    """A ratio with two or three digits."""
    return f"{ratio:,.0f}" if ratio >= 100 else f"{ratio:.3g}"


def time(seconds):
    return f"{1e6 * seconds:.0f} µs" if seconds < 0.001 else f"{1e3 * seconds:.3g} ms"


def rows(cells):
    """A Markdown table: the first row is its head, and numbers stand to the right."""
    head, *rest = cells
    rule = ["---"] + ["--:"] * (len(head) - 1)
    return "\n".join("| " + " | ".join(row) + " |" for row in [head, rule, *rest])


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
    """Ratios to nnlib's step on a logarithmic axis, one line a workload, one marker a library."""
    from matplotlib import pyplot as plt

    run = facts["seconds"]["float64, 1"]
    fig, ax = plt.subplots(figsize=(8, 4.6), layout="constrained")
    for (title, marker), colour in zip(MARKERS.items(), COLOURS, strict=True):
        at = [
            (times[title][0] / times["nnlib"][0], y)
            for y, times in enumerate(run.values())
            if title in times
        ]
        ax.plot(
            *zip(*at, strict=True), marker, color=colour, label=title, ms=8, mec="black", mew=0.6
        )
    ax.axvline(1, color="black")
    ax.set(
        xscale="log",
        xlabel="time of a step, as a multiple of nnlib's (right of the line: slower than nnlib)",
    )
    ax.set_xticks([0.1, 1, 10, 100, 1000], ["0.1", "1", "10", "100", "1,000"])
    ax.set_yticks(range(len(run)), [f"{name}  {ABOUT[name]}" for name in run])
    ax.invert_yaxis()
    ax.grid(axis="x", alpha=0.4)
    ax.legend(loc="center right", fontsize=8)
    fig.savefig(path, dpi=110)


def machine(facts):
    versions = ", ".join(f"{name} {number}" for name, number in facts["versions"].items())
    return f"{facts['date']}: {facts['processor']}, {facts['cores']} cores; {versions}."


def blocks(facts):
    """{the name of its mark: Markdown}."""
    seconds = facts["seconds"]
    return {
        "machine": machine(facts), "bars": bars(facts),
        "float64": table(seconds["float64, 1"], 0), "float32": table(seconds["float32, 1"], 0),
        "float64 on two": table(seconds["float64, 2"], 1),
        "float32 on two": table(seconds["float32, 2"], 1),
    }  # fmt: skip


def filled(page, blocks):
    """The page with each block between its marks: `<!-- name -->` and `<!-- end -->`."""
    for name, text in blocks.items():
        before, mark, rest = page.partition(f"<!-- {name} -->\n")
        if not mark:
            raise ValueError(f"The page has no mark for {name!r}.")
        _, end, after = rest.partition("<!-- end -->")
        page = f"{before}{mark}{text}\n{end}{after}"
    return page


def main(paths):
    facts = json.loads(Path(paths[0] if paths else FOLDER / "speed.json").read_text("utf-8"))
    if paths:
        for name, run in facts["seconds"].items():
            print(f"{name}\n{table(run, int(name.endswith('2')))}\n")
        return
    plot(facts, FOLDER / "speed.png")
    PAGE.write_text(filled(PAGE.read_text("utf-8"), blocks(facts)), "utf-8")


if __name__ == "__main__":
    main(sys.argv[1:])
