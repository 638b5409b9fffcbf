"""check, hint and solution as a learner has them, in a real kernel and on read-only files too."""

import json
import os
import shutil
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

import nbformat
import pytest
from nbclient import NotebookClient
from nbformat.v4 import new_code_cell

from nnlib.course.checks.progress import Progress
from nnlib.course.checks.session import Session

COURSE = Path(__file__).parents[3]
NAME = "01_a_line_is_one_neuron"
WRONG = "def loss(a, y):\n    return ((a - y) ** 2).sum() / 2"
RIGHT = "def loss(a, y):\n    return ((a - y) ** 2).mean() / 2"


@pytest.fixture
def course(tmp_path, monkeypatch):
    """A copy of the course's exercises and solutions; the working directory is the set's."""
    monkeypatch.delenv("NNLIB_PROGRESS", raising=False)
    for folder in ("exercises", "solutions"):
        shutil.copytree(COURSE / folder / NAME, tmp_path / folder / NAME)
    monkeypatch.chdir(tmp_path / "exercises" / NAME)
    return tmp_path


def desk_with(code, **options):
    namespace = {}
    exec(f"import numpy as np\n{code}", namespace)
    return Session(NAME, namespace, **options)


def test_wrong_then_right(course):
    desk = desk_with(WRONG)
    assert desk.check("1.3").misconception == "sum for mean"
    exec(RIGHT, desk.namespace)
    assert desk.check("1.3").right
    assert desk.check(1.3).right
    record = json.loads((course / "progress.json").read_text())["tasks"][f"{NAME}/1.3"]
    assert (record["tries"], record["best"], record["slips"]) == (3, 1.0, {"sum for mean": 1})


def test_hints_come_one_by_one_and_the_last_stays(course):
    heads = [desk_with("").hint("1.3").head for _ in range(4)]
    assert heads == [f"Hint {n} of 3 · 1.3" for n in (1, 2, 3, 3)]


def test_a_solution_is_shown_after_an_attempt_only(course):
    desk = desk_with("")
    assert desk.check("1.3").kind == "missing"
    assert "Try it first" in repr(desk.solution("1.3"))
    exec(WRONG, desk.namespace)
    desk.check("1.3")
    assert "np.mean" in desk.solution("1.3").code
    assert "###" not in desk.solution("1.3").code


def test_an_instructor_can_keep_solutions_back(course, monkeypatch):
    desk = desk_with(WRONG)
    desk.check("1.3")
    monkeypatch.setenv("NNLIB_SOLUTIONS", "off")
    assert "keeps the solutions" in repr(desk.solution("1.3"))
    monkeypatch.delenv("NNLIB_SOLUTIONS")
    desk.sheet = replace(desk.sheet, solutions=False)
    assert "keeps the solutions" in repr(desk.solution("1.3"))
    shutil.rmtree(course / "solutions")
    desk = desk_with(WRONG)
    assert "np.mean" not in repr(desk.solution("1.2")) + repr(desk.solution("1.3"))


@pytest.mark.parametrize("ask", ["check", "hint", "solution"])
@pytest.mark.parametrize("id", ["9.9", None, [], 7])
def test_a_task_that_is_not_there_is_a_sentence(course, ask, id):
    assert "The tasks are '1.1', '1.2'" in str(getattr(desk_with(""), ask)(id))


def test_without_its_file_a_check_says_where_to_open_the_notebook(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert desk_with("").check("1.1").kind == "missing"  # the course's own file is found
    monkeypatch.setattr("nnlib.course.checks.session.course_folder", lambda: None)
    verdict = desk_with("").check("1.1")
    assert (verdict.kind, repr(verdict)) == ("unavailable", "0.0")
    assert f"exercises/{NAME}" in verdict.message
    (tmp_path / f"{NAME}.checks").write_bytes(b"not a zip")
    assert "damaged" in desk_with("").check("1.1").message


def test_running_the_solutions_leaves_no_progress(course, monkeypatch):
    monkeypatch.chdir(course / "solutions" / NAME)
    assert desk_with(RIGHT).check("1.3").right
    assert not (course / "progress.json").exists()


def test_a_card_escapes_what_the_learner_wrote(course):
    verdict = desk_with("def loss(a, y):\n    raise ValueError('<script>')").check("1.3")
    assert "&lt;script&gt;" in verdict._repr_html_()
    assert "<script>" not in verdict._repr_html_()


def test_in_a_kernel_after_cells_were_deleted_copied_and_reordered(course):
    notebook = nbformat.read(f"{NAME}.ipynb", as_version=4)
    cells = {cell.id: cell for cell in notebook.cells}
    cells["task-1-3"].source = WRONG
    cells["task-1-5"].source = "def layer(X, W, b):\n    z = X @ W\n    return z + b.missing"
    copies = [nbformat.from_dict(cells["check-1-3"]) for _ in range(2)]
    order = ["setup", "start", "check-1-5", "task-1-5", "task-1-3", "check-1-3"]
    notebook.cells = [cells[name] for name in order] + copies + [cells["check-1-1"]]
    notebook.cells += [new_code_cell('check("1.5")'), new_code_cell('hint("1.3")')]
    for number, cell in enumerate(notebook.cells):
        cell.id = f"cell-{number}"
    NotebookClient(notebook, timeout=60, resources={"metadata": {"path": "."}}).execute()
    texts = [cell.outputs[-1].data for cell in notebook.cells if cell.outputs]
    assert [text["text/plain"] for text in texts[:-1]] == ["0.0"] * 6
    html = [text["text/html"] for text in texts]
    assert "The name <code>layer</code> is not there yet" in html[0]
    assert all("Your loss is m times ours" in one for one in html[1:4])
    assert "The name <code>residuals</code> is not there yet" in html[4]
    assert "line 3 of your cell: <code>return z + b.missing</code>" in html[5]
    assert "Hint 1 of 3" in html[6]


READ_ONLY = """
import os, sys
import numpy as np
from nnlib.course.checks import start
os.chdir(sys.argv[1])
start("01_a_line_is_one_neuron")  # everything is imported while that is allowed
if os.geteuid() == 0:
    os.seteuid(65534)  # root may write anywhere
check, hint, solution = start("01_a_line_is_one_neuron")
def loss(a, y):
    return ((a - y) ** 2).sum() / 2
print(check("1.3"), hint("1.3"), hint("1.3"), solution("1.3"), sep="\\n")
"""


def test_where_the_files_are_read_only():
    with TemporaryDirectory() as folder:
        course = Path(folder)
        for part in ("exercises", "solutions"):
            shutil.copytree(COURSE / part / NAME, course / part / NAME)
        before = sorted(course.rglob("*"))
        for path in (course, *before):
            path.chmod(0o555 if path.is_dir() else 0o444)
        home = str(course / "home")
        env = os.environ | {"HOME": home, "XDG_DATA_HOME": home, "PYTHONPATH": str(COURSE)}
        env.pop("NNLIB_PROGRESS", None)
        command = [sys.executable, "-c", READ_ONLY, str(course / "exercises" / NAME)]
        run = subprocess.run(command, env=env, capture_output=True, text=True, check=False)
        assert sorted(course.rglob("*")) == before
        for path in (course, *before):
            path.chmod(0o755)
    assert run.returncode == 0, run.stderr
    for words in ("Your loss is m times ours", "until the kernel stops", "Hint 2 of 3", "np.mean"):
        assert words in run.stdout


def test_progress_of_another_place(course, tmp_path):
    desk = desk_with(WRONG, progress=Progress(tmp_path / "elsewhere.json"))
    desk.check("1.3")
    assert (tmp_path / "elsewhere.json").exists()
