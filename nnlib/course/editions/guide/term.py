"""A term of fifty-minute lectures: which sections of a lesson are held, and which are read at home.

The one place for the plan.  A lecture goes from where the one before it ended to the section `to`;
the sections that it names in `home` are left out.  Every lesson is gone through from its title to
the last section that is held in the hall, "So now you can"; what comes after that is for home, and
so are turns that are written into an empty cell.
"""

from dataclasses import dataclass

LONGEST = 45  # minutes of a lecture by the lessons' own rule; the others are for coming and going
LAST = "So now you can"


@dataclass(frozen=True)
class Lecture:
    """A lecture: the number of its lesson, what it is about, its last section, what it omits."""

    lesson: str
    about: str
    to: str = LAST
    home: tuple = ()


TERM = (
    Lecture("00", "a network reads digits, and everybody has a kernel that runs"),
    Lecture("01", "a line is a neuron; how wrong is it?", "What squares cost"),
    Lecture("01", "the loss is a landscape"),
    Lecture(
        "02",
        "a slope, three ways",
        "A slope as a number",
        home=("Rules that spare you the limit",),
    ),
    Lecture("02", "how small may h be, and when do two numbers agree?"),
    Lecture("03", "the best line by right angles, and which way is down", "Which way is down?"),
    Lecture("03", "how far may a step go?", home=("A landscape of your own",)),
    Lecture("04", "a spoonful of the gradient", "How noisy is a batch?"),
    Lecture("04", "the loop that trains, and where to stop it", home=("The race",)),
    Lecture("05", "along a path multiply, where paths meet add", "The walk back"),
    Lecture("05", "a fork adds, and what the walk back costs"),
    Lecture("06", "from odds to cross-entropy", "The slope is the residual"),
    Lecture("06", "the loss that falls asleep, and the one that does not"),
    Lecture("07", "what one neuron cannot do", "A network made with a pencil"),
    Lecture("07", "nine slopes on a lit path", "A slip, planted"),
    Lecture("07", "nine digits that tell on their author"),
    Lecture("08", "four equations, and where the transposes come from", "Back through the weights"),
    Lecture("08", "which check catches which slip?", home=("Three notations",)),
    Lecture("09", "a dozen lines", "Prove it"),
    Lecture(
        "09",
        "the bug, the empty cell and the bill",
        home=("A rest", "Their words", "The other direction", "Memory"),
    ),
    Lecture("10", "corners, pieces and bumps", "A bump"),
    Lecture("10", "any curve by hand, what training finds, and two valleys", home=("Outside",)),
    Lecture(
        "11",
        "ten scores, the loss of knowing nothing, and p − y once more",
        "The slope is the residual, again",
        home=("Two classes are one score",),
    ),
    Lecture("11", "where nan comes from, and a digit reader"),
    Lecture("12", "alike for ever, and a hundred layers", "What a layer does to the signal"),
    Lecture("12", "the way back, silent neurons and the length of a step", "How long is a step?"),
    Lecture("12", "the ward: a chart, a diagnosis, a remedy"),
    Lecture("13", "a ball in a valley, its envelope and its floor", "A ball on small batches"),
    Lecture("13", "Adam, three landscapes, and weights that cost", "Weights that cost something"),
    Lecture("13", "dropout there and back, the stop, and what noise is good for"),
    Lecture(
        "14",
        "a number that can be believed, and how sure is sure",
        "Can you believe its confidence?",
        home=("One minute before the training",),
    ),
    Lecture("14", "the elephant, and a step by the slopes"),
    Lecture("15", "a layer that knows its way back, and a sum", "A sum on the way back"),
    Lecture("15", "two recursions, the tape, and how to break it", "The whole tape"),
    Lecture("15", "a row of your own, PyTorch, and the slope of a learning rate"),
    Lecture("A", "one weight in five texts, and a quotient that tells", "A lost prime"),
    Lecture("A", "twenty misprints on trial, and who found what"),
)
