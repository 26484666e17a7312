import gzip
import json

import pytest

from tasks.page_files import find_page_files, read_page_files

PAGE = (
    b'<html><head><link href="https://www.Gazette.example/a?utm_source=x" rel="canonical"></head><body>A</body></html>'
)


def read(*paths):
    return list(read_page_files(find_page_files(paths)))


def test_a_page_is_from_where_its_canonical_link_says(tmp_path):
    (tmp_path / "a.html").write_bytes(PAGE)
    assert [page.url for page in read(tmp_path)] == ["https://www.gazette.example/a"]


def test_a_manifest_beside_the_folder_says_it_better(tmp_path):
    pages = tmp_path / "pages"
    pages.mkdir()
    (pages / "a.html.gz").write_bytes(gzip.compress(PAGE))
    line = {"id": "a", "path": "pages/a.html.gz", "url": "https://other.example/b"}
    (tmp_path / "truth.jsonl").write_text(json.dumps(line) + "\n")
    [page] = read(pages)
    assert (page.url, page.body) == ("https://other.example/b", PAGE)


def test_a_page_nobody_can_place_says_so(tmp_path):
    (tmp_path / "a.html").write_bytes(b"<html><body>no address</body></html>")
    [page] = read(tmp_path)
    assert page.url == ""
    assert "a.html" in page.problem


def test_a_cut_gzip_is_said_and_the_rest_is_read(tmp_path):
    (tmp_path / "a.html.gz").write_bytes(gzip.compress(PAGE)[:-9])
    (tmp_path / "b.html").write_bytes(PAGE)
    broken, whole = read(tmp_path)
    assert "gzip" in broken.problem
    assert whole.url


def test_a_path_that_leads_nowhere_is_named(tmp_path):
    with pytest.raises(FileNotFoundError, match="nowhere"):
        find_page_files([tmp_path / "nowhere"])
    with pytest.raises(FileNotFoundError, match="no page"):
        find_page_files([tmp_path])


def test_a_file_that_unpacks_to_more_than_a_page_may_have_is_named_and_not_unpacked(tmp_path):
    (tmp_path / "bomb.html.gz").write_bytes(gzip.compress(b"\0" * 60_000_000))
    assert [page.problem for page in read(tmp_path)] == ["bomb.html.gz holds more than 50 MB: no page is as large"]


def test_files_that_cannot_be_unpacked_are_named_each(tmp_path):
    whole = bytearray(gzip.compress(PAGE))
    whole[12] ^= 0xFF  # inside the packed data, where zlib and not gzip finds it
    for name in ("a.html.gz", "b.html.gz"):
        (tmp_path / name).write_bytes(whole)
    pages = read(tmp_path)
    assert all("not a whole gzip file" in page.problem for page in pages)
    assert len({page.key for page in pages}) == 2
