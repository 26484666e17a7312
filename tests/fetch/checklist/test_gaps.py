"""A feed that outruns its polls: the gap is said, polls come sooner, an archive of the site brings what was missed."""

from tests.newsroom.asserts import Manners, assert_complete, assert_polite
from tests.newsroom.desk import HOST, Desk, overflow

WINDOW = 20


def test_line_15_a_gap_halves_the_interval_and_an_archive_closes_it(newsroom, tmp_path):
    newsroom.profile(HOST, items=WINDOW, rate_per_day=0, ttl=0, cache_control="")
    desk = Desk(newsroom, tmp_path)
    assert desk.run().n_new_articles == WINDOW

    overflow(newsroom, 200)
    report = desk.run()

    assert report.n_new_articles == 200, "180 of them were never in a document that was polled"
    assert_complete(newsroom.truth(), desk.stored())
    assert report.conservation.sentence() == "201 entries = 200 articles + 1 known + 0 rejected"
    ((reason, next_at, polled_at),) = desk.rows(
        "SELECT next_poll_reason, next_poll_at, last_polled_at FROM feed_health"
    )
    assert reason == "its interval of 1 h, halved 1 × since it outran us"
    assert (next_at - polled_at).total_seconds() < 3_600 * 0.6
    ((closed_by, closed_at, open_reason),) = desk.rows("SELECT closed_by, closed_at, open_reason FROM core.feed_gap")
    assert closed_by == "wordpress: 181 entries, 180 of them new, of 2026-11-16 08:00 to 2026-11-16 12:01 UTC"
    assert (closed_at, open_reason) == (desk.now, None)
    assert desk.rows("SELECT sum(n_gaps) FROM holes") == [(None,)]
    assert desk.rows("SELECT source, state, n_requests, n_expected FROM core.backfill") == [
        ("wordpress", "done", 2, 181)
    ]
    assert_polite(newsroom.ledger(), Manners(gap_s=0))

    newsroom.advance(3_600)
    n_asked = len(newsroom.ledger(HOST))
    assert desk.run().n_entries == 0
    assert len(newsroom.ledger(HOST)) == n_asked + 1, "a closed gap costs nothing any more"
