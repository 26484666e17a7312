"""What watchlists hit: folded as the search folds, once a story, and no more than what changed is looked at."""

from datetime import timedelta

import pytest

from warehouse.queue import WATCH

KELIDO = 'terms = ["kelido"]'


@pytest.mark.parametrize(
    ("term", "text", "found"),
    [
        ("musée", "Au MUSEE d’Ostermoor.", ["a"]),
        ("MUSEE", "Le musée rouvre.", ["a"]),
        ("musée", "Deux musées rouvrent.", []),
        ("musée*", "Deux musées rouvrent.", ["a"]),
        ("musée*", "Un amusée.", []),
        ("œuvre", "Une Oeuvre volée.", ["a"]),
        ("oeuvre", "Une œuvre volée.", ["a"]),
        ("vie privée", "Privée de tout, sa vie bascule.", ["a"]),
        ('"vie privée"', "Privée de tout, sa vie bascule.", []),
        ('"vie privée"', "Atteinte à la « vie\u00a0privée » des élèves.", ["a"]),
        ('"vie priv*"', "Des vies privées, une vie privilégiée.", ["a"]),
        ("R&D", "Un budget de R&D en baisse.", ["a"]),
        ("R&D", "Le R du dictionnaire, le D aussi.", []),
        ("aujourd'hui", "C’est aujourd’hui.", ["a"]),
        ("l'IA", "L’IA et nous.", ["a"]),
        ("7", "Ligne 7 fermée.", ["a"]),
        ("7", "Ligne 17 fermée.", []),
    ],
)
def test_words_are_compared_whole_and_without_accents_or_capitals(desk, term, text, found):
    desk.group(s=[desk.article("a", body=text)])
    desk.watch(w=f"terms = ['''{term}''']")
    assert desk.hits() == found


def test_what_search_finds_is_what_a_watchlist_of_the_same_words_hits(desk):
    texts = ["L'œuvre d’été", "OEUVRE: Été", "etes", "Ete oeuvres", "été", "l’ŒUVRE"]
    desk.group(**{f"s{n}": [desk.article(str(n), body=text)] for n, text in enumerate(texts)})
    desk.watch(w='terms = ["Œuvre été"]')
    searched = [url[-1] for (url,) in desk.rows("SELECT url FROM search('Œuvre été') ORDER BY url")]
    assert desk.hits() == searched == ["0", "1"]


def test_the_place_is_the_one_most_to_the_fore_and_the_quotation_is_the_text_around(desk):
    words = " ".join(f"mot{n}" for n in range(40))
    in_title = desk.article("a", title="Le Musée rouvre", body=f"Un musée. {words}")
    in_lead = desk.article("b", body=f"Un musée fermé. {words}")
    in_body = desk.article("c", body=f"{words}\n\nAu Musée,\nce soir. {words}")
    desk.group(a=[in_title], b=[in_lead], c=[in_body])
    desk.watch(w='terms = ["musée"]')
    assert desk.hits("field") == ["title", "lead", "body"]
    title, lead, body = desk.hits("quote")
    assert title == "Le Musée rouvre"
    assert lead.startswith("Un musée fermé. mot0")
    assert body.startswith("… mot")
    assert " mot39 Au Musée, ce soir. mot0 " in body
    assert body.endswith(" …")
    assert len(body.split()) < 40


def test_a_variant_is_looked_for_in_texts_of_its_language_translations_too(desk):
    french = desk.article("a", lang="fr-CA", body="Du pain.")
    english = desk.article("b", lang="en", body="No pain.")
    told = desk.article("c", lang="fr", body="Du fromage.")
    desk.translate(told, body="Some cheese.")
    desk.group(a=[french], b=[english], c=[told])
    desk.watch(w='terms = [{ fr = "pain", en = "cheese" }]')
    found = [("a", "pain", "original"), ("c", "cheese", "translation")]
    assert desk.hits("right(url, 1), term, rendition") == found


def test_a_word_in_the_original_comes_before_one_in_its_translation(desk):
    told = desk.article("a", lang="fr", body="Kelido.")
    desk.translate(told, body="Kelido.")
    desk.group(a=[told])
    desk.watch(w='entities = ["Kelido"]')
    assert desk.hits("rendition") == ["original"]


def test_an_exclusion_forbids_a_hit_wherever_it_stands(desk):
    plain = desk.article("a", lang="fr", title="Musée", body="Une horloge.")
    waxed = desk.article("b", lang="fr", title="Musée", body="Un musée de cire.")
    told = desk.article("c", lang="fr", title="Musée", body="Autre.")
    desk.translate(told, body="A wax museum.")
    desk.group(a=[plain], b=[waxed], c=[told])
    desk.watch(w='terms = ["musée"]\nexclude = ["cire", { en = "wax museum" }]')
    assert desk.hits() == ["a"]


def test_a_watchlist_of_feeds_or_languages_hits_nothing_else(desk):
    ours = desk.article("a", title="Kelido", lang="fr-CA")
    other = desk.article("b", title="Kelido", lang="en", feed=desk.make.feed("herald"))
    desk.group(a=[ours], b=[other])
    desk.watch(feeds=f'{KELIDO}\nfeeds = ["herald"]', languages=f'{KELIDO}\nlanguages = ["fr"]')
    assert desk.hits("watchlist, right(url, 1)") == [("feeds", "b"), ("languages", "a")]


def test_a_story_is_one_hit_and_its_first_article_stands_for_it(desk):
    now = desk.make.now
    late = desk.article("a", title="Kelido again", published_at=now)
    first = desk.article("b", title="Kelido", published_at=now - timedelta(hours=5))
    other = desk.article("c", title="Nothing", published_at=now - timedelta(hours=9))
    desk.group(s=[other, first, late])
    desk.watch(w=KELIDO)
    assert desk.hits("right(url, 1), title, article_title, n_articles, n_hits") == [("b", "Nothing", "Kelido", 3, 2)]


def test_stories_that_merge_are_one_hit_and_those_that_split_are_two(desk):
    one, two = desk.article("a", title="Kelido"), desk.article("b", title="Kelido")
    desk.group(s=[one], t=[two])
    desk.watch(w=KELIDO)
    assert desk.hits("n_hits") == [1, 1]
    desk.group(s=[one, two], rule="r2")
    assert desk.hits("n_hits") == [2]
    desk.group(s=[one], u=[two], rule="r3")
    assert desk.hits("n_hits") == [1, 1]
    assert desk.watch(w=KELIDO) == (0, 0)


def test_only_what_is_new_is_looked_at_and_a_second_look_changes_nothing(desk, dump):
    desk.group(s=[desk.article("a", title="Kelido")])
    assert desk.watch(w=KELIDO) == (1, 1)
    before = dump()
    assert desk.watch(w=KELIDO, hours=1) == (0, 0)
    assert dump() == before
    desk.group(t=[desk.article("b", title="Kelido")])
    assert desk.watch(w=KELIDO, hours=2) == (1, 1)


def test_a_new_translation_is_looked_at(desk):
    article = desk.article("a", lang="fr", body="Du fromage.")
    desk.group(s=[article])
    desk.watch(w='terms = [{ en = "cheese" }]')
    assert desk.hits() == []
    desk.translate(article, body="Some cheese.")
    assert desk.watch(w='terms = [{ en = "cheese" }]') == (1, 1)
    assert desk.hits("rendition, quote") == [("translation", "Some cheese.")]


def test_a_watchlist_that_changed_is_looked_for_in_its_window_and_the_others_are_not(desk):
    older = desk.make.now - timedelta(days=40)
    desk.group(s=[desk.article("a", title="Kelido museum")], t=[desk.article("b", title="Kelido", published_at=older)])
    desk.watch(one='terms = ["nothing"]', two='terms = ["museum"]')
    ask = "SELECT matched_at FROM core.watch_hit WHERE watchlist = 'two'"
    before = desk.rows(ask)
    assert desk.watch(one=KELIDO, two='terms = ["museum"]', hours=5) == (1, 1), "b is older than the window"
    assert desk.hits("watchlist, right(url, 1)") == [("one", "a"), ("two", "a")]
    assert desk.rows(ask) == before


def test_a_change_that_was_not_looked_for_to_the_end_is_looked_for_again(desk):
    desk.group(s=[desk.article("a", title="Kelido")])
    desk.watch(w='terms = ["nothing"]')
    assert desk.watch(w=KELIDO, breaks_off=True) == (1, 1)
    assert desk.watch(w=KELIDO) == (1, 0)
    assert desk.watch(w=KELIDO) == (0, 0)
    assert desk.hits() == ["a"]


def test_what_is_no_hit_any_more_goes_and_what_still_is_keeps_its_time(desk):
    desk.group(s=[desk.article("a", title="Kelido one")], t=[desk.article("b", title="Kelido two")])
    desk.watch(w=KELIDO)
    before = desk.hits("matched_at")
    desk.watch(w=f'{KELIDO}\nexclude = ["two"]', hours=3)
    assert desk.hits() == ["a"]
    assert desk.hits("matched_at") == before[:1]


def test_an_article_whose_new_text_lacks_the_word_is_no_hit_any_more(desk):
    desk.group(s=[desk.article("a", title="Kelido", content_sha256="one")])
    desk.watch(w=KELIDO)
    desk.group(s=[desk.article("a", title="Another", content_sha256="two")])
    desk.watch(w=KELIDO)
    assert desk.hits() == []


def test_a_watchlist_taken_out_is_not_shown_and_comes_back_with_what_it_missed(desk):
    desk.group(s=[desk.article("a", title="Kelido")])
    desk.watch(w=KELIDO)
    desk.group(t=[desk.article("b", title="Kelido")])
    desk.watch()
    assert desk.hits() == []
    desk.watch(w=KELIDO)
    assert desk.hits() == ["a", "b"]


def test_without_watchlists_nothing_waits_to_be_looked_at(desk):
    desk.article("a")
    waits = f"SELECT count(*) FROM core.queue WHERE stage = '{WATCH}'"
    assert desk.rows(waits) == [(1,)]
    desk.watch()
    assert desk.rows(waits) == [(0,)]
