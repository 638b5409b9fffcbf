"""Colours of a picture on a page, which follow the page's theme.

Each is a CSS variable beside the colour that it has on white paper, where no page sets it: in a
still, in an offline player.  Words need more contrast than lines: `legible(BLUE)` is the blue for
words.  What is drawn on a field of pixels keeps the colours of `style`, for a field is pale in any
theme.
"""

import re

from .style import BLUE, GREEN, ORANGE, PURPLE, VERMILLION

# By name: the colour on white paper, and on a dark page.
COLOURS = {
    "paper": ("#ffffff", "var(--jp-layout-color0, #111111)"),
    "ink": ("#222222", "#eeeeee"),
    "grey": ("#6b6b6b", "#a5a5a5"),
    "faint": ("#d0d0d0", "#454545"),
    "blue": (BLUE, "#5cb5ee"),
    "vermillion": ("#b34700", "#ff8d4a"),
    "green": ("#00724f", "#2ec79b"),
    "orange": ("#9a6200", "#efb12f"),
    "purple": ("#9d4374", "#e39bc6"),
}


def _variable(name):
    return f"var(--nn-{name}, {COLOURS[name][0]})"


PAPER, WRITING, MUTED, FAINT = map(_variable, ("paper", "ink", "grey", "faint"))
LEGIBLE = {
    colour: _variable(name)
    for name, colour in {
        "blue": BLUE, "vermillion": VERMILLION, "green": GREEN, "orange": ORANGE, "purple": PURPLE,
    }.items()
}  # fmt: skip
_VARIABLE = re.compile(r"var\(--nn-\w+, ([^()]*)\)")


def legible(colour):
    """The colour of words and thin lines with this meaning, 4.5 : 1 in either theme."""
    return LEGIBLE[colour]


def on_white(svg):
    """The drawing with the colours that it has on white paper."""
    return _VARIABLE.sub(r"\1", svg)


STYLE = "[data-jp-theme-light=false] .nn-stepper {{ {} }}\n".format(
    " ".join(f"--nn-{name}: {dark};" for name, (_, dark) in COLOURS.items())
)
