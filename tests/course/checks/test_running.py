"""Whatever a learner's code does, a check comes back, in time and in words."""

import builtins
import time
from contextlib import suppress
from threading import Thread

import numpy as np
import pytest

from nnlib.course.checks import judging
from nnlib.course.checks.attempts import attempt
from nnlib.course.checks.probes import Function, reply
from nnlib.course.checks.running import KEPT, Printed, TimeIsUp, restore, time_limit


def spin():
    while True:
        pass


def swallow():
    while True:
        with suppress(Exception):
            time.sleep(0.01)


@pytest.mark.parametrize("endless", [spin, swallow, lambda: time.sleep(60)])
def test_code_without_an_end_is_stopped(endless):
    with pytest.raises(TimeIsUp), time_limit(0.1):
        endless()


def test_code_without_an_end_is_stopped_in_another_thread_too():
    seen = []

    def work():
        try:
            with time_limit(0.1):
                spin()
        except TimeIsUp as error:
            seen.append(str(error))

    thread = Thread(target=work, daemon=True)
    thread.start()
    thread.join(10)
    assert seen == ["0.1 seconds"]


def test_code_that_ends_in_time_is_left_alone():
    with time_limit(0.2):
        pass
    time.sleep(0.3)


def test_an_endless_loop_is_a_verdict_and_a_try(task, columns):
    key = task(lambda x: 2 * x, columns)

    def loops(x):
        while len(x):
            x = x + 0
        return x

    tried = attempt(key, {"f": loops}, limit=0.2)
    verdict = judging.judge(key, tried)
    assert verdict.kind == "endless"
    assert "still running after 0.2 seconds" in verdict.message
    assert len(tried.replies) == len(key.cases)


def test_a_loop_without_an_end_in_a_later_case_is_no_memory(task, columns):
    key = task(lambda x: 2 * x, columns)
    first = key.cases[0].inputs["x"]

    def loops(x):
        while not np.array_equal(x, first):
            x = x + 0
        return x

    verdict = judging.judge(key, attempt(key, {"f": loops}, limit=0.2))
    assert verdict.kind == "endless"


class MuteError(Exception):
    def __str__(self):
        raise RuntimeError

    __repr__ = __str__


def raising(error):
    def f(x):
        raise error

    return f


@pytest.mark.parametrize(
    "error", [MuteError(), SystemExit(3), GeneratorExit(), BaseException("odd"), RecursionError()]
)
def test_whatever_is_raised_is_told(task, columns, error):
    verdict = judging.verdict_on(task(abs, columns), {"f": raising(error)})
    assert verdict.kind == "raised"
    assert type(error).__name__ in verdict.message


def test_an_interrupt_still_stops(task, columns):
    with pytest.raises(KeyboardInterrupt):
        judging.verdict_on(task(abs, columns), {"f": raising(KeyboardInterrupt())})


def test_what_is_printed_is_shown_with_the_call_that_prints_it(task, columns):
    def tells(x):
        print("rows:", len(x))
        return 2 * x if len(x) != 5 else x

    verdict = judging.verdict_on(task(lambda x: 2 * x, columns), {"f": tells})
    assert "Your code prints:\nrows: " in str(verdict)
    assert "rows: " in verdict._repr_html_()
    assert judging.verdict_on(task(lambda x: x, columns), {"f": lambda x: x}).printed == ""


def test_endless_printing_is_kept_short():
    out = Printed()
    for _ in range(1000):
        print("a line like any other", file=out)
    assert len(out.text()) < KEPT + 5
    assert out.text().endswith("…")
    assert sum(map(len, out.pieces)) < 2 * KEPT


def test_a_print_without_a_return_is_told(task, columns):
    verdict = judging.verdict_on(task(abs, columns), {"f": lambda x: print(x)})
    assert "prints and gives nothing back" in verdict.message


def test_functions_that_lost_their_names_get_them_back(monkeypatch):
    mean, length = np.mean, len
    monkeypatch.setattr(np, "mean", None)
    monkeypatch.setattr(builtins, "len", 3)
    assert sorted(restore()) == ["len", "numpy.mean"]
    assert (np.mean, builtins.len) == (mean, length)
    assert restore() == []


def test_the_learners_own_error_settings_do_not_stop_a_check():
    with np.errstate(all="raise"):
        got = reply(Function("f"), {"f": np.exp}, {"x": np.array([1e9])})
    assert np.isinf(got["result"]).all()


def test_a_memory_from_call_to_call_is_told(task, columns):
    key = task(lambda x: 2 * x, columns)
    seen = []

    def remembers(x):
        seen.append(1)
        return 2 * x * len(seen)

    verdict = judging.verdict_on(key, {"f": remembers})
    assert verdict.kind == "memory"
    generator = np.random.default_rng(0)
    chance = {"f": lambda x: 2 * x + generator.normal(size=x.shape)}
    assert judging.verdict_on(key, chance).kind == "memory"
