"""Requests to a platform: tried again over outages, slowed down where it says so, its errors in our words."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import urlsplit

import httpx
from tenacity import RetryCallState, Retrying, retry_if_exception_type, stop_after_attempt, stop_after_delay, stop_any
from tenacity.wait import wait_exponential_jitter

from shop.errors import BadInput, Conflict, Forbidden, NotFound, Unauthorized, Unavailable

ATTEMPTS = 6
SECONDS = 60.0  # for all attempts of one request
AGAIN = frozenset({408, 425, 429, 500, 502, 503, 504})


class TryAgain(Exception):
    """The platform asks for patience, for ``after`` seconds where it says how long."""

    def __init__(self, message: str, after: float | None = None) -> None:
        super().__init__(message)
        self.after = after


class Web:
    """One pooled client; usable from any thread.

    ``sleep`` is for tests, ``longest`` the seconds that one wait may last.
    """

    def __init__(
        self,
        url: str,
        *,
        headers: dict[str, str] | None = None,
        auth: tuple[str, str] | None = None,
        timeout: float = 15.0,
        longest: float = 30.0,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        if urlsplit(url).scheme not in ("http", "https") or not urlsplit(url).netloc:
            raise BadInput(f"{url!r} is no address; expected https://…", field="url")
        self._client = httpx.Client(
            base_url=url.rstrip("/"), headers=headers, auth=auth, timeout=timeout, follow_redirects=True
        )
        self._backoff = wait_exponential_jitter(multiplier=0.2, max=longest, jitter=0.2)
        self._longest = longest
        self._retry = Retrying(
            stop=stop_any(stop_after_attempt(ATTEMPTS), stop_after_delay(SECONDS)),
            wait=self._wait,
            sleep=sleep,
            retry=retry_if_exception_type(TryAgain),
            reraise=True,
        )

    def get(self, path: str, **params: Any) -> Any:
        return self.ask("GET", path, params=params)[0]

    def post(self, path: str, body: Any, *, once: bool = False) -> Any:
        return self.ask("POST", path, once=once, json=body)[0]

    def put(self, path: str, body: Any) -> Any:
        return self.ask("PUT", path, json=body)[0]

    def pages(self, path: str, size: int, page: str = "page", per: str = "per_page", **params: Any) -> Iterator[Any]:
        """The bodies of page 1, 2, …; whoever reads them stops after one that is not full."""
        number = 1
        while True:
            yield self.get(path, **{per: size, page: number}, **params)
            number += 1

    def ask(
        self,
        method: str,
        path: str,
        *,
        check: Callable[[Any], None] | None = None,
        once: bool = False,
        **request: Any,
    ) -> tuple[Any, httpx.Headers]:
        """(JSON, headers). ``check`` may raise :class:`TryAgain` for an answer that says so in its body. What may be
        done ``once`` only is not sent again where it may have arrived.

        Raises :class:`NotFound`, :class:`Unauthorized`, :class:`Forbidden`, :class:`Conflict` or :class:`BadInput` with
        what the platform said, and :class:`Unavailable` after the last try.
        """
        try:
            for attempt in self._retry:
                with attempt:
                    return self._send(method, path, check, once, request)
        except TryAgain as error:
            raise Unavailable("connector", str(error)) from error
        raise AssertionError("tenacity either returns or raises")

    def close(self) -> None:
        self._client.close()

    def _send(
        self, method: str, path: str, check: Callable[[Any], None] | None, once: bool, request: dict[str, Any]
    ) -> tuple[Any, httpx.Headers]:
        what = f"{method} {path}"
        try:
            answer = self._client.request(method, path, **request)
        except httpx.TransportError as error:
            why = f"{what}: {str(error) or type(error).__name__}"
            if once and not isinstance(error, (httpx.ConnectError, httpx.ConnectTimeout)):
                raise Unavailable("connector", why) from error
            raise TryAgain(why) from error
        if answer.status_code in AGAIN and once and answer.status_code not in (429, 503):
            raise Unavailable("connector", f"{what}: status {answer.status_code}")
        if answer.status_code in AGAIN:
            raise TryAgain(f"{what}: status {answer.status_code}", _seconds(answer.headers.get("Retry-After")))
        if not answer.is_success:
            raise _error(answer, what)
        if not answer.content:
            return None, answer.headers
        try:
            told = answer.json()
        except ValueError as error:  # a page of the host's in place of the API's answer
            raise TryAgain(f"{what}: the answer is no JSON") from error
        if check is not None:
            check(told)
        return told, answer.headers

    def _wait(self, state: RetryCallState) -> float:
        error = state.outcome.exception() if state.outcome is not None else None
        asked = error.after if isinstance(error, TryAgain) else None
        return float(min(self._longest, asked if asked is not None else self._backoff(state)))


def _seconds(value: str | None) -> float | None:
    try:
        return max(0.0, float(value)) if value else None
    except ValueError:  # a date: the usual patience will do
        return None


def _error(answer: httpx.Response, what: str) -> Exception:
    try:
        told = answer.json()
    except ValueError:
        told = None
    message = str(told.get("message") or told.get("errors") or "") if isinstance(told, dict) else ""
    text = f"{what}: {message or f'status {answer.status_code}'}"
    kinds: dict[int, type[Exception]] = {
        400: BadInput, 401: Unauthorized, 403: Forbidden, 404: NotFound, 409: Conflict, 410: NotFound, 422: BadInput,
    }  # fmt: skip
    kind = kinds.get(answer.status_code)
    return Unavailable("connector", text) if kind is None else kind(text)
