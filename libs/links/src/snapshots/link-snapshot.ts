import type { RespondLane } from '../store/documents';

/** What a click on a link needs to know, and nothing else. */
export interface LinkSnapshot {
  linkId: string;
  name: string;
  mailingId: string | null;
  /** 0: nothing was published yet. */
  version: number;
  /** The live version's address; before there is one, the draft's. */
  url: string;
  respond: RespondLane | null;
}

/** Key of a snapshot in Redis. */
export const snapshotKey = (prefix: string, linkId: string): string => `${prefix}:link:${linkId}`;
/** Channel on which the ids of changed links are announced. */
export const snapshotChannel = (prefix: string): string => `${prefix}:links-changed`;

/** In Redis the version stands in front, so that a script can compare without reading JSON. */
export const packSnapshot = (snapshot: LinkSnapshot): string =>
  `${snapshot.version}:${JSON.stringify(snapshot)}`;

/** Null for what is not a snapshot of ours. */
export function unpackSnapshot(packed: string): LinkSnapshot | null {
  try {
    const snapshot: unknown = JSON.parse(packed.slice(packed.indexOf(':') + 1));
    return isSnapshot(snapshot) ? snapshot : null;
  } catch {
    return null;
  }
}

// Written by us under our own prefix; the fields that decide are checked, the graph is not read again.
const isSnapshot = (value: unknown): value is LinkSnapshot =>
  typeof value === 'object' &&
  value !== null &&
  'linkId' in value &&
  'version' in value &&
  typeof value.version === 'number' &&
  'url' in value &&
  typeof value.url === 'string' &&
  'respond' in value;
