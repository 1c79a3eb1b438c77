"""Bodies of requests that stand for something."""


class Unread:
    """A body that nobody may touch."""

    def read(self, *_size):
        raise AssertionError("the body was read")

    readline = read
