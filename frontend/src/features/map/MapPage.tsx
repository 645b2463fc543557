import { Link, useLocation, useSearchParams } from "wouter";
import { useChannels } from "../../api/channels";
import { asSearch } from "../../api/client";
import type { PreachedBookDTO, PreachingMapDTO } from "../../api/types";
import { Failure } from "../../components/Failure";
import { Choice } from "../../components/Field";
import { Loading } from "../../components/Loading";
import { usePageTitle } from "../../components/usePageTitle";
import { bookName, count, day } from "../../i18n/format";
import { useText } from "../../i18n/text";
import { BiblePicture, Legend } from "./BiblePicture";
import { asVideoFilters, overTime, ranges, readFilters, shadesFor, type MapFilters } from "./map";
import { useMap } from "./queries";
import { TimeTable } from "./TimeTable";

const THEMES_MAX = 12;

/** What of the Bible was preached, how often, when and by whom; and what never was. */
export function MapPage() {
  const { text } = useText();
  const [search] = useSearchParams();
  const filters = readFilters(search);
  const map = useMap(filters);
  // Only what there is can be chosen.
  const all = useMap({});
  usePageTitle(text.map.title);
  const isNarrowed = Object.keys(filters).length > 0;
  return (
    <article className="map-page">
      <header className="page-head">
        <h1>{text.map.title}</h1>
        <button type="button" className="small no-print" onClick={() => window.print()}>
          {text.map.print}
        </button>
      </header>
      {all.data !== undefined && all.data.sermons > 0 && <Filters filters={filters} all={all.data} />}
      {map.data === undefined ? (
        map.isError ? (
          <Failure error={map.error} onRetry={() => void map.refetch()} />
        ) : (
          <Loading />
        )
      ) : map.data.sermons === 0 ? (
        <div className="empty">
          <h2>{isNarrowed ? text.map.nothingFound : text.map.empty}</h2>
          {!isNarrowed && <p>{text.map.emptyHint}</p>}
        </div>
      ) : (
        <Drawn map={map.data} filters={filters} />
      )}
    </article>
  );
}

function Filters({ filters, all }: { filters: MapFilters; all: PreachingMapDTO }) {
  const { text } = useText();
  const [, navigate] = useLocation();
  const titles = useTitles();
  const choose = (name: keyof MapFilters) => (event: React.ChangeEvent<HTMLSelectElement>) =>
    navigate(`/map${asSearch({ ...filters, [name]: event.target.value })}`, { replace: true });
  const [first, last] = [all.months[0]?.year ?? 0, all.months.at(-1)?.year ?? 0];
  const years = Array.from({ length: last - first + 1 }, (_, at) => String(last - at));
  const speakers = withChosen(
    all.speakers.map((one) => one.speaker),
    filters.speaker,
  );
  const channels = withChosen(
    all.channels.map((one) => one.channel_id),
    filters.channel_id,
  );
  return (
    <div className="map-filters no-print">
      <Choice label={text.map.channel} value={filters.channel_id ?? ""} onChange={choose("channel_id")}>
        <option value="">{text.map.anyChannel}</option>
        {channels.map((id) => (
          <option key={id} value={id}>
            {titles(id)}
          </option>
        ))}
      </Choice>
      <Choice label={text.map.speaker} value={filters.speaker ?? ""} onChange={choose("speaker")}>
        <option value="">{text.map.anySpeaker}</option>
        {speakers.map((name) => (
          <option key={name}>{name}</option>
        ))}
      </Choice>
      {(["from", "to"] as const).map((name) => (
        <Choice
          key={name}
          label={name === "from" ? text.map.fromYear : text.map.toYear}
          value={filters[name] ?? ""}
          onChange={choose(name)}
        >
          <option value="">{text.map.anyYear}</option>
          {withChosen(years, filters[name]).map((year) => (
            <option key={year}>{year}</option>
          ))}
        </Choice>
      ))}
      {Object.keys(filters).length > 0 && (
        <button type="button" className="link" onClick={() => navigate("/map", { replace: true })}>
          {text.map.clear}
        </button>
      )}
    </div>
  );
}

function Drawn({ map, filters }: { map: PreachingMapDTO; filters: MapFilters }) {
  const { text, language } = useText();
  const [, navigate] = useLocation();
  const titles = useTitles();
  const most = Math.max(0, ...map.books.flatMap((book) => book.chapters.map((one) => one.sermons)));
  const shades = shadesFor(most);
  const preached = map.books.reduce((sum, book) => sum + book.chapters.length, 0);
  const all = map.books.reduce((sum, book) => sum + book.chapter_count, 0);
  const sermons = text.map.times(map.sermons, count(map.sermons, language));
  const said = [
    filters.channel_id === undefined ? "" : titles(filters.channel_id),
    filters.speaker ?? "",
    filters.from === filters.to ? (filters.from ?? "") : `${filters.from ?? "…"}-${filters.to ?? "…"}`,
  ].filter((one) => one !== "");
  const picture = {
    books: map.books,
    shades,
    onOpen: (book: PreachedBookDTO, chapter: number) => navigate(sermonsOf(book, chapter, filters)),
  };
  return (
    <>
      {said.length > 0 && <p className="only-print">{said.join(" · ")}</p>}
      <p>{text.map.lead(sermons, count(preached, language), count(all, language))}</p>
      <Legend shades={shades} most={most} />
      <div className="testaments">
        <BiblePicture testament="AT" {...picture} />
        <div>
          <BiblePicture testament="NT" {...picture} />
          <section className="never-books">
            <h2>{text.map.neverBooks}</h2>
            <p>
              {map.never_preached.length === 0
                ? text.map.noneNever
                : map.never_preached.map((book) => bookName(book, language)).join(", ")}
            </p>
          </section>
        </div>
      </div>
      <TimeTable
        title={text.map.themesOverTime}
        periods={overTime(map.months, "themes")}
        lines={map.themes
          .slice(0, THEMES_MAX)
          .map(({ theme, sermons }) => ({ name: theme, label: theme, total: sermons }))}
        note={map.themes.length > THEMES_MAX ? text.map.moreThemes(map.themes.length - THEMES_MAX) : undefined}
      />
      <TimeTable
        title={text.map.booksOverTime}
        periods={overTime(map.months, "books")}
        lines={map.books
          .filter((book) => book.sermons > 0)
          .map(({ book, sermons }) => ({ name: book, label: bookName(book, language), total: sermons }))}
      />
      <div className="map-people">
        <Counted
          title={text.map.bySpeaker}
          lines={map.speakers.map((one) => ({ ...one, id: one.speaker, label: one.speaker }))}
          hrefOf={(speaker) => `/map${asSearch({ ...filters, speaker })}`}
        />
        <Counted
          title={text.map.byChannel}
          lines={map.channels.map((one) => ({ ...one, id: one.channel_id, label: titles(one.channel_id) }))}
          hrefOf={(channel_id) => `/map${asSearch({ ...filters, channel_id })}`}
        />
      </div>
      <BookTable map={map} filters={filters} />
    </>
  );
}

interface CountedLine {
  id: string;
  label: string;
  sermons: number;
  books: number;
}

function Counted(props: { title: string; lines: readonly CountedLine[]; hrefOf: (id: string) => string }) {
  const { text, language } = useText();
  if (props.lines.length === 0) return null;
  return (
    <section>
      <h2>{props.title}</h2>
      <table className="counted">
        <thead>
          <tr>
            <td />
            <th scope="col">{text.map.sermons}</th>
            <th scope="col">{text.map.books}</th>
          </tr>
        </thead>
        <tbody>
          {props.lines.map(({ id, label, sermons, books }) => (
            <tr key={id}>
              <th scope="row">
                <Link href={props.hrefOf(id)}>{label}</Link>
              </th>
              <td>{count(sermons, language)}</td>
              <td>{count(books, language)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

/** The picture in words, for whoever cannot see it or wants its numbers. */
function BookTable({ map, filters }: { map: PreachingMapDTO; filters: MapFilters }) {
  const { text, language } = useText();
  return (
    <details className="book-table no-print">
      <summary>{text.map.table}</summary>
      <div className="table-scroller" tabIndex={0} role="group" aria-label={text.map.table}>
        <table className="counted">
          <thead>
            <tr>
              <th scope="col">{text.map.book}</th>
              <th scope="col">{text.map.sermons}</th>
              <th scope="col">{text.map.lastTime}</th>
              <th scope="col">{text.map.preachedChapters}</th>
              <th scope="col">{text.map.neverChapters}</th>
            </tr>
          </thead>
          <tbody>
            {map.books.map((book) => (
              <tr key={book.book}>
                <th scope="row">{bookName(book.book, language)}</th>
                <td>{count(book.sermons, language)}</td>
                <td className="nowrap">{book.last_preached_at == null ? "" : day(book.last_preached_at, language)}</td>
                <td className="words">
                  {book.chapters.map(({ chapter, sermons }) => (
                    <span key={chapter}>
                      <Link href={sermonsOf(book, chapter, filters)}>{chapter}</Link> ({sermons}){" "}
                    </span>
                  ))}
                </td>
                <td className="words">
                  {book.chapters.length === 0 ? text.map.allChapters : ranges(book.never_preached)}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </details>
  );
}

/** The list of the sermons behind a square. */
function sermonsOf(book: PreachedBookDTO, chapter: number, filters: MapFilters): string {
  // "Judas 1" would be its first verse.
  const place = book.chapter_count === 1 ? book.book : `${book.book} ${chapter}`;
  return `/${asSearch({ ...asVideoFilters(filters), status: "PROCESSED", biblical_ref: place })}`;
}

function useTitles(): (channelId: string) => string {
  const { text } = useText();
  const channels = useChannels();
  return (channelId) =>
    channelId === "0"
      ? text.map.noChannel
      : (channels.data?.find((one) => one.id === channelId)?.title ?? `${text.map.channel} ${channelId}`);
}

/** What was chosen stays to be seen, also where it is no choice any more. */
function withChosen(choices: readonly string[], chosen: string | undefined): string[] {
  return chosen === undefined || choices.includes(chosen) ? [...choices] : [chosen, ...choices];
}
