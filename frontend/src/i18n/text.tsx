import { createContext, use, useEffect, useMemo, useState, type ReactNode } from "react";
import { ApiError } from "../api/client";
import { en } from "./en";
import type { Language } from "./format";
import { pt, type Messages } from "./pt";
import { failureSentence } from "./server";

const MESSAGES: Record<Language, Messages> = { pt, en };
const STORED_AS = "culto.language";

interface Texts {
  text: Messages;
  language: Language;
  setLanguage: (language: Language) => void;
}

const TextContext = createContext<Texts>({ text: pt, language: "pt", setLanguage: () => undefined });

/** The texts of the page in the language that is on. */
export function useText(): Texts {
  return use(TextContext);
}

/** Gives the page its language: the one chosen before, else the browser's first that there is. */
export function TextProvider({ children }: { children: ReactNode }) {
  const [language, setState] = useState<Language>(() => firstLanguage(stored(), navigator.languages));
  useEffect(() => {
    document.documentElement.lang = language === "pt" ? "pt-BR" : "en";
  }, [language]);
  const value = useMemo(
    () => ({
      text: MESSAGES[language],
      language,
      setLanguage: (chosen: Language) => {
        setState(chosen);
        store(chosen);
      },
    }),
    [language],
  );
  return <TextContext value={value}>{children}</TextContext>;
}

/** The language to begin with. */
export function firstLanguage(chosen: string | null, preferred: readonly string[]): Language {
  for (const one of [chosen ?? "", ...preferred]) {
    if (one.startsWith("pt")) return "pt";
    if (one.startsWith("en")) return "en";
  }
  return "pt";
}

/** What a person reads when something failed. */
export function sentenceOf(error: unknown, { text, language }: Pick<Texts, "text" | "language">): string {
  if (!(error instanceof ApiError)) return text.errors.unknown;
  return failureSentence(error.code, error.message, text, language);
}

// A browser may refuse storage altogether; then the choice lasts as long as the page.
function stored(): string | null {
  try {
    return localStorage.getItem(STORED_AS);
  } catch {
    return null;
  }
}

function store(language: Language): void {
  try {
    localStorage.setItem(STORED_AS, language);
  } catch {
    return;
  }
}
