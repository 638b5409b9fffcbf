"""The `.checks` file: what goes in comes out, the same each time, and a damaged one is refused."""

import io
import zipfile
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from nnlib.course.checks import keys
from nnlib.course.checks.judging import judge
from nnlib.course.checks.probes import Class, reply


def stops(x):
    return x if len(x) == 4 else x.nothing


@pytest.fixture
def sheet(task, columns):
    key = task(lambda x: 2 * x, columns, {"a stop": stops, "a half": lambda x: x})
    question = keys.Question("Which?", ("a", "b"), 1, "lines", "lesson 01", "01.ipynb", ("1.1",))
    return keys.Sheet("01_probe", {"1.1": key}, (question,), solutions=False)


def test_what_is_written_is_read(sheet, tmp_path):
    path = tmp_path / "01_probe.checks"
    path.write_bytes(keys.to_bytes(sheet))
    again = keys.read_sheet(path)
    key = again.keys["1.1"]
    assert again.questions == sheet.questions
    assert again.solutions is False
    assert replace(key, cases=()) == replace(sheet.keys["1.1"], cases=())
    wrong = [reply(key.probe, {"f": lambda x: x}, case.inputs) for case in key.cases]
    assert judge(key, wrong).misconception == "a half"
    stopped = [reply(key.probe, {"f": stops}, case.inputs) for case in key.cases]
    assert judge(key, stopped).misconception == "a stop"


def test_idle_arguments_come_back_and_stand_in_no_file_that_has_none(sheet, tmp_path):
    path = tmp_path / "01_probe.checks"
    spared = replace(sheet.keys["1.1"], idle=("x",))
    path.write_bytes(keys.to_bytes(replace(sheet, keys={"1.1": spared})))
    assert keys.read_sheet(path).keys["1.1"].idle == ("x",)
    words, _ = keys.contents(io.BytesIO(keys.to_bytes(sheet)))
    assert "idle" not in words["keys"]["1.1"]


def test_an_index_comes_back_as_a_whole_number(task, tmp_path):
    order = {"X": np.arange(4.0), "order": np.array([2, 0, 1]), "shown": np.array([True, False])}
    sheet = keys.Sheet("01_probe", {"1.1": task(lambda X, order, shown: X[order], [order])})
    path = tmp_path / "01_probe.checks"
    path.write_bytes(keys.to_bytes(sheet))
    (case,) = keys.read_sheet(path).keys["1.1"].cases
    assert [case.inputs[name].dtype.kind for name in order] == ["f", "i", "b"]
    np.testing.assert_array_equal(case.answer["result"], [2, 0, 1])


def test_a_list_among_the_inputs_comes_back_as_a_list_and_a_tuple_as_a_tuple(sheet, tmp_path):
    case = keys.Case({"n": [6, 50, 3], "p": (3.0, 1.0)}, {"result": np.ones(2)}, {})
    key = replace(sheet.keys["1.1"], cases=(case,))
    path = tmp_path / "a.checks"
    path.write_bytes(keys.to_bytes(replace(sheet, keys={"1.1": key})))
    (case,) = keys.read_sheet(path).keys["1.1"].cases
    assert case.inputs == {"n": [6, 50, 3], "p": (3.0, 1.0)}


def test_a_probe_with_tuples_inside_comes_back_equal(sheet, tmp_path):
    probe = Class("A", ("mu",), (("step", ("g",), ("first",)),), ("v",))
    key = replace(sheet.keys["1.1"], probe=probe)
    path = tmp_path / "a.checks"
    path.write_bytes(keys.to_bytes(replace(sheet, keys={"1.1": key})))
    assert keys.read_sheet(path).keys["1.1"].probe == probe


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
        keys.read_sheet(path)


def test_a_pickle_is_refused(tmp_path):
    path = tmp_path / "01_probe.checks"
    with path.open("wb") as file:
        np.savez(file, words=np.array([{}], dtype=object), numbers=np.zeros(1))
    with pytest.raises(ValueError, match="damaged"):
        keys.read_sheet(path)


def test_a_file_that_is_cut_or_changed_anywhere_is_refused_or_read(sheet, tmp_path):
    """Nothing but a ValueError comes of it, wherever the damage is."""
    made, path = keys.to_bytes(sheet), tmp_path / "01_probe.checks"
    rng = np.random.default_rng(0)
    for _ in range(300):
        damaged = bytearray(made[: rng.integers(1, len(made) + 1)])
        for at in rng.integers(0, len(damaged), size=4):
            damaged[at] = rng.integers(256)
        path.write_bytes(damaged)
        with suppress(ValueError):
            assert isinstance(keys.read_sheet(path), keys.Sheet)


@pytest.mark.parametrize("words", ["3", "{}", '{"name": "a"}', '{"keys": [], "questions": 3}', "["])
def test_a_sound_archive_with_other_words_is_refused(tmp_path, words):
    path = tmp_path / "01_probe.checks"
    with path.open("wb") as file:
        np.savez(file, words=np.frombuffer(words.encode(), np.uint8), numbers=np.zeros(1))
    with pytest.raises(ValueError, match="damaged"):
        keys.read_sheet(path)


def test_without_its_keys_a_set_has_the_same_questions():
    for path in sorted((Path(__file__).parents[3] / "exercises").glob("*/*.checks"))[:3]:
        whole, light = keys.read_sheet(path), keys.read_sheet(path, keys=False)
        assert light.questions == whole.questions and light.name == whole.name
        assert whole.keys and light.keys == {}
