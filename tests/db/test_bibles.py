"""Translations and their verses."""

from cultotranscript.db import bibles
from cultotranscript.db.session import Database

VERSES = [("João", 11, 35, "Jesus chorou."), ("Salmos", 117, 1, "Louvai ao Senhor")]


def test_the_default_translations_verses_are_read(database: Database) -> None:
    with database.write() as session:
        bibles.replace_translation(session, "ARC", VERSES, is_default=True)
        bibles.replace_translation(session, "NAA", [("João", 11, 35, "Jesus chorou!")], is_default=False)

    with database.read() as session:
        assert sorted(bibles.default_verses(session)) == sorted(VERSES)
        assert [(one.name, one.is_default) for one in bibles.list_translations(session)] == [
            ("ARC", True),
            ("NAA", False),
        ]


def test_a_translation_is_replaced_by_one_of_its_name_and_only_one_is_the_default(database: Database) -> None:
    with database.write() as session:
        bibles.replace_translation(session, "ARC", VERSES, is_default=True)
        bibles.replace_translation(session, "NAA", VERSES[:1], is_default=True)
        bibles.replace_translation(session, "ARC", VERSES[1:], is_default=False)

    with database.read() as session:
        assert [(one.name, one.is_default) for one in bibles.list_translations(session)] == [
            ("NAA", True),
            ("ARC", False),
        ]
        assert list(bibles.default_verses(session)) == VERSES[:1]
