import { Schema } from 'mongoose';
import type { ChangeSource } from '@linkflow/contracts';

/** A step of a run, after a click. The names are those of that moment. */
export interface RunSource {
  kind: 'run';
  runId: string;
  nodeId: string;
  linkId: string;
  linkName: string;
  mailingId: string;
  mailingName: string;
  clickedAt: Date;
}

/** A person in the UI, or through the API. */
export interface UserSource {
  kind: 'user';
  userId: string;
  userName: string;
}

/** Where a change came from, as MongoDB keeps it. */
export type Source = RunSource | UserSource | { kind: 'seed' };

export const sourceSchema = new Schema<Source>(
  {
    kind: { type: String, enum: ['run', 'user', 'seed'], required: true },
    runId: String,
    nodeId: String,
    linkId: String,
    linkName: String,
    mailingId: String,
    mailingName: String,
    clickedAt: Date,
    userId: String,
    userName: String,
  },
  { _id: false },
);

/** The same as it crosses the wire. */
export function toChangeSource(source: Source): ChangeSource {
  switch (source.kind) {
    case 'run':
      return {
        kind: 'run',
        runId: source.runId,
        nodeId: source.nodeId,
        link: { id: source.linkId, name: source.linkName },
        mailing: { id: source.mailingId, name: source.mailingName },
        clickedAt: source.clickedAt.toISOString(),
      };
    case 'user':
      return { kind: 'user', user: { id: source.userId, name: source.userName } };
    case 'seed':
      return { kind: 'seed' };
  }
}
