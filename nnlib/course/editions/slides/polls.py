"""A prediction of a lesson as a poll: its options are the answer and what readers typically say.

Both are read from what the published lesson prints under the question and under the answer.
"""

import re
from dataclasses import dataclass, field

ASKED = re.compile(r"\APrediction (\S+)\n(?!It is )(.+)", re.DOTALL)
REVEALED = re.compile(r"\APrediction (\S+)\nIt is (.+?)\.(?:\n(.*))?\Z", re.DOTALL)
SAID = re.compile(r"Said (.+?)\? (.+)")
NUMBER = r"-?\d[\d.]*(?:e[-+]?\d+)?"
RANGE = re.compile(rf"({NUMBER}) to ({NUMBER})")
ANOTHER = "another number"
NARROW, EXACT = 0.35, 0.05


@dataclass(frozen=True)
class Poll:
    """A question to vote on.

    `right` is one of the options, and `answer` what is so, with its unit.  `comments` has a
    sentence for most other options, and `more` what is to be said besides.
    """

    id: str
    question: str
    options: tuple
    right: str
    answer: str
    comments: dict = field(default_factory=dict)
    more: tuple = ()


def question_in(text):
    """(id, question, options) that a cell shows as text; None for another text."""
    match = ASKED.match(text)
    if not match:
        return None
    lines = match[2].split("\n")
    options = tuple(line[2:] for line in lines if line.startswith("– "))
    return match[1], " ".join(line for line in lines if not line.startswith("– ")), options


def revealed(text):
    """(id, answer, {typical guess: comment}, further sentences); None for another text."""
    match = REVEALED.match(text)
    if not match:
        return None
    lines = (match[3] or "").split("\n")
    said = dict(one.groups() for line in lines if (one := SAID.fullmatch(line)))
    return match[1], match[2], said, tuple(line for line in lines if line and not SAID.match(line))


def poll(question, reveal):
    """The poll of a pair that `question_in` and `revealed` gave."""
    id, words, options = question
    _, answer, said, more = reveal
    if options:
        return Poll(id, words, options, answer, answer, said, more)
    value, _, unit = answer.partition(" ")
    labels = labels_of(value, tuple(said))
    comments = {labels[typical]: comment for typical, comment in said.items()}
    options = list(labels.values())
    if len(options) < 3 and not any(map(RANGE.fullmatch, said)):
        options.append(ANOTHER)
    asks = words if unit_is_told(unit, words) else f"{words} (in {unit})"
    return Poll(id, asks, tuple(options), labels[value], answer, comments, more)


def unit_is_told(unit, words):
    """True where a question says itself what its number counts."""
    return unit in words or "how many" in words.lower() or (unit == "%" and "per cent" in words)


def bounds(guess):
    """The least and the greatest number of a guess such as "7" or "2 to 12"."""
    match = RANGE.fullmatch(guess)
    return tuple(map(float, match.groups() if match else (guess, guess)))


def middle(guess):
    """Where a guess stands among others."""
    return sum(bounds(guess)) / 2


def labels_of(value, said):
    """{guess: its label} of a right number and of typical guesses, numbers and ranges.

    The answer must not stand out: where ranges share out all numbers it is what they leave open,
    and among ranges that stand for about one number each it is rounded as they are.

    >>> labels_of("92", ("0 to 76", "108 to 270"))
    {'0 to 76': 'up to 76', '92': '77 to 107', '108 to 270': '108 or more'}
    >>> labels_of("12.61", ("7.5 to 7.8", "11.9 to 12"))
    {'7.5 to 7.8': 'about 7.7', '11.9 to 12': 'about 12', '12.61': 'about 13'}
    >>> labels_of("3.96", ("2", "8"))
    {'2': '2', '3.96': '4', '8': '8'}
    >>> labels_of("0.2504", ("0", "0.63 to 0.66", "1"))
    {'0': '0', '0.2504': '0.25', '0.63 to 0.66': '0.63 to 0.66', '1': '1'}
    """
    every = sorted([value, *said], key=middle)
    narrow = {one for one in said if is_narrow(one)}
    if shares_out(every, said, narrow):
        return dict(zip(every, partition(every, value), strict=True))
    if 2 * len(narrow) > len(said):
        return {
            one: f"about {in_digits(middle(one), 2)}" if one in {*narrow, value} else one
            for one in every
        }
    labels = {one: one for one in every}
    whole = round(float(value))
    if float(value) != whole and abs(float(value) - whole) <= EXACT * abs(whole):
        labels[value] = str(whole)
    elif float(value) != whole:
        labels[value] = in_digits(float(value), max(map(figures_in, said), default=2))
    return labels


def figures_in(guess):
    """How many figures a guess has, two or more: the answer does not need more to be told from it.

    >>> figures_in("0.63 to 0.66"), figures_in("1000"), figures_in("-4.605")
    (2, 2, 4)
    """
    ends = re.findall(NUMBER, guess)
    return max([2, *(len(one.lstrip("-0.").replace(".", "")) for one in ends if "." in one)])


def shares_out(every, said, narrow):
    """True for wide ranges and nothing else, or such as cover half the way between the extremes."""
    widths = [high - low for low, high in map(bounds, said)]
    ends = [end for one in every for end in bounds(one)]
    covered = not narrow or sum(widths) >= (max(ends) - min(ends)) / 2
    return bool(widths) and min(widths) > 0 and covered


def is_narrow(guess):
    """True for a range that stands for about one number."""
    low, high = bounds(guess)
    return 0 < high - low <= NARROW * abs(middle(guess))


def partition(every, value):
    """Labels of neighbours that share out all numbers; `value` gets what the others leave."""
    edges, at, last = [bounds(one) for one in every], every.index(value), len(every) - 1
    step = 0 if any("." in one or "e" in one for one in every) else 1
    low = edges[at - 1][1] + step if at else None
    high = edges[at + 1][0] - step if at < last else None
    if None not in (low, high) and high - low <= EXACT * min(b - a for a, b in edges if b > a):
        low = high = edges[at][0]
    labels = []
    for k, (least, most) in enumerate(edges):
        if k == at and low is None:
            labels.append(f"up to {in_digits(high)}")
        elif k == at and high is None:
            labels.append(f"more than {in_digits(low - step)}")
        elif k == at:
            labels.append(span(low, high))
        elif k == 0:
            labels.append(
                f"less than {in_digits(low)}" if low == high else f"up to {in_digits(most)}"
            )
        elif k == last:
            labels.append(
                f"more than {in_digits(low)}" if low == high else f"{in_digits(least)} or more"
            )
        else:
            labels.append(span(least, most))
    return labels


def span(low, high):
    """A range in words."""
    return in_digits(low) if low == high else f"{in_digits(low)} to {in_digits(high)}"


def in_digits(number, digits=None):
    """A number in few digits, or as it is.

    >>> in_digits(0.03349, 2), in_digits(99.9, 2), in_digits(1048576.0), in_digits(-2.0)
    ('0.033', '100', '1048576', '-2')
    """
    if digits is not None:
        number = float(f"{number:.{digits}g}")
    if number == int(number):
        return str(int(number))
    return f"{number:.{digits or 6}g}"
