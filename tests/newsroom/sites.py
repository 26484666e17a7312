"""The news sites: a profile each, and what they publish as the clock goes on or a test tells them to."""

import hashlib
import random
from dataclasses import dataclass, field

from tests.newsroom import wording
from tests.newsroom.clock import as_utc

WEIGHTS = ("thin", "press")
DAY_S = 86_400
WORDS = {
    "en": "the council harbour bakers vote budget bridge minister river opened closed under rain new plan says "
    "after report school region trade workers line public energy price station winter",
    "fr": "le conseil port boulangers vote budget pont ministre rivière ouvert fermé sous pluie nouveau projet selon "
    "après rapport école région commerce salariés ligne public énergie prix gare hiver",
}


@dataclass(frozen=True)
class Profile:
    """How a site behaves; what the control API may change."""

    feed: str = "rss2"  # rss2 | rss1 | rdf | atom | atom03 | json
    items: int = 30  # the window of the feed
    rate_per_day: float = 24
    full_text: bool = False
    validators: str = "both"  # see `validators`
    cache_control: str = "max-age=900"
    expires: str = ""
    age: str = ""
    ttl: int = 30  # minutes; 0 for none
    sy: str = ""  # period/frequency, as hourly/2
    skip_hours: tuple[int, ...] = ()
    skip_days: tuple[str, ...] = ()
    gzip: bool = True
    latency_ms: tuple[float, float] = (0, 0)
    troubles: tuple[str, ...] = ()  # paths, as /503?ra=1800, that /feed.xml is answered like now and then
    trouble_share: float = 0.3  # of its visits
    robots: str = "User-agent: *\nDisallow: /private/\n"
    robots_status: int = 200  # of robots.txt; a page with any other
    robots_to: str = ""  # where robots.txt redirects to; /robots.txt?hop=4 has four more redirects before the rules
    charset: str = "utf-8"
    languages: tuple[str, ...] = ("fr", "en")
    weight: str = "thin"  # of its pages: a text of few words and nothing around it; or press, as `furniture` has it
    off: tuple[str, ...] = ()  # first parts of paths that it does not have: wp-json


@dataclass
class Published:
    """An article, from its publication on: this is the truth that a warehouse is held against."""

    host: str
    number: int
    story_id: str
    language: str
    title: str
    paragraphs: tuple[str, ...]
    published_at: float
    modified_at: float
    is_deleted: bool = False
    text_sha256s: list[str] = field(default_factory=list)  # of each version, oldest first

    @property
    def url(self) -> str:
        return f"http://{self.host}/{as_utc(self.published_at):%Y/%m/%d}/report-{self.number}"

    @property
    def guid(self) -> str:
        return f"tag:{self.host},2026:{self.number}"

    @property
    def text(self) -> str:
        return "\n\n".join(self.paragraphs)


class Site:
    """A site: opened with a full feed behind it, it publishes at its rate."""

    def __init__(self, seed: int, host: str, opened_at: float, profile: Profile | None = None) -> None:
        self.seed, self.host, self.opened_at = seed, host, opened_at
        self.profile = profile or Profile()
        self.articles: list[Published] = []
        self.changed_at = opened_at
        self.is_reordered = False
        self._n_scheduled = 0
        for number in range(self.profile.items, 0, -1):
            self._add(opened_at - number * self._gap_s)

    @property
    def _gap_s(self) -> float:
        return DAY_S / self.profile.rate_per_day if self.profile.rate_per_day else DAY_S

    def catch_up(self, now: float) -> None:
        """Publish what was due until *now*."""
        while self.profile.rate_per_day and self.opened_at + (self._n_scheduled + 1) * self._gap_s <= now:
            self._n_scheduled += 1
            self._add(self.opened_at + self._n_scheduled * self._gap_s)

    def publish(self, now: float, *, n: int = 0, edit: int = 0, delete: int = 0, reorder: bool = False) -> None:
        """Publish *n* new articles, rewrite the newest *edit* that stood, delete the oldest *delete* listed."""
        self.catch_up(now)
        stood = self.listed()
        for article in stood[:edit]:
            self._write(article, (*article.paragraphs[:-1], self._told_anew(article)))
            article.modified_at = now
        for article in stood[len(stood) - delete :]:
            article.is_deleted = True
        for _ in range(n):
            self._add(now)
        self.is_reordered = reorder
        self.changed_at = now

    def listed(self) -> list[Published]:
        """Return what the feed lists, newest first unless reordered."""
        alive = sorted((one for one in self.articles if not one.is_deleted), key=lambda one: -one.number)
        window = alive[: self.profile.items]
        if self.is_reordered:
            random.Random(f"{self.seed}:{self.host}:order").shuffle(window)
        return window

    def trouble(self, visit: int) -> str:
        """Return the path that this visit to the feed is answered like; empty for the feed itself."""
        chance = random.Random(f"{self.seed}:{self.host}:trouble{visit}")
        is_troubled = self.profile.troubles and chance.random() < self.profile.trouble_share
        return chance.choice(self.profile.troubles) if is_troubled else ""

    def standing(self) -> list[Published]:
        """Return every article that was not deleted, oldest first."""
        return [one for one in self.articles if not one.is_deleted]

    def find(self, path: str) -> Published | None:
        return next((one for one in self.articles if one.url.endswith(self.host + path) and not one.is_deleted), None)

    def _add(self, at: float) -> None:
        number = len(self.articles) + 1
        languages = self.profile.languages
        language = languages[number % len(languages)]
        title, paragraphs = self._told(number, language)
        article = Published(self.host, number, f"{self.host}-s{number}", language, title, (), at, at)
        self._write(article, paragraphs)
        self.articles.append(article)
        self.changed_at = max(self.changed_at, at)

    def _told(self, number: int, language: str) -> tuple[str, tuple[str, ...]]:
        """Return the title and the paragraphs of an article."""
        if self.profile.weight == "press":
            chance = random.Random(f"{self.seed}:{self.host}:{number}")
            return wording.title(chance, language), wording.text(chance, language)
        title = self._words(f"title{number}", language, 6).capitalize()
        return title, tuple(self._sentences(number, -part, language) for part in range(1, 5))

    def _told_anew(self, article: Published) -> str:
        """Return another last paragraph."""
        n_versions = len(article.text_sha256s)
        if self.profile.weight == "press":
            chance = random.Random(f"{self.seed}:{self.host}:{article.number}:{n_versions}")
            return wording.teaser(chance, article.language)
        return self._sentences(article.number, n_versions, article.language)

    def _write(self, article: Published, paragraphs: tuple[str, ...]) -> None:
        article.paragraphs = paragraphs
        article.text_sha256s.append(hashlib.sha256(article.text.encode()).hexdigest())

    def _sentences(self, number: int, part: int, language: str) -> str:
        return " ".join(self._words(f"{number}:{part}:{one}", language, 14).capitalize() + "." for one in range(4))

    def _words(self, key: str, language: str, n: int) -> str:
        chance = random.Random(f"{self.seed}:{self.host}:{key}")
        return " ".join(chance.choices(WORDS[language].split(), k=n))
