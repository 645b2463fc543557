import { isApiSuccess, type ApiErrorResponse, type ApiResponse, type SessionStateDTO } from "./types";

/** An answer that is no success, or none at all (`status` 0, `code` "OFFLINE"). */
export class ApiError extends Error {
  override readonly name = "ApiError";

  constructor(
    readonly status: number,
    readonly code: string,
    detail: string,
  ) {
    super(detail);
  }
}

export interface Answer<T> {
  status: number;
  data: T;
}

type Query = Record<string, string | number | boolean | readonly string[] | null | undefined>;

const TOKEN_HEADER = "X-CSRF-Token";

/**
 * Speaks with the API. A write shows the session's CSRF token; when the server does not know it (after a restart with
 * another key, or a sign-in in another window), the token is read anew and the write repeated once.
 */
export class ApiClient {
  private token: string | null = null;

  constructor(
    private readonly fetch: typeof globalThis.fetch,
    private readonly onSignedOut: () => void = () => undefined,
  ) {}

  async get<T>(path: string, query: Query = {}, signal?: AbortSignal): Promise<T> {
    return (await this.send<T>("GET", path + asSearch(query), undefined, signal)).data;
  }

  async write<T>(method: "POST" | "PUT" | "PATCH" | "DELETE", path: string, body?: unknown): Promise<Answer<T>> {
    if (this.token === null) await this.readToken();
    try {
      return await this.send<T>(method, path, body);
    } catch (error) {
      if (!isTokenRefused(error)) throw error;
      await this.readToken();
      return this.send<T>(method, path, body);
    }
  }

  /** Sends a form by XMLHttpRequest, the one way to hear how much of a file has gone out. */
  async upload<T>(
    path: string,
    form: FormData,
    onSent: (fraction: number) => void,
    signal: AbortSignal,
  ): Promise<Answer<T>> {
    // Asked each time: with an old token the whole file would travel in vain.
    await this.readToken();
    return new Promise((resolve, reject) => {
      const request = new XMLHttpRequest();
      request.open("POST", path);
      request.setRequestHeader("Accept", "application/json");
      if (this.token !== null) request.setRequestHeader(TOKEN_HEADER, this.token);
      request.upload.onprogress = (event) => {
        if (event.lengthComputable && event.total > 0) onSent(event.loaded / event.total);
      };
      request.onload = () => {
        this.keepToken(request.getResponseHeader(TOKEN_HEADER));
        try {
          resolve(this.read<T>(request.status, request.responseText));
        } catch (error) {
          reject(error instanceof Error ? error : new ApiError(0, "OFFLINE", ""));
        }
      };
      request.onerror = () => reject(offline());
      request.onabort = () => reject(new ApiError(0, "ABORTED", ""));
      signal.addEventListener("abort", () => request.abort());
      request.send(form);
    });
  }

  /** Who the caller is; a fresh token comes with it, also where the answer is a 401. */
  whoAmI(): Promise<SessionStateDTO> {
    return this.get<SessionStateDTO>("/api/v2/auth/me");
  }

  private async readToken(): Promise<void> {
    try {
      await this.whoAmI();
    } catch (error) {
      // A 401 has brought a token as well: with it one can sign in.
      if (!(error instanceof ApiError && error.status === 401)) throw error;
    }
  }

  private async send<T>(method: string, path: string, body?: unknown, signal?: AbortSignal): Promise<Answer<T>> {
    const headers: Record<string, string> = { Accept: "application/json" };
    if (body !== undefined) headers["Content-Type"] = "application/json";
    if (method !== "GET" && this.token !== null) headers[TOKEN_HEADER] = this.token;
    let status: number;
    let text: string;
    try {
      const response = await this.fetch(path, {
        method,
        headers,
        credentials: "same-origin",
        body: body === undefined ? null : JSON.stringify(body),
        signal: signal ?? null,
      });
      this.keepToken(response.headers.get(TOKEN_HEADER));
      status = response.status;
      text = await response.text();
    } catch (error) {
      if (signal?.aborted) throw error;
      throw offline();
    }
    return this.read<T>(status, text);
  }

  private read<T>(status: number, text: string): Answer<T> {
    const answer = parse<T>(text);
    if (answer !== null && isApiSuccess(answer)) return { status, data: answer.data };
    const refusal: Partial<ApiErrorResponse> = answer ?? {};
    const error = new ApiError(status, refusal.error_code ?? `HTTP_${status}`, refusal.detail ?? "");
    if (status === 401 && error.code === "AUTH_REQUIRED") this.onSignedOut();
    throw error;
  }

  private keepToken(token: string | null): void {
    if (token !== null && token !== "") this.token = token;
  }
}

/** A query string with its `?`, or nothing; what is null, undefined or empty is left out. */
export function asSearch(query: Query): string {
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) {
    for (const one of Array.isArray(value) ? (value as readonly string[]) : [value]) {
      if (one !== null && one !== undefined && one !== "") search.append(name, String(one));
    }
  }
  const text = search.toString();
  return text === "" ? "" : `?${text}`;
}

function offline(): ApiError {
  return new ApiError(0, "OFFLINE", "");
}

function isTokenRefused(error: unknown): boolean {
  return error instanceof ApiError && error.status === 403 && error.code.startsWith("CSRF_");
}

function parse<T>(text: string): ApiResponse<T> | null {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null && "success" in value ? (value as ApiResponse<T>) : null;
  } catch {
    return null;
  }
}
