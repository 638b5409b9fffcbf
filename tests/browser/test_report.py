"""Feedback in a real browser without a network: nothing is asked for, nothing strange runs."""

import pytest
from made_up_records import record, task

from nnlib.course.grading.marks import marks_of
from nnlib.course.grading.report import write_report

SCRIPT = "<img src=x onerror=\"document.title='taken'\"><script>document.title='taken'</script>"


@pytest.fixture(scope="module")
def pages(tmp_path_factory):
    """A report on three students, one of them hostile."""
    slip = {"status": "wrong", "misconception": "minus lost", "case": {"call": "f(3)"}}
    records = [
        record("s001", tasks=[task("5.1", 20, 2, **slip)]),
        record("s002", tasks=[task("5.1", 20, 11, title=SCRIPT, message=SCRIPT, **slip)]),
        record("s003", tasks=[task("5.1", 20, 1)], notes=[SCRIPT]),
    ]
    marks, _ = marks_of({(one["student"], one["set"]): one for one in records})
    out = tmp_path_factory.mktemp("report")
    write_report(marks, out, "full")
    return out


@pytest.fixture
def open_page(chromium, pages):
    """`open_page(name, colours, width)`; by the end nothing may have been asked for or be wrong."""
    contexts, wrong = [], []

    def opened(name, colours="light", width=1280):
        context = chromium.new_context(
            offline=True, color_scheme=colours, viewport={"width": width, "height": 900}
        )
        contexts.append(context)
        page = context.new_page()
        page.on("console", lambda message: wrong.append(message.text))
        page.on("pageerror", lambda error: wrong.append(str(error)))
        page.on("request", lambda one: wrong.extend([one.url] * one.url.startswith("http")))
        page.goto((pages / name).as_uri())
        return page

    yield opened
    for context in contexts:
        context.close()
    assert wrong == []


@pytest.mark.parametrize("name", ["students/s002.html", "class.html", "index.html"])
def test_it_opens_offline_in_light_and_dark_and_fits(open_page, name):
    grounds = set()
    for colours, width in (("light", 1280), ("dark", 570)):
        page = open_page(name, colours, width)
        assert page.title() != "taken"
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        look = "getComputedStyle(document.documentElement).backgroundColor"
        grounds.add(page.evaluate(look))
        assert all(page.evaluate("[...document.images].map((one) => one.naturalWidth > 0)"))
    assert len(grounds) == 2


def test_where_it_shows_unfolds_by_keys(open_page):
    page = open_page("students/s001.html")
    assert not page.get_by_text("f(3)").is_visible()
    page.get_by_text("Where it shows").focus()
    page.keyboard.press("Enter")
    assert page.get_by_text("f(3)").is_visible()


def test_the_class_is_sorted_by_number_and_by_name(open_page):
    page = open_page("index.html")

    def students():
        return page.locator("tbody th").all_inner_texts()

    assert students() == ["s001", "s002", "s003"]
    heading = page.get_by_role("columnheader", name="05")
    heading.get_by_role("button").press("Enter")
    assert students() == ["s003", "s001", "s002"]
    assert heading.get_attribute("aria-sort") == "ascending"
    heading.get_by_role("button").press("Enter")
    assert students() == ["s002", "s001", "s003"]
    page.get_by_role("button", name="Student").click()
    assert students() == ["s001", "s002", "s003"]
    assert heading.get_attribute("aria-sort") is None
