"""The anatomy of a lesson whose reader acts: predictions, turns, drawing cells, time, headings.

These rules are conventions like the others.
"""

import ast
import re

from .. import dataflow
from ..names import number_in_ids
from ..regions import BEGIN, END, REGION
from .conventions import (
    FENCE,
    OPENING,
    WIDGET,
    _text_of,
    cells_with_heading,
    is_prose,
    rule,
    word_count,
)
from .edition import DRAWS, blank

CELLS = range(30, 71)
PREDICTIONS, TURNS = range(4, 9), range(3, 6)
QUESTION_LINES, OPENING_CELLS = 5, 6
CLOSING = ("So now you can", "The equations", "Three questions", "Who found this", "Exercises")
WORDS_A_MINUTE, LONG = 70, 100
MINUTES = {"code": 1, "prediction": 2, "turn": 4, "stepper": 8, "blank": 10}

REVEALED = re.compile(r"\APrediction (\S+)\nIt is (.+)\.$", re.MULTILINE)
BOX = re.compile(r"<details>.*?</details>", re.DOTALL)
SAID = re.compile(r"\b(\d+) minutes\b")
EQUATION = re.compile(r"\\tag\{([^}]*)\}")
LEDGER = re.compile(r"[A-G]\d{1,2}|\d{1,2}\.\d{1,2}")  # a row, or a display of the registry
ELSEWHERE = re.compile(r"\belsewhere\b", re.IGNORECASE)


def number_of(lesson):
    """The lesson's number as its ids write it: 7 for 07_…, A for A_…."""
    return number_in_ids(lesson.stem)


def tagged(cell, tag):
    return tag in cell.metadata.get("tags", [])


def calls(cell):
    """Every call in a code cell; none where it is not Python, which another rule says."""
    try:
        tree = ast.parse(cell.source)
    except SyntaxError:
        return []
    return [node for node in ast.walk(tree) if isinstance(node, ast.Call)]


def asks(cell):
    """The id of the prediction that a cell asks for; '' for one without an id, None for none."""
    for call in calls(cell):
        if isinstance(call.func, ast.Name) and call.func.id == "ask":
            ids = [k.value.value for k in call.keywords if k.arg == "id" and is_text(k.value)]
            return ids[0] if ids else ""
    return None


def is_text(node):
    return isinstance(node, ast.Constant) and isinstance(node.value, str)


def reveals(cell):
    """The names of the guesses that a cell reveals."""
    found = (call.func for call in calls(cell) if isinstance(call.func, ast.Attribute))
    return [dataflow.root(f.value) for f in found if f.attr == "reveal"]


def pairs(lesson):
    """(id, asking cell, revealing cell or None) of each prediction, by the name of its guess."""
    found, open_ = [], {}
    for cell in lesson.code:
        for guess in open_.keys() & reveals(cell):
            found[open_.pop(guess)][2] = cell
        if (identity := asks(cell)) is not None:
            found.append([identity, cell, None])
            for guess in dataflow.of(cell.source).binds:
                open_[guess] = len(found) - 1
    return found


@rule
def number_of_cells(lesson):
    if len(lesson.cells) not in CELLS:
        yield "the lesson", f"has {len(lesson.cells)} cells", f"{CELLS.start} to {CELLS.stop - 1}"


@rule
def predictions(lesson):
    found = pairs(lesson)
    if len(found) not in PREDICTIONS:
        wanted = f"{PREDICTIONS.start} to {PREDICTIONS.stop - 1}"
        yield "the lesson", f"has {len(found)} predictions", wanted
    ids = [identity for identity, *_ in found]
    for identity, cell, answer in found:
        if not re.fullmatch(rf"{number_of(lesson)}\.p\d+", identity):
            yield cell, f"asks under the id '{identity}'", f"{number_of(lesson)}.p1, say"
        if ids.count(identity) > 1:
            yield cell, f"asks under the id '{identity}', which is there twice", "its own"
        if answer is None:
            yield cell, "asks what no later cell reveals", "guess.reveal(…) in one"


@rule
def revealed_values(lesson):
    asked = {identity: cell for identity, cell, _ in pairs(lesson)}
    for index, cell in enumerate(lesson.cells):
        for output in cell.get("outputs", []):
            for identity, value in REVEALED.findall(output.get("data", {}).get("text/plain", "")):
                for place, words in told_above(lesson, index, asked.get(identity)):
                    if tells(words, value):
                        came = f"tells what {name(cell)} reveals, '{value}'"
                        yield place, came, "it nowhere above"


@rule
def revealed_first(lesson):
    """What stands above a reveal in its cell comes before the guess."""
    for cell in lesson.code:
        told = [
            bool(REVEALED.search(one.get("data", {}).get("text/plain", ""))) for one in cell.outputs
        ]
        if any(told) and not told[0]:
            yield cell, "prints or draws before it reveals", "guess.reveal(…) first"


def name(cell):
    return f"'{cell.get('id')}'"


def told_above(lesson, index, question):
    """(cell, words) of headings, text, figures and outputs above a cell, but for the question."""
    for cell in lesson.cells[: index + 1]:
        if cell is question:
            continue
        if cell.cell_type == "markdown":
            yield cell, cell.source
        for output in cell.get("outputs", []):
            if output.output_type == "stream" or cell is not lesson.cells[index]:
                yield cell, _text_of(output)


def tells(words, value):
    """True where words hold the value: a number of one figure, or an option, with its unit."""
    number = re.match(r"-?[\d.]+(?:e-?\d+)?", value)
    figures = number and number[0].lstrip("-0.").rstrip("0").replace(".", "")
    wanted = number[0] if figures and len(figures) > 1 else value
    if wanted == value and " " not in value and not (figures and len(figures) > 1):
        return False  # a lone digit or a lone word says nothing
    return bool(re.search(rf"(?<![\w.]){re.escape(wanted)}(?!\w|\.\d)", words))


def turn_cells(lesson):
    """The code cells in which something is left to write."""
    return [cell for cell in lesson.code if BEGIN in cell.source]


def is_all_blank(cell):
    """True for a turn of which nothing but names and comments is left."""
    left = [line for line in blank(cell.source).splitlines() if not line.startswith("#")]
    return all(re.fullmatch(r"\w+ = \.\.\.|\.\.\.|", line) for line in left)


@rule
def turns(lesson):
    found = turn_cells(lesson)
    if len(found) not in TURNS:
        wanted = f"{TURNS.start} to {TURNS.stop - 1}"
        yield "the lesson", f"has {len(found)} turns", wanted
    for letter, cell in zip("abcdefgh", found, strict=False):
        identity = f"turn-{number_of(lesson).lower()}-{letter}"
        if cell.get("id") != identity:
            yield cell, "is a turn", f"its id to be {identity}"
        markers = cell.source.count(BEGIN), cell.source.count(END)
        regions = REGION.findall(cell.source)
        if markers != (len(regions),) * 2:
            yield cell, "has a region that is not closed", "### END SOLUTION on a line of its own"
        for _, body in regions:
            first = (body.strip() or " ").splitlines()[0].strip()
            if not first.startswith("#"):
                yield cell, f"has a region that begins with '{first}'", "a comment with a hint"
        yield from _checked(lesson, cell, f"{number_of(lesson)}.{letter}")
    if found and not is_all_blank(found[-1]):
        yield found[-1], "is the last turn and leaves code", "a blank cell"


def _checked(lesson, cell, identity):
    check = f"check-{identity.lower().replace('.', '-')}"
    below = lesson.cells[lesson.cells.index(cell) + 1 :]
    found = [one for one in below if one.get("id") == check]
    if not found or found[0].source != f'check("{identity}")':
        yield cell, "is a turn", f'a cell {check} behind it that says check("{identity}")'


@rule
def open_dots(lesson):
    for cell in lesson.code:
        if calls(cell) or "..." in cell.source:
            for line in _dots(cell):
                yield cell, f"has '...' in line {line}", "none, since it says: not written yet"


def _dots(cell):
    try:
        return dataflow.left_open(cell.source)
    except SyntaxError:
        return []


@rule
def drawing_cells(lesson):
    for cell in lesson.code:
        later = lesson.code[lesson.code.index(cell) + 1 :]
        only = only_draws(cell, later)
        if tagged(cell, DRAWS) and only:
            yield cell, f"has the tag {DRAWS}, but {only}", "a cell that only draws"
        if not tagged(cell, DRAWS) and not only:
            yield cell, "only draws", f"the tag {DRAWS}"


def only_draws(cell, later):
    """'' for a cell that draws and does nothing else; otherwise what speaks against it."""
    if not any(ast.unparse(call.func) == "plots.show" for call in calls(cell)):
        return "it does not call plots.show"
    does = {ast.unparse(call.func) for call in calls(cell)}
    for what in ("print", "ask", "check"):
        if what in does:
            return f"it calls {what}"
    if reveals(cell) or "assert " in cell.source:
        return "it reveals or asserts something"
    made = dataflow.of(cell.source).binds
    for one in later:
        read = sorted(made & dataflow.of(one.source).reads)
        if read:
            return f"{name(one)} reads its {read[0]}"
        made -= dataflow.of(one.source).binds
    return ""


def minutes_of(lesson, cells=None):
    """The minutes that cells of a lesson take, all of them by default, rounded to 5."""
    cells = lesson.cells if cells is None else cells
    return to_five(sum(map(minutes_of_cell, cells)))


def to_five(minutes):
    """Minutes as they are stated."""
    return 5 * round(minutes / 5)


def minutes_of_cell(cell):
    """The minutes that a cell takes: by its words, or by its heaviest kind."""
    if cell.cell_type == "markdown":
        return word_count(BOX.sub("", cell.source)) / WORDS_A_MINUTE
    return MINUTES.get(kind_of_cell(cell), 0)


def kind_of_cell(cell):
    """The heaviest kind of a code cell; None for set-up and for drawing cells."""
    if BEGIN in cell.source:
        return "blank" if is_all_blank(cell) else "turn"
    if WIDGET.search(cell.source) and "take_self_test" not in cell.source:
        return "stepper"
    if asks(cell) is not None:
        return "prediction"
    return None if "nn.checks.start(" in cell.source or tagged(cell, DRAWS) else "code"


@rule
def stated_minutes(lesson):
    needs = minutes_of(lesson)
    opening = [c.source for c in lesson.cells[:OPENING_CELLS] if c.cell_type == "markdown"]
    said = SAID.findall("\n".join(opening))
    if said[:1] != [str(needs)]:
        yield "the opening", f"says {' and '.join(said) or 'no'} minutes", f"{needs} minutes"
    rests = [index for index, cell in enumerate(lesson.cells) if tagged(cell, "rest")]
    if (needs > LONG) != (len(rests) == 1):
        wanted = "one" if needs > LONG else "none"
        yield "the lesson", f"takes {needs} minutes and has {len(rests)} rests", wanted
    for index in rests:
        halves = [
            minutes_of(lesson, lesson.cells[:index]),
            minutes_of(lesson, lesson.cells[index:]),
        ]
        if SAID.findall(lesson.cells[index].source) != list(map(str, halves)):
            words = "{} minutes behind and {} minutes to come".format(*halves)
            yield lesson.cells[index], "is a rest", words


@rule
def question(lesson):
    lines = lesson.cells[0].source.splitlines()[1:] if lesson.cells else []
    asked = [line for line in lines if is_prose(line)]
    if not 1 <= len(asked) <= QUESTION_LINES:
        came = f"opens with {len(asked)} lines"
        yield "the title", came, f"a question of 1 to {QUESTION_LINES} lines below it"


@rule
def opening(lesson):
    at = cells_with_heading(lesson, OPENING)
    if not at or at[0] >= OPENING_CELLS:
        came = f"has no heading '{OPENING}' in its first {OPENING_CELLS} cells"
        yield "the lesson", came, "one"


@rule
def closing(lesson):
    at = []
    for heading in CLOSING:
        found = cells_with_heading(lesson, heading)
        if not found:
            yield "the lesson", f"has no heading '{heading}'", "it near the end"
        at += found[-1:]
    if at != sorted(at):
        yield "the lesson", "has its closing sections out of order", ", ".join(CLOSING)


@rule
def words_of_the_field(lesson):
    if not any(ELSEWHERE.search(FENCE.sub("", cell.source)) for cell in lesson.markdown):
        yield "the lesson", "never says what a thing is called elsewhere", "(Elsewhere: …)"


@rule
def equations(lesson):
    seen = set()
    for cell in lesson.markdown:
        for tag in EQUATION.findall(cell.source):
            if not re.fullmatch(rf"{number_of(lesson)}\.\d+", tag) or tag in seen:
                yield cell, f"has the equation ({tag})", f"({number_of(lesson)}.1), each once"
            seen.add(tag)
        for identity in cell.metadata.get("ledger", []):
            if not LEDGER.fullmatch(str(identity)):
                yield (
                    cell,
                    f"has the ledger id {identity!r}",
                    "a letter A to G and a number, or that of a display",
                )
    if not seen and not any("ledger" in cell.metadata for cell in lesson.markdown):
        yield "the lesson", "has no ledger id and no numbered equation", "them where they are used"
