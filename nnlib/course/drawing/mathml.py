"""The course's terms as MathML, which a browser shows without a script, a font or a network."""

from html import escape


def identifier(name):
    """A name in italics."""
    return f"<mi>{escape(name)}</mi>"


def entry(name, l, *indices):
    """An entry of an array: its layer above, in brackets, its indices below; l None is left out."""
    below = "".join(map(_index, indices))
    base = identifier(name)
    if l is None:
        return f"<msub>{base}<mrow>{below}</mrow></msub>"
    layer = f"<mrow><mo>(</mo><mn>{l}</mn><mo>)</mo></mrow>"
    return f"<msubsup>{base}<mrow>{below}</mrow>{layer}</msubsup>"


def _index(index):
    return f"<mn>{index}</mn>" if isinstance(index, int) else identifier(index)


def partial(above, below):
    """∂above/∂below, of two pieces of MathML."""
    d = '<mo rspace="0">∂</mo>'
    return f"<mfrac><mrow>{d}{above}</mrow><mrow>{d}{below}</mrow></mfrac>"


def transposed(term):
    """A term with an upright T above it."""
    return f'<msup>{term}<mtext style="font-family: sans-serif">T</mtext></msup>'


def group(inside, attributes):
    """A piece of a formula that can be found in the page: ` data-part="W1[0,1]"`."""
    return f"<mrow{attributes}>{inside}</mrow>"


def math(*terms, part=""):
    """A formula of these terms, to stand within a line of HTML; it may light up with a `part`."""
    named = f' data-part="{part}"' if part else ""
    return f'<math displaystyle="true"{named}>{"".join(terms)}</math>'


def is_math(html):
    """Whether a piece of HTML starts with a formula."""
    return html.startswith("<math")


def bracketed(rows):
    """A matrix in its brackets, of rows of cells; a cell is (number, attributes)."""
    body = "".join(
        "<mtr>" + "".join(f"<mtd{look}><mn>{number}</mn></mtd>" for number, look in row) + "</mtr>"
        for row in rows
    )
    # Drawn at the sides: not every font has a bracket as high as its rows.
    look = "border-collapse: separate; border: solid; border-width: 0 .1em; border-radius: .6em"
    return f'<mtable columnalign="right" style="{look}">{body}</mtable>'
