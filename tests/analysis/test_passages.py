"""Passages named in texts and sermons."""

import json
import re
from pathlib import Path
from typing import Any

import pytest

from cultotranscript.analysis.books import format_reference
from cultotranscript.analysis.passages import distinct, find_mentions, find_references, parse_reference
from cultotranscript.analysis.segments import Segment

ITEMS = Path(__file__).parents[1] / "data" / "passages"


def _labelled() -> list[dict[str, Any]]:
    return [
        json.loads(line)
        for path in sorted(ITEMS.glob("*.jsonl"))
        for line in path.read_text(encoding="utf-8").splitlines()
    ]


def _printed(row: dict[str, object]) -> str:
    text = f"{row['book']} {row['chapter']}"
    if row["verse_start"] is not None:
        text += f":{row['verse_start']}"
    return text if row["verse_end"] is None else f"{text}-{row['verse_end']}"


def _found(text: str) -> list[str]:
    return [format_reference(reference) for reference in find_references(text)]


MISSED = {
    "g-071": "o seguinte, without versículo, is mostly not a verse: é o seguinte",
    "g-098": "two names and two numbers without a sign between",
    "h-075": "mark, the verb, with an hour that a verse could have",
}
"""What no rule reads right that would not read others wrong."""


@pytest.mark.parametrize("item", _labelled(), ids=lambda item: str(item["id"]))
def test_every_labelled_item_is_read_as_a_listener_would(item: dict[str, Any]) -> None:
    found = {format_reference(reference) for reference in find_references(item["text"], language=item["lang"])}

    optional = {_printed(row) for row in item.get("optional", [])}
    is_right = found - optional == {_printed(row) for row in item["refs"]} - optional
    assert is_right is (item["id"] not in MISSED), found


def test_a_reference_that_runs_over_cues_is_found_where_it_begins() -> None:
    segments = [Segment(0, 10, "bom dia igreja abre em romanos"), Segment(10, 20, "doze"), Segment(20, 30, "dois amém")]

    [mention] = find_mentions(segments)

    assert format_reference(mention.reference) == "Romanos 12:2"
    assert mention.text == "romanos doze dois"
    assert mention.segment == 0
    assert mention.timestamp == pytest.approx(10 * 23 / 30)


def test_the_distinct_passages_come_once_each_as_first_named() -> None:
    segments = [Segment(0, 5, "João 3:16."), Segment(5, 10, "Salmo 23."), Segment(10, 15, "De novo João 3:16.")]

    mentions = find_mentions(segments)

    assert len(mentions) == 3
    assert distinct(mentions) == mentions[:2]


def test_a_sermon_goes_back_to_its_main_reading_after_a_passing_citation() -> None:
    segments = [
        Segment(0, 10, "Abra a sua Bíblia em Lucas 19, versículos 1 a 10."),
        Segment(10, 20, "Paulo diz em Romanos 5:8 que Cristo morreu por nós."),
        Segment(20, 30, "Volte comigo: no versículo 8 Zaqueu se levanta."),
        Segment(30, 40, "E em Romanos 5 o versículo 12 fala de Adão."),
    ]

    found = [(format_reference(mention.reference), mention.rule) for mention in find_mentions(segments)]

    assert ("Lucas 19:8", "main-reading") in found
    assert "Romanos 5:12" in [reference for reference, _ in found]


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("João 3:16", "João 3:16"),
        ("jo 3.16", "João 3:16"),
        ("jó 3", "Jó 3"),
        ("1co 13", "1 Coríntios 13"),
        ("primeira aos coríntios treze quatro", "1 Coríntios 13:4"),
        ("Sl 23", "Salmos 23"),
        ("ap 21,4", "Apocalipse 21:4"),
        ("romans 8:28-30", "Romanos 8:28-30"),
        ("III João 4", "3 João 1:4"),
        ("capítulo 3 de João, versículo 16", "João 3:16"),
    ],
)
def test_a_query_that_is_one_reference_is_read(query: str, expected: str) -> None:
    reference = parse_reference(query)

    assert reference is not None
    assert format_reference(reference) == expected


@pytest.mark.parametrize("query", ["", "João", "graça", "João 3:16 e Romanos 8:28", "oração em João 3:16", "Atos 29"])
def test_a_query_that_is_no_single_reference_is_none(query: str) -> None:
    assert parse_reference(query) is None


@pytest.mark.parametrize("form", ["as written", "as recognised"])
@pytest.mark.parametrize("path", sorted((ITEMS / "sermons").glob("*.txt")), ids=lambda path: path.stem)
def test_a_sermon_names_what_its_listeners_note_down_in_both_forms(path: Path, form: str) -> None:
    text = path.read_text(encoding="utf-8")
    noted = [note.strip() for group in re.findall(r"\{(.*?)\}", text) for note in group.split(";")]
    said = " ".join(re.sub(r"\s*\{.*?\}", "", text).split())
    if form == "as recognised":
        said = " ".join(re.sub(r"[^\w\s-]|(?<!\w)-", " ", said.lower()).split())
    words = said.split()
    segments = [Segment(i, i + 8, " ".join(words[i : i + 8])) for i in range(0, len(words), 8)]

    found = {format_reference(mention.reference) for mention in find_mentions(segments)}

    optional = {note.rstrip("?") for note in noted if note.endswith("?")}
    assert found - optional == {note for note in noted if not note.endswith("?")}


def test_an_empty_sermon_names_nothing() -> None:
    assert find_mentions([]) == []
    assert find_mentions([Segment(0, 1, "")]) == []


def test_decomposed_letters_keep_their_segments() -> None:
    segments = [Segment(0, 10, "irma\u0303os, a grac\u0327a"), Segment(10, 20, "e\u0302xodo 20:3")]

    [mention] = find_mentions(segments)

    assert (mention.segment, mention.timestamp) == (1, 10.0)
