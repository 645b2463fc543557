import { useMemo } from "react";
import { Link, useSearchParams } from "wouter";
import type { VideoDTO } from "../../api/types";
import { Failure } from "../../components/Failure";
import { Loading } from "../../components/Loading";
import { ProgressLine } from "../../components/ProgressLine";
import { StatusChip } from "../../components/StatusChip";
import { usePageTitle } from "../../components/usePageTitle";
import { VideoMeta } from "../../components/VideoMeta";
import { month } from "../../i18n/format";
import { useText } from "../../i18n/text";
import { AddPanel } from "./AddPanel";
import { FilterForm } from "./FilterForm";
import { readFilters } from "./filters";
import { byMonth } from "./months";
import { useVideos } from "./queries";

/** All sermons, by month. */
export function LibraryPage() {
  const { text } = useText();
  const [search] = useSearchParams();
  const filters = readFilters(search);
  usePageTitle(text.library.title);
  return (
    <>
      <AddPanel />
      <div className="page-head">
        <h1>{text.library.title}</h1>
        <FilterForm filters={filters} />
      </div>
      <VideoList search={search} />
    </>
  );
}

function VideoList({ search }: { search: URLSearchParams }) {
  const { text } = useText();
  const filters = readFilters(search);
  const videos = useVideos(filters);
  const all = useMemo(() => videos.data?.pages.flatMap((page) => page.items) ?? [], [videos.data]);
  if (videos.data === undefined) {
    return videos.isError ? <Failure error={videos.error} onRetry={() => void videos.refetch()} /> : <Loading />;
  }
  if (all.length === 0) return <EmptyList isNarrowed={Object.keys(filters).length > 0} />;
  // Months make sense where the list is ordered by day.
  const isByDay = filters.sort === undefined || filters.sort === "published_at";
  return (
    <>
      {isByDay ? <Months videos={all} /> : <Rows videos={all} />}
      {videos.hasNextPage && (
        <button
          type="button"
          className="more"
          disabled={videos.isFetchingNextPage}
          onClick={() => void videos.fetchNextPage()}
        >
          {videos.isFetchingNextPage ? text.actions.loading : text.actions.more}
        </button>
      )}
    </>
  );
}

function Months({ videos }: { videos: readonly VideoDTO[] }) {
  const { text, language } = useText();
  return byMonth(videos).map(({ time, videos: ofMonth }) => (
    <section key={time} className="month">
      <h2>
        {month(time, language)} <span className="quiet">{text.library.count(ofMonth.length)}</span>
      </h2>
      <Rows videos={ofMonth} />
    </section>
  ));
}

function Rows({ videos }: { videos: readonly VideoDTO[] }) {
  return (
    <ul className="videos">
      {videos.map((video) => (
        <VideoRow key={video.id} video={video} />
      ))}
    </ul>
  );
}

function VideoRow({ video }: { video: VideoDTO }) {
  return (
    <li className="video" data-video={video.id}>
      {video.thumbnail_url != null && <img src={video.thumbnail_url} alt="" loading="lazy" width={112} height={63} />}
      <div className="video-text">
        <h3>
          <Link href={`/videos/${video.id}`}>{video.title}</Link>
        </h3>
        <VideoMeta video={video} />
        <ProgressLine video={video} />
        {video.status === "FAILED" && video.message != null && <p className="row-error">{video.message}</p>}
      </div>
      <StatusChip status={video.status} />
    </li>
  );
}

function EmptyList({ isNarrowed }: { isNarrowed: boolean }) {
  const { text } = useText();
  return isNarrowed ? (
    <div className="empty">
      <h2>{text.library.nothingFound}</h2>
      <Link href="/" className="button">
        {text.library.clearFilters}
      </Link>
    </div>
  ) : (
    <div className="empty">
      <h2>{text.library.empty}</h2>
      <p>{text.library.emptyHint}</p>
    </div>
  );
}
