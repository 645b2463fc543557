import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect, useRef, useState, type FormEvent, type KeyboardEvent } from "react";
import { Link, useSearchParams } from "wouter";
import { useChannels } from "../../api/channels";
import { ApiError } from "../../api/client";
import { useApi } from "../../api/context";
import { keys } from "../../api/keys";
import type { ChatMessageDTO, ChatRequestDTO, ChatResponseDTO } from "../../api/types";
import { Failure, FormError } from "../../components/Failure";
import { Choice } from "../../components/Field";
import { usePageTitle } from "../../components/usePageTitle";
import { VideoMeta } from "../../components/VideoMeta";
import { useText } from "../../i18n/text";
import { RichAnswer } from "./RichAnswer";
import { keepSession, keptSession, newSession } from "./session";

type Knowledge = NonNullable<ChatRequestDTO["knowledge_mode"]>;

/** Asks what was preached; the channel whose sermons are asked is in the page's address. */
export function ChatPage() {
  const { text } = useText();
  const [search, setSearch] = useSearchParams();
  const channels = useChannels();
  const channelId = search.get("channel") ?? "0";
  usePageTitle(text.chat.title);
  return (
    <div className="chat">
      <h1>{text.chat.title}</h1>
      <p className="quiet">{text.chat.intro}</p>
      {(channels.data ?? []).length > 0 && (
        <Choice
          label={text.chat.channel}
          value={channelId}
          onChange={(event) => setSearch(event.target.value === "0" ? {} : { channel: event.target.value })}
        >
          <option value="0">{text.chat.all}</option>
          {channels.data?.map((channel) => (
            <option key={channel.id} value={channel.id}>
              {channel.title}
            </option>
          ))}
        </Choice>
      )}
      <Conversation key={channelId} channelId={channelId} />
    </div>
  );
}

function Conversation({ channelId }: { channelId: string }) {
  const { text } = useText();
  const api = useApi();
  const cache = useQueryClient();
  const [session, setSession] = useState(() => firstSession(channelId));
  const sessionId = session.id;
  const [knowledge, setKnowledge] = useState<Knowledge>("database_only");
  const [cited, setCited] = useState<ChatResponseDTO | null>(null);
  const path = `/api/v2/channels/${encodeURIComponent(channelId)}/chat`;
  const key = keys.chat(channelId, sessionId);
  const history = useQuery({
    queryKey: key,
    queryFn: async ({ signal }) => {
      try {
        return await api.get<ChatMessageDTO[]>(`${path}/${sessionId}`, {}, signal);
      } catch (error) {
        if (error instanceof ApiError && error.code === "CHAT_NOT_FOUND") return [];
        throw error;
      }
    },
    // The server knows a conversation from its first question on.
    enabled: session.isKept,
  });
  const say = (...messages: Omit<ChatMessageDTO, "timestamp">[]) =>
    cache.setQueryData<ChatMessageDTO[]>(key, (before = []) => [
      ...before,
      ...messages.map((message) => ({ ...message, timestamp: new Date().toISOString() })),
    ]);
  const ask = useMutation({
    mutationFn: async (message: string) => {
      const question: ChatRequestDTO = {
        message,
        session_id: sessionId,
        channel_id: channelId,
        knowledge_mode: knowledge,
      };
      return (await api.write<ChatResponseDTO>("POST", path, question)).data;
    },
    onSuccess: (answer, message) => {
      say({ role: "user", content: message }, { role: "assistant", content: answer.response });
      setCited(answer);
      keepSession(channelId, sessionId);
    },
  });
  const forget = useMutation({
    mutationFn: () => api.write<null>("DELETE", `${path}/${sessionId}`),
    onSuccess: () => {
      setCited(null);
      keepSession(channelId, null);
      setSession(firstSession(channelId));
    },
  });
  const messages = history.data ?? [];
  return (
    <>
      {history.isError && <Failure error={history.error} onRetry={() => void history.refetch()} />}
      <ol className="messages" aria-live="polite">
        {messages.map((message, place) => (
          <Message key={place} message={message} />
        ))}
        {ask.isPending && (
          <>
            <Message message={{ role: "user", content: ask.variables, timestamp: "" }} />
            <li className="quiet">{text.chat.thinking}</li>
          </>
        )}
      </ol>
      {cited !== null && !ask.isPending && <Cited answer={cited} />}
      <FormError error={ask.error ?? forget.error} />
      <QuestionForm isPending={ask.isPending} onAsk={(message, done) => ask.mutate(message, { onSuccess: done })}>
        <Choice
          label={text.chat.knowledge}
          value={knowledge}
          onChange={(event) => setKnowledge(event.target.value as Knowledge)}
        >
          <option value="database_only">{text.chat.databaseOnly}</option>
          <option value="global">{text.chat.global}</option>
        </Choice>
        {messages.length > 0 && (
          <button type="button" className="link" disabled={forget.isPending} onClick={() => forget.mutate()}>
            {text.chat.forget}
          </button>
        )}
      </QuestionForm>
    </>
  );
}

function firstSession(channelId: string): { id: string; isKept: boolean } {
  const kept = keptSession(channelId);
  return kept === null ? { id: newSession(), isKept: false } : { id: kept, isKept: true };
}

function Message({ message }: { message: ChatMessageDTO }) {
  const { text } = useText();
  const own = useRef<HTMLLIElement>(null);
  useEffect(() => {
    // Nothing is given back: a browser's newer scrollIntoView returns a promise, which is no way to clean up.
    void own.current?.scrollIntoView({ block: "nearest" });
  }, []);
  const isUser = message.role === "user";
  return (
    <li ref={own} className={isUser ? "message message-user" : "message"}>
      <span className="off-screen">{isUser ? text.chat.you : text.chat.answer}: </span>
      {isUser ? <p>{message.content}</p> : <RichAnswer answer={message.content} />}
    </li>
  );
}

function Cited({ answer }: { answer: ChatResponseDTO }) {
  const { text } = useText();
  if (answer.cited_videos.length === 0) return null;
  return (
    <section className="cited">
      <h2>{text.chat.cited}</h2>
      <ul>
        {answer.cited_videos.map((video, place) => (
          <li key={video.id}>
            <Link href={`/videos/${video.id}`}>{video.title}</Link>
            <VideoMeta video={video} />
            <span className="quiet">
              {text.chat.relevance(Math.round((answer.relevance_scores[place] ?? 0) * 100))}
            </span>
          </li>
        ))}
      </ul>
    </section>
  );
}

interface Form {
  isPending: boolean;
  onAsk: (message: string, done: () => void) => void;
  children: React.ReactNode;
}

function QuestionForm({ isPending, onAsk, children }: Form) {
  const { text } = useText();
  const [message, setMessage] = useState("");
  const send = () => {
    const question = message.trim();
    if (question !== "" && !isPending) onAsk(question, () => setMessage(""));
  };
  const onSubmit = (event: FormEvent) => {
    event.preventDefault();
    send();
  };
  const onKeyDown = (event: KeyboardEvent) => {
    // Enter sends, as in every chat; a new line needs Shift. A word that is being composed is not finished by it.
    if (event.key !== "Enter" || event.shiftKey || event.nativeEvent.isComposing) return;
    event.preventDefault();
    send();
  };
  return (
    <form className="question" onSubmit={onSubmit}>
      <textarea
        aria-label={text.chat.label}
        placeholder={text.chat.placeholder}
        rows={2}
        maxLength={4000}
        value={message}
        onChange={(event) => setMessage(event.target.value)}
        onKeyDown={onKeyDown}
      />
      <div className="line">
        {children}
        <button type="submit" disabled={isPending || message.trim() === ""}>
          {text.chat.send}
        </button>
      </div>
    </form>
  );
}
