import { drawn } from "../drawing";
import { Refusal } from "../refusal";
import { asWebp } from "../run/picture";
import type { Calls } from "./call";
import { explain } from "./explain";

export const thumbnail: Calls["thumbnail"] = async ({ side, ...job }, control, models) => {
  if (!("file" in job.image))
    throw new Refusal("picture-unreadable", "A thumbnail needs a picture: a tensor has none.");
  const { raw: _, map, ...explanation } = await explain(job, control, models);
  const image = await drawn(job.image.file, explanation.picture!, map, { side });
  return { explanation, image: await asWebp([image]) };
};
