import type { EditProblem, EditProblemCode } from './edit.types';

const MESSAGES: Record<EditProblemCode, { en: string; nb: string }> = {
  'graph.many-triggers': {
    en: 'Only one click can start the workflow',
    nb: 'Bare ett klikk kan starte arbeidsflyten',
  },
  'graph.duplicate-id': { en: 'That id is taken', nb: 'Den id-en er tatt' },
  'graph.unknown-port': { en: 'That step has no such outlet', nb: 'Det steget har ingen slik utgang' },
  'graph.port-taken': {
    en: 'An arrow leaves this outlet already; take it away first',
    nb: 'Det går alt en pil ut her, fjern den først',
  },
  'graph.cycle': { en: 'That would make the arrows go in a circle', nb: 'Da ville pilene gå i ring' },
  'graph.into-trigger': {
    en: 'No arrow can lead back to the click',
    nb: 'Ingen pil kan gå tilbake til klikket',
  },
  'edit.unknown-node': { en: 'That step is gone', nb: 'Det steget er borte' },
  'edit.unknown-edge': { en: 'That arrow is gone', nb: 'Den pilen er borte' },
  'edit.unknown-note': { en: 'That note is gone', nb: 'Det notatet er borte' },
  'edit.trigger-stays': {
    en: 'The click starts it all, so it stays',
    nb: 'Klikket starter det hele, så det blir stående',
  },
};

/** A refusal with its words. */
export function refuse(
  code: EditProblemCode,
  at: { nodeId?: string; edgeId?: string } = {},
): { ok: false; problem: EditProblem } {
  return { ok: false, problem: { code, message: MESSAGES[code], ...at } };
}
