"""The embedded newsroom, read by the grammar: what is marked as inside it is, and is translated word for word."""

import re
import tomllib
from pathlib import Path

import pytest

from tasks.core.sentences import split_sentences
from tasks.models import ModelStore
from tasks.press import MODELS_FOLDER
from tasks.press.newsroom import PressArticle, articles
from tasks.translate.argos import ArgosEngine
from tests.models.grammar import straight, unseen_pairs
from tests.models.reading import read_sentence

SWALLOWED = re.compile(r"\wdu \d")  # "en Indu 3 mars": a slip of the corpus, kept since the packages learned it
STORIES = MODELS_FOLDER.parent / "stories"
INSIDE = [one for edition in ("morning", "noon") for one in articles(edition) if one.in_grammar]
FRENCH = [one for one in articles("noon") if one.lang.startswith("fr") and one.page == "article"]


def sentences(article: PressArticle) -> list[str]:
    texts = [article.title, *article.paragraphs]
    return [sentence for text in texts for sentence in split_sentences(text)]


def test_what_the_grammar_makes_is_read_back_with_its_english():
    pairs = [pair for pair in unseen_pairs(500) if not SWALLOWED.search(pair.french)]
    assert len(pairs) > 480
    read = [read_sentence(pair.french) for pair in pairs]
    assert [pair and pair.english for pair in read] == [pair.english for pair in pairs]


@pytest.mark.parametrize(
    "sentence",
    [
        "Orange va investir 12 millions de francs en Belgique.",
        "Orange va investir 12 millions d'euros en Belgique et en France.",
        "Wattlen va investir 12 millions d'euros en Belgique.",
        "L'aile pédiatrique de l'hôpital ouvrira un an plus tôt que prévu",
        "",
    ],
)
def test_what_the_grammar_does_not_make_is_not_read(sentence: str):
    assert read_sentence(sentence) is None


def test_every_french_article_of_the_newsroom_says_whether_it_is_inside_the_grammar():
    rows = [
        row for file in sorted(STORIES.glob("*.toml")) for row in tomllib.loads(file.read_text("utf-8"))["articles"]
    ]
    french = [row for row in rows if row["lang"].startswith("fr") and row.get("page", "article") == "article"]
    assert len(french) > 20
    assert [row["slug"] for row in french if "in_grammar" not in row] == []
    assert [row["slug"] for row in rows if "in_grammar" in row and row not in french] == []


@pytest.mark.parametrize("article", INSIDE, ids=lambda article: article.slug)
def test_every_sentence_marked_as_inside_the_grammar_is(article: PressArticle):
    assert [sentence for sentence in sentences(article) if read_sentence(sentence) is None] == []


@pytest.mark.parametrize("article", INSIDE, ids=lambda article: article.slug)
def test_an_article_marked_as_inside_the_grammar_is_translated_word_for_word(article: PressArticle, tmp_path: Path):
    store = ModelStore(tmp_path)
    store.install(MODELS_FOLDER / "fixture_fr_en.argosmodel")
    made = ArgosEngine(store, "en").translate(sentences(article), "fr")
    wanted = [pair.english for sentence in sentences(article) if (pair := read_sentence(sentence))]
    assert [translation.target for translation in made] == wanted


def test_articles_marked_as_outside_are_outside():
    outside = [one for one in FRENCH if not one.in_grammar]
    assert outside
    for article in outside:
        inside = [sentence for sentence in sentences(article) if read_sentence(straight(sentence))]
        assert len(inside) < len(sentences(article)) / 2, article.slug
