// OpenCV, PIL and NumPy: steps that code takes by hand, one statement after the other.
import { pixelUnit } from "../found";
import { three } from "./albumentations";
import type { Step } from "./recovered";

/** Both take (width, height). */
function stretched([width, height = width]: readonly number[] = []) {
  if (width === undefined) return undefined;
  return { resize: "stretch" as const, height, width, resize_short: Math.min(height, width) };
}

/** OpenCV reads blue first; PIL red first. */
export const opencv: Record<string, Step> = {
  imread: (r, a) => r.colours(/gr[ae]y|^0$/.test(a.word(1, "flags")) ? "grey" : "BGR"),
  imdecode: (r, a) => r.colours(/gr[ae]y|^0$/.test(a.word(1, "flags")) ? "grey" : "BGR"),
  cvtColor: (r, a) => {
    const code = a.word(1, "code");
    if (/bgra?2rgb|rgb2bgr/.test(code)) r.reverse();
    else if (/2gray/.test(code)) r.colours("grey");
  },
  resize: (r, a) => {
    const size = stretched(a.numbers(1, "dsize"));
    if (!size) return;
    r.set({
      ...size,
      interpolation: a.interpolation("bilinear", 4, "interpolation"),
      // INTER_AREA averages what it covers.
      antialias: /area/.test(a.word(4, "interpolation")),
    });
  },
  copyMakeBorder: (r, a) => {
    const value = a.numbers(6, "value");
    r.set({ resize: "letterbox", pad_value: value && three(value) });
  },
  blobFromImage: (r, a) => {
    r.colours(a.flag(false, 4, "swapRB") ? "RGB" : "BGR");
    // OpenCV subtracts the mean before it scales.
    const mean = a.numbers(3, "mean");
    if (mean) r.subtract(mean);
    r.multiply(a.numbers(1, "scalefactor") ?? [1]);
    const [width, height = width] = a.numbers(2, "size") ?? [];
    if (width === undefined) return;
    const resize = a.flag(false, 5, "crop") ? "crop" : "stretch";
    r.set({ resize, height, width, resize_short: Math.min(height, width), antialias: false });
  },
};

/** Methods and functions of PIL's Image. */
export const pil: Record<string, Step> = {
  open: (r) => r.colours("RGB"),
  convert: (r, a) => {
    const mode = a.word(0, "mode");
    if (mode === "rgb") r.colours("RGB");
    if (mode === "l") r.colours("grey");
  },
  resize: (r, a) => {
    const size = stretched(a.numbers(0, "size"));
    if (!size) return;
    r.set({
      ...size,
      interpolation: a.interpolation("bicubic", 1, "resample"),
    });
  },
  img_as_float: (r) => r.multiply([pixelUnit]),
};
