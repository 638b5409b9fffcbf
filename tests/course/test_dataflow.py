"""What a cell reads and binds, beside what Python itself looks up and leaves behind."""

import pytest

from nnlib.course.dataflow import left_open, needed, of


class Anything:
    """A value that survives whatever a cell does with it."""

    def __call__(self, *_, **__):
        return self

    def __iter__(self):
        return iter((1, 2, 3))

    def __getattr__(self, name):
        if name.startswith("__"):
            raise AttributeError(name)
        return self

    def __getitem__(self, _):
        return self

    def __setitem__(self, *_):
        pass

    def __bool__(self):
        return True

    def __enter__(self):
        return self

    def __exit__(self, *_):
        return False

    def __index__(self):
        return 3

    def __add__(self, _):
        return self

    __radd__ = __mul__ = __rmul__ = __sub__ = __rsub__ = __iadd__ = __add__

    def __lt__(self, _):
        return False

    __gt__ = __le__ = __ge__ = __lt__


OUTSIDE = {"f", "g", "x", "y", "data", "net", "deco", "names", "w", "flag"}
CELLS = [
    "x = x + 1",
    "x += 1",
    "z = 1\nz += z",
    "a, *rest = f(data)",
    "(a, [b, c]), d = (1, (2, 3)), x",
    "import os.path, json as j\nprint(j, os)",
    "from math import pi as p\nprint(p)",
    "total = [i for i in data if i in names]",
    "t = {k: y for k in data}",
    "s = {v for v in (g(u) for u in data)}",
    "print([x for x in data], x)",
    "for i in data:\n    q = i\nprint(q, i)",
    "while flag:\n    flag = False",
    "with net as h, f(h) as (a, b, c):\n    print(h, a)",
    "try:\n    v = f(x)\nexcept ValueError as error:\n    print(error)\nelse:\n    u = v\nprint(u)",
    "try:\n    v = f(x)\nfinally:\n    k = 1\nprint(k)",
    "match data:\n    case [a, *b]:\n        print(a, b, net)",
    "@deco\ndef h(n=x, *, m=y):\n    return n",
    "class C(object):\n    k = x\n    def m(self):\n        return k",
    "net.w[0] = x",
    "w[x:y] = g(data)",
    "net.a.b = c = f(x)",
    "del w",
    "if (n := f(x)):\n    print(n)",
    "print(f'{x} {w!r}')",
    "h = lambda n: n\nprint(h(x))",
    "label: str = f(x)",
    "f(x)(y)[w].z(data)",
    "assert flag and f(x)",
    "x, y = y, x",
    "print(*data, **{})",
    "a = b = x",
    "x = [x := 1]\nprint(x)",
]


def values():
    """A value for each name outside."""
    some = dict.fromkeys(OUTSIDE, Anything()) | {"deco": lambda function: function}
    return some | {"data": [1, 2, 3], "names": [1], "flag": True}


@pytest.mark.parametrize("cell", CELLS)
def test_a_cell_reads_the_names_without_which_python_stops(cell):
    for name in OUTSIDE:
        space = values()
        del space[name]
        assert (missing(cell, space) == name) == (name in of(cell).reads)


def missing(cell, space):
    """The name that Python misses when it runs the cell, or None."""
    try:
        exec(cell, space)
    except NameError as error:
        return error.name
    return None


@pytest.mark.parametrize("cell", CELLS)
def test_a_cell_binds_the_names_that_python_finds_changed(cell):
    before = values()
    space = dict(before)
    exec(cell, space)
    hidden = {"__builtins__", "__annotations__"}
    changed = {one for one in space.keys() | before if space.get(one) is not before.get(one)}
    # An exception's name is gone behind its handler, and an `a = x` may bind what was there.
    assert changed - hidden <= of(cell).binds <= (changed - hidden) | {"error", "x", "y"}


@pytest.mark.parametrize(
    ("cell", "reads"),
    [
        ("def outer():\n    def inner():\n        return turn(1)\n    return inner", {"turn"}),
        ("def h(n):\n    return h(n - 1) * turn(n)", {"turn"}),
        ("k = lambda n: turn(n)", {"turn"}),
        ("class A:\n    def m(self):\n        return turn", {"turn"}),
        ("def h(turn):\n    return turn", set()),
        ("def h():\n    turn = 1\n    return turn", set()),
        ("def h():\n    return late()\ndef late():\n    return turn()", {"turn"}),
        ("[turn for turn in range(3)]", {"range"}),
        ("await turn(1)", {"turn"}),
        ("@turn\ndef h():\n    pass", {"turn"}),
        ("def h(a: turn = 1):\n    pass", {"turn"}),
        ("async def h():\n    async for one in turn:\n        yield one", {"turn"}),
    ],
)
def test_functions_read_what_they_do_not_make(cell, reads):
    assert of(cell).reads == reads


def test_a_text_that_python_cannot_write_out_again_is_read_too():
    cell = 'print(f\'\'\'{turn["a"]}\n{"it\'s"} {["""b"""]}\'\'\')'
    assert "turn" in of(cell).reads


def test_a_function_that_sets_a_global_binds_it():
    assert of("def h():\n    global w\n    w = 1").binds == {"h", "w"}


def test_objects_that_are_assigned_into_are_changed():
    flow = of("net.W[1][0] = 1\nx.y += 2\nz[0], (q.a, r) = 1, (2, 3)")
    assert flow.changes == {"net", "x", "z", "q"}
    assert flow.binds == {"r"}


def test_what_is_asked_and_handed_comes_with_the_verb():
    flow = of("optimizer.step(net, grads=g.all)\nplot(x)")
    assert flow.asked == {("optimizer", "step")}
    assert flow.handed == {("net", "step"), ("g", "step"), ("x", "plot")}


@pytest.mark.parametrize(
    ("cell", "lines"),
    [
        ("x = ...", [1]),
        ("def f(x):\n    # hint\n    ...", [3]),
        ("y = (a - b) * ...", [1]),
        ("return_value = f(1, ...)", [1]),
        ("a[...] = b[..., 0]", []),
        ("def f(): return a[..., None]", []),
        ("x: tuple[int, ...] = ()", []),
        ("print('...')", []),
        ("a = ...\nb = ...", [1, 2]),
    ],
)
def test_three_dots_are_open_but_in_brackets_and_texts(cell, lines):
    assert left_open(cell) == lines


def test_the_cells_that_a_name_needs():
    cells = ["a = 1", "b = a", "c = 5", "b.x = c", "d = 7", "print(d)"]
    assert needed(cells, {"b"}) == [0, 1, 2, 3]
    assert needed(cells, {"d"}) == [4]
    assert needed(cells, {"nothing"}) == []
