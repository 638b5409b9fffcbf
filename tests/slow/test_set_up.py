"""Set-up on strange computers, for real: `python3 course.py test tests/slow/test_set_up.py -n0`.

Most of it wants root on Linux, which can mount disks that are full, read-only or noexec for one
process, and be other users.  docs/slow_suite.md has its last result.
"""

import os
import shutil
import subprocess
import sys
import tempfile
import textwrap
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
SETTING_UP = "Setting the course up in .venv"
DEBIAN = Path("/usr/bin/python3")

pytestmark = [
    pytest.mark.timeout(900),
    pytest.mark.skipif(sys.platform != "linux", reason="mounts and users as Linux has them"),
]
as_root = pytest.mark.skipif(
    not hasattr(os, "geteuid") or os.geteuid() != 0, reason="only root can mount and be others"
)
with_debian = pytest.mark.skipif(not DEBIAN.exists(), reason="there is no /usr/bin/python3")


def course(folder):
    """The files of the course that git knows, in a folder."""
    names = subprocess.run(
        ["git", "ls-files", "-co", "--exclude-standard", "-z"], cwd=ROOT, capture_output=True
    ).stdout
    for name in filter(None, os.fsdecode(names).split("\0")):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        if (ROOT / name).is_file():
            shutil.copy2(ROOT / name, folder / name)
    return folder


def start(folder, *arguments, python=sys._base_executable, before=(), **variables):
    """Run course.py there; None for a variable takes it out."""
    environment = {k: v for k, v in (os.environ | variables).items() if v is not None}
    command = [*before, python, "course.py", *arguments]
    return subprocess.run(
        command, cwd=folder, env=environment, capture_output=True, encoding="utf-8",
        errors="replace", check=False,
    )  # fmt: skip


def sets_up(run):
    assert run.returncode == 0, run.stderr[-2000:]
    return SETTING_UP in run.stderr


@pytest.fixture
def clone(tmp_path):
    folder = tmp_path / "Kurs für alle"
    folder.mkdir()
    return course(folder)


@pytest.fixture(scope="module")
def ready(tmp_path_factory):
    """A clone that is set up once, for tests that damage it and see it heal."""
    folder = course(tmp_path_factory.mktemp("course"))
    assert sets_up(start(folder, "setup"))
    return folder


def packages(folder):
    return next((folder / ".venv" / "lib").glob("python*")) / "site-packages"


def replace_by(make):
    def damage(folder):
        shutil.rmtree(folder / ".venv")
        make(folder / ".venv")

    return damage


DAMAGES = {
    "no pyvenv.cfg": lambda folder: (folder / ".venv/pyvenv.cfg").unlink(),
    "a stamp that is a list": lambda folder: (folder / ".venv/course.json").write_text("[]"),
    "half of numpy": lambda folder: shutil.rmtree(packages(folder) / "numpy/_core"),
    "no JupyterLab to load": lambda folder: shutil.rmtree(folder / ".venv/share/jupyter/lab"),
    "a file": replace_by(lambda venv: venv.write_text("mine")),
    "a dangling link": replace_by(lambda venv: venv.symlink_to("nowhere")),
    "an empty folder": replace_by(lambda venv: venv.mkdir()),
}


@pytest.mark.parametrize("damage", DAMAGES)
def test_what_is_damaged_heals_at_the_next_start_and_is_left_alone_then(ready, damage):
    DAMAGES[damage](ready)
    assert sets_up(start(ready, "setup"))
    assert not sets_up(start(ready, "setup"))


def test_a_link_to_a_folder_elsewhere_serves(clone, tmp_path):
    (tmp_path / "roomy").mkdir()
    (clone / ".venv").symlink_to(tmp_path / "roomy")
    assert sets_up(start(clone, "setup"))
    assert not sets_up(start(clone, "setup"))
    assert (clone / ".venv").is_symlink()


def test_two_starts_and_one_killed(clone):
    command = [sys._base_executable, "course.py", "setup"]
    first = subprocess.Popen(command, cwd=clone, stderr=subprocess.PIPE)
    first.stderr.readline()
    first.kill()
    first.communicate()
    assert sets_up(start(clone, "setup"))
    assert not sets_up(start(clone, "setup"))


@pytest.mark.parametrize("uv", [True, False])
def test_settings_of_pip_and_uv_for_other_work_lead_nowhere_else(clone, tmp_path, uv):
    elsewhere = tmp_path / "elsewhere"
    (tmp_path / "uv").mkdir()
    (tmp_path / "uv/uv.toml").write_text(
        f'prefix = "{elsewhere}"\n[pip]\nrequire-hashes = true\ntarget = "{elsewhere}"\n'
    )
    (tmp_path / "pip.conf").write_text(
        f"[global]\nprefix = {elsewhere}\nrequire-hashes = true\n[install]\nuser = true\n"
    )
    variables = {
        "XDG_CONFIG_HOME": str(tmp_path),
        "PIP_CONFIG_FILE": str(tmp_path / "pip.conf"),
        "PIP_PREFIX": str(elsewhere),
        "PIP_TARGET": str(elsewhere),
        "PIP_USER": "1",
        "PIP_REQUIRE_HASHES": "1",
    }
    if not uv:
        (tmp_path / "bin").mkdir()
        (tmp_path / "bin/uv").write_text("#!/bin/sh\nexit 1\n")
        (tmp_path / "bin/uv").chmod(0o755)
        variables["PATH"] = f"{tmp_path / 'bin'}{os.pathsep}{os.environ['PATH']}"
    assert sets_up(start(clone, "setup", **variables))
    assert not elsewhere.exists()


def pythons():
    found = [shutil.which(f"python3.{minor}") for minor in (11, 12, 13, 14)]
    found += map(str, Path.home().glob(".pyenv/versions/3.1[1-4]*/bin/python"))
    return sorted(
        {str(Path(path).resolve()) for path in found if path and ".pyenv/shims" not in path}
    )


@pytest.mark.parametrize("python", pythons())
def test_an_umlaut_in_the_folder_in_every_locale(clone, tmp_path, python):
    """Python 3.11 and 3.12 read .pth files in the encoding of the locale."""
    locales = [{"LC_ALL": "C"}, {"LC_ALL": "C", "PYTHONUTF8": "0"}, {"LC_ALL": "C.UTF-8"}]
    latin = tmp_path / "locales" / "de_DE.ISO-8859-1"
    latin.parent.mkdir()
    made = subprocess.run(["localedef", "-i", "de_DE", "-f", "ISO-8859-1", latin], check=False)
    if made.returncode == 0:
        locales.append({"LC_ALL": latin.name, "LOCPATH": str(latin.parent)})
    assert sets_up(start(clone, "setup", python=python, **locales[0]))
    for variables in locales:
        assert not sets_up(start(clone, "setup", python=python, **variables))
        run = start(clone, "doctor", python=python, **variables)
        assert run.returncode == 0 and "Everything works." in run.stdout, run.stdout


def test_a_pip_older_than_22_3_is_not_asked(clone, tmp_path):
    home = {"HOME": str(tmp_path / "home"), "UV_CACHE_DIR": None}
    python = [sys._base_executable, "-m", "pip"]
    environment = os.environ | {"HOME": home["HOME"]}
    subprocess.run([*python, "install", "-q", "--user", "pip==22.0.4"], env=environment, check=True)
    told = subprocess.run([*python, "--version"], env=environment, capture_output=True, check=True)
    assert told.stdout.startswith(b"pip 22.0.4 ")
    assert sets_up(start(clone, "setup", **home))


def in_namespace(commands):
    """A command under which mounts hold for one process and its children only."""
    return ["unshare", "-m", "bash", "-c", textwrap.dedent(commands) + '\nexec "$@"', "bash"]


@as_root
@with_debian
@pytest.mark.parametrize("missing", ["pip ensurepip", "venv"])
def test_without_debians_venv_the_first_command_ends_in_the_apt_line(clone, tmp_path, missing):
    (tmp_path / "empty").mkdir()
    places = {"pip": "/usr/lib/python3/dist-packages/pip"}
    library = subprocess.run(
        [DEBIAN, "-c", "import os; print(os.path.dirname(os.__file__))"],
        capture_output=True, text=True, check=True,
    ).stdout.strip()  # fmt: skip
    mounts = [
        f"mount --bind {tmp_path / 'empty'} {place}"
        for part in missing.split()
        if Path(place := places.get(part, f"{library}/{part}")).exists()
    ]
    run = start(clone, "lab", python=DEBIAN, before=in_namespace("\n".join(mounts)))
    assert run.returncode == 1
    assert "sudo apt install python3-venv" in run.stderr and "Traceback" not in run.stderr


@as_root
def test_a_disk_without_programs(tmp_path):
    mount = (
        f"mount -t tmpfs -o noexec,size=50m none {tmp_path}\ncp -r {{}}/. {tmp_path}\ncd {tmp_path}"
    )
    source = course(Path(str(tmp_path) + "-source"))
    run = start(tmp_path, "setup", before=in_namespace(mount.format(source)))
    assert run.returncode == 1 and "mounted with noexec" in run.stderr


@as_root
def test_a_full_disk_is_not_blamed_on_the_network(tmp_path):
    mount = f"mount -t tmpfs -o size=150m none {tmp_path}\ncp -r {{}}/. {tmp_path}\ncd {tmp_path}"
    source = course(Path(str(tmp_path) + "-source"))
    run = start(tmp_path, "setup", before=in_namespace(mount.format(source)))
    assert run.returncode == 1
    last = run.stderr.splitlines()[-3:]
    assert last[0].startswith("The disk is full") and "fetched" not in " ".join(last)


@as_root
def test_a_full_home(ready, tmp_path):
    mount = f"mount -t tmpfs -o size=100k none {tmp_path}\nhead -c 1M /dev/zero >{tmp_path}/full"
    run = start(ready, "doctor", before=in_namespace(mount), HOME=str(tmp_path))
    assert run.stdout.count("NOT OK") == 1 and "the home folder can be written" in run.stdout
    assert "ok      JupyterLab starts" in run.stdout


@as_root
def test_a_checkout_that_may_only_be_read(ready):
    mount = f"mount --bind -o ro {ready} {ready}\ncd {ready}"
    assert not sets_up(start(ready, "setup", before=in_namespace(mount)))
    run = start(ready, "doctor", before=in_namespace(mount))
    assert run.stdout.count("NOT OK") == 1 and "ok      JupyterLab starts" in run.stdout
    lock = (ready / "requirements.lock").read_text("utf-8")
    (ready / "requirements.lock").write_text(lock + "# after a pull\n", "utf-8")
    run = start(ready, "setup", before=in_namespace(mount))
    assert run.returncode == 0 and "may not be changed here, but it works" in run.stderr


@pytest.fixture
def shared():
    """A folder that every user may enter, as pytest's own may not be."""
    with tempfile.TemporaryDirectory() as folder:
        Path(folder).chmod(0o755)
        yield Path(folder)


@as_root
@with_debian
def test_a_user_without_a_name_or_a_home_and_another_who_reads(shared):
    folder = course(shared)
    subprocess.run(["chown", "-R", "12345:12345", folder], check=True)
    owner = ["setpriv", "--reuid", "12345", "--regid", "12345", "--clear-groups"]
    reader = ["setpriv", "--reuid", "23456", "--regid", "23456", "--clear-groups"]
    strange = {"HOME": None, "UV_CACHE_DIR": None, "TMPDIR": None}
    assert sets_up(start(folder, "setup", python=DEBIAN, before=owner, **strange))
    tests = ["test", "tests/test_losses.py", "tests/test_optimizers.py", "-n0", "-q"]
    assert start(folder, *tests, python=DEBIAN, before=owner, **strange).returncode == 0
    for user in (owner, reader):
        run = start(folder, "doctor", python=DEBIAN, before=user, **strange)
        assert "ok      JupyterLab starts" in run.stdout, run.stdout
        assert "this user has none" in run.stdout
    run = start(folder, *tests, python=DEBIAN, before=reader, **strange)
    assert run.returncode == 0, run.stdout + run.stderr
    (folder / ".venv").chmod(0o700)
    run = start(folder, "lab", python=DEBIAN, before=reader, **strange)
    assert run.returncode == 1 and "has not been set up for you" in run.stderr
