const nameOf = (channelId: string) => `culto.chat.${channelId}`;

/** The conversation of this window with a channel's sermons, if there is one: it ends with the window. */
export function keptSession(channelId: string): string | null {
  try {
    return sessionStorage.getItem(nameOf(channelId));
  } catch {
    // A browser may refuse storage altogether; then the conversation lasts as long as the page.
    return null;
  }
}

/** Keeps a conversation over a reload; none: what was kept is forgotten. */
export function keepSession(channelId: string, sessionId: string | null): void {
  try {
    if (sessionId === null) sessionStorage.removeItem(nameOf(channelId));
    else sessionStorage.setItem(nameOf(channelId), sessionId);
  } catch {
    return;
  }
}

/** A name for a new conversation, which nobody can guess. */
export function newSession(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}
