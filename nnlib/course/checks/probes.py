"""Probes: what is asked of the learner's work.  A probe is data, so a `.checks` file holds no code.

`ask(thing, inputs)` takes what the learner's name holds and the inputs of one case, and returns
the parts of an answer by name.  `call(inputs)` says, as the learner would write it, what was asked.
`reply` asks with fresh inputs and always comes back: with an answer, a dict of arrays, or with a
Failure that says why there is none.

Function(name, returns, forms)  name(*inputs) gives the parts `returns`; `forms` only earn no points
Value(name, returns)            name holds them
Words(name, returns, words)     name holds them, each one of `words`; they are judged one by one
Class(name, make, calls, reads) name(*make), then each (method, args, returns), then attributes
Pieces(name, returns)           a Function that gives a list of arrays, as many as it wants
Training(name, returns, points) a Function; of a long curve `points` places and the length are kept
Plot(name)                      name(*inputs) returns axes, or name holds them: lines and labels
Symbolic(name, returns)         SymPy expressions, evaluated at the inputs; symbols go by name

Those of networks stand in `networks`, the lines of a derivation in `ordering`.
"""

import warnings
from contextlib import redirect_stdout
from dataclasses import dataclass, field, replace

import numpy as np

from .cells import answer_codes, line_of, names_in, unwritten
from .running import Printed, TimeIsUp, words_of
from .values import UnfitError, kind_of, parts_of, plain, readable


@dataclass(frozen=True)
class Failure:
    """Why there is no answer; `error` is the exception's type, or the sort of the unfitness.

    The kinds: untouched, missing, open, unwritten, raised, endless, none, unfit and changed.  Of
    several functions, `so_far` holds what those before have answered.
    """

    kind: str
    words: str = ""
    error: str = ""
    line: str = ""
    so_far: dict = field(default_factory=dict)


def asked(name, function, arguments):
    """What a function of the learner's gives; UnfitError where the name holds no function."""
    if not callable(function):
        raise UnfitError(f"`{name}` is {kind_of(function)}, but a function was expected.")
    return function(*arguments)


class Probe:
    """What all probes share."""

    returns = ()
    forms = ()  # parts that tell the form of the others, and earn nothing by themselves
    runs = True  # the learner's code runs while it is asked
    walks = False  # a part is one long walk, in which one number leads to the next
    stages = ()  # the probes of several functions, which are asked and judged one after the other

    @property
    def names(self):
        """The names that the learner's cell is to give a value."""
        return (self.name,)

    def settings(self):
        """What is to be known of it where the learner's code runs."""
        return vars(self)

    def settled(self, reply):
        """The reply as it is compared, where several that differ are equally right."""
        return reply

    def find(self, namespace):
        """What is asked: what the learner's name holds."""
        return namespace[self.name]

    def call(self, inputs):
        return f"{self.name}({', '.join(inputs)})"

    def told(self, inputs):
        """The inputs as the learner is told of them."""
        return inputs

    def curves(self, part):
        """The names under which a part of the answer is kept."""
        return (part,)

    def ever_the_same(self, inputs):  # noqa: ARG002
        """The sentence for an answer that is the same for all inputs, where a probe has its own."""
        return ""

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
        return parts_of(asked(self.name, thing, inputs.values()), self.returns)


@dataclass(frozen=True)
class Value(Probe):
    """What the learner's name holds; there is one case, without inputs."""

    name: str
    returns: tuple = ()
    runs = False

    def ask(self, thing, inputs):  # noqa: ARG002
        return parts_of(thing, self.returns or (self.name,))


@dataclass(frozen=True)
class Words(Value):
    """Words in a list, each judged by itself: the first that is not right speaks.

    `of` are the returns of the whole list, where this is one of its stages.
    """

    words: tuple = ()
    of: tuple = ()

    @property
    def stages(self):
        if self.of:
            return (self,)
        return tuple(
            replace(self, name=one, returns=(one,), of=self.returns) for one in self.returns
        )

    def own(self, reply):
        """This word of a reply to all of them; a Failure where there is none."""
        if isinstance(reply, Failure):
            return self.own(reply.so_far) or replace(reply, so_far={})
        return {name: word for name, word in reply.items() if name in self.returns}

    def ask(self, thing, inputs):  # noqa: ARG002
        (name,) = self.returns
        word = plain(parts_of(thing, self.of)[name])
        if isinstance(word, str):  # a capital or a space more is no other word
            word = next((one for one in self.words if one == word.strip().lower()), word)
        if word is not ... and word not in self.words:
            raise UnfitError(f"`{name}` is {word!r}; it should be one of {', '.join(self.words)}.")
        return {name: word}


@dataclass(frozen=True)
class Class(Probe):
    """An object of the learner's class: made, called in turn, and read."""

    name: str
    make: tuple = ()
    calls: tuple = ()
    reads: tuple = ()

    def ask(self, thing, inputs):
        made = asked(self.name, thing, [inputs[name] for name in self.make])
        parts = {}
        for method, names, returns in self.calls:
            if not hasattr(made, method):
                raise UnfitError(f"`{self.name}` has no method `{method}`.")
            value = asked(method, getattr(made, method), [inputs[name] for name in names])
            parts |= parts_of(value, returns) if returns else {}
        for name in self.reads:
            if not hasattr(made, name):
                raise UnfitError(
                    f"An object of `{self.name}` has no attribute `{name}`. A method keeps a value "
                    f"in it by `self.{name} = …`."
                )
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
        for name, value in parts_of(asked(self.name, thing, inputs.values()), self.returns).items():
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

    def ever_the_same(self, inputs):
        names = " or ".join(f"`{name}`" for name in inputs)
        return (
            f"What stands there does not hold {names}: it is a number, the same at every place. "
            "Was it meant for one place, or has a name been given a number of its own, so that it "
            "is no symbol any more?"
        )

    def _numbers(self, part, expression, inputs):
        """One expression or a container of them, as numbers."""
        if isinstance(expression, (list, tuple, np.ndarray)):
            return [self._numbers(part, plain(one), inputs) for one in expression]
        if expression is None or expression is ... or isinstance(expression, (str, np.generic)):
            return expression
        if hasattr(expression, "as_expr"):  # a polynomial, say
            expression = expression.as_expr()
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
    # Added to a 0 of its own, a number is one of SymPy's, which nothing here may import.
    exact = {symbol: 0 * symbol + value for symbol, value in numbers.items()}
    return expression.xreplace(exact).doit() if exact else expression


@dataclass(frozen=True)
class Pieces(Probe):
    """A function that gives a list of arrays, as many as it wants: lengths, and all in a row."""

    name: str
    returns: tuple = ("lengths of the pieces", "the pieces in a row")

    @property
    def forms(self):
        return self.returns[:1]

    def ask(self, thing, inputs):
        pieces = asked(self.name, thing, inputs.values())
        if pieces is None:
            raise UnfitError("", "none")
        if not isinstance(pieces, (list, tuple, np.ndarray)):
            raise UnfitError(f"`{self.name}` gives {kind_of(pieces)}, but a list was expected.")
        arrays = [np.atleast_1d(readable(piece, "a piece")) for piece in pieces]
        row = np.concatenate([array.ravel() for array in arrays] or [[]])
        return dict(zip(self.returns, ([len(array) for array in arrays], row), strict=True))


COPIED = (np.ndarray, list)  # what a learner's code can change


def fresh(inputs):
    """The learner's own copy of the inputs; `rng` is stored as a seed and becomes a generator."""
    own = {name: v.copy() if isinstance(v, COPIED) else v for name, v in inputs.items()}
    if "rng" in own:
        own["rng"] = np.random.default_rng(own["rng"])
    return own


def reply(probe, namespace, inputs, stub="", printed=None):
    """The answer to one case: a dict of arrays, or a Failure.  Only an interrupt passes.

    `stub` is the answer's cell as it was handed out; what the learner's code prints goes to
    `printed`.
    """
    names = names_in(stub) or (probe.name,)
    lacking = [name for name in (probe.name, *names) if name not in namespace]
    if lacking and not (probe.stages and any(name in namespace for name in probe.names)):
        return Failure("missing", f"The name `{lacking[0]}` is not there yet.")
    thing = probe.find(namespace)
    if thing is ...:
        return Failure("untouched")
    answer = {}
    try:
        with (
            warnings.catch_warnings(),
            np.errstate(divide="warn", over="warn", invalid="warn", under="ignore"),
            redirect_stdout(Printed() if printed is None else printed),
        ):
            warnings.simplefilter("ignore")
            for part in probe.stages or (probe,):
                own = fresh(inputs)
                found = part.ask(thing, own)
                if found and all(value is ... for value in found.values()):
                    return Failure("untouched")
                answer |= {name: readable(value, name) for name, value in found.items()}
    except KeyboardInterrupt:
        raise
    except UnfitError as unfit:
        kind = unfit.sort if unfit.sort in KINDS else "unfit"
        return Failure(kind, str(unfit), unfit.sort, so_far=answer)
    except BaseException as error:  # noqa: BLE001  whatever a learner can write
        failure = _stopped(error, namespace, answer_codes(namespace, names), stub)
        return replace(failure, so_far=answer)
    for name, before in inputs.items():
        if isinstance(before, COPIED) and not _as_it_was(before, own[name]):
            return Failure("changed", name)
    return answer


# Sorts of unfitness with words of their own.
KINDS = ("none", "open", "changed")


def _as_it_was(before, after):
    if isinstance(before, list):
        return before == after
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
