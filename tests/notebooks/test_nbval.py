"""What strict nbval with our sanitize.cfg compares in a committed lesson, and what it lets pass."""

import re
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_notebook

from nnlib.course.lessons import write as write_lessons
from nnlib.course.lessons.conventions import METADATA

PREPARE = """\
import os, tempfile
import ipywidgets
from IPython.display import display
def figure(alt):
    bundle = {"image/png": os.urandom(60), "text/plain": alt}
    display(bundle, metadata={"image/png": {"alt": alt}}, raw=True)"""

WIDGET = "ipywidgets.IntSlider(value=3, max=5)"
FIGURE = "figure('A line with slope 2.')"
CELLS = {
    "prepare": PREPARE,
    "widget": WIDGET,
    "widget-with-another-number": WIDGET,
    "figure-with-other-bytes": FIGURE,
    "figure-with-other-words": FIGURE,
    "figure-that-went": FIGURE,
    "text-with-another-number": "print('C = 0.375')",
    "address": "object()",
    "kernel-file": "print(f'{tempfile.gettempdir()}/ipykernel_{os.getpid()}/{os.getpid()}.py')",
    "measured": "import time\nprint(time.perf_counter(), 'seconds')",
}
CAUGHT = {
    "widget-with-another-number",
    "figure-with-other-words",
    "figure-that-went",
    "text-with-another-number",
}


@pytest.fixture(scope="module")
def verdicts(tmp_path_factory):
    """Cell id to 'PASSED' or 'FAILED', for a lesson whose stored outputs were tampered with."""
    path = tmp_path_factory.mktemp("nbval") / "01_probe.ipynb"
    cells = [new_code_cell(source, id=name) for name, source in CELLS.items()]
    cells[-1].metadata["tags"] = ["nbval-ignore-output"]
    nbformat.write(new_notebook(cells=cells, metadata=METADATA), path)
    lesson = write_lessons.rerun(path)
    stored = {cell.id: cell.outputs for cell in lesson.cells}
    assert set(stored["widget"][0].data) == {"text/plain"}
    stored["widget-with-another-number"][0].data["text/plain"] = "IntSlider(value=4, max=5)"
    stored["figure-with-other-words"][0].data["text/plain"] = "A line with slope 3."
    stored["figure-that-went"].clear()
    stored["text-with-another-number"][0].text = "C = 0.376\n"
    nbformat.write(lesson, path)

    config = Path(__file__).with_name("sanitize.cfg")
    settings = path.with_name("pytest.ini")
    settings.write_text("[pytest]\n")
    command = [sys.executable, "-m", "pytest", "-c", str(settings)]
    command += ["--nbval", "--nbval-cell-timeout=60", f"--nbval-sanitize-with={config}", "-rA"]
    command += ["-p", "no:cacheprovider", "--color=no", str(path)]
    report = subprocess.run(command, capture_output=True, text=True, check=False).stdout
    found = re.findall(r"^(PASSED|FAILED) .*::Cell (\d+)", report, re.MULTILINE)
    assert len(found) == len(CELLS), report
    return {list(CELLS)[int(number)]: verdict for verdict, number in found}


@pytest.mark.parametrize("name", CELLS)
def test_nbval_compares_words_and_numbers_and_nothing_else(verdicts, name):
    assert verdicts[name] == ("FAILED" if name in CAUGHT else "PASSED")
