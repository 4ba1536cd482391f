"""Who gets in, and as whom."""

from __future__ import annotations

import re
import secrets
import time
from datetime import UTC, datetime, timedelta

import httpx
import jwt
from websockets.exceptions import ConnectionClosed

from benchmarks.attacks.target import PASSWORD, Target, fell_if, source
from gateway.identity import ALGORITHM, AUDIENCE


def tokens_are_checked(target: Target) -> None:
    """A token that never ends, was signed by nobody, or is somebody else's opens something."""
    keys, year = target.settings.secrets, 365 * 24 * 3600
    browser, other = target.browser(), target.browser()
    claims = {"aud": AUDIENCE, "sub": "x", "cid": browser.conversation_id, "known": False}
    end = int(time.time())
    forged = [
        jwt.encode({**claims, "exp": 10**30}, keys.session, ALGORITHM),
        jwt.encode({**claims, "exp": end + year}, keys.session, ALGORITHM),  # of another shopper
        jwt.encode({**claims, "exp": end + year}, "another secret of thirty-two chars", ALGORITHM),
        jwt.encode({**claims, "exp": end + year}, "", "none"),
    ]
    for token in forged:
        answer = browser.client.get("/api/me", headers={"Authorization": f"Bearer {token}"})
        fell_if(answer.status_code != 401, f"answered {answer.status_code}")
    for exp in (10**30, end + 100 * year):
        user = jwt.encode({"sub": "someone", "exp": exp}, keys.shop, ALGORITHM)
        answer = browser.client.post("/api/sessions", json={"user_token": user})
        fell_if(answer.status_code != 401, f"a user_token until {exp} was answered {answer.status_code}")
    answer = other.ask("POST", "/api/messages", json={"attachment": "0" * 32 + ".png"})
    fell_if(answer.status_code != 422, "another conversation's picture was taken")


def internal_doors_ask_for_a_token(target: Target) -> None:
    """Rasa, its REST channel, the actions or the models answer whoever has no token.

    Chroma knows no tokens since its version 1 (SECURITY.md says so); it holds items and answers, and nobody's words.
    """
    here, open_doors = target.settings, []
    actions = f"http://{here.actions.host}:{here.actions.port}"
    say = {"sender": "x", "message": "hello"}
    for name, method, url, body in (
        ("rasa", "GET", f"{here.rasa_url}/conversations/x/tracker", None),
        ("rasa's REST channel", "POST", f"{here.rasa_url}/webhooks/rest/webhook", say),
        ("actions", "POST", f"{actions}/webhook", {"next_action": "x", "tracker": {"sender_id": "x"}}),
        ("models", "POST", f"{here.models_url}/embeddings", {"input": "x", "model": "x"}),
    ):
        answer = httpx.request(method, url, json=body, timeout=30.0, trust_env=False)
        if answer.status_code not in (401, 403):
            open_doors.append(f"{name} answers {answer.status_code}")
    fell_if(open_doors, ", ".join(open_doors))


def a_stranger_locks_nobody_out(target: Target) -> None:
    """Wrong passwords from elsewhere keep an agent out, or go on being tried."""
    email, _ = target.account()
    statuses = []
    for _ in range(7):
        client = target.client(source())
        statuses += [_sign_in(client, email, "wrong " + secrets.token_hex(4)).status_code for _ in range(9)]
    guesser = target.client(source())
    guesses = [_sign_in(guesser, email, "wrong").status_code for _ in range(13)]
    fell_if(429 not in guesses, f"13 wrong passwords from one place: {guesses}")
    answer = _sign_in(target.client(source()), email, PASSWORD)
    fell_if(answer.status_code != 200, f"the agent at a place of their own got {answer.status_code}")


def _sign_in(client: httpx.Client, email: str, password: str) -> httpx.Response:
    return client.post("/api/agent/login", json={"email": email, "password": password})


def nobody_says_where_they_are(target: Target) -> None:
    """``X-Forwarded-For`` of a stranger gives each request an address, and a limit, of its own."""
    client = target.client(source())
    statuses = [
        client.post("/api/sessions", headers={"X-Forwarded-For": f"10.1.2.{number}"}).status_code
        for number in range(target.settings.gateway.sessions_per_minute + 5)
    ]
    fell_if(429 not in statuses, f"{len(statuses)} sessions from one address")


def a_deactivated_agent_hears_nothing(target: Target) -> None:
    """The open stream of an agent who was deactivated goes on."""
    admin, agent = target.desk("admin"), target.desk()
    cookie = f"shopkeeper_agent={agent.client.cookies['shopkeeper_agent']}"
    with target.socket("/api/agent/stream", Cookie=cookie) as stream:
        stream.recv(timeout=10)
        admin.ask("PUT", f"/api/admin/agents/{agent.agent_id}", json={"active": False}).raise_for_status()
        deadline = time.monotonic() + 3.0
        try:
            while time.monotonic() < deadline:
                stream.recv(timeout=3.0)
        except ConnectionClosed:
            return
        except TimeoutError:
            pass
    fell_if(True, "it was open three seconds later")


def agents_stay_within_their_rights(target: Target) -> None:
    """An agent does an admin's work, or a change goes through without the CSRF token."""
    agent, admin = target.desk(), target.desk("admin")
    for method, path in (("GET", "agents"), ("GET", "faqs"), ("PUT", "hours"), ("GET", "review"), ("GET", "audit")):
        answer = agent.ask(method, f"/api/admin/{path}", json={} if method == "PUT" else None)
        fell_if(answer.status_code != 403, f"{method} {path} was answered {answer.status_code}")
    answer = admin.client.put("/api/admin/hours", json={})
    fell_if(answer.status_code != 403, "hours were set without the CSRF token")


def a_binary_frame_is_refused(target: Target) -> None:
    """A binary frame, or one that is no JSON object, ends a stream with a stack trace."""
    browser, seen = target.browser(), target.opened.log.stat().st_size
    for frame in (b"\x00\xff", "[" * 4000, "1", "{}", "\ud7ff" * 2000):
        with target.socket("/api/stream") as stream:
            stream.send(frame)
            told = str(stream.recv(timeout=15))
            fell_if('"error"' not in told, f"{frame[:8]!r} was answered {told[:80]}")
        with target.socket("/api/stream") as stream:
            stream.send(target.streaming(browser))
            stream.recv(timeout=15)
            stream.send(frame)
    time.sleep(0.5)
    log = target.opened.log.read_bytes()[seen:].decode(errors="replace")
    fell_if(re.search(r"gateway.*Traceback", log), "the gateway's log has a stack trace")


def https_stays_https(target: Target) -> None:
    """Over https there is no HSTS, or over plain http there is one."""
    proxy = target.settings.gateway.trusted_proxies
    fell_if(not proxy, "the shop was opened without a trusted proxy")
    headers = {"X-Forwarded-Proto": "https", "X-Forwarded-For": "203.0.113.9"}
    secure = target.client(proxy[0]).get("/healthz", headers=headers)
    fell_if("strict-transport-security" not in secure.headers, "no Strict-Transport-Security")
    plain = target.client(source()).get("/healthz", headers=headers)
    fell_if("strict-transport-security" in plain.headers, "a stranger's X-Forwarded-Proto was believed")


def a_lost_password_is_reset(target: Target) -> None:
    """There is no command for a lost password, or the old one and its sessions go on."""
    email, _ = target.account()
    client = target.client()
    _sign_in(client, email, PASSWORD).raise_for_status()
    fresh = "quite another password"
    done = target.command("agent", "password", email, stdin=f"{fresh}\n{fresh}\n")
    fell_if(done.returncode != 0, (done.stdout + done.stderr).strip()[-200:])
    fell_if(client.get("/api/agent/me").status_code != 401, "the old session is still good")
    fell_if(_sign_in(target.client(), email, PASSWORD).status_code != 401, "the old password still opens")
    fell_if(_sign_in(target.client(), email, fresh).status_code != 200, "the new password opens nothing")


def orders_are_not_guessed(target: Target) -> None:
    """Number and e-mail of an order are tried on and on by opening new sessions."""
    address, told = source(), []
    for number in range(28):
        browser = target.browser(address)
        told.append(browser.heard(f"where is my order AF-77{number:04d}? my e-mail is guess{number}@shop.example"))
    fell_if(not told[0], "the first try got no answer")
    early, late = told[0], told[-1]
    fell_if(_shape(early) == _shape(late), f"the 28th try was answered like the first: {late[:120]!r}")


def _shape(text: str) -> str:
    return re.sub(r"[\w.]+@[\w.]+|AF-\d+|\d+", "#", text).strip()


def old_codes_prove_nothing(target: Target) -> None:
    """A code by e-mail is guessed, used twice, or used in another conversation."""
    from shop.errors import TooMany
    from shop.orders.codes import TRIES, Codes

    codes = Codes(target.store, target.settings)
    mine, other = target.browser().conversation_id, target.browser().conversation_id
    number = f"AF-{secrets.randbelow(10**6):06d}"
    code = codes.issue(mine, number, "a@shop.example")
    fell_if(codes.verify(other, number, code), "another conversation used it")
    fell_if(not codes.verify(mine, number, code), "the right code was refused")
    fell_if(codes.verify(mine, number, code), "it was used twice")
    code = codes.issue(mine, number, "a@shop.example")
    for _ in range(TRIES):
        codes.verify(mine, number, f"{(int(code) + 1) % 10**6:06d}")
    fell_if(codes.verify(mine, number, code), "it was good after five wrong ones")
    started = datetime.now(UTC)
    try:
        for _ in range(10):
            codes.issue(mine, number, "a@shop.example")
    except TooMany:
        return
    fell_if(True, f"twelve letters in {(datetime.now(UTC) - started) / timedelta(seconds=1):.1f} s")


CASES = (
    (8, tokens_are_checked),
    (8, internal_doors_ask_for_a_token),
    (8, a_stranger_locks_nobody_out),
    (8, nobody_says_where_they_are),
    (4, a_deactivated_agent_hears_nothing),
    (4, agents_stay_within_their_rights),
    (8, a_binary_frame_is_refused),
    (8, https_stays_https),
    (8, a_lost_password_is_reset),
    (7, orders_are_not_guessed),
    (7, old_codes_prove_nothing),
)
