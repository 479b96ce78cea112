"""One question of bench/pool.mjs, answered by Python's multiprocessing.Pool: prints tasks a second."""

import multiprocessing
import sys
import time


def square(x):
    return x * x


def timed(count, work):
    start = time.perf_counter()
    work()
    return count / (time.perf_counter() - start)


def consume(iterator):
    for _ in iterator:
        pass


def one_by_one(pool, count):
    for i in range(count):
        pool.apply(square, (i,))


def answer(pool, question):
    million = range(1_000_000)
    if question == "map-1000":
        return timed(1_000_000, lambda: pool.map(square, million, chunksize=1000))
    if question == "map-default":
        return timed(1_000_000, lambda: pool.map(square, million))
    if question == "imap":
        return timed(50_000, lambda: consume(pool.imap(square, range(50_000))))
    if question == "imap-unordered":
        return timed(50_000, lambda: consume(pool.imap_unordered(square, range(50_000))))
    if question == "apply-async":
        return timed(20_000, lambda: [r.get() for r in [pool.apply_async(square, (i,)) for i in range(20_000)]])
    if question == "apply":
        return timed(5_000, lambda: one_by_one(pool, 5_000))
    raise SystemExit(f"no such question: {question}")


if __name__ == "__main__":
    with multiprocessing.Pool(2) as pool:
        pool.map(square, range(1000))
        print(answer(pool, sys.argv[1]))
