"""Exercise set 15: from formulas to autograd."""

import numpy as np

from nnlib.course.authoring import Free, Function, Misconception, Question, Task

LESSON = "15_from_formulas_to_autograd.ipynb"


def repeated(rng, small, large):
    return {"share": rng.uniform(0.5, 2, size=large).round(2), "u": np.ones(small)}


FIT = Task(
    id="15.1",
    title="Sums for any repetition",
    points=3,
    difficulty=2,
    minutes=8,
    formulas=(),
    probe=Function("fit", returns=("share of u",)),
    cases=lambda rng: [
        repeated(rng, (3,), (4, 3)),
        repeated(rng, (4, 1), (4, 3)),
        repeated(rng, (3, 1), (2, 3, 4)),
        repeated(rng, (2, 3), (2, 3)),
        repeated(rng, (), (2, 3)),
        repeated(rng, (1,), (5, 1)),
    ],
    ranges={"share": Free(), "u": Free()},
    hints=("Axes.", "Sum.", "keepdims."),
    misconceptions=(
        Misconception(
            "mean",
            "share.sum(axis=tuple(range(extra)))",
            "share.mean(axis=tuple(range(extra)))",
            "You take a mean.",
        ),
    ),
    alternatives=(),
)
TASKS = (FIT,)
QUESTIONS = (
    Question(
        "A bias is added to 8 samples. What becomes of the 8 shares that come back?",
        ("they are added up", "their mean is taken"),
        0,
        "sums on the way back",
        "lesson 15, A sum on the way back",
        f"{LESSON}#A-sum-on-the-way-back",
        ("15.1",),
    ),
)
