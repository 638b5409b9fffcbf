"""BP2 with its matrices: what its ᵀ and its ⊙ do, shown on the numbers of this step."""

from functools import lru_cache

from ...drawing.mathml import bracketed, math
from ...drawing.style import BLUE, VERMILLION
from ...drawing.theme import PALE_BLUE, PALE_VERMILLION, legible
from ...drawing.typeset import formula
from ..equations import Layer, law
from .parts import figure, part

CELL_MARK = "background: {}; font-weight: bold; outline: 2px {} {}; padding: .35em .6em"
FORWARD = CELL_MARK.format(PALE_BLUE, "dashed", legible(BLUE))
BACK = CELL_MARK.format(PALE_VERMILLION, "solid", legible(VERMILLION))
CELL_ROOM = "padding: .35em .6em"


def transposed_html(frame, focus):
    """The weights above a layer, twice: the column that a sum took, and the row that a δ takes."""
    _, l = frame.here
    i, j, t = focus.i, focus.neuron(l), focus.neuron(l + 1)
    whole = _law_of_layer(l, frame.net.n, len(frame.X))
    forward = _matrix(frame, l + 1, lambda _, column: FORWARD if column == t else CELL_ROOM)
    back = _matrix(frame, l + 1, lambda row, _: BACK if row == j else CELL_ROOM)
    return (
        '<div data-name="transposed" style="display: flex; flex-wrap: wrap; gap: .2em 2.2em">'
        f'<p style="margin: .3em 0; flex: 1 1 20em">The whole layer at once: {math(whole)}. '
        f"<b>⊙</b> is “times, entry by entry”: each entry gets its own σ′. "
        f"<b>ᵀ</b> turns W[{l + 1}] over, so that its rows do what its columns did.</p>"
        f'<p style="margin: .3em 0">forward: z[{l + 1}][{i}, {t}] took column {t},<br>'
        f"the weights that end in its neuron<br>{math(forward)}</p>"
        f'<p style="margin: .3em 0">back: delta[{l}][{i}, {j}] takes row {j},<br>'
        f"the weights that begin in its neuron<br>{math(back)}</p></div>"
    )


@lru_cache
def _law_of_layer(l, n, m):
    """The MathML of BP2 with the numbers of its layers."""
    return formula(Layer(l, n, m).named(law("F2")))


def _matrix(frame, l, look):
    """W[l], each entry with its name and its look."""
    W = frame.net.W[l]
    return bracketed(
        [
            (figure(w), f' data-part="{part("W", l, k, j)}" style="{look(k, j)}"')
            for j, w in enumerate(row)
        ]
        for k, row in enumerate(W.tolist())
    )
