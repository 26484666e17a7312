"""The accounting law: every polled entry ends as one of article, rejection, already known, or still waits."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from warehouse.records import Rejection


@dataclass(frozen=True, slots=True)
class Conservation:
    """What came in and where it went, counted apart on both sides so that a loss shows."""

    n_entries: int = 0
    n_articles: int = 0  # new articles and new versions
    n_known: int = 0
    rejected: Mapping[str, int] = field(default_factory=dict[str, int])  # label for a reader -> entries
    n_waiting: int = 0  # for a host that asked for patience: not asked, so as pending as before

    @property
    def n_missing(self) -> int:
        """Return how many entries have no disposition; anything but 0 is a bug, and the run says so."""
        return self.n_entries - self.n_articles - self.n_known - sum(self.rejected.values()) - self.n_waiting

    def sentence(self) -> str:
        """Return the last line of a run.

        >>> Conservation(143, 31, 109, {"consent wall": 2, "HTTP 404": 1}).sentence()
        '143 entries = 31 articles + 109 known + 3 rejected (2 consent wall, 1 HTTP 404)'
        >>> Conservation(4, 1, 0, {}, 3).sentence()
        '4 entries = 1 article + 0 known + 0 rejected + 3 waiting for hosts that asked for patience'
        >>> Conservation(2, 1, 0).sentence()
        '2 entries = 1 article + 0 known + 0 rejected  (1 ENTRY HAS NO DISPOSITION: a bug, please report it)'
        """
        why = ", ".join(
            f"{n} {label}" for label, n in sorted(self.rejected.items(), key=lambda item: (-item[1], item[0]))
        )
        text = (
            f"{_count(self.n_entries, 'entry', 'entries')} = {_count(self.n_articles, 'article', 'articles')}"
            f" + {self.n_known} known + {sum(self.rejected.values())} rejected"
        )
        text += f" ({why})" if why else ""
        text += f" + {self.n_waiting} waiting for hosts that asked for patience" if self.n_waiting else ""
        if self.n_missing:
            verb = "ENTRY HAS" if abs(self.n_missing) == 1 else "ENTRIES HAVE"
            text += f"  ({self.n_missing} {verb} NO DISPOSITION: a bug, please report it)"
        return text


def rejection_label(rejection: Rejection) -> str:
    """Return the words a reader sees for a rejection: the status for HTTP errors, else the reason.

    >>> rejection_label(Rejection("http_error", "HTTP 404 at https://a.example/x"))
    'HTTP 404'
    >>> rejection_label(Rejection("consent_wall", "asks for cookies"))
    'consent wall'
    """
    words = rejection.detail.split()
    if rejection.reason == "http_error" and words[:1] == ["HTTP"]:
        return " ".join(words[:2]).rstrip(":;,")
    return rejection.reason.replace("_", " ")


def count_rejections(rejections: Iterable[Rejection]) -> Counter[str]:
    """Return how many entries were rejected under each label."""
    return Counter(rejection_label(rejection) for rejection in rejections)


def _count(n: int, one: str, many: str) -> str:
    return f"{n} {one if n == 1 else many}"
