"""A small GGUF v3 writer: typed metadata, then tensors aligned to 32 bytes."""
import struct

import numpy

ALIGNMENT = 32
UINT32, INT32, FLOAT32, BOOL, STRING, ARRAY = 4, 5, 6, 7, 8, 9
SCALARS = {UINT32: "<I", INT32: "<i", FLOAT32: "<f", BOOL: "<?"}
TENSOR_TYPES = {numpy.dtype("float32"): 0, numpy.dtype("float16"): 1}


def _string(text):
    data = text.encode("utf-8")
    return struct.pack("<Q", len(data)) + data


def _value(kind, value):
    return _string(value) if kind == STRING else struct.pack(SCALARS[kind], value)


def _entry(key, kind, value):
    """One metadata entry; a list is written as an array of its kind."""
    if isinstance(value, list):
        items = b"".join(_value(kind, item) for item in value)
        return _string(key) + struct.pack("<IIQ", ARRAY, kind, len(value)) + items
    return _string(key) + struct.pack("<I", kind) + _value(kind, value)


def write(path, metadata, tensors):
    """metadata: (key, kind, value) triples; tensors: name → numpy array (row-major, as PyTorch stores them)."""
    head = b"GGUF" + struct.pack("<IQQ", 3, len(tensors), len(metadata))
    head += b"".join(_entry(*entry) for entry in metadata)
    offset = 0
    for name, array in tensors.items():
        sizes = array.shape[::-1]  # GGUF names the fastest-running dimension first
        head += _string(name) + struct.pack(f"<I{len(sizes)}Q", len(sizes), *sizes)
        head += struct.pack("<IQ", TENSOR_TYPES[array.dtype], offset)
        offset += array.nbytes + -array.nbytes % ALIGNMENT
    with open(path, "wb") as out:
        out.write(head + b"\0" * (-len(head) % ALIGNMENT))
        for array in tensors.values():
            out.write(array.tobytes() + b"\0" * (-array.nbytes % ALIGNMENT))
