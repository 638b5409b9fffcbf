"""What a class needs in memory: `.venv/bin/python benchmarks/memory.py`, on Linux.

Each lesson is run in a kernel of its own, whose memory is read after the set-up cell and at the
end, and its peak between; beside them the server that JupyterLab needs for each user.  Some five
minutes.  The table goes into docs/instructor_guide.md.
"""

import os
import re
import subprocess
import sys
import tempfile
from pathlib import Path
from statistics import median
from time import sleep

from machine import machine
from nbclient import NotebookClient
from page import publish, rows

from nnlib.course.lessons.write import ENCRYPTED, PUBLISHING, find_lessons, read_notebook

MIB = 1024  # kilobytes, in which /proc counts
STARTED = re.compile(r"https?://\S+/lab")


def resident(pid, field="VmRSS"):
    """Memory of a process in MiB: what it holds, or as VmHWM the most that it ever held."""
    status = Path(f"/proc/{pid}/status").read_text("utf-8")
    return int(re.search(rf"^{field}:\s+(\d+) kB$", status, re.MULTILINE)[1]) / MIB


def of_lesson(path):
    """[MiB after set-up, at the end, at the most] of the kernel that runs a lesson."""
    lesson, found = read_notebook(path), []
    client = NotebookClient(
        lesson, timeout=900, config=ENCRYPTED, resources={"metadata": {"path": str(path.parent)}}
    )

    def read(cell, **_):
        pid = client.km.provisioner.pid
        if "nn.checks.start(" in cell.source:
            found.append(resident(pid))
        found[1:] = [resident(pid), resident(pid, "VmHWM")]

    client.on_cell_executed = read
    client.execute(env=os.environ | PUBLISHING | {"NNLIB_PROGRESS": "off"})
    return found


def of_server():
    """MiB of a JupyterLab server that has started and serves nobody yet."""
    with tempfile.TemporaryDirectory() as folder:
        command = ["-m", "jupyterlab", "--no-browser", "--allow-root", "--port=0"]
        process = subprocess.Popen(
            [sys.executable, *command], cwd=folder, stderr=subprocess.PIPE, text=True
        )
        try:
            for line in process.stderr:
                if STARTED.search(line):
                    break
            sleep(3)
            return resident(process.pid)
        finally:
            process.terminate()
            process.communicate()


def measure():
    lessons = {}
    for path in find_lessons([]):
        lessons[path.stem[:2]] = of_lesson(path)
        print(path.stem, *map(round, lessons[path.stem[:2]]), flush=True)
    return {"machine": machine(), "lessons, MiB": lessons, "server, MiB": of_server()}


def blocks(facts):
    """{page: {mark: Markdown}}."""
    lessons = facts["lessons, MiB"]
    table = [["a kernel, in MiB", "smallest", "median", "largest"]]
    names = ("after the set-up cell", "at the end of the lesson", "at the most, on the way")
    for place, name in enumerate(names):
        each = {number: three[place] for number, three in lessons.items()}
        least, most = min(each, key=each.get), max(each, key=each.get)
        table.append(
            [
                name,
                f"{each[least]:.0f} ({least})",
                f"{median(each.values()):.0f}",
                f"{each[most]:.0f} ({most})",
            ]
        )
    server = f"Before a page is opened, a user's server takes {facts['server, MiB']:.0f} MiB more."
    return {"instructor_guide": {"memory": f"\n{rows(table)}\n\n{server}\n({facts['machine']}.)\n"}}


def main():
    facts = measure()
    publish("memory", facts, blocks(facts))


if __name__ == "__main__":
    main()
