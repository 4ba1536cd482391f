"""Texts that are kept sealed: AES-256-GCM under a key derived from a secret of the installation's (HKDF, RFC 5869).

>>> seal("secret", "factor", "JBSWY3DP")  # doctest: +SKIP
'v1.rX8…'
"""

from __future__ import annotations

import base64
import os

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from shop.errors import BadSettings

_VERSION = "v1."
_NONCE = 12  # bytes


def seal(secret: str, purpose: str, text: str) -> str:
    """Another text each time; only for the same ``secret`` and ``purpose`` it opens again."""
    nonce = os.urandom(_NONCE)
    sealed = _cipher(secret, purpose).encrypt(nonce, text.encode(), None)
    return _VERSION + base64.urlsafe_b64encode(nonce + sealed).decode()


def unseal(secret: str, purpose: str, sealed: str) -> str:
    """The text, or :class:`BadSettings` where it was sealed under another secret or was changed."""
    try:
        raw = base64.urlsafe_b64decode(sealed.removeprefix(_VERSION))
        return _cipher(secret, purpose).decrypt(raw[:_NONCE], raw[_NONCE:], None).decode()
    except (InvalidTag, ValueError) as error:
        raise BadSettings("secrets.seal: does not open what was sealed with it; put the old one back") from error


def _cipher(secret: str, purpose: str) -> AESGCM:
    derived = HKDF(algorithm=SHA256(), length=32, salt=None, info=f"shopkeeper {purpose}".encode())
    return AESGCM(derived.derive(secret.encode()))
