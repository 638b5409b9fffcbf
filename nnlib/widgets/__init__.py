"""Widgets: steppers and explorers.

Each function returns a Shell, which shows itself as the last expression of a cell: a live widget,
a sentence as its text, and a picture for readers without a kernel.
"""

from .descent import step_descent
from .explore import explore_line
from .logistic import explore_logistic
from .proof import prove_widgets_work
from .race import race_optimizers
from .secant import explore_secant
from .self_test import Question, take_self_test
from .start_questions import START_QUESTIONS

__all__ = [
    "START_QUESTIONS", "Question", "explore_line", "explore_logistic", "explore_secant",
    "prove_widgets_work", "race_optimizers", "step_descent", "step_graph",
    "take_self_test",
]  # fmt: skip


def __getattr__(name):
    if name == "step_graph":  # it needs SymPy, which the other lessons need not wait for
        from .graph_stepper import step_graph

        return step_graph
    raise AttributeError(f"nnlib.widgets has no part called {name!r}.")
