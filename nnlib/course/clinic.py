"""The clinic of lesson 12: one recipe for a digit reader, and eight of which one part is wrong.

    A = nn.clinic.admit("A")
    A.chart()
    A.treat(eta=0.01).chart()

What is wrong with a patient stands in `FAULTS` and nowhere in the lesson, so that a chart has to
be read: `A.fault` is the part, `A.not_so` what is said to other diagnoses, and `A.heal(A.fault)`
takes that part from the healthy recipe.
"""

import inspect
from dataclasses import dataclass, fields, replace
from functools import cache
from types import MappingProxyType

import numpy as np

from .. import activations, data, losses, network, numeric, optimizers, parameters, training
from .plots.charts import show_chart

WIDTHS = (64, 30, 30, 30, 10)
BATCH, EPOCHS = 32, 6
AS_WRITTEN, SHUFFLED = "as written", "shuffled"
ENTROPY = losses.cross_entropy


def planted(old, new):
    """The course's `backward` with one piece of its source exchanged."""
    source, room = inspect.getsource(network.backward), dict(vars(network))
    if source.count(old) != 1:
        raise ValueError(
            f"planted: {old!r} stands in backward {source.count(old)} times, not once."
        )
    exec(source.replace(old, new), room)
    return room["backward"]


sum_for_mean = planted("delta[L] = grad_C", "delta[L] = len(trace.a[0]) * grad_C")
without_slope = planted(" * slope(net, trace, l)", "")


@dataclass(frozen=True)
class Recipe:
    """What a digit reader is made of; the defaults make a healthy one.

    `start` is a scheme of `nn.init`, or the spread of all weights, or ("equal", w) for weights
    that are all w.  `bias` is where hidden biases begin, and the pixels, from 0 to 1, are
    multiplied by `pixels`.
    """

    activation: str = "relu"
    start: object = "fan_in"
    bias: float = 0.0
    pixels: float = 1.0
    labels: str = AS_WRITTEN
    eta: float = 0.1
    backward: object = network.backward

    def __repr__(self):
        """A line for each part."""
        return "\n".join(f"{name:11}{said(value)}" for name, value in vars(self).items())


PARTS = tuple(part.name for part in fields(Recipe))
HEALTHY = Recipe()


def said(value):
    """A part of a recipe in a word."""
    return "nn.backward" if value is network.backward else f"{value}"


@dataclass(frozen=True)
class Fault:
    """What differs from the healthy recipe, and what is said to a wrong diagnosis."""

    changed: MappingProxyType
    wrong: MappingProxyType

    @property
    def part(self):
        (part,) = self.changed
        return part


def planted_fault(changed, **wrong):
    """One changed part, and sentences for diagnoses that name another."""
    return Fault(MappingProxyType(changed), MappingProxyType(wrong))


FAULTS = {
    "A": planted_fault(
        {"start": 0.01},
        activation="With ReLU a spread of √(2/n) keeps the signal. Here it shrinks twentyfold.",
        bias="The neurons are not silent, they whisper: look at how narrow the third layer is.",
        pixels="Too small an input would shrink all layers alike. Here each shrinks the next.",
        labels="Shuffled labels leave the histograms as they are. These shrink layer by layer.",
        eta="A larger rate would have to make up for slopes several thousand times too small.",
        backward="The gradient check agrees: the slopes are tiny, and they are right.",
    ),
    "B": planted_fault(
        {"eta": 3.2},
        activation="The activations and slopes before the first step are those of the healthy one.",
        start="Before the first step everything is as it should be: compare the histograms.",
        bias="At the start few neurons are silent. It is the steps that have silenced the others.",
        pixels="The first loss is near log 10, and the histograms are those of the healthy one.",
        labels="Shuffled labels do not make a loss jump, and they silence no neuron.",
        backward="The gradient check agrees: the direction is right. How far did it go?",
    ),
    "C": planted_fault(
        {"backward": sum_for_mean},
        activation="The activations are those of the healthy one.",
        start="Before the first step the histograms are those of the healthy one.",
        bias="At the start few neurons are silent. It is the steps that have silenced the others.",
        pixels="The first loss is near log 10, and the histograms are those of the healthy one.",
        labels="Shuffled labels would not upset the gradient check.",
        eta="So it was with B, and the curve is the same. But B's gradient check agreed.",
    ),
    "D": planted_fault(
        {"labels": SHUFFLED},
        activation="Signals and slopes are as large as those of the healthy one.",
        start="The histograms are those of the healthy one.",
        bias="Hardly a neuron is silent.",
        pixels="The first loss is near log 10, and the histograms are those of the healthy one.",
        eta="Its steps lie in the grey band, from the first to the last, and they silence nobody. "
        "There is nothing to be found where they lead.",
        backward="The gradient check agrees.",
    ),
    "E": planted_fault({"start": ("equal", 0.03)}),
    "F": planted_fault({"pixels": 16.0}),
    "G": planted_fault({"bias": -1.0}),
    "H": planted_fault({"backward": without_slope}),
}  # fmt: skip


@cache
def _digits():
    """Pictures and labels for training, as many as fill whole batches, and the new ones."""
    X, y, X_new, y_new = data.split(*data.digits(), np.random.default_rng(0))
    whole = len(X) // BATCH * BATCH
    return X[:whole], y[:whole], X_new, y_new


@dataclass(frozen=True, eq=False)
class Stand:
    """A network at one moment: the pass of all training pictures, and step over weights by layer.

    The step is that of the first batch, by the recipe's own `backward`.
    """

    trace: network.Trace
    ratios: dict


@dataclass(frozen=True, eq=False)
class Patient:
    """A digit reader trained by a recipe; `losses` has the loss of each batch."""

    name: str
    made_by: Recipe
    net: parameters.Network
    losses: np.ndarray
    before: Stand
    after: Stand

    @property
    def recipe(self):
        """The recipe, where it is no secret: not that of a patient who waits for a diagnosis."""
        if self.name in FAULTS:
            raise ValueError(f"The recipe of {self.name} is what you are to find from the chart.")
        return self.made_by

    @property
    def hidden(self):
        return range(1, self.net.L)

    @property
    def sizes(self):
        """The size of the activations of each hidden layer at the start."""
        return {l: _size(self.before.trace.a[l]) for l in self.hidden}

    def silent(self, look):
        """How many hidden neurons are 0 for every picture."""
        return sum(int((look.trace.a[l] == 0).all(axis=0).sum()) for l in self.hidden)

    def different(self):
        """How many hidden neurons there are, when those that agree at the start count once."""
        look = np.random.default_rng(0).normal(size=len(self.before.trace.a[0]))
        sums = (look @ self.before.trace.a[l] for l in self.hidden)  # alike where neurons are
        return sum(len(np.unique((one / (abs(one).max() or 1)).round(9))) for one in sums)

    def right(self):
        """The shares of training and of new pictures that are called right."""
        X, y, X_new, y_new = _digits()
        shares = []
        for pictures, labels in ((X, y), (X_new, y_new)):
            scores = network.predict(self.net, self.made_by.pixels * pictures)
            shares.append(float((scores.argmax(axis=1) == labels).mean()))
        return shares

    def gradient_error(self):
        """The worst relative error of its `backward`, on a small network with its activation."""
        rng, sigma = np.random.default_rng(1), activations.ALL[self.made_by.activation]
        small = parameters.init([5, 4, 3, 2], [sigma, sigma, activations.identity], rng)
        X, y = rng.normal(size=(BATCH, 5)), rng.integers(2, size=BATCH)
        return numeric.gradcheck(small, X, y, ENTROPY, self.made_by.backward).error

    def __repr__(self):
        error, (old, new) = self.gradient_error(), self.right()
        neurons, first, last = sum(WIDTHS[1:-1]), self.losses[0], self.losses[-50:].mean()
        check = "agrees" if error < 1e-6 else f"DISAGREES, by {error:.0%}"
        silent = f"{self.silent(self.before)} at the start, {self.silent(self.after)} at the end"
        return (
            f"digit reader       {self.name}\n"
            f"loss               first {first:.2f}, at the end {last:.2f}; log 10 is 2.30\n"
            f"right              {old:.0%} of the training pictures, {new:.0%} of the new ones\n"
            f"silent neurons     {silent}, of {neurons}\n"
            f"different neurons  {self.different()} at the start, of {neurons}\n"
            f"gradient check     {check}"
        )

    def chart(self):
        """Show its loss, its activations and steps by layer, and print what was measured."""
        show_chart(self)
        print(self)

    @property
    def fault(self):
        """The part of the recipe that is wrong."""
        return FAULTS[self.name].part

    @property
    def not_so(self):
        """What is said to each wrong diagnosis, by the part that it names."""
        return dict(FAULTS[self.name].wrong)

    def heal(self, part):
        """The same digit reader with one part from the healthy recipe, trained anew."""
        return self.treat(**{part: vars(HEALTHY).get(part)})

    def treat(self, **change):
        """The same digit reader with one part of its recipe changed, trained anew."""
        if len(change) != 1 or not set(change) <= set(PARTS):
            came = ", ".join(change) or "nothing"
            raise ValueError(
                f"treat: change one part of the recipe, so that you know what has helped; the "
                f"parts are {', '.join(PARTS)}, but {came} came."
            )
        return trained(f"{self.name}, treated", replace(self.made_by, **change))


def _born(recipe, rng):
    """The network of a recipe before its first step."""
    sigma = [activations.ALL[recipe.activation]] * (len(WIDTHS) - 2) + [activations.identity]
    scheme = recipe.start if isinstance(recipe.start, str) else "fan_in"
    net = parameters.init(WIDTHS, sigma, rng, scheme)
    if isinstance(recipe.start, tuple):
        net.weights[:] = recipe.start[1]
    elif not isinstance(recipe.start, str):
        net.weights[:] = rng.normal(scale=recipe.start, size=net.weights.size)
    for l in range(1, net.L):
        net.b[l][:] = recipe.bias
    return net


def _pictures(recipe, rng):
    X, y, *_ = _digits()
    return recipe.pixels * X, rng.permutation(y) if recipe.labels == SHUFFLED else y


def _looked(net, X, y, recipe):
    few = network.forward(net, X[:BATCH])
    dW = recipe.backward(net, few, y[:BATCH], ENTROPY).dW
    ratios = {l: recipe.eta * _size(dW[l]) / _size(W) for l, W in net.W.items()}
    return Stand(network.forward(net, X), ratios)


def _size(array):
    """The root of the mean square."""
    return float(np.sqrt((array**2).mean()))


@cache
@np.errstate(all="ignore")  # a patient's numbers may grow without bounds
def _course_of(recipe):
    """(net, losses, before, after) of a training."""
    rng = np.random.default_rng(0)
    net, (X, y) = _born(recipe, rng), _pictures(recipe, rng)
    before, descent, found = _looked(net, X, y, recipe), optimizers.SGD(recipe.eta), []
    for _ in range(EPOCHS):
        for few, labels in training.minibatches(X, y, BATCH, rng):
            grads = recipe.backward(net, network.forward(net, few), labels, ENTROPY)
            descent.step(net, grads)
            found.append(grads.C)
    return net, np.array(found), before, _looked(net, X, y, recipe)


def trained(name, recipe):
    """A digit reader of this recipe, trained."""
    return Patient(name, recipe, *_course_of(recipe))


def admit(name):
    """A patient, "A" to "H"; "healthy" is one with nothing wrong."""
    if name == "healthy":
        return trained(name, HEALTHY)
    if name not in FAULTS:
        raise ValueError(f"admit: the patients are {', '.join(FAULTS)} and healthy, not {name!r}.")
    return trained(name, replace(HEALTHY, **FAULTS[name].changed))
