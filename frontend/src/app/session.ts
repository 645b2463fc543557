import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { ApiError } from "../api/client";
import { useApi } from "../api/context";
import { keys } from "../api/keys";
import type { SessionStateDTO } from "../api/types";

const SIGNED_OUT: SessionStateDTO = { authenticated: false };
const ASK_AGAIN_MS = 3_000;

/** Who looks at this page. Asked again for as long as the server does not answer. */
export function useSession() {
  const api = useApi();
  return useQuery({
    queryKey: keys.session,
    queryFn: async () => {
      try {
        return await api.whoAmI();
      } catch (error) {
        if (error instanceof ApiError && error.status === 401) return SIGNED_OUT;
        throw error;
      }
    },
    retry: false,
    refetchInterval: (query) => (query.state.status === "error" ? ASK_AGAIN_MS : false),
  });
}

export function useSignOut() {
  const api = useApi();
  const cache = useQueryClient();
  return useMutation({
    mutationFn: async () => (await api.write<SessionStateDTO>("POST", "/api/v2/auth/logout")).data,
    onSuccess: (session) => {
      // The next person is not to see what this one has read.
      cache.removeQueries({ predicate: (query) => query.queryKey[0] !== keys.session[0] });
      cache.setQueryData(keys.session, session);
    },
  });
}
