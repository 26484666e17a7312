"""The translation memory: each sentence once for each way of translating it, and never another way's."""

from dataclasses import replace
from datetime import timedelta

import pytest

from tasks.core.identity import sentence_hash
from warehouse.memory import Shelf, forget_sentences, recall_sentences, remember_sentences
from warehouse.records import Method, SentenceTranslation

SHELF = Shelf("fr", "en", Method("argos", "translate-fr_en-1.9", "rule 1, beam 2"))
MADE = {
    sentence_hash("Un."): SentenceTranslation("One.", -0.1234, 3),
    sentence_hash("Deux."): SentenceTranslation("Two", None, 0, is_cut=True),
}


@pytest.fixture
def remember(house, make):
    def kept(shelf, made, *, days=0):
        with house.transaction("test") as tx:
            remember_sentences(tx, shelf, made, make.now + timedelta(days=days))

    return kept


@pytest.fixture
def recall(house):
    def found(shelf, *hashes):
        with house.transaction("test") as tx:
            return recall_sentences(tx, shelf, hashes)

    return found


def test_what_was_remembered_comes_back_as_it_was(remember, recall):
    remember(SHELF, MADE)
    assert recall(SHELF, *MADE, sentence_hash("Trois.")) == MADE
    assert recall(SHELF) == {}


@pytest.mark.parametrize(
    "other",
    [
        Shelf("fr", "de", SHELF.method),
        Shelf("es", "en", SHELF.method),
        replace(SHELF, method=replace(SHELF.method, engine_version="translate-fr_en-1.10")),
        replace(SHELF, method=replace(SHELF.method, engine_settings="rule 1, beam 4")),
    ],
    ids=["target", "source", "version", "settings"],
)
def test_another_way_of_translating_remembers_by_itself(remember, recall, other):
    remember(SHELF, MADE)
    assert recall(other, *MADE) == {}
    anew = {key: SentenceTranslation("Anew.") for key in MADE}
    remember(other, anew)
    assert recall(other, *MADE) == anew
    assert recall(SHELF, *MADE) == MADE


def test_a_sentence_is_kept_once_and_as_it_was_first(remember, recall, rows):
    remember(SHELF, MADE)
    remember(SHELF, {key: SentenceTranslation("Other.") for key in MADE})
    assert recall(SHELF, *MADE) == MADE
    assert rows("SELECT count(*) FROM core.translation_memory") == [(2,)]


def test_what_was_made_before_a_day_is_forgotten_and_may_be_made_again(house, make, remember, recall):
    young = {sentence_hash("Trois."): SentenceTranslation("Three.")}
    remember(SHELF, MADE)
    remember(SHELF, young, days=1)
    with house.transaction("test") as tx:
        day = make.now.date()
        assert forget_sentences(tx, day) == 0
        assert forget_sentences(tx, day + timedelta(days=1)) == len(MADE)
    assert recall(SHELF, *MADE, *young) == young
    remember(SHELF, MADE, days=1)
    assert recall(SHELF, *MADE, *young) == MADE | young


def test_scores_come_back_bit_for_bit(remember, recall):
    made = {sentence_hash(str(n)): SentenceTranslation("x", -n / 7919, n) for n in range(200)}
    remember(SHELF, made)
    assert recall(SHELF, *made) == made
