"""Who is on the other end of the line: the client's address, believed only as far as our own proxies vouch for it."""

from functools import lru_cache
from ipaddress import IPv4Network, IPv6Network, ip_address, ip_network

from django.conf import settings
from django.http import HttpRequest

# Parts of a page that ask for news by themselves send this header: a forgotten screen must not stay signed in.
UNATTENDED = "Tanggap-Live"


def address_of(request: HttpRequest) -> str:
    """The address to count tries by, IPv6 cut to its /64. Never kept, never logged.

    X-Forwarded-For is read from the right and only past TRUSTED_PROXIES: what a stranger writes there counts nothing.
    """
    hops = [hop.strip() for hop in request.META.get("HTTP_X_FORWARDED_FOR", "").split(",") if hop.strip()]
    address = request.META.get("REMOTE_ADDR", "")
    while hops and _is_ours(address):
        address = hops.pop()
    return _network(address)


def _is_ours(address: str) -> bool:
    try:
        at = ip_address(address)
    except ValueError:
        # A Unix socket has no address; only a proxy on this machine can hold its other end.
        return address == ""
    return any(at in network for network in _proxies(tuple(getattr(settings, "TRUSTED_PROXIES", ()))))


@lru_cache(maxsize=4)
def _proxies(listed: tuple[str, ...]) -> tuple[IPv4Network | IPv6Network, ...]:
    return tuple(ip_network(proxy, strict=False) for proxy in listed)


def _network(address: str) -> str:
    try:
        at = ip_address(address)
    except ValueError:
        return "unknown"
    if at.version == 4:
        return str(at)
    return str(at.ipv4_mapped or ip_network(f"{at}/64", strict=False).network_address)
