// npm run showcase: the pictures of README and walkthrough, from what the journeys saw last.
import { statSync } from "node:fs";
import { join, relative } from "node:path";
import sharp from "sharp";
import { root } from "./steps.mjs";

const pictures = {
  panel: "panel.png",
  "walkthrough-sample": "walkthrough/sample.png",
  "walkthrough-explain": "walkthrough/explain.png",
  "walkthrough-shortcut": "walkthrough/shortcut.png",
};
const most = 200_000;

for (const [seen, name] of Object.entries(pictures)) {
  const to = join(root, "media", name);
  const picture = sharp(join(root, "test-results/screenshots", `${seen}.png`));
  await picture.png({ palette: true, colours: 128, effort: 10 }).toFile(to);
  const { size } = statSync(to);
  console.log(`${relative(root, to)}: ${Math.round(size / 1000)} KB`);
  if (size > most) process.exitCode = 1;
}
