/** The time is up. */
export class TooLate extends Error {
  override readonly name = 'TooLate';
}

/** Waits for something, but no longer than that. What comes later is dropped, its error too. */
export function within<T>(ms: number, work: Promise<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new TooLate(`Not done within ${ms} ms`)), ms);
    work.then(resolve, reject).finally(() => clearTimeout(timer));
  });
}
