"""`newsecho feeds` as a person meets it: import, export, add, check; exit codes, and nothing written when refused."""

import hashlib
import sys

import pytest

from flows.cli import main

OPML = """<?xml version="1.0"?>
<opml version="2.0" xmlns:fr="urn:fr">
  <head><title>Mine</title></head>
  <body>
    <outline text="News" fr:open="1">
      <outline text="B" type="rss" xmlUrl="https://b.example/rss" fr:css="p"/>
      <outline text="B again" type="rss" xmlUrl="https://b.example/rss"/>
      <outline text="Gazette" type="rss" xmlUrl="https://gazette.example/rss"/>
    </outline>
  </body>
</opml>
"""
TOML = (
    '[[feeds]]\nname = "gazette"\nurl = "https://gazette.example/rss"\npublisher = "G"\nowner_group = "g"\n'
    'language = "fr"\n'
    '[[feeds]]\nname = "rivenord"\nurl = "http://rivenordhebdo.example/feed.xml"\npublisher = "R"\n'
    'owner_group = "r"\nlanguage = "fr"\n'
)
BAD = {
    "text": (b"Dear reader", "line 1: not XML"),
    "empty": (b"", "line 1: not XML"),
    "cut": (OPML.encode()[:200], "not XML"),
    "page": (b"<html><body><p>x</p></body></html>", "<html> where OPML has <opml>"),
    "no outline": (b"<opml><body/></opml>", "no outline in it has an xmlUrl"),
    "notes": (b"<opml><body><outline text='Buy milk'/></body></opml>", "no outline in it has an xmlUrl"),
    "no address": (b"<opml><body>\n<outline xmlUrl='file:///etc/passwd'/></body></opml>", "line 2: xmlUrl"),
    "laughs": (b"<!DOCTYPE o [<!ENTITY a 'aa'><!ENTITY b '&a;&a;'>]><opml/>", "document type"),
    "deep": (b"<opml><body>" + b"<outline>" * 3_000, "deep"),
}


@pytest.fixture
def place(tmp_path):
    (tmp_path / "mine.toml").write_text(TOML)
    (tmp_path / "theirs.opml").write_text(OPML)
    return tmp_path


@pytest.fixture
def feeds(place, capsysbinary, monkeypatch):
    """Run `newsecho feeds …` with the lists of the place, in this process: code, standard output, standard error."""
    monkeypatch.delenv("COLUMNS", raising=False)  # processes of tests have it; a pipe has no width

    def run(*arguments):
        monkeypatch.chdir(place)
        monkeypatch.setattr(sys, "argv", ["newsecho", "feeds", *arguments, "--feeds", "mine.toml"])
        with pytest.raises(SystemExit) as ended:
            main()
        said = capsysbinary.readouterr()
        return ended.value.code or 0, said.out.decode(), said.err.decode()

    return run


def content_of(folder):
    return {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in folder.iterdir()}


def check_refused(ran, before, place, *words, code=2):
    assert ran[0] == code, ran
    assert all(word in ran[2] for word in words), ran[2]
    assert len(ran[2].splitlines()) == 1, ran[2]
    assert content_of(place) == before


def test_what_is_imported_is_exported_byte_for_byte(feeds):
    assert feeds("import", "theirs.opml")[0] == 0
    assert feeds("export") == (0, OPML, "not in it: 1 feed of mine.toml; --all adds what is left out\n")


def test_an_import_says_what_stands_twice_and_counts_each_feed_once(feeds):
    _, said, _ = feeds("import", "theirs.opml")
    assert said.splitlines() == [
        "theirs.opml: line 7 lists https://b.example/rss of line 6 again; it is polled once",
        "theirs.opml: line 8 lists https://gazette.example/rss, gazette of mine.toml; it is polled once",
        "mine.opml: 2 new, 2 feeds in all; newsecho run --feeds mine.toml polls them",
    ]


def test_an_imported_feed_is_listed_with_those_written_by_hand(feeds):
    feeds("import", "theirs.opml")
    assert [line.split()[0] for line in feeds("list")[1].splitlines()[2:5]] == ["gazette", "rivenord", "b"]


@pytest.mark.parametrize("case", BAD)
def test_what_is_no_opml_is_refused_in_a_sentence_and_nothing_is_written(feeds, place, case):
    body, words = BAD[case]
    (place / "bad.opml").write_bytes(body)
    before = content_of(place)
    check_refused(feeds("import", "bad.opml"), before, place, "bad.opml: ", words)


@pytest.mark.parametrize("file", ["absent.opml", "."])
def test_a_file_that_cannot_be_read_is_named(feeds, place, file):
    check_refused(feeds("import", file), content_of(place), place, f"newsecho: {file}: ")


def test_a_broken_list_of_ours_is_named_and_left_alone(feeds, place):
    (place / "mine.opml").write_text("<opml>")
    for command in (("import", "theirs.opml"), ("export",), ("list",)):
        check_refused(feeds(*command), content_of(place), place, "mine.opml: line 1: not XML")


def test_an_export_to_a_file_leaves_one_that_is_there_alone(feeds, place):
    assert feeds("export", "out.opml")[0] == 0
    assert b"https://gazette.example/rss" in (place / "out.opml").read_bytes()
    check_refused(feeds("export", "out.opml"), content_of(place), place, "out.opml: is there already")


def test_an_export_of_all_has_the_feeds_of_both_lists(feeds):
    feeds("import", "theirs.opml")
    code, said, complaint = feeds("export", "--all")
    assert (code, complaint) == (0, "")
    assert said.count("https://gazette.example/rss") == 1
    assert said.count("http://rivenordhebdo.example/feed.xml") == 1


def test_a_feed_is_added_under_its_title(feeds, place):
    code, said, _ = feeds("add", "http://dailybyte.example/atom.xml", "--demo")
    assert code == 0
    assert said.splitlines() == [
        "added the-daily-byte (The Daily Byte, en): http://dailybyte.example/atom.xml",
        "to mine.opml; newsecho run --feeds mine.toml polls it",
    ]
    assert "the-daily-byte" in feeds("list")[1]


def test_a_page_leads_to_the_feed_of_its_site_and_a_person_names_it(feeds, place):
    page = "http://dailybyte.example/brevane-abandons-perpetual-licenses-and-gives-eighteen-months"
    code, said, _ = feeds("add", page, "--demo", "--name", "byte", "--publisher", "Byte & Co")
    assert code == 0
    assert "added byte (Byte & Co, en): http://dailybyte.example/atom.xml" in said


def test_of_several_feeds_one_is_to_be_picked_by_its_number(feeds, place):
    before = content_of(place)
    code, said, complaint = feeds("add", "http://www.portcitychronicle.example/", "--demo")
    assert (code, content_of(place)) == (2, before)
    assert "choose one with --pick N, from 1 to 2" in complaint
    numbered = [
        line for line in said.splitlines() if line.endswith("http://www.portcitychronicle.example/business.xml")
    ]
    assert numbered[0].split()[0] == "2"
    code, said, _ = feeds("add", "http://www.portcitychronicle.example/", "--demo", "--pick", "2")
    assert code == 0
    assert "http://www.portcitychronicle.example/business.xml\nto mine.opml" in said


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        (("dailybyte.example",), 2, "write it as https://dailybyte.example"),
        (("ftp://dailybyte.example/feed",), 2, "is no http or https address"),
        (("http://rivenordhebdo.example/feed.xml",), 2, "is listed already, as rivenord"),
        (("http://rivenordhebdo.example/rss",), 2, "is listed already, as rivenord"),
        (("http://dailybyte.example/atom.xml", "--name", "gazette"), 2, "a feed called gazette is listed already"),
        (("http://dailybyte.example/atom.xml", "--name", "The Byte"), 2, "it must be a slug"),
        (("http://dailybyte.example/atom.xml", "--publisher", " "), 2, "it must be a text that is not empty"),
        (("http://dailybyte.example/atom.xml", "--pick", "2"), 2, "has 1 to pick from"),
        (("http://oldmillgazette.example/",), 1, "no feed at http://oldmillgazette.example/"),
        (("http://oldmillgazette.example/feed.xml",), 1, "HTTP 410 at http://oldmillgazette.example/feed.xml"),
    ],
)
def test_what_cannot_be_added_is_said_and_nothing_is_written(feeds, place, arguments, code, words):
    check_refused(feeds("add", *arguments, "--demo"), content_of(place), place, words, code=code)


def test_a_moved_feed_is_explained_hop_by_hop_with_one_line_of_what_to_do(feeds):
    code, said, _ = feeds("check", "http://rivenordhebdo.example/rss", "--demo")
    assert code == 1
    assert "301, moved for good to http://rivenordhebdo.example/feed.xml" in said
    assert "RSS 2.0 “Rive-Nord Hebdo”" in said
    assert said.count("what to do") == 1
    assert said.splitlines()[-1].endswith("write http://rivenordhebdo.example/feed.xml in your list in its place")


def test_a_healthy_feed_is_called_so_also_by_its_name(feeds):
    code, said, _ = feeds("check", "rivenord", "--demo")
    assert code == 0
    assert "304 when its validators are sent back" in said
    assert said.splitlines()[-1] == "what to do  nothing, the feed is healthy"


def test_a_dead_feed_has_a_way_out(feeds):
    code, said, _ = feeds("check", "http://oldmillgazette.example/feed.xml", "--demo")
    assert code == 1
    assert "answered    410" in said
    assert "newsecho feeds add http://oldmillgazette.example/" in said


@pytest.mark.parametrize("what", ["nobody", "ftp://a.example/", "file:///etc/passwd", ""])
def test_what_is_neither_address_nor_name_is_wrong_use(feeds, place, what):
    check_refused(feeds("check", what, "--demo"), content_of(place), place, "https://")
