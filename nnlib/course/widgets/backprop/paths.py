"""All ways from a parameter to the loss: the terms of BP2's sums, multiplied out.

∂C/∂w of one sample is the sum of these products.  Each is BP3's product with its δ written out by
BP2, of which one term is kept, layer after layer; the product of matrices keeps all of them.
"""

from dataclasses import dataclass
from functools import cached_property
from itertools import product

import numpy as np
from sympy import Sum, evaluate
from sympy.matrices.expressions.matexpr import MatrixElement

import nnlib as nn

from ...drawing.mathml import math
from ...drawing.svg import compact
from ..differences import by_difference
from ..equations import Layer, law
from .parts import SHOWN_DIGITS, LitFormula, figure, in_figures
from .row import numbers_of

OPEN = "= ?"  # a number that is still to be foretold
MOST = 8  # of which the page shows the terms
GUARDED = SHOWN_DIGITS + 1  # one more than their sum, so that the terms add up to it


@dataclass(frozen=True)
class Path:
    """The neurons that a path goes through, one a layer from the parameter's own on."""

    l: int
    neurons: tuple

    @property
    def wires(self):
        """(l, k, j) of the wires above the parameter."""
        steps = zip(self.neurons, self.neurons[1:], strict=False)
        return [(self.l + 1 + up, *ends) for up, ends in enumerate(steps)]


def paths_from(focus, net):
    """Every path from the parameter to the outputs."""
    above = (range(net.n[l]) for l in range(focus.l + 1, net.L + 1))
    return [Path(focus.l, (focus.j, *rest)) for rest in product(*above)]


def product_along(path, focus, net):
    """The product of the slopes along a path, in the letters of one sample."""
    expression = _slope(Layer(path.l, net.n, 1), focus).rhs
    for l, t in zip(range(path.l, net.L), path.neurons[1:], strict=True):
        one_back = Layer(l, net.n, 1).entry(law("F2"), 0, path.neurons[l - path.l])
        expression = _put(expression, one_back.lhs, _one_term(one_back.rhs, t))
    return expression


def matrix_product(focus, net):
    """The same sum as one entry of a product of matrices: BP3 or BP4, and BP2 put into it."""
    weights, biases = law("F3").rhs, law("F3", 1).rhs.args[0]  # of one sample, which is no sum
    start, row = (biases, 0) if focus.k is None else (weights, focus.k)
    expression = Layer(focus.l, net.n, 1).named(start)
    for l in range(focus.l, net.L):
        here, one_back = Layer(l, net.n, 1), law("F2")
        expression = _put(expression, here.named(one_back.lhs), here.named(one_back.rhs))
    return MatrixElement(expression, row, focus.j)


def _slope(layer, focus):
    """BP3's or BP4's equation for the parameter."""
    if focus.k is None:
        return layer.entry(law("F3", 1), None, focus.j)
    return layer.entry(law("F3"), focus.k, focus.j)


def _one_term(expression, t):
    """The expression with the term t of its sum alone."""
    (over,) = expression.atoms(Sum)
    return _put(expression, over, over.function.xreplace({over.variables[0]: t}))


def _put(expression, name, meaning):
    with evaluate(False):
        return expression.xreplace({name: meaning})


def of_sample(frame, i):
    """What stands for the letters of one sample's equations, by its share 1/m of the batch."""
    alone = {}
    for name, value in numbers_of(frame).items():
        several = len(frame.X) > 1 and not isinstance(value, str) and np.ndim(value) == 2
        alone[name] = value[i] if several and not name.startswith(("w^", "∂C/∂w")) else value
    return alone


@dataclass(frozen=True)
class Paths:
    """The paths of the parameter that is looked at, with their products in letters and numbers."""

    frame: object
    focus: object

    @cached_property
    def paths(self):
        return paths_from(self.focus, self.frame.net)

    @cached_property
    def known(self):
        return of_sample(self.frame, self.focus.i)

    @cached_property
    def products(self):
        return [product_along(path, self.focus, self.frame.net) for path in self.paths]

    @cached_property
    def values(self):
        """The number of each product."""
        return [self._value(path) for path in self.paths]

    def _value(self, path):
        frame, i = self.frame, self.focus.i
        value = frame.grads.delta[frame.net.L][i, path.neurons[-1]]
        for l, k, j in path.wires:
            slope = nn.network.slope(frame.net, frame.trace, l - 1)
            value *= frame.net.W[l][k, j] * slope[i, k]
        return value * self.input

    @property
    def input(self):
        """What comes in along the parameter's own wire; a bias has the constant input 1."""
        k, l = self.focus.k, self.focus.l
        return 1.0 if k is None else self.frame.trace.a[l - 1][self.focus.i, k]

    @property
    def total(self):
        """By the matrices: the parameter's slope, of several samples the share of this one."""
        return self.input * self.frame.grads.delta[self.focus.l][self.focus.i, self.focus.j]

    @property
    def are_told(self):
        """Whether the slope is asked no more: its own step has come, in this pass."""
        return self.frame.knows(f"d{self.focus.home[0]}", self.focus.l)

    @property
    def have_factors(self):
        """Whether all their factors have been shown: the forward pass and the output's δ."""
        return self.frame.knows("delta", self.frame.net.L)

    @cached_property
    def difference(self):
        frame, (kind, at), i = self.frame, self.focus.home, self.focus.i
        X, y = frame.X[i : i + 1], frame.y[i : i + 1]
        return by_difference(frame.net, X, y, frame.loss, kind, self.focus.l, at) / len(frame.X)

    @property
    def name(self):
        share = f"sample {self.frame.rows[self.focus.i]}'s share of " * (len(self.frame.X) > 1)
        return f"{share}d{self.focus.name}"

    def wires(self):
        """By wire (l, k, j): the names of the paths that go through it, "path0 path3"."""
        own = [] if self.focus.k is None else [(self.focus.l, self.focus.k, self.focus.j)]
        names = {}
        for number, path in enumerate(self.paths):
            for wire in [*own, *path.wires]:
                names[wire] = f"{names.get(wire, '')} path{number}".strip()
        return names


def paths_html(paths):
    """A row for each path, their sum, and the same as one entry of a product of matrices."""
    count, letters = len(paths.paths), LitFormula(paths.known)
    factors, told = paths.have_factors, paths.are_told
    rows = ""
    shown = zip(paths.products[:MOST], paths.values, strict=False)
    for number, (expression, value) in enumerate(shown):
        way = math(letters.write(expression))
        numbers = in_figures(expression, paths.known) if factors else ""
        value = compact(value, GUARDED) if told else OPEN
        rows += (
            f'<tr tabindex="0" data-part="path{number}"><td>{way}</td>'
            f'<td>{numbers}</td><td style="white-space: nowrap">{value}</td></tr>'
        )
    if count > MOST:
        rest = compact(sum(paths.values[MOST:]), GUARDED) if told else OPEN
        rows += f"<tr><td>{count - MOST} more</td><td></td><td>{rest}</td></tr>"
    whole = math(LitFormula(paths.known).write(matrix_product(paths.focus, paths.frame.net)))
    home, _ = paths.focus.home
    several = f"{count} paths to C, each" if count > 1 else "one path to C,"
    last = "BP4" if paths.focus.k is None else "BP3"
    sums = (
        f'Their sum is <b data-name="sum of paths">{figure(sum(paths.values))}</b>. '
        f"BP2 and at the end {last} add the same products: "
        f'<span data-name="matrices">{whole}</span> = '
        f'<b data-name="number">{figure(paths.total)}</b>, by difference '
        f'<span data-name="centred difference">{figure(paths.difference)}</span>.'
        if told
        else f"BP2 and at the end {last} add the same products: "
        f'<span data-name="matrices">{whole}</span>. Their numbers come with the step d{home}'
        f"[{paths.focus.l}]: foretell them."
    )
    return (
        f'<p class="nn-remark" data-name="of paths"><b>{paths.name}</b>, the slope of C in the '
        f"chosen parameter: {several} a product.</p>"
        f'<table class="nn-readout" data-name="paths"><tbody>{rows}</tbody></table>'
        f'<p class="nn-remark">{sums}</p>'
    )
