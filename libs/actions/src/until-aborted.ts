/** What cuts an attempt off: its time is up, its run has gone to another worker, the process stops. */
export interface Abortable {
  /** Aborted then. For what an action waits for outside this process. */
  readonly signal: AbortSignal;
  /** Does the work, and rejects with the signal's reason as soon as it is aborted, whatever the work does then. */
  untilAborted<T>(work: () => Promise<T>): Promise<T>;
}

/** Both for a signal that is there already. */
export const abortableBy = (signal: AbortSignal): Abortable => ({
  signal,
  async untilAborted(work) {
    signal.throwIfAborted();
    let stop = (): void => {};
    const aborted = new Promise<never>((_, reject) => {
      stop = () => reject(signal.reason);
      signal.addEventListener('abort', stop, { once: true });
    });
    try {
      return await Promise.race([work(), aborted]);
    } finally {
      signal.removeEventListener('abort', stop);
    }
  },
});
