"""Rasa's REST channel for those alone who know its token; Rasa itself leaves its channels open to anybody."""

from __future__ import annotations

import hmac
import os
from typing import Any, Awaitable, Callable, Dict, Optional, Text

from rasa.core.channels.channel import UserMessage
from rasa.core.channels.rest import RestInput
from sanic import Blueprint, response
from sanic.request import Request
from sanic.response import HTTPResponse


class GuardedRest(RestInput):
    """``POST /webhooks/rest/webhook?token=…``, as Rasa's own API takes its token. Without one set: as Rasa's own."""

    def __init__(self, token: Text) -> None:
        self._token = token

    @classmethod
    def from_credentials(cls, credentials: Optional[Dict[Text, Any]]) -> GuardedRest:
        return cls(os.environ.get("SHOPKEEPER_RASA_TOKEN", ""))

    def blueprint(self, on_new_message: Callable[[UserMessage], Awaitable[None]]) -> Blueprint:
        made = super().blueprint(on_new_message)

        @made.middleware("request")
        async def check(request: Request) -> Optional[HTTPResponse]:
            given = request.args.get("token") or ""
            if self._token and not hmac.compare_digest(given.encode(), self._token.encode()):
                return response.json({"error": {"code": "unauthorized", "message": "token: is missing or wrong"}}, 401)
            return None

        return made
