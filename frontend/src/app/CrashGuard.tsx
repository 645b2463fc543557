import { Component, type ReactNode } from "react";
import { useText } from "../i18n/text";

/** A fault of the page itself shows a way on, in place of nothing. */
export class CrashGuard extends Component<{ children: ReactNode }, { hasCrashed: boolean }> {
  override state = { hasCrashed: false };

  static getDerivedStateFromError() {
    return { hasCrashed: true };
  }

  override render() {
    return this.state.hasCrashed ? <Crashed /> : this.props.children;
  }
}

function Crashed() {
  const { text } = useText();
  return (
    <div className="empty" role="alert">
      <h1>{text.failure.crashed}</h1>
      <button type="button" onClick={() => location.reload()}>
        {text.failure.reload}
      </button>
    </div>
  );
}
