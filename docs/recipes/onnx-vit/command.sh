npx @ggem/onnx attach vit.onnx --tokens tokens --pooling ggem --groups 3 --normalize
npx @ggem/onnx verify vit.ggem.onnx --against vit.onnx # the reference and the old outputs, on random input
