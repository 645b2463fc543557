"""How well and how fast the analysis finds what was preached, on the labelled data and beside a peer.

    .venv/bin/python benchmarks/analysis.py --peers DIR

Passages: precision, recall and F1 over distinct references for every style of every labelled file in
`tests/data/passages` (`dev` was given, `own` was written before the rules, `blind` after them and scored before any
rule was changed for it), the part of the negatives that is left alone, and both caption forms of the sermons in
`tests/data/sermons`; characters a second are the best of five runs over all texts, and over a sermon.

Themes, key points and quotations: on the same sermons, against their gold; with the CPU seconds of the whole analysis.

Peer: bible-passage-reference-parser, with its Portuguese and its English names, as it is and with number words
replaced by digits first. It takes its turn where DIR holds it:

    mkdir DIR && npm install --prefix DIR bible-passage-reference-parser@4.0.0
"""

import argparse
import json
import shutil
import subprocess
import sys
import time
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from cultotranscript.analysis.books import BOOKS, verse_count
from cultotranscript.analysis.cleaning import clean_segments
from cultotranscript.analysis.content_words import content_terms
from cultotranscript.analysis.findings import Language, Reference, SermonSpan
from cultotranscript.analysis.numbers import read_number
from cultotranscript.analysis.passage_tokens import tokenise
from cultotranscript.analysis.passages import find_mentions, find_references
from cultotranscript.analysis.segments import Segment
from cultotranscript.analysis.sermon import analyse_sermon
from cultotranscript.analysis.sermon_span import find_sermon_span
from cultotranscript.analysis.speakers import find_speaker

HERE = Path(__file__).resolve().parent
DATA = HERE.parent / "tests" / "data"
SPAN_WITHIN_S = 30.0
OSIS = (
    "Gen Exod Lev Num Deut Josh Judg Ruth 1Sam 2Sam 1Kgs 2Kgs 1Chr 2Chr Ezra Neh Esth Job Ps Prov Eccl Song Isa Jer "
    "Lam Ezek Dan Hos Joel Amos Obad Jonah Mic Nah Hab Zeph Hag Zech Mal Matt Mark Luke John Acts Rom 1Cor 2Cor Gal "
    "Eph Phil Col 1Thess 2Thess 1Tim 2Tim Titus Phlm Heb Jas 1Pet 2Pet 1John 2John 3John Jude Rev"
).split()

Finder = Callable[[Sequence[tuple[str, str]]], list[set[Reference]]]
"""(text, language) for each text in, the references of each out."""


@dataclass
class Score:
    """Counts over distinct references; an optional one counts neither way."""

    right: int = 0
    wrong: int = 0
    missed: int = 0
    texts: int = 0
    exact: int = 0

    def add(self, found: set[Reference], wanted: set[Reference], optional: Iterable[Reference] = ()) -> None:
        """Count one text."""
        found = found - (set(optional) - wanted)
        self.right += len(found & wanted)
        self.wrong += len(found - wanted)
        self.missed += len(wanted - found)
        self.texts += 1
        self.exact += found == wanted

    def row(self) -> str:
        """Precision, recall and F1; for texts that name nothing, the part left alone."""
        if not self.right + self.missed:
            return f"{self.exact / self.texts:.3f} of {self.texts} left alone"
        precision = self.right / max(self.right + self.wrong, 1)
        recall = self.right / (self.right + self.missed)
        f1 = 2 * self.right / (2 * self.right + self.wrong + self.missed)
        return f"P {precision:.3f}  R {recall:.3f}  F1 {f1:.3f}  ({self.texts} texts)"


def main() -> None:
    """Print all parts."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--peers", type=Path, help="a folder with node_modules/bible-passage-reference-parser")
    options = parser.parse_args()
    finders: dict[str, Finder] = {"ours": find_ours}
    if options.peers is not None and shutil.which("node"):
        finders["peer"] = lambda texts: find_peer(options.peers, texts)
        finders["peer, digits"] = lambda texts: find_peer(options.peers, [(with_digits(t), lang) for t, lang in texts])
    else:
        print("No peer: give --peers DIR, and install node. The head of this file tells how.\n")
    print_items(finders)
    print_sermons()
    print_summaries()
    print_spans_and_speakers()
    print_speed()
    if "peer" in finders:
        print_peer_names(options.peers)


def print_items(finders: dict[str, Finder]) -> None:
    """Print how well each finder reads the labelled texts, by file and style."""
    for path in sorted((DATA / "passages").glob("*.jsonl")):
        items = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
        for name, find in finders.items():
            scores: dict[str, Score] = defaultdict(Score)
            found_in = find([(item["text"], item["lang"]) for item in items])
            for item, found in zip(items, found_in, strict=True):
                wanted = {reference_of(row) for row in item["refs"]}
                optional = [reference_of(row) for row in item.get("optional", ())]
                for kind in ("all", item["style"]):
                    scores[kind].add(found, wanted, optional)
            for kind, score in scores.items():
                print(f"passages  {path.stem:6} {kind:9} {name:13} {score.row()}")
        print()


def print_sermons() -> None:
    """Print how well the distinct passages of the labelled sermons are found, in both caption forms."""
    for path in sorted((DATA / "sermons").glob("*.json")):
        sermon = json.loads(path.read_text(encoding="utf-8"))
        wanted = {reference_of(row) for row in sermon["passages"]}
        for form in (".vtt", ".asr.vtt"):
            segments = [
                segment
                for segment in segments_of(path.with_suffix(form))
                if segment.end > sermon["sermon_start"] and segment.start < sermon["sermon_end"]
            ]
            mentions = find_mentions(segments)
            score = Score()
            score.add({mention.reference for mention in mentions}, wanted)
            print(f"passages  {path.stem + form:16} {score.row()}  {len(mentions)} mentions")
    print()


def print_summaries() -> None:
    """Print how the rest of the summary fits the gold: themes, key points and quotations, and what a sermon costs.

    Themes are compared by name. A point of the gold counts by the part of its terms that the nearest point found has,
    because any wording of the same thought will do. A quotation counts where it stands word for word.
    """
    for path in sorted((DATA / "sermons").glob("*.json")):
        gold = json.loads(path.read_text(encoding="utf-8"))
        for form in (".vtt", ".asr.vtt"):
            segments = clean_segments(segments_of(path.with_suffix(form)))
            began = time.process_time()
            found = analyse_sermon(segments, title=gold["title"])
            spent_s = time.process_time() - began
            wanted = {theme.lower() for theme in gold["themes"]}
            named = {theme.name.lower() for theme in found.themes}
            points = [set(content_terms(point.text)) for point in found.key_points]
            nearest = [
                max((len(terms & point) / len(terms) for point in points), default=0.0)
                for terms in (set(content_terms(text)) for text in gold["key_points"])
            ]
            said = [plain_words(one.text) for one in found.citations if one.kind == "person"]
            exact = sum(plain_words(one["text"]) in said for one in gold["quotes"])
            name = path.stem + form
            print(
                f"themes    {name:16} P {len(wanted & named) / max(len(named), 1):.2f}  "
                f"R {len(wanted & named) / len(wanted):.2f}  found {', '.join(theme.name for theme in found.themes)}"
            )
            print(
                f"points    {name:16} {sum(nearest) / len(nearest):.2f} of the gold's terms, "
                f"{sum(one >= 0.3 for one in nearest)} of {len(nearest)} touched, {len(points)} found"
            )
            print(f"quotes    {name:16} {exact} of {len(gold['quotes'])} word for word, {len(said)} found")
            print(f"speed     {name:16} {spent_s:.2f} s of CPU in all, {found.statistics.word_count} words")
    print()


def print_spans_and_speakers() -> None:
    """Where sermons lie and who preaches, on every labelled service in both caption forms, and on titles."""
    sys.path.insert(0, str(HERE.parent))
    from tests.analysis.services import sermons, services

    for name, found in (("shared", list(sermons())), ("invented", list(services()))):
        for form in ("captions", "asr"):
            near = right = wrong = 0
            named = [service for service in found if service.speaker]
            taken_s = 0.0
            for service in found:
                segments = service.forms[form]
                began = time.process_time()
                span = find_sermon_span(segments, service.language)
                speaker = find_speaker(
                    segments, title=service.title, known_speakers=(), span=span, language=service.language
                )
                taken_s += time.process_time() - began
                near += max(abs(span.start - service.start), abs(span.end - service.end)) <= SPAN_WITHIN_S
                right += speaker is not None and speaker.name == service.speaker
                wrong += speaker is not None and speaker.name != service.speaker
            print(
                f"span      {name:<9} {form:<9} {near} of {len(found)} within {SPAN_WITHIN_S} s; "
                f"speaker {right} of {len(named)} right, {wrong} wrong; {taken_s / len(found):.3f} s of CPU each"
            )
    titles = json.loads((DATA / "services" / "speakers.json").read_text("utf-8"))["titles"]
    got = [title_speaker(language, title) for language, title, _ in titles]
    right = sum(one == gold for one, (_, _, gold) in zip(got, titles, strict=True))
    wrong = sum(one is not None and one != gold for one, (_, _, gold) in zip(got, titles, strict=True))
    print(f"speaker   titles: {right} of {len(titles)} right, {wrong} wrong\n")


def title_speaker(language: Language, title: str) -> str | None:
    """Who preaches, by the title of a recording in which nobody is named."""
    segments = [Segment(0.0, 60.0, "…")]
    found = find_speaker(
        segments, title=title, known_speakers=(), span=SermonSpan(0.0, 60.0, 0, 0, "whole"), language=language
    )
    return found.name if found else None


def plain_words(text: str) -> str:
    """Reduce a text to its words, without case and punctuation."""
    return " ".join("".join(sign if sign.isalnum() else " " for sign in text.lower()).split())


def print_speed() -> None:
    """Print characters a second over the labelled texts one by one, and over a long sermon in one call."""
    texts = [
        json.loads(line)["text"]
        for path in sorted((DATA / "passages").glob("*.jsonl"))
        for line in path.read_text(encoding="utf-8").splitlines()
    ]
    sermon = [s for path in sorted((DATA / "sermons").glob("*.asr.vtt")) for s in segments_of(path)] * 10
    characters = sum(map(len, texts))
    best = min(_seconds(lambda: [find_references(text) for text in texts]) for _ in range(5))
    print(
        f"speed     texts    {characters / best:>12,.0f} characters/s  ({characters:,} characters, {len(texts)} texts)"
    )
    characters = sum(len(segment.text) + 1 for segment in sermon)
    best = min(_seconds(lambda: find_mentions(sermon)) for _ in range(5))
    print(f"speed     sermon   {characters / best:>12,.0f} characters/s  ({characters:,} characters, one call)\n")


def print_peer_names(peers: Path) -> None:
    """Print how many of the Portuguese names and abbreviations that the peer knows are known here."""
    names = peer_names(peers)
    known = sum(
        find_references(f"{name} 1:1", language="pt") == [Reference(BOOKS[OSIS.index(book)].name, 1, 1)]
        for name, book in names.items()
    )
    print(f"names     {known / len(names):.3f} of the peer's {len(names)} Portuguese names and abbreviations")


def find_ours(texts: Sequence[tuple[str, str]]) -> list[set[Reference]]:
    """Read texts as the analysis does, which tells their language by itself."""
    return [set(find_references(text)) for text, _ in texts]


def find_peer(peers: Path, texts: Sequence[tuple[str, str]]) -> list[set[Reference]]:
    """Read texts with the peer, in the language that is given."""
    lines = "".join(json.dumps({"text": text, "lang": lang}) + "\n" for text, lang in texts)
    answer = subprocess.run(
        ["node", str(HERE / "peer_passages.mjs"), str(peers.resolve())],
        input=lines,
        capture_output=True,
        text=True,
        check=True,
    )
    result = json.loads(answer.stdout)
    characters = sum(len(text) for text, _ in texts)
    print(f"speed     peer     {characters / result['seconds']:>12,.0f} characters/s  (its parser alone)")
    return [references_of_osis(found) for found in result["found"]]


def references_of_osis(osis: str) -> set[Reference]:
    """Make the references of the conventions of a list such as "2Cor.8.1-2Cor.9.15,Rom.8"."""
    found: set[Reference] = set()
    for span in filter(None, osis.split(",")):
        ends = [place.split(".") for place in span.split("-")]
        (first, last) = (ends[0], ends[-1])
        if first[0] not in OSIS or first[0] != last[0] or len(first) < 2:
            continue
        book = BOOKS[OSIS.index(first[0])].name
        for chapter in range(int(first[1]), int(last[1]) + 1):
            if len(first) == 2:
                found.add(Reference(book, chapter))
                continue
            start = int(first[2]) if chapter == int(first[1]) else 1
            end = int(last[2]) if chapter == int(last[1]) else verse_count(book, chapter)
            found.add(Reference(book, chapter, start, end if end > start else None))
    return found


def with_digits(text: str) -> str:
    """Replace every cardinal in words by its digits, as somebody would to help a parser that knows digits alone."""
    tokens = tokenise(text)
    pieces, at, done = [], 0, 0
    while at < len(tokens):
        number = read_number(tokens.words, at)
        if number is None or number.is_ordinal or not number.is_word:
            at += 1
            continue
        pieces += [tokens.text[done : tokens.starts[at]], str(number.value)]
        at += number.length
        done = tokens.ends[at - 1]
    return "".join([*pieces, tokens.text[done:]])


def peer_names(peers: Path) -> dict[str, str]:
    """Spell out the expressions by which the peer knows Portuguese names: each name to its book, apocrypha left out."""
    import re
    from re import _constants as constants  # The standard library has no public way to take an expression apart.
    from re import _parser as parser

    def spelt(node: Any) -> list[str]:
        words = [""]
        for kind, value in node:
            if kind is constants.LITERAL:
                options = [chr(value)]
            elif kind is constants.IN:
                options = [
                    " " if one is constants.CATEGORY else chr(what) for one, what in value if one != constants.RANGE
                ]
                options += [
                    chr(code) for one, what in value if one is constants.RANGE for code in range(what[0], what[1] + 1)
                ]
            elif kind is constants.SUBPATTERN:
                options = spelt(value[3])
            elif kind is constants.BRANCH:
                options = [word for branch in value[1] for word in spelt(branch)]
            else:
                least, _, repeated = value
                once = spelt(repeated)
                options = [" "] if once == [" "] and least == 0 else [""] * (least == 0) + once
            words = [word + option for word in words for option in options]
        return words

    source = (peers / "node_modules/bible-passage-reference-parser/esm/lang/pt.js").read_text(encoding="utf-8")
    names: dict[str, str] = {}
    for match in re.finditer(r'osis: \["(\w+)"\],(?:(?!osis:).)*?regexp: /([^\n]*?)/giu?\s*\n', source, re.DOTALL):
        body = match[2].split(r"(?:(?=[\d")[0]
        body = body.removeprefix(r"(?:^|(?<=[^\p{L}]))").removeprefix(r"(?:^|(?<=[^\p{L}\p{N}])(?<!\d:(?=\d)))")
        if match[1] in OSIS and "(?" not in body.replace("(?:", ""):
            for name in spelt(parser.parse(body)):
                names.setdefault(name, match[1])
    return names


def reference_of(row: dict[str, Any]) -> Reference:
    """Make a reference of a labelled row."""
    return Reference(row["book"], row["chapter"], row["verse_start"], row["verse_end"])


def segments_of(path: Path) -> list[Segment]:
    """Read the cues of a caption file."""
    segments = []
    for block in path.read_text(encoding="utf-8").split("\n\n"):
        lines = block.strip().splitlines()
        if lines and "-->" in lines[0]:
            start, end = (_seconds_of(time) for time in lines[0].split("-->"))
            segments.append(Segment(start, end, " ".join(lines[1:])))
    return segments


def _seconds_of(time_text: str) -> float:
    hours, minutes, seconds = time_text.strip().split(":")
    return int(hours) * 3600 + int(minutes) * 60 + float(seconds)


def _seconds(run: Callable[[], object]) -> float:
    # Of CPU: these machines are shared.
    began = time.process_time()
    run()
    return time.process_time() - began


if __name__ == "__main__":
    main()
