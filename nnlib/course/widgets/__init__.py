"""Widgets: steppers and explorers.

Each function returns a Shell, which shows itself as the last expression of a cell: a live widget,
a sentence as its text, and a picture for readers without a kernel.
"""

from importlib import import_module

# A widget is imported when it is asked for: most need SymPy, for which no other shall wait.
HOMES = {
    "START_QUESTIONS": "quiz.start_questions",
    "Question": "quiz.self_test",
    "add_neurons": "width",
    "draw_digit": "pad",
    "explore_depth": "depth",
    "drop_neurons": "masks",
    "explore_dresses": "dresses",
    "explore_landscape": "line.landscape",
    "explore_line": "line.explorer",
    "explore_logistic": "logistic",
    "explore_secant": "secant.secant",
    "explore_softmax": "shares",
    "fold_plane": "fold",
    "fool_digit": "attack",
    "part_xor": "part",
    "pick_entry": "entry",
    "prove_widgets_work": "proof",
    "race_optimizers": "line.race",
    "step_backprop": "backprop.stepper",
    "step_descent": "line.descent",
    "step_graph": "graph.stepper",
    "step_tape": "tape.stepper",
    "suggest_route": "quiz.start_questions",
    "take_self_test": "quiz.self_test",
    "watch_training": "training.view",
}
__all__ = [*HOMES]


def __dir__():
    return __all__


def __getattr__(name):
    if name in HOMES:
        globals()[name] = getattr(import_module(f".{HOMES[name]}", __name__), name)
        return globals()[name]
    raise AttributeError(f"nnlib.widgets has no part called {name!r}.")
