import type { MouseEvent } from "react";
import type { PreachedBookDTO } from "../../api/types";
import { bookName, count } from "../../i18n/format";
import { useText } from "../../i18n/text";
import { shadeOf } from "./map";

const CELL = 10;
const STEP = 12;
const NAMES = 104;
const TOTALS = 34;

interface Picture {
  testament: "AT" | "NT";
  books: readonly PreachedBookDTO[];
  shades: readonly number[];
  onOpen: (book: PreachedBookDTO, chapter: number) => void;
}

/** A testament: a line per book, a square per chapter. A narrow window gets the same in shorter lines. */
export function BiblePicture(props: Picture) {
  const { text, language } = useText();
  const own = props.books.filter((book) => book.testament === props.testament);
  const preached = own.reduce((sum, book) => sum + book.chapters.length, 0);
  const all = own.reduce((sum, book) => sum + book.chapter_count, 0);
  const name = text.map.testament[props.testament];
  const label = text.map.picture(name, count(preached, language), count(all, language));
  const longest = props.testament === "AT" ? 50 : 28;
  return (
    <section className={`testament testament-${props.testament}`}>
      <h2>{name}</h2>
      <Squares {...props} books={own} perLine={longest} label={label} className="bible bible-wide" />
      <Squares {...props} books={own} perLine={20} label={label} className="bible bible-narrow" />
    </section>
  );
}

interface Drawn extends Picture {
  perLine: number;
  label: string;
  className: string;
}

function Squares({ books, shades, perLine, label, className, onOpen }: Drawn) {
  const { text, language } = useText();
  const lines = books.map((book) => Math.ceil(book.chapter_count / perLine));
  const tops = lines.map((_, place) => lines.slice(0, place).reduce((sum, one) => sum + one, 0));
  const width = NAMES + perLine * STEP + TOTALS;
  const height = lines.reduce((sum, one) => sum + one, 0) * STEP;
  const onClick = (event: MouseEvent<SVGSVGElement>) => {
    const { book, chapter } = (event.target as SVGElement).dataset;
    const found = books.find((one) => one.book === book);
    if (found !== undefined) onOpen(found, Number(chapter));
  };
  return (
    // For a mouse; the table below has the same as links.
    <svg className={className} viewBox={`0 0 ${width} ${height}`} role="img" aria-label={label} onClick={onClick}>
      {books.map((book, place) => {
        const name = bookName(book.book, language);
        const top = (tops[place] ?? 0) * STEP;
        const counts = new Map(book.chapters.map((one) => [one.chapter, one.sermons]));
        const isNever = book.chapters.length === 0;
        return (
          <g key={book.book}>
            <text x={NAMES - 6} y={top + 9} textAnchor="end" className={isNever ? "name name-never" : "name"}>
              {name}
            </text>
            {Array.from({ length: book.chapter_count }, (_, at) => {
              const sermons = counts.get(at + 1) ?? 0;
              const said = sermons === 0 ? text.map.never : text.map.times(sermons, count(sermons, language));
              return (
                <rect
                  key={at}
                  x={NAMES + (at % perLine) * STEP + 0.5}
                  y={top + Math.floor(at / perLine) * STEP + 0.5}
                  width={CELL}
                  height={CELL}
                  rx={1.5}
                  className={`shade shade-${shadeOf(sermons, shades)}`}
                  data-book={sermons > 0 ? book.book : undefined}
                  data-chapter={at + 1}
                >
                  <title>{`${name} ${at + 1}: ${said}`}</title>
                </rect>
              );
            })}
            <text
              x={NAMES + Math.min(book.chapter_count, perLine) * STEP + 4}
              y={top + 9}
              className={isNever ? "sum name-never" : "sum"}
            >
              {isNever ? text.map.never : count(book.sermons, language)}
            </text>
          </g>
        );
      })}
    </svg>
  );
}

/** What the shades mean. */
export function Legend({ shades, most }: { shades: readonly number[]; most: number }) {
  const { text } = useText();
  const steps = shades.map((least, place) => {
    const next = shades[place + 1];
    const last = next === undefined ? most : next - 1;
    return { least, said: last > least ? `${least}-${last}` : `${least}` };
  });
  return (
    <p className="legend">
      <span>{text.map.legend}:</span>
      {[{ least: 0, said: text.map.never }, ...steps].map(({ least, said }) => (
        <span key={least} className="legend-step">
          <svg viewBox="0 0 11 11" aria-hidden="true">
            <rect
              x={0.5}
              y={0.5}
              width={CELL}
              height={CELL}
              rx={1.5}
              className={`shade shade-${shadeOf(least, shades)}`}
            />
          </svg>
          {said}
        </span>
      ))}
    </p>
  );
}
