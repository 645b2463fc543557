"""Translations of the Bible in files."""

import json

import pytest

from cultotranscript.analysis.quotations import VerseText
from cultotranscript.analysis.translations import read_translation
from cultotranscript.errors import InvalidFileError

GENESIS = [
    VerseText("Gênesis", 1, 1, "No princípio criou Deus os céus e a terra."),
    VerseText("Gênesis", 1, 2, "A terra era sem forma e vazia."),
]
JOHN = VerseText("1 João", 4, 8, "Deus é amor.")
WANTED = [*GENESIS, JOHN]

USFX = """<?xml version="1.0" encoding="utf-8"?>
<usfx xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"><languageCode>por</languageCode>
<book id="FRT"><p>Prefácio de 1 página</p></book>
<book id="GEN"><id id="GEN">Gênesis</id><h>Gênesis</h><toc level="1">Gênesis</toc><c id="1"/><s>A criação</s>
<p><v id="1" bcv="GEN.1.1"/>No princípio <f caller="+">Ou: <ft>no começo</ft></f>criou Deus os céus
e a terra.<ve/></p><q><v id="2"/>A terra era sem forma</q><q>e vazia.<ve/></q></book>
<book id="1JN"><c id="4"/><p><v id="8"/><wj>Deus é amor.</wj><x>Jo 3.16</x></p></book></usfx>"""

OSIS_CONTAINERS = """<osis xmlns="http://www.bibletechnologies.net/2003/OSIS/namespace"><osisText osisIDWork="X">
<header><work osisWork="X"><title>Bíblia</title></work></header>
<div type="book" osisID="Gen"><title>Gênesis</title><chapter osisID="Gen.1">
<verse osisID="Gen.1.1">No princípio criou Deus <note>ou fez</note>os céus e a terra.</verse>
<verse osisID="Gen.1.2">A terra era sem forma e vazia.</verse></chapter></div>
<div type="book" osisID="1John"><chapter osisID="1John.4"><verse osisID="1John.4.8">Deus é amor.</verse></chapter></div>
</osisText></osis>"""

OSIS_MILESTONES = """<osis><osisText><div type="book" osisID="Gen"><chapter sID="Gen.1" osisID="Gen.1"/>
<p><verse sID="Gen.1.1" osisID="Gen.1.1"/>No princípio criou Deus</p><p>os céus e a terra.<verse eID="Gen.1.1"/>
<title>Título</title>
<verse sID="Gen.1.2" osisID="Gen.1.2"/>A terra era sem forma e vazia.<verse eID="Gen.1.2"/></p></div>
<div osisID="1John"><verse sID="1John.4.8" osisID="X:1John.4.8"/>Deus é amor.<verse eID="1John.4.8"/></div>
</osisText></osis>"""

ZEFANIA = """<?xml version="1.0" encoding="ISO-8859-1"?><XMLBIBLE biblename="X">
<INFORMATION><title>X</title></INFORMATION>
<BIBLEBOOK bnumber="1" bname="Genesis"><CHAPTER cnumber="1"><CAPTION>A criação</CAPTION>
<VERS vnumber="1">No princípio criou <STYLE css="x">Deus</STYLE> os céus<NOTE>nota</NOTE> e a terra.</VERS>
<VERS vnumber="2">A terra era sem forma e vazia.</VERS></CHAPTER></BIBLEBOOK>
<BIBLEBOOK bnumber="62"><CHAPTER cnumber="4"><VERS vnumber="8">Deus é amor.</VERS></CHAPTER></BIBLEBOOK>
<BIBLEBOOK bnumber="70"><CHAPTER cnumber="1"><VERS vnumber="1">Apócrifo.</VERS></CHAPTER></BIBLEBOOK></XMLBIBLE>"""

ROWS = [{"book": verse.book, "chapter": verse.chapter, "verse": verse.verse, "text": verse.text} for verse in WANTED]
CSV = "livro,capítulo,versículo,texto\n" + "".join(
    f'{verse.book},{verse.chapter},{verse.verse},"{verse.text}"\n' for verse in WANTED
)


@pytest.mark.parametrize(
    ("data", "name"),
    [
        (USFX.encode(), "bible.xml"),
        (OSIS_CONTAINERS.encode(), "bible.osis"),
        (OSIS_MILESTONES.encode("utf-16"), "bible.xml"),
        (ZEFANIA.encode("latin-1"), "bible.xml"),
        (json.dumps(ROWS).encode(), "bible.json"),
        (json.dumps({"translation": "X", "verses": ROWS}).encode("utf-8-sig"), "bible.json"),
        (json.dumps([
            {"abbrev": "gn", "chapters": [[verse.text for verse in GENESIS]]},
            {"abbrev": "1jo", "chapters": [[], [], [], ["", "", "", "", "", "", "", JOHN.text]]},
        ]).encode(), "acf.json"),
        (json.dumps({
            "Gênesis": {"1": {str(verse.verse): verse.text for verse in GENESIS}},
            "1 João": {"4": {"8": JOHN.text}},
        }).encode(), "bible.json"),
        (json.dumps({"books": [
            {"name": "Genesis", "chapters": [{"chapter": 1, "verses": [
                {"verse": verse.verse, "text": verse.text} for verse in GENESIS
            ]}]},
            {"name": "1 John", "chapters": [{"chapter": 4, "verses": [{"verse": 8, "text": JOHN.text}]}]},
        ]}).encode(), "bible.json"),
        (CSV.encode(), "bible.csv"),
        (CSV.replace(",", ";").encode("cp1252"), "bible.csv"),
        (f"1\t1\t1\t{GENESIS[0].text}\n1\t1\t2\t{GENESIS[1].text}\n\n62\t4\t8\t{JOHN.text}\n".encode(), "bible.tsv"),
        (f"GEN|1|1|{GENESIS[0].text}\nGEN|1|2|{GENESIS[1].text}\n1JN|4|8|{JOHN.text}\n".encode(), "bible.txt"),
    ],
)  # fmt: skip
def test_a_translation_is_read_in_the_forms_in_which_people_have_one(data: bytes, name: str) -> None:
    assert read_translation(data, name) == WANTED


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "empty"),
        (b"\xef\xbb\xbf  \n", "empty"),
        (b"%PDF-1.7 \x00\x01\x02 binary", "no text"),
        (b"just a line of words", "not known"),
        (b"<html><body>Bible</body></html>", "no Bible that is known"),
        (b"<usfx><book id='GEN'><c id='1'/><v id='1'/>x", "damaged at line 1"),
        (b"<usfx></usfx>", "No verse"),
        (b'{"a": ', "JSON cannot be read"),
        (b"[" * 100_000, "JSON cannot be read"),
        (b'["a"]', "Entry 1"),
        (b'{"x": 1}', "No verse"),
        (b'[{"book": "Gn", "chapter": 1, "verse": 1}]', "no text in entry 1"),
        (b"book,chapter,verse,text\nGn,1,1,a\nGn,one,2,b\n", "in line 3 is no number"),
        (b"book,chapter,verse,text\nGn,1,1,a\nGn,1,1,b\n", "twice in the file, the second time in line 3"),
        (b"a,b\n1,2\n", "2 columns"),
        (b"book,chapter,verse,text\nTobias,1,1,a\n", "No verse"),
    ],
)
def test_what_is_no_translation_is_refused_with_the_reason(data: bytes, said: str) -> None:
    with pytest.raises(InvalidFileError) as error:
        read_translation(data, "bible.csv" if data.startswith(b"book") else "bible.json")

    assert said in error.value.detail


@pytest.mark.parametrize(
    "doctype",
    [
        '<!DOCTYPE usfx [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;">]>',
        '<!DOCTYPE usfx [<!ENTITY secret SYSTEM "file:///etc/passwd">]>',
        '<!DOCTYPE usfx SYSTEM "http://localhost/usfx.dtd">',
    ],
)
def test_a_document_type_is_refused_before_anything_of_it_is_read(doctype: str) -> None:
    data = f'<?xml version="1.0"?>{doctype}<usfx><book id="GEN"><c id="1"/><v id="1"/>&b;</book></usfx>'

    with pytest.raises(InvalidFileError, match="DOCTYPE"):
        read_translation(data.encode(), "bible.xml")


def test_a_verse_over_several_lines_of_poetry_is_one() -> None:
    data = "<usfx><book id='PSA'><c id='23'/><q><v id='1'/>O Senhor é o meu pastor;</q>"
    data += "<q>nada me faltará.</q></book></usfx>"

    assert read_translation(data.encode(), "x.xml") == [
        VerseText("Salmos", 23, 1, "O Senhor é o meu pastor; nada me faltará.")
    ]
