"""The verb `links`: each address read back as the place that it opens will read it."""

from urllib.parse import parse_qs, unquote, urlsplit

import pytest

from nnlib.course.editions.links import (
    Repository,
    binder_link,
    codespace_link,
    home_link,
    main,
    puller_link,
)
from nnlib.course.editions.packages import EditionError
from nnlib.course.folders import ABOVE_NNLIB

GITHUB = "https://github.com/ada/course.git"
FORGE = "https://git.school.example:8443/maths/nets/course"


def asked(link):
    return {name: value for name, (value,) in parse_qs(urlsplit(link).query).items()}


@pytest.mark.parametrize(
    ("address", "path"),
    [
        (GITHUB, "/v2/gh/ada/course/main"),
        ("https://gitlab.com/maths/nets/course/", "/v2/gl/maths%2Fnets%2Fcourse/main"),
    ],
)
def test_binder_builds_from_the_forges_that_it_knows_by_name(address, path):
    link = binder_link(Repository(address))
    assert urlsplit(link).path == path
    assert asked(link) == {"urlpath": "lab/tree/work/00_start_here.ipynb"}


def test_binder_takes_any_other_repository_by_its_whole_address():
    path = urlsplit(binder_link(Repository(FORGE, "term/2"))).path.removeprefix("/v2/")
    assert [unquote(part) for part in path.split("/")] == ["git", FORGE, "term/2"]


def test_a_codespace_is_for_repositories_at_github():
    assert codespace_link(Repository(GITHUB, "term")).endswith("/ada/course/tree/term")
    assert codespace_link(Repository(FORGE)) is None


@pytest.mark.parametrize("hub", ["https://hub.example", "http://hub.example/jupyter/"])
def test_nbgitpuller_is_told_what_to_pull_where_to_and_what_to_open(hub):
    """The names are those that nbgitpuller asks its request for."""
    link = puller_link(Repository(FORGE, "büro & co"), hub)
    assert link.startswith(f"{hub.rstrip('/')}/hub/user-redirect/git-pull?")
    assert asked(link) == {
        "repo": FORGE,
        "branch": "büro & co",
        "targetpath": "course",
        "urlpath": "lab/tree/course/notebooks/00_start_here.ipynb",
    }


def test_what_a_link_opens_is_there():
    opened = asked(puller_link(Repository(FORGE), "https://hub.example"))["urlpath"]
    assert (ABOVE_NNLIB / opened.removeprefix("lab/tree/course/")).is_file()


def test_the_edition_of_a_home_is_opened():
    link = home_link("https://hub.example/")
    assert link == "https://hub.example/hub/user-redirect/lab/tree/work/00_start_here.ipynb"


@pytest.mark.parametrize(
    "address", ["git@github.com:ada/course.git", "github.com/ada", "https://x"]
)
def test_an_address_that_no_hub_can_clone_is_refused(address):
    with pytest.raises(EditionError, match="https://HOST/OWNER/NAME"):
        Repository(address)


@pytest.mark.parametrize("hub", ["hub.example", "https://", "https://hub.example/?next=x"])
def test_an_address_that_is_no_hub_is_refused(hub):
    with pytest.raises(EditionError, match="no address of a hub"):
        puller_link(Repository(GITHUB), hub)


def test_the_verb_prints_a_line_for_each_place(capsys):
    assert main([GITHUB, "--branch", "term", "--hub", "https://hub.example"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert [line.partition(": ")[0] for line in lines] == [
        "Binder",
        "Codespaces",
        "nbgitpuller",
        "a hub that makes work/",
    ]
    assert main([FORGE]) == 0
    assert capsys.readouterr().out.startswith("Binder: ")


def test_the_verb_opens_what_it_is_told(capsys):
    main([GITHUB, "--hub", "https://hub.example", "--open", "work/00_start_here.ipynb"])
    (line,) = (one for one in capsys.readouterr().out.splitlines() if one.startswith("nbgit"))
    assert asked(line)["urlpath"] == "lab/tree/course/work/00_start_here.ipynb"


def test_the_verb_says_what_is_wrong(capsys):
    assert main(["ada/course"]) == 1
    assert "ada/course is no address that a hub can clone" in capsys.readouterr().err
