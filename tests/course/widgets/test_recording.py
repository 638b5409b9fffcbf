import pytest

from nnlib.course.widgets.stage.recording import Recording


def count_to(end, calls):
    def advance(frame):
        calls.append(frame)
        return frame + 1 if frame < end else None

    return Recording(0, advance)


def test_frames_are_made_when_asked_for_and_only_once():
    calls = []
    recording = count_to(10, calls)
    assert len(recording) == 1 and calls == []
    assert recording[3] == 3
    assert recording[1] == 1 and recording[3] == 3
    assert calls == [0, 1, 2]


def test_the_end_of_a_run_is_as_far_as_one_can_reach():
    recording = count_to(2, [])
    assert recording.reach(50) == 2
    with pytest.raises(IndexError, match="no frame 3; the run has the frames 0 … 2"):
        recording[3]
    with pytest.raises(IndexError, match="no frame -1"):
        recording[-1]


def test_truncating_forgets_what_follows_and_runs_again():
    recording = count_to(10, [])
    recording.reach(10)
    recording.reach(20)
    recording.truncate(2, 7)
    assert [recording[k] for k in range(6)] == [0, 1, 7, 8, 9, 10]
