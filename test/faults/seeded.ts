export { seeded } from '../support/random.mjs';

/** True in `npm run test:faults`: tests then use their full numbers of clicks, runs and kills, otherwise smaller ones. */
export const FULL = process.env.FAULTS === 'full';

/** The seed of the random numbers of a test: FAULT_SEED if set, else `usual`. The name of each test contains its seed. */
export const seedOr = (usual: number): number => Number(process.env.FAULT_SEED ?? usual);
