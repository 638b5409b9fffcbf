"""The verb `guide`: writes the tables of docs/instructor_guide.md, between their marks."""

import argparse
import re
import sys

from ...folders import ABOVE_NNLIB
from .sections import PlanError
from .tables import every_block

GUIDE = ABOVE_NNLIB / "docs" / "instructor_guide.md"
BLOCK = re.compile(r"(<!-- guide: (.+?) -->\n).*?(<!-- end -->)", re.DOTALL)


def with_blocks(text, made):
    """The guide's text with every block as it is made; raises PlanError for one without a place."""
    for name, count in ((name, text.count(f"<!-- guide: {name} -->\n")) for name in made):
        if count != 1:
            raise PlanError(f"The guide has {count} marks <!-- guide: {name} -->; expected one.")
    unknown = {match[2] for match in BLOCK.finditer(text)} - made.keys()
    if unknown:
        raise PlanError(f"Nothing is made for the mark <!-- guide: {min(unknown)} -->.")
    return BLOCK.sub(lambda match: f"{match[1]}\n{made[match[2]]}\n\n{match[3]}", text)


def main(argv=None):
    """The command; returns its exit code."""
    made = argparse.ArgumentParser(
        prog="course.py guide",
        description="Write the tables of the instructor guide: the term, polls and sets.",
    )
    made.add_argument("--check", action="store_true", help="write nothing; fail if it is stale")
    options = made.parse_args(argv)
    try:
        text = GUIDE.read_text("utf-8")
        new = with_blocks(text, every_block())
    except (PlanError, OSError) as error:
        print(error, file=sys.stderr)
        return 2
    if new == text:
        return 0
    print("stale:" if options.check else "written:", GUIDE.name)
    if not options.check:
        GUIDE.write_text(new, "utf-8", newline="\n")
    return int(options.check)
