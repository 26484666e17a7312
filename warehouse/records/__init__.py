"""What travels between the stages: one frozen record per stage, each complete.

`Entry` (an item as polled) → `Page` (bytes at a URL) → `Article` (one readable text at one canonical URL) →
`Translation` → `Pair` (two articles compared) → `Membership` (an article in its story).
They are the contract with `warehouse/schema/`: a test ties fields to columns. A stage makes a new record and never
fills in an old one. All times are UTC and aware; all ids are UUID strings; languages are BCP 47 tags; texts are
paragraphs joined by a blank line.
"""

from warehouse.records.archives import Backfill, BackfillState, Coverage, OpenGap
from warehouse.records.briefs import Brief, BriefArticle, BriefEdit, BriefHole, BriefRun, BriefStory
from warehouse.records.doubts import DoubtfulSentence, TranslationDecision
from warehouse.records.polling import Course, ErrorClass, FeedGap, HostPace, HostState, Timetable
from warehouse.records.reading import (
    Alternate,
    Article,
    Credit,
    Defect,
    Entry,
    Feed,
    FeedBody,
    FeedState,
    Link,
    Page,
    PageWork,
    PendingEntry,
    Poll,
    PollOutcome,
    Quote,
    Rejection,
    RobotsFile,
    Run,
)
from warehouse.records.schedule import FeedWord, Lease, Ruling, Slot, Work
from warehouse.records.stories import Evidence, Fingerprint, Membership, Override, Pair, Relation, StoryLink, Telling
from warehouse.records.translating import Method, SentenceTranslation, Translation, TranslationStatus
from warehouse.records.watching import WatchHit, WatchPiece, WatchTerm

__all__ = [
    "Alternate",
    "Article",
    "Backfill",
    "BackfillState",
    "Brief",
    "BriefArticle",
    "BriefEdit",
    "BriefHole",
    "BriefRun",
    "BriefStory",
    "Course",
    "Coverage",
    "Credit",
    "Defect",
    "DoubtfulSentence",
    "Entry",
    "ErrorClass",
    "Evidence",
    "Feed",
    "FeedBody",
    "FeedGap",
    "FeedState",
    "FeedWord",
    "Fingerprint",
    "HostPace",
    "HostState",
    "Lease",
    "Link",
    "Membership",
    "Method",
    "OpenGap",
    "Override",
    "Page",
    "PageWork",
    "Pair",
    "PendingEntry",
    "Poll",
    "PollOutcome",
    "Quote",
    "Rejection",
    "Relation",
    "RobotsFile",
    "Ruling",
    "Run",
    "SentenceTranslation",
    "Slot",
    "StoryLink",
    "Telling",
    "Timetable",
    "Translation",
    "TranslationDecision",
    "TranslationStatus",
    "WatchHit",
    "WatchPiece",
    "WatchTerm",
    "Work",
]
