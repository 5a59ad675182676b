import type { ImportedUser } from '@linkflow/crm';
import { demoId } from './demo-id';

/** Everybody's. Written on the sign-in page of the demo, so no secret. */
export const DEMO_PASSWORD = 'linkflow';

type DemoUser = Omit<ImportedUser, 'passwordHash'>;

const norwegian = { language: 'nb' as const, active: true, timeZone: 'Europe/Oslo' };
const OFFICE_HOURS = { from: 8 * 60, to: 16 * 60 };

export const INGRID: DemoUser = {
  ...norwegian,
  id: demoId('user ingrid'),
  name: 'Ingrid Dahl',
  email: 'ingrid@example.no',
  role: 'admin',
  workday: OFFICE_HOURS,
};
export const KARI: DemoUser = {
  ...norwegian,
  id: demoId('user kari'),
  name: 'Kari Hansen',
  email: 'kari@example.no',
  role: 'marketer',
  workday: OFFICE_HOURS,
};
export const JONAS: DemoUser = {
  ...norwegian,
  id: demoId('user jonas'),
  name: 'Jonas Berg',
  email: 'jonas@example.no',
  role: 'marketer',
  workday: { from: 9 * 60, to: 17 * 60 },
};
export const OLA: DemoUser = {
  ...norwegian,
  id: demoId('user ola'),
  name: 'Ola Nordmann',
  email: 'ola@example.no',
  role: 'ops',
  workday: OFFICE_HOURS,
};
/** May look at everything and change nothing. */
const SARA: DemoUser = {
  ...norwegian,
  id: demoId('user sara'),
  name: 'Sara Lie',
  email: 'sara@example.no',
  role: 'viewer',
  workday: OFFICE_HOURS,
};
/** Has left; still stands on what was given to him. */
export const PER: DemoUser = {
  ...norwegian,
  id: demoId('user per'),
  name: 'Per Olsen',
  email: 'per@example.no',
  role: 'marketer',
  active: false,
  workday: OFFICE_HOURS,
};

export const DEMO_USERS: readonly DemoUser[] = [INGRID, KARI, JONAS, OLA, SARA, PER];
