import { Link } from "wouter";
import { usePageTitle } from "../components/usePageTitle";
import { useText } from "../i18n/text";

export function NotFoundPage() {
  const { text } = useText();
  usePageTitle(text.failure.gone);
  return (
    <div className="empty">
      <h1>{text.failure.gone}</h1>
      <Link href="/" className="button">
        {text.failure.goHome}
      </Link>
    </div>
  );
}
