"""Packages of the web: fetched once, compared with their hash, refused with a sentence."""

import hashlib
import io
import json
import subprocess
import tarfile
from base64 import b64encode

import pytest

from nnlib.course.editions import packages
from nnlib.course.editions.packages import EditionError, Package


def archive(text="hello"):
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode="w:gz") as files:
        entry = tarfile.TarInfo("package/hello.js")
        entry.size = len(text)
        files.addfile(entry, io.BytesIO(text.encode()))
    return packed.getvalue()


PACKED = archive()
HASH = b64encode(hashlib.sha512(PACKED).digest()).decode()
HELLO = Package("hello", "1.2.3", HASH)


@pytest.fixture
def npm(monkeypatch, tmp_path):
    """npm's commands, in place of npm, which brings `brought`."""
    ran, brought = [], [PACKED]

    def run(command, **options):
        ran.append(command)
        if not brought:
            return subprocess.CompletedProcess(command, 1, "", "npm error\nnpm error no network")
        (options["cwd"] / "hello-1.2.3.tgz").write_bytes(brought[0])
        return subprocess.CompletedProcess(command, 0, "hello-1.2.3.tgz\n", "")

    monkeypatch.setattr(packages.shutil, "which", lambda name: f"/bin/{name}")
    monkeypatch.setattr(packages.subprocess, "run", run)
    return ran, brought


def test_a_package_is_fetched_once(npm, tmp_path):
    for _ in range(2):
        assert (HELLO.folder(tmp_path) / "hello.js").read_text() == "hello"
    ran, _ = npm
    assert len(ran) == 1 and "hello@1.2.3" in ran[0]
    assert [path.name for path in tmp_path.iterdir()] == ["hello-1.2.3"]


def test_of_two_builds_at_the_same_time_the_first_stays(tmp_path):
    def fill(draft):
        (draft / "who").write_text("second")
        packages.made_once(tmp_path / "kept", lambda other: (other / "who").write_text("first"))

    assert (packages.made_once(tmp_path / "kept", fill) / "who").read_text() == "first"
    assert [path.name for path in tmp_path.iterdir()] == ["kept"]


def test_what_is_interrupted_leaves_nothing(tmp_path):
    def fill(draft):
        (draft / "half").touch()
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        packages.made_once(tmp_path / "kept", fill)
    assert not [*tmp_path.iterdir()]


def test_another_archive_is_refused_and_does_not_stay(npm, tmp_path):
    npm[1][0] = archive("other")
    with pytest.raises(EditionError, match="not what the course was tested with"):
        HELLO.folder(tmp_path)
    assert not [*tmp_path.iterdir()]


def test_without_npm_it_is_said_what_to_install(monkeypatch, tmp_path):
    monkeypatch.setattr(packages.shutil, "which", lambda name: None)
    with pytest.raises(EditionError, match=r"hello 1\.2\.3 .* npm.* install Node\.js"):
        HELLO.folder(tmp_path)


def test_what_npm_says_is_told(npm, tmp_path):
    npm[1].clear()
    with pytest.raises(EditionError, match=r"could not fetch hello 1\.2\.3.*no network"):
        HELLO.folder(tmp_path)


def test_no_registry_is_named():
    assert "://" not in json.dumps([*map(vars, (packages.REVEAL, packages.MATHJAX, packages.AXE))])
