/** What the recipient gets. Texts are merged, with what is merged escaped; the author's own HTML is not cleaned here. */
export type Answer =
  | { kind: 'redirect'; url: string }
  | { kind: 'text'; nodeId: string; html: string }
  /** A page whose button POSTs; the walk goes on from `nodeId` when it does. Until then the run is held back. */
  | { kind: 'confirm'; nodeId: string; title: string; html: string; button: string };
