"""A course of two small lessons, with predictions, turns and an exercise set, for tests."""

import json
from pathlib import Path

SETUP = """\
import numpy as np
import nnlib as nn
from nnlib import plots, widgets

plots.use_style()
ask, check, hint, solution = nn.checks.start("{}")"""

RESIDUAL = '''\
def residual(w, b, x, y):
    """How far the line is from each target."""
    ### BEGIN SOLUTION
    # What the line says, less the target.
    return b + w * x - y
    ### END SOLUTION'''

STEP = """\
### BEGIN SOLUTION
# One step down: step(w, slope, eta) is the new weight.
def step(w, slope, eta):
    return w - eta * slope
### END SOLUTION"""

TURNS = '''\
"""The turns of the made-up lesson."""

from nnlib.course.authoring import Function, Misconception, Turn


def line(rng):
    x, y = rng.uniform(-2, 2, size=(2, 5))
    return {"w": float(rng.uniform(0.5, 2)), "b": float(rng.uniform(0.3, 1)), "x": x, "y": y}


RESIDUAL = Turn(
    id="1.a",
    title="The residual",
    probe=Function("residual", returns=("r",)),
    cases=lambda rng: [line(rng) for _ in range(3)],
    hints=("Write down what the line says at x; then subtract.", "Mind which comes first."),
    misconceptions=(
        Misconception("other way round", "b + w * x - y", "y - (b + w * x)",
                      "Your residual has the opposite sign: the line comes first."),
        Misconception("no bias", "b + w * x - y", "w * x - y",
                      "The line starts at b; where is it in yours?"),
        Misconception("no target", "b + w * x - y", "b + w * x",
                      "That is what the line says. How far is it from the target?"),
    ),
    alternatives=("def residual(w, b, x, y):\\n    return -(y - w * x - b)",),
)

STEP = Turn(
    id="1.b",
    title="A step",
    probe=Function("step", returns=("w",)),
    cases=lambda rng: [dict(zip(("w", "slope", "eta"), rng.uniform(0.3, 3, size=3).tolist()))
                       for _ in range(3)],
    hints=("Downhill is against the slope.",),
    misconceptions=(
        Misconception("uphill", "w - eta * slope", "w + eta * slope",
                      "You walked uphill: downhill is against the slope."),
        Misconception("no rate", "w - eta * slope", "w - slope",
                      "The rate eta says how much of the slope a step takes."),
        Misconception("rate alone", "w - eta * slope", "w - eta",
                      "Each of your steps is as long as the other, however steep it is."),
    ),
    alternatives=("def step(w, slope, eta):\\n    w -= slope * eta\\n    return w",),
    equivalents={"inputs slope and eta exchanged": "a product has no order"},
)

TURNS = (RESIDUAL, STEP)
'''


def text(source, name):
    return {"cell_type": "markdown", "id": name, "metadata": {}, "source": source}


def code(source, name, *tags):
    about = {"tags": list(tags)} if tags else {}
    made = {"cell_type": "code", "id": name, "metadata": about, "source": source}
    return made | {"outputs": [], "execution_count": None}


LINE = (
    text("# A line\n\nHow wrong is a line? The [exercises](../exercises/01_line/01_line.ipynb) ask "
         "for more.\n", "title"),
    code(SETUP.format("01_line"), "setup"),
    text("Four points.\n", "points"),
    code("X, y = np.array([0.0, 1, 2, 3]), np.array([1.0, 3, 5, 8])", "data"),
    text("Guess first.\n", "before-ask"),
    code('guess = ask("How large is the loss of the line 1 + 2x?", id="1.p1", unit="squares")',
         "ask-loss"),
    text("Write the residual.\n", "before-turn-a"),
    code(RESIDUAL, "turn-1-a"),
    text("Is it right?\n", "before-check-a"),
    code('check("1.a")', "check-1-a"),
    text("From it, the loss.\n", "before-loss"),
    code("def loss(w, b):\n    return np.mean(residual(w, b, X, y) ** 2) / 2", "loss"),
    text("And the answer.\n", "before-reveal"),
    code('guess.reveal(loss(2, 1), wrong={1: "That is the one residual that is not 0.", 0.5: '
         '"Half its square; the mean is over four points."})', "reveal-loss"),
    text("Another guess.\n", "before-choice"),
    code('way = ask("With a larger w, where does the loss go?", id="1.p2", options=("up", "down"))',
         "ask-way"),
    text("Write a step.\n", "before-turn-b"),
    code(STEP, "turn-1-b"),
    text("Is it right?\n", "before-check-b"),
    code('check("1.b")', "check-1-b"),
    text("Now walk.\n", "before-walk"),
    code("w, path = 0.0, []\nfor _ in range(20):\n    slope = np.mean(residual(w, 1, X, y) * X)\n"
         "    w = step(w, slope, 0.1)\n    path.append(loss(w, 1))", "walk"),
    text("Where does it end?\n", "before-end"),
    code("print(round(w, 3), round(path[-1], 4))", "end"),
    text("See it fall.\n", "before-figure"),
    code('fig, ax = plots.panels()\nax.plot(path)\nplots.show(fig, "The loss falls.")', "figure",
         "hide-input"),
    text("And which way was it?\n", "before-way"),
    code('way.reveal("down", wrong={"up": "Look at the path again."})', "reveal-way"),
    text("What does not need a turn runs.\n", "before-free"),
    code("print(X.sum())", "free"),
    text("On to [the next](02_steps.ipynb).\n", "closing"),
)  # fmt: skip

STEPS = (
    text("# Steps\n\nBack to [the line](01_line.ipynb).\n", "title"),
    code(SETUP.format("02_steps"), "setup"),
    text("Guess.\n", "before-ask"),
    code('guess = ask("How many steps?", id="2.p1", unit="steps")', "ask-steps"),
    text("So many.\n", "before-reveal"),
    code('guess.reveal(20, wrong={range(50, 201): "It is steeper than that."})', "reveal-steps"),
    text("The end.\n", "closing"),
)

TASK = "def twice(x):\n    # YOUR CODE HERE\n    raise NotImplementedError()"


def notebook(cells):
    about = {"kernelspec": {"display_name": "Python 3 (ipykernel)", "language": "python",
                            "name": "python3"}, "language_info": {"name": "python"}}  # fmt: skip
    return {"cells": list(cells), "metadata": about, "nbformat": 4, "nbformat_minor": 5}


def make(folder):
    """Write the course into a folder, the answers of its turns included; returns the folder."""
    exercise = [
        text("# Exercises\n\nFor [the line](../../notebooks/01_line.ipynb).\n", "title"),
        code('import nnlib as nn\n\nask, check, hint, solution = nn.checks.start("01_line")',
             "start"),
        text("## 1.1 Twice\n", "text-1-1"),
        code(TASK, "task-1-1"),
    ]  # fmt: skip
    files = {
        "notebooks/01_line.ipynb": json.dumps(notebook(LINE)),
        "notebooks/02_steps.ipynb": json.dumps(notebook(STEPS)),
        "notebooks/00_start_here.ipynb": json.dumps(notebook([text("# Start\n", "title")])),
        "exercises/01_line/01_line.ipynb": json.dumps(notebook(exercise)),
        "solutions/01_line/turns.py": TURNS,
    }
    for path, content in files.items():
        place = Path(folder) / path
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text(content, "utf-8")

    from nnlib.course.authoring.turns import all_turns, build_turns

    for one in all_turns(folder=Path(folder)):
        build_turns(one)
    return Path(folder)
