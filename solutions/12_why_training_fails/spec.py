"""Exercise set 12: why training fails."""

import numpy as np

from nnlib.course.authoring import Function, Misconception, Numbers, Question, Task, Widths

LESSON = "12_why_training_fails.ipynb"

LIMITS = Task(
    id="12.1",
    title="A uniform start",
    points=3,
    difficulty=1,
    minutes=5,
    formulas=("G6",),
    probe=Function("limits"),
    cases=lambda rng: [
        {"n": [6, 50, 3], "gain": 2.0},
        {"n": [64, 20, 35, 10], "gain": 1.0},
        {"n": [5, 8], "gain": float(rng.uniform(1.2, 3))},
    ],
    ranges={"n": Widths(), "gain": Numbers(above=0)},
    hints=(
        "(12.1) says which variance the weights should have. Which c has that variance?",
        "c² / 3 = gain / n of the layer below; solve for c.",
        "There is one c for each layer with weights, so one fewer than widths: n[:-1].",
    ),
    misconceptions=(
        Misconception(
            "deviation for limit",
            "3 * gain",
            "gain",
            "That is the standard deviation of the weights. Uniform numbers between −c and c spread by c / √3 only.",
        ),
        Misconception(
            "fan-out",
            "n[:-1]",
            "n[1:]",
            "You divide by the neurons above. A sum runs over those below.",
        ),
        Misconception(
            "no root",
            "np.sqrt(3 * gain / np.array(n[:-1]))",
            "3 * gain / np.array(n[:-1])",
            "That is c². Take its root.",
        ),
        Misconception(
            "without the gain", "3 * gain", "3 * gain**0", "Right for gain 1: the gain is not used."
        ),
        Misconception(
            "variance of one side",
            "3 * gain",
            "12 * gain",
            "Twice as large: 1/12 belongs to the whole width, which is 2c.",
        ),
        Misconception(
            "between both",
            "gain / np.array(n[:-1])",
            "2 * gain / (np.array(n[:-1]) + np.array(n[1:]))",
            "That lies between what the two ways need. Asked for is the way forward.",
        ),
    ),
    alternatives=(
        "def limits(n, gain):\n    return np.array([(3 * gain / k) ** 0.5 for k in n[:-1]])",
        "def limits(n, gain):\n    return [np.sqrt(gain / k) * np.sqrt(3) for k in n[:-1]]",
    ),
    equivalents={"answer result without its sign": "a root is never below 0"},
)

TASKS = (LIMITS,)
QUESTIONS = ()
REVIEWS = ()
