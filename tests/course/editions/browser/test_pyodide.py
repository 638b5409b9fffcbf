"""What the browser gets: each import of the lessons is to be had there, in a version that suits."""

import ast
import json
import re
import sys
import tomllib
from dataclasses import replace
from hashlib import sha256
from pathlib import Path

import pytest
from packaging.requirements import Requirement

import nnlib
from nnlib.course.editions.browser import fetching, lite, pyodide
from nnlib.course.editions.browser.contents import WITHOUT_NUMPY, browser_notebooks
from nnlib.course.editions.packages import PYODIDE, EditionError

ROOT = Path(nnlib.__file__).parents[1]
ADDRESS = "https://pyodide.example/full"
# Imported in functions that the browser never comes to, or that do without.
DONE_WITHOUT = {
    "resvg_py",  # pictures of steppers, for readers without a kernel
    "jupyter_client", "jupyter_core", "jupyter_server", "websocket", "zmq",  # the doctor
}  # fmt: skip


@pytest.fixture(scope="module")
def lock():
    """The lock of the site, with an empty file in place of the course's wheel."""
    whole = json.loads((PYODIDE.folder() / pyodide.PACKAGE_LOCK).read_text("utf-8"))
    wheels = sorted(pyodide.fetch_wheels().glob("*.whl"))
    return pyodide.lock_with(whole, wheels, wheels[0], ADDRESS)


def imported(source, everywhere):
    """(level, module, names) of each import, of those in functions too where `everywhere`."""
    tree = ast.parse(source)
    nodes = [*ast.walk(tree)]
    if not everywhere:
        functions = (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda)
        inside = {id(one) for top in nodes if isinstance(top, functions) for one in ast.walk(top)}
        nodes = [node for node in nodes if id(node) not in inside]
    for node in nodes:
        if isinstance(node, ast.Import):
            yield from ((0, alias.name, ()) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield node.level, node.module or "", tuple(alias.name for alias in node.names)


def file_of(module):
    """The file of a module of nnlib, or None."""
    path = ROOT.joinpath(*module.split("."))
    return next(filter(Path.is_file, (path.with_suffix(".py"), path / "__init__.py")), None)


def reached():
    """{other package: a file that imports it}: from the lessons, through nnlib's own modules."""
    found, seen = {}, set()
    rooms = ("checks", "plots", "symbolic", "widgets")
    todo = ["nnlib", *(f"nnlib.course.{room}" for room in rooms)]
    todo += [
        "nnlib." + ".".join(path.relative_to(ROOT / "nnlib").with_suffix("").parts)
        for path in (ROOT / "nnlib" / "course" / "widgets").rglob("*.py")
    ]  # each is imported when it is asked for
    for path, notebook in browser_notebooks().items():
        for cell in notebook["cells"]:
            if cell["cell_type"] == "code":
                for _, module, _ in imported("".join(cell["source"]), everywhere=True):
                    found.setdefault(module.split(".")[0], path)
    while todo:
        module = todo.pop().removesuffix(".__init__")
        path = file_of(module)
        if path is None or path in seen:
            continue
        seen.add(path)
        package = module.split(".") if path.name == "__init__.py" else module.split(".")[:-1]
        for level, name, names in imported(path.read_text("utf-8"), everywhere=False):
            full = ".".join(package[: len(package) - level + 1] + [name] * bool(name))
            full = full if level else name
            if full.split(".")[0] == "nnlib":
                todo += [full, *(f"{full}.{one}" for one in names)]
            else:
                found.setdefault(full.split(".")[0], str(path))
        for level, name, _ in imported(path.read_text("utf-8"), everywhere=True):
            if not level and name.split(".")[0] not in DONE_WITHOUT:
                found.setdefault(name.split(".")[0], str(path))
    return {name: where for name, where in found.items() if name not in sys.stdlib_module_names}


def test_every_import_of_the_lessons_and_of_nnlib_is_to_be_had(lock):
    had = {name for package in lock["packages"].values() for name in package["imports"]}
    wanted = reached()
    assert {"numpy", "matplotlib", "sympy", "ipywidgets", "PIL", "IPython"} <= wanted.keys()
    assert not {name: where for name, where in wanted.items() if name not in had}


def test_the_versions_there_are_among_those_that_the_course_admits(lock):
    told = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    versions = {pyodide.canonical(name): one for name, one in lock["packages"].items()}
    judged = set()
    for requirement in map(Requirement, told["dependencies"]):
        package = versions.get(pyodide.canonical(requirement.name))
        if package:
            assert package["version"] in requirement.specifier, requirement
            judged.add(requirement.name)
    assert {"ipywidgets", "matplotlib", "numpy", "pillow", "sympy"} <= judged
    assert lock["info"]["python"] in Requirement(f"python{told['requires-python']}").specifier


def test_what_importing_nnlib_brings_is_all_that_its_parts_import(lock):
    """The browser loads a package with all that it depends on before the cell runs."""
    names = {pyodide.canonical(name): one for name, one in lock["packages"].items()}
    brought, todo = set(), ["nnlib-course"]
    while todo:
        name = pyodide.canonical(todo.pop())
        if name not in brought:
            brought.add(name)
            todo += names[name]["depends"]
    imports = {one for name in brought for one in names[name]["imports"]}
    assert {name for name, where in reached().items() if not where.endswith(".ipynb")} <= imports


def test_what_lies_in_the_site_has_the_hash_of_its_file_and_all_else_its_address(lock):
    files = {path.name: path for path in pyodide.fetch_wheels().glob("*.whl")}
    local = []
    for name, package in lock["packages"].items():
        if "/" in package["file_name"]:
            assert package["file_name"].startswith(f"{ADDRESS}/"), name
        else:
            data = files[package["file_name"]].read_bytes()
            assert package["sha256"] == sha256(data).hexdigest(), name
            local.append(name)
    assert len(local) == len(files) + 1  # the course's own
    for name in ("numpy", "matplotlib"):
        assert lock["packages"][name]["file_name"].startswith(ADDRESS)


def wheel(folder, name):
    path = folder / f"{name}-py3-none-any.whl"
    path.write_bytes(name.encode())
    return path


def test_a_wheel_of_another_version_is_refused(tmp_path):
    package = pyodide.lock_entry(wheel(tmp_path, "sympy-1.14.0"), "sympy", ["sympy"], [])
    whole, course = {"packages": {"sympy": package}}, wheel(tmp_path, "nnlib_course-1")
    assert pyodide.lock_with(whole, [wheel(tmp_path, "sympy-1.14.0")], course, ADDRESS)
    for name, has in (("sympy-1.13.3", "1.14.0"), ("mpmath-1.4.1", "none")):
        with pytest.raises(EditionError, match=rf"and Pyodide \S+ has {has}: pin that version"):
            pyodide.lock_with(whole, [wheel(tmp_path, name)], course, ADDRESS)


def test_a_failing_pip_is_told_and_leaves_nothing_that_would_be_believed(monkeypatch, tmp_path):
    pins = tmp_path / "wheels.txt"
    pins.write_text("no-such-package-of-the-course==1 --hash=sha256:" + "0" * 64 + "\n")
    monkeypatch.setattr(pyodide, "PINS", pins)
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    monkeypatch.setenv("PIP_CONFIG_FILE", "/dev/null")
    for _ in range(2):
        with pytest.raises(
            EditionError, match=r"pip could not fetch the 1 packages of .*No matching"
        ):
            pyodide.fetch_wheels(tmp_path / "kept")


def test_a_kernel_that_expects_another_pyodide_is_refused(monkeypatch):
    expected = lite.kernel_constants()
    assert expected["PYODIDE_VERSION"] == PYODIDE.version
    monkeypatch.setattr(lite, "PYODIDE", replace(PYODIDE, version="999.0.0"))
    with pytest.raises(EditionError, match=r"was tested with 999\.0\.0: pin the kernel"):
        lite.kernel_constants.__wrapped__()


def test_jupyterlite_that_cannot_be_fetched_is_told(monkeypatch, tmp_path):
    monkeypatch.setattr(lite, "asked_for", lambda: ["no-such-package-of-the-course"])
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    monkeypatch.setenv("PIP_CONFIG_FILE", "/dev/null")
    for _ in range(2):
        with pytest.raises(EditionError, match=r"pip could not fetch JupyterLite, .*No matching"):
            lite.fetch_lite(tmp_path / "kept")
    assert not [*(tmp_path / "kept").iterdir()]


def test_without_pip_it_is_said_what_to_do(monkeypatch):
    monkeypatch.setattr(fetching, "find_spec", lambda name: None)
    with pytest.raises(EditionError, match=r"start with python3 course\.py browser"):
        fetching.pip_or_refuse("the packages", "download")


def test_no_file_of_the_edition_names_a_host():
    for path in WITHOUT_NUMPY.parent.iterdir():
        if path.is_file():
            hosts = re.findall(r"//([\w.-]+\.\w+)", path.read_text("utf-8"))
            assert set(hosts) <= {"127.0.0.1"}, path.name


def test_each_notebook_asks_for_the_kernel_that_a_browser_has():
    made = browser_notebooks()
    a_set = "exercises/01_a_line_is_one_neuron.ipynb"
    assert {*made} >= {"00_start_here.ipynb", a_set, WITHOUT_NUMPY.name}
    assert {notebook["metadata"]["kernelspec"]["name"] for notebook in made.values()} == {"python"}
