"""What came next after every window of a tune, counted one by one in dictionaries."""

from collections import Counter, defaultdict

SIZE = 3
END, START = SIZE, SIZE + 1

Context = tuple[int, ...]
Table = dict[Context, Counter[int]]


def slow_counts(tunes: list[list[int]], order: int) -> Table:
    """Count what came next after every window of up to order - 1 events."""
    counts: Table = defaultdict(Counter)
    for tune in tunes:
        events = [START, *tune, END]
        for place in range(1, len(events)):
            for length in range(min(place, order - 1) + 1):
                counts[tuple(events[place - length : place])][events[place]] += 1
    return counts
