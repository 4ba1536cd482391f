"""The client against the real service, and against ones that fail."""

from __future__ import annotations

import asyncio
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import httpx
import numpy as np
import pytest

from models.encoder import Encoder
from models.service.app import create_app
from models.service.client import ModelClient
from models.service.schema import ItemsRequest, ItemUpsert, RecommendationRequest
from models.weights import resolve
from shop.errors import BadInput, Unauthorized, Unavailable
from shop.settings import Settings

from .conftest import TOKEN, free_port, serving

Answer = Callable[[httpx.Request], httpx.Response]


def failing(answer: Answer, timeout: float = 2.0) -> ModelClient:
    return ModelClient(Settings(models={"timeout": timeout}), transport=httpx.MockTransport(answer))


def test_importing_it_loads_no_torch() -> None:
    code = (
        "import sys, models.service.client, models.service.schema; from shop.settings import Settings;"
        "c = models.service.client.ModelClient(Settings()); c.embeddings(); c.chat();"
        "print(sorted({'torch', 'transformers', 'onnxruntime', 'xllamacpp'} & set(sys.modules)))"
    )
    out = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert out.stdout.strip() == "[]"


@pytest.mark.slow
async def test_a_second_encoder_is_asked_for_by_its_name_and_sees_its_prefix(exported: Path, onnx: Encoder) -> None:
    """The first one's own weights under a path stand for another model."""
    second = str(resolve(onnx.name).folder)
    encoder = {"multilingual": second, "multilingual_prefix": "query: ", "multilingual_precision": "float32"}
    models = {"port": free_port(), "timeout": 60.0}
    settings = Settings(state=exported, models=models, encoder=encoder, secrets={"models_token": TOKEN})
    with serving(create_app(settings), settings.models.port):
        client = ModelClient(settings)
        embeddings = client.multilingual_embeddings()
        assert embeddings is not None
        found = await embeddings.aembed_query("a tent")
        np.testing.assert_allclose(found, onnx.encode(["query: a tent"])[0], atol=1e-5)
        body = {"input": "a", "model": "another"}
        async with httpx.AsyncClient(headers={"Authorization": f"Bearer {TOKEN}"}) as plain:
            answer = await plain.post(f"{settings.models_url}/embeddings", json=body)
        assert answer.status_code == 404
        assert second in answer.json()["error"]["message"]
        await client.close()
    assert ModelClient(Settings(encoder={"multilingual": ""})).multilingual_embeddings() is None


@pytest.mark.slow
async def test_it_embeds_chats_and_is_healthy(live: Settings, onnx: Encoder) -> None:
    async with ModelClient(live) as client:
        vectors = await client.embeddings().aembed_documents(["a tent", "a mug"])
        np.testing.assert_allclose(vectors, onnx.encode(["a tent", "a mug"]), atol=1e-6)
        answer = await client.chat(temperature=0, max_tokens=12).ainvoke("Name the capital of Italy.")
        assert "Rome" in str(answer.content)
        health = await client.health()
        assert health["status"] == "ok"
        assert health["dimension"] == 384


@pytest.mark.slow
async def test_items_and_recommendations(live: Settings) -> None:
    things = {"tent": "A tent for two, light", "mug": "A blue coffee mug", "boots": "Leather hiking boots"}
    async with ModelClient(live) as client:
        upserts = [ItemUpsert(id=i, title=i, text=text) for i, text in things.items()]
        assert (await client.put_items(ItemsRequest(upsert=upserts))).items >= 3
        request = RecommendationRequest(context="a cup for my tea", candidates=list(things), limit=2, reasons=1)
        response = await client.recommend(request)
        assert response.picks[0].item_id == "mug"
        assert response.picks[0].reasons[0].kind == "context"
        await client.put_items(ItemsRequest(delete=["mug"]))
        response = await client.recommend(request)
        assert "mug" not in [pick.item_id for pick in response.picks]
        with pytest.raises(BadInput) as refused:
            await client.recommend(RecommendationRequest.model_construct(limit=0))
        assert refused.value.field == "limit"


@pytest.mark.slow
async def test_a_wrong_token(live: Settings) -> None:
    wrong = live.model_copy(update={"secrets": live.secrets.model_copy(update={"models_token": "wrong"})})
    async with ModelClient(wrong) as client:
        with pytest.raises(Unauthorized):
            await client.recommend(RecommendationRequest())
        with pytest.raises(Unauthorized):
            await client.embeddings().aembed_query("a")


async def test_nobody_at_home_is_unavailable() -> None:
    async with ModelClient(Settings(models={"port": free_port(), "timeout": 1.0})) as client:
        for call in (
            client.recommend(RecommendationRequest()),
            client.health(),
            client.embeddings().aembed_query("a"),
            client.chat().ainvoke("hello"),
        ):
            with pytest.raises(Unavailable) as down:
                await call
            assert down.value.part == "models"


async def test_overload_is_tried_again() -> None:
    answers = [httpx.Response(503, json={"error": {"message": "busy"}}), httpx.Response(200, json={"items": 7})]
    async with failing(lambda _: answers.pop(0)) as client:
        assert (await client.put_items(ItemsRequest())).items == 7


async def test_a_lasting_overload_ends_in_time() -> None:
    tries = []

    def busy(request: httpx.Request) -> httpx.Response:
        tries.append(request)
        return httpx.Response(503, json={"error": {"code": "overloaded", "message": "256 wait already"}})

    async with failing(busy, timeout=0.3) as client:
        with pytest.raises(Unavailable, match="256 wait already"):
            await client.recommend(RecommendationRequest())
    assert 1 < len(tries) <= 4


async def test_the_callers_budget_holds() -> None:
    async def slow(_: httpx.Request) -> httpx.Response:
        await asyncio.sleep(60)
        return httpx.Response(200, json={})

    client = ModelClient(Settings(), transport=httpx.MockTransport(slow))
    with pytest.raises(Unavailable, match=r"no answer within 0\.2 s"):
        await client.recommend(RecommendationRequest(), seconds=0.2)
    await client.close()


async def test_the_request_id_goes_along() -> None:
    from shop.logging import in_request

    seen = []

    def answer(request: httpx.Request) -> httpx.Response:
        seen.append(request.headers["X-Request-ID"])
        return httpx.Response(200, json={"items": 0})

    async with failing(answer) as client:
        with in_request("turn-9"):
            await client.put_items(ItemsRequest())
    assert seen == ["turn-9"]


@pytest.mark.slow
def test_each_event_loop_has_its_own_client(live: Settings) -> None:
    """Set-up steps and tests call ``asyncio.run`` more than once in a process."""

    async def once() -> str:
        async with ModelClient(live) as client:
            await client.embeddings().aembed_query("a tent")
            return str((await client.chat(temperature=0, max_tokens=2).ainvoke("Say hello.")).content)

    assert asyncio.run(once()) == asyncio.run(once())
