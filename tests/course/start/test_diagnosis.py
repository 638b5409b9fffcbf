"""The doctor goes the way that lab goes, needs no set-up, and does not call a dead lab well."""

import json
import shutil

import pytest


def finding(said, what):
    """The lines of the finding that starts so."""
    lines = said.splitlines()
    (at,) = (k for k, line in enumerate(lines) if line[8:].startswith(what))
    rest = [k for k in range(at + 1, len(lines)) if not lines[k].startswith("   ")]
    return "\n".join(lines[at : rest[0]])


def test_a_healthy_course_under_the_settings_of_other_work(shared_clone, tmp_path):
    """Another Python's kernel, star imports at kernel start, a plug-in and warnings as errors."""
    kernel = tmp_path / "kernels" / "python3"
    kernel.mkdir(parents=True)
    words = {"argv": ["python3", "-c", "1"], "display_name": "other", "language": "python"}
    (kernel / "kernel.json").write_text(json.dumps(words))
    startup = tmp_path / "profile_default" / "startup"
    startup.mkdir(parents=True)
    (startup / "00.py").write_text("from numpy import *\nraise SystemExit")
    (tmp_path / "matplotlibrc").write_text("text.usetex: True\n")
    (tmp_path / "jupyter_server_config.py").write_text("raise SystemExit('broken')")
    run = shared_clone.start(
        "doctor",
        JUPYTER_PATH=str(tmp_path),
        JUPYTER_CONFIG_DIR=str(tmp_path),
        IPYTHONDIR=str(tmp_path),
        MPLCONFIGDIR=str(tmp_path),
        PYTHONOPTIMIZE="2",
        PYTHONWARNINGS="error",
        PYTHONIOENCODING="ascii:strict",
    )
    assert run.returncode == 0, run.stdout + run.stderr
    assert run.stdout.endswith("\nEverything works.\n") and "NOT OK" not in run.stdout
    assert run.stdout.count("ok      ") == 11


def test_it_runs_before_the_course_is_set_up_and_sets_nothing_up(bare):
    run = bare.start("doctor", blind=True)
    assert run.returncode == 1
    said = finding(run.stdout, ".venv is whole")
    assert "There is no .venv yet" in said and "python3 course.py setup" in said
    assert "what a set-up needs is there" in run.stdout
    assert not bare.venv.exists()


def test_a_damaged_package_is_named(clone):
    shutil.rmtree(clone.packages / "sympy" / "core")
    run = clone.start("doctor")
    assert run.returncode == 1
    said = finding(run.stdout, ".venv is whole")
    assert said.startswith("NOT OK") and "sympy" in said and "course.py setup" in said


def test_a_lab_that_dies_is_not_well(clone):
    """Everything is whole and imports; only JupyterLab itself does not come up."""
    (clone.folder / ".jupyter" / "jupyter_server_config.py").write_text("import no_such_module")
    run = clone.start("doctor")
    said = finding(run.stdout, "JupyterLab starts")
    assert run.returncode == 1 and said.startswith("NOT OK") and "no_such_module" in said
    assert "Everything works" not in run.stdout


def test_a_kernel_of_another_python_is_not_well(clone):
    kernel = clone.folder / ".jupyter" / "kernels" / "python3" / "kernel.json"
    words = json.loads(kernel.read_text("utf-8"))
    other = [clone.folder / "other.py", "{connection_file}"]
    (clone.folder / "other.py").write_text(
        "import sys; sys.prefix = '/another'\n"
        "from ipykernel.kernelapp import launch_new_instance\n"
        "launch_new_instance(['-f', sys.argv[1]])\n"
    )
    kernel.write_text(json.dumps(words | {"argv": ["python", *map(str, other)]}))
    run = clone.start("doctor")
    said = finding(run.stdout, "JupyterLab starts")
    assert run.returncode == 1 and "the kernel runs on /another" in said


def test_files_that_hide_modules_are_named_and_hide_nothing(clone):
    broken = "raise RuntimeError('hidden')"
    for name in ("random.py", "notebooks/numpy.py", "notebooks/pathlib.py", "notebooks/mine.py"):
        (clone.folder / name).write_text(broken)
    run = clone.start("doctor")
    said = finding(run.stdout, "no file hides a module")
    assert run.returncode == 1 and run.stdout.count("NOT OK") == 1
    for name in ("random.py", "numpy.py", "pathlib.py"):
        assert name in said
    assert "mine.py" not in said
    assert finding(run.stdout, "JupyterLab starts").startswith("ok")


@pytest.mark.parametrize("home", ["/nonexistent", None])
def test_a_home_that_is_no_home_is_named_and_all_else_works(shared_clone, home, monkeypatch):
    run = shared_clone.start("doctor", HOME=home or "", USERPROFILE=home or "")
    assert finding(run.stdout, "the home folder").startswith("NOT OK")
    assert run.stdout.count("NOT OK") == 1 and run.returncode == 1
