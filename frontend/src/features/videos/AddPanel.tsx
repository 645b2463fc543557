import { useEffect, useRef, useState, type FormEvent } from "react";
import { Link } from "wouter";
import type { ApiError } from "../../api/client";
import { FormError } from "../../components/Failure";
import { Field, fieldOf } from "../../components/Field";
import { sentenceOf, useText } from "../../i18n/text";
import { useSubmitAddress } from "./queries";
import type { Upload } from "./uploads";
import { useUploads } from "./UploadsContext";

const ACCEPTED = ".vtt,.srt,.txt,audio/*,video/*,.mkv";

/** Where new sermons come in: files by drop or choice, or an address. */
export function AddPanel() {
  const { text } = useText();
  return (
    <section className="add" aria-label={text.add.title}>
      <DropZone />
      <AddressForm />
      <UploadList />
    </section>
  );
}

function DropZone() {
  const { text } = useText();
  const { uploads } = useUploads();
  const input = useRef<HTMLInputElement>(null);
  const isOver = useFilesOverPage((files) => uploads.add(files));
  return (
    <div className={isOver ? "drop drop-over" : "drop"}>
      <p className="drop-title">{isOver ? text.add.dropNow : text.add.dropHere}</p>
      <button type="button" className="link" onClick={() => input.current?.click()}>
        {text.add.choose}
      </button>
      <p className="quiet">{text.add.kinds}</p>
      <input
        ref={input}
        hidden
        type="file"
        multiple
        accept={ACCEPTED}
        aria-label={text.add.choose}
        onChange={(event) => {
          uploads.add(event.target.files ?? []);
          // The same file may be chosen again.
          event.target.value = "";
        }}
      />
    </div>
  );
}

/** Whether files hover over the page, which takes them anywhere: a drop beside a small field would open the file. */
function useFilesOverPage(onFiles: (files: FileList) => void): boolean {
  const [depth, setDepth] = useState(0);
  const receive = useRef(onFiles);
  useEffect(() => {
    receive.current = onFiles;
  });
  useEffect(() => {
    const hasFiles = (event: DragEvent) => event.dataTransfer?.types.includes("Files") ?? false;
    const enter = (event: DragEvent) => hasFiles(event) && setDepth((now) => now + 1);
    const leave = (event: DragEvent) => hasFiles(event) && setDepth((now) => Math.max(0, now - 1));
    const over = (event: DragEvent) => hasFiles(event) && event.preventDefault();
    const drop = (event: DragEvent) => {
      if (!hasFiles(event)) return;
      event.preventDefault();
      setDepth(0);
      if (event.dataTransfer !== null) receive.current(event.dataTransfer.files);
    };
    window.addEventListener("dragenter", enter);
    window.addEventListener("dragleave", leave);
    window.addEventListener("dragover", over);
    window.addEventListener("drop", drop);
    return () => {
      window.removeEventListener("dragenter", enter);
      window.removeEventListener("dragleave", leave);
      window.removeEventListener("dragover", over);
      window.removeEventListener("drop", drop);
    };
  }, []);
  return depth > 0;
}

function AddressForm() {
  const { text } = useText();
  const submit = useSubmitAddress();
  const onSubmit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = event.currentTarget;
    const url = fieldOf(new FormData(form), "url");
    if (url !== null) submit.mutate(url, { onSuccess: () => form.reset() });
  };
  return (
    <form className="address" onSubmit={onSubmit}>
      <div className="line">
        <Field
          label={text.add.address}
          name="url"
          type="text"
          inputMode="url"
          autoComplete="off"
          placeholder={text.add.addressPlaceholder}
          required
        />
        <button type="submit" disabled={submit.isPending}>
          {text.add.submit}
        </button>
      </div>
      <FormError error={submit.error} />
      {submit.data !== undefined && (
        <p className="form-note" role="status">
          {submit.data.isNew ? text.add.sent : text.add.known}{" "}
          <Link href={`/videos/${submit.data.video.id}`}>{submit.data.isNew ? text.add.open : text.add.knownLink}</Link>
        </p>
      )}
    </form>
  );
}

function UploadList() {
  const { text } = useText();
  const { list } = useUploads();
  if (list.length === 0) return null;
  return (
    <ul className="uploads" aria-label={text.add.list}>
      {list.map((upload) => (
        <UploadLine key={upload.number} upload={upload} />
      ))}
    </ul>
  );
}

function UploadLine({ upload }: { upload: Upload }) {
  const texts = useText();
  const { text } = texts;
  const { uploads } = useUploads();
  const isDone = upload.state === "sent" || upload.state === "known" || upload.state === "failed";
  const percent = Math.floor(upload.fraction * 100);
  return (
    <li className={`upload upload-${upload.state}`}>
      <span className="upload-name">{upload.name}</span>
      <span className="upload-state" role={upload.state === "failed" ? "alert" : undefined}>
        {upload.state === "waiting" && text.add.waiting}
        {upload.state === "sending" && (percent < 100 ? text.add.sending(percent) : text.add.arrived)}
        {upload.state === "sent" && text.add.sent}
        {upload.state === "known" && text.add.known}
        {upload.state === "failed" && sentenceOf(upload.error, texts)}
      </span>
      <span className="upload-actions">
        {upload.video !== null && (
          <Link href={`/videos/${upload.video.id}`}>
            {upload.state === "known" ? text.add.knownLink : text.add.open}
          </Link>
        )}
        {upload.state === "failed" && mayPass(upload.error) && (
          <button type="button" className="small" onClick={() => uploads.retry(upload.number)}>
            {text.actions.retry}
          </button>
        )}
        <button
          type="button"
          className="icon"
          onClick={() => uploads.dismiss(upload.number)}
          aria-label={`${isDone ? text.add.dismiss : text.add.stop}: ${upload.name}`}
          title={isDone ? text.add.dismiss : text.add.stop}
        >
          ×
        </button>
      </span>
      {upload.state === "sending" && <progress value={percent} max={100} aria-label={upload.name} />}
    </li>
  );
}

/** Whether the same file may be taken the next time: the network or the server was at fault, not the file. */
function mayPass(error: ApiError | null): boolean {
  return error === null || error.status < 400 || error.status === 429 || error.status >= 500;
}
