npx @ggem/onnx attach vit.onnx --tokens tokens --pooling ggem --groups 3 --prefix-tokens 1 --normalize
npx @ggem/onnx verify vit.ggem.onnx # against the reference, on random input
