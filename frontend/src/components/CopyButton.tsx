import { useState } from "react";
import { useText } from "../i18n/text";

/** Puts a text on the clipboard and says so. */
export function CopyButton({ content, label }: { content: string; label?: string }) {
  const { text } = useText();
  const [isCopied, setCopied] = useState(false);
  const copy = async () => {
    await writeToClipboard(content);
    setCopied(true);
    setTimeout(() => setCopied(false), 2_000);
  };
  return (
    <button type="button" className="small" onClick={() => void copy()}>
      <span aria-live="polite">{isCopied ? text.actions.copied : (label ?? text.actions.copy)}</span>
    </button>
  );
}

/** The clipboard exists on https and localhost alone; on a plain address of the local network the old way is left. */
async function writeToClipboard(content: string): Promise<void> {
  if (window.isSecureContext) {
    await navigator.clipboard.writeText(content);
    return;
  }
  const area = document.createElement("textarea");
  area.value = content;
  area.className = "off-screen";
  document.body.append(area);
  area.select();
  document.execCommand("copy");
  area.remove();
}
