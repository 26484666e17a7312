"""Numbers said alike in two languages, and numbers that are not what the source says."""

import pytest

from tasks.core.translation.amounts import amounts
from tasks.core.translation.numbers import compare_numbers, numbers_flag

ALIKE = [
    ("1 234,5 millions de dollars", "$1,234.5 million"),
    ("3,5 M$", "$3.5m"),
    ("2 à 3 millions d'euros", "2 to 3 million euros"),
    ("deux millions d'habitants", "2 million people"),
    ("12 milliards d'euros", "€12bn"),
    ("100 autres milliards", "another 100 billion"),
    ("50 % des voix", "50 per cent of the vote"),
    ("la moitié, soit 50 %", "half of it"),
    ("à 14 h 30", "at 2:30 p.m."),
    ("à 14h", "at two in the afternoon"),
    ("vers 21 heures", "around 9pm"),
    ("à 9 h 40", "at 9.40"),
    ("le 1er mai", "the first of May"),
    ("le 03/05/2014", "on May 3, 2014"),
    ("les années 90", "the 1990s"),
    ("les années quatre-vingt", "the eighties"),
    ("au XIXe siècle", "in the 19th century"),
    ("quatre-vingt-dix-sept ans", "97 years"),
    ("vingt et un pour cent", "21 percent"),
    ("trois cent mille", "300,000"),
    ("une douzaine", "12 of them"),
    ("7 millions et demi", "7.5 million"),
    ("un octogénaire", "an 80-year-old"),
    ("en 2012 300 personnes", "300 people in 2012"),
    ("12 000 personnes", "12,000 people"),
    ("une vieille voiture", "1 old car"),
    ("26 cents", "26 cents"),
    ("le G8", "the Group of Eight"),
]
APART = [
    ("12 % des voix", "13 % of the vote", "12", "13"),
    ("2 millions", "2 billion", "2 millions", "2 billion"),
    ("1 234 pages", "1,243 pages", "1 234", "1,243"),
    ("5 000 euros", "5 euros", "5 000", "5"),
    ("115 000 soldats", "115 008 soldiers", "115 000", "115 008"),
    ("à 14 h 30", "at 2:45 p.m.", "14 h 30", "2:45 p.m"),
    ("les années 80", "the 1880s", "80", "1880"),
    ("de cinq à sept ans", "from 7 to 7 years", "cinq", "7"),
]


@pytest.mark.parametrize(("french", "english"), ALIKE)
@pytest.mark.parametrize("into", ["en", "fr"])
def test_one_number_in_two_spellings_is_one_number(french, english, into):
    source, target = (french, english) if into == "en" else (english, french)
    assert numbers_flag(compare_numbers(source, target, "fr" if into == "en" else "en", into)) is None


@pytest.mark.parametrize(("french", "english", "missing", "extra"), APART)
def test_another_number_is_named_with_the_one_it_stands_for(french, english, missing, extra):
    flag = numbers_flag(compare_numbers(french, english, "fr", "en"))
    assert flag is not None
    assert f"“{missing}”" in flag.expected
    assert f"“{extra}”" in flag.found


def test_a_number_from_nowhere_is_a_fault():
    flag = numbers_flag(compare_numbers("Le maire a parlé.", "The mayor spoke in 1999.", "fr", "en"))
    assert flag is not None
    assert flag.reason == "expected no other number than the source's; found “1999”"


def test_a_small_number_in_words_alone_is_no_fault():
    assert numbers_flag(compare_numbers("Tous deux sont venus.", "They came.", "fr", "en")) is None


@pytest.mark.parametrize(
    ("source", "target", "lang"),
    [
        ("1.234,5 Millionen Euro", "1,234.5 million euros", "de"),
        ("zwölf Leute", "12 people", "de"),
        ("3 miliardi", "3 billion", "it"),
        ("5000万", "50 million", "zh"),
        ("12 млн рублей и 3 тыс. человек", "12 million roubles and 3 thousand people", "ru"),
    ],
)
def test_numbers_of_a_language_whose_words_are_not_known_are_compared_by_their_digits(source, target, lang):
    assert numbers_flag(compare_numbers(source, target, lang, "en")) is None


def test_a_number_of_many_digits_is_compared_digit_by_digit():
    number = "1" * 5000
    for text in (number, f"{number} millions"):
        (found,) = amounts(text, "en")
        assert found.readings == {number}
