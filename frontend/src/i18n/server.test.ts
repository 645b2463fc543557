import { describe, expect, it } from "vitest";
import { en } from "./en";
import { pt } from "./pt";
import { failureSentence, progressSentence } from "./server";

describe("progressSentence", () => {
  it.each([
    ["Reading what was said.", "Lendo o que foi dito."],
    ["Listening and writing down what is said.", "Ouvindo e escrevendo o que é dito."],
    [
      "Listening and writing down what is said: about 12 minutes left.",
      "Ouvindo e escrevendo o que é dito: faltam cerca de 12 min.",
    ],
    [
      "YouTube could not be reached. Check this server's network; it is tried again. It is tried again in 5 minutes.",
      "O YouTube não pôde ser alcançado. Confira a rede deste servidor. Nova tentativa em 5 minutos.",
    ],
    ["Nobody knows why. It is tried again in 12 seconds.", "Ainda não deu certo. Nova tentativa em 12 segundos."],
    ["Something quite new.", "Something quite new."],
  ])("%s", (english, portuguese) => {
    expect(progressSentence(english, "pt")).toBe(portuguese);
    expect(progressSentence(english, "en")).toBe(english);
  });
});

describe("failureSentence", () => {
  const inPortuguese = (code: string, detail: string) => failureSentence(code, detail, pt, "pt");

  it("names the step, the cause and what to do", () => {
    const detail = "Getting the transcript failed: This video is private on YouTube. Ask its owner.";

    expect(inPortuguese("YOUTUBE_PRIVATE", detail)).toBe(
      "Ao obter a transcrição: este vídeo é privado no YouTube. Peça ao dono que o torne público ou não listado, " +
        "ou envie as legendas como arquivo.",
    );
    expect(failureSentence("YOUTUBE_PRIVATE", detail, en, "en")).toBe(detail);
  });

  it("prefers the exact cause where it is known", () => {
    expect(inPortuguese("INVALID_FILE", "The file is empty. Export it again and send the new one.")).toBe(
      "O arquivo está vazio. Exporte de novo e envie o novo.",
    );
  });

  it("reads the details of a cause", () => {
    expect(inPortuguese("INVALID_FILE", "There are only 3 words in the file, and a sermon has hundreds. Check.")).toBe(
      "Há só 3 palavras no arquivo, e um sermão tem centenas. Veja se é o arquivo certo.",
    );
    expect(inPortuguese("INVALID_FILE", "There is only one word in the file, and a sermon has hundreds.")).toContain(
      "Há só uma palavra no arquivo",
    );
  });

  it("shows an exact cause that is not known behind the general sentence", () => {
    expect(inPortuguese("INVALID_FILE", "Checking the file failed: Line 7 has no end.")).toBe(
      "Ao conferir o arquivo: o arquivo não pode ser lido. (Line 7 has no end.)",
    );
  });

  it("falls back to the server's words, and to one of ours where there are none", () => {
    expect(inPortuguese("NEW_CODE", "Something new failed in a new way.")).toBe("Something new failed in a new way.");
    expect(inPortuguese("NEW_CODE", "")).toBe(pt.errors.unknown);
    expect(failureSentence("NEW_CODE", "", en, "en")).toBe(en.errors.unknown);
  });
});
