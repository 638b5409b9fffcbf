"""What a learner finds in the browser edition: the files of work/, and a page without NumPy."""

import json
from pathlib import Path

from ...folders import ABOVE_NNLIB
from ...lessons.edition import fingerprint, wanted

WITHOUT_NUMPY = Path(__file__).with_name("chain_rule.ipynb")
KERNEL = {"display_name": "Python (Pyodide)", "language": "python", "name": "python"}


def browser_notebooks(course=ABOVE_NNLIB):
    """{path: notebook} of the edition, for the kernel that the browser has."""
    made = wanted(course, course / "work")
    made[WITHOUT_NUMPY.name] = json.loads(WITHOUT_NUMPY.read_text("utf-8"))
    for notebook in made.values():
        notebook["metadata"] = notebook["metadata"] | {"kernelspec": KERNEL}
    return made


def write_contents(folder, made):
    """Write the notebooks into a folder."""
    for path, notebook in made.items():
        place = folder / path
        place.parent.mkdir(parents=True, exist_ok=True)
        text = json.dumps(notebook, ensure_ascii=False, indent=1, sort_keys=True) + "\n"
        place.write_text(text, "utf-8", newline="\n")


def fingerprints(made):
    """{path: fingerprint}: by these edition.js knows a new version, and who has edited theirs."""
    return {path: fingerprint(notebook) for path, notebook in sorted(made.items())}
