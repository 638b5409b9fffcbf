"""Every lesson runs to its end in JupyterLab, gives what is stored, and its widgets answer.

Where there is no browser, tests/conftest.py has nbval run the lessons, without a page.
"""

import nbformat
import pytest
from lab import NOTEBOOKS
from nbval.plugin import IPyNbFile
from stepper import steppers

LESSONS = sorted(NOTEBOOKS.glob("*.ipynb"))


@pytest.mark.parametrize("path", LESSONS, ids=lambda path: path.stem)
def test_the_lesson_gives_what_is_stored_and_its_widgets_answer(open_lesson, path, request):
    lab = open_lesson(path).run_all()
    differing = list(differences(lab, path, request.session))
    assert not differing, "\n".join(differing)
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


def differences(lab, path, session):
    """What strict nbval says of each cell whose output is another than the one in the file."""
    lesson = IPyNbFile.from_parent(session, path=path)
    lesson.setup_sanitize_files()
    for cell in lesson.collect():
        seen = [nbformat.from_dict(output) for output in lab.outputs(cell.cell.id)]
        same = cell.compare_outputs(whole_prints(seen), whole_prints(cell.cell.outputs))
        if cell.options["check"] and not same:
            yield "\n".join([f"{path.name}, cell '{cell.cell.id}':", *cell.comparison_traceback])


def whole_prints(outputs):
    """The outputs with all that is printed in one: figures cut it wherever the kernel gets to."""
    streams = {}
    for output in outputs:
        if output.output_type == "stream":
            streams.setdefault(output.name, []).append(output.text)
    printed = [
        nbformat.v4.new_output("stream", name=name, text="".join(texts))
        for name, texts in streams.items()
    ]
    return printed + [output for output in outputs if output.output_type != "stream"]


def use(stepper, keyboard):
    """Step a stepper, answer a question, click or draw in the picture, or move a slider."""
    radio, numbers = stepper.root.get_by_role("radio"), stepper.root.locator("[data-pick]")
    plane, slider = stepper.root.locator("[data-plane]"), stepper.root.get_by_role("slider")
    if stepper.button("Step").count():
        stepper.click("Step")
    elif radio.count() and not slider.count():
        stepper.root.locator("input[type=radio]:not(:checked)").first.check()
    elif numbers.count():
        numbers.last.click()
    elif plane.count():
        plane.first.click(position={"x": 40, "y": 40})
    else:
        slider.first.focus()
        keyboard.press("ArrowRight")
