import { useId, type InputHTMLAttributes, type ReactNode, type SelectHTMLAttributes } from "react";

/** A labelled line of a form. */
export function Field({ label, ...input }: { label: string } & InputHTMLAttributes<HTMLInputElement>) {
  const id = useId();
  return (
    <div className="field">
      <label htmlFor={id}>{label}</label>
      <input id={id} {...input} />
    </div>
  );
}

/** A labelled choice. */
export function Choice({
  label,
  children,
  ...select
}: { label: string; children: ReactNode } & SelectHTMLAttributes<HTMLSelectElement>) {
  const id = useId();
  return (
    <div className="field">
      <label htmlFor={id}>{label}</label>
      <select id={id} {...select}>
        {children}
      </select>
    </div>
  );
}

/** What a form holds under a name, without the blanks around it; null where it is empty. */
export function fieldOf(form: FormData, name: string): string | null {
  const value = form.get(name);
  const trimmed = typeof value === "string" ? value.trim() : "";
  return trimmed === "" ? null : trimmed;
}

/** A whole number in a form; null where there is none. */
export function numberOf(form: FormData, name: string): number | null {
  const value = fieldOf(form, name);
  return value === null || !/^\d+$/.test(value) ? null : Number(value);
}
