"""Probes: what is asked of the learner's work.  A probe is data, so a `.checks` file holds no code.

`ask(thing, inputs)` takes what the learner's name holds and the inputs of one case, and returns
the parts of an answer by name.  `reply` asks with fresh inputs and always comes back: with an
answer, a dict of arrays, or with a Trouble that says why there is none.

Function(name, returns)         name(*inputs) gives the parts `returns`
Value(name, returns)            name holds them
Class(name, make, calls, reads) name(*make), then each (method, args, returns), then attributes
Training(name, returns, points) a Function; of a long curve `points` places and the length are kept
Plot(name)                      name(*inputs) returns axes, or name holds them: lines and labels
Symbolic(name, returns)         SymPy expressions, evaluated at the inputs; symbols go by name
"""

import linecache
import traceback
import warnings
from contextlib import redirect_stdout, suppress
from dataclasses import dataclass
from io import StringIO

import numpy as np

LARGEST = 1_000_000


class UnfitError(Exception):
    """What the learner's name holds cannot be asked; the message is a sentence for them."""


@dataclass(frozen=True)
class Trouble:
    """Why there is no answer: untouched, missing, raised, unfit or changed; `error` is its type."""

    kind: str
    words: str = ""
    error: str = ""
    line: str = ""


def split(value, returns):
    """A value as parts by name; several parts come as a tuple, list or array of that length."""
    if len(returns) == 1:
        return {returns[0]: value}
    several = isinstance(value, (tuple, list)) or (isinstance(value, np.ndarray) and value.ndim)
    if several and len(value) == len(returns):
        return dict(zip(returns, value, strict=True))
    if value is None:
        raise UnfitError("Nothing came back, only None. Does your function end with `return`?")
    came = str(len(value)) if several else f"one thing, of type {type(value).__name__}"
    raise UnfitError(f"Wanted are {len(returns)} things: {', '.join(returns)}. What came: {came}.")


def _a(value):
    return f"something of type {type(value).__name__}"


def _call(name, function, arguments):
    if not callable(function):
        raise UnfitError(f"`{name}` is {_a(function)}, but a function was expected.")
    return function(*arguments)


@dataclass(frozen=True)
class Function:
    """The learner's function, called with the inputs in their order."""

    name: str
    returns: tuple = ("result",)

    def ask(self, thing, inputs):
        return split(_call(self.name, thing, inputs.values()), self.returns)


@dataclass(frozen=True)
class Value:
    """What the learner's name holds; there is one case, without inputs."""

    name: str
    returns: tuple = ()

    def ask(self, thing, inputs):  # noqa: ARG002
        return split(thing, self.returns or (self.name,))


@dataclass(frozen=True)
class Class:
    """An object of the learner's class: made, called in turn, and read."""

    name: str
    make: tuple = ()
    calls: tuple = ()
    reads: tuple = ()

    def ask(self, thing, inputs):
        made = _call(self.name, thing, [inputs[name] for name in self.make])
        parts = {}
        for method, names, returns in self.calls:
            value = _call(method, getattr(made, method), [inputs[name] for name in names])
            parts |= split(value, returns) if returns else {}
        return parts | {name: getattr(made, name) for name in self.reads}


@dataclass(frozen=True)
class Training:
    """A training run: a function whose long curves are looked at in a few places."""

    name: str
    returns: tuple = ("losses",)
    points: int = 12

    def ask(self, thing, inputs):
        parts = {}
        for name, value in split(_call(self.name, thing, inputs.values()), self.returns).items():
            curve = readable(value, name)
            if curve.ndim and len(curve) > self.points:
                parts[f"length of {name}"] = len(curve)
                curve = curve[np.linspace(0, len(curve) - 1, self.points).round().astype(int)]
            parts[name] = curve
        return parts


@dataclass(frozen=True)
class Plot:
    """A drawing, read and not looked at: its lines, its points, and whether its axes have names."""

    name: str

    def ask(self, thing, inputs):
        axes = thing(*inputs.values()) if callable(thing) else thing
        if not hasattr(axes, "get_lines"):
            raise UnfitError(f"`{self.name}` gives {_a(axes)}, but the axes were expected.")
        parts = {}
        for i, line in enumerate(axes.get_lines(), start=1):
            parts[f"x of line {i}"], parts[f"y of line {i}"] = line.get_data()
        for i, points in enumerate(axes.collections, start=1):
            parts[f"points {i}"] = points.get_offsets()
        return parts | {"named axes": bool(axes.get_xlabel()) and bool(axes.get_ylabel())}


@dataclass(frozen=True)
class Symbolic:
    """Expressions, compared by their numbers at the inputs; how they are written is free."""

    name: str
    returns: tuple = ()

    def ask(self, thing, inputs):
        parts = split(thing, self.returns or (self.name,))
        return {name: self._number(value, inputs) for name, value in parts.items()}

    def _number(self, expression, inputs):
        if hasattr(expression, "lhs"):
            raise UnfitError(
                f"`{self.name}` is an equation; give the expression on one of its sides."
            )
        left = {symbol: str(symbol) for symbol in getattr(expression, "free_symbols", ())}
        strange = sorted(set(left.values()) - set(inputs))
        if strange:
            raise UnfitError(
                f"`{self.name}` holds {', '.join(strange)}; only {', '.join(inputs)} may be left."
            )
        numbers = {symbol: inputs[name] for symbol, name in left.items()}
        value = expression.subs(numbers) if numbers else expression
        return np.array(value.tolist(), float) if hasattr(value, "tolist") else float(value)


PROBES = {probe.__name__: probe for probe in (Function, Value, Class, Training, Plot, Symbolic)}


def readable(value, name):
    """A part as an array of numbers or of words."""
    if value is None:
        raise UnfitError(f"`{name}` is None. Does your function end with `return`?")
    if value is ...:
        raise NotImplementedError
    try:
        array = _exact_as_floats(np.asarray(value))
    except ValueError:
        raise UnfitError(
            f"`{name}` has parts of different shapes. If a function gave several things, take one."
        ) from None
    if array.dtype.kind not in "biufU":
        raise UnfitError(f"`{name}` is {_a(value)}, but numbers were expected.")
    if array.size > LARGEST:
        raise UnfitError(f"`{name}` has shape {array.shape}: far more numbers than were expected.")
    return array if array.dtype.kind == "U" else array.astype(float)


def _exact_as_floats(array):
    """SymPy's and Python's exact numbers as floats; other objects stay what they are."""
    if array.dtype.kind == "O":
        with suppress(TypeError):
            return array.astype(float)
    return array


def fresh(inputs):
    """The learner's own copy of the inputs; `rng` is stored as a seed and becomes a generator."""
    own = {name: v.copy() if isinstance(v, np.ndarray) else v for name, v in inputs.items()}
    if "rng" in own:
        own["rng"] = np.random.default_rng(own["rng"])
    return own


def reply(probe, namespace, inputs):
    """The answer to one case: a dict of arrays, or a Trouble.  Only an interrupt passes."""
    if probe.name not in namespace:
        return Trouble("missing", f"The name `{probe.name}` is not there yet.")
    thing, own = namespace[probe.name], fresh(inputs)
    if thing is ...:
        return Trouble("untouched")
    try:
        with warnings.catch_warnings(), redirect_stdout(StringIO()):
            warnings.simplefilter("ignore")
            parts = probe.ask(thing, own)
            answer = {name: readable(value, name) for name, value in parts.items()}
    except NotImplementedError:
        return Trouble("untouched")
    except UnfitError as unfit:
        return Trouble("unfit", str(unfit))
    except (Exception, SystemExit) as error:  # noqa: BLE001  whatever a learner can write
        kind, line = type(error).__name__, own_line(error, namespace)
        return Trouble("raised", f"{kind}: {error}" if str(error) else kind, kind, line)
    for name, before in inputs.items():
        if isinstance(before, np.ndarray) and before.tobytes() != own[name].tobytes():
            return Trouble("changed", name)
    return answer


def own_line(error, namespace):
    """The innermost line of the learner's own that led to the error: its number and its text."""
    place = ""
    for frame, number in traceback.walk_tb(error.__traceback__):
        if frame.f_globals is namespace:
            text = linecache.getline(frame.f_code.co_filename, number).strip()
            place = f"line {number} of your cell" + (f": `{text}`" if text else "")
    return place
