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
            if stepper.button("Step").count():
                k = stepper.k
                stepper.click("Step").at(k + 1)
            else:
                picture = stepper.pixels()
                slider = stepper.root.get_by_role("slider").first
                slider.focus()
                answer = stepper.figure.get_attribute("data-answer")
                lab.page.keyboard.press("ArrowRight")
                stepper.until(f"f.dataset.answer !== '{answer}'")
                assert stepper.pixels() != picture
        lab.shot(f"{path.stem}-{identity}", output)
