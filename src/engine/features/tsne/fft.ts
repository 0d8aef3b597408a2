// Discrete Fourier transforms of complex rows, in place; their length is 2^k or 3 * 2^k.

export type Fft = (re: Float64Array, im: Float64Array, offset?: number) => void;

/**
 * X[k] = sum over n of x[n] exp(-2 pi i k n / N), for N numbers from `offset` on. Called with `im`
 * and `re` exchanged it is the inverse, but for the factor 1/N.
 */
export function fftOf(size: number): Fft {
  return size % 3 ? powerOfTwo(size) : threefold(size);
}

/** Every third number is transformed by itself, then the three are combined. */
function threefold(size: number): Fft {
  const third = size / 3;
  const fft = powerOfTwo(third);
  const cos = Float64Array.from({ length: size }, (_, k) => Math.cos((2 * Math.PI * k) / size));
  const sin = Float64Array.from({ length: size }, (_, k) => Math.sin((2 * Math.PI * k) / size));
  const real = new Float64Array(size);
  const imaginary = new Float64Array(size);
  const high = Math.sqrt(3) / 2;
  return (re, im, offset = 0) => {
    for (let r = 0; r < 3; r++)
      for (let n = r * third, from = offset + r; n < (r + 1) * third; n++, from += 3) {
        real[n] = re[from];
        imaginary[n] = im[from];
      }
    for (let r = 0; r < 3; r++) fft(real, imaginary, r * third);
    for (let k = 0; k < third; k++) {
      const a = third + k;
      const b = a + third;
      const aRe = real[a] * cos[k] + imaginary[a] * sin[k];
      const aIm = imaginary[a] * cos[k] - real[a] * sin[k];
      const bRe = real[b] * cos[2 * k] + imaginary[b] * sin[2 * k];
      const bIm = imaginary[b] * cos[2 * k] - real[b] * sin[2 * k];
      const x = real[k] - (aRe + bRe) / 2;
      const y = imaginary[k] - (aIm + bIm) / 2;
      const u = high * (aIm - bIm);
      const v = high * (aRe - bRe);
      re[offset + k] = real[k] + aRe + bRe;
      im[offset + k] = imaginary[k] + aIm + bIm;
      re[offset + a] = x + u;
      im[offset + a] = y - v;
      re[offset + b] = x - u;
      im[offset + b] = y + v;
    }
  };
}

function powerOfTwo(size: number): Fft {
  const cos = Float64Array.from({ length: size / 2 }, (_, k) => Math.cos((2 * Math.PI * k) / size));
  const sin = Float64Array.from({ length: size / 2 }, (_, k) => Math.sin((2 * Math.PI * k) / size));
  const reversed = bitReversal(size);
  return (re, im, offset = 0) => {
    for (let i = 0; i < size; i++) {
      const j = reversed[i];
      if (j <= i) continue;
      swap(re, offset + i, offset + j);
      swap(im, offset + i, offset + j);
    }
    let half = 1;
    if (Math.log2(size) % 2) {
      pairs(re, im, offset, size);
      half = 2;
    }
    for (; half < size; half *= 4) twoStages(re, im, offset, half);
  };
  function twoStages(re: Float64Array, im: Float64Array, offset: number, half: number) {
    const stride = size / (4 * half);
    for (let from = offset; from < offset + size; from += 4 * half)
      for (let k = 0; k < half; k++) {
        const a = from + k;
        const b = a + half;
        const c = b + half;
        const d = c + half;
        const c1 = cos[2 * k * stride];
        const s1 = sin[2 * k * stride];
        const c2 = cos[k * stride];
        const s2 = sin[k * stride];
        const bRe = re[b] * c1 + im[b] * s1;
        const bIm = im[b] * c1 - re[b] * s1;
        const dRe = re[d] * c1 + im[d] * s1;
        const dIm = im[d] * c1 - re[d] * s1;
        const evenRe = re[a] + bRe;
        const evenIm = im[a] + bIm;
        const oddRe = re[a] - bRe;
        const oddIm = im[a] - bIm;
        const x = re[c] + dRe;
        const y = im[c] + dIm;
        const u = re[c] - dRe;
        const v = im[c] - dIm;
        const xRe = x * c2 + y * s2;
        const xIm = y * c2 - x * s2;
        // The factor of the other half is -i times this one's.
        const uRe = v * c2 - u * s2;
        const uIm = -u * c2 - v * s2;
        re[a] = evenRe + xRe;
        im[a] = evenIm + xIm;
        re[c] = evenRe - xRe;
        im[c] = evenIm - xIm;
        re[b] = oddRe + uRe;
        im[b] = oddIm + uIm;
        re[d] = oddRe - uRe;
        im[d] = oddIm - uIm;
      }
  }
}

/** The first stage, whose only factor is 1: needed where the stages are odd in number. */
function pairs(re: Float64Array, im: Float64Array, offset: number, size: number) {
  for (let a = offset; a < offset + size; a += 2) {
    const x = re[a + 1];
    const y = im[a + 1];
    re[a + 1] = re[a] - x;
    im[a + 1] = im[a] - y;
    re[a] += x;
    im[a] += y;
  }
}

function bitReversal(size: number) {
  const reversed = new Uint32Array(size);
  for (let i = 1; i < size; i++) reversed[i] = (reversed[i >> 1] >> 1) | (i & 1 ? size / 2 : 0);
  return reversed;
}

function swap(a: Float64Array, i: number, j: number) {
  const t = a[i];
  a[i] = a[j];
  a[j] = t;
}
