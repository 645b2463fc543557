import { useInfiniteQuery } from "@tanstack/react-query";
import type { FormEvent } from "react";
import { Link, useLocation, useSearchParams } from "wouter";
import { useChannels } from "../../api/channels";
import { asSearch } from "../../api/client";
import { useApi } from "../../api/context";
import { keys } from "../../api/keys";
import type { PaginatedResponseDTO, SearchHitDTO } from "../../api/types";
import { Failure } from "../../components/Failure";
import { Choice, Field, fieldOf } from "../../components/Field";
import { Loading } from "../../components/Loading";
import { StatusChip } from "../../components/StatusChip";
import { TimeLink } from "../../components/TimeLink";
import { usePageTitle } from "../../components/usePageTitle";
import { VideoMeta } from "../../components/VideoMeta";
import { useText } from "../../i18n/text";
import { highlightPieces } from "./highlights";

const PAGE_SIZE = 20;

interface Asked {
  q: string;
  channel_id?: string;
  speaker?: string;
  theme?: string;
}

const NAMES = ["channel_id", "speaker", "theme"] as const;

/** Finds what was said. The question lives in the page's address. */
export function SearchPage() {
  const { text } = useText();
  const [search] = useSearchParams();
  const asked = readAsked(search);
  usePageTitle(asked.q === "" ? text.search.title : asked.q);
  return (
    <>
      <h1>{text.search.title}</h1>
      <SearchForm key={asSearch({ ...asked })} asked={asked} />
      {asked.q === "" ? <p className="quiet">{text.search.hint}</p> : <Hits asked={asked} />}
    </>
  );
}

function readAsked(search: URLSearchParams): Asked {
  const asked: Asked = { q: search.get("q")?.trim() ?? "" };
  for (const name of NAMES) {
    const value = search.get(name)?.trim();
    if (value !== undefined && value !== "") asked[name] = value;
  }
  return asked;
}

function SearchForm({ asked }: { asked: Asked }) {
  const { text } = useText();
  const [, navigate] = useLocation();
  const channels = useChannels();
  const onSubmit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    navigate(`/search${asSearch(Object.fromEntries(["q", ...NAMES].map((name) => [name, fieldOf(form, name)])))}`);
  };
  return (
    <form className="search-form" role="search" onSubmit={onSubmit}>
      <div className="line">
        <Field
          label={text.search.label}
          name="q"
          type="search"
          defaultValue={asked.q}
          placeholder={text.search.placeholder}
          autoFocus={asked.q === ""}
          required
        />
        <button type="submit">{text.search.submit}</button>
      </div>
      <details className="filters" open={NAMES.some((name) => asked[name] !== undefined)}>
        <summary>{text.filters.open}</summary>
        <div className="filter-form">
          <Field label={text.filters.speaker} name="speaker" defaultValue={asked.speaker} />
          <Field label={text.filters.theme} name="theme" defaultValue={asked.theme} />
          {(channels.data ?? []).length > 0 && (
            <Choice label={text.filters.channel} name="channel_id" defaultValue={asked.channel_id ?? ""}>
              <option value="">{text.filters.anyChannel}</option>
              {channels.data?.map((channel) => (
                <option key={channel.id} value={channel.id}>
                  {channel.title}
                </option>
              ))}
            </Choice>
          )}
        </div>
      </details>
    </form>
  );
}

function Hits({ asked }: { asked: Asked }) {
  const { text } = useText();
  const api = useApi();
  const hits = useInfiniteQuery({
    queryKey: keys.search(asked),
    queryFn: ({ pageParam, signal }) =>
      api.get<PaginatedResponseDTO<SearchHitDTO>>(
        "/api/v2/search",
        { ...asked, page: pageParam, page_size: PAGE_SIZE },
        signal,
      ),
    initialPageParam: 1,
    getNextPageParam: ({ pagination }) => (pagination.page < pagination.total_pages ? pagination.page + 1 : undefined),
  });
  if (hits.data === undefined) {
    return hits.isError ? <Failure error={hits.error} onRetry={() => void hits.refetch()} /> : <Loading />;
  }
  const total = hits.data.pages[0]?.pagination.total ?? 0;
  if (total === 0) {
    return (
      <div className="empty">
        <h2>{text.search.nothing}</h2>
        <p>{text.search.nothingHint}</p>
      </div>
    );
  }
  return (
    <>
      <p className="quiet" role="status">
        {text.search.found(total)}
      </p>
      <ol className="hits">
        {hits.data.pages.flatMap((page) => page.items.map((hit) => <Hit key={hit.video.id} hit={hit} />))}
      </ol>
      {hits.hasNextPage && (
        <button
          type="button"
          className="more"
          disabled={hits.isFetchingNextPage}
          onClick={() => void hits.fetchNextPage()}
        >
          {text.actions.more}
        </button>
      )}
    </>
  );
}

function Hit({ hit }: { hit: SearchHitDTO }) {
  const { video, matches } = hit;
  return (
    <li className="hit">
      <div className="hit-head">
        <h2>
          <Link href={`/videos/${video.id}`}>{video.title}</Link>
        </h2>
        {video.status !== "PROCESSED" && <StatusChip status={video.status} />}
      </div>
      <VideoMeta video={video} />
      <ul className="matches">
        {matches.map((match, place) => (
          <li key={place}>
            <TimeLink videoId={video.id} youtubeId={video.youtube_id} seconds={match.timestamp} />
            <p>
              {highlightPieces(match.text, match.highlights).map((piece, at) =>
                piece.isMarked ? <mark key={at}>{piece.text}</mark> : piece.text,
              )}
            </p>
          </li>
        ))}
      </ul>
    </li>
  );
}
