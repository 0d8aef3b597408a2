import { float } from "../../../../src/engine/graph/ops";
import type { Cases } from "../case";

export const linear: Cases = {
  Gemm: [
    { x: ["2x3", "3x4", "4"] },
    { x: ["2x3", "4x3", "2x1"], attrs: { transB: 1, alpha: float(0.5), beta: float(2) } },
    { x: ["3x2", "3x4"], attrs: { transA: 1 } },
    { x: ["3x2", "4x3", ""], attrs: { transA: 1, transB: 1, alpha: float(1.5) } },
  ],
  MatMul: [
    { x: ["2x3", "3x4"] },
    { x: ["2x2x3", "3x4"] },
    { x: ["3x4", "2x5x4x2"] },
    { x: ["2x1x2x3", "4x3x2"] },
    { x: ["3", "2x3x4"] },
    { x: ["2x4x3", "3"] },
    { x: ["3", "3"] },
  ],
  "com.microsoft.FusedMatMul": [
    { x: ["2x3", "3x4"], attrs: { alpha: float(0.5) } },
    { x: ["2x2x4x3", "2x2x5x3"], attrs: { transB: 1, alpha: float(0.3) } },
    { x: ["2x3x4", "2x3x5"], attrs: { transA: 1 } },
    { x: ["2x3x4", "5x3"], attrs: { transA: 1, transB: 1 } },
  ],
  Einsum: [
    { x: ["2x3", "3x4"], attrs: { equation: "ij,jk->ik" } },
    { x: ["2x3", "3x4"], attrs: { equation: "ij, jk" } },
    { x: ["2x3x4x5", "2x3x6x5"], attrs: { equation: "bhid,bhjd->bhij" } },
    { x: ["2x4x3x5", "2x6x3x5"], attrs: { equation: "bqnc,bknc->bnqk" } },
    { x: ["2x3x4", "2x5"], attrs: { equation: "bij,bk->bi" } },
    { x: ["2x3x4"], attrs: { equation: "bij->bji" } },
    { x: ["2x3x4"], attrs: { equation: "bij->j" } },
    { x: ["3", "3"], attrs: { equation: "i,i" } },
    { x: ["3", "4"], attrs: { equation: "i,j->ij" } },
    { x: ["2x5x3x4", "2x5x4x2"], attrs: { equation: "...ij,...jk->...ik" } },
    { x: ["2x5x3x4", "4x2"], attrs: { equation: "...ij,jk->...ik" } },
    { x: ["2x3", "3x4", "4x2"], attrs: { equation: "ab,bc,cd->ad" } },
  ],
};
