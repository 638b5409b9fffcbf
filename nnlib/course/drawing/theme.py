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
    "positive": ("#4f6d8f", "#8fb0d4"),
    "negative": ("#94602a", "#d3a06a"),
    "pale-blue": ("#e9f4fc", "#12293a"),
    "pale-vermillion": ("#fdeee4", "#3b2010"),
    "marked": ("#ffe7ad", "#4d3a08"),
    "term-0": ("#7a1fa2", "#d39bff"),
    "term-1": ("#00705a", "#3fd6b0"),
    "term-2": ("#a31545", "#ff8fb0"),
    "term-3": ("#3b4cc0", "#9fb0ff"),
    "term-4": ("#6b5600", "#d9c25a"),
}


def _variable(name):
    return f"var(--nn-{name}, {COLOURS[name][0]})"


PAPER, WRITING, MUTED, FAINT = map(_variable, ("paper", "ink", "grey", "faint"))
POSITIVE, NEGATIVE = map(_variable, ("positive", "negative"))  # wires, by their weight's sign
PALE_BLUE, PALE_VERMILLION = map(_variable, ("pale-blue", "pale-vermillion"))
TERMS = tuple(_variable(f"term-{i}") for i in range(5))  # of a sum, and the wires that bring them
LEGIBLE = {
    colour: _variable(name)
    for name, colour in {
        "blue": BLUE, "vermillion": VERMILLION, "green": GREEN, "orange": ORANGE, "purple": PURPLE,
    }.items()
}  # fmt: skip
_VARIABLE = re.compile(r"var\(--nn-[\w-]+, ([^()]*)\)")


def legible(colour):
    """The colour of words and thin lines with this meaning, 4.5 : 1 in either theme."""
    return LEGIBLE[colour]


def on_white(svg):
    """The drawing with the colours that it has on white paper."""
    return _VARIABLE.sub(r"\1", svg)


def dark_rule(where):
    """The rule of CSS that gives what it selects the colours of a dark page."""
    colours = " ".join(f"--nn-{name}: {dark};" for name, (_, dark) in COLOURS.items())
    return f"{where} {{ {colours} }}\n"


STYLE = dark_rule("[data-jp-theme-light=false] .nn-stepper")
