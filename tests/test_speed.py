"""A guard against slowness: ratios within one run of two seconds, never a stored time.

A textbook's step and the BLAS's own matrix product are timed in turn with nnlib's, on the CPU's
clock.  Fourteen runs on a quiet machine and fourteen beside two busy loops gave, at the lowest,
b 0.87 and 0.94, c 1.50 and 1.20, d 1.27 and 1.27, es 0.58 and 0.56, the medians being 1.1, 1.55,
1.4 and 0.6; four of the 28 were below a bound.  A loss computed twice is below it three times.
"""

import json
import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
LEAST = {"b": 1.0, "c": 1.4, "d": 1.15, "es": 0.5}


def measured():
    command = [sys.executable, "benchmarks/guard.py"]
    variables = {"OPENBLAS_NUM_THREADS": "1", "PYTHONPATH": str(ROOT)}
    run = subprocess.run(
        command, cwd=ROOT, env=os.environ | variables, capture_output=True, text=True, check=False
    )
    assert run.returncode == 0, run.stderr
    return json.loads(run.stdout)


def test_a_step_keeps_its_speed_beside_the_textbooks_and_the_matrix_product():
    # One low run in seven is noise; three in a row are not.
    best = dict.fromkeys(LEAST, 0)
    for _ in range(3):
        found = measured()
        best = {name: max(best[name], ratio) for name, ratio in found.items()}
        if all(ratio >= LEAST[name] for name, ratio in best.items()):
            return
    raise AssertionError(f"Three runs of benchmarks/guard.py gave {best}; due are {LEAST}.")
