"""The whole picture of the backprop stepper: the sum, the network, the loss along a parameter."""

from ...drawing import svg
from ...drawing.style import BLUE, ORANGE, VERMILLION
from ...drawing.theme import MUTED, NEGATIVE, POSITIVE, legible
from .along import draw_along
from .callout import Callout
from .parts import dashed, dotted, figure
from .picture import NetworkPicture

GAP = 0.9  # between the sum and the network
HINTS = (
    "Here comes the curve of C,",
    "the loss, along the chosen",
    "parameter.",
)
KEY = 1.3  # from one line of the key to the next


def draw_sheet(layout, title, frame, look, row, along):
    """The SVG of one step; `along` is the loss along the chosen parameter."""
    s, n, margin = layout.size, frame.net.n, 0.5 * layout.size
    callout = Callout(row, look.colours, s, layout.width - 2 * margin)
    reserved = max(callout.height, (1.45 * layout.lines + 0.6) * s)
    head, above = _head(layout, title)
    top = above + reserved + GAP * s
    box = (0, top, layout.width - layout.side, layout.network(n))
    picture = NetworkPicture(n, box, layout)
    x, _ = picture.meant(frame, look) or picture.at(frame.net.L, 0)
    limits = (margin, layout.width - margin)
    shapes = [
        head,
        _loss(frame, layout),
        picture.draw(frame, look),
        callout.draw(x, top - GAP * s - callout.height, limits, look.colour, look.ground),
    ]
    if not layout.narrow:
        shapes += _beside(layout, frame, look, along, (layout.width - layout.side, top))
    return svg.picture(layout.width, top + box[3] + 0.5 * s, *shapes)


def draw_below(layout, frame, look, along):
    """What a narrow page has below the equation: the curve and the key."""
    corner = (0.5 * layout.size, 0.5 * layout.size)
    return svg.picture(
        layout.width,
        layout.beside * layout.size,
        *_beside(layout, frame, look, along, corner),
    )


def _head(layout, title):
    """The title "update 1: the loss" and its height; a narrow picture has two lines for it."""
    s, margin = layout.size, 0.5 * layout.size
    if not layout.narrow:
        return svg.text(title, margin, 1.25 * s, 1.05 * s, weight="bold"), 2 * s
    update, _, step = title.partition(": ")
    lines = [svg.text(update, margin, 1.25 * s, 1.05 * s, weight="bold")]
    lines.append(svg.text(step, margin, 2.75 * s, s))
    return "".join(lines), 3.5 * s


def _beside(layout, frame, look, along, corner):
    """The curve, or before there is a loss what the reader can do, and the key."""
    s, (left, top) = layout.size, corner
    wide = (layout.side or layout.width) - 5.2 * s
    box = (left + 4.2 * s, top + 3.7 * s, wide, (layout.beside - 16.5) * s)
    if frame.knows("loss"):
        panel = draw_along(along, box, layout)
    else:
        panel = "".join(
            svg.text(words, left + s, top + (2 + 1.5 * i) * s, layout.fine * s, fill=MUTED)
            for i, words in enumerate(HINTS)
        )
    return [panel, _key(left + s, top + (layout.beside - 7.1) * s, layout, frame, look)]


def _loss(frame, layout):
    """C at the right end of the title, and the losses before each update as a small line."""
    if not frame.knows("loss"):
        return ""
    s, right = layout.size, layout.width - 0.8 * layout.size
    words = f"C = {figure(frame.C)}"
    shapes = [svg.text(words, right, 1.25 * s, s, "end", "bold", data_part="C")]
    if len(frame.losses) > 1:
        high, step = max(frame.losses) or 1.0, 7 * s / max(len(frame.losses) - 1, 1)
        end = right - 0.64 * s * len(words) - 0.8 * s
        points = [(end - (len(frame.losses) - 1 - t) * step, (1.5 - 1.2 * C / high) * s)
                  for t, C in enumerate(frame.losses)]  # fmt: skip
        shapes += [svg.polyline(points, legible(BLUE), s / 8),
                   svg.circle(*points[-1], s / 4, fill=legible(BLUE))]  # fmt: skip
    return "".join(shapes)


def _key(x, y, layout, frame, look):
    """What the signs mean; that of a question as long as it is open."""
    s, fine = layout.size, layout.fine * layout.size
    bold = {"weight": "bold"}
    positive = _stroke(x, y, s, POSITIVE, s / 8)
    negative = _stroke(x + 2.2 * s, y, s, NEGATIVE, s / 8, **dashed(s))
    lines = [
        (positive + negative, "weight > 0, < 0"),
        (svg.text("a", x, y + KEY * s, s, fill=legible(BLUE), **bold), "activation"),
        (svg.text("δ", x, y + 2 * KEY * s, s, fill=legible(VERMILLION), **bold),
         "slope of C in a sum"),
        (svg.text("∂", x, y + 3 * KEY * s, s, fill=legible(VERMILLION), **bold),
         "slope of C in a weight"),
        (_stroke(x, y + 4 * KEY * s, s, ORANGE, s / 2.2, stroke_opacity=0.45),
         f"chosen; sample {frame.rows[0]}" if len(frame.rows) == 1 else "chosen"),
    ]  # fmt: skip
    if look.asked.startswith("W") and look.asked != look.focus.name:
        sign = _stroke(x, y + 5 * KEY * s, s, legible(ORANGE), s / 3, **dotted(s))
        lines.append((sign, "its slope comes next"))
    return "".join(
        sign + svg.text(words, x + (4.6 if not line else 2.4) * s, y + KEY * line * s, fine)
        for line, (sign, words) in enumerate(lines)
    )


def _stroke(x, y, size, colour, width, **look):
    """A piece of wire before the words at this height."""
    return svg.line(x, y - size / 3, x + 1.8 * size, y - size / 3, colour, width, **look)
