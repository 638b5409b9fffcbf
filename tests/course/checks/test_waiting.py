"""Cells of a learner's edition, run by IPython: what runs, what waits, and what it says."""

import json
import sys
from types import SimpleNamespace

import pytest
from IPython.core.interactiveshell import InteractiveShell
from traitlets.config import Config

from nnlib.course.checks import waiting
from nnlib.course.checks.waiting import turns_of, watch

TURNS = {"residual": "1.a", "loss": "1.b"}
BLANK = "def residual(w):\n    # model less target\n    ..."
WRITTEN = "def residual(w):\n    return w - 3"
WAITS, OPEN = "○ Waits for", "○ Not attempted"


class Notebook:
    """A kernel's shell; `run` gives what a cell printed and showed, and fails where it raises."""

    def __init__(self, shell, capsys):
        self.shell, self.capsys = shell, capsys

    def run(self, cell, name=None, raises=None):
        self.capsys.readouterr()
        result = self.shell.run_cell(cell, cell_id=name)
        error = result.error_before_exec or result.error_in_exec
        assert type(error) is (raises or type(None)), error
        return self.capsys.readouterr().out

    def __getitem__(self, name):
        return self.shell.user_ns[name]


@pytest.fixture
def notebook(capsys, monkeypatch):
    monkeypatch.setattr(waiting, "turns_in", lambda _: dict(TURNS))
    InteractiveShell.clear_instance()
    hook, main = sys.displayhook, sys.modules["__main__"]
    shell = InteractiveShell.instance(config=Config({"HistoryManager": {"enabled": False}}))
    notebook = Notebook(shell, capsys)
    notebook.run("import math")
    watch(shell.user_ns, "01_made_up")
    yield notebook
    InteractiveShell.clear_instance()
    sys.displayhook, sys.modules["__main__"] = hook, main


def test_a_blank_turn_says_that_it_is_not_attempted(notebook):
    said = notebook.run(BLANK)
    assert f"{OPEN} · 1.a" in said
    assert "line 3" in said
    assert notebook["residual"] is ...


@pytest.mark.parametrize(
    "cell",
    [
        "print(residual(1))",
        "r = [residual(w) for w in range(3)]",
        "def cost(w):\n    return residual(w) ** 2",
        "k = lambda w: residual(w)",
        "class Line:\n    def at(self, w):\n        return residual(w)",
        "@residual\ndef g():\n    pass",
        "a, *b = map(residual, [1, 2])",
        "box.r = residual(1)",
        "%time residual(1)",
        "%%time\nresidual(1)",
        "%timeit -n 1 -r 1 residual(1)",
        "del residual",
        "residual += 1",
        "from math import sqrt\nprint(sqrt(residual(4)))",
        "for w in range(3):\n    print(residual(w))",
        "try:\n    residual(1)\nexcept Exception:\n    pass",
        "f'{residual(1)}'",
        "assert residual(3) == 0",
    ],
)
def test_a_cell_that_reads_the_turn_waits_for_it(notebook, cell):
    notebook.run(BLANK)
    said = notebook.run(cell)
    assert f"{WAITS} 1.a" in said
    assert "`residual`" in said


@pytest.mark.parametrize(
    "cell",
    [
        "print(math.pi)",
        "def f(residual):\n    return residual",
        "[residual for residual in range(3)]",
        "residual?",
        "import math as m",
        "%who",
        "text = 'residual'",
    ],
)
def test_a_cell_that_does_not_read_it_runs(notebook, cell):
    notebook.run(BLANK)
    assert WAITS not in notebook.run(cell)


def test_what_a_waiting_cell_would_make_waits_too_through_any_number_of_cells(notebook):
    notebook.run(BLANK)
    assert WAITS in notebook.run("def cost(w):\n    return residual(w) ** 2")
    assert WAITS in notebook.run("costs = [cost(w) for w in range(5)]")
    said = notebook.run("print(min(costs))")
    assert f"{WAITS} 1.a" in said
    assert "`costs`" in said


def test_what_a_timed_cell_would_make_waits_too(notebook):
    assert WAITS in notebook.run("%%time\nr = residual(1)")
    assert f"{WAITS} 1.a" in notebook.run("print(r)")


def test_a_turn_waits_even_where_its_cell_was_not_run_or_is_deleted(notebook):
    assert f"{WAITS} 1.a" in notebook.run("print(residual(1))")


def test_written_it_frees_the_cells_in_turn(notebook):
    notebook.run(BLANK)
    for _ in range(2):
        notebook.run("costs = [residual(w) ** 2 for w in range(5)]", "costs")
        notebook.run("print(min(costs))", "least")
    assert notebook.run(WRITTEN) == ""
    assert "run the cell above" in notebook.run("print(min(costs))", "least")
    assert notebook.run("costs = [residual(w) ** 2 for w in range(5)]", "costs") == ""
    assert notebook.run("print(min(costs))", "least") == "0\n"


def test_two_turns_are_both_named(notebook):
    said = notebook.run("print(residual(1) + loss(2))")
    assert f"{WAITS} 1.a and 1.b" in said


def test_a_half_written_turn_is_not_attempted(notebook):
    said = notebook.run("def residual(w):\n    return w - ...")
    assert f"{OPEN} · 1.a" in said
    assert WAITS in notebook.run("residual(1)")


def test_what_a_half_written_turn_imports_stays(notebook):
    notebook.run("import math\ndef residual(w):\n    return math.pi - ...")
    assert WAITS not in notebook.run("print(math.pi)")


def test_an_error_in_a_written_turn_is_an_ordinary_error(notebook):
    notebook.run("residual = 1 / 0", raises=ZeroDivisionError)
    assert WAITS in notebook.run("residual + 1")
    notebook.run("def residual(w):\n    return w - 3\n1 / 0", raises=ZeroDivisionError)
    assert notebook.run("print(residual(4))") == "1\n"
    notebook.run("residual(4) / 0", raises=ZeroDivisionError)


def test_a_syntax_error_is_an_ordinary_error(notebook):
    notebook.run("def residual(w) return w", raises=SyntaxError)


def test_blank_again_it_waits_again_with_all_that_stood_on_it(notebook):
    notebook.run(WRITTEN)
    notebook.run("def cost(w):\n    return residual(w) ** 2")
    assert notebook.run("print(cost(3))") == "0\n"
    notebook.run(BLANK)
    assert f"{WAITS} 1.a" in notebook.run("print(cost(3))")
    notebook.run(WRITTEN)
    assert notebook.run("print(cost(3))") == "0\n"


def test_a_cell_that_makes_the_waiting_name_anew_runs(notebook):
    notebook.run("w = residual(1)")
    assert notebook.run("w = 5\nprint(w)") == "5\n"
    assert notebook.run("print(w)") == "5\n"


def test_a_step_that_reads_what_it_sets_does_not_wait_for_itself(notebook):
    notebook.run("w = 7")
    assert WAITS in notebook.run("w = w - residual(w)", "step")
    assert WAITS in notebook.run("print(w)")
    notebook.run(WRITTEN)
    assert notebook.run("w = w - residual(w)", "step") == ""
    assert notebook.run("print(w)") == "3\n"


def test_the_same_without_ids_of_cells(notebook):
    notebook.run("w = 7")
    notebook.run("w = w - residual(w)")
    notebook.run(WRITTEN)
    assert notebook.run("w = w - 2 * residual(w)  # edited meanwhile") == ""
    assert notebook.run("print(w)") == "-1\n"


def test_lists_and_generators_that_a_waiting_cell_would_change_wait(notebook):
    notebook.run("import random\npath, rng = [], random.Random(0)")
    notebook.run("path.append(residual(1))")
    assert WAITS in notebook.run("print(path[-1])")
    notebook.run("draw = residual(rng.random())")
    assert WAITS in notebook.run("print(rng.random())")


def test_a_list_is_free_once_the_cell_that_changes_it_has_run(notebook):
    notebook.run("path = []")
    notebook.run("path.append(residual(4))", "append")
    notebook.run(WRITTEN)
    assert "a cell above" in notebook.run("print(path)")
    notebook.run("path.append(residual(4))", "append")
    assert notebook.run("print(path)") == "[1]\n"


def test_a_network_that_a_waiting_cell_would_train_waits_and_one_that_it_reads_does_not(notebook):
    notebook.run("import numpy as np\nimport nnlib as nn\nrng = np.random.default_rng(0)")
    notebook.run("net, other = (nn.init([2, 1], [nn.activations.tanh], rng) for _ in range(2))")
    notebook.run("history = nn.fit(net, residual(1))")
    notebook.run("print(nn.predict(other, residual(1)))")
    assert WAITS in notebook.run("print(net.theta.size)")
    assert notebook.run("print(other.theta.size)") == "3\n"


def test_what_a_name_waits_for_is_not_forgotten_by_a_cell_that_changes_it_again(notebook):
    notebook.run("w, path = 1, []")
    notebook.run("w = residual(w)\npath.append(w)")
    for _ in range(3):
        assert f"{WAITS} 1.a" in notebook.run("w = w * 2\npath.append(w)\npath.append(path)")
    assert f"{WAITS} 1.a" in notebook.run("print(path, w)")


def test_written_and_blank_again_a_name_that_was_changed_twice_waits(notebook):
    notebook.run(WRITTEN)
    notebook.run("w = residual(4)")
    notebook.run("w = w + 1")
    notebook.run(BLANK)
    assert f"{WAITS} 1.a" in notebook.run("print(w)")


def test_what_waits_for_a_cell_above_makes_later_cells_wait_too(notebook):
    notebook.run("a = residual(4)", "a")
    notebook.run(WRITTEN)
    assert "a cell above" in notebook.run("b = a + 1", "b")
    assert "a cell above" in notebook.run("print(b)", "print")
    for cell, name in (("a = residual(4)", "a"), ("b = a + 1", "b")):
        assert notebook.run(cell, name) == ""
    assert notebook.run("print(b)", "print") == "2\n"


def test_what_cannot_be_changed_does_not_wait(notebook):
    notebook.run("import numpy as np\nX, m = np.eye(2), 3")
    notebook.run("print(residual(X), m)")
    assert notebook.run("print(X.sum(), m)") == "2.0 3\n"
    notebook.run("import nnlib as nn\ncost = nn.losses.squared_error")
    assert WAITS in notebook.run("nn.fit(residual, X, X, cost)")
    assert notebook.run("print(cost.name)") == "squared_error\n"


def test_set_up_again_keeps_what_is_written(notebook):
    notebook.run(WRITTEN)
    watch(notebook.shell.user_ns, "01_made_up")
    assert notebook.run("print(residual(4))") == "1\n"
    assert WAITS in notebook.run("loss(1)")
    assert len(notebook.shell.ast_transformers) == 1


def test_a_new_cell_with_three_dots_is_no_turn_and_waits_too(notebook):
    assert OPEN in notebook.run("mine = ...")
    assert "a cell with `...`" in notebook.run("print(mine)")
    notebook.run("mine = 3")
    assert notebook.run("print(mine)") == "3\n"


def test_of_a_turn_with_several_functions_one_may_be_written_before_the_others(notebook):
    assert OPEN in notebook.run("residual = ...\nloss = ...")
    assert notebook.run(f"{WRITTEN}\n\nloss = ...\nprint(residual(5))") == "2\n"
    assert notebook["loss"] is ...
    assert WAITS in notebook.run("print(loss(1))")
    assert notebook.run("print(residual(4))") == "1\n"
    assert OPEN in notebook.run("def loss(w):\n    ...\n\nresidual = ...")
    assert WAITS in notebook.run("print(residual(4))")


def test_a_stub_written_once_is_open_again_where_it_comes_back(notebook):
    notebook.run(f"{WRITTEN}\n\ndef loss(w):\n    return w")
    assert notebook.run(f"{WRITTEN}\n\nloss = ...") == ""
    assert f"{WAITS} 1.b" in notebook.run("print(loss(1))")


def test_the_id_of_a_cell_names_a_turn_that_binds_nothing(notebook):
    assert f"{OPEN} · 1.c" in notebook.run("# your words\n...", "turn-1-c")


def test_a_lesson_with_a_letter_is_named_as_its_checks_name_it(notebook):
    assert f"{OPEN} · A.c" in notebook.run("# your words\n...", "turn-a-c")
    cell = {"cell_type": "code", "id": "turn-a-b", "source": "### BEGIN SOLUTION\nq = 1\n"}
    assert turns_of({"cells": [cell]}) == {"q": "A.b"}


def test_names_of_the_turns_of_a_lesson():
    cells = [
        {"cell_type": "code", "id": "turn-1-a", "source": ["### BEGIN SOLUTION\n", "a = b = 1\n"]},
        {
            "cell_type": "code",
            "id": "turn-1-b",
            "source": "def f():\n    ### BEGIN SOLUTION\n    1",
        },
        {"cell_type": "code", "id": "other", "source": "c = 1"},
        {"cell_type": "code", "id": "turn-1-c", "source": "d = 1  # nothing is left to write"},
    ]
    assert turns_of(json.loads(json.dumps({"cells": cells}))) == {
        "a": "1.a", "b": "1.a", "f": "1.b",
    }  # fmt: skip


def test_a_cell_knows_which_turns_it_stands_on_that_fail(notebook):
    (watching,) = [one for one in notebook.shell.ast_transformers if hasattr(one, "unproved")]
    notebook.shell.user_ns["asked"] = asked = []
    notebook.shell.user_ns["ask_it"] = lambda *_: asked.append(watching.unproved())
    notebook.run(WRITTEN)
    notebook.run("def deep():\n    return residual(3)")
    for kind, right in (("untouched", False), ("slip", False), ("right", True)):
        watching.checked("1.a", SimpleNamespace(kind=kind, right=right))
        notebook.run("ask_it(residual)")
        notebook.run("ask_it(deep())")
        notebook.run("ask_it(math)")
    assert asked == [[]] * 3 + [["1.a"], ["1.a"], []] + [[]] * 3
