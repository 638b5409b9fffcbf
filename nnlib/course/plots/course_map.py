"""The map of the course: its lessons from left to right, and where each route stops."""

from ..drawing.style import BLUE, GREEN, GREY, INK, VERMILLION
from ..routes import REGIONS, ROUTES

LOOKS = ((BLUE, "-", "o"), (VERMILLION, "--", "s"), (GREEN, "-.", "D"))
TITLES = (
    "a line", "slopes", "two roads", "batches", "the graph", "decisions", "two layers",
    "matrices", "nnlib", "width", "many classes", "the clinic",
    "faster", "fooled", "autograd", "five texts",
)  # fmt: skip


def draw_course_map(ax):
    """Lessons as columns and routes as lines with a mark at each lesson where they stop."""
    numbers = ROUTES[0].lessons
    top = len(ROUTES)
    for x, (number, title) in enumerate(zip(numbers, TITLES, strict=True)):
        ax.text(x, top + 0.05, number, ha="center", weight="bold")
        ax.text(x, top + 0.5, title, ha="left", rotation=35, rotation_mode="anchor")
    for row, (route, (colour, dash, mark)) in enumerate(zip(ROUTES, LOOKS, strict=True)):
        y, stops = top - 0.6 - row, [numbers.index(number) for number in route.lessons]
        ax.plot([-0.4, len(numbers) - 0.6], [y, y], dash, color=colour, linewidth=1.5)
        ax.plot(stops, [y] * len(stops), mark, color=colour, markersize=13)
        ax.text(-0.7, y, route.name, ha="right", va="center", color=INK)
    for words, (first, *_, last) in REGIONS.items():
        left, right = numbers.index(first) - 0.35, numbers.index(last) + 0.35
        ax.plot([left, right], [-0.25, -0.25], "-", color=GREY, linewidth=3)
        ax.text((left + right) / 2, -0.62, words, ha="center", va="center", color=INK)
    ax.set(xlim=(-4.6, len(numbers) + 2.2), ylim=(-0.9, top + 1.7))
    ax.axis("off")
