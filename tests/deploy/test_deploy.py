"""Images, compose, chart and monitoring are what they say, as far as that shows without a cluster."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml
from jsonschema import Draft7Validator

from actions.metrics import Metrics as ActionsMetrics
from gateway.metrics import Metrics as GatewayMetrics
from models.service.metrics import Metrics as ModelsMetrics
from run.layout import ROOT
from shop.settings import load_settings
from worker.metrics import Metrics as WorkerMetrics

DEPLOY = ROOT / "deploy"
CHART = DEPLOY / "chart"
IMAGES = sorted((DEPLOY / "images").glob("*.Containerfile"))
WAYS = {
    "as it is": {},
    "no ingress, encoders and chat elsewhere": {
        "shop": {"host": ""},
        "embeddingsUrl": "http://tei:8000/v1",
        "chatUrl": "http://vllm:8000/v1",
    },
    "gpus, five bots": {"gpu": {"count": 1, "nodeSelector": {"pool": "gpu"}}, "rasa": {"replicas": 5}},
    "traces": {"otlpUrl": "http://collector:4318", "state": {"class": "nfs"}},
}


def values(way: str) -> dict[str, Any]:
    given: dict[str, Any] = yaml.safe_load((CHART / "values.yaml").read_text())
    for name, own in WAYS[way].items():
        given[name] = {**given[name], **own} if isinstance(own, dict) else own
    return given


def rendered(way: str) -> list[dict[str, Any]]:
    go_template = pytest.importorskip("go_template", reason="pip install -r requirements/deploy.txt")
    given = {"Values": values(way), "Release": {"Name": "shop"}}
    texts = [go_template.render(file, given) for file in sorted((CHART / "templates").glob("*.yaml"))]
    return [one for text in texts for one in yaml.safe_load_all(text) if one]


def pods(objects: list[dict[str, Any]]) -> dict[str, dict[str, Any]]:
    kinds = ("Deployment", "StatefulSet", "Job")
    return {one["metadata"]["name"]: one["spec"]["template"]["spec"] for one in objects if one["kind"] in kinds}


@pytest.mark.parametrize("way", WAYS)
def test_the_chart_is_what_kubernetes_takes(way: str) -> None:
    kubernetes_validate = pytest.importorskip("kubernetes_validate", reason="pip install -r requirements/deploy.txt")
    Draft7Validator(json.loads((CHART / "values.schema.json").read_text())).validate(values(way))
    objects = rendered(way)
    for one in objects:
        kubernetes_validate.validate(one, "1.31", strict=True)
    assert ("Ingress" in {one["kind"] for one in objects}) == bool(values(way)["shop"]["host"])
    assert ("shop-encoders" in pods(objects)) != bool(values(way)["embeddingsUrl"])


def test_every_pod_is_nobody_on_a_read_only_root_with_probes() -> None:
    objects = rendered("as it is")
    for name, pod in pods(objects).items():
        assert pod["securityContext"]["runAsNonRoot"] is True, name
        assert pod["automountServiceAccountToken"] is False
        for container in pod["containers"]:
            assert container["securityContext"]["readOnlyRootFilesystem"] is True
            assert container["securityContext"]["capabilities"] == {"drop": ["ALL"]}
            assert container["resources"]["requests"] and container["resources"]["limits"]["memory"]
            assert not container["image"].endswith(":latest")
            if name != "shop-migrate":
                assert {"startupProbe", "readinessProbe", "livenessProbe"} <= container.keys(), name
    budgets = {one["metadata"]["name"] for one in objects if one["kind"] == "PodDisruptionBudget"}
    assert {"shop-gateway", "shop-actions", "shop-models", "shop-rasa", "shop-worker"} <= budgets
    policies = {one["metadata"]["name"]: one["spec"] for one in objects if one["kind"] == "NetworkPolicy"}
    assert policies["shop-nothing"].get("ingress") is None
    assert set(policies) >= {"shop-gateway", "shop-rasa", "shop-actions", "shop-models", "shop-encoders", "shop-chroma"}


def test_the_settings_that_chart_and_compose_give_are_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    compose = yaml.safe_load((DEPLOY / "compose.yml").read_text())
    for service in compose["services"].values():
        check_settings(monkeypatch, service.get("environment") or {})
    objects = rendered("traces")
    shared = next(one["data"] for one in objects if one["metadata"]["name"] == "shop-settings")
    for name, pod in pods(objects).items():
        if name != "shop-rasa":
            own = {one["name"]: one.get("value", "x") for one in pod["containers"][0].get("env", [])}
            check_settings(monkeypatch, {**shared, **own})
    asked = {name: {one["name"] for one in pod["containers"][0].get("env", [])} for name, pod in pods(objects).items()}
    elsewhere = {name for name, names in asked.items() if "SHOPKEEPER_MODELS__MULTILINGUAL_URL" in names}
    assert elsewhere == {"shop-gateway", "shop-actions", "shop-worker"}, "what encodes does not ask others to"
    urls = json.loads(shared["SHOPKEEPER_RASA__URLS"])
    assert urls == ["http://shop-rasa-0.shop-rasa:8002", "http://shop-rasa-1.shop-rasa:8002"]


def check_settings(monkeypatch: pytest.MonkeyPatch, environment: dict[str, str]) -> None:
    """No key that is unknown, which would stop the start."""
    with monkeypatch.context() as own:
        for name, value in environment.items():
            if "__" in name:
                own.setenv(name, re.sub(r"\$\{.*?\}", "x", str(value)))
        load_settings()


def test_compose_stands_on_its_own_parts() -> None:
    compose = yaml.safe_load((DEPLOY / "compose.yml").read_text())
    services = compose["services"]
    assert {"gateway", "rasa", "actions", "models", "worker", "chroma", "postgres", "redis"} <= services.keys()
    for name, service in services.items():
        assert service["read_only"] and service["cap_drop"] == ["ALL"], name
        assert set(service.get("depends_on", {})) <= services.keys()
        for volume in service.get("volumes", []):
            source = volume.partition(":")[0]
            assert source in compose["volumes"] or (DEPLOY / source).is_file(), volume
        assert set(service["networks"]) <= compose["networks"].keys()
    assert [name for name, service in services.items() if "ports" in service] == ["gateway"]
    assert compose["networks"]["inside"]["internal"] is True
    asked = set(re.findall(r"\$\{(\w+):\?", (DEPLOY / "compose.yml").read_text()))
    example = set(re.findall(r"(?m)^(\w+)=", (DEPLOY / "compose.env.example").read_text()))
    assert asked == example


@pytest.mark.parametrize("file", IMAGES, ids=lambda file: file.stem)
def test_an_image_runs_as_nobody_and_copies_what_is_there(file: Path) -> None:
    text = file.read_text()
    assert re.findall(r"(?m)^USER (.*)$", text)[-1] == "10001"
    assert all(re.search(r":[\d.]+.*-slim", image) for image in re.findall(r"(?m)^FROM (\S+)", text))
    ignored = (ROOT / ".dockerignore").read_text()
    for sources in re.findall(r"(?m)^COPY (?!--from)(.*)$", text):
        for source in [part for part in sources.split() if not part.startswith("--")][:-1]:
            if source.startswith(".shopkeeper/"):
                assert f"!{'/'.join(source.split('/')[:2])}" in ignored
            else:
                assert (ROOT / source).exists(), source
    linter = shutil.which("hadolint", path=f"{Path(sys.executable).parent}:{Path.home() / '.local/bin'}")
    if linter is None:
        pytest.skip("pip install -r requirements/deploy.txt")
    done = subprocess.run([linter, str(file)], capture_output=True, text=True)
    assert done.returncode == 0, done.stdout


def test_what_is_watched_is_measured() -> None:
    registries = [one().registry for one in (GatewayMetrics, ModelsMetrics, ActionsMetrics, WorkerMetrics)]
    names = {f.name for registry in registries for f in registry.collect()}
    measured = names | {f"{name}_{end}" for name in names for end in ("total", "bucket", "count", "sum")}
    rules = yaml.safe_load((DEPLOY / "monitoring/alerts.yml").read_text())["groups"][0]["rules"]
    panels = json.loads((DEPLOY / "monitoring/dashboard.json").read_text())["panels"]
    asked = [rule["expr"] for rule in rules] + [target["expr"] for panel in panels for target in panel["targets"]]
    assert not set(re.findall(r"shopkeeper_\w+", " ".join(asked))) - measured
    runbook = (ROOT / "docs/runbook.md").read_text()
    anchors = {re.sub(r"[^a-z0-9 -]", "", line.lstrip("# ").lower()).replace(" ", "-")
               for line in runbook.splitlines() if line.startswith("#")}  # fmt: skip
    for rule in rules:
        page, _, anchor = rule["annotations"]["runbook"].partition("#")
        assert (ROOT / page).is_file() and anchor in anchors, rule["alert"]
