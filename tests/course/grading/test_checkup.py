"""The doctor for graders: all is well here, and what is not is said with what to do."""

import platform

import pytest

from nnlib.course.grading import checkup
from nnlib.course.start.findings import CourseError, findings_of


def test_all_is_well_here():
    found = list(findings_of(checkup.CHECKS))
    assert all(one.ok for one in found), "\n".join(f"{one.what}: {one.detail}" for one in found)


@pytest.mark.parametrize(("system", "word"), [("Windows", "WSL 2"), ("Darwin", "Linux machine")])
def test_other_systems_are_told_where_to_grade(monkeypatch, system, word):
    monkeypatch.setattr(platform, "system", lambda: system)
    with pytest.raises(CourseError) as error:
        checkup.name_system()
    assert word in error.value.args[0].advice


@pytest.mark.parametrize(
    ("files", "words"),
    [
        ({"kernel/apparmor_restrict_unprivileged_userns": "1"}, "bwrap-userns-restrict"),
        ({"kernel/unprivileged_userns_clone": "0"}, "unprivileged_userns_clone=1"),
        ({"user/max_user_namespaces": "0"}, "max_user_namespaces=10000"),
        ({".dockerenv": ""}, "This is a container"),
        ({"run/.containerenv": ""}, "This is a container"),
        ({"kernel/apparmor_restrict_unprivileged_userns": "0"}, "Ask who looks after"),
    ],
)
def test_who_forbids_namespaces_is_told_by_the_system_s_own_settings(
    tmp_path, monkeypatch, files, words
):
    monkeypatch.delenv("KUBERNETES_SERVICE_HOST", raising=False)
    for name, content in files.items():
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content, "utf-8")
    assert words in checkup.who_forbids(tmp_path, tmp_path)


def test_a_hole_is_seen(monkeypatch):
    monkeypatch.setitem(checkup.REFUSED, "add", "1 + 1")
    (found,) = findings_of({checkup.try_the_walls: ("walls", "", "")})
    assert not found.ok
    assert "In the sandbox one can add." in found.detail


def test_bubblewrap_that_fails_is_quoted(monkeypatch, tmp_path):
    program = tmp_path / "bwrap"
    program.write_text(
        "#!/bin/sh\necho 'bwrap: No permissions to create new namespace' >&2\nexit 1"
    )
    program.chmod(0o755)
    monkeypatch.setattr(checkup, "found_bwrap", lambda: str(program))
    with pytest.raises(CourseError, match="No permissions to create new namespace"):
        checkup.raise_empty_walls()
