"""Structured logs: one line an event, JSON or for a console, with the request id of the turn it belongs to."""

from __future__ import annotations

import logging
import sys
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, TextIO

import structlog

from shop.personal import CERTAIN, mask
from shop.settings import LogSettings

REQUEST_HEADER = "X-Request-ID"
_PLAIN = frozenset({"timestamp", "level", "logger", "request_id", "conversation_id", "message_id"})


def set_up(settings: LogSettings, process: str, stream: TextIO | None = None) -> None:
    """Once a process: our logs and those of libraries go the same way, to standard error."""
    shared: list[structlog.types.Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.processors.format_exc_info,
        _mask,
    ]
    console = settings.format == "console"
    renderer: structlog.types.Processor = (
        structlog.dev.ConsoleRenderer(colors=sys.stderr.isatty()) if console else structlog.processors.JSONRenderer()
    )
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        wrapper_class=structlog.stdlib.BoundLogger,
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=True,
    )
    handler = logging.StreamHandler(stream or sys.stderr)
    remove = structlog.stdlib.ProcessorFormatter.remove_processors_meta
    handler.setFormatter(structlog.stdlib.ProcessorFormatter(foreign_pre_chain=shared, processors=[remove, renderer]))
    root = logging.getLogger()
    root.handlers = [handler]
    root.setLevel(settings.level.upper())
    for chatty in ("httpx", "httpx2", "httpcore", "httpcore2", "alembic", "chromadb.telemetry"):
        logging.getLogger(chatty).setLevel(logging.WARNING)
    structlog.contextvars.bind_contextvars(process=process)


def _mask(_: object, __: str, line: structlog.types.EventDict) -> structlog.types.EventDict:
    """Addresses, phones, cards and accounts out of every text: errors quote what they were given."""
    return {name: value if name in _PLAIN else _masked(value) for name, value in line.items()}


def _masked(value: Any) -> Any:
    if isinstance(value, str):
        return mask(value, CERTAIN)
    if isinstance(value, dict):
        return {name: _masked(one) for name, one in value.items()}
    return [_masked(one) for one in value] if isinstance(value, list | tuple) else value


def logger(name: str) -> structlog.stdlib.BoundLogger:
    """A logger of that name; call it as ``log.info("order.cancelled", number=…)``."""
    made: structlog.stdlib.BoundLogger = structlog.stdlib.get_logger(name)
    return made


def request_id() -> str:
    """The id of the turn in hand, or a new one."""
    bound = structlog.contextvars.get_contextvars().get("request_id")
    return str(bound) if bound else uuid.uuid4().hex


@contextmanager
def in_request(identifier: str | None = None, **more: object) -> Iterator[str]:
    """Everything logged inside carries the request id (a new one if none was sent) and ``more``."""
    chosen = identifier or uuid.uuid4().hex
    with structlog.contextvars.bound_contextvars(request_id=chosen, **more):
        yield chosen
