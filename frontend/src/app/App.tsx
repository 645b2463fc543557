import { useEffect, useRef } from "react";
import { Link, Route, Switch, useLocation } from "wouter";
import { Failure } from "../components/Failure";
import { Loading } from "../components/Loading";
import { useNotices } from "../events/context";
import { ChannelPage } from "../features/channels/ChannelPage";
import { ChannelsPage } from "../features/channels/ChannelsPage";
import { ChatPage } from "../features/chat/ChatPage";
import { MapPage } from "../features/map/MapPage";
import { SearchPage } from "../features/search/SearchPage";
import { SignInPage } from "../features/signin/SignInPage";
import { LibraryPage } from "../features/videos/LibraryPage";
import { VideoPage } from "../features/videos/VideoPage";
import { useText } from "../i18n/text";
import { NoticeList } from "./NoticeList";
import { NotFoundPage } from "./NotFoundPage";
import { useSession, useSignOut } from "./session";
import { StreamBanner } from "./StreamBanner";
import { useEvents } from "./useEvents";

/** The frame of every page, and which one is shown. */
export function App() {
  const { text } = useText();
  const session = useSession();
  const isSignedIn = session.data?.authenticated === true;
  const state = useEvents(useNotices(), isSignedIn);
  return (
    <>
      <a className="skip" href="#content">
        {text.nav.skip}
      </a>
      <Header isSignedIn={isSignedIn} hasPassword={session.data?.role != null} />
      {isSignedIn && <StreamBanner state={state} />}
      <Content>
        {isSignedIn ? (
          <Pages />
        ) : session.data !== undefined ? (
          <SignInPage />
        ) : session.isError ? (
          <Failure error={session.error} onRetry={() => void session.refetch()} />
        ) : (
          <Loading />
        )}
      </Content>
      <NoticeList />
    </>
  );
}

function Header({ isSignedIn, hasPassword }: { isSignedIn: boolean; hasPassword: boolean }) {
  const { text, language, setLanguage } = useText();
  const signOut = useSignOut();
  return (
    <header className="top">
      <Link href="/" className="brand">
        CultoTranscript
      </Link>
      {isSignedIn && (
        <nav aria-label={text.nav.label}>
          <NavLink href="/">{text.nav.sermons}</NavLink>
          <NavLink href="/search">{text.nav.search}</NavLink>
          <NavLink href="/map">{text.nav.map}</NavLink>
          <NavLink href="/chat">{text.nav.chat}</NavLink>
          <NavLink href="/channels">{text.nav.channels}</NavLink>
        </nav>
      )}
      <div className="top-end">
        <button
          type="button"
          className="link"
          lang={language === "pt" ? "en" : "pt-BR"}
          title={text.nav.switchLanguageLabel}
          onClick={() => setLanguage(language === "pt" ? "en" : "pt")}
        >
          {text.nav.switchLanguage}
        </button>
        {isSignedIn && hasPassword && (
          <button type="button" className="link" disabled={signOut.isPending} onClick={() => signOut.mutate()}>
            {text.nav.signOut}
          </button>
        )}
      </div>
    </header>
  );
}

function NavLink({ href, children }: { href: string; children: string }) {
  const [path] = useLocation();
  const isHere = href === "/" ? path === "/" || path.startsWith("/videos") : path.startsWith(href);
  return (
    <Link href={href} aria-current={isHere ? "page" : undefined}>
      {children}
    </Link>
  );
}

function Content({ children }: { children: React.ReactNode }) {
  const main = useRef<HTMLElement>(null);
  const [path] = useLocation();
  const last = useRef(path);
  useEffect(() => {
    if (last.current === path) return;
    last.current = path;
    // Another page begins at its top, for the eye and for a screen reader.
    window.scrollTo(0, 0);
    main.current?.focus({ preventScroll: true });
  }, [path]);
  return (
    <main id="content" ref={main} tabIndex={-1}>
      {children}
    </main>
  );
}

function Pages() {
  return (
    <Switch>
      <Route path="/">
        <LibraryPage />
      </Route>
      <Route path="/videos/:id">{({ id }) => <VideoPage key={id} id={id} />}</Route>
      <Route path="/search">
        <SearchPage />
      </Route>
      <Route path="/map">
        <MapPage />
      </Route>
      <Route path="/chat">
        <ChatPage />
      </Route>
      <Route path="/channels">
        <ChannelsPage />
      </Route>
      <Route path="/channels/:id">{({ id }) => <ChannelPage key={id} id={id} />}</Route>
      <Route>
        <NotFoundPage />
      </Route>
    </Switch>
  );
}
