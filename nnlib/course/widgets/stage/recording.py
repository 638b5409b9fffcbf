"""Recording: the frames of a run, made when they are first asked for and never made twice."""


class Recording:
    """Frames grown from a first one by `advance(frame)`: the next frame, or None at the end.

    Frames are records that nobody changes, so going back is looking at an earlier one.
    """

    def __init__(self, first, advance):
        self.frames, self.advance, self.ended = [first], advance, False

    def __len__(self):
        return len(self.frames)

    def reach(self, k):
        """The largest index up to k that has a frame; frames are made as far as they are needed."""
        while len(self.frames) <= k and not self.ended:
            frame = self.advance(self.frames[-1])
            if frame is None:
                self.ended = True
            else:
                self.frames.append(frame)
        return min(k, len(self.frames) - 1)

    def __getitem__(self, k):
        if k < 0 or self.reach(k) != k:
            raise IndexError(
                f"Recording: there is no frame {k}; the run has the frames 0 … {len(self) - 1}."
            )
        return self.frames[k]

    def truncate(self, k, frame):
        """Put `frame` in place of frame k; the frames after it are forgotten and made anew."""
        self.frames[self.reach(k) :] = [frame]
        self.ended = False
