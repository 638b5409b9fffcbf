"""A lecturer's copy of a lesson for JupyterLab: live, with its widgets in large type.

It is the published lesson with its outputs cleared and its turns blank, and each cell says whether
it begins a slide of the deck, for jupyterlab-slideshow and others who read "slide_type".
"""

import json

from ...folders import FOLDER
from ...lessons.edition import lesson as learners
from ..packages import EditionError
from .running import large

LECTURE = WORKSPACE = "lecture"


def lecturers_copy(deck):
    """The lecturer's copy of a deck's lesson, a dict as JSON has it."""
    notebook = learners(json.loads(json.dumps(deck.lesson.notebook)))
    types = slide_types(deck)
    for cell in notebook["cells"]:
        cell["metadata"]["slideshow"] = {"slide_type": types.get(cell["id"], "skip")}
        if cell["cell_type"] == "code":
            cell["source"] = large(cell["source"])
    return notebook


def slide_types(deck):
    """{cell's id: "slide", "subslide" or "-"}: what a cell begins in the deck."""
    types = {}
    for slide in deck.slides:
        for number, cell in enumerate(slide.cells):
            begins = "slide" if slide.first else "subslide"
            types.setdefault(cell, begins if number == 0 else "-")
    return types


def write_copy(deck, course):
    """Write the lecturer's copy into work/lecture/ and return its path.

    A copy that is there stays: a lecturer may have written into it.
    Raises EditionError where nothing can be written.
    """
    path = course / FOLDER / LECTURE / deck.lesson.name
    if path.exists():
        return path
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps(lecturers_copy(deck), ensure_ascii=False, indent=1), "utf-8")
    except OSError as error:
        raise EditionError(f"{path} cannot be written: {error.strerror}.") from None
    return path


def bare_workspace(folder):
    """Save a workspace of JupyterLab without side bars; a lecturer who opens one finds it again."""
    from jupyterlab_server.workspaces_handler import WorkspacesManager

    closed = {"collapsed": True, "current": None, "widgets": []}
    layout = {"layout-restorer:data": {"left": closed, "right": closed}}
    manager = WorkspacesManager(folder)
    if not any(one["metadata"]["id"] == WORKSPACE for one in manager.list_workspaces()):
        manager.save(WORKSPACE, json.dumps({"data": layout, "metadata": {"id": WORKSPACE}}))


def open_in_lab(path, course):
    """Open JupyterLab on this one document: no tabs, no side bars."""
    from jupyterlab.commands import get_workspaces_dir
    from jupyterlab.labapp import main as lab

    bare_workspace(get_workspaces_dir())
    address = f"/doc/workspaces/{WORKSPACE}/tree/{path.relative_to(course).as_posix()}"
    return lab([f"--ServerApp.root_dir={course}", f"--LabApp.default_url={address}"])
