"""Figures: `panels` makes one, `show` puts it into the notebook with its alt text."""

from html import escape

from ..drawing.raster import with_palette

INCHES = 4.0


def panels(columns=1, height=3.2, width=None, **axes):
    """(fig, ax) for one panel and (fig, [ax, …]) for several, side by side, in the course's size.

    `axes` goes to each panel as its properties, for example xlabel="x".
    """
    from matplotlib.figure import Figure

    fig = Figure(figsize=(width or max(5.5, INCHES * columns), height))
    parts = [fig.add_subplot(1, columns, column + 1, **axes) for column in range(columns)]
    return fig, parts[0] if columns == 1 else parts


def figure_png(fig, dpi=96):
    """The figure as PNG bytes of at most 256 colours, the same on every run: no date goes in."""
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from PIL import Image

    was, fig.dpi = fig.dpi, dpi
    canvas = FigureCanvasAgg(fig)  # what savefig draws, but once and not twice
    canvas.draw()
    pixels = Image.frombuffer("RGBA", canvas.get_width_height(), canvas.buffer_rgba())
    fig.dpi = was
    return with_palette(pixels)


def show(fig, alt):
    """Display the figure as PNG, with `alt` for readers who do not see it.

    `alt` says in a sentence what the figure shows.  Raises ValueError when it is missing.
    """
    from IPython.display import display

    if not (isinstance(alt, str) and len(alt.split()) > 3):
        raise ValueError(f"show: alt must say in a sentence what is to be seen, but it is {alt!r}.")
    picture = {"image/png": figure_png(fig), "text/plain": alt}
    display(picture, metadata={"image/png": {"alt": alt}}, raw=True)
    # JupyterLab drops the alt text of image/png, and of an <img> others show the bytes as text: so
    # the words stand behind the picture, for screen readers alone.
    display({"text/html": f'<span role="img" aria-label="{escape(alt)}"></span>'}, raw=True)
