import type { FormEvent } from "react";
import { Link, useLocation } from "wouter";
import { useChannels } from "../../api/channels";
import { Failure, FormError } from "../../components/Failure";
import { Field, fieldOf } from "../../components/Field";
import { Loading } from "../../components/Loading";
import { usePageTitle } from "../../components/usePageTitle";
import { moment } from "../../i18n/format";
import { useText } from "../../i18n/text";
import { useCreateChannel } from "./queries";
import { channelAddress } from "./settings";

/** The churches whose videos are here. */
export function ChannelsPage() {
  const { text } = useText();
  usePageTitle(text.channels.title);
  return (
    <>
      <h1>{text.channels.title}</h1>
      <ChannelList />
      <CreateForm />
    </>
  );
}

function ChannelList() {
  const { text, language } = useText();
  const channels = useChannels();
  if (channels.data === undefined) {
    return channels.isError ? <Failure error={channels.error} onRetry={() => void channels.refetch()} /> : <Loading />;
  }
  if (channels.data.length === 0) {
    return (
      <div className="empty">
        <h2>{text.channels.empty}</h2>
        <p>{text.channels.emptyHint}</p>
      </div>
    );
  }
  return (
    <ul className="videos">
      {channels.data.map((channel) => (
        <li key={channel.id} className="video">
          <div className="video-text">
            <h2>
              <Link href={`/channels/${channel.id}`}>{channel.title}</Link>
            </h2>
            <p className="meta quiet">
              <span>{text.channels.videos(channel.processed_videos, channel.total_videos)}</span>
              {channel.youtube_channel_id !== "" && (
                <span>
                  {channel.last_checked_at != null
                    ? text.channels.checked(moment(channel.last_checked_at, language))
                    : text.channels.neverChecked}
                </span>
              )}
              {!channel.settings.active && <span>{text.channels.inactive}</span>}
            </p>
          </div>
        </li>
      ))}
    </ul>
  );
}

function CreateForm() {
  const { text } = useText();
  const [, navigate] = useLocation();
  const create = useCreateChannel();
  const onSubmit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    const title = fieldOf(form, "title");
    const url = fieldOf(form, "url");
    if (title === null) return;
    create.mutate(url === null ? { title } : { title, url }, {
      onSuccess: (channel) => navigate(`/channels/${channel.id}`),
    });
  };
  return (
    <section className="card">
      <h2>{text.channels.create}</h2>
      <form className="stack" onSubmit={onSubmit}>
        <Field label={text.channels.name} name="title" required maxLength={500} />
        <Field
          label={text.channels.address}
          name="url"
          inputMode="url"
          placeholder={channelAddress("")}
          autoComplete="off"
        />
        <FormError error={create.error} />
        <div className="line">
          <button type="submit" disabled={create.isPending}>
            {text.channels.add}
          </button>
        </div>
      </form>
    </section>
  );
}
