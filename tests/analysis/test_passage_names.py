"""References that begin with a name, and names that are no books."""

import pytest

from cultotranscript.analysis.books import format_reference
from cultotranscript.analysis.passages import find_references


def _found(text: str) -> list[str]:
    return [format_reference(reference) for reference in find_references(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("isaías quarenta trinta e um", ["Isaías 40:31"]),
        ("romanos oito vinte e oito", ["Romanos 8:28"]),
        ("salmo cento e dezenove cento e cinco", ["Salmos 119:105"]),
        ("provérbios três, cinco e seis", ["Provérbios 3:5-6"]),
        ("Rm 8,31", ["Romanos 8:31"]),
        ("1Co 11:1, 6 e 13", ["1 Coríntios 11:1", "1 Coríntios 11:6", "1 Coríntios 11:13"]),
        ("Gl 2.20; 6.14", ["Gálatas 2:20", "Gálatas 6:14"]),
        ("Primeira Coríntios 13", ["1 Coríntios 13"]),
        ("1ª Coríntios 13", ["1 Coríntios 13"]),
        ("I Coríntios 13", ["1 Coríntios 13"]),
        ("aos coríntios primeira carta capítulo treze", ["1 Coríntios 13"]),
        ("a primeira carta que Paulo escreveu ao jovem Timóteo, capítulo quatro", ["1 Timóteo 4"]),
        ("primeira de João 4:19", ["1 João 4:19"]),
        ("primeira de João 7:3", []),
        ("Segundo Lucas 10", ["Lucas 10"]),
        ("Segundo Reis 6", ["2 Reis 6"]),
        ("Segundo João 3:16", ["João 3:16"]),
        ("Tiago, capítulo quinto, versículo dezesseis", ["Tiago 5:16"]),
        ("Judas 3", ["Judas 1:3"]),
        ("Judas 1:3", ["Judas 1:3"]),
        ("Obadias, versículo quatro", ["Obadias 1:4"]),
        ("Lucas dez, do vinte e cinco em diante", ["Lucas 10:25"]),
        ("2Co 8:1 a 9:15", ["2 Coríntios 8:1-24", "2 Coríntios 9:1-15"]),
        ("joão 316", ["João 3:16"]),
        ("gênesis né ééé cinquenta vinte", ["Gênesis 50:20"]),
        ("atos atos dezesseis trinta e um", ["Atos 16:31"]),
        ("joão três três dezesseis", ["João 3:16"]),
        ("João XIV, 6", ["João 14:6"]),
        ("Psalm one nineteen, verse eleven", ["Salmos 119:11"]),
        ("the twenty-third Psalm", ["Salmos 23"]),
        ("o Salmo primeiro", ["Salmos 1"]),
        ("os Salmos 22, 23 e 24", ["Salmos 22", "Salmos 23", "Salmos 24"]),
        ("jo quarenta e dois cinco", ["Jó 42:5"]),
    ],
)
def test_a_named_reference_is_read(text: str, expected: list[str]) -> None:
    assert _found(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "Marcos, 42 anos, e Rute, 39",
        "o lucas quinze reais me deve",
        "Daniel 5 minutes later was asleep.",
        "Rua Josué, 45",
        "Avenida São Lucas, 1842",
        "São Mateus 18 km",
        "Tito 4 x 2 Samuel",
        "Foram 3 a 1 para o Lucas, e João 2 a 0",
        "a sala Ester 3",
        "os 12 apóstolos",
        "chegamos na 2 de julho",
        "em números redondos, 40 pessoas",
        "Os números 8, 14 e 21",
        "My job is 9 to 5",
        "He acts 12 years old",
        "Mark 3 people for the team",
        "Is 5 o'clock too early? I am 52.",
        "Ap 21, na portaria",
        "Atos 29",
        "Efésios 7",
        "Lucas 19:99",
        "Lucas 19:5-99",
        "1 Macabeus 2:50",
        "João Batista tinha 30 anos",
    ],
)
def test_people_streets_counts_and_what_does_not_exist_are_left_alone(text: str) -> None:
    assert _found(text) == []
