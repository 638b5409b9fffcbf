"""What a reader relies on in a figure: the right numbers, alt text, the same bytes each time."""

import io
import os
import subprocess
import sys
from xml.etree import ElementTree as ET

import numpy as np
import pytest
from PIL import Image

from nnlib import plots
from nnlib.losses import squared_error

X, Y = np.array([[0.0], [1], [2], [3]]), np.array([[1.0], [3], [2], [5]])


@pytest.fixture(autouse=True)
def style():
    plots.use_style()


def displayed(monkeypatch):
    seen = []
    monkeypatch.setattr(
        "IPython.display.display", lambda *args, **kwargs: seen.append((args, kwargs))
    )
    return seen


def test_show_gives_the_image_its_alt_text_and_keeps_its_bytes_out_of_html(monkeypatch):
    seen = displayed(monkeypatch)
    fig, ax = plots.panels()
    plots.draw_samples(ax, X, Y)
    alt = 'Four samples that rise from left to right, "nearly" in line.'
    plots.show(fig, alt)
    ((bundle,), options), ((behind,), _) = seen
    assert bundle.keys() == {"image/png", "text/plain"} and bundle["text/plain"] == alt
    assert options["metadata"]["image/png"]["alt"] == alt
    assert Image.open(io.BytesIO(bundle["image/png"])).format == "PNG"
    (unseen,) = ET.fromstring(f"<p>{behind['text/html']}</p>")
    assert unseen.attrib == {"role": "img", "aria-label": alt} and not unseen.text


@pytest.mark.parametrize("alt", ["", None, "a figure"])
def test_a_figure_without_alt_text_is_refused(alt):
    fig, _ = plots.panels()
    with pytest.raises(ValueError, match="alt must say in a sentence"):
        plots.show(fig, alt)


def surface_figure():
    fig, (left, right) = plots.panels(2)
    plots.draw_samples(left, X, Y)
    plots.draw_line(left, 1, 1)
    plots.draw_residuals(left, X, Y, 1, 1, squares=True)
    plots.draw_surface(right, X, Y, np.linspace(-1, 3, 40), np.linspace(-2, 4, 40))
    plots.draw_minimum(right, 1.1, 1.1)
    plots.draw_path(right, [(0, 0), (0.55, 0.275)])
    return fig, left, right


def test_the_same_figure_gives_the_same_small_file():
    first, second = (plots.figure_png(surface_figure()[0]) for _ in range(2))
    assert first == second
    assert len(first) < 60_000


def test_the_surface_is_the_loss_itself():
    w, b = np.array([0.0, 1.1]), np.array([0.0, 1.1, 2.0])
    C = plots.loss_surface(X, Y, w, b)
    assert C.shape == (3, 2)
    assert C[1, 1] == pytest.approx(0.3375)  # 2.7 / 8, worked by hand in lesson 01
    assert C[2, 0] == squared_error(np.full((4, 1), 2.0), Y)


def test_a_residual_bar_runs_from_the_target_to_the_prediction():
    _, left, _ = surface_figure()
    bars = [line.get_xydata() for line in left.lines if line.get_linestyle() == "--"]
    np.testing.assert_array_equal(bars[1], [[1, 3], [1, 2]])  # x = 1: y = 3, a = 2


def test_the_area_of_a_drawn_square_is_the_squared_residual():
    _, left, _ = surface_figure()
    for patch, x, y in zip(left.patches, X.ravel(), Y.ravel(), strict=True):
        corners = patch.get_xy()[:-1]
        across, up = np.ptp(corners, axis=0)
        assert across * up == pytest.approx((1 + x - y) ** 2)


def test_a_neuron_names_every_input_and_weight():
    fig, ax = plots.panels()
    plots.draw_neuron(ax, ("x_1", "x_2"), ("w_1", "w_2"), activation="sigmoid")
    words = {text.get_text().strip("$") for text in ax.texts}
    assert {"x_1", "x_2", "1", "w_1", "w_2", "b", "z", "a", "sigmoid"} <= words
    fig.canvas.draw()


DRAW = """\
import sys
from xml.etree import ElementTree as ET
from nnlib import plots
plots.use_style()
fig, ax = plots.panels(xlabel="x")
plots.draw_samples(ax, [[0.0], [1.0]], [[1.0], [2.0]])
ax.set_title("two samples")
sys.stdout.buffer.write(plots.figure_png(fig))"""
STRANGE = """\
text.usetex: True
savefig.bbox: tight
savefig.transparent: True
savefig.facecolor: red
figure.facecolor: red
figure.dpi: 200
axes.formatter.use_locale: True
lines.marker: x
font.size: 30
"""


def test_a_matplotlibrc_changes_nothing(tmp_path):
    """Neither one beside the notebook nor the reader's own: figures start from the defaults."""
    for place in ("empty", "beside", "own"):
        (tmp_path / place).mkdir()
    for place in ("beside", "own"):
        (tmp_path / place / "matplotlibrc").write_text(STRANGE)

    def drawn(beside, own):
        run = subprocess.run(
            [sys.executable, "-c", DRAW],
            cwd=tmp_path / beside,
            env=os.environ | {"MPLCONFIGDIR": str(tmp_path / own)},
            capture_output=True,
            check=True,
        )
        return run.stdout

    plain = drawn("empty", "empty")
    assert plain.startswith(b"\x89PNG")
    assert drawn("beside", "empty") == plain
    assert drawn("empty", "own") == plain
