"""Numbers that a reader types: a prediction before the number is shown, and an input's number."""

from ...drawing.svg import compact
from ...symbolic.graph.graph import Graph
from .bar import Field

PREDICTION = Field("prediction", "my prediction", columns=8, action="step")
FACTORS = {2: "twice", 3: "3 times", 4: "4 times", 10: "10 times"}


def number_typed(text):
    """The number that a reader typed: 0.75, 0,75, or a small calculation such as 3*cos(1.5).

    Raises ValueError with a sentence for a text that is none.
    """
    try:
        number = float(text.replace(",", ".").replace("−", "-"))
    except ValueError:
        try:
            graph = Graph(f"({text}) + nothing")  # a graph has an input
            number = graph.forward({"nothing": 0.0})[graph.output]
        except ValueError:
            number = None
    if number is None or not abs(number) < float("inf"):
        raise ValueError(
            f"“{text.strip()}” is no number. Write one such as 0.75, or a calculation: 2*0.75."
        )
    return number


def numbers_typed(text):
    """{"y": 1.5, "w": 2.0} from "y = 1.5, w = 2"; ValueError with a sentence for another text."""
    at = {}
    for part in filter(None, map(str.strip, text.replace(";", ",").split(","))):
        name, equals, number = map(str.strip, part.partition("="))
        if not (name.isidentifier() and equals and number):
            raise ValueError(f"“{part}” gives no input its number. Write y = 1.5, w = 2.")
        if name in at:
            raise ValueError(f"{name} has two numbers, but an input has one. Write y = 1.5, w = 2.")
        at[name] = number_typed(number)
    return at


def judge_number(typed, true, slips=()):
    """What is said of a typed number; it is right within 1 %.

    `slips` are pairs (number, sentence) of what a reader may have taken for the true number; where
    one of them is so near to it that it passes, its sentence is said as well.
    Raises ValueError with a sentence for a text that is no number.
    """
    guess = number_typed(typed)
    if _agree(guess, true):
        for number, sentence in slips:
            nearer = abs(guess - number) < abs(guess - true)
            if nearer and compact(number) != compact(true):
                return (
                    f"✓ Within 1 %: {compact(true)}. But look at your {compact(guess)}. {sentence}"
                )
        return f"✓ Right: {compact(true)}."
    for number, sentence in [*slips, *_sizes(true)]:
        if _agree(guess, number):
            return f"✗ {sentence} It is {compact(true)}."
    return f"✗ Not {compact(guess)}. It is {compact(true)}."


def _sizes(true):
    """The numbers that differ from the true one by its sign or a plain factor."""
    yield -true, "The size is right, the sign is not."
    for factor, words in FACTORS.items():
        yield factor * true, f"Your number is {words} the right one."
        yield true / factor, f"The right number is {words} yours."


def _agree(guess, number):
    return abs(guess - number) <= max(0.01 * abs(number), 0.0005 * (abs(number) < 1e-12))
