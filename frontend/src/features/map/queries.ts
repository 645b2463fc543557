import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useApi } from "../../api/context";
import { keys } from "../../api/keys";
import type { PreachingMapDTO } from "../../api/types";
import { asVideoFilters, type MapFilters } from "./map";

export function useMap(filters: MapFilters) {
  const api = useApi();
  return useQuery({
    queryKey: keys.map(filters),
    queryFn: ({ signal }) => {
      // Days and months are those of the person who looks.
      const tz = Intl.DateTimeFormat().resolvedOptions().timeZone;
      return api.get<PreachingMapDTO>("/api/v2/preaching-map", { ...asVideoFilters(filters), tz }, signal);
    },
    placeholderData: keepPreviousData,
  });
}
