"""Probes of networks: a function of one that is given, and a network of the learner's own.

OnNetwork(name, takes, returns) a Function of a network, of its trace and its deltas
Functions(name, calls, keep)    several functions of one cell, called and judged one after the other
"""

from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from ... import losses, network, parameters
from ...activations import ALL
from . import starts
from .probes import Failure, Probe, asked
from .values import UnfitError, kind_of, parts_of
from .verdict import Verbatim

USUAL_LOSS = "squared_error"  # where a case names no other


@dataclass(frozen=True)
class OnNetwork(Probe):
    """A function of what `takes` names; all is made from n, sigma, theta, X, y and a loss."""

    name: str
    takes: tuple
    returns: tuple

    def ask(self, thing, inputs):
        made = _passed(**inputs)
        before = {name: _numbers(made[name]) for name in self.takes}
        value = asked(self.name, thing, [made[name] for name in self.takes])
        for name, numbers in before.items():
            if numbers != _numbers(made[name]):
                raise UnfitError(name, "changed")
        if len(self.returns) > 1 and all(hasattr(value, part) for part in self.returns):  # a Trace
            value = [getattr(value, part) for part in self.returns]
        return _by_layer(parts_of(value, self.returns))

    def call(self, inputs):  # noqa: ARG002
        return f"{self.name}({', '.join(self.takes)})"

    def told(self, inputs):
        """The numbers, and the lines that make of them what the function takes."""
        sigma = ", ".join(f"nn.activations.{name}" for name in inputs["sigma"])
        loss = f"nn.losses.{inputs.get('loss', USUAL_LOSS)}"
        lines = {
            "net": f"nn.Network({_widths(inputs)}, [{sigma}], theta)",
            "trace": "nn.forward(net, X)",
            "loss": loss,
            "delta": f"nn.backward(net, trace, y, {loss}).delta",
        }
        wanted = {"net", *self.takes, *(["trace", "y"] if "delta" in self.takes else [])}
        arrays = {
            name: inputs[name] for name in ("theta", "X", "y") if name != "y" or "y" in wanted
        }
        return arrays | {name: Verbatim(line) for name, line in lines.items() if name in wanted}

    def other_parts(self, came, wanted):
        """The sentence for dicts that have other layers than the wanted ones."""
        for name in self.returns:
            theirs, due = (_layers(name, parts) for parts in (came, wanted))
            layers = ", ".join(map(str, due))
            if not theirs:
                return f"`{name}` is empty; its layers are {layers}. Which line writes into it?"
            missing = [f"`{name}[{key}]`" for key in due if key not in theirs]
            extra = [f"`{name}[{key}]`" for key in theirs if key not in due]
            if missing and extra:
                keys = ", ".join(map(str, theirs))
                return f"`{name}` has the keys {keys}; its layers are {layers}."
            if missing:
                are = "is" if len(missing) == 1 else "are"
                why = "Does a loop stop too early, or never begin, or a `return` stand inside it?"
                return f"{' and '.join(missing)} {are} missing. {why}"
            if extra:
                return f"{' and '.join(extra)} should not be there: the layers are {layers}."
        return super().other_parts(came, wanted)


def _widths(inputs):
    """The widths as a list of whole numbers; what is stored is an array, or a tuple."""
    return np.array(inputs["n"]).tolist()


def _passed(n, sigma, theta, X, y, loss=USUAL_LOSS):
    """A network, and what a pass through it and back makes with the loss of this name."""
    net = parameters.Network(np.array(n).tolist(), [ALL[name] for name in sigma], theta)
    loss, trace = losses.ALL[loss], network.forward(net, X)
    delta = dict(network.backward(net, trace, y, loss).delta)
    return {"net": net, "X": X, "y": y, "loss": loss, "trace": trace, "delta": delta}


def _numbers(thing):
    """The numbers of an array, a dict of arrays, a network or a trace, to be compared later."""
    if isinstance(thing, np.ndarray):
        return thing.shape, thing.tobytes()
    if isinstance(thing, dict):
        return {key: _numbers(value) for key, value in thing.items()}
    parts = (getattr(thing, name, None) for name in ("theta", "z", "a"))
    return [_numbers(part) for part in parts if part is not None]


def _by_layer(parts):
    """Parts that are dicts by layer number, with a part for each entry: dW[1], dW[2]."""
    found = {}
    for name, value in parts.items():
        if value is None or value is ...:
            return {name: value}
        if not isinstance(value, dict):
            raise UnfitError(
                f"`{name}` is {kind_of(value)}; a dict by layer number was expected, in which "
                f"`{name}[l]` belongs to layer l."
            )
        found |= {f"{name}[{key}]": entry for key, entry in value.items()}
    return found


def _layers(name, parts):
    """The keys of those parts that are entries of `name`, in their order."""
    keys = [part[len(name) + 1 : -1] for part in parts if part.startswith(f"{name}[")]
    return sorted((int(key) if key.lstrip("-").isdigit() else key for key in keys), key=str)


@dataclass(frozen=True)
class Functions(Probe):
    """Functions of one cell, each called as (name, arguments, returns) with inputs of its own.

    Among the inputs is `parameters`, the list [W1, b1, W2, b2, …] that `theta` holds for the widths
    n; a return such as "slope of {}" is such a list too, and gives a part for each entry.  What a
    function draws from `rng` is judged as a start.  A right answer is kept in the file `keep`.
    """

    name: str
    calls: tuple
    keep: str = ""

    @property
    def names(self):
        return tuple(name for name, *_ in self.calls)

    @cached_property
    def stages(self):
        return tuple(replace(self, name=one[0], calls=(one,)) for one in self.calls)

    @cached_property
    def returns(self):
        return frozenset(name for *_, names in self.calls for name in names)

    def own(self, reply):
        """Their part of a reply to all of the functions; a Failure where they gave nothing."""
        if isinstance(reply, Failure):
            return self.own(reply.so_far) or replace(reply, so_far={})
        return {
            part: value
            for part, value in reply.items()
            if part in self.returns or f"{part.rpartition(' ')[0]} {{}}" in self.returns
        }

    def find(self, namespace):
        things = {name: namespace.get(name, ...) for name in self.names}
        return ... if all(thing is ... for thing in things.values()) else things

    def ask(self, thing, inputs):
        parts = {}
        for name, arguments, returns in self.calls:
            if thing[name] is ...:
                raise UnfitError(f"`{name}` is still to be written.", "open")
            if "rng" in arguments:
                seed = inputs["rng"].bit_generator.seed_seq.entropy
                drawn = starts.judge_start(name, thing[name], _widths(inputs), seed)
                parts |= {returns[0]: drawn}
            else:
                parts |= _stage(name, thing[name], arguments, returns, inputs)
        return parts

    def call(self, inputs):  # noqa: ARG002
        return ", ".join(f"{name}({', '.join(arguments)})" for name, arguments, _ in self.calls)

    def told(self, inputs):
        """The parameters one by one, and the other inputs that the functions take."""
        taken = {argument for _, arguments, _ in self.calls for argument in arguments}
        arrays = _listed(inputs) if "parameters" in taken else []
        lines = dict(zip(starts.labels(len(arrays)), arrays, strict=True))
        lines |= {"parameters": Verbatim(f"[{', '.join(lines)}]")} if lines else {}
        return lines | {
            name: _widths(inputs) if name == "n" else value
            for name, value in inputs.items()
            if name in taken
        }


def _listed(inputs):
    """[W1, b1, W2, b2, …] of one flat vector, which stays as it is."""
    W, b = parameters.views(inputs["theta"].copy(), _widths(inputs))
    return [array for l in W for array in (W[l], b[l])]


def _stage(name, function, arguments, returns, inputs):
    """The parts that one function gives."""
    own = inputs | {"parameters": _listed(inputs)}
    given = [own[argument] for argument in arguments]
    before = [_copied(one) for one in given]
    value = asked(name, function, given)
    parts = _parts(name, value, returns, len(own["parameters"]))
    for argument, one, other in zip(arguments, given, before, strict=True):
        arrays = zip(one, other, strict=True) if isinstance(one, list) else [(one, other)]
        changed = [now for now, then in arrays if not np.array_equal(now, then)]
        if any(not _is_given_back(now, parts.values()) for now in changed):
            raise UnfitError(argument, "changed")
    return parts


def _copied(value):
    """An array, or a list of them, as it is now."""
    return [one.copy() for one in value] if isinstance(value, list) else np.copy(value)


def _is_given_back(array, parts):
    """True for an array that is a part of the answer: then it may be written into."""
    return any(isinstance(part, np.ndarray) and np.shares_memory(array, part) for part in parts)


def _parts(function, value, returns, count):
    """What a function gives, by name; of a list like that of the parameters, one for each."""
    if value is None:
        raise UnfitError("", "none")
    if len(returns) > 1 and not (isinstance(value, (tuple, list)) and len(value) == len(returns)):
        raise UnfitError(f"`{function}` gives {kind_of(value)}; {_wanted(returns)}.", "parts")
    values = value if len(returns) > 1 else [value]
    lists = [i for i, name in enumerate(returns) if "{}" in name]
    if len(values) == 2 and [i for i, one in enumerate(values) if _holds_arrays(one)] == [
        1 - i for i in lists
    ]:
        raise UnfitError(f"What comes stands in the other order: {_wanted(returns)}.", "order")
    parts = {}
    for name, one in zip(returns, values, strict=True):
        listed = "{}" in name
        for label, array in starts.flat_list(function, one, count).items() if listed else ():
            parts[name.format(label)] = array
        parts |= {} if listed else {name: one}
    return parts


def _holds_arrays(value):
    return isinstance(value, (list, tuple)) and any(isinstance(one, np.ndarray) for one in value)


def _wanted(returns):
    """What a function should give, in words.

    >>> _wanted(("C", "slope of {}"))
    'wanted are C, and then a list (slope of W1, slope of b1, …)'
    """
    words = [
        f"a list ({name.format('W1')}, {name.format('b1')}, …)" if "{}" in name else name
        for name in returns
    ]
    return f"wanted are {', and then '.join(words)}"
