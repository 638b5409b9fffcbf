"""Probes: what is asked of the learner's work.  A probe is data, so a `.checks` file holds no code.

`ask(thing, inputs)` takes what the learner's name holds and the inputs of one case, and returns
the parts of an answer by name.  `call(inputs)` says, as the learner would write it, what was asked.
`reply` asks with fresh inputs and always comes back: with an answer, a dict of arrays, or with a
Failure that says why there is none.

Function(name, returns, forms)  name(*inputs) gives the parts `returns`; `forms` only earn no points
Value(name, returns)            name holds them
Class(name, make, calls, reads) name(*make), then each (method, args, returns), then attributes
Pieces(name, returns)           a Function that gives a list of arrays, as many as it wants
Training(name, returns, points) a Function; of a long curve `points` places and the length are kept
Plot(name)                      name(*inputs) returns axes, or name holds them: lines and labels
Symbolic(name, returns)         SymPy expressions, evaluated at the inputs; symbols go by name
OnNetwork(name, takes, returns) a Function of a network, of its trace and its deltas
Functions(name, calls, keep)    several functions of one cell, called in turn
"""

import warnings
from contextlib import redirect_stdout
from dataclasses import dataclass

import numpy as np

from ... import losses, network, parameters
from ...activations import ALL
from .cells import answer_codes, line_of, names_in, unwritten
from .running import Printed, TimeIsUp, words_of
from .values import UnfitError, kind_of, parts_of, plain, readable


@dataclass(frozen=True)
class Failure:
    """Why there is no answer; `error` is the exception's type, or the sort of the unfitness.

    The kinds: untouched, missing, unwritten, raised, endless, none, unfit and changed.
    """

    kind: str
    words: str = ""
    error: str = ""
    line: str = ""


def _call(name, function, arguments):
    if not callable(function):
        raise UnfitError(f"`{name}` is {kind_of(function)}, but a function was expected.")
    return function(*arguments)


class Probe:
    """What all probes share."""

    returns = ()
    forms = ()  # parts that tell the form of the others, and earn nothing by themselves
    runs = True  # the learner's code runs while it is asked
    walks = False  # a part is one long walk, in which one number leads to the next

    @property
    def names(self):
        """The names that the learner's cell is to give a value."""
        return (self.name,)

    def find(self, namespace):
        """What is asked: what the learner's name holds."""
        return namespace[self.name]

    def call(self, inputs):
        return f"{self.name}({', '.join(inputs)})"

    def curves(self, part):
        """The names under which a part of the answer is kept."""
        return (part,)

    def other_parts(self, came, wanted):
        """The sentence for an answer whose parts have other names than the wanted ones."""
        return f"The answer holds {', '.join(came) or 'nothing'}; expected: {', '.join(wanted)}."


@dataclass(frozen=True)
class Function(Probe):
    """The learner's function, called with the inputs in their order."""

    name: str
    returns: tuple = ("result",)
    forms: tuple = ()

    def ask(self, thing, inputs):
        return parts_of(_call(self.name, thing, inputs.values()), self.returns)


@dataclass(frozen=True)
class Value(Probe):
    """What the learner's name holds; there is one case, without inputs."""

    name: str
    returns: tuple = ()
    runs = False

    def ask(self, thing, inputs):  # noqa: ARG002
        return parts_of(thing, self.returns or (self.name,))


@dataclass(frozen=True)
class Class(Probe):
    """An object of the learner's class: made, called in turn, and read."""

    name: str
    make: tuple = ()
    calls: tuple = ()
    reads: tuple = ()

    def ask(self, thing, inputs):
        made = _call(self.name, thing, [inputs[name] for name in self.make])
        parts = {}
        for method, names, returns in self.calls:
            if not hasattr(made, method):
                raise UnfitError(f"`{self.name}` has no method `{method}`.")
            value = _call(method, getattr(made, method), [inputs[name] for name in names])
            parts |= parts_of(value, returns) if returns else {}
        for name in self.reads:
            if not hasattr(made, name):
                raise UnfitError(f"An object of `{self.name}` has no attribute `{name}`.")
        return parts | {name: getattr(made, name) for name in self.reads}

    def call(self, inputs):  # noqa: ARG002
        calls = [f".{method}({', '.join(names)})" for method, names, _ in self.calls]
        return f"{self.name}({', '.join(self.make)}), then {', '.join(calls)}"

    @property
    def returns(self):
        return (*(part for *_, returns in self.calls for part in returns), *self.reads)


@dataclass(frozen=True)
class Training(Probe):
    """A training run: a function whose long curves are looked at in a few places."""

    name: str
    returns: tuple = ("losses",)
    points: int = 12
    walks = True

    def ask(self, thing, inputs):
        parts = {}
        for name, value in parts_of(_call(self.name, thing, inputs.values()), self.returns).items():
            curve = readable(value, name)
            if curve.ndim and len(curve) > self.points:
                parts[f"length of {name}"] = len(curve)
                curve = curve[np.linspace(0, len(curve) - 1, self.points).round().astype(int)]
            parts[name] = curve
        return parts

    @property
    def forms(self):
        return tuple(f"length of {part}" for part in self.returns)

    def curves(self, part):
        return (f"length of {part}", part)

    def other_parts(self, came, wanted):
        """A curve that is short is kept whole, so its length is no part of the answer."""
        for part in self.returns:
            length = f"length of {part}"
            if (length in came) != (length in wanted):
                one, other = (
                    f"{came[length]:.0f} numbers" if length in came else _length(came[part]),
                    f"{wanted[length]:.0f}" if length in wanted else _length(wanted[part]),
                )
                return (
                    f"`{part}` is {one}, and {other} were expected. How often does your loop run, "
                    "and what does it note each time?"
                )
        return super().other_parts(came, wanted)


def _length(curve):
    if not np.ndim(curve) or len(curve) == 1:
        return "a single number"
    return f"{len(curve)} numbers"


@dataclass(frozen=True)
class Plot(Probe):
    """A drawing, read and not looked at: its lines, its points, and whether its axes have names."""

    name: str

    def ask(self, thing, inputs):
        axes = thing(*inputs.values()) if callable(thing) else thing
        if not hasattr(axes, "get_lines"):
            raise UnfitError(f"`{self.name}` gives {kind_of(axes)}, but the axes were expected.")
        parts = {}
        for i, line in enumerate(axes.get_lines(), start=1):
            parts[f"x of line {i}"], parts[f"y of line {i}"] = line.get_data()
        for i, points in enumerate(axes.collections, start=1):
            parts[f"points {i}"] = points.get_offsets()
        return parts | {"named axes": bool(axes.get_xlabel()) and bool(axes.get_ylabel())}

    def other_parts(self, came, wanted):
        return f"The drawing holds {', '.join(came) or 'nothing'}; expected: {', '.join(wanted)}."


@dataclass(frozen=True)
class Symbolic(Probe):
    """Expressions, compared by their numbers at the inputs; how they are written is free."""

    name: str
    returns: tuple = ()
    runs = False

    def ask(self, thing, inputs):
        parts = parts_of(thing, self.returns or (self.name,))
        return {name: self._numbers(name, plain(value), inputs) for name, value in parts.items()}

    def call(self, inputs):  # noqa: ARG002
        return self.name

    def _numbers(self, part, expression, inputs):
        """One expression or a container of them, as numbers."""
        if isinstance(expression, (list, tuple, np.ndarray)):
            return [self._numbers(part, plain(one), inputs) for one in expression]
        if expression is None or expression is ... or isinstance(expression, (str, np.generic)):
            return expression
        if hasattr(expression, "lhs"):
            raise UnfitError(f"`{part}` is an equation; give the expression on one of its sides.")
        if callable(expression) and not hasattr(expression, "free_symbols"):
            raise UnfitError(f"`{part}` is a function; give the expression that it would return.")
        left = {symbol: str(symbol) for symbol in getattr(expression, "free_symbols", ())}
        unknown = sorted(set(left.values()) - set(inputs))
        if unknown:
            raise UnfitError(
                f"`{part}` holds {', '.join(unknown)}; only {', '.join(inputs)} may be left."
            )
        return _at(expression, {symbol: inputs[name] for symbol, name in left.items()})


def _at(expression, numbers):
    """A SymPy expression with numbers for its symbols, for which `subs` takes ten times as long."""
    if not numbers:
        return expression
    from sympy import sympify

    return expression.xreplace({name: sympify(value) for name, value in numbers.items()}).doit()


@dataclass(frozen=True)
class Pieces(Probe):
    """A function that gives a list of arrays, as many as it wants: lengths, and all in a row."""

    name: str
    returns: tuple = ("lengths of the pieces", "the pieces in a row")

    @property
    def forms(self):
        return self.returns[:1]

    def ask(self, thing, inputs):
        pieces = _call(self.name, thing, inputs.values())
        if pieces is None:
            raise UnfitError("", "none")
        if not isinstance(pieces, (list, tuple, np.ndarray)):
            raise UnfitError(f"`{self.name}` gives {kind_of(pieces)}, but a list was expected.")
        arrays = [np.atleast_1d(readable(piece, "a piece")) for piece in pieces]
        row = np.concatenate([array.ravel() for array in arrays] or [[]])
        return dict(zip(self.returns, ([len(array) for array in arrays], row), strict=True))


@dataclass(frozen=True)
class OnNetwork(Probe):
    """A function of what `takes` names; all of it is made from n, sigma, theta, X and y."""

    name: str
    takes: tuple
    returns: tuple

    def ask(self, thing, inputs):
        made = _passed(**inputs)
        value = _call(self.name, thing, [made[name] for name in self.takes])
        if all(hasattr(value, part) for part in self.returns):  # a Trace, say
            value = [getattr(value, part) for part in self.returns]
        return _by_entry(parts_of(value, self.returns))

    def call(self, inputs):  # noqa: ARG002
        return f"{self.name}({', '.join(self.takes)})"


def _passed(n, sigma, theta, X, y):
    """A network, and what a pass through it and back makes with the squared error."""
    net = parameters.Network(list(n), [ALL[name] for name in sigma], theta)
    loss, trace = losses.squared_error, network.forward(net, X)
    delta = dict(network.backward(net, trace, y, loss).delta)
    return {"net": net, "X": X, "y": y, "loss": loss, "trace": trace, "delta": delta}


def _by_entry(parts):
    """Parts that are dicts, or lists of arrays, as a part for each entry: dW[1], dW[2]."""
    found = {}
    for name, value in parts.items():
        if isinstance(value, (list, tuple)) and any(isinstance(v, np.ndarray) for v in value):
            value = dict(enumerate(value))
        entries = value.items() if isinstance(value, dict) else ()
        found |= {f"{name}[{key}]": entry for key, entry in entries} or {name: value}
    return found


@dataclass(frozen=True)
class Functions(Probe):
    """Functions of one cell, each called as (name, arguments, returns) with inputs of its own.

    Among these are `parameters`, the list [W1, b1, W2, b2, …] that `theta` holds for the widths n.
    What one draws from `rng` is judged by its form, since any way of drawing is a good one.  A
    right answer is kept in the file `keep`.
    """

    name: str
    calls: tuple
    keep: str = ""

    @property
    def names(self):
        return tuple(name for name, *_ in self.calls)

    def find(self, namespace):
        things = {name: namespace.get(name, ...) for name in self.names}
        return ... if all(thing is ... for thing in things.values()) else things

    def ask(self, thing, inputs):
        parts = {}
        for name, arguments, returns in self.calls:
            if thing[name] is ...:
                raise UnfitError(f"`{name}` is still `...`: write it too.")
            own = fresh(inputs)
            own["parameters"] = _listed(own["n"], own["theta"])
            value = _call(name, thing[name], [own[argument] for argument in arguments])
            made = _by_entry(parts_of(value, returns))
            parts |= _form(made) if "rng" in arguments else made
        return parts

    def call(self, inputs):  # noqa: ARG002
        calls = (f"{name}({', '.join(arguments)})" for name, arguments, _ in self.calls)
        return f"{', '.join(calls)}, where theta is what parameters hold,"


def _listed(n, theta):
    """[W1, b1, W2, b2, …] of one flat vector."""
    W, b = parameters.views(theta, n)
    return [array for l in W for array in (W[l], b[l])]


def _form(parts):
    """The shapes of what chance has made, and how many numbers of a matrix differ."""
    arrays = {name: readable(value, name) for name, value in parts.items()}
    shapes = {f"shape of {name}": array.shape for name, array in arrays.items()}
    matrices = {name: array for name, array in arrays.items() if array.ndim == 2}
    return shapes | {f"numbers in {name}": len(np.unique(m)) for name, m in matrices.items()}


PROBES = {
    probe.__name__: probe
    for probe in (
        Function, Value, Class, Training, Pieces, Plot, Symbolic, OnNetwork, Functions,
    )
}  # fmt: skip


def fresh(inputs):
    """The learner's own copy of the inputs; `rng` is stored as a seed and becomes a generator."""
    own = {name: v.copy() if isinstance(v, np.ndarray) else v for name, v in inputs.items()}
    if "rng" in own:
        own["rng"] = np.random.default_rng(own["rng"])
    return own


def reply(probe, namespace, inputs, stub="", printed=None):
    """The answer to one case: a dict of arrays, or a Failure.  Only an interrupt passes.

    `stub` is the answer's cell as it was handed out; what the learner's code prints goes to
    `printed`.
    """
    names = names_in(stub) or (probe.name,)
    for name in (probe.name, *names):
        if name not in namespace:
            return Failure("missing", f"The name `{name}` is not there yet.")
    thing, own = probe.find(namespace), fresh(inputs)
    if thing is ...:
        return Failure("untouched")
    try:
        with (
            warnings.catch_warnings(),
            np.errstate(divide="warn", over="warn", invalid="warn", under="ignore"),
            redirect_stdout(Printed() if printed is None else printed),
        ):
            warnings.simplefilter("ignore")
            parts = probe.ask(thing, own)
            if parts and all(value is ... for value in parts.values()):
                return Failure("untouched")
            answer = {name: readable(value, name) for name, value in parts.items()}
    except KeyboardInterrupt:
        raise
    except UnfitError as unfit:
        kind = unfit.sort if unfit.sort == "none" else "unfit"
        return Failure(kind, str(unfit), unfit.sort)
    except BaseException as error:  # noqa: BLE001  whatever a learner can write
        return _stopped(error, namespace, answer_codes(namespace, names), stub)
    for name, before in inputs.items():
        if isinstance(before, np.ndarray) and not _as_it_was(before, own[name]):
            return Failure("changed", name)
    return answer


def _as_it_was(before, after):
    return before.shape == after.shape and before.tobytes() == after.tobytes()


def _stopped(error, namespace, codes, stub):
    """The Failure for an exception in the learner's code."""
    kind = type(error).__name__
    line = line_of(error, codes)
    if isinstance(error, TimeIsUp):
        return Failure("endless", str(error), line=line)
    if isinstance(error, NotImplementedError):
        if (left := unwritten(error, namespace, codes, stub)) == "":
            return Failure("untouched")
        if left:
            return Failure("unwritten", left, line=line)
    return Failure("raised", words_of(error), kind, line)
