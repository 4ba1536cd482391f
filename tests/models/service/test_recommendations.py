"""Items on disk, restarts, and a new recommender while requests run."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from pathlib import Path

import pytest

from models.encoder import Encoder
from models.recommenders import registry, versions
from models.service.batcher import Batcher
from models.service.metrics import Metrics
from models.service.recommendations import Recommendations
from models.service.schema import ItemsRequest, ItemUpsert, RecommendationRequest
from shop.errors import BadInput, ShopkeeperError
from shop.settings import Settings

Opened = Callable[..., AbstractAsyncContextManager[Recommendations]]
SHOP = {"tent": "A tent for two", "mug": "A blue coffee mug", "boots": "Leather hiking boots", "oil": "Olive oil"}


def upserts(**changed: str) -> list[ItemUpsert]:
    return [ItemUpsert(id=i, title=i, text=text) for i, text in {**SHOP, **changed}.items()]


@pytest.fixture
def opened(tmp_path: Path, onnx: Encoder) -> Opened:
    @asynccontextmanager
    async def start() -> AsyncIterator[Recommendations]:
        batcher = Batcher(onnx, Metrics(), batch=8, queue=100)
        batcher.start()
        service = Recommendations(Settings(state=tmp_path), batcher, Metrics())
        await service.start()
        yield service
        await service.stop()
        await batcher.stop()

    return start


async def ids(service: Recommendations, context: str = "") -> list[str]:
    response = await service.recommend(RecommendationRequest(context=context, adventurous=0.0))
    return [pick.item_id for pick in response.picks]


async def until(holds: Callable[[], bool], patience: float = 60.0) -> None:
    async with asyncio.timeout(patience):
        while not holds():  # noqa: ASYNC110 - many conditions, one wait
            await asyncio.sleep(0.01)


async def test_items_outlive_the_service(opened: Opened) -> None:
    async with opened() as service:
        assert (await service.put(ItemsRequest(upsert=upserts()))).items == 4
        assert (await service.put(ItemsRequest(delete=["oil", "never-there"]))).items == 3
        before = await ids(service, "camping")
    async with opened() as service:
        assert await ids(service, "camping") == before == ["tent", *before[1:]]


async def test_only_changed_texts_are_embedded(opened: Opened, monkeypatch: pytest.MonkeyPatch) -> None:
    async with opened() as service:
        await service.put(ItemsRequest(upsert=upserts()))
        seen: list[str] = []
        embed = service._batcher.embed

        async def watched(texts: list[str]) -> object:
            seen.extend(texts)
            return await embed(texts)

        monkeypatch.setattr(service._batcher, "embed", watched)
        await service.put(ItemsRequest(upsert=upserts(mug="A red wine glass")))
        assert seen == ["A red wine glass"]
        assert (await ids(service, "something for wine"))[0] == "mug"


async def test_a_new_encoder_embeds_all_again(opened: Opened, onnx: Encoder, monkeypatch: pytest.MonkeyPatch) -> None:
    async with opened() as service:
        await service.put(ItemsRequest(upsert=upserts()))
    monkeypatch.setattr(onnx, "name", "another")
    async with opened() as service:
        assert service._file.stale() == []
        assert (await ids(service, "camping"))[0] == "tent"


async def test_an_id_in_both_lists_is_deleted(opened: Opened) -> None:
    async with opened() as service:
        assert (await service.put(ItemsRequest(upsert=upserts(), delete=["mug"]))).items == 3


async def test_too_many_items_at_once(opened: Opened) -> None:
    async with opened() as service:
        many = [ItemUpsert(id=str(place), title="", text="x") for place in range(5001)]
        with pytest.raises(BadInput, match="5001 items"):
            await service.put(ItemsRequest(upsert=many))


async def test_an_empty_shop_has_no_picks(opened: Opened) -> None:
    async with opened() as service:
        assert await ids(service) == []


async def test_a_swap_fails_no_request(opened: Opened, tmp_path: Path) -> None:
    folder = tmp_path / "models" / "recommender"
    async with opened() as service:
        await service.put(ItemsRequest(upsert=upserts()))
        popular = registry.create("popularity")
        popular.add_items(service._file.all())
        popular.save(folder / "2")
        (folder / "current").symlink_to("2")
        stop = asyncio.Event()
        seen: set[str] = set()

        async def shopper() -> int:
            count = 0
            while not stop.is_set():
                response = await service.recommend(RecommendationRequest(context="camping"))
                assert len(response.picks) == 4
                seen.add(response.model)
                count += 1
            return count

        shoppers = [asyncio.create_task(shopper()) for _ in range(4)]
        await until(lambda: "item_knn/0" in seen)
        assert await service.reload() == "popularity/2"
        await until(lambda: "popularity/2" in seen)
        (folder / "current").unlink()
        assert await service.reload() == "item_knn/0"  # and the old one back
        seen.remove("item_knn/0")
        await until(lambda: "item_knn/0" in seen)
        stop.set()
        assert all(await asyncio.gather(*shoppers))
        assert seen == {"popularity/2", "item_knn/0"}


async def test_a_trained_one_learns_of_items_since(opened: Opened, tmp_path: Path) -> None:
    folder = tmp_path / "models" / "recommender"
    async with opened() as service:
        await service.put(ItemsRequest(upsert=upserts()))
        model = registry.create("item_knn")
        model.add_items([item for item in service._file.all() if item.id != "tent"])
        model.save(folder / "1")
        (folder / "current").write_text("1\n")
        await service.put(ItemsRequest(delete=["mug"]))
        assert await service.reload() == "item_knn/1"
        assert sorted(await ids(service)) == ["boots", "oil", "tent"]


async def test_a_pointer_into_nothing_keeps_the_old_one(opened: Opened, tmp_path: Path) -> None:
    async with opened() as service:
        await service.put(ItemsRequest(upsert=upserts()))
        (tmp_path / "models" / "recommender" / "current").write_text("9")
        with pytest.raises(ShopkeeperError, match="no folder"):
            await service.reload()
        assert len(await ids(service)) == 4


async def test_a_trial_gives_each_shopper_one_of_two_versions(opened: Opened, tmp_path: Path) -> None:
    root = tmp_path / "models" / "recommender"
    for name in ("popularity", "item_knn"):
        versions.publish(registry.create(name), root)
    versions.challenge(root, 1)
    async with opened() as service:
        await service.put(ItemsRequest(upsert=upserts()))
        said = {}
        for shopper in map(str, range(40)):
            requests = [RecommendationRequest(shopper=shopper) for _ in range(2)]
            first, again = [(await service.recommend(request)).model for request in requests]
            assert first == again
            said[shopper] = first
        assert set(said.values()) == {"item_knn/2", "popularity/1"}
        assert 8 < sum(model == "item_knn/2" for model in said.values()) < 32
        assert (await service.recommend(RecommendationRequest())).model == "item_knn/2"
        versions.challenge(root, None)
        await service.reload()
        assert {(await service.recommend(RecommendationRequest(shopper=s))).model for s in said} == {"item_knn/2"}
