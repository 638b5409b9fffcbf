"""The proofs that a set's checks can pass and can fail.  Each yields a sentence for every fault.

A proof takes a Source; PROOFS lists them by name.
"""

import re
from contextlib import suppress
from itertools import combinations, permutations
from types import SimpleNamespace

import nbformat

from ..checks import keys
from ..checks.comparing import same
from ..checks.judging import judge, telling, verdict_on
from ..checks.ordering import Order
from .building import build_set, folder_of
from .leakage import leaks, strings
from .mutation import habits, mutants
from .ranges import boundaries, excuse
from .source import SpecError, cell_id, execute, is_given, nbgrader, text_id
from .spec import finder
from .variants import of_task, varied

SEEDS, VARIANTS = 50, 3
PROOFS = {}


def proof(function):
    """Register a proof under its own name."""
    PROOFS[function.__name__] = function
    return function


@proof
def spec_is_complete(source):
    """Tasks with ids of their own, each with what the other proofs and the learner need."""
    ids = [exercise.task.id for exercise in source.exercises]
    if len(set(ids)) != len(ids) or not ids:
        yield f"the tasks are {', '.join(ids) or 'none'}; different ids were expected"
    for exercise in source.exercises:
        task = exercise.task
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
def texts_tell_what_the_spec_says(source):
    """Each task's heading and the first lines of the set give its stars, minutes and points."""
    tasks = [exercise.task for exercise in source.exercises]
    texts = [cell.source for cell in source.notebook.cells if cell.cell_type == "markdown"]
    for task in tasks:
        stars = "★" * task.difficulty
        heading = (
            f"## {task.id} {task.title} ({stars}, {task.minutes} minutes, {task.points} points)"
        )
        if not any(heading in text.splitlines() for text in texts):
            yield f"task {task.id} has no heading '{heading}'"
    points, minutes = (sum(getattr(task, what) for task in tasks) for what in ("points", "minutes"))
    intro = re.search(
        r"^(\w+) tasks? for .*?, (\d+) points, about (\d+) minutes\.$", texts[0], re.M
    )
    if not intro:
        yield "the set's first lines do not say '… tasks for …, … points, about … minutes.'"
    elif intro.groups() != (spelt(len(tasks)), f"{points}", f"{minutes}"):
        yield (
            f"the set's first lines say '{intro[0]}', but it has {len(tasks)} tasks, {points} "
            f"points and {minutes} minutes"
        )


def spelt(count):
    """A small number as the word that begins a sentence.

    >>> spelt(5)
    'Five'
    """
    words = ("No", "One", "Two", "Three", "Four", "Five", "Six", "Seven", "Eight", "Nine", "Ten")
    return words[count] if count < len(words) else f"{count}"


@proof
def questions_lead_somewhere(source):
    """Three questions or more for later lessons, with tasks of this set and real headings."""
    if len(source.questions) < 3:
        yield f"there are {len(source.questions)} questions; three were expected"
    ids = {exercise.task.id for exercise in source.exercises}
    for number, question in enumerate(source.questions, start=1):
        if not 0 <= question.right < len(question.choices):
            yield f"question {number} has no choice {question.right}"
        if not set(question.tasks) <= ids or not question.tasks:
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
def boundaries_are_tried(source, seeds=SEEDS):
    """Under every seed a case stands at each boundary of each input, or the spec says why not."""
    for exercise in source.exercises:
        task = exercise.task
        drawn = [exercise.inputs(number) for number in (exercise.seed, *range(seeds))]
        for name in drawn[0][0].keys() ^ task.ranges.keys():
            yield f"task {task.id}: '{name}' is an input without a range, or a range without one"
        known = {name: r for name, r in task.ranges.items() if name in drawn[0][0]}
        unused = set(task.uncovered)
        for sentence, holds in boundaries(known, task.extremes).items():
            reason = excuse(task, sentence)
            unused -= {sentence, sentence.split(": ")[-1]}
            tried = [any(holds(case) for case in cases) for cases in drawn]
            if sentence in task.uncovered and all(tried):
                yield f"task {task.id}: '{sentence}' is excused, but every set of cases has it"
            if not reason and not all(tried):
                yield (
                    f"task {task.id}: no case stands at the boundary '{sentence}'; add one, or "
                    "say in `uncovered` why not"
                )
        for sentence in unused:
            yield f"task {task.id}: '{sentence}' is excused, but is no boundary of an input"


@proof
def right_answers_pass(source, seeds=SEEDS):
    """Each alternative agrees with the reference, under many seeds."""
    for exercise in source.exercises:
        alternatives = [exercise.namespace_of_ours(code) for code in exercise.task.alternatives]
        for number in range(seeds):
            key = exercise.key(number, misconceptions=())
            for i, alternative in enumerate(alternatives, start=1):
                verdict = verdict_on(key, alternative)
                if not verdict.right:
                    yield (
                        f"task {exercise.task.id}, seed {number}: the alternative {i} fails: "
                        f"{verdict}"
                    )
                    break


@proof
def misconceptions_earn_their_message(source, seeds=SEEDS):
    """Each misconception fails, and is told exactly its own message; under many seeds."""
    for exercise in source.exercises:
        id = exercise.task.id
        for number in (exercise.seed, *range(seeds)):
            key = exercise.key(number, exercise.task.misconceptions)
            for m in exercise.task.misconceptions:
                verdict = judge(key, [case.wrong[m.name] for case in key.cases])
                if verdict.misconception != m.name:
                    yield f"task {id}, seed {number}: '{m.name}' earns instead: {verdict}"
                elif not verdict.message.startswith(m.message):
                    yield f"task {id}: '{m.name}' earns another message: {verdict.message}"


@proof
def variants_follow(source, codes=VARIANTS):
    """With other numbers in a question, all that depends on them follows, under many codes."""
    asked = [one for one in source.exercises if one.task.variants]
    for exercise in asked:
        for piece in lost_pieces(exercise):
            yield f"task {exercise.task.id}: '{piece}' is to vary, and stands nowhere"
    for code in map("{:010x}".format, range(codes if asked else 0)):
        other = varied(source, code)
        here = [other.exercise(exercise.task.id) for exercise in asked]
        for one, published in zip(here, asked, strict=True):
            if (asked_by(one) == asked_by(published)) != (
                answered_by(one) == answered_by(published)
            ):
                yield f"task {one.task.id}, code {code}: question and answer do not vary together"
        for fault in slips_and_answers(SimpleNamespace(exercises=here)):
            yield f"code {code}: {fault}"


def slips_and_answers(source):
    """What is wrong with the alternatives and the misconceptions, under a single seed."""
    yield from right_answers_pass(source, 1)
    yield from misconceptions_earn_their_message(source, 0)
    yield from misconceptions_differ(source)


def asked_by(exercise):
    """What a learner reads of a task: its text, and what is given."""
    cells = [cell for cell in exercise.source.notebook.cells if of_task(cell, exercise.task)]
    return [cell.source for cell in cells if cell.cell_type == "markdown" or is_given(cell)]


def answered_by(exercise):
    """What makes the right answer to a task."""
    return [exercise.reference, *exercise.source.given]


def lost_pieces(exercise):
    """The pieces of a task that are to vary, and that neither its cells nor its words hold."""
    task = exercise.task
    patches = [part for m in task.misconceptions for patch in m.patches for part in patch]
    messages = [m.message for m in task.misconceptions]
    texts = [*asked_by(exercise), exercise.reference, *task.hints, *task.alternatives]
    every = "\n".join([*texts, *patches, *messages])
    for place in task.variants.places:
        piece = place.format(**task.variants.printed)
        if not finder((piece,)).search(every):
            yield piece


@proof
def the_handed_out_file_judges_alike(source):
    """The `.checks` file in exercises/, read as a learner's notebook reads it, says so too."""
    sheet = keys.read_sheet(folder_of(source) / f"{source.name}.checks")
    for exercise in source.exercises:
        task, key, ours = exercise.task, sheet.keys[exercise.task.id], exercise.namespace_of_ours
        for code in (exercise.reference, *task.alternatives):
            if not (verdict := verdict_on(key, ours(code))).right:
                yield f"task {task.id}: a right answer fails: {verdict}"
        for m in task.misconceptions:
            verdict = verdict_on(key, ours(exercise.mistaken(m)))
            if verdict.misconception != m.name:
                yield f"task {task.id}: '{m.name}' earns instead: {verdict}"


@proof
def misconceptions_differ(source):
    """No two misconceptions have one fingerprint, and each has numbers or words in it."""
    for exercise in source.exercises:
        id, key = exercise.task.id, exercise.key()
        for one, other in combinations(key.messages, 2):
            if all(same(c.wrong[one], c.wrong[other], 1e3 * key.tolerance) for c in key.cases):
                yield f"task {id}: '{one}' and '{other}' cannot be told apart"
        for name in key.messages:
            if not telling(key, name):
                yield (
                    f"task {id}: '{name}' only raises; add a case on which it gives numbers, "
                    "or any error would be taken for it"
                )


@proof
def orders_are_judged_by_what_their_lines_need(source):
    """Every order of the lines passes that the needs allow, and no other, nor one with a stray."""
    for exercise in source.exercises:
        if not isinstance(probe := exercise.task.probe, Order):
            continue
        for fault in (*ill_made(exercise), *misjudged(exercise, probe)):
            yield f"task {exercise.task.id}: {fault}"


def ill_made(exercise):
    """What the author of lines in order has not done."""
    probe, messages = exercise.task.probe, exercise.key().messages
    strangers = {*probe.needs, *(n for needs in probe.needs.values() for n in needs)}
    if strangers := sorted(strangers - {*probe.own}):
        yield f"{', '.join(strangers)} needs or is needed, and is no line of the derivation"
    if not 1 <= len(probe.strays) <= 3 or not {*probe.strays} <= {*probe.lines}:
        yield "one to three of the lines must be strays"
    if keeps_order(probe, [one for one in probe.lines if one not in probe.strays]):
        yield "the lines are shown in an order that is right"
    [text] = [c.source for c in exercise.source.notebook.cells if c.id == text_id(exercise.task.id)]
    for letter, line in probe.lines.items():
        if f"\n- **{letter}** {line}\n" not in f"{text}\n":
            yield f"the text has no item '- **{letter}** {line}'"
    wrong = exercise.key().cases[0].wrong
    for stray in probe.strays:
        if not any(wrong[name].error == f"stray {stray}" for name in messages):
            yield f"the stray {stray} has no misconception"


def keeps_order(probe, order):
    """True where no line stands before one that it uses: the oracle of the proof."""
    at = {letter: place for place, letter in enumerate(order)}
    return all(at[need] < at[line] for line, needs in probe.needs.items() for need in needs)


def misjudged(exercise, probe):
    """The orders of the lines on which the verdict is another than it should be."""
    key, lines = exercise.key(), probe.own
    if len(lines) > 7:
        yield f"{len(lines)} lines have too many orders to be tried; seven are the most"
        return
    right = 0
    for order in permutations(lines):
        verdict = order_verdict(key, order)
        right += verdict.right
        if verdict.right != keeps_order(probe, order):
            yield f"the order {', '.join(order)} is told: {verdict}"
        if verdict.right:
            for stray in probe.strays:
                slip = order_verdict(key, (*order[:1], stray, *order[1:])).misconception
                if not slip or key.cases[0].wrong[slip].error != f"stray {stray}":
                    yield f"the stray {stray} in {', '.join(order)} earns {slip}"
            if order_verdict(key, order[:-1]).kind != "open":
                yield f"without its last line, {', '.join(order)} is not unfinished"
    if not right:
        yield "no order is right: the needs run in a circle"


def order_verdict(key, order):
    """The verdict on a learner's list."""
    return verdict_on(key, {key.probe.name: list(order)})


@proof
def mutants_are_killed(source):
    """Every mutant of the reference fails, but for those that are listed as equivalent."""
    for exercise in source.exercises:
        task, key = exercise.task, exercise.key(misconceptions=())
        passed = {}  # several mutants may share a description
        for description, verdict in _judged(exercise, key):
            passed[description] = verdict.right or passed.get(description, False)
        for description, survives in passed.items():
            if survives and description not in task.equivalents:
                yield f"task {task.id}: the mutant '{description}' passes"
            if description in task.equivalents and not survives:
                yield f"task {task.id}: '{description}' is listed as equivalent, but fails"
        for description in task.equivalents.keys() - passed.keys():
            yield f"task {task.id}: '{description}' is listed as equivalent, but is no mutant"


def _judged(exercise, key):
    """(description, verdict) of every mutant that runs."""
    for description, code in mutants(exercise.reference):
        with suppress(SpecError):
            yield description, exercise.verdict(code, key)
    for description, replies in habits(exercise, key):
        yield description, judge(key, replies)


@proof
def untouched_is_not_attempted(source):
    """The exercise as it is handed out runs from top to bottom, and every task is not attempted."""
    path = folder_of(source) / f"{source.name}.ipynb"
    cells = [cell for cell in nbformat.read(path, as_version=4).cells if cell.cell_type == "code"]
    skip = ("nn.checks", "check(")
    namespace = execute(*(c.source for c in cells if not any(word in c.source for word in skip)))
    sheet = keys.read_sheet(path.with_suffix(".checks"))
    for key in sheet.keys.values():
        if (kind := verdict_on(key, namespace).kind) != "untouched":
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
    for path in build_set(source, check=True):
        yield f"{path.name} is stale; run: course.py build {source.name}"


def prove_set(source):
    """Every fault that the proofs find, as sentences."""
    return [f"{name}: {fault}" for name, check in PROOFS.items() for fault in check(source)]
