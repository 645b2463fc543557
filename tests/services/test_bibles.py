"""Translations of the Bible, imported and read from."""

import json

import pytest

from cultotranscript.analysis.findings import Reference
from cultotranscript.analysis.quotations import VerseText
from cultotranscript.analysis.segments import Segment
from cultotranscript.analysis.sermon import analyse_sermon
from cultotranscript.db.session import Database
from cultotranscript.errors import InvalidFileError, ValidationFailedError
from cultotranscript.services.bibles import Bibles, TranslationInfo


def _file(*verses: tuple[str, int, int, str]) -> bytes:
    rows = [{"book": book, "chapter": chapter, "verse": verse, "text": text} for book, chapter, verse, text in verses]
    return json.dumps(rows).encode()


PSALM = _file(
    ("Salmos", 23, 1, "O Senhor é o meu pastor, nada me faltará."),
    ("Salmos", 23, 2, "Deitar-me faz em verdes pastos, guia-me mansamente a águas tranquilas."),
)


def test_the_first_translation_is_the_default_and_a_later_one_only_if_it_is_asked_for(database: Database) -> None:
    bibles = Bibles(database)

    assert bibles.import_translation(PSALM, "minha_biblia.json") == TranslationInfo("minha biblia", 2, is_default=True)
    assert not bibles.import_translation(PSALM, "x.json", name="ARC").is_default
    assert bibles.import_translation(
        _file(("Gn", 1, 1, "No princípio")), "x.json", name="NVI", is_default=True
    ).is_default

    assert bibles.list_translations() == [
        TranslationInfo("NVI", 1, is_default=True),
        TranslationInfo("ARC", 2, is_default=False),
        TranslationInfo("minha biblia", 2, is_default=False),
    ]
    assert bibles.text_of(Reference("Salmos", 23, 1)) is None
    assert bibles.text_of(Reference("Gênesis", 1, 1)) == "No princípio"


def test_another_is_made_the_default(database: Database) -> None:
    bibles = Bibles(database)
    bibles.import_translation(_file(("Gn", 1, 1, "No princípio")), "one.json")
    bibles.import_translation(PSALM, "two.json")

    bibles.make_default("two")

    assert [(one.name, one.is_default) for one in bibles.list_translations()] == [("two", True), ("one", False)]
    with pytest.raises(ValidationFailedError):
        bibles.make_default("three")


def test_a_translation_takes_the_place_of_one_of_the_same_name_and_stays_the_default(database: Database) -> None:
    bibles = Bibles(database)
    bibles.import_translation(PSALM, "x.json", name="ARC")

    again = bibles.import_translation(_file(("Sl", 23, 1, "Deus é o meu pastor.")), "x.json", name=" ARC ")

    assert again == TranslationInfo("ARC", 1, is_default=True)
    assert list(bibles.read_verses()) == [VerseText("Salmos", 23, 1, "Deus é o meu pastor.")]


def test_the_words_of_a_passage_are_numbered_where_it_has_several_verses(database: Database) -> None:
    bibles = Bibles(database)
    bibles.import_translation(PSALM, "x.json")

    assert bibles.text_of(Reference("Salmos", 23, 1)) == "O Senhor é o meu pastor, nada me faltará."
    assert bibles.text_of(Reference("Salmos", 23, 1, 2)) == (
        "1 O Senhor é o meu pastor, nada me faltará. "
        "2 Deitar-me faz em verdes pastos, guia-me mansamente a águas tranquilas."
    )
    whole = bibles.text_of(Reference("Salmos", 23))
    assert whole is not None
    assert whole.endswith("…")
    assert bibles.text_of(Reference("João", 3, 16)) is None


def test_a_sermon_gets_the_words_of_what_it_names_and_of_what_it_quotes_without_naming_it(database: Database) -> None:
    bibles = Bibles(database)
    bibles.import_translation(PSALM, "x.json")
    said = "No Salmo 23, 2 eu descanso. Porque o Senhor é o meu pastor, nada me faltará, e eu creio nisso de verdade."
    segments = [Segment(0, 20, said)]

    findings = analyse_sermon(segments, title="", language="pt", read_verses=bibles.read_verses)
    texts, quoted = bibles.read_bible(segments, findings)

    assert [mention.reference for mention in quoted] == [Reference("Salmos", 23, 1)]
    assert texts[("Salmos", 23, 1, 1)] == "O Senhor é o meu pastor, nada me faltará."
    assert ("Salmos", 23, 2, 2) in texts


def test_nothing_is_read_where_there_is_no_translation(database: Database) -> None:
    bibles = Bibles(database)

    assert list(bibles.read_verses()) == []
    assert bibles.list_translations() == []
    assert bibles.text_of(Reference("Salmos", 23, 1)) is None


def test_a_file_that_is_no_translation_changes_nothing(database: Database) -> None:
    bibles = Bibles(database)
    bibles.import_translation(PSALM, "x.json", name="ARC")

    with pytest.raises(InvalidFileError):
        bibles.import_translation(b"not a Bible", "x.json", name="ARC")
    with pytest.raises(ValidationFailedError):
        bibles.import_translation(PSALM, "x.json", name=" ")

    assert bibles.list_translations() == [TranslationInfo("ARC", 2, is_default=True)]
