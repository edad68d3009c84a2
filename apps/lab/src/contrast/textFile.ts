/** The file of the text encoder that was trained with a vision model. */
export function textFile(model: string): string {
  return model.replace(/\.onnx$/, '.text.onnx');
}
