import { createHash } from 'node:crypto';

/** The id of a thing of the demo by its nickname: always the same, so that a seed that was broken off goes on where it was. */
export const demoId = (nickname: string): string =>
  createHash('sha256').update(`linkflow demo: ${nickname}`).digest('hex').slice(0, 24);
