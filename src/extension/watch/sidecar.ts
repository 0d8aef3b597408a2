/** Where a model's settings are written beside it. */
export const sidecarOf = (model: string) => `${model.replace(/\.onnx$/i, "")}.glassbox.json`;
