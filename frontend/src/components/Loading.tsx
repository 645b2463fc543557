import { useText } from "../i18n/text";

/** A place that fills in a moment. */
export function Loading() {
  const { text } = useText();
  return (
    <p className="loading quiet" role="status">
      {text.actions.loading}
    </p>
  );
}
