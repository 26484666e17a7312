"""Languages: the same answer everywhere, declared against detected, and nothing said of texts that say nothing."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from tasks.core.language import detect_language, primary_subtag

SENTENCES = {
    "fr": "Le ministre a présenté mardi un projet de loi qui oblige les entreprises à protéger les données.",
    "en": "The minister presented a bill on Tuesday that would force companies to protect personal data.",
    "de": "Der Minister stellte am Dienstag einen Entwurf vor, der die Unternehmen zum Schutz der Daten verpflichtet.",
    "es": "El ministro presentó el martes un proyecto de ley que obliga a las empresas a proteger los datos.",
    "it": "Il ministro ha presentato martedì un disegno di legge che obbliga le aziende a proteggere i dati.",
    "pt": "O ministro apresentou na terça-feira um projeto de lei que obriga as empresas a proteger os dados.",
    "nl": "De minister presenteerde dinsdag een wetsvoorstel dat bedrijven verplicht om gegevens te beschermen.",
    "sv": "Ministern presenterade på tisdagen ett lagförslag som tvingar företagen att skydda uppgifterna.",
    "pl": "Minister przedstawił we wtorek projekt ustawy, który zobowiązuje firmy do ochrony danych.",
    "ru": "Министр представил во вторник законопроект, который обязывает компании защищать данные.",
    "tr": "Bakan salı günü şirketleri kişisel verileri korumaya zorlayan bir yasa tasarısı sundu.",
    "ja": "大臣は火曜日、企業に個人情報の保護を義務づける法案を発表した。",
    "zh": "部长周二提出了一项法案，要求企业保护个人数据。",
    "ar": "قدم الوزير يوم الثلاثاء مشروع قانون يلزم الشركات بحماية البيانات الشخصية.",
    "ko": "장관은 화요일 기업에 개인정보 보호를 의무화하는 법안을 발표했다.",
}


@pytest.mark.parametrize("lang", SENTENCES)
def test_a_sentence_is_known_without_any_declaration(lang: str):
    guess = detect_language(SENTENCES[lang])
    assert guess.lang == lang
    assert guess.confidence > 0.9
    assert guess.reason == f"detected {lang}; nothing declared"


def test_eight_threads_answer_as_one_does():
    texts = [sentence[start : start + 60] for sentence in SENTENCES.values() for start in range(0, 30, 5)]
    alone = [detect_language(text) for text in texts]
    with ThreadPoolExecutor(8) as threads:
        together = list(threads.map(lambda _: [detect_language(text) for text in texts], range(8)))
    assert together == [alone] * 8


@pytest.mark.parametrize("text", ["", "   ", "12 345,67 (2026)", "***", "https://a.example/le/journal", "a@b.example"])
def test_a_text_without_words_is_undetermined(text: str):
    guess = detect_language(text, html_lang="fr", feed_lang="fr-CA")
    assert (guess.lang, guess.confidence, guess.reason) == ("und", 0.0, "no words in the text")


def test_a_name_alone_is_undetermined():
    guess = detect_language("Mosar Tavel")
    assert guess.lang == "und"
    assert guess.confidence < 0.5
    assert guess.reason.startswith("too little to tell")


def test_a_headline_in_capitals_is_read_as_in_small_letters():
    assert detect_language("LES VENTES DE L'ENTREPRISE ONT BAISSÉ EN FRANCE").lang == "fr"


def test_page_and_feed_decide_what_the_text_leaves_open():
    assert detect_language("Budget 2026").lang == "und"
    assert detect_language("Budget 2026", html_lang="fr-CA", feed_lang="fr-CA").lang == "fr"
    assert detect_language("Budget 2026", html_lang="en-CA", feed_lang="en-CA").lang == "en"


def test_the_text_overrules_a_page_that_is_wrong_and_says_so():
    guess = detect_language(SENTENCES["fr"], html_lang="en-US", feed_lang="fr-CA")
    assert guess.lang == "fr"
    assert guess.reason == "detected fr, though the page declares en"


def test_page_and_feed_that_are_both_wrong_are_both_named():
    guess = detect_language(SENTENCES["de"], html_lang="en", feed_lang="fr")
    assert guess.reason == "detected de, though the page declares en and the feed declares fr"


def test_agreement_is_said():
    guess = detect_language(SENTENCES["fr"], html_lang="fr", feed_lang="fr-FR")
    assert guess.reason == "detected fr, as the page and the feed declared"


def test_a_declared_language_without_a_profile_is_believed():
    zulu = "UNgqongqoshe wethule umthethosivivinywa ngoLwesibili ophoqa izinkampani ukuvikela imininingwane."
    guess = detect_language(zulu, html_lang="zu")
    assert (guess.lang, guess.reason) == ("zu", "the page declares zu, of which we have no profile")


def test_a_declared_language_without_a_profile_is_not_believed_of_plain_french():
    assert detect_language(SENTENCES["fr"], html_lang="zu").lang == "fr"


def test_a_list_of_places_with_a_few_kana_is_japanese():
    assert detect_language("宮崎県：高鍋町、新富町、宮崎市、延岡市、西都市、えびの市、三股町").lang == "ja"


def test_addresses_and_acronyms_do_not_count():
    bare = detect_language(SENTENCES["fr"])
    dressed = detect_language(f"https://www.example.com/the/news/of/the/day {SENTENCES['fr']}")
    assert dressed.lang == bare.lang == "fr"


def test_a_lone_surrogate_harms_nothing():
    assert detect_language("Le ministre a présenté \ud800 un projet de loi.").lang == "fr"


@pytest.mark.parametrize(
    ("tag", "subtag"),
    [("FR-ca", "fr"), ("nb", "no"), ("fil-PH", "tl"), ("", None), (None, None), ("english", None), ("und", None)],
)
def test_tags_are_read_as_pages_write_them(tag: str | None, subtag: str | None):
    assert primary_subtag(tag) == subtag
