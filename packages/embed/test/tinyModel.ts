/**
 * A model that gives the mean colour, `pixel_values` [n, 3, h, w] to `pooled` [n, 3]: GlobalAveragePool and Flatten, written by
 * Python's onnx 1.12.
 */
export const tinyModel: Uint8Array<ArrayBuffer> = Uint8Array.from(
  atob(
    'CAg6lQEKJwoMcGl4ZWxfdmFsdWVzEgRtZWFuIhFHbG9iYWxBdmVyYWdlUG9vbAoXCgRtZWFuEgZwb29sZWQiB0ZsYXR0ZW4SC21lYW4gY29sb3VyWikKDHBpeGVsX3ZhbHVlcxIZChcIARITCgMSAW4KAggDCgMSAWgKAxIBd2IZCgZwb29sZWQSDwoNCAESCQoDEgFuCgIIA0IECgAQEQ==',
  ),
  (letter) => letter.charCodeAt(0),
);
