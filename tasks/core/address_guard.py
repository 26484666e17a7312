"""Which addresses a feed may lead us to: public ones. A feed is other people's input, and so is where it redirects.

`ipaddress.is_global` alone has five holes on Python 3.11 (multicast, ff02::, NAT64, 6to4, site-local), and knows none
of the ranges set aside since; so for IPv6 only what IANA gives out to networks is taken, less what hides an IPv4
address.
"""

import ipaddress

GIVEN_OUT = ipaddress.IPv6Network("2000::/3")  # all else is mapped, translated, local, multicast or nobody's yet
NEVER = tuple(
    ipaddress.ip_network(network)
    for network in (
        "0.0.0.0/8",
        "100.64.0.0/10",  # carrier-grade NAT, RFC 6598
        "192.0.0.0/24",  # protocol assignments, RFC 6890
        "192.88.99.0/24",  # 6to4 relays, RFC 7526
        "224.0.0.0/4",  # multicast
        "240.0.0.0/4",
        "2002::/16",  # 6to4: an IPv4 address in disguise
        "2001::/32",  # Teredo, likewise
        "3fff::/20",  # documentation, RFC 9637
    )
)


def refusal(address: str, *, is_loopback_allowed: bool = False) -> str:
    """Return why *address* (an IPv4 or IPv6 literal) is not to be contacted, or an empty text when it may be.

    >>> refusal("93.184.215.14")
    ''
    >>> refusal("::ffff:10.0.0.1")
    '10.0.0.1 is no public address'
    >>> refusal("127.0.0.1", is_loopback_allowed=True)
    ''
    """
    try:
        ip = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return f"{address!r} is no IP address"
    if isinstance(ip, ipaddress.IPv6Address) and ip.ipv4_mapped:
        ip = ip.ipv4_mapped
    if ip.is_loopback and is_loopback_allowed:
        return ""
    is_listed = any(ip in network for network in NEVER if network.version == ip.version)
    is_given_out = isinstance(ip, ipaddress.IPv4Address) or ip in GIVEN_OUT
    return "" if ip.is_global and is_given_out and not is_listed else f"{ip} is no public address"
