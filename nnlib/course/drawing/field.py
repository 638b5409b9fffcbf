"""A field of numbers as a small palette PNG."""

import base64
from io import BytesIO

import numpy as np
from PIL import Image

BANDS = 24
PALE, DEEP, FOG = np.array([250, 251, 253]), np.array([113, 126, 155]), np.array([235, 228, 214])
BLUISH, MIDDLE, ORANGEY = (
    np.array([86, 152, 200]),
    np.array([252, 252, 252]),
    np.array([235, 160, 70]),
)
t = np.linspace(-1, 1, BANDS)[:, None]
DIVERGING = MIDDLE + np.maximum(t, 0) * (ORANGEY - MIDDLE) - np.minimum(t, 0) * (BLUISH - MIDDLE)


def palette_png(index, palette, **options):
    """PNG bytes of a picture (rows, columns) of indices into `palette`, (at most 256, 3) bytes.

    transparency=24 makes this index clear.
    """
    rows, columns = index.shape
    image = Image.frombytes("P", (columns, rows), index.astype(np.uint8).tobytes())
    image.putpalette(np.asarray(palette, dtype=np.uint8).tobytes())
    file = BytesIO()
    image.save(file, format="png", compress_level=9, **options)
    return file.getvalue()


def data_uri(png):
    """The PNG bytes as an address that an image can have."""
    return "data:image/png;base64," + base64.b64encode(png).decode()


def contour_field(values, seen=None):
    """A data URI of `values` (rows, columns), first row at the bottom: pale is low, deep is high.

    The 24 bands are even in the square root, so that a bowl shows evenly spaced rings.  Where
    `seen` is given and False, there is fog.
    """
    height = np.sqrt(values - values.min())
    band = np.minimum((height / (height.max() or 1) * BANDS).astype(int), BANDS - 1)
    if seen is not None:
        band = np.where(seen, band, BANDS)
    t = (np.arange(BANDS) / (BANDS - 1))[:, None]
    palette = np.vstack([PALE + t * (DEEP - PALE), FOG])
    return data_uri(palette_png(band[::-1], palette.round()))


def diverging_field(values, low, high):
    """A data URI of `values` (rows, columns), first row at the bottom: blue is low, orange high.

    Values beyond are cut; the middle is pale, and so is a value that is no number.
    """
    return data_uri(palette_png(_bands(values, low, high)[::-1], DIVERGING))


def diverging_strip(fields, low, high, gap):
    """A data URI of `fields` (count, rows, columns), one below the other, `gap` clear rows between.

    One picture for a whole layer: a browser takes as long for a small picture as for a large one.
    """
    count, rows, columns = fields.shape
    strip = np.full((count, rows + gap, columns), BANDS)
    strip[:, :rows] = _bands(fields, low, high)[:, ::-1]
    palette = np.vstack([DIVERGING, MIDDLE])
    return data_uri(palette_png(strip.reshape(-1, columns), palette, transparency=BANDS))


def _bands(values, low, high):
    share = np.nan_to_num((values - low) / (high - low), nan=0.5)
    return (np.clip(share, 0, 1) * (BANDS - 1)).round().astype(int)
