"""Tokens that must open nothing."""

from __future__ import annotations

import time

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
    return jwt.encode({**claims, "exp": int(time.time()) - 60}, house.secret("session"), "HS256")


def stream_code(page: Page, token: str) -> int:
    """With which code the shopper's stream closes for who brings this token."""
    return int(page.evaluate(_STREAM, token))
