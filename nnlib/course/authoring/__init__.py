"""Exercises in the author's hands: one source, what is generated from it, and the proofs.

spec, ranges → what the author writes; source → the set, and each exercise of it;
building, leakage → what the learner gets; mutation, proofs → that its checks can pass and fail;
counting → how many of each there are; turns → the same for what is written inside a lesson.
"""

from ..checks.keys import Question
from ..checks.networks import Functions, OnNetwork
from ..checks.ordering import Order
from ..checks.probes import (
    Class,
    Function,
    Pieces,
    Plot,
    Symbolic,
    Training,
    Value,
    Words,
)  # fmt: skip
from .ranges import Free, Labels, Numbers, Whole, Widths, Wires, Word
from .spec import Misconception, Task, Turn, Variants

__all__ = [
    "Class", "Free", "Function", "Functions", "Labels", "Misconception", "Numbers", "OnNetwork",
    "Order", "Pieces", "Plot", "Question", "Symbolic", "Task", "Training", "Turn", "Value",
    "Variants", "Whole", "Widths", "Wires", "Word", "Words",
]  # fmt: skip
