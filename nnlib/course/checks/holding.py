"""What a cell shows below a reveal to which there is no guess yet: it is held back.

A print or a figure behind the reveal often tells its answer, so it waits with it, and comes when
the cell is run again.  The cell's code runs to its end all the same: later cells need its names.
"""

import io
import sys

RUNNING = []  # what the cell that runs now holds back, at most one
# Not every front end tells of a cell's end; then the next one's begin frees the page.
FREES = ("post_run_cell", "pre_run_cell")


class Rest:
    """What a cell shows from here to its end, kept from the page."""

    def __init__(self, shell):
        from IPython.core.displaypub import CapturingDisplayPublisher

        self.shell, self.printed, self.shown = shell, io.StringIO(), CapturingDisplayPublisher()
        self.before = sys.stdout, shell.display_pub
        sys.stdout, shell.display_pub = self.printed, self.shown
        # IPython sets its own again for each cell.
        sys.displayhook = self.last_value
        self.last = False
        for event in FREES:
            shell.events.register(event, self.end)

    def last_value(self, value):
        self.last = self.last or value is not None

    def end(self, *_):
        """The page is free again."""
        for event in FREES:
            self.shell.events.unregister(event, self.end)
        sys.stdout, self.shell.display_pub = self.before
        RUNNING.remove(self)

    @property
    def is_something(self):
        return bool(self.printed.getvalue() or self.shown.outputs or self.last)


def hold_the_rest():
    """Hold back what the running cell shows from here on; the Rest, or None without IPython."""
    from IPython import get_ipython

    shell = get_ipython()
    if shell is None:
        return None
    if not RUNNING:
        RUNNING.append(Rest(shell))
    return RUNNING[0]


def let_through():
    """Hold back nothing more in the running cell; True where something was being held back."""
    held = bool(RUNNING)
    if held:
        RUNNING[0].end()
    return held
