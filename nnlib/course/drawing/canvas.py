"""How wide a picture is drawn, and how large its words: by the room that it has on the page."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Canvas:
    """A picture's width, and the size of its words; the least of them are 0.9 of this."""

    width: int
    size: float
    narrow: bool = False


# A picture is as wide as the least room of its class, so its least words never fall below 11 px;
# a narrow one keeps that down to 360 px, with its panels one below the other.
CANVASES = {
    "wide": Canvas(1000, 12.5),
    "middle": Canvas(700, 12.5),
    "narrow": Canvas(480, 16.5, narrow=True),
}
LECTURE = Canvas(1600, 24.0)


def canvas_of(scene):
    """The canvas on which a scene is drawn."""
    return LECTURE if scene.big else CANVASES[scene.width]
