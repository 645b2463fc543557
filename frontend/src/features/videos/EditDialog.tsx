import { useId, type FormEvent } from "react";
import { useChannels } from "../../api/channels";
import type { PatchVideoDTO, VideoDetailDTO } from "../../api/types";
import { Dialog } from "../../components/Dialog";
import { FormError } from "../../components/Failure";
import { Choice, Field, fieldOf } from "../../components/Field";
import { useNotices } from "../../events/context";
import { dateField, timeOfDateField } from "../../i18n/format";
import { useText } from "../../i18n/text";
import { usePatchVideo, useSpeakers } from "./queries";

/** Changes title, speaker, date and channel; what was not touched is not sent. */
export function EditDialog({ video, onClose }: { video: VideoDetailDTO; onClose: () => void }) {
  const { text } = useText();
  const notices = useNotices();
  const channels = useChannels();
  const speakers = useSpeakers();
  const speakersId = useId();
  const patch = usePatchVideo(video.id);
  const onSubmit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const change = changeOf(video, new FormData(event.currentTarget));
    if (Object.keys(change).length === 0) {
      onClose();
      return;
    }
    patch.mutate(change, {
      onSuccess: () => {
        notices.add({ kind: "done", sentence: text.video.saved });
        onClose();
      },
    });
  };
  return (
    <Dialog title={text.video.editTitle} onClose={onClose}>
      <form onSubmit={onSubmit} className="stack">
        <Field label={text.video.fieldTitle} name="title" defaultValue={video.title} required maxLength={500} />
        <Field
          label={text.video.fieldSpeaker}
          name="speaker"
          defaultValue={video.speaker ?? ""}
          maxLength={500}
          list={speakersId}
        />
        <datalist id={speakersId}>
          {speakers.data?.map((speaker) => (
            <option key={speaker} value={speaker} />
          ))}
        </datalist>
        <Field label={text.video.fieldDate} name="date" type="date" defaultValue={dateField(video.published_at)} />
        {(channels.data ?? []).length > 0 && (
          <Choice label={text.video.fieldChannel} name="channel_id" defaultValue={video.channel_id}>
            <option value="0">{text.video.noChannel}</option>
            {channels.data?.map((channel) => (
              <option key={channel.id} value={channel.id}>
                {channel.title}
              </option>
            ))}
          </Choice>
        )}
        <FormError error={patch.error} />
        <div className="line end">
          <button type="button" className="secondary" onClick={onClose}>
            {text.actions.cancel}
          </button>
          <button type="submit" disabled={patch.isPending}>
            {text.actions.save}
          </button>
        </div>
      </form>
    </Dialog>
  );
}

function changeOf(video: VideoDetailDTO, form: FormData): PatchVideoDTO {
  const change: PatchVideoDTO = {};
  const title = fieldOf(form, "title");
  if (title !== null && title !== video.title) change.title = title;
  const speaker = fieldOf(form, "speaker");
  if (speaker !== (video.speaker ?? null)) change.speaker = speaker;
  const date = fieldOf(form, "date") ?? "";
  if (date !== dateField(video.published_at)) change.published_at = timeOfDateField(date);
  const channel = fieldOf(form, "channel_id");
  if (channel !== null && channel !== video.channel_id) change.channel_id = channel;
  return change;
}
