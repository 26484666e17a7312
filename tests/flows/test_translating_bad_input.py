"""What no grammar foresees goes through the stage: translated or marked, never a crash, never cut in silence."""

import pytest

SENTENCE = "Microsoft a annoncé lundi un nouveau service au Canada."
ODDITIES = {
    "nothing": ("", ""),
    "spaces": (" ", " \n\n \u00a0 "),
    "emoji": ("🙂", "🎉 👨‍👩‍👧 Bravo 🇫🇷 à tous 👏🏽"),
    "controls": ("Un\x00 titre\x1b[2J", "Du texte\x07 avec\x08 des \ufffd signes\u200b et \ufeff des marques."),
    "right to left": ("شركة مايكروسوفت", "أعلنت الشركة يوم الاثنين. \u202eمرحبا\u202c שלום עולם."),
    "mixed": ("Un titre and its English", f"{SENTENCE} The company said nothing. Das ist alles. 会社は。"),
    "no letters": ("12 345", "* * *\n\n+33 1 23 45 67 89"),
    "one long word": ("a" * 5_000, "é" * 20_000),
    "markup": (
        "<b>Un</b> titre",
        "<script>alert('un')</script> &amp; [lien](http://a.example/é) ▁▁ ___ <unk> </s> <s>",
    ),
    "lone surrogate": ("Un \ud800 titre", "Une phrase \udfff entière."),
    "combining": ("Z͑ͫ̓ͪ̂ͫ̽͏̴̙̤̞͉͚̯̞̠͍A̴̵̜̰͔ͫ͗͢", "É́́́́ " * 500),
}


@pytest.mark.parametrize("name", ODDITIES)
def test_odd_texts_are_translated(desk, name):
    title, body = ODDITIES[name]
    desk.article("a", title, body)
    report = desk.translate()
    assert (desk.status(), report.failures, report.n_translated) == ({"a": "ok"}, [], 1)


def test_numbers_signs_and_emoji_stand_as_they_are(desk):
    desk.article("a", "12 345", "🙂\n\n* * *\n\n+33 1 23 45 67 89")
    desk.translate()
    assert desk.text("a") == ("12 345", "🙂\n\n* * *\n\n+33 1 23 45 67 89")


def test_a_sentence_in_the_target_language_is_left_as_it_is(desk):
    english = "The company did not say whether it will close its offices in the north of the country next year."
    desk.article("a", SENTENCE, f"{SENTENCE} {english}")
    desk.translate()
    assert desk.text("a")[1] == f"Microsoft announced a new service in Canada on Monday. {english}"


def test_a_megabyte_without_a_full_stop_is_translated_to_its_end(desk):
    names = [f"mot{chr(97 + n % 26)}{chr(97 + n // 26 % 26)}" for n in range(300)]
    body = "début " + " ".join(names * 667) + " Microsoft"
    assert len(body) > 1_000_000
    desk.article("a", SENTENCE, body)
    report = desk.translate(beam_size=1)
    assert (desk.status(), report.failures) == ({"a": "ok"}, [])
    memory = "SELECT count(*), count(*) FILTER (is_cut) FROM core.translation_memory"
    ((n_sentences, n_cut),) = desk.ask(memory)
    assert n_sentences > 5
    ((detail,),) = desk.ask("SELECT detail FROM translations")
    assert bool(n_cut) == bool(detail)
