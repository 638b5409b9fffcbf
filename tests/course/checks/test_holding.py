"""A cell that reveals, run by IPython without a guess: what it shows below waits as well."""

import sys

import pytest
from IPython.core.interactiveshell import InteractiveShell
from traitlets.config import Config

from nnlib.course.checks import holding
from nnlib.course.checks.asking import Guess

BELOW = 'print("437 of 450")\ndisplay("a figure")\nleft = 97\nleft'


@pytest.fixture
def run(capsys, records):
    """A function that runs a cell and gives what it showed."""
    InteractiveShell.clear_instance()
    hook, main, out = sys.displayhook, sys.modules["__main__"], sys.stdout
    shell = InteractiveShell.instance(config=Config({"HistoryManager": {"enabled": False}}))
    shell.user_ns |= {
        "guess": Guess("How many?", "0.p1", records=records),
        "other": Guess("How few?", "0.p2", records=records),
    }

    def cell(source):
        capsys.readouterr()
        result = shell.run_cell(source)
        assert not holding.RUNNING
        return capsys.readouterr().out, result

    cell.shell = shell
    cell("from IPython.display import display")
    yield cell
    InteractiveShell.clear_instance()
    sys.displayhook, sys.modules["__main__"], sys.stdout = hook, main, out


def test_without_a_guess_nothing_below_is_shown_and_all_of_it_is_run(run):
    shown, _ = run('print("above")\nguess.reveal(97)\n' + BELOW)
    assert "above" in shown and "The answer comes after your guess" in shown
    assert not any(word in shown for word in ("437", "figure", "97"))
    assert run.shell.user_ns["left"] == 97


def test_the_next_cell_shows_again(run):
    run("guess.reveal(97)\n" + BELOW)
    shown, _ = run(BELOW)
    assert all(word in shown for word in ("437", "figure", "97"))


def test_where_a_cell_s_end_is_not_told_the_next_one_frees_the_page(run, monkeypatch, capsys):
    trigger = run.shell.events.trigger
    quiet = lambda event, *all: event == "post_run_cell" or trigger(event, *all)  # noqa: E731
    monkeypatch.setattr(run.shell.events, "trigger", quiet)
    run.shell.run_cell("guess.reveal(97)\n" + BELOW)
    assert "437" not in capsys.readouterr().out
    run.shell.run_cell(BELOW)
    assert "437" in capsys.readouterr().out and not holding.RUNNING


def test_an_error_below_is_shown_and_frees_the_page(run):
    shown, result = run('guess.reveal(97)\nprint("437")\n1 / 0')
    assert isinstance(result.error_in_exec, ZeroDivisionError)
    assert "437" not in shown
    assert "7" in run("print(7)")[0]


def test_with_a_guess_all_is_shown(run):
    run("guess.answer(90, sure=2)")
    shown, _ = run("guess.reveal(97)\n" + BELOW)
    assert "You said 90" in shown
    assert all(word in shown for word in ("437", "figure"))


def test_one_that_looks_without_a_guess_sees_the_rest_in_the_next_run(run):
    run("guess.skip()")
    shown, _ = run("guess.reveal(97)\n" + BELOW)
    assert "You looked without guessing" in shown and "437" in shown


def test_of_two_reveals_each_speaks_and_what_is_below_waits_for_both(run):
    run("other.answer(3, sure=2)")
    shown, _ = run("guess.reveal(97)\nother.reveal(3)\n" + BELOW)
    assert "The answer comes after your guess" in shown and "You said 3" in shown
    assert "437" not in shown
    run("guess.answer(90, sure=2)")
    assert "437" in run("guess.reveal(97)\nother.reveal(3)\n" + BELOW)[0]


@pytest.mark.parametrize(("below", "more"), [("pass", False), ('print("437")', True)])
def test_shown_on_demand_the_form_says_where_the_rest_is(run, below, more):
    run(
        "from nnlib.course.checks import form\n"
        "made, new = [], form.Form.of_reveal\n"
        "form.Form.of_reveal = classmethod(lambda _, *all: made.append(new(*all)) or made[-1])"
    )
    try:
        run(f"guess.reveal(97)\n{below}")
        said = run.shell.user_ns["made"][0].act({})
    finally:
        run("form.Form.of_reveal = new")
    assert "It is 97" in said
    assert ("Run this cell again for what else it shows." in said) == more
