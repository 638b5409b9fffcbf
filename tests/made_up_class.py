"""A small exercise set that is light to grade, and a class that hands it in, for tests."""

import json
from pathlib import Path

NAME = "01_light"
SPEC = '''
"""The light set."""

from nnlib.course.authoring import Function, Misconception, Task, Value

HINTS = ("Look at the text.", "Look again.", "Write it down.")

TASKS = (
    Task(
        id="1.1", title="A mean", points=2, difficulty=1, minutes=3, formulas=(), hints=HINTS,
        probe=Function("mean_of"),
        cases=lambda rng: [{"x": rng.normal(size=n)} for n in (3, 5, 7)],
        misconceptions=(
            Misconception("no division", "x.sum() / len(x)", "x.sum()", "That is the sum."),
        ),
        alternatives=("def mean_of(x):\\n    return np.mean(x)",),
    ),
    Task(
        id="1.2", title="Two results", points=4, difficulty=1, minutes=3, formulas=(), hints=HINTS,
        probe=Function("ends_of", returns=("first", "last")),
        cases=lambda rng: [{"x": rng.normal(size=n)} for n in (3, 5, 7)],
        misconceptions=(
            Misconception("the second", "x[-1]", "x[1]", "`last` is the second number."),
        ),
        alternatives=("def ends_of(x):\\n    return x[0], x[len(x) - 1]",),
    ),
    Task(
        id="1.3", title="Slopes by hand", points=3, difficulty=1, minutes=3, formulas=(),
        hints=HINTS, probe=Function("slopes"), without=("nnlib.backward", "nnlib.network.backward"),
        cases=lambda rng: [
            dict(zip(("theta", "X", "y"), map(rng.normal, (0,) * 3, (1,) * 3, (3, (m, 2), (m, 1)))))
            for m in (3, 4, 6)
        ],
        misconceptions=(
            Misconception("no mean", " / len(X)", "", "Your slopes lack the mean."),
        ),
        alternatives=(),
    ),
    Task(
        id="1.4", title="A number", points=1, difficulty=1, minutes=3, formulas=(), hints=HINTS,
        probe=Value("answer"),
        misconceptions=(Misconception("off by one", "4 + 3", "4 + 4", "That is one too many."),),
        alternatives=("answer = 7",),
    ),
)
'''
SETUP = "import numpy as np\nimport nnlib as nn\n\nwidths = [2, 1]"
START = f'ask, check, hint, solution = nn.checks.start("{NAME}")'
RIGHT = {
    "1.1": "def mean_of(x):\n    return x.sum() / len(x)",
    "1.2": "def ends_of(x):\n    return x[0], x[-1]",
    "1.3": (
        "def slopes(theta, X, y):\n"
        "    error = X @ theta[:2, None] + theta[2] - y\n"
        "    return np.append(X.T @ error, error.sum()) / len(X)"
    ),
    "1.4": "answer = 4 + 3",
}
STUBS = {
    "1.1": "def mean_of(x):\n    # YOUR CODE HERE\n    raise NotImplementedError()",
    "1.2": "def ends_of(x):\n    # YOUR CODE HERE\n    raise NotImplementedError()",
    "1.3": "def slopes(theta, X, y):\n    # YOUR CODE HERE\n    raise NotImplementedError()",
    "1.4": "# YOUR CODE HERE\nanswer = ...",
}
POINTS = {"1.1": 2, "1.2": 4, "1.3": 3, "1.4": 1}
WRONG = {
    "1.1": ("def mean_of(x):\n    return x.sum()", 0),
    "1.2": ("def ends_of(x):\n    return x[0], x[1]", 2),
    "1.3": (RIGHT["1.3"].replace(" / len(X)", ""), 0),
    "1.4": ("answer = 8", 0),
}  # with the points that each earns


def cell(id, source, kind="code", **nbgrader):
    metadata = {"nbgrader": {"grade_id": id, "schema_version": 3} | nbgrader} if nbgrader else {}
    made = {"cell_type": kind, "id": id, "metadata": metadata, "source": source}
    return made | ({"outputs": [], "execution_count": None} if kind == "code" else {})


def notebook_of(answers, *more):
    """The set's notebook as a dict, with these answers by task and further cells at its end."""
    flags = {"grade": False, "locked": False, "solution": False, "task": False}
    cells = [cell("setup", SETUP, **flags | {"locked": True}), cell("start", START)]
    for id, answer in answers.items():
        dashed = id.replace(".", "-")
        cells.append(cell(f"task-{dashed}", answer, **flags | {"solution": True}))
        locked = {"grade": True, "locked": True, "points": POINTS[id]}
        cells.append(cell(f"check-{dashed}", f'check("{id}")', **flags | locked))
    cells += [cell(f"more-{n}", source) for n, source in enumerate(more)]
    kernel = {"kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}}
    return {"cells": cells, "metadata": kernel, "nbformat": 4, "nbformat_minor": 5}


def solved(id):
    """A right answer as the master notebook has it."""
    _, _, body = RIGHT[id].rpartition("\n")
    space = body[: len(body) - len(body.lstrip())]
    if not space:
        return f"### BEGIN SOLUTION\n{RIGHT[id]}\n### END SOLUTION"
    first, _, rest = RIGHT[id].partition("\n")
    return f"{first}\n{space}### BEGIN SOLUTION\n{rest}\n{space}### END SOLUTION"


def make_sets(folder, ids=tuple(RIGHT)):
    """Write the set, or these tasks of it, into a folder of solutions, and return that folder."""
    place = Path(folder, NAME)
    place.mkdir(parents=True)
    spec = f"{SPEC}\nTASKS = tuple(task for task in TASKS if task.id in {ids})\n"
    (place / "spec.py").write_text(spec, "utf-8")
    master = notebook_of({id: solved(id) for id in ids})
    (place / f"{NAME}.ipynb").write_text(json.dumps(master), "utf-8")
    return Path(folder)


def hand_in(folder, student, answers=RIGHT, *more, name=f"{NAME}.ipynb"):
    """Write a student's notebook as `collect` lays it out, and return its path."""
    path = Path(folder, student, name)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(notebook_of(dict(answers), *more)), "utf-8")
    return path


def hand_in_class(folder, size, ids=tuple(RIGHT)):
    """Hand in `size` notebooks: student n has task k wrong, right or untouched; {id: points}."""
    expected = {}
    for n in range(size):
        student, answers, points = f"s{n:03}", {}, 0
        for k, id in enumerate(ids):
            state = n // 3**k % 3
            answers[id] = (WRONG[id][0], RIGHT[id], STUBS[id])[state]
            points += (WRONG[id][1], POINTS[id], 0)[state]
        hand_in(folder, student, answers)
        expected[student] = points
    return expected
