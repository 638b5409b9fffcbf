"""The course's figures: one style, and drawings of samples, lines, surfaces, neurons and more.

Drawings are verbs that take a matplotlib Axes first.
"""

from ..drawing.style import (
    BLUE,
    GREEN,
    GREY,
    INK,
    ORANGE,
    PURPLE,
    SKY,
    VERMILLION,
    YELLOW,
)
from .borders import draw_border
from .course_map import draw_course_map
from .figures import figure_png, panels, show
from .forks import draw_lit_fork
from .graphs import draw_graph
from .lines import draw_line, draw_residuals, draw_samples
from .neurons import draw_layer, draw_neuron
from .paths import draw_lit_path
from .pixels import draw_numbers, draw_pixels
from .products import draw_product
from .projections import draw_projection
from .style import use_style
from .surfaces import draw_minimum, draw_parabola, draw_path, draw_surface, loss_surface

__all__ = [
    "BLUE", "GREEN", "GREY", "INK", "ORANGE", "PURPLE", "SKY", "VERMILLION", "YELLOW",
    "draw_border", "draw_course_map", "draw_graph", "draw_layer", "draw_line", "draw_lit_fork",
    "draw_lit_path", "draw_minimum", "draw_neuron", "draw_numbers", "draw_parabola", "draw_path",
    "draw_pixels", "draw_product", "draw_projection", "draw_residuals", "draw_samples",
    "draw_surface", "figure_png", "loss_surface", "panels", "show", "use_style",
]  # fmt: skip
