"""Who is speaking: the shop's token says it once, ours says it on every request."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import jwt

from shop.errors import BadSettings, Unauthorized
from shop.settings import Settings
from shop.types import now

ALGORITHM = "HS256"
AUDIENCE = "shopkeeper"
SHORTEST_SECRET = 16  # characters
LONGEST = timedelta(days=31)  # that a shop's token may be good for: one that leaks must end


@dataclass(frozen=True)
class Session:
    """One browser's session: whose it is and which conversation it speaks in."""

    shopper_id: str
    conversation_id: str
    known: bool  # given to a signed-in customer
    expires_at: datetime


@dataclass(frozen=True)
class ShopUser:
    """A signed-in customer, as the shop knows them."""

    subject: str
    email: str | None = None


class Tokens:
    """Signs our session tokens, and checks them and the shop's user tokens (both JWT, HS256)."""

    def __init__(self, settings: Settings) -> None:
        if len(settings.secrets.session) < SHORTEST_SECRET:
            raise BadSettings(f"secrets.session: missing or shorter than {SHORTEST_SECRET} characters")
        self._secret = settings.secrets.session
        self._shop_secret = settings.secrets.shop
        self._life = timedelta(days=settings.gateway.session_days)

    def issue(self, shopper_id: str, conversation_id: str, *, known: bool) -> tuple[str, Session]:
        session = Session(shopper_id, conversation_id, known, now().replace(microsecond=0) + self._life)
        claims = {
            "aud": AUDIENCE,
            "sub": session.shopper_id,
            "cid": session.conversation_id,
            "known": known,
            "exp": session.expires_at,
        }
        return jwt.encode(claims, self._secret, ALGORITHM), session

    def session(self, token: str) -> Session:
        """Read our own token, or raise :class:`Unauthorized`."""
        claims = _decode(token, self._secret, "token", required=("sub", "cid", "exp"), audience=AUDIENCE)
        try:
            expires = datetime.fromtimestamp(float(str(claims["exp"])), UTC)
        except (OverflowError, ValueError, OSError) as error:  # no date that there is
            raise Unauthorized("token: is not valid", field="token") from error
        return Session(str(claims["sub"]), str(claims["cid"]), claims.get("known") is True, expires)

    def user(self, user_token: str) -> ShopUser:
        """Read the shop's token, or raise :class:`Unauthorized`."""
        if len(self._shop_secret) < SHORTEST_SECRET:
            raise Unauthorized("sign-in is not set up: secrets.shop is missing", field="user_token")
        claims = _decode(user_token, self._shop_secret, "user_token", required=("sub", "exp"))
        if float(str(claims["exp"])) > (now() + LONGEST).timestamp():
            raise Unauthorized(f"user_token: claim exp, expected at most {LONGEST.days} days ahead", field="user_token")
        subject, email = claims["sub"], claims.get("email")
        if not isinstance(subject, str) or not 0 < len(subject) <= 200:
            raise Unauthorized("user_token: claim sub, expected 1 to 200 characters", field="user_token")
        return ShopUser(subject, email if isinstance(email, str) and "@" in email else None)


def _decode(
    token: str, secret: str, field: str, *, required: tuple[str, ...], audience: str | None = None
) -> dict[str, object]:
    try:
        claims: dict[str, object] = jwt.decode(
            token,
            secret,
            algorithms=[ALGORITHM],
            audience=audience,
            options={"require": list(required), "verify_aud": audience is not None},
        )
    except jwt.ExpiredSignatureError as error:
        raise Unauthorized(f"{field}: has expired", field=field) from error
    except (jwt.PyJWTError, OverflowError, ValueError, RecursionError) as error:  # the library trusts its numbers
        raise Unauthorized(f"{field}: is not valid", field=field) from error
    return claims
