"""Data sets: `(m, rng) → (X, y)` with X (m, n_0) and y (m, 1); digits have integer labels (m,)."""

import numpy as np

from .expect import Generator, Rng, generator, judged, same_rows

Samples = tuple[np.ndarray, np.ndarray]


@judged
def line(m: int, rng: Generator, w: float = 0.8, b: float = 0.5, noise: float = 0.3) -> Samples:
    """m points near y = b + w x, with x uniform in −2 … 2 and Gaussian noise."""
    X = rng.uniform(-2, 2, size=(m, 1))
    return X, b + w * X + rng.normal(scale=noise, size=(m, 1))


@judged
def xor(m: int = 4, rng: Rng = None, noise: float = 0.0) -> Samples:
    """The corners (0,0), (0,1), (1,0), (1,1) in turn; y is 1 where exactly one input is 1 (E1).

    >>> xor()[1].ravel()
    array([0., 1., 1., 0.])
    """
    corner = np.arange(m) % 4
    X = np.stack([corner // 2, corner % 2], axis=1).astype(float)
    y = (X[:, :1] != X[:, 1:]).astype(float)
    if noise:
        X += generator(rng, "rng", "xor", "adds noise").normal(scale=noise, size=X.shape)
    return X, y


def _polar(radius, angle):
    """The points at these distances from the origin, in these directions."""
    return np.stack([radius * np.cos(angle), radius * np.sin(angle)], axis=1)


@judged
def circles(m: int, rng: Generator, noise: float = 0.1) -> Samples:
    """Two rings about the origin, of radius 1 (y = 0) and ½ (y = 1)."""
    y = np.arange(m) % 2
    X = _polar(1 - 0.5 * y, rng.uniform(0, 2 * np.pi, size=m))
    return X + rng.normal(scale=noise, size=(m, 2)), y[:, None].astype(float)


@judged
def moons(m: int, rng: Generator, noise: float = 0.1) -> Samples:
    """Two half circles reaching into each other: one open below (y = 0), one above (y = 1)."""
    y = np.arange(m) % 2
    upper = _polar(1, rng.uniform(0, np.pi, size=m))
    X = np.where(y[:, None] == 0, upper, [1, 0.5] - upper)
    return X + rng.normal(scale=noise, size=(m, 2)), y[:, None].astype(float)


@judged
def spirals(m: int, rng: Generator, noise: float = 0.05, turns: float = 1.0) -> Samples:
    """Two spiral arms from the origin out to radius 1, half a turn apart."""
    y = np.arange(m) % 2
    radius = np.sqrt(rng.uniform(0.01, 1, size=m))
    X = _polar(radius, 2 * np.pi * turns * radius + np.pi * y)
    return X + rng.normal(scale=noise, size=(m, 2)), y[:, None].astype(float)


def digits() -> Samples:
    """1,797 handwritten digits: X (1797, 64), 8×8 pixels, 0 paper to 1 ink, and labels y (1797,).

    From Alpaydin and Kaynak's Optical Recognition of Handwritten Digits, UCI Machine Learning
    Repository, doi:10.24432/C50P49, CC BY 4.0, as distributed with scikit-learn (BSD-3-Clause).
    """
    from pathlib import Path  # not at the top, as in `parameters.save`

    with np.load(Path(__file__).with_name("digits.npz"), allow_pickle=False) as file:
        return file["images"].reshape(-1, 64) / 16, file["labels"].astype(int)


@judged
def split(X: np.ndarray, y: np.ndarray, rng: Generator, held_out: float = 0.25) -> tuple:
    """(X_train, y_train, X_test, y_test), with a random part held out.

    Where y holds integer labels or one-hot rows, the same part of every class is held out (a
    stratified split).
    """
    same_rows(X, y, "split")
    classes = y.reshape(len(y), -1) if y.dtype.kind in "iu" else np.zeros((len(y), 1))
    labels = np.unique(classes, axis=0, return_inverse=True)[1].ravel()
    held = np.zeros(len(y), dtype=bool)
    for label in range(labels.max() + 1):
        rows = rng.permutation(np.flatnonzero(labels == label))
        held[rows[: round(held_out * len(rows))]] = True
    if held.all() or not held.any():
        raise ValueError(f"split: held_out = {held_out} leaves a part empty; y has {len(y)} rows.")
    return X[~held], y[~held], X[held], y[held]
