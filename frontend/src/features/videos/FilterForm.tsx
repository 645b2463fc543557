import type { FormEvent } from "react";
import { useLocation } from "wouter";
import { useChannels } from "../../api/channels";
import { asSearch } from "../../api/client";
import { Choice, Field, fieldOf } from "../../components/Field";
import { useText } from "../../i18n/text";
import { SORTS, STATUSES, type VideoFilters } from "./filters";

const FIELDS = ["search", "speaker", "theme", "biblical_ref", "status", "channel_id", "date_start", "date_end", "sort"];

/** Narrows the list; the choice lives in the page's address, so that it can be kept and shared. */
export function FilterForm({ filters }: { filters: VideoFilters }) {
  const { text } = useText();
  const [, navigate] = useLocation();
  const channels = useChannels();
  const onSubmit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    const chosen = Object.fromEntries(FIELDS.map((name) => [name, fieldOf(form, name)]));
    if (chosen.sort === SORTS[0]) delete chosen.sort;
    navigate(`/${asSearch(chosen)}`);
  };
  const isNarrowed = Object.keys(filters).length > 0;
  return (
    <details className="filters" open={isNarrowed}>
      <summary>{text.filters.open}</summary>
      {/* Another address brings other values: the fields begin anew with them. */}
      <form key={asSearch({ ...filters })} onSubmit={onSubmit} className="filter-form">
        <Field label={text.filters.text} name="search" type="search" defaultValue={filters.search} />
        <Field label={text.filters.speaker} name="speaker" defaultValue={filters.speaker} />
        <Field label={text.filters.theme} name="theme" defaultValue={filters.theme} />
        <Field
          label={text.filters.passage}
          name="biblical_ref"
          placeholder={text.filters.passagePlaceholder}
          defaultValue={filters.biblical_ref}
        />
        <Choice label={text.filters.status} name="status" defaultValue={filters.status ?? ""}>
          <option value="">{text.filters.anyStatus}</option>
          {STATUSES.map((status) => (
            <option key={status} value={status}>
              {text.status[status]}
            </option>
          ))}
        </Choice>
        {(channels.data ?? []).length > 0 && (
          <Choice label={text.filters.channel} name="channel_id" defaultValue={filters.channel_id ?? ""}>
            <option value="">{text.filters.anyChannel}</option>
            {channels.data?.map((channel) => (
              <option key={channel.id} value={channel.id}>
                {channel.title}
              </option>
            ))}
          </Choice>
        )}
        <Field label={text.filters.from} name="date_start" type="date" defaultValue={filters.date_start} />
        <Field label={text.filters.to} name="date_end" type="date" defaultValue={filters.date_end} />
        <Choice label={text.filters.sort} name="sort" defaultValue={filters.sort ?? SORTS[0]}>
          {SORTS.map((sort) => (
            <option key={sort} value={sort}>
              {text.filters.sorts[sort]}
            </option>
          ))}
        </Choice>
        <div className="line">
          <button type="submit">{text.filters.apply}</button>
          {isNarrowed && (
            <button type="button" className="link" onClick={() => navigate("/")}>
              {text.library.clearFilters}
            </button>
          )}
        </div>
      </form>
    </details>
  );
}
