import { readAgain } from '@linkflow/platform';

/** MongoDB gives up a read under way when an index goes that it had looked at, also one that it did not use. */
const QUERY_PLAN_KILLED = 175;

/** Reads again where an index was dropped meanwhile, as happens when a new version of the house is set up beside an old one. */
export const steadyRead = <T>(read: () => Promise<T>): Promise<T> => readAgain(QUERY_PLAN_KILLED, read);
