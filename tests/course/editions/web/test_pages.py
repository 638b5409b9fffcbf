"""The pages, their contents, and where links lead."""

import re
from pathlib import Path

import pytest

from nnlib.course.editions.web.pages import Website
from nnlib.course.lessons.conventions import LINK, Lesson

CODE_OR_FORMULA = re.compile(r"^```.*?^```|`[^`]+`|\$\$.*?\$\$|\$[^$\n]+\$", re.DOTALL | re.M)
ROOT = Path(__file__).resolve().parents[4]


@pytest.fixture(scope="module")
def website():
    return Website(ROOT)


@pytest.fixture(scope="module")
def source(website, tmp_path_factory):
    """The folder that Sphinx reads, from stored outputs."""
    folder = tmp_path_factory.mktemp("web") / "source"
    website.write(folder, {})
    return folder


def test_every_page_stands_in_the_contents_once(source):
    named = re.findall(r"^(?:notebooks|exercises|docs|api|CONTRIBUTING)\S*$", text(source), re.M)
    pages = [path.relative_to(source).with_suffix("") for path in source.rglob("*")
             if path.suffix in (".md", ".ipynb") and path != source / "index.md"]  # fmt: skip
    assert sorted(named) == sorted(map(str, pages))
    lessons = [Path(one).name for one in named if one.startswith("notebooks/")]
    assert lessons == sorted(path.stem for path in (ROOT / "notebooks").glob("*.ipynb"))


def text(source):
    return (source / "index.md").read_text("utf-8")


def test_each_document_of_the_course_is_a_page(source):
    for name in ("glossary", "ledger", "verification", "performance", "grading", "lectures"):
        assert (source / "docs" / f"{name}.md").is_file()
    assert (source / "docs/pad.png").is_file()


def test_no_link_between_the_pages_is_broken(source):
    seen = 0
    for path in [*source.rglob("*.md"), *source.rglob("*.ipynb")]:
        markdown = path.read_text("utf-8")
        if path.suffix == ".ipynb":
            cells = Lesson.read(path).cells
            markdown = "\n\n".join(one.source for one in cells if one.cell_type == "markdown")
        for match in LINK.finditer(CODE_OR_FORMULA.sub("x", markdown)):
            target = match["target"].partition("#")[0]
            if "://" not in target and target and not target.startswith("_"):
                seen += 1
                assert (path.parent / target).exists(), f"{path.name}: {match[0]}"
    assert seen > 100


@pytest.mark.parametrize(
    ("repository", "markdown", "expected"),
    [
        ("", "[ledger](ledger.md)", "[ledger](ledger.md)"),
        ("", "[07](../notebooks/07_two_layers_by_hand.ipynb)", None),
        ("", "[it](https://example.org/a.md)", None),
        ("", "[below](#below)", None),
        ("", "[home](../README.md#x)", "[home](../index.md)"),
        ("", "the [rule](../nnlib/network.py) here", "the rule here"),
        ("", "`[rule](../nnlib/network.py)`", None),
        (
            "https://example.org/us/course",
            "[rule](../nnlib/network.py) and [all](performance)",
            "[rule](https://example.org/us/course/blob/trunk/nnlib/network.py) and "
            "[all](https://example.org/us/course/tree/trunk/docs/performance)",
        ),
    ],
)
def test_a_link_leads_to_a_page_or_into_the_repository_or_is_words(repository, markdown, expected):
    website = Website(ROOT, repository, "trunk")
    assert website.relink(markdown, "docs/grading.md") == (expected or markdown)


def test_the_home_page_has_each_lesson_and_each_route(source):
    home = text(source)
    assert home.count("](notebooks/") >= len([*(ROOT / "notebooks").glob("*.ipynb")])
    assert "%" not in re.sub(r"\d+ %", "", home.partition("```{toctree}")[0])
    assert "| **the whole course** |" in home
