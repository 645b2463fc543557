import { useState, type FormEvent } from "react";
import { Link, useLocation } from "wouter";
import { asSearch } from "../../api/client";
import type { ChannelCheckDTO, ChannelDTO, ChannelStatsDTO } from "../../api/types";
import { Dialog } from "../../components/Dialog";
import { Failure, FormError } from "../../components/Failure";
import { Choice, Field, fieldOf, numberOf } from "../../components/Field";
import { Loading } from "../../components/Loading";
import { usePageTitle } from "../../components/usePageTitle";
import { useNotices } from "../../events/context";
import { count, lengthOf, moment, weekday } from "../../i18n/format";
import { failureSentence } from "../../i18n/server";
import { useText } from "../../i18n/text";
import {
  isUnderWay,
  useChannel,
  useChannelStats,
  useCheckChannel,
  useChecks,
  useImport,
  usePatchChannel,
  useRemoveChannel,
} from "./queries";
import { channelAddress, readSettings, scheduleField, timeField } from "./settings";

const SHOWN_CHECKS = 3;
const WEEKDAYS = [0, 1, 2, 3, 4, 5, 6];

/** One church: its numbers, and how its channel is followed. */
export function ChannelPage({ id }: { id: string }) {
  const channel = useChannel(id);
  usePageTitle(channel.data?.title);
  if (channel.data === undefined) {
    return channel.isError ? <Failure error={channel.error} onRetry={() => void channel.refetch()} /> : <Loading />;
  }
  return <Channel channel={channel.data} />;
}

function Channel({ channel }: { channel: ChannelDTO }) {
  const { text, language } = useText();
  const [isRemoving, setRemoving] = useState(false);
  // A channel that was given by its name has no id before the first look at it.
  const checks = useChecks(channel.id).data ?? [];
  const isOnYouTube = channel.youtube_channel_id !== "" || checks.length > 0;
  return (
    <article>
      <Link href="/channels" className="back">
        ← {text.channels.title}
      </Link>
      <h1>{channel.title}</h1>
      {isOnYouTube && (
        <p className="quiet">
          {channel.last_checked_at != null
            ? text.channels.checked(moment(channel.last_checked_at, language))
            : text.channels.neverChecked}
        </p>
      )}
      <Stats id={channel.id} />
      <div className="actions">
        <Link href={`/${asSearch({ channel_id: channel.id })}`} className="button small">
          {text.channels.seeVideos}
        </Link>
        <Link href={`/chat${asSearch({ channel: channel.id })}`} className="button small">
          {text.channels.ask}
        </Link>
        <a className="button small" href={`/api/v2/channels/${channel.id}/export?format=markdown`} download>
          {text.channels.studyGuides}
        </a>
        <a className="button small" href={`/api/v2/channels/${channel.id}/export?format=rss`} target="_blank">
          {text.channels.podcast}
        </a>
        {isOnYouTube && <CheckButton id={channel.id} />}
        <button type="button" className="small danger" onClick={() => setRemoving(true)}>
          {text.channels.remove}
        </button>
      </div>
      <Checks checks={checks} />
      <SettingsForm channel={channel} />
      {isOnYouTube && <ImportForm id={channel.id} />}
      {isRemoving && <RemoveChannelDialog id={channel.id} onClose={() => setRemoving(false)} />}
    </article>
  );
}

function Stats({ id }: { id: string }) {
  const { text, language } = useText();
  const stats = useChannelStats(id);
  if (stats.data === undefined) return null;
  const shown: [keyof Omit<ChannelStatsDTO, "last_updated">, string][] = [
    ["total_videos", count(stats.data.total_videos, language)],
    ["processed_videos", count(stats.data.processed_videos, language)],
    ["processing_videos", count(stats.data.processing_videos, language)],
    ["failed_videos", count(stats.data.failed_videos, language)],
    ["total_duration", lengthOf(stats.data.total_duration)],
    ["average_duration", lengthOf(stats.data.average_duration)],
  ];
  return (
    <dl className="stats">
      {shown.map(([name, value]) => (
        <div key={name}>
          <dt>{text.channels.stats[name]}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}

function CheckButton({ id }: { id: string }) {
  const { text } = useText();
  const notices = useNotices();
  const check = useCheckChannel(id);
  return (
    <>
      <button
        type="button"
        className="small"
        disabled={check.isPending}
        onClick={() =>
          check.mutate(undefined, {
            onSuccess: () => notices.add({ kind: "done", sentence: text.channels.checking }),
          })
        }
      >
        {text.channels.check}
      </button>
      <FormError error={check.error} />
    </>
  );
}

/** The newest looks at the channel, with how far each is. */
function Checks({ checks }: { checks: ChannelCheckDTO[] }) {
  const { text, language } = useText();
  if (checks.length === 0) return null;
  return (
    <ul className="checks" role="status">
      {checks.slice(0, SHOWN_CHECKS).map((check) => (
        <li key={check.id}>
          <span className="quiet">{moment(check.asked_at, language)}</span>{" "}
          {check.status === "failed"
            ? failureSentence(check.error_code ?? "", check.message ?? text.channels.checkStatus.failed, text, language)
            : `${text.channels.checkStatus[check.status]} ${text.channels.checkCounts(check.looked_at, check.listed, check.added)}`}
          {isUnderWay(check) && (
            <progress
              aria-label={text.channels.checkStatus[check.status]}
              {...(check.listed > 0 ? { value: check.looked_at, max: check.listed } : {})}
            />
          )}
        </li>
      ))}
    </ul>
  );
}

function SettingsForm({ channel }: { channel: ChannelDTO }) {
  const { text, language } = useText();
  const notices = useNotices();
  const patch = usePatchChannel(channel.id);
  const { settings } = channel;
  const onSubmit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    const url = fieldOf(form, "url");
    const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
    patch.mutate(
      {
        title: fieldOf(form, "title") ?? channel.title,
        settings: readSettings(form, settings, zone),
        ...(url === null ? {} : { url }),
      },
      { onSuccess: () => notices.add({ kind: "done", sentence: text.channels.saved }) },
    );
  };
  const inMinutes = (seconds: number | null | undefined) => (seconds == null ? "" : Math.round(seconds / 60));
  return (
    <section className="card">
      <h2>{text.channels.settings}</h2>
      <form className="stack" onSubmit={onSubmit}>
        <Field label={text.channels.name} name="title" defaultValue={channel.title} required maxLength={500} />
        <Field
          label={text.channels.otherAddress}
          name="url"
          inputMode="url"
          placeholder={channelAddress(channel.youtube_channel_id)}
          autoComplete="off"
        />
        <label className="check">
          <input type="checkbox" name="active" defaultChecked={settings.active} /> {text.channels.active}
        </label>
        <Field label={text.channels.titleFilter} name="title_filter" defaultValue={settings.title_filter ?? ""} />
        <div className="pair">
          <Field
            label={text.channels.minDuration}
            name="min_duration"
            type="number"
            min={0}
            defaultValue={inMinutes(settings.min_duration)}
          />
          <Field
            label={text.channels.maxDuration}
            name="max_duration"
            type="number"
            min={0}
            defaultValue={inMinutes(settings.max_duration)}
          />
        </div>
        <Field
          label={text.channels.defaultSpeaker}
          name="default_speaker"
          defaultValue={settings.default_speaker ?? ""}
        />
        <div className="pair">
          <Choice label={text.channels.schedule} name="schedule" defaultValue={scheduleField(settings.schedule)}>
            <option value="never">{text.channels.never}</option>
            <option value="daily">{text.channels.daily}</option>
            {WEEKDAYS.map((day) => (
              <option key={day} value={day}>
                {weekday(day, language)}
              </option>
            ))}
          </Choice>
          <Field label={text.channels.at} name="time" type="time" defaultValue={timeField(settings.schedule)} />
        </div>
        <FormError error={patch.error} />
        <div className="line">
          <button type="submit" disabled={patch.isPending}>
            {text.actions.save}
          </button>
        </div>
      </form>
    </section>
  );
}

function ImportForm({ id }: { id: string }) {
  const { text } = useText();
  const notices = useNotices();
  const start = useImport(id);
  const onSubmit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    const date_start = fieldOf(form, "date_start");
    const date_end = fieldOf(form, "date_end");
    const max_videos = numberOf(form, "max_videos");
    if (date_start === null || date_end === null) return;
    start.mutate(max_videos === null ? { date_start, date_end } : { date_start, date_end, max_videos }, {
      onSuccess: () => notices.add({ kind: "done", sentence: text.channels.importStarted }),
    });
  };
  return (
    <section className="card">
      <h2>{text.channels.import}</h2>
      <form className="stack" onSubmit={onSubmit}>
        <div className="pair">
          <Field label={text.channels.importFrom} name="date_start" type="date" required />
          <Field label={text.channels.importTo} name="date_end" type="date" required />
        </div>
        <Field label={text.channels.importMax} name="max_videos" type="number" min={1} />
        <FormError error={start.error} />
        <div className="line">
          <button type="submit" disabled={start.isPending}>
            {text.channels.importStart}
          </button>
        </div>
      </form>
    </section>
  );
}

function RemoveChannelDialog({ id, onClose }: { id: string; onClose: () => void }) {
  const { text } = useText();
  const [, navigate] = useLocation();
  const remove = useRemoveChannel(id);
  return (
    <Dialog title={text.channels.removeTitle} onClose={onClose}>
      <p>{text.channels.removeText}</p>
      <FormError error={remove.error} />
      <div className="line end">
        <button type="button" className="secondary" onClick={onClose} autoFocus>
          {text.actions.cancel}
        </button>
        <button
          type="button"
          className="danger"
          disabled={remove.isPending}
          onClick={() => remove.mutate(undefined, { onSuccess: () => navigate("/channels") })}
        >
          {text.channels.remove}
        </button>
      </div>
    </Dialog>
  );
}
