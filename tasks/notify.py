"""Messages to the addresses a person configured, through apprise: to those alone, and without a redirect elsewhere.

An address may be a secret as a whole, so it is never said: its place in the list and its scheme are.
"""

import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from apprise import Apprise, AppriseAsset, LogCapture
from apprise.logger import logger
from apprise.plugins import NotifyBase

ID_DIGITS = 16  # of the hash that stands for an address in the warehouse
SECRET_CHARS = 4  # parts of an address from this length on are masked in what apprise says


@dataclass(frozen=True, slots=True)
class Message:
    """What is sent."""

    title: str
    body: str
    form: str  # markdown | html | text


@dataclass(frozen=True, slots=True)
class Address:
    """Where it is sent."""

    number: int  # in the list of the settings, from 1
    url: str = field(repr=False)

    @property
    def address_id(self) -> str:
        """Return what stands for the address in the warehouse."""
        return hashlib.sha256(self.url.encode()).hexdigest()[:ID_DIGITS]

    @property
    def name(self) -> str:
        """Return what a person is told of it."""
        return f"address {self.number} of notify.urls ({self.url.partition('://')[0]}://…)"


def addresses(urls: Sequence[str]) -> list[Address]:
    """Return the addresses of *urls*, each once."""
    return [Address(number, url) for number, url in enumerate(dict.fromkeys(urls), start=1)]


def why_unusable(address: Address) -> str | None:
    """Return why apprise cannot make anything of *address*, in a sentence; None when it can. Nothing is sent."""
    _, said = _service(address)
    return said


def deliver(address: Address, message: Message) -> str | None:
    """Send *message* to *address* and return why that failed, in a sentence; None when it was taken."""
    service, said = _service(address)
    if service is None:
        return said
    sender = Apprise(asset=_asset())
    sender.add(service)
    with _Quiet(), LogCapture(fmt="%(message)s") as log:
        is_taken = sender.notify(title=message.title, body=message.body, body_format=message.form)
        log.seek(0)
        reasons = log.read().strip().splitlines()
    if is_taken:
        return None
    reason = _masked(reasons[-1], address) if reasons else "no reason is given"
    return f"{address.name}: not delivered ({reason.rstrip('.')})"


def _service(address: Address) -> tuple[NotifyBase | None, str | None]:
    with _Quiet(), LogCapture():
        found = Apprise.instantiate(address.url, asset=_asset())
    if isinstance(found, NotifyBase):
        return found, None
    return None, f"{address.name}: apprise knows no such service, or it lacks something; see its list of services"


def _asset() -> AppriseAsset:
    """Return how apprise behaves: no files of its own, no pictures from elsewhere, no redirects."""
    asset = AppriseAsset(app_id="newsecho", app_desc="newsecho", app_url="", storage_mode="memory")
    asset.http_redirects = False
    asset.image_url_mask = ""
    asset.image_url_logo = ""
    return asset


class _Quiet:
    """Keeps what apprise logs, which may hold addresses, from the handlers of others while the body runs."""

    def __enter__(self) -> None:
        logger.propagate = False

    def __exit__(self, *_: object) -> None:
        logger.propagate = True


def _masked(said: str, address: Address) -> str:
    """Return what apprise *said* without any part of the address.

    >>> _masked("Failed at hooks.example with s3cret", Address(1, "json://user:s3cret@hooks.example/x"))
    'Failed at … with …'
    """
    for part in sorted(re.split(r"[/:@?&=,]+", address.url.partition("://")[2]), key=len, reverse=True):
        if len(part) >= SECRET_CHARS:
            said = said.replace(part, "…")
    return said
