"""Each rule of anatomy.py fires, alone and with a sentence, on a lesson with one fault."""

import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

from nnlib.course.lessons.anatomy import minutes_of, tells
from nnlib.course.lessons.conventions import METADATA, RULES, SETUP, START, Lesson, failures

STEM = "07_two_layers"
SENTENCE = "The loss of this line is the mean of the squares that the picture shows.\n"
PNG = "iVBORw0KGgo="
TURN = "def f_{0}(x):\n    ### BEGIN SOLUTION\n    # Twice.\n    return 2 * x\n    ### END SOLUTION"
BLANK = "### BEGIN SOLUTION\n# All of it.\ndef f_c(x):\n    return 2 * x\n### END SOLUTION"
DRAW = 'fig, ax = plots.panels()\nax.plot(f_a(X))\nplots.show(fig, "A line.")'


def text(words, name, **metadata):
    return new_markdown_cell(words, id=name, metadata=metadata)


def code(source, name, *outputs, **metadata):
    return new_code_cell(source, id=name, outputs=list(outputs), metadata=metadata)


def plain(words):
    return new_output("display_data", data={"text/plain": words})


def drawn(alt="A line."):
    data = {"image/png": PNG, "text/plain": alt}
    return new_output("display_data", data=data, metadata={"image/png": {"alt": alt}})


UNSEEN = new_output(
    "display_data", data={"text/html": '<span role="img" aria-label="A line."></span>'}
)


def good_lesson():
    """Four predictions, three turns, a drawing cell and a stepper: 36 cells, 45 minutes."""
    cells = [
        text("# Two layers\n\nWhy does one line not do?\nTouch it.\n", "title"),
        code(f"{SETUP}\n{START.format(STEM)}", "setup"),
        text("## What you will be able to do\n\nFold a plane, in 45 minutes.\n", "opening"),
        code("X = np.arange(3)", "data"),
        text(SENTENCE, "after-data"),
    ]
    for number, value in enumerate(("14 starts", "0.0625", "3 signs", "down"), start=1):
        identity = f"7.p{number}"
        cells += [
            code(f'guess = ask("How many?", id="{identity}")', f"ask-{number}"),
            text(SENTENCE, f"after-ask-{number}"),
            code(f"guess.reveal({number})", f"reveal-{number}",
                 plain(f"Prediction {identity}\nIt is {value}.\nSaid 90? No.")),
            text(SENTENCE, f"after-reveal-{number}"),
        ]  # fmt: skip
    for letter in "abc":
        cells += [
            code(BLANK if letter == "c" else TURN.format(letter), f"turn-7-{letter}"),
            text("Look at it.\n", f"after-turn-{letter}"),
            code(f'check("7.{letter}")', f"check-7-{letter}"),
            text("(Elsewhere: *adjoint*.)\n", f"after-check-{letter}"),
        ]
    cells += [
        code(DRAW, "drawing", drawn(), UNSEEN, tags=["hide-input"]),
        text("Follow the line.\n\n$$\nC = 1 \\tag{7.1}\n$$\n", "equation", ledger=["C4", "E7"]),
        code("widgets.step_backprop()", "stepper", drawn("A still of the first step.")),
    ]
    end = "\n\n".join(
        f"## {heading}\n\nSo."
        for heading in ("So now you can", "The equations", "Three questions", "Who found this",
                        "Exercises")
    )  # fmt: skip
    cells.append(text(end + "\n", "closing"))
    lesson = Lesson(f"{STEM}.ipynb", new_notebook(cells=cells, metadata=METADATA))
    counted(lesson)
    return lesson


def counted(lesson):
    """Number the code cells again, after some came or went."""
    lesson.__dict__.pop("code", None)
    lesson.__dict__.pop("markdown", None)
    for number, cell in enumerate(lesson.code, start=1):
        cell.execution_count = number


def cell_of(lesson, identity):
    return next(cell for cell in lesson.cells if cell.id == identity)


def fired(lesson):
    return {name: sentences for name in RULES if (sentences := failures(lesson, name))}


def test_a_good_lesson_breaks_no_rule():
    assert fired(good_lesson()) == {}


def test_its_minutes_are_those_of_the_rule():
    # The data, reveals and checks; asks; two turns; the blank one; the stepper.
    assert (1 + 4 + 3) * 1 + 4 * 2 + 2 * 4 + 10 + 8 == 42
    assert minutes_of(good_lesson(), good_lesson().code) == 40
    assert minutes_of(good_lesson(), [text(210 * "word ", "words")]) == 5
    assert minutes_of(good_lesson()) == 45


def written(identity, source):
    def plant(lesson):
        cell_of(lesson, identity).source = source

    return plant


def more(identity, source):
    return lambda lesson: written(identity, cell_of(lesson, identity).source + source)(lesson)


def changed(identity, old, new):
    def plant(lesson):
        cell = cell_of(lesson, identity)
        assert old in cell.source
        cell.source = cell.source.replace(old, new)

    return plant


def told(words, *, at, output=None):
    """The words in a Markdown cell, or in an output of a code cell."""

    def plant(lesson):
        cell = cell_of(lesson, at)
        if output is None:
            cell.source += words
        else:
            cell.outputs.append(output)

    return plant


def shown_first(words):
    """A cell that prints, and then reveals."""
    return lambda lesson: cell_of(lesson, "reveal-1").outputs.insert(0, printed(words))


def printed(words):
    return new_output("stream", name="stdout", text=words)


def without(*names):
    def plant(lesson):
        for name in names:
            lesson.cells.remove(cell_of(lesson, name))
        counted(lesson)

    return plant


def tag(identity, *tags):
    def plant(lesson):
        cell_of(lesson, identity).metadata["tags"] = list(tags)

    return plant


def ledger(*ids):
    def plant(lesson):
        cell_of(lesson, "equation").metadata["ledger"] = list(ids)

    return plant


def renamed(identity, other):
    def plant(lesson):
        cell_of(lesson, identity).id = other

    return plant


def long_lesson(lesson, rest="50 minutes behind, 70 minutes to come.\n"):
    """Five more steppers before the end, which make it 80, and words that make it 120."""
    for number in range(10):
        lesson.cells.insert(-1, text(SENTENCE, f"word-{number}"))
        lesson.cells.insert(-1, code("widgets.w()", f"more-{number}", drawn("A still.")))
    counted(lesson)
    changed("opening", "45 minutes", f"{minutes_of(lesson)} minutes")(lesson)
    if rest:
        lesson.cells.insert(20, text(rest, "rest", tags=["rest"]))
        counted(lesson)


def many_cells(lesson):
    for number in range(36):
        lesson.cells.insert(-1, text("So.\n", f"so-{number}"))


def without_turn(lesson):
    without("turn-7-b", "after-turn-b", "check-7-b", "after-check-b")(lesson)
    renamed("turn-7-c", "turn-7-b")(lesson)
    renamed("check-7-c", "check-7-b")(lesson)
    written("check-7-b", 'check("7.b")')(lesson)


FAULTS = [
    ("number_of_cells", many_cells, "has 73 cells; expected 30 to 70"),
    ("predictions", without("ask-4", "after-ask-4", "reveal-4", "after-reveal-4"), "has 3 pred"),
    ("predictions", changed("ask-2", "7.p2", "7.p1"), "'7.p1', which is there twice"),
    ("predictions", changed("ask-2", "7.p2", "2.p2"), "asks under the id '2.p2'; expected 7.p1"),
    ("predictions", changed("ask-2", ', id="7.p2"', ""), "asks under the id ''"),
    ("predictions", changed("reveal-2", "guess.reveal(2)", "x = 2"), "asks what no later cell"),
    ("revealed_values", told("So 14 of them.\n", at="after-data"), "tells what 'reveal-1' reveals"),
    ("revealed_values", told("## It is 0.0625\n", at="after-ask-2"), "'0.0625'"),
    ("revealed_values", told("", at="reveal-1", output=printed("14\n")), "'14 starts'"),
    ("revealed_values", told("", at="data", output=plain("array([14, 2])")), "'14 starts'"),
    ("revealed_values", told("", at="data", output=drawn("A still at 0.0625.")), "'0.0625'"),
    ("revealed_first", shown_first("So."), "prints or draws before it reveals"),
    ("revealed_values", told("There are 3 signs.\n", at="after-ask-1"), "'3 signs'"),
    ("turns", without_turn, "has 2 turns; expected 3 to 5"),
    ("turns", renamed("turn-7-b", "another-turn"), "expected its id to be turn-7-b"),
    ("turns", changed("turn-7-a", "# Twice.\n    ", ""), "begins with 'return 2 * x'"),
    ("turns", changed("turn-7-a", "    ### END SOLUTION", "    # END"), "is not closed"),
    ("turns", changed("check-7-a", "7.a", "7.b"), 'says check("7.a")'),
    ("turns", without("check-7-a", "after-turn-a"), 'says check("7.a")'),
    ("turns", written("turn-7-c", TURN.format("c")), "leaves code; expected a blank cell"),
    ("open_dots", written("data", "X = ..."), "has '...' in line 1"),
    ("drawing_cells", tag("drawing"), "only draws; expected the tag hide-input"),
    ("drawing_cells", tag("data", "hide-input"), "but it does not call plots.show"),
    ("drawing_cells", more("drawing", "\nprint(1)"), "but it calls print"),
    ("drawing_cells", more("stepper", "\nfig"), "but 'stepper' reads its fig"),
    ("stated_minutes", changed("opening", "45 minutes", "40 minutes"), "40 minutes; expected 45"),
    ("stated_minutes", changed("opening", "45 minutes", "no time"), "no minutes; expected 45"),
    ("stated_minutes", lambda lesson: long_lesson(lesson, ""), "has 0 rests; expected one"),
    ("stated_minutes", lambda lesson: long_lesson(lesson, "Rest.\n"), "minutes to come"),
    ("question", written("title", "# Two layers\n"), "opens with 0 lines"),
    ("question", more("title", 4 * "And so on.\n"), "opens with 6 lines"),
    ("opening", changed("opening", "## What you will be able to do", "## Aims"), "no heading"),
    ("closing", changed("closing", "## Who found this", "## Who"), "'Who found this'"),
    ("closing", changed("closing", "## So now you can\n\nSo.\n\n", ""), "'So now you can'"),
    ("equations", changed("equation", "7.1", "C4"), "has the equation (C4); expected (7.1)"),
    ("equations", changed("equation", "7.1", "5.1"), "has the equation (5.1)"),
    ("equations", ledger("C4", "H1"), "has the ledger id 'H1'"),
    ("setup_cell", changed("setup", STEM, "06_one"), "does not start as every lesson does"),
    ("code_length", tag("data", "whole"), "is tagged whole with 1 lines of code; expected 20"),
    ("tags", tag("data", "drawing"), "has the tag drawing"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("rule", "plant", "expected"), FAULTS, ids=[f"{n}-{one[0]}" for n, one in enumerate(FAULTS)]
)
def test_a_rule_fires_alone_on_its_fault(rule, plant, expected):
    lesson = good_lesson()
    plant(lesson)
    sentences = fired(lesson)
    # A planted cell, turn or prediction takes its minutes with it.
    assert {rule} <= set(sentences) <= {rule, "stated_minutes", "code_is_introduced"}, sentences
    assert any(expected in sentence for sentence in sentences[rule]), sentences[rule]


def test_words_of_the_field_are_missed():
    lesson = good_lesson()
    for letter in "abc":
        written(f"after-check-{letter}", "So.\n")(lesson)
    assert list(fired(lesson)) == ["words_of_the_field"]


def test_a_lesson_without_any_formula_is_named():
    lesson = good_lesson()
    written("equation", "Follow the line.\n")(lesson)
    del cell_of(lesson, "equation").metadata["ledger"]
    assert list(fired(lesson)) == ["equations"]


def test_every_rule_is_seen_to_fire():
    acting = {name for name, rule in RULES.items() if rule.__module__ == tells.__module__}
    assert {name for name, *_ in FAULTS} >= acting - {"words_of_the_field"}


def test_a_long_lesson_with_its_rest_is_fine():
    lesson = good_lesson()
    long_lesson(lesson, "Rest.\n")
    (sentence,) = fired(lesson)["stated_minutes"]
    halves = sentence.split("expected ")[1].replace(" minutes behind and ", " minutes behind, ")
    written("rest", f"Rest: {halves}.\n")(lesson)
    assert fired(lesson) == {}


def test_one_cell_may_be_long_as_a_whole():
    lesson = good_lesson()
    written("data", "\n".join(["X = np.arange(3)", *("X = X" for _ in range(30))]))(lesson)
    tag("data", "whole")(lesson)
    assert fired(lesson) == {}
    more("drawing", "\nfig = fig" * 30)(lesson)
    tag("drawing", "hide-input", "whole")(lesson)
    assert "as another is" in fired(lesson)["code_length"][0]


def test_closed_boxes_drawing_cells_and_set_up_take_no_time():
    lesson = good_lesson()
    before = minutes_of(lesson)
    box = f"<details>\n<summary>More</summary>\n\n{50 * SENTENCE}\n</details>\n"
    more("after-data", box)(lesson)
    lesson.cells.insert(-1, code(DRAW, "another", tags=["hide-input"]))
    assert minutes_of(lesson) == before
    more("after-data", 50 * SENTENCE)(lesson)
    assert minutes_of(lesson) == before + 10


@pytest.mark.parametrize(
    ("words", "value", "found"),
    [
        ("of 14 starts", "14 starts", True),
        ("14", "14 starts", True),
        ("114 or 14.5 or 3.14", "14 starts", False),
        ("It is 14.", "14 starts", True),
        ("3 of them", "3 signs", False),
        ("3 signs", "3 signs", True),
        ("100 samples", "100 starts", False),
        ("100 starts", "100 starts", True),
        ("down", "down", False),
        ("no change at all", "no change", True),
        ("-0.25", "-0.25", True),
        ("it is 3", "3", False),
    ],
)
def test_what_tells_a_value(words, value, found):
    assert tells(words, value) == found


def test_a_course_without_lessons_is_told_so(monkeypatch, capsys):
    from nnlib.course.__main__ import main
    from nnlib.course.lessons import write

    monkeypatch.setattr(write, "find_lessons", lambda names: [])
    assert main(["minutes"]) == 0
    assert capsys.readouterr().out == "There are no lessons in notebooks/.\n"
