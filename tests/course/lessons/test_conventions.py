"""Each rule of conventions.py fires, alone and with a sentence, on a lesson with one fault.

The rules of anatomy.py have a good lesson of their own, in test_anatomy.py.
"""

import base64

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

from nnlib.course.lessons.conventions import (
    METADATA,
    RULES,
    SETUP,
    START,
    Lesson,
    failures,
    holds_for,
    is_prose,
    word_count,
)

SENTENCE = "The loss of this line is the mean of the squares that the picture shows.\n"
PNG = base64.b64encode(b"\x89PNG").decode()
STEM = "01_a_line_is_one_neuron"
GENERAL = {name for name, rule in RULES.items() if rule.__module__ == failures.__module__}
NAMES = [
    "weight",
    "bias",
    "residual",
    "loss",
    "slope",
    "square",
    "mean",
    "curve",
    "step",
    "rate",
    "path",
    "valley",
    "ridge",
    "limit",
]


def png_output(alt="A line through four points.", shown=None, png=PNG):
    return new_output(
        "display_data",
        data={"image/png": png, "text/plain": shown or alt},
        metadata={"image/png": {"alt": alt}},
    )


def shown_figure(alt="A line through four points.", unseen=None, **given):
    """A picture, and behind it its words for screen readers."""
    words = f'<span role="img" aria-label="{unseen or alt}"></span>'
    behind = new_output("display_data", data={"text/html": words})
    return [png_output(alt, **given), behind]


def widget_outputs():
    caption = "A still of step 1. Run ▸ Run All Cells to step through it."
    still = png_output(f"{caption} w = 0.")
    live, below = ({"text/plain": words} for words in ("w = 0.", caption))
    return [new_output("display_data", data=live), still, new_output("display_data", data=below)]


def good_lesson():
    """A lesson in memory that keeps every convention: 34 cells, about 1,300 words."""
    opening = "## What you will be able to do\n\nYou fit a line in 45 minutes.\n" + 4 * SENTENCE
    cells = [
        new_markdown_cell("# A line is one neuron\n", id="title"),
        new_markdown_cell(opening, id="opening"),
        new_code_cell(f"{SETUP}\n{START.format(STEM)}", id="setup"),
        new_markdown_cell(5 * SENTENCE, id="after-setup"),
    ]
    for name in NAMES:
        source = "\n".join(f"{name}_{number} = {number}" for number in range(5))
        cells.append(new_code_cell(source, id=f"code-for-{name}"))
        cells.append(new_markdown_cell(6 * SENTENCE, id=f"about-{name}"))
    closing = "## The equations\n\n$$\nC = 1 \\tag{B1}\n$$\n\n## Three questions\n\n1. Why?\n"
    cells.append(new_markdown_cell(closing + "\n## Exercises\n\nThey come next.\n", id="closing"))
    lesson = Lesson(f"{STEM}.ipynb", new_notebook(cells=cells, metadata=METADATA))
    for number, cell in enumerate(lesson.code, start=1):
        cell.execution_count = number
    cell_of(lesson, "code-for-weight").outputs = shown_figure()
    stepper = cell_of(lesson, "code-for-step")
    stepper.source += "\nwidgets.step_descent(X, y)"
    stepper.outputs = widget_outputs()
    return lesson


def cell_of(lesson, identity):
    return next(cell for cell in lesson.cells if cell.id == identity)


def fired(lesson):
    return {name: sentences for name in GENERAL if (sentences := failures(lesson, name))}


def test_a_good_lesson_breaks_no_rule():
    assert fired(good_lesson()) == {}


def source_of(identity, replace=None, append=None):
    def plant(lesson):
        cell = cell_of(lesson, identity)
        cell.source = replace if replace is not None else cell.source + append

    return plant


def says(append):
    return source_of("about-loss", append=append)


def runs(line):
    return source_of("code-for-bias", append="\n" + line)


def stores(*outputs, cell="code-for-bias"):
    def plant(lesson):
        cell_of(lesson, cell).outputs = list(outputs)

    return plant


def tagged(*tags, cell="code-for-bias"):
    def plant(lesson):
        cell_of(lesson, cell).metadata["tags"] = list(tags)

    return plant


def timed(words):
    def plant(lesson):
        cell = cell_of(lesson, "code-for-bias")
        cell.source += "\nseconds"
        cell.metadata["tags"] = ["nbval-ignore-output"]
        cell.outputs = [new_output("stream", name="stdout", text=words)]

    return plant


def with_id(identity):
    def plant(lesson):
        cell_of(lesson, "about-bias").id = identity

    return plant


def html(text):
    return new_output("display_data", data={"text/html": text, "text/plain": "a figure"})


def code_twice(lesson):
    lesson.cells.remove(cell_of(lesson, "about-bias"))


def ends_with_code(lesson):
    lesson.cells.append(new_code_cell("1", id="the-end", execution_count=16))


def longer(identity, lines):
    return source_of(identity, append="".join(f"\nx = {n}" for n in range(lines)))


def old_format(lesson):
    lesson.notebook.nbformat_minor = 4


def invalid(lesson):
    cell_of(lesson, "about-loss").source = 3


def with_metadata(lesson):
    lesson.notebook.metadata = METADATA | {"language_info": {"name": "python", "version": "3.11"}}


def with_timing_metadata(lesson):
    cell_of(lesson, "code-for-bias").metadata["execution"] = {}


def counted_wrong(lesson):
    cell_of(lesson, "code-for-bias").execution_count = 9


def not_run(lesson):
    cell_of(lesson, "code-for-bias").execution_count = None


MISMATCH = png_output("A line.", shown="<Figure>")
HEAVY = png_output("A line.", png=base64.b64encode(bytes(60_001)).decode())
ERROR = new_output("error", ename="ValueError", evalue="no", traceback=["ValueError: no"])
STDERR = new_output("stream", name="stderr", text="a warning")
VIEW = {"application/vnd.jupyter.widget-view+json": {"model_id": "0"}, "text/plain": "Stepper"}
PATH = new_output("stream", name="stdout", text="/home/someone/course")

FAULTS = [
    ("notebook_format", old_format, "expected 4.5"),
    ("metadata", with_metadata, "language_info"),
    ("metadata", with_timing_metadata, "cell 'code-for-bias' has the metadata execution"),
    ("cell_ids", with_id("a3f9c2d1"), "cell 'a3f9c2d1' has an id that says nothing"),
    ("cell_ids", with_id("About_Bias"), "has a wrong id; expected lower-case"),
    ("cell_ids", with_id("cell-12"), "has an id that says nothing"),
    ("cell_ids", with_id("about-loss"), "is there twice"),
    ("tags", tagged("nbval-skip"), "cell 'code-for-bias' has the tag nbval-skip"),
    ("tags", tagged("nbval-ignore-output"), "but prints no timing"),
    ("tags", timed("in time: True"), "prints True or False; expected words that do not depend"),
    ("tags", tagged("long-code"), "tagged long-code with 5 lines"),
    ("setup_cell", source_of("setup", append="\nimport sympy"), "cell 'setup' does not start as"),
    ("plain_python", runs("%matplotlib inline"), "has the line '%matplotlib inline'"),
    ("plain_python", runs("!ls"), "has the line '!ls'"),
    ("plain_python", runs("files = !ls"), "has the line 'files = !ls'"),
    ("plain_python", runs("import sys; sys.path.append('..')"), "touches sys.path"),
    ("plain_python", runs("from numpy import *"), "imports * from numpy"),
    ("plain_python", runs("import pip"), "imports pip"),
    ("plain_python", runs("plots.show(1);"), "ends line 6 with ';'"),
    ("plain_python", runs("plots.show(1);  # quiet"), "ends line 6 with ';'"),
    ("plain_python", runs("x = ("), "is not Python"),
    ("code_length", longer("code-for-bias", 8), "has 13 lines of code; expected 12, or"),
    ("code_length", longer("code-for-bias", 16), "has 21 lines of code; expected 20 at"),
    ("code_length", source_of("code-for-bias", replace=""), "is empty"),
    ("code_is_introduced", code_twice, "cell 'code-for-residual' follows the code of"),
    ("code_is_introduced", ends_with_code, "cell 'the-end' ends the lesson"),
    (
        "markdown_length",
        says(3 * SENTENCE),
        "cell 'about-loss' has 135 words; expected at most 120",
    ),
    ("one_sentence_per_line", says("One. Two.\n"), "two sentences in the line 'One. Two.'"),
    ("one_sentence_per_line", says("Is it $x$? `Yes`.\n"), "two sentences"),
    ("one_sentence_per_line", says("The line\nis long.\n"), "breaks a sentence after 'The line'"),
    ("maths", says("\n$$\n\\begin{align} x \\end{align}\n$$\n"), "uses \\begin{align}"),
    ("maths", says("\n\\begin{aligned} x \\end{aligned}\n"), "has \\begin outside"),
    ("maths", says("\n$$\n\\newcommand{\\R}{R} \\R\n$$\n"), "defines a macro with \\newcommand"),
    ("maths", says("\n$$\n\\def\\R{R} \\R\n$$\n"), "defines a macro with \\def"),
    ("maths", says("Thus \\(x\\).\n"), "uses \\[ or \\("),
    ("maths", says("Thus $x.\n"), "has a $ without its partner"),
    ("maths", says("\n$$\n"), "has a $ without its partner"),
    (
        "maths",
        says("\n$$\n\\begin{aligned} x \\tag{A1} \\end{aligned}\n$$\n"),
        "\\tag inside aligned",
    ),
    ("spelling", says("The color is blue.\n"), "cell 'about-loss' has 'color'; expected 'colour'"),
    (
        "spelling",
        stores(*shown_figure("A gray line.")),
        "the picture of cell 'code-for-bias' has 'gray'",
    ),
    ("banned_words", says("It is simply so.\n"), "cell 'about-loss' has 'simply'"),
    ("title", source_of("title", replace="A line\n"), "does not start with a title"),
    ("title", says("\n# Another\n"), "has 2 titles"),
    ("links", says("See [it](99_gone.ipynb).\n"), "links to '99_gone.ipynb', which does not exist"),
    ("links", says("See [it](#Gone).\n"), "links to '#Gone', which is no heading"),
    ("links", says("See [it](/srv/x).\n"), "expected a relative path"),
    ("links", says("![](https://example.org/a.png)\n"), "a picture without alternative text"),
    ("figures", stores(png_output("")), "without alternative text"),
    (
        "figures",
        stores(html(f'<img alt="A line." src="data:image/png;base64,{PNG}">')),
        "shows a picture in HTML",
    ),
    ("figures", stores(png_output("A line.")), "without its words behind it"),
    ("figures", stores(*shown_figure("A line.", unseen="A curve.")), "without its words behind it"),
    ("figures", stores(MISMATCH), "and the text '<Figure>'"),
    ("figures", stores(HEAVY), "shows a picture of 60,001 bytes"),
    (
        "widget_fallbacks",
        stores(cell="code-for-step"),
        "cell 'code-for-step' shows a widget; expected a picture",
    ),
    ("outputs", stores(ERROR), "stores the error ValueError: no"),
    ("outputs", stores(STDERR), "stores a message on stderr"),
    ("outputs", stores(new_output("display_data", data=VIEW)), "stores application/vnd.jupyter"),
    ("outputs", stores(PATH), "stores a path of the machine"),
    ("execution_counts", counted_wrong, "has the execution count 9; expected 3"),
    ("execution_counts", not_run, "has the execution count None; expected 3"),
]


@pytest.mark.parametrize(
    ("name", "plant", "expected"), FAULTS, ids=[f"{n}-{fault[0]}" for n, fault in enumerate(FAULTS)]
)
def test_a_rule_fires_alone_on_its_fault(name, plant, expected):
    lesson = good_lesson()
    plant(lesson)
    sentences = fired(lesson)
    assert set(sentences) == {name}, sentences
    assert any(expected in sentence for sentence in sentences[name]), sentences[name]


def test_every_rule_is_seen_to_fire():
    assert {name for name, _, _ in FAULTS} | {"file_name"} == GENERAL


def test_a_wrong_name_of_a_file_is_named():
    lesson = good_lesson()
    object.__setattr__(lesson, "name", "1-Line.ipynb")
    assert "expected NN_snake_case.ipynb" in fired(lesson)["file_name"][0]


def test_an_invalid_notebook_is_reported():
    lesson = good_lesson()
    lesson.notebook.cells[2]["execution_count"] = "one"
    assert "the notebook is not valid" in failures(lesson, "notebook_format")[0]


@pytest.mark.parametrize(
    "text",
    [
        "It costs e.g. a step, i.e. 3.5 s (cf. Fig. 2).\nNext.\n",
        "Read `a. B` and $x. Y$ as symbols.\n",
        "The loss is\n\n$$\nC = 1.\n$$\n\nwhich is convex.\n",
        "Remember:\n\n- One. Two.\n- three\n",
        "| A. B | c |\n|---|---|\n| D. E. | f |\n",
        "```python\nx = 1. \nY = 2\n```\n",
        "She asked “why?”\nHe said nothing.\n",
        "**Predict.**\nHow far is it?\n",
        "Read “(B. S.)” as initials.\n",
    ],
)
def test_one_sentence_per_line_leaves_good_prose_alone(text):
    lesson = good_lesson()
    cell_of(lesson, "about-loss").source = text
    assert failures(lesson, "one_sentence_per_line") == []


def test_a_link_to_a_heading_of_another_notebook_is_checked(tmp_path):
    other = good_lesson()
    nbformat.write(other.notebook, tmp_path / "02_other.ipynb")
    lesson = Lesson(f"{STEM}.ipynb", good_lesson().notebook, tmp_path)
    about = cell_of(lesson, "about-loss")
    about.source = "See [these](02_other.ipynb#Three-questions).\n"
    assert failures(lesson, "links") == []
    about.source = "See [these](02_other.ipynb#Four-questions).\n"
    assert (
        "'#Four-questions', which is no heading of 02_other.ipynb" in failures(lesson, "links")[0]
    )


def test_the_start_lesson_is_exempt_from_predictions_turns_and_equations_only():
    lesson = good_lesson()
    object.__setattr__(lesson, "name", "00_start_here.ipynb")
    exempt = {name for name in RULES if not holds_for(name, lesson)}
    assert exempt == {"predictions", "turns", "equations", "closing"}
    assert holds_for("stated_minutes", lesson) and holds_for("spelling", lesson)


def test_the_line_of_the_routes_counts_for_no_words():
    assert word_count("One two.\n[Routes](00_start_here.ipynb): the whole course.\nThree.") == 3


def test_words_are_counted_without_code_maths_and_link_targets():
    assert word_count("One `two three` [four](https://five.six) $x + y$.\n") == 4
    assert word_count("One\n\n```python\ntwo three\n```\n\n$$\nx + y\n$$\n\nfour\n") == 2


def test_headings_lists_and_tables_are_no_prose():
    assert not any(
        map(is_prose, ["", "# Title", "- item", "1. item", "| a |", "  more of an item"])
    )
    assert is_prose("A sentence.")
