"""The harness itself, on small notebooks: it runs them, reads the kernel, and tells of faults."""

import pytest
from nbformat.v4 import new_code_cell, new_notebook


def notebook(**cells):
    code = [new_code_cell(source, id=name.replace("_", "-")) for name, source in cells.items()]
    kernel = {"display_name": "Python 3", "language": "python", "name": "python3"}
    return new_notebook(cells=code, metadata={"kernelspec": kernel})


SLIDER = """\
import ipywidgets
slider = ipywidgets.IntSlider(value=3, max=9, description="steps")
slider"""


def test_a_slider_moves_in_the_page_and_in_the_kernel(open_lesson):
    lab = open_lesson(notebook(slider=SLIDER)).run_all()
    handle = lab.page.get_by_role("slider")
    handle.focus()
    lab.page.keyboard.press("ArrowRight")
    lab.page.get_by_text("4", exact=True).wait_for()
    assert lab.read("slider.value") == 4
    lab.shot("harness-slider")


def test_what_goes_wrong_is_heard(open_lesson):
    lab = open_lesson(notebook(fine="x = 1", divides="x / 0", later="x"))
    with pytest.raises(AssertionError, match=r"Cell 'divides' failed: .*ZeroDivisionError"):
        lab.run_all()
    lab.page.evaluate("() => console.error('broken on purpose')")
    with pytest.raises(AssertionError, match="console says: broken on purpose"):
        lab.assert_clean()
    with lab.page.expect_console_message(lambda said: "resource" in said.text):
        lab.page.evaluate("() => { fetch('http://192.0.2.1/font.woff').catch(() => null) }")
    with pytest.raises(AssertionError, match=r"asked other machines: http://192\.0\.2\.1/font"):
        lab.assert_no_foreign_request()
    lab.foreign.clear()
    lab.errors.clear()
