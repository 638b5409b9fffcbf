import pytest

from nnlib.course.authoring.mutation import mutants

MADE = {
    "a - y": {"a + y"},
    "-a": {"a"},
    "2 * a": {"2", "a", "3 * a"},
    "a / m": {"a"},
    "X.T @ d": {"X @ d"},
    "a.sum(axis=0)": {"a.mean(axis=0)", "a.sum(axis=1)"},
    "max(a, axis=-1)": {"max(a, axis=0)", "max(a, axis=-2)", "max(a, axis=1)"},
    "np.max(a)": {"np.min(a)"},
    "z > c": {"z >= c", "z < c"},
    "a[1:]": {"a[2:]"},
    "f(True)": set(),
}  # fmt: skip


@pytest.mark.parametrize("code", MADE)
def test_the_slips_of_an_expression(code):
    assert {source for _, source in mutants(code)} == MADE[code]


def test_one_slip_at_a_time_each_with_its_place():
    code = "def f(a, y):\n    d = a - y\n    return d - a"
    assert [description for description, _ in mutants(code)] == [
        "line 2: a - y → a + y",
        "line 3: d - a → d + a",
    ]
    assert [source.count("+") for _, source in mutants(code)] == [1, 1]
