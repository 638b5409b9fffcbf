import re
import sys
from pathlib import Path

import ipywidgets
import numpy as np
import pytest

sys.path.insert(0, str(Path(__file__).parent))


from page_reader import plain

import nnlib as nn
from nnlib import widgets
from nnlib.course.widgets.stage import shell as shell_module

QUESTIONS = [
    widgets.Question(
        "What is 2 + 3?", ("4", "5"), 1, "sums", "sums, page 1", "sums.html", "Three more than 2."
    ),
    widgets.Question("What is 2 · 3?", ("5", "6", "7"), 1, "products", "products, page 2"),
    widgets.Question("What is <2> + 2?", ("4", "5"), 0, "sums", "sums, page 3"),
]


@pytest.fixture
def questions():
    return QUESTIONS


@pytest.fixture
def data():
    return nn.data.line(12, np.random.default_rng(3))


def digit_reader():
    """A network for digits with random weights."""
    layers = [nn.activations.relu, nn.activations.identity]
    return nn.init([64, 8, 10], layers, np.random.default_rng(0))


@pytest.fixture(params=[False, True], ids=["normal", "lecture"])
def big(request):
    return request.param


@pytest.fixture(
    params=[
        "attack", "backprop", "depth", "descent", "dresses", "entry", "fold", "graph", "line",
        "logistic", "pad", "part", "proof", "race", "secant", "self-test", "softmax", "tape",
        "training", "width",
    ]
)  # fmt: skip
def any_shell(request, data, big):
    make = {
        "attack": lambda: widgets.fool_digit(digit_reader(), levels=1, big=big),
        "backprop": lambda: widgets.step_backprop("3-4-3-2", big=big),
        "depth": lambda: widgets.explore_depth(big=big),
        "dresses": lambda: widgets.explore_dresses(big=big),
        "entry": lambda: widgets.pick_entry(big=big),
        "fold": lambda: widgets.fold_plane(big=big),
        "pad": lambda: widgets.draw_digit(digit_reader(), big=big),
        "part": lambda: widgets.part_xor(big=big),
        "training": lambda: widgets.watch_training(network="2-3-1", big=big),
        "width": lambda: widgets.add_neurons(n=4, big=big),
        "descent": lambda: widgets.step_descent(*data, big=big),
        "line": lambda: widgets.explore_line(*data, big=big),
        "secant": lambda: widgets.explore_secant(big=big),
        "logistic": lambda: widgets.explore_logistic(big=big),
        "softmax": lambda: widgets.explore_softmax(big=big),
        "race": lambda: widgets.race_optimizers(*data, big=big),
        "graph": lambda: widgets.step_graph("x = 2*y; z = sin(y); f = x**2*z", {"y": 1.5}, big=big),
        "tape": lambda: widgets.step_tape("y = 2*x; f = y + y*y", {"x": 3}, slips=True, big=big),
        "proof": lambda: widgets.prove_widgets_work(big=big),
        "self-test": lambda: widgets.take_self_test(QUESTIONS, big=big),
    }
    shell = make[request.param]()
    yield shell
    shell.close()


@pytest.fixture
def stepper(data):
    shell = widgets.step_descent(*data, eta=0.2)
    yield shell
    shell.close()


@pytest.fixture
def live():
    """How many ipywidgets models are alive."""
    return lambda: len(ipywidgets.widgets.widget._instances)


@pytest.fixture
def cell(monkeypatch):
    """Pretend that a cell runs, by its name and the number of the run."""

    def run(name, number):
        monkeypatch.setattr(shell_module, "_cell_and_run", lambda: (name, number))

    yield run
    for shell in [*shell_module.open_shells]:
        shell.close()


@pytest.fixture
def click():
    """What the browser sends when a button is pressed."""
    return lambda shell, action: shell.buttons[action]._handle_custom_msg({"event": "click"}, [])


@pytest.fixture
def choose():
    """What the browser sends when a control is moved: the new index, or the step number."""

    def send(shell, name, value):
        shell.controls[name].set_state({"value" if name == "seek" else "index": value})

    return send


@pytest.fixture
def shown():
    """The numbers of the readout, as Python writes them."""

    def read(shell):
        found = re.findall(r'<td data-name="([^"]+)">([^<]*)</td>', shell.stage.value)
        return {name: plain(number) for name, number in found}

    return read
