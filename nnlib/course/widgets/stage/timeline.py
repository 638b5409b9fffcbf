"""The track of the timeline: what each step belongs to, as a strip to look at and to point at."""

import json
from html import escape
from itertools import groupby

from ...drawing.svg import tag, ticks

# Where each phase stands in the strip, so that it is told from its neighbours without colour.
BANDS = {
    "start": (4, 4), "forward": (0, 7), "loss": (0, 12), "backward": (5, 7), "update": (0, 12),
}  # fmt: skip
HIGH = 12


def track_html(scene):
    """An SVG as wide as the steps 0 … stop, with their names in data-names."""
    steps, stop = range(scene.stop + 1), scene.stop
    phases = [scene.phases(k) for k in steps]
    names = [scene.label(k) or phases[k] or "" for k in steps]
    shapes = [tag("rect", x=0, y=4, width=stop, height=4, **{"class": "nn-base"})]
    for phase, run in groupby(steps, key=phases.__getitem__):
        if phase:
            first, *_, last = (*run,) * 2
            shapes.append(_band(phase, max(first - 0.5, 0), min(last + 0.5, stop)))
    if not any(phases):
        shapes += [_tick(x) for x in ticks(0, stop, about=20)]
    ahead = {"x": 0, "y": -1, "width": stop, "height": HIGH + 2, "class": "nn-ahead"}
    view = {"viewBox": f"0 -1 {stop} {HIGH + 2}", "preserveAspectRatio": "none"}
    names = escape(json.dumps(names if any(names) else [], ensure_ascii=False))
    return tag("svg", *shapes, tag("rect", **ahead), data_names="%NAMES%", **view).replace(
        "%NAMES%", names
    )


def _band(phase, start, end):
    top, height = BANDS[phase]
    box = {"x": f"{start:g}", "y": top, "width": f"{end - start:g}", "height": height}
    return tag("rect", **box, **{"class": f"nn-{phase}"})


def _tick(x):
    ends = {"x1": f"{x:g}", "x2": f"{x:g}", "y1": 2, "y2": 10}
    return tag("line", **ends, vector_effect="non-scaling-stroke", **{"class": "nn-tick"})
