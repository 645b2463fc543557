// Reads JSON lines {"text", "lang"} and writes one line of OSIS references for each: the peer parser of analysis.py.
//
//     node peer_passages.mjs DIR     DIR holds node_modules/bible-passage-reference-parser (4.x)

import { createInterface } from "node:readline";
import { join } from "node:path";
import { pathToFileURL } from "node:url";

const home = join(process.argv[2], "node_modules", "bible-passage-reference-parser", "esm");
const load = (name) => import(pathToFileURL(join(home, name)).href);
const { bcv_parser: Parser } = await load("bcv_parser.js");
const parsers = {
  pt: new Parser(await load("lang/pt.js")),
  en: new Parser(await load("lang/en.js")),
};

const lines = [];
for await (const line of createInterface({ input: process.stdin })) {
  lines.push(JSON.parse(line));
}
const began = process.hrtime.bigint();
const found = lines.map(({ text, lang }) => parsers[lang].parse(text).osis());
const seconds = Number(process.hrtime.bigint() - began) / 1e9;
process.stdout.write(JSON.stringify({ found, seconds }) + "\n");
