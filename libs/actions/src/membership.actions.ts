/**
 * The six actions that add a contact to, or remove it from, an interest, a selection or a project. They differ in texts, icon and
 * kind only; `addition` and `removal` make them.
 */
import { type FieldHint, type MembershipKind, type Text } from '@linkflow/contracts';
import { z } from 'zod';
import type { ActionContext } from './action-context';
import { contactOf, defineAction, labelled, refTo, type AnyStep } from './define-action';

type TargetHint = Pick<FieldHint, 'label' | 'missing' | 'filter' | 'help'>;

const TARGETS: Record<MembershipKind, TargetHint> = {
  interest: {
    label: { en: 'Interest', nb: 'Interesse' },
    missing: { en: 'Choose an interest', nb: 'Velg en interesse' },
  },
  selection: {
    label: { en: 'Selection', nb: 'Utvalg' },
    missing: { en: 'Choose a selection', nb: 'Velg et utvalg' },
    filter: { type: 'static' },
    help: {
      en: 'Only static selections can have members added or removed.',
      nb: 'Bare i statiske utvalg kan medlemmer legges til og fjernes.',
    },
  },
  project: {
    label: { en: 'Project', nb: 'Prosjekt' },
    missing: { en: 'Choose a project', nb: 'Velg et prosjekt' },
  },
};

const Output = z.object({
  applied: labelled(z.boolean(), { en: 'Carried out', nb: 'Utført' }),
  previous: labelled(z.boolean().optional(), { en: 'Was there before', nb: 'Var der fra før' }),
});

interface MembershipSpec {
  type: string;
  kind: MembershipKind;
  title: Text;
  summary: Text;
  icon: string;
  place: number;
  /** The sentence of the node, an ICU message. Its parameter is that of the interest, selection or project. */
  sentence: Text;
}

const addition = (spec: MembershipSpec): AnyStep => membershipAction(spec, true);
const removal = (spec: MembershipSpec): AnyStep => membershipAction(spec, false);

/**
 * Makes one action; `active` is true if it adds the contact. The parameter is called `interestId`, `selectionId` or `projectId`, because
 * stored documents use these names.
 */
function membershipAction({ kind, ...spec }: MembershipSpec, active: boolean): AnyStep {
  const param = `${kind}Id`;
  const set = (ctx: ActionContext, targetId: string, isMember: boolean) =>
    ctx.ports.crm.perform('set-membership', ctx, {
      contactId: contactOf(ctx),
      kind,
      targetId,
      active: isMember,
    });
  const params = z.object({ [param]: refTo(kind, TARGETS[kind]) });
  const targetIn = (given: Partial<z.output<typeof params>>): string | undefined => given[param];
  return defineAction({
    kind: 'step',
    ...spec,
    group: 'data',
    lane: 'then',
    risk: 'reversible',
    withdraws: !active,
    effects: ['set-membership'],
    repeat: { kind: 'every-click' },
    params,
    example: { [param]: '66b0000000000000000000d1' },
    output: Output,

    async run(ctx, given) {
      const { applied, previous } = await set(ctx, targetIn(given) ?? '', active);
      return { output: { applied, previous } };
    },

    simulate(ctx) {
      contactOf(ctx);
      return { output: { applied: true } };
    },

    /** Undoes the change only if the step is known to have changed the membership: a contact that was a member before stays a member. */
    async undo(ctx, given, { applied, previous }) {
      if (!applied || previous !== !active) return false;
      return (await set(ctx, targetIn(given) ?? '', !active)).applied;
    },
  });
}

export const setInterest = addition({
  type: 'set-interest',
  kind: 'interest',
  title: { en: 'Add interest', nb: 'Legg til interesse' },
  summary: {
    en: 'Adds an interest to the contact. Several clicks give the same result.',
    nb: 'Legger til en interesse på personkortet. Gir samme resultat ved flere klikk.',
  },
  icon: 'tag',
  place: 2,
  sentence: { en: 'Add the interest {interestId}', nb: 'Legg til interessen {interestId}' },
});

export const removeInterest = removal({
  type: 'remove-interest',
  kind: 'interest',
  title: { en: 'Remove interest', nb: 'Fjern interesse' },
  summary: {
    en: 'Removes an interest from the contact. Several clicks give the same result.',
    nb: 'Fjerner en interesse fra personkortet. Gir samme resultat ved flere klikk.',
  },
  icon: 'tag-off',
  place: 3,
  sentence: { en: 'Remove the interest {interestId}', nb: 'Fjern interessen {interestId}' },
});

export const addToSelection = addition({
  type: 'add-to-selection',
  kind: 'selection',
  title: { en: 'Add to selection', nb: 'Legg til i utvalg' },
  summary: {
    en: 'Adds the contact to a static selection. Several clicks give the same result.',
    nb: 'Legger personen til i et statisk utvalg. Gir samme resultat ved flere klikk.',
  },
  icon: 'users-plus',
  place: 4,
  sentence: { en: 'Add to the selection {selectionId}', nb: 'Legg til i utvalget {selectionId}' },
});

export const removeFromSelection = removal({
  type: 'remove-from-selection',
  kind: 'selection',
  title: { en: 'Remove from selection', nb: 'Fjern fra utvalg' },
  summary: {
    en: 'Removes the contact from a static selection. Several clicks give the same result.',
    nb: 'Fjerner personen fra et statisk utvalg. Gir samme resultat ved flere klikk.',
  },
  icon: 'users-minus',
  place: 5,
  sentence: { en: 'Remove from the selection {selectionId}', nb: 'Fjern fra utvalget {selectionId}' },
});

export const addToProject = addition({
  type: 'add-to-project',
  kind: 'project',
  title: { en: 'Add to project', nb: 'Legg til i prosjekt' },
  summary: {
    en: 'Adds the contact to a project. Several clicks give the same result.',
    nb: 'Legger personen til i et prosjekt. Gir samme resultat ved flere klikk.',
  },
  icon: 'folder-plus',
  place: 6,
  sentence: { en: 'Add to the project {projectId}', nb: 'Legg til i prosjektet {projectId}' },
});

export const removeFromProject = removal({
  type: 'remove-from-project',
  kind: 'project',
  title: { en: 'Remove from project', nb: 'Fjern fra prosjekt' },
  summary: {
    en: 'Removes the contact from a project. Several clicks give the same result.',
    nb: 'Fjerner personen fra et prosjekt. Gir samme resultat ved flere klikk.',
  },
  icon: 'folder-minus',
  place: 7,
  sentence: { en: 'Remove from the project {projectId}', nb: 'Fjern fra prosjektet {projectId}' },
});
