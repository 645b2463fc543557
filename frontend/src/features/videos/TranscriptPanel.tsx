import type { UseQueryResult } from "@tanstack/react-query";
import { memo, useDeferredValue, useEffect, useMemo, useRef, useState, type KeyboardEvent } from "react";
import type { TranscriptDTO, TranscriptSegmentDTO, VideoDetailDTO } from "../../api/types";
import { Failure } from "../../components/Failure";
import { Loading } from "../../components/Loading";
import { TimeLink } from "../../components/TimeLink";
import { useText } from "../../i18n/text";
import { cut, findAll, makeSearchable, type Mark } from "./find";
import { paragraphsOf, segmentAt, type Paragraph } from "./paragraphs";

/** A second that a person asked for; the number tells two wishes for the same second apart. */
export interface Jump {
  seconds: number;
  number: number;
}

const FORMATS = ["txt", "vtt", "srt"] as const;

interface Panel {
  video: VideoDetailDTO;
  transcript: UseQueryResult<TranscriptDTO>;
  jump: Jump | null;
  onJump: (seconds: number) => void;
}

/** What was said, with its times: one can go to a second, and search. */
export function TranscriptPanel({ video, transcript, jump, onJump }: Panel) {
  const { text } = useText();
  return (
    <section className="transcript" aria-label={text.transcript.title}>
      {transcript.data === undefined ? (
        <>
          <h2>{text.transcript.title}</h2>
          {transcript.isError ? (
            <Failure error={transcript.error} onRetry={() => void transcript.refetch()} />
          ) : (
            <Loading />
          )}
        </>
      ) : (
        <Transcript video={video} segments={transcript.data.segments} jump={jump} onJump={onJump} />
      )}
    </section>
  );
}

function Transcript(props: Omit<Panel, "transcript"> & { segments: readonly TranscriptSegmentDTO[] }) {
  const { text } = useText();
  const { segments, jump } = props;
  const scroller = useRef<HTMLDivElement>(null);
  const paragraphs = useMemo(() => paragraphsOf(segments), [segments]);
  const find = useFind(segments);
  const active = jump === null ? -1 : segmentAt(segments, jump.seconds);
  useEffect(() => {
    if (jump !== null) show(scroller.current, `[data-segment="${segmentAt(segments, jump.seconds)}"]`);
  }, [jump, segments]);
  const { current, count, wanted } = find;
  useEffect(() => {
    if (wanted !== "" && count > 0) show(scroller.current, `[data-match="${current}"]`);
  }, [current, count, wanted]);
  return (
    <>
      <div className="transcript-head">
        <h2>{text.transcript.title}</h2>
        <p className="downloads">
          {text.transcript.download}{" "}
          {FORMATS.map((format) => (
            <a key={format} href={`/api/v2/videos/${props.video.id}/transcript?format=${format}`} download>
              {format}
            </a>
          ))}
        </p>
        <FindBar find={find} />
        <a className="to-findings" href="#findings">
          ↑ {text.transcript.toFindings}
        </a>
      </div>
      <div className="transcript-text" ref={scroller} tabIndex={0} aria-label={text.transcript.title} role="group">
        {segments.length === 0 && <p className="quiet">{text.transcript.none}</p>}
        {paragraphs.map((paragraph) => (
          <ParagraphText
            key={paragraph.from}
            video={props.video}
            segments={segments}
            paragraph={paragraph}
            marks={find.byParagraph(paragraph)}
            active={active >= paragraph.from && active < paragraph.to ? active : -1}
            current={current}
            onJump={props.onJump}
          />
        ))}
      </div>
    </>
  );
}

interface Find {
  wanted: string;
  setWanted: (wanted: string) => void;
  count: number;
  current: number;
  step: (by: 1 | -1) => void;
  byParagraph: (paragraph: Paragraph) => readonly Mark[];
}

const NO_MARKS: readonly Mark[] = [];

function useFind(segments: readonly TranscriptSegmentDTO[]): Find {
  const [wanted, setWanted] = useState("");
  const [current, setCurrent] = useState(0);
  // Typing stays quick while a long transcript is searched and drawn.
  const searched = useDeferredValue(wanted);
  const transcript = useMemo(() => makeSearchable(segments.map(({ text }) => text)), [segments]);
  const { marks, count } = useMemo(
    () => (searched.trim().length < 2 ? { marks: [], count: 0 } : findAll(transcript, searched)),
    [transcript, searched],
  );
  return {
    wanted: searched,
    setWanted: (next) => {
      setWanted(next);
      setCurrent(0);
    },
    count,
    current,
    step: (by) => count > 0 && setCurrent((current + by + count) % count),
    byParagraph: ({ from, to }) => {
      const own = marks.filter((mark) => mark.segment >= from && mark.segment < to);
      return own.length === 0 ? NO_MARKS : own;
    },
  };
}

function FindBar({ find }: { find: Find }) {
  const { text } = useText();
  const onKeyDown = (event: KeyboardEvent<HTMLInputElement>) => {
    if (event.key !== "Enter") return;
    event.preventDefault();
    find.step(event.shiftKey ? -1 : 1);
  };
  const isSearching = find.wanted.trim().length >= 2;
  return (
    <div className="find" role="search">
      <input
        type="search"
        placeholder={text.transcript.find}
        aria-label={text.transcript.find}
        onChange={(event) => find.setWanted(event.target.value)}
        onKeyDown={onKeyDown}
      />
      <span className="find-count" role="status">
        {isSearching &&
          (find.count > 0 ? text.transcript.matches(find.current + 1, find.count) : text.transcript.noMatch)}
      </span>
      <button
        type="button"
        className="icon"
        disabled={find.count === 0}
        aria-label={text.transcript.previous}
        title={text.transcript.previous}
        onClick={() => find.step(-1)}
      >
        ↑
      </button>
      <button
        type="button"
        className="icon"
        disabled={find.count === 0}
        aria-label={text.transcript.next}
        title={text.transcript.next}
        onClick={() => find.step(1)}
      >
        ↓
      </button>
    </div>
  );
}

interface ParagraphShown {
  video: VideoDetailDTO;
  segments: readonly TranscriptSegmentDTO[];
  paragraph: Paragraph;
  marks: readonly Mark[];
  active: number;
  current: number;
  onJump: (seconds: number) => void;
}

/** Drawn anew only where something in it changes: a long transcript has hundreds. */
const ParagraphText = memo(
  function ParagraphText({ video, segments, paragraph, marks, active, current, onJump }: ParagraphShown) {
    const own = segments.slice(paragraph.from, paragraph.to);
    return (
      <div className="paragraph">
        <TimeLink
          videoId={video.id}
          youtubeId={video.youtube_id}
          seconds={Math.floor(own[0]?.start ?? 0)}
          onJump={onJump}
        />
        <p>
          {own.map((segment, place) => {
            const number = paragraph.from + place;
            return (
              <span key={number} data-segment={number} className={number === active ? "active" : undefined}>
                {cut(
                  segment.text,
                  marks.filter((mark) => mark.segment === number),
                ).map((piece, at) =>
                  piece.match === null ? (
                    piece.text
                  ) : (
                    <mark key={at} data-match={piece.match} className={piece.match === current ? "current" : undefined}>
                      {piece.text}
                    </mark>
                  ),
                )}{" "}
              </span>
            );
          })}
        </p>
      </div>
    );
  },
  (before, after) =>
    before.segments === after.segments &&
    before.active === after.active &&
    before.marks === after.marks &&
    // Which match is the current one matters only where there is one.
    (before.current === after.current || after.marks.length === 0) &&
    before.video.youtube_id === after.video.youtube_id,
);

/** Brings a place into view: within the panel where that scrolls by itself, else with the page. */
function show(scroller: HTMLElement | null, selector: string): void {
  const place = scroller?.querySelector<HTMLElement>(selector);
  if (scroller === null || place === null || place === undefined) return;
  const top = place.getBoundingClientRect().top;
  if (getComputedStyle(scroller).overflowY !== "auto") {
    window.scrollTo({ top: window.scrollY + top - window.innerHeight / 3 });
    return;
  }
  scroller.scrollTo({
    top: scroller.scrollTop + top - scroller.getBoundingClientRect().top - scroller.clientHeight / 3,
  });
}
