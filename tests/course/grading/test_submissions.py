"""What students handed in is found in each layout, and nothing is passed by in silence."""

import json

import pytest

from nnlib.course.grading.submissions import STUDENT, set_of, submissions_in

SETS = [
    "01_a_line_is_one_neuron",
    "05_the_chain_rule_is_a_graph",
    "04_descent_in_batches",
    "A_reading_the_literature",
]
LINE, GRAPH, BATCHES, LETTER = SETS


def notebook(*names, grade_ids=False):
    """The bytes of a notebook whose cells have these names, as ids or as nbgrader's."""
    cells = [
        {"metadata": {"nbgrader": {"grade_id": name}}}
        if grade_ids
        else {"id": name, "metadata": {}}
        for name in names
    ]
    return json.dumps({"cells": cells, "nbformat": 4, "nbformat_minor": 5, "metadata": {}}).encode()


OF_GRAPH = notebook("title", "text-5-1", "task-5-1", "check-5-1")


@pytest.mark.parametrize(
    ("file", "content", "found"),
    [
        (f"{GRAPH}.ipynb", OF_GRAPH, GRAPH),
        (f"{GRAPH}.ipynb", b"not JSON", GRAPH),
        (f"{GRAPH}-1.ipynb", b"not JSON", GRAPH),
        ("05 (1).ipynb", OF_GRAPH, GRAPH),
        ("mine.ipynb", notebook("task-1-1", grade_ids=True), LINE),
        ("mine.ipynb", b"\xef\xbb\xbf" + OF_GRAPH, GRAPH),
        ("mine.ipynb", json.dumps({"worksheets": [json.loads(OF_GRAPH)]}).encode(), GRAPH),
        ("mine.ipynb", notebook("task-5-1", "task-5-2", "task-1-1"), GRAPH),
        ("mine.ipynb", notebook("task-5-1", "task-1-1"), None),
        ("mine.ipynb", notebook("text-a-1", "task-a-1"), LETTER),
        ("mine.ipynb", notebook("task-9-1"), None),
        ("mine.ipynb", b"[" * 100_000, None),
        ("mine.ipynb", b'{"cells": [1, {"metadata": 3, "id": 4}]}', None),
        ("mine.ipynb", b"\xff\xfe", None),
        (f"{LINE}.ipynb", OF_GRAPH, GRAPH),
        ("03_descent_in_practice.ipynb", notebook("task-3-1"), BATCHES),
    ],
)
def test_a_notebook_is_known_by_its_cells_and_by_its_name(file, content, found):
    set_, notes = set_of(file, content, SETS)
    assert set_ == found
    renamed = found is not None and file != f"{found}.ipynb"
    assert bool(notes) == renamed


@pytest.mark.parametrize("name", ["s001", "a.b@c-d_e", "7", "x" * 64])
def test_ids_that_are_taken(name):
    assert STUDENT.fullmatch(name)


@pytest.mark.parametrize("name", ["", ".", "..", "-rf", "a/b", "a b", "x" * 65, "é", "a\n", "\x00"])
def test_ids_that_are_not(name):
    assert not STUDENT.fullmatch(name)


def put(folder, path, content=OF_GRAPH):
    place = folder / path
    place.parent.mkdir(parents=True, exist_ok=True)
    place.write_bytes(content)


def test_what_lies_in_a_folder(tmp_path):
    put(tmp_path, f"s001/{GRAPH}.ipynb")
    put(tmp_path, f"s002/{GRAPH}/{GRAPH}.ipynb")
    put(tmp_path, "s003/05 (1).ipynb")
    put(tmp_path, f"s004/{GRAPH}.ipynb")
    put(tmp_path, "s004/copy.ipynb")
    put(tmp_path, f"s004/.ipynb_checkpoints/{GRAPH}.ipynb")
    put(tmp_path, "s005/other.ipynb", b"{}")
    put(tmp_path, f"José/{GRAPH}.ipynb")
    (tmp_path / "s006").symlink_to(tmp_path / "s001")
    (tmp_path / "s007").mkdir()
    (tmp_path / "s007" / f"{GRAPH}.ipynb").symlink_to(tmp_path / "s001" / f"{GRAPH}.ipynb")
    found, sentences = submissions_in(tmp_path, SETS)
    assert [(one.student, one.set, one.path.name) for one in found] == [
        ("s001", GRAPH, f"{GRAPH}.ipynb"),
        ("s002", GRAPH, f"{GRAPH}.ipynb"),
        ("s003", GRAPH, "05 (1).ipynb"),
        ("s004", GRAPH, f"{GRAPH}.ipynb"),
    ]
    assert [len(one.notes) for one in found] == [0, 0, 1, 1]
    assert "“copy.ipynb” was handed in as well" in found[3].notes[0]
    said = "\n".join(sentences)
    assert "José" in said and "s006" in said and "other.ipynb" in said


def test_a_renamed_notebook_that_cannot_be_read_ends_nothing(tmp_path, monkeypatch):
    put(tmp_path, "s001/mine.ipynb")
    put(tmp_path, f"s002/{GRAPH} (1).ipynb")
    put(tmp_path, f"s003/{GRAPH}.ipynb")

    def refuse(path):
        raise PermissionError(13, "Permission denied", path)

    monkeypatch.setattr("pathlib.Path.read_bytes", refuse)
    found, sentences = submissions_in(tmp_path, SETS)
    assert [one.student for one in found] == ["s002", "s003"], "by their names alone"
    assert sentences == ["s001: “mine.ipynb” belongs to no set."]


def test_what_could_not_be_collected_is_a_submission_with_a_reason(tmp_path):
    put(tmp_path, f"s001/{GRAPH}.ipynb")
    row = {"student": "s001", "set": GRAPH, "time": "2026-11-20T13:05:00Z", "notes": ["Late."]}
    refused = row | {"student": "s002", "refused": "The zip is encrypted."}
    again = refused | {"student": "s001", "time": None, "notes": []}
    rows = [row | {"refused": None}, again, refused, refused | {"student": None}]
    (tmp_path / "collected.json").write_text(json.dumps({"files": rows}))
    found, _ = submissions_in(tmp_path, SETS)
    assert [(one.student, one.reason, one.submitted, one.notes) for one in found] == [
        ("s001", None, "2026-11-20T13:05:00Z", ("Late.",)),
        ("s002", "The zip is encrypted.", "2026-11-20T13:05:00Z", ("Late.",)),
    ]
