"""The colour names a shopper would use, and how they are painted."""

from __future__ import annotations

HEX: dict[str, str] = {
    "black": "#2b2d31",
    "white": "#f4f2ec",
    "grey": "#8a9096",
    "silver": "#b9c0c6",
    "navy": "#26395c",
    "blue": "#3f72b5",
    "light blue": "#8db9dc",
    "teal": "#2f8284",
    "green": "#4c8a5a",
    "olive": "#76793f",
    "mint": "#9fd0b5",
    "sand": "#cdb68d",
    "cream": "#eadfc8",
    "brown": "#7d5638",
    "natural": "#c79b66",
    "copper": "#b8714a",
    "red": "#c0463d",
    "burgundy": "#7a2c3b",
    "orange": "#dd8239",
    "yellow": "#e3b93f",
    "pink": "#d98ba0",
    "purple": "#7a5c9a",
}

EARTH = ("black", "brown", "olive", "sand", "grey", "navy")
OUTDOOR = ("navy", "blue", "green", "olive", "orange", "red", "grey", "black", "yellow", "teal")
CLOTHES = (
    "black",
    "white",
    "grey",
    "navy",
    "blue",
    "green",
    "olive",
    "red",
    "burgundy",
    "sand",
    "pink",
    "teal",
    "yellow",
)
SPORT = ("black", "white", "blue", "light blue", "red", "orange", "yellow", "pink", "purple", "grey", "mint")
HOME = ("black", "white", "cream", "grey", "green", "blue", "copper", "red", "mint", "yellow")
CALM = ("purple", "teal", "pink", "blue", "green", "grey", "black", "sand", "burgundy", "mint")
METAL = ("silver", "black", "copper")
TECH = ("black", "white", "silver", "navy", "pink", "green", "sand", "blue")
