"""Which engines a run translates with, as the settings say: the one that is read, and the one for grouping only."""

import os

from flows.context import RunContext
from tasks.translate.apertium import ApertiumEngine
from tasks.translate.argos import ArgosEngine, DecodeOptions
from tasks.translate.engine import TranslationEngine
from tasks.translate.libretranslate import LibreTranslateEngine, Server
from tasks.translate.nothing import NoEngine


def engine_of(context: RunContext) -> TranslationEngine:
    """Return the engine whose translations are read."""
    settings = context.settings.translate
    if settings.engine == "libretranslate":
        return LibreTranslateEngine(server_of(context), settings.target_lang)
    if settings.engine == "none":
        return NoEngine()
    threads = settings.inter_threads or os.cpu_count() or 1
    options = DecodeOptions(settings.beam_size, settings.max_batch_tokens, threads)
    return ArgosEngine(context.models, settings.target_lang, options)


def gist_engine_of(context: RunContext) -> TranslationEngine:
    """Return the engine whose translations articles are grouped by where there are no others."""
    settings = context.settings.translate
    return NoEngine() if settings.gist_engine == "none" else ApertiumEngine("apertium", settings.target_lang)


def server_of(context: RunContext) -> Server:
    """Return the LibreTranslate server of the settings."""
    settings = context.settings.translate
    return Server(
        url=settings.libretranslate_url.rstrip("/"),
        api_key=settings.libretranslate_key,
        batch_sentences=settings.libretranslate_sentences,
        batch_chars=settings.libretranslate_chars,
        timeout_s=settings.libretranslate_timeout_s,
        patience_s=settings.libretranslate_patience_s,
    )
