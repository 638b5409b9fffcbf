"""The drawing as a PNG, for readers without a kernel: matplotlib paints what `svg.py` writes."""

import base64
import io
from xml.etree import ElementTree as ET

from ..plots.figures import png as figure_png

WIDEST = 1000


def png(svg):
    """PNG bytes of an SVG string of `svg.picture`, one pixel a unit, but no wider than WIDEST."""
    from matplotlib.figure import Figure

    root = ET.fromstring(svg)
    width, height = map(float, root.get("viewBox").split()[2:])
    figure = Figure(figsize=(width / 100, height / 100), facecolor="white", layout="none")
    axes = figure.add_axes((0, 0, 1, 1))
    axes.set(xlim=(0, width), ylim=(height, 0))
    axes.axis("off")
    _paint(root, axes, None, [0])
    return figure_png(figure, dpi=100 * min(1, WIDEST / width))


def _local(node):
    return node.tag.rpartition("}")[2]


def _paint(node, axes, clip, order):
    """Paint a node's children in their order, cut to `clip` where there is one."""
    from matplotlib.patches import Rectangle

    for child in node:
        order[0] += 1
        name, box = _local(child), clip
        if name == "svg":
            x, y, w, h = _numbers(child, "x y width height")
            box = Rectangle((x, y), w, h, transform=axes.transData)
        if name in ("svg", "g"):
            _paint(child, axes, box, order)
            continue
        for artist in PAINTERS[name](child, axes):
            artist.set_zorder(order[0])
            if clip is not None:
                artist.set_clip_path(clip)


def _numbers(node, names):
    return [float(node.get(name, 0)) for name in names.split()]


def _colour(node, name, default):
    value = node.get(name, default)
    opacity = float(node.get("opacity", 1)) * float(node.get(f"{name}-opacity", 1))
    return "none" if value == "none" else (value, opacity)


def _stroke(node):
    width = float(node.get("stroke-width", 1)) * 0.72
    dashes = [float(d) * 0.72 / width for d in node.get("stroke-dasharray", "").split()]
    return {"linewidth": width, "linestyle": (0, dashes) if dashes else "-"}


def _patch(node, shape, axes):
    shape.set(
        facecolor=_colour(node, "fill", "black"),
        edgecolor=_colour(node, "stroke", "none"),
        **_stroke(node),
    )
    axes.add_patch(shape)
    return [shape]


def _rect(node, axes):
    from matplotlib.patches import Rectangle

    x, y, w, h = _numbers(node, "x y width height")
    return _patch(node, Rectangle((x, y), w, h), axes)


def _circle(node, axes):
    from matplotlib.patches import Circle

    x, y, r = _numbers(node, "cx cy r")
    return _patch(node, Circle((x, y), r), axes)


def _corners(node):
    return [tuple(map(float, pair.split(","))) for pair in node.get("points").split()]


def _polygon(node, axes):
    from matplotlib.patches import Polygon

    return _patch(node, Polygon(_corners(node), closed=True), axes)


def _curve(node, axes, xs, ys):
    return axes.plot(
        xs, ys, color=_colour(node, "stroke", "none"), solid_capstyle="butt", **_stroke(node)
    )


def _polyline(node, axes):
    return _curve(node, axes, *zip(*_corners(node), strict=True))


def _line(node, axes):
    x1, y1, x2, y2 = _numbers(node, "x1 y1 x2 y2")
    return _curve(node, axes, [x1, x2], [y1, y2])


def _text(node, axes):
    from matplotlib.patheffects import withStroke

    x, y, size = _numbers(node, "x y font-size")
    place = {"start": "left", "middle": "center", "end": "right"}[node.get("text-anchor", "start")]
    turn = -float(node.get("transform", "rotate(0 ").partition("(")[2].split()[0])
    words = axes.text(
        x,
        y,
        node.text,
        size=size * 0.72,
        ha=place,
        va="baseline",
        rotation=turn,
        rotation_mode="anchor",
    )
    words.set(
        color=_colour(node, "fill", "#222222"),
        weight=node.get("font-weight", "normal"),
        family="DejaVu Sans",
    )
    if node.get("stroke"):
        words.set_path_effects([withStroke(linewidth=3, foreground=node.get("stroke"))])
    return [words]


def _image(node, axes):
    import matplotlib.image

    x, y, w, h = _numbers(node, "x y width height")
    bytes_ = io.BytesIO(base64.b64decode(node.get("href").partition(",")[2]))
    return [
        axes.imshow(matplotlib.image.imread(bytes_), extent=(x, x + w, y + h, y), aspect="auto")
    ]


PAINTERS = {
    "rect": _rect, "circle": _circle, "polygon": _polygon, "polyline": _polyline, "line": _line,
    "text": _text, "image": _image,
}  # fmt: skip
