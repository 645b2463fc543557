import { useState, type ReactNode } from "react";
import { Link } from "wouter";
import { asSearch } from "../../api/client";
import type { BiblicalPassageDTO, VideoDetailDTO, VideoDetailedReportDTO } from "../../api/types";
import { CopyButton } from "../../components/CopyButton";
import { TimeLink } from "../../components/TimeLink";
import { count, passageName } from "../../i18n/format";
import { useText } from "../../i18n/text";
import { FindingsDialog } from "./FindingsDialog";

interface Shown {
  video: VideoDetailDTO;
  report: VideoDetailedReportDTO | undefined;
  onJump: (seconds: number) => void;
}

/** What was found in a sermon; a section without anything is left out. */
export function SummarySections({ video, report, onJump }: Shown) {
  const { text } = useText();
  const [isEditing, setEditing] = useState(false);
  const { summary } = video;
  const time = (seconds: number | null | undefined) => (
    <TimeLink videoId={video.id} youtubeId={video.youtube_id} seconds={seconds} onJump={onJump} />
  );
  return (
    <>
      <Section title={text.summary.abstract} isThere={report?.ai_summary != null && report.ai_summary !== ""}>
        <p className="abstract">{report?.ai_summary}</p>
      </Section>
      <Themes video={video} report={report} />
      <Section title={text.summary.passages} isThere={summary.passages.length > 0}>
        <ul className="passages">
          {summary.passages.map((passage, place) => (
            <Passage key={place} passage={passage} mentions={report?.mentions ?? []} time={time(passage.timestamp)} />
          ))}
        </ul>
      </Section>
      <Section title={text.summary.keyPoints} isThere={summary.key_points.length > 0}>
        <ol className="points">
          {summary.key_points.map((point, place) => (
            <li key={place}>{point}</li>
          ))}
        </ol>
      </Section>
      <Section title={text.summary.citations} isThere={summary.citations.length > 0}>
        {summary.citations.map((citation, place) => (
          <figure key={place} className="citation">
            <blockquote>{citation.text}</blockquote>
            <figcaption>
              {citation.context != null && <span className="quiet">{citation.context}</span>} {time(citation.timestamp)}
            </figcaption>
          </figure>
        ))}
      </Section>
      <Section title={text.summary.highlights} isThere={(report?.highlights.length ?? 0) > 0}>
        {report?.highlights.map((highlight, place) => (
          <div key={place} className="highlight">
            <h3>
              {highlight.title} {time(highlight.timestamp)}
            </h3>
            <p>{highlight.summary}</p>
          </div>
        ))}
      </Section>
      <Questions report={report} />
      <Section title={text.summary.suggestions} isThere={(summary.suggestions?.length ?? 0) > 0}>
        <ul>
          {summary.suggestions?.map((suggestion, place) => (
            <li key={place}>{suggestion}</li>
          ))}
        </ul>
      </Section>
      <Statistics video={video} report={report} />
      {video.status === "PROCESSED" && (
        <button type="button" className="small no-print" onClick={() => setEditing(true)}>
          {text.summary.editFindings}
        </button>
      )}
      {isEditing && <FindingsDialog videoId={video.id} summary={summary} onClose={() => setEditing(false)} />}
    </>
  );
}

function Section({ title, isThere, children }: { title: string; isThere: boolean; children: ReactNode }) {
  if (!isThere) return null;
  return (
    <section className="finding">
      <h2>{title}</h2>
      {children}
    </section>
  );
}

function Themes({ video, report }: Pick<Shown, "video" | "report">) {
  const { text } = useText();
  const scores = new Map(report?.themes.map(({ theme, score }) => [theme, score]));
  return (
    <Section title={text.summary.themes} isThere={video.summary.themes.length > 0}>
      <ul className="themes">
        {video.summary.themes.map((theme) => {
          const score = scores.get(theme);
          return (
            <li key={theme}>
              <Link href={`/${asSearch({ theme })}`}>{theme}</Link>
              {score !== undefined && (
                <meter value={score} min={0} max={1} title={text.summary.share(percent(score))} />
              )}
            </li>
          );
        })}
      </ul>
    </Section>
  );
}

function Passage(props: { passage: BiblicalPassageDTO; mentions: readonly BiblicalPassageDTO[]; time: ReactNode }) {
  const { text, language } = useText();
  const { passage } = props;
  const name = passageName(passage, language);
  const times = props.mentions.filter((mention) => passageName(mention, language) === name).length;
  return (
    <li className="passage">
      <div className="passage-head">
        <span className="passage-name">{name}</span>
        {props.time}
        {passage.source === "quoted" && (
          <span className="tag" title={text.summary.quotedHint}>
            {text.summary.quoted}
          </span>
        )}
        {passage.source === "edited" && (
          <span className="tag" title={text.summary.editedHint}>
            {text.summary.edited}
          </span>
        )}
        {times > 1 && <span className="quiet">{text.summary.mentions(times)}</span>}
      </div>
      {passage.text != null && passage.text !== "" && <p className="passage-text">{passage.text}</p>}
    </li>
  );
}

function Questions({ report }: Pick<Shown, "report">) {
  const { text } = useText();
  const questions = report?.discussion_questions ?? [];
  const asText = questions
    .map(({ question, passage }, place) => `${place + 1}. ${question}${passage != null ? ` (${passage})` : ""}`)
    .join("\n");
  return (
    <Section title={text.summary.questions} isThere={questions.length > 0}>
      <ol className="points">
        {questions.map(({ question, passage }, place) => (
          <li key={place}>
            {question} {passage != null && <span className="quiet">{passage}</span>}
          </li>
        ))}
      </ol>
      <div className="no-print">
        <CopyButton content={asText} label={text.summary.copyQuestions} />
      </div>
    </Section>
  );
}

function Statistics({ video, report }: Pick<Shown, "video" | "report">) {
  const { text, language } = useText();
  const words = report?.statistics.word_count ?? video.summary.word_count;
  return (
    <Section title={text.summary.statistics} isThere={words > 0}>
      <ul className="statistics">
        <li>{text.video.words(count(words, language))}</li>
        {report !== undefined && report.statistics.duration_minutes > 0 && (
          <>
            <li>{text.video.minutes(count(report.statistics.duration_minutes, language))}</li>
            <li>{text.video.wpm(count(report.statistics.wpm, language))}</li>
          </>
        )}
      </ul>
    </Section>
  );
}

function percent(score: number): number {
  return Math.round(score * 100);
}
