#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Makes events.txt with Google's protobuf library (3.21.12) and a bitwise CRC-32C. Run here to make it anew.

Each line is a name and the whole framed record in hex. Messages and field numbers are those of TensorFlow's
event.proto and summary.proto.
"""
import struct
from google.protobuf import descriptor_pb2, descriptor_pool, message_factory

F = descriptor_pb2.FieldDescriptorProto
TYPES = {"double": F.TYPE_DOUBLE, "float": F.TYPE_FLOAT, "int64": F.TYPE_INT64, "int32": F.TYPE_INT32,
         "string": F.TYPE_STRING, "bytes": F.TYPE_BYTES}
MESSAGES = {
    "Image": [("height", 1, "int32"), ("width", 2, "int32"), ("colorspace", 3, "int32"), ("encoded_image_string", 4, "bytes")],
    "Value": [("tag", 1, "string"), ("simple_value", 2, "float"), ("image", 4, "Image")],
    "Summary": [("value", 1, "*Value")],
    "Event": [("wall_time", 1, "double"), ("step", 2, "int64"), ("file_version", 3, "string"), ("summary", 5, "Summary")],
}

file = descriptor_pb2.FileDescriptorProto(name="event.proto", package="t", syntax="proto3")
for name, fields in MESSAGES.items():
    message = file.message_type.add(name=name)
    # A oneof, as in summary.proto, so that a value of 0 is written too.
    if name == "Value":
        message.oneof_decl.add(name="value")
    for field, number, kind in fields:
        f = message.field.add(name=field, number=number, label=F.LABEL_REPEATED if kind[0] == "*" else F.LABEL_OPTIONAL)
        if kind in TYPES:
            f.type = TYPES[kind]
        else:
            f.type, f.type_name = F.TYPE_MESSAGE, ".t." + kind.lstrip("*")
        if name == "Value" and number > 1:
            f.oneof_index = 0
pool = descriptor_pool.DescriptorPool()
pool.Add(file)
factory = message_factory.MessageFactory(pool)
Event, Value, Image = (factory.GetPrototype(pool.FindMessageTypeByName("t." + n)) for n in ("Event", "Value", "Image"))


def crc(data):
    c = 0xFFFFFFFF
    for b in data:
        c ^= b
        for _ in range(8):
            c = c >> 1 ^ (0x82F63B78 if c & 1 else 0)
    return c ^ 0xFFFFFFFF


def masked(data):
    c = crc(data)
    return ((c >> 15 | c << 17) + 0xA282EAD8) & 0xFFFFFFFF


def framed(event):
    data = event.SerializeToString()
    length = struct.pack("<Q", len(data))
    return length + struct.pack("<I", masked(length)) + data + struct.pack("<I", masked(data))


def scalars(seconds, step, **values):
    e = Event(wall_time=seconds, step=step)
    for tag, value in values.items():
        e.summary.value.append(Value(tag=tag.replace("__", "/"), simple_value=value))
    return e


image = Event(wall_time=3.25, step=70000)
image.summary.value.append(Value(tag="plots/\u00e4", image=Image(height=300, width=2, colorspace=3,
                                                                encoded_image_string=bytes(range(256)))))
assert crc(b"123456789") == 0xE3069283
with open("events.txt", "w") as out:
    for name, event in (("version", Event(wall_time=1234.5, file_version="brain.Event:2")),
                        ("scalars", scalars(1.7e9, 300, loss__train=0.25, lr=0.0, accuracy__test=float("nan"))),
                        ("image", image)):
        out.write(f"{name} {framed(event).hex()}\n")
