"""The centred difference that stands beside a slope, from the real forward pass alone."""

import nnlib as nn


def by_difference(net, X, y, loss, home, l, at):
    """∂C/∂W_l[at] or ∂C/∂b_l[at] on these samples; `home` is "W" or "b"."""

    def C(value):
        moved = net.copy()
        getattr(moved, home)[l][at] = value
        return loss(nn.predict(moved, X), y)

    return float(nn.numeric_gradient(C, getattr(net, home)[l][at]))
