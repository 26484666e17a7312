"""What must hold after every fault (I1 to I7): each says what broke, by the newsroom's word against the warehouse."""

import threading
import time
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from tests.newsroom.asserts import Manners, Usage, assert_bounded, assert_polite, assert_safe
from tests.newsroom.chaos import Worker, group_of
from tests.newsroom.scene import ADDRESS, PLAIN, Scene

ANSWERED = "('ok', 'not_modified', 'unchanged')"
MOST = Usage(peak_rss_mb=300, n_fds=64, n_threads=16, cpu_s_per_1000_polls=1_000_000)
MOST_OF_ALL = Usage(peak_rss_mb=500, n_fds=64, n_threads=16, cpu_s_per_1000_polls=1_000_000)  # of all stages together
# What a run makes of what it read; polls, runs and the state of feeds are its own diary.
CONTENT = (
    *("feed_entry", "feed_body", "feed_gap", "feed_identity", "page", "rejection", "article", "article_text"),
    *("past_version", "credit", "defect", "link", "translation", "translation_memory"),
    *("pair", "story", "story_member", "story_link"),
)
OPENED_ONCE = 5  # descriptors, at the first request of a process: its resolver's four, and the book of hosts
DYING_S = 10.0


def assert_invariants(
    scene: Scene,
    *,
    unseen: Collection[str] = (),
    changing: Collection[str] = (),
    workers: Sequence[Worker] = (),
    manners: Manners | None = None,
) -> None:
    """Hold the *scene* to I1 to I7, after a run that came to its end.

    Args:
        scene: with its newsroom and its warehouse.
        unseen: hosts that were never asked well enough to see everything; what they listed must still not be doubled.
        changing: tables that another poll adds to, as a document is another one each time.
        workers: the processes that ran, all of them ended.
        manners: what the ledger is held to; None: no gaps, as those are off by loopback.
    """
    all_stored_once(scene, unseen=unseen)
    validators_vouch_for_what_is_stored(scene, unseen=unseen)
    nothing_acknowledged_is_missing(scene)
    assert_polite(scene.ledger(), manners or Manners(gap_s=0))
    held = running_again_writes_nothing(scene, changing)
    bounded(held, workers, MOST if not scene.is_read else MOST_OF_ALL)
    assert_safe(scene.newsroom.ledger(), n_canary_accepts=scene.newsroom.stats()["n_canary_accepts"])


def _fail_if(name: str, broken: Iterable[object]) -> None:
    lines = list(map(str, broken))
    assert not lines, "\n".join([f"{name} ({len(lines)}):", *lines[:20]])


def all_stored_once(scene: Scene, *, unseen: Collection[str] = ()) -> None:
    """I1: every article in the truth whose feed was polled well since is stored exactly once, and nothing else is."""
    truth = {one["url"]: one for one in scene.newsroom.truth()}
    polled = _polled_well(scene)
    listed = Counter(map(tuple, scene.rows(f"SELECT feed_id::VARCHAR, {ADDRESS} FROM core.feed_entry")))
    stored = Counter(url for (url,) in scene.rows("SELECT url FROM core.article"))
    broken = [f"listed {n} times: {key}" for key, n in listed.items() if n > 1]
    broken += [f"stored {n} times: {url}" for url, n in stored.items() if n > 1]
    hosts = {one["host"] for one in truth.values()}
    broken += [f"never published: {url}" for url in stored if url not in truth and url.split("/")[2] in hosts]
    for url, one in _due(truth, polled, unseen):
        seen_by = [feed_id for feed_id in polled[one["host"]] if (feed_id, url) in listed]
        broken += [] if seen_by else [f"not listed: {url}"]
        broken += [f"not read: {url}"] if scene.is_read and seen_by and url not in stored else []
    _fail_if("I1", broken)


def _polled_well(scene: Scene) -> dict[str, dict[str, datetime]]:
    """Return for each host its feeds (/feed.xml) that ever answered, and when each last did."""
    rows = scene.rows(
        f"SELECT f.feed_id::VARCHAR, {PLAIN}, max(p.polled_at) FROM core.feed_poll AS p JOIN core.feed AS f"
        f" ON f.feed_id = p.feed_id WHERE p.outcome IN {ANSWERED} AND f.url LIKE '%/feed.xml' GROUP BY ALL"
    )
    found: dict[str, dict[str, datetime]] = defaultdict(dict)
    for feed_id, url, polled_at in rows:
        found[url.split("/")[2]][feed_id] = polled_at
    return found


def _due(
    truth: dict[str, dict[str, Any]], polled: dict[str, dict[str, datetime]], unseen: Collection[str]
) -> Iterable[tuple[str, dict[str, Any]]]:
    for url, one in truth.items():
        if one["host"] in unseen or one["is_deleted"] or one["host"] not in polled:
            continue
        if datetime.fromisoformat(one["published_at"]) <= max(polled[one["host"]].values()):
            yield url, one


def validators_vouch_for_what_is_stored(scene: Scene, *, unseen: Collection[str] = ()) -> None:
    """I2: of each stored validator, all that was published when the newsroom gave it is stored."""
    states = scene.rows(
        f"SELECT f.feed_id::VARCHAR, {PLAIN}, s.etag, s.last_modified FROM core.feed_state AS s JOIN core.feed AS f"
        " ON f.feed_id = s.feed_id WHERE s.etag IS NOT NULL OR s.last_modified IS NOT NULL"
    )
    listed = set(map(tuple, scene.rows(f"SELECT feed_id::VARCHAR, {ADDRESS} FROM core.feed_entry")))
    truth = scene.newsroom.truth()
    answers = [one for one in scene.newsroom.ledger() if one.status in {200, 304}]
    broken: list[str] = []
    for feed_id, url, etag, modified in states:
        given = [
            one
            for one in answers
            if f"http://{one.host}{one.target}" == url
            and one.answered.get("etag") == etag
            and one.answered.get("last-modified") == modified
        ]
        if not given:
            broken.append(f"{url}: nobody gave {etag!r} with {modified!r}")
            continue
        host = given[-1].host
        broken += [
            f"{url}: {etag or modified} vouches for {one['url']}, which is not stored"
            for one in truth
            if one["host"] == host and host not in unseen and not one["is_deleted"] and url.endswith("/feed.xml")
            if datetime.fromisoformat(one["published_at"]).timestamp() <= given[-1].t
            and (feed_id, one["url"]) not in listed
        ]
    _fail_if("I2", broken)


def nothing_acknowledged_is_missing(scene: Scene) -> None:
    """I3: every poll and article whose transaction was said to be committed is there."""
    stored = {
        "polls": {str(poll_id) for (poll_id,) in scene.rows("SELECT poll_id FROM core.feed_poll")},
        "articles": {url for (url,) in scene.rows("SELECT url FROM core.article")},
    }
    missing = {kind: known - stored[kind] for kind, known in scene.acknowledged.items()}
    _fail_if("I3", (f"{kind}: {one} is missing" for kind, some in missing.items() for one in some))


def running_again_writes_nothing(scene: Scene, changing: Collection[str] = ()) -> tuple[int, int]:
    """I4: a run again polls nothing, as nothing is due; and one that is forced to stores nothing that is not there.

    Returns:
        descriptors and threads before the last of these runs.
    """
    before, n_polls = content(scene), scene.rows("SELECT count(*) FROM core.feed_poll")
    scene.run()
    assert scene.rows("SELECT count(*) FROM core.feed_poll") == n_polls, "I4: polled again what was not due"
    held = descriptors_and_threads()
    scene.run(is_forced=True)
    after = content(scene)
    written = [name for name in CONTENT if before[name] != after[name] and name not in changing]
    _fail_if("I4", (f"core.{name}: {before[name]} → {after[name]}" for name in written))
    return held


def content(scene: Scene) -> dict[str, tuple[int, int]]:
    """Return number and checksum of the rows of each table of CONTENT."""
    with scene.warehouse.transaction("test looks") as tx:
        sql = "SELECT count(*), coalesce(sum(hash(t)::HUGEINT), 0) FROM core.{} AS t"
        return {name: tx.connection.execute(sql.format(name)).fetchone() for name in CONTENT}


def descriptors_and_threads() -> tuple[int, int]:
    return len(list(Path("/proc/self/fd").iterdir())), threading.active_count()


def bounded(before: tuple[int, int], workers: Sequence[Worker] = (), most: Usage = MOST) -> None:
    """I7: this process holds no more than *before* its last runs, and *workers* stayed small and left nobody behind."""
    grown = [(n, was) for n, was in zip(descriptors_and_threads(), before, strict=True) if n > was + OPENED_ONCE]
    _fail_if("I7", (f"{n} descriptors or threads, {was} before" for n, was in grown))
    for worker in workers:
        used = worker.done["usage"] if worker.done else None
        if used:
            assert_bounded(Usage(used["peak_rss_mb"], used["n_fds"], used["n_threads"], 0), most)
        until = time.monotonic() + DYING_S
        while (left := group_of(worker.process.pid)) and time.monotonic() < until:
            time.sleep(0.02)
        _fail_if("I7", (f"process {one} outlived its worker {worker.process.pid}" for one in left))
