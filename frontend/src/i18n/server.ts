import type { Language } from "./format";
import { pt, type Messages } from "./pt";

/**
 * What the server says, in Portuguese. Its sentences are English; those that people meet often are known here, and what
 * is not known is shown as it is. `tests/test_page_texts.py` compares this file with the server.
 */
const IN_PORTUGUESE: Readonly<Record<string, string>> = {
  // While one waits.
  "Waiting for its turn.": "Esperando a vez.",
  "Reading what it is.": "Vendo do que se trata.",
  "Checking that it can be worked on.": "Conferindo se dá para trabalhar com ele.",
  "Reading what was said.": "Lendo o que foi dito.",
  "Fetching the sound.": "Buscando o áudio.",
  "Looking for where the sermon begins.": "Procurando onde a pregação começa.",
  "Reading the sermon for passages and themes.": "Procurando passagens e temas no sermão.",
  "Making it searchable.": "Preparando a busca.",
  // Steps that failed.
  "Reading what the video is": "Ao ver do que se trata",
  "Checking the file": "Ao conferir o arquivo",
  "Getting the transcript": "Ao obter a transcrição",
  "Finding the sermon": "Ao procurar a pregação",
  "Analysing the sermon": "Ao analisar o sermão",
  "Making it searchable": "Ao preparar a busca",
  // Channels.
  "That is not the address of a YouTube channel, such as https://www.youtube.com/@name. Open the channel's page and copy its address.":
    "Este não é o endereço de um canal do YouTube, como https://www.youtube.com/@nome. Abra a página do canal e copie o endereço.",
  "YouTube knows no such channel. Check its address.": "O YouTube não conhece este canal. Confira o endereço.",
  // Files.
  "The file is empty. Export it again and send the new one.": "O arquivo está vazio. Exporte de novo e envie o novo.",
  "Nothing is said in it: only music or silence. Check that it is the right file.":
    "Nada é dito nele: só há música ou silêncio. Veja se é o arquivo certo.",
  "The file is damaged, or is not what its beginning says. Check that it plays, then send it again.":
    "O arquivo está danificado, ou não é o que parece. Veja se ele toca e envie de novo.",
  "The file has no sound, so there is nothing to write down. Send one that has.":
    "O arquivo não tem áudio: não há o que transcrever. Envie um que tenha.",
  "The file is shorter than a second. Check that it plays, then send it again.":
    "O arquivo tem menos de um segundo. Veja se ele toca e envie de novo.",
  "There is no sound in this file. Check that it is the right one.":
    "Não há som neste arquivo. Veja se é o arquivo certo.",
  "The file has times but no text. Export the captions again and send the new file.":
    "O arquivo tem tempos, mas não tem texto. Exporte as legendas de novo e envie o novo arquivo.",
  "The file holds no text. Send captions (.vtt, .srt) or a transcript (.txt).":
    "O arquivo não contém texto. Envie legendas (.vtt, .srt) ou uma transcrição (.txt).",
  "This is a file of a word processor. Save it as plain text (.txt) and send that.":
    "Este é um arquivo de editor de texto. Salve como texto simples (.txt) e envie esse.",
};

/** How the sentences begin that a waiting video tells again while it is retried, and their codes. */
const CODES: readonly (readonly [string, string])[] = [
  ["YouTube could not be reached.", "YOUTUBE_UNREACHABLE"],
  ["YouTube was asked too often", "YOUTUBE_RATE_LIMITED"],
  ["YouTube asks this server to prove", "YOUTUBE_BOT_CHECK"],
  ["This video is not there yet", "YOUTUBE_NOT_READY"],
  ["The disk is full.", "INSUFFICIENT_STORAGE"],
];

const PATTERNS: readonly (readonly [RegExp, (found: RegExpExecArray) => string])[] = [
  [
    /^Listening and writing down what is said(?:: about (\d+) minutes? left)?\.$/,
    ([, minutes]) =>
      minutes === undefined
        ? "Ouvindo e escrevendo o que é dito."
        : `Ouvindo e escrevendo o que é dito: faltam cerca de ${minutes} min.`,
  ],
  [
    /^(.*?) It is tried again in (\d+) (second|minute)s\.$/s,
    ([, cause = "", number, unit]) => {
      const code = CODES.find(([begin]) => cause.startsWith(begin))?.[1] ?? "";
      const sentence = pt.errors[code] ?? "Ainda não deu certo.";
      return `${sentence} Nova tentativa em ${number} ${unit === "second" ? "segundos" : "minutos"}.`;
    },
  ],
  [
    /^There (?:is only one word|are only (\d+) words) in the file/,
    ([, words]) =>
      `Há só ${words ?? "uma"} ${words === undefined ? "palavra" : "palavras"} no arquivo, e um sermão tem centenas. ` +
      "Veja se é o arquivo certo.",
  ],
  [
    /^The file ends in (\S+) but has no cue/,
    ([, suffix]) =>
      `O arquivo termina em ${suffix}, mas não tem legendas com tempos, como 00:01:02.000 --> 00:01:05.000. ` +
      "Exporte as legendas de novo, ou envie texto simples como .txt.",
  ],
  [
    /^The file ends in (\S+) but holds neither sound nor video/,
    ([, suffix]) => `O arquivo termina em ${suffix}, mas não tem som nem vídeo. Veja se ele toca e envie de novo.`,
  ],
  [
    /^The file ends in (\S+) but holds no text/,
    ([, suffix]) =>
      `O arquivo termina em ${suffix}, mas não contém texto. Envie legendas (.vtt, .srt, .txt), áudio ou vídeo ` +
      "com o nome que corresponde.",
  ],
  [
    /^The times run backwards: the cue at line (\d+)/,
    ([, line]) =>
      `Os tempos andam para trás, a partir da linha ${line}. Exporte as legendas de novo e envie o novo arquivo.`,
  ],
  [
    /^The recording is longer than ([\d.]+) hours/,
    ([, hours]) => `A gravação tem mais de ${hours} horas. Corte em partes e envie cada uma.`,
  ],
  [
    /^The file is larger than the (\d+) MB that this installation takes\.$/,
    ([, limit]) => `O arquivo passa dos ${limit} MB que esta instalação aceita.`,
  ],
];

/** Codes whose sentence differs from case to case: where that is not known, it is shown behind ours. */
const SPECIFIC = new Set(["INVALID_FILE", "VALIDATION_FAILED", "STEP_FAILED", "UNSUPPORTED_MEDIA"]);

/** What the server says of the work under way, in the language of the page. */
export function progressSentence(sentence: string, language: Language): string {
  return language === "en" ? sentence : (translated(sentence) ?? sentence);
}

/** What the server says of a failure, in the language of the page. */
export function failureSentence(code: string, detail: string, text: Messages, language: Language): string {
  const own = text.errors[code];
  if (language === "en") return own ?? (detail === "" ? text.errors.unknown : detail);
  const [, name, cause] = /^([^.:]+) failed: (.*)$/s.exec(detail) ?? [];
  const step = name === undefined ? undefined : IN_PORTUGUESE[name];
  const plain = step === undefined ? detail : (cause ?? "");
  const sentence = translated(plain) ?? behind(own, code, plain) ?? (plain === "" ? text.errors.unknown : plain);
  return step === undefined
    ? sentence
    : `${step}: ${sentence.charAt(0).toLocaleLowerCase("pt-BR")}${sentence.slice(1)}`;
}

function behind(own: string | undefined, code: string, detail: string): string | undefined {
  return own !== undefined && SPECIFIC.has(code) && detail !== "" ? `${own} (${detail})` : own;
}

function translated(sentence: string): string | undefined {
  const known = IN_PORTUGUESE[sentence];
  if (known !== undefined) return known;
  for (const [pattern, write] of PATTERNS) {
    const found = pattern.exec(sentence);
    if (found !== null) return write(found);
  }
  return undefined;
}
