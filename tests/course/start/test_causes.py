"""A failure is blamed on what was found: disk, network, certificate, Debian's packages."""

import http.server
import os
import shutil
import sys
import threading
from pathlib import Path, PureWindowsPath
from types import SimpleNamespace

import pytest


@pytest.fixture
def causes(start):
    return start.causes


@pytest.fixture
def answering(monkeypatch):
    """Make a server that answers each request with one status; yields how to start it."""
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    servers = []

    def answer(status):
        class Handler(http.server.BaseHTTPRequestHandler):
            def do_GET(self):
                self.send_response(status)
                self.end_headers()

            def log_message(self, *_):
                pass

        server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        servers.append(server)
        return f"http://name:secret@127.0.0.1:{server.server_address[1]}/simple/"

    yield answer
    for server in servers:
        server.shutdown()
        server.server_close()


@pytest.mark.parametrize("status", [200, 401, 403, 404])
def test_a_network_that_answers_is_not_blamed(causes, answering, status):
    assert causes.does_not_answer(answering(status)) is None


def test_a_proxy_that_asks_for_a_password_is_named(causes, answering):
    cause = causes.does_not_answer(answering(407))
    assert "proxy wants a name and a password" in cause.why and "secret" not in str(cause)


def test_a_silent_network_is_named(causes, answering):
    assert "does not answer" in causes.does_not_answer("http://127.0.0.1:9/simple/").why


def test_a_proxy_with_an_address_that_is_none_is_named(causes, monkeypatch):
    monkeypatch.setattr(causes.urllib.request, "_opener", None)  # which remembers proxies
    monkeypatch.setenv("https_proxy", ":::bad")
    monkeypatch.delenv("no_proxy", raising=False)
    monkeypatch.delenv("NO_PROXY", raising=False)
    cause = causes.does_not_answer("https://pypi.example/simple/")
    assert "does not answer" in cause.why and "bad" in cause.why and "HTTPS_PROXY" in cause.advice


def test_a_certificate_is_named(causes, monkeypatch):
    def refuse(*_, **__):
        raise OSError("[SSL: CERTIFICATE_VERIFY_FAILED] self-signed certificate in chain")

    monkeypatch.setattr(causes.urllib.request, "urlopen", refuse)
    cause = causes.does_not_answer("https://mirror.example/simple/")
    assert "SSL_CERT_FILE" in cause.advice and "certificate" in cause.section


def test_a_full_disk_is_named_before_the_network(causes, monkeypatch):
    monkeypatch.setattr(shutil, "disk_usage", lambda _: SimpleNamespace(free=3e6))
    cause = causes.of_failed_installation(None, "http://127.0.0.1:9/")
    assert cause.section == "the-disk-is-full" and "3 MB are free" in cause.why


def test_a_used_up_share_of_a_disk_is_full_too(causes, tmp_path, monkeypatch):
    import errno

    full = os.strerror(errno.EDQUOT if hasattr(errno, "EDQUOT") else errno.ENOSPC)
    monkeypatch.setattr(causes, "refusal", lambda _: full)
    assert causes.is_closed(tmp_path).section == "the-disk-is-full"


def test_a_folder_of_wheels_is_blamed_for_what_is_missing(causes):
    assert "pip download" in causes.of_failed_installation("/wheels", None).advice


@pytest.mark.skipif(sys.platform == "win32", reason="Debian's layout")
def test_debian_is_asked_for_the_package_of_this_python(causes, tmp_path):
    for name in ("python3.11", "python3.12"):
        (tmp_path / name).touch()
    usual = tmp_path / "python3"
    usual.symlink_to("python3.11")
    package = causes.debian_package
    assert package(usual, usual) == package(tmp_path / "python3.11", usual) == "python3-venv"
    assert package(tmp_path / "python3.12", usual) == "python3.12-venv"


def test_advice_on_folders_that_windows_makes_trouble_with(start):
    advice = start.installation.path_advice
    assert advice(PureWindowsPath(r"C:\course"), windows=True) is None
    assert "deep" in advice(PureWindowsPath("C:\\" + "x" * 100), windows=True)
    assert "OneDrive" in advice(PureWindowsPath(r"C:\Users\me\OneDrive\course"), windows=True)
    assert advice(Path("/" + "x" * 200), windows=False) is None


def test_every_sentence_points_to_a_section_that_there_is():
    """The sections named in the sources, against the headings of the guide."""
    import re

    root = Path(__file__).resolve().parents[3]
    guide = (root / "docs" / "if_something_goes_wrong.md").read_text("utf-8")
    titles = re.findall(r"^## (.*)$", guide, re.MULTILINE)
    anchors = {re.sub(r"[^\w -]", "", title.lower()).replace(" ", "-") for title in titles}
    sources = [*(root / "nnlib/course/start").glob("*.py"), root / "nnlib/course/doctor.py"]
    slug = re.compile(r'"([a-z]+(?:-[a-z]+){3,})"')
    named = {name for path in sources for name in slug.findall(path.read_text("utf-8"))}
    assert len(named) > 8
    assert named <= anchors


@pytest.mark.parametrize(
    ("name", "text", "words"),
    [
        ("requirements.lock", None, "No such file or directory"),
        ("pyproject.toml", None, "No such file or directory"),
        ("pyproject.toml", "<<<<<<< HEAD", "TOMLDecodeError"),
        ("pyproject.toml", "", "KeyError"),
    ],
)
def test_half_a_course_is_told_and_nothing_is_set_up(
    start, tmp_path, monkeypatch, name, text, words
):
    for file in ("requirements.lock", "pyproject.toml"):
        shutil.copy(Path(__file__).parents[3] / file, tmp_path)
    (tmp_path / name).unlink() if text is None else (tmp_path / name).write_text(text)
    monkeypatch.setattr(start.installation, "ROOT", tmp_path)
    with pytest.raises(start.findings.CourseError) as refused:
        start.installation.set_up()
    assert f"is not whole: {name} cannot be read ({words}" in str(refused.value.args[0])
    assert {one.name for one in tmp_path.iterdir()} <= {"requirements.lock", "pyproject.toml"}
