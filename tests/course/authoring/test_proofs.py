"""Each proof is seen to fail on a fault planted in a copy of set 01."""

import shutil
from pathlib import Path

import nbformat
import pytest

from nnlib.course.__main__ import main
from nnlib.course.authoring.building import build_set, equal
from nnlib.course.authoring.proofs import PROOFS
from nnlib.course.authoring.source import Source, SpecError

COURSE = Path(__file__).parents[3]
NAME = "01_a_line_is_one_neuron"


@pytest.fixture
def plant(tmp_path):
    """Copy set 01, replace words in a file of the copy that must be there, and build it anew."""

    def planted(old="", new="", file=f"solutions/{NAME}/spec.py", rebuild=True):
        for folder in ("exercises", "solutions"):
            shutil.copytree(COURSE / folder / NAME, tmp_path / folder / NAME)
        shutil.copytree(COURSE / "notebooks", tmp_path / "notebooks")
        path = tmp_path / file
        text = path.read_text("utf-8")
        assert old in text, f"{old!r} is not in {file}: the planted fault needs another place"
        path.write_text(text.replace(old, new, 1), "utf-8")
        source = Source(tmp_path / "solutions" / NAME)
        if rebuild:
            build_set(source)
        return source

    return planted


def faults(source, proof, **options):
    return "\n".join(PROOFS[proof](source, **options))


def test_a_sound_copy_has_no_faults(plant):
    source = plant()
    assert not faults(source, "spec_is_complete")
    assert not faults(source, "files_are_up_to_date")
    assert not faults(source, "mutants_are_killed")
    assert not faults(source, "questions_lead_somewhere")


HALF = '"np.mean((a - y) ** 2) / 2"'
SPEC_FAULTS = {
    "a right answer that is wrong": (
        "np.linalg.norm(a - y) ** 2 / (2 * len(y))", "np.linalg.norm(a - y) ** 2 / len(y)",
        "right_answers_pass", "the alternative 1 fails",
    ),
    "a slip that is no slip": (
        f'{HALF},\n            "np.mean((a - y) ** 2)"', f'{HALF}, "np.mean((y - a) ** 2) / 2"',
        "misconceptions_earn_their_message", "'no half' earns instead: ✓",
    ),
    "two slips with one reply": (
        f'{HALF},\n            "np.sum((a - y) ** 2)"', f'{HALF}, "np.sum((y - a) ** 2) / 2"',
        "misconceptions_differ", "'sum for mean' and 'sum and no half' cannot be told apart",
    ),
    "two slips with one reply, by their messages": (
        f'{HALF},\n            "np.sum((a - y) ** 2)"', f'{HALF}, "np.sum((y - a) ** 2) / 2"',
        "misconceptions_earn_their_message", "'sum and no half' earns instead",
    ),
    "a slip that only raises": (
        '"X @ W + b[:, None]"', '"X @ W + b[99]"',
        "misconceptions_differ", "'bias along the samples' only raises",
    ),
    "cases on which a wrong product passes": (
        "((5, 3, 2), (2, 4, 3), (4, 3, 4), (5, 3, 3), (1, 2, 1), (3, 1, 2))", "((1, 1, 1),)",
        "mutants_are_killed", "the mutant 'side m: its first 3 only' passes",
    ),
    "an equivalent that is none": (
        'id="1.4",', 'id="1.4", equivalents={"line 4: w / factor → w": "no reason"},',
        "mutants_are_killed", "is listed as equivalent, but fails",
    ),
    "an equivalent that went": (
        'id="1.4",', 'id="1.4", equivalents={"line 9: a → b": "no reason"},',
        "mutants_are_killed", "is no mutant",
    ),
    "a hint that tells": (
        "At x = 0 you get one of the two new numbers.", "Try `return w / factor, b`.",
        "nothing_leaks", "task-1-4: 'return w / factor ,'",
    ),
    "a hint that tells a short line": (
        "First the neuron's output for the column X,", "In the end `return a - y`,",
        "nothing_leaks", "task-1-2: 'return a - y'",
    ),
    "a message that tells": (
        "Your loss is twice ours, and PyTorch's", "It is `np.mean((a - y) ** 2)` by two, and",
        "nothing_leaks", "task-1-3",
    ),
    "a task without a hint": (
        '"NumPy does a whole column at once: no loop over the samples is needed.",', "",
        "spec_is_complete", "task 1.2 needs three hints",
    ),
    "points that nbgrader does not know": (
        "points=4,", "points=5,",
        "spec_is_complete", "worth 5 points",
    ),
    "a lone sample that no case has": (
        "samples(rng, m) for m in (5, 3, 8, 1)", "samples(rng, m) for m in (5, 3, 8)",
        "boundaries_are_tried", "task 1.2: no case stands at the boundary 'X: m = 1'",
    ),
    "an input without a range": (
        '"factor": Numbers(above=0)', "",
        "boundaries_are_tried", "task 1.4: 'factor' is an input without a range",
    ),
    "an excuse for a boundary that is tried": (
        '"w": Numbers(), "b": Numbers()},\n',
        '"w": Numbers(), "b": Numbers()}, uncovered={"X: m = 1": "rare"},\n',
        "boundaries_are_tried", "task 1.2: 'X: m = 1' is excused, but every set",
    ),
    "an excuse for no boundary": (
        '"factor": Numbers(above=0)}', '"factor": Numbers(above=0)}, uncovered={"v: 0": "so"}',
        "boundaries_are_tried", "task 1.4: 'v: 0' is excused, but is no boundary",
    ),
    "an extreme that no case has": (
        '"no residual at all": lambda a, y: np.array_equal(a, y)',
        '"a hundred samples": lambda a, y: len(a) == 100',
        "boundaries_are_tried", "task 1.3: no case stands at the boundary 'a hundred samples'",
    ),
    "a question without its choice": (
        '("3", "−3", "9", "4.5"),\n        1,', '("3", "−3", "9", "4.5"),\n        4,',
        "questions_lead_somewhere", "question 1 has no choice 4",
    ),
    "a question that leads nowhere": (
        "#From-a-line-to-a-neuron", "#From-a-line",
        "questions_lead_somewhere", "which is no heading",
    ),
    "a question about no task": (
        '("1.1", "1.2"),\n    ),', '("1.6",),\n    ),',
        "questions_lead_somewhere", "question 1 tries the tasks",
    ),
    "numbers that stand in the answer and not in the question": (
        'places=(\n            "the weight $w = {w}$ and the bias $b = {b}$",', "places=(",
        "variants_follow", "task 1.1, code 0000000000: question and answer do not vary together",
    ),
    "numbers of which an alternative knows nothing": (
        '"({b} + {w} * X)",', '',
        "variants_follow", "code 0000000000: task 1.1, seed 0: the alternative 1 fails",
    ),
    "a piece that is to vary and has gone": (
        '"starts at {w} and rises by {b}",', '"starts at {w} and falls by {b}",',
        "variants_follow", "'starts at 1.5 and falls by 0.5' is to vary, and stands nowhere",
    ),
    "two slips under one name": (
        '"one bias for all"', '"bias forgotten"',
        "spec_is_complete", "task 1.5 has two misconceptions",
    ),
}  # fmt: skip


@pytest.mark.parametrize("fault", SPEC_FAULTS)
def test_a_fault_in_the_spec_is_seen(plant, fault):
    old, new, proof, words = SPEC_FAULTS[fault]
    seeds = {"seeds": 2} if "seeds" in PROOFS[proof].__code__.co_varnames[:2] else {}
    assert words in faults(plant(old, new), proof, **seeds)


def test_a_patch_that_finds_no_place_is_told(plant):
    source = plant(
        '"return a - y",\n            "return y - a"', '"return a-y", "return y - a"', rebuild=False
    )
    with pytest.raises(
        SpecError, match=r"'target minus prediction': 'return a-y' is there 0 times"
    ):
        build_set(source)


EXERCISE = f"exercises/{NAME}/{NAME}.ipynb"
SOLUTION = f"solutions/{NAME}/{NAME}.ipynb"


def test_a_solution_left_in_the_exercise_is_seen(plant):
    source = plant("raise NotImplementedError()", "return b + w * X - y", EXERCISE, rebuild=False)
    assert "task 1.2" in faults(source, "untouched_is_not_attempted")
    assert "is stale" in faults(source, "files_are_up_to_date")
    source.folder.parents[1].joinpath(EXERCISE).write_text(
        (COURSE / SOLUTION).read_text("utf-8"), "utf-8"
    )
    assert "task-1-5" in faults(source, "nothing_leaks")


HEADINGS = {
    "stars": ("1.4 Hours into minutes (★★, 5", "1.4 Hours into minutes (★★★, 5", "task 1.4 has no"),
    "minutes": (
        "(★★, 5 minutes, 2 points)",
        "(★★, 9 minutes, 2 points)",
        "task 1.4 has no heading",
    ),
    "points of a task": ("7 minutes, 4 points", "7 minutes, 7 points", "task 1.5 has no heading"),
    "number of tasks": ("Five tasks for", "Six tasks for", "it has 5 tasks, 14 points and 28"),
    "points of the set": (", 14 points, about", ", 15 points, about", "it has 5 tasks, 14 points"),
    "minutes of the set": (
        "about 28 minutes",
        "about half an hour",
        "the set's first lines do not",
    ),
}


@pytest.mark.parametrize("what", HEADINGS)
def test_a_text_that_differs_from_the_spec_is_seen(plant, what):
    old, new, words = HEADINGS[what]
    assert words in faults(plant(old, new, SOLUTION, False), "texts_tell_what_the_spec_says")


def test_a_set_may_have_any_number_of_tasks(plant):
    source = plant("TASKS = (BY_HAND, RESIDUALS, LOSS, RESCALE, LAYER)", "TASKS = (BY_HAND, LOSS)")
    assert not faults(source, "spec_is_complete")
    assert "it has 2 tasks, 5 points and 11" in faults(source, "texts_tell_what_the_spec_says")


def test_a_stray_file_is_seen(plant):
    source = plant()
    (source.folder.parents[1] / "exercises" / NAME / "spec.py").write_text("")
    assert "spec.py does not belong" in faults(source, "nothing_leaks")


def test_a_changed_reference_makes_the_files_stale(plant):
    source = plant("np.mean((a - y) ** 2) / 2", "np.mean((a - y) ** 2) / 2 + 1e-6", SOLUTION, False)
    assert faults(source, "files_are_up_to_date").startswith(f"{NAME}.checks is stale")


def test_a_reference_that_needs_another_task_is_refused(plant):
    source = plant("a = b + w * X", "a = layer(X, w, b)", SOLUTION, rebuild=False)
    with pytest.raises(SpecError, match=r"the reference of task 1\.2 replies"):
        build_set(source)


def test_the_exercise_differs_from_the_solution_in_stubs_and_outputs_alone(plant):
    source = plant()
    exercise = nbformat.read(source.folder.parents[1] / EXERCISE, as_version=4)
    for ours, theirs in zip(source.notebook.cells, exercise.cells, strict=True):
        assert (ours.id, ours.cell_type, ours.metadata) == (
            theirs.id,
            theirs.cell_type,
            theirs.metadata,
        )
        assert theirs.get("outputs", []) == []
        assert (ours.source == theirs.source) == (not ours.id.startswith("task-"))


def test_the_command(plant, monkeypatch, capsys):
    source = plant("np.mean((a - y) ** 2) / 2", "2 * np.mean((a - y) ** 2) / 4", SOLUTION, False)
    monkeypatch.chdir(source.folder.parents[1])
    assert main(["build", "--check"]) == 2  # the patches do not find their place
    assert "is there 0 times" in capsys.readouterr().err
    shutil.copytree(COURSE / "solutions" / NAME, source.folder, dirs_exist_ok=True)
    path = source.folder.parents[1] / "exercises" / NAME / f"{NAME}.checks"
    made = path.read_bytes()
    path.unlink()
    assert main(["build", "--check", "01"]) == 1
    assert not path.exists()
    assert main(["build", "01"]) == 0
    assert path.read_bytes() == made
    assert main(["build", "--no-solutions"]) == 0
    assert path.read_bytes() != made
    assert main(["build", "7"]) == 2
    assert (
        "There is no set 7; the sets are: 01_a_line_is_one_neuron. Each is a folder"
        in capsys.readouterr().err
    )


def test_line_ends_of_windows_make_no_notebook_stale(tmp_path):
    path = COURSE / "exercises" / NAME / f"{NAME}.ipynb"
    made, other = path.read_bytes(), tmp_path / path.name
    other.write_bytes(made.replace(b"\n", b"\r\n"))
    assert equal(other, made)
    other.write_bytes(made.replace(b"YOUR CODE HERE", b"YOUR CODE"))
    assert not equal(other, made)
    other.write_bytes(made[:-20])
    assert not equal(other, made)
