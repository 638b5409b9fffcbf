"""Run the lessons from top to bottom and write them in place: `python3 course.py write [names…]`.

The file is the same to the byte when nothing changed: model ids and timings never reach it, and a
picture is replaced only when one can see a difference.
"""

import argparse
import base64
import io
import json
import os
import re
import sys
from pathlib import Path

import nbformat
import numpy as np
import zmq
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError, CellTimeoutError, DeadKernelError
from nbformat.reader import NotJSONError
from PIL import Image
from traitlets.config import Config

from ..drafts import write_whole
from ..files import CourseFileError
from ..folders import ABOVE_NNLIB

NOTEBOOKS = ABOVE_NNLIB / "notebooks"
SOLUTIONS = NOTEBOOKS.with_name("solutions")
METADATA = {
    "kernelspec": {"display_name": "Python 3 (ipykernel)", "language": "python", "name": "python3"},
    "language_info": {"name": "python"},
}
# Otherwise each kernel warns that it is not encrypted; a pyzmq without CurveZMQ cannot be.
ENCRYPTED = Config({"KernelManager": {"transport_encryption": "auto"}} if zmq.has("curve") else {})
# Nobody is there to guess, so predictions are revealed at once; and sums are the same everywhere.
PUBLISHING = {"NNLIB_EDITION": "published", "OPENBLAS_NUM_THREADS": "1"}
WIDGET_VIEW = "application/vnd.jupyter.widget-view+json"
TEXT_CHUNKS = (b"tEXt", b"zTXt", b"iTXt", b"tIME")
VISIBLE = 16


class LessonError(CourseFileError):
    """A lesson that cannot be read or run; the message is a sentence for its author."""


def find_lessons(names, folder=NOTEBOOKS):
    """Return the files meant by `names`: numbers (03), stems or file names; without names, all."""
    lessons = sorted([*folder.glob("*.ipynb"), *folder.glob("[0-9A-Z]*/*.ipynb")])
    if not names:
        return lessons
    return [_find_one(Path(name).name.removesuffix(".ipynb"), lessons) for name in names]


def _find_one(name, lessons):
    found = [path for path in lessons if path.stem == name or path.stem.split("_")[0] == name]
    if len(found) != 1:
        known = ", ".join(path.stem for path in lessons) or "none"
        raise LessonError(f"There is no lesson '{name}'; the lessons are: {known}.")
    return found[0]


def read_notebook(path):
    """Read a notebook; LessonError if the file is missing or is not a notebook."""
    try:
        lesson = nbformat.reader.reads(path.read_text(encoding="utf-8"))
        problem = next(nbformat.validator.iter_validate(lesson), None)
    except FileNotFoundError:
        raise LessonError(f"{path.name}: the file does not exist.") from None
    except OSError as error:
        raise LessonError(f"{path.name} cannot be read: {error.strerror}.") from None
    except (NotJSONError, KeyError, TypeError, AttributeError, ValueError, RecursionError) as error:
        problem = error
    else:
        if "cells" not in lesson:
            problem = "it has no cells, as before nbformat 4"
    if problem is not None:
        reason = (str(problem).splitlines() or [type(problem).__name__])[0]
        raise LessonError(f"{path.name}: this is not a valid notebook ({reason[:100]}).")
    ids = [cell.get("id") for cell in lesson.cells]
    twice = sorted({name for name in ids if ids.count(name) > 1})
    if twice:
        raise LessonError(f"{path.name}: the cell id '{twice[0]}' is there twice.")
    return lesson


def rerun(path, timeout=120):
    """Return the lesson with fresh outputs, normalised; the file is not touched."""
    old = read_notebook(path)
    new = nbformat.from_dict(old)
    for cell in new.cells:
        cell.metadata.pop("execution", None)
    running = []
    client = NotebookClient(
        new,
        timeout=timeout,
        kernel_name="python3",
        store_widget_state=False,
        record_timing=False,
        coalesce_streams=True,
        config=ENCRYPTED,
        resources={"metadata": {"path": str(path.parent)}},
        on_cell_start=lambda cell, cell_index: running.append(cell.get("id", cell_index)),
    )
    try:
        client.execute(env=os.environ | PUBLISHING)
    except CellExecutionError as error:
        raise LessonError(
            f"{path.name}: cell '{running[-1]}' raised {error.ename}: {error.evalue}"
        ) from None
    except CellTimeoutError:
        raise LessonError(
            f"{path.name}: cell '{running[-1]}' ran for more than {timeout} seconds."
        ) from None
    except DeadKernelError:
        if getattr(client, "_async_cleanup_kernel_future", None):  # nbclient heard Ctrl-C
            raise KeyboardInterrupt from None
        raise LessonError(f"{path.name}: the kernel died in cell '{running[-1]}'.") from None
    return normalise(new, old)


def normalise(new, old):
    """Take out of `new` what differs from run to run; keep outputs of `old` that look the same.

    Cells that print timings keep their old outputs all together or not at all: the numbers of one
    lesson come from one run.
    """
    new.metadata = nbformat.from_dict(METADATA)
    before = {cell.get("id"): cell for cell in old.cells if cell.cell_type == "code"}
    cells = [cell for cell in new.cells if cell.cell_type == "code"]
    for count, cell in enumerate(cells, start=1):
        cell.execution_count = count
        for output in cell.outputs:
            _normalise_output(output, count)
    pairs = [(cell, before.get(cell.get("id"))) for cell in cells]
    one_run = all(all(_alike(*pair)) for pair in pairs if _timed(pair[0]))
    for cell, earlier in pairs:
        if one_run or not _timed(cell):
            _keep_old(cell, earlier)
    return new


def _timed(cell):
    return "nbval-ignore-output" in cell.metadata.get("tags", [])


def _normalise_output(output, count):
    if output.output_type == "execute_result":
        output.execution_count = count
    if output.output_type == "error":
        # The frames of a traceback carry the paths of the machine that ran it.
        output.traceback = [f"{output.ename}: {output.evalue}"]
    data = output.get("data", {})
    data.pop(WIDGET_VIEW, None)
    if "image/png" in data:
        data["image/png"] = strip_text_chunks(data["image/png"])


def _alike(cell, old):
    """For each output of `cell`, whether `old` has the like; [False] where they can't be paired."""
    if old is None or old.source != cell.source or len(old.outputs) != len(cell.outputs):
        return [False]
    alike = []
    for before, after in zip(old.outputs, cell.outputs, strict=True):
        same_words = _words(before, _timed(cell)) == _words(after, _timed(cell))
        pictures = zip(_pictures(before), _pictures(after), strict=True) if same_words else ()
        alike.append(same_words and all(look_alike(*pair) for pair in pictures))
    return alike


def _keep_old(cell, old):
    for index, alike in enumerate(_alike(cell, old)):
        if alike:
            cell.outputs[index] = old.outputs[index]
            if cell.outputs[index].output_type == "execute_result":
                cell.outputs[index].execution_count = cell.execution_count


def _pictures(output):
    data = output.get("data", {})
    return [data[kind] for kind in ("image/png",) if kind in data]


def _words(output, timed):
    """The output without picture bytes and, where a timing is printed, without digits."""
    words = nbformat.from_dict(output)
    data = words.get("data", {})
    if "image/png" in data:
        data["image/png"] = ""
    words.pop("execution_count", None)
    text = json.dumps(words, sort_keys=True)  # a file does not hold dicts in their order
    return re.sub(r"\s*\d+", "#", text) if timed else text


def strip_text_chunks(picture):
    """Return the base64 PNG without its text chunks, which name the program that drew it."""
    png = base64.b64decode(picture)
    kept, at = png[:8], 8
    while at < len(png):
        end = at + 12 + int.from_bytes(png[at : at + 4])
        if png[at + 4 : at + 8] not in TEXT_CHUNKS:
            kept += png[at:end]
        at = end
    return base64.b64encode(kept).decode()


def look_alike(one, other):
    """True if two base64 PNGs have one size and no pixel differs by more than 16 of 255."""
    if one == other:
        return True
    first, second = (
        np.asarray(Image.open(io.BytesIO(base64.b64decode(p))).convert("RGBA"), int)
        for p in (one, other)
    )
    return first.shape == second.shape and np.abs(first - second).max() <= VISIBLE


def serialise(lesson):
    """The bytes of the file: sorted keys, an indent of one, the same on every system."""
    return nbformat.writes(lesson, version=nbformat.NO_CONVERT).rstrip("\n").encode() + b"\n"


def main(arguments=None, folder=NOTEBOOKS):
    """The command; returns its exit code."""
    parser = argparse.ArgumentParser(
        prog="course.py write", description="Run lessons and write their outputs in place."
    )
    parser.add_argument(
        "names",
        nargs="*",
        help="lessons, as 03 or 03_two_roads_to_the_best_line; all if none is given",
    )
    parser.add_argument(
        "--check", action="store_true", help="write nothing; exit 1 if a file would change"
    )
    parser.add_argument(
        "--solutions", action="store_true", help="run the solutions of the exercises instead"
    )
    options = parser.parse_args(arguments)
    folder = SOLUTIONS if options.solutions else folder

    failed = False
    names = options.names or [path.stem for path in find_lessons([], folder)]
    if not names:
        print(f"There are no lessons in {folder.name}/.")
    for name in names:
        try:
            (path,) = find_lessons([name], folder)
            content = serialise(rerun(path))
        except LessonError as error:
            print(error, file=sys.stderr)
            failed = True
            continue
        if json.loads(content) == json.loads(path.read_bytes()):  # whatever its line ends
            print(f"{path.name}: unchanged")
        elif options.check:
            print(f"{path.name}: would change")
            failed = True
        else:
            write_whole(path, content)
            print(f"{path.name}: written")
    return int(failed)


if __name__ == "__main__":
    sys.exit(main())
