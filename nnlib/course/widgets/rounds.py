"""Rounds of the softmax explorer: what each sets, what is asked before it, and why it is so."""

from collections.abc import Callable
from dataclasses import dataclass
from itertools import accumulate

import numpy as np

from .stage.prediction import judge_number, number_typed

CLASS_NAMES = "ABCD"
ON, OFF = "subtract the largest", "do not"
NO_NUMBERS = ("nan", "inf", "infinity", "∞")


@dataclass(frozen=True)
class Round:
    """`sets` some choices anew; `answer` is a letter, a count or a number of the frame to come."""

    sets: dict
    question: str
    answer: Callable
    why: str

    def judge(self, guess, frame):
        """What is said of a guess; ValueError with a sentence where it is no answer at all."""
        guess, true = guess.strip(), self.answer(frame)
        if isinstance(true, str):
            if guess.upper() not in tuple(CLASS_NAMES):
                raise ValueError(f"“{guess}” is no class. Answer with A, B, C or D.")
            said = _compared(guess.upper(), true, guess.upper() == true)
        elif guess.lower() in NO_NUMBERS:
            said = _compared(guess.lower(), f"{true:g}", False)
        elif isinstance(true, int):
            said = _compared(guess, true, number_typed(guess) == true)
        else:
            said = judge_number(guess, true)
        return f"{said} {self.why}"


def _compared(guess, true, right):
    return f"✓ Right: {true}." if right else f"✗ Not {guess}. It is {true}."


def largest(frame):
    """The class with the largest share."""
    return CLASS_NAMES[int(np.argmax(frame.p))]


def grown(frame):
    """How many shares are larger than before."""
    return int(np.sum(frame.p > frame.before.p + 1e-9))


def right_ones(frame):
    """How many shares are what they are on paper."""
    return int(np.sum(np.isclose(frame.p, frame.on_paper())))


def share_of_a(frame):
    """p of class A."""
    return float(frame.p[0])


def slope_of_a(frame):
    """∂C/∂s of class A."""
    return float(frame.slope[0])


# With scores and shares alone, before any formula.
ON_SHARES = (
    Round(
        {"zA": 2.0, "zB": 1.0, "zC": 3.0, "zD": -1.0},
        "The scores become 2, 1, 3 and −1. Which share will be the largest? (a letter)",
        largest,
        "The shares keep the order of the scores.",
    ),
    Round(
        {"zA": -2.0},
        "A's score falls from 2 to −2, the others stay. How many shares grow?",
        grown,
        "All others grow: they divide among them what A loses.",
    ),
    Round(
        {"zA": 0.0, "zB": 0.0, "zC": 0.0, "zD": 0.0},
        "All scores become 0. What will the share of A be?",
        share_of_a,
        "Four equal scores, four equal shares: a score of 0 is no share of 0.",
    ),
)

# With the label, its slopes, and the maximum that is subtracted or not.
ON_ALL = (
    Round(
        {"zA": 0.0, "zB": 0.0, "zC": 0.0, "zD": 0.0, "label": "A"},
        "All scores become 0, and the label is A. What will the slope of C in A's score be?",
        slope_of_a,
        "It is p − y, with y = 1 for the label.",
    ),
    Round(
        {"shift": 700, "trick": OFF},
        "700 is added to all scores, and nothing subtracted. How many shares will be right?",
        right_ones,
        "e to the power of 700 has 305 digits, and the computer can still hold it.",
    ),
    Round(
        {"shift": 709},
        "709: each exponential is just below the limit. How many shares will be right?",
        right_ones,
        "Each exponential is a number, but not their sum: what is divided by infinity is 0.",
    ),
    Round(
        {"shift": 710},
        "710 instead. How many shares will be right?",
        right_ones,
        "Now each exponential is infinite, and infinity over infinity is no number, nan.",
    ),
    Round(
        {"trick": ON},
        "The largest score is subtracted again. What will the share of A be?",
        share_of_a,
        "Less the largest all scores are 0, as they were before 710 was added.",
    ),
)


def settings_after(rounds, start):
    """What is set at the start, and after each round."""
    return tuple(accumulate((one.sets for one in rounds), dict.__or__, initial=start))
