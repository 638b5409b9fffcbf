"""Player: a place in a recording, and the ways to move it.  No clock and no widget is in it."""


class Player:
    """`index` lies in 0 … stop; while `playing`, a clock calls `tick`, `fps` times a second."""

    def __init__(self, recording, stop=100, fps=12):
        if not (stop >= 0 and int(stop) == stop):
            raise ValueError(
                f"Player: stop must be a whole number of steps, 0 or above, but it is {stop!r}."
            )
        if not 0 < fps <= 30:
            raise ValueError(f"Player: fps must lie in 0 < fps <= 30, but it is {fps!r}.")
        self.recording, self.stop, self.fps = recording, stop, fps
        self.index, self.playing = 0, False

    @property
    def frame(self):
        return self.recording[self.index]

    def seek(self, k):
        """Go to frame k, or as near as the run allows.  True if that moved the player."""
        before = self.index
        self.index = self.recording.reach(min(max(int(k), 0), self.stop))
        return self.index != before

    def step(self):
        return self.seek(self.index + 1)

    def back(self):
        return self.seek(self.index - 1)

    def reset(self):
        return self.seek(0)

    def last(self):
        return self.seek(self.stop)

    def tick(self):
        """One step of a run that plays; playing ends with the run.

        An interrupt may end it while the step is taken, so nothing here says that it goes on.
        """
        if self.playing and not (self.step() and self.index < self.stop):
            self.playing = False
