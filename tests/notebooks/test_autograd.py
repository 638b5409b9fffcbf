"""What lesson 15 says in words, checked by another road, and its tape against other witnesses."""

import json
from pathlib import Path

import numpy as np
import pytest
import sympy

import nnlib as nn

LESSON = Path(__file__).parents[2] / "notebooks" / "15_from_formulas_to_autograd.ipynb"


def names_of(*ids):
    """The names that these cells of the lesson bind."""
    cells = {cell["id"]: cell for cell in json.loads(LESSON.read_text("utf-8"))["cells"]}
    names = {"np": np, "nn": nn}
    for identity in ids:
        exec("".join(cells[identity]["source"]), names)
    return names


@pytest.fixture
def tape():
    return names_of("whole-tape")


def test_the_rows_of_the_tape_against_centred_differences(tape):
    Tape, Value, rows = tape["Tape"], tape["Value"], tape["ROWS"]
    rng = np.random.default_rng(15)
    pairs = {"+": 2, "-": 2, "*": 2, "tanh": 1, "square": 1, "sum": 1}
    arrays = {name: rng.normal(size=(count, 3, 4)) for name, count in pairs.items()}
    arrays["@"] = rng.normal(size=(3, 4)), rng.normal(size=(4, 2))
    assert set(arrays) == set(rows)
    for operation, inputs in arrays.items():
        weights = rng.normal(size=np.shape(rows[operation][0](*inputs)))

        def C(*inputs, operation=operation, weights=weights):
            own = Tape()
            values = [Value(one, own) for one in inputs]
            out = (own.apply(operation, *values) * weights).sum()
            return float(out.array), [own.slopes(out)[value] for value in values]

        for i, found in enumerate(C(*inputs)[1]):
            before, behind = inputs[:i], inputs[i + 1 :]
            due = nn.numeric_gradient(
                lambda one, before=before, behind=behind: C(*before, one, *behind)[0], inputs[i]
            )
            np.testing.assert_allclose(found, due, atol=1e-7, err_msg=f"{operation}, input {i}")


def test_both_orders_of_the_addends_on_the_tape(tape):
    Tape, Value = tape["Tape"], tape["Value"]
    for formula in (lambda y: y * y + y, lambda y: y + y * y):
        own = Tape()
        x = Value(3.0, own)
        assert own.slopes(formula(2 * x))[x] == 26


def test_the_share_of_a_matrix_in_a_product_by_sympy():
    U, V, F = (sympy.Matrix(m, n, sympy.symbols(f"{letter}:{m * n}"))
               for letter, m, n in (("u", 2, 3), ("v", 3, 4), ("f", 2, 4)))  # fmt: skip
    C = sum(F[i] * entry for i, entry in enumerate(U * V))  # its slope in an entry of UV is that f
    assert sympy.Matrix(2, 3, [C.diff(u) for u in U]) == F * V.T
    assert sympy.Matrix(3, 4, [C.diff(v) for v in V]) == U.T * F


def test_the_recursion_by_paths_pays_for_each():
    names = {}
    exec(node_source(), names)
    Node, hand_down = names["Node"], names["hand_down"]
    for doublings in range(6):
        y = x = Node(1.0)
        for _ in range(doublings):
            y = y + y
        assert hand_down(y) == 2 ** (doublings + 1) - 1
        assert x.slope == 2**doublings


def node_source():
    """The class and the recursion of the cell `numbers`, without what it prints and asks."""
    cells = json.loads(LESSON.read_text("utf-8"))["cells"]
    source = next("".join(cell["source"]) for cell in cells if cell["id"] == "numbers")
    return source.partition("\nfor formula in")[0]


def test_a_gradient_that_is_never_cleared_makes_the_loss_swing():
    x, t = np.array([0.0, 1, 2, 3]), np.array([1.0, 3, 2, 5])
    for eta in (0.05, 0.1, 0.2):
        p, kept, losses = np.zeros(2), np.zeros(2), []
        for _ in range(60):
            r = p[0] * x + p[1] - t
            losses.append((r @ r) / 8)
            kept = kept + np.array([r @ x, r.sum()]) / 4
            p = p - eta * kept
        least = np.linalg.lstsq(np.c_[x, np.ones(4)], t, rcond=None)[1][0] / 8
        assert min(losses) < least + 0.25
        assert max(losses[30:]) > 4
        rises = np.diff(losses) > 0
        assert (rises[1:] != rises[:-1]).sum() > 8


def test_the_floor_of_a_cross_entropy_of_shares_with_three_classes():
    assert round(np.log(np.e + 2) - 1, 2) == 0.55
    labels = np.zeros(1, int)
    assert nn.losses.cross_entropy(np.eye(3)[:1], labels) == pytest.approx(np.log(np.e + 2) - 1)


def test_the_best_rate_for_five_steps_by_a_fine_grid():
    x, t = np.array([0.0, 1, 2, 3]), np.array([1.0, 3, 2, 5])

    def after(eta):
        w = b = 0.0
        for _ in range(5):
            r = w * x + b - t
            w, b = w - eta * (r @ x) / 4, b - eta * r.sum() / 4
        r = w * x + b - t
        return (r @ r) / 8

    rates = np.linspace(0.05, 0.5, 9001)
    best = rates[np.argmin([after(eta) for eta in rates])]
    assert best == pytest.approx(0.3329, abs=1e-4)
    falls = np.diff([after(eta) for eta in rates]) < 0
    assert (np.diff(falls.astype(int)) != 0).sum() == 1  # down, then up: halving finds the one


def test_the_reports_of_exercise_15_1_come_from_tapes_with_these_slips(tape):
    Tape, Value, rows = tape["Tape"], tape["Value"], tape["ROWS"]

    def overwrite(slope, value, share):
        slope[value] = share

    def in_place(slope, value, share):
        if value in slope:
            slope[value] += share
        else:
            slope[value] = share

    class Off(Tape):
        def apply(self, operation, *inputs):
            out = super().apply(operation, *inputs)
            if operation == "*":
                self.records.pop()
            return out

    class WithoutS(Tape):
        def slopes(self, output):
            times = rows["*"][1]
            own = [(*rest, no_s if back is times else back) for *rest, back in self.records]
            self.records = own
            return super().slopes(output)

    class Hasty(Tape):
        def slopes(self, output):
            made = {out: (values, back) for out, values, back in self.records}
            slope, seen = {output: np.ones(output.array.shape)}, set()

            def visit(node):
                seen.add(node)
                if node not in made:
                    return
                values, back = made[node]
                shares = back(slope[node], node.array, *(v.array for v in values))
                for value, share in zip(values, shares, strict=True):
                    self.receive(slope, value, share)
                for value in values:
                    if value not in seen:
                        visit(value)

            visit(output)
            return slope

    def no_s(s, out, u, v):
        return v, u

    def report(kind):
        numbers = []
        for place in range(4):
            own = kind()
            u, v = Value([2.0], own), Value([5.0], own)
            if place < 2:
                w = u + u
                f = w * w + w if place == 0 else w + w * w
            elif place == 2:
                p = u * v
                f = p + p
            else:
                f = u * u + (u + v)
            slope = own.slopes(f)
            zero = np.zeros(1)
            numbers += [slope.get(one, zero).item() for one in ((u,) if place < 2 else (u, v))]
        return numbers

    assert report(Tape) == [18, 18, 10, 4, 5, 1]
    assert report(Hasty) == [18, 2, 10, 4, 5, 1]  # A: slip 2
    assert report(lambda: Tape(in_place)) == [18, 18, 10, 4, 5, 5]  # B: slip 3
    assert report(Off) == [2, 2, 0, 0, 1, 1]  # C: slip 4
    assert report(WithoutS) == [18, 18, 5, 2, 5, 1]  # D: slip 6
    assert report(lambda: Tape(overwrite)) == [4, 4, 5, 2, 2, 1]  # E: slip 1
