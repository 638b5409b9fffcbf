"""Figures: `panels` makes one, `show` puts it into the notebook with its alt text."""

import io

INCHES = 4.0


def panels(columns=1, height=3.2, width=None, **axes):
    """(fig, ax) for one panel and (fig, [ax, …]) for several, side by side, in the course's size.

    `axes` goes to each panel as its properties, for example xlabel="x".
    """
    from matplotlib.figure import Figure

    fig = Figure(figsize=(width or max(5.5, INCHES * columns), height))
    parts = [fig.add_subplot(1, columns, column + 1, **axes) for column in range(columns)]
    return fig, parts[0] if columns == 1 else parts


def png(fig, dpi=96):
    """The figure as PNG bytes, the same on every run: no date and no version goes in."""
    file = io.BytesIO()
    fig.savefig(file, format="png", dpi=dpi, metadata={"Software": None})
    return file.getvalue()


def show(fig, alt):
    """Display the figure as PNG.  `alt` says in words what it shows: it is the image's alt text, and
    what a text-only reader gets.  Raises ValueError when it is missing."""
    from IPython.display import display

    if not (isinstance(alt, str) and len(alt.split()) > 3):
        raise ValueError(
            f"show: alt must say in a sentence what the figure shows, but it is {alt!r}."
        )
    bundle = {"image/png": png(fig), "text/plain": alt}
    display(bundle, metadata={"image/png": {"alt": alt}}, raw=True)
