"""Which lines are the answer's own, how its cell ran last, and what a stub is."""

import linecache
import math
from dataclasses import replace

import numpy as np
import pytest
import sympy

from nnlib.course.checks import judging
from nnlib.course.checks.cells import Run, Runs, defines, unused
from nnlib.course.checks.probes import Function, reply


@pytest.fixture
def notebook():
    """Run cells as IPython does, each from a file of its own; a dict of names comes back."""

    def run(*sources):
        namespace = {"__name__": "__main__"}
        for number, source in enumerate(sources):
            file = f"<cell {number} of {id(namespace)}>"
            linecache.cache[file] = len(source), None, source.splitlines(True), file
            exec(compile(source, file, "exec"), namespace)
        return namespace

    return run


GIVEN = "import numpy as np\n\ndef C(w):\n    return np.mean(w) + w.missing"


def test_the_line_told_is_the_answers_own_and_not_the_given_codes(notebook):
    namespace = notebook(GIVEN, "def f(x):\n    y = 2 * x\n    return C(y)")
    got = reply(Function("f"), namespace, {"x": np.zeros(3)})
    assert got.line == "line 3 of your cell: `return C(y)`"


def test_the_line_told_may_be_in_another_function_of_the_cell(notebook):
    answer = "def half(x):\n    return x.T.missing\n\ndef f(x):\n    return half(x)"
    got = reply(Function("f"), notebook(GIVEN, answer), {"x": np.zeros(3)})
    assert got.line == "line 2 of your cell: `return x.T.missing`"


def test_an_error_that_is_a_sentence_runs_on_into_ours(task, notebook):
    given = "def must(x):\n    raise ValueError('Which sum is missing here.')"
    namespace = notebook(given, "def f(x):\n    return must(x)")
    message = judging.verdict_on(task(lambda x: x, [{"x": 1.0}]), namespace).message
    assert "is missing here, in line 2 of your cell" in message


def test_the_answer_that_the_given_code_calls_is_the_answer(notebook):
    given = "def ask(x):\n    return [answer(x)][0]"
    namespace = notebook(given, "def answer(x):\n    return x.missing")
    got = reply(Function("ask"), namespace, {"x": 1}, stub="def answer(x): ...")
    assert got.line == "line 2 of your cell: `return x.missing`"


STUB = 'def f(x):\n    """What f does."""\n    # YOUR CODE HERE\n    raise NotImplementedError()'
LEFT = {
    "the stub": (STUB, "untouched", ""),
    "a formula above": (STUB.replace("# YOUR", "y = 2 * x\n    # YOUR"), "unwritten", "still in"),
    "a formula below": (STUB + "\n    return 2 * x", "unwritten", "Delete that line"),
    "a stub elsewhere": ("def f(x):\n    return other(x)", "unwritten", "`other`, which is not"),
    "a library's": ("def f(x):\n    return deep(x)", "raised", "NotImplementedError: too deep"),
}


@pytest.mark.parametrize("what", LEFT)
def test_a_not_implemented_error_is_told_as_what_it_is(notebook, what):
    code, kind, words = LEFT[what]
    library = {"__name__": "deep"}
    exec("def deep(x):\n    raise NotImplementedError('too deep')", library)
    namespace = notebook(STUB.replace("f(x)", "other(x)"), code) | {"deep": library["deep"]}
    function = namespace["f"]
    function.__globals__.update(deep=library["deep"])
    got = reply(Function("f"), function.__globals__, {"x": 1})
    assert got.kind == kind
    assert words in got.words


def test_an_untouched_class_is_untouched_and_a_half_written_one_is_not(notebook):
    stub = "class A:\n    def step(self, x):\n        raise NotImplementedError()\n"
    ask = "def f(x):\n    return A().step(x)\n"
    namespace = notebook(ask, stub)
    assert reply(Function("f"), namespace, {"x": 1}, stub).kind == "untouched"
    namespace = notebook(ask, stub.replace("raise", "self.x = x\n        raise"))
    assert reply(Function("f"), namespace, {"x": 1}, stub).kind == "unwritten"


def test_a_stub_that_begins_with_given_lines_is_untouched(notebook):
    stub = 'def f(x):\n    """About."""\n    y = 2 * x\n    raise NotImplementedError()\n'
    assert reply(Function("f"), notebook(stub), {"x": 1}, stub).kind == "untouched"
    begun = stub.replace("    raise", "    y += 1\n    raise")
    assert reply(Function("f"), notebook(begun), {"x": 1}, stub).kind == "unwritten"


def over(x, w, b):
    w = b = 0
    return x + w + b


def inner(x, w):
    def g(y):
        return w * y

    return [g(each) for each in x]


def some(x, w, b=0):
    return x if w else 0


@pytest.mark.parametrize(
    ("function", "never", "overwritten"),
    [
        (over, [], ["w", "b"]),
        (inner, [], []),
        (some, ["b"], []),
        (lambda x, w: [w * each for each in x], [], []),
    ],
)
def test_arguments_that_are_not_used_are_found(function, never, overwritten):
    assert unused(function.__code__) == (never, overwritten)


def test_an_unused_argument_is_told_beside_the_numbers(task):
    cases = [{"x": np.array([1.0, 2.0]) * n, "w": 2.0 + n} for n in (1, 2, 3)]
    key = task(lambda x, w: x**w, cases)
    message = judging.verdict_on(key, {"f": lambda x, w: x**3 + 1 / x}).message
    assert message.endswith("Your function never uses `w`.")


def in_the_loop(x, w):  # noqa: RET503  the slip that is looked for
    for each in x:
        total = each * w
        return np.array([total, 0.1])


def after_the_loop(x, w):
    for each in x:
        if each > 100:
            return each
        total = each / w
    return np.array([total, 0.1])


def skipping(x, w):
    for each in x:
        if each < 2:
            continue
        return each * w * np.array([0.3, 0.1])
    return x**w


def turned(w, x):
    return x**w + 1 / x


@pytest.mark.parametrize(
    ("function", "words"),
    [
        (in_the_loop, "A `return` stands inside your loop, which ends in its first round."),
        (after_the_loop, ""),
        (skipping, ""),
        (turned, "Your function takes w, x, in this order, and is called with x, w."),
    ],
)
def test_a_return_in_the_loop_and_arguments_in_another_order_are_told(task, function, words):
    cases = [{"x": np.array([1.0, 2.3]) * n, "w": 2.0 + n} for n in (1, 2, 3)]
    message = judging.verdict_on(task(lambda x, w: x**w, cases), {"f": function}).message
    assert message.endswith(words) if words else "\n" not in message


def test_an_argument_that_a_right_answer_can_do_without_is_not_missed(task):
    cases = [{"x": np.array([1.0, 2.0]) * n, "out": 1.0 + n**2} for n in (1, 2, 3)]
    key = replace(task(lambda x, out: x**2 + 1, cases), idle=("out",))
    message = judging.verdict_on(key, {"f": lambda x, out: x**3 + 1 / x}).message
    assert "never uses" not in message


def test_a_number_of_the_notebook_is_told_and_an_attribute_of_its_name_is_not(task, notebook):
    cases = [{"x": np.array([1.0, 2.0]) * n} for n in (1, 2, 3)]
    key = task(lambda x: x**2, cases)
    given = "import numpy as np\nX = np.arange(3.0)\nb = 2.0"
    uses = notebook(given, "def f(x):\n    return x**3 + len(X) / x")
    assert "Your function uses `X` of the notebook" in judging.verdict_on(key, uses).message
    other = notebook(
        given, "def f(x):\n    net.b = 3\n    return x**3 + net.b / x\nclass net: b = 1"
    )
    assert "of the notebook" not in judging.verdict_on(key, other).message


@pytest.mark.parametrize(
    ("source", "does"),
    [
        ("f = 3", True), ("f, g = 1, 2", True), ("g = f = 1", True), ("f: float = 1", True),
        ("def f(x", True), ("class f:", True), ("x = 1\ndef f(x):\n  return", True),
        ("f == 3", False), ("print(f, end='')", False), ("f(3)", False), ("y = f", False),
        ("f, 3", False), ("# f = 3", False), ("def g(f=3): pass", False), ("f += 1", False),
        ("def ff(x): pass", False), ("assert f, g == 2", False),
    ],
)  # fmt: skip
def test_a_cell_that_is_to_define_a_name_is_known(source, does):
    assert defines(source, "f") is does


class Shell:
    """As much of IPython's shell as the runs of cells ask for."""

    def __init__(self):
        self.user_ns, self.events = {}, self

    def register(self, name, function):
        setattr(self, name, function)

    def run(self, source, error=None, **names):
        class Result:
            info = type("Info", (), {"raw_cell": source})
            error_before_exec = error if isinstance(error, SyntaxError) else None
            error_in_exec = error

        self.pre_run_cell(None)
        self.user_ns.update(names)
        self.post_run_cell(Result)


def test_the_last_failed_run_is_told_apart():
    shell = Shell()
    runs = Runs(shell)
    assert runs.failure(("f",)) == ()
    shell.run("def f(x): return x", f=abs)
    assert runs.failure(("f",)) == ()
    shell.run("def f(x return", SyntaxError("odd"))
    assert runs.failure(("f",)) == ("SyntaxError", "SyntaxError: odd")
    shell.run("print(f(3))", NameError("g"))
    shell.run("g = 3", g=3)
    assert runs.failure(("f",))[0] == "SyntaxError"
    shell.run("def f(x): return 2 * x\nf(nothing)", NameError("nothing"), f=math.sqrt)
    assert runs.failure(("f",)) == ()


def test_a_run_keeps_nothing_of_its_error_alive():
    shell = Shell()
    runs = Runs(shell)
    shell.run("f = 3", ValueError("no"))
    assert runs.latest[0] == Run("f = 3", ("ValueError", "ValueError: no"), set())


def test_sympys_own_not_implemented_error_is_no_stub():
    x = sympy.Symbol("x")

    def f(y):
        return float(sympy.solve(sympy.sin(x) + sympy.exp(x) - x**5 - y, x)[0])

    assert reply(Function("f"), {"f": f}, {"y": 2}).kind == "raised"
