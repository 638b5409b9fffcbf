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
    Lecture("10", "any curve by hand, what training collects, and two valleys"),
    Lecture("11", "ten scores, their shares, and the loss of knowing nothing", "Log-sum-exp"),
    Lecture("11", "p − y once more, and where nan comes from"),
    Lecture("A", "one weight in five texts, and a quotient that tells", "A lost prime"),
    Lecture("A", "twenty misprints on trial, and who found what"),
)
