import hashlib
import random
import uuid
from datetime import UTC, datetime, timedelta

from tasks.core.identity import body_hash, content_hash, content_id, entry_hash, event_id, page_id

NOW = datetime(2026, 11, 16, tzinfo=UTC)


def test_ids_are_uuids_of_version_8_that_differ_in_their_last_60_bits_only():
    made = [uuid.UUID(content_id("article", f"https://a.example/{n}")) for n in range(2000)]
    assert {(one.version, one.variant, one.int >> 60) for one in made} == {(8, uuid.RFC_4122, made[0].int >> 60)}
    # 60 fair bits: each is set in about half of them
    assert all(800 < sum(one.int >> bit & 1 for one in made) < 1200 for bit in range(60))
    assert len(set(made)) == len(made)


def test_an_id_is_the_last_60_bits_of_the_hash_that_it_was_of():
    digest = hashlib.sha256(b"article\x1fhttps://a.example/1").digest()
    before = uuid.UUID(bytes=digest[:16], version=5)
    assert content_id("article", "https://a.example/1")[-12:] == str(before)[-12:]
    assert uuid.UUID(content_id("article", "https://a.example/1")).int % 2**60 == before.int % 2**60


def test_ids_of_pages_are_in_the_order_of_their_times():
    draw = random.Random(7)
    times = [NOW + timedelta(milliseconds=2**n) for n in range(40)]
    made = [page_id(event_id(at, draw.randbytes(10))) for at in times]
    assert made == sorted(made)
    assert {uuid.UUID(one).version for one in made} == {8}


def test_ids_of_pages_fetched_in_one_millisecond_differ():
    draw = random.Random(7)
    assert len({page_id(event_id(NOW, draw.randbytes(10))) for _ in range(1000)}) == 1000


def test_hashes_are_the_beginning_of_the_sha_256():
    digits = hashlib.sha256("été".encode()).hexdigest()
    assert (content_hash("été"), body_hash("été".encode())) == (digits[:16], digits[:32])
    assert entry_hash("été") == int(digits[:8], 16)
