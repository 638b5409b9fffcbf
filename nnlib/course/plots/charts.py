"""The chart of a digit reader in lesson 12's clinic: its loss, activations and steps by layer."""

import numpy as np

from ..drawing.style import BLUE, GREEN, GREY, INK, VERMILLION
from ..drawing.svg import short
from .figures import panels, show

REACH, BINS = 3.0, 40
HIGH = 12  # a loss above is cut, and said
USUAL = 1e-3, 3e-2
LEAST = 1e-6  # what is smaller is drawn here, and called nearly 0


def show_chart(patient):
    """Three panels: the loss of each batch; activations at the start, and steps, by layer."""
    fig, (curve, layers, steps) = panels(3, height=3.0, width=12)
    for ax, left in zip(fig.axes, (0.035, 0.37, 0.718), strict=True):
        ax.set_position((left, 0.17, 0.275, 0.74))  # to find a layout takes as long as to draw
    _draw_curve(curve, patient)
    _draw_activations(layers, patient)
    _draw_ratios(steps, patient)
    show(fig, _words(patient))


def _draw_curve(ax, patient):
    ax.axhline(np.log(10), color=GREY, linestyle=":", linewidth=4, label="log 10")
    ax.plot(patient.losses, color=BLUE, linewidth=1)
    highest = patient.losses.max()
    top = min(max(3.0, 1.05 * highest), HIGH)
    beyond = f", up to {short(highest, 2)}" if highest > HIGH else ""
    ax.set(title=f"patient {patient.name}: loss{beyond}", xlabel="step", ylim=(0, top))
    ax.legend(loc="upper right")


def _draw_activations(ax, patient):
    """A histogram for each hidden layer, the first at the bottom, with its zeros and its size."""
    trace = patient.before.trace
    for l in patient.hidden:
        a = np.clip(trace.a[l].ravel(), -REACH, REACH)
        counts, edges = np.histogram(a[a != 0], bins=BINS, range=(min(a.min(), 0), REACH))
        heights = 0.8 * counts / max(counts.max(), 1)
        ax.stairs(l + heights, edges, baseline=l, fill=True, color=BLUE, alpha=0.5)
        words = f"{(a == 0).mean():.0%} zero, size {patient.sizes[l]:.2g}"
        ax.text(0.95 * REACH, l + 0.45, words, ha="right", color=INK, fontsize=10)
    layers = list(patient.hidden)
    ax.set(title="activations at the start", yticks=layers, ylim=(1, 1 + len(layers)))
    ax.set(xlabel=f"a, cut at {REACH:g}", ylabel="layer")


def _draw_ratios(ax, patient):
    """How large a step is beside the weights of each layer, the first and one after the last."""
    ax.axhspan(*USUAL, color=GREY, alpha=0.2, label="usual")
    for look, marker, style, colour, label in (
        (patient.before, "o", "-", VERMILLION, "first step"),
        (patient.after, "s", "--", GREEN, "at the end"),
    ):
        ratios = {l: max(ratio, LEAST) for l, ratio in look.ratios.items()}
        line = {"marker": marker, "linestyle": style, "color": colour, "label": label}
        ax.plot(list(ratios), list(ratios.values()), **line)
    ax.set(title="step ÷ weights", yscale="log", ylim=(LEAST / 50, 3), xticks=list(patient.net.W))
    powers = [-4, -2, 0]
    ax.set_yticks([LEAST, *(10.0**p for p in powers)], ["≈ 0", *(f"$10^{{{p}}}$" for p in powers)])
    ax.set(xlabel="layer")
    ax.minorticks_off()
    ax.legend(loc="lower left", ncols=3, fontsize=8)


def _words(patient):
    """The alt text, with what the printed lines below the chart do not say."""
    heights = np.clip(patient.losses, None, 100)
    a, sizes = patient.before.trace.a, patient.sizes
    layers = "; ".join(f"{(a[l] == 0).mean():.0%}, {sizes[l]:.2g}" for l in patient.hidden)
    least, most = (_said(f(patient.before.ratios.values())) for f in (min, max))
    return (
        f"Chart of patient {patient.name}. The loss is at most {heights.max():.0f}. At the start "
        f"the share of zeros and the size are, layer by layer, {layers}. The first step is between "
        f"{least} and {most} of a layer's weights."
    )


def _said(ratio):
    return f"{ratio:.0e}" if ratio > LEAST else "0"
