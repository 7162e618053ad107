"""Collections that never change, in place of the package rpds, which is compiled.

What altair's checks of charts need of it (through jsonschema and referencing), and no more: here
every change copies, which is fast enough for the few entries that they hold.
"""

from collections.abc import Iterable


class HashTrieMap(dict):
    """A mapping whose methods return changed copies."""

    def __init__(self, value=(), **more):
        super().__init__(value, **more)

    def __hash__(self):
        return hash(frozenset(self.items()))

    @classmethod
    def convert(cls, value):
        """Return a map as it is, and anything else as a map."""
        return value if isinstance(value, cls) else cls(value)

    def insert(self, key, value):
        """Return a map that has this too."""
        return HashTrieMap({**self, key: value})

    def update(self, *others, **more):
        """Return a map that has the entries of others too, the last of them counting."""
        whole = dict(self)
        for other in (*others, more):
            whole.update(other)
        return HashTrieMap(whole)

    def remove(self, key):
        """Return a map without a key; KeyError if it has none."""
        rest = dict(self)
        del rest[key]
        return HashTrieMap(rest)

    def discard(self, key):
        """Return a map without a key, whether it was there or not."""
        return self.remove(key) if key in self else self


class HashTrieSet(frozenset):
    """A set whose methods return changed copies."""

    def insert(self, value):
        """Return a set that has this too."""
        return HashTrieSet({*self, value})

    def update(self, *others: Iterable):
        """Return a set that has the members of others too."""
        return HashTrieSet(self.union(*others))

    def remove(self, value):
        """Return a set without a member; KeyError if it is none."""
        if value not in self:
            raise KeyError(value)
        return self.discard(value)

    def discard(self, value):
        """Return a set without a member, whether it was there or not."""
        return HashTrieSet(self - {value})


class List(tuple):
    """A list that grows at its front."""

    __slots__ = ()

    def push_front(self, value):
        """Return a list with one more at its front."""
        return List((value, *self))

    def drop_first(self):
        """Return a list without its first."""
        return List(self[1:])
