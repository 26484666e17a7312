"""What people decide about an article by itself: its language, and whether its translation is right."""

from datetime import datetime

from config.reading import LANGUAGE_TAG
from flows.context import RunContext
from flows.decisions import DecisionError, Outcome, Speaker, carry_out, outcome_of, when, words
from flows.monitor import after_extraction
from flows.report import RunReport
from tasks.core.language import LanguageGuess, detect_language
from warehouse import decisions, doubts, languages
from warehouse.records import Override, TranslationDecision
from warehouse.store import Transaction


def decide_language(context: RunContext, article: str, lang: str, speaker: Speaker) -> Outcome:
    """Store that *article* is in *lang*, translate and group it anew."""
    wanted = LANGUAGE_TAG.wants(lang)
    if wanted:
        raise DecisionError(f"language {lang!r}: give {wanted}")

    def work(tx: Transaction, now: datetime) -> Outcome:
        one = decisions.named_article(tx, article)
        override = Override(one.article_id, "language", speaker.name, now, lang=lang, note=speaker.note)
        is_new = decisions.save_override(tx, override)
        return outcome_of(f"{words(one)} is in {lang}", speaker, [one.article_id], is_new=is_new)

    return carry_out(context, "language", work, after_extraction)


def decide_translation(context: RunContext, article: str, verdict: str, into: str | None, speaker: Speaker) -> Outcome:
    """Store that the translation of *article* into a language (None: that of the settings) is right or wrong."""
    if verdict not in doubts.VERDICTS:
        raise DecisionError(f"{verdict!r}: a translation is {' or '.join(doubts.VERDICTS)}")
    target = into or context.settings.translate.target_lang

    def work(tx: Transaction, now: datetime) -> Outcome:
        one = decisions.named_article(tx, article)
        there_are = decisions.translations_into(tx, one.article_id)
        if target not in there_are:
            rest = f"; there is one into {', '.join(there_are)}" if there_are else ", nor into another language"
            raise DecisionError(f"{article}: has no translation into {target}{rest}")
        decision = TranslationDecision(
            one.article_id, one.content_sha256, target, verdict, speaker.name, now, speaker.note
        )
        is_new = doubts.decide_translation(tx, decision)
        return outcome_of(f"the translation of {words(one)} into {target} is {verdict}", speaker, [], is_new=is_new)

    return carry_out(context, "translation", work, _nothing)


def undo_article(context: RunContext, article: str) -> Outcome:
    """Take back what people said of the language of *article* and of its translations."""

    def work(tx: Transaction, now: datetime) -> Outcome:
        one = decisions.named_article(tx, article)
        said = [
            f"taken back: the translation of {words(one)} into {judged.target_lang} is {judged.verdict}, {when(judged)}"
            for judged in doubts.translation_decisions(tx, one.article_id)
        ]
        doubts.undecide_translation(tx, one.article_id)
        of_language = [
            override
            for override in decisions.overrides(tx)
            if override.article_id == one.article_id and override.decision == "language"
        ]
        if of_language:
            languages.undecide_language(tx, one.article_id, _found_in, now)
            said += [f"taken back: {words(one)} is in {override.lang}, {when(override)}" for override in of_language]
            found = decisions.named_article(tx, one.article_id)
            said.append(f"its text was found to be in {found.lang}")
        if not said:
            nothing = f"nothing is decided about the language or the translations of {words(one)}"
            return Outcome([nothing], [one.article_id], is_new=False)
        return Outcome(said, [one.article_id] if of_language else [])

    return carry_out(context, "undo", work, after_extraction)


def _nothing(context: RunContext, report: RunReport) -> None:
    """Carry nothing out: what is published says it."""


def _found_in(text: str, page_lang: str | None, feed_lang: str | None) -> LanguageGuess:
    return detect_language(text, html_lang=page_lang, feed_lang=feed_lang)
