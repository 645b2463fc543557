/** Where each thing of the server lies in the query cache. */
export const keys = {
  session: ["session"] as const,
  videos: ["videos"] as const,
  videoLists: ["videos", "list"] as const,
  videoList: (filters: object) => ["videos", "list", filters] as const,
  video: (id: string) => ["videos", "one", id, "detail"] as const,
  allOfVideo: (id: string) => ["videos", "one", id] as const,
  report: (id: string) => ["videos", "one", id, "report"] as const,
  transcript: (id: string) => ["videos", "one", id, "transcript"] as const,
  searches: ["search"] as const,
  search: (filters: object) => ["search", filters] as const,
  channels: ["channels"] as const,
  channelList: ["channels", "list"] as const,
  channel: (id: string) => ["channels", "one", id] as const,
  channelStats: (id: string) => ["channels", "one", id, "stats"] as const,
  channelChecks: (id: string) => ["channels", "one", id, "checks"] as const,
  chat: (channelId: string, sessionId: string) => ["chat", channelId, sessionId] as const,
};
