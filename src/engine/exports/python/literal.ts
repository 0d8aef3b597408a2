/** A Python string in one line: JSON's escapes are Python's too. */
export const literal = (text: string) =>
  JSON.stringify(text).replace(
    /[\u007f-\uffff]/g,
    (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );

export const numbers = (list: readonly number[]) => `[${list.join(", ")}]`;
export const python = (flag: boolean) => (flag ? "True" : "False");
