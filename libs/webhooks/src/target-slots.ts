/** Limits how many calls of this process are with one server at a time. Others wait in the order in which they came. */
export class TargetSlots {
  private readonly targets = new Map<string, { taken: number; waiting: (() => void)[] }>();

  constructor(private readonly max: number) {}

  /**
   * Waits for a free slot.
   * @returns a function that frees it
   * @throws the reason of the signal if it is aborted while waiting
   */
  async take(target: string, signal?: AbortSignal): Promise<() => void> {
    signal?.throwIfAborted();
    const slots = this.targets.get(target) ?? { taken: 0, waiting: [] };
    this.targets.set(target, slots);
    if (slots.taken < this.max) slots.taken += 1;
    else await this.wait(slots.waiting, signal);
    return () => {
      const next = slots.waiting.shift();
      if (next) return next();
      slots.taken -= 1;
      if (slots.taken === 0) this.targets.delete(target);
    };
  }

  private async wait(waiting: (() => void)[], signal: AbortSignal | undefined): Promise<void> {
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    const abort = (): void => {
      waiting.splice(waiting.indexOf(resolve), 1);
      reject(signal?.reason);
    };
    waiting.push(resolve);
    signal?.addEventListener('abort', abort, { once: true });
    await promise.finally(() => signal?.removeEventListener('abort', abort));
  }
}
