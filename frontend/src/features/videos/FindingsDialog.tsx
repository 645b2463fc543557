import { useState, type FormEvent } from "react";
import { BOOKS } from "../../api/books";
import type { BiblicalPassageDTO, PatchSummaryDTO, SummaryDTO } from "../../api/types";
import { Dialog } from "../../components/Dialog";
import { FormError } from "../../components/Failure";
import { Choice, Field, fieldOf, numberOf } from "../../components/Field";
import { useNotices } from "../../events/context";
import { bookName, passageName } from "../../i18n/format";
import { useText } from "../../i18n/text";
import { usePatchSummary } from "./queries";

interface Draft {
  themes: readonly string[];
  passages: readonly BiblicalPassageDTO[];
}

/** A person corrects what was found: themes and passages are taken out and put in, then saved together. */
export function FindingsDialog(props: { videoId: string; summary: SummaryDTO; onClose: () => void }) {
  const { text } = useText();
  const notices = useNotices();
  const patch = usePatchSummary(props.videoId);
  const [draft, setDraft] = useState<Draft>({ themes: props.summary.themes, passages: props.summary.passages });
  const save = () => {
    const change: PatchSummaryDTO = {};
    if (draft.themes !== props.summary.themes) change.themes = [...draft.themes];
    if (draft.passages !== props.summary.passages) change.passages = [...draft.passages];
    if (Object.keys(change).length === 0) {
      props.onClose();
      return;
    }
    patch.mutate(change, {
      onSuccess: () => {
        notices.add({ kind: "done", sentence: text.video.saved });
        props.onClose();
      },
    });
  };
  return (
    <Dialog title={text.summary.editFindings} onClose={props.onClose}>
      <div className="stack">
        <ThemesEditor themes={draft.themes} onChange={(themes) => setDraft({ ...draft, themes })} />
        <PassagesEditor passages={draft.passages} onChange={(passages) => setDraft({ ...draft, passages })} />
        <FormError error={patch.error} />
        <div className="line end">
          <button type="button" className="secondary" onClick={props.onClose}>
            {text.actions.cancel}
          </button>
          <button type="button" disabled={patch.isPending} onClick={save}>
            {text.actions.save}
          </button>
        </div>
      </div>
    </Dialog>
  );
}

function ThemesEditor({ themes, onChange }: { themes: readonly string[]; onChange: (themes: string[]) => void }) {
  const { text } = useText();
  const add = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const theme = fieldOf(new FormData(event.currentTarget), "theme");
    if (theme === null) return;
    event.currentTarget.reset();
    if (!themes.includes(theme)) onChange([...themes, theme]);
  };
  return (
    <fieldset>
      <legend>{text.summary.themes}</legend>
      <ul className="removable">
        {themes.map((theme) => (
          <li key={theme}>
            {theme}
            <button
              type="button"
              className="icon"
              aria-label={text.summary.removeTheme(theme)}
              onClick={() => onChange(themes.filter((other) => other !== theme))}
            >
              ×
            </button>
          </li>
        ))}
      </ul>
      <form className="line" onSubmit={add}>
        <Field label={text.summary.newTheme} name="theme" maxLength={100} />
        <button type="submit" className="secondary">
          {text.summary.addTheme}
        </button>
      </form>
    </fieldset>
  );
}

function PassagesEditor(props: {
  passages: readonly BiblicalPassageDTO[];
  onChange: (passages: BiblicalPassageDTO[]) => void;
}) {
  const { text, language } = useText();
  const [bookAt, setBook] = useState(0);
  const [chapter, setChapter] = useState(1);
  const book = BOOKS[bookAt];
  const verses = book?.verses[chapter - 1] ?? 1;
  const add = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    const verse_start = numberOf(form, "verse_start");
    if (book === undefined) return;
    const passage: BiblicalPassageDTO = {
      book: book.name,
      chapter,
      // Without verses, the whole chapter is meant.
      verse_start: verse_start ?? 1,
      verse_end: numberOf(form, "verse_end") ?? (verse_start === null ? verses : null),
      source: "edited",
    };
    const name = passageName(passage, language);
    if (props.passages.some((other) => passageName(other, language) === name)) return;
    props.onChange([...props.passages, passage]);
  };
  return (
    <fieldset>
      <legend>{text.summary.passages}</legend>
      <ul className="removable">
        {props.passages.map((passage, place) => {
          const name = passageName(passage, language);
          return (
            <li key={name}>
              {name}
              <button
                type="button"
                className="icon"
                aria-label={text.summary.removePassage(name)}
                onClick={() => props.onChange(props.passages.filter((_, other) => other !== place))}
              >
                ×
              </button>
            </li>
          );
        })}
      </ul>
      <form className="passage-form" onSubmit={add}>
        <Choice
          label={text.summary.book}
          value={bookAt}
          onChange={(event) => {
            setBook(Number(event.target.value));
            setChapter(1);
          }}
        >
          {BOOKS.map((one, place) => (
            <option key={one.name} value={place}>
              {bookName(one.name, language)}
            </option>
          ))}
        </Choice>
        <Field
          label={text.summary.chapter}
          type="number"
          min={1}
          max={book?.verses.length}
          value={chapter}
          required
          onChange={(event) => setChapter(Number(event.target.value))}
        />
        <Field label={text.summary.verseStart} name="verse_start" type="number" min={1} max={verses} />
        <Field label={text.summary.verseEnd} name="verse_end" type="number" min={1} max={verses} />
        <button type="submit" className="secondary">
          {text.summary.addPassage}
        </button>
      </form>
    </fieldset>
  );
}
