"""Widgets: steppers and explorers.

Each function returns a Shell, which shows itself as the last expression of a cell: a live widget,
a sentence as its text, and a picture for readers without a kernel.
"""

from importlib import import_module

from .entry import pick_entry
from .fold import fold_plane
from .line.descent import step_descent
from .line.explore import explore_line
from .line.race import race_optimizers
from .logistic import explore_logistic
from .part import part_xor
from .proof import prove_widgets_work
from .quiz.self_test import Question, take_self_test
from .quiz.start_questions import START_QUESTIONS
from .secant.secant import explore_secant
from .training import watch_training

# These need SymPy, for which the other lessons need not wait.
WITH_SYMPY = {"step_backprop": "backprop.stepper", "step_graph": "graph.stepper"}

__all__ = [
    "START_QUESTIONS", "Question", "explore_line", "explore_logistic", "explore_secant",
    "fold_plane", "part_xor", "pick_entry",
    "prove_widgets_work", "race_optimizers", "step_backprop", "step_descent", "step_graph",
    "take_self_test", "watch_training",
]  # fmt: skip


def __getattr__(name):
    if name in WITH_SYMPY:
        return getattr(import_module(f".{WITH_SYMPY[name]}", __name__), name)
    raise AttributeError(f"nnlib.widgets has no part called {name!r}.")
