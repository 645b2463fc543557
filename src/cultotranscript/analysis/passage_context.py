"""Who or what is meant: a book of the Bible, or a person, a street, a room, a count, an hour.

Half the books are called like people, and many numbers stand after people's names. What tells them apart stands
around them: "anos" after the number, "rua" or "irmão" before the name, a comma between name and age. How much is
needed depends on the form: "Lucas 19:5" is believed almost anywhere, "Lucas 19" is not.
"""

from cultotranscript.analysis.book_names import names_at
from cultotranscript.analysis.findings import Language
from cultotranscript.analysis.numbers import read_number
from cultotranscript.analysis.passage_tokens import Tokens
from cultotranscript.analysis.passage_words import WORDS

LEADS_TO_BOOK = frozenset(
    "em in to lendo ler leia abra abram abre abrir livro evangelho from segundo profeta of book read turn open see "
    "veja confira cf conforme lemos la at de e and".split()
)
NEARBY_TOKENS = 8
"""How near "placar" or "idades" must stand in the same sentence."""
SENTENCE_ENDS = frozenset({".", "!", "?", ";"})
SAINTS = frozenset({"sao", "santo", "saint"})
GOSPEL_WORDS = frozenset({"evangelho", "segundo", "gospel", "carta", "epistola", "livro", "apostolo", "according"})
ORDINAL_WORDS = {
    **dict.fromkeys(("1", "i", "primeira", "primeiro", "first", "one"), 1),
    **dict.fromkeys(("2", "ii", "segunda", "segundo", "second", "two"), 2),
    **dict.fromkeys(("3", "iii", "terceira", "terceiro", "third", "three"), 3),
    **dict.fromkeys(("4", "iv", "quarta", "quarto", "fourth"), 4),
}
CARDINAL_WORDS = {"um": 1, "dois": 2, "tres": 3, "uma": 1, "duas": 2}
ORDINAL_LINKS = frozenset({"de", "a", "ao", "aos", "do", "da", "dos", "das", "of", "to", "the", "."})


class PassageContext:
    """Judges what numbers and names in one text are about."""

    def __init__(self, tokens: Tokens, language: Language) -> None:
        self._tokens = tokens
        self._language = language

    def is_counted(self, at: int, *, is_noun_enough: bool = False) -> bool:
        """Whether the number before a token counts something: "anos", "% ", "de maio"; any plural noun if asked."""
        tokens = self._tokens
        word = tokens.word(at)
        if not word:
            return False
        following = tokens.word(at + 1)
        if word in WORDS.units:
            # "5 m" and "3 x 1", but "5, a" and "versículo 5 e meia" are told apart by what a unit can be.
            return not (len(word) == 1 and following == "." and not tokens.is_tight(at))
        if word in ("/", "%", "$", "=", "+", "*"):
            return following.isdecimal() or word in "%$"
        if word == "-" and tokens.is_tight(at) and following.isdecimal() and len(following) >= 4:
            return True
        if word in ("e", "and") and following in ("meia", "meio", "half"):
            return True
        if word in ("de", "of") and following in WORDS.months:
            return True
        if word in ("da", "do", "de", "in", "por", "per") and following in (
            "manha", "tarde", "noite", "madrugada", "the", "cento", "cent",
        ):  # fmt: skip
            return word not in ("in", "do") or (word == "in" and tokens.word(at + 2) in ("morning", "evening"))
        if following in ("street", "avenue", "road", "ave", "boulevard", "lane"):
            return True
        if word in ("longos", "longas", "belos", "long", "full", "whole", "more", "mais", "outros", "outras"):
            return following in WORDS.units or self._is_plural_noun(at + 1)
        return is_noun_enough and self._is_plural_noun(at)

    def is_counted_with_next(self, at: int) -> bool:
        """Whether a second number follows that is counted with the first: "10 e 12 anos", "two or three people"."""
        if self._tokens.word(at) not in ("e", "ou", "a", "and", "or", "to"):
            return False
        number = read_number(self._tokens.words, at + 1, language=self._language)
        return number is not None and self.is_counted(at + 1 + number.length)

    def _is_plural_noun(self, at: int) -> bool:
        word = self._tokens.word(at)
        if len(word) < 4 or not word.endswith("s") or word.endswith(("mos", "ss", "us")):
            return False
        if self._tokens.is_cased and self._tokens.has_capital(at):
            return False
        if self._language == "en":
            return word not in WORDS.english_not_counted
        return word not in WORDS.not_counted

    def begins_numbered_book(self, at: int) -> bool:
        """Whether a number here belongs to the name of the next book: ", 1 João", "e segunda Coríntios"."""
        tokens = self._tokens
        if tokens.word(at) not in ORDINAL_WORDS and tokens.word(at) not in CARDINAL_WORDS:
            return False
        after = at + 1
        for _ in range(3):
            for name in names_at(tokens, after):
                if name.word.numbered and (name.form != "abbreviation" or tokens.word(name.end).isdecimal()):
                    return True
                if name.form != "abbreviation" and name.word.numbered:
                    return True
            if tokens.word(after) not in ORDINAL_LINKS and tokens.word(after) not in WORDS.letters:
                return False
            after += 1
        return False

    def is_in_list(self, first: int, end: int) -> bool:
        """Whether the sentence tells that its names and numbers are a score, ages or a roster."""
        words = self._tokens.words
        before = words[max(0, first - NEARBY_TOKENS) : first]
        after = words[end : end + NEARBY_TOKENS]
        for i in range(len(before) - 1, -1, -1):
            if before[i] in SENTENCE_ENDS:
                break
            if before[i] in WORDS.lists:
                return True
        for word in after:
            if word in SENTENCE_ENDS:
                break
            if word in WORDS.lists:
                return True
        return False

    def is_place(self, first: int) -> bool:
        """Whether a street, room, building or group is called by the name that begins here."""
        tokens = self._tokens
        at = first - 1
        steps = 0
        while steps < 3 and (tokens.word(at) in WORDS.place_links or tokens.word(at) == "."):
            at -= 1
            steps += 1
        return tokens.word(at) in WORDS.places

    def is_saint(self, first: int) -> bool:
        """Whether "São" stands before the name, and no "evangelho de": a town or a church is called so."""
        tokens = self._tokens
        if tokens.word(first - 1) not in SAINTS:
            return False
        return not any(tokens.word(first - back) in GOSPEL_WORDS for back in (2, 3, 4))

    def is_person(self, first: int) -> bool:
        """Whether "irmão", "pastora", or in Portuguese an article, stands before the name."""
        tokens = self._tokens
        word = tokens.word(first - 1)
        if word == "." and tokens.word(first - 2) in WORDS.honorifics:
            return True
        if word in WORDS.honorifics:
            return True
        if self._language != "pt" or word not in WORDS.person_articles:
            return False
        # "o Salmo" and "a Lucas" (to Luke) differ: the article of a man's name is "o", but "vamos a Lucas" leads there.
        return not (word == "a" and tokens.word(first - 2) in ("vamos", "vai", "voltar", "voltando", "ir", "chegamos"))

    def is_common_word(self, first: int, *, is_pair: bool) -> bool:
        """Whether "números", "acts" or "job" is the common word: small in a text with capitals, or "os números"."""
        tokens = self._tokens
        before = tokens.word(first - 1)
        if is_pair and before in ("of", "de", "to", "com", "with"):
            before = ""  # "the last line of Job nineteen, twenty-five"
        if before in WORDS.common_word_determiners:
            return not (before in ("de", "of") and tokens.word(first - 2) in WORDS.letters)
        if tokens.is_cased and not tokens.has_capital(first):
            return before not in ("em", "in", "livro", "book")
        return False

    def is_led_to_by_word(self, first: int) -> bool:
        """Whether a word before a name leads to a book."""
        return self._tokens.word(first - 1) in LEADS_TO_BOOK

    def is_led_to(self, first: int) -> bool:
        """Whether what stands before a name leads to a book: "em", "turn to", or nothing at all."""
        tokens = self._tokens
        return first == 0 or tokens.word(first - 1) in LEADS_TO_BOOK or not tokens.word(first - 1).isalnum()
