from datetime import UTC, datetime

from tasks.core.feed_document import FeedDocument
from tasks.parsing import feed_reader

NOW = datetime(2026, 11, 16, 9, tzinfo=UTC)
FEED = b'<rss version="2.0"><channel><item><title>Bakers vote</title><link>/bakers</link></item></channel></rss>'
# feedparser looks each attribute up among all the others.
ATTRIBUTES = b'<rss version="2.0"><channel ' + b" ".join(b'a%d="1"' % number for number in range(40_000)) + b"/></rss>"


def test_a_document_that_hangs_its_reader_is_given_up_and_the_next_is_read():
    with feed_reader(timeout_s=0.5) as reader:
        hung = reader.read(ATTRIBUTES, feed_id="f", url="http://a.example/feed", now=NOW)
        after = reader.read(FEED, feed_id="f", url="http://a.example/feed", now=NOW)
    assert (hung.reason, hung.detail) == ("not_feed", "could not be read within 0.5 s")
    assert isinstance(after, FeedDocument)
    assert [entry.url for entry in after.entries] == ["http://a.example/bakers"]
