"""What goes to a model server elsewhere has marks in place of what is personal; its answer has the pieces again."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

import pytest

from models.service.client import ModelClient
from shop.settings import Settings

EMAIL, CARD = "maya@shop.example", "4111 1111 1111 1111"


class Elsewhere:
    """Speaks OpenAI's form: says the user's words again, and one vector a text."""

    def __init__(self) -> None:
        self.got: list[dict[str, Any]] = []
        here = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = json.loads(self.rfile.read(int(self.headers["content-length"])))
                here.got.append(body)
                if self.path.endswith("/embeddings"):
                    data = [
                        {"index": n, "embedding": [1.0], "object": "embedding"} for n, _ in enumerate(body["input"])
                    ]
                    answer: dict[str, Any] = {"object": "list", "data": data, "model": "m", "usage": {}}
                    answer["usage"] = {"prompt_tokens": 1, "total_tokens": 1}
                else:
                    said = {"role": "assistant", "content": f"heard: {body['messages'][-1]['content']}"}
                    choice = {"index": 0, "message": said, "finish_reason": "stop"}
                    answer = {"id": "x", "object": "chat.completion", "created": 1, "model": "m", "choices": [choice]}
                content = json.dumps(answer).encode()
                self.send_response(200)
                self.send_header("content-type", "application/json")
                self.send_header("content-length", str(len(content)))
                self.end_headers()
                self.wfile.write(content)

            def log_message(self, *_: object) -> None:
                pass

        self.server = HTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}/v1"


@pytest.fixture
def elsewhere() -> Iterator[Elsewhere]:
    made = Elsewhere()
    thread = threading.Thread(target=made.server.serve_forever, daemon=True)
    thread.start()
    yield made
    made.server.shutdown()
    made.server.server_close()


async def test_another_server_sees_marks(elsewhere: Elsewhere, tmp_path: Path) -> None:
    settings = Settings(state=tmp_path, models={"url": elsewhere.url}, privacy={"names": ""})
    async with ModelClient(settings) as client:
        answer = await client.chat().ainvoke([("system", f"{EMAIL} writes"), ("user", f"i am {EMAIL}, card {CARD}")])
        assert answer.content == f"heard: i am {EMAIL}, card {CARD}"
        await client.embeddings().aembed_documents([f"where is the order of {EMAIL}"])
    sent = json.dumps(elsewhere.got)
    assert EMAIL not in sent and CARD not in sent
    assert [one["content"] for one in elsewhere.got[0]["messages"]] == [
        "[email_1] writes",
        "i am [email_1], card [card_1]",
    ]
    assert elsewhere.got[1]["input"] == ["where is the order of [email_1]"]


async def test_our_own_server_sees_the_words(elsewhere: Elsewhere, tmp_path: Path) -> None:
    host, port = elsewhere.server.server_address[:2]
    settings = Settings(state=tmp_path, models={"host": str(host), "port": port})
    async with ModelClient(settings) as client:
        await client.chat().ainvoke([("user", f"i am {EMAIL}")])
    assert EMAIL in json.dumps(elsewhere.got)
