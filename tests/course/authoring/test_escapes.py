"""Wrong answers that a learner once got past a check; each must fail for ever."""

import pytest

from nnlib.course.authoring.prove import key_of, verdict_on
from nnlib.course.authoring.source import sources

ESCAPES = {
    "the first eigenvalue for the largest": (
        "2.4",
        "def largest_rate(X):\n"
        "    X1 = np.hstack([X, np.ones((len(X), 1))])\n"
        "    return 2 / np.linalg.eigvals(X1.T @ X1 / len(X))[0]",
    ),
    "a best loss that begins at 1": (
        "3.5",
        "def early_stop(val_losses, patience):\n"
        "    least, best, waited = 1.0, 1, 0\n"
        "    for epoch, loss in enumerate(val_losses, start=1):\n"
        "        waited += 1\n"
        "        if loss < least:\n"
        "            least, best, waited = loss, epoch, 0\n"
        "        if waited >= patience:\n"
        "            break\n"
        "    return epoch, best",
    ),
}


@pytest.mark.parametrize("name", ESCAPES)
def test_a_wrong_answer_that_once_passed_fails(name):
    id, code = ESCAPES[name]
    (source,) = sources([f"0{id[0]}"])
    (task,) = (task for task in source.tasks if task.id == id)
    assert not verdict_on(source, task, key_of(source, task), code).right
