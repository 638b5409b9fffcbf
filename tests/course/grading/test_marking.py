"""One submission: what is right earns its points, whatever else is in the notebook."""

import json
from contextlib import nullcontext

import numpy as np
import pytest
from made_up_class import RIGHT, STUBS, notebook_of

from nnlib.course.grading import marking
from nnlib.course.grading.marking import Script, marks
from nnlib.course.grading.protocol import ProtocolError


def cells_of(answers, *more):
    cells = notebook_of(answers, *more)["cells"]
    return [(one["source"], [one["id"]]) for one in cells if one["cell_type"] == "code"]


@pytest.fixture
def marked(paper, walls):
    """`marked(answers, further cells)` is {id: task}, and the notes."""

    def marked(answers=RIGHT, *more, cells=None):
        script = Script(paper, cells or cells_of(answers, *more), walls).run()
        return {task["id"]: task for task in marks(script)}, script.notes()

    return marked


def earned(tasks):
    return [task["earned"] for task in tasks.values()]


FULL = [2, 4, 3, 1]
HARMLESS = {
    "pictures": (
        "%matplotlib inline\nimport matplotlib.pyplot as plt\nfrom nnlib import plots, widgets\n"
        "plots.use_style()\nfig, (one, two) = plt.subplots(1, 2)\nline, = one.plot([1, 2])\n"
        "with plt.style.context('dark'):\n    plt.show()\nfor axes in fig.axes:\n    axes.grid()"
    ),
    "widgets": (
        "import ipywidgets\nfrom ipywidgets import interact, IntSlider\n"
        "@interact(n=IntSlider(3))\ndef shown(n):\n    return n\n"
        "from IPython.display import display, HTML\ndisplay(HTML('x'))\n"
        "widgets = ipywidgets.HBox([])"
    ),
    "magic": (
        "!pip install numpy\nfiles = !ls\n%load_ext autoreload\nnp.mean?\n%time x = 2\n"
        "assert x == 2"
    ),
    "cells": "%%html\n<b>no Python</b>",
    "timed": "%%time\ny = 3",
    "checks": 'check("1.1")\nhint("1.2")\nnn.checks.show_progress()\nsolution("1.1")',
    "a bar": "from tqdm.auto import tqdm\nassert list(tqdm(range(3))) == [0, 1, 2]",
    "an error": "1 / 0",
    "no Python": "this is not Python",
    "an exit": "import sys\nsys.exit('bye')",
    "an interrupt": "raise KeyboardInterrupt",
    "much output": "for _ in range(200_000): print('x' * 1000)",
}


def test_nothing_that_stands_beside_the_answers_costs_a_point(marked):
    tasks, notes = marked(RIGHT, *HARMLESS.values())
    assert earned(tasks) == FULL
    assert notes == []


@pytest.mark.parametrize("name", ["pictures", "widgets", "magic", "timed", "checks", "a bar"])
def test_lines_that_only_show_run_above_an_answer_in_its_own_cell(marked, name):
    lines = HARMLESS[name].removeprefix("%%time\n")
    tasks, _ = marked(RIGHT | {"1.1": f"{lines}\n{RIGHT['1.1']}"})
    assert earned(tasks) == FULL, tasks["1.1"]["message"]


KILLERS = {
    "exit": "import os\nos._exit(0)",
    "fault": "import ctypes\nctypes.string_at(0)",
    "kill": "import os, signal\nos.kill(os.getpid(), signal.SIGKILL)",
    "all": "import os, signal\ntry:\n    os.kill(-1, signal.SIGKILL)\nfinally:\n    os.abort()",
}


def test_a_cell_that_kills_costs_what_it_defines(marked):
    answers = RIGHT | {"1.2": f"{RIGHT['1.2']}\n{KILLERS['fault']}"}
    tasks, notes = marked(answers, KILLERS["exit"], KILLERS["kill"], KILLERS["all"])
    assert earned(tasks) == [2, 0, 3, 1]
    assert len(notes) == 4
    assert "SIGSEGV" in notes[0]
    assert tasks["1.2"]["status"] == "failed"
    assert tasks["1.2"]["message"].startswith("Its cell made Python end by the signal SIGSEGV")


def test_an_answer_that_kills_costs_itself(marked):
    kills = "def mean_of(x):\n    import os\n    os._exit(3)"
    tasks, _ = marked(RIGHT | {"1.1": kills})
    assert earned(tasks) == [0, 4, 3, 1]
    assert "it ended the Python that ran it" in tasks["1.1"]["message"]


def test_a_loop_without_end_costs_what_it_defines(marked, monkeypatch):
    monkeypatch.setattr(marking, "CELL_SECONDS", 1)
    monkeypatch.setattr(marking, "GRACE", 1)
    stubborn = "import signal\nsignal.signal(signal.SIGALRM, signal.SIG_IGN)\nwhile True: pass"
    tasks, notes = marked(RIGHT | {"1.4": f"{stubborn}\nanswer = 7"})
    assert earned(tasks) == [2, 4, 3, 0]
    assert "was still running after 2 seconds" in notes[0]


def test_an_answer_without_end_costs_itself(marked, monkeypatch):
    monkeypatch.setattr(marking, "CELL_SECONDS", 1)
    tasks, notes = marked(RIGHT | {"1.1": "def mean_of(x):\n    while True: pass"})
    assert earned(tasks) == [0, 4, 3, 1]
    assert "1 seconds" in tasks["1.1"]["message"]
    assert notes == []


def test_a_notebook_has_so_long_for_all_of_it(marked, monkeypatch):
    monkeypatch.setattr(marking, "WHOLE", 2)
    slow = "import time\ntime.sleep(1.5)"
    tasks, notes = marked(RIGHT, slow, slow)
    assert earned(tasks) == [0, 0, 0, 0]
    assert {task["status"] for task in tasks.values()} == {"failed"}
    assert "it came too late: the notebook took 2 seconds" in tasks["1.1"]["message"]
    assert len(notes) == 1


@pytest.mark.parametrize(("many", "is_taken"), [(marking.PARTS, True), (marking.PARTS + 1, False)])
def test_an_answer_has_so_many_parts(paper, many, is_taken):
    key, parts = paper.keys[3], {str(n): np.zeros(()) for n in range(many)}
    reply = {"replies": [parts], "again": parts, "printed": (), "about": "", "near": ""}
    with nullcontext() if is_taken else pytest.raises(ProtocolError, match="form of an answer"):
        assert marking.received(key, reply, "").replies == [parts]


def test_half_precision_is_held_to_what_single_precision_can(marked):
    nearly = "def mean_of(x):\n    return np.float16(x.mean())"
    assert marked(RIGHT | {"1.1": nearly.replace("float16", "float32")})[0]["1.1"]["earned"] == 2
    assert marked(RIGHT | {"1.1": nearly})[0]["1.1"]["earned"] == 0


def test_deleted_copied_renamed_and_moved_cells_do_not_matter(marked):
    whole = cells_of(RIGHT)
    moved = [(source, []) for source, _ in [*whole[2::2], *whole]]
    tasks, _ = marked(cells=moved)
    assert earned(tasks) == FULL
    only = [(source, []) for source in RIGHT.values()]
    assert earned(marked(cells=only)[0]) == FULL, "the given cells are run without being there"


def test_an_answer_counts_as_its_cell_left_it_or_as_the_end_does(marked):
    over = "answer = 'forty'\nmean_of = 0.1"
    assert earned(marked(RIGHT, over)[0]) == FULL
    late = marked(STUBS | {"1.1": "def mean_of(x):\n    return 0"}, RIGHT["1.1"], RIGHT["1.4"])
    assert earned(late[0]) == [2, 0, 0, 1]


def test_what_is_forbidden_is_taken_away_and_flagged(marked):
    uses = (
        "def slopes(theta, X, y):\n"
        "    net = nn.Network([2, 1], [nn.activations.identity], theta)\n"
        "    return nn.backward(net, nn.forward(net, X), y, nn.losses.squared_error).dtheta"
    )
    tasks, _ = marked(RIGHT | {"1.3": uses})
    assert earned(tasks) == [2, 4, 0, 1]
    (flag,) = tasks["1.3"]["flags"]
    assert flag.startswith("uses `nnlib.backward`, which the task forbids: cell 7, line 3")
    assert (
        "`nnlib.backward` is not there: this task is to be done without it"
        in (tasks["1.3"]["message"])
    )


HIDDEN = {
    "an alias": ("from nnlib import backward as helper\n", "helper"),
    "the module's own": ("import nnlib.network\n", "nnlib.network.backward"),
    "by name": ("", "getattr(nn, 'back' + 'ward')"),
    "a table": ("", "vars(nn)['backward']"),
    "of another": ("", "nn.training.backward"),
    "of this process": ("import sys\n", "sys.modules['nnlib.numeric'].backward"),
}


@pytest.mark.parametrize("name", HIDDEN)
def test_a_forbidden_name_earns_nothing_however_it_is_reached(marked, name):
    lines, call = HIDDEN[name]
    uses = (
        f"{lines}def slopes(theta, X, y):\n"
        "    net = nn.Network([2, 1], [nn.activations.identity], theta)\n"
        f"    return {call}(net, nn.forward(net, X), y, nn.losses.squared_error).dtheta"
    )
    assert earned(marked(RIGHT | {"1.3": uses})[0]) == [2, 4, 0, 1]


def test_a_name_of_its_own_is_not_taken_for_a_forbidden_one(marked):
    local = RIGHT["1.3"].replace("    error", "    helper = len(X)\n    error", 1)
    tasks, _ = marked(RIGHT | {"1.3": local}, "helper = nn.backward")
    assert earned(tasks) == FULL
    assert tasks["1.3"]["flags"] == []


def test_what_is_forbidden_in_one_task_may_be_used_in_another(marked):
    tasks, _ = marked(RIGHT | {"1.4": "assert callable(nn.backward)\nanswer = 7"})
    assert earned(tasks) == FULL
    check = (
        "net = nn.init([2, 1], [nn.activations.identity], np.random.default_rng(0))\n"
        "assert nn.gradcheck(net, np.ones((3, 2)), np.ones((3, 1)), nn.losses.squared_error)\n"
        "answer = 7"
    )
    assert earned(marked(RIGHT | {"1.4": check})[0]) == FULL


FORGING = """
import os
from nnlib.course.grading import protocol
def forged(value):
    for number in range(3, 20):
        try:
            with os.fdopen(os.dup(number), "wb") as file:
                protocol.send_frame(file, value)
        except (OSError, ValueError):
            pass
"""


@pytest.mark.parametrize(
    "value",
    ["", {"ended": 0}, {"replies": [], "again": {}}, {"earned": 4000}, ["right"] * 9, 0],
)
def test_forged_frames_earn_nothing(marked, value):
    untouched = STUBS | {"1.1": f"{FORGING}\nfor _ in range(30): forged({value!r})\n{STUBS['1.1']}"}
    tasks, _ = marked(untouched)
    assert earned(tasks) == [0, 0, 0, 0]


def test_a_patched_numpy_and_patched_probes_earn_nothing(marked):
    patch = (
        "import builtins, sys\n"
        "np.allclose = np.array_equal = np.all = lambda *a, **k: True\n"
        "builtins.all = builtins.any = lambda *a: True\n"
        "builtins.abs = lambda x: 0\n"
        "for name, module in list(sys.modules.items()):\n"
        "    if 'checks' in name or 'grading' in name:\n"
        "        for word in ('agree', 'same', 'close', 'judge', 'reply', 'attempt', 'breach'):\n"
        "            if hasattr(module, word): setattr(module, word, lambda *a, **k: True)\n"
    )
    wrong = {"1.1": "def mean_of(x):\n    return 0", "1.2": STUBS["1.2"], "1.3": STUBS["1.3"]}
    tasks, _ = marked(wrong | {"1.4": f"{patch}\nanswer = 8"})
    assert earned(tasks) == [0, 0, 0, 0]


def test_magic_objects_are_values_or_nothing(marked):
    magic = (
        "class Magic:\n"
        "    __array_priority__ = 1e9\n"
        "    def __eq__(self, other): return True\n"
        "    def __getattr__(self, name): return self\n"
        "    def __call__(self, *a, **k): return self\n"
        "    def __array__(self, *a, **k): return np.zeros(())\n"
        "    def __float__(self): return float('nan')\n"
    )
    tasks, _ = marked(
        {
            "1.1": f"{magic}\nmean_of = Magic()",
            "1.2": "def ends_of(x):\n    return Magic(), Magic()",
            "1.3": "def slopes(theta, X, y):\n    return np.full(3, np.nan)",
            "1.4": "answer = Magic()",
        }
    )
    assert earned(tasks) == [0, 0, 0, 0]
    assert json.dumps(list(tasks.values()))


def test_the_argument_of_a_lambda_is_none_of_the_notebook_s_names(marked):
    local = RIGHT["1.3"].replace("def slopes", "def slopes_of", 1)
    answer = f"{local}\nslopes = lambda theta, X, y: slopes_of(theta, X, y)"
    tasks, _ = marked(RIGHT | {"1.3": answer}, "X = y = nn.backward")
    assert earned(tasks) == FULL
    assert tasks["1.3"]["flags"] == []
