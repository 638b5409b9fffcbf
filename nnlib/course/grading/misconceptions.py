"""How common each misconception is in a class, by task and over the term, and what to say of it."""

import re
from collections import Counter, defaultdict
from dataclasses import dataclass

SENTENCE = re.compile(r"(?<=[.?!])[\"”]?\s+(?=[A-Z0-9\"“(`∂])")
LEFT_OUT = ("not attempted", "manual")
STOPS = "\nYour code stops in"  # what the judge adds of one student's own


@dataclass(frozen=True)
class TaskCount:
    """What became of a task: how many were graded, tried it, and of these were right or not."""

    set: str
    id: str
    title: str
    graded: int
    tried: int
    right: int
    partly: int
    wrong: int
    failed: int
    points: float  # the mean share of the points, of those who tried

    def share(self, count):
        return count / self.tried if self.tried else 0.0


@dataclass(frozen=True)
class Slip:
    """A misconception in one task: how many of those who tried it had it."""

    set: str
    id: str
    title: str
    name: str
    count: int
    tried: int
    message: str

    @property
    def share(self):
        return self.count / self.tried

    @property
    def say(self):
        """What can be said in class."""
        return to_say(self.message)


@dataclass(frozen=True)
class Habit:
    """A misconception over the term: its slips in several tasks, and how many students it found.

    `once` had it at least once, `again` in two tasks or more, of all that tried one of the tasks.
    """

    name: str
    slips: tuple
    once: int
    again: int
    tried: int


def to_say(message):
    """What of a message can be said in class: what is seen, and its question if it ends with one.

    >>> to_say("Your loss is twice ours. S0 defines it so. Which factor is it?")
    'Your loss is twice ours. Which factor is it?'
    """
    first, *rest = SENTENCE.split(message.partition(STOPS)[0].strip().replace("\n", " "))
    return f"{first} {rest[-1]}" if rest and rest[-1].endswith("?") else first


def _tried(marks):
    """(mark, task) of every automatic task that somebody tried."""
    for mark in marks:
        for task in () if mark.reason else mark.tasks:
            if not task.record["manual"] and task.record["status"] not in LEFT_OUT:
                yield mark, task.record


def task_counts(marks):
    """The TaskCount of each automatic task, in the order of sets and tasks."""
    statuses, points, titles, graded = defaultdict(Counter), defaultdict(list), {}, Counter()
    for mark in marks:
        for task in () if mark.reason else mark.tasks:
            if not task.record["manual"]:
                graded[mark.set, task.id] += 1
                titles[mark.set, task.id] = task.record["title"]
    for mark, task in _tried(marks):
        key = mark.set, task["id"]
        statuses[key][task["status"]] += 1
        points[key].append(task["earned"] / task["points"] if task["points"] else 0.0)
    return [
        TaskCount(
            *key,
            titles[key],
            graded[key],
            statuses[key].total(),
            *(statuses[key][one] for one in ("right", "partly", "wrong", "failed")),
            sum(points[key]) / len(points[key]) if points[key] else 0.0,
        )
        for key in sorted(graded, key=task_order)
    ]


def task_order(key):
    """By which sets and tasks are sorted: 5.2 before 5.10.

    >>> task_order(("05_x", "5.10"))
    ('05_x', [5, 10], '5.10')
    """
    set_, id_ = key
    return set_, [int(part) for part in re.findall(r"\d+", id_)], id_


def slips_met(marks, messages):
    """Every Slip, by task and the most common first.

    `messages` are those of the specs, {(set, task, name): message}; of a name that is not there
    the records tell it.
    """
    counts, tried, said, titles = Counter(), Counter(), defaultdict(Counter), {}
    for mark, task in _tried(marks):
        key = mark.set, task["id"]
        tried[key] += 1
        titles[key] = task["title"]
        if task["misconception"]:
            counts[*key, task["misconception"]] += 1
            said[*key, task["misconception"]][task["message"].partition(STOPS)[0]] += 1
    found = [
        Slip(*key[:2], titles[key[:2]], key[2], count, tried[key[:2]],
             messages.get(key) or said[key].most_common(1)[0][0])
        for key, count in counts.items()
    ]  # fmt: skip
    return sorted(found, key=lambda one: (*task_order((one.set, one.id)), -one.count, one.name))


def recurring(marks, found):
    """The Habits: misconceptions of one name in several tasks, the most common first."""
    by_name = defaultdict(list)
    for slip in found:
        by_name[slip.name].append(slip)
    several = {name: slips_ for name, slips_ in by_name.items() if len(slips_) > 1}
    had, tried = defaultdict(Counter), defaultdict(set)
    for mark, task in _tried(marks):
        for name, slips_ in several.items():
            if any((one.set, one.id) == (mark.set, task["id"]) for one in slips_):
                tried[name].add(mark.student)
                had[name][mark.student] += task["misconception"] == name
    made = [
        Habit(
            name,
            tuple(slips_),
            sum(count >= 1 for count in had[name].values()),
            sum(count >= 2 for count in had[name].values()),
            len(tried[name]),
        )
        for name, slips_ in several.items()
    ]
    return sorted(made, key=lambda one: (-one.once / one.tried, one.name))


def messages_of(sources):
    """{(set, task, name): message} of the specs of these sources."""
    return {
        (source.name, one.task.id, slip.name): slip.message
        for source in sources
        for one in source.exercises
        for slip in one.task.misconceptions
    }
