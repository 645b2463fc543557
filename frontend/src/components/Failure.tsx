import { Link } from "wouter";
import { ApiError } from "../api/client";
import { sentenceOf, useText } from "../i18n/text";

/** Something could not be loaded: why, and what can be done. */
export function Failure({ error, onRetry }: { error: unknown; onRetry?: () => void }) {
  const texts = useText();
  const { text } = texts;
  const isGone = error instanceof ApiError && (error.status === 404 || error.status === 400);
  return (
    <div className="empty" role="alert">
      <h2>{text.failure.title}</h2>
      <p>{sentenceOf(error, texts)}</p>
      {isGone || onRetry === undefined ? (
        <Link href="/" className="button">
          {text.failure.goHome}
        </Link>
      ) : (
        <button type="button" onClick={onRetry}>
          {text.actions.retry}
        </button>
      )}
    </div>
  );
}

/** One line that says why a form was not accepted. */
export function FormError({ error }: { error: unknown }) {
  const texts = useText();
  if (error === null || error === undefined) return null;
  return (
    <p className="form-error" role="alert">
      {sentenceOf(error, texts)}
    </p>
  );
}
