import type { ReactNode } from 'react';

/** One column of a list: what it shows, how it sorts, and how much room it needs. */
export interface ListColumn<T> {
  key: string;
  title: string;
  render: (record: T) => ReactNode;
  /** The name by which the API sorts; absent for a column that cannot be sorted by. */
  sort?: string;
  /** Numbers and times are wanted biggest or newest first. */
  startDescending?: boolean;
  /** px; absent takes a share of what is left. */
  width?: number;
  align?: 'right';
  /** What has no room goes on in a second line before it is cut. */
  wraps?: boolean;
  /** Hidden when the list is narrower than small (560 px), medium (760) or large (960). */
  from?: 'small' | 'medium' | 'large';
  /** A second line for narrow lists, where the columns that would say it are hidden; the column then takes what is left. */
  narrow?: (record: T) => ReactNode;
}
