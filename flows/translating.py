"""The stage that translates: titles and leads of everything first, then bodies; no sentence twice, in any run.

A batch is read, its known sentences are recalled, the others decoded, and all of it is written in one transaction;
while an engine works, nothing holds the warehouse. So a kill costs the sentences of one batch. And what an article is
may change meanwhile: what was made of the text or the language it had is not stored, and it waits for the next run.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import timedelta

from config.settings import TranslateSettings
from flows.context import RunContext
from flows.engines import engine_of, gist_engine_of, server_of
from flows.progress import watched
from flows.report import RunReport
from flows.stages import publish_when_due
from flows.steps import translate_step
from flows.watching import only_watched_whole
from tasks.core.bilingual import Bilingual, assembled, is_whole, opening, untranslated
from tasks.core.identity import sentence_hash
from tasks.core.language import primary_subtag
from tasks.core.translation.judgement import Floors, Judgement, TranslatedSentence, judge, marked
from tasks.errors import TransientSourceError
from tasks.hosts import sentences as said_of_hosts
from tasks.translate.engine import EngineError, TranslationEngine
from warehouse import hosts, translations
from warehouse.memory import Shelf, recall_sentences, remember_sentences
from warehouse.records import HostState, Method, SentenceTranslation, Translation, TranslationStatus
from warehouse.translations import SEARCHABLE, TranslationWork

Memory = Mapping[str, SentenceTranslation]  # by sentence
BUSY = 429


@dataclass(slots=True)
class _Job:
    """What a run translates with, and what it has learnt so far."""

    context: RunContext
    report: RunReport
    main: TranslationEngine  # who says what is lacking
    engines: dict[str, tuple[TranslationEngine, Method]]  # by source language
    failed: dict[str, str] = field(default_factory=dict[str, str])  # source language -> what has to be done first
    met: set[str] = field(default_factory=set[str])  # hashes of sentences that were decoded or remembered already
    is_over: bool = False  # an engine cannot be reached: what is left waits for the next run

    def shelf(self, lang: str) -> Shelf:
        """Return where sentences of *lang* are remembered."""
        target = self.context.settings.translate.target_lang
        return Shelf(lang, primary_subtag(target) or target, self.engines[lang][1])


@dataclass(frozen=True, slots=True)
class _Text:
    """An article with what of its body is to be translated now."""

    work: TranslationWork
    lang: str  # primary subtag, as engines know it
    body: str
    whole: str  # the body
    sentences: frozenset[str]  # of title and body, those that need translation

    @property
    def has_all(self) -> bool:
        return is_whole(self.body, self.whole)


def translate(context: RunContext, report: RunReport, *, is_renewing: bool = False) -> None:
    """Translate what is foreign; what lacks a model is said and waits.

    *is_renewing*: among the articles that wait, also those that another model or other settings translated.
    """
    job = _job(context, report)
    if job is None:
        return
    settings = context.settings.translate
    methods = {lang: method for lang, (_, method) in job.engines.items()}
    with context.warehouse.transaction("read untranslated articles") as tx:
        works = translations.articles_to_translate(tx, settings.target_lang, methods, is_renewing=is_renewing)
    bodies = [work for work in works if not _starts_with_its_lead(job, work)]
    leads = [work for work in works if _starts_with_its_lead(job, work)]
    for batch in watched(context.progress, "translate leads", leads, settings.lead_batch_size):
        made = _translate_batch(job, batch, is_lead=True)
        followed = {one.article_id for one in made if one.status is TranslationStatus.LEAD}
        bodies += [work for work in batch if work.article_id in followed]
    for batch in watched(context.progress, "translate", bodies, settings.batch_size):
        _translate_batch(job, batch, is_lead=False)
    if settings.engine != "none":
        with context.warehouse.transaction("count waiting articles") as tx:
            report.waiting_pairs.update(translations.waiting_pairs(tx))


def _job(context: RunContext, report: RunReport) -> _Job | None:
    """Return the job with the engines there are now; None when the one of the settings cannot be reached."""
    main, gist = engine_of(context), gist_engine_of(context)
    if context.settings.translate.engine == "libretranslate":
        with context.warehouse.transaction("read busy hosts") as tx:
            closed = hosts.busy_hosts(tx, report.started_at, since=report.started_at)
        host = server_of(context).host
        if host in closed:
            report.waits += said_of_hosts([closed[host]]).values()
            return None
    job = _Job(context, report, main, {lang: (gist, method) for lang, method in gist.methods().items()})
    try:
        job.engines |= {lang: (main, method) for lang, method in main.methods().items()}
    except TransientSourceError as error:
        _note_outage(job, error)
        return None
    except EngineError as error:
        report.failures.append(str(error))
        return None
    return job


def _starts_with_its_lead(job: _Job, work: TranslationWork) -> bool:
    """Return whether the title and lead of *work* are made before its body.

    Not where there is a translation to be renewed, or a lead that was made before; nor of a gist, which nobody reads.
    """
    method = job.engines.get(_lang_of(work))
    if method is not None and method[1].is_gist:
        return False
    is_begun = work.status == TranslationStatus.LEAD and job.context.settings.translate.body == "all"
    return work.status != TranslationStatus.OK and not is_begun


def _lang_of(work: TranslationWork) -> str:
    return primary_subtag(work.lang) or work.lang


def _translate_batch(job: _Job, works: Sequence[TranslationWork], *, is_lead: bool) -> list[Translation]:
    """Translate *works*, their leads alone or whole, and store what was made; nothing once an engine is gone."""
    if job.is_over:
        return []
    context, report = job.context, job.report
    with context.warehouse.transaction("read texts to translate") as tx:
        body_of = translations.bodies_to_translate(tx, works)
    target = context.settings.translate.target_lang
    texts = [_text(work, body_of.get(work.article_id, ""), target, is_lead=is_lead) for work in works]
    known = _recall(job, _wanted(job, texts))
    fresh = {lang: _decode(job, lang, missing) for lang, (_, missing) in known.items()}
    memory = {lang: {**found, **fresh[lang]} for lang, (found, _) in known.items()}
    made = [one for text in texts if (one := _translation(job, text, memory.get(text.lang, {}))) is not None]
    with context.warehouse.transaction("save translations") as tx:
        if context.settings.translate.body == "watchlist":
            wholes = {text.work.article_id: (text.work.lang, text.work.title, text.whole) for text in texts}
            made = only_watched_whole(tx, context, made, wholes)
        made = translations.save_translations(tx, made)
        for lang, sentences in fresh.items():
            by_hash = {sentence_hash(sentence): one for sentence, one in sentences.items()}
            remember_sentences(tx, job.shelf(lang), by_hash, context.clock())
    report.n_translated += sum(one.status in SEARCHABLE for one in made)
    publish_when_due(context, report)
    return made


def _text(work: TranslationWork, whole: str, target_lang: str, *, is_lead: bool) -> _Text:
    body = opening(whole) if is_lead else whole
    return _Text(work, _lang_of(work), body, whole, frozenset(untranslated((work.title, body), target_lang)))


def _wanted(job: _Job, texts: Iterable[_Text]) -> dict[str, set[str]]:
    """Return the sentences to be translated, by language: of those that can be, and have not failed."""
    wanted: defaultdict[str, set[str]] = defaultdict(set)
    for text in texts:
        if text.lang in job.engines and text.lang not in job.failed:
            wanted[text.lang] |= text.sentences
    return wanted


def _recall(job: _Job, wanted: Mapping[str, set[str]]) -> dict[str, tuple[Memory, set[str]]]:
    """Return, by language, the sentences that were translated before, and those that were not."""
    known: dict[str, tuple[Memory, set[str]]] = {}
    with job.context.warehouse.transaction("recall sentences") as tx:
        for lang, sentences in wanted.items():
            hash_of = {sentence: sentence_hash(sentence) for sentence in sentences}
            recalled = recall_sentences(tx, job.shelf(lang), hash_of.values())
            found = {one: recalled[key] for one, key in hash_of.items() if key in recalled}
            known[lang] = (found, sentences - found.keys())
            job.report.n_remembered += len(recalled.keys() - job.met)
            job.met |= recalled.keys()
    return known


def _decode(job: _Job, lang: str, sentences: set[str]) -> Memory:
    """Return what an engine makes of *sentences*; why it makes less than all of them is noted."""
    if not sentences or job.is_over:
        return {}
    outcome = job.context.runner(translate_step, job.engines[lang][0], lang, sorted(sentences))
    job.report.n_decoded += len(outcome.made)
    job.report.n_decoded_tokens += sum(one.n_tokens for one in outcome.made.values())
    job.met |= set(map(sentence_hash, outcome.made))
    if outcome.failure:
        job.failed[lang] = outcome.failure
        job.report.failures += [outcome.failure] if outcome.failure not in job.report.failures else []
    if outcome.outage is not None:
        _note_outage(job, outcome.outage)
    return outcome.made


def _note_outage(job: _Job, error: TransientSourceError) -> None:
    """Note that an engine is out of reach, so that what is left waits; a server that asked for it is left alone."""
    job.is_over = True
    if error.status != BUSY:
        job.report.failures.append(str(error))
        return
    now = job.context.clock()
    wait_s = max(error.retry_after_s or 0, job.context.settings.translate.libretranslate_patience_s)
    until = now + timedelta(seconds=wait_s)
    state = HostState(server_of(job.context).host, until, str(error), now)
    job.report.waits += said_of_hosts([state]).values()
    with job.context.warehouse.transaction("save busy host") as tx:
        hosts.save_hosts(tx, [state])


def _translation(job: _Job, text: _Text, memory: Memory) -> Translation | None:
    """Return the article as far as it is translated now; None where an engine is out of reach and it simply waits."""
    settings = job.context.settings.translate
    blank = Translation(
        article_id=text.work.article_id,
        content_sha256=text.work.content_sha256,
        source_lang=text.work.lang,
        target_lang=settings.target_lang,
        status=TranslationStatus.PENDING_MODEL,
        engine="none",
        engine_version="",
        translated_at=job.context.clock(),
    )
    if text.lang not in job.engines:
        return replace(blank, detail=job.main.what_is_lacking(text.lang))
    if text.lang in job.failed:
        return replace(blank, detail=job.failed[text.lang])
    if not text.sentences <= memory.keys():
        return None
    method = job.engines[text.lang][1]
    bilingual = assembled(text.work.title, text.body, memory)
    made = replace(
        blank,
        status=_status(job, text),
        engine=method.engine,
        engine_version=method.engine_version,
        engine_settings=method.engine_settings,
        title=bilingual.title,
        body=bilingual.body,
        token_score=bilingual.token_score,
        detail=_detail(bilingual),
    )
    return made if method.is_gist else marked(made, _judgement(text, bilingual, settings))


def _judgement(text: _Text, bilingual: Bilingual, settings: TranslateSettings) -> Judgement:
    """Return what is known against a translation; of a gist, which nobody reads, none is asked for."""
    sentences = [
        TranslatedSentence(
            one.field,
            one.position,
            one.source,
            one.translation.target,
            one.translation.token_score,
            one.translation.is_cut,
        )
        for one in bilingual.pairs
    ]
    floors = Floors(settings.min_token_score, settings.max_flagged_share)
    lang, target_lang = text.lang, settings.target_lang
    return judge(sentences, lang, target_lang, token_score=bilingual.token_score, floors=floors)


def _status(job: _Job, text: _Text) -> TranslationStatus:
    """Return how much of the article is there, and whether the settings ask for more."""
    settings = job.context.settings.translate
    if job.engines[text.lang][1].is_gist:
        return TranslationStatus.GIST
    if text.has_all:
        return TranslationStatus.OK
    return TranslationStatus.LEAD_ONLY if settings.body == "none" else TranslationStatus.LEAD


def _detail(bilingual: Bilingual) -> str:
    """Say how many sentences lack something; each says so itself where sentences are kept."""
    n = bilingual.n_cut
    which = "1 sentence is" if n == 1 else f"{n} sentences are"
    return f"{which} not whole: cut where the decoder stops, or refused by the server" if n else ""
