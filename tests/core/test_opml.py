"""OPML: what goes in comes out, what could do harm is refused in a sentence."""

import string
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from tasks.core.opml import MAX_BYTES, OpmlError, OpmlFeed, add_feeds, join_opml, read_opml

READER = b"""<?xml version="1.0" encoding="UTF-8"?>
<!-- exported by hand -->
<opml version="2.0" xmlns:fr="https://freshrss.example/opml">
  <head><title>Mine</title><ownerName>Odile</ownerName></head>
  <body>
    <outline text="News" fr:open="1">
      <outline text="Gazette" type="rss" xmlUrl="https://gazette.example/rss" htmlUrl="https://gazette.example/"
               fr:cssFullContent="main > p"/>
      <outline text="Regional">
        <outline title="L&#39;\xc3\x89cho" type="rss" xmlurl="https://echo.example/feed?a=1" language="fr-CA"/>
      </outline>
    </outline>
    <outline text="A note, no feed"/>
    <outline text="Off" isComment="true"><outline text="Old" xmlUrl="https://old.example/rss"/></outline>
  </body>
</opml>
"""
FEEDS = [OpmlFeed(0, "https://new.example/rss", "New & shiny", "New", "en", own={"publisher": "New Ltd"})]

names = st.text(string.ascii_letters, min_size=1, max_size=8)
texts = st.text(st.characters(exclude_categories=["Cs", "Cc"], exclude_characters="\ufffe\uffff"), max_size=12)
attributes = st.dictionaries(
    st.one_of(names.filter(lambda name: name.lower() != "xmlurl"), names.map("{{urn:other:reader}}{}".format)),
    texts,
    max_size=4,
)
hosts = st.sampled_from([f"https://{name}.example/rss" for name in "abcdef"])


@st.composite
def outlines(draw, depth=3):
    outline = etree.Element("outline", draw(attributes), nsmap={"other": "urn:other:reader"})
    if draw(st.booleans()):
        outline.set("xmlUrl", draw(hosts))
    for _ in range(draw(st.integers(0, 3)) if depth else 0):
        outline.append(draw(outlines(depth=depth - 1)))
    return outline


@st.composite
def documents(draw):
    root = etree.Element("opml", version="2.0")
    head = etree.SubElement(root, "head")
    for name in draw(st.lists(names, max_size=3)):
        etree.SubElement(head, name).text = draw(texts)
    body = etree.SubElement(root, "body")
    body.extend(draw(st.lists(outlines(), min_size=1, max_size=4)))
    return etree.tostring(root, encoding="UTF-8", xml_declaration=True)


def canonical(body):
    return etree.tostring(etree.fromstring(body), method="c14n")


def shape(outline):
    return dict(outline.attrib), [shape(one) for one in outline.findall("outline")]


@given(documents())
def test_whatever_is_added_to_a_list_what_was_there_stays_as_it_was(body):
    grown = etree.fromstring(add_feeds(body, FEEDS))
    grown.find("body").remove(grown.find("body")[-1])
    assert canonical(etree.tostring(grown)) == canonical(body)


@given(documents(), documents())
def test_a_joined_list_has_the_feeds_of_both_and_joining_again_changes_nothing(kept, added):
    joined = join_opml(kept, added)
    keys = {feed.key for feed in read_opml(kept)} | {feed.key for feed in read_opml(added)}
    assert {feed.key for feed in read_opml(joined)} == keys
    assert canonical(join_opml(joined, added)) == canonical(joined)


@given(documents(), documents())
def test_joining_takes_no_feed_away_and_changes_none_that_was_there(kept, added):
    before, after = (etree.fromstring(one) for one in (kept, join_opml(kept, added)))
    old = [dict(one.attrib) for one in before.iter("outline")]
    new = [dict(one.attrib) for one in after.iter("outline")]
    remaining = iter(new)
    assert all(attributes in remaining for attributes in old)  # in their order
    assert canonical(etree.tostring(after.find("head"))) == canonical(etree.tostring(before.find("head")))


def test_feeds_are_read_with_their_folders_in_the_order_of_the_file():
    read = read_opml(READER)
    assert [(one.text, one.folders) for one in read] == [
        ("Gazette", ("News",)),
        ("L'Écho", ("News", "Regional")),
        ("Old", ("Off",)),
    ]
    assert [one.line for one in read] == [8, 10, 14]  # of a tag over two lines, the one it ends in
    assert read[1].language == "fr-CA"


def test_a_feed_in_a_folder_that_is_commented_out_is_not_active():
    assert [one.is_active for one in read_opml(READER)] == [True, True, False]


def test_attributes_of_other_readers_comments_and_head_survive_an_addition():
    grown = add_feeds(READER, FEEDS).decode()
    for kept in ("exported by hand", 'fr:cssFullContent="main &gt; p"', 'fr:open="1"', "<ownerName>Odile</ownerName>"):
        assert kept in grown


def test_what_is_said_of_an_added_feed_is_read_again():
    read = read_opml(add_feeds(None, FEEDS))[0]
    assert (read.url, read.text, read.title, read.language) == (FEEDS[0].url, "New & shiny", "New", "en")
    assert read.own == {"publisher": "New Ltd"}


def test_a_folder_of_the_same_name_takes_the_new_feeds_of_the_other_list():
    added = READER.replace(b"gazette.example/rss", b"herald.example/rss")
    joined = etree.fromstring(join_opml(READER, added))
    news = joined.findall("body/outline[@text='News']")
    assert len(news) == 1
    assert [one.get("xmlUrl") for one in news[0].findall("outline")][-1] == "https://herald.example/rss"


def test_a_feed_listed_twice_comes_twice_with_one_key():
    body = (
        b'<opml><body><outline xmlUrl="http://a.example/f"/><outline xmlUrl="HTTP://A.example:80/f#x"/></body></opml>'
    )
    first, second = read_opml(body)
    assert first.key == second.key


LAUGHS = b"<!DOCTYPE opml [" + b"".join(
    b'<!ENTITY l%d "%s">' % (level, b"&l%d;" % (level - 1) * 10 if level else b"lol") for level in range(12)
)


@pytest.mark.parametrize(
    ("body", "words"),
    [
        (LAUGHS + b"]><opml><body><outline text='&l11;'/></body></opml>", "document type"),
        (b'<!DOCTYPE o [<!ENTITY x SYSTEM "file:///etc/passwd">]><opml><body>&x;</body></opml>', "document type"),
        (b'<!DOCTYPE opml SYSTEM "http://127.0.0.1:9/x.dtd"><opml/>', "document type"),
        ('<!DOCTYPE o [<!ENTITY x "y">]><opml/>'.encode("utf-16"), "document type"),
        (b"<opml><body>" + b"<outline>" * 5_000, "more than 100 deep"),
        (b"<opml><body><outline " + b" " * MAX_BYTES + b"/></body></opml>", "10000000 are taken"),
        (b"<opml><body><outline text='&undefined;'/></body></opml>", "line 1: not XML"),
        (b"<opml><body><outline text='a'>\n</body></opml>", "line 2: not XML"),
        (b"<opml><body><outline text='\x00'/></body></opml>", "not XML"),
        (b"", "line 1: not XML"),
        (b"Dear reader,", "line 1: not XML"),
        (b"<html><body/></html>", "line 1: <html> where OPML has <opml>"),
        (b"<opml><head/></opml>", "with a <body>"),
        (b"<opml><body>\n<outline xmlUrl='ftp://a.example/f'/></body></opml>", "line 2: xmlUrl 'ftp://a.example/f' is"),
        (b"<opml><body><outline xmlUrl=''/></body></opml>", "line 1: xmlUrl '' is no"),
        (b"<opml><body><outline xmlUrl='javascript:alert(1)'/></body></opml>", "line 1: xmlUrl"),
    ],
    ids=range(16),
)
def test_what_is_no_list_of_feeds_is_refused_in_a_sentence(body, words):
    began = time.perf_counter()
    with pytest.raises(OpmlError) as refused:
        read_opml(body)
    assert words in str(refused.value)
    assert len(str(refused.value).splitlines()) == 1
    assert time.perf_counter() - began < 2


SPACED = READER.replace(b'<opml version="2.0"', b'<opml version="2.0" xmlns="http://opml.org/spec2"')
NEW = b"""<opml version="2.0"><body><outline text="News"><outline text="New" xmlUrl="https://new.example/rss"/></outline>
<outline text="Other"><outline text="Deep" xmlUrl="https://deep.example/rss"/></outline></body></opml>"""


def test_a_list_with_a_namespace_of_its_own_is_read_like_one_without():
    assert read_opml(SPACED) == read_opml(READER)
    assert join_opml(SPACED, SPACED) == SPACED


def test_what_joins_a_list_takes_its_namespace_and_what_stood_there_stays():
    before = [feed.url for feed in read_opml(READER)]
    spaced_new = NEW.replace(b"<opml ", b'<opml xmlns="http://opml.org/spec2" ')
    for kept, added in ((SPACED, NEW), (READER, spaced_new), (SPACED, spaced_new)):
        joined = read_opml(join_opml(kept, added))
        assert [feed.url for feed in joined if feed.url in before] == before
        assert [(feed.url, feed.folders) for feed in joined if feed.url not in before] == [
            ("https://new.example/rss", ("News",)),
            ("https://deep.example/rss", ("Other",)),
        ]
        assert b"fr:cssFullContent" in join_opml(kept, added)
    grown = add_feeds(SPACED, FEEDS)
    assert [feed.url for feed in read_opml(grown)] == [*before, "https://new.example/rss"]
    assert grown.count(b"http://opml.org/spec2") == 1
