import codecs

import pytest

from tasks.core.charset import Charset, CharsetSource, charset_of, decoded

FRENCH = "Élève reçu à Orvane, où l’été naît"
RUSSIAN = "Совет проголосовал в понедельник за новый мост через реку. Пекари города не согласны."
GREEK = "Το συμβούλιο ψήφισε τη Δευτέρα για τη νέα γέφυρα πάνω από τον ποταμό."
CHINESE = "市议会星期一批准了新桥的建设。面包师们不同意。"
PROLOG = '<?xml version="1.0" encoding="{}"?>\n<rss>{}</rss>'
META = '<html><head><meta charset="{}"></head><p>{}</p></html>'
MARK, SIGHT, HEADER, DOCUMENT, GUESS = CharsetSource


def header(name):
    return f"text/html; charset={name}"


@pytest.mark.parametrize(
    ("body", "content_type", "expected"),
    [
        (codecs.BOM_UTF8 + FRENCH.encode(), header("iso-8859-1"), Charset("utf-8", MARK)),
        (FRENCH.encode("utf-16"), header("utf-8"), Charset("utf-16-le", MARK)),
        (PROLOG.format("utf-16", FRENCH).encode("utf-16-be"), "", Charset("utf-16-be", SIGHT)),
        (FRENCH.encode(), header("iso-8859-1"), Charset("utf-8", SIGHT)),
        (PROLOG.format("windows-1252", FRENCH).encode(), "", Charset("utf-8", SIGHT)),
        (PROLOG.format("utf-8", FRENCH).encode(), "", Charset("utf-8", DOCUMENT)),
        (FRENCH.encode(), header("utf-8"), Charset("utf-8", HEADER)),
        (
            PROLOG.format("utf-8", "Zażółć gęślą jaźń").encode("iso-8859-2"),
            header("iso-8859-2"),
            Charset("iso8859-2", HEADER),
        ),
        (META.format("windows-1251", RUSSIAN).encode("cp1251"), header("koi8-r"), Charset("koi8-r", HEADER)),
        (META.format("windows-1251", RUSSIAN).encode("cp1251"), "text/html", Charset("cp1251", DOCUMENT)),
        (META.format("rot13", FRENCH).encode("cp1252"), header("nonsense"), Charset("cp1252", GUESS)),
        (PROLOG.format("utf-7", FRENCH).encode("utf-7"), "", Charset("utf-7", DOCUMENT)),
        (PROLOG.format("utf-8", FRENCH).encode("cp1252"), header("utf-8"), Charset("cp1252", GUESS)),
        (b"plain", "", Charset("utf-8", SIGHT)),
        (b"", None, Charset("utf-8", SIGHT)),
    ],
)
def test_the_mark_the_sight_the_server_the_document_then_a_guess(body, content_type, expected):
    assert charset_of(body, content_type) == expected


@pytest.mark.parametrize(
    ("text", "name"),
    [(FRENCH, "cp1252"), (RUSSIAN, "cp1251"), (RUSSIAN, "koi8-r"), (GREEK, "cp1253"), (CHINESE, "gb18030")],
)
def test_what_names_no_charset_is_guessed_letter_for_letter(text, name):
    body = f"<html><title>Orvane</title><p>{text}</p></html>".encode(name)
    found = charset_of(body, "text/html")
    assert found.source is GUESS
    assert text in decoded(body, found)


def test_a_letter_cut_in_two_does_not_garble_the_rest():
    body = (FRENCH * 20).encode()[:-1]
    assert charset_of(body, header("utf-8")) == Charset("utf-8", HEADER)
    assert decoded(body, charset_of(body, "")).startswith(FRENCH)
