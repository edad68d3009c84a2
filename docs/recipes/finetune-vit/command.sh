npx @ggem/train vit.onnx --images flowers --pooling ggem --groups 3 --blocks 1 \
  --epochs 6 --batch 6 --rate 0.001 --out tuned.onnx
