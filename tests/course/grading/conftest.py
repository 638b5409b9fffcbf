import pytest

from nnlib.course.grading.records import appending


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
