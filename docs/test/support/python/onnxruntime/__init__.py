"""What the recipe uses of the Python package onnxruntime, on the C library inside the npm package onnxruntime-node.

Python's own package comes from PyPI, which a machine for tests may not reach. The engine is the same. A function of its C
interface is a place in a table that keeps its order (onnxruntime_c_api.h).
"""

import ctypes
import os

import numpy as np

_library = ctypes.CDLL(os.environ["ONNXRUNTIME_LIBRARY"])
_places = {
    "message": 2,
    "env": 3,
    "session": 7,
    "run": 9,
    "options": 10,
    "tensor": 49,
    "data": 51,
    "dimensions_count": 61,
    "dimensions": 62,
    "shape": 65,
    "memory": 69,
}
_handle = ctypes.c_void_p


class _Base(ctypes.Structure):
    _fields_ = [("get_api", ctypes.CFUNCTYPE(_handle, ctypes.c_uint32)), ("version", _handle)]


_library.OrtGetApiBase.restype = ctypes.POINTER(_Base)
_api = ctypes.cast(_library.OrtGetApiBase().contents.get_api(17), ctypes.POINTER(_handle))


def _call(name, *arguments):
    """Calls a function whose last argument is where its result goes, and gives that."""
    result = _handle()
    function = ctypes.CFUNCTYPE(_handle)(_api[_places[name]])
    function.argtypes = None
    status = function(*arguments, ctypes.byref(result))
    if status:
        message = ctypes.CFUNCTYPE(ctypes.c_char_p, _handle)(_api[_places["message"]])
        raise RuntimeError(message(status).decode())
    return result


class InferenceSession:
    def __init__(self, path, providers):
        assert providers == ["CPUExecutionProvider"]
        self.env = _call("env", ctypes.c_int(3), ctypes.c_char_p(b"recipe"))
        self.session = _call("session", self.env, ctypes.c_char_p(path.encode()), _call("options"))

    def run(self, outputs, inputs):
        memory = _call("memory", ctypes.c_int(0), ctypes.c_int(0))
        arrays = [np.ascontiguousarray(value, dtype=np.float32) for value in inputs.values()]
        values = (_handle * len(arrays))()
        for i, array in enumerate(arrays):
            shape = (ctypes.c_int64 * array.ndim)(*array.shape)
            at = array.ctypes.data_as(_handle)
            length = ctypes.c_size_t(array.nbytes)
            values[i] = _call("tensor", memory, at, length, shape, ctypes.c_size_t(array.ndim), ctypes.c_int(1)).value
        names = (ctypes.c_char_p * len(inputs))(*(name.encode() for name in inputs))
        (output,) = outputs
        wanted = (ctypes.c_char_p * 1)(output.encode())
        one = ctypes.c_size_t(1)
        result = _call("run", self.session, None, names, values, ctypes.c_size_t(len(arrays)), wanted, one)
        return [_array(result)]


def _array(value):
    info = _call("shape", value)
    rank = _call("dimensions_count", info).value
    shape = (ctypes.c_int64 * rank)()
    function = ctypes.CFUNCTYPE(_handle)(_api[_places["dimensions"]])
    function.argtypes = None
    assert not function(info, shape, ctypes.c_size_t(rank))
    data = ctypes.cast(_call("data", value), ctypes.POINTER(ctypes.c_float))
    return np.ctypeslib.as_array(data, tuple(shape)).copy()
