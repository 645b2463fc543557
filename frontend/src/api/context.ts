import { createContext, use } from "react";
import type { ApiClient } from "./client";

export const ApiContext = createContext<ApiClient | null>(null);

/** What speaks with the server. */
export function useApi(): ApiClient {
  const api = use(ApiContext);
  if (api === null) throw new Error("this component stands outside of the ApiContext");
  return api;
}
