import { type Cases, positive } from "../case";

const inside = [{ x: ["2x9"] }];
const above = [{ x: ["2x9"], range: positive }];

export const elementwise: Cases = {
  Exp: inside,
  Log: above,
  Sqrt: above,
  Reciprocal: [...above, { x: ["2x9"], range: [-2, -0.3] }],
  Neg: inside,
  Abs: [{ x: ["2x30"] }],
  Sin: inside,
  Cos: inside,
  Tan: inside,
  Asin: [{ x: ["2x9"], range: [-0.8, 0.8] }],
  Acos: [{ x: ["2x9"], range: [-0.8, 0.8] }],
  Atan: [{ x: ["2x9"], range: [-3, 3] }],
  Sinh: inside,
  Cosh: inside,
  Asinh: [{ x: ["2x9"], range: [-3, 3] }],
  Acosh: [{ x: ["2x9"], range: [1.3, 3] }],
  Atanh: [{ x: ["2x9"], range: [-0.8, 0.8] }],
  Erf: [{ x: ["2x9"], range: [-2, 2] }],
};
