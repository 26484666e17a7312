"""A package over a connection that breaks: gone on with where the server lets it, fetched anew where it does not."""

import hashlib
from pathlib import Path

import pytest

from tasks.model_download import install_from_index
from tasks.model_lock import WORK_NAME
from tasks.models import ModelError, ModelPackage, ModelStore
from tasks.press import MODELS_FOLDER
from tests.models.mirror import PACKAGE_PATH, Mirror, served

BODY = (MODELS_FOLDER / "fixture_fr_en.argosmodel").read_bytes()
OTHER = (MODELS_FOLDER / "fixture_en_fr.argosmodel").read_bytes()
SHA256 = hashlib.sha256(BODY).hexdigest()
A_THIRD = len(BODY) // 3


@pytest.fixture
def store(tmp_path: Path) -> ModelStore:
    return ModelStore(tmp_path / "models")


def install(store: ModelStore, mirror: Mirror, **more) -> ModelPackage:
    return install_from_index(store, "fr", "en", index_url=mirror.index_url, timeout_s=2, **more)


def left(store: ModelStore) -> list[str]:
    return sorted(path.name for path in (store.folder / WORK_NAME).iterdir() if path.name != "lock")


def ranges(mirror: Mirror) -> list[tuple[str | None, str | None]]:
    return [(asked, condition) for path, asked, condition in mirror.asked if path == PACKAGE_PATH]


def assert_whole(store: ModelStore) -> None:
    assert [package.engine_version for package in store.installed()] == ["translate-fr_en-0.1"]
    assert [check.problem for check in store.verify()] == [""]
    assert left(store) == []


def test_a_download_that_breaks_off_goes_on_where_it_was(store: ModelStore):
    with served(Mirror(BODY, breaks_after=[A_THIRD, A_THIRD])) as mirror:
        install(store, mirror)
    assert ranges(mirror) == [(None, None), (f"bytes={A_THIRD}-", '"one"'), (f"bytes={2 * A_THIRD}-", '"one"')]
    assert_whole(store)


def test_it_goes_on_in_the_next_call_too(store: ModelStore):
    with served(Mirror(BODY, breaks_after=[1000, 1000, 1000])) as mirror:
        with pytest.raises(ModelError, match=rf"broke off after 3000 of {len(BODY)} bytes; run it again: it goes on"):
            install(store, mirror)
        assert left(store) == ["fr_en.part", "fr_en.part.json"]
        assert store.installed() == []
        install(store, mirror)
    assert ranges(mirror)[-1] == ("bytes=3000-", '"one"')
    assert_whole(store)


def test_a_date_serves_as_validator_where_there_is_no_tag(store: ModelStore):
    modified = "Mon, 16 Nov 2015 08:00:00 GMT"
    with served(Mirror(BODY, headers={"Last-Modified": modified}, breaks_after=[A_THIRD])) as mirror:
        install(store, mirror)
    assert ranges(mirror)[1] == (f"bytes={A_THIRD}-", modified)
    assert_whole(store)


@pytest.mark.parametrize(
    "headers",
    [{}, {"ETag": 'W/"weak"'}, {"Last-Modified": "soon"}, {"Last-Modified": "Mon, 16 Nov 2235 08:00:00 GMT"}],
    ids=["nothing", "a weak tag", "no date", "a date to come"],
)
def test_without_a_strong_validator_it_is_fetched_anew(store: ModelStore, headers: dict[str, str]):
    with served(Mirror(BODY, headers=headers, breaks_after=[A_THIRD])) as mirror:
        install(store, mirror)
    assert ranges(mirror) == [(None, None), (None, None)]
    assert_whole(store)


def test_a_server_that_knows_no_ranges_is_fetched_from_anew(store: ModelStore):
    with served(Mirror(BODY, knows_ranges=False, breaks_after=[A_THIRD])) as mirror:
        install(store, mirror)
    assert ranges(mirror)[1][0] is not None
    assert_whole(store)


def test_a_file_that_changed_meanwhile_is_fetched_anew(store: ModelStore):
    with served(Mirror(OTHER, breaks_after=[A_THIRD] * 3)) as mirror:
        with pytest.raises(ModelError, match="broke off"):
            install(store, mirror)
        mirror.body, mirror.headers = BODY, {"ETag": '"two"'}
        install(store, mirror)
    assert_whole(store)


def test_a_server_that_lies_about_its_tag_costs_one_clean_retry(store: ModelStore):
    with served(Mirror(OTHER, breaks_after=[A_THIRD] * 3)) as mirror:
        with pytest.raises(ModelError, match="broke off"):
            install(store, mirror)
        mirror.body = BODY
        install(store, mirror)
    assert ranges(mirror)[-1] == (None, None)
    assert_whole(store)


def test_a_file_that_was_all_there_is_installed_without_fetching_it_again(store: ModelStore):
    work = store.folder / WORK_NAME
    work.mkdir(parents=True)
    with served(Mirror(BODY)) as mirror:
        (work / "fr_en.part").write_bytes(BODY)
        (work / "fr_en.part.json").write_text(f'{{"url": "{mirror.address}{PACKAGE_PATH}", "validator": "\\"one\\""}}')
        install(store, mirror)
    assert ranges(mirror) == [(f"bytes={len(BODY)}-", '"one"')]
    assert_whole(store)


def test_a_server_that_falls_silent_is_given_up_and_gone_on_with(store: ModelStore):
    with served(Mirror(BODY, drip_s=3)) as mirror:
        with pytest.raises(ModelError, match="fell silent; run it again: it goes on"):
            install_from_index(store, "fr", "en", index_url=mirror.index_url, timeout_s=0.3)
        mirror.drip_s = 0
        install(store, mirror)
    assert ranges(mirror) == [(None, None), ("bytes=16384-", '"one"')]
    assert_whole(store)


def test_the_sha256_of_the_index_is_held_to(store: ModelStore):
    with served(Mirror(BODY, more={"sha256": SHA256.upper()})) as mirror:
        install(store, mirror)
    assert_whole(store)


def test_a_wrong_sha256_installs_nothing_and_leaves_nothing(store: ModelStore):
    with served(Mirror(OTHER, more={"sha256": SHA256})) as mirror, pytest.raises(ModelError) as caught:
        install(store, mirror)
    assert f"its SHA-256 is {hashlib.sha256(OTHER).hexdigest()}, the index says {SHA256}; " in str(caught.value)
    assert (store.installed(), left(store)) == ([], [])


def test_a_sha256_that_is_none_is_refused(store: ModelStore):
    with served(Mirror(BODY, more={"sha256": "47bc"})) as mirror, pytest.raises(ModelError, match="not 64 hex digits"):
        install(store, mirror)


def test_what_is_installed_already_is_not_fetched_again(store: ModelStore):
    with served(Mirror(BODY)) as mirror:
        first = install(store, mirror)
        assert install(store, mirror) == first
    assert mirror.n_fetches == 1


def test_what_is_damaged_or_another_build_of_the_version_is_fetched_again(store: ModelStore):
    with served(Mirror(BODY)) as mirror:
        package = install(store, mirror)
        (package.path / "model" / "model.bin").write_bytes(b"")
        install(store, mirror)
        assert_whole(store)
        mirror.more = {"sha256": "0" * 64}
        with pytest.raises(ModelError, match="its SHA-256 is"):
            install(store, mirror)
    assert mirror.n_fetches == 3
    assert_whole(store)


def test_the_next_link_is_asked_when_the_first_fails(store: ModelStore):
    with served(Mirror(BODY)) as mirror:
        mirror.more = {"links": ["/gone.argosmodel", PACKAGE_PATH]}  # type: ignore[dict-item]
        install(store, mirror)
    assert [path for path, _, _ in mirror.asked] == ["/index.json", "/gone.argosmodel", PACKAGE_PATH]
    assert_whole(store)


def test_progress_counts_up_to_the_whole(store: ModelStore):
    seen: list[tuple[int, int | None]] = []
    with served(Mirror(BODY, breaks_after=[A_THIRD])) as mirror:
        install(store, mirror, watch=lambda n_bytes, total: seen.append((n_bytes, total)))
    assert (seen[0], seen[-1]) == ((0, len(BODY)), (len(BODY), len(BODY)))
    assert [n_bytes for n_bytes, _ in seen] == sorted(n_bytes for n_bytes, _ in seen)
