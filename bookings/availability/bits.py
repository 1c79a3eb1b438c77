"""Painting and reading bitmaps. Bit n is minute n."""

from collections.abc import Iterable

DAY = 24 * 60
ONES = [(1 << n) - 1 for n in range(DAY + 1)]


def ones(length: int) -> int:
    return ONES[length] if 0 <= length <= DAY else (1 << max(0, length)) - 1


def paint(spans: Iterable[tuple[int, int]], length: int) -> int:
    """A bitmap with these half-open stretches set; what lies outside 0..length is cut off.

    Painted day by day, because shifting a two-week integer for each stretch costs more.
    """
    days = [0] * (length // DAY + 1)
    for start, end in spans:
        start, end = max(start, 0), min(end, length)
        if start < end:
            day = start // DAY
            days[day] |= ones(end - start) << (start - day * DAY)
    return joined(days)


def joined(days: list[int]) -> int:
    """One bitmap from one a day; a day may run over into the next."""
    whole = 0
    for day in reversed(days):
        whole = whole << DAY | day
    return whole


def runs(free: int, length: int) -> int:
    """Where a run of `length` free minutes begins. Doubles its reach, so a long run costs few steps."""
    reached = 1
    while reached < length and free:
        step = min(reached, length - reached)
        free &= free >> step
        reached += step
    return free


def shifted(bitmap: int, minutes: int) -> int:
    """Later by so many minutes; earlier when negative."""
    return bitmap << minutes if minutes >= 0 else bitmap >> -minutes


def positions(bitmap: int) -> list[int]:
    """The set bits, in order."""
    text, found = bin(bitmap)[:1:-1], []
    at = text.find("1")
    while at >= 0:
        found.append(at)
        at = text.find("1", at + 1)
    return found


def gap_left_of(free: int, minute: int) -> int:
    """Free minutes in one piece that end right before this minute."""
    below = ~free & ones(minute)
    return minute - below.bit_length()


def gap_right_of(free: int, minute: int, length: int) -> int:
    """Free minutes in one piece that begin at this minute."""
    above = ~(free >> minute) & ones(length - minute)
    return (above & -above).bit_length() - 1 if above else max(0, length - minute)
