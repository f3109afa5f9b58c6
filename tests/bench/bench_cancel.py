"""How soon a long list ends at Ctrl+C, and that it goes on where it stopped.

bench_cancel.py PROGRAM TEXTS [OPTIONS OF embed...]: the program embeds TEXTS into a cache of its own, is interrupted
after 2, 4, 6 and 8 seconds, and what the cache has then is counted."""
import os
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time

program, texts, more = sys.argv[1], sys.argv[2], sys.argv[3:]
with tempfile.TemporaryDirectory() as folder:
    os.environ["XDG_CACHE_HOME"] = folder
    out = os.path.join(folder, "out.npy")
    known = 0
    for seconds in (2, 4, 6, 8):
        run = subprocess.Popen([program, "embed", texts, "-o", out, "--quiet", *more])
        time.sleep(seconds)
        begin = time.monotonic()
        run.send_signal(signal.SIGINT)
        status = run.wait()
        gone = 1000 * (time.monotonic() - begin)
        with sqlite3.connect(os.path.join(folder, "embedscope", "vectors.sqlite")) as cache:
            before, known = known, cache.execute("SELECT count(*) FROM vectors").fetchone()[0]
        left = [name for name in os.listdir(folder) if name != "embedscope"]
        print(f"after {seconds} s: gone in {gone:.0f} ms, status {status}, {known} vectors known, {known - before} of "
              f"them new, files left behind: {left or 'none'}")
