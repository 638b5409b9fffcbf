"""A number of lesson 07 that its cells do not print."""

import numpy as np

import nnlib as nn


def test_320_paths_lead_from_one_first_weight_of_the_next_reader_to_its_loss():
    identity = nn.activations.identity
    net = nn.init([64, 32, 32, 10], [identity] * 3, np.random.default_rng(0))
    net.theta[:] = 1  # every path from the weight to an output is then worth what comes in
    nudged = net.copy()
    nudged.W[1][0, 0] += 1
    x = np.eye(64)[:1]
    assert (nn.predict(nudged, x) - nn.predict(net, x)).sum() == 320
