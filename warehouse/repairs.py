"""A text before repair, kept as what repair changed: nine tenths of the two texts are the same."""

from difflib import SequenceMatcher
from typing import Any

BREAK = "\n\n"


def differences(body: str, as_found: str) -> list[dict[str, Any]]:
    r"""Return what stood in *as_found* where *body* has something else, in order.

    Compared by paragraph, which repair mostly takes out whole; the macro `unrepaired` puts it all back.

    Returns:
        rows with span_start and span_end (characters of *body*) and found (what stood there).

    >>> differences("Lead.\n\nEnd.", "photo.jpg\n\nLead.\n\nEnd.")
    [{'span_start': 0, 'span_end': 0, 'found': 'photo.jpg\n\n'}]
    >>> differences("Same.", "Same.")
    []
    """
    if body == as_found:
        return []
    kept, seen = _paragraphs(body), _paragraphs(as_found)
    starts = [0]
    for paragraph in kept:
        starts.append(starts[-1] + len(paragraph))
    matcher = SequenceMatcher(None, kept, seen, autojunk=False)
    return [
        {"span_start": starts[start], "span_end": starts[end], "found": "".join(seen[first:last])}
        for change, start, end, first, last in matcher.get_opcodes()
        if change != "equal"
    ]


def _paragraphs(text: str) -> list[str]:
    """Return the paragraphs of *text* with the break after each, so that joined they are *text* again."""
    parts = text.split(BREAK)
    return [part + BREAK for part in parts[:-1]] + [parts[-1]]
