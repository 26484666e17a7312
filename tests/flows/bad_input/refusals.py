"""What there is to get wrong, and how a refusal looks: one sentence, exit code 2, and nothing changed."""

import hashlib

PAGE = "<html><head><title>A page</title></head><body><p>Text.</p></body></html>"
FEEDS = '[[feeds]]\nname = "one"\nurl = "{}"\npublisher = "P"\nowner_group = "p"\nlanguage = "en"\n'
READING = {
    "sql": ("sql", "FROM articles"),
    "story": ("story", "0000-0000"),
    "doctor": ("doctor",),
    "export": ("export", "csv", "{out}"),
    "feeds health": ("feeds", "health"),
    "brief": ("brief",),
    "decisions": ("decisions",),
}
WRITING = {
    "run": ("run", "--feeds", "{feeds}"),
    "backfill": ("backfill", "--feeds", "{feeds}", "--since", "2026-11-01"),
    "backfill files": ("backfill", "--source", "files", "{page}"),
    "reprocess": ("reprocess", "--from", "group"),
    "publish": ("publish",),
    "story merge": ("story", "merge", "http://a.example/1", "http://a.example/2"),
    "article language": ("article", "language", "http://a.example/1", "fr"),
}


def filled_in(place, arguments):
    """Return *arguments* with the paths of *place*."""
    named = {"out": place / "out", "feeds": place / "feeds.toml", "page": place / "page.html"}
    return [argument.format(**named) for argument in arguments]


def content_of(folder):
    """Return every path below *folder*, with the hash of what a file holds."""
    return {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest() if path.is_file() else ""
        for path in folder.rglob("*")
    }


def check_refused(ran, before, place, *words):
    code, said = ran
    assert code == 2, said
    assert said.startswith("newsecho: ")
    assert len(said.splitlines()) == 1, said
    assert all(word in said for word in words), said
    assert content_of(place) == before
