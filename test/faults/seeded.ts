export { seeded } from '../support/random.mjs';

/** `npm run test:faults` sets it: the numbers of the issue instead of a short form of them. */
export const FULL = process.env.FAULTS === 'full';

/** The seed of this run; set FAULT_SEED to repeat one. */
export const seedOr = (usual: number): number => Number(process.env.FAULT_SEED ?? usual);
