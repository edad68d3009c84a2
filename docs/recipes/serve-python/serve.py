# python3 serve.py vit-ggem.onnx
# then: curl --data-binary @photo.jpg localhost:8000
import io
import json
import sys
from http.server import BaseHTTPRequestHandler, HTTPServer

import numpy as np
import onnxruntime
from PIL import Image, ImageOps, UnidentifiedImageError

session = onnxruntime.InferenceSession(
    sys.argv[1], providers=["CPUExecutionProvider"]
)


def embed(photo: bytes) -> list[float]:
    image = Image.open(io.BytesIO(photo)).convert("RGB")
    pixels = np.asarray(ImageOps.fit(image, (224, 224)), dtype=np.float32)
    planes = pixels.transpose(2, 0, 1)[np.newaxis] / 127.5 - 1
    (pooled,) = session.run(["pooled"], {"pixel_values": planes})
    return pooled[0].tolist()


class Embedder(BaseHTTPRequestHandler):
    def do_POST(self) -> None:
        length = int(self.headers.get("Content-Length", 0))
        try:
            embedding = embed(self.rfile.read(length))
        except (UnidentifiedImageError, OSError) as error:
            self.send_error(400, "The body must be a photograph", str(error))
            return
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.end_headers()
        self.wfile.write(json.dumps(embedding).encode())


if __name__ == "__main__":
    port = int(sys.argv[2]) if len(sys.argv) > 2 else 8000
    HTTPServer(("127.0.0.1", port), Embedder).serve_forever()
