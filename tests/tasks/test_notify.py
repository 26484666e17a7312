"""What is sent goes to the addresses that were configured, and says nothing of them when it fails."""

import subprocess
import sys

import pytest

from tasks.notify import Message, addresses, deliver, why_unusable
from tests.receiver import receiving

MESSAGE = Message("Two stories", "- **One** (fr) = *Un*\n- **Two**\n", "markdown")


@pytest.fixture
def receiver():
    with receiving() as one:
        yield one


def test_a_message_arrives_with_its_title_and_its_text(receiver):
    (address,) = addresses([receiver.url])
    assert deliver(address, MESSAGE) is None
    (taken,) = receiver.taken
    assert taken["title"] == "Two stories"
    assert "One" in taken["message"]
    assert "Two" in taken["message"]


def test_a_refusal_is_a_sentence_without_the_address(receiver):
    receiver.status = 500
    (address,) = addresses([receiver.url])
    said = deliver(address, MESSAGE)
    assert said.startswith("address 1 of notify.urls (json://…): not delivered (")
    assert "500" in said
    assert "s3cret" not in said
    assert "127.0.0.1" not in said
    assert "\n" not in said


def test_a_receiver_that_is_not_there_is_a_sentence(receiver):
    (address,) = addresses(["json://127.0.0.1:9/hook-s3cret"])
    said = deliver(address, MESSAGE)
    assert "not delivered" in said
    assert "s3cret" not in said


def test_a_redirect_is_not_followed_to_an_address_nobody_configured(receiver):
    with receiving() as other:
        receiver.status, receiver.location = 307, f"http://127.0.0.1:{other.port}/elsewhere"
        assert "not delivered" in deliver(addresses([receiver.url])[0], MESSAGE)
        assert other.taken == []


@pytest.mark.parametrize("url", ["nowhere://s3cret/x", "s3cret", "json://", "https://hooks.example/s3cret"])
def test_an_address_that_apprise_cannot_use_is_named_by_its_place(url):
    (address,) = addresses([url])
    said = why_unusable(address)
    assert said.startswith("address 1 of notify.urls (")
    assert "apprise knows no such service" in said
    assert said == deliver(address, MESSAGE)
    assert "s3cret" not in said.replace("s3cret://", "")


def test_an_address_listed_twice_is_one(receiver):
    assert len(addresses([receiver.url, receiver.url])) == 1


def test_an_address_that_fails_leaves_no_secret_on_the_error_stream(receiver):
    code = (
        "import logging; logging.basicConfig(level=logging.INFO)\n"
        "from tasks.notify import *\n"
        f"for url in ['nowhere://s3cret/x', '{receiver.url}']:\n"
        "    deliver(addresses([url])[0], Message('t', 'b', 'text'))\n"
    )
    receiver.status = 500
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert "s3cret" not in ran.stdout + ran.stderr
