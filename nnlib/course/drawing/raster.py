"""The drawing as a PNG, for readers without a kernel."""

from importlib.util import find_spec
from io import BytesIO
from pathlib import Path

from .theme import on_white

WIDEST = 1000
# The fonts are matplotlib's own, so that a picture is the same on every computer.
FONTS = Path(find_spec("matplotlib").origin).parent / "mpl-data/fonts/ttf"


def can_paint():
    """False where what paints the pictures cannot be had, as for Python in a browser."""
    return find_spec("resvg_py") is not None


def png(svg):
    """PNG bytes of an SVG string of `svg.picture`, one pixel a unit, but no wider than WIDEST."""
    from PIL import Image
    from resvg_py import svg_to_bytes

    width = float(svg.split('viewBox="', 1)[1].split('"', 1)[0].split()[2])
    drawn = svg_to_bytes(
        svg_string=on_white(svg),
        background="white",
        zoom=min(1, WIDEST / width),
        skip_system_fonts=True,
        font_dirs=[str(FONTS)],
        font_family="DejaVu Sans",
    )
    return with_palette(Image.open(BytesIO(drawn)))


def with_palette(picture):
    """A picture of PIL as PNG bytes of at most 256 colours: half the file, and many are stored."""
    from PIL import Image

    file = BytesIO()
    # The three rounds of k-means give small marks their own colour back, which median cut takes.
    flat = picture.convert("RGB").quantize(256, kmeans=3, dither=Image.Dither.NONE)
    flat.save(file, format="png", optimize=True)
    return file.getvalue()
