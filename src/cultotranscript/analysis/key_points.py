"""The sentences that carry a sermon: its preacher's own, spread over it, none saying the same as another.

Sentences are ranked by what makes a point of one: it shares its words with many others (a walk over the graph of
sentences, as TextRank does it), it is said again (what preachers want to be remembered they repeat word for word), it
is announced ("o ponto é", "the first thing"), it states something rather than tells a story. What is read, quoted,
asked, greeted or announced to the congregation is no point. The best are then taken in turn, each weighed against
those that are there already: one that says the same, or stands close by, counts less.

Speech without marks is cut anywhere. What is said again is taken there as the words that are said again, which are
whole, before the pieces between two cuts.

Source of the walk: Mihalcea and Tarau, TextRank (2004).
"""

import re
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from cultotranscript.analysis.content_words import content_terms, shared_part
from cultotranscript.analysis.findings import Citation, KeyPoint
from cultotranscript.analysis.passage_tokens import fold_text
from cultotranscript.analysis.readings import Reading, is_punctuated, without_dangling
from cultotranscript.analysis.sentences import Sentence
from cultotranscript.analysis.wording import fit_to_read

MIN_POINTS, MAX_POINTS = 3, 7
WORDS_A_POINT = 900
"""A sermon has a point more than the least for so many words."""
MIN_WORDS, MAX_WORDS = 6, 38
SAME_PART = 0.6
"""Two sentences that share so much of the shorter one say the same."""
_DAMPING, _STEPS = 0.85, 25
_REPEATED_MIN, _REPEATED_MAX = 4, 24

_ANNOUNCED = re.compile(
    r"\b(?:o ponto (?:e|aqui)|a verdade e que|a licao e|o segredo (?:e|esta)|o que (?:jesus|deus|o "
    r"texto|paulo) (?:esta )?"
    r"(?:nos )?(?:ensina|diz|quer)\w*|isso (?:significa|quer dizer)|significa que|em (?:primeiro|"
    r"segundo|terceiro) lugar|"
    r"(?:primeira|segunda|terceira|ultima) (?:coisa|licao|verdade|marca)|guarda essa|a grande "
    r"(?:verdade|licao|questao)|"
    r"o evangelho (?:e|nao e)|resumindo|recapitulando|em uma frase|numa frase|portanto|por isso|"
    r"the point is|the truth is|the lesson|here s the|in one sentence|that means|what (?:jesus|god|paul|the text) "
    r"(?:is )?(?:teach|say|want)\w*|(?:first|second|third|last|next) (?:thing|point|truth|lesson|mark)|the gospel is|"
    r"in other words|therefore|which means|bottom line|so remember|let me land)\b"
)
_STATES = re.compile(
    r"\b(?:sao|nao e|nao sao|significa|precis\w+|dev\w+|nunca|sempre|so|quem|quando|todo|toda|nenhum\w*|"
    r"is|are|isn t|does not|doesn t|do not|means|must|should|never|always|whoever|when|every|only|needs?)\b"
)
_SUBJECT = re.compile(
    r"\b(?:deus|jesus|cristo|espirito|graca|fe|amor|evangelho|igreja|senhor|"
    r"god|jesus|christ|spirit|grace|faith|love|gospel|church|lord)\b"
)
_TOLD = re.compile(
    r"\b(?:eu (?:estava|tinha|fui|pensei|lembro|conheci|queria|vi|tenho um|tenho uma|peguei|liguei)|meu "
    r"(?:amigo|filho|pai|avo)|"
    r"minha (?:esposa|avo|mae|filha)|domingo passado|semana passada|ano passado|anos atras|ha uns|ele me|ela me|"
    r"(?:trinta|vinte|quarenta|dez|doze) anos|reais|deixa eu|vou (?:contar|chamar)|"
    r"i (?:was|had|went|thought|remember|met|grew|told|asked|stood|sat|picked|walked|"
    r"called)|my (?:wife|son|daughter|father|"
    r"grandfather|mother|friend)|last (?:week|year|sunday)|years ago|he told me|she told me|let me tell|on thursday|"
    r"on tuesday\w*|dollars)\b"
)
_CONGREGATION = re.compile(
    r"\b(?:bom dia|boa noite|boa tarde|paz do senhor|graca e paz|seja bem vind\w+|sejam bem vind\w+|levanta a mao|"
    r"levante a mao|repet\w+ comigo|diga (?:comigo|para|pro)|fala (?:comigo|pro|pra)|olha pro|fiquem? de pe|"
    r"ficar de pe|pode (?:se )?(?:as)?sentar|fech\w+ os (?:seus )?olhos|abr\w+ (?:a|as) (?:sua |suas )?biblias?|"
    r"vamos (?:orar|ler|cantar|abrir)|oremos|cantina|estacionamento|inscric\w+|avisos?|proximo (?:culto|domingo)|"
    r"vou encerrar|ja estou terminando|pra terminar|o meu nome|muito obrigad\w+|deixa eu (?:te )?(?:dar|contar)|"
    r"dei um titulo|anota\w*|tema d\w+ mensagem|repita|versiculo|capitulo|olha comigo|le comigo|leia comigo|"
    r"good (?:morning|evening)|welcome|raise your hand|say (?:it )?with me|repeat after|stand (?:up|with)|be seated|"
    r"you can be seated|bow your heads?|close your eyes|turn (?:with me )?to|open your bibles?|let s "
    r"(?:pray|read|sing)|"
    r"announcements?|next (?:sunday|week)|thank you|write that down|look at verse|verse|chapter|my name is|"
    r"turn to your neighbor|tell your neighbor|father some of us|in the name of|em (?:teu )?nome)\b"
)
_PRAYS = re.compile(
    r"^(?:senhor|pai|senhor jesus|father|lord|dear god|our father)\b|\b(?:nos te (?:pedimos|"
    r"agradecemos|recebemos|louvamos)|"
    r"we (?:ask|thank|praise) (?:you|it)|teu nome|your name we)\b"
)
_LEANS = re.compile(
    r"^(?:isso|isto|essa|esse|aquilo|aquele|aquela|ela|ele|eles|elas|ai|dai|la|ali|entao ele|entao ela|e ele|e ela|"
    r"that|this|it|he|she|they|those|these|there|then|and he|and she|and it|but he|but she)\b"
)
_LABEL = re.compile(
    r"^(?:(?:e|mas|and|então|so|o|a|the) )?[\w'’-]+(?: (?:movimento|ponto|lição|verdade|point|thing|"
    r"truth|lesson))?:\s+",
    re.IGNORECASE,
)
_ANNOUNCES = re.compile(
    r"^(?:(?:e|mas|entao|and|now|so|but|well),? )*(?:"
    r"[^:]{0,80}\b(?:guarda (?:isso|essa)|guardem (?:isso|essa)|lembra disso|lembrem disso|frase|"
    r"resumo|in one sentence|"
    r"remember this|write this|get this|hear this|dizer uma coisa)\b[^:]{0,60}:\s*|"
    r"(?:a |o |the )?(?:primeir[oa]|segund[oa]|terceir[oa]|quart[oa]|ultim[oa]|first|second|third|"
    r"fourth|last|next|other) "
    r"(?:coisa|licao|verdade|ponto|marca|thing|point|truth|lesson|mark)(?: que (?:eu|voces?|a gente|o "
    r"texto)[^,:]{0,40}?| "
    r"(?:that )?i want[^,:]{0,30}|,[^,:]{3,50},)? (?:e|is)(?: que| that)?[:,]?\s+|"
    r"(?:o ponto|a verdade|a licao|the point|the truth|the lesson|the bottom line)(?: aqui| here)? "
    r"(?:e|is)(?: que| that)?"
    r"[:,]?\s+|"
    r"(?:em (?:primeiro|segundo|terceiro|quarto|ultimo) lugar|first of all|firstly|secondly|thirdly|finally|finalmente|"
    r"recapitulando|resumindo|em resumo|portanto)[,:]?\s+)"
)
_ANNOUNCES_WITHIN = re.compile(
    r"(?<= )(?:(?:a |o |the )?(?:primeir[oa]|segund[oa]|terceir[oa]|quart[oa]|ultim[oa]|"
    r"first|second|third|fourth|last) "
    r"(?:coisa|licao|verdade|ponto|marca|thing|point|truth|lesson|mark)(?: (?:que (?:eu|voces?|a gente|o texto)|"
    r"(?:that )?i)(?: \w+){1,4}?)? (?:e|is)(?: que| that)?|"
    r"(?:o ponto|a verdade|a licao|the point|the truth|the lesson)(?: aqui| here)? (?:e|is)(?: que| that)?)(?= )"
)
_SHORTEST_CLAUSE_WORDS = 6
_GOES_ON = frozenset(
    "e o a os as um uma de do da dos das em no na nos nas que se com por pra para pro mas ou ao quando quem onde como "
    "porque ja nao so sempre nunca tambem qual meu minha seu sua nosso nossa diz disse and the of to in is a an or but "
    "so for with at on that if when where who how why what because than not never always only my your his her our "
    "their says said are was were before after until i he she we they eu sobre sem ate desde cada nem".split()
)
"""Words behind which no clause begins anew."""
_BEGINS_ANEW = re.compile(
    r"(?:mas|entao|agora|porque|talvez|por isso|portanto|irmaos|meus? irmaos?|minha irma|igreja|gente|olha|repara|"
    r"(?:eu|nos|voces?|ele|ela|eles|elas|a gente) (?!mesm)\w+|"
    r"(?:a|o) (?:primeir|segund|terceir|quart|ultim)\w+ (?:coisa|licao|verdade|ponto|marca)|"
    r"(?:isso|isto|essa|esse|aquilo|deus|jesus|cristo) (?:nao |ja |so |nos )?(?:e|foi|quer|faz|fez|pode|esta|vai|muda|"
    r"entra|chama|tem|significa|sabe|precisa)|nest\w semana|(?:a|o) \w+ (?:nao e|e)\b|"
    r"but|so|now|because|church|folks|friends|look at|maybe|and (?:he|she|we|they|i|you|it|god|jesus)|"
    r"(?:i|we|they|he|she|you) (?:ve|re|m|ll|d|can\w*|am|are|is|was|were|have|had|has|will|would|do|don|did|does|know|"
    r"need|never|just|should|must|might|want|think|\w+ed)\b|(?:i|he|she|we|they) \w+|"
    r"(?:it|this|that|there|here) (?:s|is|was|does\w*|will)\b|my (?:\w+ )?\w+ (?:used|said|told|would|was)|"
    r"(?:first|second|third|finally)\b|(?:god|jesus|christ) (?:is|was|does\w*|has|had|wants|will|can|never)|"
    r"(?:the|a) \w+ (?:is|isn|does|doesn|was|are)\b|let s|remember)"
)
_HANGS = re.compile(
    r"(?:(?:e|and|mas|but) )?(?:quando|se|enquanto|embora|which|who|when|if|while|although|que|sobre|de|para|pra|em|"
    r"of|to|on|with)\b"
)
_SUBORDINATES = frozenset("quando se enquanto embora when if while although".split())
_HANGING_WORDS = 9
"""So few words behind "when" or "if" hold no main clause."""
_NARRATES = re.compile(r"\b(?:disse|respondeu|falou|said|asked|um homem|a man|lhe)\b")
_PAUSE_S = 0.6
_BROKEN_PART = 0.35
"""What a piece of speech without marks weighs that begins or ends amid a clause, of one that is whole."""
_NEEDS_VERB_WORDS = 7
_WHOLE_WORDS = 18
"""A longer piece of speech without marks is hardly one sentence."""
_PRAYER_BEGINS = re.compile(
    r"\b(?:vamos orar|oremos|ore comigo|feche? (?:os )?(?:seus )?olhos|curve (?:a )?(?:sua )?cabeca|curvemos|"
    r"let s pray|let us pray|pray with me|bow your heads?|close your eyes)\b"
)
_CLOSING_PLACE = 0.8
_VERB = re.compile(
    # The commonest forms: enough to tell "nome, mesa e casa" from a sentence.
    r"\b(?:sao|era|eram|foi|foram|tem|tinha|ha|esta|estao|estava|faz|fez|vai|vem|veio|da|deu|diz|quer|pode|deve|sabe|"
    r"ama|amou|salva|salvou|cura|chama|chamou|muda|mudou|entra|entrou|senta|sentou|procura|leva|levou|vence|venceu|"
    r"perdoa|perdoou|ouve|ouviu|fala|falou|cuida|espera|esperou|cumpre|cumpriu|abre|abriu|fecha|nasce|"
    r"nasceu|morre|morreu|"
    r"vive|viveu|cresce|precisa|basta|traz|trouxe|anda|corre|desce|sobe|fica|ficou|serve|serviu|"
    r"\w{2,}(?:ando|endo|indo|"
    r"aram|eram|iram|amos|emos|imos|avam)|is|are|was|were|am|s|re|has|have|had|do|does|did|can|will|"
    r"must|should|need|needs|"
    r"makes?|made|takes?|took|gives?|gave|grows?|grew|comes?|came|goes|went|knows?|knew|sees?|saw|"
    r"loves?|loved|saves?|saved|"
    r"heals?|calls?|called|waits?|keeps?|kept|brings?|brought|wins?|won|lives?|died|dies|rose|works?|"
    r"means?|matters|hears?|"
    r"\w{3,}ed)\b"
)
_PAST = re.compile(r"\b(?:\w{3,}avam?|era|eram|tinham?|estavam?|was|were|had|walked|went)\b")
_SPEECH = re.compile(r"\b(?:disse|diz|dizia|fala|falou|said|says)[^:,]{0,20}[:,] ", re.IGNORECASE)
_CLITICS = frozenset("te me se lhe nos vos que de do da dos das of to than".split())
_OPENERS = frozenset("e o a os as um uma de do da dos das em no na que se the and of an or but que é is mas".split())
_NO_WORD = re.compile(r"[^\w]+")


@dataclass(slots=True)
class Candidate:
    """A sentence that may be a point.

    Attributes:
        text: As it was said.
        terms: What it is about.
        sentence: Where it stands.
        place: 0 to 1, in the sermon.
        weight: How much of a point it is; comparable within one sermon alone.
        rule: What makes a point of it most.
    """

    text: str
    terms: tuple[str, ...]
    sentence: Sentence
    place: float
    weight: float
    rule: str


def choose_key_points(ranked: Sequence[Candidate], word_count: int) -> list[KeyPoint]:
    """Choose the points of a sermon.

    Args:
        ranked: Its sentences, of `rank_sentences`.
        word_count: Of the sermon: a longer one has more points.

    Returns:
        Three to seven in the order in which they are said, fewer for a text that is too short; cleaned of fillers.
    """
    wanted = min(MIN_POINTS + round(word_count / WORDS_A_POINT), MAX_POINTS)
    points = []
    for one in sorted(spread(ranked, wanted), key=lambda candidate: candidate.sentence.start):
        text = point_text(one.text)
        if text:
            points.append(KeyPoint(text, one.sentence.segment, one.sentence.start, one.rule))
    return points


def point_text(said: str) -> str:
    """A point without what announces it: "The second thing is that waiting takes no shortcuts" says "
    "no more than that."""
    words = said.split()
    half = len(words) // 2
    if half >= _REPEATED_MIN and _plain(" ".join(words[:half])) == _plain(" ".join(words[half:])):
        words = words[:half]
    text = " ".join(words)
    colon = _LABEL.match(text) or _ANNOUNCES.match(fold_text(text))
    if colon is not None and len(text[colon.end() :].split()) >= 4:
        text = text[colon.end() :]
    return fit_to_read(text)


def rank_sentences(
    sentences: Sequence[Sentence],
    readings: Sequence[Reading],
    citations: Sequence[Citation],
    *,
    title: str = "",
) -> list[Candidate]:
    """Weigh every sentence that may be a point, the weightiest first.

    Args:
        sentences: The sermon.
        readings: What is read from Scripture in it.
        citations: What is quoted in it.
        title: A sentence that takes up its words weighs more.
    """
    has_marks = is_punctuated(sentences)
    others = [_plain(text) for text in (*(one.text for one in readings), *(one.text for one in citations))]
    own = _own_sentences(sentences, readings, others)
    if not has_marks:
        sentences = _clauses(sentences, own) if own else []
        own = [i for i, one in enumerate(sentences) if not any(_plain(one.text) in other for other in others)]
    terms = {index: tuple(content_terms(sentences[index].text)) for index in own}
    central = _centrality(terms)
    said_again = _said_again(sentences, own, others)
    in_title = content_terms(title)
    total = max(len(sentences) - 1, 1)
    candidates = []
    for index in own:
        sentence = sentences[index]
        again = said_again.get(index)
        text = sentence.text
        is_broken = False
        if not has_marks:
            text, is_broken = _whole(sentences, index) if again is None else (again.text, False)
        weight, rule = _weight(text, central.get(index, 0.0), again, index / total, has_marks=has_marks)
        weight *= _BROKEN_PART if is_broken else 1.0
        if weight > 0:
            its_terms = tuple(content_terms(text))
            weight += 0.25 * shared_part(its_terms, in_title)
            candidates.append(Candidate(text, its_terms, sentence, index / total, weight, rule))
    return sorted(candidates, key=lambda one: (-one.weight, one.sentence.start))


def spread(candidates: Sequence[Candidate], wanted: int) -> list[Candidate]:
    """Choose the weightiest so that none says the same as another and every part of the sermon has its turn."""
    chosen: list[Candidate] = []
    per_part = Counter[int]()
    while len(chosen) < wanted:
        best: tuple[float, Candidate] | None = None
        for one in candidates:
            if any(one is other for other in chosen):
                continue
            likeness = max((shared_part(one.terms, other.terms) for other in chosen), default=0.0)
            near = max((1 - abs(one.place - other.place) * wanted for other in chosen), default=0.0)
            if likeness >= SAME_PART or near > 0.9:
                continue
            weight = one.weight * (1 - 0.6 * likeness) * (1 - 0.45 * max(near, 0.0))
            weight *= 0.8 ** per_part[min(int(one.place * wanted), wanted - 1)]
            if best is None or weight > best[0]:
                best = weight, one
        if best is None:
            break
        chosen.append(best[1])
        per_part[min(int(best[1].place * wanted), wanted - 1)] += 1
    return chosen


def closing_prayer(sentences: Sequence[Sentence]) -> int:
    """The index of the sentence with which the closing prayer begins; how many there are where there is none."""
    for index in range(int(_CLOSING_PLACE * len(sentences)), len(sentences)):
        if _PRAYER_BEGINS.search(_plain(sentences[index].text)):
            return index
    return len(sentences)


def _own_sentences(sentences: Sequence[Sentence], readings: Sequence[Reading], others: Sequence[str]) -> list[int]:
    """The sentences that are the preacher's own, not read and not quoted; `others` are the plain words of others."""
    read = {index for reading in readings for index in range(reading.first, reading.last + 1)}
    own = []
    # What is said from the closing prayer on is said to God.
    for index, sentence in enumerate(sentences[: closing_prayer(sentences)]):
        plain = _plain(sentence.text)
        if index not in read and not any(plain in other or other in plain for other in others):
            own.append(index)
    return own


def _centrality(terms: dict[int, tuple[str, ...]]) -> dict[int, float]:
    """How central each sentence is, 0 to 1: a walk from sentence to sentence along the terms they share."""
    with_term: dict[str, list[int]] = defaultdict(list)
    for index, its_terms in terms.items():
        for term in set(its_terms):
            with_term[term].append(index)
    most = max(len(terms) // 4, 3)
    links: dict[int, dict[int, float]] = {index: {} for index in terms}
    for indexes in with_term.values():
        if 1 < len(indexes) <= most or len(terms) < 12:
            for index in indexes:
                for other in indexes:
                    if index != other:
                        links[index][other] = links[index].get(other, 0.0) + 1.0
    sizes = {index: len(set(its_terms)) or 1 for index, its_terms in terms.items()}
    for index, others in links.items():
        for other in others:
            others[other] /= (1 + sizes[index]) ** 0.5 * (1 + sizes[other]) ** 0.5
    out = {index: sum(others.values()) for index, others in links.items()}
    rank = dict.fromkeys(terms, 1.0)
    for _ in range(_STEPS):
        rank = {
            index: (1 - _DAMPING)
            + _DAMPING * sum(rank[other] * weight / out[other] for other, weight in others.items() if out[other])
            for index, others in links.items()
        }
    top = max(rank.values(), default=1.0)
    return {index: value / top for index, value in rank.items()}


@dataclass(frozen=True, slots=True)
class _Word:
    """A word of unmarked speech: as it was said, folded, the sentence it stands in, and its seconds."""

    text: str
    folded: str
    sentence: int
    start: float
    end: float


@dataclass(frozen=True, slots=True)
class _Again:
    """Words that are said more than once."""

    text: str
    times: int
    is_far: bool
    """Also in another part of the sermon, and not only for emphasis right after."""


def _said_again(sentences: Sequence[Sentence], own: Sequence[int], others: Sequence[str]) -> dict[int, _Again]:
    """The longest run of words of each sentence that is said again somewhere, where it says something by itself."""
    words: list[str] = []
    shown: list[str] = []
    home: list[int] = []
    for index in own:
        for word in sentences[index].text.split():
            words.append(_plain(word))
            shown.append(word)
            home.append(index)
    found: dict[int, _Again] = {}
    taken = bytearray(len(words))
    for length in range(_REPEATED_MAX, _REPEATED_MIN - 1, -1):
        places: dict[tuple[str, ...], list[int]] = defaultdict(list)
        for at in range(len(words) - length + 1):
            places[tuple(words[at : at + length])].append(at)
        for run, at_places in places.items():
            if len(at_places) < 2 or at_places[1] - at_places[0] < length:
                continue
            # Asked first: where much is said again, most runs are parts of longer ones.
            if any(taken[at] and taken[at + length - 1] for at in at_places):
                continue
            kept = _without_round(run)
            text = " ".join(shown[at_places[0] : at_places[0] + kept])
            if kept < _REPEATED_MIN or len(set(content_terms(text))) < (3 if kept == _REPEATED_MIN else 2):
                continue
            said = " ".join(run)
            if any(said in other for other in others):
                continue
            if run[0] in _CLITICS or run[kept - 1] in _OPENERS:
                continue
            is_far = home[at_places[-1]] - home[at_places[0]] > 3
            for at in at_places:
                taken[at : at + length] = b"\x01" * length
                found.setdefault(home[at], _Again(text, len(at_places), is_far))
    return found


def _clauses(sentences: Sequence[Sentence], own: Sequence[int]) -> list[Sentence]:
    """The preacher's own words of unmarked speech, cut where somebody begins anew.

    The sentences were cut to be of the length of spoken ones, often amid one. Here a cut stands only where the word
    before it can end a clause.
    """
    words: list[_Word] = []
    for index in own:
        sentence = sentences[index]
        length = max(len(sentence.text), 1)
        for match in re.finditer(r"\S+", sentence.text):
            at_s, until_s = (
                sentence.start + (sentence.end - sentence.start) * place / length for place in match.span()
            )
            words.append(_Word(match[0], _plain(match[0]), index, at_s, until_s))
    cuts = [0]
    for place in range(1, len(words)):
        before, word = words[place - 1], words[place]
        count = place - cuts[-1]
        is_apart = word.sentence - before.sentence > 1
        ahead = " ".join(one.folded for one in words[place : place + 5])
        opening = {one.folded for one in words[cuts[-1] : cuts[-1] + 2]}
        is_hanging = not opening.isdisjoint(_SUBORDINATES) and count <= _HANGING_WORDS
        is_pause = word.start - before.end >= _PAUSE_S
        is_whole = before.folded not in _GOES_ON and not is_hanging
        is_anew = is_whole and count >= _SHORTEST_CLAUSE_WORDS and _BEGINS_ANEW.match(ahead) is not None
        is_long = is_whole and count >= _WHOLE_WORDS and word.sentence != before.sentence
        if is_apart or (is_pause and not is_hanging) or is_anew or is_long:
            cuts.append(place)
    clauses = []
    for first, end in pairwise([*cuts, len(words)]):
        said = words[first:end]
        text = " ".join(word.text for word in said)
        clauses.append(Sentence(text, said[0].start, said[-1].end, sentences[said[0].sentence].segment))
    return clauses


def _whole(sentences: Sequence[Sentence], index: int) -> tuple[str, bool]:
    """A piece of unmarked speech from where something begins in it, and whether it begins or ends amid a clause."""
    text = sentences[index].text
    kept = without_dangling(text)
    is_cut_off = kept != " ".join(text.split())
    announced = _ANNOUNCES_WITHIN.search(fold_text(kept))
    if announced is not None and len(kept[announced.end() :].split()) >= MIN_WORDS:
        return kept[announced.start() :], False
    before = sentences[index - 1].text if index else ""
    is_amid = bool(before) and without_dangling(before) != " ".join(before.split())
    return kept, is_amid or is_cut_off


def _without_round(run: Sequence[str]) -> int:
    """The length of a run that begins anew at its end, without that: words that are said twice in a row."""
    for back in range(1, len(run) // 2 + 1):
        if run[-back:] == run[:back]:
            return len(run) - back
    return len(run)


def _weight(text: str, central: float, again: _Again | None, place: float, *, has_marks: bool) -> tuple[float, str]:
    """How much of a point a sentence is, and what makes it one most; 0 for what is none."""
    plain = _plain(text)
    count = len(plain.split())
    terms = set(content_terms(text))
    is_short_but_said_again = again is not None and count >= _REPEATED_MIN
    if not (MIN_WORDS <= count <= MAX_WORDS or is_short_but_said_again) or len(terms) < 2:
        return 0.0, ""
    if text.rstrip("\"”' ").endswith("?") or _CONGREGATION.search(plain) or _PRAYS.search(plain):
        return 0.0, ""
    reasons = {"central": central}
    if again is not None:
        part = min(max(len(again.text.split()) / count, 0.5), 1.0)
        reasons["said-again"] = part * (0.45 + 0.15 * min(again.times, 4)) + (0.25 if again.is_far else 0.0)
    if _ANNOUNCED.search(plain):
        reasons["announced"] = 0.4
    is_said_to_be = "é" in text.lower().split()  # Folded, it is the "e" between two nouns.
    shown = point_text(text)
    if len(shown.split()) < _NEEDS_VERB_WORDS and not (is_said_to_be or _VERB.search(_plain(shown))):
        return 0.0, ""
    weight = sum(reasons.values())
    weight += 0.2 if is_said_to_be or _STATES.search(plain) else 0.0
    weight += 0.15 if _SUBJECT.search(plain) else 0.0
    weight += 0.15 if place > 0.85 or 0.03 < place < 0.15 else 0.0
    if _TOLD.search(plain):
        weight *= 0.45
    if _PAST.search(plain) and not is_said_to_be:
        weight *= 0.75
    if _SPEECH.search(text):
        weight *= 0.5
    if _LEANS.match(plain):
        weight *= 0.7
    if count < 8 or count > 28:
        weight *= 0.8
    if place < 0.03 or place > 0.97:
        weight *= 0.5
    if not has_marks and again is None:
        weight *= 0.75 if count <= _WHOLE_WORDS else 0.5
        weight *= 0.0 if _HANGS.match(_plain(shown)) and count <= _HANGING_WORDS else 1.0
        weight *= 0.6 if not is_said_to_be and _NARRATES.search(plain) else 1.0
    return weight, next(rule for rule in ("said-again", "announced", "central") if rule in reasons)


def _plain(text: str) -> str:
    return " ".join(_NO_WORD.sub(" ", fold_text(text)).split())
