"""The proofs that a set's checks can pass and can fail.  Each yields a sentence for every fault.

A proof takes a Source; PROOFS lists them by name.
"""

import io
import tokenize
from itertools import combinations

import nbformat

from ..checks import keys
from ..checks.judging import judge, same
from ..checks.probes import reply
from .build import REGION, build, folder_of, make_key, seed
from .mutants import mutants
from .source import SpecError, execute, nbgrader

SEEDS = 50
RUN = 5  # so many tokens of a solution in a row, standing elsewhere, are a leak
PROOFS = {}


def proof(function):
    PROOFS[function.__name__] = function
    return function


def key_of(source, task):
    """The key that a learner gets."""
    return make_key(source, task, seed(source.name, task.id))


def verdict_on(source, task, key, code):
    return judge(key, source.replies(task, code, [case.inputs for case in key.cases]))


@proof
def spec_is_complete(source):
    """Ids, cells, three hints, two alternatives, four misconceptions, a reason for the tolerance."""
    ids = [task.id for task in source.tasks]
    if len(set(ids)) != len(ids) or not 4 <= len(ids) <= 5:
        yield f"the tasks are {', '.join(ids)}; four or five different ids were expected"
    for task in source.tasks:
        counts = {"hints": (len(task.hints), 3), "alternatives": (len(task.alternatives), 2),
                  "misconceptions": (len(task.misconceptions), 4)}  # fmt: skip
        for what, (came, least) in counts.items():
            if came < least or (what == "hints" and came != 3):
                yield f"task {task.id} has {came} {what}, {least} were expected"
        messages = [m.message for m in task.misconceptions]
        if len({m.name for m in task.misconceptions} | set(messages)) != 2 * len(messages):
            yield f"task {task.id} has two misconceptions with one name or one message"
        if not task.why or task.difficulty not in (1, 2, 3):
            yield f"task {task.id} lacks the reason of its tolerance or a difficulty of 1, 2 or 3"
        for cell_id, points in ((f"check-{task.id.replace('.', '-')}", task.points),):
            cells = [cell for cell in source.notebook.cells if cell.get("id") == cell_id]
            if len(cells) != 1 or f'check("{task.id}")' not in cells[0].source:
                yield f'task {task.id} needs one cell {cell_id} with check("{task.id}")'
            elif nbgrader(cells[0]).get("points") != points or not nbgrader(cells[0]).get("grade"):
                yield f"the cell {cell_id} must carry grade: true and points: {points} for nbgrader"


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
    skip = ("nnlib.checks", "check(")
    namespace = execute(*(c.source for c in cells if not any(word in c.source for word in skip)))
    sheet = keys.read(path.with_suffix(".checks"))
    for key in sheet.keys.values():
        replies = [reply(key.probe, namespace, case.inputs) for case in key.cases]
        if (kind := judge(key, replies).kind) != "untouched":
            yield f"task {key.id}: the untouched exercise is judged '{kind}'"


def tokens(text):
    """The words and signs of a text, comments and layout left out; prose is split as it comes."""
    skip = {tokenize.COMMENT, tokenize.NL, tokenize.NEWLINE, tokenize.INDENT, tokenize.DEDENT, tokenize.ENDMARKER}
    found = []
    try:
        for token in tokenize.generate_tokens(io.StringIO(text).readline):
            if token.type not in skip:
                found.append(token.string)
    except (tokenize.TokenError, SyntaxError):
        pass
    return found


def runs(words):
    return {tuple(words[i : i + RUN]) for i in range(len(words) - RUN + 1)}


@proof
def nothing_leaks(source):
    """No run of tokens of a solution stands in exercises/, and no file beyond the two is there."""
    folder = folder_of(source)
    notebook = nbformat.read(folder / f"{source.name}.ipynb", as_version=4)
    with (folder / f"{source.name}.checks").open("rb") as file:
        sheet, _ = keys.contents(file)
    lines = "\n".join(cell.source for cell in notebook.cells).splitlines()
    lines += [line for text in strings(sheet) for line in text.splitlines()]
    handed_out = set()
    for line in lines:
        # Prose is no Python: each piece between backticks, and each line, is read for itself.
        for piece in (line, *line.split("`")):
            handed_out |= runs(tokens(piece.strip()))
    for line in "\n".join(source.given).splitlines():
        handed_out -= runs(tokens(line.strip()))
    for cell in source.notebook.cells:
        for match in REGION.finditer(cell.source):
            for line in match[2].splitlines():
                if leaked := runs(tokens(line.strip())) & handed_out:
                    yield f"{cell.id}: '{' '.join(min(leaked))}' of the solution is in exercises/"
    strange = {path.name for path in folder.iterdir()} - {f"{source.name}.ipynb", f"{source.name}.checks"}
    for name in sorted(strange - {".ipynb_checkpoints"}):
        yield f"the file {name} does not belong into exercises/"


def strings(value):
    """Every text in nested dicts and lists."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for one in (*value, *value.values()):
            yield from strings(one)
    elif isinstance(value, (list, tuple)):
        for one in value:
            yield from strings(one)


@proof
def files_are_up_to_date(source):
    """What is committed in exercises/ is what the source generates."""
    for path in build(source, check=True):
        yield f"{path.name} is stale; run: python -m nnlib exercises build {source.name}"


def prove(source):
    """Every fault that the proofs find, as sentences."""
    return [f"{name}: {fault}" for name, check in PROOFS.items() for fault in check(source)]
