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

from nnlib.course.checks.panel import Panel
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


def session_with(code, **options):
    namespace = {}
    exec(f"import numpy as np\n{code}", namespace)
    return Session(NAME, namespace, **options)


def test_wrong_then_right(course):
    session = session_with(WRONG)
    assert session.check("1.3").misconception == "sum for mean"
    exec(RIGHT, session.namespace)
    assert session.check("1.3").right
    assert session.check(1.3).right
    record = json.loads((course / "progress.json").read_text())["tasks"][f"{NAME}/1.3"]
    assert (record["tries"], record["best"], record["slips"]) == (3, 1.0, {"sum for mean": 1})


@pytest.mark.parametrize("id", [" 1.3", "1,3 "])
def test_an_id_may_be_typed_with_a_space_or_a_comma(course, id):
    assert session_with(RIGHT).check(id).id == "1.3"
    assert session_with("").hint(id).head == "Hint 1 of 3 · 1.3"


def test_an_id_may_be_typed_in_another_case(course):
    session = session_with("")
    sheet = session.sheets[0].keys
    sheet["A.1"] = sheet.pop("1.3")
    assert session.today("a.1") == "A.1"


def test_hints_come_one_by_one_and_the_last_stays(course):
    heads = [session_with("").hint("1.3").head for _ in range(4)]
    assert heads == [f"Hint {n} of 3 · 1.3" for n in (1, 2, 3, 3)]


ALSO_WRONG = WRONG.replace("/ 2", "* 2")


def test_a_solution_is_shown_after_two_different_answers_only(course):
    session = session_with("")
    assert session.check("1.3").kind == "missing"
    assert "Try it first" in repr(session.solution("1.3"))
    exec(WRONG, session.namespace)
    session.check("1.3")
    session.check("1.3")
    assert "Try it first" in repr(session.solution("1.3"))
    exec(ALSO_WRONG, session.namespace)
    session.check("1.3")
    assert "np.mean" in session.solution("1.3").code
    assert "###" not in session.solution("1.3").code


def test_a_right_answer_shows_another_one(course):
    session = session_with(RIGHT)
    session.check("1.3")
    assert "np.mean" in session.solution("1.3").code


def test_giving_up_shows_a_solution_and_is_recorded(course):
    session = session_with("")
    assert "np.mean" in session.solution("1.3", surrender=True).code
    assert session.progress.of(f"{NAME}/1.3")["shown"]
    assert "Try it first" in repr(session.solution("1.2"))
    rows = {row[1]: row[2] for row in Panel(session.progress, course).rows()}
    assert rows["1.3 The loss"] == "✗ solution shown"


def test_an_instructor_can_keep_solutions_back(course, monkeypatch):
    session = session_with(WRONG)
    session.solution("1.3", surrender=True)
    monkeypatch.setenv("NNLIB_SOLUTIONS", "off")
    assert "keeps the solutions" in repr(session.solution("1.3"))
    monkeypatch.delenv("NNLIB_SOLUTIONS")
    session.sheets = [replace(one, solutions=False) for one in session.sheets]
    assert "keeps the solutions" in repr(session.solution("1.3"))
    shutil.rmtree(course / "solutions")
    session = session_with(WRONG)
    assert "np.mean" not in repr(session.solution("1.2")) + repr(session.solution("1.3"))


@pytest.mark.parametrize("ask", ["check", "hint", "solution"])
@pytest.mark.parametrize("id", ["9.9", None, [], 7])
def test_a_task_that_is_not_there_is_a_sentence(course, ask, id):
    assert "The tasks are '1.1', '1.2'" in str(getattr(session_with(""), ask)(id))


def test_without_its_file_a_check_says_where_to_open_the_notebook(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert session_with("").check("1.1").kind == "missing"  # the course's own file is found
    monkeypatch.setattr("nnlib.course.checks.session.course_folder", lambda: None)
    verdict = session_with("").check("1.1")
    assert (verdict.kind, float(verdict)) == ("unavailable", 0)
    assert f"exercises/{NAME}" in verdict.message
    (tmp_path / f"{NAME}.checks").write_bytes(b"not a zip")
    assert "damaged" in session_with("").check("1.1").message


def test_running_the_solutions_leaves_no_progress(course, monkeypatch):
    monkeypatch.chdir(course / "solutions" / NAME)
    assert session_with(RIGHT).check("1.3").right
    assert not (course / "progress.json").exists()


def test_a_card_escapes_what_the_learner_wrote(course):
    verdict = session_with("def loss(a, y):\n    raise ValueError('<script>')").check("1.3")
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


BROKEN = "def loss(a, y):\n    return ((a - y) ** 2).mean( / 2"


def outputs(*sources):
    """The output of each of these cells, run in one kernel after the set's first cells."""
    notebook = nbformat.read(f"{NAME}.ipynb", as_version=4)
    notebook.cells = [cell for cell in notebook.cells if cell.id in ("setup", "start")]
    notebook.cells += [new_code_cell(source) for source in sources]
    here = {"metadata": {"path": "."}}
    NotebookClient(notebook, timeout=60, resources=here, allow_errors=True).execute()
    return [cell.outputs for cell in notebook.cells[2:]]


def test_right_once_and_then_edited_into_an_error_is_not_right(course):
    check = 'check("1.3")'
    seen = outputs(RIGHT, check, BROKEN, check, "loss = 1 / 0", check, "1 + ", check, RIGHT, check)
    texts = [each[0].data["text/plain"] for each in seen[1::2]]
    assert texts == ["3.0", "0.0", "0.0", "0.0", "3.0"]
    html = seen[3][0].data["text/html"]
    assert "The last run of this cell stopped with SyntaxError" in html
    assert "ZeroDivisionError" in seen[5][0].data["text/html"]
    assert json.loads((course / "progress.json").read_text())["tasks"][f"{NAME}/1.3"]["tries"] == 2


def test_wrong_once_and_then_mended_but_broken_is_not_told_the_old_slip(course):
    seen = outputs(WRONG, 'check("1.3")', BROKEN, 'check("1.3")')
    assert "m times ours" in seen[1][0].data["text/html"]
    assert "m times ours" not in seen[3][0].data["text/html"]


def test_an_error_below_the_answer_or_in_another_cell_spoils_nothing(course):
    seen = outputs(f"{RIGHT}\nloss(1)", 'check("1.3")', "loss(2, unknown)", 'check("1.3")')
    assert seen[0][0].output_type == "error"
    assert [each[0].data["text/plain"] for each in seen[1::2]] == ["3.0", "3.0"]


def test_in_a_kernel_prints_come_with_the_card_and_nothing_goes_to_stderr(course):
    prints = RIGHT.replace("    return", "    print('rows', len(a))\n    return")
    ((verdict,),) = outputs(prints, 'check("1.3")')[1:]
    assert verdict.data["text/plain"] == "3.0"
    assert "Your code prints:</div><pre>rows 4" in verdict.data["text/html"]


def test_in_a_terminal_a_verdict_is_words_and_its_points_can_be_had(course):
    verdict = session_with(RIGHT).check("1.3")
    assert repr(verdict).startswith("✓ Right · 1.3 The loss · 3 of 3 points\nEvery check here")
    assert float(verdict) == 3
    from IPython.terminal.interactiveshell import TerminalInteractiveShell

    shell = TerminalInteractiveShell.instance()
    try:
        assert shell.display_formatter.format(verdict)[0]["text/plain"].startswith("✓ Right")
    finally:
        TerminalInteractiveShell.clear_instance()


def test_numpy_is_given_back_what_a_learner_took_from_it(course, monkeypatch):
    session = session_with(RIGHT)
    monkeypatch.setattr(session.namespace["np"], "abs", 3)
    verdict = session.check("1.3")
    assert verdict.right
    assert "`numpy.abs` had been given another meaning" in verdict.note


def test_where_the_working_folder_is_gone(course):
    gone = course / "gone"
    gone.mkdir()
    os.chdir(gone)
    gone.rmdir()
    try:
        session = session_with(RIGHT)
        assert session.check("1.3").kind in ("right", "unavailable")
        assert repr(session.hint("1.3"))
        assert repr(Panel())
    finally:
        os.chdir(course)


def test_a_home_that_is_missing(course, monkeypatch):
    def nowhere():
        raise RuntimeError("Could not determine home directory.")

    monkeypatch.setattr("pathlib.Path.home", nowhere)
    assert session_with(RIGHT).check("1.3").right


READ_ONLY = """
import os, sys
import numpy as np
from nnlib.course.checks import start
os.chdir(sys.argv[1])
start("01_a_line_is_one_neuron")  # everything is imported while that is allowed
if os.geteuid() == 0:
    os.seteuid(65534)  # root may write anywhere
ask, check, hint, solution = start("01_a_line_is_one_neuron")
def loss(a, y):
    return ((a - y) ** 2).sum() / 2
print(check("1.3"), hint("1.3"), hint("1.3"), solution("1.3", True), sep="\\n")
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
    session = session_with(WRONG, progress=Progress(tmp_path / "elsewhere.json"))
    session.check("1.3")
    assert (tmp_path / "elsewhere.json").exists()


ENDLESS = "def loss(a, y):\n    while True:\n        pass"
SOON = "from nnlib.course.checks import attempts\nattempts.attempt.__defaults__ = (0.3,)"
ELSEWHERE = """
from threading import Thread

thread = Thread(target=lambda: print(str(check("1.3"))))
thread.start()
thread.join()
"""


def test_an_endless_loop_in_a_kernel_is_stopped_in_whatever_thread_it_runs(course):
    seen = outputs(SOON, ENDLESS, 'check("1.3")', ELSEWHERE)
    assert "another meaning" not in seen[2][0].data["text/html"]
    assert "still running after 0.3 seconds" in seen[2][0].data["text/html"]
    assert "of your cell: <code>" in seen[2][0].data["text/html"]
    assert "still running after 0.3 seconds" in seen[3][0].text
    tasks = json.loads((course / "progress.json").read_text())["tasks"]
    assert tasks[f"{NAME}/1.3"]["tries"] == 2
