"""The foot of a brief: what the pipeline did and what it missed, since a brief that is silent about it is believed."""

from collections import Counter

from tasks.core.briefs.telling import counted
from warehouse.records import Brief, BriefHole

MOST_DAYS = 3  # named, of the days of a feed's holes


def foot_lines(brief: Brief) -> list[str]:
    """Return the closing lines of a brief: sums of the runs, holes, feeds in trouble, what waits for a model."""
    lines = [_runs(brief), *_holes(brief.holes)]
    lines += [f"failing now: {sentence}" for sentence in brief.failing_feeds]
    lines += [f"{state.replace('_', ' ')}: {', '.join(names)}" for state, names in brief.other_feeds.items()]
    if not brief.failing_feeds and not brief.other_feeds:
        lines.append("feeds: all answer as they should")
    if brief.waiting:
        waiting = ", ".join(f"{n} in {lang}" for lang, n in brief.waiting.items())
        install = f"newsecho models install {next(iter(brief.waiting))} {brief.target_lang}"
        lines.append(f"not translated, for want of a model: {waiting}; {install}")
    return lines


def _runs(brief: Brief) -> str:
    if not brief.runs:
        return "runs: none is recorded up to these days"
    if not brief.is_run_of_these_days:
        last = brief.runs[-1]
        last_one = f"{last.kind} of {last.started_at:%Y-%m-%d %H:%M}, {last.state}"
        return f"runs: none in these days; the last one before: {last_one}"
    states = Counter(one.state for one in brief.runs)
    ended = ", ".join(f"{n} {'not ended' if state == 'running' else state}" for state, n in sorted(states.items()))
    sums = [
        sum(getattr(one, name) for one in brief.runs) for name in ("n_entries", "n_articles", "n_known", "n_rejected")
    ]
    n_waiting = sum(one.n_waiting for one in brief.runs)
    waiting = f" + {n_waiting} waiting" if n_waiting else ""
    return (
        f"runs: {counted(len(brief.runs), 'run')} ({ended}), {counted(sums[0], 'entry', 'entries')} = "
        f"{counted(sums[1], 'article')} + {sums[2]} known + {sums[3]} rejected{waiting}"
    )


def _holes(holes: tuple[BriefHole, ...]) -> list[str]:
    if not holes:
        return ["holes: none in these days"]
    found: dict[str, list[BriefHole]] = {}
    for hole in holes:
        found.setdefault(hole.feed, []).append(hole)
    return [f"hole: {feed} on {_days(some)}: {_reasons(some)}" for feed, some in found.items()]


def _days(holes: list[BriefHole]) -> str:
    days = [str(hole.hole_on) for hole in holes]
    return ", ".join(days[:MOST_DAYS]) + (
        f" and {counted(len(days) - MOST_DAYS, 'more day')}" if len(days) > MOST_DAYS else ""
    )


def _reasons(holes: list[BriefHole]) -> str:
    counts = {
        "failed poll": sum(one.n_failed_polls for one in holes),
        "page turned away": sum(one.n_rejected for one in holes),
        "open gap": sum(one.n_gaps for one in holes),
        "unread day of a backfill": sum(one.n_unread for one in holes),
    }
    plural = {"page turned away": "pages turned away", "unread day of a backfill": "unread days of backfills"}
    said = ", ".join(counted(n, what, plural.get(what)) for what, n in counts.items() if n)
    reasons = sorted({reason.replace("_", " ") for one in holes for reason in one.reasons})
    return f"{said} ({', '.join(reasons)})"
