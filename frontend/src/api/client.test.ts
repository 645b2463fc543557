import { describe, expect, it } from "vitest";
import { ApiClient, ApiError, asSearch } from "./client";

interface Sent {
  method: string;
  path: string;
  token: string | null;
}

/** A server that knows one token at a time and tells it with every GET. */
function server(answers: Record<string, () => Response>, tokens: string[]) {
  const sent: Sent[] = [];
  const fetch = (path: RequestInfo | URL, init?: RequestInit): Promise<Response> => {
    const method = init?.method ?? "GET";
    const token = new Headers(init?.headers).get("X-CSRF-Token");
    sent.push({ method, path: path as string, token });
    if (method === "GET") {
      const response = (answers[path as string] ?? (() => success({ authenticated: true })))();
      response.headers.set("X-CSRF-Token", tokens[0] ?? "");
      return Promise.resolve(response);
    }
    if (token !== tokens.at(-1)) {
      tokens.splice(0, tokens.length - 1);
      return Promise.resolve(refusal(403, "CSRF_TOKEN_INVALID"));
    }
    return Promise.resolve((answers[path as string] ?? (() => success(null)))());
  };
  return { sent, fetch };
}

const success = (data: unknown, status = 200) => new Response(JSON.stringify({ success: true, data }), { status });
const refusal = (status: number, code: string) =>
  new Response(JSON.stringify({ success: false, detail: "No.", error_code: code }), { status });

describe("ApiClient", () => {
  it("gives back the data of a success", async () => {
    const { fetch } = server({ "/api/v2/videos/7": () => success({ id: "7" }) }, ["t"]);

    expect(await new ApiClient(fetch).get("/api/v2/videos/7")).toEqual({ id: "7" });
  });

  it("reads a token before its first write and shows it", async () => {
    const { fetch, sent } = server({ "/api/v2/videos": () => success({ id: "1" }, 202) }, ["first"]);

    const answer = await new ApiClient(fetch).write("POST", "/api/v2/videos", { url: "x" });

    expect(answer).toEqual({ status: 202, data: { id: "1" } });
    expect(sent).toEqual([
      { method: "GET", path: "/api/v2/auth/me", token: null },
      { method: "POST", path: "/api/v2/videos", token: "first" },
    ]);
  });

  it("reads the token anew and repeats once when it is refused", async () => {
    const { fetch, sent } = server({}, ["old", "new"]);

    await new ApiClient(fetch).write("DELETE", "/api/v2/videos/1");

    expect(sent.map(({ method, token }) => [method, token])).toEqual([
      ["GET", null],
      ["DELETE", "old"],
      ["GET", null],
      ["DELETE", "new"],
    ]);
  });

  it("repeats no more than once", async () => {
    let posts = 0;
    const fetch = (_: unknown, init?: RequestInit) => {
      if (init?.method === "POST") posts += 1;
      return Promise.resolve(init?.method === "POST" ? refusal(403, "CSRF_TOKEN_INVALID") : success({}));
    };

    await expect(new ApiClient(fetch).write("POST", "/x")).rejects.toMatchObject({ code: "CSRF_TOKEN_INVALID" });

    expect(posts).toBe(2);
  });

  it("can sign in although the question for a token is answered with 401", async () => {
    const { fetch, sent } = server({ "/api/v2/auth/me": () => refusal(401, "AUTH_REQUIRED") }, ["t"]);
    let signedOut = 0;

    await new ApiClient(fetch, () => (signedOut += 1)).write("POST", "/api/v2/auth/login", { password: "x" });

    expect(sent.at(-1)).toEqual({ method: "POST", path: "/api/v2/auth/login", token: "t" });
    expect(signedOut).toBe(1);
  });

  it("says so when nobody answers, and when the answer is not of our form", async () => {
    const nobody = new ApiClient(() => Promise.reject(new TypeError("refused")));
    const proxy = new ApiClient(() => Promise.resolve(new Response("<h1>Bad gateway</h1>", { status: 502 })));

    await expect(nobody.get("/x")).rejects.toEqual(new ApiError(0, "OFFLINE", ""));
    await expect(proxy.get("/x")).rejects.toMatchObject({ status: 502, code: "HTTP_502" });
  });
});

describe("asSearch", () => {
  it("repeats lists and leaves out what is not set", () => {
    expect(asSearch({ status: ["FAILED", "QUEUED"], search: "", page: 2, speaker: undefined })).toBe(
      "?status=FAILED&status=QUEUED&page=2",
    );
    expect(asSearch({})).toBe("");
  });
});
