"""How long it takes to learn the bundled digits, and how well: `python digits.py out.json`.

One recipe for all: 64-64-10 with ReLU, Adam at 0.003, batches of 64, 30 epochs, the same start, on
three quarters of the digits; the accuracy is that on the last quarter.  Five seeds, in turn.
"""

import json
import sys
import warnings
from pathlib import Path
from statistics import mean, median
from time import process_time

import numpy as np
from harness import keep_to_one_core

import nnlib as nn

SEEDS, EPOCHS, SIZE, ETA = range(5), 30, 64, 0.003


def start(rng, dtype):
    return nn.init([64, 64, 10], [nn.activations.relu, nn.activations.identity], rng, dtype=dtype)


def by_nnlib(dtype):
    def learn(X, y, X_test, rng):
        net = start(rng, dtype)
        loss = nn.losses.cross_entropy
        nn.fit(net, X, y, loss, nn.Adam(ETA), epochs=EPOCHS, batch_size=SIZE, rng=rng)
        return nn.predict(net, X_test)

    return learn


def by_torch(loader):
    """PyTorch's plain loop in float32, over slices of a shuffled copy or over a DataLoader."""
    import torch
    from torch.nn.functional import cross_entropy

    def learn(X, y, X_test, rng):
        net = start(rng, np.float32)
        model = torch.nn.Sequential(
            torch.nn.Linear(64, 64), torch.nn.ReLU(), torch.nn.Linear(64, 10)
        )
        with torch.no_grad():
            for l, layer in ((1, model[0]), (2, model[2])):
                layer.weight.copy_(torch.from_numpy(net.W[l].T.copy()))
                layer.bias.zero_()
        X, X_test = (torch.from_numpy(each.astype(np.float32)) for each in (X, X_test))
        y, generator = torch.from_numpy(y), torch.Generator().manual_seed(int(rng.integers(2**31)))
        optimizer = torch.optim.Adam(model.parameters(), lr=ETA)
        data = torch.utils.data.TensorDataset(X, y)
        batches = torch.utils.data.DataLoader(data, SIZE, shuffle=True, generator=generator)
        for _ in range(EPOCHS):
            if not loader:
                order = torch.randperm(len(X), generator=generator)
                batches = zip(X[order].split(SIZE), y[order].split(SIZE), strict=True)
            for X_batch, y_batch in batches:
                optimizer.zero_grad()
                cross_entropy(model(X_batch), y_batch).backward()
                optimizer.step()
        with torch.no_grad():
            return model(X_test).numpy()

    return learn


def by_scikit_learn(X, y, X_test, rng):
    """The same settings; it draws its own start."""
    from sklearn.neural_network import MLPClassifier

    model = MLPClassifier(
        hidden_layer_sizes=(64,), solver="adam", alpha=0, batch_size=SIZE, learning_rate_init=ETA,
        max_iter=EPOCHS, tol=0, n_iter_no_change=EPOCHS, random_state=int(rng.integers(2**31)),
    )  # fmt: skip
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # that it has not converged
        model.fit(X, y)
    return model.predict_proba(X_test)


def main():
    keep_to_one_core()
    ways = {
        "nnlib, float64": by_nnlib(np.float64), "nnlib, float32": by_nnlib(np.float32),
        "PyTorch, slices": by_torch(loader=False), "PyTorch, DataLoader": by_torch(loader=True),
        "scikit-learn": by_scikit_learn,
    }  # fmt: skip
    found = {way: [] for way in ways}
    for seed in (*SEEDS[:1], *SEEDS):  # the first one twice, to warm up
        X, y, X_test, y_test = nn.data.split(*nn.data.digits(), np.random.default_rng(seed))
        for way, learn in ways.items():
            begun = process_time()
            scores = learn(X, y, X_test, np.random.default_rng(100 + seed))
            seconds = process_time() - begun
            found[way].append((seconds, float((scores.argmax(axis=1) == y_test).mean())))
    facts = {}
    for way, each in found.items():
        seconds, right = zip(*each[1:], strict=True)
        facts[way] = {"seconds": median(seconds), "mean": mean(right), "least": min(right)}
    Path(sys.argv[1]).write_text(json.dumps(facts), "utf-8")


if __name__ == "__main__":
    main()
