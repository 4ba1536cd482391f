"""The line form: written and read back, in both forms, and bound to what is offered."""

from __future__ import annotations

import pytest

from dialogue.readers.lines import VERBS, Limit, Line, Offers, as_json, grammar, read, schema, write
from dialogue.readers.prompt import lesson

LINES = [
    ("find Tents ; price <= 250 ; weight <= 2.5 kg ; sort weight asc",
     (Line("find", "Tents", (Limit("price", "<=", "250"), Limit("weight", "<=", "2.5 kg")), sort="weight"),)),
    ("refine ; sort comfort temperature desc ; drop price",
     (Line("refine", sort="comfort temperature", descending=True, words=(("drop", "price"),)),)),
    ("ask 2 ; packed size & shop", (Line("ask", "2", asked=("packed size",)), Line("shop"))),
    ("add 1,3 ; colour = dark blue ; quantity 2",
     (Line("add", "1,3", (Limit("colour", "=", "dark blue"),), words=(("quantity", "2"),)),)),
    ("answer red", (Line("answer", "red"),)),
    ("yes", (Line("yes"),)),
]  # fmt: skip


@pytest.mark.parametrize(("text", "lines"), LINES)
def test_a_line_and_its_json_say_the_same(text: str, lines: tuple[Line, ...]) -> None:
    assert read(text) == lines
    assert write(lines) == text
    assert read(as_json(lines)) == lines


@pytest.mark.parametrize("text", ["", "{", '{"commands": 3}', '{"commands": [{"verb": "steal"}]}', "steal 2", ";;"])
def test_what_is_no_line_is_nothing(text: str) -> None:
    assert read(text) == ()


def test_the_examples_follow_the_form() -> None:
    for example in lesson().examples:
        assert write(read(example.line)) == example.line


def test_only_what_is_offered_can_be_written() -> None:
    rules = grammar(Offers(items=2, verbs=("find", "ask", "start")))
    assert 'item ::= "it" | "all" | "1" | "2"' in rules
    assert '"start"' not in rules  # no flow can be started
    assert '"start"' in grammar(Offers(flows=("cancel",)))
    told = schema(Offers(verbs=("yes",)))["json_schema"]["schema"]["properties"]["commands"]["items"]
    assert told["properties"]["verb"] == {"enum": ["yes"]}


@pytest.mark.slow
@pytest.mark.parametrize(
    "offers",
    [
        Offers(),
        Offers(items=3, flows=("cancel", "return")),
        Offers(verbs=tuple(verb for verb in VERBS if VERBS[verb] == "nothing")),
    ],
)
def test_llama_cpp_takes_the_grammar(offers: Offers, address: str) -> None:
    import httpx

    body = {"messages": [{"role": "user", "content": "hello"}], "max_tokens": 40, "grammar": grammar(offers)}
    answer = httpx.post(f"{address}/v1/chat/completions", json=body, timeout=60, trust_env=False)
    assert answer.status_code == 200, answer.text
    assert read(answer.json()["choices"][0]["message"]["content"])
