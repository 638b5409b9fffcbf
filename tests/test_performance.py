"""The pages show what was measured; the comparison refuses an engine that computes otherwise."""

import importlib

import numpy as np
import pytest


@pytest.fixture
def benchmark(monkeypatch, request):
    """Imports a module of benchmarks by its name."""
    monkeypatch.syspath_prepend(request.path.parents[1] / "benchmarks")
    return importlib.import_module


MAKERS = {"speed": "report", "growth": "growth", "costs": "costs", "memory": "memory"}


@pytest.mark.parametrize(("name", "maker"), MAKERS.items())
def test_the_pages_show_the_kept_measurements(benchmark, name, maker):
    page = benchmark("page")
    for place, blocks in benchmark(maker).blocks(page.measured(name)).items():
        text = page.PAGES[place].read_text("utf-8")
        assert page.filled(text, blocks) == text, f"{place} is stale: run {maker}.py"


def test_a_block_without_its_marks_is_refused(benchmark):
    with pytest.raises(ValueError, match="no marks for 'speed'"):
        benchmark("page").filled("no marks", {"speed": "1"})


@pytest.mark.parametrize("name", ["a", "b", "c", "d", "es"])
def test_floor_and_textbook_take_the_steps_of_nnlib(benchmark, name):
    engines, start = made(benchmark, name)
    benchmark("harness").check(engines, start, steps=20, exact=True)


def test_an_engine_with_other_steps_is_refused(benchmark):
    engines, start = made(benchmark, "c")
    engines["textbook NumPy"].eta *= 1.001
    with pytest.raises(AssertionError, match="the parameters of textbook NumPy differ from those"):
        benchmark("harness").check(engines, start, steps=20, exact=True)


def made(benchmark, name):
    workload = benchmark("workloads").WORKLOADS[name]
    kinds = benchmark("engines").Nnlib, benchmark("floor").Floor, benchmark("textbook").Textbook
    batches = workload.batches(np.float64)
    engines = {kind.title: kind(workload, workload.network(np.float64), batches) for kind in kinds}
    return engines, workload.network(np.float64).theta
