"""A batch: every submission has its record, whatever is in it."""

import hashlib
import json
import shutil

import pytest
from made_up_class import NAME, RIGHT, STUBS, WRONG, hand_in, hand_in_class

from nnlib.course.grading import grade, handed, records, sandbox
from nnlib.course.grading.papers import Paper


def statuses(record):
    return {task["id"]: task["status"] for task in record["tasks"]}


ALL_RIGHT = dict.fromkeys(RIGHT, "right")


def test_each_state_of_an_answer_has_its_word_and_its_sentence(run, handed_in):
    answers = {
        "1.1": "def mean_of(x):\n    return x.sum() / 0 .real / nothing",
        "1.2": "def ends_of(x):\n    return x[0], x[1]",
        "1.3": STUBS["1.3"],
        "1.4": "answer = 8",
    }
    hand_in(handed_in, "s001", answers)
    _, found = run("--seed", "11")
    record = found["s001"]
    assert statuses(record) == {
        "1.1": "failed", "1.2": "partly", "1.3": "not attempted", "1.4": "wrong",
    }  # fmt: skip
    raised, partly, *_ = record["tasks"]
    assert "NameError: name 'nothing' is not defined, in line 2 of your cell" in raised["message"]
    assert (partly["earned"], partly["message"]) == (2.0, "`last` is the second number.")
    case = partly["case"]
    assert (record["seed"], record["earned"], record["of"]) == (11, 2.0, 10)
    # Anybody can draw the inputs of the case again.
    assert case["call"].startswith("ends_of(x) with\n  x = [")


def test_the_inputs_of_a_case_can_be_drawn_again(run, handed_in, paper):
    hand_in(handed_in, "s001", RIGHT | {"1.2": "def ends_of(x):\n    return x[0], x[1]"})
    _, found = run()
    case = found["s001"]["tasks"][1]["case"]
    x = paper.source.exercise("1.2").inputs(case["seed"])[case["number"]]["x"]
    assert f"{x[0]:.10g}" in case["call"]


def test_every_batch_asks_afresh_and_everybody_the_same(run, handed_in):
    for student in ("s001", "s002"):
        hand_in(handed_in, student, RIGHT | {"1.2": "def ends_of(x):\n    return x[0], x[1]"})
    calls = []
    for out in ("one.jsonl", "other.jsonl"):
        _, found = run(out=out)
        assert found["s001"]["tasks"] == found["s002"]["tasks"]
        calls.append(found["s001"]["tasks"][1]["case"]["call"])
    assert calls[0] != calls[1]


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"{broken", "is no notebook: no cells can be read from it"),
        (b"", "is empty"),
        (b"[" * 100_000, "is no notebook"),
        (b'{"cells": 3}', "is no notebook"),
        (b"\x00\xff\xfe" * 9, "is no notebook"),
        (None, f"There is no notebook of {NAME}."),
    ],
)
def test_what_cannot_be_graded_has_a_record_with_the_reason(run, handed_in, content, reason):
    hand_in(handed_in, "s001")
    place = handed_in / "s002"
    place.mkdir()
    if content is not None:
        (place / f"{NAME}.ipynb").write_bytes(content)
    code, found = run()
    assert code == 0
    assert found["s001"]["earned"] == 10
    record = found["s002"]
    assert reason in record["reason"]
    assert (record["earned"], record["of"]) == (0, 10)
    assert {task["message"] for task in record["tasks"]} == {record["reason"]}


def test_old_formats_other_kernels_and_byte_order_marks_are_graded(run, handed_in):
    whole = json.loads(hand_in(handed_in, "bom").read_text("utf-8"))
    path = handed_in / "bom" / f"{NAME}.ipynb"
    path.write_bytes(b"\xef\xbb\xbf" + json.dumps(whole).encode())
    old = {"nbformat": 3, "worksheets": [{"cells": [
        {"cell_type": cell["cell_type"], "input": cell["source"].splitlines(keepends=True)}
        for cell in whole["cells"]
    ]}]}  # fmt: skip
    julia = whole | {"metadata": {"kernelspec": {"name": "julia-1.9"}}}
    bare = {"cells": [{"cell_type": c["cell_type"], "source": c["source"]} for c in whole["cells"]]}
    for student, made in {"old": old, "julia": julia, "bare": bare}.items():
        (handed_in / student).mkdir()
        (handed_in / student / f"{NAME}.ipynb").write_text(json.dumps(made), "utf-8")
    _, found = run()
    assert {student: statuses(record) for student, record in found.items()} == dict.fromkeys(
        ("bom", "old", "julia", "bare"), ALL_RIGHT
    )


def test_a_renamed_notebook_is_graded_and_that_is_said(run, handed_in):
    hand_in(handed_in, "s001", name="01 (2).ipynb")
    _, found = run()
    assert found["s001"]["earned"] == 10
    assert found["s001"]["file"] == "s001/01 (2).ipynb"
    assert "It was handed in as “01 (2).ipynb”." in found["s001"]["notes"]


def test_what_is_hashed_is_what_is_graded(run, handed_in, monkeypatch):
    """A file that changes while it is graded is read once."""
    path, read = hand_in(handed_in, "s001"), grade.content_of
    first = path.read_bytes()

    def read_and_change(one):
        content = read(one)
        hand_in(handed_in, "s001", STUBS)
        return content

    monkeypatch.setattr(grade, "content_of", read_and_change)
    _, found = run()
    assert found["s001"]["submission"] == hashlib.sha256(first).hexdigest()
    assert found["s001"]["earned"] == 10
    assert path.read_bytes() != first


def test_a_fault_of_the_grader_costs_nobody_else_and_is_said(run, handed_in, monkeypatch):
    hand_in(handed_in, "s001")
    path = hand_in(handed_in, "s002")
    path.write_text(json.dumps(json.loads(path.read_text("utf-8")) | {"metadata": 3}), "utf-8")
    monkeypatch.setattr(handed, "handed_to", lambda notebook: notebook["metadata"].get("variant"))
    code, found = run()
    assert (code, found["s001"]["earned"], found["s002"]["earned"]) == (0, 10, 0)
    assert found["s002"]["reason"].startswith("The grader stopped at this notebook (AttributeError")
    assert found["s002"]["submission"] == hashlib.sha256(path.read_bytes()).hexdigest()


def test_a_batch_goes_on_where_it_was_stopped(run, handed_in, tmp_path, capsys):
    hand_in_class(handed_in, 4)
    _, first = run()
    lines = (tmp_path / "marks.jsonl").read_text("utf-8")
    assert run("--resume") == (0, first), "nothing is graded again, and the seed is kept"
    assert (tmp_path / "marks.jsonl").read_text("utf-8") == lines
    hand_in(handed_in, "s001")
    shutil.rmtree(handed_in / "s002")
    hand_in(handed_in, "s009")
    _, found = run("--resume")
    assert (tmp_path / "marks.jsonl").read_text("utf-8").startswith(lines)
    assert len(records.history(tmp_path / "marks.jsonl")) == 4 + 2, "one is new, one has changed"
    assert found["s001"]["earned"] == 10
    assert found["s003"] == first["s003"]


def test_another_seed_or_another_set_is_graded_again(run, handed_in, sets, tmp_path):
    hand_in(handed_in, "s001")
    run("--seed", "1")
    run("--seed", "2", "--resume")
    assert [one["seed"] for one in records.history(tmp_path / "marks.jsonl")] == [1, 2]
    changed = tmp_path / "changed"
    shutil.copytree(sets, changed)
    with (changed / NAME / "spec.py").open("a", encoding="utf-8") as spec:
        spec.write("# another\n")
    run("--resume", "--solutions", str(changed))
    assert len({one["spec"] for one in records.history(tmp_path / "marks.jsonl")}) == 2


def test_shards_are_a_class_and_share_nobody(run, handed_in, tmp_path):
    expected = hand_in_class(handed_in, 12)
    parts = []
    for number in ("1/3", "2/3", "3/3"):
        _, part = run("--shard", number, "--seed", "3", out=f"{number[0]}.jsonl")
        parts.append(part)
    merged = {student: one["earned"] for part in parts for student, one in part.items()}
    assert merged == expected
    assert sum(map(len, parts)) == 12
    assert all(parts)


def test_shards_must_ask_the_same(run, handed_in, capsys):
    hand_in(handed_in, "s001")
    assert run("--shard", "1/2") == (1, {})
    assert "give all of them the same --seed" in capsys.readouterr().err


def test_one_student_or_one_set_alone(run, handed_in, capsys):
    hand_in_class(handed_in, 3)
    assert run("--only", "s001", "--only", "01", out="one.jsonl")[1].keys() == {"s001"}
    assert run("--only", NAME, out="all.jsonl")[1].keys() == {"s000", "s001", "s002"}
    assert run("--only", "s008", out="none.jsonl")[0] == 1
    assert "no set and no student here has this name" in capsys.readouterr().err


def test_a_broken_sandbox_is_an_error_and_never_a_zero(run, handed_in, monkeypatch, capsys):
    hand_in(handed_in, "s001")
    monkeypatch.setattr(sandbox, "PROGRAM", "{0!r}; raise SystemExit('There are no numbers here.')")
    assert run(shared=False) == (1, {})
    assert "The sandbox does not start: There are no numbers here." in capsys.readouterr().err


def test_where_the_reference_does_not_pass_nobody_gets_a_zero(run, handed_in, monkeypatch, capsys):
    hand_in(handed_in, "s001")
    monkeypatch.setattr(Paper, "reference", [WRONG["1.1"][0], *list(RIGHT.values())[1:]])
    assert run() == (1, {})
    assert "The reference of task 1.1 does not pass here" in capsys.readouterr().err


def test_a_sandbox_that_breaks_in_the_middle_stops_the_batch(run, handed_in, monkeypatch, capsys):
    hand_in_class(handed_in, 2)
    hand_in(handed_in, "s005", dict.fromkeys(RIGHT, "import os; os._exit(0)"))
    canary = grade.Batch.canary
    seen = []

    def once(self, paper):
        seen.append(paper)
        if len(seen) == 1:
            return canary(self, paper)
        raise sandbox.SandboxError("The reference does not pass here.")

    monkeypatch.setattr(grade.Batch, "canary", once)
    code, found = run("--jobs", "1")
    assert code == 1
    assert "The reference does not pass here." in capsys.readouterr().err
    assert "s005" not in found


def test_a_submission_of_which_nothing_runs_is_its_own_fault_when_the_reference_passes(
    run, handed_in
):
    hand_in(handed_in, "s001", dict.fromkeys(RIGHT, "import os; os._exit(0)"))
    hand_in(handed_in, "s002")
    code, found = run()
    assert code == 0
    assert found["s001"]["earned"] == 0
    assert len(found["s001"]["notes"]) == 4
    assert "Cell 3 ended the Python that ran it." in found["s001"]["notes"][0]
    assert found["s002"]["earned"] == 10


def test_without_bubblewrap_nothing_is_graded(run, handed_in, monkeypatch, capsys):
    hand_in(handed_in, "s001")
    monkeypatch.setenv("PATH", "/nowhere")
    assert run(shared=False) == (1, {})
    assert "There is no bubblewrap here" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        (("--solutions", "nowhere"), "There is no set in nowhere"),
        (("--out", "no/such/folder/marks.jsonl"), "cannot be written"),
    ],
)
def test_what_cannot_begin_is_said(run, handed_in, capsys, options, sentence):
    hand_in(handed_in, "s001")
    assert run(*options)[0] == 1
    assert sentence in capsys.readouterr().err


def test_an_empty_folder_is_said(run, capsys):
    assert run()[0] == 1
    assert "there is no submission of any set" in capsys.readouterr().err


def test_a_student_may_import_sympy_in_any_set(run, handed_in):
    """Beside the course it is there in every notebook, so a check passes and grading must too."""
    code = "from sympy import Rational\n\nanswer = Rational(14, 2)"
    hand_in(handed_in, "s001", RIGHT | {"1.4": code})
    hand_in(handed_in, "s002", RIGHT)
    _, found = run(shared=False)
    assert [statuses(record) for record in found.values()] == [ALL_RIGHT, ALL_RIGHT]


def test_a_cell_that_is_no_python_is_told_with_its_line(run, handed_in):
    hand_in(handed_in, "s001", RIGHT | {"1.1": "def mean_of(x)\n    return x.mean()"})
    _, found = run()
    first = found["s001"]["tasks"][0]
    assert first["status"] == "failed"
    words = (
        "Its cell stopped with SyntaxError: expected ':', in line 1 of your cell: `def mean_of(x)`"
    )
    assert first["message"] == words
