"""A stepper in JupyterLab on a telephone: its words stay legible, and what has no room scrolls."""

import pytest
from stepper import Stepper
from test_harness import notebook

from nnlib.course.editions.web.checking import NARROW, WIDE

HEIGHTS = """f => [...f.querySelectorAll(":scope > svg text")].filter(one => one.textContent.trim())
    .map(one => { const m = one.getScreenCTM();
        return Math.hypot(m.b, m.d) * parseFloat(getComputedStyle(one).fontSize); })"""
LEAST = 11  # pixels, of the smallest words


@pytest.fixture(scope="module")
def page(open_once):
    return open_once(
        notebook(
            graph='from nnlib import widgets\nwidgets.step_graph("x = 2*y; f = x*y", at={"y": 1})',
            two='widgets.step_backprop("2-2-1")',
            three='widgets.step_backprop("3-4-3-2")',
        )
    ).run_all()


@pytest.fixture
def telephone(page):
    page.page.set_viewport_size(dict(zip(("width", "height"), NARROW, strict=True)))
    page.page.evaluate("() => jupyterapp.shell.collapseLeft()")
    yield page
    page.page.evaluate("() => jupyterapp.shell.expandLeft()")
    page.page.set_viewport_size(dict(zip(("width", "height"), WIDE, strict=True)))


@pytest.mark.parametrize("cell", ["graph", "two", "three"])
def test_words_are_legible_and_the_picture_scrolls_and_stays_where_it_is(telephone, cell):
    stepper = Stepper(telephone, telephone.output(cell).locator("[data-stepper]"), 0)
    stepper.root.scroll_into_view_if_needed()
    telephone.page.wait_for_function(
        "r => r.clientWidth > 250 && r.clientWidth < 400", arg=stepper.root.element_handle()
    )
    figure = stepper.root.locator(".nn-figure > div").first
    stepper.click("Step").at(1)
    assert min(figure.evaluate(HEIGHTS)) >= LEAST
    wide, room = figure.evaluate("f => [f.scrollWidth, f.clientWidth]")
    assert wide > room
    figure.evaluate("f => { f.scrollLeft = 60; }")
    stepper.click("Step").at(2)
    assert stepper.root.locator(".nn-figure > div").first.evaluate("f => f.scrollLeft") == 60
    assert stepper.root.bounding_box()["width"] < room + 1
    telephone.shot(f"telephone-{cell}", stepper.root)
    telephone.assert_clean()
