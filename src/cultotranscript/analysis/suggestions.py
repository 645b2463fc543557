"""Advice for the preacher that can be measured: each names the number it stands on and what to do about it."""

import re
from collections import Counter
from collections.abc import Sequence
from itertools import pairwise

from cultotranscript.analysis.findings import Language, Mention, Reference, Statistics, Suggestion
from cultotranscript.analysis.passage_tokens import fold_text
from cultotranscript.analysis.readings import Reading, is_punctuated, main_passage
from cultotranscript.analysis.sentences import Sentence
from cultotranscript.analysis.wording import listed, reference_text

MAX_SUGGESTIONS = 6
SLOWEST_WPM, FASTEST_WPM = 110, 160
LONGEST_MIN, SHORTEST_WORDS = 50, 300
MOST_PASSAGES_IN_10_MIN = 6.0
FILLERS_IN_100_WORDS = 1.5
LONGEST_SENTENCE_WORDS = 28

_FILLERS = re.compile(
    r"\b(?:ne|entao assim|tipo assim|ta bom|ta ok|ta certo|ahn|uhn|hum+|eh+|uh+|um+m*|you know|i mean|"
    r"sort of|kind of|like i said)\b"
)
_APPLICATION = re.compile(
    r"\b(?:(?:est|ess|nest|ness)a semana|amanha|segunda-feira|hoje (?:mesmo|ainda)|em casa|no (?:seu|teu) trabalho|"
    r"(?:na|em) (?:sua|tua|nossa) (?:casa|familia|rua|vida)|desafio|tarefa|passo|decida|faca|facam|comece|comecem|pare|"
    r"parem|perdoe|perdoem|ligue|liga|procure|procura|convide|convida|ore|orem|leia|leiam|sirva|sirvam|entregue|confie|"
    r"escolha|separe|pague|peca|voce (?:precisa|pode|vai)|nos (?:precisamos|podemos|vamos)|a gente precisa|"
    r"this week|tomorrow|on monday|at work|at home|at your|your (?:house|home|family|neighbor|life)|challenge|"
    r"go (?:home|and|to)|start|stop|call|forgive|invite|pray|read|serve|give|choose|decide|put down|do what|"
    r"you (?:need|can|could|should)|we (?:need|can|should)|let s|let us)\b"
)
_SOON_SENTENCES = 4
_SPEECH = re.compile(
    r"\b(?:diz|disse|dizia|fala|falou|pergunta|perguntou|responde|respondeu|says?|said|tells (?:him|"
    r"her|us|them)|asks)\b"
    r"[^.:,]{0,15}[:,]",
    re.IGNORECASE,
)
_QUESTION_ASR = re.compile(
    r"\b(?:sera que|voce ja|quantos de voces|quem de voces|have you ever|do you|are you|how many)\b"
)

_TEXTS: dict[Language, dict[str, str]] = {
    "pt": {
        "fast": "Fale mais devagar: o ritmo foi de {wpm} palavras por minuto, e entre {slow} e {fast} é mais fácil "
        "acompanhar. Pausas depois dos pontos principais ajudam.",
        "slow": "O ritmo foi de {wpm} palavras por minuto, abaixo de {slow}. Um pouco mais de ritmo "
        "nas partes de história "
        "ajuda a prender a atenção.",
        "not-read": "{passages}: {was} mas não {seems} ter sido {read}. Ler o texto, ou tirar a "
        "referência, deixa claro de "
        "onde vem o que você diz.",
        "many": "Além do texto principal, foram {count} passagens em {minutes} minutos, uma a cada "
        "{every} segundos. Escolher as {kept} mais "
        "importantes dá tempo para quem abre a Bíblia.",
        "no-passage": "Nenhuma passagem da Bíblia foi citada com capítulo e versículo. Dizer a "
        "referência ajuda quem quer "
        "ler em casa.",
        "main-once": "{passage} foi o texto do sermão, mas só foi citado uma vez, no começo. Voltar "
        "a ele em cada parte "
        "mantém a mensagem no texto.",
        "no-application": "O último quarto do sermão (a partir de {at}) quase não traz aplicação: "
        "{count} frase(s) dizem o "
        "que fazer. Termine com um passo que dê para cumprir nesta semana.",
        "fillers": "Houve {count} muletas de fala (como “{filler}”, {most} vezes), {per} a cada 100 "
        "palavras. Trocá-las por "
        "uma pausa deixa a fala mais firme.",
        "long": "O sermão durou {minutes} minutos. Acima de {limit}, a atenção cai; a parte mais "
        "longa sem uma passagem nova "
        "vai de {start} a {end}, e é onde se pode cortar.",
        "no-question": "Não houve nenhuma pergunta direta a quem ouve. Uma por parte do sermão chama "
        "as pessoas para dentro "
        "do assunto.",
        "sentences": "As frases têm em média {mean} palavras, e {count} passam de 40. Frases de até "
        "20 são mais fáceis de "
        "guardar de ouvido.",
    },
    "en": {
        "fast": "Slow down: the pace was {wpm} words a minute, and {slow} to {fast} is easier to "
        "follow. Pauses after the "
        "main points help.",
        "slow": "The pace was {wpm} words a minute, below {slow}. A little more drive in the stories "
        "helps people to stay "
        "with you.",
        "not-read": "{passages}: named, but {seems} not to have been {read} aloud. Reading the text, "
        "or leaving the reference out, makes clear where "
        "what you say comes from.",
        "many": "Beside the main text there were {count} passages in {minutes} minutes, one every "
        "{every} seconds. Keeping the {kept} that matter "
        "most gives people time to find them.",
        "no-passage": "No passage of the Bible was named with its chapter and verse. Saying the "
        "reference helps those who "
        "want to read on at home.",
        "main-once": "{passage} was the text of the sermon but was named only once, at the start. "
        "Coming back to it in each "
        "part keeps the message in the text.",
        "no-application": "The last quarter of the sermon (from {at}) hardly applies it: {count} "
        "sentence(s) say what to do. "
        "End with one step that can be taken this week.",
        "fillers": "There were {count} filler words (such as “{filler}”, {most} times), {per} in "
        "every 100 words. A pause in "
        "their place sounds surer.",
        "long": "The sermon took {minutes} minutes. Beyond {limit} attention drops; the longest stretch without a new "
        "passage, from {start} to {end}, is where to cut.",
        "no-question": "No direct question was put to the hearers. One in each part of the sermon draws people in.",
        "sentences": "Sentences have {mean} words on average, and {count} have more than 40. "
        "Sentences of up to 20 are easier "
        "to keep by ear.",
    },
}


def make_suggestions(
    sentences: Sequence[Sentence],
    *,
    mentions: Sequence[Mention],
    readings: Sequence[Reading],
    statistics: Statistics,
    language: Language,
) -> list[Suggestion]:
    """Make suggestions for the preacher.

    Args:
        sentences: The sermon.
        mentions: The passages that are named.
        readings: What is read of them.
        statistics: Of the sermon.
        language: In which they are made.

    Returns:
        At most six, what matters most first; none where nothing stands out, or for a text of a few sentences.
    """
    if statistics.word_count < SHORTEST_WORDS:
        return []
    texts = _TEXTS[language]
    made = [
        *_about_application(sentences, texts),
        *_about_passages(sentences, mentions, readings, statistics, texts, language),
        *_about_pace(statistics, texts),
        *_about_length(sentences, mentions, statistics, texts),
        *_about_speech(sentences, statistics, texts),
    ]
    return made[:MAX_SUGGESTIONS]


def _about_application(sentences: Sequence[Sentence], texts: dict[str, str]) -> list[Suggestion]:
    start = sentences[0].start
    at = start + (sentences[-1].end - start) * 0.75
    last = [_plain(one.text) for one in sentences if one.start >= at]
    applying = sum(_APPLICATION.search(one) is not None for one in last)
    if last and applying < max(2, len(last) * 0.06):
        text = texts["no-application"].format(at=_clock(at), count=applying)
        return [Suggestion(text, "no-application")]
    return []


def _about_passages(
    sentences: Sequence[Sentence],
    mentions: Sequence[Mention],
    readings: Sequence[Reading],
    statistics: Statistics,
    texts: dict[str, str],
    language: Language,
) -> list[Suggestion]:
    if not mentions:
        return [Suggestion(texts["no-passage"], "no-passage")]
    made = []
    distinct = list(dict.fromkeys(mention.reference for mention in mentions))
    read = [reading.mention.reference for reading in readings]
    opened = _opened(sentences, mentions)
    not_read = [
        one
        for one in distinct
        if one.verse_start is not None and one not in opened and not any(_touch(one, two) for two in read)
    ]
    if not_read and is_punctuated(sentences):
        is_one = len(not_read) == 1
        shown = [reference_text(one, language) for one in not_read[:4]]
        was, seems, read_word = {
            "pt": ("citada", "parece", "lida") if is_one else ("citadas", "parecem", "lidas"),
            "en": ("named", "seems" if is_one else "seem", "read"),
        }[language]
        text = texts["not-read"].format(passages=listed(shown, language), was=was, seems=seems, read=read_word)
        made.append(Suggestion(text, "named-but-not-read"))
    main = main_passage(mentions)
    if main is not None and len(mentions) > 3 and sum(_touch(one.reference, main) for one in mentions) == 1:
        made.append(Suggestion(texts["main-once"].format(passage=reference_text(main, language)), "main-passage-once"))
    minutes = statistics.duration_s / 60
    distinct = [one for one in distinct if main is None or (one.book, one.chapter) != (main.book, main.chapter)]
    if minutes >= 5 and len(distinct) / minutes * 10 > MOST_PASSAGES_IN_10_MIN and len(distinct) >= 8:
        text = texts["many"].format(
            count=len(distinct),
            minutes=round(minutes),
            every=round(statistics.duration_s / len(distinct)),
            kept=max(round(minutes / 10 * MOST_PASSAGES_IN_10_MIN / 2), 3),
        )
        made.append(Suggestion(text, "many-passages"))
    return made


def _opened(sentences: Sequence[Sentence], mentions: Sequence[Mention]) -> set[Reference]:
    """The passages behind which somebody says something soon: they are at least told."""
    opened = set()
    for mention in mentions:
        behind = [one for one in sentences if one.end > mention.timestamp][:_SOON_SENTENCES]
        if any(_SPEECH.search(one.text) for one in behind):
            opened.add(mention.reference)
    return opened


def _touch(one: Reference, other: Reference) -> bool:
    """Whether two places of one chapter share a verse."""
    if (one.book, one.chapter) != (other.book, other.chapter):
        return False
    if one.verse_start is None or other.verse_start is None:
        return True
    return one.verse_start <= (other.verse_end or other.verse_start) and other.verse_start <= (
        one.verse_end or one.verse_start
    )


def _about_pace(statistics: Statistics, texts: dict[str, str]) -> list[Suggestion]:
    wpm = statistics.wpm
    if wpm > FASTEST_WPM:
        text = texts["fast"].format(wpm=wpm, slow=SLOWEST_WPM, fast=FASTEST_WPM)
        return [Suggestion(text, "pace-fast")]
    if 0 < wpm < SLOWEST_WPM:
        return [Suggestion(texts["slow"].format(wpm=wpm, slow=SLOWEST_WPM), "pace-slow")]
    return []


def _about_length(
    sentences: Sequence[Sentence], mentions: Sequence[Mention], statistics: Statistics, texts: dict[str, str]
) -> list[Suggestion]:
    minutes = statistics.duration_s / 60
    if minutes <= LONGEST_MIN:
        return []
    marks = [sentences[0].start, *(mention.timestamp for mention in mentions), sentences[-1].end]
    start, end = max(pairwise(marks), key=lambda pair: pair[1] - pair[0])
    text = texts["long"].format(minutes=round(minutes), limit=LONGEST_MIN, start=_clock(start), end=_clock(end))
    return [Suggestion(text, "long")]


def _about_speech(sentences: Sequence[Sentence], statistics: Statistics, texts: dict[str, str]) -> list[Suggestion]:
    made = []
    fillers = Counter(match[0] for one in sentences for match in _FILLERS.finditer(_plain(one.text)))
    count = fillers.total()
    per = count * 100 / max(statistics.word_count, 1)
    if per >= FILLERS_IN_100_WORDS:
        filler, most = fillers.most_common(1)[0]
        shown = {"ne": "né", "ta bom": "tá bom", "ta ok": "tá ok", "ta certo": "tá certo"}.get(filler, filler)
        text = texts["fillers"].format(count=count, filler=shown, most=most, per=f"{per:.1f}")
        made.append(Suggestion(text, "fillers"))
    has_marks = is_punctuated(sentences)
    has_asked = any(
        one.text.rstrip().endswith("?") if has_marks else _QUESTION_ASR.search(_plain(one.text)) for one in sentences
    )
    if not has_asked:
        made.append(Suggestion(texts["no-question"], "no-question"))
    if has_marks:
        lengths = [len(one.text.split()) for one in sentences]
        mean = sum(lengths) / len(lengths)
        long = sum(length > 40 for length in lengths)
        if mean > LONGEST_SENTENCE_WORDS and long:
            made.append(Suggestion(texts["sentences"].format(mean=round(mean), count=long), "long-sentences"))
    return made


def _plain(text: str) -> str:
    return " ".join(re.findall(r"[\w-]+", fold_text(text)))


def _clock(at_s: float) -> str:
    whole = int(at_s)
    hours, minutes, seconds = whole // 3600, whole // 60 % 60, whole % 60
    return f"{hours}:{minutes:02d}:{seconds:02d}" if hours else f"{minutes}:{seconds:02d}"
