"""How findings are put into words: spoken sentences made fit to read, references and lists in the sermon's language."""

import re
from collections.abc import Sequence

from cultotranscript.analysis.books import BOOKS
from cultotranscript.analysis.findings import Language, Reference

_ENGLISH_NAMES = {book.name: book.english for book in BOOKS}
_FILLERS = re.compile(
    r"(?:(?<=[,.;:!?…]\s)|^|(?<=\s))"
    r"(?:né|ãh?n|hã|hum+|ahn*|éé+|eeh*|eh|uh+|um+m|uhm+|hmm+|erm*|tipo assim|sabe|viu|tá (?:bom|ok|certo)|you know|"
    r"i mean|sort of|kind of)"
    r"\s*[,?]?(?=\s|[.!…]|$)",
    re.IGNORECASE,
)
_KEPT_FILLERS = re.compile(
    r"(?:que|ele|ela|deus|você|não|quem|se|who|do|did|don't|would|let|as|to|if|what|all|as) (?:sabe|viu|you know)",
    re.IGNORECASE,
)
_TAIL = re.compile(r",?\s*(?:né|tá|viu|hein|amém|ok|okay|right|amen|certo|entendeu)\s*\??\s*([.!…]?)$", re.IGNORECASE)
_OPENING = re.compile(
    r"(?:(?:e|mas|então|porque|pois|aí|bom|bem|olha|olhe|veja|agora|portanto|ou seja|na verdade|gente|pessoal|"
    r"(?:meus? |minhas? )?(?:queridos? |amad[oa]s? )?(?:irmãos?|irmãs?|amados|queridos|amigos)|igreja|"
    r"and|but|so|now|because|well|okay|look|listen|see|church|brothers and sisters|folks|friends|then|you know|i mean)"
    r"(?:,\s*|\s+))",
    re.IGNORECASE,
)
_KEPT_OPENINGS = re.compile(
    r"(?:bem-aventurad|bem vind|bom dia|boa |agora é|agora que|então é natal|so (?:that|much|many)|"
    r"see (?:the|how|what)|look at|now is|well done|you know (?:what|how|that|who|the|where|why|when|"
    r"you)|olha (?:o|a|para|pra|com)|veja (?:o|a|que|como))",
    re.IGNORECASE,
)
_REPEATED = re.compile(r"\b(\w+)(?: \1\b)+", re.IGNORECASE)
_END_MARKS = ".!?…"


def fit_to_read(text: str) -> str:
    """A spoken sentence without fillers and stumbles, with a capital and a full stop; its words are kept otherwise."""
    plain = " ".join(text.split())
    plain = _FILLERS.sub(lambda match: match[0] if _is_meant(plain, match) else "", plain)
    plain = _TAIL.sub(r"\1", " ".join(plain.split()))
    for _ in range(3):
        opening = _OPENING.match(plain)
        if opening is None or _KEPT_OPENINGS.match(plain) or plain.count(" ") < 4:
            break
        plain = plain[opening.end() :]
    plain = _REPEATED.sub(lambda match: match[0] if match[1].isdigit() or len(match[1]) > 4 else match[1], plain)
    plain = re.sub(r"\s+([,.;:!?…])", r"\1", plain).strip(" ,;:-–—")
    plain = re.sub(r"([,;:])\1+", r"\1", plain)
    if not plain:
        return ""
    plain = plain[0].upper() + plain[1:]
    return plain if plain[-1] in _END_MARKS + "\"”'»" else plain + "."


def _is_meant(text: str, filler: re.Match[str]) -> bool:
    """Whether "sabe" and "you know" are the sentence's own: "Deus sabe", "as you know"."""
    before = text[: filler.start()].rstrip()
    said = f"{before.rsplit(' ', 1)[-1]} {filler[0].strip(' ,?')}"
    after = text[filler.end() :].lstrip()
    is_followed = filler[0].strip().lower() in ("sabe", "viu", "you know", "kind of", "sort of") and not (
        filler[0].rstrip().endswith((",", "?")) or before.endswith(",")
    )
    return bool(_KEPT_FILLERS.fullmatch(said)) or (is_followed and bool(after))


def shortened(text: str, max_words: int) -> str:
    """A text of at most so many words, cut at a comma where there is one near, with an ellipsis."""
    words = text.split()
    if len(words) <= max_words:
        return text
    kept = words[:max_words]
    for place in range(len(kept) - 1, max_words * 2 // 3 - 1, -1):
        if kept[place][-1] in ",;:":
            kept = kept[: place + 1]
            break
    return " ".join(kept).rstrip(",;:.-") + "…"


def reference_text(reference: Reference, language: Language) -> str:
    """A reference as people write it in a language: "Salmos 40:1-3", "Psalm 40:1-3"."""
    book = reference.book
    if language == "en":
        book = _ENGLISH_NAMES.get(book, book)
    book = {"Salmos": "Salmo", "Psalms": "Psalm"}.get(book, book)
    text = f"{book} {reference.chapter}"
    if reference.verse_start is not None:
        text += f":{reference.verse_start}"
        if reference.verse_end is not None:
            text += f"-{reference.verse_end}"
    return text


def listed(items: Sequence[str], language: Language) -> str:
    """Several things in one breath: "graça, perdão e cruz"."""
    if len(items) < 2:
        return "".join(items)
    last = " and " if language == "en" else " e "
    return ", ".join(items[:-1]) + last + items[-1]
