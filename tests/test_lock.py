r"""The lock holds what pyproject.toml asks for, and nothing that ties it to a machine or registry.

It is written, after a change of pyproject.toml or of the date in it, by

    uv export --no-hashes --no-emit-project --no-annotate --no-header --all-groups \
        -o requirements.lock
    python tests/test_lock.py

The second command asks the registry whether every platform gets wheels (28 pairs, some minutes).
"""

import ast
import itertools
import subprocess
import sys
import tomllib
from importlib import metadata
from pathlib import Path

import pytest
from packaging.markers import default_environment
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).resolve().parents[1]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
LINES = (ROOT / "requirements.lock").read_text("utf-8").splitlines()
PINS = [Requirement(line) for line in LINES]

PLATFORMS = [
    "x86_64-manylinux_2_28",
    "aarch64-manylinux_2_28",
    "x86_64-unknown-linux-musl",
    "x86_64-pc-windows-msvc",
    "aarch64-pc-windows-msvc",
    "aarch64-apple-darwin",
    "x86_64-apple-darwin",
]
PYTHONS = ["3.11", "3.12", "3.13", "3.14"]
NO_WHEEL = {
    ("aarch64-pc-windows-msvc", "3.11"): {"pyyaml"},  # pip builds it
    **{("x86_64-unknown-linux-musl", python): {"playwright"} for python in PYTHONS},  # tests only
}


def wanted():
    """Every requirement of the project: what it needs, its groups, and what builds it."""
    groups = itertools.chain.from_iterable(PROJECT["dependency-groups"].values())
    build = PROJECT["build-system"]["requires"]
    return [*PROJECT["project"]["dependencies"], *groups, *build]


@pytest.mark.parametrize("text", sorted(set(wanted())))
def test_each_requirement_is_pinned_within_its_range(text):
    requirement = Requirement(text)
    name = canonicalize_name(requirement.name)
    pins = [pin for pin in PINS if canonicalize_name(pin.name) == name]
    assert pins, f"{name} is not in requirements.lock."
    for pin in pins:
        (version,) = (part.version for part in pin.specifier)
        assert version in requirement.specifier, f"{pin} is outside {requirement.specifier}."


# Parts of JupyterLab, ipywidgets and matplotlib, and what a reader may have for lesson 09.
BROUGHT = {
    *("ipython", "jupyter-client", "jupyter-core", "jupyter-server", "jupyterlab-server"),
    *("pyzmq", "traitlets", "cycler", "torch"),
}


def distributions_of(source, owners):
    """The distributions that a module imports from, wherever in it."""
    for node in ast.walk(ast.parse(source)):
        names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
        if isinstance(node, ast.ImportFrom) and not node.level:
            names = [node.module]
        for top in {name.partition(".")[0] for name in names}:
            if top not in sys.stdlib_module_names | {"nnlib"}:
                yield canonicalize_name(owners.get(top, [top])[0])


def test_what_nnlib_imports_is_declared():
    declared = {canonicalize_name(Requirement(text).name) for text in wanted()} | BROUGHT
    owners = metadata.packages_distributions()
    faults = [
        f"{path.relative_to(ROOT)} imports {name}, which pyproject.toml does not name."
        for path in ROOT.glob("nnlib/**/*.py")
        for name in {*distributions_of(path.read_text("utf-8"), owners)} - declared
    ]
    assert not faults, "\n".join(faults)


def test_every_line_is_one_exact_version_without_an_address():
    for line, pin in zip(LINES, PINS, strict=True):
        (specifier,) = pin.specifier
        assert specifier.operator == "==" and "*" not in specifier.version, line
        assert pin.url is None and "//" not in line and "--" not in line, line


@pytest.mark.parametrize("python", PYTHONS)
@pytest.mark.parametrize("system", ["linux", "darwin", "win32"])
def test_no_computer_gets_a_package_twice(python, system):
    computer = default_environment() | {
        "python_version": python,
        "python_full_version": f"{python}.9",
        "sys_platform": system,
        "os_name": "nt" if system == "win32" else "posix",
    }
    names = [pin.name for pin in PINS if not pin.marker or pin.marker.evaluate(computer)]
    assert sorted(names) == sorted(set(names))


def test_a_whole_class_gets_one_numpy():
    assert len([pin for pin in PINS if pin.name == "numpy"]) == 1


def main():
    failed = False
    for pair in itertools.product(PLATFORMS, PYTHONS):
        platform, python = pair
        without = NO_WHEEL.get(pair, set())
        lines = [line for line, pin in zip(LINES, PINS, strict=True) if pin.name not in without]
        command = [sys.executable, "-m", "uv", "pip", "compile", "--quiet", "--no-header", "-"]
        command += ["--no-deps", "--only-binary", ":all:"]
        command += ["--python-platform", platform, "--python-version", python]
        run = subprocess.run(
            command, cwd=ROOT, input="\n".join(lines), capture_output=True, text=True, check=False
        )
        failed |= run.returncode != 0
        verdict = "FAILS" if run.returncode else "wheels"
        print(verdict, *pair, *(f"(but {name})" for name in without), run.stderr, flush=True)
    return failed


if __name__ == "__main__":
    sys.exit(main())
