"""The light set, its paper, and walls that all tests of a file stand in."""

from contextlib import contextmanager
from dataclasses import replace
from threading import Event

import made_up_class
import pytest

from nnlib.course.authoring.source import Source
from nnlib.course.grading import grade, records
from nnlib.course.grading.papers import Paper
from nnlib.course.grading.records import appending
from nnlib.course.grading.sandbox import raised_walls


@pytest.fixture(scope="session")
def sets(tmp_path_factory):
    return made_up_class.make_sets(tmp_path_factory.mktemp("course") / "solutions")


@pytest.fixture(scope="session")
def paper(sets):
    return Paper(Source(sets / made_up_class.NAME), 7)


@pytest.fixture(scope="session")
def walls():
    with raised_walls() as raised:
        yield raised


@pytest.fixture
def handed_in(tmp_path):
    folder = tmp_path / "submissions"
    folder.mkdir()
    return folder


@pytest.fixture
def run(sets, handed_in, walls, tmp_path, monkeypatch):
    """Run `nnlib grade` on what was handed in; its exit code, and {student: record}.

    All runs stand in the same walls, which take longer to raise than a student to be graded.
    """

    @contextmanager
    def raised(packages, boxed):
        assert (packages, boxed) == ((), True)
        yield replace(walls, live=set(), fallen=Event())

    def run(*options, out="marks.jsonl", shared=True):
        if shared:
            monkeypatch.setattr(grade, "raised_walls", raised)
        path = tmp_path / out
        code = grade.main(
            [str(handed_in), "--out", str(path), "--solutions", str(sets), "--jobs", "2", *options]
        )
        found = records.latest(path) if path.exists() else {}
        return code, {student: record for (student, _), record in found.items()}

    return run


@pytest.fixture
def write_records(tmp_path):
    """`write_records(record, …)` returns the path of a file with them."""

    def write(*records, name="records.jsonl"):
        path = tmp_path / name
        with appending(path) as append:
            for one in records:
                append(one)
        return path

    return write
