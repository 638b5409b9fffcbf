"""The look of every figure: fonts, lines, grid, and the colours by meaning."""

from ..drawing.style import BLUE, GREEN, GREY, INK, ORANGE, PURPLE, VERMILLION


def use_style():
    """Set the look of every figure that follows: matplotlib's own, then fonts, lines, colours.

    Nothing is left of a matplotlibrc, be it of the reader's or beside the notebook.
    """
    from cycler import cycler
    from matplotlib import rcdefaults, rcParams

    cycle = cycler(color=[BLUE, VERMILLION, GREEN, ORANGE, PURPLE]) + cycler(
        linestyle=["-", "--", "-.", ":", (0, (5, 1, 1, 1, 1, 1))]
    )
    rcdefaults()
    rcParams.update(
        {
            "axes.edgecolor": GREY,
            "axes.grid": True,
            "axes.labelcolor": INK,
            "axes.prop_cycle": cycle,
            "axes.spines.right": False,
            "axes.spines.top": False,
            "axes.titlelocation": "left",
            "axes.titlesize": 12,
            "figure.constrained_layout.use": True,
            "font.family": "DejaVu Sans",
            "font.size": 11,
            "grid.alpha": 0.25,
            "legend.frameon": True,
            "legend.framealpha": 0.9,
            "legend.edgecolor": "white",
            "legend.fontsize": 10,
            "lines.linewidth": 2,
            "mathtext.fontset": "dejavusans",
            "text.color": INK,
            "xtick.color": INK,
            "ytick.color": INK,
        }
    )
