"""The encoders' application of Ray Serve answers as the plain service does; with Ray here, two replicas of it do."""

from __future__ import annotations

import subprocess
import sys
import time
from pathlib import Path

import httpx
import numpy as np
import pytest
from asgi_lifespan import LifespanManager

from models.encoder import Encoder
from models.service.ray import encoder_app
from run.layout import ROOT
from run.opened import free_ports
from shop.settings import Settings

BODY = {"input": ["a rain jacket", "a tent for two"], "model": ""}
TOKEN = {"Authorization": "Bearer the-token"}


def settings_in(state: Path) -> Settings:
    return Settings.model_validate(
        {"state": state, "encoder": {"multilingual": ""}, "secrets": {"models_token": "the-token"}}
    )


async def test_the_encoders_alone_speak_the_same_format(exported: Path, onnx: Encoder) -> None:
    app = encoder_app(settings_in(exported))
    async with (
        LifespanManager(app, startup_timeout=120) as manager,
        httpx.AsyncClient(transport=httpx.ASGITransport(manager.app), base_url="http://encoders") as client,
    ):
        answer = await client.post("/", json=BODY, headers=TOKEN)
        assert answer.status_code == 200, answer.text
        told = answer.json()
        assert told["model"] == onnx.name and [one["index"] for one in told["data"]] == [0, 1]
        vectors = np.array([one["embedding"] for one in told["data"]])
        assert np.allclose(vectors, onnx.encode(BODY["input"]), atol=1e-4)
        assert (await client.post("/", json=BODY)).status_code == 401
        assert (await client.post("/", json={**BODY, "model": "another"}, headers=TOKEN)).status_code == 404


@pytest.mark.timeout(600)
def test_two_replicas_answer_behind_one_address(exported: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("ray", reason="pip install --no-deps -r requirements/ray.txt")
    [port] = free_ports(1)
    given = {"STATE": exported, "MODELS__PORT": port, "SECRETS__MODELS_TOKEN": "the-token", "RAY__ENCODERS": 2,
             "ENCODER__MULTILINGUAL": ""}  # fmt: skip
    for name, value in given.items():
        monkeypatch.setenv(f"SHOPKEEPER_{name}", str(value))
    service = subprocess.Popen([sys.executable, "-m", "models.service.ray"], cwd=ROOT)
    try:
        with httpx.Client(base_url=f"http://127.0.0.1:{port}", timeout=60, headers=TOKEN, trust_env=False) as client:
            end = time.monotonic() + 500
            while not answers(client):
                assert service.poll() is None and time.monotonic() < end
                time.sleep(1)
            assert len(client.post("/v1/embeddings", json=BODY).json()["data"]) == 2
            assert client.get("/v1/models").status_code == 200
            assert client.post("/v1/embeddings", json=BODY, headers={"Authorization": "no"}).status_code == 401
    finally:
        service.terminate()
        service.wait(timeout=60)


def answers(client: httpx.Client) -> bool:
    try:
        return client.get("/healthz").status_code == client.post("/v1/embeddings", json=BODY).status_code == 200
    except httpx.HTTPError:
        return False
