"""A translation as a whole: doubtful above a share of flagged sentences or under a score of the model, else not."""

from tasks.core.translation.judgement import Floors, TranslatedSentence, judge

RIGHT = ("Le conseil a voté le budget de la ville.", "The council voted the city budget.")
WRONG = ("Le pont ferme le 3 mai.", "The bridge closes on May 8.")


def article(*pairs, **more):
    return [TranslatedSentence("body", place, *pair, **more) for place, pair in enumerate(pairs)]


def judged(sentences, token_score=-0.3, **floors):
    return judge(sentences, "fr", "en", token_score=token_score, floors=Floors(**floors))


def test_a_right_translation_is_not_doubtful_and_keeps_no_sentence():
    judgement = judged(article(RIGHT, RIGHT))
    assert (judgement.n_sentences, judgement.n_flagged, judgement.is_doubtful, judgement.doubt) == (2, 0, False, "")
    assert judgement.sentences == ()


def test_one_flagged_sentence_of_a_long_text_is_kept_with_its_place_and_reason_and_does_not_make_it_doubtful():
    judgement = judged(article(RIGHT, RIGHT, WRONG))
    assert (judgement.n_flagged, judgement.is_doubtful) == (1, False)
    (sentence,) = judgement.sentences
    assert (sentence.field, sentence.position, sentence.source, sentence.target) == ("body", 2, *WRONG)
    assert (sentence.faults, sentence.reasons) == (("numbers",), ("expected “3”; found “8”",))


def test_too_many_flagged_sentences_make_it_doubtful_and_it_says_how_many_and_why():
    judgement = judged(article(RIGHT, WRONG, WRONG))
    assert judgement.is_doubtful
    assert judgement.doubt == "2 of 3 sentences are flagged: numbers 2"


def test_the_share_is_a_setting():
    assert not judged(article(RIGHT, WRONG, WRONG), max_flagged_share=0.7).is_doubtful


def test_an_unsure_model_makes_it_doubtful_though_no_rule_finds_a_fault():
    judgement = judged(article(RIGHT), token_score=-2.5, min_token_score=-1.0)
    assert judgement.doubt == "mean log-probability of a token -2.50, under -1.00"
    assert judgement.n_flagged == 0


def test_the_sentences_the_model_was_least_sure_of_are_kept_worst_three_in_reading_order():
    scores = [-3.0, -0.2, -5.0, -2.0, -4.0]
    sentences = [TranslatedSentence("body", at, *RIGHT, token_score=score) for at, score in enumerate(scores)]
    judgement = judged(sentences, min_token_score=-1.0)
    assert [(one.position, one.faults) for one in judgement.sentences] == [(at, ("unsure",)) for at in (0, 2, 4)]
    assert (judgement.n_flagged, judgement.is_doubtful) == (0, False)


def test_what_ran_into_the_limit_of_the_decoder_is_truncated():
    (sentence,) = judged(article(RIGHT, is_cut=True)).sentences
    assert sentence.faults == ("truncated",)


def test_sentences_without_a_letter_are_not_judged():
    assert judged(article(("* * *", "* * *"), ("1 234", "1 234"))).n_sentences == 0


def test_an_engine_that_says_no_score_is_judged_by_the_rules_alone():
    assert not judged(article(RIGHT), token_score=None).is_doubtful


def test_a_doubtful_text_without_a_full_stop_is_kept_by_its_beginning():
    (sentence,) = judged(article(("mot " * 100_000, "word."))).sentences
    assert len(sentence.source) <= 2_001
