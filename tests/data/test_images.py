"""One well-formed drawing an item, small and harmless."""

from __future__ import annotations

import re
from types import SimpleNamespace
from xml.etree import ElementTree

SVG = "{http://www.w3.org/2000/svg}"
ALLOWED = {SVG + tag for tag in ("svg", "title", "g", "path", "rect", "circle", "ellipse")}


def test_every_item_has_one_and_there_are_no_others(demo: SimpleNamespace) -> None:
    assert {path.stem for path in (demo.folder / "images").iterdir()} == {item.id for item in demo.items}


def test_they_are_drawings_and_nothing_else(demo: SimpleNamespace) -> None:
    titles = {item.id: item.title for item in demo.items}
    for path in (demo.folder / "images").glob("*.svg"):
        text = path.read_text()
        root = ElementTree.fromstring(text)
        assert {element.tag for element in root.iter()} <= ALLOWED, path.name
        assert not [
            name for element in root.iter() for name in element.attrib if name.startswith("on") or "href" in name
        ]
        assert not re.search(r"(?i)script|javascript:|url\(|<!", text), path.name
        assert root.find(f"{SVG}title").text == titles[path.stem]
        assert 500 < len(text) < 4_000, path.name
