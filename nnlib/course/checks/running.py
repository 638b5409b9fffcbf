"""Running a learner's code: for a while only, whatever it raises, and with its prints kept."""

import builtins
import ctypes
import signal
import threading
from contextlib import contextmanager
from io import TextIOBase

import numpy as np

LIMIT = 15  # seconds for all cases of one check
KEPT = 2_000  # characters of what is printed


class TimeIsUp(BaseException):
    """Raised inside code that has run for longer than it may."""


class Printed(TextIOBase):
    """A place to print to, which keeps the beginning."""

    def __init__(self):
        self.pieces, self.length = [], 0

    def writable(self):
        return True

    def write(self, text):
        if self.length <= KEPT:
            self.pieces.append(text[: KEPT + 1 - self.length])
        self.length += len(text)
        return len(text)

    def text(self):
        kept = "".join(self.pieces)
        return f"{kept[:KEPT]}\n…" if self.length > KEPT else kept


def words_of(error):
    r"""An exception in words, even one whose own words fail; with a line that is no Python.

    >>> words_of(ValueError("no")), words_of(KeyError())
    ('ValueError: no', 'KeyError')
    >>> words_of(SyntaxError("expected ':'", ("a_file.py", 2, 1, "def f(x)\n")))
    "SyntaxError: expected ':', in line 2: `def f(x)`"
    """
    kind = type(error).__name__
    try:
        text = _where(error) if isinstance(error, SyntaxError) else str(error)
    except Exception:  # noqa: BLE001  a learner's own exception
        text = ""
    return f"{kind}: {text[:KEPT]}" if text else kind


def _where(error):
    """A SyntaxError without the name of its file, which is none that a learner knows."""
    line = f", in line {error.lineno}" if error.lineno else ""
    code = f": `{error.text.strip()}`" if error.lineno and error.text else ""
    return f"{error.msg}{line}{code}"


@contextmanager
def time_limit(seconds=LIMIT):
    """Raise TimeIsUp in the code inside after so many seconds, and again each second after that.

    In the main thread an alarm does it, which wakes a sleeping program too.  Other threads, and
    systems without alarms, get the exception at their next step of Python.
    """
    in_main = threading.current_thread() is threading.main_thread()
    if not in_main or not hasattr(signal, "setitimer"):
        with _watched(seconds):
            yield
        return

    def ring(*_):
        raise TimeIsUp(f"{seconds:g} seconds")

    handler = signal.signal(signal.SIGALRM, ring)
    alarm = signal.setitimer(signal.ITIMER_REAL, seconds, 1)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, handler or signal.SIG_DFL)
        signal.setitimer(signal.ITIMER_REAL, *alarm)  # somebody else's, if there was one


@contextmanager
def _watched(seconds):
    """The same from a second thread."""
    over, learner = threading.Event(), threading.get_ident()
    late = type("Late", (TimeIsUp,), {"__str__": lambda _: f"{seconds:g} seconds"})
    lock = threading.Lock()

    def watch():
        wait = seconds
        while not over.wait(wait):
            with lock:
                if not over.is_set():
                    ctypes.pythonapi.PyThreadState_SetAsyncExc(
                        ctypes.c_ulong(learner), ctypes.py_object(late)
                    )
            wait = 1

    watcher = threading.Thread(target=watch, daemon=True)
    try:
        watcher.start()
    except RuntimeError:  # a browser has no threads: then nothing watches
        watcher = None
    try:
        yield
    finally:
        with lock:
            over.set()
            ctypes.pythonapi.PyThreadState_SetAsyncExc(ctypes.c_ulong(learner), None)


# A notebook has an `input`, an `open` and a `print` of its own; these are everybody's.
COMMON = (
    "abs all any bool dict divmod enumerate filter float getattr hasattr int isinstance iter len "
    "list map max min next pow range repr reversed round set slice sorted str sum tuple type zip"
)
OURS = {builtins: {name: getattr(builtins, name) for name in COMMON.split()}} | {
    module: {name: value for name, value in vars(module).items() if callable(value)}
    for module in (np, np.linalg)
}


def restore():
    """Give NumPy's and Python's functions back their names; return those that had lost them.

    A learner's `np.mean = 3` would stop their next cells and the judge alike.
    """
    lost = []
    for module, kept in OURS.items():
        now = vars(module)
        changed = [name for name, value in kept.items() if now.get(name) is not value]
        for name in changed:
            setattr(module, name, kept[name])
        lost += [name if module is builtins else f"{module.__name__}.{name}" for name in changed]
    return lost
