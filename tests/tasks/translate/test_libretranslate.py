"""LibreTranslate, against a real server on loopback: batches, refusals, patience, and nobody else asked."""

import time

import pytest

from tasks.errors import TransientSourceError
from tasks.translate.engine import EngineError
from tasks.translate.libretranslate import LibreTranslateEngine, Server
from tasks.translate.sentences import translate_sentences
from tests.tasks.translate.conftest import LANGUAGES, loopback, upper
from warehouse.records import SentenceTranslation


def engine_at(server, target="en", **more) -> LibreTranslateEngine:
    engine = LibreTranslateEngine(Server(server.url, **more), target)
    engine.methods()
    return engine


def test_it_offers_what_the_server_lists_and_asks_it_once():
    with loopback() as server:
        engine = LibreTranslateEngine(Server(server.url), "en-CA")
        methods = engine.methods()
        assert methods.keys() == engine.methods().keys() == {"fr", "zh"}
        host = server.url.removeprefix("http://")
        assert methods["fr"].engine_version == f"fr_en at {host}"
        assert server.asked == [("/languages", None)]


def test_sentences_are_sent_in_batches_within_the_limits_and_come_back_in_order():
    with loopback() as server:
        engine = engine_at(server, batch_sentences=3, batch_chars=20)
        sentences = ["un", "deux", "trois", "quatre", "un texte de vingt signes et plus", "cinq"]
        assert [one.target for one in engine.translate(sentences, "fr")] == [one.upper() for one in sentences]
        assert server.texts() == [["un", "deux", "trois"], ["quatre"], ["un texte de vingt signes et plus"], ["cinq"]]
        asked = server.asked[1][1]
        assert (asked["source"], asked["target"], asked["format"]) == ("fr", "en", "text")
        assert "api_key" not in asked


def test_the_key_and_the_servers_own_codes_are_sent():
    with loopback() as server:
        list(engine_at(server, api_key="secret").translate(["你好"], "zh"))
        assert server.asked[1][1]["api_key"] == "secret"
        assert server.asked[1][1]["source"] == "zh-Hans"


def test_it_says_no_score_since_the_server_says_none():
    with loopback() as server:
        (one,) = engine_at(server).translate(["un"], "fr")
    assert one == SentenceTranslation("UN")


def test_403_says_that_a_key_is_wanted():
    def answer(path, body):
        return upper(path, body) if path == "/languages" else (403, {"error": "Invalid API key"}, {})

    with loopback(answer) as server, pytest.raises(EngineError, match=r"Invalid API key.*NEWSECHO_LIBRETRANSLATE_KEY"):
        list(engine_at(server).translate(["un"], "fr"))


def test_400_keeps_what_was_not_refused_and_marks_what_was():
    def answer(path, body):
        if path == "/translate" and any("trois" in text for text in body["q"]):
            return 400, {"error": "text limit exceeded"}, {}
        return upper(path, body)

    with loopback(answer) as server:
        made = list(engine_at(server).translate(["un", "deux", "trois", "quatre"], "fr"))
    assert [(one.target, one.is_cut) for one in made] == [
        ("UN", False), ("DEUX", False), ("trois", True), ("QUATRE", False)
    ]  # fmt: skip


def test_400_to_everything_ends_with_what_the_server_says_after_few_requests():
    def answer(path, body):
        return upper(path, body) if path == "/languages" else (400, {"error": "fr is not supported"}, {})

    with loopback(answer) as server:
        with pytest.raises(EngineError, match="HTTP 400, fr is not supported"):
            list(engine_at(server, batch_sentences=4).translate([f"phrase {n}" for n in range(400)], "fr"))
        assert len(server.asked) < 20


def test_429_waits_as_long_as_it_is_asked_to_and_goes_on():
    times = []

    def answer(path, body):
        if path == "/translate":
            times.append(time.monotonic())
            if len(times) == 1:
                return 429, {"error": "Slowdown"}, {"Retry-After": "1"}
        return upper(path, body)

    with loopback(answer) as server:
        (one,) = engine_at(server).translate(["un"], "fr")
    assert one.target == "UN"
    assert times[1] - times[0] >= 1


def test_429_for_longer_than_our_patience_is_an_outage_and_what_came_before_is_kept():
    def answer(path, body):
        if path == "/translate" and body["q"] != ["un"]:
            return 429, {"error": "Slowdown"}, {"Retry-After": "3600"}
        return upper(path, body)

    with loopback(answer) as server:
        outcome = translate_sentences(engine_at(server, batch_sentences=1), "fr", ["un", "deux", "trois"])
        assert len(server.texts()) == 2, "once it asks for patience it is not asked again"
    assert {sentence: one.target for sentence, one in outcome.made.items()} == {"un": "UN"}
    assert (outcome.outage.status, outcome.outage.retry_after_s) == (429, 3600)
    assert outcome.failure == ""


@pytest.mark.parametrize("status", [500, 502, 503])
def test_a_server_that_fails_may_work_later(status):
    def answer(path, body):
        return upper(path, body) if path == "/languages" else (status, b"<html>", {})

    with loopback(answer) as server, pytest.raises(TransientSourceError, match=f"HTTP {status}"):
        list(engine_at(server).translate(["un"], "fr"))


def test_a_server_that_is_not_there_is_one_sentence():
    with loopback() as server:
        url = server.url
    with pytest.raises(TransientSourceError, match=r"/languages: .*translate.libretranslate_url"):
        LibreTranslateEngine(Server(url), "en").methods()


@pytest.mark.parametrize("said", [b"<html>", {"error": "no"}, ["fr"], [{"code": "fr"}]])
def test_what_is_no_libretranslate_is_said(said):
    with loopback(lambda *_: (200, said, {})) as server, pytest.raises(EngineError, match="languages"):
        LibreTranslateEngine(Server(server.url), "en").methods()


@pytest.mark.parametrize("texts", [["UN"], "UN", None, ["UN", 2]])
def test_an_answer_of_another_length_is_no_translation(texts):
    def answer(path, body):
        return (200, LANGUAGES, {}) if path == "/languages" else (200, {"translatedText": texts}, {})

    with loopback(answer) as server, pytest.raises(EngineError, match="not 2 translations"):
        list(engine_at(server).translate(["un", "deux"], "fr"))


def test_only_the_configured_address_is_asked(monkeypatch):
    with loopback() as elsewhere:
        monkeypatch.setenv("http_proxy", elsewhere.url)
        monkeypatch.setenv("HTTP_PROXY", elsewhere.url)

        def answer(path, body):
            there = {"Location": elsewhere.url + path}
            return upper(path, body) if path == "/languages" else (307, {}, there)

        with loopback(answer) as server, pytest.raises(EngineError, match="HTTP 307"):
            list(engine_at(server, api_key="secret").translate(["un"], "fr"))
        assert elsewhere.asked == []
