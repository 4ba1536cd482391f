"""The network: an item tower over texts and attributes, a causal Transformer over a shopper's steps, a softmax."""

from __future__ import annotations

from dataclasses import dataclass

import torch
from torch import Tensor, nn
from torch.nn import functional as F

KINDS = ("pad", "event", "view", "search", "cart", "purchase", "rating", "dismiss", "taste", "context")
STARS = 6  # none, one to five
GAPS = 8  # none, then powers of ten of seconds, rounded


@dataclass(frozen=True)
class Shape:
    """Sizes of the network. ``items`` and ``attributes`` are rows of the tables, the first row of each is "none"."""

    text: int
    items: int
    attributes: int
    width: int = 64
    layers: int = 2
    heads: int = 2
    length: int = 50
    dropout: float = 0.3
    item_dropout: float = 0.1


@dataclass
class Steps:
    """B histories of T steps, padded behind, where causal attention cannot see it; ``kind`` 0 is padding. A step is a
    basket: its items, or its words, are one of E in no order.

    (B, T): ``kind`` and ``gap``, indices into the tables above. (E,): ``at``, the step b · T + t that each is in;
    ``row`` of the item among those given to :meth:`Towers.shoppers`, -1 for words; ``stars``, an index too;
    ``weight`` of a taste, 1 for everything else; ``fresh``: whether the shopper comes to the item for the first time.
    ``said``: (B, T, text) whitened text vectors, zero where nothing was said, or None when nothing was said at all.
    """

    kind: Tensor
    gap: Tensor
    at: Tensor
    row: Tensor
    stars: Tensor
    weight: Tensor
    fresh: Tensor
    said: Tensor | None = None

    def to(self, device: torch.device) -> Steps:
        columns = (self.kind, self.gap, self.at, self.row, self.stars, self.weight, self.fresh)
        kind, gap, at, row, stars, weight, fresh = (column.to(device) for column in columns)
        return Steps(kind, gap, at, row, stars, weight, fresh, None if self.said is None else self.said.to(device))

    def number(self) -> Tensor:
        """How many items and words are in each step, (B, T); at least 1."""
        return torch.bincount(self.at, minlength=self.kind.numel()).clamp(min=1).view_as(self.kind)


@dataclass(frozen=True)
class Catalogue:
    """The item tower's input, (N, …) each: whitened texts, attribute ids, residual rows, log prior."""

    text: Tensor
    attributes: Tensor
    residual: Tensor
    log_prior: Tensor

    def at(self, rows: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        return self.text[rows], self.attributes[rows], self.residual[rows]

    def to(self, device: torch.device) -> Catalogue:
        return Catalogue(*(getattr(self, name).to(device) for name in ("text", "attributes", "residual", "log_prior")))


class Towers(nn.Module):
    """``logits = exp(s) · cos(u_t, e_i) + b · log prior_i``: (B, T, N) over a catalogue of N items.

    e_i = text projection + mean of attribute vectors + residual of the item, which in training is dropped for an
    item as a whole with probability ``item_dropout``, so that the item must do without it now and then and an
    unseen one, which has none, is at home. u_t comes from a pre-norm Transformer (Xiong et al. 2020) whose
    attention looks back only (Kang and McAuley 2018) with a learned bias per distance (Raffel et al. 2020, 2.1).
    """

    def __init__(self, shape: Shape) -> None:
        super().__init__()
        self.shape = shape
        d = shape.width
        self.text = nn.Linear(shape.text, d)
        self.attribute = nn.EmbeddingBag(shape.attributes, d, mode="mean", padding_idx=0)
        self.residual = nn.Embedding(shape.items, d, padding_idx=0)
        self.kind = nn.Embedding(len(KINDS), d, padding_idx=0)
        self.stars = nn.Embedding(STARS, d, padding_idx=0)
        self.gap = nn.Embedding(GAPS, d, padding_idx=0)
        self.start = nn.Parameter(torch.zeros(d))
        self.blocks = nn.ModuleList(Block(shape) for _ in range(shape.layers))
        self.norm = nn.LayerNorm(d)
        self.dropout = nn.Dropout(shape.dropout)
        self.scale = nn.Parameter(torch.tensor(2.5))
        self.prior = nn.Parameter(torch.tensor(0.5))
        for table in (self.attribute, self.residual, self.kind, self.stars, self.gap):
            nn.init.normal_(table.weight, std=0.02)
        self.register_buffer("heard", torch.arange(len(KINDS)))  # kinds, those never met in training as "event"
        self.heard: Tensor
        nn.init.normal_(self.start, std=0.02)
        nn.init.normal_(self.text.weight, std=shape.text**-0.5)

    def met(self, kinds: set[str]) -> None:
        """Say which kinds of event the training data holds: the others will be read as an event of some kind."""
        for place, kind in enumerate(KINDS):
            if place > 1:
                other = KINDS.index("taste" if kind in ("search", "taste", "context") else "event")
                self.heard[place] = place if kind in kinds else other

    def items(self, text: Tensor, attributes: Tensor, rows: Tensor) -> Tensor:
        """Item vectors (n, d), unit norm. ``text``: (n, text); ``attributes``: (n, a) ids, 0 pads; ``rows``: (n,)."""
        residual = self.residual(rows)
        if self.training:
            keep = torch.rand(len(rows), 1, device=residual.device) >= self.shape.item_dropout
            residual = residual * keep
        return F.normalize(self.text(text) + self.attribute(attributes) + residual, dim=-1)

    def shoppers(self, items: Tensor, steps: Steps) -> Tensor:
        """Shopper vectors after each step (B, T + 1, d), unit norm; the first is of one who has done nothing yet."""
        B, T = steps.kind.shape
        x = F.embedding(steps.row.clamp(min=0), items) * (steps.row >= 0)[:, None]  # (E, d)
        if steps.said is not None:
            said = steps.said.flatten(0, 1)[steps.at]  # (E, text)
            spoken = (steps.row < 0) & (said.abs().sum(-1) > 0)
            x = x + F.normalize(self.text(said), dim=-1) * spoken[:, None]
        x = x * steps.weight[:, None] * self.shape.width**0.5 * 0.5 + self.stars(steps.stars)
        x = (
            x.new_zeros(B * T, x.shape[1]).index_add(0, steps.at, x).view(B, T, x.shape[1])
        )  # (B, T, d): sums over baskets
        x = x / steps.number()[..., None] ** 0.5 + self.kind(self.heard[steps.kind]) + self.gap(steps.gap)
        x = torch.cat([self.start.expand(len(x), 1, -1), x], dim=1)  # (B, T + 1, d)
        x = self.dropout(x)
        for block in self.blocks:
            x = block(x)
        return F.normalize(self.norm(x), dim=-1)

    def queries(self, shoppers: Tensor) -> Tensor:
        """(…, d) to (…, d + 1): with :meth:`keys`, one product gives the logits, scale and prior included."""
        prior = self.prior.expand(*shoppers.shape[:-1], 1)
        return torch.cat([self.scale.exp() * shoppers, prior], dim=-1)

    @staticmethod
    def keys(items: Tensor, log_prior: Tensor) -> Tensor:
        """(N, d) to (N, d + 1)."""
        return torch.cat([items, log_prior[:, None]], dim=1)


class Block(nn.Module):
    """One pre-norm Transformer block over (B, T, d)."""

    def __init__(self, shape: Shape) -> None:
        super().__init__()
        d = shape.width
        self.heads, self.rate = shape.heads, shape.dropout
        self.before, self.between = nn.LayerNorm(d), nn.LayerNorm(d)
        self.qkv, self.out = nn.Linear(d, 3 * d), nn.Linear(d, d)
        self.distance = nn.Embedding(shape.length + 1, shape.heads)
        self.feed = nn.Sequential(nn.Linear(d, 4 * d), nn.GELU(), nn.Dropout(shape.dropout), nn.Linear(4 * d, d))
        self.dropout = nn.Dropout(shape.dropout)
        nn.init.zeros_(self.distance.weight)

    def forward(self, x: Tensor) -> Tensor:
        B, T, d = x.shape
        q, k, v = self.qkv(self.before(x)).view(B, T, 3, self.heads, d // self.heads).permute(2, 0, 3, 1, 4)
        place = torch.arange(T, device=x.device)
        back = place[:, None] - place[None]  # (T, T), below zero: the future
        bias = self.distance(back.clamp(0, self.distance.num_embeddings - 1)).permute(2, 0, 1)  # (heads, T, T)
        bias = bias.masked_fill(back < 0, float("-inf"))[None]
        a = F.scaled_dot_product_attention(q, k, v, bias, dropout_p=self.rate if self.training else 0.0)
        x = x + self.dropout(self.out(a.transpose(1, 2).reshape(B, T, d)))
        fed: Tensor = self.dropout(self.feed(self.between(x)))
        return x + fed
