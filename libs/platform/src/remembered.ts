/**
 * Something that takes a while to find out and that many ask for. Whoever asks gets what was found within the last `freshMs`;
 * when that is older, it is found out again, once for all who ask, and they get what was found before as long as it is
 * younger than `staleMs`, so that nobody waits for it but the first.
 */
export class Remembered<T> {
  private found: { value: T; at: number } | undefined;
  private looking: Promise<T> | undefined;

  constructor(
    private readonly find: () => Promise<T>,
    private readonly freshMs: number,
    private readonly staleMs: number,
    private readonly now: () => number = Date.now,
  ) {}

  get(): Promise<T> {
    const { found } = this;
    const age = found ? this.now() - found.at : Infinity;
    if (found && age < this.freshMs) return Promise.resolve(found.value);
    const looking = this.look();
    if (!found || age >= this.staleMs) return looking;
    // Whoever asks when it is too old hears of the failure; these have an answer.
    looking.catch(() => undefined);
    return Promise.resolve(found.value);
  }

  private look(): Promise<T> {
    this.looking ??= this.find()
      .then((value) => {
        this.found = { value, at: this.now() };
        return value;
      })
      .finally(() => {
        this.looking = undefined;
      });
    return this.looking;
  }
}
