/**
 * Deliveries that the classifier was not made for. Every second family, and every second seed, was looked at while its rules were written
 * (`open`); the others only report (`held-out`).
 */
import type { LabelledDelivery, Part } from '../delivery';
import { tellFamilies } from '../corpus';
import type { Family } from '../story';
import { FRESH } from './fresh';
import { LAST } from './last';
import { STRANGE_MACHINES } from './machines';
import { STRANGE_PEOPLE, thenPerson } from './people';

export const OUTSIDER_SEED = 1_014;

const COUNT = 12;

const inParts = (told: readonly Omit<Family, 'part'>[]): Family[] =>
  told.map((each, index) => ({ count: COUNT, ...each, part: index % 2 === 0 ? 'open' : 'held-out' }));

const FAMILIES: Family[] = [
  ...inParts(STRANGE_MACHINES),
  ...inParts(STRANGE_MACHINES.map((each) => ({ ...thenPerson(each), count: COUNT / 2 }))),
  ...inParts(STRANGE_PEOPLE),
];

const LAST_FAMILIES: Family[] = LAST.map((each) => ({ count: COUNT, ...each, part: 'held-out' }));
const FRESH_FAMILIES: Family[] = FRESH.map((each) => ({ count: COUNT, ...each, part: 'held-out' }));

export const generateLast = (seed = OUTSIDER_SEED): LabelledDelivery[] => tellFamilies(LAST_FAMILIES, seed);

export const generateFresh = (seed = OUTSIDER_SEED): LabelledDelivery[] => tellFamilies(FRESH_FAMILIES, seed);

/** Generates the outsiders. The same seed gives the same deliveries. */
export const generateOutsiders = (seed = OUTSIDER_SEED, part?: Part): LabelledDelivery[] =>
  tellFamilies(
    FAMILIES.filter((family) => part === undefined || family.part === part),
    seed,
  );
