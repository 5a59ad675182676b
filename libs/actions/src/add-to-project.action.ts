import { z } from 'zod';
import { defineAction } from './define-action';
import { MembershipOutput, setMembership, simulateMembership, undoMembership } from './membership';
import { refTo } from './params';

export const addToProject = defineAction({
  kind: 'step',
  type: 'add-to-project',
  version: 1,
  title: { en: 'Add to project', nb: 'Legg til i prosjekt' },
  summary: {
    en: 'Makes the contact a member of a project. Safe to repeat.',
    nb: 'Gjør personen til medlem av et prosjekt. Trygt å gjenta.',
  },
  icon: 'folder-plus',
  group: 'data',
  place: 6,
  lane: 'then',
  risk: 'reversible',
  effect: 'idempotent',
  repeat: { kind: 'every-click' },
  params: z.object({
    projectId: refTo('project', {
      label: { en: 'Project', nb: 'Prosjekt' },
      missing: { en: 'Choose a project', nb: 'Velg et prosjekt' },
    }),
  }),
  defaults: {},
  example: { projectId: '66b0000000000000000000d1' },
  output: MembershipOutput,
  run: (ctx, { projectId }) => setMembership(ctx, 'project', projectId, true),
  simulate: simulateMembership,
  undo: (ctx, { projectId }, output) => undoMembership(ctx, 'project', projectId, true, output),
  describe({ projectId }, say) {
    const project = say.name('project', projectId);
    return { en: `Add to the project ${project.en}`, nb: `Legg til i prosjektet ${project.nb}` };
  },
});
