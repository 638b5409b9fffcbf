"""Set-up for real, in clones: .venv is believed after a look, and what is damaged is made anew."""

import json
import os
import re
import shutil
import subprocess
import sys
import threading
import tomllib

import pytest

SETTING_UP = "Setting the course up in .venv"


def test_a_start_that_finds_everything_in_place_says_nothing(shared_clone):
    run = shared_clone.start("setup", blind=True)
    assert (run.returncode, run.stdout, run.stderr) == (0, "", "")


def test_the_first_start_sets_up_from_the_lock_and_the_second_finds_it_done(bare, fake_uv):
    path = fake_uv()
    run = bare.start("setup", **path)
    assert run.returncode == 0, run.stderr
    ((arguments, _),) = fake_uv.calls()
    assert arguments[:2] == ["pip", "install"]
    assert arguments[arguments.index("--constraint") + 1] == "requirements.lock"
    assert "--compile-bytecode" in arguments  # else each start with PYTHONDONTWRITEBYTECODE is slow
    assert any(word.startswith("jupyterlab>=") for word in arguments)
    assert not any(word.startswith("pytest") for word in arguments)
    assert bare.start("setup", **path).stderr == ""
    assert len(fake_uv.calls()) == 1


def test_the_tests_bring_their_tools(bare, fake_uv):
    path = fake_uv()
    run = bare.start("test", "--version", **path)
    assert run.returncode == 0 and run.stdout.startswith("pytest "), run.stderr
    assert any(word.startswith("pytest>=") for word in fake_uv.calls()[0][0])
    assert bare.start("setup", **path).stderr == ""  # which needs no tools, and keeps them


def test_the_web_edition_brings_its_packages_and_no_more(bare, fake_uv):
    path = fake_uv()
    run = bare.start("web", "--help", **path)
    assert run.returncode == 0 and "course.py web" in run.stdout, run.stderr
    asked = fake_uv.calls()[0][0]
    assert any(word.startswith("sphinx>=") for word in asked)
    assert not any(word.startswith(("pytest", "playwright")) for word in asked)
    bare.start("test", "--version", **path)
    asked = fake_uv.calls()[1][0]
    assert any(word.startswith("pytest>=") for word in asked)
    assert bare.start("web", "--help", **path).stderr == ""


CHANGES = {"requirements.lock": ("tqdm==", "tqdm>="), "pyproject.toml": ("tqdm>=4", "tqdm>=3")}


@pytest.mark.parametrize("name", CHANGES)
def test_a_change_of_what_is_installed_installs_into_the_same_environment(clone, fake_uv, name):
    path = fake_uv()
    (clone.venv / "mine").touch()
    file = clone.folder / name
    file.write_text(file.read_text("utf-8").replace(*CHANGES[name]), "utf-8")
    assert SETTING_UP in clone.start("setup", **path).stderr
    assert (clone.venv / "mine").exists() and len(fake_uv.calls()) == 1
    assert clone.start("setup", **path).stderr == ""


def test_line_ends_are_no_change(clone):
    for name in ("requirements.lock", "pyproject.toml"):
        path = clone.folder / name
        path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n"))
    assert clone.start("setup", blind=True).stderr == ""


def lose_configuration(clone):
    (clone.venv / "pyvenv.cfg").unlink()


def lose_interpreter(clone):
    for python in clone.venv.glob("bin/python*"):
        python.unlink()
        python.symlink_to("/nowhere/python")


def lose_module(clone):
    shutil.rmtree(clone.packages / "numpy" / "_core")


def lose_package(clone):
    for part in clone.packages.glob("jupyter_client*"):
        shutil.rmtree(part)


def cut_file(clone):
    library = next((clone.packages / "numpy" / "_core").glob("_multiarray_umath*"))
    content = library.read_bytes()[:1000]
    library.unlink()
    library.write_bytes(content)


def lose_application(clone):
    shutil.rmtree(clone.venv / "share" / "jupyter" / "lab")


def move(clone):
    stamp = json.loads((clone.venv / "course.json").read_text())
    clone.write_stamp(json.dumps(stamp | {"home": [stamp["home"][0], "elsewhere"]}))


def update_python(clone):
    stamp = json.loads((clone.venv / "course.json").read_text())
    clone.write_stamp(json.dumps(stamp | {"home": ["3.10", stamp["home"][1]]}))


def stamp(text):
    return lambda clone: clone.write_stamp(text)


def replace_by_file(clone):
    shutil.rmtree(clone.venv)
    clone.venv.write_text("the-environment-that-my-shell-should-use")


def replace_by_dangling_link(clone):
    shutil.rmtree(clone.venv)
    clone.venv.symlink_to(clone.folder / "nowhere")


DAMAGES = {
    "no pyvenv.cfg": lose_configuration,
    "no interpreter": lose_interpreter,
    "half of a package": lose_module,
    "no jupyter_client": lose_package,
    "a file cut off": cut_file,
    "no JupyterLab to load": lose_application,
    "another folder": move,
    "another Python": update_python,
    "a list for a stamp": stamp("[]"),
    "a broken stamp": stamp('{"home": ["3.1'),
    "a stamp that is a number": stamp("3"),
    "packages that are none": stamp('{"packages": [1]}'),
    "a file": replace_by_file,
    "a dangling link": replace_by_dangling_link,
}


@pytest.mark.skipif(sys.platform == "win32", reason="needs symbolic links and the stand-in for uv")
@pytest.mark.parametrize("damage", DAMAGES)
def test_what_is_damaged_is_seen_and_not_used(clone, fake_uv, damage):
    """tests/slow/test_set_up.py has the healing, which takes an installation each."""
    DAMAGES[damage](clone)
    run = clone.start("setup", blind=True, **fake_uv(fails=True))
    assert run.returncode == 1 and SETTING_UP in run.stderr, run.stderr
    assert len(fake_uv.calls()) == 1 and not (clone.venv / "course.json").exists()


def test_what_is_damaged_heals_at_the_next_start(clone, fake_uv):
    path = fake_uv()
    lose_configuration(clone)
    run = clone.start("setup", **path)
    assert run.returncode == 0 and SETTING_UP in run.stderr, run.stderr
    assert clone.start("setup", **path).stderr == ""


def test_what_a_learner_adds_is_left_alone(clone):
    (clone.packages / "pandas").mkdir()
    (clone.packages / "pandas" / "__init__.py").touch()
    assert clone.start("setup", blind=True).stderr == ""


def test_a_file_in_place_of_venv_is_kept(bare, fake_uv):
    bare.venv.write_text("the-environment-that-my-shell-should-use")
    bare.start("setup", blind=True, **fake_uv(fails=True))
    (kept,) = bare.folder.glob(".venv-was-a-file-*/.venv")
    assert kept.read_text() == "the-environment-that-my-shell-should-use"


def test_two_starts_at_once_set_up_once(bare, fake_uv):
    path, runs = fake_uv(), []
    starts = [
        threading.Thread(target=lambda: runs.append(bare.start("setup", **path))) for _ in range(2)
    ]
    for start in starts:
        start.start()
    for start in starts:
        start.join()
    assert [run.returncode for run in runs] == [0, 0]
    assert len(fake_uv.calls()) == 1
    assert sum("this one waits for it" in run.stderr for run in runs) == 1
    assert bare.start("setup", **path).stderr == ""


@pytest.mark.skipif(sys.platform == "win32", reason="the other process locks as POSIX does")
def test_a_start_waits_while_another_process_sets_up_and_goes_on_when_that_one_dies(bare, fake_uv):
    held = "import fcntl, sys; file = open(sys.argv[1], 'a'); fcntl.flock(file, 2); print('held')"
    other = subprocess.Popen(
        [sys.executable, "-u", "-c", held + "; input()", bare.folder / ".venv.lock"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert other.stdout.readline() == "held\n"
    path, runs = fake_uv(), []
    start = threading.Thread(target=lambda: runs.append(bare.start("setup", **path)))
    start.start()
    start.join(3)
    assert start.is_alive() and not bare.venv.exists()
    other.kill()
    other.communicate()
    start.join()
    assert runs[0].returncode == 0 and "this one waits for it" in runs[0].stderr


def test_an_installation_that_fails_leaves_no_stamp_and_says_why(bare, fake_uv):
    run = bare.start("setup", blind=True, **fake_uv(fails=True))
    assert run.returncode == 1
    assert "The packages could not be installed" in run.stderr
    assert "docs/if_something_goes_wrong.md#the-packages-cannot-be-fetched" in run.stderr
    assert "Traceback" not in run.stderr
    assert not (bare.venv / "course.json").exists()


def test_an_update_that_fails_leaves_the_environment_as_it_was(clone, fake_uv):
    lock = clone.folder / "requirements.lock"
    before = lock.read_text()
    lock.write_text(re.sub(r"tqdm==.*", "tqdm==4.0.1", before))
    assert clone.start("setup", blind=True, **fake_uv(fails=True)).returncode == 1
    lock.write_text(before)
    assert clone.start("setup", blind=True).stderr == ""


LEAKS = {
    "PIP_PREFIX": "elsewhere",
    "PIP_TARGET": "elsewhere",
    "PIP_USER": "1",
    "PIP_REQUIRE_HASHES": "1",
    "PIP_NO_DEPS": "1",
    "UV_REQUIRE_HASHES": "1",
    "UV_NO_DEPS": "1",
    "UV_SYSTEM_PYTHON": "1",
}


def test_an_installer_hears_where_packages_are_and_not_what_to_do_with_them(
    bare, fake_uv, tmp_path
):
    configuration = tmp_path / "uv" / "uv.toml"
    configuration.parent.mkdir()
    configuration.write_text(
        'prefix = "elsewhere"\nno-deps = true\nindex-url = "https://mirror.example/simple"\n'
        '[pip]\ntarget = "elsewhere"\nrequire-hashes = true\n'
        '[[index]]\nname = "ours"\nurl = "https://ours.example/simple"\ndefault = true\n'
    )
    way = {"UV_INDEX_URL": "https://index.example", "HTTPS_PROXY": "http://proxy.example:3128"}
    leaks = {"XDG_CONFIG_HOME": str(tmp_path), "UV_CONFIG_FILE": None, **LEAKS, **way}
    bare.start("setup", **fake_uv(), **leaks)
    ((_, heard),) = fake_uv.calls()
    assert not set(LEAKS) & set(heard)
    assert way.items() <= heard.items()
    assert "UV_CONFIG_FILE" in heard and heard["UV_CONFIG_FILE"] != str(configuration)


def test_a_uv_that_finds_settings_keeps_only_the_way_to_the_packages(tmp_path, start, monkeypatch):
    monkeypatch.setenv("UV_CONFIG_FILE", str(tmp_path / "uv.toml"))
    (tmp_path / "uv.toml").write_text(
        'prefix = "elsewhere"\nfind-links = ["a b", "c"]\n[pip]\nrequire-hashes = true\n'
        '[[index]]\nname = "ours"\nurl = "https://ours.example/simple"\ndefault = true\n'
    )
    kept = tmp_path / "kept"
    kept.mkdir()
    assert start.installers.uv_way(kept) == {"UV_CONFIG_FILE": str(kept / "uv.toml")}
    assert tomllib.loads((kept / "uv.toml").read_text()) == {
        "find-links": ["a b", "c"],
        "index": [{"name": "ours", "url": "https://ours.example/simple", "default": True}],
    }
    (tmp_path / "uv.toml").write_text('prefix = "elsewhere"\n')
    assert start.installers.uv_way(tmp_path) == {"UV_NO_CONFIG": "1"}


def test_a_pip_that_finds_settings_keeps_only_the_way_to_the_packages(tmp_path, start, monkeypatch):
    (tmp_path / "pip.conf").write_text(
        "[global]\nindex-url = https://mirror.example/simple\nprefix = elsewhere\n"
        "extra-index-url =\n  https://a.example\n  https://b.example\nrequire-hashes = true\n"
        "[install]\ntarget = elsewhere\nuser = true\ncert = /my own/file.pem\n"
    )
    for name in ("PIP_CERT", "PIP_INDEX_URL"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("PIP_CONFIG_FILE", str(tmp_path / "pip.conf"))
    pip = [start.installers.host_python(), "-m", "pip"]
    found = start.installers.pip_way(pip)
    assert found["PIP_INDEX_URL"] == "https://mirror.example/simple"
    assert found["PIP_EXTRA_INDEX_URL"] == "https://a.example https://b.example"
    assert found["PIP_CERT"] == "/my own/file.pem"
    assert not {"PIP_PREFIX", "PIP_TARGET", "PIP_USER", "PIP_REQUIRE_HASHES"} & set(found)


def test_the_pointer_to_the_course_is_ascii_and_found_in_any_encoding(shared_clone):
    pointer = next(shared_clone.packages.glob("nnlib_course.pth")).read_bytes()
    assert pointer.isascii()
    ask = "import nnlib, sys; sys.stdout.buffer.write(nnlib.__file__.encode('utf-8', 'replace'))"
    python = next(shared_clone.venv.glob("bin/python")) if sys.platform != "win32" else None
    if python:
        run = subprocess.run(
            [python, "-P", "-c", ask], env={"LC_ALL": "C"}, capture_output=True, check=False
        )
        assert run.returncode == 0 and str(shared_clone.folder).encode() in run.stdout, run.stderr


def test_a_clone_that_is_the_home_folder_serves_after_jupyterlab_has_kept_a_theme_in_it(clone):
    for folder in ("user-settings/@jupyterlab", "workspaces"):
        (clone.folder / ".jupyter" / "lab" / folder).mkdir(parents=True)
    run = clone.start("setup", HOME=str(clone.folder), USERPROFILE=str(clone.folder), blind=True)
    assert (run.returncode, run.stderr) == (0, "")


def test_options_of_the_learner_win_over_those_of_the_course(shared_clone):
    def configuration(*options):
        told = shared_clone.start("lab", "--show-config-json", *options)
        return json.loads(told.stdout)

    plain = configuration()
    assert plain["ServerApp"]["root_dir"] == str(shared_clone.folder)
    assert plain["LabApp"]["default_url"] == "/lab/tree/work/00_start_here.ipynb"
    mine = configuration(f"--ServerApp.root_dir={shared_clone.venv}", "--LabApp.default_url=/lab")
    assert (
        mine["ServerApp"]["root_dir"] == str(shared_clone.venv)
        and mine["LabApp"]["default_url"] == "/lab"
    )


def test_pip_is_stopped_without_a_traceback_and_hidden_by_no_file(start, tmp_path):
    (tmp_path / "runpy.py").write_text("raise SystemExit('hidden')")
    (tmp_path / "of_path" / "pip").mkdir(parents=True)
    (tmp_path / "of_path" / "pip" / "__init__.py").touch()
    (tmp_path / "of_path" / "pip" / "__main__.py").write_text("raise KeyboardInterrupt")
    run = subprocess.run(
        [sys.executable, "-c", start.installers.PIP, "install"],
        cwd=tmp_path,
        env=os.environ | {"PYTHONPATH": str(tmp_path / "of_path")},
        capture_output=True,
        check=False,
    )
    assert (run.returncode, run.stderr) == (130, b"")
