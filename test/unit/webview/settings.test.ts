// What a person types into a field of the preprocessing.
import { expect, test } from "vitest";
import { parsed } from "../../../src/webview/views/settings";

test.each([
  ["0.485, 0.456 0.406", [0, 0, 0], [0.485, 0.456, 0.406]],
  ["1/255", 1, 1 / 255],
  ["127.5/255; 0.5", [0], [0.5, 0.5]],
  ["256", 224, 256],
])("%j is read", (typed, like, wanted) => {
  expect(parsed(typed, like)).toEqual(wanted);
});

test.each(["", "a", "1/0", "1/2/3", "0.5, x"])("%j is nothing", (typed) => {
  expect(parsed(typed, [0])).toBeUndefined();
});

test("two numbers are no scale", () => expect(parsed("1 2", 1)).toBeUndefined());
