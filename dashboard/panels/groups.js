// Products by group (nhóm sản phẩm).

import { breakdown } from "./types.js";

const GROUPS = ["I", "II", "III", "IV", "V", "VI"];

export const groups = breakdown({ name: "groups", dimension: "product_group", values: GROUPS });
