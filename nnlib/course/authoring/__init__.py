"""Exercises in the author's hands: one source, what is generated from it, and the proofs.

spec, ranges → what the author writes; source → the set, and each exercise of it;
building, leakage → what the learner gets; mutation, proofs → that its checks can pass and fail;
counting → how many of each there are; turns → the same for what is written inside a lesson.
"""

from ..checks.keys import Question
from ..checks.probes import Class, Function, Pieces, Plot, Symbolic, Training, Value
from .ranges import Choice, Free, Graph, Labels, Numbers, Whole, Widths
from .spec import Misconception, Task, Turn

__all__ = [
    "Choice", "Class", "Free", "Function", "Graph", "Labels", "Misconception", "Numbers",
    "Pieces", "Plot", "Question", "Symbolic", "Task", "Training", "Turn", "Value", "Whole",
    "Widths",
]  # fmt: skip
