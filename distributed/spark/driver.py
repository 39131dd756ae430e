"""
The relational engine of a search, over Spark Connect: requests come as lines of JSON, answers go as lines of JSON.

A layer is a folder of Parquet with two columns. Rows whose action is 0 or more are the states of a level, packed, each with the least action
that led to it. Rows below 0 are notes of the filters that found the layer. All else is the business of who asks (distributed/search.ts).

Functions that Spark runs on its workers import what they need: they are sent there by value, and this file is not.
"""

import json
import os
import queue
import shutil
import sys
import threading

ROWS = "state binary, action smallint"


def filtering(command, question, task):
    """For mapInArrow: what filters answer to a task. A filter is a process that serves one partition at a time, and then the next."""

    def filtered(batches):
        import json
        import struct
        import subprocess
        import sys
        import types
        import uuid

        import numpy
        import pyarrow

        # States that are sent to a filter at a time.
        most = 16384
        pool = sys.modules.setdefault("tidemark_filters", types.ModuleType("tidemark_filters"))
        idle = pool.__dict__.setdefault("idle", {}).setdefault(question, [])

        class Filter:
            def __init__(self):
                self.process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
                self.send(question.encode())
                answer = json.loads(self.receive())
                if "error" in answer:
                    raise RuntimeError("TIDEMARK: " + answer["error"])
                self.width = answer["width"]

            def send(self, *frames):
                for frame in frames:
                    self.process.stdin.write(struct.pack("<I", len(frame)))
                    self.process.stdin.write(frame)
                self.process.stdin.flush()

            def receive(self):
                length = self.process.stdout.read(4)
                frame = self.process.stdout.read(struct.unpack("<I", length)[0]) if len(length) == 4 else b""
                if len(length) < 4:
                    raise RuntimeError(f"TIDEMARK: a filter has ended with exit code {self.process.wait()}")
                return frame

            # A filter outlives the task that it was started for: nothing of a task may be in here.
            def answer(self, task, states):
                self.send(task.encode(), states)
                note, rows = self.receive(), self.receive()
                count = len(rows) // (self.width + 1)
                offsets = numpy.arange(count + 1, dtype=numpy.int32) * self.width
                data = [None, pyarrow.py_buffer(offsets), pyarrow.py_buffer(rows)]
                actions = numpy.frombuffer(rows, numpy.uint8, count, count * self.width).astype(numpy.int16)
                yield batch(pyarrow.Array.from_buffers(pyarrow.binary(), count, data), pyarrow.array(actions))
                # No two are equal, and none is a state.
                unlike = (uuid.uuid4().bytes + note).ljust(self.width + 1)
                yield batch(pyarrow.array([unlike], pyarrow.binary()), pyarrow.array([-1], pyarrow.int16()))

        def batch(states, actions):
            return pyarrow.RecordBatch.from_arrays([states, actions], names=["state", "action"])

        def bytes_of(column, width):
            column = column.cast(pyarrow.binary())
            _, offsets, data = column.buffers()
            ends = numpy.frombuffer(offsets, numpy.int32)[column.offset : column.offset + len(column) + 1]
            states = memoryview(data)[ends[0] : ends[-1]]
            if len(states) != width * len(column):
                raise RuntimeError("TIDEMARK: the layer has rows that are no states of the model")
            return states

        filter = idle.pop() if idle else Filter()
        try:
            parts, rows = [], 0
            for given in batches:
                for start in range(0, given.num_rows, most):
                    part = given.column(0).slice(start, most)
                    if rows + len(part) > most:
                        yield from filter.answer(task, b"".join(parts))
                        parts, rows = [], 0
                    parts.append(bytes_of(part, filter.width))
                    rows += len(part)
            if rows > 0:
                yield from filter.answer(task, b"".join(parts))
        except BaseException:
            filter.process.kill()
            raise
        idle.append(filter)

    return filtered


def refuse_unreachable(master):
    """The client would try for many minutes."""
    import socket
    from urllib.parse import urlsplit

    url = urlsplit(master)
    if url.scheme != "sc" or url.hostname is None:
        raise ValueError(f"--master is sc://HOST:PORT, and not {master}")
    try:
        socket.create_connection((url.hostname, url.port or 15002), timeout=10).close()
    except OSError as error:
        raise ConnectionError(f"{master} cannot be reached: {error}") from None


class Engine:
    def __init__(self, master, command, question, partitions, probe):
        from pyspark.sql import SparkSession

        if master is None:
            from pysail.spark import SparkConnectServer

            self.server = SparkConnectServer()
            self.server.start(background=True)
            master = "sc://%s:%d" % self.server.listening_address
        else:
            refuse_unreachable(master)
        self.spark = SparkSession.builder.remote(master).getOrCreate()
        self.command, self.question, self.partitions = command, question, partitions
        if not hasattr(self, "server"):
            self.refuse_unshared(probe)

    def refuse_unshared(self, path):
        """A machine that writes where others do not read would lose states, and nobody would hear of it."""
        rows = 64 * self.partitions
        self.spark.range(0, rows, 1, 4 * self.partitions).write.mode("overwrite").parquet(path)
        there = self.spark.read.parquet(path).count()
        shutil.rmtree(path, ignore_errors=True)
        if there != rows:
            raise RuntimeError(f"{there} of {rows} rows written to {path} are read there: all machines of the cluster must see this folder (--checkpoint)")

    def states(self, path):
        return self.spark.read.parquet(path).where("action >= 0")

    def filtered(self, path, size, task):
        partitions = max(1, min(self.partitions, -(-size // 4096)))
        frontier = self.states(path).select("state").repartition(partitions)
        return frontier.mapInArrow(filtering(self.command, self.question, json.dumps(task)), ROWS)

    def seed(self, path, states):
        import pyarrow

        columns = [pyarrow.array([bytes.fromhex(s) for s in states], pyarrow.binary()), pyarrow.array([0] * len(states), pyarrow.int16())]
        table = pyarrow.table(columns, names=["state", "action"])
        self.spark.createDataFrame(table).write.mode("overwrite").parquet(path)
        return self.layer(path)

    def expand(self, path, visited, size, task):
        """next = distinct(expand(frontier)) anti-join visited; the frontier is the last of what was visited"""
        from pyspark.sql import functions as F

        least = self.filtered(visited[-1], size, task).groupBy("state").agg(F.min("action").alias("action"))
        seen = self.spark.read.parquet(*visited).select("state")
        least.join(seen, "state", "left_anti").write.mode("overwrite").parquet(path)
        notes = self.spark.read.parquet(path).where("action < 0").select("state").collect()
        return {**self.layer(path), "notes": [bytes(row.state)[16:].decode() for row in notes]}

    def predecessors(self, path, size, targets):
        from pyspark.sql import functions as F

        found = self.filtered(path, size, {"targets": targets}).where("action >= 0").groupBy("action")
        least = {row.action: bytes(row.least).hex() for row in found.agg(F.min("state").alias("least")).collect()}
        return {"least": [least.get(i, "") for i in range(len(targets))]}

    def layer(self, path):
        """What a layer holds: states by action, and sums of checksums, which say nothing of the order of rows."""
        from pyspark.sql import functions as F

        counts = F.count("state").alias("states"), F.sum(F.crc32("state")).alias("sum")
        rows = sorted(tuple(row) for row in self.states(path).groupBy("action").agg(*counts).collect())
        created = {action: states for action, states, _ in rows}
        files = [entry.stat().st_size for entry in os.scandir(path)] if os.path.isdir(path) else []
        return {
            "created": [created.get(action, 0) for action in range(max(created, default=-1) + 1)],
            "digest": " ".join(f"{action}:{states}:{total:x}" for action, states, total in rows),
            "bytes": sum(files),
        }


def main():
    requests = queue.Queue()

    def read():
        for line in sys.stdin:
            requests.put(line)
        # Who asked is gone: nobody waits for what is being done.
        os._exit(0)

    threading.Thread(target=read, daemon=True).start()
    answers, sys.stdout = sys.stdout, sys.stderr
    engine = None
    while True:
        request = json.loads(requests.get())
        name = request.pop("do")
        try:
            if name == "start":
                engine = Engine(**request)
                answer = {"result": {}}
            else:
                answer = {"result": getattr(engine, name)(**request)}
        except Exception as error:
            answer = {"error": str(error)}
        print(json.dumps(answer), file=answers, flush=True)


if __name__ == "__main__":
    main()
