"""The page in a real browser, on a real server with a real worker: from a dropped file to a summary."""

import re
from collections.abc import Callable
from itertools import product
from pathlib import Path
from typing import Literal

import pytest
from playwright.sync_api import Page, expect
from tests.flow.conftest import Watched
from tests.installation import PATIENCE_S, Installation, installed

SERMONS = Path(__file__).parents[1] / "data" / "sermons"
ZAQUEU = SERMONS / "zaqueu.vtt"
AXE = Path(__file__).parents[2] / "frontend" / "node_modules" / "axe-core" / "axe.min.js"
WAITING = SERMONS / "waiting.vtt"

OpenPage = Callable[..., Watched]

# Notes, from within the page, every state and percentage that the line of each sermon ever shows.
_WATCH = """() => {
  window.isTheSamePage = true;
  window.seen = {};
  const note = () => {
    for (const line of document.querySelectorAll("li.video")) {
      const seen = (window.seen[line.dataset.video] ??= { states: [], percents: [] });
      const state = line.querySelector("[data-status]").dataset.status;
      if (seen.states.at(-1) !== state) seen.states.push(state);
      const bar = line.querySelector("progress");
      if (bar !== null && seen.percents.at(-1) !== bar.value) seen.percents.push(bar.value);
    }
  };
  new MutationObserver(note).observe(document.body, { subtree: true, childList: true, attributes: true });
}"""


@pytest.fixture(autouse=True)
def _patience() -> None:
    expect.set_options(timeout=PATIENCE_S * 1000)


def _send(page: Page, *files: Path) -> None:
    page.locator("input[type=file]").set_input_files(files)


def test_a_dropped_file_becomes_a_summary_before_the_eyes_of_all_though_the_server_is_killed_in_between(
    installation: Installation, open_page: OpenPage
) -> None:
    installation.start("--no-worker")
    mine, other = open_page(installation.address), open_page(f"{installation.address}/", locale="en-US")
    page = mine.page
    expect(page.get_by_text("Ainda não há sermões aqui.")).to_be_visible()
    expect(other.page.get_by_text("There are no sermons here yet.")).to_be_visible()
    for watched in (mine, other):
        watched.page.evaluate(_WATCH)

    # It waits for a worker, and both see it.
    _send(page, ZAQUEU)
    for watched in (mine, other):
        expect(watched.page.locator("li.video [data-status=QUEUED]")).to_have_count(1)

    # The power fails.
    installation.kill()
    expect(page.get_by_text("Sem contato com o servidor.")).to_be_visible()
    expect(other.page.get_by_text("The server cannot be reached.")).to_be_visible()

    # It is back, this time with a worker.
    installation.start()
    for watched in (mine, other):
        expect(watched.page.locator("li.video [data-status=PROCESSED]")).to_have_count(1)
        expect(watched.page.locator(".banner-lost")).to_have_count(0)

    # Another one is watched from the first step to the last, by who sent it and by who did not.
    _send(page, WAITING)
    for watched in (mine, other):
        expect(watched.page.locator("li.video [data-status=PROCESSED]")).to_have_count(2)
        assert watched.page.evaluate("window.isTheSamePage") is True
        seen = watched.page.evaluate("window.seen")["2"]
        assert seen["states"][-2:] == ["PROCESSING", "PROCESSED"]
        assert len(seen["percents"]) > 1
        assert seen["percents"] == sorted(seen["percents"])

    # What was preached can be read, and leads to its second.
    page.locator("li.video[data-video='1'] h3 a").click()
    expect(page.get_by_role("heading", name="Passagens")).to_be_visible()
    expect(page.locator(".passage-name").filter(has_text="Lucas 19:1-10")).to_be_visible()
    expect(page.get_by_role("heading", name="Pontos principais")).to_be_visible()
    page.locator(".passage", has_text="Lucas 19:1-10").locator("a.time").click()
    expect(page.locator(".transcript .active")).to_be_in_viewport()
    expect(page).to_have_url(re.compile(r"\?t=\d+$"))

    for watched in (mine, other):
        assert watched.complaints == []
        assert watched.hosts == {"127.0.0.1"}
        assert watched.lost_connections > 0


def test_a_server_and_a_worker_that_are_killed_at_work_finish_it_after_the_next_start(
    installation: Installation, open_page: OpenPage
) -> None:
    installation.start()
    watched = open_page(installation.address)
    watched.page.evaluate(_WATCH)

    _send(watched.page, ZAQUEU, WAITING)
    expect(watched.page.locator("li.video")).to_have_count(2)
    installation.kill()
    installation.start()

    expect(watched.page.locator("li.video [data-status=PROCESSED]")).to_have_count(2)
    assert watched.page.evaluate("window.isTheSamePage") is True
    assert watched.complaints == []


def test_each_of_many_files_has_a_fate_of_its_own(
    installation: Installation, open_page: OpenPage, tmp_path: Path
) -> None:
    installation.start()
    watched = open_page(installation.address)
    page = watched.page

    empty, letter = tmp_path / "vazio.vtt", tmp_path / "carta.pdf"
    empty.touch()
    letter.write_bytes(b"%PDF-1.7\n" + bytes(200))
    _send(page, ZAQUEU, WAITING, empty, letter)

    expect(page.locator(".upload-sent")).to_have_count(2)
    expect(page.locator(".upload-failed", has_text="vazio.vtt")).to_contain_text("O arquivo está vazio.")
    expect(page.locator(".upload-failed", has_text="carta.pdf")).to_be_visible()
    expect(page.locator("li.video [data-status=PROCESSED]")).to_have_count(2)

    # The same again is no second sermon.
    _send(page, ZAQUEU)
    expect(page.locator(".upload-known")).to_contain_text("Este já estava aqui.")
    page.reload()
    expect(page.locator("li.video")).to_have_count(2)
    # The browser itself tells of the answers 415 and 422.
    assert [one for one in watched.complaints if "Failed to load resource" not in one] == []


def test_an_address_that_is_no_video_is_refused_in_plain_words(installation: Installation, open_page: OpenPage) -> None:
    installation.start("--no-worker")
    page = open_page(installation.address).page

    page.get_by_label("Endereço de um vídeo do YouTube").fill("https://example.org/culto")
    page.get_by_role("button", name="Enviar").click()

    expect(page.get_by_role("alert")).to_contain_text("Este não é o endereço de um vídeo do YouTube")


def test_a_sermon_is_searched_corrected_and_deleted(installation: Installation, open_page: OpenPage) -> None:
    installation.start()
    watched = open_page(installation.address)
    page = watched.page
    _send(page, ZAQUEU)
    page.locator("li.video", has=page.locator("[data-status=PROCESSED]")).locator("h3 a").click()

    # Find in the transcript, whatever its accents.
    box = page.get_by_label("Procurar na transcrição")
    box.fill("arvore")
    expect(page.locator(".find-count")).to_have_text(re.compile(r"^1 de \d+$"))
    expect(page.locator("mark.current").first).to_be_in_viewport()
    box.press("Enter")
    expect(page.locator(".find-count")).to_have_text(re.compile(r"^2 de \d+$"))
    box.press("Shift+Enter")
    expect(page.locator(".find-count")).to_have_text(re.compile(r"^1 de \d+$"))

    # Correct it.
    page.get_by_role("button", name="Editar").click()
    page.get_by_label("Título").fill("A casa de Zaqueu")
    page.get_by_label("Data do culto").fill("2026-03-15")
    page.get_by_role("button", name="Salvar").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("A casa de Zaqueu")
    page.get_by_role("button", name="Corrigir temas e passagens").click()
    page.get_by_label("Novo tema").fill("reconciliação")
    page.get_by_role("button", name="Acrescentar tema").click()
    page.get_by_label("Livro").select_option(label="Salmos")
    page.get_by_label("Capítulo").fill("23")
    page.get_by_role("button", name="Acrescentar passagem").click()
    page.get_by_role("button", name="Salvar").click()
    expect(page.locator(".passage", has_text="Salmos 23")).to_contain_text("corrigida")
    expect(page.locator(".themes")).to_contain_text("reconciliação")

    # It is found by its new name, in its month; and not by others.
    page.get_by_role("link", name="← Sermões").click()
    expect(page.get_by_role("heading", name="Março de 2026")).to_be_visible()
    page.get_by_text("Filtrar").click()
    page.get_by_label("Passagem").fill("Salmos 23")
    page.get_by_role("button", name="Aplicar").click()
    expect(page.locator("li.video")).to_have_count(1)
    page.get_by_label("Título").fill("nenhum assim")
    page.get_by_role("button", name="Aplicar").click()
    expect(page.get_by_text("Nenhum sermão corresponde a estes filtros.")).to_be_visible()
    page.locator("main").get_by_role("link", name="Limpar filtros").click()

    # Delete it, after a question.
    page.get_by_role("link", name="A casa de Zaqueu").click()
    page.get_by_role("button", name="Excluir", exact=True).click()
    page.get_by_role("dialog").get_by_role("button", name="Cancelar").click()
    page.get_by_role("button", name="Excluir", exact=True).click()
    page.get_by_role("button", name="Excluir de vez").click()
    expect(page.get_by_text("Ainda não há sermões aqui.")).to_be_visible()
    assert watched.complaints == []


def test_what_was_said_is_found_and_asked_for(installation: Installation, open_page: OpenPage) -> None:
    installation.start()
    watched = open_page(installation.address)
    page = watched.page
    _send(page, ZAQUEU)
    expect(page.locator("li.video [data-status=PROCESSED]")).to_have_count(1)

    # Found without its accent; the hit leads to its second.
    page.get_by_role("link", name="Busca").click()
    page.get_by_label("O que foi dito").fill("arvore")
    page.get_by_role("button", name="Buscar").click()
    expect(page.locator(".hit mark").first).to_have_text(re.compile("^árvores?$", re.IGNORECASE))
    page.locator(".hit a.time").first.click()
    expect(page.locator(".transcript .active")).to_be_in_viewport()

    # Asked for; the answer leads there too, and is still there after a reload.
    page.get_by_role("link", name="Perguntas").click()
    page.get_by_label("Sua pergunta").fill("O que foi dito sobre o arrependimento?")
    page.keyboard.press("Enter")
    answer = page.locator(".message").nth(1)
    expect(answer).to_contain_text("arrependimento")
    page.reload()
    expect(answer).to_contain_text("arrependimento")
    answer.locator("a.time").first.click()
    expect(page.locator(".transcript .active")).to_be_in_viewport()

    page.get_by_role("link", name="Perguntas").click()
    page.get_by_role("button", name="Apagar a conversa").click()
    expect(page.locator(".message")).to_have_count(0)
    assert watched.complaints == []


def test_whoever_knows_the_password_comes_in(tmp_path: Path, open_page: OpenPage) -> None:
    with installed(tmp_path / "data", CULTO_PASSWORD="na casa de Zaqueu") as installation:
        installation.start("--no-worker")
        watched = open_page(f"{installation.address}/channels")
        page = watched.page

        page.get_by_label("Senha", exact=True).fill("não sei")
        page.get_by_role("button", name="Entrar").click()
        expect(page.get_by_role("alert")).to_contain_text("Esta não é a senha")
        page.get_by_label("Senha", exact=True).fill("na casa de Zaqueu")
        page.get_by_role("button", name="Entrar").click()
        expect(page.get_by_role("heading", name="Canais", exact=True)).to_be_visible()

        # One stays in over a reload, and a write is not taken for a forged one.
        page.reload()
        page.get_by_label("Nome").fill("Igreja da Esquina")
        page.get_by_label("Endereço do canal no YouTube (opcional)").fill("https://www.youtube.com/@igreja")
        page.get_by_role("button", name="Criar canal").click()
        expect(page.get_by_role("heading", level=1)).to_have_text("Igreja da Esquina")
        expect(page.get_by_text("Na fila.")).to_be_visible()

        page.get_by_role("button", name="Sair").click()
        expect(page.get_by_label("Senha", exact=True)).to_be_visible()
        # The browser itself tells of each 401.
        assert [one for one in watched.complaints if "401" not in one] == []


def test_the_language_is_the_browsers_until_another_is_chosen(installation: Installation, open_page: OpenPage) -> None:
    installation.start("--no-worker")
    page = open_page(installation.address, locale="en-GB").page
    expect(page.get_by_role("heading", name="Sermons", exact=True)).to_be_visible()

    page.get_by_role("button", name="Português").click()
    expect(page.get_by_role("heading", name="Sermões", exact=True)).to_be_visible()
    page.reload()

    expect(page.get_by_role("heading", name="Sermões", exact=True)).to_be_visible()
    assert page.evaluate("document.documentElement.lang") == "pt-BR"


PATHS = ("/", "/?status=FAILED", "/videos/1?t=700", "/search?q=casa", "/chat", "/channels", "/nowhere")


def test_nothing_is_wider_than_the_window(installation: Installation, open_page: OpenPage) -> None:
    installation.start()
    page = open_page(installation.address).page
    _send(page, ZAQUEU)
    expect(page.locator("li.video [data-status=PROCESSED]")).to_have_count(1)

    for path in PATHS:
        page.goto(installation.address + path)
        expect(page.locator("main h1, main h2").first).to_be_visible()
        for width in (320, 390, 800, 1280):
            page.set_viewport_size({"width": width, "height": 800})
            overhang = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
            assert overhang <= 0, f"{path} at {width}"


@pytest.mark.skipif(not AXE.exists(), reason="npm --prefix frontend ci installs axe-core")
def test_no_page_has_a_barrier_that_axe_knows(installation: Installation, open_page: OpenPage) -> None:
    installation.start()
    # The page's own policy would not let a test bring its script.
    page = open_page(installation.address, bypass_csp=True).page
    _send(page, ZAQUEU)
    expect(page.locator("li.video [data-status=PROCESSED]")).to_have_count(1)

    schemes: tuple[Literal["light", "dark"], ...] = ("light", "dark")
    for path, scheme in product(PATHS, schemes):
        page.emulate_media(color_scheme=scheme)
        page.goto(installation.address + path)
        expect(page.locator("main h1, main h2").first).to_be_visible()
        page.add_script_tag(path=AXE)
        barriers = page.evaluate("axe.run(document).then((found) => found.violations.map((one) => one.id))")
        assert barriers == [], f"{path}, {scheme}"
