import type { VideoDetailDTO } from "../../api/types";
import { Dialog } from "../../components/Dialog";
import { FormError } from "../../components/Failure";
import { useText } from "../../i18n/text";
import { useRemoveVideo } from "./queries";

/** Asks before a sermon is deleted. */
export function RemoveDialog(props: { video: VideoDetailDTO; onClose: () => void; onRemoved: () => void }) {
  const { text } = useText();
  const remove = useRemoveVideo(props.video.id);
  return (
    <Dialog title={text.video.removeTitle} onClose={props.onClose}>
      <p>{text.video.removeText(props.video.title)}</p>
      <FormError error={remove.error} />
      <div className="line end">
        <button type="button" className="secondary" onClick={props.onClose} autoFocus>
          {text.actions.cancel}
        </button>
        <button
          type="button"
          className="danger"
          disabled={remove.isPending}
          onClick={() => remove.mutate(undefined, { onSuccess: props.onRemoved })}
        >
          {text.video.removeConfirm}
        </button>
      </div>
    </Dialog>
  );
}
