"""Every lesson opens in JupyterLab, runs to its end, and each of its widgets answers."""

import pytest
from lab import NOTEBOOKS
from stepper import steppers

LESSONS = sorted(NOTEBOOKS.glob("*.ipynb"))


@pytest.mark.parametrize("path", LESSONS, ids=lambda path: path.stem)
def test_the_lesson_runs_and_its_widgets_answer(open_lesson, path):
    lab = open_lesson(path).run_all()
    shown = [
        identity
        for identity, kind, source in lab.cells()
        if kind == "code" and "widgets." in source and "def " not in source
    ]
    for identity in shown:
        output = lab.output(identity)
        for stepper in steppers(lab, output):
            answer, picture = stepper.figure.get_attribute("data-answer"), stepper.pixels()
            use(stepper, lab.page.keyboard)
            stepper.until(f"f.dataset.answer !== '{answer}'")
            assert stepper.pixels() != picture, f"{identity}: the picture did not change"
        lab.shot(f"{path.stem}-{identity}", output)


def use(stepper, keyboard):
    """Step a stepper, answer a question, click or draw in the picture, or move a slider."""
    radio, numbers = stepper.root.get_by_role("radio"), stepper.root.locator("[data-pick]")
    plane = stepper.root.locator("[data-plane]")
    if stepper.button("Step").count():
        stepper.click("Step")
    elif radio.count():
        radio.first.check()
    elif numbers.count():
        numbers.last.click()
    elif plane.count():
        plane.first.click(position={"x": 40, "y": 40})
    else:
        stepper.root.get_by_role("slider").first.focus()
        keyboard.press("ArrowRight")
