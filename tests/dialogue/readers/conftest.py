"""A small shop, and llama.cpp's own server with the smallest weights."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal

import pytest

from retrieval.fields import Fields
from shop.types import Item


def item(number: int, category: str, price: int, **attributes: str) -> Item:
    return Item(
        id=f"I-{number}",
        title=f"Item {number}",
        category=category,
        categories=(category,),
        price=Decimal(price),
        currency="EUR",
        colours=("red",) if number % 2 else ("dark blue",),
        attributes=attributes,
    )


@pytest.fixture(scope="session")
def items() -> Sequence[Item]:
    tents = [item(n, "Tents", 100 * n, weight=f"{n}.5 kg", waterproof="yes, 3,000 mm") for n in range(1, 5)]
    bags = [item(n, "Sleeping bags", 50 * n, **{"comfort temperature": f"{n - 9} °C"}) for n in range(5, 9)]
    return (*tents, *bags)


@pytest.fixture(scope="session")
def fields(items: Sequence[Item]) -> Fields:
    return Fields(items)


@pytest.fixture(scope="session")
def address() -> Iterator[str]:
    import xllamacpp

    from models import weights

    params = xllamacpp.CommonParams()
    params.model.path = str(weights.resolve(weights.FALLBACK).gguf_path)
    params.n_parallel, params.n_ctx, params.verbosity, params.ui = 1, 2048, 0, False
    params.cpuparams.n_threads = params.cpuparams_batch.n_threads = 1
    server = xllamacpp.Server(params)
    yield str(server.listening_address)
    del server
