"""What is handed out does not hang on the processor of the machine that made it."""

import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from numpy._core._multiarray_umath import __cpu_dispatch__

from nnlib.course.authoring.rounding import nudged
from nnlib.course.authoring.source import sources

ROOT = Path(__file__).parents[3]


def test_an_older_processor_would_make_the_same_files():
    plain = {
        "OPENBLAS_CORETYPE": "Prescott",
        "NPY_DISABLE_CPU_FEATURES": " ".join(__cpu_dispatch__),
    }
    made = subprocess.run(
        [sys.executable, "-m", "nnlib.course", "build", "--check"],
        env=os.environ | plain, cwd=ROOT, capture_output=True, text=True,
    )  # fmt: skip
    assert made.returncode == 0, made.stdout + made.stderr


def test_one_over_a_curvature_of_0_is_nobodys_fingerprint():
    exercise = sources(["03"])[0].exercise("3.4")
    whole, steady = exercise.key(), exercise.steady_key()
    single = [len(case.inputs["X"]) for case in steady.cases].index(1)
    assert "flattest direction" in whole.cases[single].wrong
    assert "flattest direction" not in steady.cases[single].wrong
    assert all("flattest direction" in case.wrong for case in steady.cases[:single])
    assert all("half the limit" in case.wrong for case in steady.cases)


@pytest.mark.parametrize("turn", [1, 2, 3])
def test_numbers_are_nudged_and_ties_labels_and_words_stay(turn):
    inputs = {"X": np.array([[0.3, 0.3], [-1.7, 2.0]]), "n": [2, 1], "b": -0.2, "by": "rows"}
    near = nudged(inputs, turn)
    assert near["X"][0, 0] == near["X"][0, 1] != 0.3
    assert near["X"][1, 1] == 2
    assert (near["n"], near["by"]) == ([2, 1], "rows")
    assert near["b"] != -0.2
    np.testing.assert_allclose(near["X"], inputs["X"], rtol=3e-15)
