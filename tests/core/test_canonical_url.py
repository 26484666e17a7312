import pytest
from hypothesis import given
from hypothesis import strategies as st

from tasks.core.canonical_url import MAX_CHARS, BadUrlError, canonical_url, host_of, resolve_url

SITE = "https://gazette.example"
WORDS = st.text(alphabet="aZ0é%2F. ~+;:@$'()*,-_|^`{}[]\\\t\u200b漢", max_size=12)
QUERIES = st.lists(
    st.tuples(st.sampled_from(["utm_source", "id", "amp;at_medium", "xtor", "q", ""]), WORDS), max_size=4
)


@st.composite
def addresses(draw):
    path = "/".join(draw(st.lists(WORDS, max_size=4)))
    query = "&".join("=".join(pair) for pair in draw(QUERIES))
    scheme = draw(st.sampled_from(["http", "HTTPS"]))
    host = draw(st.sampled_from(["a.example", "WWW.Écho.example", "a.example:80", "a.example:8443", "me:pw@a.example"]))
    return f"{scheme}://{host}/{path}?{query}#{draw(WORDS)}"


@given(addresses())
def test_the_canonical_form_of_a_canonical_form_is_itself(url):
    once = canonical_url(url)
    assert canonical_url(once) == once
    assert once.isascii()
    assert not {"#", " ", "\t"} & set(once)


@given(st.text(max_size=60), st.one_of(st.none(), st.text(max_size=20), st.just(SITE)))
def test_whatever_a_feed_writes_is_an_address_or_a_bad_one(url, base):
    try:
        found = canonical_url(url, base)
    except BadUrlError:
        return
    assert found.startswith(("http://", "https://"))


@pytest.mark.parametrize(
    "query",
    [
        "utm_source=rss&utm_medium=feed",
        "UTM_Campaign=x",
        "amp;utm_medium=rss",
        "fbclid=abc",
        "gclid=1&mc_cid=2&mc_eid=3",
        "at_medium=RSS&at_campaign=KARANGA",
        "xtor=RSS-3208",
        "ns_mchannel=rss&cmpid=7",
        "CMP=share_btn",
        "",
    ],
)
def test_what_counts_visitors_is_dropped(query):
    assert canonical_url(f"{SITE}/a?{query}") == f"{SITE}/a"


@pytest.mark.parametrize(
    "address",
    [
        "/spip.php?article8532",
        "/?p=4711",
        "/a?id=3&page=2",
        "/a?page=2&id=3",
        "/index.php?option=com_content&view=article&id=9",
        "/search?q=utm_source",
        "/a?attitude=1&campaign=2&ref=3",
        "/a/",
        "/a",
        "/A",
        "/a//b",
        "/a;v=1",
    ],
)
def test_what_can_be_the_article_stays_as_it_is(address):
    assert canonical_url(SITE + address) == SITE + address


def test_parameters_keep_their_order_around_a_dropped_one():
    assert canonical_url(f"{SITE}/a?b=2&utm_id=9&a=1") == f"{SITE}/a?b=2&a=1"


@pytest.mark.parametrize(
    ("link", "found"),
    [
        ("/bakers", "https://gazette.example/bakers"),
        ("bakers", "https://gazette.example/news/bakers"),
        ("../bakers", "https://gazette.example/bakers"),
        ("?p=2", "https://gazette.example/news/index.html?p=2"),
        ("//revue.example/x", "https://revue.example/x"),
        ("\\\\revue.example\\x", "https://revue.example/x"),
        ("http://revue.example", "http://revue.example/"),
        ("\n  /ba\nkers \t", "https://gazette.example/bakers"),
    ],
)
def test_links_are_resolved_as_a_browser_would(link, found):
    assert canonical_url(link, f"{SITE}/news/index.html") == found


@pytest.mark.parametrize(
    "url",
    [
        "",
        "gazette",
        "mailto:desk@gazette.example",
        "javascript:alert(1)",
        "file:///etc/hosts",
        "ftp://gazette.example/a",
        "data:text/html,x",
        "http://",
        "http://[::1",
        "http://ga zette.example/",
        "https://gazette.example:99999/",
        "http://gazette.example/\udce9",
        f"{SITE}/{'x' * MAX_CHARS}",
        f"{SITE}/{'é' * (MAX_CHARS // 3)}",
    ],
)
def test_what_names_no_page_is_refused_with_a_sentence(url):
    with pytest.raises(BadUrlError, match=r"address"):
        canonical_url(url)


def test_a_host_in_disguise_is_unmasked():
    assert host_of("http://2130706433/") == host_of("http://0x7f.1/") == "127.0.0.1"
    assert host_of("http://ⓛⓞⓒⓐⓛⓗⓞⓢⓣ/") == "localhost"
    assert host_of("http://public.example@127.0.0.1/") == "127.0.0.1"


def test_the_address_to_ask_for_keeps_what_the_server_may_want():
    assert resolve_url("HTTP://A.example:80/a?utm_source=x#top") == "http://a.example/a?utm_source=x"
