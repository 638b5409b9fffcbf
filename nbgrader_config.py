"""How nbgrader's folders lie in the course's; docs/grading/nbgrader.md says how it is used.

The sets are read from solutions/ as they are.  What nbgrader makes stays together in one folder,
class/, or wherever NNLIB_CLASS says.  With NNLIB_BOXED=1 students' code runs in the boxed kernel.
"""

import os
import shutil
import tempfile
from pathlib import Path

COURSE = Path(__file__).resolve().parent
CLASS = Path(os.environ.get("NNLIB_CLASS", COURSE / "class")).resolve()
CLASS.mkdir(parents=True, exist_ok=True)
os.environ["NNLIB_PROGRESS"] = "off"  # what a student tries is nobody's progress here


def add_checks(assignment, student, notebooks):  # noqa: ARG001
    """Lay a set's `.checks` beside the notebook that is released, so that `check` finds it."""
    shutil.copy(
        COURSE / "exercises" / assignment / f"{assignment}.checks", CLASS / "release" / assignment
    )


c = get_config()  # noqa: F821  nbgrader's own
c.CourseDirectory.root = str(COURSE)
c.CourseDirectory.source_directory = "solutions"
c.CourseDirectory.ignore = ["spec.py", "turns.py", "*.md", "__pycache__", ".ipynb_checkpoints"]
for what in ("release", "submitted", "autograded", "feedback"):
    setattr(c.CourseDirectory, f"{what}_directory", str(CLASS / what))
c.CourseDirectory.db_url = f"sqlite:///{CLASS / 'gradebook.db'}"
c.GenerateAssignment.post_convert_hook = add_checks
c.ExportApp.plugin_class = "nbgrader.plugins.export.CsvExportPlugin"
c.CsvExportPlugin.to = str(CLASS / "grades.csv")

if os.environ.get("NNLIB_BOXED"):
    room = tempfile.mkdtemp(prefix="nnlib-boxed-")  # where a kernel's sockets are
    os.environ["JUPYTER_PATH"] = str(COURSE / "docs" / "grading")
    c.KernelManager.transport, c.KernelManager.ip = "ipc", f"{room}/kernel"
    c.Execute.kernel_name = "boxed"
