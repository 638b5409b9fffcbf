"""The website in a browser, built from stored outputs and, for lesson 01, from a run of it.

tests/slow/test_web.py has all pages with all of their players, and the PDF.
"""

import re
import shutil
import subprocess
import sys

import pytest
from lab import ARTEFACTS, missing

from nnlib.course.editions.web.checking import NARROW, WIDE, browse_pages, pages_in, served

LESSON = "notebooks/01_a_line_is_one_neuron.html"
LOOKED_AT = (
    "index.html", LESSON, "search.html", "api/network.html",
    "exercises/07_two_layers_by_hand/07_two_layers_by_hand.html",
)  # fmt: skip
BUILD = """
import sys
from nnlib.course.editions.slides.running import run_lesson
from nnlib.course.editions.web import command
from nnlib.course.lessons.conventions import Lesson

def one_run(website):
    return {path.stem: run_lesson(Lesson.read(path), deck=False) for path in website.lessons[1:2]}

command.runs_of = one_run
sys.exit(command.main(["--to", sys.argv[1]]))
"""
FOREIGN = re.compile(r'<(?:script|link|img|iframe|source)\b[^>]*(?:src|href)="(?:https?:)?//[^"]*"')


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    """The folder of the website."""
    if not (shutil.which("npm") and shutil.which("node")):
        missing("npm, which fetches MathJax and axe-core, is not installed")
    folder = tmp_path_factory.mktemp("web") / "site"
    run = subprocess.run(
        [sys.executable, "-P", "-c", BUILD, folder], capture_output=True, text=True, check=False
    )
    assert run.returncode == 0, run.stdout + run.stderr
    return folder


@pytest.fixture(scope="module")
def reader(site, chromium):
    """A page with the website open in it, and the address of the website."""
    with served(site) as address:
        context = chromium.new_context(viewport=dict(zip(("width", "height"), WIDE, strict=True)))
        page = context.new_page()
        yield page, address
        context.close()


def show(reader, name):
    page, address = reader
    page.goto(address + name)
    page.wait_for_selector("html[data-laid-out]")
    return page


def test_no_page_refers_to_a_file_of_others(site):
    pages = [*pages_in(site)]
    assert len(pages) > 40
    for name in pages:
        assert not FOREIGN.search((site / name).read_text("utf-8")), name


def test_pages_ask_nobody_for_anything_and_shut_nobody_out(site):
    faults = [f"{name}: {one}" for name, found in browse_pages(site, LOOKED_AT) for one in found]
    assert not faults, "\n".join(faults)


def test_a_page_with_faults_would_be_seen(site, tmp_path):
    folder = shutil.copytree(site, tmp_path / "site")
    page = folder / "api/network.html"
    more = (
        '<p style="color: #bbbbbb; background: #cccccc">pale</p><img src="nothing.png">'
        '<div style="width: 2000px">wide</div><script src="https://example.invalid/x.js"></script>'
        '<span class="math notranslate nohighlight">\\(\\frac{1}\\)</span>'
        "<style>.bd-article .math mjx-container { min-width: 60ex !important }</style>"
        '<div class="math notranslate nohighlight">\\[a + b \\tag{1}\\]</div>'
    )
    page.write_text(page.read_text("utf-8").replace("</article>", f"{more}</article>"), "utf-8")
    ((_, found),) = browse_pages(folder, ["api/network.html"])
    told = "\n".join(found)
    for fault in ("light: axe says color-contrast", "dark: axe says color-contrast", "image-alt",
                  "asks for https://example.invalid", "nothing.png is not there",
                  "MathJax cannot read 1", "1 of its formulas are cut",
                  "too wide for a telephone"):  # fmt: skip
        assert fault in told, told


@pytest.mark.parametrize(
    ("words", "pages"),
    [("dropout", ["api/network"]), ("subgradient", ["docs/glossary", "notebooks/07"])],
)
def test_the_search_finds_functions_words_and_lessons(reader, words, pages):
    page = show(reader, f"search.html?q={words}")
    page.wait_for_selector("#search-results li a")
    page.wait_for_function("document.querySelector('.search-summary')?.innerText.includes('found')")
    links = page.query_selector_all("#search-results li a")
    found = " ".join(one.get_attribute("href") for one in links)
    assert all(one in found for one in pages), found


def test_a_guess_is_said_again_beside_the_answer(reader):
    page = show(reader, LESSON)
    asked = page.locator(".nn-asked:has(input[type=radio])").first
    answer = page.locator(f'.nn-answer[data-id="{asked.get_attribute("data-id")}"]')
    assert "It is" not in answer.inner_text()
    asked.locator("input").first.check()
    answer.locator("summary").click()
    answer.locator(".nn-said").wait_for(state="visible")
    choice = asked.locator("input").first.get_attribute("value")
    assert answer.locator(".nn-said").inner_text() == f"You said {choice}."
    assert "It is" in answer.inner_text()


def test_a_player_plays_by_its_buttons_and_its_keys(reader):
    page = show(reader, LESSON)
    player = page.locator(".nn-player:has([role=toolbar]:not([hidden]))").first
    figure = player.locator("[data-figure]")
    player.get_by_role("button", name="Step").click()
    page.keyboard.press("ArrowRight")
    assert figure.get_attribute("data-k") == "2"
    assert figure.locator("svg").count() >= 1


def test_formulas_are_drawn_and_read_aloud(reader):
    page = show(reader, LESSON)
    formulas = page.locator("mjx-container")
    assert formulas.count() > 50
    assert page.evaluate(
        "() => [...document.querySelectorAll('mjx-container')].every("
        "one => one.querySelector('svg') && one.querySelector('mjx-assistive-mml math'))"
    )


@pytest.mark.parametrize("lesson", ["13_faster_and_fitter", "A_reading_the_literature"])
def test_code_in_a_table_is_not_broken_into_letters_on_a_telephone(reader, lesson):
    page, _ = reader
    page.set_viewport_size(dict(zip(("width", "height"), NARROW, strict=True)))
    show(reader, f"notebooks/{lesson}.html")
    broken = page.evaluate(
        "() => [...document.querySelectorAll('td code')].filter(one => one.getClientRects().length"
        " > 1).map(one => one.textContent)"
    )
    assert not broken and page.locator("td code").count() > 3
    assert page.evaluate("document.documentElement.scrollWidth") == NARROW[0]


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("size", [WIDE, NARROW], ids=["wide", "narrow"])
def test_pictures_to_look_at(reader, theme, size):
    page, _ = reader
    page.emulate_media(color_scheme=theme)
    page.set_viewport_size({"width": size[0], "height": size[1]})
    show(reader, LESSON)
    assert page.evaluate("document.documentElement.dataset.theme") == theme
    page.screenshot(path=ARTEFACTS / f"web-{theme}-{size[0]}.png")
