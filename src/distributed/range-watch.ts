import { setTimeout } from 'node:timers/promises';
import type { ErrorCode, Failure } from '../errors.js';
import type { RunEvent } from '../events.js';
import type { Watch } from '../run/run-context.js';
import type { Task } from '../worker/task.js';
import { Latest } from './latest.js';
import { type ImageCounts, type Lease, noImages, type RangeProgress } from './queue.js';

type Span = readonly [first: number, last: number];

/** At how many machines an image is tried alone. */
const mostLost = 2;

interface Speaker {
  readonly host: string;
  readonly worker: string;
  /** Says how far the range is; rejects if nobody hears it. */
  readonly tell: (progress: RangeProgress) => Promise<void>;
  /** Aborted when no further image may be taken. */
  readonly signal: AbortSignal;
}

/**
 * Says which images of a range are at work, and knows which were when an earlier worker was lost with it. Only an image that ran alone
 * when two machines were lost is to blame.
 */
export class RangeWatch implements Watch {
  readonly #speaker: Speaker;
  readonly #latest: Latest<RangeProgress>;
  /** What was at work when workers were lost. Those who come later have to know it, too. */
  readonly #inherited: readonly Span[];
  /** At how many losses each of these was alone. */
  readonly #lostAlone: Map<number, number>;
  readonly #lanes = new Map<number, Span>();
  #images: ImageCounts = noImages;
  #lines = 0;
  #alone: number | undefined;

  constructor({ range, lost }: Lease, speaker: Speaker) {
    this.#speaker = speaker;
    this.#latest = new Latest(speaker.tell);
    const suspects = lost?.suspects ?? range.suspects ?? [];
    this.#lostAlone = new Map(suspects);
    this.#inherited = [...(lost?.inFlight ?? []), ...suspects.map(([line]): Span => [line, line])];
    if (lost?.alone !== undefined) this.#lostAlone.set(lost.alone, (this.#lostAlone.get(lost.alone) ?? 0) + 1);
  }

  get images(): ImageCounts {
    return this.#images;
  }

  /** What a worker that takes the rest has to know. */
  get suspects(): RangeProgress['suspects'] {
    return [...this.#lostAlone];
  }

  isSuspect({ line }: Task): boolean {
    return line !== undefined && this.#inherited.some(([first, last]) => first <= line && line <= last);
  }

  begin(lane: number, tasks: readonly Task[]): void {
    const lines = tasks.map(({ line }) => line).filter((line) => line !== undefined);
    if (lines.length > 0) this.#lanes.set(lane, [Math.min(...lines), Math.max(...lines)]);
    else if (!this.#lanes.delete(lane)) return;
    this.say();
  }

  /**
   * The more suspect, the later. A worker may be lost for other reasons, and what runs first is also at work while a machine is still
   * settling in: the same image every time would be blamed for what it has not done.
   */
  inOrder(suspects: readonly Task[]): readonly Task[] {
    const lostAlone = ({ line = 0 }: Task) => this.#lostAlone.get(line) ?? 0;
    return suspects.toSorted((one, other) => lostAlone(one) - lostAlone(other));
  }

  async beginAlone({ source, line = 0 }: Task): Promise<Failure | 'go' | 'stop'> {
    const lost = this.#lostAlone.get(line) ?? 0;
    if (lost >= mostLost) {
      const message = `${source}: ${lost} machines were lost while they worked on it and on nothing else; look at their logs`;
      return { code: 'machine-lost', message };
    }
    this.#alone = line;
    return (await this.#isHeard()) ? 'go' : 'stop';
  }

  /** Notes what became of an image. */
  readonly report = (event: RunEvent): void => {
    if (event.type === 'planned' && event.complete) this.#lines = event.found;
    else if (event.type === 'image-done') this.#images = { ...this.#images, done: this.#images.done + 1 };
    else if (event.type === 'image-failed') this.#images = withFailure(this.#images, event.failure.code);
    else if (event.type === 'image-skipped')
      this.#images =
        event.reason === 'up-to-date'
          ? { ...this.#images, done: this.#images.done + 1 }
          : { ...this.#images, skipped: this.#images.skipped + 1 };
  };

  /** Says how far the range is, as soon as possible. */
  say(): void {
    this.#latest.put(this.#progress());
  }

  /** Waits until somebody has heard it; false if the work is to stop before. */
  async #isHeard(): Promise<boolean> {
    while (!this.#speaker.signal.aborted) {
      try {
        await this.#speaker.tell(this.#progress());
        return true;
      } catch {
        await setTimeout(500);
      }
    }
    return false;
  }

  #progress(): RangeProgress {
    const { host, worker } = this.#speaker;
    return {
      host,
      worker,
      at: Date.now(),
      images: this.#images,
      lines: this.#lines,
      inFlight: [...this.#inherited, ...this.#lanes.values()],
      suspects: this.suspects,
      ...(this.#alone !== undefined && { alone: this.#alone }),
    };
  }
}

function withFailure(images: ImageCounts, code: ErrorCode): ImageCounts {
  return { ...images, failed: images.failed + 1, failures: { ...images.failures, [code]: (images.failures[code] ?? 0) + 1 } };
}
