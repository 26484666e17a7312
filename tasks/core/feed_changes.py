"""Feeds that are no longer as they were: what a person, or an automation, wants to hear of once, not at every poll."""

from collections.abc import Sequence
from dataclasses import dataclass

from warehouse.records import FeedWord

TROUBLES = ("failing", "gone", "lying", "silent", "blocked")  # words of `feed_health` that ask for somebody's attention
NEVER_POLLED = "never_polled"
RECOVERED = "recovered"


@dataclass(frozen=True, slots=True)
class FeedChange:
    """A feed that got into trouble, into another one, or out of it."""

    name: str
    before: str
    after: str
    reason: str | None

    @property
    def kind(self) -> str:
        """Return what happened in a word: the trouble it is in now, or "recovered"."""
        return self.after if self.after in TROUBLES else RECOVERED

    def sentence(self) -> str:
        """Return it as a person reads it."""
        why = f": {self.reason}" if self.reason else ""
        return f"feed {self.name} is {self.after}, and was {self.before}{why}"


def feed_changes(before: Sequence[FeedWord], after: Sequence[FeedWord]) -> list[FeedChange]:
    """Return the changes from *before* to *after* that have to do with trouble, in the order of *after*.

    >>> was = [FeedWord("a", "ok", None), FeedWord("b", "failing", "HTTP 500")]
    >>> now = [FeedWord("a", "silent", "nothing new"), FeedWord("b", "ok", None), FeedWord("c", "ok", None)]
    >>> [(change.name, change.kind) for change in feed_changes(was, now)]
    [('a', 'silent'), ('b', 'recovered')]
    """
    was = {word.name: word.state for word in before}
    pairs = [(was.get(word.name, NEVER_POLLED), word) for word in after]
    return [
        FeedChange(word.name, state, word.state, word.reason)
        for state, word in pairs
        if word.state != state and (state in TROUBLES or word.state in TROUBLES)
    ]
