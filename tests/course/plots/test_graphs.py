"""The drawing of a graph: every number at its wire, apart from all others, with a second cue."""

import re
from itertools import combinations

import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.patches import FancyBboxPatch, PathPatch

from nnlib import plots
from nnlib.course.symbolic import Graph

S3 = "x = 2*y; z = sin(y); f = x**2*z"
GRAPHS = [
    (S3, {"y": 1.5}, {"height": 2}),
    ("x*x", {"x": 3}, {}),
    ("u = 3*y; a = u*u; b = a*u; f = b*u", {"y": 0.5}, {"width": 7, "height": 3.2}),
    ("z = w*x + b; a = sigmoid(z); C = (a - y)**2/2", {"w": 0.5, "x": 2, "b": -1, "y": 1},
     {"width": 10, "height": 2}),
    ("f = exp(-(x - y)**2)/(1 + x**2) + sqrt(x)*abs(y)", {"x": 0.5, "y": -2},
     {"width": 12, "height": 4}),
    ("x/y - relu(tanh(x))*2**y", {"x": 0.5, "y": -2}, {"width": 9, "height": 4}),
]  # fmt: skip


@pytest.fixture(autouse=True)
def style():
    plots.use_style()


def drawn(text, at, size, backward=True):
    graph = Graph(text)
    values = graph.forward(at)
    fig, ax = plots.panels(**size)
    plots.draw_graph(ax, graph, values, graph.backward(values) if backward else None)
    FigureCanvasAgg(fig).draw()
    return graph, fig, ax


def texts(ax, colour):
    return [text for text in ax.texts if text.get_color() == colour and text.get_text()]


def words(ax, colour):
    return sorted(text.get_text() for text in texts(ax, colour))


def test_the_worked_example_of_S3():
    _, _, ax = drawn(*GRAPHS[0])
    assert words(ax, plots.BLUE) == sorted(["1.5", "1.5", "3", "9", "0.9975", "8.977"])
    total = "0.6366\n+ 11.97\n= 12.61"
    assert words(ax, plots.VERMILLION) == sorted(
        ["11.97", "0.6366", "5.985", "0.9975", "9", "1", total]
    )
    assert {text.strip("$").partition(" = ")[0] for text in words(ax, plots.INK)} == {
        "y", "x", "z", "v_{1}", "f",
    }  # fmt: skip


@pytest.mark.parametrize("case", GRAPHS, ids=lambda case: case[0])
def test_every_wire_has_its_value_above_and_its_share_below(case):
    graph, _, ax = drawn(*case)
    wires = [
        (parent, node.index)
        for node in graph.nodes
        for parent in node.parents
        if graph.nodes[parent].operation != "number"
    ]
    above, below = texts(ax, plots.BLUE), texts(ax, plots.VERMILLION)
    shares = [text for text in below if "=" not in text.get_text()]
    assert len(above) == len(shares) == len(wires) + 1
    for text in above:
        x, y = text.get_position()
        beneath = [other.get_position() for other in shares]
        near = min(beneath, key=lambda place: abs(place[0] - x) + abs(place[1] - y))
        assert near[0] == x and y - 1.5 < near[1] < y


@pytest.mark.parametrize("case", GRAPHS, ids=lambda case: case[0])
def test_no_two_texts_overlap_and_all_stand_inside_the_figure(case):
    _, fig, ax = drawn(*case)
    boxes = [text.get_window_extent() for text in ax.texts if text.get_text()]
    for one, other in combinations([box.padded(-0.5) for box in boxes], 2):
        assert not one.overlaps(other)
    for box in boxes:
        assert fig.bbox.x0 <= box.x0 and box.x1 <= fig.bbox.x1
        assert fig.bbox.y0 <= box.y0 and box.y1 <= fig.bbox.y1


@pytest.mark.parametrize("case", GRAPHS, ids=lambda case: case[0])
def test_a_label_fits_its_box_and_no_number_touches_one(case):
    graph, _, ax = drawn(*case)
    frames = [p.get_window_extent() for p in ax.patches if isinstance(p, FancyBboxPatch)]
    assert len(frames) == sum(node.operation != "number" for node in graph.nodes)
    for text in texts(ax, plots.INK):
        box = text.get_window_extent()
        (frame,) = (frame for frame in frames if frame.overlaps(box))
        assert frame.x0 < box.x0 and box.x1 < frame.x1
        assert frame.y0 < box.y0 and box.y1 < frame.y1
    for text in texts(ax, plots.BLUE) + texts(ax, plots.VERMILLION):
        assert not any(frame.overlaps(text.get_window_extent().padded(-1)) for frame in frames)


def test_what_goes_back_is_dashed():
    _, _, ax = drawn(*GRAPHS[0])
    look = {
        (patch.get_edgecolor(), patch.get_linestyle() in ("-", "solid"))
        for patch in ax.patches
        if isinstance(patch, PathPatch)
    }
    assert len(look) == 2 and {solid for _, solid in look} == {True, False}


def test_without_a_sweep_nothing_goes_back():
    _, _, ax = drawn(*GRAPHS[0], backward=False)
    assert words(ax, plots.VERMILLION) == []
    assert "8.977" in words(ax, plots.BLUE)


def test_without_values_the_graph_alone_is_drawn():
    fig, ax = plots.panels()
    plots.draw_graph(ax, Graph(S3))
    assert words(ax, plots.BLUE) == words(ax, plots.VERMILLION) == []
    assert len(words(ax, plots.INK)) == 5
    FigureCanvasAgg(fig).draw()


def test_parents_stand_left_of_their_children():
    graph, _, ax = drawn(*GRAPHS[4])
    left = {text.get_text(): text.get_position()[0] for text in texts(ax, plots.INK)}
    for node in graph.nodes:
        for parent in node.parents:
            if graph.nodes[parent].operation != "number":
                label = f"${graph.nodes[parent].latex}$"
                assert left[label] < left[f"${node.latex}$"]


def test_a_figure_too_small_to_be_read_is_refused_and_the_size_given_is_enough():
    text, at, _ = GRAPHS[4]
    with pytest.raises(ValueError, match=r"in a panel of \d+\.\d by \d+\.\d inches, but this one"):
        drawn(text, at, {"width": 5, "height": 3})


def test_the_same_graph_gives_the_same_small_file():
    first, second = (plots.figure_png(drawn(*GRAPHS[0])[1]) for _ in range(2))
    assert first == second
    assert len(first) < 30_000


def test_with_factors_what_comes_back_is_written_as_a_product():
    graph = Graph(S3)
    values = graph.forward({"y": 1.5})
    ax = plots.panels(width=10, height=2.2)[1]
    plots.draw_graph(ax, graph, values, graph.backward(values), factors=True)
    said = [text.get_text() for text in texts(ax, plots.VERMILLION)]
    products = [re.findall(r"−?[\d.]+", words) for words in said if " · " in words]
    assert len(products) == 5
    for upstream, local, share in products:
        assert float(upstream) * float(local) == pytest.approx(float(share), rel=2e-3)
