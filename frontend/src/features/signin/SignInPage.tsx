import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useId, useState, type FormEvent } from "react";
import { useApi } from "../../api/context";
import { keys } from "../../api/keys";
import type { SessionStateDTO } from "../../api/types";
import { FormError } from "../../components/Failure";
import { usePageTitle } from "../../components/usePageTitle";
import { useText } from "../../i18n/text";

/** Asks for the password of this installation. */
export function SignInPage() {
  const { text } = useText();
  const api = useApi();
  const cache = useQueryClient();
  const password = useId();
  const [isShown, setShown] = useState(false);
  const signIn = useMutation({
    mutationFn: async (value: string) =>
      (await api.write<SessionStateDTO>("POST", "/api/v2/auth/login", { password: value })).data,
    onSuccess: (session) => cache.setQueryData(keys.session, session),
  });
  usePageTitle(text.signIn.title);
  const onSubmit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const value = new FormData(event.currentTarget).get("password");
    if (typeof value === "string" && value !== "") signIn.mutate(value);
  };
  return (
    <section className="card sign-in">
      <h1>{text.signIn.title}</h1>
      <p className="quiet">{text.signIn.text}</p>
      <form className="stack" onSubmit={onSubmit}>
        <div className="field">
          <label htmlFor={password}>{text.signIn.password}</label>
          <input
            id={password}
            name="password"
            type={isShown ? "text" : "password"}
            autoComplete="current-password"
            maxLength={1000}
            autoFocus
            required
          />
        </div>
        <label className="check">
          <input type="checkbox" checked={isShown} onChange={(event) => setShown(event.target.checked)} />{" "}
          {text.signIn.show}
        </label>
        <FormError error={signIn.error} />
        <button type="submit" disabled={signIn.isPending}>
          {text.signIn.submit}
        </button>
      </form>
    </section>
  );
}
