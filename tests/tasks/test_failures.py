"""Which class of failure is what: the classes of the checklist, by what aiohttp raises and servers answer."""

import ssl

import aiohttp
import pytest
from aiohttp.client_reqrep import ConnectionKey

from tasks.errors import TransientSourceError
from tasks.failures import network_error, status_error
from warehouse.records import ErrorClass

URL = "https://gazette.example/feed"
KEY = ConnectionKey("gazette.example", 443, True, True, None, None, None)


@pytest.mark.parametrize(
    ("status", "error_class"),
    [
        (400, ErrorClass.SOFT),
        (403, ErrorClass.SOFT),
        (404, ErrorClass.SOFT),
        (410, ErrorClass.GONE),
        (429, ErrorClass.SOFT),
        (451, ErrorClass.SOFT),
        (500, ErrorClass.SOFT),
        (503, ErrorClass.SOFT),
    ],
)
def test_of_all_answers_410_alone_means_gone(status, error_class):
    assert status_error(status, {}, URL).error_class is error_class


@pytest.mark.parametrize(
    ("error", "error_class"),
    [
        (aiohttp.ClientConnectorDNSError(KEY, OSError("no such name")), ErrorClass.TEMP),
        (aiohttp.ClientConnectorError(KEY, OSError(113, "No route to host")), ErrorClass.TEMP),
        (
            aiohttp.ClientConnectorCertificateError(KEY, ssl.SSLCertVerificationError("Hostname mismatch")),
            ErrorClass.HARD,
        ),
        (aiohttp.ServerDisconnectedError(), ErrorClass.SOFT),
        (ConnectionResetError(), ErrorClass.SOFT),
    ],
    ids=["name", "no route", "certificate", "hung up", "reset"],
)
def test_what_may_be_our_own_network_is_told_from_what_is_the_server_s(error, error_class):
    assert network_error(error, URL).error_class is error_class


def test_a_server_that_asks_for_patience_is_heard_by_its_own_clock():
    headers = {"retry-after": "Mon, 16 Nov 2020 10:00:00 GMT", "date": "Mon, 16 Nov 2020 09:00:00 GMT"}
    error = status_error(503, headers, URL)
    assert isinstance(error, TransientSourceError)
    assert error.retry_after_s == 3_600
