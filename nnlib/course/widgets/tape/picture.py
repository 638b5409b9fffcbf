"""A tape with its numbers: a row for each record, and an arc for the share that comes back."""

from dataclasses import dataclass

from ...drawing import svg
from ...drawing.style import BLUE, VERMILLION
from ...drawing.theme import FAINT, MUTED, PALE_BLUE, PALE_VERMILLION, WRITING, legible

ROW, HEAD = 2.2, 2.2  # heights in units of the font size
GUTTER, RECORD, VALUE = 0.16, 0.5, 0.68  # where the columns begin, as shares of the width


@dataclass(frozen=True)
class TapeRow:
    """A row as it stands: its node, the words of its three columns, and what marks it.

    `number` is that of the record, "" for an input; `read` says that it has handed on.
    """

    node: int
    number: str
    record: str
    value: str
    slope: str
    read: bool = False
    bold: bool = False


@dataclass(frozen=True)
class Arc:
    """The share of this step: the rows that it leaves and reaches, its wire, and its number."""

    child: int
    parent: int
    wire: str
    number: str


def tape_svg(rows, room, now, arc, titles, width, size):
    """The SVG of a tape with room for `room` rows; `now` is the node of the current row."""
    s, height = size, (HEAD + ROW * room + 0.6) * size
    places = {row.node: (HEAD + ROW * (i + 0.5)) * s for i, row in enumerate(rows)}
    left, columns = GUTTER * width, (RECORD * width, VALUE * width)
    shapes = [_strip(left, width - 0.3 * s, s, len(rows))]
    heads = zip((left + 2.6 * s, *columns), titles, strict=True)
    shapes += [svg.text(word, x, 1.4 * s, 0.9 * s, fill=MUTED) for x, word in heads]
    for row in rows:
        y, here = places[row.node], row.node == now
        if here:
            pale, colour = (PALE_VERMILLION, VERMILLION) if arc else (PALE_BLUE, BLUE)
            box = (left + 1.1 * s, y - 0.46 * ROW * s, width - left - 2.5 * s, 0.92 * ROW * s)
            shapes.append(svg.rect(*box, fill=pale, stroke=colour, stroke_width=s / 10))
        shapes.append(_row(row, y, left, columns, s))
    if arc:
        shapes.append(_arc(arc, places, left, s))
    return svg.picture(width, height, *shapes)


def _strip(left, right, s, rows):
    """The tape's two edges with their holes, as long as there are rows."""
    top, bottom = HEAD * s, (HEAD + ROW * rows) * s
    holes = [
        (x, top + (k + 0.5) * ROW * s / 2)
        for x in (left + 0.5 * s, right - 0.5 * s)
        for k in range(2 * rows)
    ]
    look = {"fill": "none", "stroke": MUTED, "stroke_width": s / 14}
    edge = svg.rect(left, top, right - left, bottom - top, **look) if rows else ""
    return edge + svg.path(
        svg.dots(holes), stroke=FAINT, stroke_width=0.45 * s, stroke_linecap="round"
    )


def _row(row, y, left, columns, s):
    base = y + 0.35 * s
    record = svg.text(row.record, left + 2.6 * s, base, s)
    number = svg.text(row.number, left + 2.2 * s, base, 0.8 * s, "end", fill=MUTED)
    blue, red = legible(BLUE), legible(VERMILLION)
    value = svg.text(row.value, columns[0], base, s, fill=blue, data_part=f"v{row.node}")
    look = {"fill": red, "data_part": f"d{row.node}", "weight": "bold" if row.bold else "normal"}
    terms, _, total = row.slope.partition(" = ")
    lines = [row.slope] if len(row.slope) <= 15 or not total else [terms, f"= {total}"]
    first = base - 0.56 * s * (len(lines) - 1)
    slope = "".join(
        svg.text(line, columns[1], first + 1.12 * s * i, s, **look) for i, line in enumerate(lines)
    )
    mark = ""
    if row.read:
        bar = left + 1.1 * s
        mark = svg.line(bar, y - 0.4 * ROW * s, bar, y + 0.4 * ROW * s, red, s / 4)
    return svg.tag("g", number, record, value, slope, mark, data_part=f"v{row.node}")


def _arc(arc, places, left, s):
    """From the record that is read, outside of the tape, up to the row that gets the share."""
    start, end = places[arc.child], places[arc.parent]
    reach = 1.6 * s + 0.16 * abs(start - end)
    reach = min(reach, left - 0.3 * s)
    way = []
    for i in range(17):
        t = i / 16
        bulge = 1 - (2 * t - 1) ** 4
        way.append((left - reach * bulge, start + (end - start) * t))
    red = legible(VERMILLION)
    line = svg.polyline([*way[:-1], (left - 0.3 * s, end)], red, s / 6, stroke_dasharray="7 4")
    corners = [
        (left + 0.5 * s, end),
        (left - 0.4 * s, end - 0.35 * s),
        (left - 0.4 * s, end + 0.35 * s),
    ]
    head = svg.tag("polygon", points=" ".join(f"{x:.1f},{y:.1f}" for x, y in corners), fill=red)
    look = {"fill": red, "font_weight": "bold", "data_part": f"s{arc.wire}"}
    look["stroke_width"] = 0.6 * s  # the dashes of the arc pass behind
    middle = (start + end) / 2 + 0.35 * s
    label = svg.haloed(arc.number, max(left - reach, 2.2 * s), middle, s, "middle", **look)
    return line + head + svg.pulse(way, red, 0.6 * s) + label + _reader(start, left, s)


def _reader(y, left, s):
    """The mark of the record that is read."""
    return svg.circle(left + 0.5 * s, y, 0.32 * s, fill=WRITING)
