"""Answers that were passed on: wrong for a student's own numbers, and right for somebody else's."""

from ..authoring.variants import NOT_YOURS, askers

ANOTHERS = "another's numbers"


def with_owners(script, task, students):
    """A task as it is marked; where its answer is right for the numbers of others, it says whose.

    `students` are the others of the class, by the codes of their variants.
    """
    answers = script.answers.get(task["id"])
    if task["status"] == "right" or not isinstance(answers, list):
        return task
    exercise, seed = script.paper.source.exercise(task["id"]), script.paper.seed_of(task["id"])
    found = askers(exercise, seed, answers[0].replies, [*students, None])
    if not found:
        return task
    whose = [f"the numbers of {students[c]}" if c else "the published numbers" for c in found]
    flags = [*task["flags"], *(f"right for {one}" for one in whose)]
    return task | {"message": NOT_YOURS, "misconception": ANOTHERS, "flags": flags}
