"""A notebook as it was handed in: whatever its bytes are, its code or a reason; and what is cut."""

import json

import pytest

from nnlib.course.grading import handed
from nnlib.course.grading.handed import Handed

NAME = "05.ipynb"


def bytes_of(*sources, **about):
    cells = [{"cell_type": "code", "id": f"task-5-{n}", "source": s} for n, s in enumerate(sources)]
    return json.dumps({"cells": cells, "metadata": {}} | about).encode()


def read(content):
    return Handed.read(content, NAME)


def test_code_comes_with_the_names_of_its_cells():
    assert read(bytes_of("x = 1", ["y = 2\n", "z = 3"])).cells == (
        ("x = 1", ["task-5-0"]),
        ("y = 2\nz = 3", ["task-5-1"]),
    )


def test_a_cell_without_bounds_is_left_out_and_its_number_stays():
    found = read(bytes_of("x = 1", "#" * (handed.LONGEST + 1), "#" * handed.LONGEST))
    assert [len(source) for source, _ in found.cells] == [5, 0, handed.LONGEST]
    assert found.notes == ("Cell 2 has 200,001 characters and was left out.",)


def test_of_cells_without_end_the_first_ones_are_kept():
    found = read(bytes_of(*["x = 1"] * (handed.MOST + 3)))
    assert len(found.cells) == handed.MOST
    assert found.notes == ("There are 503 code cells; those after 500 were left out.",)


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "is empty"),
        (b" \n", "is empty"),
        (b"[1, 2]", "no cells can be read"),
        (b'"cells"', "no cells can be read"),
        (b'["cells"]', "no cells can be read"),
        (b'{"worksheets": []}', "no cells can be read"),
        (b'{"worksheets": {"0": {}}}', "no cells can be read"),
        (b'{"cells": null, "worksheets": [{"cells": []}]}', "no cells can be read"),
        (b'{"cells": [{"cell_type": "markdown", "source": "x"}]}', "holds no code"),
        (b'{"cells": ' + b"[" * 5_000 + b"]" * 5_000 + b"}", "no cells can be read"),
        (b'{"cells": [' + b"{}," * handed.PARTS + b"{}]}", "has more parts than a notebook has"),
        (b" " * (handed.LARGEST_NOTEBOOK + 1), "has more than 50 MB"),
    ],
)
def test_what_holds_no_code_says_why(content, reason):
    found = read(content)
    assert found.cells == ()
    assert found.reason.startswith(NAME)
    assert reason in found.reason


@pytest.mark.parametrize("about", [None, [], "x", 3, {"nnlib": []}, {"nnlib": {"variant": {}}}])
def test_a_notebook_may_say_anything_about_itself(about):
    found = read(bytes_of("x = 1", metadata=about))
    assert (len(found.cells), found.variant) == (1, None)
