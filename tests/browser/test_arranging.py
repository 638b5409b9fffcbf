"""Lines put in order in JupyterLab: by keys, by buttons, by dragging; judged, and shown as code."""

import re

import pytest

KERNEL = {"kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}}
CODE = """
import os
os.environ.pop("NNLIB_EDITION", None)  # somebody is there
import nnlib as nn
nn.checks.arrange("11_many_classes/11.4")
"""


@pytest.fixture
def lines(open_lesson):
    cell = {"cell_type": "code", "id": "lines", "metadata": {}, "source": CODE, "outputs": []}
    cell["execution_count"] = None
    lab = open_lesson({"cells": [cell], "metadata": KERNEL, "nbformat": 4, "nbformat_minor": 5})
    lab.run_all()
    form = lab.output("lines")
    form.locator("li mjx-container").first.wait_for()
    return lab, form


def line(form, letter):
    return form.locator(f'li[data-letter="{letter}"]')


def code(form):
    return form.get_by_role("textbox", name="For your cell:").input_value()


def test_lines_are_ordered_by_keys_and_judged(lines):
    lab, form = lines
    before = [identity for identity, *_ in lab.cells()]
    for letter in "ebafgd":
        line(form, letter).focus()
        line(form, letter).press("Enter")
    assert code(form) == 'order = ["e", "b", "a", "f", "g", "d"]'
    button = form.get_by_role("button", name="Check this order")
    button.click()
    form.get_by_text(re.compile("first line out of place is b")).wait_for()
    lab.shot("lines-wrong", form)
    for _ in range(2):
        line(form, "f").press("ArrowUp")
    assert code(form) == 'order = ["e", "f", "b", "a", "g", "d"]'
    form.get_by_text("Line f is number 2 of 6.").wait_for()
    button.click()
    form.get_by_text("✓ Right").wait_for()
    lab.shot("lines-right", form)
    for key in ("a", "b", "d", "d", "x"):  # none of which edits the notebook
        line(form, "f").press(key)
    assert [identity for identity, *_ in lab.cells()] == before


def test_lines_are_moved_by_buttons_and_dragged(lines):
    _, form = lines
    for letter in "fe":
        line(form, letter).get_by_role("button", name=f"take or give back line {letter}").click()
    line(form, "e").get_by_role("button", name="move up line e").click()
    assert code(form) == 'order = ["e", "f"]'
    line(form, "h").drag_to(line(form, "f"), target_position={"x": 30, "y": 2})
    assert code(form) == 'order = ["e", "h", "f"]'
    form.get_by_role("button", name="Check this order").click()
    form.get_by_text("Line h is true of j = y only", exact=False).wait_for()
