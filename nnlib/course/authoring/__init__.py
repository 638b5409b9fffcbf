"""Exercises in the author's hands: one source, what is generated from it, and the proofs.

source → what the author wrote; build → what the learner gets; mutants, prove → that it can fail.
"""

from ..checks.keys import Question
from ..checks.probes import Class, Function, Plot, Symbolic, Training, Value
from .spec import Misconception, Task

__all__ = [
    "Class", "Function", "Misconception", "Plot", "Question", "Symbolic", "Task", "Training",
    "Value",
]  # fmt: skip
