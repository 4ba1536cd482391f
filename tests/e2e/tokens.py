"""Tokens that must open nothing, and one that opens what is its owner's."""

from __future__ import annotations

import time
import tomllib

import jwt
from playwright.sync_api import Page

from run.opened import Opened

_STREAM = """token => new Promise(done => {
    const socket = new WebSocket(location.origin.replace("http", "ws") + "/api/stream");
    socket.onopen = () => socket.send(JSON.stringify({type: "auth", token}));
    socket.onclose = event => done(event.code);
})"""


def forge(token: str) -> str:
    """The same claims, signed with a secret of our own."""
    claims = jwt.decode(token, options={"verify_signature": False})
    return jwt.encode(claims, "a secret that is not the shop's own", "HS256")


def expire(token: str, house: Opened) -> str:
    """The same claims, rightly signed, a minute too late."""
    claims = jwt.decode(token, options={"verify_signature": False})
    return jwt.encode({**claims, "exp": int(time.time()) - 60}, secret(house, "session"), "HS256")


def user_token(house: Opened, subject: str) -> str:
    """What the shop's own server gives a customer who has signed in."""
    claims = {"sub": subject, "exp": int(time.time()) + 3600}
    return jwt.encode(claims, secret(house, "shop"), "HS256")


def secret(house: Opened, name: str) -> str:
    """One of the shop's secrets."""
    return str(tomllib.loads((house.state / "secrets.toml").read_text())["secrets"][name])


def stream_code(page: Page, token: str) -> int:
    """With which code the shopper's stream closes for who brings this token."""
    return int(page.evaluate(_STREAM, token))
