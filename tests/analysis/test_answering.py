"""The choice of the stretch that answers."""

from itertools import pairwise

from cultotranscript.analysis.answering import ENOUGH, SpokenIn, Wanted, find_answers, stretch_from


def _sermon(sentences: str, video_id: int = 1, named: str = "") -> SpokenIn:
    starts: list[int] = []
    positions: dict[str, list[int]] = {}
    length = 0
    for sentence in sentences.split("."):
        starts.append(length)
        for word in sentence.split():
            positions.setdefault(word, []).append(length)
            length += 1
    return SpokenIn(video_id, starts, length, positions, frozenset(named.split()))


def _wanted(*terms: str) -> list[Wanted]:
    return [Wanted({term: 1.0}, 2.0) for term in terms]


_FILLER = ". ".join(["e assim se fez naquele dia em que todos estavam juntos na praça da cidade antiga"] * 4)


def test_the_stretch_that_holds_all_of_a_question_covers_it() -> None:
    sermon = _sermon(f"{_FILLER}. zaqueu subiu na arvore. {_FILLER}")

    (best, *_) = find_answers(_wanted("zaqueu", "arvore"), [sermon], limit=3)

    assert (best.first, best.coverage) == (4, 1.0)


def test_what_is_nowhere_keeps_a_question_from_being_answered() -> None:
    sermon = _sermon(f"zaqueu desceu. {_FILLER}")

    (best,) = find_answers(_wanted("zaqueu", "cavalo"), [sermon], limit=3)

    assert best.coverage == 0.5 < ENOUGH


def test_the_name_of_a_sermon_counts_for_all_of_it() -> None:
    plain = _sermon("desceu da arvore", video_id=1)
    named = _sermon("desceu da arvore", video_id=2, named="zaqueu")

    answers = find_answers(_wanted("zaqueu", "arvore"), [plain, named], limit=3)

    assert [(answer.video_id, answer.coverage) for answer in answers] == [(2, 1.0), (1, 0.5)]


def test_what_a_sermon_keeps_speaking_of_counts_in_part() -> None:
    sermon = _sermon("beto chegou. " * 4 + f"{_FILLER}. deram frango")

    answers = find_answers(_wanted("beto", "frango"), [sermon], limit=5)

    assert next(answer.coverage for answer in answers if answer.first == 8) == 0.75


def test_answers_do_not_overlap() -> None:
    sermon = _sermon(". ".join(["graça sobre graça"] * 30))

    answers = find_answers(_wanted("graça"), [sermon], limit=3)

    assert len(answers) == 3
    spans = sorted((answer.first, answer.last) for answer in answers)
    assert all(one[1] < another[0] for one, another in pairwise(spans))


def test_what_has_no_share_chooses_and_is_not_asked_for() -> None:
    wanted = [Wanted({"zaqueu": 1.0}, 2.0), Wanted({"nome": 1.0}, 2.0, share=0.0, pull=0.3)]
    sermon = _sermon(f"zaqueu subiu. {_FILLER}. o nome zaqueu")

    (best, *_) = find_answers(wanted, [sermon], limit=3)

    assert (best.first, best.coverage) == (5, 1.0)
    assert find_answers([Wanted({"nome": 1.0}, 2.0, share=0.0)], [sermon], limit=3) == []


def test_a_stretch_never_cuts_a_sentence() -> None:
    assert stretch_from([0, 10, 20, 60], 70, 0) == 2
    assert stretch_from([0, 100], 110, 0) == 0
    assert stretch_from([0, 1, 2, 3, 4, 5, 6], 7, 0) == 4
    assert stretch_from([0], 3, 0) == 0
