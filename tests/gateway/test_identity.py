"""Tokens: ours, the shop's, and what others make up."""

from datetime import timedelta

import jwt
import pytest

from gateway.identity import Tokens
from shop.errors import BadSettings, Unauthorized
from shop.settings import Secrets, Settings
from shop.types import now

SESSION, SHOP = "s" * 32, "h" * 32


@pytest.fixture
def tokens() -> Tokens:
    return Tokens(Settings(secrets=Secrets(session=SESSION, shop=SHOP)))


def user_token(secret: str = SHOP, **claims: object) -> str:
    return jwt.encode({"sub": "u1", "exp": now() + timedelta(hours=1), **claims}, secret, "HS256")


def test_our_token_says_who_and_where(tokens: Tokens) -> None:
    token, issued = tokens.issue("s_1", "c_1", known=True)
    assert tokens.session(token) == issued
    assert issued.expires_at - now() > timedelta(days=29)


def test_the_shops_token_says_who(tokens: Tokens) -> None:
    assert tokens.user(user_token(email="a@b.example")).email == "a@b.example"
    assert tokens.user(user_token()).subject == "u1"


@pytest.mark.parametrize(
    "token",
    [
        "",
        "nonsense",
        user_token(secret="x" * 32),
        user_token(exp=now() - timedelta(minutes=1)),
        user_token(exp=now() + timedelta(days=100 * 365)),
        user_token(exp=10**30),
        user_token(exp=float("inf")),
        user_token(exp="9" * 400),
        user_token(sub=""),
        user_token(sub="x" * 201),
        jwt.encode({"sub": "u1"}, SHOP, "HS256"),
        jwt.encode({"exp": now() + timedelta(hours=1)}, SHOP, "HS256"),
        jwt.encode({"sub": "u1", "exp": now() + timedelta(hours=1)}, "", "none"),
        jwt.encode({"sub": "u1", "exp": now() + timedelta(hours=1)}, "h" * 64, "HS512"),
    ],
)
def test_other_user_tokens_are_refused(tokens: Tokens, token: str) -> None:
    with pytest.raises(Unauthorized) as caught:
        tokens.user(token)
    assert caught.value.field == "user_token"


def test_a_user_token_is_no_session_and_the_other_way_round(tokens: Tokens) -> None:
    with pytest.raises(Unauthorized):
        tokens.session(user_token(secret=SESSION, cid="c_1"))  # no audience
    with pytest.raises(Unauthorized):
        tokens.user(tokens.issue("s_1", "c_1", known=False)[0])


def test_an_altered_token_is_refused(tokens: Tokens) -> None:
    head, body, tail = tokens.issue("s_1", "c_1", known=False)[0].split(".")
    with pytest.raises(Unauthorized):
        tokens.session(f"{head}.{body[:-2]}xx.{tail}")


def test_secrets_are_needed() -> None:
    with pytest.raises(BadSettings, match=r"secrets\.session"):
        Tokens(Settings(secrets=Secrets(session="short")))
    tokens = Tokens(Settings(secrets=Secrets(session=SESSION)))
    with pytest.raises(Unauthorized, match="not set up"):
        tokens.user(user_token())


@pytest.mark.parametrize("exp", [10**30, float("inf")])
def test_an_end_that_is_no_date_is_refused(tokens: Tokens, exp: float) -> None:
    token = jwt.encode({"aud": "shopkeeper", "sub": "s", "cid": "c", "exp": exp}, SESSION, "HS256")
    with pytest.raises(Unauthorized):
        tokens.session(token)
