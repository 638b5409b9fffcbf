"""Wrong answers that a learner once got past a check; each must fail for ever."""

import pytest

from nnlib.course.authoring.source import sources

ESCAPES = {
    "the first eigenvalue for the largest": (
        "3.4",
        "def largest_rate(X):\n"
        "    X1 = np.hstack([X, np.ones((len(X), 1))])\n"
        "    return 2 / np.linalg.eigvals(X1.T @ X1 / len(X))[0]",
    ),
    "always three batches": (
        "4.1",
        "def deal(order, size):\n"
        "    return [order[:size], order[size : 2 * size], order[2 * size :]]",
    ),
    "a best loss that begins at 1": (
        "13.3",
        "def early_stop(val_losses, patience):\n"
        "    least, best, waited = 1.0, 1, 0\n"
        "    for epoch, loss in enumerate(val_losses, start=1):\n"
        "        waited += 1\n"
        "        if loss < least:\n"
        "            least, best, waited = loss, epoch, 0\n"
        "        if waited >= patience:\n"
        "            break\n"
        "    return epoch, best",
    ),
    "the first epoch counted as one without improvement": (
        "13.3",
        "def early_stop(val_losses, patience):\n"
        "    least, best, waited = val_losses[0], 1, 0\n"
        "    for epoch, loss in enumerate(val_losses, start=1):\n"
        "        if loss < least:\n"
        "            least, best, waited = loss, epoch, 0\n"
        "        else:\n"
        "            waited += 1\n"
        "        if waited >= patience:\n"
        "            break\n"
        "    return epoch, best",
    ),
    "the size of one factor only": (
        "2.5",
        "def best_steps(f, f2, f3, eps):\n"
        "    forward = np.sqrt(2 * eps * abs(f) / f2)\n"
        "    return forward, np.cbrt(1.5 * eps * abs(f / f3))",
    ),
    "a division by slopes that may be 0": (
        "5.2",
        "def reach(local):\n    return np.prod(local) / np.cumprod(local) * local",
    ),
    "depth first, handing on at once": (
        "5.5",
        "def walk_back(edges, slopes, nodes):\n"
        "    adjoints = np.zeros(nodes)\n"
        "    adjoints[-1] = 1.0\n"
        "    stack, seen = [nodes - 1], {nodes - 1}\n"
        "    while stack:\n"
        "        node = stack.pop()\n"
        "        for (parent, child), slope in zip(edges, slopes):\n"
        "            if child == node:\n"
        "                adjoints[parent] += adjoints[node] * slope\n"
        "                if parent not in seen:\n"
        "                    seen.add(parent)\n"
        "                    stack.append(parent)\n"
        "    return adjoints",
    ),
    "probabilities kept away from 0 and 1": (
        "6.2",
        "def loss(p, y):\n"
        "    p = np.clip(p, 0.05, 0.95)\n"
        "    return -np.mean(y * np.log(p) + (1 - y) * np.log(1 - p))",
    ),
    "rows told apart by their sums": (
        "7.6",
        "def floor(A, y):\n"
        "    group = np.unique(A.sum(axis=1), return_inverse=True)[1]\n"
        "    answers = np.bincount(group, weights=y[:, 0]) / np.bincount(group)\n"
        "    return ((y[:, 0] - answers[group]) ** 2).mean() / 2",
    ),
    "the output's activations changed in place": (
        "8.5",
        "def backward(net, trace, y):\n"
        "    error = trace.a[net.L]\n"
        "    error -= y\n"
        "    delta = {net.L: error / len(y) * net.sigma[net.L].prime(trace.z[net.L])}\n"
        "    for l in range(net.L - 1, 0, -1):\n"
        "        delta[l] = (delta[l + 1] @ net.W[l + 1].T) * net.sigma[l].prime(trace.z[l])\n"
        "    dW = {l: trace.a[l - 1].T @ delta[l] for l in delta}\n"
        "    return delta, dW, {l: delta[l].sum(axis=0) for l in delta}",
    ),
    "a step of descent taken by the way": (
        "8.5",
        "def backward(net, trace, y):\n"
        "    delta, dW, db = {}, {}, {}\n"
        "    slope = (trace.a[net.L] - y) / len(y)\n"
        "    for l in range(net.L, 0, -1):\n"
        "        delta[l] = slope * net.sigma[l].prime(trace.z[l])\n"
        "        dW[l], db[l] = trace.a[l - 1].T @ delta[l], delta[l].sum(axis=0)\n"
        "        slope = delta[l] @ net.W[l].T\n"
        "        net.W[l][...] = net.W[l] - 0.1 * dW[l]\n"
        "    return delta, dW, db",
    ),
    "an array made like whole targets": (
        "1.2",
        "def residuals_of(X, y, w, b):\n"
        "    out = np.zeros_like(y)\n"
        "    out[:] = w * X + b - y\n"
        "    return out",
    ),
    "a sum written into whole products": (
        "1.5",
        "def layer(X, W, b):\n    Z = X @ W\n    Z += b\n    return Z",
    ),
    "an array made like whole scores": (
        "6.1",
        "def logistic(z):\n"
        "    p = np.zeros_like(z)\n"
        "    for i in range(len(z)):\n"
        "        p[i] = 1 / (1 + np.exp(-z[i]))\n"
        "    return p, p * (1 - p)",
    ),
    "infinity over infinity": (
        "6.1",
        "def logistic(z):\n    p = np.exp(z) / (1 + np.exp(z))\n    return p, p * (1 - p)",
    ),
    "probabilities kept away from 0 and 1 by very little": (
        "6.2",
        "def loss(p, y):\n"
        "    p = np.clip(p, 1e-7, 1 - 1e-7)\n"
        "    return -(y * np.log(p) + (1 - y) * np.log(1 - p)).mean()",
    ),
    "a likelihood too small for the computer": (
        "6.2",
        "def loss(p, y):\n    return -np.log(np.prod(p**y * (1 - p) ** (1 - y))) / len(y)",
    ),
    "a sum that must be more than a little": (
        "7.5",
        "def awake(X, W_1, b_1, W_2, b_2):\n"
        "    z_1 = X @ W_1 + b_1\n"
        "    z_2 = np.maximum(z_1, 0) @ W_2 + b_2\n"
        "    return np.sum(z_1 > 1e-6, axis=0), np.sum(z_2 > 1e-6, axis=0)",
    ),
    "the limit itself": (
        "9.2",
        "def compare(found, expected):\n"
        "    scale = max(np.abs(found).max(), np.abs(expected).max())\n"
        "    if scale <= 1e-9:\n"
        "        return 0, -1\n"
        "    error = np.abs(found - expected).max() / scale\n"
        "    return error, 1 if error <= 1e-6 else 0",
    ),
    "a walk back where none is wanted": (
        "9.4",
        "def sweep(n, theta, x, y, l, j):\n"
        "    net = nn.Network(n, [tanh] * (len(n) - 1), theta)\n"
        "    trace = nn.forward(net, x)\n"
        "    rates = np.zeros(n[l])\n"
        "    rates[j] = tanh.prime(trace.z[l])[0, j]\n"
        "    for q in range(l + 1, net.L + 1):\n"
        "        rates = tanh.prime(trace.z[q])[0] * (rates @ net.W[q])\n"
        "    grads = nn.backward(net, trace, y, nn.losses.squared_error)\n"
        "    return rates, grads.db[l][j]",
    ),
    "a height that is always positive": (
        "10.1",
        "def bump(left, top, right, height):\n"
        "    up, down = abs(height) / (top - left), abs(height) / (right - top)\n"
        "    b_1 = np.array([-left, -top, -right])\n"
        "    return np.ones((1, 3)), b_1, np.array([[up], [-up - down], [down]]), np.zeros(1)",
    ),
}


@pytest.mark.parametrize("name", ESCAPES)
def test_a_wrong_answer_that_once_passed_fails(name):
    id, code = ESCAPES[name]
    (source,) = sources([id.split(".")[0].zfill(2)])
    exercise = source.exercise(id)
    for seed in (None, 1, 2, 3):
        assert not exercise.verdict(code, exercise.key(seed, misconceptions=())).right
