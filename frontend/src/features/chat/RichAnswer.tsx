import { Fragment, type ReactNode } from "react";
import { Link } from "wouter";

/** A piece of an answer: text, or text that leads to a place of this page. */
export interface AnswerPiece {
  text: string;
  href?: string;
}

// [12:31](/videos/7?t=751), or the bare path. Only paths of our own become links.
const LINK = /\[([^\]\n]+)\]\((\/videos\/\d+(?:\?t=\d+)?)\)|(\/videos\/\d+(?:\?t=\d+)?)/g;

/** Cuts an answer at its links to sermons; all else stays plain text. */
export function answerPieces(answer: string): AnswerPiece[] {
  const pieces: AnswerPiece[] = [];
  let end = 0;
  for (const found of answer.matchAll(LINK)) {
    if (found.index > end) pieces.push({ text: answer.slice(end, found.index) });
    const href = found[2] ?? found[3] ?? "";
    pieces.push({ text: found[1] ?? href, href });
    end = found.index + found[0].length;
  }
  if (end < answer.length) pieces.push({ text: answer.slice(end) });
  return pieces;
}

/** An answer of the chat, in paragraphs, with its links to seconds. */
export function RichAnswer({ answer }: { answer: string }) {
  return answer.split(/\n{2,}/).map((paragraph, place) => <p key={place}>{withLinks(paragraph)}</p>);
}

function withLinks(paragraph: string): ReactNode {
  return answerPieces(paragraph).map((piece, place) =>
    piece.href === undefined ? (
      <Fragment key={place}>{piece.text}</Fragment>
    ) : (
      <Link key={place} href={piece.href} className="time">
        {piece.text}
      </Link>
    ),
  );
}
