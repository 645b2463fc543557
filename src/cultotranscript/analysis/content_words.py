"""The words of a sentence that say what it is about: its terms, without those that every sentence has."""

from collections.abc import Sequence
from functools import lru_cache

from cultotranscript.analysis.search_terms import tokenise

_STOP_WORDS = frozenset(
    # Portuguese: articles, prepositions, pronouns, auxiliaries, and the small change of spoken sermons. Folded.
    "a o as os um uma uns umas de do da dos das em no na nos nas num numa ao aos por pelo pela pelos pelas para pra "
    "pro pras pros com sem sob sobre ate desde entre que e ou mas nem se como quando onde quem qual quais cujo cuja "
    "porque pois entao tambem so ja ainda muito muita muitos muitas mais menos tao tanto quanto todo toda todos "
    "todas tudo nada algo alguem ninguem cada outro outra outros outras mesmo mesma mesmos mesmas proprio propria "
    "eu tu ele ela eles elas vos voce voces gente me te lhe lhes meu minha meus minhas teu tua teus tuas seu sua "
    "seus suas nosso nossa nossos nossas dele dela deles delas este esta estes estas esse essa esses essas isto "
    "isso aquilo aquele aquela aqueles aquelas aqui ali la ai agora hoje depois antes sempre nunca sim nao ser sou "
    "somos sao era eram foi foram fosse seja sejam sera seria estar estou estamos estao estava estavam esteja "
    "estive esteve tem tenho temos tinha tinham ter teve tiver tenha ha havia houve vai vou vamos vao ir ia fui faz "
    "fazer fez faca fazendo fazia disse dizer diz dizia dizendo fala falar falou falando dito quer querer quero "
    "queria pode poder podia posso podem deve dever ver vejo veja ve viu vem vir veio venha sabe saber sei sabia "
    "dar deu dou fica ficar ficou coisa coisas vez vezes dia dias assim bem bom boa ca ne ta to tava pessoal irmao "
    "irmaos irma irmas amado amados amem aleluia gloria deus senhor jesus cristo olha olhe repita repete escuta "
    "preste versiculo versiculos capitulo primeiro primeira segundo segunda terceiro terceira dois duas tres pessoa "
    "pessoas algum alguma alguns algumas verdade hein ora apenas talvez acho acha achar porem contudo enquanto "
    "atraves dentro fora cima baixo lado parte ponto jeito forma conta texto palavra biblia "
    # English.
    "the an and or but nor so if then than that this these those there here of to in on at by for from with without "
    "into onto upon over under about as is am are was were be been being do does did done doing have has had having "
    "will would shall should can could may might must i you he she it we they me him her us them my your his its "
    "our their mine yours ours who whom whose which what when where why how all any both each few more most other "
    "some such no not only own same too very just now also ever never always again once up down out off go goes "
    "going went gone get gets got gotten say says said saying tell told thing things way lot one two three first "
    "second third don t s re ve ll m d isn aren wasn weren doesn didn won wouldn couldn shouldn because while until "
    "though although yes well okay right really like kind sort know think want look see come came make made take "
    "let lets god lord jesus christ amen church everybody somebody anybody people folks brother brothers sister "
    "sisters verse verses chapter text word bible something nothing everything someone anyone".split()
)


def content_terms(text: str) -> list[str]:
    """The terms of a text that say what it is about, in order, each as often as it is said."""
    return list(_terms(text))


def shared_part(one: Sequence[str], other: Sequence[str]) -> float:
    """How much two lists of terms have in common, 0 to 1: the part of the shorter one that stands in the other."""
    first, second = set(one), set(other)
    if not first or not second:
        return 0.0
    return len(first & second) / min(len(first), len(second))


@lru_cache(maxsize=20_000)
def _terms(text: str) -> tuple[str, ...]:
    # The same sentences are asked for by every part of the analysis.
    return tuple(
        token.term
        for token in tokenise(text)
        if token.word not in _STOP_WORDS and len(token.word) > 2 and not token.word.isdigit()
    )
