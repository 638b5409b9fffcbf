"""Kernel ▸ Interrupt ends whatever plays, whenever it comes.

Between two messages a kernel ignores an interrupt, and while it takes one the interrupt becomes a
KeyboardInterrupt, which ends that message and no more: what plays would go on.  So while something
plays, the handler of the moment is preceded by ours.  A kernel sets its own before each message and
puts the old one back after it, in two hooks; ours follows both.
"""

import signal
from threading import current_thread, main_thread

HOOKS = ("pre_handler_hook", "post_handler_hook")


class Interrupts:
    """Calls `end` at each interrupt between `heed` and `ignore`; else it does what it would do."""

    def __init__(self, end):
        self.end, self.kernel = end, None

    def heed(self, kernel):
        """Begin; or, if it has begun, make sure that ours is the first handler still."""
        if not hasattr(kernel, HOOKS[1]):
            return  # no kernel, or one that says nothing of its messages
        if current_thread() is not main_thread():  # the only one that may set a handler
            if self.kernel is None:
                kernel.io_loop.add_callback(self.heed, kernel)
            return
        if self.kernel is None:
            self.kernel = kernel
            for name in HOOKS:
                setattr(kernel, name, self._followed(getattr(kernel, name)))
        self._come_first()

    def ignore(self):
        """Put everything back as it was."""
        if self.kernel is None:
            return
        if current_thread() is not main_thread():
            self.kernel.io_loop.add_callback(self.ignore)
            return
        kernel, self.kernel = self.kernel, None
        for name in HOOKS:
            delattr(kernel, name)
        # What the kernel puts back after the message that it may be taking now.
        saved = getattr(kernel, "saved_sigint_handler", None)
        if isinstance(saved, _First):
            kernel.saved_sigint_handler = saved.before
        first = signal.getsignal(signal.SIGINT)
        if isinstance(first, _First):
            signal.signal(signal.SIGINT, first.before)

    def _come_first(self):
        before = signal.getsignal(signal.SIGINT)
        if not isinstance(before, _First):
            signal.signal(signal.SIGINT, _First(self.end, before))

    def _followed(self, hook):
        def followed():
            hook()
            self._come_first()

        return followed


class _First:
    """A handler of SIGINT: it ends what plays, then does what the handler before it does."""

    def __init__(self, end, before):
        self.end, self.before = end, before

    def __call__(self, *signal_and_frame):
        self.end()
        if callable(self.before):
            self.before(*signal_and_frame)
