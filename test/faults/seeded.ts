/** `npm run test:faults` sets it: the numbers of the issue instead of a short form of them. */
export const FULL = process.env.FAULTS === 'full';

/** The seed of this run; set FAULT_SEED to repeat one. */
export const seedOr = (usual: number): number => Number(process.env.FAULT_SEED ?? usual);

/** A small seeded generator, so that a failing run can be repeated. */
export function seeded(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
