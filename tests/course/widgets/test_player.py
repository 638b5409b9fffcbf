import pytest

from nnlib.course.widgets.stage.player import Player
from nnlib.course.widgets.stage.recording import Recording


def player(stop=10, end=100):
    return Player(Recording(0, lambda frame: frame + 1 if frame < end else None), stop)


def test_every_way_to_move():
    p = player()
    assert p.step() and p.step() and (p.index, p.frame) == (2, 2)
    assert p.back() and p.index == 1
    assert p.last() and p.index == 10
    assert not p.step() and p.index == 10
    assert p.seek(4) and p.index == 4
    assert p.reset() and p.index == 0
    assert not p.back() and p.index == 0


def test_a_run_that_ends_early_stops_every_way_forward():
    p = player(end=3)
    assert p.last() and p.index == 3
    assert not p.step()
    p.seek(7)
    assert p.index == 3


@pytest.mark.parametrize(("stop", "end", "expected"), [(4, 100, 4), (10, 3, 3)])
def test_playing_ends_with_the_run(stop, end, expected):
    p = player(stop, end)
    p.playing = True
    ticks = 0
    while p.playing:
        p.tick()
        ticks += 1
        assert ticks < 20
    assert p.index == expected


def test_a_player_that_does_not_play_ignores_the_clock():
    p = player()
    p.tick()
    assert p.index == 0


def test_playing_that_is_ended_while_a_step_is_taken_has_ended():
    def advance(frame):
        p.playing = False  # as an interrupt of the kernel does, whenever it comes
        return frame + 1

    p = Player(Recording(0, advance))
    p.playing = True
    p.tick()
    assert (p.playing, p.index) == (False, 1)


def test_wrong_settings_are_refused():
    with pytest.raises(ValueError, match="stop must be a whole number of steps"):
        player(stop=-1)
    with pytest.raises(ValueError, match="fps must lie in 0 < fps <= 30, but it is 60"):
        Player(Recording(0, None), fps=60)
