"""Keyed hashes: values that can be compared, and that nobody without the key can guess back."""

from __future__ import annotations

import hashlib
import hmac
import ipaddress


def keyed(secret: str, purpose: str, *values: str) -> str:
    """32 hex digits (HMAC-SHA-256, cut): the same values for another purpose give another hash."""
    text = "\x1f".join((purpose, *values))
    return hmac.new(secret.encode(), text.encode("utf-8", "replace"), hashlib.sha256).hexdigest()[:32]


def network(address: str) -> str:
    """The address that limits count by: of IPv6 the /64, since one customer has all of it."""
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        return address
    if isinstance(parsed, ipaddress.IPv6Address):
        mapped = parsed.ipv4_mapped
        return str(mapped) if mapped else str(ipaddress.ip_network((parsed, 64), strict=False))
    return str(parsed)
