"""Students' pages as a zip that Moodle takes back: “Upload multiple feedback files in a zip”.

Moodle knows whose a file is by the folder of the submission's own download, NAME_NUMBER_
assignsubmission_file, in which the number is the participant's in this one assignment.  So each
page goes into the folder that its student's submission came from, as collected.json has it.
"""

import io
import zipfile

from .layouts import MOODLE
from .submissions import COLLECTED, read_collected
from .tables import TableError


def pages_for_moodle(marks, pages, submissions):
    """(the zip's bytes, sentences): of the marks of one set, the page of each student.

    `pages` is {student: bytes}, and `submissions` the folder that `collect` made of Moodle's zip.
    Raises TableError where the marks are of several sets, or the submissions none of Moodle's.
    """
    sets = sorted({mark.set for mark in marks})
    if len(sets) > 1:
        raise TableError(
            f"Moodle takes feedback on one assignment at a time, and the records are of "
            f"{len(sets)} sets, {', '.join(sets)}: choose one with --only."
        )
    folders = _folders(submissions, sets[0])
    if not folders:
        raise TableError(
            f"{submissions / COLLECTED} names no submission of {sets[0]} out of a zip of Moodle's, "
            "and only Moodle's own folders tell it whose a page is. Collect its zip first."
        )
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for student in sorted(pages.keys() & folders.keys()):
            name = f"{folders[student]}feedback-{sets[0].split('_')[0]}.html"
            archive.writestr(zipfile.ZipInfo(name), pages[student], zipfile.ZIP_DEFLATED)
    left = sorted(pages.keys() - folders.keys())
    said = f"Moodle's zip has no folder of, and so no page for: {', '.join(left)}."
    return packed.getvalue(), [said] if left else []


def _folders(submissions, set_):
    """{student: how the names of a student's files begin} in the zip that was downloaded.

    What was taken comes before what was refused.
    """
    rows = [row for row in read_collected(submissions) if row["set"] == set_ and row["from"]]
    rows.sort(key=lambda row: row["refused"] is None)
    found = {row["student"]: MOODLE.search(row["from"]) for row in rows}
    return {
        student: match.string[match.start() : match.start("file")]
        for student, match in found.items()
        if match
    }
