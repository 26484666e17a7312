"""What is said of a story in a line: who tells it, who was first, who was made from whom, and what changed."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date, datetime

from warehouse.records import Brief, BriefArticle, BriefEdit, BriefStory, Relation

MOST_NAMES = 4  # outlets named in a row; further ones are counted
MOST_NEW = 3  # new articles named one by one


def in_order(stories: Sequence[BriefStory]) -> list[BriefStory]:
    """Return *stories* as a reader wants them: those of watchlists, then by independent sources, outlets, articles.

    Of equals the one told first comes first, as they are given.
    """
    return sorted(
        stories,
        key=lambda one: (not one.hits, -one.n_independent_sources, -len(one.publishers), -len(one.articles)),
    )


def counted(n: int, noun: str, nouns: str | None = None) -> str:
    """Return a number with its noun.

    >>> counted(1, "story", "stories"), counted(2, "outlet"), counted(0, "outlet")
    ('1 story', '2 outlets', '0 outlets')
    """
    return f"{n} {noun if n == 1 else nouns or noun + 's'}"


def headline(brief: Brief) -> str:
    """Return the title of the brief.

    >>> headline(Brief(date(2026, 11, 18), date(2026, 11, 19), "en", (), (), (), (), {}, {}, None))
    'Brief of 2026-11-18 to 2026-11-19'
    """
    days = f"{brief.since}" if brief.since == brief.until else f"{brief.since} to {brief.until}"
    return f"Brief of {days}" + (f", watchlist {brief.watchlist}" if brief.watchlist else "")


def summary(brief: Brief) -> str:
    """Return the brief in a sentence; where there is no news, where the newest is."""
    if not brief.stories:
        what = f"No story with a hit of watchlist {brief.watchlist}" if brief.watchlist else "No news"
        days = f"of {brief.until}" if brief.since == brief.until else f"from {brief.since} to {brief.until}"
        newest = (
            f"the newest article up to then is of {brief.newest_on}"
            if brief.newest_on
            else "there is no article up to then"
        )
        return f"{what} {days}; {newest}."
    n_new = sum(one.is_new for one in brief.stories)
    n_hits = sum(bool(one.hits) for one in brief.stories)
    outlets = {article.publisher for one in brief.stories for article in one.articles}
    languages = sorted({lang for one in brief.stories for lang in one.languages})
    told = counted(len(brief.stories), "story", "stories")
    return (
        f"{told} ({n_new} new, {n_hits} on watchlists), {counted(len(outlets), 'outlet')}, in {', '.join(languages)}."
        " Times are UTC."
    )


def tellers(story: BriefStory) -> str:
    """Return outlets, independent sources and languages: "3 outlets, 1 independent source, en fr".

    One article is one outlet and one source; articles are counted where an outlet has several.
    """
    if len(story.articles) == 1:
        return f"1 outlet, {story.articles[0].lang}"
    parts = [counted(len(story.publishers), "outlet"), counted(story.n_independent_sources, "independent source")]
    if len(story.articles) > len(story.publishers):
        parts.insert(0, counted(len(story.articles), "article"))
    return ", ".join([*parts, " ".join(story.languages)])


def who_first(story: BriefStory, until: date) -> str:
    """Return the outlet that told the story first and when; the day only where it is not the last one of the brief."""
    first = story.articles[0]
    return f"first {first.publisher} {_time(first.published_at, until)}"


def lineage(story: BriefStory) -> str:
    """Return who was made from whom; nothing for a story of one article.

    A chain is told as one: "original A → adaptation B → machine retranslation C". Siblings stand in brackets behind
    their parent, those of a kind together: "original A → (syndicated copies B, C; adaptation D → translation E)".
    """
    if len(story.articles) < len("ab"):
        return ""
    known = {one.article_id for one in story.articles}
    children: defaultdict[str | None, list[BriefArticle]] = defaultdict(list)
    for one in story.articles:
        children[one.parent_id if one.parent_id in known else None].append(one)
    seen: set[str] = set()
    return "; ".join(_siblings(children[None], children, seen))


def _siblings(
    siblings: Sequence[BriefArticle], children: dict[str | None, list[BriefArticle]], seen: set[str]
) -> list[str]:
    """Return what is said of *siblings*, those without children of their own together by relation."""
    groups: dict[Relation | str, list[BriefArticle]] = {}
    for one in siblings:
        has_own = any(child.article_id not in seen for child in children.get(one.article_id, ()))
        groups.setdefault(one.article_id if has_own else one.relation, []).append(one)
    said: list[str] = []
    for group in groups.values():
        seen.update(one.article_id for one in group)
        line = f"{_kind(group[0].relation, len(group))} {_names([one.publisher for one in group])}"
        own = _siblings(children.get(group[0].article_id, ()), children, seen) if len(group) == 1 else []
        below = own[0] if len(own) == 1 else f"({'; '.join(own)})"
        said.append(f"{line} → {below}" if own else line)
    return said


def _kind(relation: Relation, n: int) -> str:
    """Return the word for *n* articles of a relation.

    >>> _kind(Relation.EXACT_COPY, 2), _kind(Relation.MACHINE_RETRANSLATION, 1)
    ('exact copies', 'machine retranslation')
    """
    word = relation.value.replace("_", " ")
    return word if n == 1 else word.removesuffix("y") + "ies" if word.endswith("y") else word + "s"


def _names(names: Sequence[str]) -> str:
    """Return outlets in a row.

    >>> _names(["A", "B", "A"]), _names(list("ABCDEF"))
    ('A (2), B', 'A, B, C, D and 2 more')
    """
    times = {name: names.count(name) for name in names}
    shown = [name if n == 1 else f"{name} ({n})" for name, n in times.items()]
    more = f" and {len(shown) - MOST_NAMES} more" if len(shown) > MOST_NAMES else ""
    return ", ".join(shown[:MOST_NAMES]) + more


def changes(story: BriefStory, until: date) -> list[str]:
    """Return what happened to the story in the days of the brief, a sentence each, corrections and reversals first.

    Of a story that is new in these days its articles are no change.
    """
    said = [edit_sentence(edit) for edit in sorted(story.edits, key=lambda one: (not _is_grave(one), one.observed_at))]
    said += [f"told apart until now: “{title}”" for title in story.absorbed]
    new = [] if story.is_new else [one for one in story.articles if one.is_new]
    named = [f"{_kind(one.relation, 1)} {one.publisher} {_time(one.published_at, until)}" for one in new[:MOST_NEW]]
    more = [f"{len(new) - MOST_NEW} more"] if len(new) > MOST_NEW else []
    return [*said, *([f"since the day before: {', '.join(named + more)}"] if new else [])]


def edit_sentence(edit: BriefEdit) -> str:
    """Return what an outlet did to its text after publishing it, and whether its page admits it."""
    silently = "" if not edit.is_silent else ", and its page does not say so"
    if edit.is_reversal:
        return f"reversal: {edit.publisher} went back to an earlier text of its own{silently}"
    if edit.change == "correction":
        return f"correction: {edit.publisher} corrected its text{f' ({edit.reason})' if edit.reason else ''}"
    if edit.title_before != edit.title_after:
        return f"{edit.publisher} changed its title from “{edit.title_before}” to “{edit.title_after}”{silently}"
    how = {"major": "rewrote its text", "minor": "touched up its text"}.get(edit.change or "", "changed its text")
    return f"{edit.publisher} {how}{f' ({edit.reason})' if edit.reason else ''}{silently}"


def _is_grave(edit: BriefEdit) -> bool:
    return edit.is_reversal or edit.change == "correction"


def _time(at: datetime | None, until: date) -> str:
    if at is None:
        return "(no date)"
    return f"{at:%H:%M}" if at.date() == until else f"{at:%m-%d %H:%M}"
