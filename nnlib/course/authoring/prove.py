"""The proofs that a set's checks can pass and can fail.  Each yields a sentence for every fault.

A proof takes a Source; PROOFS lists them by name.
"""

from itertools import combinations

import nbformat

from ..checks import keys
from ..checks.comparing import same
from ..checks.judging import judge
from ..checks.probes import reply
from .build import build, folder_of, make_key, seed
from .leaks import leaks, strings
from .mutants import mutants
from .source import SpecError, cell_id, execute, nbgrader

SEEDS = 50
PROOFS = {}


def proof(function):
    """Register a proof under its own name."""
    PROOFS[function.__name__] = function
    return function


def key_of(source, task):
    """The key that a learner gets."""
    return make_key(source, task, seed(source.name, task.id))


def verdict_on(source, task, key, code):
    """The verdict on `code` in place of the task's cell."""
    return judge(key, source.replies(task, code, [case.inputs for case in key.cases]))


@proof
def spec_is_complete(source):
    """Four or five tasks, each with what the other proofs and the learner need."""
    ids = [task.id for task in source.tasks]
    if len(set(ids)) != len(ids) or not 4 <= len(ids) <= 5:
        yield f"the tasks are {', '.join(ids)}; four or five different ids were expected"
    for task in source.tasks:
        names = {m.name for m in task.misconceptions}
        messages = {m.message for m in task.misconceptions}
        for fine, fault in (
            (len(task.hints) == 3, "needs three hints"),
            (len(task.alternatives) >= 2, "needs two right answers that are written otherwise"),
            (len(names) >= 4, "needs four misconceptions, each with a name of its own"),
            (len(names) == len(messages), "has two misconceptions that are told the same"),
            (task.why, "does not say why its tolerance is what it is"),
            (task.difficulty in (1, 2, 3), "has a difficulty other than 1, 2 or 3"),
            (check_cell(source, task) == (True, True, task.points), CHECK_CELL.format(task)),
        ):  # fmt: skip
            if not fine:
                yield f"task {task.id} {fault}"


CHECK_CELL = (
    'needs a locked cell check-… with check("{0.id}"), for nbgrader worth {0.points} points'
)


def check_cell(source, task):
    """(graded, locked, points) of the task's check cell, None where there is none."""
    for cell in source.notebook.cells:
        is_its = cell.get("id") == cell_id(task.id).replace("task", "check", 1)
        if is_its and cell.source == f'check("{task.id}")':
            return tuple(nbgrader(cell).get(name) for name in ("grade", "locked", "points"))
    return None


@proof
def questions_lead_somewhere(source):
    """Three questions or more for later lessons, with tasks of this set and real headings."""
    if len(source.questions) < 3:
        yield f"there are {len(source.questions)} questions; three were expected"
    for number, question in enumerate(source.questions, start=1):
        if not 0 <= question.right < len(question.choices):
            yield f"question {number} has no choice {question.right}"
        if not set(question.tasks) <= {task.id for task in source.tasks} or not question.tasks:
            yield f"question {number} tries the tasks {question.tasks}"
        if not leads_somewhere(source, question.link):
            yield f"question {number} leads to {question.link}, which is no heading"


def leads_somewhere(source, link):
    """True for a link, relative to notebooks/, to a heading of a lesson."""
    file, _, anchor = link.partition("#")
    path = source.folder.parents[1] / "notebooks" / file
    if not path.is_file():
        return False
    cells = nbformat.read(path, as_version=4).cells
    lines = [line for cell in cells for line in cell.source.splitlines()]
    headings = [line.lstrip("#").strip().replace(" ", "-") for line in lines if line[:1] == "#"]
    return anchor in headings


@proof
def right_answers_pass(source, seeds=SEEDS):
    """The reference and each alternative are right, under many seeds."""
    for task in source.tasks:
        codes = {"reference": source.reference(task)} | {
            f"alternative {i}": code for i, code in enumerate(task.alternatives, start=1)
        }
        for number in range(seeds):
            key = make_key(source, task, number)
            for what, code in codes.items():
                verdict = verdict_on(source, task, key, code)
                if not verdict.right:
                    yield f"task {task.id}, seed {number}: the {what} fails: {verdict}"
                    break


@proof
def misconceptions_earn_their_message(source, seeds=SEEDS):
    """Each misconception fails, and is told exactly its own message; under many seeds."""
    for task in source.tasks:
        for number in (seed(source.name, task.id), *range(seeds)):
            key = make_key(source, task, number)
            for m in task.misconceptions:
                verdict = verdict_on(source, task, key, source.mistaken(task, m))
                if verdict.misconception != m.name:
                    yield f"task {task.id}, seed {number}: '{m.name}' earns instead: {verdict}"
                elif not verdict.message.startswith(m.message):
                    yield f"task {task.id}: '{m.name}' earns another message: {verdict.message}"


@proof
def the_handed_out_file_judges_alike(source):
    """The `.checks` file in exercises/, read as a learner's notebook reads it, says so too."""
    sheet = keys.read(folder_of(source) / f"{source.name}.checks")
    for task in source.tasks:
        key = sheet.keys[task.id]
        for code in (source.reference(task), *task.alternatives):
            if not (verdict := verdict_on(source, task, key, code)).right:
                yield f"task {task.id}: a right answer fails: {verdict}"
        for m in task.misconceptions:
            verdict = verdict_on(source, task, key, source.mistaken(task, m))
            if verdict.misconception != m.name:
                yield f"task {task.id}: '{m.name}' earns instead: {verdict}"


@proof
def misconceptions_differ(source):
    """No two misconceptions have one fingerprint, and each has numbers or words in it."""
    for task in source.tasks:
        key = key_of(source, task)
        for one, other in combinations(key.messages, 2):
            if all(same(c.wrong[one], c.wrong[other], 1e3 * key.tolerance) for c in key.cases):
                yield f"task {task.id}: '{one}' and '{other}' cannot be told apart"
        for name in key.messages:
            if not any(isinstance(case.wrong[name], dict) for case in key.cases):
                yield (
                    f"task {task.id}: '{name}' only raises; add a case on which it gives numbers, "
                    "or any error would be taken for it"
                )


@proof
def mutants_are_killed(source):
    """Every operator mutant fails, but for those that are listed as equivalent."""
    for task in source.tasks:
        key, listed = key_of(source, task), dict(task.equivalents)
        for description, code in mutants(source.reference(task)):
            reason = listed.pop(description, "")
            try:
                survives = verdict_on(source, task, key, code).right
            except SpecError:
                continue
            if survives and not reason:
                yield f"task {task.id}: the mutant '{description}' passes"
            if reason and not survives:
                yield f"task {task.id}: '{description}' is listed as equivalent, but fails"
        for description in listed:
            yield f"task {task.id}: '{description}' is listed as equivalent, but is no mutant"


@proof
def untouched_is_not_attempted(source):
    """The exercise as it is handed out runs from top to bottom, and every task is not attempted."""
    path = folder_of(source) / f"{source.name}.ipynb"
    cells = [cell for cell in nbformat.read(path, as_version=4).cells if cell.cell_type == "code"]
    skip = ("nn.checks", "check(")
    namespace = execute(*(c.source for c in cells if not any(word in c.source for word in skip)))
    sheet = keys.read(path.with_suffix(".checks"))
    for key in sheet.keys.values():
        replies = [reply(key.probe, namespace, case.inputs) for case in key.cases]
        if (kind := judge(key, replies).kind) != "untouched":
            yield f"task {key.id}: the untouched exercise is judged '{kind}'"


@proof
def nothing_leaks(source):
    """No run of tokens of a solution stands in exercises/, and no file beyond the two is there."""
    folder = folder_of(source)
    notebook = nbformat.read(folder / f"{source.name}.ipynb", as_version=4)
    with (folder / f"{source.name}.checks").open("rb") as file:
        words, _ = keys.contents(file)
    handed_out = [*(cell.source for cell in notebook.cells), *strings(words)]
    for cell, run in leaks(source.notebook.cells, source.given, handed_out):
        yield f"{cell}: '{run}' of the solution is in exercises/"
    expected = {f"{source.name}.ipynb", f"{source.name}.checks", ".ipynb_checkpoints"}
    for name in sorted({path.name for path in folder.iterdir()} - expected):
        yield f"the file {name} does not belong into exercises/"


@proof
def files_are_up_to_date(source):
    """What is committed in exercises/ is what the source generates."""
    for path in build(source, check=True):
        yield f"{path.name} is stale; run: course.py build {source.name}"


def prove(source):
    """Every fault that the proofs find, as sentences."""
    return [f"{name}: {fault}" for name, check in PROOFS.items() for fault in check(source)]
