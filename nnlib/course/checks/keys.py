"""Answer keys, and the `.checks` file that holds those of one exercise set.

The file is an .npz with two arrays: `numbers`, every number in one float64 vector, and `words`,
JSON in UTF-8, in which {"array": [start, shape, kind]} stands for a piece of that vector.  It holds
inputs, right and wrong replies and the messages that they earn; no code, and nothing pickled.
"""

import io
import json
import math
import zipfile
from dataclasses import asdict, dataclass, fields, replace
from functools import cached_property
from pathlib import Path

import numpy as np

from . import networks, ordering, probes
from .comparing import same
from .probes import Failure

PROBES = {
    probe.__name__: probe
    for probe in (
        probes.Function, probes.Value, probes.Words, probes.Class, probes.Training, probes.Pieces,
        probes.Plot, probes.Symbolic, networks.OnNetwork, networks.Functions, ordering.Order,
    )
}  # fmt: skip


@dataclass(frozen=True)
class Case:
    """Inputs by name, the right answer by part, and the reply of each misconception by its name.

    A misconception whose reply no two kinds of processor agree on has none here.
    """

    inputs: dict
    answer: dict
    wrong: dict

    def may_be(self, slip, reply, tolerance):
        """True for the reply of a slip, and for any where the slip has none."""
        return slip not in self.wrong or same(reply, self.wrong[slip], tolerance)

    def only(self, probe, slips):
        """The same for one of several functions, and for some of the slips."""
        wrong = {slip: probe.own(self.wrong[slip]) for slip in slips if slip in self.wrong}
        return Case(self.inputs, probe.own(self.answer), wrong)


@dataclass(frozen=True, kw_only=True)
class Exercise:
    """What an exercise is, to its author and to its learner alike.

    `tolerance` is relative to the largest number of a part; `without` names what the answer's code
    must not use, as `rules` reads it, and `given` what of the notebook it is meant to use.
    """

    id: str
    title: str
    points: int
    difficulty: int
    minutes: int
    formulas: tuple
    probe: object
    hints: tuple
    tolerance: float = 1e-9
    without: tuple = ()
    given: tuple = ()


@dataclass(frozen=True, kw_only=True)
class Key(Exercise):
    """All that is needed to judge an exercise: the cell as handed out, messages by slip, cases.

    `idle` are arguments that some right answer does not read either, so that it is no remark.
    """

    stub: str
    messages: dict
    cases: tuple
    idle: tuple = ()

    @cached_property
    def stages(self):
        """A key for each of several functions; of any other probe, the key itself.

        A slip is told at the first function that it spoils, so the later ones do not know it.
        """
        found, messages = [], self.messages
        for probe in self.probe.stages:
            cases = tuple(case.only(probe, messages) for case in self.cases)
            found.append(replace(self, probe=probe, cases=cases, messages=messages))
            spoilt = {
                slip
                for slip in messages
                for case in cases
                if not case.may_be(slip, case.answer, self.tolerance)
            }
            messages = {slip: words for slip, words in messages.items() if slip not in spoilt}
        return found or [self]


@dataclass(frozen=True)
class Question:
    """A short question for later lessons: one right choice, and where to reread.

    `tasks` are the ids of this set's tasks that try the same idea.
    """

    text: str
    choices: tuple
    right: int
    topic: str
    refresh: str
    link: str
    tasks: tuple = ()


@dataclass(frozen=True)
class Sheet:
    """An exercise set in the learner's hands; `damage` says why nothing of it can be read."""

    name: str
    keys: dict
    questions: tuple = ()
    solutions: bool = True
    damage: str = ""


# By numpy's letter for a kind: an index must come back as a whole number.
TYPES = {"f": float, "i": int, "u": int, "b": bool}


class _Pieces(list):
    """The pieces of the vector, in the order in which they came, and how many numbers they are."""

    size = 0

    def add(self, array):
        start = self.size
        self.append(np.asarray(array, float).ravel())
        self.size += array.size
        return {"array": [start, list(array.shape), array.dtype.kind]}


def pack(value, numbers):
    """A record as JSON's own types."""
    if isinstance(value, np.ndarray):
        return value.tolist() if value.dtype.kind == "U" else numbers.add(value)
    if isinstance(value, Failure):
        so_far = [pack(value.so_far, numbers)] if value.so_far else []
        return {"failure": [value.kind, value.error, *so_far]}
    if type(value) in PROBES.values():
        return {"asks": type(value).__name__, **asdict(value)}
    if isinstance(value, (Sheet, Key, Case, Question)):
        value = {one.name: getattr(value, one.name) for one in fields(value)}
        if not value.get("idle", True):
            del value["idle"]
        if "inputs" in value:
            value["inputs"] = {name: _input(one) for name, one in value["inputs"].items()}
    if isinstance(value, dict):
        return {name: pack(one, numbers) for name, one in value.items()}
    if isinstance(value, (list, tuple)):
        return [pack(one, numbers) for one in value]
    return value.item() if isinstance(value, np.generic) else value


def _input(value):
    """An input as it is kept: a list stays one, as a learner may ask of it what no tuple can do."""
    return {"list": value} if isinstance(value, list) else value


def unpack(value, numbers):
    """What `pack` packed; records come back as dicts, lists as tuples, and an input's as lists."""
    if isinstance(value, list):
        return tuple(unpack(one, numbers) for one in value)
    if not isinstance(value, dict):
        return value
    if "list" in value:
        return list(unpack(value["list"], numbers))
    if "array" in value:
        start, shape, kind = value["array"]
        return numbers[start : start + math.prod(shape)].reshape(shape).astype(TYPES[kind])
    if "failure" in value:
        kind, error, *so_far = value["failure"]
        return Failure(kind, error=error, so_far=unpack(*so_far, numbers) if so_far else {})
    value = {name: unpack(one, numbers) for name, one in value.items()}
    return PROBES[value.pop("asks")](**value) if "asks" in value else value


def to_bytes(sheet):
    """The file's content: the same sheet gives the same bytes."""
    pieces = _Pieces()
    words = json.dumps(pack(sheet, pieces), ensure_ascii=False, indent=0).encode()
    arrays = {"numbers": np.concatenate([*pieces, []]), "words": np.frombuffer(words, np.uint8)}
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        for name, array in arrays.items():
            content = io.BytesIO()
            np.save(content, array, allow_pickle=False)
            archive.writestr(
                zipfile.ZipInfo(f"{name}.npy"), content.getvalue(), zipfile.ZIP_DEFLATED, 9
            )
    return file.getvalue()


def contents(file):
    """(words, numbers) of an open `.checks` file: a dict as JSON has it, and the vector."""
    with np.load(file, allow_pickle=False) as saved:
        return json.loads(saved["words"].tobytes()), saved["numbers"]


def alike(one, other):
    """True for two contents with the same words and with numbers equal but for last digits."""
    (words, numbers), (others, vector) = one, other
    return (
        words == others
        and numbers.shape == vector.shape
        and np.allclose(numbers, vector, rtol=1e-9, atol=1e-12, equal_nan=True)
    )


def read_sheet(path, keys=True):
    """The Sheet of a `.checks` file.  Raises ValueError for a file that is not one.

    Without its `keys` it is read several times as fast.
    """
    try:
        with Path(path).open("rb") as file:
            words, numbers = contents(file)
        sheet = unpack(words if keys else words | {"keys": {}}, numbers)
        sheet["keys"] = {
            name: Key(**key | {"cases": tuple(Case(**case) for case in key["cases"])})
            for name, key in sheet["keys"].items()
        }
        sheet["questions"] = tuple(Question(**question) for question in sheet["questions"])
        return Sheet(**sheet)
    except OSError:
        raise
    except Exception as error:  # noqa: BLE001  a file can be damaged in any way
        raise ValueError(f"{Path(path).name} is damaged ({error}); fetch it afresh.") from None
