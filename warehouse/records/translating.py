"""Translations: of articles, and of the sentences they are made of."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from warehouse.records.doubts import DoubtfulSentence


class TranslationStatus(StrEnum):
    """How much of a translation is there, and what it is good for."""

    OK = "ok"
    LEAD = "lead"  # title and opening; the body follows
    LEAD_ONLY = "lead_only"  # title and opening: the settings ask for no more
    GIST = "gist"  # by an engine that is good enough to group by and not to be read
    PENDING_MODEL = "pending_model"  # no package for the pair is installed; a later run with one picks it up


@dataclass(frozen=True, slots=True)
class Method:
    """How sentences of a language are translated: the same method never translates a sentence twice."""

    engine: str  # "argos" | "libretranslate" | "apertium" | "none"
    engine_version: str  # package name and version; of a chain through a third language, both
    engine_settings: str = ""  # what decides what comes out, and the version of the rule
    is_gist: bool = False  # whether what comes out is for grouping only


@dataclass(frozen=True, slots=True)
class SentenceTranslation:
    """A sentence in the target language, with what the decoder thought of it."""

    target: str
    log_probability: float | None = None  # of all its tokens together; None: the engine does not say
    n_tokens: int = 0  # decoded for it; 0 for what stands as it is
    is_cut: bool = False  # the decoder ran into its limit: the end may lack

    @property
    def token_score(self) -> float | None:
        """Return the mean log-probability of a token, None where there is none."""
        return self.log_probability / self.n_tokens if self.log_probability is not None and self.n_tokens else None


@dataclass(frozen=True, slots=True)
class Translation:
    """A machine translation made by the pipeline, of one content of one article."""

    article_id: str
    content_sha256: str  # what was translated
    source_lang: str
    target_lang: str
    status: TranslationStatus
    engine: str  # as in `Method`
    engine_version: str
    translated_at: datetime
    title: str = ""
    body: str = ""  # of a lead, its opening alone
    token_score: float | None = None  # mean log-probability per target token, from the decoder
    detail: str = ""  # what the engine had to say, or what it waits for
    engine_settings: str = ""
    n_sentences: int | None = None  # that were judged; None: none was, as it waits
    n_flagged: int | None = None  # of them, with a gross fault
    is_doubtful: bool | None = None  # whether too many are flagged, or the model was too unsure
    doubt: str = ""  # why, where it is doubtful
    doubtful_sentences: tuple[DoubtfulSentence, ...] = ()
