"""WARC export, read back by a reader that is not ours."""

import hashlib
from datetime import date, timedelta

import pytest
from fastwarc.warc import ArchiveIterator, WarcRecordType

from tasks.core.identity import body_hash, event_id
from warehouse import entries, feeds
from warehouse.errors import WarehouseError
from warehouse.publish import publish
from warehouse.raw import RawStore
from warehouse.warc import export_warc

DAY = date(2026, 11, 16)


@pytest.fixture
def save(house, make):
    """Take bodies by key of their entry into a published warehouse; return their pages."""

    def saved(bodies, **more):
        listed = [make.entry(key) for key in bodies]
        fetched = [
            (make.page(entry, body_sha256=body_hash(body), **more), body)
            for entry, body in zip(listed, bodies.values(), strict=True)
        ]
        with house.transaction("test") as tx:
            feeds.save_poll(tx, make.poll(n=len(listed)), listed, make.now)
            pack_id = event_id(make.now, hashlib.sha256(repr(bodies).encode()).digest())
            pages = RawStore(house.folder).put_many(tx, fetched, pack_id)
            entries.save_pages(tx, pages, [], make.now, None)
        publish(house.folder, make.now)
        return pages

    return saved


def export(house, target, day=DAY):
    return export_warc(house.folder, RawStore(house.folder), target, since=day, until=day)


def records(path):
    """Return each record as its headers, its HTTP head and its body, digests checked."""
    found = []
    with path.open("rb") as file:
        for record in ArchiveIterator(file, parse_http=False, record_types=WarcRecordType.any_type):
            headers = {name.lower(): value for name, value in record.headers.items()}
            if record.record_type == WarcRecordType.response:
                assert record.verify_block_digest()
                record.parse_http()
                assert record.verify_payload_digest()
            http = record.http_headers
            head = (http.status_line, dict(http.items())) if http else None
            found.append((headers, head, record.reader.read()))
    return found


def test_exported_pages_are_read_back_as_they_were_fetched(house, make, save, tmp_path):
    bodies = {"a": "<p>évidemment</p>".encode(), "b": b"\x00\xff" * 50_000, "c": b""}
    pages = save(bodies)
    done = export(house, tmp_path / "out" / "x.warc.gz")
    assert (done.n_pages, done.missing) == (3, ())
    [info, *responses] = records(done.path)
    assert info[0]["warc-type"] == "warcinfo"
    assert b"software: newsecho/" in info[2]
    assert b"reconstructed" in info[2]
    assert sorted(body for _, _, body in responses) == sorted(bodies.values())
    by_id = {headers["warc-record-id"]: (headers, head) for headers, head, _ in responses}
    for page in pages:
        headers, (status, http) = by_id[f"<urn:uuid:{page.page_id}>"]
        assert headers["warc-target-uri"] == page.final_url
        assert headers["warc-date"] == "2026-11-16T09:00:00.000000Z"
        assert headers["warc-warcinfo-id"] == info[0]["warc-record-id"]
        assert status.rstrip() == "HTTP/1.1 200 OK"
        assert http == {"Content-Type": "text/html", "Content-Length": str(len(bodies[page.entry_key]))}


def test_each_record_is_a_gzip_member_a_reader_can_start_at(house, save, tmp_path):
    save({"a": b"<a>", "b": b"<b>"})
    path = export(house, tmp_path / "x.warc.gz").path
    whole = path.read_bytes()
    with path.open("rb") as file:
        offsets = [record.stream_pos for record in ArchiveIterator(file)]
    assert len(offsets) == 3
    assert all(whole[offset : offset + 4] == b"\x1f\x8b\x08\x00" for offset in offsets)


def test_only_the_days_asked_for_are_exported(house, save, tmp_path):
    save({"a": b"<a>"})
    later = DAY + timedelta(days=1)
    done = export(house, tmp_path / "x.warc.gz", day=later)
    assert done.n_pages == 0
    assert len(records(done.path)) == 1


def test_the_same_pages_make_the_same_bytes(house, save, tmp_path):
    save({"a": b"<a>"})
    paths = [tmp_path / folder / "x.warc.gz" for folder in ("one", "two")]
    one, two = (export(house, path).path.read_bytes() for path in paths)
    assert one == two


def test_a_missing_body_is_named_and_costs_only_itself(house, make, save, tmp_path):
    [lost] = save({"a": b"<a>"})
    save({"b": b"<b>"})
    RawStore(house.folder).path_of(lost.pack_id).unlink()
    done = export(house, tmp_path / "x.warc.gz")
    assert done.n_pages == 1
    [sentence] = done.missing
    assert lost.page_id in sentence
    assert "not in the raw store" in sentence


def test_what_a_server_sent_cannot_make_a_header_of_its_own(house, save, tmp_path):
    save({"a": b"<a>"}, content_type="text/html\r\nX-Evil: 1", final_url="https://a.example/x y\r\nWARC-Type: metadata")
    [_, (headers, (_, http), _)] = records(export(house, tmp_path / "x.warc.gz").path)
    assert headers["warc-target-uri"] == "https://a.example/x%20y%0D%0AWARC-Type:%20metadata"
    assert http == {"Content-Type": "text/html X-Evil: 1", "Content-Length": "3"}


def test_an_export_that_cannot_be_written_leaves_nothing(house, save, tmp_path):
    save({"a": b"<a>"})
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(WarehouseError, match=r"x\.warc\.gz: cannot be written"):
        export(house, tmp_path / "file" / "x.warc.gz")
    (tmp_path / "y.warc.gz").mkdir()
    with pytest.raises(WarehouseError, match=r"y\.warc\.gz: cannot be written"):
        export(house, tmp_path / "y.warc.gz")
    assert list(tmp_path.glob("*.tmp")) == []
