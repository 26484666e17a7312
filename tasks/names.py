"""Names: where they lead, known before a host's turn and handed on to the connection that is then made."""

import ipaddress
import socket
from collections.abc import Mapping, Sequence

from aiohttp.abc import AbstractResolver, ResolveResult
from aiohttp.resolver import AsyncResolver


class Names(AbstractResolver):
    """Looks names up in a list of our own first, then in the DNS.

    Args:
        own: host → address and port.
        nameservers: who is asked, as "address" or "address:port"; none: those of the system.
        timeout_s: for one try of the DNS.
        tries: how many of them.
    """

    def __init__(
        self, own: Mapping[str, tuple[str, int]], *, nameservers: Sequence[str] = (), timeout_s: float, tries: int
    ) -> None:
        self._own = own
        self._dns = AsyncResolver(nameservers=nameservers, timeout=timeout_s, tries=tries)
        self._ahead: dict[str, list[ResolveResult] | OSError] = {}

    async def addresses_of(self, host: str) -> list[str]:
        """Return the addresses of *host*; none when the look-up fails, which the connection will say."""
        if _is_address(host):
            return [host]
        try:
            found = await self._look_up(host, 0, socket.AF_UNSPEC)
        except OSError as error:
            self._ahead[host] = error
            return []
        self._ahead[host] = found
        return [one["host"] for one in found]

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_INET
    ) -> list[ResolveResult]:
        """Return what `addresses_of` found, once; else look *host* up."""
        found = self._ahead.pop(host, None)
        if found is None:
            return await self._look_up(host, port, family)
        if isinstance(found, OSError):
            raise found
        return [{**one, "port": one["port"] or port} for one in found]

    async def _look_up(self, host: str, port: int, family: socket.AddressFamily) -> list[ResolveResult]:
        if host in self._own:
            address, own_port = self._own[host]
            found = ResolveResult(
                hostname=host, host=address, port=own_port, family=socket.AF_INET, proto=0, flags=socket.AI_NUMERICHOST
            )
            return [found]
        return await self._dns.resolve(host, port, family)

    async def close(self) -> None:
        """Close the connection to the DNS."""
        await self._dns.close()


def _is_address(host: str) -> bool:
    try:
        ipaddress.ip_address(host.strip("[]"))
    except ValueError:
        return False
    return True
