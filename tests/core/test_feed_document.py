from datetime import UTC, datetime

import pytest

from tasks.core.feed_document import MAX_GUID, MAX_LINK, MAX_TITLE, FeedDocument, read_feed
from warehouse.records import Rejection, Timetable

NOW = datetime(2026, 11, 16, 9, tzinfo=UTC)
ATOM = """<?xml version="1.0"?><feed xmlns="http://www.w3.org/2005/Atom"><title>Le Courrier</title>
<link href="https://courrier.example/"/><entry><id>tag:courrier.example,2026:1</id><title>Le pain de Valmont</title>
<link href="/pain"/><updated>2026-11-15T08:00:00+01:00</updated><author><name>Ana Ruel</name></author>
<summary type="html">&lt;p&gt;Une &lt;b&gt;brève&lt;/b&gt;.&lt;/p&gt;</summary></entry></feed>"""


def rss(items, head="<link>http://gazette.example/</link>"):
    return f'<?xml version="1.0"?><rss version="2.0"><channel><title>G</title>{head}{items}</channel></rss>'


def read(document, **said):
    body = document if isinstance(document, bytes) else document.encode()
    return read_feed(body, feed_id="f", url="http://feeds.example/gazette.xml", now=NOW, **said)


def entry(inside, **options):
    [found] = read(rss(f"<item>{inside}</item>", **options)).entries
    return found


def test_an_atom_entry_is_read_whole():
    document = read(ATOM)
    [found] = document.entries
    assert (document.title, document.is_whole) == ("Le Courrier", True)
    assert found.entry_key == "tag:courrier.example,2026:1"
    assert (found.url, found.link) == ("https://courrier.example/pain", "/pain")
    assert (found.title, found.summary, found.authors) == ("Le pain de Valmont", "Une brève.", ("Ana Ruel",))
    assert found.published_at == datetime(2026, 11, 15, 7, tzinfo=UTC)
    assert found.published_raw == "2026-11-15T08:00:00+01:00"


def test_entries_keep_the_order_of_the_document():
    found = read(rss("".join(f"<item><link>/{n}</link></item>" for n in (3, 1, 2)))).entries
    assert [(one.url[-1], one.position) for one in found] == [("3", 0), ("1", 1), ("2", 2)]


@pytest.mark.parametrize(
    ("inside", "key"),
    [
        ("<guid>g1</guid><link>/a</link>", "g1"),
        ("<link>/a?utm_source=x</link><title>T</title>", "http://gazette.example/a"),
    ],
)
def test_the_key_is_the_guid_else_the_page(inside, key):
    assert entry(inside).entry_key == key


def test_without_guid_and_page_title_and_date_are_the_key():
    one, same, other = (entry(f"<title>{title}</title>").entry_key for title in ("Bread", "Bread", "Cake"))
    assert one == same != other


def test_one_guid_on_several_pages_is_no_key():
    item = '<item><guid isPermaLink="false">g</guid><link>/{}</link></item>'
    keys = [one.entry_key for one in read(rss(item.format("a") + item.format("b") + item.format("a"))).entries]
    assert keys == ["http://gazette.example/a", "http://gazette.example/b", "http://gazette.example/a"]


def test_long_guids_that_differ_at_the_end_differ():
    keys = {entry(f'<guid isPermaLink="false">{"g" * MAX_GUID}{end}</guid>').entry_key for end in "ab"}
    assert len(keys) == 2
    assert all(len(key) <= MAX_GUID for key in keys)


@pytest.mark.parametrize("link", ["javascript:alert(1)", "mailto:a@b.example", "ftp://b.example/a", "http://[bad", ""])
def test_an_entry_without_a_usable_link_is_still_an_entry(link):
    found = entry(f"<title>Bread</title><link>{link}</link>")
    assert (found.url, found.link, found.title) == ("", link, "Bread")


def test_a_link_too_long_is_no_link_to_somewhere_else():
    found = entry(f"<link>http://gazette.example/{'x' * MAX_LINK}</link>")
    assert found.url == ""
    assert len(found.link) == MAX_LINK


def test_the_publisher_s_own_link_is_preferred_to_feedburner_s():
    found = entry(
        "<link>http://feeds.example/~r/1</link>"
        '<b:origLink xmlns:b="http://rssnamespace.org/feedburner/ext/1.0">http://gazette.example/a</b:origLink>'
    )
    assert found.url == "http://gazette.example/a"


def test_a_feed_that_names_a_broken_site_still_resolves_its_links():
    found = entry("<link>/bread</link>", head="<link>http://[bad</link>")
    assert found.url == "http://feeds.example/bread"


@pytest.mark.parametrize(
    ("raw", "at"),
    [
        ("Mon, 16 Nov 2026 08:00:00 GMT", datetime(2026, 11, 16, 8, tzinfo=UTC)),
        ("Mon, 16 Nov 2026 08:00:00 -0500", datetime(2026, 11, 16, 13, tzinfo=UTC)),
        ("Mon, 16 Nov 2026 08:00:00", datetime(2026, 11, 16, 8, tzinfo=UTC)),
        ("16 Nov 2026 08:00", datetime(2026, 11, 16, 8, tzinfo=UTC)),
        ("Monday, November 16, 2026 8:00 PM", None),
        ("Mon, 16 Nov 2026 28:00:00", None),
        ("Fri, 20 Nov 2026 08:00:00 GMT", None),
        ("Mon, 01 Jan 0001 00:00:00 GMT", None),
        ("Thu, 01 Jan 1970 00:00:00 GMT", None),
        ("Fri, 31 Dec 9999 23:59:59 GMT", None),
        ("le 16 novembre, vers dix heures", None),
    ],
)
def test_a_date_nobody_can_have_published_on_is_kept_only_as_written(raw, at):
    found = entry(f"<link>/a</link><pubDate>{raw}</pubDate>")
    assert (found.published_at, found.published_raw) == (at, raw)


def test_a_text_that_changes_asks_for_another_reading_and_a_visitor_number_does_not():
    item = "<title>{}</title><guid>g</guid><link>/a?utm_id={}</link>"
    first, counted, edited = (entry(item.format(*pair)).entry_hash for pair in (("A", 1), ("A", 2), ("B", 1)))
    assert first == counted != edited


def test_text_is_plain_and_bounded():
    found = entry(f"<title>Le &lt;b&gt;pain&lt;/b&gt; &amp;amp; l'eau\u202e {'x' * 5_000}</title><link>/a</link>")
    assert found.title.startswith("Le pain & l'eau x")
    assert len(found.title) == MAX_TITLE


@pytest.mark.parametrize(
    ("encoding", "content_type"),
    [
        ("utf-8", "text/xml"),
        ("utf-8-sig", "text/xml"),
        ("utf-8", "text/xml; charset=iso-8859-1"),
        ("iso-8859-1", "text/xml; charset=iso-8859-1"),
        ("windows-1252", "application/rss+xml; charset=windows-1252"),
        ("utf-16", "application/rss+xml"),
    ],
)
def test_letters_come_out_as_they_were_meant(encoding, content_type):
    document = rss("<item><title>Fête à Orvane, été</title><link>/a</link></item>").encode(encoding)
    [found] = read(document, content_type=content_type).entries
    assert found.title == "Fête à Orvane, été"


def test_a_cut_document_says_so():
    document = rss("<item><link>/a</link></item><item><link>/b</link></item>")
    assert read(document).is_whole
    assert read(document.encode("utf-16")).is_whole
    assert read(document + "<!-- served in 3 ms -->").is_whole
    cut = read(document[: document.rindex("<item>")])
    assert not cut.is_whole
    assert [one.url for one in cut.entries] == ["http://gazette.example/a"]


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"   ",
        b'{"items": ["<html>"]}',
        b"\xff\xfe\x00",
        b"%PDF",
    ],
)
def test_what_is_no_feed_is_said_to_be_none(body):
    found = read(body)
    assert isinstance(found, Rejection)
    assert found.reason == "not_feed"


@pytest.mark.parametrize(
    "body",
    [
        b"<!doctype html><html><body><h1>Welcome</h1></body></html>",
        b'\xef\xbb\xbf\n<?xml version="1.0"?><!-- 1 --><!-- 2 --><!DOCTYPE HTML PUBLIC "x"><p>',
        b"<html lang=fr><p>Bonjour",
        "<!doctype html><p>Bonjour".encode("utf-16"),
    ],
)
def test_a_web_page_where_a_feed_should_be_is_said_to_be_one(body):
    assert read(body) == Rejection("web_page", "a web page and no feed")


def test_a_thousand_comments_before_nothing_keep_nobody_busy():
    assert read(b"<!---->" * 2_000).reason == "not_feed"


def numbered(*numbers):
    day = "<pubDate>{:02} Nov 2026 08:00:00 GMT</pubDate>"
    items = (f"<item><title>{n}</title><guid>{n}</guid>{day.format(n) if n else ''}</item>" for n in numbers)
    return rss("".join(items))


@pytest.mark.parametrize(
    ("numbers", "titles"),
    [
        ((5, 4, 3, 2, 1), ["5", "4", "3"]),
        ((1, 2, 3, 4, 5), ["3", "4", "5"]),
        ((0, 2, 3, 4, 0), ["0", "2", "3"]),
    ],
    ids=["newest first", "oldest first", "undated"],
)
def test_of_a_document_with_too_many_items_the_newest_are_read_and_the_others_counted(numbers, titles):
    found = read(numbered(*numbers), max_entries=3)
    assert [entry.title for entry in found.entries] == titles
    assert (found.n_beyond_cap, found.is_whole) == (2, True)
    assert [entry.position for entry in found.entries] == [numbers.index(int(title)) for title in titles]


def test_a_body_that_is_a_path_opens_no_file(tmp_path):
    secret = tmp_path / "secret.xml"
    secret.write_text(rss("<item><title>LOCAL SECRET</title></item>"))
    assert isinstance(read(str(secret).encode()), Rejection)


def test_entities_from_outside_bring_nothing_in(tmp_path):
    secret = tmp_path / "secret.txt"
    secret.write_text("LOCAL SECRET")
    document = rss("<item><title>&x;</title><link>/a</link></item>").replace(
        '<?xml version="1.0"?>', f'<?xml version="1.0"?><!DOCTYPE rss [<!ENTITY x SYSTEM "{secret.as_uri()}">]>'
    )
    found = read(document)
    assert isinstance(found, FeedDocument)
    assert "SECRET" not in found.entries[0].title


@pytest.mark.parametrize(
    ("head", "timetable"),
    [
        ("", Timetable()),
        ("<ttl>90</ttl>", Timetable(ttl_s=5_400)),
        ("<ttl>soon</ttl>", Timetable()),
        ("<ttl>999999999999999</ttl>", Timetable(ttl_s=59_999_940)),
        ("<sy:updatePeriod>daily</sy:updatePeriod>", Timetable(update_s=86_400)),
        (
            "<sy:updatePeriod> Daily </sy:updatePeriod><sy:updateFrequency>4</sy:updateFrequency>",
            Timetable(update_s=21_600),
        ),
        (
            "<sy:updatePeriod>hourly</sy:updatePeriod><sy:updateFrequency>0</sy:updateFrequency>",
            Timetable(update_s=3_600),
        ),
        ("<sy:updatePeriod>often</sy:updatePeriod>", Timetable()),
        ("<skipHours><hour>3</hour><hour> 22 </hour><hour>24</hour></skipHours>", Timetable(skip_hours=(0, 3, 22))),
        ("<skipDays><day>Sunday</day><day>Saturday</day><day>Samedi</day></skipDays>", Timetable(skip_days=(6, 7))),
        ("<skipHours><hour>half past ten</hour></skipHours>", Timetable()),
    ],
)
def test_what_a_feed_says_of_its_pace_is_read(head, timetable):
    document = rss("<item><link>/a</link></item>", head=head)
    document = document.replace("<rss ", '<rss xmlns:sy="http://purl.org/rss/1.0/modules/syndication/" ')
    assert read(document).timetable == timetable


def test_a_reference_to_no_character_costs_only_itself():
    item = "<item><guid>g{0}</guid><title>Caf&#233; {1}</title><link>http://a.example/{0}</link></item>"
    items = [item.format(n, mark) for n, mark in enumerate(("&#xD800;", "&#56320;", "&#x110000;", "&#xe9;"))]
    body = f"<rss version='2.0'><channel><title>t</title>{''.join(items)}</channel></rss>".encode()
    titles = [entry.title for entry in read_feed(body, feed_id="f", url="http://a.example/", now=NOW).entries]
    assert titles == ["Café \ufffd", "Café \ufffd", "Café \ufffd", "Café é"]


@pytest.mark.parametrize("content_type", ["", "text/xml; charset=utf-8", "text/xml; charset=iso-8859-1"])
def test_what_is_utf_8_by_sight_is_utf_8_whatever_its_first_line_says(content_type):
    body = '<?xml version="1.0" encoding="windows-1252"?><rss version="2.0"><channel><title>t</title><item>'
    body += "<title>Élève à l’été</title><link>http://a.example/1</link></item></channel></rss>"
    read = read_feed(body.encode(), feed_id="f", url="http://a.example/", now=NOW, content_type=content_type)
    assert [entry.title for entry in read.entries] == ["Élève à l’été"]


def live(*items):
    return read(
        rss(
            "".join(
                f"<item>{guid}<link>/live{fragment}</link><title>{title}</title></item>"
                for guid, fragment, title in items
            )
        )
    ).entries


@pytest.mark.parametrize("guid", ["", "<guid>same</guid>"])
def test_updates_of_a_live_blog_told_apart_by_fragment_alone_are_entries_of_one_page(guid):
    found = live((guid, "#a", "Polls open"), (guid, "#b", "Polls close"), (guid, "", "The election day"))
    assert len({one.entry_key for one in found}) == 3
    assert {one.url for one in found} == {"http://gazette.example/live"}
    assert [one.link for one in found] == ["/live#a", "/live#b", "/live"]


def test_a_fragment_that_counts_visitors_is_no_part_of_a_key():
    found = live(("", "#xtor=RSS-1", "Polls open"), ("", "#xtor=RSS-2", "Polls open"))
    assert {one.entry_key for one in found} == {"http://gazette.example/live"}
    [alone] = live(("", "#xtor=RSS-1", "Polls open"))
    assert alone.entry_key == "http://gazette.example/live"
