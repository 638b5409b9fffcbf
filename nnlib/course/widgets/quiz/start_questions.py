"""The questions of lesson 00; each wrong answer names a refresher, and all together a route."""

from ...routes import ROUTES
from .self_test import Question

CALCULUS = {"derivatives", "partial slopes", "logarithms", "matrices", "eigenvectors"}


def _question(text, choices, right, topic, refresher, reason):
    where = f"refresher {refresher}, below this cell"
    return Question(text, choices, right, topic, where, reason=reason)


START_QUESTIONS = (
    _question("y = 2 − 3x. What is y at x = −1?", ("−1", "5", "−5", "1"), 1, "lines", 1,
              "2 − 3 · (−1) = 2 + 3."),
    _question("Which line goes through (0, 1) and (2, 5)?",
              ("y = 1 + 4x", "y = 5 + 2x", "y = 1 + 2x", "y = 2 + x"), 2, "lines", 1,
              "At x = 0 it has the height 1, and then it rises by 4 over a run of 2: slope 2."),
    _question("What is the sum of i² for i = 1 to 3?", ("14", "36", "6", "9"), 0, "sums", 2,
              "1 + 4 + 9."),
    _question("What is the slope of 3x² at x = 2?", ("6", "36", "4", "12"), 3, "derivatives", 3,
              "The derivative is 6x, and 6 · 2 = 12."),
    _question("What is the derivative of ½(2x − 1)²?",
              ("2x − 1", "2(2x − 1)", "½(2x − 1)", "(2x − 1)²"), 1, "derivatives", 3,
              "The square gives 2x − 1, and the bracket's own slope is a further factor 2."),
    _question("C = w² b. What is its slope in b, while w stays at 3?", ("6", "9", "9b", "15"), 1,
              "partial slopes", 3, "w² is a constant factor here, 9, and b has the slope 1."),
    _question("log is the natural logarithm. What is log(e³ · e⁻¹)?", ("−3", "e²", "2", "3"), 2,
              "logarithms", 4, "e³ · e⁻¹ = e², and log gives back the exponent."),
    _question("log 10 is about 2.30. What is −log 0.1?", ("−2.30", "0.43", "2.30", "−0.1"), 2,
              "logarithms", 4, "0.1 = 10⁻¹, so log 0.1 = −log 10."),
    _question("A has shape (4, 3) and B has shape (3, 2). What is the shape of their product AB?",
              ("(4, 2)", "(3, 3)", "(2, 4)", "they cannot be multiplied"), 0, "matrices", 5,
              "The two inner numbers must agree, here 3 and 3; the outer ones are the shape."),
    _question("The rows of A are (1, 2) and (3, 4). What is A times the column (5, 6)?",
              ("the column (5, 24)", "the column (23, 34)", "the matrix A again",
               "the column (17, 39)"), 3, "matrices", 5,
              "Each row meets the column: 1·5 + 2·6 = 17 and 3·5 + 4·6 = 39."),
    _question("What is the dot product of (3, 4) and (4, −3)?", ("24", "(12, −12)", "0", "5"), 2,
              "dot products", 7, "3·4 + 4·(−3) = 0: they are at right angles."),
    _question("A = np.array([[1, 2], [3, 4]]). What is A.sum(axis=0)?",
              ("10", "[4 6]", "[3 7]", "[[4], [6]]"), 1, "arrays", 6,
              "Axis 0 goes down the rows, so each column is added up: 1 + 3 and 2 + 4."),
    _question("a has shape (4, 1) and y has shape (4,). What does NumPy make of a − y?",
              ("an error", "shape (4, 1)", "shape (4,)", "shape (4, 4)"), 3, "arrays", 6,
              "y is taken as a row (1, 4), and both are stretched to (4, 4): each with each."),
    _question("The rows of A are (2, 1) and (1, 2). Which of these directions does A only stretch?",
              ("(1, 0)", "(2, 1)", "(1, 2)", "(1, 1)"), 3, "eigenvectors", 7,
              "A turns (1, 1) into (3, 3), the same direction; it moves the others aside."),
)  # fmt: skip


def suggest_route(missed):
    """A sentence that names a route, from the topics of the wrong answers."""
    whole, weekend, calculus = (f"“{route.name}”" for route in ROUTES)
    if CALCULUS & set(missed):
        return f"Your route is {whole}, or {weekend} if time is short."
    return f"You know your calculus: your route can be {calculus}, or {whole}."
