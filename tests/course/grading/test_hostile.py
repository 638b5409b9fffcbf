"""A class in which nearly everybody is hostile or unlucky: no false point, no breach, no victim.

One run of `nnlib grade` for all; the pages in `hostile/` say what each of them tries.
"""

import json
import shutil
import socket
import subprocess
import sys
from contextlib import ExitStack
from pathlib import Path

import pytest
from hostile_pages import (
    COURSE,
    GRAPH,
    LINE,
    SOURCES,
    code_cell,
    hand_in,
    notebook_of,
    pages,
    write,
)

from nnlib.course.grading import records

HOSTILE = {one.name: one for one in pages()}
HONEST = [f"s{number:03d}" for number in range(1, 7)]
SOURCE = SOURCES["01"]


def right():
    return notebook_of(SOURCE)


def old_form():
    """The same in nbformat 3, where cells stand in a worksheet, and code is an input."""
    cells = [
        {"cell_type": cell["cell_type"], "metadata": {}, "language": "python", "outputs": []}
        | {("input" if cell["cell_type"] == "code" else "source"): cell["source"]}
        for cell in right()["cells"]
    ]
    return {"nbformat": 3, "nbformat_minor": 0, "metadata": {}, "worksheets": [{"cells": cells}]}


def stripped():
    """No ids, no metadata, points of a thousand, the checks gone, each cell twice."""
    cells = [cell for cell in right()["cells"] if not cell["id"].startswith("check")]
    graded = {"nbgrader": {"grade": True, "points": 1000, "grade_id": "task-1-3"}}
    bare = [
        {key: cell[key] for key in cell if key != "id"} | {"metadata": graded} for cell in cells
    ]
    return right() | {"cells": bare + bare, "nbformat_minor": 4}


def with_cells(*sources):
    notebook = right()
    notebook["cells"] += [code_cell(source, f"own-{n}") for n, source in enumerate(sources)]
    return notebook


def with_output(size):
    notebook = right()
    text = {"output_type": "stream", "name": "stdout", "text": "x" * size}
    notebook["cells"][-2]["outputs"] = [text]
    return notebook


# `nnlib grade` with less time for those who never end, which is most of what this class takes.
IN_HASTE = """
import sys
from nnlib.course.grading import grade, marking

marking.CELL_SECONDS, marking.GRACE = 3, 2
sys.exit(grade.main(sys.argv[1:]))
"""
FULL, NOTHING = True, False
# {name: (what lies there as the notebook, whether it earns every point or none)}
UNLUCKY = {
    "untouched": (lambda: json.loads(exercise().read_text("utf-8")), NOTHING),
    "no-json": (lambda: "{not json", NOTHING),
    "json-of-another-kind": (lambda: [1, 2, 3], NOTHING),
    "an-empty-file": (lambda: b"", NOTHING),
    "a-picture": (lambda: b"\x89PNG\r\n\x1a\n" + bytes(range(256)), NOTHING),
    "no-cells": (lambda: {"nbformat": 4, "metadata": {}}, NOTHING),
    "cells-that-are-none": (lambda: right() | {"cells": [1, None, [], {"source": 3}]}, NOTHING),
    "nested-for-ever": (lambda: '{"cells": ' + "[" * 10**5 + "]" * 10**5 + "}", NOTHING),
    "too-large": (lambda: b'{"cells": [' + b" " * (60 * 2**20) + b"]}", NOTHING),
    "large-output": (lambda: with_output(5 * 10**6), FULL),
    "byte-order-mark": (lambda: b"\xef\xbb\xbf" + json.dumps(right()).encode(), FULL),
    "nbformat-3": (old_form, FULL),
    "another-kernel": (lambda: right() | {"metadata": {"kernelspec": {"name": "julia"}}}, FULL),
    "stripped-and-doubled": (stripped, FULL),
    "half-a-character": (lambda: with_cells('print("\ud800")', "\x00", "x = '\u202e'"), FULL),
    "no-python": (lambda: with_cells("this is no Python", "(" * 5000, "x = (1,"), FULL),
    "magic": (lambda: with_cells("%matplotlib inline", "!rm -rf /", "%%bash\nls", "nn?"), FULL),
    "a-cell-without-bounds": (lambda: with_cells("x = 1\n" * 10**5), FULL),
}


def exercise():
    return COURSE / "exercises" / LINE / f"{LINE}.ipynb"


def content_of(made):
    return made if isinstance(made, (bytes, str)) else json.dumps(made)


@pytest.fixture(scope="module")
def world(tmp_path_factory):
    """What hostile code would like to reach: somebody who listens, and a folder to write to."""
    folder = tmp_path_factory.mktemp("world")
    folder.chmod(0o777)
    with ExitStack() as stack:
        tcp = stack.enter_context(socket.create_server(("127.0.0.1", 0)))
        port = tcp.getsockname()[1]
        unix = stack.enter_context(socket.socket(socket.AF_UNIX))
        unix.bind(f"\0nnlib-hostile-{port}")
        unix.listen()
        for one in (tcp, unix):
            one.setblocking(False)
        yield {"folder": folder, "port": port, "listening": (tcp, unix)}


@pytest.fixture(scope="module")
def graded(tmp_path_factory, world):
    """{(student, set): record} of the whole class, graded in one run."""
    class_, outside = tmp_path_factory.mktemp("class"), world["folder"] / "outside"
    outside.mkdir(mode=0o777)
    out = world["folder"] / "marks.jsonl"
    places = {"OUTSIDE": outside, "SOLUTIONS": COURSE / "solutions", "RECORDS": out}
    for one in HOSTILE.values():
        hand_in(one, class_, places | {"PORT": world["port"]})
    for name, (make, _) in UNLUCKY.items():
        write(class_ / name, SOURCE, content_of(make()))
    for name in HONEST:
        write(class_ / name, SOURCE, json.dumps(right()))
    shutil.move(class_ / "s002" / f"{LINE}.ipynb", class_ / "s002" / "01 (1).ipynb")
    (class_ / "linked").symlink_to(class_ / "s001")
    (class_ / "link-inside").mkdir()
    (class_ / "link-inside" / f"{LINE}.ipynb").symlink_to(class_ / "s001" / f"{LINE}.ipynb")
    command = [sys.executable, "-c", IN_HASTE, class_, "--out", out, "--jobs", "4"]
    run = subprocess.run(command, cwd=COURSE, capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stderr[-3000:]
    assert "Warning" not in run.stderr, "numbers of any size are judged without a word"
    return records.latest(out)


def tasks_of(graded, name, set_=LINE):
    return {task["id"]: task for task in graded[name, set_]["tasks"]}


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_code_earns_nothing_and_costs_only_what_it_defines(graded, name):
    one = HOSTILE[name]
    tasks = tasks_of(graded, name, one.source.name)
    earned = {id: task["earned"] for id, task in tasks.items()}
    points = {id: 0 if id in one.spoilt else task["points"] for id, task in tasks.items()}
    assert earned == points, "\n".join(
        f"{id}: {task['message'][:300]}" for id, task in tasks.items()
    )
    record = json.dumps(graded[name, one.source.name], ensure_ascii=False)
    assert "A wall has a hole" not in record
    for words in one.says:
        assert words in record


@pytest.mark.parametrize("name", UNLUCKY)
def test_an_unlucky_notebook_gets_what_it_deserves_or_a_reason(graded, name):
    _, full = UNLUCKY[name]
    record = graded[name, LINE]
    assert record["earned"] == (record["of"] if full else 0)
    if not full and name not in ("untouched", "cells-that-are-none"):
        assert record["reason"].endswith(".")
    if full:
        assert record["reason"] is None


@pytest.mark.parametrize("name", HONEST)
def test_the_others_are_graded(graded, name):
    record = graded[name, LINE]
    assert (record["earned"], record["reason"]) == (record["of"], None)


def test_nothing_is_said_at_length(graded):
    longest = max(len(json.dumps(record)) for record in graded.values())
    assert longest < 20_000


def test_nothing_reached_the_world(graded, world):
    assert [path.name for path in (world["folder"] / "outside").iterdir()] == []
    for place in (COURSE, COURSE / "solutions", Path.home(), Path("/tmp"), Path("/dev/shm")):
        assert not (place / "hostile.txt").exists()
        assert not (place / "answer").exists()
    for listening in world["listening"]:
        with pytest.raises(BlockingIOError):
            listening.accept()


def test_nobody_is_left_over(graded):
    for place in Path("/proc").glob("[0-9]*/cmdline"):
        try:
            assert b"nnlib-hostile-left-over" not in place.read_bytes()
        except OSError:
            continue


def test_links_are_not_followed(graded):
    assert ("linked", LINE) not in graded
    assert graded["link-inside", LINE]["reason"].startswith("There is no notebook")


def test_a_record_holds_no_more_than_its_maximum(graded):
    for (student, set_), record in graded.items():
        assert record["student"] == student
        assert 0 <= record["earned"] <= record["of"] <= 15, (student, set_)
        assert set_ in (LINE, GRAPH)
