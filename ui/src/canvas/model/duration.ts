export const UNITS = ['minutes', 'hours', 'days'] as const;
export type DurationUnit = (typeof UNITS)[number];

const MINUTES: Record<DurationUnit, number> = { minutes: 1, hours: 60, days: 1440 };

/** The same length of time in another unit. */
export function joinDuration(amount: number, from: DurationUnit, to: DurationUnit): number {
  return (amount * MINUTES[from]) / MINUTES[to];
}

/** A stored length of time in the largest unit in which it is a whole number. */
export function splitDuration(
  value: number | null,
  stored: DurationUnit,
): { amount: number | null; unit: DurationUnit } {
  if (value === null) return { amount: null, unit: stored };
  if (value === 0) return { amount: 0, unit: stored };
  const unit =
    [...UNITS].reverse().find((one) => Number.isInteger(joinDuration(value, stored, one))) ?? stored;
  return { amount: joinDuration(value, stored, unit), unit };
}
