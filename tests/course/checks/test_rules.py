"""What a task's text forbids is found in the answer's own code, under whatever name it comes."""

import linecache
from dataclasses import replace

import numpy as np
import pytest

from nnlib.course.checks import judging

SETUP = "import numpy as np\nimport nnlib as nn\nfrom nnlib import losses as L\n"
BROKEN = {
    "for": ("loop", "for each in x:\n        each = 2 * each\n    return 2 * x"),
    "while": ("loop", "while len(x) < 0:\n        pass\n    return 2 * x"),
    "comprehension": ("loop", "return np.array([2 * each for each in x])"),
    "in a helper of the cell": ("loop", "return twice(x)"),
    "by map": ("loop", "return np.array(list(map(lambda each: 2 * each, x)))"),
    "by vectorize": ("loop", "return np.vectorize(lambda each: 2 * each)(x)"),
    "by its path": ("nnlib.losses", "nn.losses.squared_error(x, x)\n    return 2 * x"),
    "by an alias": ("nnlib.losses", "L.squared_error(x, x)\n    return 2 * x"),
    "imported inside": ("nnlib.losses", "from nnlib.losses import ALL\n    return 2 * x"),
    "where it really lives": ("nnlib.network.backward", "nn.backward\n    return 2 * x"),
    "as it is forwarded": ("nnlib.backward", "nn.backward\n    return 2 * x"),
}  # fmt: skip
KEPT = {
    "in a comment": ("loop", "# for each in x: while\n    return 2 * x"),
    "in a text": ("loop", "'for each in x'\n    return 2 * x"),
    "a map of one's own": ("loop", "map = 2\n    return map * x"),
    "another loss": ("nnlib.network", "nn.losses.squared_error(x, x)\n    return 2 * x"),
    "a name of one's own": ("nnlib.losses", "L = 2\n    return L * x"),
    "NumPy": ("nnlib", "return np.multiply(2, x)"),
}


def verdict_on(task, columns, rule, body, head="def f(x):\n    "):
    helper = "def twice(x):\n    return np.array([2 * each for each in x])\n"
    elsewhere = "def check_myself():\n    for _ in range(3):\n        L.squared_error\n"
    source = f"{SETUP}{helper}\n{head}{body}\n\n{elsewhere}"
    file = f"<cell {rule} {head}{body}>"
    linecache.cache[file] = len(source), None, source.splitlines(True), file
    namespace = {}
    exec(compile(source, file, "exec"), namespace)
    key = replace(task(lambda x: 2 * x, columns), without=(rule,))
    return judging.verdict_on(key, namespace)


@pytest.mark.parametrize("what", BROKEN)
def test_a_broken_rule_is_told_and_earns_nothing(task, columns, what):
    rule, body = BROKEN[what]
    verdict = verdict_on(task, columns, rule, body)
    assert (verdict.kind, verdict.earned) == ("rule", 0)
    assert "Your numbers are right, and the task is to be done without" in verdict.message
    assert "of your cell: `" in verdict.message


@pytest.mark.parametrize(
    ("rule", "body", "kept"),
    [
        ("loop", "np.array([2 * each for each in x])", False),
        ("loop", "twice(x)", False),
        ("nnlib", "x + L.squared_error.grad(x, 0 * x) * len(x)", False),
        ("nnlib", "2 * x", True),
        ("loop", "2 * x", True),
    ],
)
def test_a_lambda_is_looked_at_like_a_function(task, columns, rule, body, kept):
    assert verdict_on(task, columns, rule, body, "f = lambda x: ").right is kept


@pytest.mark.parametrize("what", KEPT)
def test_a_rule_is_not_broken(task, columns, what):
    assert verdict_on(task, columns, *KEPT[what]).right


def test_wrong_numbers_are_told_first(task, columns):
    verdict = verdict_on(task, columns, "loop", "return np.array([3 * each for each in x])")
    assert verdict.kind == "pattern"


def test_code_that_cannot_be_seen_breaks_no_rule(task, columns):
    key = replace(task(np.negative, columns), without=("numpy", "loop"))
    assert judging.verdict_on(key, {"f": np.negative}).right
