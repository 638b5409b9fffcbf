"""Records as a grader writes them, for tests of what is made of them."""

SET = "05_the_chain_rule_is_a_graph"


def task(id_="5.1", points=2, earned=1.5, **changes):
    about = {"title": "Slopes", "manual": False, "status": "partly", "message": "Look again."}
    about |= {"misconception": None, "flags": [], "case": None}
    return {"id": id_, "points": points, "earned": earned} | about | changes


def record(student="s001", set_=SET, tasks=None, **changes):
    tasks = [task(), task("5.2", 3, 3, status="right")] if tasks is None else tasks
    about = {"file": f"{student}/{set_}.ipynb", "submission": "aa", "spec": "bb", "grader": "cc"}
    about |= {"seed": 1, "variant": None, "submitted": None, "graded": "2026-11-21T10:00:00Z"}
    about |= {"seconds": 0.1, "reason": None, "notes": [], "tasks": tasks}
    about |= {"earned": sum(one["earned"] for one in tasks)}
    about |= {"of": sum(one["points"] for one in tasks)}
    return {"student": student, "set": set_} | about | changes


def ungraded(student, reason, tasks=None):
    """The record of a submission of which nothing could be graded: no task was attempted."""
    whole = record(student, tasks=tasks)
    tasks = [
        one | {"earned": 0, "status": "not attempted", "message": reason} for one in whole["tasks"]
    ]
    return record(student, tasks=tasks, reason=reason, submission=None)
