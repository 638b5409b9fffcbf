"""A set whose lesson is still to come is proved, and stays out of all that a learner gets."""

import shutil
from pathlib import Path

import pytest

from nnlib.course.authoring.building import build_set
from nnlib.course.authoring.counting import counts
from nnlib.course.authoring.proofs import PROOFS
from nnlib.course.authoring.source import sources
from nnlib.course.authoring.turns import all_turns
from nnlib.course.checks.panel import Panel
from nnlib.course.checks.progress import Progress
from nnlib.course.checks.recall import review, sheets
from nnlib.course.lessons.edition import wanted
from nnlib.course.names import RENAMED, current

COURSE = Path(__file__).parents[3]
NAME, OTHER = "01_a_line_is_one_neuron", "06_one_neuron_that_decides"


@pytest.fixture
def course(tmp_path):
    """A course of the sets 01 and 06, with their lessons."""
    for name in (NAME, OTHER):
        for folder in ("exercises", "solutions"):
            shutil.copytree(COURSE / folder / name, tmp_path / folder / name)
    shutil.copytree(COURSE / "notebooks", tmp_path / "notebooks")
    return tmp_path


def put_off(course, name=NAME):
    """Declare that a set waits, take its lesson away, and build it anew."""
    spec = course / "solutions" / name / "spec.py"
    spec.write_text(f"{spec.read_text('utf-8')}\nWAITING = True\n", "utf-8")
    shutil.rmtree(course / "exercises" / name)
    (course / "notebooks" / f"{name}.ipynb").unlink()
    (source,) = sources([name], course)
    build_set(source)
    return source


def asked(course):
    """The texts of every question that a last lesson may ask."""
    return {one.text for one in review("99_end", 99, Progress(keep=False), course)}


def texts(source):
    return {question.text for question in source.questions}


def test_only_a_set_whose_lesson_is_there_must_lead_to_its_headings(course):
    (ordinary,) = sources([NAME], course)
    assert not ordinary.waiting
    lesson = course / "notebooks" / f"{NAME}.ipynb"
    kept = lesson.read_bytes()
    lesson.unlink()
    faults = list(PROOFS["questions_lead_somewhere"](ordinary))
    assert len(faults) == len(ordinary.questions)
    assert all("which is no heading" in fault for fault in faults)
    lesson.write_bytes(kept)
    waiting = put_off(course)
    assert waiting.waiting
    assert list(PROOFS["questions_lead_somewhere"](waiting)) == []


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ('    ("1.4",),', '    ("7.2",),', "tries the tasks ('7.2',)"),
        ("QUESTIONS = (", "QUESTIONS = () and (", "there are 0 questions"),
    ],
)
def test_questions_of_a_waiting_set_try_its_own_tasks_and_may_be_few(course, old, new, words):
    spec = course / "solutions" / NAME / "spec.py"
    text = spec.read_text("utf-8")
    assert old in text
    spec.write_text(text.replace(old, new, 1), "utf-8")
    (ordinary,) = sources([NAME], course)
    assert words in "\n".join(PROOFS["questions_lead_somewhere"](ordinary))
    found = "\n".join(PROOFS["questions_lead_somewhere"](put_off(course)))
    assert (words in found) == ("tries" in words)


@pytest.mark.parametrize(
    ("proof", "file", "old", "new", "words"),
    [
        ("right_answers_pass", "solutions/{0}/spec.py", "** 2 / (2 * len(y))", "** 2 / len(y)",
         "the alternative 1 fails"),
        ("texts_tell_what_the_spec_says", "solutions/{0}/{0}.ipynb", ", 14 points", ", 15 points",
         "it has 5 tasks, 14 points"),
        ("nothing_leaks", "exercises/waiting/{0}/{0}.ipynb", "raise NotImplementedError()",
         "return b + w * X - y", "is in exercises/"),
        ("untouched_is_not_attempted", "exercises/waiting/{0}/{0}.ipynb",
         "raise NotImplementedError()", "return b + w * X - y", "is judged"),
        ("files_are_up_to_date", "exercises/waiting/{0}/{0}.ipynb", "YOUR CODE", "Your code",
         "is stale"),
    ],
)  # fmt: skip
def test_a_waiting_set_is_proved_in_everything_else(course, proof, file, old, new, words):
    source = put_off(course)
    assert list(PROOFS[proof](source)) == []
    path = course / file.format(NAME)
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), "utf-8")
    (source,) = sources([NAME], course)
    assert words in "\n".join(PROOFS[proof](source))


def test_a_waiting_set_is_neither_in_the_edition_nor_in_reviews_nor_in_the_panel(course):
    (ordinary,) = sources([NAME], course)
    assert f"exercises/{NAME}.ipynb" in wanted(course, course / "work")
    assert texts(ordinary) <= asked(course)
    waiting = put_off(course)
    edition = wanted(course, course / "work")
    assert f"exercises/{OTHER}.ipynb" in edition
    assert not [path for path in edition if NAME in path]
    assert [sheet.name for sheet in sheets(course)] == [OTHER]
    assert asked(course)
    assert not texts(waiting) & asked(course)
    assert NAME not in Panel(Progress(keep=False), course)._repr_html_()


def test_a_waiting_set_is_not_counted(course):
    both, (other,) = sources(folder=course), sources([OTHER], course)
    assert counts(both).tasks == len(both[0].exercises) + len(other.exercises)
    put_off(course)
    assert counts(sources(folder=course)) == counts([other])


def test_a_set_that_begins_or_ends_to_wait_leaves_nothing_behind(course):
    source = put_off(course)
    shutil.copytree(source.handed_out, source.left_over)
    (fault,) = PROOFS["files_are_up_to_date"](source)
    assert fault == f"exercises/{NAME} is left over: the set waits"
    spec = source.folder / "spec.py"
    spec.write_text(spec.read_text("utf-8").replace("WAITING = True", ""), "utf-8")
    (ordinary,) = sources([NAME], course)
    (fault,) = PROOFS["files_are_up_to_date"](ordinary)
    assert fault == f"exercises/waiting/{NAME} is left over: the set waits no more"


def test_every_set_of_the_course_waits_or_has_its_lesson():
    for source in sources(folder=COURSE):
        lesson = COURSE / "notebooks" / f"{source.name}.ipynb"
        assert lesson.is_file() != source.waiting, source.name


def test_no_name_that_has_moved_is_given_again():
    sets, turns = sources(folder=COURSE), all_turns(folder=COURSE)
    names = {f"{one.name}/{it.task.id}" for one in [*sets, *turns] for it in one.exercises}
    assert {current(name) for name in names} == names
    assert {current(name) for name in RENAMED if "/" in name} <= names
