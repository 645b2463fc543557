const nameOf = (channelId: string) => `culto.chat.${channelId}`;

/** The conversation of this window with a channel's sermons; it outlives a reload, and ends with the window. */
export function sessionOf(channelId: string): string {
  try {
    const kept = sessionStorage.getItem(nameOf(channelId));
    if (kept !== null) return kept;
  } catch {
    // A browser may refuse storage altogether; then the conversation lasts as long as the page.
  }
  return forgetSession(channelId);
}

/** Begins a new conversation. */
export function forgetSession(channelId: string): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  const session = Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
  try {
    sessionStorage.setItem(nameOf(channelId), session);
  } catch {
    return session;
  }
  return session;
}
