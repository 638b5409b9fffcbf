"""The doctor finds what is wrong, says what to do, and prints the same wherever all is well."""

import importlib.metadata
import os
import re
import shutil
import sys
from types import SimpleNamespace

import ipywidgets
import jupyter_client.manager
import jupyter_core.paths
import matplotlib.figure
import numpy as np
import pytest

import nnlib as nn
from nnlib.course import doctor

HEALTHY = """\
ok      Python is one that the course runs on
ok      the packages are installed
ok      nnlib's gradients agree with finite differences
ok      a kernel starts and runs a cell
ok      matplotlib draws a figure
ok      a widget hears its slider
ok      JupyterLab can show widgets
ok      the folder can be written to and has room

Everything works.
"""


def test_a_healthy_computer(capsys):
    assert nn.doctor.examine() is None
    assert capsys.readouterr().out == HEALTHY


def test_details_give_the_versions_and_whose_kernel_it_was(capsys):
    doctor.examine(details=True)
    said = capsys.readouterr().out
    assert f"numpy {importlib.metadata.version('numpy')}" in said
    assert f"a kernel of {sys.prefix}, with {nn.__file__}" in said


def test_a_kernel_of_another_python_or_with_another_nnlib_is_not_well():
    for other in (f"42|/another|{nn.__file__}", f"42|{sys.prefix}|/another/nnlib/__init__.py"):
        with pytest.raises(RuntimeError, match=r"the kernel runs on .*another"):
            doctor.compare_kernel(other)
    with pytest.raises(RuntimeError, match="should print 42; it gave \"No module named 'nnlib'\""):
        doctor.compare_kernel("No module named 'nnlib'")


def refuse(*_, **__):
    raise OSError("planted")


WRONG_TANH = nn.activations.Activation("tanh", np.tanh, np.ones_like)
FULL_DISK = SimpleNamespace(free=1e6)

FAULTS = [
    (sys, "version_info", (3, 10, 1), "Python is one", "Install Python 3.13"),
    (importlib.metadata, "version", refuse, "the packages", "course.py setup"),
    (nn.activations, "tanh", WRONG_TANH, "nnlib's gradients", "course.py setup"),
    (jupyter_client.manager, "start_new_kernel", refuse, "a kernel starts", "firewall"),
    (matplotlib.figure.Figure, "draw", refuse, "matplotlib draws", "course.py setup"),
    (ipywidgets.IntSlider, "observe", lambda *_, **__: None, "a widget", "course.py setup"),
    (jupyter_core.paths, "jupyter_path", lambda _: [os.devnull], "JupyterLab can", "course.py lab"),
    (shutil, "disk_usage", lambda _: FULL_DISK, "the folder", "Make room"),
]


@pytest.mark.parametrize(("place", "name", "fault", "what", "advice"), FAULTS)
def test_a_fault_is_found_alone_and_told(monkeypatch, capsys, place, name, fault, what, advice):
    monkeypatch.setattr(place, name, fault)
    if what != "a kernel starts":  # a kernel takes a second, and the first test has started one
        monkeypatch.delitem(doctor.NOTEBOOK, doctor.run_cell)
    doctor.examine()
    monkeypatch.undo()
    said = capsys.readouterr().out
    (line,) = (line for line in said.splitlines() if line.startswith("NOT OK"))
    assert line.startswith(f"NOT OK  {what}")
    assert advice in said.partition("What to do: ")[2]
    assert "More: docs/if_something_goes_wrong.md#" in said
    assert re.search(r"\n1 of \d checks failed\.\n$", said)
