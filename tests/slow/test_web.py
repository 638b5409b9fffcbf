"""The website with every lesson run: each page looked at in a browser, and the whole printed.

    python3 course.py test tests/slow/test_web.py -n0

The website and pictures of its pages stay in artifacts/web/, to be looked at.
"""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from playwright.sync_api import sync_playwright

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "browser"))

from lab import BROWSERS, CHROMIUM_FLAGS, ROOT

from nnlib.course.editions.web.checking import NARROW, THEMES, WIDE, pages_in, served

KEPT = Path(os.environ.get("COURSE_ARTEFACTS", ROOT / "artifacts")) / "web"

pytestmark = pytest.mark.timeout(2400)


@pytest.fixture(scope="module")
def site():
    """The website with its PDF; every page has been looked at when this returns."""
    verb = [sys.executable, "-P", "-m", "nnlib.course", "web", "--pdf", "--check"]
    assert subprocess.run([*verb, "--to", KEPT / "site"], cwd=ROOT, check=False).returncode == 0
    return KEPT / "site"


def test_every_stepper_of_every_lesson_is_a_player(site):
    for page in sorted((site / "notebooks").glob("*.html")):
        html = page.read_text("utf-8")
        assert 'class="nn-player"' in html and "A still; in JupyterLab" not in html, page.name


def test_the_pdf_has_every_lesson(site):
    pdf = (site / "course.pdf").read_bytes()
    assert len(re.findall(rb"/Type\s*/Page\b", pdf)) > 200
    assert b"/Outlines" in pdf


def test_pictures_of_every_page_in_both_themes_and_two_sizes(site):
    program = next(filter(None, map(shutil.which, BROWSERS)))
    with served(site) as address, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=CHROMIUM_FLAGS)
        for theme in THEMES:
            for width, height in (WIDE, NARROW):
                context = browser.new_context(
                    viewport={"width": width, "height": height}, color_scheme=theme
                )
                page = context.new_page()
                for name in pages_in(site):
                    page.goto(address + name)
                    page.wait_for_selector("html[data-laid-out]")
                    picture = f"{name.replace('/', '-')}-{theme}-{width}.png"
                    page.screenshot(path=KEPT / "pictures" / picture, full_page=True)
                context.close()
        browser.close()
