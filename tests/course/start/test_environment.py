"""The course's processes start from a known environment, and keep things where they may."""

import json
import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest

STRANGE = {
    "IPYTHONDIR": "/elsewhere",
    "JUPYTERLAB_DIR": "/elsewhere",
    "JUPYTER_CONFIG_DIR": "/elsewhere",
    "JUPYTER_CONFIG_PATH": "/elsewhere",
    "JUPYTER_DATA_DIR": "/elsewhere",
    "JUPYTER_PATH": "/elsewhere",
    "JUPYTER_RUNTIME_DIR": "/elsewhere",
    "MATPLOTLIBRC": "/elsewhere",
    "MPLBACKEND": "TkAgg",
    "MPLCONFIGDIR": "/elsewhere",
    "PIP_PREFIX": "/elsewhere",
    "PIP_TARGET": "/elsewhere",
    "PYTEST_ADDOPTS": "--collect-only",
    "PYTEST_PLUGINS": "elsewhere",
    "PYTHONHOME": "/elsewhere",
    "PYTHONIOENCODING": "ascii:strict",
    "PYTHONOPTIMIZE": "2",
    "PYTHONPATH": "/elsewhere",
    "PYTHONSTARTUP": "/elsewhere",
    "PYTHONUTF8": "0",
    "PYTHONWARNINGS": "error",
    "TQDM_DISABLE": "1",
    "UV_PREFIX": "/elsewhere",
}
OF_THE_COMPUTER = {
    "HTTPS_PROXY": "http://proxy.example:3128",
    "JUPYTER_TOKEN": "secret",
    "LANG": "de_DE.UTF-8",
    "PIP_CERT": "/own/file.pem",
    "PIP_INDEX_URL": "https://mirror.example/simple",
    "SSL_CERT_FILE": "/own/file.pem",
    "UV_DEFAULT_INDEX": "https://mirror.example/simple",
}


@pytest.fixture
def environment(start, monkeypatch):
    monkeypatch.setattr(os, "environ", os.environ.copy())
    return start.environment


def test_settings_for_other_work_do_not_leak_in(environment):
    os.environ.update(STRANGE)
    variables = environment.course_variables()
    leaked = {name for name, value in STRANGE.items() if variables.get(name) == value}
    assert not leaked


def test_what_belongs_to_the_computer_stays(environment):
    os.environ.update(OF_THE_COMPUTER)
    assert environment.course_variables().items() >= OF_THE_COMPUTER.items()


STOPPING = ["socks://h:1080/", "socks5://h:1080", "http://:::bad", "foo://h", "http://", "[::1"]


@pytest.mark.parametrize("name", ["HTTP_PROXY", "http_proxy", "https_proxy", "ALL_PROXY"])
@pytest.mark.parametrize("address", STOPPING)
def test_a_proxy_at_which_jupyterlab_would_stop_is_kept_from_it(environment, name, address):
    """Installers get it all the same: some know what to do with it."""
    os.environ[name] = address
    assert environment.course_variables()[name] == address
    assert name not in environment.variables_of_venv()


@pytest.mark.parametrize(
    ("given", "made"),
    [
        ("http://u:p@h:3128", "http://u:p@h:3128"),
        ("HTTPS://h", "HTTPS://h"),
        ("proxy.example:3128", "http://proxy.example:3128"),
        ("", ""),
    ],
)
def test_a_proxy_of_http_stays_and_may_lack_its_scheme(environment, given, made):
    os.environ["http_proxy"] = given
    assert environment.variables_of_venv()["http_proxy"] == made


def test_jupyterlab_can_be_imported_behind_any_proxy(environment):
    for address in STOPPING:
        os.environ["ALL_PROXY"] = address
        command = [sys.executable, "-c", "import jupyterlab.extensions.pypi"]
        subprocess.run(command, env=environment.variables_of_venv(), check=True)


def test_the_environment_comes_first(environment):
    variables = environment.course_variables()
    python = environment.python_of()
    assert variables["PATH"].split(os.pathsep)[0] == str(python.parent)
    assert variables["VIRTUAL_ENV"] == str(python.parents[1])


def test_the_interpreter_of_either_system(environment):
    venv = Path("course/.venv")
    assert environment.python_of(venv, windows=True) == venv / "Scripts" / "python.exe"
    assert environment.python_of(venv, windows=False) == venv / "bin" / "python"


@pytest.mark.parametrize("home", ["", "no/such/folder", "file"])
def test_without_a_home_everything_is_kept_in_the_course(environment, tmp_path, home):
    (tmp_path / "file").touch()
    os.environ["HOME"] = os.environ["USERPROFILE"] = str(tmp_path / home) if home else ""
    os.environ.pop("JUPYTERLAB_SETTINGS_DIR", None)
    variables = environment.course_variables()
    for name in ("HOME", "JUPYTERLAB_SETTINGS_DIR", "JUPYTER_DATA_DIR", "MPLCONFIGDIR"):
        assert Path(variables[name]).is_relative_to(environment.corner()), name


def test_the_theme_of_the_users_own_jupyterlab_is_kept(environment, tmp_path):
    os.environ["HOME"] = os.environ["USERPROFILE"] = str(tmp_path)
    os.environ.pop("JUPYTERLAB_SETTINGS_DIR", None)
    os.environ.pop("JUPYTER_CONFIG_DIR", None)
    settings = environment.course_variables()["JUPYTERLAB_SETTINGS_DIR"]
    assert Path(settings) == tmp_path / ".jupyter" / "lab" / "user-settings"


@pytest.mark.skipif(sys.platform == "win32", reason="Windows keeps permissions in another way")
def test_a_folder_that_keeps_no_secret_is_refused(environment, tmp_path, monkeypatch):
    assert environment.refusal(tmp_path, secret=True) is None
    real = os.fstat
    monkeypatch.setattr(
        os,
        "fstat",
        lambda file: os.stat_result([real(file).st_mode | stat.S_IROTH, *real(file)[1:]]),
    )
    assert "other users" in environment.refusal(tmp_path, secret=True)
    assert environment.refusal(tmp_path) is None


def test_a_terminal_that_cannot_show_a_character_gets_its_number(environment, monkeypatch):
    class Terminal:
        encoding = "latin-1"

        def isatty(self):
            return True

    monkeypatch.setattr(sys, "stdout", Terminal())
    assert environment.course_variables()["PYTHONIOENCODING"] == "latin-1:backslashreplace"


def test_jupyter_finds_the_kernel_and_the_settings_of_the_course(environment):
    """The kernel runs on the Python of its server, and looks for a learner's files last."""
    variables = environment.course_variables()
    kernel = Path(variables["JUPYTER_PATH"], "kernels", "python3", "kernel.json")
    argv = json.loads(kernel.read_text("utf-8"))["argv"]
    assert argv[:2] == ["python", "-P"]
    configuration = Path(variables["JUPYTER_CONFIG_PATH"])
    assert (configuration / "jupyter_server_config.py").is_file()
    text = (configuration / "labconfig" / "default_setting_overrides.json").read_text("utf-8")
    assert json.loads(text)["@jupyterlab/apputils-extension:notification"]["fetchNews"] == "false"
