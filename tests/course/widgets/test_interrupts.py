"""Kernel ▸ Interrupt, with the hooks of the installed ipykernel and with real signals."""

import os
import signal
import threading

import pytest
from ipykernel.kernelbase import Kernel

from nnlib.course.widgets.stage.interrupts import Interrupts


class Loop:
    """The kernel's loop: what another thread hands over waits until the main thread turns."""

    def __init__(self):
        self.waiting = []

    def add_callback(self, function, *given):
        self.waiting.append((function, given))

    def turn(self):
        while self.waiting:
            function, given = self.waiting.pop(0)
            function(*given)


class Hooks:
    """What of a kernel has to do with interrupts."""

    pre_handler_hook = Kernel.pre_handler_hook
    post_handler_hook = Kernel.post_handler_hook

    def __init__(self):
        self.io_loop = Loop()


@pytest.fixture
def kernel():
    """A kernel between two messages, when it ignores interrupts."""
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    yield Hooks()
    signal.signal(signal.SIGINT, before)


@pytest.fixture
def ends():
    return []


@pytest.fixture
def interrupts(ends):
    return Interrupts(lambda: ends.append("ended"))


def interrupt():
    os.kill(os.getpid(), signal.SIGINT)


def test_an_interrupt_between_two_messages_ends_what_plays(kernel, interrupts, ends):
    interrupt()
    assert ends == []
    interrupts.heed(kernel)
    interrupt()
    assert ends == ["ended"]


def test_an_interrupt_anywhere_in_a_message_ends_what_plays_and_the_message(
    kernel, interrupts, ends
):
    interrupts.heed(kernel)
    for count in (1, 2):
        kernel.pre_handler_hook()
        with pytest.raises(KeyboardInterrupt):
            interrupt()  # wherever it is: in none of our own code
        kernel.post_handler_hook()
        assert len(ends) == count
    interrupt()
    assert len(ends) == 3


def test_play_that_starts_in_a_message_is_heeded_from_then_on(kernel, interrupts, ends):
    kernel.pre_handler_hook()
    interrupts.heed(kernel)
    with pytest.raises(KeyboardInterrupt):
        interrupt()
    kernel.post_handler_hook()
    interrupt()
    assert len(ends) == 2


def test_a_cell_that_awaits_is_cancelled_as_before(kernel, interrupts, ends):
    interrupts.heed(kernel)
    kernel.pre_handler_hook()
    own = []
    saved = signal.signal(signal.SIGINT, lambda *_: own.append("cancelled"))
    interrupts.heed(kernel)  # as every picture does
    interrupt()
    assert (ends, own) == (["ended"], ["cancelled"])
    signal.signal(signal.SIGINT, saved)
    kernel.post_handler_hook()


@pytest.mark.parametrize("within", [False, True], ids=["between messages", "in a message"])
def test_afterwards_the_kernel_is_as_it_was(kernel, interrupts, ends, within):
    interrupts.heed(kernel)
    if within:
        kernel.pre_handler_hook()
    interrupts.ignore()
    if within:
        with pytest.raises(KeyboardInterrupt):
            interrupt()
        kernel.post_handler_hook()
    assert signal.getsignal(signal.SIGINT) is signal.SIG_IGN
    assert set(vars(kernel)) <= {"io_loop", "saved_sigint_handler"}
    interrupt()
    assert ends == []


def test_from_another_thread_the_main_thread_is_asked(kernel, interrupts, ends):
    def aside(act, *given):
        thread = threading.Thread(target=act, args=given)
        thread.start()
        thread.join()
        kernel.io_loop.turn()

    aside(interrupts.heed, kernel)
    interrupt()
    assert ends == ["ended"]
    aside(interrupts.ignore)
    assert signal.getsignal(signal.SIGINT) is signal.SIG_IGN


def test_without_a_kernel_nothing_is_touched(interrupts):
    before = signal.getsignal(signal.SIGINT)
    interrupts.heed(None)
    interrupts.ignore()
    assert signal.getsignal(signal.SIGINT) is before
