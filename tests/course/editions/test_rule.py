"""What is shown and what is said, and the author's word against the rule."""

import pytest
from nbformat.v4 import new_markdown_cell

from nnlib.course.editions.slides.piece import bare_words
from nnlib.course.editions.slides.rule import by_rule, chosen, faults
from nnlib.course.editions.slides.telling import pieces_of_text
from nnlib.course.editions.slides.text import blocks, html

CELL = """\
## A slope

The line rises.
It rises evenly.
How fast?
(Elsewhere: it *climbs*.)

Call this its **slope**.
With the run $h$ it is $s = \\frac{r}{h}$, say.
So

$$
s = 2
$$

**By hand:** take a ruler.
Measure.

<details><summary>In the sources</summary>

S1 says *rise*.

</details>
"""


def cell(source=CELL, **slideshow):
    return new_markdown_cell(source, id="slope", metadata={"slideshow": slideshow})


def seen(one):
    return [sentence for _, sentences in chosen(blocks(one.source), one) for sentence in sentences]


def test_the_rule_shows_what_opens_asks_defines_has_an_equation_leads_or_calls():
    assert seen(cell()) == [
        "The line rises.",
        "How fast?",
        "Call this its **slope**.",
        "With the run $h$ it is $s = \\frac{r}{h}$, say.",
        "So",
        "**By hand:** take a ruler.",
        "Measure.",
    ]


def test_an_author_chooses_other_sentences_or_further_ones():
    assert seen(cell(show=["It rises", "So"])) == ["It rises evenly.", "So"]
    assert seen(cell(show=[])) == []
    assert "It rises evenly." in seen(cell(also=["It rises"]))
    assert len(seen(cell(also=["It rises"]))) == len(seen(cell())) + 1
    assert seen(cell(slide_type="notes")) == []


def test_all_is_said_whatever_is_shown():
    for one in (cell(), cell(show=[]), cell(slide_type="notes")):
        said = bare_words("".join(piece.said for piece in pieces_of_text(one)))
        for words in ("It rises evenly.", "it climbs", "Call this its slope", "S1 says rise"):
            assert words in said


@pytest.mark.parametrize("summary", ["In the sources", "<b>In the sources</b>: a gap"])
def test_a_box_about_the_sources_is_said_and_any_other_has_a_slide(summary):
    about = cell(CELL.replace("In the sources", summary))
    assert "box" not in [piece.kind for piece in pieces_of_text(about)]
    other = cell(CELL.replace("In the sources", "Answers"))
    assert "box" in [piece.kind for piece in pieces_of_text(other)]


def test_a_sentence_in_brackets_is_never_shown_by_the_rule():
    assert by_rule(["It rises.", "(It has a **name**.)"], None) == ["It rises."]


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"slide_type": "fragment"}, "slide type 'fragment'"),
        ({"shows": ["So"]}, "'shows'"),
        ({"show": ["It falls"]}, "with which 0 of its sentences begin"),
        ({"also": ["S"]}, "with which 3 of its sentences begin"),
    ],
)
def test_what_the_rule_does_not_understand_is_told(given, words):
    assert any(words in fault for fault in faults(cell(CELL + "\nSee.", **given)))
    assert [*faults(cell(show=["So"], slide_type="slide"))] == []


def test_authors_are_understood(deck):
    told = [f"{one.id} {fault}" for one in deck.lesson.cells for fault in faults(one)]
    assert not told, "\n".join(told)


def test_markdown_keeps_its_formulas_and_leads_nowhere_in_the_folder():
    page = html(
        "A *b* $w_1*w_2$ `$x$`, see [it](../a.ipynb) and [this](https://b.org/c).\n\n$$\na<b\n$$"
    )
    assert '<span class="tex">w_1*w_2</span>' in page and "<code>$x$</code>" in page
    assert "see it and" in page and 'href="https://b.org/c"' in page
    assert '<div class="tex">a&lt;b</div>' in page and "<p><div" not in page
