"""Rows E and F of the registry: what they say, and that a fault in any of them is seen."""

from dataclasses import replace

import numpy as np
import pytest
from sympy import (
    Derivative,
    Eq,
    Function,
    HadamardProduct,
    ImmutableMatrix,
    Lambda,
    MatrixSymbol,
    ShapeError,
    Symbol,
    evaluate,
    tanh,
)

import nnlib as nn
from nnlib.activations import sigmoid
from nnlib.course.symbolic import FORMULAS
from nnlib.course.symbolic.formulas import e_xor as xor
from nnlib.course.symbolic.formulas import f_backpropagation as bp
from nnlib.course.symbolic.formulas import f_paths as paths
from nnlib.course.symbolic.formulas import f_rows_and_columns as orders
from nnlib.course.symbolic.notation import each, prime
from nnlib.course.symbolic.proving import both_sides, worked_out
from nnlib.losses import squared_error

T = Symbol("t", real=True)


def test_the_four_equations_read_as_on_the_page():
    shown = [line for name in ("F1", "F2", "F3") for line in FORMULAS[name].latex().splitlines()]
    assert shown == [
        r"\delta_l = \frac{\partial C}{\partial z_l}",
        r"\delta_L = \nabla_a C \odot \sigma'(z_L)",
        r"\delta_l = (\delta_{l+1} W_{l+1}^{\mathsf T}) \odot \sigma'(z_l)",
        r"\frac{\partial C}{\partial W_l} = a_{l-1}^{\mathsf T} \delta_l",
        r"\frac{\partial C}{\partial b_l} = \sum_i \delta_l",
    ]


@pytest.mark.parametrize("name", ["E4", "F1", "F2", "F3", "F4", "F5", "F9", "F11"])
def test_every_row_of_a_gradient_is_measured(name):
    assert FORMULAS[name].numbers


with evaluate(False):
    FAULTS = {
        "F1: the slope is missing": (bp.F1, 1, Eq(bp.delta_L, bp.grad_a)),
        "F1: the sign": (bp.F1, 0, Eq(bp.delta_l, -Derivative(bp.C_of_z, bp.z_l))),
        "F2: the sign": (
            bp.F2,
            0,
            Eq(
                bp.delta_l,
                -HadamardProduct(bp.delta_above * bp.W_above.T, bp.slope_at(bp.z_l)),
            ),
        ),
        "F2: the slope is missing": (bp.F2, 0, Eq(bp.delta_l, bp.delta_above * bp.W_above.T)),
        "F2: σ for σ′": (
            bp.F2,
            0,
            Eq(
                bp.delta_l,
                HadamardProduct(bp.delta_above * bp.W_above.T, each(bp.sigma, bp.z_l)),
            ),
        ),
        "F3: twice": (
            bp.F3,
            0,
            Eq(Derivative(bp.C_of_W, bp.W_l), 2 * bp.a_below.T * bp.delta_l),
        ),
        "F4: one slope is missing": (
            bp.F4,
            0,
            Eq(
                bp.delta_l,
                HadamardProduct(
                    bp.delta_top * bp.W_top.T * bp.W_above.T,
                    bp.slope_at(bp.z_l),
                ),
            ),
        ),
        "F5: z of the neuron below": (
            paths.F5,
            1,
            Eq(
                Derivative(paths.a_own, paths.w),
                prime(paths.sigma)(paths.z_own[paths.k]) * paths.a_in[paths.k],
            ),
        ),
        "F9: the residual's sign": (
            paths.F9,
            1,
            paths.F9.equations[1].subs(paths.y[0], 2 * paths.a_2[0] - paths.y[0]),
        ),
        "F10: a layer is left out": (
            orders.F10,
            0,
            Eq(
                orders.a_3,
                each(orders.sigma, orders.X * orders.W_1) * orders.W_2 * orders.W_3,
            ),
        ),
        "F11: one matrix for both orders": (
            orders.F11,
            2,
            Eq(
                orders.v_l[orders.j, orders.k],
                orders.w_l[orders.j, orders.k],
            ),
        ),
        "E3: a bias is missing": (
            xor.E3,
            0,
            xor.E3.equations[0].subs(xor.b_2[0], 0),
        ),
        "E4: the wrong input": (
            xor.E4,
            3,
            xor.E4.equations[3].subs(xor.x[xor.k], xor.x[xor.j]),
        ),
        "E4: the wrong index": (
            xor.E4,
            1,
            xor.E4.equations[1].subs(xor.a_1[xor.j], xor.a_1[1 - xor.j]),
        ),
    }


@pytest.mark.parametrize("fault", FAULTS)
def test_a_fault_in_a_formula_is_seen(fault):
    formula, line, equation = FAULTS[fault]
    equations = [*formula.equations]
    assert equations[line] != equation
    equations[line] = equation
    assert not replace(formula, equations=tuple(equations)).prove()


def test_a_weight_matrix_that_is_not_transposed_does_not_fit():
    for layer in bp.hidden_layers():
        with pytest.raises(ShapeError):
            worked_out(bp.delta_above * bp.W_above, layer)


def test_s0s_line_gives_another_gradient_on_a_1_1_1_network():
    net = nn.Network([1, 1, 1], [sigmoid] * 2, np.array([0.8, -0.6, 0.1, 0.3]))

    def C(theta):
        moved = nn.Network(net.n, [sigmoid] * 2, theta)
        return squared_error(nn.predict(moved, [[1.0]]), np.array([[0.0]]))

    # The input is 1, so that the slope in the first weight is δ of the first layer.
    true = nn.numeric_gradient(C, net.theta)[0]
    misprint = bp.F2.printed[0]
    left, right = map(float, both_sides(misprint.equation, misprint.at))
    assert left == pytest.approx(true, rel=1e-3) == pytest.approx(-0.01438, rel=1e-3)
    assert right == pytest.approx(-0.01742, rel=1e-3)


def test_s4s_product_has_no_shape_and_on_neurons_in_a_row_another_value():
    printed = bp.Diagonal(bp.slope_at(bp.z_l)) * bp.W_above * bp.delta_above.T
    printed *= bp.Diagonal(bp.slope_at(bp.z_above)) * bp.W_top * bp.delta_top.T
    wide = next(one for one in bp.two_layers_below() if one[bp.n_above] > 1)
    with pytest.raises(ShapeError):
        worked_out(printed, wide)
    misprint = bp.F4.printed[0]
    left, right = map(float, both_sides(misprint.equation, misprint.at))
    assert left / right == pytest.approx(1 / float(bp.F4.printed[0].at[bp.d_1]), rel=1e-2)


def test_the_composition_is_what_forward_computes_without_biases():
    rng = np.random.default_rng(0)
    net = nn.init([2, 3, 4, 1], [nn.activations.tanh] * 3, rng)
    data = rng.normal(size=(5, 2))
    rows, columns = orders.F10.equations
    known = {
        orders.X: ImmutableMatrix(data),
        **{
            W: ImmutableMatrix(net.W[l])
            for l, W in enumerate((orders.W_1, orders.W_2, orders.W_3), 1)
        },
        orders.sigma: Lambda(T, tanh(T)),
    }
    expected = nn.predict(net, data)
    for side, array in ((rows.rhs, expected), (columns.rhs, expected.T)):
        found = np.array(worked_out(side, known).tolist(), dtype=float)
        np.testing.assert_allclose(found, array, rtol=1e-12)


def test_without_its_second_matrix_the_composition_has_no_shape():
    f, x = Function("f"), MatrixSymbol("x", 2, 1)
    A_1, A_3 = MatrixSymbol("A_1", 2, 3), MatrixSymbol("A_3", 4, 1)
    with pytest.raises(ShapeError):
        A_3.T * each(f, A_1.T * x)
