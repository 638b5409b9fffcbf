"""Frames: what crosses the wall between the grader and the process that runs a student's code.

A frame is two lengths, a header in JSON, and the raw bytes of its arrays.  Numbers, texts, arrays,
lists, tuples and dicts cross; nothing is pickled, and nothing that arrives is ever run.  In the
header a container is a list that begins with its kind: ["list", 1, 2], ["array", "<f8", [2, 3]].
Whoever reads a frame believes none of it: lengths, kinds, shapes and depth are held to limits.
"""

import json
import math
import struct

import numpy as np

LENGTHS = struct.Struct("<II")
HEADER = 1 << 20  # bytes
BODY = 64 << 20
MOST_WORDS = 1_000  # in an array of words, and letters in each
DTYPES = {f"<{kind}" for kind in ("f2", "f4", "f8", "i2", "i4", "i8", "u2", "u4", "u8")}
DTYPES |= {"|b1", "|i1", "|u1"}


class ProtocolError(Exception):
    """What came is no frame, or what should go is too large for one."""


def send_frame(file, value):
    """Send a value as one frame."""
    pieces = []
    header = json.dumps(_packed(value, pieces)).encode()
    body = b"".join(pieces)
    if len(header) > HEADER or len(body) > BODY:
        raise ProtocolError(f"{len(header) + len(body):,} bytes are too many for one frame.")
    file.write(LENGTHS.pack(len(header), len(body)) + header + body)
    file.flush()


def receive_frame(file):
    """The value of the next frame.  Raises EOFError where there is none, and ProtocolError."""
    header, body = LENGTHS.unpack(_exactly(file, LENGTHS.size))
    if header > HEADER or body > BODY:
        raise ProtocolError(f"A frame of {header + body:,} bytes is announced, which is too much.")
    words, numbers = _exactly(file, header), memoryview(_exactly(file, body))
    try:
        value, rest = _unpacked(json.loads(words), numbers)
    except (ValueError, TypeError, IndexError, KeyError, RecursionError) as error:
        raise ProtocolError(f"What came is no frame: {type(error).__name__}.") from None
    if len(rest):
        raise ProtocolError("A frame has more bytes than its arrays need.")
    return value


def _exactly(file, size):
    content = file.read(size)
    if len(content) < size:
        raise EOFError
    return content


def _packed(value, pieces):
    """A value as JSON's own types; the bytes of its arrays join the pieces."""
    if isinstance(value, np.ndarray) and value.dtype.kind == "U":
        return ["words", value.shape, *map(str, value.flat)]
    if isinstance(value, (np.ndarray, np.generic)):
        array = np.asarray(value)
        array = np.ascontiguousarray(array, array.dtype.newbyteorder("<")).reshape(array.shape)
        if array.dtype.str not in DTYPES:
            raise ProtocolError(f"Numbers of the kind {array.dtype} cannot be sent.")
        pieces.append(array.tobytes())
        return [
            "array" if isinstance(value, np.ndarray) else "number",
            array.dtype.str,
            array.shape,
        ]
    if isinstance(value, (list, tuple)):
        kind = "list" if isinstance(value, list) else "tuple"
        return [kind, *(_packed(one, pieces) for one in value)]
    if isinstance(value, dict):
        return ["dict", *([str(name), _packed(one, pieces)] for name, one in value.items())]
    if value is None or isinstance(value, (bool, int, float, str)):
        return value
    raise ProtocolError(f"A {type(value).__name__} cannot be sent.")


def _unpacked(value, numbers):
    """(the value that was packed, the bytes that are left over)."""
    if not isinstance(value, list):
        return value, numbers
    kind, *rest = value
    if kind in ("array", "number"):
        return _array(kind, *rest, numbers)
    if kind == "words":
        return _words(*rest), numbers
    made = []
    for one in (pair[1] for pair in rest) if kind == "dict" else rest:
        item, numbers = _unpacked(one, numbers)
        made.append(item)
    if kind == "dict":
        return {str(pair[0]): item for pair, item in zip(rest, made, strict=True)}, numbers
    return {"list": list, "tuple": tuple}[kind](made), numbers


def _words(shape, *words):
    if len(words) > MOST_WORDS or any(
        len(word) > MOST_WORDS or type(word) is not str for word in words
    ):
        raise ValueError(shape)
    return np.array(words, str).reshape(shape)


def _array(kind, dtype, shape, numbers):
    if dtype not in DTYPES or not all(type(n) is int and n >= 0 for n in shape) or len(shape) > 32:
        raise ValueError(dtype)
    size = math.prod(shape) * np.dtype(dtype).itemsize
    if size > len(numbers):
        raise ValueError(shape)
    array = np.frombuffer(numbers[:size], dtype).reshape(shape).copy()
    return (array if kind == "array" else array[()]), numbers[size:]
