"""Frames: what is sent arrives as it was, and nothing that is not a frame gets through."""

import io
import json
import pickle
import struct

import numpy as np
import pytest

from nnlib.course.grading import protocol
from nnlib.course.grading.protocol import ProtocolError


def sent(value):
    file = io.BytesIO()
    protocol.send_frame(file, value)
    file.seek(0)
    return protocol.receive_frame(file)


def frame(header, body=b""):
    words = header if isinstance(header, bytes) else json.dumps(header).encode()
    return io.BytesIO(struct.pack("<II", len(words), len(body)) + words + body)


@pytest.mark.parametrize(
    "value",
    [
        None, True, 3, 2.5, "é\ud800", [], [1, [2, (3, "x")]], {"a": {"b": (1,)}, "list": ["dict"]},
        {"array": [1, 2]}, ["array", "<f8", [2]], 10**300,
    ],
)  # fmt: skip
def test_plain_values_arrive_as_they_were(value):
    came = sent(value)
    assert came == value
    assert type(came) is type(value)


@pytest.mark.parametrize(
    "array",
    [
        np.arange(6.0).reshape(2, 3), np.arange(6.0).reshape(2, 3).T, np.float32([1.5]),
        np.array([np.nan, -0.0, np.inf]), np.array(2.0), np.zeros((3, 0)), np.array([True, False]),
        np.array([1, 2], np.int8), np.array(["a", "longer"]), np.arange(4, dtype=">f8"),
        np.array([], str),
    ],
)  # fmt: skip
def test_arrays_arrive_with_their_kind_shape_and_bits(array):
    (came,) = sent([array])
    assert (came.shape, came.dtype.kind, came.dtype.itemsize) == (
        array.shape, array.dtype.kind, array.dtype.itemsize,
    )  # fmt: skip
    np.testing.assert_array_equal(came, array)
    assert came.flags.writeable


def test_numbers_of_numpy_stay_what_they_are():
    assert [type(one) for one in sent([np.float64(1.5), np.int64(2)])] == [np.float64, np.int64]


@pytest.mark.parametrize(
    "value", [object(), {1}, lambda: 0, np.array([object()]), np.array([1j]), b"bytes"]
)
def test_anything_else_is_not_sent(value):
    with pytest.raises(ProtocolError, match="cannot be sent"):
        sent({"a": [value]})


def test_what_is_too_large_is_not_sent():
    with pytest.raises(ProtocolError, match="too many for one frame"):
        sent(np.zeros(protocol.BODY // 8 + 1))
    with pytest.raises(ProtocolError, match="too many for one frame"):
        sent("x" * (protocol.HEADER + 1))


@pytest.mark.parametrize(
    ("header", "body"),
    [
        (b"not JSON", b""),
        (b"\xff\xfe\x00", b""),
        (pickle.dumps([1]), b""),
        (b"[" * 100_000, b""),
        ([], b""),
        (["set", 1], b""),
        ([["list"], 1], b""),
        (["dict", 3], b""),
        (["dict", ["a", 1, 2], 3], b""),
        (["array", "<f8", [2]], b"\0" * 8),
        (["array", "<f8", [1]], b"\0" * 16),
        (["array", "|O", [1]], b"\0" * 8),
        (["array", "<c16", [1]], b"\0" * 16),
        (["array", "<f8", [-1]], b""),
        (["array", "<f8", [1 << 40, 1 << 40]], b""),
        (["array", "<f8", [True]], b"\0" * 8),
        (["array", "<f8", [1] * 40], b"\0" * 8),
        (["array", "<f8", "2"], b"\0" * 16),
        (["words", [1], 3], b""),
        (["words", [2], "one"], b""),
        (["words", [1], "x" * 2_000], b""),
        (1, b"left over"),
    ],
)
def test_what_is_no_frame_is_refused(header, body):
    with pytest.raises(ProtocolError):
        protocol.receive_frame(frame(header, body))


@pytest.mark.parametrize("lengths", [(protocol.HEADER + 1, 0), (2, protocol.BODY + 1)])
def test_lengths_are_held_to_limits_before_anything_is_read(lengths):
    with pytest.raises(ProtocolError, match="too much"):
        protocol.receive_frame(io.BytesIO(struct.pack("<II", *lengths)))


@pytest.mark.parametrize("kept", [0, 3, 8, 12])
def test_a_frame_that_breaks_off_is_an_end(kept):
    whole = frame(["list", 1, 2, 3]).getvalue()
    with pytest.raises(EOFError):
        protocol.receive_frame(io.BytesIO(whole[:kept]))
