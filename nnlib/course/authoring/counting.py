"""What the proofs prove, in numbers: the program that counts writes them into its page."""

import re
from dataclasses import dataclass

from .mutation import habits, mutants
from .ranges import boundaries

PAGE = "docs/verification.md"
COUNTS = re.compile(r"(<!-- counted by course\.py prove -->).*?(<!-- end of counts -->)", re.DOTALL)


@dataclass(frozen=True)
class Counts:
    """How many of each there are in some sets."""

    tasks: int
    misconceptions: int
    boundaries: int
    uncovered: int
    mutants: int
    equivalents: int

    def __str__(self):
        return (
            f"For each of the {self.tasks} tasks the suite proves on 50 seeds that answers "
            "written otherwise pass, that each of its misconceptions "
            f"({self.misconceptions:,} in all) fails and earns exactly its own message, that no "
            "two of them look alike, and that cases stand at the boundaries of what the text "
            f"allows ({self.boundaries:,}; for {self.uncovered} the spec says why not). "
            f"Then {self.mutants:,} mutants of the references must fail, slips of the pen and "
            "habits such as to round, to clip or to use the first row only, but for the "
            f"{self.equivalents} that are listed with the reason why they are right too. "
        )


def counts(sources):
    """The Counts of these sets."""
    exercises = [one for source in sources for one in source.exercises]
    tasks = [exercise.task for exercise in exercises]
    return Counts(
        tasks=len(tasks),
        misconceptions=sum(len(task.misconceptions) for task in tasks),
        boundaries=sum(len(boundaries(task.ranges, task.extremes)) for task in tasks),
        uncovered=sum(len(task.uncovered) for task in tasks),
        mutants=sum(
            len([*mutants(one.reference), *habits(one, one.key(misconceptions=()))])
            for one in exercises
        ),
        equivalents=sum(len(task.equivalents) for task in tasks),
    )


def counted(text, sources):
    """The page's text with its counts as they are."""
    return COUNTS.sub(lambda found: f"{found[1]}{counts(sources)}{found[2]}", text)
