"""Languages: the same answer everywhere, declared against detected, and nothing said of texts that say nothing."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tasks.core.language import MIN_CONFIDENCE, detect_language, primary_subtag

ROOT = Path(__file__).parents[2]

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


# Run in a process of its own: its threads all make their first call, which loads the profiles, at once.
THREADS = """
import sys
from hashlib import sha256
from threading import Barrier, Thread
from tasks.core.language import detect_language
from tests.core.test_language import SENTENCES

n_threads = int(sys.argv[1])
joined = " ".join(SENTENCES.values())
texts = [joined[start : start + 20 + start % 60] for start in range(1000)]
start, answers = Barrier(n_threads), [None] * n_threads

def answer(place):
    start.wait()
    answers[place] = [detect_language(text) for text in texts]

threads = [Thread(target=answer, args=[place]) for place in range(n_threads)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
assert all(one is not None and len(one) == 1000 for one in answers), "a thread died"
print(*{sha256(repr(one).encode()).hexdigest() for one in answers})
"""


def test_threads_that_start_cold_and_processes_that_hash_otherwise_answer_as_one_thread_does():
    def digests(n_threads: int, hash_seed: str) -> str:
        command = [sys.executable, "-c", THREADS, str(n_threads)]
        environment = os.environ | {"PYTHONHASHSEED": hash_seed, "PYTHONPATH": str(ROOT)}
        done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=True)
        return done.stdout.strip()

    alone = digests(1, "0")
    assert len(alone) == 64
    assert digests(8, "0") == digests(8, "1") == digests(1, "2") == alone


@pytest.mark.parametrize("text", ["", "   ", "12 345,67 (2026)", "***", "https://a.example/le/journal", "a@b.example"])
def test_a_text_without_words_is_undetermined(text: str):
    guess = detect_language(text, html_lang="fr", feed_lang="fr-CA")
    assert (guess.lang, guess.confidence, guess.reason) == ("und", 0.0, "no words in the text")


def test_a_name_alone_is_undetermined():
    guess = detect_language("Mosar Tavel")
    assert guess.lang == "und"
    assert guess.confidence < MIN_CONFIDENCE
    assert guess.reason.startswith("too little to tell")


@pytest.mark.parametrize(
    ("title", "lang"),
    [
        ("Hausse des prix", "fr"),
        ("What we know", "en"),
        ("Det sier regjeringen", "no"),
        ("Hvad siger loven nu?", "da"),
        ("Vad säger lagen nu?", "sv"),
        ("Lo que debes saber", "es"),
        ("O que diz a nova lei", "pt"),
        ("Что известно сейчас", "ru"),
        ("Co mówi nowa ustawa", "pl"),
    ],
)
def test_a_few_words_of_a_title_are_enough(title: str, lang: str):
    assert detect_language(title).lang == lang


def test_a_brand_in_a_japanese_title_does_not_make_it_another_language():
    assert detect_language("Windows for PCの設定を開く").lang == "ja"


def test_a_language_with_little_press_is_believed_once_it_is_declared():
    title = "Die skool is oop"
    assert detect_language(title, feed_lang="af").lang == "af"


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
