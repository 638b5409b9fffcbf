"""The `.checks` file: what goes in comes out, the same each time, and a damaged one is refused."""

import io
import zipfile
from dataclasses import replace

import numpy as np
import pytest

from nnlib.course.checks import keys
from nnlib.course.checks.judging import judge
from nnlib.course.checks.probes import Class, reply


@pytest.fixture
def sheet(task, columns):
    key = task(lambda x: 2 * x, columns, {"a stop": lambda x: x.nothing, "a half": lambda x: x})
    question = keys.Question("Which?", ("a", "b"), 1, "lines", "lesson 01", "01.ipynb", ("1.1",))
    return keys.Sheet("01_probe", {"1.1": key}, (question,), solutions=False)


def test_what_is_written_is_read(sheet, tmp_path):
    path = tmp_path / "01_probe.checks"
    path.write_bytes(keys.to_bytes(sheet))
    again = keys.read(path)
    key = again.keys["1.1"]
    assert again.questions == sheet.questions
    assert again.solutions is False
    assert replace(key, cases=()) == replace(sheet.keys["1.1"], cases=())
    wrong = [reply(key.probe, {"f": lambda x: x}, case.inputs) for case in key.cases]
    assert judge(key, wrong).misconception == "a half"
    stops = [reply(key.probe, {"f": lambda x: x.nothing}, case.inputs) for case in key.cases]
    assert judge(key, stops).misconception == "a stop"


def test_an_index_comes_back_as_a_whole_number(task, tmp_path):
    order = {"X": np.arange(4.0), "order": np.array([2, 0, 1]), "shown": np.array([True, False])}
    sheet = keys.Sheet("01_probe", {"1.1": task(lambda X, order, shown: X[order], [order])})
    path = tmp_path / "01_probe.checks"
    path.write_bytes(keys.to_bytes(sheet))
    (case,) = keys.read(path).keys["1.1"].cases
    assert [case.inputs[name].dtype.kind for name in order] == ["f", "i", "b"]
    np.testing.assert_array_equal(case.answer["result"], [2, 0, 1])


def test_a_probe_with_tuples_inside_comes_back_equal(sheet, tmp_path):
    probe = Class("A", ("mu",), (("step", ("g",), ("first",)),), ("v",))
    key = replace(sheet.keys["1.1"], probe=probe)
    path = tmp_path / "a.checks"
    path.write_bytes(keys.to_bytes(replace(sheet, keys={"1.1": key})))
    assert keys.read(path).keys["1.1"].probe == probe


def test_the_bytes_are_the_same_each_time_and_hold_no_pickle(sheet):
    made = keys.to_bytes(sheet)
    assert made == keys.to_bytes(sheet)
    with zipfile.ZipFile(io.BytesIO(made)) as archive:
        assert archive.namelist() == ["numbers.npy", "words.npy"]
        assert {info.date_time[0] for info in archive.infolist()} == {1980}
    loaded = np.load(io.BytesIO(made), allow_pickle=False)
    assert (loaded["numbers"].dtype, loaded["words"].dtype) == (np.float64, np.uint8)


def test_last_digits_may_differ_and_nothing_else(sheet):
    words, numbers = keys.contents(io.BytesIO(keys.to_bytes(sheet)))
    assert keys.alike((words, numbers), (words, numbers * (1 + 1e-15)))
    assert not keys.alike((words, numbers), (words, numbers * (1 + 1e-6)))
    assert not keys.alike((words, numbers), (words | {"name": "other"}, numbers))


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04 cut short", b"plain words", b"\x93NUMPY"])
def test_a_damaged_file_is_refused_in_a_sentence(tmp_path, content):
    path = tmp_path / "01_probe.checks"
    path.write_bytes(content)
    with pytest.raises(ValueError, match=r"01_probe\.checks is damaged"):
        keys.read(path)


def test_a_pickle_is_refused(tmp_path):
    path = tmp_path / "01_probe.checks"
    with path.open("wb") as file:
        np.savez(file, words=np.array([{}], dtype=object), numbers=np.zeros(1))
    with pytest.raises(ValueError, match="damaged"):
        keys.read(path)
