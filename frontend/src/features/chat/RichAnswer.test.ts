import { describe, expect, it } from "vitest";
import { answerPieces } from "./RichAnswer";

describe("answerPieces", () => {
  it("makes links of places in sermons", () => {
    expect(answerPieces("“Graça.” ([12:31](/videos/7?t=751)) e /videos/8")).toEqual([
      { text: "“Graça.” (" },
      { text: "12:31", href: "/videos/7?t=751" },
      { text: ") e " },
      { text: "/videos/8", href: "/videos/8" },
    ]);
  });

  it("leaves every other address as the text that it is", () => {
    const answer = "[x](https://evil.example) [y](javascript:alert(1)) [z](//evil.example/videos)";

    expect(answerPieces(answer)).toEqual([{ text: answer }]);
  });
});
