"""Predictions: a guess before the number, and both side by side behind it.

    guess = ask("How many of 100 random starts learn XOR?", id="7.p3", unit="starts")
    guess.reveal(arrived, wrong={range(70, 101): "Most people say so. …"})

Nothing is revealed without a guess, or a stated "show without guessing", and nothing that is
guessed after it is recorded.  Where NNLIB_EDITION says `published` a reveal prints at once.
"""

import math
import os
import re
from dataclasses import dataclass
from html import escape
from numbers import Real

from .form import Form, rich
from .holding import hold_the_rest, let_through
from .verdict import Note

SURE = {1: "not sure", 2: "quite sure", 3: "certain"}
CLOSE = 0.01
EITHER = re.compile(r"-?[1-9]\d{0,2},\d{3}")  # 1,048 is 1048 to some, and 1.048 to others
IN_THOUSANDS = re.compile(r"-?\d{1,3}(,\d{3}){2,}(\.\d+)?")
LATE = "The answer has been shown, so this guess is not recorded."
UNPROVED = (
    "This cell answers it with what you have written in {}, whose check does not pass yet. Mend "
    "it, run its check, and then this cell again."
)
UNLIKE = (
    "What this cell has worked out does not fit its question, so something that it uses is not as "
    "in the lesson. Run the checks of your turns above, and then the cells from there to this one."
)


def published():
    """True where the published edition is made or compared, and nobody is there to guess."""
    return os.environ.get("NNLIB_EDITION") == "published"


def number(text):
    """The number in a text such as 0.75, 0,75, −3, 1/16, 2^20, 3·10^5 or 1,048,576.

    Raises ValueError with a sentence for another text.
    """
    plain = "".join(str(text).split()).replace("−", "-").replace("**", "^")
    if EITHER.fullmatch(plain):
        whole, part = plain.replace(",", ""), plain.replace(",", ".")
        raise ValueError(f"“{text}” can be read in two ways. Write {whole} or {part}.")
    if IN_THOUSANDS.fullmatch(plain):
        plain = plain.replace(",", "")
    try:
        factors = re.split("[*·×]", plain.replace(",", "."))
        value = _quotient(math.prod(_power(*factor.split("^")) for factor in factors))
    except (ValueError, TypeError, ArithmeticError):
        raise ValueError(f"“{text}” is no number. Write one such as 0.75, 1/16 or 2^20.") from None
    return int(value) if value.is_integer() and abs(value) < 1e15 else value


def _power(base, exponent="1"):
    """A quotient, or one to the power of another: of -2^2 the sign stays outside."""
    value, power = (_quotient(*text.split("/")) for text in (base, exponent))
    return math.copysign(abs(value) ** power, value)


def _quotient(top, bottom="1"):
    value = float(top) / float(bottom)
    if not math.isfinite(value):
        raise ValueError(value)
    return value


def shown(value):
    """A value as it is told: an option, a whole number, or four digits.

    >>> shown(14), shown(0.06251234), shown("up")
    ('14', '0.06251', 'up')
    """
    if isinstance(value, str):
        return value
    value = float(value)
    return f"{value:.0f}" if value.is_integer() and abs(value) < 1e15 else f"{value:.4g}"


def with_unit(value, unit):
    """A value and its unit, of a single one in the singular; a factor is “1 times”.

    >>> with_unit(14, "starts"), with_unit(1, "starts"), with_unit(1, "times"), with_unit("up", "")
    ('14 starts', '1 start', '1 times', 'up')
    """
    if value == 1 and unit.endswith("s") and unit != "times":
        unit = unit[:-1]
    return f"{shown(value)} {unit}".rstrip()


@dataclass(frozen=True)
class Records:
    """The predictions of one lesson in a learner's progress."""

    progress: object
    lesson: str

    def of(self, id):
        return self.progress.guess(f"{self.lesson}/{id}")

    def change(self, id, change):
        self.progress.change_guess(f"{self.lesson}/{id}", change)


class Guess:
    """A question with an id, and what the learner said to it.

    `records` keeps a dict for each id (`of`, `change`): question, value, sure, comment, answer and
    state, which is "open" until the answer has been shown, and then "revealed" or "skipped".
    `places` knows which cell reveals which guess.
    """

    def __init__(self, question, id, unit="", options=(), records=None, places=None):
        self.question, self.id, self.unit = question, id, unit
        self.options, self.records, self.places = tuple(options), records, places
        if unit and options:
            raise ValueError(f"ask {id}: a choice has no unit; give `unit` or `options`.")
        if len(set(self.options)) == 1 or len(set(self.options)) < len(self.options):
            raise ValueError(f"ask {id}: `options` must be two or more different texts.")

    @property
    def record(self):
        """What is recorded under this id, {} where it is about another question."""
        record = self.records.of(self.id)
        return record if record.get("question") == self.question else {}

    @property
    def closed(self):
        """True once the answer has been shown."""
        return self.record.get("state") in ("revealed", "skipped")

    def _change(self, change):
        """Change the record in one step, as another notebook may have the same question open."""

        def renew(record):
            mine = record if record.get("question") == self.question else {}
            fields = {"question": self.question, "unit": self.unit, "options": list(self.options)}
            return fields | {"state": "open"} | mine | change(mine)

        self.records.change(self.id, renew)

    def take(self, guess, sure):
        """Record a guess, and say so; ValueError with a sentence for what is none."""
        value, sure = self._value(guess), self._sureness(sure)
        self._change(
            lambda mine: (
                {} if mine.get("state", "open") != "open" else {"value": value, "sure": sure}
            )
        )
        if self.closed:
            return LATE
        return f"{self.told()} You may change it until the answer is shown."

    def _value(self, guess):
        if self.options:
            if guess in self.options:
                return guess
            raise ValueError(f"Choose one of {', '.join(map(repr, self.options))}.")
        if guess is None or not str(guess).strip():
            raise ValueError("Write your guess first; any number will do.")
        return number(guess.item() if hasattr(guess, "item") else guess)

    def _sureness(self, sure):
        by_word = {word: degree for degree, word in SURE.items()}
        degree = by_word.get(sure, sure)
        if degree not in SURE:
            raise ValueError("Say also how sure you are: 1 not sure, 2 quite sure, 3 certain.")
        return int(degree)

    def told(self):
        """What the learner said, as a sentence; '' where nothing is recorded."""
        record = self.record
        if "value" not in record:
            return ""
        return f"Your guess: {self._with_unit(record['value'])}, {SURE[record['sure']]}."

    def _with_unit(self, value):
        return with_unit(value, self.unit)

    def answer(self, guess, sure=None):
        """Record a guess: a number or one of the options; `sure` is 1, 2 or 3."""
        try:
            words = self.take(guess, sure)
        except ValueError as error:
            words = str(error)
        return Note(f"Prediction {self.id}", words)

    def type(self, guess, sure):
        """Record the guess that stands in the cell which asks, and show what came of it."""
        from IPython.display import display

        display(self.answer(guess, sure))

    def skip(self):
        """Let the answer be shown without a guess; that is recorded."""
        self._change(lambda mine: {} if "value" in mine else {"state": "skipped"})
        return Note(f"Prediction {self.id}", "No guess is recorded: the answer may be shown.")

    def ask(self):
        """Show the question: a form, or where nobody guesses, its text."""
        from IPython.display import display

        if published():
            display(Asked(f"Prediction {self.id}", self.text()))
        elif self.closed:
            words = self.told() or "You looked at the answer without a guess."
            display(Asked(f"Prediction {self.id}", f"{self.question}\n{words}"))
        else:
            display(Form.of_question(self))

    def text(self):
        """The question with its options."""
        return "\n".join([self.question, *(f"– {option}" for option in self.options)])

    def how_to_type(self):
        """For a front end without the form."""
        example = repr(self.options[0]) if self.options else "90"
        return (
            f"Type your guess into this cell: ask(…, guess={example}, sure=2); sure is 1, 2 or 3."
        )

    def reveal(self, value, wrong=None, within=None):
        """Set the guess and the right `value` side by side.

        `wrong` maps typical wrong guesses to the sentence that they get: a number, a range, a pair
        (low, high), an option, or a predicate.  A number is right within 1 %, or `within`.
        Published, raises ValueError for a value that is no answer to the question, and for a
        sentence that would be said to a right guess.  A learner who has changed a line of the
        lesson gets another value, and the lesson's sentences are left out; where it is no answer,
        or a turn above does not pass its check, a note says where to look.
        Without a guess, what the cell shows below is held back as well.
        """
        from IPython.display import display

        speaker = self.places.speaker(self) if self.places else self
        if isinstance(speaker, str):
            words = "This cell answers it. Run the cell that asks it, then this one."
            return display(Asked(f"○ Prediction {speaker}", words))
        if speaker is not self:
            return speaker.reveal(value, wrong, within)
        if turns := self.places.unproved() if self.places else ():
            words = UNPROVED.format(" and ".join(turns))
            return display(Asked(f"○ Prediction {self.id}", words))
        value = value.item() if hasattr(value, "item") else value
        if fault := self._unlike(value):
            if published():
                raise ValueError(f"reveal {self.id}: {fault}")
            return display(Asked(f"○ Prediction {self.id}", UNLIKE))
        said = self._sentences(value, wrong or {}, within)
        if published():
            return display(Revealed(f"Prediction {self.id}", self._at_once(value, said)))
        if "value" in self.record or self.closed:
            # What came of the lesson as it stands is kept; what comes of a changed line is a trial.
            trial = self.closed and bool(wrong) and not said
            return self._past_what_is_held(self.side_by_side(value, said, within, keep=not trial))
        form = Form.of_reveal(self, value, said, within)
        self._past_what_is_held(form)
        form.rest = hold_the_rest()
        return None

    @staticmethod
    def _past_what_is_held(answer):
        """Display it, even below a reveal in the same cell that still waits for its guess."""
        from IPython.display import display

        held = let_through()
        display(answer)
        if held:
            hold_the_rest()

    def _unlike(self, value):
        """Why `value` is no answer to the question, or ''."""
        if value in self.options if self.options else is_number(value):
            return ""
        wanted = f"one of {self.options}" if self.options else "a number"
        return f"{value!r} came, but the question asks for {wanted}."

    def _sentences(self, value, wrong, within):
        """The sentences of `wrong`; none, or published a ValueError, where one does not fit."""
        faults = []
        for typical, sentence in wrong.items():
            if self.options and typical not in self.options:
                raise ValueError(f"reveal {self.id}: {typical!r} is none of {self.options}.")
            if matches(typical, value, self._distance(value, within)):
                faults.append(f"{value!r} is right, but would get: {sentence}")
            if self._swallows(value, within, typical):
                faults.append(
                    f"nobody would read this, as all of {named_as(typical)} counts as right: "
                    f"{sentence}"
                )
        if faults and published():
            raise ValueError(f"reveal {self.id}: {faults[0]}")
        return {} if faults else wrong

    def _swallows(self, value, within, typical):
        """True where every guess of a range lies within the distance that counts as right."""
        near = self._distance(value, within)
        ranged = isinstance(typical, (range, tuple)) and len(typical)
        return ranged and value - near <= min(typical) and max(typical) <= value + near

    def _distance(self, value, within):
        if self.options:
            return 0
        return (CLOSE * abs(value) or CLOSE / 20) if within is None else within

    def side_by_side(self, value, wrong, within=None, keep=True):
        """What was said and what is so, with a sentence for a typical guess; `keep` records it."""
        record, near = self.record, self._distance(value, within)
        if "value" not in record:
            if keep:
                self._change(lambda _: {"state": "skipped", "answer": value})
            words = f"You looked without guessing. It is {self._with_unit(value)}."
            return Revealed(f"Prediction {self.id}", words)
        guess, sure = record["value"], SURE[record["sure"]]
        right = matches(value, guess, near)
        fitting = (s for typical, s in wrong.items() if matches(typical, guess, near))
        comment = "" if right else next(fitting, "")
        known = [one for one in wrong if is_number(one) or isinstance(one, str)]
        found = {"state": "revealed", "answer": value, "right": right, "comment": comment}
        if keep:
            self._change(lambda _: found | {"typical": known})
        said = f"You said {self._with_unit(guess)} and were {sure}."
        exact = f" It is {self._with_unit(value)}."
        words = f"{said} You were right." + exact * (shown(guess) != shown(value))
        return Revealed(
            f"{'✓' if right else '✗'} Prediction {self.id}",
            words if right else f"{said}{exact}\n{comment}".rstrip(),
        )

    def _at_once(self, value, wrong):
        lines = [f"It is {self._with_unit(value)}."]
        for typical, sentence in wrong.items():
            lines.append(f"Said {named}? {sentence}" if (named := named_as(typical)) else sentence)
        return "\n".join(lines)


def is_number(value):
    """True for a finite real number; True and False are none."""
    return isinstance(value, Real) and not isinstance(value, bool) and abs(value) < float("inf")


def matches(typical, guess, near=0):
    """True where a guess is `typical`: a number within `near`, in a range, an option, or so.

    >>> matches(range(70, 101), 85.5), matches((0, 1), 1), matches("up", "down")
    (True, True, False)
    """
    if callable(typical):
        return bool(typical(guess))
    if isinstance(typical, range):
        return len(typical) > 0 and min(typical) <= guess <= max(typical)
    if isinstance(typical, tuple):
        return typical[0] <= guess <= typical[1]
    if isinstance(typical, str) or isinstance(guess, str):
        return typical == guess
    return abs(typical - guess) <= near


def named_as(typical):
    """How a typical guess is told where nobody guessed; '' for a predicate."""
    if callable(typical):
        return ""
    if isinstance(typical, (range, tuple)):
        return f"{shown(min(typical))} to {shown(max(typical))}"
    return shown(typical)


class Asked(Note):
    """A question."""


class Revealed(Note):
    """An answer."""

    def _repr_html_(self):
        first, *rest = self.words.split("\n")
        more = "".join(f"<div>{rich(line)}</div>" for line in rest)
        return (
            '<div class="nn-verdict" role="status" style="border-left: 5px solid #CC79A7; '
            f'padding: 2px 12px; margin: 4px 0"><strong>{escape(self.head)}</strong>'
            f"<div>{rich(first)}</div>{more}</div>"
        )
