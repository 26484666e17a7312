import pytest
from hypothesis import given
from hypothesis import strategies as st

from tasks.core.websub import Hub, document_links, hub_of

URL = "https://gazette.example/rss"
HUB = "https://hub.example/"


@pytest.mark.parametrize(
    ("header", "links", "hub"),
    [
        ("", [], None),
        (f'<{HUB}>; rel="hub"', [], Hub(HUB, URL)),
        (f"<{HUB}>; rel=hub, </feed>; rel=self", [], Hub(HUB, "https://gazette.example/feed")),
        (
            f'</feed>; title="a, b"; rel="alternate self", <{HUB}>; rel="hub"',
            [],
            Hub(HUB, "https://gazette.example/feed"),
        ),
        ("", [("hub", HUB), ("self", "/feed")], Hub(HUB, "https://gazette.example/feed")),
        (f'<{HUB}>; rel="hub"', [("hub", "https://other.example/"), ("self", "/x")], Hub(HUB, URL)),
        ('</x>; rel="self"', [("hub", HUB)], Hub(HUB, URL)),
        ('<javascript:alert(1)>; rel="hub"', [("hub", HUB)], Hub(HUB, URL)),
        ('<https://github.example/>; rel="preconnect"', [], None),
    ],
)
def test_the_hub_is_what_headers_name_else_the_document(header, links, hub):
    assert hub_of(header, links, url=URL) == hub


@given(st.text(max_size=200))
def test_no_header_breaks_the_search_for_a_hub(header):
    found = hub_of(header, [], url=URL)
    assert found is None or found.url.startswith("http")


def test_links_of_a_document_are_those_to_hub_and_self():
    links = [
        {"rel": "hub", "href": HUB},
        {"rel": "alternate", "href": "/"},
        {"rel": "self"},
        {"rel": "hub", "href": "x" * 3_000},
    ]
    assert document_links({"links": links}) == (("hub", HUB), ("self", ""))
    assert document_links({"links": "hub"}) == ()
