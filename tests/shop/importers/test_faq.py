from __future__ import annotations

from pathlib import Path

import pytest

from shop.errors import BadInput
from shop.importers import Report
from shop.importers.faq import read_faq

MARKDOWN = """# Help

Ask away.

## Shipping

### How **long** does it take?

Two *days*, see [the table](https://x.example).

- one
- two

```
# not a heading
```

### Do you ship abroad? ###
Yes.

## Can I return it?
Within 30 days.
"""
HTML = """<!doctype html><html><head><title>x</title><script>var a="?"</script></head><body><nav><h2>Menu</h2>no</nav>
<h1>Questions</h1><h2>Do you ship?</h2><p>Yes &amp; fast.</p><ul><li>one</li></ul>
<details><summary>Can I return it?</summary><div>Within <b>30</b> days.</div></details>
<dl><dt>How do I pay?</dt><dd>By card.</dd></dl></body></html>"""


def read(content: str, tmp_path: Path, name: str = "faq") -> list[tuple[str, str, str | None]]:
    path = tmp_path / name
    path.write_text(content, encoding="utf-8")
    return [(entry.question, entry.answer, entry.topic) for entry in read_faq(path, Report(strict=True))]


def test_markdown(tmp_path: Path) -> None:
    entries = read(MARKDOWN, tmp_path)
    assert [entry[0] for entry in entries] == [
        "Help",
        "How long does it take?",
        "Do you ship abroad?",
        "Can I return it?",
    ]
    assert entries[1][1].startswith("Two days, see the table.") and "# not a heading" in entries[1][1]
    assert entries[1][2] == "Shipping" and entries[3][2] is None


def test_html(tmp_path: Path) -> None:
    assert read(HTML, tmp_path) == [
        ("Do you ship?", "Yes & fast.\none", "Questions"),
        ("Can I return it?", "Within 30 days.", "Questions"),
        ("How do I pay?", "By card.", "Questions"),
    ]


@pytest.mark.parametrize(
    "content",
    [
        "question,answer,topic\nShip?,Yes,delivery\n",
        "Topic;Q;A\ndelivery;Ship?;Yes\n",
        "Ship?,Yes,delivery\nx?,y,z\n",
        '{"question": "Ship?", "answer": "<p>Yes</p>", "topic": "delivery"}\n',
        '[{"q": "Ship?", "a": "Yes", "category": "delivery"}]',
        '{"faq": [{"title": "Ship?", "text": "Yes", "topic": "delivery"}]}',
        '{"mainEntity": [{"name": "Ship?", "acceptedAnswer": {"text": "Yes"}, "topic": "delivery"}]}',
    ],
)
def test_tables_and_json(content: str, tmp_path: Path) -> None:
    assert read(content, tmp_path)[0] == ("Ship?", "Yes", "delivery")


def test_a_dictionary_of_answers(tmp_path: Path) -> None:
    assert read('{"Ship?": "Yes", "Return?": "30 days"}', tmp_path) == [
        ("Ship?", "Yes", None),
        ("Return?", "30 days", None),
    ]


def test_paraphrases_and_stable_ids(tmp_path: Path) -> None:
    path = tmp_path / "faq.json"
    path.write_text('[{"question": "Ship?", "answer": "Yes", "rephr": ["deliver?", "Deliver?"]}]')
    one = read_faq(path, Report())[0]
    assert one.paraphrases == ("deliver?",)
    assert one.id == read_faq(path, Report())[0].id and one.id.startswith("ship-")


def test_bad_rows_are_named(tmp_path: Path) -> None:
    path = tmp_path / "faq.csv"
    path.write_text("question,answer\nShip?,Yes\nReturn?,\nShip?,No\nlonely\n")
    report = Report()
    assert len(read_faq(path, report)) == 1
    assert [(row.line, row.field) for row in report.refused] == [(3, "answer"), (4, "question"), (5, "row")]
    path.write_text("question,answer\n,\n")
    with pytest.raises(BadInput, match="no question"):
        read_faq(path, Report())
