# Writes meters of random options as formatted by tqdm, one JSON object per line: `python3 make-meters.py > meters.jsonl`.
import json, random, sys
from tqdm.std import tqdm

random.seed(1)
formats = [None] * 6 + ['{l_bar}{bar}|{n_fmt}/{total_fmt}', '{desc}: {percentage:.1f}%|{bar:10}| {elapsed}<{remaining}', '{bar}', '{l_bar}{bar:-5a}', '{n}/{total} {rate_fmt}{postfix}',
    '{desc}: {n_fmt:>8}|{bar:20b}|{rate_noinv_fmt} {rate_inv_fmt}', '{percentage:3.0f}%{bar:5u}{unit}', '{l_bar}{r_bar}', '{elapsed_s:.1f}s {remaining_s:8.3f} {bar}']

def whole(value):
    # JavaScript does not distinguish 1.0 from 1.
    return int(value) if value == int(value) else value

def number(limit):
    kind = random.random()
    if kind < 0.6: return random.randrange(limit)
    if kind < 0.8: return whole(round(random.random() * limit, random.randrange(4)))
    return random.randrange(20)

written = 0
while written < 2000:
    total = random.choice([None, 0, 1, 10, 100, 1000, number(10**6), number(10**12), number(10**4) + 0.5])
    n = number(int(total) + 1) if total else number(10**6)
    if random.random() < 0.05 and total: n = whole(total + random.choice([0, 0.5, 1, 100]))
    if total and total < n < total + 0.5: continue
    options = dict(n=n, total=total, elapsed=random.choice([0, random.randrange(10**5), whole(round(random.random() * 100, 3)), random.randrange(60)]),
        ncols=random.choice([None, None, 0, 10, 20, 40, 79, 120]), prefix=random.choice(['', '', 'desc', 'desc: ', 'ｆｕｌｌ', 'ニッポン', 'ﾆｯﾎﾟﾝ', '\x1b[31mred\x1b[0m']),
        ascii=random.choice([False, False, True, ' .oO0']), unit=random.choice(['it', 'it', 'iB', ' images', 'B']), unit_scale=random.choice([False, False, True, 9, 0.5, 1]),
        rate=random.choice([None, None, None, 0, random.random() * 10, random.random() * 10**6]), bar_format=random.choice(formats),
        postfix=random.choice([None, None, 'loss=0.321', 'a=1, b=2']), unit_divisor=random.choice([1000, 1000, 1024]), initial=random.choice([0, 0, 0, n // 2 if n >= 0 else 0]),
        colour=random.choice([None, None, None, 'green', 'BLUE', '#beefed']))
    try: text = tqdm.format_meter(**options)
    except Exception as error: continue
    json.dump([{k: v for k, v in options.items() if v is not None}, text], sys.stdout, ensure_ascii=False)
    print()
    written += 1
