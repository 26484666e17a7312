"""Lists of feeds as OPML 2.0, the file feed readers hand on: read, added to and joined without losing what is in it.

The tree of the document is kept, so folders, order, notes, comments, attributes nobody here knows and its own namespace
come out as they went in. What we say of a feed beyond OPML stands in attributes of our own namespace, which other
readers pass on.
"""

import copy
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from lxml.etree import Element, QName, XMLParser, XMLSyntaxError, cleanup_namespaces, fromstring, tostring

from tasks.core.canonical_url import BadUrlError, canonical_url, resolve_url

MAX_BYTES = 10_000_000  # of feeds, that is some 50,000
MAX_DEPTH = 100  # elements within elements; people nest folders three deep
OWN = "urn:newsecho:feeds"  # the namespace of our attributes
_EMPTY = b"""<?xml version="1.0" encoding="UTF-8"?>
<opml version="2.0">
  <head>
    <title>Feeds of newsecho</title>
  </head>
  <body>
  </body>
</opml>
"""


class OpmlError(ValueError):
    """The document is not a list of feeds we can keep; the sentence names line, attribute and way out."""


@dataclass(frozen=True, slots=True)
class OpmlFeed:
    """An outline that is a feed. Texts are as written, "" where there is none."""

    line: int
    url: str  # absolute; what is asked for
    text: str  # what it is called in the list, else its title
    title: str
    language: str
    html_url: str = ""  # the site's
    folders: tuple[str, ...] = ()
    is_active: bool = True  # False: it, or a folder it is in, is commented out (`isComment`)
    own: Mapping[str, str] = field(default_factory=dict[str, str])  # our attributes, by name

    @property
    def key(self) -> str:
        """Return what makes two outlines the same feed: the canonical address."""
        return canonical_url(self.url)


def read_opml(body: bytes) -> list[OpmlFeed]:
    """Return the feeds of an OPML document, in its order; one listed twice comes twice, an outline without one never.

    Raises:
        OpmlError: it is not XML, not OPML, too large, nested too deep, has a document type (which could define
            entities that grow without end or read files), or a feed whose address is none of the web.
    """
    return [_feed(outline, address) for outline in _outlines(_tree(body)) for address in _addresses(outline)]


def join_opml(kept: bytes, added: bytes) -> bytes:
    """Return *kept* with the feeds of *added* that it has not; folders of one name in one place become one.

    What stands in *kept* stays as it is, where it is. Joining the same document again changes nothing.

    Raises:
        OpmlError: either is not a list of feeds.
    """
    known = {feed.key for feed in read_opml(kept)}
    if all(feed.key in known for feed in read_opml(added)):
        return kept
    tree = _tree(kept)
    _join(_body(tree), _body(_tree(added)), known)
    return _bytes(tree)


def add_feeds(kept: bytes | None, feeds: Iterable[OpmlFeed]) -> bytes:
    """Return *kept* (None: a new list) with an outline for each of *feeds*, at its end, outside any folder.

    Raises:
        OpmlError: *kept* is not a list of feeds.
    """
    tree = _tree(kept) if kept is not None else fromstring(_EMPTY, _parser()).getroottree()
    body = _body(tree)
    for feed in feeds:
        _append(body, _outline(feed))
    return _bytes(tree)


class _Gate:
    """Reads a document without keeping it, and stops where it could do harm: lxml's parser target."""

    def __init__(self) -> None:
        self.depth = 0

    def doctype(self, *_: Any) -> None:
        raise OpmlError(
            "it declares a document type (<!DOCTYPE), which can define entities that grow without end or read "
            "files; take that declaration out"
        )

    def start(self, *_: Any) -> None:
        self.depth += 1
        if self.depth > MAX_DEPTH:
            raise OpmlError(
                f"elements stand more than {MAX_DEPTH} deep in one another; no reader needs that: flatten it"
            )

    def end(self, _: Any) -> None:
        self.depth -= 1

    def data(self, _: Any) -> None:
        """Let text pass."""

    def close(self) -> None:
        """Return nothing: the document is read again for its tree."""


def _parser(**options: Any) -> Any:
    return XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, strip_cdata=False, **options
    )


def _tree(body: bytes) -> Any:
    if len(body) > MAX_BYTES:
        raise OpmlError(f"it holds {len(body)} bytes; {MAX_BYTES} are taken: cut it into several files")
    try:
        fromstring(body, _parser(target=_Gate()))
        root: Any = fromstring(body, _parser())
    except XMLSyntaxError as error:
        raise OpmlError(f"line {error.lineno or 1}: not XML ({error.msg}); export it again from your reader") from error
    name = QName(root).localname
    if name != "opml" or root.find(f"{_space(root)}body") is None:
        raise OpmlError(f"line {root.sourceline}: <{name[:60]}> where OPML has <opml> with a <body>; give an OPML file")
    return root.getroottree()


def _bytes(tree: Any) -> bytes:
    return tostring(tree, encoding="UTF-8", xml_declaration=True, standalone=tree.docinfo.standalone or None) + b"\n"


def _space(element: Any) -> str:
    """Return the namespace of *element* as lxml writes it before a name: OPML has none, some writers give it one."""
    uri = QName(element).namespace
    return f"{{{uri}}}" if uri else ""


def _body(tree: Any) -> Any:
    root = tree.getroot()
    return root.find(f"{_space(root)}body")


def _outlines(tree: Any) -> Iterable[Any]:
    return _all(_body(tree))


def _all(element: Any) -> Iterable[Any]:
    """Return the outlines that *element* is or holds, in their order."""
    return element.iter(f"{_space(element)}outline")


def _children(element: Any) -> list[Any]:
    return element.findall(f"{_space(element)}outline")


def _addresses(outline: Any) -> list[str]:
    """Return the value of `xmlUrl`, in whatever case it is written: none for a folder or a note."""
    return [value for name, value in outline.attrib.items() if name.lower() == "xmlurl"][:1]


def _feed(outline: Any, address: str) -> OpmlFeed:
    get = outline.attrib.get
    try:
        url = resolve_url(address)
    except BadUrlError as error:
        raise OpmlError(
            f"line {outline.sourceline}: xmlUrl {error}; write the http:// or https:// address of the feed"
        ) from error
    above = list(outline.iterancestors(outline.tag))
    return OpmlFeed(
        line=outline.sourceline,
        url=url,
        text=(get("text") or get("title") or "").strip(),
        title=(get("title") or get("text") or "").strip(),
        language=get("language", "").strip(),
        html_url=get("htmlUrl", "").strip(),
        folders=tuple(_name(folder) for folder in reversed(above)),
        is_active=not any(one.get("isComment", "").lower() == "true" for one in (outline, *above)),
        own={name.partition("}")[2]: value for name, value in outline.attrib.items() if name.startswith(f"{{{OWN}}}")},
    )


def _name(outline: Any) -> str:
    return (outline.get("text") or outline.get("title") or "").strip()


def _outline(feed: OpmlFeed) -> Any:
    outline: Any = Element("outline", nsmap={"newsecho": OWN} if feed.own else None)
    said = {
        "type": "rss",
        "text": feed.text,
        "title": feed.title,
        "xmlUrl": feed.url,
        "htmlUrl": feed.html_url,
        "language": feed.language,
    }
    for name, value in {**said, **{f"{{{OWN}}}{name}": value for name, value in feed.own.items()}}.items():
        if value:
            outline.set(name, value)
    return outline


def _join(into: Any, source: Any, known: set[str]) -> None:
    """Put the outlines of *source* that hold a feed not *known* into the outline, or body, *into*."""
    folders = {_name(one): one for one in reversed(_children(into)) if not _addresses(one)}
    for outline in _children(source):
        twin = None if _addresses(outline) else folders.get(_name(outline))
        if not _keys(outline) - known:
            continue
        if twin is None:
            _append(into, _without(copy.deepcopy(outline), known))
        else:
            _join(twin, outline, known)


def _keys(outline: Any) -> set[str]:
    """Return the keys of the feeds that *outline* is or holds."""
    return {canonical_url(address) for one in _all(outline) for address in _addresses(one)}


def _without(outline: Any, known: set[str]) -> Any:
    """Return *outline* after taking out what is below it and holds *known* feeds alone; notes stay."""
    for one in list(outline.iterdescendants(outline.tag)):
        if _keys(one) and not _keys(one) - known:
            one.getparent().remove(one)
    return outline


def _append(parent: Any, child: Any) -> None:
    """Add *child* at the end of *parent*, on a line of its own where the others have theirs."""
    _into_space(child, _space(parent))
    margin = parent.text if (parent.text or "").isspace() else None
    if not len(parent):
        child.tail = margin
        parent.text = f"{margin}  " if margin else parent.text
    else:
        child.tail, parent[-1].tail = parent[-1].tail, margin or parent[-1].tail
    parent.append(child)


def _into_space(outline: Any, space: str) -> None:
    """Move *outline* and what it holds to the namespace *space*, that of the list it goes into."""
    if _space(outline) == space:
        return
    for one in list(_all(outline)):
        one.tag = f"{space}outline"
    cleanup_namespaces(outline)  # else the namespace it came with would be taken for its own
