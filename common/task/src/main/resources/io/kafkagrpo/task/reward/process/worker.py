"""Runs a reward function for kafka-grpo: one JSON line in, one out.

The first line in has the script and what it may take; each later one has completions. The protocol has a pipe of its
own: whatever the script prints, also from a program that it starts, goes to stderr. Needs nothing but Python 3.8.
"""

import asyncio
import inspect
import json
import math
import os
import signal
import sys
import threading
import time


def main():
    try:
        os.setsid()  # so that everything it starts can be ended with it
    except OSError:
        pass  # it leads a session already
    lines = os.fdopen(os.dup(0), "r", encoding="utf-8", newline="\n")
    answers = os.fdopen(os.dup(1), "w", encoding="utf-8", newline="\n")
    os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
    os.dup2(2, 1)
    # stderr is a pipe, and so not a terminal: without this, lines would come when a buffer is full
    sys.stdout.reconfigure(line_buffering=True)
    owner = os.getpid()
    threading.Thread(target=end_with, args=(os.getppid(),), daemon=True).start()

    def answer(message):
        if os.getpid() != owner:
            os._exit(0)  # the script forked, and this is the child
        answers.write(json.dumps(message, allow_nan=False) + "\n")
        answers.flush()

    try:
        start = json.loads(lines.readline())
        limit_memory(start["memory_mb"])
        function = load(start)
    except BaseException as problem:  # SystemExit too: nothing of a script may end the worker unseen
        answer({"error": described(problem)})
        return
    answer({"ready": True})
    for line in lines:
        request = json.loads(line)
        try:
            values = scored(function, request["rows"], start["format"])
            message = {"id": request["id"], "values": values}
        except BaseException as problem:
            message = {"id": request["id"], "error": described(problem)}
        answer(message)


def end_with(parent):
    while os.getppid() == parent:
        time.sleep(1)
    os.killpg(0, signal.SIGKILL)


def limit_memory(megabytes):
    try:
        import resource
    except ImportError:
        return  # no limits on this system
    resource.setrlimit(resource.RLIMIT_AS, (megabytes << 20, megabytes << 20))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def load(start):
    sys.path.insert(0, os.path.dirname(start["file"]))
    sys.argv = [start["file"]]
    module = type(sys)("reward")
    module.__file__ = start["file"]
    sys.modules["reward"] = module
    exec(compile(start["script"], start["file"], "exec"), module.__dict__)
    function = getattr(module, start["function"], None)
    if not callable(function):
        raise LookupError("the script has no function " + start["function"])
    return function


def scored(function, rows, style):
    names = {name for row in rows for name in row["columns"]}
    columns = {name: [row["columns"].get(name) for row in rows] for name in names}
    for name in ("question", "answer", "finish_reason", "token_count"):
        columns.setdefault(name, [row[name] for row in rows])
    if style == "messages":
        columns["prompts"] = [[{"role": "user", "content": row["question"]}] for row in rows]
        columns["completions"] = [[{"role": "assistant", "content": row["completion"]}] for row in rows]
    else:
        columns["prompts"] = [row["question"] for row in rows]
        columns["completions"] = [row["completion"] for row in rows]
    parameters = inspect.signature(function).parameters
    if not any(p.kind is inspect.Parameter.VAR_KEYWORD for p in parameters.values()):
        columns = {name: values for name, values in columns.items() if name in parameters}
    values = function(**columns)
    if inspect.isawaitable(values):
        values = asyncio.run(awaited(values))
    if hasattr(values, "tolist"):  # of numpy or torch
        values = values.tolist()
    if isinstance(values, (str, bytes)) or not hasattr(values, "__len__"):
        raise TypeError("it gave " + shown(values) + " instead of a list of numbers")
    if len(values) != len(rows):
        raise ValueError("it gave %d values for %d completions" % (len(values), len(rows)))
    return [checked(value) for value in values]


async def awaited(values):
    return await values


def checked(value):
    if value is None:
        return {"because": "it gave None"}
    if isinstance(value, (str, bytes)) or not hasattr(value, "__float__"):
        return {"because": "it gave " + shown(value) + " instead of a number"}
    number = float(value)
    return number if math.isfinite(number) else {"because": "it gave " + str(number)}


def shown(value):
    text = repr(value)
    return text if len(text) <= 100 else text[:100] + "…"


def described(problem):
    text = "%s: %s" % (type(problem).__name__, problem)
    trace = problem.__traceback__
    line = None
    while trace is not None:
        if trace.tb_frame.f_globals.get("__name__") == "reward":
            line = trace.tb_lineno
        trace = trace.tb_next
    return text[:1000] if line is None else "%s (line %d)" % (text[:1000], line)


if __name__ == "__main__":
    main()
