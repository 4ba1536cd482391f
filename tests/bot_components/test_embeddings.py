"""The client of the model service, against a server that can be told to fail."""

import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import numpy as np
import pytest

from bot.components import embeddings as module
from bot.components.embeddings import Embeddings, ServiceDown


class Service(ThreadingHTTPServer):
    def __init__(self):
        super().__init__(("127.0.0.1", 0), Handler)
        self.asked = []
        self.failures = 0  # how many of the next requests get a 503
        self.width = 4
        threading.Thread(target=self.serve_forever, daemon=True).start()

    @property
    def url(self):
        return f"http://127.0.0.1:{self.server_port}/v1"


class Handler(BaseHTTPRequestHandler):
    def do_POST(self):
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        self.server.asked.append((body, self.headers.get("Authorization")))
        if self.server.failures:
            self.server.failures -= 1
            self.send_error(503)
            return
        width = self.server.width
        rows = [
            {"index": place, "embedding": [float(len(text) + each) for each in range(width)]}
            for place, text in enumerate(body["input"])
        ]
        answer = json.dumps({"data": rows[::-1]}).encode()  # in any order: the index counts
        self.send_response(200)
        self.send_header("Content-Length", str(len(answer)))
        self.end_headers()
        self.wfile.write(answer)

    def log_message(self, *_):
        pass


@pytest.fixture
def service():
    server = Service()
    yield server
    server.shutdown()
    server.server_close()


@pytest.fixture
def client(service, tmp_path):
    return Embeddings(service.url, "tiny", token="secret", cache=tmp_path / "vectors.db")


def test_vectors_have_unit_norm_and_keep_the_order(client, service):
    vectors = client.ask(["a", "four"])
    np.testing.assert_allclose(np.linalg.norm(vectors, axis=1), 1.0, atol=1e-6)
    assert vectors[0][0] < vectors[1][0]
    body, token = service.asked[0]
    assert body["model"] == "tiny"
    assert token == "Bearer secret"


def test_training_asks_once_for_each_text_and_never_again(client, service, tmp_path):
    texts = [f"sentence {number}" for number in range(150)]
    first = client.learn([*texts, *texts])
    assert sum(len(body["input"]) for body, _ in service.asked) == 150
    assert max(len(body["input"]) for body, _ in service.asked) <= module.BATCH
    service.asked.clear()
    other = Embeddings(service.url, "tiny", cache=tmp_path / "vectors.db")
    np.testing.assert_array_equal(other.learn([*texts, *texts]), first)
    assert service.asked == []


def test_another_model_has_vectors_of_its_own(client, service, tmp_path):
    client.learn(["hello"])
    Embeddings(service.url, "other", cache=tmp_path / "vectors.db").learn(["hello"])
    assert len(service.asked) == 2


def test_no_text_stands_in_the_cache(client, tmp_path):
    client.learn(["my name is anna"])
    assert b"anna" not in (tmp_path / "vectors.db").read_bytes()


def test_what_shoppers_type_is_not_kept_on_disk(client, tmp_path):
    before = (tmp_path / "vectors.db").read_bytes()
    client.ask(["where is my order"])
    assert (tmp_path / "vectors.db").read_bytes() == before


def test_the_same_message_is_asked_for_once(client, service):
    client.ask(["yes"])
    client.ask(["yes"])
    assert len(service.asked) == 1


def test_one_failure_is_tried_again(client, service):
    service.failures = 1
    assert client.ask(["hello"]) is not None


def test_training_waits_out_a_busy_service(client, service, monkeypatch):
    monkeypatch.setattr(module.time, "sleep", lambda _: None)
    service.failures = 3
    assert client.learn(["hello"]).shape == (1, 4)


def test_training_gives_up_and_says_where(client, service, monkeypatch):
    monkeypatch.setattr(module.time, "sleep", lambda _: None)
    service.failures = 100
    with pytest.raises(ServiceDown, match=r"127\.0\.0\.1"):
        client.learn(["hello"])


def test_a_dead_service_gives_none_a_warning_and_peace(client, service, caplog, monkeypatch):
    service.failures = 100
    assert client.ask(["hello"]) is None
    assert "does not answer" in caplog.text
    asked = len(service.asked)
    assert client.ask(["another"]) is None  # within the pause: not asked at all
    assert len(service.asked) == asked
    service.failures = 0
    client._down_until = 0.0
    assert client.ask(["another"]) is not None


def test_nobody_listening(tmp_path):
    client = Embeddings("http://127.0.0.1:9/v1", "tiny", cache=tmp_path / "v.db")
    assert client.ask(["hello"]) is None
