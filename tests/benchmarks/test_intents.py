"""Labelled sentences as others keep them, through to what is measured."""

import json

import pytest

from benchmarks.intents import data, rasa, svm
from benchmarks.intents.data import OUT, BadData, Split
from benchmarks.intents.scores import Answer, at, score

ROWS = [(f"{verb} my {what}", what) for what in ("order", "refund", "parcel", "size") for verb in "abcdefgh"]


def written(tmp_path, text, encoding="utf-8"):
    file = tmp_path / "rows.csv"
    file.write_bytes(text.encode(encoding))
    return file


@pytest.mark.parametrize(
    "text",
    [
        "sentence,label\nwhere is it,ORDER\nhello,GREET\n",
        "\ufeffsentence,label\r\nwhere is it,ORDER\r\nhello,GREET\r\n",
        "label,sentence\nORDER,where is it\nGREET,hello\n",
        "id,Sentence , LABEL,note\n1, where is it ,ORDER ,x\n2,hello,GREET,\n",
        'sentence,label\n"where is it",ORDER\n"",GREET\n  ,\nhello,GREET\n',
    ],
)
def test_a_csv_is_read_however_its_columns_stand(tmp_path, text):
    assert data.read_rows(written(tmp_path, text)) == [("where is it", "ORDER"), ("hello", "GREET")]


def test_commas_quotes_and_line_breaks_within_a_sentence_are_kept(tmp_path):
    file = written(tmp_path, 'sentence,label\n"where, ""exactly"",\nis it",MY ORDER\nx,oos\ny,NO_NODES_DETECTED\n')
    assert data.read_rows(file) == [('where, "exactly",\nis it', "MY ORDER"), ("x", OUT), ("y", OUT)]


@pytest.mark.parametrize(
    ("text", "encoding", "told"),
    [
        ("text,label\na,b\n", "utf-8", "no column 'sentence', has 'text', 'label'"),
        ("sentence;label\na;b\n", "utf-8", "no column 'sentence'"),
        ("", "utf-8", "has none"),
        ("sentence,label\n", "utf-8", "no sentences"),
        ("sentence,label\na,b\nwhere is it\n", "utf-8", "line 3: 'where is it' has no label"),
        ("sentence,label\ncafé,b\n", "latin-1", "not UTF-8"),
    ],
)
def test_what_cannot_be_read_is_told_by_file_and_line(tmp_path, text, encoding, told):
    with pytest.raises(BadData, match=r"rows\.csv") as error:
        data.read_rows(written(tmp_path, text, encoding))
    assert told in str(error.value)


def test_clinc_is_tested_on_its_test_part_where_it_has_one(tmp_path):
    file = tmp_path / "clinc.json"
    parts = {"train": [["a", "x"], ["b", "y"]], "oos_train": [["c", "oos"]], "val": [["d", "x"]], "oos_val": []}
    file.write_text(json.dumps(parts))
    assert data.read_rows(file) == [("a", "x"), ("b", "y"), ("c", OUT)]
    assert data.read_clinc(file).test == (("d", "x"),)
    file.write_text(json.dumps(parts | {"test": [["e", "y"]], "oos_test": [["f", "oos"]]}))
    assert data.read_rows(file, test=True) == [("e", "y"), ("f", OUT)]
    file.write_text("[1, 2]")
    with pytest.raises(BadData, match=r"clinc\.json: not CLINC150's form"):
        data.read_clinc(file)


def test_a_given_test_set_is_measured_as_it_is():
    train = (("a", "x"), ("b", "y"))
    split = Split("shop", train, (("a", "x"), ("new", "z"), ("far", OUT)), given=True)
    assert split.known == {"a"} and split.unheard == {"z"}
    with pytest.raises(BadData, match="stand in the training data too"):
        Split("shop", train, (("a", "x"),))
    with pytest.raises(BadData, match="two or more"):
        Split("shop", (("a", "x"), ("b", OUT)), (("c", "x"),), given=True)
    with pytest.raises(BadData, match="in scope"):
        Split("shop", train, (("c", OUT),), given=True)


def test_held_out_labels_are_out_of_scope_and_learnt_by_no_row():
    split = data.labels_held_out("shop", [*ROWS, ("nonsense", OUT)], [("far", OUT)], seed=1)
    learnt = {label for _, label in split.train} - {OUT}
    assert len(learnt) == 3 and {label for _, label in split.test} <= learnt | {OUT}
    assert sum(label == OUT for _, label in split.test) >= 8 + 1  # a whole label, and the one that was far


def test_names_for_rasa_are_told_apart_and_stay_where_they_can():
    names = rasa._names({"ORDER_STATUS", "my order", "my/order", "faq/returns", "???", "!!!", OUT, "nlu_fallback"})
    assert names["ORDER_STATUS"] == "ORDER_STATUS" and names[OUT] == OUT and names["faq/returns"] == "faq_returns"
    assert len(set(names.values())) == len(names) and rasa.FALLBACK not in names.values()
    assert all(rasa._NAME.fullmatch(name) for name in names.values())


def test_both_accuracies_and_another_threshold():
    test = [("a", "x"), ("b", "y"), ("c", "x"), ("d", OUT)]
    answers = [
        Answer("x", 0.9, False, 1.0, 0.9),
        Answer("y", 0.5, True, 1.0, 0.1),
        Answer("y", 0.5, False, 1.0, 0.8),
        Answer("x", 0.3, True, 1.0, 0.05),
    ]
    found = score(test, answers)
    assert found["in-scope accuracy"] == pytest.approx(2 / 3)
    assert found["in-scope accuracy, rejections as errors"] == pytest.approx(1 / 3)
    assert (found["out-of-scope recall"], found["out-of-scope precision"]) == (1.0, 0.5)
    assert score(test, at(0.07, answers))["in-scope accuracy, rejections as errors"] == pytest.approx(2 / 3)


@pytest.mark.parametrize("labels", [("order", "refund"), ("order", "refund", OUT)])
def test_the_svm_names_labels_in_scope_alone(labels):
    train = tuple((f"{word} number {place}", word) for word in labels for place in range(4))
    answers = svm.answers(Split("shop", train, (("order please", "order"), ("refund please", "refund"))))
    assert [answer.intent for answer in answers] == ["order", "refund"]
