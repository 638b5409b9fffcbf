"""The variables that the course's processes start with: the user's, without what would alter them.

What belongs to the computer stays: PATH, languages, proxies, certificates, the way to the packages.
What sets up Python, Jupyter, pytest or matplotlib for other work goes, and so does a home folder
that cannot be written to: everything that these programs keep lies in the course's own corner.
"""

import functools
import os
import re
import sys
import tempfile
import urllib.parse
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]
VENV = ROOT / ".venv"

SETTINGS = re.compile(
    r"(PYTHON|IPYTHON|JUPYTER|JPY_|PYTEST_|MPL|MATPLOTLIB|PIP_|UV_|NPY_|NUMPY_|SYMPY_|TQDM_)"
)
KEPT = {
    "JUPYTER_ALLOW_INSECURE_WRITES",  # the answer to a disk without permissions
    "JUPYTER_IP",
    "JUPYTER_PORT",
    "JUPYTER_TOKEN",
    "PYTHONDONTWRITEBYTECODE",
    "PYTHONPYCACHEPREFIX",
    "PYTHONUNBUFFERED",
}
# Where packages come from and how they get here, in the words of pip and of uv; the rest of their
# settings says what to do with them, and that is the course's business.
WAY = re.compile(
    r"(.*index.*|find-links|offline|proxy|.*cert|native-tls|system-certs|(allow-)?insecure-host"
    r"|trusted-host|keyring-provider|retries|.*timeout|.*retries|(no-)?cache(-dir)?|no-cache-dir"
    r"|concurrent-.*|disable-pip-version-check)"
)


# JupyterLab reads these when it is imported, and stops at an address that it cannot use.
PROXIES = ("http_proxy", "https_proxy", "all_proxy")


def python_of(venv=VENV, windows=os.name == "nt"):
    """The interpreter of an environment."""
    return venv / ("Scripts/python.exe" if windows else "bin/python")


def way(settings):
    """Of settings of pip or uv by name, those that say where packages come from and how."""
    return {name: value for name, value in settings.items() if WAY.fullmatch(printed_name(name))}


def printed_name(name):
    """The name of a setting as pip and uv print it: PIP_INDEX_URL is index-url."""
    return re.sub(r"^(pip|uv)_", "", name.lower()).replace("_", "-")


def stays(name):
    """True for a variable that the course's processes may see."""
    if name.startswith(("PIP_", "UV_")):
        return bool(way({name: ""}))
    return name in KEPT or not SETTINGS.match(name)


def refusal(folder, secret=False):
    """Why nothing can be kept in this folder, as the system words it; None where something can.

    `secret` asks for a file that other users cannot read: Jupyter keeps a kernel's key in one, and
    refuses a disk without permissions, such as a stick.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile(dir=folder) as file:
            file.write(bytes(10_000))
            file.flush()
            if secret and os.name == "posix" and os.fstat(file.fileno()).st_mode & 0o077:
                return "this disk keeps no file from other users"
    except OSError as error:
        return error.strerror or str(error)
    return None


def home():
    """The user's own folder, or None for a user who has none."""
    try:
        folder = Path.home()
    except RuntimeError:
        return None
    return None if os.environ.get("HOME") == "" else folder


def home_refusal():
    """Why nothing can be kept in the user's own folder, or None."""
    folder = home()
    if folder is None:
        return "this user has none"
    if not folder.is_dir():
        return "it is not there"
    return refusal(folder, secret=True)


@functools.cache
def passing_folder():
    """A folder that lasts as long as the temporary files of this computer do."""
    return Path(tempfile.mkdtemp(prefix="nnlib-course-"))


def corner():
    """Where the course's processes keep settings and caches: in .venv, or where that is allowed."""
    if os.access(VENV / "pyvenv.cfg", os.R_OK) and not refusal(VENV / "var", secret=True):
        return VENV / "var"
    if not home_refusal() and not refusal(home() / ".cache" / "nnlib-course", secret=True):
        return home() / ".cache" / "nnlib-course"
    return passing_folder()


def settings_of_lab():
    """Where the user's theme and keys are, which hold for every JupyterLab; None without a home."""
    if "JUPYTERLAB_SETTINGS_DIR" in os.environ:
        return os.environ["JUPYTERLAB_SETTINGS_DIR"]
    if home_refusal():
        return None
    jupyter = os.environ.get("JUPYTER_CONFIG_DIR") or home() / ".jupyter"
    return str(Path(jupyter, "lab", "user-settings"))


def terminal():
    """What the terminal can show, when that is less than every character: else, nothing."""
    encoding = getattr(sys.stdout, "encoding", None) or "utf-8"
    if encoding.lower().replace("-", "") == "utf8" or not sys.stdout.isatty():
        return {}
    return {"PYTHONIOENCODING": f"{encoding}:backslashreplace"}


def course_variables():
    """The variables for a process of the course, with .venv first in PATH."""
    variables = {name: value for name, value in os.environ.items() if stays(name)}
    kept = corner()
    places = {
        "IPYTHONDIR": kept / "ipython",
        "JUPYTER_CONFIG_DIR": kept / "jupyter",
        "JUPYTER_CONFIG_PATH": ROOT / ".jupyter",
        "JUPYTER_DATA_DIR": kept / "jupyter" / "share",
        "JUPYTER_PATH": ROOT / ".jupyter",
        "JUPYTERLAB_SETTINGS_DIR": settings_of_lab() or kept / "jupyter" / "settings",
        "MPLCONFIGDIR": kept / "matplotlib",
        "RUFF_CACHE_DIR": kept / "ruff",
        "VIRTUAL_ENV": VENV,
    }
    if home_refusal():
        places |= {"HOME": kept, "USERPROFILE": kept}
    if "TMPDIR" in variables:
        places["TMPDIR"] = (
            tempfile.gettempdir()
        )  # of the places for temporary files, one that works
    variables |= {name: str(place) for name, place in places.items()}
    variables["PATH"] = os.pathsep.join(
        [str(python_of().parent), variables.get("PATH", os.defpath)]
    )
    variables |= {"PYTHONUTF8": "1", "JUPYTER_PREFER_ENV_PATH": "1", **terminal()}
    variables.setdefault("OPENBLAS_NUM_THREADS", "1")
    return variables


def variables_of_venv():
    """`course_variables` for what runs in .venv, with proxies that JupyterLab can use.

    Installers get the proxies as they are, since they know more kinds.
    """
    return with_usable_proxies(course_variables())


def with_usable_proxies(variables):
    """The variables, without the proxies at which JupyterLab would stop; HOST:PORT gets its http.

    >>> with_usable_proxies({"all_proxy": "socks://h:1080", "http_proxy": "h:3128", "LANG": "C"})
    {'http_proxy': 'http://h:3128', 'LANG': 'C'}
    """
    found = {}
    for name, value in variables.items():
        if value and name.lower() in PROXIES:
            value = value if "://" in value else f"http://{value}"
            if not is_usable_proxy(value):
                continue
        found[name] = value
    return found


def is_usable_proxy(address):
    """True for a proxy of HTTP, which is all that JupyterLab knows without another package."""
    try:
        parts = urllib.parse.urlsplit(address)
        return parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
    except ValueError:
        return False
