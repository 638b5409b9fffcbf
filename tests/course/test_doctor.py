"""The doctor finds what is wrong, says what to do, and prints the same wherever all is well."""

import importlib.metadata
import os
import re
import shutil
import subprocess
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


def run_doctor(**variables):
    return subprocess.run(
        [sys.executable, "-P", doctor.__file__],
        capture_output=True,
        text=True,
        check=False,
        env=os.environ | variables,
    )


def test_a_healthy_computer(capsys):
    assert nn.doctor.examine() is None
    assert capsys.readouterr().out == HEALTHY


def test_the_command_gives_details_and_an_exit_code():
    run = run_doctor()
    assert run.returncode == 0
    assert f"numpy {importlib.metadata.version('numpy')}" in run.stdout
    assert sys.executable in run.stdout


def refuse(*_, **__):
    raise OSError("planted")


WRONG_TANH = nn.activations.Activation("tanh", np.tanh, np.ones_like)
FULL_DISK = SimpleNamespace(free=1e6)

FAULTS = [
    (sys, "version_info", (3, 10, 1), "Python is one", "Install Python 3.13"),
    (importlib.metadata, "version", refuse, "the packages", "course.py setup"),
    (nn.activations, "tanh", WRONG_TANH, "nnlib's gradients", "course.py setup"),
    (jupyter_client.manager, "start_new_kernel", refuse, "a kernel starts", "firewall"),
    (matplotlib.figure.Figure, "savefig", refuse, "matplotlib draws", "course.py setup"),
    (ipywidgets.IntSlider, "observe", lambda *_, **__: None, "a widget", "course.py setup"),
    (jupyter_core.paths, "jupyter_path", lambda _: [os.devnull], "JupyterLab can", "course.py lab"),
    (shutil, "disk_usage", lambda _: FULL_DISK, "the folder", "Make room"),
]


@pytest.mark.parametrize(("place", "name", "fault", "what", "advice"), FAULTS)
def test_a_fault_is_found_alone_and_told(monkeypatch, capsys, place, name, fault, what, advice):
    monkeypatch.setattr(place, name, fault)
    if what != "a kernel starts":  # a kernel takes a second, and the first test has started one
        monkeypatch.delitem(doctor.CHECKS, doctor.run_cell)
    doctor.examine()
    monkeypatch.undo()
    said = capsys.readouterr().out
    (line,) = (line for line in said.splitlines() if line.startswith("NOT OK"))
    assert line.startswith(f"NOT OK  {what}")
    assert advice in said.partition("What to do: ")[2]
    assert re.search(r"\n1 of \d checks failed\.\n$", said)


@pytest.mark.parametrize(("package", "what"), [("ipywidgets", "a widget"), ("numpy", "nnlib's")])
def test_a_broken_package_is_a_finding_and_fails_the_command(tmp_path, package, what):
    (tmp_path / f"{package}.py").write_text("raise ImportError('planted')")
    run = run_doctor(PYTHONPATH=str(tmp_path))
    assert run.returncode == 1 and run.stderr == ""
    assert f"NOT OK  {what}" in run.stdout and "ImportError: planted" in run.stdout
    assert "ok      a kernel starts" in run.stdout
