export { seeded } from '../support/random.mjs';

/** True in `npm run test:faults`: the full numbers of clicks, runs and kills. Otherwise the tests run in a short form. */
export const FULL = process.env.FAULTS === 'full';

/** The seed of this run; set FAULT_SEED to repeat one. */
export const seedOr = (usual: number): number => Number(process.env.FAULT_SEED ?? usual);
