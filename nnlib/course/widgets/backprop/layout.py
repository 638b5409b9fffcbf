"""How wide the picture of the backprop stepper is, and how large what is in it, for each page."""

from dataclasses import dataclass

PITCH = 6.3  # from one neuron down to the next where there is room, in font sizes


@dataclass(frozen=True)
class PageLayout:
    """A picture's width, its font size, and the column beside the network (0: below it).

    All else is in font sizes: `fine` are the small words and `ticks` the numbers of the curve's
    axes, `radius` is a neuron's, `pitch` the least from one down to the next, and `beside` how high
    the curve and the key are together.
    """

    width: int
    size: float
    side: int = 0
    lines: int = 2  # of the sum, for which there is always room
    fine: float = 0.92
    ticks: float = 0.9
    radius: float = 2.5
    pitch: float = PITCH
    beside: float = 23.5

    @property
    def narrow(self):
        return not self.side

    def network(self, n):
        """The height of the network, its outputs with their targets, or of what is beside."""
        return max(self.pitch * max(n), PITCH * n[-1], self.beside * bool(self.side)) * self.size


# A picture is as wide as the least room of its class, so its least words never fall below 11 px;
# a narrow one keeps that down to a room of 360 px.
LAYOUTS = {
    "wide": PageLayout(1000, 12.25, 300),
    "middle": PageLayout(700, 12.25, 195),
    "narrow": PageLayout(480, 16.4, 0, 3, radius=2.3),
}
# On a slide of 1280 × 720 a picture has 1160 × 410 pixels, in which no word falls below 14.
LECTURE = PageLayout(1500, 18.2, 420, fine=1.0, ticks=1.0, radius=2.6, pitch=5.5, beside=22.0)


def layout_of(scene):
    """The layout for the width of the page, or for a lecture room."""
    return LECTURE if scene.big else LAYOUTS[scene.width]
