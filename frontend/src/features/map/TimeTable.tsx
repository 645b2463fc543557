import { useText } from "../../i18n/text";
import { count, shortMonth } from "../../i18n/format";
import { shadeOf, shadesFor, type Period } from "./map";

interface Shown {
  title: string;
  /** What each line is of: its name in the data, and the one that is shown. */
  lines: readonly { name: string; label: string; total: number }[];
  periods: readonly Period[];
  note?: string | undefined;
}

/** How often something was named in each month or year: a table whose cells are shaded as the map is. */
export function TimeTable({ title, lines, periods, note }: Shown) {
  const { text, language } = useText();
  const most = Math.max(0, ...lines.flatMap(({ name }) => periods.map(({ counts }) => counts.get(name) ?? 0)));
  const shades = shadesFor(most);
  if (lines.length === 0) return null;
  return (
    <section className="over-time">
      <h2>{title}</h2>
      <div className="table-scroller" tabIndex={0} role="group" aria-label={title}>
        <table className="time-table">
          <thead>
            <tr>
              <td />
              {periods.map(({ year, month }) => (
                <th key={`${year}-${month}`} scope="col">
                  {month === null ? year : shortMonth(year, month, language)}
                </th>
              ))}
              <th scope="col">{text.map.total}</th>
            </tr>
          </thead>
          <tbody>
            {lines.map(({ name, label, total }) => (
              <tr key={name}>
                <th scope="row">{label}</th>
                {periods.map(({ year, month, counts }) => {
                  const sermons = counts.get(name) ?? 0;
                  const shade = shadeOf(sermons, shades);
                  return (
                    <td key={`${year}-${month}`} className={`time-cell time-cell-${shade}`}>
                      {sermons === 0 ? "" : count(sermons, language)}
                    </td>
                  );
                })}
                <td className="time-total">{count(total, language)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      {note !== undefined && <p className="quiet">{note}</p>}
    </section>
  );
}
